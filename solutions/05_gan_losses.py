# %% [markdown]
# # 5. GAN losses
#
# At the end of lesson 4 a generator stood far from the data and did not move, although the discriminator was perfect.
# This lesson finds out what stopped it, and what people do about it. You write every loss yourself, look at its slope,
# wire the two training steps, and measure on MNIST how much of a gradient reaches the generator.
#
# **You will be able to** write GAN losses that stay finite; say exactly what saturates, the sigmoid or the loss; tell
# what least squares, Wasserstein and hinge losses repair; wire both training steps so that each network learns from its
# own loss only.
#
# **You need** [lesson 4](04_js_divergence.ipynb), and torch: tensors, modules, `backward`. **Time**: about 90 minutes.
# All cells together run in under a minute on a CPU.

# %%
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from helpers.checking import check, hint, predict, recall
from helpers.information import js_divergence
from helpers.pictures.figures import show, subplots

# %% [markdown]
# ## Logits
#
# The discriminator is a network whose last layer gives any real number $a$, the **logit**. The probability that the
# sample is real is $D = \sigma(a) = 1/(1 + e^{-a})$.
#
# Losses need $\ln D$ and $\ln (1 - D)$. Computing $D$ first and its logarithm second goes wrong, because $D$ is
# rounded:

# %%
for logit in (-10.0, -50.0, -200.0):
    a = torch.tensor(logit)
    print(f"logit {logit:6.0f}: ln(sigmoid) = {a.sigmoid().log().item():8.3f}, "
          f"from the logit itself {-F.softplus(-a).item():8.3f}")

# %% [markdown]
# $-\ln \sigma(a) = \ln(1 + e^{-a}) = \mathrm{softplus}(-a)$, and torch's `F.softplus` takes care of large numbers. So
# in this course **discriminators return logits, and losses take logits**.

# %% [markdown]
# {exercise discriminator_loss}
#
# Return $-\mathrm{mean} \ln D(x) - \mathrm{mean} \ln(1 - D(G(z)))$ in nats, a tensor with one number. `real_logits` and
# `fake_logits` have shape (N,). It must be finite, with the right gradient, for logits up to $\pm 10^4$.

# %%
def discriminator_loss(real_logits, fake_logits):
    """-mean ln D over real samples - mean ln(1 - D) over generated ones, from logits (N,). Returns a scalar tensor."""
    # BEGIN SOLUTION
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
    # END SOLUTION


# %%
check("discriminator_loss", discriminator_loss)

# %% [markdown]
# This is $-V$ of lesson 4. So a discriminator that knows nothing, and says one half, has a loss of $2 \ln 2$:

# %%
nothing, sure = torch.zeros(8), torch.full((8,), 1e4)
print(f"knows nothing:          {discriminator_loss(nothing, nothing).item():.4f}")
print(f"always right, and sure: {discriminator_loss(sure, -sure).item():.4f}")
twice = discriminator_loss(sure.sigmoid(), (-sure).sigmoid())
print(f"the same, but with a sigmoid before the loss: {twice.item():.4f}")

# %% [markdown]
# The last line is a common slip, and you can recognise it in a log: with two sigmoids the loss never falls below
# 1.0064, however good the discriminator is.

# %% [markdown]
# ## Two losses for the generator
#
# Only one part of $V$ depends on the generator. It minimises
#
# $$\mathrm{mean} \ln\big(1 - D(G(z))\big)$$
#
# This is the **saturating** loss. You will see in a moment where the name comes from.
#
# Goodfellow and his co-authors, who proposed it in 2014, propose another one at once: score the generated samples as if
# they were real.
#
# $$-\mathrm{mean} \ln D(G(z))$$
#
# This is the **non-saturating** loss. Only the generator's loss comes in two forms; the discriminator's stays as it is.

# %% [markdown]
# {exercise saturating_loss}
#
# Return the mean of $\ln(1 - D)$ over the samples, in nats. `fake_logits` has shape (N,). The same demands on large
# logits.

# %%
def saturating_loss(fake_logits):
    """mean ln(1 - D) over generated samples, from their logits (N,). Returns a scalar tensor."""
    # BEGIN SOLUTION
    return -F.softplus(fake_logits).mean()
    # END SOLUTION


# %%
check("saturating_loss", saturating_loss)

# %% [markdown]
# {exercise non_saturating_loss}
#
# Return the mean of $-\ln D$ over the samples, in nats.

