"""Slips in a formula: a sign, a term, a factor, a power, a number, a comparison, one argument for another."""

import ast
import itertools

from helpers.checking.slips.code import edited
from helpers.checking.slips.words import Found, Slip, combined, is_constant, named, part
from helpers.checking.wording import number

RARE, RAREST = 1, 2
COMPARED = {ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE), ast.Lt: (ast.LtE, ast.Gt),
            ast.LtE: (ast.Lt, ast.GtE), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,)}
SIGNS = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!="}


def binary(node: ast.BinOp, titles: dict[str, str]) -> Found:
    names = list(dict.fromkeys(one.id for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in titles))
    for first, second in itertools.combinations(names, 2):
        other = {first: second, second: first}
        said = f"{titles[first]} and {titles[second]} are exchanged in a part"
        yield Slip(said.replace("are ", ""), said, RARE), lambda node, other=other: edited(node, {
            id(one): lambda name: ast.Name(other[name.id], ast.Load()) for one in ast.walk(node)
            if isinstance(one, ast.Name) and one.id in other})
    yield from OF_OPERATOR.get(type(node.op), lambda node, titles: ())(node, titles)


def _operator(new: type[ast.operator]):
    return lambda node: ast.BinOp(node.left, new(), node.right)


def _add(node: ast.BinOp, titles: dict[str, str]) -> Found:
    for side, other in (("right", "left"), ("left", "right")):
        term = part("term", getattr(node, side), titles)
        yield Slip("a term missing", f"{term} is left out"), lambda node, other=other: getattr(node, other)
        yield Slip("minus for plus", f"{term} is subtracted and not added"), lambda node, side=side, other=other: \
            combined(getattr(node, other), ast.Sub, getattr(node, side))
        yield Slip("twice a term", f"{term} counts twice", RARE), lambda node, side=side: combined(
            node, ast.Add, getattr(node, side))
        yield Slip("half a term", f"{term} counts half", RARE), lambda node, side=side: combined(
            node, ast.Sub, combined(getattr(node, side), ast.Div, 2))
    yield Slip("a product for a sum", "two terms are multiplied and not added", RAREST), _operator(ast.Mult)


def _subtract(node: ast.BinOp, titles: dict[str, str]) -> Found:
    left, right = part("term", node.left, titles), part("term", node.right, titles)
    if isinstance(node.left, ast.Constant) and node.left.value == 1:
        yield Slip("the opposite missing", f"a probability{named(node.right, titles)} stands where that of the "
                                           "opposite belongs"), lambda node: node.right
    yield Slip("a term missing", f"{right} is left out"), lambda node: node.left
    yield Slip("a term missing", f"{left} is left out"), lambda node: ast.UnaryOp(ast.USub(), node.right)
    yield Slip("plus for minus", f"{right} is added and not subtracted"), _operator(ast.Add)
    yield Slip("difference turned round", "a difference is taken the other way round"), \
        lambda node: ast.BinOp(node.right, node.op, node.left)
    yield Slip("twice a term", f"{right} counts twice", RARE), lambda node: combined(node, ast.Sub, node.right)
    yield Slip("half a term", f"{right} counts half", RARE), lambda node: combined(
        node, ast.Add, combined(node.right, ast.Div, 2))
    yield Slip("twice a term", f"{left} counts twice", RARE), lambda node: combined(node, ast.Add, node.left)
    yield Slip("half a term", f"{left} counts half", RARE), lambda node: combined(
        node, ast.Sub, combined(node.left, ast.Div, 2))


def _multiply(node: ast.BinOp, titles: dict[str, str]) -> Found:
    for side, other in (("right", "left"), ("left", "right")):
        factor = part("factor", getattr(node, side), titles)
        yield Slip("a factor missing", f"{factor} is left out"), lambda node, other=other: getattr(node, other)
        yield Slip("divided for multiplied", f"{factor} divides and does not multiply"), \
            lambda node, side=side, other=other: combined(getattr(node, other), ast.Div, getattr(node, side))
        yield Slip("a factor twice", f"{factor} counts squared", RARE), lambda node, side=side: combined(
            node, ast.Mult, getattr(node, side))
    yield Slip("a sum for a product", "two factors are added and not multiplied", RAREST), _operator(ast.Add)


