#!/usr/bin/env bash
# The first optimiser of a process imports torch's compiler: several hundred modules for `SGD([w], lr=0.1)`.
# Guess: building an optimiser for three numbers costs nothing.   Seen: torch._dynamo is absent after `import torch` and there
# after the first optimiser, with more than 500 further modules; the second optimiser brings none.
# Who meets it: the first check of a process that steps an optimiser seems slow, every later one is quick.
# Acts: lesson 5, after discriminator_step; the check of slope_ratio does without
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 numpy==2.4.6
python - <<'PYTHON'
import sys
import time

import torch
from finding import fact, versions

versions("torch")
weight = torch.nn.Parameter(torch.ones(3))
fact("the compiler is there after import torch", "torch._dynamo" in sys.modules, guess=False, seen=False)
counts = []
for turn in ("first", "second"):
    before, start = len(sys.modules), time.perf_counter()
    torch.optim.SGD([weight], lr=0.1)
    counts.append(len(sys.modules) - before)
    print(f"{turn} optimiser: {counts[-1]} modules, {time.perf_counter() - start:.3f} s")
fact("the compiler is there after the first optimiser", "torch._dynamo" in sys.modules, guess=False, seen=True)
fact("modules: first over 500, second none", (counts[0] > 500, counts[1] == 0), guess=(False, True), seen=(True, True))
PYTHON
