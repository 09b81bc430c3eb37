"""The pages that an instructor reads."""

import zipfile

from staff.grading import course
from tests.staff.grading.grading import Page


def test_the_report_shows_what_the_learner_saw_and_escapes_it(school):
    page = Page(school[0] / "out" / "reports" / "ann.html")
    assert "✓" in page.text and "1.2 entropy" in page.text and "all 9 cases are right" in page.text
    assert "<img src=x onerror=alert(1)> & more" in page.text
    assert not any(tag == "img" or any(name.startswith("on") for name in attributes) for tag, attributes in page.tags)
    model_answer = course.lessons()[1].questions[0].model_answer
    assert model_answer[:60] in page.text
    assert "1.1 surprisal 0 of 1 not attempted yet." in Page(school[0] / "out" / "reports" / "ben.html").text
    wrong = Page(school[0] / "out" / "reports" / "cho.html")
    assert "That is the right quantity in nats: the logarithm is the natural one." in wrong.text


def test_a_page_to_hand_back_has_no_model_answer_no_field_and_no_script(school):
    page = Page(school[0] / "out" / "feedback" / "ann.html")
    assert "12 of 12 points in exercises" in page.text and "all 9 cases are right" in page.text
    assert "<img src=x onerror=alert(1)> & more" in page.text
    assert not {"input", "button", "form", "script", "img"} & {tag for tag, _ in page.tags}
    source = (school[0] / "out" / "feedback" / "ann.html").read_text(encoding="utf-8")
    for question in course.lessons()[1].questions:
        assert question.model_answer[:40] not in source
    with zipfile.ZipFile(school[0] / "out" / "feedback.zip") as archive:
        assert archive.namelist() == [f"{name}.html" for name in ("ann", "ben", "cho", "dov")]
        assert archive.read("ann.html").decode() == source


def test_the_overview_shows_common_mistakes_and_hard_exercises(school):
    page = Page(school[0] / "out" / "statistics.html")
    assert "natural logarithm (2)" in page.text
    assert page.text.count("hard:") == 3  # entropy, and the two answers that use it: one of three has passed
    links = [attributes["href"] for tag, attributes in Page(school[0] / "out" / "index.html").tags if tag == "a"]
    assert links[:2] == ["statistics.html", "feedback.zip"]
    assert links[2:] == [f"reports/{name}.html" for name in ("ann", "ben", "cho", "dov")]
    assert all((school[0] / "out" / link).exists() for link in links)
