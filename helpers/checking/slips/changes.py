"""Every change of a tree, in one place or in all places of one kind."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from helpers.checking.slips import arithmetic, calls
from helpers.checking.slips.code import Edit, edited
from helpers.checking.slips.words import Changes, Slip

OF_NODE: dict[type, Changes] = {
    ast.BinOp: arithmetic.binary, ast.UnaryOp: arithmetic.unary, ast.Compare: arithmetic.compare,
    ast.Constant: arithmetic.constant, ast.Name: arithmetic.argument, ast.Call: calls.call, ast.Slice: calls.interval,
    ast.Subscript: calls.subscript, ast.Attribute: calls.attribute, ast.IfExp: calls.either, ast.If: calls.condition,
    ast.Expr: calls.statement, ast.AugAssign: calls.running, ast.comprehension: calls.comprehended,
    ast.Tuple: calls.several,
}


def changes(tree: ast.FunctionDef | ast.Lambda, titles: dict[str, str]) -> Iterator[tuple[Slip, ast.AST]]:
    """Each change of ``tree``. ``titles``: what the learner calls its parameters, where that is known."""
    everywhere: dict[Slip, dict[int, Edit]] = defaultdict(dict)
    apart = _apart(tree)
    for node in ast.walk(tree):
        if id(node) in apart or type(node) not in OF_NODE:
            continue
        for slip, edit in OF_NODE[type(node)](node, titles):
            everywhere[slip].setdefault(id(node), edit)
            yield slip, edited(tree, {id(node): edit})
    for slip, edits in everywhere.items():
        if len(edits) > 1:
            yield Slip(slip.name, f"{slip.sentence}, in every place", slip.order), edited(tree, edits)


def _apart(tree: ast.AST) -> set[int]:
    """What is no part of the calculation: what is said of bad input, types, words, axes and places."""
    found = set()
    for node in ast.walk(tree):
        silent = [node] if isinstance(node, ast.Raise | ast.JoinedStr | ast.arguments) else []
        if isinstance(node, ast.If) and isinstance(node.body[0], ast.Raise):
            silent = [node]
        if isinstance(node, ast.keyword) and node.arg in ("axis", "dim", "ddof", "where"):
            silent = [node.value]
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            silent = [node.slice] if calls.axis_in(node.slice) is not None else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in calls.ALONG_AXES:
            silent = [one for one in node.args if calls.axis_in(one) is not None]
        for field in ("annotation", "returns"):
            silent += [one] if (one := getattr(node, field, None)) is not None else []
        found |= {id(inner) for one in silent for inner in ast.walk(one)}
    return found
