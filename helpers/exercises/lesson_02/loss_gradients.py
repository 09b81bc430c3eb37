"""Lesson 02, last part: what cross-entropy and squared error say to a classifier's logits."""

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet


def softmax(logits):
    weights = np.exp(logits - np.max(logits))
    return weights / weights.sum()


def one_hot(logits, label):
    return (np.arange(len(logits)) == label).astype(float)


def _cases(rng, first_note, second_note):
    return [
        case(np.log([0.2, 0.5, 0.3]), 1, note=first_note),
        case(np.zeros(3), 2, note=second_note),
        *[case(rng.normal(scale=1.5, size=size), int(rng.integers(size))) for size in (2, 3, 5, 10)],
        case(np.array([10.0, 0.0, 0.0]), 1),
        case(np.array([802.0, 801.0, 0.0]), 1, note="only differences of logits count: as with 1, 0 and -801"),
        case(np.array([1000.0, 0.0, -1000.0]), 0, note="these logits are large and right: no slope is left, and none "
             "is nan (subtract the largest logit before np.exp)"),
    ]


SUM_TO_ZERO = Property("the slopes sum to 0: adding the same number to all logits changes nothing",
                       lambda value, logits, label: abs(np.sum(value)) < 1e-6)


# cross_entropy_gradient -------------------------------------------------------------------------------------------


def cross_entropy_gradient(logits, label):
    return softmax(logits) - one_hot(logits, label)


CROSS_ENTROPY_GRADIENT = Exercise(
    name="cross_entropy_gradient", number="2.12", title="The slope of cross-entropy", points=1, minutes=8, difficulty=2,
    reference=cross_entropy_gradient,
    cases=lambda rng: _cases(
        rng,
        "class 1 is right: slopes 0.2, -0.5, 0.3, so only its own logit lowers the loss",
        "the softmax is 1/3 each and class 2 is right: slopes 1/3, 1/3, -2/3"),
    properties=(SUM_TO_ZERO,),
    mistakes=(
        Mistake("label not subtracted", lambda logits, label: softmax(logits),
                "That is the softmax, the slope of the normaliser alone. The label's own logit enters the loss too."),
        Mistake("index subtracted", lambda logits, label: softmax(logits) - label,
                "label is an index, and it is subtracted from every entry. Only the right class loses 1."),
        Mistake("sigmoid in place of softmax",
                lambda logits, label: 1 / (1 + np.exp(-np.clip(logits, -700, 700))) - one_hot(logits, label),
                "A sigmoid treats each class alone. The softmax makes the classes compete: its entries sum to 1."),
        Mistake("logits in place of softmax", lambda logits, label: logits - one_hot(logits, label),
                "These are the logits. Turn them into probabilities first."),
        Mistake("derivative in the probability",
                lambda logits, label: quiet(lambda: -one_hot(logits, label) / softmax(logits)),
                "That is the derivative for the probabilities. The chain rule leads on through the softmax."),
        Mistake("the loss itself", lambda logits, label: float(np.logaddexp.reduce(logits) - logits[label]),
                "That is the value of the loss. Its slope with respect to every logit is asked for."),
        Mistake("overflow", lambda logits, label: quiet(
            lambda: np.exp(logits) / np.exp(logits).sum() - one_hot(logits, label)),
                "np.exp overflows above 709. The softmax stays the same when the largest logit is subtracted first."),
    ),
    hints=("-ln softmax[label] = ln(sum of exp(logits)) - logits[label].",
           "The derivative of the first term with respect to a logit is that class's softmax.",
           "The second term only touches the label's own logit."),
    read='"Why KL and not a squared distance"',
)


# brier_gradient ---------------------------------------------------------------------------------------------------


def brier_gradient(logits, label):
    p = softmax(logits)
    error = p - one_hot(logits, label)
    return 2 * p * (error - p @ error)


BRIER_GRADIENT = Exercise(
    name="brier_gradient", number="2.13", title="The slope of the squared error", points=2, minutes=10, difficulty=3,
    reference=brier_gradient,
    cases=lambda rng: _cases(
        rng,
        "the softmax is (0.2, 0.5, 0.3) and class 1 is right: slopes 0.128, -0.38, 0.252",
        "the softmax is 1/3 each and class 2 is right: slopes 2/9, 2/9, -4/9"),
    properties=(SUM_TO_ZERO,),
    mistakes=(
        Mistake("diagonal only", lambda logits, label: 2 * cross_entropy_gradient(logits, label) * softmax(logits)
                * (1 - softmax(logits)),
                "p (1 - p) is only the diagonal of the softmax's Jacobian. A logit moves all the others, by -p_j p_k."),
        Mistake("average error added",
                lambda logits, label: 2 * (p := softmax(logits)) * ((e := p - one_hot(logits, label)) + p @ e),
                "The average error p @ error is to be subtracted: raising one logit lowers all other probabilities."),
        Mistake("one term of the chain rule",
                lambda logits, label: 2 * cross_entropy_gradient(logits, label) * (1 - softmax(logits)[label])
                * softmax(logits)[label],
                "Only the right class's square is differentiated. The others depend on the logits too."),
        Mistake("off-diagonal forgotten", lambda logits, label: 2 * cross_entropy_gradient(logits, label)
                * softmax(logits),
                "Half of the Jacobian is missing: raising one logit also lowers all the other probabilities."),
        Mistake("the loss itself", lambda logits, label: float(np.sum(cross_entropy_gradient(logits, label) ** 2)),
                "That is the value of the loss. Its slope with respect to every logit is asked for."),
        Mistake("overflow", lambda logits, label: quiet(lambda: _brier_from(np.exp(logits) / np.exp(logits).sum(),
                                                                            label)),
                "np.exp overflows above 709. The softmax stays the same when the largest logit is subtracted first."),
    ),
    hints=("Chain rule: first the derivative with respect to the probabilities, then through the softmax.",
           "d p_k / d logit_j = p_k ((1 if j = k, else 0) - p_j).",
           "With error = p - onehot, the sum over k collapses: 2 p_j (error_j - p @ error)."),
    read='"Why KL and not a squared distance"',
)


def _brier_from(p, label):
    error = p - one_hot(p, label)
    return 2 * p * (error - p @ error)


EXERCISES = (CROSS_ENTROPY_GRADIENT, BRIER_GRADIENT)
