"""Lesson 06, third part: what a classifier of digits says about generated pictures."""

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.measures import clusters

TINY = np.finfo(float).tiny


def _entropy(p):
    """Nats, over the last axis."""
    p = np.asarray(p, dtype=float)
    return -np.sum(p * np.log(np.maximum(p, TINY)), axis=-1)


def _divergence(p, q):
    return np.sum(p * (np.log(np.maximum(p, TINY)) - np.log(np.maximum(q, TINY))), axis=-1)


# classifier_score -------------------------------------------------------------------------------------------------


def _score_with_uniform(p):
    return np.exp(np.log(p.shape[1]) - _entropy(p).mean())


def _score_down_the_columns(probabilities):
    columns = probabilities / probabilities.sum(axis=0)
    logs = np.log(np.where(columns > 0, columns * len(columns), 1))
    return float(np.exp((columns * logs).sum(axis=0).mean()))


CLASSIFIER_SCORE = Exercise(
    name="classifier_score", number="6.3", title="The classifier score", points=3, minutes=12, difficulty=2,
    reference=clusters.classifier_score,
    cases=lambda rng: [
        case(np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]]),
             note="p(y) is (0.5, 0.5), the divergences are 0.3681, 0.1927 and 0.0201, and exp of their mean is 1.2137"),
        case(np.array([[0.5, 0.5], [0.5, 0.5]]), note="the classifier cannot tell what either picture shows: 1"),
        *[case(rng.dirichlet(np.full(classes, 0.3), size=n)) for n, classes in ((6, 3), (30, 10))],
        case(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]),
             note="the classifier is sure: exp of the entropy of (1/3, 2/3, 0) is 1.8899"),
        case(np.array([[0.0, 1.0], [0.0, 1.0]]), note="all pictures show the same: 1"),
    ],
    properties=(Property("the score is at least 1 and at most the number of classes",
                         lambda value, p: 1 - 1e-9 <= float(value) <= p.shape[1] + 1e-9),),
    mistakes=(
        Mistake("scipy.stats.entropy along axis 0", _score_down_the_columns,
                "scipy.stats.entropy works down the columns, axis=0, unless told otherwise: the pictures are compared "
                "within each class. Say axis=1."),
        Mistake("bits", lambda p: np.exp(np.log(clusters.classifier_score(p)) / np.log(2)),
                "The divergence is in bits and the exponential in base e. Take the same base for both."),
        Mistake("2 to the power of nats", lambda p: clusters.classifier_score(p) ** np.log(2),
                "The divergence is in nats and the power has base 2. Take the same base for both."),
        Mistake("base 10", lambda p: np.exp(np.log10(clusters.classifier_score(p))),
                "The logarithm has base 10 and the exponential base e. np.log is the natural one."),
        Mistake("turned round", lambda p: np.exp(_divergence(p.mean(axis=0), p).mean()),
                "The divergence is turned round. It is KL(p(y|x) || p(y)): each picture's law, then the average law."),
        Mistake("mean of the exponentials", lambda p: np.exp(_divergence(p, p.mean(axis=0))).mean(),
                "The exponential is taken of each picture. Average the divergences first."),
        Mistake("sum over the pictures", lambda p: np.exp(_divergence(p, p.mean(axis=0)).sum()),
                "The divergences are added up. Take their mean, so that the score does not grow with the pictures."),
        Mistake("mean over all entries", lambda p: np.exp(_divergence(p, p.mean(axis=0)).mean() / p.shape[1]),
                "The mean runs over pictures and classes. A divergence is a sum over classes: average pictures only."),
        Mistake("variety only", lambda p: np.exp(_entropy(p.mean(axis=0))),
                "That is exp H(y), the variety. It does not ask whether the classifier is sure of any picture."),
        Mistake("sharpness only", lambda p: np.exp(-_entropy(p).mean()),
                "That is exp of -H(y|x), the sharpness. It does not ask whether different classes occur."),
        Mistake("doubt", lambda p: np.exp(_entropy(p).mean()),
                "That is exp H(y|x): the doubt about a picture. A good score is high where this is low."),
        Mistake("against the uniform law", _score_with_uniform,
                "Each picture's law is compared with the uniform law. Compare it with p(y), the mean over the pictures "
                "that were given: axis 0. A mean along axis 1 is always 1/K."),
        Mistake("not averaged", lambda p: np.exp(_divergence(p, p.mean(axis=0))),
                "That is a number for each picture. Take the mean of the divergences, then exp."),
        Mistake("confidence", lambda p: p.max(axis=1).mean(),
                "That is the mean of the largest probability. It does not ask whether different classes occur."),
        Mistake("hard decisions", lambda p: clusters.classifier_score(np.eye(p.shape[1])[p.argmax(axis=1)]),
                "Only the likeliest class of each picture counts. The score uses the probabilities, doubts included."),
        Mistake("sum and difference", lambda p: np.exp(_entropy(p.mean(axis=0)) + _entropy(p).mean()),
                "The two entropies are added. The score is high where H(y) is large and H(y|x) is small."),
    ),
    hints=("p(y) is the mean of the rows. For each row, KL(row || p(y)) in nats, as in lesson 2.",
           "Average over the rows, then np.exp.",
           "Where p is 0 its term is 0: np.where, or only the entries with p > 0."),
    read='"Is it a digit?"',
)


