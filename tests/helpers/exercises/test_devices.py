"""Answers that work on a CPU only are told without a GPU: minutes into a training is too late."""

import pytest
import torch

from helpers.checking import find_exercise, judge_answer


def codes(count, random):
    return (torch.randn(count, 62, generator=random), torch.randint(10, (count,), generator=random),
            torch.rand(count, 2, generator=random) * 2 - 1)


def joined(noise, category, continuous):
    return torch.cat([noise, torch.eye(10)[category], continuous], dim=1)


def joined_in_place(noise, category, continuous):
    one_hot = torch.zeros(len(category), 10)
    one_hot[torch.arange(len(category)), category] = 1
    return torch.cat([noise, one_hot, continuous], dim=1)


def grid(index, values, noise):
    continuous = torch.zeros(10 * len(values), 2)
    continuous[:, index] = values.repeat(10)
    return noise.expand(10 * len(values), 62), torch.arange(10).repeat_interleave(len(values)), continuous


def both(real_logits, fake_logits, information, weight):
    return find_exercise("infogan_losses").reference(real_logits, fake_logits + torch.zeros(len(fake_logits)),
                                                     information, weight)


def through_numpy(logits, category):
    rows = torch.arange(len(category))
    return torch.log(torch.tensor(10.0)) + logits.log_softmax(1)[rows, torch.from_numpy(category.numpy())].mean()


ANSWERS = {"sample_codes": (codes,), "generator_input": (joined, joined_in_place), "traversal_codes": (grid,),
           "infogan_losses": (both,), "information_bound": (through_numpy,)}


@pytest.mark.parametrize(("name", "answer"), [(name, one) for name, answers in ANSWERS.items() for one in answers])
def test_a_tensor_made_on_the_cpu_is_told(name, answer):
    verdict = judge_answer(name, answer)
    assert verdict.mistake == "made on the CPU"
    assert "on a GPU this stops" in verdict.message and "meta" not in verdict.message


def test_an_answer_that_needs_numbers_is_not_blamed_for_it():
    def by_loop(noise, category, continuous):
        rows = [torch.zeros(10, device=noise.device) for _ in category]
        for row, digit in zip(rows, category.tolist(), strict=True):
            row[digit] = 1
        return torch.cat([noise, torch.stack(rows), continuous], dim=1)

    assert judge_answer("generator_input", by_loop).passed
