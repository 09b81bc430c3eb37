"""Lesson 11, third part: bounds with a critic, from a matrix of scores, in nats.

scores: f(x_i, y_j), shape (N, N). Row i holds x_i with every y; the diagonal holds the pairs that belong together, and
off it x and y are independent. Donsker and Varadhan (1983), as MINE uses it (Belghazi et al. 2018); Nguyen, Wainwright
and Jordan (2010); Poole et al. (2019), section 2.
"""

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet


def log_mean_exp(values, axis=None):
    top = values.max(axis=axis, keepdims=True)
    return (np.log(np.mean(np.exp(values - top), axis=axis, keepdims=True)) + top).squeeze(axis)


def apart(scores):
    """The N (N - 1) scores off the diagonal."""
    return scores[~np.eye(len(scores), dtype=bool)]


def random_scores(rng, sizes=(3, 5, 8)):
    """Matrices that are not symmetric, with a diagonal that stands out."""
    return [rng.normal(size=(n, n)) + 1.5 * np.eye(n) + rng.normal() for n in sizes]


SURE = np.array([[2.0, 0.0], [0.0, 2.0]])
LARGE = np.array([[800.0, 799.0, 790.0], [795.0, 803.0, 801.0], [788.0, 800.0, 802.0]])

# donsker_varadhan_bound -------------------------------------------------------------------------------------------


def donsker_varadhan_bound(scores):
    """The mean of the diagonal minus ln of the mean of e^score off the diagonal."""
    return float(np.diagonal(scores).mean() - log_mean_exp(apart(scores)))


def diagonal_zeroed(scores):
    n = len(scores)
    return float(np.trace(scores) / n - log_mean_exp(np.where(np.eye(n), 0, scores)))


def row_by_row(scores):
    rows = [log_mean_exp(np.delete(row, i)) for i, row in enumerate(scores)]
    return float(np.trace(scores) / len(scores) - np.mean(rows))


DONSKER_VARADHAN_BOUND = Exercise(
    name="donsker_varadhan_bound", number="11.4", title="Donsker and Varadhan's bound", points=2, minutes=10,
    difficulty=2, reference=donsker_varadhan_bound,
    cases=lambda rng: [
        case(SURE, note="the diagonal has mean 2, and ln of the mean of e^0, twice, is 0: together 2"),
        *[case(scores) for scores in random_scores(rng)],
        case(np.full((3, 3), 5.0), note="a critic that cannot tell pairs apart earns 0"),
        case(LARGE, note="e^800 is too large for a float; the bound, 2.0492, is not"),
        case(100 * np.eye(4), note="a critic that is 100 for true pairs and 0 for others earns 100"),
    ],
    properties=(
        Property("it is never above the difference of the two mean scores (Jensen)",
                 lambda value, scores: float(value) <= np.diagonal(scores).mean() - apart(scores).mean() + 1e-9),
    ),
    mistakes=(
        Mistake("diagonal among the products", lambda scores: float(
            np.trace(scores) / len(scores) - log_mean_exp(scores)),
                "The second mean runs over all N x N scores. On the diagonal x and y belong together; it wants those "
                "that are independent, off the diagonal."),
        Mistake("sum under the logarithm", lambda scores: donsker_varadhan_bound(scores)
                - np.log(len(scores) * (len(scores) - 1)),
                "Under the logarithm stands a sum of e^score. It wants the mean: divide by N (N - 1), or add its "
                "logarithm."),
        Mistake("sum of the diagonal", lambda scores: float(np.trace(scores) - log_mean_exp(apart(scores))),
                "The scores of the true pairs are added up. The bound wants their mean."),
        Mistake("each x with one other y", lambda scores: float(
            np.trace(scores) / len(scores) - log_mean_exp(np.diagonal(np.roll(scores, 1, axis=1)))),
                "Each x is compared with one other y, as with a shuffled batch. The matrix holds N - 1 others for each "
                "x: take them all."),
        Mistake("half of the pairs", lambda scores: float(
            np.trace(scores) / len(scores) - log_mean_exp(scores[np.triu_indices(len(scores), 1)])),
                "Only the entries above the diagonal are taken. Those below belong to other pairs: the matrix is not "
                "symmetric."),
        Mistake("diagonal set to 0", diagonal_zeroed,
                "The diagonal is set to 0 and still counted: e^0 is 1. Leave it out."),
        Mistake("divided by N squared", lambda scores: float(
            np.trace(scores) / len(scores) - log_mean_exp(apart(scores)) - np.log(1 - 1 / len(scores))),
                "The sum off the diagonal is divided by N x N. It has N (N - 1) terms."),
        Mistake("one logarithm for each row", row_by_row,
                "A logarithm is taken for each row, and these are averaged. Average e^score over everything off the "
                "diagonal and take one logarithm."),
        Mistake("no exponential", lambda scores: float(np.trace(scores) / len(scores) - apart(scores).mean()),
                "That is the difference of two mean scores. The second term is ln of the mean of e^score."),
        Mistake("mean of the exponentials", lambda scores: quiet(lambda: float(
            np.trace(scores) / len(scores) - np.exp(apart(scores)).mean())),
                "The logarithm of the second mean is missing."),
        Mistake("both under a logarithm", lambda scores: float(
            log_mean_exp(np.diagonal(scores)) - log_mean_exp(apart(scores))),
                "The first term is ln of a mean of e^score too. The scores of the true pairs are averaged as they are: "
                "otherwise it is no bound (Jensen)."),
        Mistake("e^score too large", lambda scores: quiet(lambda: float(
            np.trace(scores) / len(scores) - np.log(np.exp(apart(scores)).mean()))),
                "e^score is too large for a float where scores are in the hundreds. Take the largest score out first: "
                "scipy.special.logsumexp does."),
    ),
    hints=("np.diagonal(scores) holds the pairs that belong together; ~np.eye(N, dtype=bool) selects all others.",
           "The second term is ln of a mean of exponentials. scipy.special.logsumexp gives ln of their sum, for scores "
           "of any size; what turns the sum into the mean?"),
    read='"A critic in place of the ratio"',
)


