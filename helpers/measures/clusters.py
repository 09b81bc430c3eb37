"""How good is what was learned? Matching categories to digits, agreement of two labellings, quality of pictures.

In a lesson::

    digits = match_categories(categories, labels)              # (10,) digit of each category, one to one
    accuracy = matched_accuracy(categories, labels)            # with the best matching on these same images
    accuracy = matched_accuracy(test_categories, test_labels, digits)   # with a matching found elsewhere

    features, probabilities = classify(load_digit_classifier(), images)     # helpers.measures.digit_classifier
    distance = frechet_distance(features_of_fake, features_of_real)         # 0.2 to 0.3 between real and real
    score = classifier_score(probabilities)

Everything here takes and returns numpy arrays; tensors on the CPU are taken too.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment


def confusion_table(categories, labels, count: int | None = None) -> np.ndarray:
    """Counts (K, K): entry [k, d] is the number of images with category k and label d."""
    categories, labels = np.asarray(categories, dtype=np.int64), np.asarray(labels, dtype=np.int64)
    if categories.shape != labels.shape or categories.ndim != 1:
        raise ValueError(f"categories {categories.shape} and labels {labels.shape} must be two vectors of one length")
    size = count or int(max(categories.max(initial=0), labels.max(initial=0))) + 1
    table = np.zeros((size, size), dtype=np.int64)
    np.add.at(table, (categories, labels), 1)
    return table


def match_categories(categories, labels, count: int = 10) -> np.ndarray:
    """The one-to-one matching with the most agreement (Hungarian algorithm): entry k is the label of category k."""
    _, matched = linear_sum_assignment(confusion_table(categories, labels, count), maximize=True)
    return matched


def matched_accuracy(categories, labels, matching: np.ndarray | None = None, count: int = 10) -> float:
    """Share of images whose category is matched to their label; ``matching`` defaults to the best for these images."""
    matching = match_categories(categories, labels, count) if matching is None else np.asarray(matching)
    return float(np.mean(matching[np.asarray(categories)] == np.asarray(labels)))


def purity(categories, labels) -> float:
    """Share of images that carry the commonest label of their category.

    Several categories may share a label, so this is never below :func:`matched_accuracy` and is not an accuracy.
    """
    table = confusion_table(categories, labels)
    return float(table.max(axis=1).sum() / table.sum())


def normalized_mutual_information(categories, labels) -> float:
    """I(category; label) over the arithmetic mean of the two entropies: 0 to 1, whatever the categories are called.

    Two labellings that are both constant agree, so they have 1, as in scikit-learn; torchmetrics says 0.
    """
    joint = confusion_table(categories, labels) / len(categories)
    row, column, both = (_entropy(p) for p in (joint.sum(axis=1), joint.sum(axis=0), joint.ravel()))
    return 1.0 if row + column == 0 else float(2 * (row + column - both) / (row + column))


def _entropy(p: np.ndarray) -> float:
    p = p[p > 0]
    return float(-np.sum(p * np.log(p)))


def classifier_score(probabilities: np.ndarray) -> float:
    """exp mean KL(p(y|x) || p(y)): 1 (one kind of picture) to K (sure of each, all kinds). Salimans et al. 2016."""
    p = np.asarray(probabilities, dtype=np.float64)
    tiny = np.finfo(np.float64).tiny
    log_ratio = np.log(np.maximum(p, tiny)) - np.log(np.maximum(p.mean(axis=0), tiny))
    return float(np.exp(np.mean(np.sum(p * log_ratio, axis=1))))


def frechet_distance(features_a: np.ndarray, features_b: np.ndarray) -> float:
    """|mean_a - mean_b|^2 + trace(C_a + C_b - 2 (C_a C_b)^(1/2)), C with N - 1, of features (N, D).

    Heusel et al. 2017, equation 6. The trace of the root is the sum of the roots of the eigenvalues of C_a C_b, which
    are real and not negative.
    """
    a, b = np.asarray(features_a, dtype=np.float64), np.asarray(features_b, dtype=np.float64)
    if min(len(a), len(b)) < 2:
        raise ValueError("a covariance needs at least two rows of features")
    cov_a, cov_b = (np.atleast_2d(np.cov(x, rowvar=False, ddof=1)) for x in (a, b))
    # A symmetric root keeps the eigenvalue problem symmetric, hence stable, when features are nearly dependent.
    values, vectors = np.linalg.eigh(cov_a)
    root = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    cross = np.sqrt(np.linalg.eigvalsh(root @ cov_b @ root).clip(min=0)).sum()
    gap = np.square(a.mean(axis=0) - b.mean(axis=0)).sum()
    return float(max(0.0, gap + np.trace(cov_a) + np.trace(cov_b) - 2 * cross))


def spread(features: np.ndarray) -> float:
    """Root of the total variance of features (N, D) around their mean."""
    return float(np.sqrt(np.asarray(features, dtype=np.float64).var(axis=0, ddof=1).sum()))


def variety_ratio(features, categories, real_features, labels, matching) -> float:
    """Spread within a category over the spread of the real images of its digit, averaged over categories.

    1: as varied as the real digits, 0: one picture per category. Categories that are absent count as 0.
    """
    ratios = []
    for category, digit in enumerate(matching):
        own = features[np.asarray(categories) == category]
        ratios.append(spread(own) / spread(real_features[np.asarray(labels) == digit]) if len(own) > 1 else 0.0)
    return float(np.mean(ratios))