def _divide(node: ast.BinOp, titles: dict[str, str]) -> Found:
    divisor = part("divisor", node.right, titles)
    yield Slip("a division missing", f"{divisor} is left out"), lambda node: node.left
    yield Slip("multiplied for divided", f"{divisor} multiplies and does not divide"), _operator(ast.Mult)
    yield Slip("a fraction turned over", "a fraction stands upside down"), \
        lambda node: ast.BinOp(node.right, node.op, node.left)
    yield Slip("whole numbers only", "a division drops what comes after the point"), _operator(ast.FloorDiv)
    for power, what in ((0.5, "{} counts with its root"), (2, "{} counts squared")):
        yield Slip("another power of a divisor", what.format(divisor), RARE), lambda node, power=power: combined(
            node.left, ast.Div, combined(node.right, ast.Pow, power))


def _power(node: ast.BinOp, titles: dict[str, str]) -> Found:
    what = named(node.left, titles)
    yield Slip("a power missing", f"a power{what} is left out"), lambda node: node.left
    yield Slip("doubled for squared", f"something{what} is multiplied with the exponent"), _operator(ast.Mult)
    yield Slip("absolute value for a power", f"an absolute value{what} stands where a power belongs"), \
        lambda node: ast.Call(ast.Name("abs", ast.Load()), [node.left], [])


def _matrix_product(node: ast.BinOp, titles: dict[str, str]) -> Found:
    for side, other in (("left", "right"), ("right", "left")):
        for how in ("mean", "sum"):
            yield Slip(f"a plain {how}", f"a plain {how} is taken, without the weights"
                                         f"{named(getattr(node, side), titles)}"), \
                lambda node, other=other, how=how: ast.Call(
                    ast.Attribute(getattr(node, other), how, ast.Load()), [], [])
    yield Slip("factors exchanged", "two tables are multiplied in the other order"), \
        lambda node: ast.BinOp(node.right, node.op, node.left)


OF_OPERATOR = {ast.Add: _add, ast.Sub: _subtract, ast.Mult: _multiply, ast.Div: _divide, ast.Pow: _power,
               ast.MatMult: _matrix_product}


def unary(node: ast.UnaryOp, titles: dict[str, str]) -> Found:
    if isinstance(node.op, ast.USub):
        what = "a number" if is_constant(node) else f"a part{named(node.operand, titles)}"
        yield Slip("a sign turned", f"{what} has the other sign"), lambda node: node.operand


def compare(node: ast.Compare, titles: dict[str, str]) -> Found:
    if len(node.ops) == 1:
        for other in COMPARED.get(type(node.ops[0]), ()):
            new, old = SIGNS[other], SIGNS[type(node.ops[0])]
            yield Slip(f"{new} for {old}", f"a comparison says {new} where {old} belongs"), \
                lambda node, other=other: ast.Compare(node.left, [other()], node.comparators)


def constant(node: ast.Constant, titles: dict[str, str]) -> Found:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or (isinstance(value, float) and value < 1e-3):
        return
    others = (value + 1, value - 1, 2 * value) if isinstance(value, int) else (2 * value, value / 2, 1 - value)
    for other in dict.fromkeys(others):
        if other != value:
            new, old = number(other), number(value)
            yield Slip(f"{new} for {old}", f"a {new} stands where a {old} belongs", RARE), \
                lambda node, other=other: ast.Constant(other)


def argument(node: ast.Name, titles: dict[str, str]) -> Found:
    if not isinstance(node.ctx, ast.Load) or node.id not in titles:
        return
    title = titles[node.id]
    for name, other in titles.items():
        if name != node.id:
            yield Slip(f"{other} in place of {title}", f"{other} stands in place of {title}"), \
                lambda node, name=name: ast.Name(name, ast.Load())
    for name, change in (
        ("squared", lambda node: combined(node, ast.Pow, 2)),
        ("under a root", lambda node: combined(node, ast.Pow, 0.5)),
        ("with the other sign", lambda node: ast.UnaryOp(ast.USub(), node)),
        ("as its absolute value", lambda node: ast.Call(ast.Name("abs", ast.Load()), [node], [])),
        ("doubled", lambda node: combined(node, ast.Mult, 2)),
    ):
        yield Slip(f"{title} {name}", f"{title} counts {name}, which it should not", RARE), change
    yield Slip(f"the mean of {title}", f"the mean of {title} stands in place of {title}", RARE), \
        lambda node: ast.Call(ast.Attribute(node, "mean", ast.Load()), [], [])
