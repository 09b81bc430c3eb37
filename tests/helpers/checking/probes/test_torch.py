"""The probes of lesson 08 say what happened: values or gradients, laws of random codes, what a step moved."""

import pytest
import torch

from helpers.checking.probes.plain import Refusal
from helpers.checking.probes.torch import ValueOrGradients, code_statistics, two_steps
from helpers.checking.probes.torch_stubs import TinyGenerator, TinyInfoDiscriminator

CODES = torch.zeros(3, 62), torch.tensor([0, 4, 9]), torch.zeros(3, 2)


def source(seed=0):
    return torch.Generator().manual_seed(seed)


def good_codes(n, generator):
    return (torch.randn(n, 62, generator=generator), torch.randint(10, (n,), generator=generator),
            torch.rand(n, 2, generator=generator) * 2 - 1)


def step_input(codes):
    noise, category, continuous = codes
    return torch.cat([noise, torch.nn.functional.one_hot(category, 10), continuous], dim=1)


def test_a_loss_gives_its_value_or_where_tensors_ask_for_it_its_gradients():
    probe = ValueOrGradients(("x", "y"))
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])
    assert probe(lambda x, y: (x * y).sum(), x, y) == 11
    found = probe(lambda x, y: (x * y.detach()).sum(), x.requires_grad_(), y.requires_grad_())
    assert found["gradient for x"].tolist() == [3, 4]
    assert found["gradient for y"].tolist() == [0, 0]


def test_two_losses_have_gradients_of_their_own():
    probe = ValueOrGradients(("x",), ("loss 1", "loss 2"))
    found = probe(lambda x: (3 * x, x**2), torch.tensor(5.0, requires_grad=True))
    assert {key: float(value) for key, value in found.items()} == {
        "gradient of loss 1 for x": 3, "gradient of loss 2 for x": 10}


def test_a_plain_number_is_refused_where_a_gradient_is_asked():
    with pytest.raises(Refusal, match="no gradient flows"):
        ValueOrGradients(("x",))(lambda x: x.item(), torch.tensor(5.0, requires_grad=True))


def test_good_codes_look_good_and_the_second_call_differs():
    found = code_statistics(good_codes, 4000, source())
    assert abs(found["mean of the noise"]) < 0.03
    assert found["share of each category"].numpy() == pytest.approx(0.1, abs=0.03)
    assert all(found[f"other {name} at the next call"] for name in ("noise", "category", "continuous"))
    assert found["same codes from a generator in the same state"] and found["codes independent of each other"]


def test_global_random_numbers_and_repeated_codes_are_noticed():
    def from_global(n, generator):
        return torch.randn(n, 62), torch.randint(10, (n,)), torch.rand(n, 2) * 2 - 1

    def repeated(n, generator):
        return good_codes(n, source())

    with torch.random.fork_rng():
        assert not code_statistics(from_global, 100, source())["torch's global random numbers left alone"]
    assert not code_statistics(repeated, 100, source())["other noise at the next call"]


@pytest.mark.parametrize(("change", "words"), [
    (lambda z, c1, c: (z, c1), "expected three tensors"),
    (lambda z, c1, c: (z, c1[:, None], c), r"category has shape \(100, 1\), expected \(100,\)"),
    (lambda z, c1, c: (z, c1.float(), c), "expected torch.int64"),
])
def test_codes_of_a_wrong_form_are_refused_in_words(change, words):
    with pytest.raises(Refusal, match=words):
        code_statistics(lambda n, generator: change(*good_codes(n, generator)), 100, source())


def test_two_steps_say_which_weights_moved_and_what_was_left_behind():
    generator, discriminator = TinyGenerator(0), TinyInfoDiscriminator(1)
    optimizer = torch.optim.SGD(discriminator.parameters(), lr=0.1)

    def careless(generator, discriminator, optimizer, codes):
        loss = discriminator(generator(step_input(codes)))[0].mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    found = two_steps(careless, generator, discriminator, optimizer, CODES)
    assert not found["movement of G in two steps"].any() and not found["movement of Q's head in two steps"].any()
    assert found["movement of D's head in two steps"].any()
    assert found["gradient left in G by D's step"] and found["both networks can still learn"]


def test_stub_networks_leave_the_global_random_numbers_alone_and_have_the_shapes_of_the_lesson():
    before = torch.get_rng_state()
    generator, discriminator = TinyGenerator(0), TinyInfoDiscriminator(1)
    assert before.equal(torch.get_rng_state())
    images = generator(step_input(CODES))
    assert images.shape == (3, 1, 2, 2) and images.abs().max() <= 1
    assert [tuple(part.shape) for part in discriminator(images)] == [(3,), (3, 10), (3, 2)]
