"""Lesson 08, third part: one training step of D and Q, and one of G."""

import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes.torch import two_steps
from helpers.checking.probes.torch_stubs import SGD, TinyGenerator, TinyInfoDiscriminator
from helpers.exercises.lesson_08.losses import infogan_losses
from helpers.exercises.shared.code_batches import random_normal, random_source
from helpers.gan import losses, recipes

# infogan_discriminator_step and infogan_generator_step ------------------------------------------------------------


def _read(discriminator, fake, codes):
    """(logits, information cost, bound) of generated images."""
    _, category, continuous = codes
    logits, category_logits, mean = discriminator(fake)
    cost = losses.information_loss(category_logits, mean, category, continuous)
    return logits, cost, losses.information_bound(category_logits, category)


def _update(optimizer, loss, clear=True):
    if clear is True:
        optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if clear == "after the step":
        optimizer.zero_grad()
    return loss.detach()


def infogan_discriminator_step(generator, discriminator, optimizer, real, codes, weight):
    fake_logits, information, _ = _read(discriminator, generator(recipes.generator_input(*codes)).detach(), codes)
    return _update(optimizer, infogan_losses(discriminator(real)[0], fake_logits, information, weight)[0])


def _d_step(detach=True, clear=True, asked=lambda codes: codes, change=lambda weight: weight, swap=False,
            ask_real=False, update=True, index=0, joined=False, adversarial=1.0, keep=False):
    """A discriminator's step with a slip switched on."""
    def answer(generator, discriminator, optimizer, real, codes, weight):
        fake = generator(recipes.generator_input(*codes))
        fake = fake.detach() if detach else fake
        fake_logits, information, _ = _read(discriminator, fake, asked(codes))
        if ask_real:
            information = _read(discriminator, real, codes)[1]
        logits = discriminator(real)[0], fake_logits
        if joined:
            scores, category_logits, mean = discriminator(torch.cat([real, fake]))
            logits = scores.split([len(real), len(fake)])
            information = losses.information_loss(category_logits[len(real):], mean[len(real):], *codes[1:])
        loss = infogan_losses(*(logits[::-1] if swap else logits), information, change(weight))[index]
        if adversarial == "weighted":
            loss = weight * losses.discriminator_loss(*logits) + information
        if not update:
            optimizer.zero_grad()
            loss.backward()
            return loss.detach()
        returned = _update(optimizer, loss, clear)
        return loss if keep else returned
    return answer


def _fresh(codes):
    noise, category, continuous = codes
    return noise, torch.randint(10, category.shape), torch.rand(continuous.shape) * 2 - 1


def _step_case(rng, n, rate, weight, of_generator):
    generator, discriminator = (make(int(rng.integers(2**31))) for make in (TinyGenerator, TinyInfoDiscriminator))
    optimizer = SGD((generator if of_generator else discriminator).parameters(), lr=rate)
    real = () if of_generator else (random_normal(rng, n, 1, 2, 2).tanh(),)
    return case(generator, discriminator, optimizer, *real, recipes.sample_codes(n, random_source(rng)), weight)


BATCHES = ((6, 0.1, 1.0), (4, 0.5, 0.5), (16, 0.3, 2.0), (5, 0.2, 0.0))  # size, learning rate, weight

INFOGAN_DISCRIMINATOR_STEP = Exercise(
    name="infogan_discriminator_step", number="8.7", title="A step of D and Q", points=2, minutes=12, difficulty=3,
    reference=infogan_discriminator_step, probe=two_steps, tolerance=1e-4,
    cases=lambda rng: [_step_case(rng, *batch, of_generator=False) for batch in BATCHES],
    mistakes=(
        Mistake("real and generated joined", _d_step(joined=True),
                "D is called once, on real and generated images joined together. With batch normalisation its answers "
                "then depend on the mixture, and G learns nothing from them: call it once for each."),
        Mistake("weight on the adversarial part", _d_step(adversarial="weighted"),
                "The weight multiplies the adversarial part. It belongs to the information cost."),
        Mistake("fresh codes for Q", _d_step(asked=_fresh),
                "Q is asked for codes that did not make these images. Nothing can be learned from that: the "
                "cross-entropy stays at ln 10. Use the codes that went into the generator."),
        Mistake("Q asked about real images", _d_step(ask_real=True),
                "Q reads the codes from real images, which were made without any. Ask it about the generated ones."),
        Mistake("information left out", _d_step(change=lambda weight: 0.0),
                "The loss lacks the information cost: Q's head does not move, and nobody reads the codes."),
        Mistake("weight left out", _d_step(change=lambda weight: 1.0),
                "The weight, the paper's lambda, is not used."),
        Mistake("gradients not cleared", _d_step(clear=False),
                "The gradients of earlier steps are still there and add up: optimizer.zero_grad() is missing."),
        Mistake("gradients cleared too late", _d_step(clear="after the step"),
                "The gradients are cleared after the step. Those that G's step sends through D come later and are "
                "still there: clear them before backward."),
        Mistake("real and generated swapped", _d_step(swap=True),
                "D is told that generated images are real and real ones generated."),
        Mistake("no step of the optimizer", _d_step(update=False),
                "Nothing has moved. optimizer.step() comes last, after backward, and zero_grad before backward."),
        Mistake("information with the wrong sign", _d_step(change=lambda weight: -weight),
                "The information cost is subtracted: Q learns to be wrong about the codes."),
        Mistake("loss of G", _d_step(index=1),
                "That is the generator's loss: D learns to take generated images for real. Use the first of the two."),
    ),
    hints=("Make images from the codes; D must not send gradients into G, so .detach() them.",
           "discriminator(images) returns three things. Of the real images you need the first only.",
           "Build the information cost, then the first of the two losses. Then zero_grad, backward, step."),
    read='"One training step"',
)


