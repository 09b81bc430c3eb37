"""Lesson 09, first part: classes of unequal size, and what equally likely categories can do about them."""

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes.prior import drawn_images
from helpers.gan import learned_prior

# imbalanced_indices -----------------------------------------------------------------------------------------------

COUNTS = np.array([2, 7, 1, 12, 5, 18, 3, 9, 4, 6])
HALF = np.array([15, 0, 15, 15, 15, 1, 15, 15, 15, 15])


def _each_digit(choose):
    """Joins ``choose(indices of the digit, its count, rng)`` of all digits."""
    return lambda labels, counts, rng: np.concatenate([
        choose(np.flatnonzero(labels == digit), count, rng) for digit, count in enumerate(counts)])


def _draw(own, count, rng):
    return rng.choice(own, count, replace=False)


def _shares_as_probabilities(labels, counts, rng):
    weight = (counts / np.bincount(labels, minlength=10))[labels]
    return rng.choice(len(labels), counts.sum(), replace=False, p=weight / weight.sum())


def _shuffled_labels(numbers):
    return np.random.default_rng(0).permutation(np.repeat(np.arange(10), numbers))


IMBALANCED_INDICES = Exercise(
    name="imbalanced_indices", number="9.1", title="Make it unbalanced", points=1, minutes=8, difficulty=2,
    reference=learned_prior.imbalanced_indices, probe=drawn_images,
    cases=lambda rng: [
        case(_shuffled_labels(30), COUNTS, np.random.default_rng(1)),
        case(_shuffled_labels(30), HALF, np.random.default_rng(2)),
        case(_shuffled_labels(rng.integers(30, 40, 10)), rng.permutation(COUNTS),
             np.random.default_rng(rng.integers(2**31))),
        case(_shuffled_labels(20), COUNTS, np.random.default_rng(3)),
    ],
    properties=(
        Property("there are counts[d] images of digit d",
                 lambda value, labels, counts, rng: np.array_equal(value["images drawn of each digit"], counts)),
        Property("no image is drawn twice", lambda value, *_: not value["an image drawn twice"]),
    ),
    mistakes=(
        Mistake("all images", _each_digit(lambda own, count, rng: own),
                "All images come back. Keep counts[d] images of digit d."),
        Mistake("equally many", lambda labels, counts, rng: _each_digit(_draw)(labels, [counts.sum() // 10] * 10, rng),
                "Every digit has equally many images. The counts differ."),
        Mistake("right on average", _shares_as_probabilities,
                "The images are drawn with the right probabilities, so the counts are right only on average. Draw "
                "exactly counts[d] images of digit d."),
        Mistake("places within the digit",
                _each_digit(lambda own, count, rng: rng.choice(len(own), count, replace=False)),
                "These are places among one digit's images. Look up where they stand among all images."),
        Mistake("digits themselves", lambda labels, counts, rng: np.repeat(np.arange(10), counts),
                "These are labels. Return where images with these labels stand."),
        Mistake("last digit left out", lambda labels, counts, rng: _each_digit(_draw)(labels, counts[:9], rng),
                "The nines are missing. range(9) ends at 8."),
        Mistake("taken away", _each_digit(lambda own, count, rng: _draw(own, len(own) - count, rng)),
                "That many images are taken away. counts[d] is how many stay."),
        Mistake("mask", lambda labels, counts, rng: np.isin(
            np.arange(len(labels)), learned_prior.imbalanced_indices(labels, counts, rng)),
                "A mask marks the images. Return where they stand: np.flatnonzero(mask)."),
        Mistake("not joined", lambda labels, counts, rng: [
            _draw(np.flatnonzero(labels == digit), count, rng) for digit, count in enumerate(counts)],
                "There is one array for each digit. Join them: np.concatenate."),
    ),
    hints=("np.flatnonzero(labels == d) is where the images of digit d stand.",
           "rng.choice(a, n, replace=False) draws n entries of a, each at most once.",
           "np.concatenate joins the ten arrays."),
    read='"Unequal classes"',
)


# uniform_code_ceiling ---------------------------------------------------------------------------------------------

GEOMETRIC = 1.25 ** np.arange(10) / (1.25 ** np.arange(10)).sum()


def _random_law(rng, count):
    return rng.dirichlet(np.full(count, 2.0))


def _excess(p):
    return np.maximum(np.asarray(p) - 1 / len(p), 0)


UNIFORM_CODE_CEILING = Exercise(
    name="uniform_code_ceiling", number="9.2", title="The ceiling of equal categories", points=1, minutes=6,
    difficulty=2, reference=learned_prior.uniform_code_ceiling,
    cases=lambda rng: [
        case(np.array([0.7, 0.3]),
             note="each category holds half of all images: 0.5 of the first class and 0.3 of the second"),
        case(np.array([0.4, 0.4, 0.1, 0.1]), note="at most a quarter of each: 0.25 + 0.25 + 0.1 + 0.1"),
        case(np.full(10, 0.1), note="equal classes fit equal categories: 1"),
        case(np.eye(10)[0], note="all images are of one class, and one category holds a tenth of them"),
        case(rng.permutation(GEOMETRIC)),
        *[case(_random_law(rng, count)) for count in (10, 3, 10)],
    ],
    properties=(
        Property("a ceiling lies between 1/K and 1",
                 lambda value, p: 1 / len(p) - 1e-9 <= float(value) <= 1 + 1e-9),
    ),
    mistakes=(
        Mistake("a tenth for any number", lambda p: np.minimum(p, 0.1).sum(),
                "0.1 is written into the function. With K classes a category holds 1/K of all images."),
        Mistake("larger of the two", lambda p: np.maximum(p, 1 / len(p)).sum(),
                "A category cannot hold more than its share, nor more than there is of the class: take the smaller."),
        Mistake("limited by the rarest", lambda p: len(p) * np.min(p),
                "Each class is cut to the size of the rarest. A category can hold up to 1/K."),
        Mistake("entropy as a share", lambda p: -sum(q * np.log(q) for q in p if q > 0) / np.log(len(p)),
                "That is the entropy of the classes over ln K. A ceiling of accuracy counts images."),
        Mistake("largest surplus only", lambda p: 1 - max(np.max(p) - 1 / len(p), 0),
                "Only the largest class loses something here. Every class beyond 1/K does."),
        Mistake("rare classes only", lambda p: sum(q for q in p if q < 1 / len(p)),
                "Only the classes below 1/K are counted. Of a larger class, 1/K still fits."),
        Mistake("large classes only", lambda p: sum(1 / len(p) for q in p if q >= 1 / len(p)),
                "Only the classes of at least 1/K are counted. Rarer classes count with all they have."),
        Mistake("squared surplus", lambda p: 1 - np.square(_excess(p)).sum(),
                "The surplus is squared. It counts as it is: so many images have no place."),
    ),
    hints=("Category k holds 1/K of all images and is matched to one class. How many of them can be of that class?",
           "At most 1/K, and at most as many as the class has. Add this up over the classes."),
    read='"A ceiling"',
)


# total_variation --------------------------------------------------------------------------------------------------


TOTAL_VARIATION = Exercise(
    name="total_variation", number="9.3", title="How far apart are two laws?", points=1, minutes=4, difficulty=1,
    reference=learned_prior.total_variation,
    cases=lambda rng: [
        case(np.array([0.5, 0.3, 0.2]), np.array([0.3, 0.3, 0.4]),
             note="0.2 has to move from the first place to the last: 0.2"),
        case(np.array([0.7, 0.3]), np.array([0.3, 0.7]), note="0.4 has to move"),
        case(np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.0, 1.0]), note="nothing stays where it is: 1"),
        *[case(_random_law(rng, count), _random_law(rng, count)) for count in (10, 4, 10)],
        case(np.array([0.2, 0.8]), np.array([0.2, 0.8]), note="the same law: 0"),
    ],
    properties=(Property("a total variation lies between 0 and 1",
                         lambda value, *_: -1e-9 <= float(value) <= 1 + 1e-9),),
    mistakes=(
        Mistake("order of the places lost", lambda p, q: learned_prior.total_variation(np.sort(p), np.sort(q)),
                "Both laws are sorted first, which hides what is rare and what is frequent: compare place by place."),
    ),
    hints=("Take the differences place by place. Why do they add up to 0?",
           "Half the sum of the absolute differences."),
    read='"A ceiling"',
)

EXERCISES = (IMBALANCED_INDICES, UNIFORM_CODE_CEILING, TOTAL_VARIATION)
