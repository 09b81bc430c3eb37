#!/usr/bin/env bash
# Ten rows of noise are not the first ten rows of twenty: with one seed, the last 16 numbers of torch.randn(10, 62) differ.
# Guess: a seeded stream is a stream; asking for more only adds.   Seen: true for torch.rand, for fewer than 16 numbers and
# for counts that 16 divides; else the last 16 are drawn again. And float64 draws other numbers altogether, unless fewer than 16.
# Who meets it: "the same noise, a smaller batch" in a comparison of pictures or a test.
# Acts: lesson 8, after sample_codes
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 numpy==2.4.6
python - <<'PYTHON'
import torch
from finding import fact, versions

versions("torch")


def draw(kind, count, dtype=torch.float32):
    return kind(count, generator=torch.Generator().manual_seed(0), dtype=dtype)


def differing(kind, count):
    return (draw(kind, count) != draw(kind, 1240)[:count]).nonzero().flatten().tolist()


fact("randn(620) against the start of randn(1240)", differing(torch.randn, 620), guess=[], seen=list(range(604, 620)))
fact("rand(620) against the start of rand(1240)", differing(torch.rand, 620), guess=[], seen=[])
fact("randn(640), a multiple of 16", differing(torch.randn, 640), guess=[], seen=[])
largest = float((draw(torch.randn, 620) - draw(torch.randn, 620, torch.float64)).abs().max())
print(f"largest difference between float32 and float64 noise: {largest:.2f}")
fact("float64 is the same noise, only finer", bool(largest < 1e-3), guess=True, seen=False)
PYTHON
