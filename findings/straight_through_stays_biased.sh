#!/usr/bin/env bash
# Deep. The straight-through Gumbel gradient does not become right as the temperature falls: more than half of it stays wrong, while
# nearly all single gradients become 0 and the rest explode.
# Guess: temperature to 0 makes the relaxed sample one-hot, so the bias goes and only variance is paid.   Seen, against the exact
# gradient of E f(c) over four categories (0.4, 0.3, 0.2, 0.1), f not linear: soft samples 0.52, 0.10, 0.05 of the gradient's
# length at temperature 0.5, 0.1, 0.01; straight through 0.93, 0.65, 0.54. It differentiates f at the corners, so it sees the
# slope of f there and not the difference between corners. At 0.01, 87 % of the samples give no gradient at all.
# Who meets it: whoever learns the prior with a hard sample.
# Acts: lesson 9, after straight_through
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 numpy==2.4.6
python - <<'PYTHON'
import torch
import torch.nn.functional as F
from finding import fact, versions

versions("torch")
torch.set_num_threads(1)
torch.manual_seed(0)
prior, weights = torch.tensor([0.4, 0.3, 0.2, 0.1]).log(), torch.randn(6, 4)
f = lambda code: (code @ weights.T).tanh().sum(-1) ** 2
logits = prior.clone().requires_grad_()
(logits.softmax(0) * f(torch.eye(4))).sum().backward()
exact, error, silent = logits.grad, {}, {}
for hard in (False, True):
    for temperature in (0.5, 0.1, 0.01):
        rows = prior.expand(200_000, 4).clone().requires_grad_()
        f(F.gumbel_softmax(rows, tau=temperature, hard=hard)).sum().backward()
        error[hard, temperature] = float((rows.grad.mean(0) - exact).norm() / exact.norm())
        silent[hard, temperature] = float((rows.grad.abs().amax(1) < 1e-6).float().mean())
        spread = float(rows.grad.std(0).norm() / exact.norm())
        print(f"{'straight through' if hard else 'soft'}, temperature {temperature}: bias {error[hard, temperature]:.2f}, "
              f"spread {spread:.1f} of the gradient, {silent[hard, temperature]:.0%} of samples silent")
fact("soft: bias under 0.2 at 0.1", error[False, 0.1] < 0.2, guess=True, seen=True)
fact("straight through: bias under 0.2 at 0.1", error[True, 0.1] < 0.2, guess=True, seen=False)
fact("straight through: bias still over 0.45 at 0.01", error[True, 0.01] > 0.45, guess=False, seen=True)
fact("at 0.01 over 80 % of the samples are silent", silent[True, 0.01] > 0.8, guess=False, seen=True)
PYTHON
