"""Right answers of lesson 07 in other forms than the worked one."""

import math

import numpy as np
import torch

from helpers import information
from helpers.exercises.lesson_07.bound import bound_gap, gap_by_difference
from helpers.exercises.lesson_07.likelihoods import LN_2PI
from helpers.exercises.lesson_07.logged import _means
from helpers.exercises.lesson_07.posterior import posterior
from helpers.exercises.shared.channels import LN2, joint_of, mean_log, nats


def bound_by_loop(prior, likelihood, q):
    total = 0.0
    for code, weight in enumerate(prior):
        for image, chance in enumerate(likelihood[code]):
            if weight * chance > 0:
                guess = q[code, image]
                total += weight * chance * (math.log(guess) - math.log(weight)) if guess > 0 else -math.inf
    return total


def bound_from_the_gap(prior, likelihood, q):
    return information.mutual_information(joint_of(prior, likelihood)) * LN2 - bound_gap(prior, likelihood, q)


def gap_by_loop(prior, likelihood, q):
    columns = zip(prior @ likelihood, posterior(prior, likelihood).T, q.T, strict=True)
    return sum(weight * information.kl_divergence(truth, guess) * LN2 for weight, truth, guess in columns if weight > 0)


def pathwise_by_backward(f, mean, noise):
    means = torch.full_like(noise, mean, requires_grad=True)
    f(means + noise).sum().backward()
    return means.grad


def pathwise_by_forward_mode(f, mean, noise):
    at = torch.tensor(mean, dtype=noise.dtype)
    return torch.func.jvp(lambda m: f(m + noise), (at,), (torch.ones_like(at),))[1]


def score_by_autograd(f, mean, noise):
    x = mean + noise
    means = torch.full_like(noise, mean, requires_grad=True)
    return torch.autograd.grad(torch.distributions.Normal(means, 1.0).log_prob(x).sum(), means)[0] * f(x)


def score_by_loop(f, mean, noise):
    return torch.stack([f(mean + e) * e for e in noise])


def reaches_by_term():
    parts = {"V": ("G", "trunk", "D head"), "L_I": ("G", "trunk", "Q head")}
    return {part: {term for term, reached in parts.items() if part in reached}
            for part in ("G", "trunk", "D head", "Q head")}


def reaches_in_lists():
    return {"Q head": ["L_I"], "D head": ["V"], "trunk": ["V", "L_I"], "G": ["L_I", "V"]}


def resampled_by_loop(joint, f):
    rows, columns = joint.shape
    total = 0.0
    for y in range(columns):
        p_y = sum(joint[x, y] for x in range(rows))
        total += sum(joint[x, y] * joint[again, y] / p_y * f[again, y]
                     for x in range(rows) for again in range(rows) if p_y > 0)
    return total


def estimate_by_loop(prior, q, codes, outcomes):
    scores = [math.log(q[c, x]) if q[c, x] > 0 else -math.inf for c, x in zip(codes, outcomes, strict=True)]
    return sum(scores) / len(scores) - sum(p * math.log(p) for p in prior if p > 0)


def estimate_by_counts(prior, q, codes, outcomes):
    counts = np.zeros(q.shape)
    np.add.at(counts, (codes, outcomes), 1)
    return nats(prior) + mean_log(counts / len(codes), q)


def categorical_by_distribution(logits, codes):
    return torch.distributions.Categorical(logits=logits).log_prob(codes)


def categorical_by_sum(logits, codes):
    return logits[torch.arange(len(codes)), codes] - torch.logsumexp(logits, dim=1)


def gaussian_by_distribution(codes, mean, log_std):
    return torch.distributions.Normal(mean, log_std.exp()).log_prob(codes).sum(-1)


def gaussian_by_formula(codes, mean, log_std):
    squared = (codes - mean) ** 2 * torch.exp(-2 * log_std)
    return -0.5 * (squared + 2 * log_std + LN_2PI).sum(axis=1)


def logged_by_explained_variance(codes, likelihood):
    p_x, mean = _means(codes, likelihood)
    return p_x @ mean**2 / 2


def logged_by_loop(codes, likelihood):
    total = 0.0
    for x in range(likelihood.shape[1]):
        weights = [float(row[x]) / len(codes) for row in likelihood]
        if sum(weights) > 0:
            moment = sum(weight * code for weight, code in zip(weights, codes, strict=True))
            total += moment * moment / sum(weights)
    return total / 2


def posterior_by_loop(prior, likelihood):
    columns = []
    for column in np.transpose(likelihood):
        joint = [p * chance for p, chance in zip(prior, column, strict=True)]
        columns.append([share / sum(joint) for share in joint] if sum(joint) > 0 else list(prior))
    return np.transpose(columns)


def posterior_in_place(prior, likelihood):
    result = np.tile(prior, (likelihood.shape[1], 1)).T
    possible = prior @ likelihood > 0
    result[:, possible] = np.einsum("c,cx->cx", prior, likelihood)[:, possible] / (prior @ likelihood)[possible]
    return result


def mse_form_from_two_points(std, dims):
    law = torch.distributions.Normal(0.0, std)
    at = [-dims * float(law.log_prob(torch.tensor(error, dtype=torch.float64))) for error in (0.0, 1.0)]
    return at[1] - at[0], at[0]


def mse_form_by_sum(std, dims):
    variance = std * std
    return np.array([sum(0.5 / variance for _ in range(dims)), 0.5 * dims * np.log(2 * np.pi * variance)])


RIGHT = {
    "information_lower_bound": (bound_by_loop, bound_from_the_gap),
    "bound_gap": (gap_by_loop, gap_by_difference),
    "reparameterised_gradient": (pathwise_by_backward, pathwise_by_forward_mode),
    "score_function_gradient": (score_by_autograd, score_by_loop),
    "gradient_reaches": (reaches_by_term, reaches_in_lists),
    "resampled_expectation": (resampled_by_loop, lambda joint, f: np.sum(joint * f)),
    "estimated_bound": (estimate_by_loop, estimate_by_counts),
    "categorical_log_prob": (categorical_by_distribution, categorical_by_sum),
    "gaussian_log_prob": (gaussian_by_distribution, gaussian_by_formula),
    "logged_information": (logged_by_explained_variance, logged_by_loop),
    "posterior": (posterior_by_loop, posterior_in_place),
    "max_information": (
        lambda prior: -sum(p * math.log(p) for p in prior if p > 0),
        lambda prior: information.mutual_information(np.diag(prior)) * LN2,
    ),
    "mse_form": (mse_form_from_two_points, mse_form_by_sum),
}
