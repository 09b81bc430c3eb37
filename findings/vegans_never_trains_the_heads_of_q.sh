#!/usr/bin/env bash
# vegans' InfoGAN never trains the last layers of Q: the heads for category, mean and variance keep their random weights.
# Guess: the optimiser called "Encoder" holds all of Q.   Seen: it holds the user's encoder only; after 300 rounds of the
# library's own losses and steps the three heads are bit for bit what they were, while the encoder has moved.
# Who meets it: a user who sees the encoder's loss fall and takes Q for trained; G bends itself to a random read-out.
# Acts: lesson 8, "Implementations compared"
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 torchvision==0.29.1 numpy==2.4.6 pandas==2.3.3 matplotlib==3.10.8 tensorboard==2.20.0
install --no-deps vegans==0.4.0 wget==3.2
python - <<'PYTHON'
import contextlib
import io

import torch
from finding import fact, versions
from torch import nn

with contextlib.redirect_stdout(io.StringIO()):
    from vegans.GAN import InfoGAN

versions("vegans", "torch")
torch.manual_seed(0)
with contextlib.redirect_stdout(io.StringIO()):
    gan = InfoGAN(
        generator=nn.Sequential(nn.Linear(4 + 10 + 2, 64), nn.ReLU(), nn.Linear(64, 16)),
        adversary=nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 1), nn.Sigmoid()),
        encoder=nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 32)),
        x_dim=16, z_dim=4, c_dim_discrete=10, c_dim_continuous=2, folder=None, device="cpu",
    )
gan.train()  # otherwise its pictures are numpy arrays, without a gradient
parts = {"encoder": gan.encoder, "category": gan.multinomial, "mean": gan.mu, "variance": gan.log_variance}
weights = {name: torch.cat([w.detach().flatten().clone() for w in part.parameters()]) for name, part in parts.items()}
real = torch.randn(2000, 16)
for _ in range(300):
    batch, noise = real[torch.randint(2000, (64,))], gan.sample(64)
    for who in ("Generator", "Adversary", "Encoder"):
        gan._losses = gan.calculate_losses(X_batch=batch, Z_batch=noise, who=who)
        gan._zero_grad(who=who)
        gan._backward(who=who)
        gan._step(who=who)
for name, part in parts.items():
    now = torch.cat([w.detach().flatten() for w in part.parameters()])
    print(f"{name}: largest change of a weight {(now - weights[name]).abs().max():.3g}")
    fact(f"{name} has moved", not torch.equal(now, weights[name]), guess=True, seen=name == "encoder")
PYTHON