# %%
def non_saturating_loss(fake_logits):
    """-mean ln D over generated samples, from their logits (N,). Returns a scalar tensor."""
    # BEGIN SOLUTION
    return F.softplus(-fake_logits).mean()
    # END SOLUTION


# %%
check("non_saturating_loss", non_saturating_loss)

# %%
logits = torch.linspace(-8, 8, 161)
fig, axes = subplots()
axes.plot(logits, -F.softplus(logits), label="saturating, ln(1 - D)")
axes.plot(logits, F.softplus(-logits), label="non-saturating, -ln D")
axes.axvspan(-8, -3, color="#DDDDDD", alpha=0.5, zorder=0)
axes.text(-7.8, -1.5, "early in training")
axes.set(xlabel="logit of a generated sample", ylabel="loss (nats)")
axes.legend(loc="upper right")
show(fig, alt="Both generator losses against the logit. Both fall from left to right. On the left, where D rejects the "
              "sample, ln(1 - D) is flat near 0 and -ln D is a steep line that starts at 8. On the right it is the "
              "other way round.")

# %% [markdown]
# Both losses fall when the logit rises, so both want the same: samples that look real. They differ in *where* they are
# steep. Early in training the discriminator rejects everything, and there one of them is flat.

# %% [markdown]
# ## Slopes
#
# **Predict.** A sample has logit $-5$, so $D = 0.0067$. How steep is each loss in the logit there?

# %%
predict("saturating_slope", ...)  # of the saturating loss: a number, its size

# %% [markdown]
# {exercise loss_slopes}
#
# Return `(saturating, non_saturating)`: for each sample, the derivative of its loss $\ln(1 - D)$, and of its loss
# $-\ln D$, with respect to its logit. Both have the shape of `logits`, (N,). Write them in terms of $D$ first.

# %%
def loss_slopes(logits):
    """(d ln(1 - D) / da, d (-ln D) / da) for each logit a, each of shape (N,), where D = sigmoid(a)."""
    # BEGIN SOLUTION
    return -torch.sigmoid(logits), -torch.sigmoid(-logits)
    # END SOLUTION


# %%
check("loss_slopes", loss_slopes)

# %%
print(" logit        D   saturating  non-saturating     ratio     e^logit")
for a in (-10.0, -5.0, -3.0, 0.0, 3.0):
    s, n = loss_slopes(torch.tensor([a]))
    d = torch.sigmoid(torch.tensor(a)).item()
    print(f"{a:6.0f} {d:8.5f} {s.item():12.5f} {n.item():15.5f} {s.item() / n.item():9.5f} {np.exp(a):11.5f}")
recall("saturating_slope", -loss_slopes(torch.tensor([-5.0]))[0].item())

# %% [markdown]
# The slopes are $-D$ and $-(1 - D)$. Their ratio is $D/(1 - D) = e^a$.
#
# A sample with logit $-10$ pulls at the generator with a force of $0.00005$ under one loss and of almost 1 under the
# other. That is what **saturation** means: where the discriminator is sure of its rejection, the loss is flat.
#
# Note the last row. For a sample that already convinces, it is the *non-saturating* loss that is flat. No harm is done:
# such a sample needs no push.
#
# ### Is it the sigmoid or the loss?
#
# A learner asked the guide's authors this in public (issue 22 of their repository). Look at the losses as functions of
# $D$ in place of $a$.
#
# **Predict.** In $D$, how steep is $\ln(1 - D)$ where $D$ is nearly 0? Flat, or not?

# %%
predict("slope_in_the_probability", ...)  # one of 'flat', 'not flat'

# %% [markdown]
# {exercise slopes_in_probability}
#
# Return `(saturating, non_saturating)`: the derivatives of $\ln(1 - D)$ and of $-\ln D$ with respect to $D$. `d` has
# shape (N,), with entries strictly between 0 and 1.

# %%
def slopes_in_probability(d):
    """(d ln(1 - D) / dD, d (-ln D) / dD) for each entry D of d, each of shape (N,)."""
    # BEGIN SOLUTION
    return -1 / (1 - d), -1 / d
    # END SOLUTION


# %%
check("slopes_in_probability", slopes_in_probability)

# %%
logits = torch.linspace(-8, 8, 161, dtype=torch.float64)
d = torch.sigmoid(logits)
panels = (("slope of the loss in D", slopes_in_probability(d)), ("slope of the sigmoid, D (1 - D)", (d * (1 - d),)),
          ("slope of the loss in the logit", loss_slopes(logits)))
