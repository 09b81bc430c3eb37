"""How a slip reads, and what functions are called in words."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from helpers.checking.slips.code import Edit

LIBRARIES = ("np", "torch", "math", "F", "stats")
FUNCTIONS = {
    "log": "natural logarithm", "log2": "logarithm to base 2", "log1p": "logarithm of 1 plus x", "exp": "exponential",
    "expm1": "exponential minus 1", "exp2": "power of 2", "sum": "sum", "mean": "mean", "max": "maximum",
    "min": "minimum", "median": "median", "std": "standard deviation", "var": "variance", "sqrt": "root",
    "square": "square", "abs": "absolute value", "ceil": "rounding up", "floor": "rounding down", "round": "rounding",
    "int": "rounding down", "softmax": "softmax", "log_softmax": "log-softmax", "sigmoid": "sigmoid", "tanh": "tanh",
    "relu": "relu", "softplus": "softplus", "argmax": "argmax", "argmin": "argmin", "maximum": "choice of the larger",
    "minimum": "choice of the smaller", "clip": "clipping", "clamp": "clamping", "clamp_min": "clamping",
    "detach": "detach()", "norm": "norm", "sort": "sorting", "sorted": "sorting", "cumsum": "running sum",
    "transpose": "transposition", "arctan": "arctan", "arctan2": "arctan", "sin": "sine", "cos": "cosine",
    "digamma": "digamma", "logsumexp": "logarithm of a sum of exponentials", "repeat": "repetition as a whole",
    "repeat_interleave": "repetition of each entry", "softmin": "softmin",
}


@dataclass(frozen=True)
class Slip:
    """``name``: a few words; ``sentence``: the same, to be read after a colon. ``order``: slips that few people make
    have a larger one."""

    name: str
    sentence: str
    order: int = field(default=0, compare=False)


Found = Iterator[tuple[Slip, Edit]]
Changes = Callable[[ast.AST, dict[str, str]], Found]  # of a node, with what the learner calls the arguments


def named(node: ast.AST, titles: dict[str, str]) -> str:
    """" with p and q": the arguments in a part of the code, as far as the learner knows them."""
    names = list(dict.fromkeys(titles[one.id] for one in ast.walk(node)
                               if isinstance(one, ast.Name) and one.id in titles))
    return f" with {' and '.join(names)}" if 0 < len(names) < 3 else ""


def is_constant(node: ast.AST) -> bool:
    return not any(isinstance(one, ast.Name) and one.id not in LIBRARIES for one in ast.walk(node))


def part(what: str, node: ast.AST, titles: dict[str, str]) -> str:
    """"a constant term", "a term with p"."""
    return f"a constant {what}" if is_constant(node) else f"a {what}{named(node, titles)}"


def with_article(word: str) -> str:
    return f"{'an' if word[0] in 'aeo' else 'a'} {word}"


def name_of(function: ast.AST) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_method(node: ast.Call) -> bool:
    """x.mean() and not np.mean(x)."""
    return isinstance(node.func, ast.Attribute) and not (
        isinstance(node.func.value, ast.Name) and node.func.value.id in LIBRARIES)


def inside(node: ast.Call) -> ast.AST | None:
    """What a call is made of: x of x.mean() and of np.mean(x)."""
    return node.func.value if is_method(node) else node.args[0] if node.args else None


def around(node: ast.Call, inner: ast.AST) -> ast.Call:
    """The same call of something else."""
    if is_method(node):
        return ast.Call(ast.Attribute(inner, node.func.attr, ast.Load()), node.args, node.keywords)
    return ast.Call(node.func, [inner, *node.args[1:]], node.keywords)


def combined(left: ast.AST, operator: type[ast.operator], right: ast.AST | float) -> ast.BinOp:
    return ast.BinOp(left, operator(), right if isinstance(right, ast.AST) else ast.Constant(right))
