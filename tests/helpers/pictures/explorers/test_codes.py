"""The explorer: what the controls do to the picture, and that the reading shown is Q's own."""

import html
import math
import re

import numpy as np
import pytest
import torch

from helpers.gan.trained import load_trained_infogan
from helpers.measures.factors import ink_of, slant
from helpers.pictures.explorers.codes import ExploreCodes, ExploreDigits, draw_strip, load_subject


def text(widget):
    """What a person reads in a widget, tags taken out."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", widget.value)))


def probabilities(explorer):
    """Category -> the probability that is shown."""
    return {int(k): float(p) for k, p in re.findall(r"c1 = (\d), digit \d (\d\.\d+)", text(explorer.reading))}


@pytest.mark.parametrize(("control", "value"), [("c1", 0), ("c2", 1.3), ("c3", -2.0)])
def test_moving_a_slider_or_typing_a_number_changes_the_picture_and_its_description(control, value):
    explorer = ExploreCodes()
    before = explorer.picture.value
    explorer.controls[control].slider.value = value
    moved = explorer.picture.value
    assert moved != before and f"{control} = {value}" in moved
    explorer = ExploreCodes()
    explorer.controls[control].field.value = value
    assert explorer.picture.value == moved


def test_new_noise_is_another_digit_with_the_same_codes():
    explorer = ExploreCodes()
    before = explorer.picture.value
    explorer.buttons[0].click()
    assert explorer.picture.value != before
    assert [re.search('alt="(.*?)"', html)[1] for html in (before, explorer.picture.value)].count(
        f"Generated digit with c1 = {explorer.values()['c1']}, which was matched to the digit 3, c2 = 0.0, "
        "c3 = 0.0.") == 2


def test_the_reading_of_a_generated_digit_is_what_q_computes():
    explorer, infogan = ExploreCodes(), load_trained_infogan()
    explorer.controls["c2"].slider.value, explorer.controls["c3"].slider.value = 2.0, -0.7
    category = explorer.values()['c1']
    picture = infogan.pictures(explorer.noise[None], torch.tensor([category]), torch.tensor([[2.0, -0.7]]))
    expected = infogan.category_logits(picture)[0].softmax(dim=0)
    assert probabilities(explorer) == {k: pytest.approx(float(expected[k]), abs=6e-4) for k in range(10)}
    c2, c3 = infogan.continuous_mean(picture)[0].tolist()
    bound = math.log(10) + math.log(expected[category])
    shown = text(explorer.reading)
    assert f"Set here: c2 = 2.0, c3 = -0.7. Q reads c2 = {c2:.2f}, c3 = {c3:.2f}." in shown
    assert f"ln Q(c1 = {category} | x) = {bound:.4f} of 2.3026 nats." in shown


def test_a_real_digit_is_read_and_the_bound_takes_the_category_of_its_label():
    explorer, subject = ExploreDigits(), load_subject()
    explorer.controls["digit"].slider.value, explorer.controls["picture"].slider.value = 7, 2
    index = np.flatnonzero(subject.labels == 7)[1]
    expected = subject.infogan.category_logits(subject.images[index : index + 1])[0].softmax(dim=0)
    assert f"Picture {index} of the test set, labelled 7." in explorer.picture.value
    assert probabilities(explorer) == {k: pytest.approx(float(expected[k]), abs=6e-4) for k in range(10)}
    bound = math.log(10) + math.log(expected[subject.categories[7]])
    assert f"{bound:.4f} of" in text(explorer.reading)


def test_the_button_leads_from_one_misread_digit_to_the_next_and_around():
    explorer, subject = ExploreDigits(), load_subject()
    seen = []
    for _ in range(len(subject.misread) + 1):
        explorer.buttons[0].click()
        seen.append(explorer.index)
    start = seen.index(subject.misread[0])
    assert seen[0] == seen[-1] and sorted(seen[:-1]) == subject.misread.tolist() and start >= 0
    shown = probabilities(explorer)
    assert subject.digits[max(shown, key=shown.get)] != explorer.values()["digit"]


def test_a_digit_with_fewer_pictures_takes_its_last_one():
    explorer, subject = ExploreDigits(), load_subject()
    digit, number = explorer.controls.values()
    digit.slider.value = 1
    number.slider.value = number.slider.max
    digit.slider.value = 5
    assert number.slider.value == number.field.max == (subject.labels == 5).sum()
    assert explorer.index == np.flatnonzero(subject.labels == 5)[-1]


@pytest.mark.parametrize(("category", "c2", "c3", "words"), [
    (10, 0, 0, "0 to 9, not 10"), (0.5, 0, 0, "0 to 9, not 0.5"), (0, 2.1, 0, "-2 to 2"), (0, 0, math.nan, "-2 to 2"),
])
def test_codes_that_are_none_are_refused(category, c2, c3, words):
    with pytest.raises(ValueError, match=words):
        load_subject().picture(torch.zeros(62), category, c2, c3)


def test_pictures_and_digits_that_are_none_are_refused():
    for wrong in (torch.zeros(1, 28, 28), torch.full((28, 28), 255.0), torch.full((28, 28), math.nan)):
        with pytest.raises(ValueError, match="Q reads a picture"):
            load_subject().read(wrong)
    with pytest.raises(ValueError, match="0 to 9, not 10"):
        load_subject().test_digits(10)


def test_everything_shown_has_words():
    for explorer in (ExploreCodes(), ExploreDigits()):
        controls, picture = explorer.children[0].children[:-2], explorer.children[0].children[-1]
        assert all(control.field.description for control in controls)
        assert re.search(r'<img [^>]*alt="[^"]{20,}"', picture.value)
        assert "<caption" in explorer.reading.value


def test_the_strip_shows_what_its_text_says():
    subject, values = load_subject(), np.linspace(-2, 2, 10)
    _, alt = draw_strip()
    assert sorted(subject.digits) == list(range(10)), "one category for each digit"
    assert f"Along c1 from 0 to 9: {', '.join(map(str, subject.digits))}." in alt
    noise, three = ExploreCodes().noise, int(subject.categories[3])
    leans = slant(ink_of(torch.stack([subject.picture(noise, three, c2, 0.0) for c2 in values])[:, None]))
    ink = ink_of(torch.stack([subject.picture(noise, three, 0.0, c3) for c3 in values])[:, None]).sum(axis=(1, 2))
    assert leans[0] < -0.2 < 0.2 < leans[-1] and ink[-1] < 0.7 * ink[0]