fig, axes = subplots(1, 3, height=3.1, sharey=True)
for axis, (title, curves) in zip(axes, panels, strict=True):
    for curve in curves:
        axis.plot(logits, np.abs(np.asarray(curve)), color="black" if len(curves) == 1 else None)
    axis.set(title=title, xlabel="logit", yscale="log")
axes[0].set_ylabel("size of the slope")
fig.legend(axes[0].lines, ["saturating, ln(1 - D)", "non-saturating, -ln D"], loc="outside lower center", ncols=2)
show(fig, alt="Three panels against the logit, logarithmic. In D the saturating slope is 1 on the left and the "
              "non-saturating one up to 3000. The slope of the sigmoid falls to 0.0003 at both ends. The product: at "
              "logit -8 the saturating slope is 0.0003 and the non-saturating one 1.")

# %%
d = torch.tensor([0.0001, 0.01, 0.5, 0.99], dtype=torch.float64)
in_d, in_logit = slopes_in_probability(d), loss_slopes(torch.logit(d))
print("      D   loss in D: sat.   non-sat.   sigmoid   product: sat.  non-sat.")
for i, p in enumerate(d):
    sigmoid = p * (1 - p)
    products = [slope[i] * sigmoid for slope in in_d]
    assert np.allclose(products, [slope[i] for slope in in_logit])
    print(f"{p:7.4f} {in_d[0][i]:17.4f} {in_d[1][i]:10.1f} {sigmoid:9.4f} {products[0]:15.4f} {products[1]:9.4f}")
recall("slope_in_the_probability", "not flat")

# %% [markdown]
# Here is the answer. As a function of $D$ the saturating loss is **not** flat: its slope at $D = 0$ is $-1$.
#
# What dies is the **sigmoid**. Its slope is $D(1 - D)$, almost 0 where the discriminator is sure. The gradient passes
# through it under either loss.
#
# The non-saturating loss has a slope of $-1/D$, which grows as fast as the sigmoid's slope shrinks. The two cancel:
# $\frac{1}{D} \cdot D(1 - D) = 1 - D$. The saturating loss has nothing to cancel with.
#
# So: **the sigmoid saturates, and $-\ln D$ makes up for it while $\ln(1 - D)$ does not.**

# %% [markdown]
# ### Written question: saturation
#
# Why does $\ln(1 - D(G(z)))$ saturate early in training, and why does $-\ln D(G(z))$ not? This is a question of the
# guide. Follow the gradient from the loss to the generator's weights.
#
# Rubric (4 points): (1) the chain of derivatives, from loss through logit and sample to weights, with nothing left out;
# (2) both slopes in the logit and their values for a rejected sample; (3) what role the sigmoid plays, and what $-1/D$
# does to it; (4) both slopes where $D = \tfrac12$, and when the non-saturating slope is the small one.

# %% [markdown]
# {written saturation 4}
#
# <!-- BEGIN SOLUTION -->
# Write $x = G_\theta(z)$, $a$ for the discriminator's logit of $x$, and $D = \sigma(a)$. The gradient of a loss $L$ is
#
# $$\frac{\partial L}{\partial \theta} = \frac{\partial L}{\partial D} \cdot \frac{\partial D}{\partial a} \cdot
# \frac{\partial a}{\partial x} \cdot \frac{\partial G_\theta(z)}{\partial \theta}$$
#
# The last two factors, the discriminator's slope in its input and the generator's in its weights, are the same for both
# losses. The difference is in the first two.
#
# For $\ln(1 - D)$ the first factor is $-1/(1 - D)$, the second $D(1 - D)$, the product $-D$. Early in training the
# discriminator rejects the samples, $D$ is near 0, and so is the product: at $a = -10$ it is $-0.00005$.
#
# For $-\ln D$ the first factor is $-1/D$, and the product $-(1 - D)$, at $a = -10$ almost $-1$. The sigmoid's slope
# $D(1 - D)$ is tiny in both cases. The factor $1/D$ cancels it, and $1/(1 - D)$, which is almost 1, cannot. The ratio
# of the two is $D/(1 - D) = e^a$.
#
# Both slopes are $-\tfrac12$ at $D = \tfrac12$, and both losses push every logit up, so the game has the same fixed
# point. For samples that convince, $D$ near 1, the non-saturating slope is the small one. Those samples need no push.
# <!-- END SOLUTION -->

