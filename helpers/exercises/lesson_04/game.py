"""Lesson 04, third part: the optimal discriminator and the value of the game."""

import math

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet
from helpers.exercises.shared.pairs_of_laws import HALF_OVERLAP, arrays, plogq, random_pairs

# optimal_discriminator --------------------------------------------------------------------------------------------


def optimal_discriminator(p, q):
    """p / (p + q), the probability that a sample is real; 0.5 where both are 0. Shape (K,)."""
    p, q = arrays(p, q)
    return np.divide(p, p + q, out=np.full(p.shape, 0.5), where=p + q > 0)


OPTIMAL_DISCRIMINATOR = Exercise(
    name="optimal_discriminator", number="4.8", title="The best possible discriminator", points=2, minutes=6,
    difficulty=2, reference=optimal_discriminator, quiet=True,
    cases=lambda rng: [
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]), note="three of four first outcomes are real: D = 0.75"),
        case(*HALF_OVERLAP, note="certainly real, undecided, certainly generated: 1, 0.5, 0"),
        *[case(p, q) for p, q in random_pairs(rng)],
        case(np.array([0.5, 0.5, 0.0, 0.0]), np.array([0.1, 0.4, 0.5, 0.0]),
             note="the last outcome never happens, so D is 0.5 there by convention"),
    ],
    properties=(Property("D is a probability", lambda value, p, q: np.all((value >= 0) & (value <= 1))),),
    mistakes=(
        Mistake("logarithm of the ratio", lambda p, q: quiet(lambda: np.log(np.divide(p, q))),
                "ln p - ln q is the logit of the best D. Its sigmoid is the probability."),
        Mistake("one half everywhere", lambda p, q: np.full(len(p), 0.5),
                "One half everywhere is the best D only where p and q are equal."),
        Mistake("hard decision", lambda p, q: np.where(np.asarray(p) > q, 1.0, np.where(np.asarray(p) == q, 0.5, 0.0)),
                "That is the likelier answer, 0 or 1. The game rewards the probability itself."),
        Mistake("nan where nothing happens", lambda p, q: quiet(lambda: p / (p + q)),
                "Where p and q are both 0 the formula is 0/0. Every D is equally good there; return 0.5."),
        Mistake("0/0 computed all the same", lambda p, q: np.where(p + q > 0, p / (p + q), 0.5),
                "np.where computes both branches everywhere, and chooses afterwards. np.divide has `where` and `out`."),
        Mistake("zero where nothing happens", lambda p, q: p / np.where(p + q > 0, p + q, 1),
                "Where p and q are both 0 you return 0, as if it were certainly generated. Return 0.5 there."),
        Mistake("divided by the mixture", lambda p, q: np.where(p + q > 0, 2 * optimal_discriminator(p, q), 0.5),
                "p is divided by (p + q) / 2, so D reaches 2. That is the ratio of the JSD's proof; D is half of it."),
        Mistake("softmax of the laws", lambda p, q: 1 / (1 + np.exp(q - p)),
                "The laws themselves go through a sigmoid here. The logit of the best D is ln p - ln q."),
    ),
    hints=("Of all samples with this outcome, what share is real?",
           "For one outcome, maximise p ln d + q ln(1 - d): set its slope p/d - q/(1 - d) to zero.",
           "np.divide has `where` and `out` for entries that must not be divided."),
    read='"The best discriminator"',
)


# gan_value --------------------------------------------------------------------------------------------------------


def gan_value(p, q, d):
    """V = sum p ln d + sum q ln(1 - d), in nats; 0 ln 0 = 0, -inf where D is surely wrong."""
    return plogq(p, d) + plogq(q, 1 - np.asarray(d, dtype=float))


def discriminators_for_pairs(rng):
    return [(*pair, rng.uniform(0.05, 0.95, size=len(pair[0]))) for pair in random_pairs(rng)]


GAN_VALUE = Exercise(
    name="gan_value", number="4.7", title="The value of the game", points=2, minutes=6, difficulty=2,
    reference=gan_value,
    cases=lambda rng: [
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]), np.array([0.5, 0.5]),
             note="a discriminator that always says 0.5 scores 2 ln 0.5 = -1.3863"),
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]), np.array([0.8, 0.1]),
             note="0.75 ln 0.8 + 0.25 ln 0.1 + 0.25 ln 0.2 + 0.75 ln 0.9 = -1.2244"),
        *[case(*triple) for triple in discriminators_for_pairs(rng)],
        case(*HALF_OVERLAP, np.array([1.0, 0.5, 0.0]), note="certain and right where it can be: ln 0.5 = -0.6931"),
        case(*HALF_OVERLAP, np.array([0.0, 0.5, 0.0]), note="a real sample is called generated for sure: -inf"),
    ],
    properties=(
        Property("the value is never positive", lambda value, p, q, d: float(value) <= 1e-9),
        Property("no D does better than p / (p + q)",
                 lambda value, p, q, d: float(value) <= gan_value(p, q, optimal_discriminator(p, q)) + 1e-9),
    ),
    mistakes=(
        Mistake("real part only", lambda p, q, d: plogq(p, d),
                "Only the real samples count here. The generated ones add their share."),
        Mistake("generated part subtracted",
                lambda p, q, d: quiet(lambda: plogq(p, d) - plogq(q, 1 - np.asarray(d))),
                "The generated part is subtracted. The value adds both logarithms."),
        Mistake("-inf at any certainty",
                lambda p, q, d: gan_value(p, q, d) if np.all((d > 0) & (d < 1)) else -math.inf,
                "D = 0 or D = 1 scores -inf only where it is wrong. Where that law has no mass, it costs nothing."),
        Mistake("not weighted", lambda p, q, d: quiet(lambda: float(np.log(d).mean() + np.log(1 - d).mean())),
                "Every outcome counts alike here. An average over a law weights it by its probability."),
        Mistake("logarithm missing", lambda p, q, d: float(np.dot(p, d) + np.dot(q, 1 - d)),
                "That is twice the share of right guesses of one who guesses with chance D. The game pays logarithms."),
        Mistake("ln D for both", lambda p, q, d: plogq(p, d) - plogq(q, d),
                "The generated samples are scored with -ln D. The game of this lesson uses ln(1 - D)."),
    ),
    hints=("Two averages: ln D over real samples, ln(1 - D) over generated ones.",
           "An average over a law is a sum weighted by its probabilities.",
           "Sum over the outcomes where the law has mass, so that 0 ln 0 never happens. np.log(0) is -inf, "
           "which is what you want where a law does have mass."),
    read='"The game"',
)


EXERCISES = (OPTIMAL_DISCRIMINATOR, GAN_VALUE)
