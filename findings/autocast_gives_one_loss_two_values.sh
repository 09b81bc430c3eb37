#!/usr/bin/env bash
# Under autocast on a CPU the same cross-entropy has two values: 2.296875 as -log_softmax, 2.302585 as cross_entropy.
# Guess: two spellings of one loss agree to float32.   Seen: log_softmax and softplus stay in bfloat16, cross_entropy and
# binary_cross_entropy_with_logits go to float32; 2 ln 2 by softplus is 1.3828 (1.3863). The error is larger than the
# last half per cent of a bound that is read against ln 10.
# Who meets it: whoever trains InfoGAN in mixed precision and reads off L_I.
# Acts: lesson 8, after information_bound; a test that losses stay in single precision
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 numpy==2.4.6
python - <<'PYTHON'
import math

import torch
import torch.nn.functional as F
from finding import fact, number, versions

versions("torch")
layer = torch.nn.Linear(3, 10)
torch.nn.init.zeros_(layer.weight), torch.nn.init.zeros_(layer.bias)
with torch.autocast("cpu"):
    logits, label = layer(torch.ones(8, 3)), torch.zeros(8, dtype=torch.long)
    number("-log_softmax", float(-F.log_softmax(logits, 1)[0, 0]), guess=math.log(10), seen=2.296875, within=1e-6)
    number("cross_entropy", float(F.cross_entropy(logits, label)), guess=math.log(10), seen=math.log(10), within=1e-6)
    number("2 softplus(0)", 2 * float(F.softplus(logits)[0, 0]), guess=2 * math.log(2), seen=1.3828125, within=1e-6)
    twice = 2 * F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
    number("2 binary_cross_entropy_with_logits", float(twice), guess=2 * math.log(2), seen=2 * math.log(2), within=1e-6)
    fact("dtype of log_softmax", str(F.log_softmax(logits, 1).dtype), guess="torch.float32", seen="torch.bfloat16")
PYTHON