# %% [markdown]
# ## A lens for losses
#
# Training never sees the value of a loss, only its slopes. So here is a lens: put two losses side by side and divide
# their slopes, logit by logit.

# %% [markdown]
# {exercise slope_ratio}
#
# `loss` and `other` map logits, shape (N,), to a scalar tensor. Return the slope of `loss` divided by the slope of
# `other` in each logit, shape (N,). No slope of `other` is 0. Let torch find the slopes.

# %%
def slope_ratio(loss, other, logits):
    """d loss / d logit over d other / d logit, for each entry of logits. Shape (N,)."""
    # BEGIN SOLUTION
    slopes = []
    for function in (loss, other):
        a = logits.detach().clone().requires_grad_()
        slopes.append(torch.autograd.grad(function(a), a)[0])
    return slopes[0] / slopes[1]
    # END SOLUTION


# %%
check("slope_ratio", slope_ratio)

# %%
a = torch.tensor([-5.0, -3.0, 0.0, 3.0])
print("logits        ", a.tolist())
print("sat / non-sat ", [round(r, 4) for r in slope_ratio(saturating_loss, non_saturating_loss, a).tolist()])
print("e^logit       ", [round(r, 4) for r in a.exp().tolist()])

# %% [markdown]
# ### A comparison that compared nothing
#
# The guide comes with a notebook that trains a GAN on MNIST twice, once with each loss, and shows both runs. Its author
# noted that there was not much of a difference.
#
# This is the notebook's "saturating" loss, in torch:

# %%
def notebook_loss(fake_logits):
    return (1 - torch.log(torch.sigmoid(fake_logits))).mean()


# %% [markdown]
# **Predict.** Point the lens at it. What is the ratio to the saturating loss? To the non-saturating one?

# %%
predict("ratio_of_the_notebooks_loss", ...)  # to the non-saturating loss: a number

# %%
for name, other in (("saturating", saturating_loss), ("non-saturating", non_saturating_loss)):
    ratio = slope_ratio(notebook_loss, other, a)
    print(f"notebook's loss over the {name:15s}", [round(r, 4) for r in ratio.tolist()])
recall("ratio_of_the_notebooks_loss", ratio.mean().item())
print(f"its value where nobody knows anything: {notebook_loss(torch.zeros(4)).item():.4f} = 1 + ln 2")

# %% [markdown]
# The ratio to the non-saturating loss is exactly 1. The notebook has $1 - \ln D$ where it wants $\ln(1 - D)$: the 1
# slipped out of the logarithm. A constant has no slope, so what is left is $-\ln D$, the *other* loss.
#
# Both of its runs minimised the same loss, up to a constant. They looked alike because they were alike, and the
# saturating loss was never tried. In lesson 6 you try it.
#
# Its value gives it away, too: $\ln(1 - D)$ is never positive, and this loss is never below 1.

# %% [markdown]
# ### Written question: two runs that look alike
#
# A colleague trains a GAN with two losses, sees two similar curves and concludes that the choice of the loss does not
# matter. Name one reason why the conclusion may be empty, a measurement of one line that would show it, and a second
# reason that would remain if the losses were right.
#
# Rubric (2 points): (1) equal slopes behind different values, with a measurement; (2) something that hides a real
# difference, such as a discriminator that is never sure, an optimizer that rescales gradients, or a single seed.

# %% [markdown]
# {written runs_alike 2}
#
# <!-- BEGIN SOLUTION -->
# The two losses may differ by a constant, or by a factor that the optimizer removes. Then the runs are the same run
# twice. One line shows it: divide the slopes of both losses at a few logits. A ratio of 1 everywhere means that nothing
# was compared.
#
# If the losses are right, a real difference can still stay hidden. As long as the discriminator is undecided, $D$ is
# near one half and both slopes are near one half. An optimizer such as Adam divides the gradient by its own size, so a
# small gradient moves the weights as far as a large one. And two single runs differ by their seeds alone.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Other objectives
#
# If the sigmoid is the trouble, leave it out. The output of the discriminator is then a **score**, not a logit, and the
# losses act on it directly.
#
# - **Least squares**: $\tfrac12 \mathrm{mean}\,(r - 1)^2 + \tfrac12 \mathrm{mean}\, f^2$ for the discriminator and
#   $\tfrac12 \mathrm{mean}\,(f - 1)^2$ for the generator. It repairs the flat part: the push grows with the distance
#   from the target. The price is that scores far out dominate.
# - **Wasserstein**: $\mathrm{mean}\, f - \mathrm{mean}\, r$ and $-\mathrm{mean}\, f$. It measures *how far apart* two
#   laws are, even when they are disjoint. It asks for a discriminator whose slope is at most 1.
# - **Hinge**: $\mathrm{mean} \max(0, 1 - r) + \mathrm{mean} \max(0, 1 + f)$ and $-\mathrm{mean}\, f$. The discriminator
#   stops learning from samples that are clearly right. It is mostly used with a limit on the slope too, by spectral
#   normalisation.
#
# Here $r$ are the scores of real samples and $f$ those of generated ones.

