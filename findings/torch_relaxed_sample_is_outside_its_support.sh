#!/usr/bin/env bash
# At temperature 0.1 torch's RelaxedOneHotCategorical draws samples that it then refuses as outside its support, or scores nan.
# Guess: a sample of a distribution has a finite log probability under it.   Seen: among 10,000 draws over ten categories some
# have an entry that is exactly 0 in float32; log_prob raises ValueError with checks, gives nan without. At temperature 1
# nothing of the kind happens.
# Who meets it: a learned prior by Gumbel-softmax at the temperature 0.1 of the Elastic-InfoGAN code.
# Acts: lesson 9, after gumbel_softmax_sample
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 numpy==2.4.6
python - <<'PYTHON'
import torch
from finding import fact, versions
from torch.distributions import RelaxedOneHotCategorical

versions("torch")
for temperature, sound in ((1.0, True), (0.1, False)):
    torch.manual_seed(0)
    law = RelaxedOneHotCategorical(torch.tensor(temperature), logits=torch.zeros(10), validate_args=False)
    sample = law.sample((10_000,))
    print(f"temperature {temperature}: smallest entry {sample.min():.3g}, {int((sample == 0).any(1).sum())} samples with a 0")
    fact(f"temperature {temperature}: every log_prob is finite", bool(law.log_prob(sample).isfinite().all()), guess=True, seen=sound)
    try:
        RelaxedOneHotCategorical(torch.tensor(temperature), logits=torch.zeros(10), validate_args=True).log_prob(sample)
        accepted = True
    except ValueError:
        accepted = False
    fact(f"temperature {temperature}: samples pass the law's own check", accepted, guess=True, seen=sound)
PYTHON
