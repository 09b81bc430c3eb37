#!/usr/bin/env bash
# The Frechet distance of two samples of *one* law is 115, 17 and 0.85 at 64, 500 and 10,000 pictures with 128 features
# (pytorch-fid): at 500 pictures the error is larger than a good GAN's whole distance.
# Guess: near 0; noise of a few per cent.   Seen: as said; and features cast to float32, with fewer pictures than features, end
# in "Imaginary component" although both covariances are the same matrix.
# Who meets it: digits scored on a classifier's features with a few hundred pictures to save time.
# Acts: lesson 6, after frechet_distance; a test that ours does not depend on the precision of the features
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 torchvision==0.29.1 pytorch-fid==0.3.0 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import numpy as np
from finding import fact, number, versions
from pytorch_fid.fid_score import calculate_frechet_distance

versions("pytorch-fid", "numpy", "scipy")
rng = np.random.default_rng(0)
moments = lambda features: (features.mean(0), np.cov(features.T))
for count, seen, within in ((64, 115.0, 8), (500, 17.0, 1), (10_000, 0.85, 0.1)):
    first, second = (moments(rng.normal(size=(count, 128))) for _ in range(2))
    number(f"{count} pictures of one law, 128 features", calculate_frechet_distance(*first, *second), guess=0, seen=seen, within=within)
features = (100 * np.random.default_rng(0).normal(size=(50, 128)) * np.r_[np.ones(8), np.full(120, 1e-3)])
number("a sample with itself, float64", calculate_frechet_distance(*moments(features), *moments(features)), guess=0, seen=0.0, within=0.01)
mean, covariance = (value.astype(np.float32) for value in moments(features))
try:
    answer = "a number" if np.isfinite(calculate_frechet_distance(mean, covariance, mean, covariance)) else "not finite"
except ValueError as error:
    answer = str(error)[:19]
fact("a sample with itself, float32", answer, guess="a number", seen="Imaginary component")
PYTHON
