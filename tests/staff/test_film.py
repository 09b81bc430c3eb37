"""The command that makes the film of lesson 6 begins where the film begins."""

import numpy as np

from helpers.data import load_mnist
from helpers.gan.losses import non_saturating_loss
from helpers.pictures.explorers.film import load_film
from staff import film


def test_the_film_can_be_made_again():
    images = load_mnist("train")[0]
    look = lambda generator: (film.sheet_of(film.sample_of(generator)),)
    start = film.head_start(images, seed=0)
    (first, gradient), (second, _) = film.shoot(start, images, non_saturating_loss, look, (0, 10))
    stored, numbers = load_film()["pictures"][1], load_film()["numbers"][1]
    assert np.abs(first.astype(int) - stored[0]).max() <= 2
    assert abs(gradient / numbers[0, 2] - 1) < 0.05
    assert np.abs(second.astype(int) - stored[1]).mean() < 5 < np.abs(second.astype(int) - stored[0]).mean()
