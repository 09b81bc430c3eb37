"""The benchmark runs, and its report says what was measured. No clock is asserted."""

import json
import math
from functools import partial

import pytest
import torch

from helpers.gan import fine_categories
from helpers.gan.learned_prior import follow_reader, unbalanced
from helpers.gan.networks import Generator, InfoDiscriminator
from helpers.training.speed import thread_count
from staff.benchmarks import __main__ as bench
from staff.benchmarks import priors
from staff.benchmarks.accuracy import Plan, measure_training
from staff.benchmarks.priors import measure_prior
from staff.benchmarks.public_loop import make_generator, make_trunk, public_steps
from staff.benchmarks.report import render
from staff.benchmarks.speed import flops_of_a_step, measure_checks

RUN = {"name": "InfoGAN", "seed": 101, "steps": 2000, "precision": "float32", "device": "cpu",
       "steps to": {"0.90": 400}, "peak gigabytes": 0.9, "bound": 2.29, "accuracy": 0.93,
       "frechet": 1.5, "recognised": 0.99, "variety": 0.98, "variety of z alone": 0.7,
       "bits about slant": [0.5, 0.1], "continuous loss": 2.0, "read back": [0.9, 0.8]}


def count(module) -> int:
    return sum(weight.numel() for weight in module.parameters())


def test_both_loops_train_the_same_architecture():
    ours = InfoDiscriminator("paper")
    assert abs(count(make_trunk()) - count(ours.trunk)) == 0
    # Linear layers have one normalisation a unit where a convolution has one a channel
    assert 0 <= count(Generator("paper")) - count(make_generator()) <= 2 * 49 * 128


def test_the_public_loop_takes_a_step():
    with thread_count(1), torch.random.fork_rng():
        next(public_steps())


def test_a_training_is_measured_and_judged():
    with thread_count(1):
        run = measure_training(Plan("InfoGAN", "infogan", steps=2, precision="float32"), seed=1)
    assert set(run) == set(RUN) and run["steps to"] == {} and 0 < run["peak gigabytes"] < 3


def test_a_training_without_pictures_is_judged_by_its_accuracy():
    with thread_count(1):
        run = measure_training(Plan("Q alone", "reader_alone", steps=2), seed=1)
    assert "frechet" not in run and 0 <= run["accuracy"] <= 1
    assert "| Q alone | 1 | " in render({"ablation": {"runs": [run], "machine": "a laptop"}})


def test_a_plain_gan_is_judged_by_its_pictures():
    with thread_count(1):
        run = measure_training(Plan("plain GAN", "plain_gan", steps=2), seed=1)
    assert "accuracy" not in run and run["frechet"] > 0
    assert f"| plain GAN | 1 | – | – | {run['frechet']:.2f} |" in render({"ablation": {"runs": [run], "machine": "x"}})


def test_the_law_of_the_continuous_codes_decides_what_their_loss_says_about_the_bound():
    runs = [RUN, {**RUN, "name": "squared error", "continuous loss": 2.0 - math.log(2 * math.pi)}]
    text = render({"information": {"runs": runs, "machine": "a laptop"}})
    assert text.count(f"| 93.00 | 2.290 | {2 * math.log(2) - 2:.2f} | 1.50 | 0.90 | 0.80 |") == 2


def test_a_training_that_fails_takes_no_other_one_with_it(capsys, monkeypatch):
    monkeypatch.setattr(bench.torch, "set_num_threads", int)  # or each of the processes would load torch to call it
    finished = bench.one_a_core(dict, [([("accuracy", 0.9)],), (5,), ([("accuracy", 0.8)],)])
    assert finished == [{"accuracy": 0.9}, {"accuracy": 0.8}]
    assert "(5,) failed: TypeError" in capsys.readouterr().out


def test_the_multiplications_of_a_step_are_those_of_its_layers():
    """G once forward and twice as much backward; D three times forward, backward to weights and images twice each, and
    once more to the images."""
    generator = 74 * 1024 + 1024 * 6272 + 128 * 64 * 16 * 49 + 64 * 16 * 196
    discriminator = 64 * 16 * 196 + 64 * 128 * 16 * 49 + 6272 * 1024 + 1024 * 129 + 128 * 12
    assert flops_of_a_step() == pytest.approx(2 * 128 * (3 * generator + 8 * discriminator), rel=0.01)


