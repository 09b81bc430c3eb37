"""What the catalog's modules share: units, and wrong answers that need not warn."""

import math

import numpy as np

LN2 = math.log(2)  # nats in a bit


def quiet(compute):
    """The value of ``compute()``, without numpy's warnings: a wrong answer may divide by 0."""
    with np.errstate(all="ignore"):
        return compute()