# %% [markdown]
# {exercise least_squares_losses}
#
# Return `(discriminator's loss, generator's loss)` of the first kind. `real` and `fake` are raw scores, shape (N,).

# %%
def least_squares_losses(real, fake):
    """(1/2 mean (real - 1)^2 + 1/2 mean fake^2, 1/2 mean (fake - 1)^2) of raw scores (N,). Two scalar tensors."""
    # BEGIN SOLUTION
    d_loss = ((real - 1) ** 2).mean() / 2 + (fake**2).mean() / 2
    return d_loss, ((fake - 1) ** 2).mean() / 2
    # END SOLUTION


# %%
check("least_squares_losses", least_squares_losses)

# %% [markdown]
# {exercise wasserstein_losses}
#
# Return `(discriminator's loss, generator's loss)` of the second kind.

# %%
def wasserstein_losses(real, fake):
    """(mean fake - mean real, -mean fake) of raw scores (N,). Two scalar tensors."""
    # BEGIN SOLUTION
    return fake.mean() - real.mean(), -fake.mean()
    # END SOLUTION


# %%
check("wasserstein_losses", wasserstein_losses)

# %% [markdown]
# **In libraries.** To check a critic in one dimension, `scipy.stats.wasserstein_distance` and POT's `wasserstein_1d`
# give the distance. POT's `emd2_1d` is *squared* by default: 9 for a shift of 3.

# %% [markdown]
# {exercise hinge_losses}
#
# Return `(discriminator's loss, generator's loss)` of the third kind.

# %%
def hinge_losses(real, fake):
    """(mean max(0, 1 - real) + mean max(0, 1 + fake), -mean fake) of raw scores (N,). Two scalar tensors."""
    # BEGIN SOLUTION
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean(), -fake.mean()
    # END SOLUTION


# %%
check("hinge_losses", hinge_losses)

# %% [markdown]
# **Predict.** A generated sample has the score $-10$. Order the five losses by how hard they push it.

# %%
predict("hardest_push", ...)  # one of 'saturating', 'non-saturating', 'least squares', 'Wasserstein', 'hinge'

# %%
generator_losses = {
    "saturating": saturating_loss, "non-saturating": non_saturating_loss,
    "least squares": lambda f: least_squares_losses(f, f)[1],
    "Wasserstein": lambda f: wasserstein_losses(f, f)[1], "hinge": lambda f: hinge_losses(f, f)[1],
}
scores = torch.tensor([-10.0, -1.0, 0.0, 1.0, 10.0])
print("score         ", "".join(f"{score:10.0f}" for score in scores))
for name, generator_loss in generator_losses.items():
    a = scores.clone().requires_grad_()
    slopes = torch.autograd.grad(generator_loss(a) * len(a), a)[0]
    print(f"{name:14s}", "".join(f"{slope:10.4f}" for slope in slopes))
recall("hardest_push", "least squares")

# %% [markdown]
# Least squares pushes harder the further away the sample is, and even pulls a score of 10 back down to 1. Wasserstein
# and hinge push with the same force everywhere: the hinge is in the discriminator's loss only.
#
# ### Slide a sample
#
# Let samples be numbers $x$ with the real ones on the right, and let $D(x) = \sigma(s x)$. The sharpness $s$ is the
# slope of the logit, and it grows as the discriminator becomes surer. By the chain rule a sample is pushed by $s$ times
# the slope in the logit. Here the discriminator sharpens, and the sample stays at $x = -3$:

# %%
from helpers.pictures.explorers.sigmoid import draw_sigmoid, explore_sigmoid

