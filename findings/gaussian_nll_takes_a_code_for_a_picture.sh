#!/usr/bin/env bash
# torch's gaussian_nll_loss with one variance for each code, shape (d,): an error at every batch size but one. At a batch
# of d pictures it is taken for one variance a picture, and the loss is another number. It also reads the variance on the
# host, so a step with it can't be recorded for a GPU, and it lifts variances below 1e-6.
# Guess: shapes broadcast as everywhere in torch, and a loss computes on the device.   Seen: see above.
# Who meets it: a Q that tells one learned width for each continuous code; the last batch of an epoch may have any size.
# Acts: 7.8 gaussian_log_prob: a case with a narrow width, and a named mistake
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 numpy==2.4.6
python - <<'PYTHON'
import torch
from finding import fact, number, versions
from torch.nn.functional import gaussian_nll_loss

versions("torch")
mean, codes = torch.zeros(5, 2), torch.tensor([[1.0, 0.0]]).repeat(5, 1)
variance = torch.tensor([0.01, 4.0])  # of the first code, and of the second
truth = float(0.5 * (variance.log() + codes**2 / variance).mean())


def loss(batch, variance=variance):
    try:
        return float(gaussian_nll_loss(mean[:batch], codes[:batch], variance))
    except (RuntimeError, ValueError) as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0][:60]}"


fact("batch of 5", loss(5), guess=round(truth, 4), seen="ValueError: var is of incorrect size")
number("batch of 2", loss(2), guess=truth, seen=(0.5 * (variance.log().sum() + 1 / 0.01 / 2 + 1 / 4.0 / 2) / 2).item())
number("batch of 2, shape (1, 2)", loss(2, variance[None]), guess=truth, seen=truth)
number("a variance of 1e-9 at the mean", float(gaussian_nll_loss(mean[:1, :1], mean[:1, :1], torch.tensor([[1e-9]]))),
       guess=-10.3616, seen=-6.9078)
try:
    gaussian_nll_loss(*(tensor.to("meta") for tensor in (mean, codes, variance[None])))
    stayed = True
except (RuntimeError, NotImplementedError) as error:
    print("   ", str(error).splitlines()[0][:100])
    stayed = False
fact("stays on its device", stayed, guess=True, seen=False)
PYTHON