def test_report_has_every_part_its_machine_and_the_worst_seed():
    part = {"runs": [RUN, {**RUN, "seed": 102, "accuracy": 0.91, "steps to": {}}], "floor": 0.2, "machine": "a laptop"}
    speed = {"rounds": 7, "threads": 2, "rates": {"public": [300, 290, 310], "float32, now": [450, 440, 460],
                                                    "float32, products": [700, 690, 710]},
             "ratios": {"float32, now": [1.5, 1.4, 1.6], "float32, products": [2.3, 2.2, 2.4]}, "machine": "a laptop",
             "recipe": {"milliseconds": {"before": [60, 59, 61], "now": [40, 39, 41]}, "ratio": [0.5, 0.48, 0.52]}}
    text = render({"recipe": part, "speed": speed, "gpu": {"machine": "a laptop"}})
    assert "- InfoGAN, float32: worst 91.00 %, mean 92.00 % of 2 seeds" in text
    assert "| InfoGAN | 101 | 400 | never | never | never | 0.90 |" in text
    assert "| this loop, float32, now | 450 (440 to 460) | 1.50 (1.40 to 1.60) | at least 2.2 |" in text
    assert "| its multiplications alone, float32 | 700 (690 to 710) | 2.30 (2.20 to 2.40) |  |" in text
    assert "| now | 40.0 (39.0 to 41.0) | 0.50 (0.48 to 0.52) | at most 0.50 |" in text
    assert "## On a GPU\n\nNot measured.\n" in text and text.count("Machine: a laptop.") == 3


def test_parts_not_measured_now_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(bench, "REPORT", tmp_path / "RESULTS.md")
    checks = {"exercises": 90, "median": 0.02, "worst": 0.8, "worst name": "entropy", "over 0.5 s": {"entropy": 0.8}}
    monkeypatch.setattr(bench, "measure", lambda part, *options: checks if part == "checks" else {})
    assert bench.main(["--only", "checks"]) == bench.main(["--only", "gpu"]) == 0
    assert set(json.loads(bench.RESULTS.read_text())) == {"checks", "gpu"}
    assert "worst 0.80 s (`entropy`)" in bench.REPORT.read_text()


def test_the_time_of_the_tests_stands_beside_its_target():
    part = {"before": {"seconds": 800, "summary": "5674 passed"}, "now": {"seconds": 500, "summary": "5700 passed"}}
    text = render({"suite": {**part, "machine": "a laptop"}})
    assert "| now | 500 | 0.62 | 5700 passed | at most 0.60 |" in text


def test_a_first_check_and_the_import_before_it_are_measured():
    def call(function, calls):
        return [function(*arguments) for arguments in calls if arguments[0] == "entropy"]

    part = measure_checks(call, rounds=1)
    assert part["exercises"] == 1 and 0 < part["worst"] == part["median"]
    if "import" in part:  # a copy without history has no state before
        assert "the target is at most 0.6" in render({"checks": {**part, "machine": "a laptop"}})


def test_the_table_of_grading():
    runs = [{"what": "here, 2 at a time", "notebooks": 100, "seconds": 80.0}]
    part = {"lesson": "01_entropy", "runs": runs, "before the kill": 50, "isolation": "Isolation in force: all.",
            "machine": "a laptop"}
    text = render({"grading": part})
    assert "| here, 2 at a time | 100 | 80 | 0.80 |" in text and "SIGKILL after 50 notebooks" in text
    assert "Isolation in force: all." in text and "Machine: a laptop." in text


def test_the_table_of_large_classes_and_lessons():
    run = {"seconds": 35.1, "megabytes of the grader": 649, "megabytes in all": 1542}
    part = {"alone": [{"lesson": "06_gan_mnist", **run}], "machine": "a laptop",
            "class": {**run, "students": 1000, "jobs": 2, "megabytes of marks": 20.4}}
    text = render({"large": part})
    assert "| 06_gan_mnist | 1 | 35 | 649 | 1542 |" in text and "| 01_entropy, 2 at a time | 1000 | 35 |" in text
    assert "take 20 MB" in text and "Machine: a laptop." in text


def test_learned_priors_are_measured_and_reported(monkeypatch):
    # Of every ten pictures one, and of two hundred steps two: this is no test of how well a prior is learned.
    monkeypatch.setattr(priors, "unbalanced", lambda *part: [every[::10] for every in unbalanced(*part)])
    monkeypatch.setattr(priors, "follow_reader", partial(follow_reader, steps=2))
    monkeypatch.setattr(fine_categories, "moved_pairs", partial(fine_categories.moved_pairs, count=2000))
    with thread_count(1):
        run = measure_prior("ramp", seed=1, play=True, reader_steps=2, steps=2)
    assert 0.1 < run["accuracy"] < 1 and run["ceiling"] + run["uniform"] == pytest.approx(1)
    run |= {"accuracy": 0.961, "worst recall": 0.8, "learned": 0.021}
    part = {"runs": [run], "reader steps": 600, "steps": 600, "machine": "x"}
    text = render({"priors": part})
    assert "| ramp | 1 | 0.778 |" in text and "| 0.961 | 0.800 | 0.222 | 0.021 |" in text
    assert "the generator's adversarial loss alone: TV" in text and "Machine: x." in text