draw_sigmoid()

# %% [markdown]
# The arrows of the non-saturating loss and of Wasserstein and hinge grow with $s$. That of the saturating loss
# vanishes, because $D(-3) = 1/(1 + e^{3s})$ falls faster than $s$ rises. Slide the sample yourself and sharpen $D$.
# Where does the non-saturating arrow vanish?

# %% tags=["nbval-ignore-output"]
explore_sigmoid()

# %% [markdown]
# On the right, where $D$ is near 1 and the sample needs no push any more.
#
# ### What the Wasserstein loss sees
#
# In lesson 4 the Jensen-Shannon divergence could hardly tell distance 6 from distance 8. The **earth mover's distance**
# can: it is the least average distance by which the mass of one law must be carried to make the other. A discriminator
# of slope at most 1 that minimises the Wasserstein loss finds it, as the largest gap between mean scores.
#
# In one dimension no training is needed. Sort both samples and carry the first to the first, the second to the second.

# %%
rng = np.random.default_rng(5)
near, shape = rng.normal(0, 1, 4000), rng.normal(0, 1, 4000)
edges = np.linspace(-5, 14, 96)
for distance in (1, 2, 4, 6, 8):
    far = shape + distance
    p, q = (np.histogram(sample, edges)[0] / 4000 for sample in (near, far))
    carried = np.abs(np.sort(near) - np.sort(far)).mean()
    print(f"distance {distance}: JSD {js_divergence(p, q):.3f} bit, earth mover's distance {carried:.2f}")

# %% [markdown]
# The divergence stands still at 1 bit, and the earth mover's distance keeps counting. Its slope is the same at distance
# 8 as at distance 1, so a generator always knows where to go.
#
# **Break it.** The limit on the slope is part of the definition. Without it the discriminator lowers its loss without
# end, by scaling its scores, and learns nothing new:

# %%
real, fake = torch.tensor([1.0, 2.0]), torch.tensor([-1.0, 0.0])
for scale in (1, 10, 100):
    d_loss, _ = wasserstein_losses(scale * real, scale * fake)
    print(f"scores times {scale:3d}: discriminator's loss {d_loss.item():.0f}")

# %% [markdown]
# ## Wiring
#
# Most faults of real GAN code are not in the losses. They are in who learns from what. Two paths:
#
# ```
# the discriminator's step: only D moves
#     noise -> G -> samples -| stop |-> D -> logits
#                    real samples ----> D -> logits
#     both logits -> discriminator_loss
#
# the generator's step: only G moves
#     noise -> G -> samples ----------> D -> logits
#     logits -> the generator's loss
#     the gradient runs back through D into G
# ```
#
# And always the same three lines: clear the old gradients, compute the new ones, step. Clearing is not optional:
# on its way back, the generator's step leaves a gradient in the discriminator.

# %% [markdown]
# {exercise discriminator_step}
#
# Make one step of the discriminator and return its loss before the step, as a plain float. `optimizer` holds the
# discriminator's weights. `real` has shape (N, ...), `noise` is what the generator takes. No gradient may reach the
# generator.

# %%
def discriminator_step(generator, discriminator, optimizer, real, noise):
    """One step of the discriminator on real samples and on generator(noise). Returns its loss, a float, nats."""
    # BEGIN SOLUTION
    fake = generator(noise).detach()
    loss = discriminator_loss(discriminator(real), discriminator(fake))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    # END SOLUTION


# %%
check("discriminator_step", discriminator_step)

# %% [markdown]
# **An optimizer needs PyTorch's compiler**, some 800 modules, whether you compile anything or not. The course imports
# it while the notebook waits for your next cell. In a script of yours, the first optimizer takes a second or two.

# %% [markdown]
# {exercise generator_step}
#
# Make one step of the generator and return its loss before the step, as a plain float. `optimizer` holds the
# generator's weights. `loss` maps the logits of the generated samples to a scalar, for example `non_saturating_loss`.

# %%
def generator_step(generator, discriminator, optimizer, noise, loss):
    """One step of the generator, on loss(discriminator(generator(noise))). Returns that loss, a float, nats."""
    # BEGIN SOLUTION
    value = loss(discriminator(generator(noise)))
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value.item()
    # END SOLUTION


# %%
check("generator_step", generator_step)

