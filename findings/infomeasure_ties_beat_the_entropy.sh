#!/usr/bin/env bash
# infomeasure's neighbour estimate of pairs with ties adds noise by default, which numpy's global seed does not reach; without
# the noise it gives more information than either variable has.
# Guess: np.random.seed makes it repeatable, and noise_level=0 is the estimate without chance.   Seen: two calls after the same
# global seed differ, `seed=` is what counts, and with noise_level=0 two variables of four values (at most ln 4 = 1.386 nats)
# share 3.03 nats.
# Who meets it: who checks a table's information with it, since its cells are ties.
# Acts: lesson 11, the table of ten libraries, the row of infomeasure
source "$(dirname "$0")/_common.sh"
install infomeasure==0.6.3 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import infomeasure
import numpy as np
from finding import fact, number, versions

versions("infomeasure", "numpy", "scipy")
table = np.array([[4, 2, 1, 1], [2, 4, 1, 1], [2, 2, 2, 2], [8, 0, 0, 0]])  # MacKay's, of 32 pairs
x, y = (np.repeat(values.ravel(), table.ravel()).astype(float) for values in np.indices(table.shape))


def information(global_seed, **settings):
    np.random.seed(global_seed)
    return float(infomeasure.mutual_information(x, y, approach="metric", k=3, **settings))


fact("equal after np.random.seed(0) twice", information(0) == information(0), guess=True, seen=False)
fact("equal with seed=0 twice", information(0, seed=0) == information(1, seed=0), guess=True, seen=True)
number("nats without noise (the larger entropy is 1.386)", information(0, noise_level=0), guess=0.26, seen=3.03, within=0.02)
PYTHON
