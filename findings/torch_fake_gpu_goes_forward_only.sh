#!/usr/bin/env bash
# Fake tensors on "cuda" (torch's FakeTensorMode) follow a forward pass on a machine without a GPU, and notice an operand
# that lies elsewhere. The backward pass of the same lines asks for a driver, and a module cannot be moved there at all.
# Guess: nothing is computed, so nothing needs a GPU.   Seen: RuntimeError from backward() and from Module.to(); on the
# device "meta" both go through.
# Who meets it: who wants to test on a CI machine that a training step would run on a GPU.
# Acts: the check of 8.1 and of the other exercises with tensors follows an answer by tensors of its own
# (helpers/checking/probes/device.py); training steps are tested on "meta".
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 numpy==2.4.6
export CUDA_VISIBLE_DEVICES=""
python - <<'PYTHON'
import torch
from finding import fact, versions
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode

versions("torch")


def outcome(work):
    try:
        work()
    except RuntimeError as error:
        print("   ", str(error).splitlines()[0][:100])
        return "RuntimeError"
    return "works"


def loss_on(device):
    weight = nn.Parameter(torch.empty(3, 2, device=device))
    return (torch.zeros(4, 3, device=device) @ weight).sum()


with FakeTensorMode():
    fact("forward, fake cuda", outcome(lambda: loss_on("cuda")), guess="works", seen="works")
    fact("an operand from the CPU, fake cuda", outcome(lambda: torch.zeros(3, device="cuda") + torch.zeros(3)),
         guess="RuntimeError", seen="RuntimeError")
    fact("backward, fake cuda", outcome(lambda: loss_on("cuda").backward()), guess="works", seen="RuntimeError")
    fact("Module.to, fake cuda", outcome(lambda: nn.Linear(3, 2).to("cuda")), guess="works", seen="RuntimeError")
fact("backward, meta", outcome(lambda: loss_on("meta").backward()), guess="works", seen="works")
fact("Module.to, meta", outcome(lambda: nn.Linear(3, 2).to("meta")), guess="works", seen="works")
PYTHON