# %% [markdown]
# **A trap that gives no error.** Compute the generator's loss from logits that $D$ gave before its own step, and
# PyTorch usually complains that weights were changed. With a fused optimizer (`fused=True`) it does not notice: the
# gradient is simply wrong, in one small network by 45 %. After $D$'s step, ask $D$ again.

# %% [markdown]
# The checks ran on two networks of two weights each, where every number is known. They take milliseconds, and they name
# the fault. A blurred digit after ten minutes of training does not.
#
# **Break it.** Leave the detach out, and see where the discriminator's gradient ends up.

# %%
generator, discriminator = nn.Linear(2, 3), nn.Sequential(nn.Linear(3, 1), nn.Flatten(0))
for detached in (True, False):
    samples = generator(torch.ones(4, 2))
    logits = discriminator(samples.detach() if detached else samples)
    discriminator_loss(torch.zeros(4), logits).backward()
    print(f"samples detached: {detached!s:5}  a gradient in the generator: {generator.weight.grad is not None}")

# %% [markdown]
# This gradient points the generator the wrong way, towards samples that are easier to reject. It stays there until
# somebody clears it.

# %% [markdown]
# ## The vanishing gradient, measured
#
# Slopes at a logit are one thing. What arrives at a generator's weights, through a real discriminator, on real digits?

# %% [markdown]
# {exercise generator_gradient_norm}
#
# Return the length of the gradient of `loss(discriminator(generator(noise)))` with respect to *all* weights of the
# generator together: the square root of the sum of all squares. A plain float. No weight may move. In `.grad` there may
# be gradients of earlier steps: they do not count, and what you leave there does not matter.

# %%
def generator_gradient_norm(generator, discriminator, noise, loss):
    """Euclidean norm of the gradient of loss(discriminator(generator(noise))) in all weights of the generator."""
    # BEGIN SOLUTION
    value = loss(discriminator(generator(noise)))
    gradients = torch.autograd.grad(value, list(generator.parameters()))
    return torch.sqrt(sum((gradient**2).sum() for gradient in gradients)).item()
    # END SOLUTION


# %%
check("generator_gradient_norm", generator_gradient_norm)

# %% [markdown]
# The experiment: an untrained generator stays as it is, and only the discriminator trains, for 100 steps. On the way we
# measure the gradient that each loss would send to the generator. Three seeds, plain networks of two layers.

# %%
from helpers.data import load_mnist
from helpers.training.loop import draw, seeded

images, _ = load_mnist("train")


def make_networks(seed):
    with seeded(seed):
        generator = nn.Sequential(
            nn.Linear(62, 128), nn.ReLU(), nn.Linear(128, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28)))
        discriminator = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1), nn.Flatten(0))
    return generator, discriminator


# %% [markdown]
# **Predict.** After 100 steps, how many times larger is the non-saturating gradient? Put a power
# of ten in place of the dots.

# %%
predict("gradient_after_100_steps", ...)  # a power of ten, such as 1e1

# %%
def measure(seed, stops=(0, 10, 25, 50, 100)):
    """Gradient norms of the generator, one row for each stop, one column for each loss."""
    generator, discriminator = make_networks(seed)
    optimizer = torch.optim.Adam(discriminator.parameters(), lr=1e-3)
    random = torch.Generator().manual_seed(seed)
    fixed, rows = torch.randn(256, 62, generator=random), []
    for step in range(stops[-1] + 1):
        if step in stops:
            rows.append([generator_gradient_norm(generator, discriminator, fixed, loss)
                         for loss in (saturating_loss, non_saturating_loss, notebook_loss)])
        real, noise = draw(images, 64, random), torch.randn(64, 62, generator=random)
        discriminator_step(generator, discriminator, optimizer, real, noise)
    return rows


# %% tags=["train"]
norms = np.array([measure(seed) for seed in (0, 1, 2)])  # seed, stop, loss
ratios = norms[:, :, 1] / norms[:, :, 0]
print("discriminator steps       0      10      25      50     100")
for name, column in (("saturating", 0), ("non-saturating", 1)):
    print(f"{name:20s}", "".join(f"{value:8.3f}" for value in norms[:, :, column].mean(axis=0)), " mean of 3 seeds")
for seed, row in enumerate(ratios):
    print(f"ratio, seed {seed}       ", "".join(f"{value:8.1f}" for value in row))
recall("gradient_after_100_steps", np.median(ratios[:, -1]), close="power of ten")