def infogan_generator_step(generator, discriminator, optimizer, codes, weight):
    fake_logits, information, bound = _read(discriminator, generator(recipes.generator_input(*codes)), codes)
    loss = losses.non_saturating_loss(fake_logits) + weight * information
    return _update(optimizer, loss), bound.detach()


def _g_step(change=lambda g, cost, logits: g + cost, clear=True, asked=lambda codes: codes, returned=None, cut=False,
            detached_q=False):
    """A generator's step with a slip switched on."""
    def answer(generator, discriminator, optimizer, codes, weight):
        fake = generator(recipes.generator_input(*codes))
        logits, cost, bound = _read(discriminator, fake.detach() if cut else fake, asked(codes))
        cost = cost.detach() if detached_q else cost
        loss = _update(optimizer, change(losses.non_saturating_loss(logits), weight * cost, logits), clear)
        return (loss, bound.detach()) if returned is None else returned(loss, cost.detach(), bound.detach())
    return answer


INFOGAN_GENERATOR_STEP = Exercise(
    name="infogan_generator_step", number="8.8", title="A step of G", points=2, minutes=8, difficulty=2,
    reference=infogan_generator_step, probe=two_steps, tolerance=1e-4,
    cases=lambda rng: [_step_case(rng, *batch, of_generator=True) for batch in BATCHES],
    mistakes=(
        Mistake("generated images detached", _g_step(cut=True),
                "The generator has not moved: .detach() or no_grad() cuts it off, or optimizer.step() is missing."),
        Mistake("information detached", _g_step(detached_q=True),
                "The generator has moved too little: Q reads detached images, so its cost does not reach G."),
        Mistake("fresh codes for Q", _g_step(asked=_fresh),
                "Q is asked for codes that did not make these images. Use the codes that went into the generator."),
        Mistake("information left out", _g_step(lambda g, cost, logits: g + 0 * cost),
                "The generator is asked for real-looking images only. Without the information cost it may ignore its "
                "codes, and L_I stays near 0."),
        Mistake("information with the wrong sign", _g_step(lambda g, cost, logits: g - cost),
                "The information cost is subtracted: the generator learns to hide its codes."),
        Mistake("only the information", _g_step(lambda g, cost, logits: cost),
                "The generator is asked for readable codes, and nothing asks it for digits. Add the adversarial part."),
        Mistake("discriminator's loss", _g_step(lambda g, cost, logits: F.softplus(logits).mean() + cost),
                "The generator is trained to look generated: -log(1 - D) is D's side. Use -log D."),
        Mistake("loss of D and Q",
                _g_step(lambda g, cost, logits: losses.discriminator_loss(logits, logits) + cost),
                "That is the loss of D and Q, with generated images for real ones. Use the second of the two."),
        Mistake("saturating loss", _g_step(lambda g, cost, logits: losses.saturating_loss(logits) + cost),
                "The adversarial part is log(1 - D), which hardly moves a generator that D sees through. Use -log D."),
        Mistake("weight left out", lambda *arguments: infogan_generator_step(*arguments[:-1], 1.0),
                "The weight, the paper's lambda, is not used."),
        Mistake("weight on the adversarial part", lambda generator, discriminator, optimizer, codes, weight: _g_step(
            lambda g, cost, logits: weight * g + cost)(generator, discriminator, optimizer, codes, 1.0),
                "The weight multiplies the adversarial part. It belongs to the information cost."),
        Mistake("gradients not cleared", _g_step(clear=False),
                "The gradients of earlier steps are still there and add up: optimizer.zero_grad() is missing."),
        Mistake("bound not returned", _g_step(returned=lambda loss, cost, bound: loss),
                "Return two numbers: the loss, and the information bound of this batch for the record."),
        Mistake("information cost in place of the bound", _g_step(returned=lambda loss, cost, bound: (loss, cost)),
                "The second number is the information cost. The record wants information_bound."),
        Mistake("order of the returned values", _g_step(returned=lambda loss, cost, bound: (bound, loss)),
                "The two numbers are right but in the other order: the loss first, then the bound."),
    ),
    hints=("The same images as in D's step, but not detached: the gradient has to reach G.",
           "The second of the two losses is G's. It does not depend on real_logits.",
           "zero_grad, backward and step of G's optimizer; return the loss and information_bound(...)."),
    read='"One training step"',
)

EXERCISES = (INFOGAN_DISCRIMINATOR_STEP, INFOGAN_GENERATOR_STEP)
