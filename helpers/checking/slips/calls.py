"""Slips in what is called: another function, one left out, one before another, another axis, a step not taken."""

import ast
import copy

from helpers.checking.slips.arithmetic import RARE, RAREST
from helpers.checking.slips.code import Edit
from helpers.checking.slips.words import (
    FUNCTIONS,
    Found,
    Slip,
    around,
    combined,
    inside,
    is_method,
    name_of,
    named,
    with_article,
)

INSTEAD = {
    "log": ("log2", "log1p"), "log2": ("log",), "sum": ("mean", "max"), "mean": ("sum", "max", "median"),
    "max": ("min", "mean", "sum"), "min": ("max", "mean", "sum"), "std": ("var",), "var": ("std",),
    "ceil": ("floor", "round"), "floor": ("ceil", "round"), "softmax": ("log_softmax", "sigmoid"),
    "log_softmax": ("softmax",), "sigmoid": ("tanh", "softplus"), "relu": ("softplus", "sigmoid"),
    "softplus": ("relu", "sigmoid"), "argmax": ("argmin",), "argmin": ("argmax",), "maximum": ("minimum",),
    "minimum": ("maximum",), "square": ("abs",), "abs": ("square",), "sin": ("cos",), "cos": ("sin",),
    "repeat": ("repeat_interleave",), "repeat_interleave": ("repeat",), "exp": ("exp2", "expm1"),
    "digamma": ("log",),
}
LEFT_OUT = ("log", "log2", "exp", "sqrt", "square", "abs", "ceil", "floor", "softmax", "sigmoid", "relu", "clip",
            "clamp", "clamp_min", "detach", "sum", "mean", "max", "transpose", "arctan", "cumsum", "log_softmax", "int",
            "norm", "tanh", "sort", "sorted")
REDUCING = ("mean", "sum")
ALONG_AXES = ("sum", "mean", "max", "min", "softmax", "log_softmax", "argmax", "argmin", "cumsum", "std", "var")
FORMS = ("range", "reshape", "zeros", "new_zeros", "full", "view", "expand", "isinstance", "one_hot", "repeat")
LEFT_OUT_KEYWORDS = {
    "axis": ("axis left out", "something runs over all entries and not along its axis"),
    "dim": ("axis left out", "something runs over all entries and not along its axis"),
    "where": ("a condition left out", "a condition is left out"),
    "weights": ("weights left out", "the weights of a mean are left out"),
    "replace": ("drawn with replacement", "what is drawn is put back"),
    "initial": ("a limit left out", "a limit is left out"), "min": ("a limit left out", "a lower limit is left out"),
    "max": ("a limit left out", "an upper limit is left out"),
}


def call(node: ast.Call, titles: dict[str, str]) -> Found:
    name, inner = name_of(node.func), inside(node)
    word = FUNCTIONS.get(name, "")
    if word and inner is not None:
        for new in INSTEAD.get(name, ()):
            other = FUNCTIONS[new]
            yield Slip(f"{other} for {word}", f"{with_article(other)} stands where {with_article(word)} belongs"), \
                _renamed(new)
        if name in LEFT_OUT:
            yield Slip(f"{word} left out", f"{with_article(word)}{named(inner, titles)} is left out"), inside
        if name in REDUCING and (node.keywords or (is_method(node) and node.args)):
            yield Slip("only the first entry", f"only the first entry counts, where the {name} is asked", RARE), \
                lambda node: ast.Subscript(inside(node), ast.Tuple([ast.Constant(...), ast.Constant(0)], ast.Load()),
                                           ast.Load())
        yield from _order(inner, name, word)
    yield from _of_arguments(node, name)
    if name == "len":
        yield Slip("one less than a number of entries", "a number of entries is one too small", RARE), \
            lambda node: combined(node, ast.Sub, 1)


def _renamed(new: str) -> Edit:
    def edit(node: ast.Call) -> ast.Call:
        node = copy.copy(node)
        node.func = ast.Attribute(node.func.value, new, ast.Load()) if isinstance(node.func, ast.Attribute) \
            else ast.Name(new, ast.Load())
        return node
    return edit


def _order(inner: ast.AST, name: str, word: str) -> Found:
    """A mean of squares and the square of a mean."""
    if name in REDUCING and isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Pow):
        yield Slip(f"{name} before the power", f"the {name} is taken before the power and not after it"), \
            lambda node: ast.BinOp(around(node, inside(node).left), ast.Pow(), inside(node).right)
    if not isinstance(inner, ast.Call) or inside(inner) is None:
        return
    other = name_of(inner.func)
    kind = FUNCTIONS.get(other)
    if kind and (name in REDUCING) != (other in REDUCING):
        first, second = (name, kind) if name in REDUCING else (word, other)
        sentence = f"the {name} is taken before the {kind} and not after it" if name in REDUCING \
            else f"the {word} is taken before the {other} and not after it"
        yield Slip(f"{first} before the {second}", sentence), \
            lambda node: around(inside(node), around(node, inside(inside(node))))


