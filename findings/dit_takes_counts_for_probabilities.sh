#!/usr/bin/env bash
# dit accepts weights that do not sum to 1 and works on with them: the entropy of a fair coin given as counts is negative.
# Guess: `Distribution` refuses or renormalises them.   Seen: (5, 5) gives -23.2 bits, (0.5, 0.6) gives 0.94 bits, both
# without a word; only `validate()`, which nobody calls, would complain.
# Who meets it: whoever counts samples and forgets to divide.
# Acts: lesson 1, after entropy_from_samples
source "$(dirname "$0")/_common.sh"
install dit==2.3 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import dit
from finding import fact, number, versions

versions("dit", "numpy")
counts = dit.Distribution(["heads", "tails"], [5, 5])
number("entropy of counts (5, 5), bits", dit.shannon.entropy(counts), guess="an error, or 1", seen=-23.21928)
loose = dit.Distribution(["heads", "tails"], [0.5, 0.6])
number("entropy of (0.5, 0.6), bits", dit.shannon.entropy(loose), guess="an error", seen=0.942179)
try:
    counts.validate()
    told = False
except ValueError:
    told = True
fact("validate() complains", told, guess=True, seen=True)
PYTHON
