#!/usr/bin/env bash
# Two labellings that put everything in one class agree with NMI 1 in scikit-learn, 0 in torchmetrics and 0 in clustering-mi.
# Guess: one definition, one value, or an error for 0/0.   Seen: as said; torchmetrics' own v-measure, the same quantity by its
# definition, is 1; elsewhere the three agree (0.5158 for 000111 against 001122, clustering-mi with "stirling" and "mean").
# Who meets it: a collapsed Q (all pictures in one category) on one digit: perfect or worthless.
# Acts: helpers' normalized_mutual_information: docstring and test say which; lesson 8, after match_categories
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 torchmetrics==1.9.0 scikit-learn==1.9.1 clustering-mi==0.2.2 numpy==2.4.6 scipy==1.17.1
python - 2>/dev/null <<'PYTHON'
import numpy as np
import torch
from clustering_mi import normalized_mutual_information
from finding import number, versions
from sklearn.metrics import normalized_mutual_info_score
from torchmetrics.functional.clustering import normalized_mutual_info_score as torch_nmi
from torchmetrics.functional.clustering import v_measure_score

versions("scikit-learn", "torchmetrics", "clustering-mi")
ones, a, b = np.zeros(6, int), np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
plain = lambda x, y: float(normalized_mutual_information(x, y, variation="stirling", normalization="mean"))
tensors = lambda function, x, y: float(function(torch.tensor(x), torch.tensor(y)))
number("ordinary labels, scikit-learn", normalized_mutual_info_score(a, b), guess=0.5158, seen=0.5158)
number("ordinary labels, torchmetrics", tensors(torch_nmi, a, b), guess=0.5158, seen=0.5158)
number("ordinary labels, clustering-mi", plain(a, b), guess=0.5158, seen=0.5158)
number("constant labels, scikit-learn", normalized_mutual_info_score(ones, ones), guess=1, seen=1.0)
number("constant labels, torchmetrics", tensors(torch_nmi, ones, ones), guess=1, seen=0.0)
number("constant labels, torchmetrics' v-measure", tensors(v_measure_score, ones, ones), guess=1, seen=1.0)
number("constant labels, clustering-mi", plain(ones, ones), guess=1, seen=0.0)
PYTHON
