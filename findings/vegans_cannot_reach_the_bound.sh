#!/usr/bin/env bash
# In vegans' InfoGAN no Q, however good, reaches the paper's bound: the category's head ends in a sigmoid before a softmax, and
# the variance's head cannot go under 1.
# Guess: L_I of the category may reach ln 10 = 2.303 nats, that of a continuous code is unbounded.   Seen: with heads set by
# hand to be as sure as floats allow, the category's cross-entropy stays at ln(e + 9) - 1 = 1.461, so L_I <= 0.841; the
# variance is at least 1 for any input, so L_I <= 1/2 nat per continuous code with its prior N(0, 1).
# Who meets it: a reader of the curve: 36 % of the maximum looks like "not trained long enough".
# Acts: 8.4 information_loss: the mistake names it; lesson 8, "Implementations compared"
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 torchvision==0.29.1 numpy==2.4.6 pandas==2.3.3 matplotlib==3.10.8 tensorboard==2.20.0
install --no-deps vegans==0.4.0 wget==3.2
python - <<'PYTHON'
import contextlib
import io
import math

import torch
from finding import fact, number, versions
from torch import nn

with contextlib.redirect_stdout(io.StringIO()):
    from vegans.GAN import InfoGAN

versions("vegans", "torch")
torch.manual_seed(0)
with contextlib.redirect_stdout(io.StringIO()):
    gan = InfoGAN(
        generator=nn.Sequential(nn.Linear(4 + 10 + 2, 12)),
        adversary=nn.Sequential(nn.Linear(12, 1), nn.Sigmoid()),
        encoder=nn.Sequential(nn.Linear(12, 12)),
        x_dim=12, z_dim=4, c_dim_discrete=10, c_dim_continuous=2, folder=None, device="cpu",
    )
# A generator that shows its code (10 + 2 numbers), an encoder that passes it on, heads that read it off exactly.
linear = {name: next(m for m in part.modules() if isinstance(m, nn.Linear))
          for name, part in {"G": gan.generator, "E": gan.encoder, "c": gan.multinomial, "mu": gan.mu, "var": gan.log_variance}.items()}
eye = torch.eye(12)
with torch.no_grad():
    for layer in linear.values():
        layer.weight.zero_(), layer.bias.zero_()
    linear["G"].weight[:, 4:] = eye
    linear["E"].weight.copy_(eye)
    linear["c"].weight[:, :10] = 2e4 * torch.eye(10)
    linear["c"].bias.fill_(-1e4)
    linear["mu"].weight[:, 10:] = torch.eye(2)
    linear["var"].bias.fill_(-100.0)
gan.train()  # otherwise its pictures are numpy arrays
losses = gan.calculate_losses(X_batch=torch.zeros(500, 12), Z_batch=gan.sample(500), who="Encoder")
number("cross-entropy of a perfect category head", float(losses["Encoder_Discrete"]), guess=0, seen=math.log(math.e + 9) - 1)
number("so its L_I is at most, nats", math.log(10) - float(losses["Encoder_Discrete"]), guess=math.log(10), seen=0.841418)
number("variance where the head asks for exp(-100)", float(gan.log_variance(torch.zeros(1, 12)).exp().min()), guess=0, seen=1.0)
prior_entropy, best = 0.5 * math.log(2 * math.pi * math.e), -0.5 * math.log(2 * math.pi)
number("so L_I of a continuous code is at most, nats", prior_entropy + best - float(losses["Encoder_Continuous"]) / 2, guess="inf", seen=0.5)
PYTHON