# %%
assert np.all((ratios[:, 0] > 0.5) & (ratios[:, 0] < 2)), "at the start both losses push alike"
assert np.all(ratios[:, -1] > 100), "after 100 steps they do not"
assert np.all(norms[:, -1, 0] < norms[:, 0, 0] / 10) and np.all(norms[:, -1, 1] > norms[:, 0, 1])
assert np.allclose(norms[:, :, 2], norms[:, :, 1], rtol=1e-4), "the notebook's loss is the non-saturating one"

# %% tags=["nbval-ignore-output"]
stops = np.array([0, 10, 25, 50, 100])
fig, axes = subplots(1, 2, height=3.3)
for column, name in ((0, "saturating"), (1, "non-saturating")):
    values = norms[:, :, column]
    axes[0].plot(stops, values.mean(axis=0), marker="o", label=name)
    axes[0].fill_between(stops, values.min(axis=0), values.max(axis=0), alpha=0.25)
axes[1].plot(stops, ratios.T, marker="o", color="black", linestyle="-", linewidth=1)
for axis, label in zip(axes, ("gradient norm (nats per unit)", "ratio of the norms"), strict=True):
    axis.set(yscale="log", ylabel=label, xlabel="steps of the discriminator alone")
axes[0].legend()
first, last = norms[:, 0].mean(axis=0), norms[:, -1].mean(axis=0)
show(fig, alt=f"Left: the generator's gradient against discriminator steps. The saturating one falls from "
              f"{first[0]:.2f} to {last[0]:.4f}, the other one rises from {first[1]:.2f} to {last[1]:.1f}. The bands "
              "of the three seeds are narrow. Right: their ratio, one line for each seed.")

# %% [markdown]
# At the start both losses send the same: the discriminator is undecided, $D$ is near one half, and both slopes are near
# $-\tfrac12$.
#
# Then the discriminator learns to reject, which is easy against an untrained generator. The saturating gradient falls
# to less than a tenth, in every seed. The non-saturating one grows. After 100 steps, well under one pass through MNIST,
# there is a factor of more than 100 between them.
#
# The loss of the guide's notebook gave the same norms as the non-saturating one at every stop.
#
# ### Does that settle it?
#
# Not quite. The *size* of a gradient matters only as much as the optimizer lets it. Here is one weight, and one step of
# two optimizers, for a gradient of 1 and one of a thousandth:

# %%
for make in (torch.optim.SGD, torch.optim.Adam):
    for gradient in (1.0, 0.001):
        weight = nn.Parameter(torch.zeros(1))
        weight.grad = torch.tensor([gradient])
        make([weight], lr=0.01).step()
        print(f"{make.__name__:5s} gradient {gradient}: the weight moves by {weight.item():.6f}")

# %% [markdown]
# SGD moves a thousandth as far. Adam divides by the gradient's own size and moves as far as before.
#
# So a vanishing gradient stops SGD, and Adam may rescue it. Which of the two happens on MNIST is a question for an
# experiment, and lesson 6 makes it.

# %% [markdown]
# ## What you can now explain
#
# - Discriminators return logits, and losses take logits, because $\ln \sigma(a)$ is lost to rounding otherwise.
# - The slopes in the logit are $-D$ and $-(1 - D)$; for a rejected sample that is almost 0 against almost $-1$.
# - The sigmoid saturates. $-\ln D$ cancels its flat slope, and $\ln(1 - D)$ does not.
# - $1 - \ln D$ is not $\ln(1 - D)$. A constant trains nothing, and slopes tell losses apart.
# - Least squares, Wasserstein and hinge losses leave the sigmoid out; the Wasserstein loss also measures how far apart
#   disjoint laws are.
# - In the discriminator's step the samples are detached. In the generator's step nothing is.
#
# **From the guide**: its question on why $\ln(1 - D(G(z)))$ saturates, its topic of alternative objectives, and the
# loss of its notebook. Where the guide is loose, [the errata](../ERRATA.md) say so.
#
# **Read.** Required: Goodfellow et al., *Generative Adversarial Nets* (2014), section 3 with algorithm 1. Optional: Mao
# et al., *Least Squares Generative Adversarial Networks*; Arjovsky et al., *Wasserstein GAN*, section 2; Miyato et al.,
# *Spectral Normalization for Generative Adversarial Networks*.
#
# **Next**: [lesson 6](06_gan_mnist.ipynb) trains both losses on MNIST from the same weights, and judges by numbers.