# classes_covered --------------------------------------------------------------------------------------------------


def classes_covered(probabilities, least_share):
    """Number of classes that are the most probable one of at least ``least_share`` of the images."""
    classes = np.bincount(probabilities.argmax(axis=1), minlength=probabilities.shape[1])
    return int(np.sum(classes / len(probabilities) >= least_share))


def _shares(probabilities):
    return np.bincount(probabilities.argmax(axis=1), minlength=probabilities.shape[1]) / len(probabilities)


def _laws(rng, counts):
    """Laws (N, K) in which class k is the most probable one ``counts[k]`` times, in random order."""
    labels = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    noise = rng.dirichlet(np.ones(len(counts)), size=len(labels))
    return 0.45 * noise + 0.55 * np.eye(len(counts))[labels]


CLASSES_COVERED = Exercise(
    name="classes_covered", number="6.4", title="Classes covered", points=1, minutes=6, difficulty=1,
    reference=classes_covered,
    cases=lambda rng: [
        case(np.array([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [0.2, 0.45, 0.35], [0.8, 0.1, 0.1]]), 0.3,
             note="three pictures are taken for class 0 and one for class 1; a quarter is less than 0.3, so 1 class"),
        case(np.array([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [0.2, 0.45, 0.35], [0.8, 0.1, 0.1]]), 0.25,
             note="one picture of four is just the share that is asked: 2 classes"),
        case(_laws(rng, (2, 3, 1)), 0.5, note="2, 3 and 1 pictures of 6; one class has half of them"),
        case(_laws(rng, (20, 15, 10, 1, 0, 2, 30, 12, 0, 10)), 0.02, note="8 digits occur, one of them once in 100"),
        *[case(_laws(rng, rng.integers(0, 12, 10)), share) for share in (0.01, 0.1)],
    ],
    mistakes=(
        Mistake("any picture counts", lambda p, share: len(np.unique(p.argmax(axis=1))),
                "Every class with at least one picture counts here. A single stray picture is no coverage: compare "
                "shares, not counts, with `least_share`."),
        Mistake("divided by the number of classes", lambda p, share: np.sum(
            np.bincount(p.argmax(axis=1)) / p.shape[1] >= share),
                "The counts are divided by the number of classes. A share is a part of the pictures."),
        Mistake("strictly more", lambda p, share: np.sum(_shares(p) > share),
                "A class with exactly the share that is asked counts as well: at least, not more than."),
        Mistake("mean probability", lambda p, share: np.sum(p.mean(axis=0) >= share),
                "Those are mean probabilities. A class may get a little of every picture without any that shows it: "
                "count pictures by their most probable class."),
        Mistake("wrong axis", lambda p, share: len(np.unique(p.argmax(axis=0))),
                "The argmax runs over the pictures. For each picture the class is asked: axis 1."),
        Mistake("least probable", lambda p, share: np.sum(
            np.bincount(p.argmin(axis=1), minlength=p.shape[1]) / len(p) >= share),
                "That counts the least probable class of each picture: argmin in place of argmax."),
        Mistake("all classes", lambda p, share: p.shape[1],
                "That is the number of classes there are, or of those that are likely in some picture. Count for how "
                "many pictures a class is the most probable one."),
        Mistake("pictures counted", lambda p, share: np.sum(p.max(axis=1) >= share),
                "Those are the pictures of which the classifier is sure enough. Count classes."),
        Mistake("the classes themselves", lambda p, share: np.flatnonzero(_shares(p) >= share),
                "Those are the classes. Their number is asked."),
    ),
    hints=("For each picture the class of largest probability: argmax along axis 1.",
           "np.bincount counts them. Divide by the number of pictures, and count the shares that are large enough."),
    read='"Is it a digit?"',
)

EXERCISES = (CLASSIFIER_SCORE, CLASSES_COVERED)
