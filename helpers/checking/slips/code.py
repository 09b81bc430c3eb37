"""Between a function and its code as a tree."""

import ast
import copy
import inspect
import linecache
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FunctionType

Edit = Callable[[ast.AST], ast.AST]  # what a node becomes; it leaves the node itself alone


@lru_cache(maxsize=64)
def _parsed(path: str) -> dict[int, list[ast.FunctionDef | ast.Lambda]]:
    """The functions of a file by the line on which they begin."""
    found: dict[int, list] = {}
    try:
        module = ast.parse("".join(linecache.getlines(path)))
    except SyntaxError:
        return found
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            decorators = getattr(node, "decorator_list", [])
            found.setdefault(min([node.lineno, *(one.lineno for one in decorators)]), []).append(node)
    return found


def tree_of(function: FunctionType) -> ast.FunctionDef | ast.Lambda | None:
    """The tree of a function or lambda; None where its source is not at hand."""
    code = function.__code__
    for node in _parsed(code.co_filename).get(code.co_firstlineno, ()):
        if getattr(node, "name", "<lambda>") == code.co_name and (
                isinstance(node, ast.FunctionDef)
                or _same(compile(ast.Expression(node), "", "eval").co_consts[0], code)):
            return node
    return None


def _same(code: CodeType, other: CodeType) -> bool:
    """Whether two lambdas of one line are one."""
    constants = [[one for one in each.co_consts if not isinstance(one, CodeType)] for each in (code, other)]
    return code.co_varnames == other.co_varnames and set(code.co_names) == set(other.co_names) \
        and constants[0] == constants[1]


def fingerprint(code: CodeType) -> tuple:
    """What a code does, wherever it stands."""
    return code.co_code, code.co_names, code.co_varnames, tuple(
        fingerprint(one) if isinstance(one, CodeType) else (type(one), one) for one in code.co_consts)


def function_of(tree: ast.FunctionDef | ast.Lambda, like: FunctionType, **others: Callable) -> FunctionType:
    """The function of a changed tree, in the surroundings of ``like``, with ``others`` among its names."""
    enclosed = inspect.getclosurevars(like).nonlocals if like.__closure__ else {}
    names = {**like.__globals__, **enclosed, **others}
    if isinstance(tree, ast.Lambda):
        return eval(compile(ast.Expression(tree), "<slip>", "eval"), names)
    tree = copy.copy(tree)
    tree.decorator_list = []
    exec(compile(ast.Module([tree], []), "<slip>", "exec"), names)
    return names[tree.name]


def with_names(function: FunctionType, **others: Callable) -> FunctionType:
    """The same function with ``others`` among its names."""
    changed = FunctionType(function.__code__, {**function.__globals__, **others}, function.__name__,
                           function.__defaults__, function.__closure__)
    changed.__kwdefaults__ = function.__kwdefaults__
    return changed


def edited(tree: ast.AST, edits: dict[int, Edit]) -> ast.AST:
    """``tree`` with an edit at the nodes of these ids, from the inside out. What is not changed is shared."""
    parts = {}
    for field, value in ast.iter_fields(tree):
        if isinstance(value, ast.AST):
            new = edited(value, edits)
        elif isinstance(value, list):
            new = [edited(one, edits) if isinstance(one, ast.AST) else one for one in value]
            new = value if all(a is b for a, b in zip(new, value, strict=True)) else new
        else:
            continue
        if new is not value:
            parts[field] = new
    edit = edits.get(id(tree))
    if parts:
        tree = copy.copy(tree)
        for field, new in parts.items():
            setattr(tree, field, new)
    if not edit:
        return tree
    new = edit(tree)
    return ast.fix_missing_locations(ast.copy_location(new, tree) if not hasattr(new, "lineno") else new)


def replaced(tree: ast.AST, path: str, name: str) -> ast.AST:
    """``tree`` that calls ``name`` wherever it called ``path``."""
    return edited(tree, {id(node): lambda node: ast.Name(name, ast.Load()) for node in ast.walk(tree)
                         if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) == path})