def _of_arguments(node: ast.Call, name: str) -> Found:
    if len(node.args) == 2 and name not in FORMS and not any(isinstance(one, ast.Starred) for one in node.args):
        yield Slip("two arguments exchanged", "a function gets its two arguments in the other order"), \
            lambda node: ast.Call(node.func, node.args[::-1], node.keywords)
    if name == "where" and len(node.args) == 3:
        for kept in (1, 2):
            yield Slip("a distinction left out", "two cases that differ are treated alike", RAREST), \
                lambda node, kept=kept: node.args[kept]
    if name == "range":
        for step, word in ((1, "many"), (-1, "few")):
            yield Slip(f"one turn too {word}", f"a loop makes one turn too {word}"), lambda node, step=step: ast.Call(
                node.func, [*node.args[:-1], combined(node.args[-1], ast.Add, step)], [])
    if name in ALONG_AXES and is_method(node) and len(node.args) == 1 and axis_in(node.args[0]) is not None:
        yield Slip("another axis", "something runs along another axis"), lambda node: ast.Call(
            node.func, [_other_axis(node.args[0])], node.keywords)
    for place, keyword in enumerate(node.keywords):
        yield from _of_keyword(keyword, place)


def _of_keyword(keyword: ast.keyword, place: int) -> Found:
    def without(node: ast.Call) -> ast.Call:
        return ast.Call(node.func, node.args, [one for at, one in enumerate(node.keywords) if at != place])

    def turned(node: ast.Call) -> ast.Call:
        keywords = list(node.keywords)
        keywords[place] = ast.keyword(keyword.arg, _other_axis(keyword.value))
        return ast.Call(node.func, node.args, keywords)

    if keyword.arg in ("axis", "dim") and axis_in(keyword.value) is not None:
        yield Slip("another axis", "something runs along another axis"), turned
    if keyword.arg == "ddof" and axis_in(keyword.value) == 1:
        yield Slip("divided by N", "a variance is divided by N, not by N - 1"), turned
    if keyword.arg in LEFT_OUT_KEYWORDS:
        yield Slip(*LEFT_OUT_KEYWORDS[keyword.arg], 0 if keyword.arg != "where" else RAREST), without


def axis_in(node: ast.AST) -> int | None:
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    value = getattr(node.operand if negative else node, "value", None)
    return None if type(value) is not int else -value if negative else value


def _other_axis(node: ast.AST) -> ast.Constant:
    return ast.Constant(1 if axis_in(node) == 0 else 0)


def subscript(node: ast.Subscript, titles: dict[str, str]) -> Found:
    """Another place, counted from the start or the end, or another axis."""
    if axis_in(node.slice) is None or not isinstance(node.ctx, ast.Load):
        return
    slip = Slip("another axis counted", "the entries along another axis are counted") \
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape" \
        else Slip("another entry", "another entry is taken, at another place")
    for place in dict.fromkeys((0, 1, -1)):
        if place != axis_in(node.slice):
            yield slip, lambda node, place=place: ast.Subscript(node.value, ast.Constant(place), ast.Load())


def attribute(node: ast.Attribute, titles: dict[str, str]) -> Found:
    if node.attr == "T":
        yield Slip("a transposition left out", f"a table{named(node.value, titles)} is not transposed"), \
            lambda node: node.value


def interval(node: ast.Slice, titles: dict[str, str]) -> Found:
    for end, verb in (("lower", "begins"), ("upper", "ends")):
        if getattr(node, end) is not None:
            for step, word in ((1, "late"), (-1, "early")):
                yield Slip(f"{verb} one too {word}", f"a range of entries {verb} one place too {word}"), \
                    lambda node, end=end, step=step: ast.Slice(**{
                        **dict(ast.iter_fields(node)), end: combined(getattr(node, end), ast.Add, step)})


def either(node: ast.IfExp, titles: dict[str, str]) -> Found:
    for side in ("body", "orelse"):
        yield Slip("a special case left out", "two cases that differ are treated alike", RARE), \
            lambda node, side=side: getattr(node, side)


def condition(node: ast.If, titles: dict[str, str]) -> Found:
    if not node.orelse:
        yield Slip("a special case left out", "two cases that differ are treated alike", RARE), \
            lambda node: ast.Pass()


def statement(node: ast.Expr, titles: dict[str, str]) -> Found:
    if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
        title = name_of(node.value.func)
        yield Slip(f"{title}() not called", f"{title}() is not called"), lambda node: ast.Pass()


def running(node: ast.AugAssign, titles: dict[str, str]) -> Found:
    yield Slip("overwritten", "a running total is overwritten and not added to"), \
        lambda node: ast.Assign([node.target], node.value)


def comprehended(node: ast.comprehension, titles: dict[str, str]) -> Found:
    if node.ifs:
        yield Slip("a condition left out", "a condition is left out", RARE), lambda node: ast.comprehension(
            node.target, node.iter, [], node.is_async)


def several(node: ast.Tuple, titles: dict[str, str]) -> Found:
    if not isinstance(node.ctx, ast.Load) or not 1 < len(node.elts) < 5:
        return
    for first in range(len(node.elts)):
        for second in range(first + 1, len(node.elts)):
            def exchange(node: ast.Tuple, first=first, second=second) -> ast.Tuple:
                parts = list(node.elts)
                parts[first], parts[second] = parts[second], parts[first]
                return ast.Tuple(parts, ast.Load())
            yield Slip("two values exchanged", "two values that belong in an order are exchanged"), exchange
