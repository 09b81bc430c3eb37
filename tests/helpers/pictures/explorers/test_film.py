"""The film that comes with the course."""

import numpy as np

from helpers.pictures.explorers import film


def test_the_film_is_small_and_tells_what_lesson_6_found():
    assert film.FILE.stat().st_size < 300_000
    steps, pictures, numbers = (film.load_film()[name] for name in ("steps", "pictures", "numbers"))
    assert len(steps) == film.LAST and steps[0] == 0 and np.all(np.diff(steps) > 0)
    assert pictures.dtype == np.uint8 and pictures.shape == (2, film.LAST, 56, 140)
    assert numbers.shape == (2, film.LAST, 3) and np.isfinite(numbers).all()
    assert np.array_equal(pictures[0, 0], pictures[1, 0]), "both begin alike"
    stalled, moved = numbers[:, -1]
    assert stalled[0] < 1.1 and moved[0] > 3 and moved[1] < stalled[1] / 3
    assert np.all(numbers[0, :, 2] < numbers[1, :, 2] / 30), "the saturating gradient is the small one throughout"
    assert np.all(numbers[1, steps <= 100, 0] < 1.5), "the score hardly rises in the first hundred steps"


def test_next_goes_on_and_begins_again_after_the_last_one():
    explorer = film.explore_film()
    seen = []
    for _ in range(film.LAST + 1):
        explorer.buttons[0].click()
        seen.append(explorer.values()["snapshot"])
    assert seen == [*range(2, film.LAST + 1), 1, 2]


def test_the_words_are_the_numbers_of_the_file():
    drawing, _ = film.draw(film.LAST)
    for run, (score, distance, gradient) in zip(film.RUNS, film.load_film()["numbers"][:, -1], strict=True):
        words = f" {run}: score {score:.2f} of 10, Fréchet distance {distance:.1f}, gradient {gradient:.2g}"
        assert words in drawing.alt
    assert drawing.alt.startswith("After 600 steps. saturating")
