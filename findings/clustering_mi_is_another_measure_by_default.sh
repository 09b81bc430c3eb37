#!/usr/bin/env bash
# clustering-mi's "normalized mutual information" is by default neither symmetric nor scikit-learn's: two classes against four nested
# ones score 0.45 or 0.98, by the order of the arguments, where scikit-learn has 0.67; its mutual information is a total, 98 "bits".
# Guess: NMI is symmetric, and I of a fair two-class labelling with itself is 1 bit.   Seen: as said; the default is a reduced
# information over the entropy of the second argument, not divided by the number of objects.
# Who meets it: whoever compares an NMI with one from a paper.
# Acts: lesson 8, after match_categories
source "$(dirname "$0")/_common.sh"
install clustering-mi==0.2.2 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
python - 2>/dev/null <<'PYTHON'
import numpy as np
from clustering_mi import mutual_information, normalized_mutual_information
from finding import number, versions
from sklearn.metrics import normalized_mutual_info_score

versions("clustering-mi", "scikit-learn")
two, four = np.repeat([0, 1], 50), np.repeat(np.arange(4), 25)
truth = normalized_mutual_info_score(two, four)
number("scikit-learn", truth, guess=2 / 3, seen=2 / 3)
number("clustering-mi, (two, four)", normalized_mutual_information(two, four), guess=truth, seen=0.4464)
number("clustering-mi, (four, two)", normalized_mutual_information(four, two), guess=truth, seen=0.9796)
number("I(two; two), bits", mutual_information(two, two), guess=1, seen=98.0023)
PYTHON