# nwj_bound --------------------------------------------------------------------------------------------------------


def nwj_bound(scores):
    """The mean of the diagonal minus the mean of e^(score - 1) off the diagonal."""
    return float(np.diagonal(scores).mean() - np.exp(apart(scores) - 1).mean())


NWJ_BOUND = Exercise(
    name="nwj_bound", number="11.5", title="The bound without a logarithm", points=1, minutes=6, difficulty=2,
    reference=nwj_bound,
    cases=lambda rng: [
        case(np.array([[2.0, 1.0], [1.0, 2.0]]), note="the diagonal has mean 2, and e^(1 - 1) = 1 is taken off: 1"),
        *[case(scores) for scores in random_scores(rng)],
        case(np.ones((3, 3)), note="a critic that is 1 everywhere earns 1 - 1 = 0"),
        case(np.zeros((3, 3)), note="a critic that is 0 everywhere earns less than nothing, -1/e = -0.3679"),
    ],
    properties=(
        Property("it is never above Donsker and Varadhan's value for the same scores",
                 lambda value, scores: float(value) <= donsker_varadhan_bound(scores) + 1e-9),
    ),
    mistakes=(
        Mistake("1/e forgotten", lambda scores: float(np.trace(scores) / len(scores) - np.exp(apart(scores)).mean()),
                "e^score is taken off as it is. It is divided by e, or 1 is subtracted from the score."),
        Mistake("diagonal among the products", lambda scores: float(
            np.trace(scores) / len(scores) - np.exp(scores - 1).mean()),
                "The second mean runs over all N x N scores. On the diagonal x and y belong together; it wants those "
                "that are independent, off the diagonal."),
        Mistake("divided by N squared", lambda scores: float(np.trace(scores) / len(scores) - (
            1 - 1 / len(scores)) * np.exp(apart(scores) - 1).mean()),
                "The sum off the diagonal is divided by N x N. It has N (N - 1) terms."),
        Mistake("diagonal set to 0", lambda scores: float(np.trace(scores) / len(scores) - np.exp(
            np.where(np.eye(len(scores)), 0, scores) - 1).mean()),
                "The diagonal is set to 0 and still counted: e^(0 - 1) is not 0. Leave it out."),
        Mistake("a logarithm too much", lambda scores: donsker_varadhan_bound(scores) + 1,
                "A logarithm of the second mean is taken. This bound does without, which is its point."),
        Mistake("1 outside the exponential", lambda scores: float(
            np.trace(scores) / len(scores) - np.mean(np.exp(apart(scores)) - 1)),
                "That is the bound of the critic 1 + f, as when e^score - 1 is averaged in place of e^(score - 1). The "
                "scores are f itself: only the second mean has a 1."),
        Mistake("each x with one other y", lambda scores: float(np.trace(scores) / len(scores) - np.exp(
            np.diagonal(np.roll(scores, 1, axis=1)) - 1).mean()),
                "Each x is compared with one other y, as with a shuffled batch. The matrix holds N - 1 others for each "
                "x: take them all."),
        Mistake("times e", lambda scores: float(np.trace(scores) / len(scores) - np.mean(np.exp(apart(scores) + 1))),
                "e^score is multiplied by e. It is divided by e."),
        Mistake("sum of the exponentials", lambda scores: float(
            np.trace(scores) / len(scores) - np.sum(np.exp(apart(scores) - 1))),
                "The terms off the diagonal are added up. The bound wants their mean."),
        Mistake("exponential of the mean", lambda scores: float(
            np.trace(scores) / len(scores) - np.exp(apart(scores).mean() - 1)),
                "The scores are averaged before the exponential. e^(score - 1) is averaged."),
    ),
    hints=("Two means: one over the diagonal, one over everything else.",
           "The second is the mean of np.exp(score - 1) over the N (N - 1) scores off the diagonal."),
    read='"A bound without the logarithm"',
)


EXERCISES = (DONSKER_VARADHAN_BOUND, NWJ_BOUND)
