#!/usr/bin/env bash
# Deep. A discriminator with BatchNorm that was trained on real and generated pictures joined in one batch is 99 % right when read
# the same way or in evaluation mode, and at chance when the two are given separately in training mode, and the other way round.
# Guess: how the batches are cut changes little; a good discriminator is good.   Seen (8 x 8 digits against Gaussians of the
# same mean and covariance, 400 steps, three seeds): trained joined 0.99 joined, 0.99 in eval, 0.52 separate; trained separate
# 1.00 separate, about 0.9 joined and in eval: it recognises the batch's statistics, which one picture does not have.
# Who meets it: whoever reads D on real pictures alone, or cuts G's step differently from D's.
# Acts: lesson 6, after make_discriminator; 5.10 and 8.7 name a step with joined batches
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import copy

import torch
from finding import fact, versions
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.functional import softplus

versions("torch", "scikit-learn")
torch.set_num_threads(1)
digits = torch.tensor(load_digits().data, dtype=torch.float32) / 8 - 1
mean, root = digits.mean(0), torch.linalg.cholesky(torch.cov(digits.T) + 1e-4 * torch.eye(64))


def read(net, real, fake, joined):
    return net(torch.cat([real, fake])).chunk(2) if joined else (net(real), net(fake))


def accuracies(seed, joined):
    torch.manual_seed(seed)
    norm = lambda inputs: [nn.Linear(inputs, 128), nn.BatchNorm1d(128), nn.LeakyReLU(0.1)]
    net = nn.Sequential(*norm(64), *norm(128), nn.Linear(128, 1))
    step = torch.optim.Adam(net.parameters(), lr=1e-3, betas=(0.5, 0.999))
    batch = lambda n: (digits[torch.randint(len(digits), (n,))], mean + torch.randn(n, 64) @ root.T)
    for _ in range(400):
        real, fake = read(net, *batch(128), joined)
        step.zero_grad(), (softplus(-real) + softplus(fake)).mean().backward(), step.step()
    right = lambda real, fake: (float((real > 0).float().mean()) + float((fake < 0).float().mean())) / 2
    with torch.no_grad():
        pictures = batch(512)
        together, apart = (right(*read(copy.deepcopy(net), *pictures, way)) for way in (True, False))
        return together, apart, right(*read(net.eval(), *pictures, False))


for joined in (True, False):
    for seed in range(3):
        together, apart, evaluated = accuracies(seed, joined)
        print(f"trained {'joined' if joined else 'separate'}, seed {seed}: read joined {together:.2f}, separate {apart:.2f}, eval {evaluated:.2f}")
        if joined:
            fact("joined is right, separate at chance", (together > 0.95, apart > 0.65), guess=(True, True), seen=(True, False))
        else:
            fact("separate is perfect, the same weights in eval are not", (apart > 0.99, evaluated > 0.97), guess=(True, True), seen=(True, False))
PYTHON
