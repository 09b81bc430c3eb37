# %% [markdown]
# # 7. Variational information
#
# A GAN is free to ignore a part of its input. InfoGAN makes that costly, because it rewards the generator when an image
# tells which code made it. That reward is a mutual information nobody can compute. So in this lesson you replace it by
# something that can be computed, a lower bound with a helper network $Q$, and you find out exactly what that costs.
#
# **You will be able to** compute the bound and its gap on small tables and say when the gap closes; tell a false line
# of a proof from a step without a reason; write $\log Q$ for every kind of code, with all constants; say why 2.30 is
# the maximum, and why a continuous code has none; explain what a gradient through a sample is worth; draw InfoGAN with
# its gradients.
#
# **You need** [lesson 3](03_mutual_information.ipynb) (mutual information), and PyTorch's `backward` from the middle
# on. **Time**: about 150 minutes; "Half way" is a good place for a break. All cells run in a few seconds on a CPU.
#
# **Units**: nats throughout, with the natural logarithm. `mutual_information` of lesson 3 is in bits, and one bit is
# $\ln 2$ nats.

# %%
import numpy as np

from helpers.checking import check, hint, predict, recall
from helpers.information import mutual_information
from helpers.pictures.figures import COLORS, show, subplots

# %% [markdown]
# ## A generator you can see through
#
# The generator of this section has four codes, six values of noise and six images. A code $c$ asks for image $c$. The
# noise $z$ sometimes pushes it one or two images further.
#
# All noise values are equally likely, so you can try every one of them and count: that gives $p(x \mid c)$, the
# **likelihood** of an image under a code.

# %%
push = [0, 0, 0, 1, 1, 2]  # what each of the six noise values does


def generator(z, c):
    """The number of the image that noise z and code c make."""
    return c + push[z]


prior = np.full(4, 1 / 4)
likelihood = np.zeros((4, 6))
for c in range(4):
    for z in range(6):
        likelihood[c, generator(z, c)] += 1 / 6
print(likelihood.round(2))

# %% [markdown]
# Now look from the other side. You see an image and ask which code made it. The answer is a law over codes, the
# **posterior** $P(c \mid x)$. Bayes' rule gives it:
#
# $$P(c \mid x) = \frac{P(c)\, p(x \mid c)}{p(x)}, \qquad p(x) = \sum_c P(c)\, p(x \mid c)$$
#
# **Predict.** Image 0 is made by code 0 only. What is its column of the posterior? Image 1 is made by codes 0 and 1.
# Which one is more likely?

# %%
predict("likelier_code", ...)  # for image 1: a code, 0 or 1

# %% [markdown]
# {exercise posterior}
#
# Return the posterior as a table of shape (K, X): entry `[c, x]` is $P(c \mid x)$, so columns sum to 1. `prior` has
# shape (K,), `likelihood` has shape (K, X). For an image that is never made, $p(x) = 0$, return the prior.

# %%
def posterior(prior, likelihood):
    """P(c|x) = P(c) p(x|c) / p(x), shape (K, X), columns sum to 1; the prior where p(x) = 0.

    prior: P(c), shape (K,). likelihood: p(x|c), shape (K, X).
    """
    # BEGIN SOLUTION
    joint = prior[:, None] * likelihood
    evidence = joint.sum(axis=0)
    possible = np.where(evidence > 0, evidence, 1)
    return np.where(evidence > 0, joint / possible, prior[:, None])
    # END SOLUTION


# %%
check("posterior", posterior)
recall("likelier_code", np.argmax(np.asarray(posterior(prior, likelihood))[:, 1]), close=0)

# %%
def draw_table(axis, table, title):
    """A table of probabilities, rows codes, columns images."""
    axis.imshow(table, cmap="Blues", vmin=0, vmax=1)
    axis.grid(False)
    axis.set(title=title, xlabel="image x", ylabel="code c", xticks=range(table.shape[1]), yticks=range(len(table)))
    for (c, x), value in np.ndenumerate(table):
        axis.text(x, c, f"{value:.2f}", ha="center", va="center", color="white" if value > 0.6 else "black")


fig, axes = subplots(1, 2, height=2.9)
draw_table(axes[0], likelihood, "likelihood p(x|c): rows sum to 1")
draw_table(axes[1], np.asarray(posterior(prior, likelihood)), "posterior P(c|x): columns sum to 1")
show(fig, alt="Two tables of 4 codes and 6 images. Likelihood: each row has 0.50, 0.33, 0.17, one place further right "
              "from row to row. Posterior: image 0 has 1.00 for code 0; image 1 has 0.40 and 0.60; image 5 has 1.00 "
              "for code 3.")

# %% [markdown]
# ## How much does an image tell?
#
# You know the answer from lesson 3. It is the mutual information of code and image: how uncertain the code is, minus
# how uncertain it still is when you have seen the image. (Lesson 3 wrote $I[x, y]$ and $H[x]$, as Bishop does. From
# here on we write $I(c; x)$ and $H(c)$, as the paper does.)
#
# $$I(c; x) = H(c) - H(c \mid x)$$

# %%
joint_law = prior[:, None] * likelihood
exact = mutual_information(joint_law) * np.log(2)
print(f"H(c) = {np.log(4):.4f} nats, I(c; x) = {exact:.4f} nats")

# %% [markdown]
# ### The ceiling
#
# A code with finitely many values has an entropy that is never negative, and so has $H(c \mid x)$, an average of such
# entropies.
#
# **Predict.** Which generator makes $I(c; x)$ as large as possible? How large is it then, for ten equally likely codes?

# %%
predict("largest_information", ...)  # a number, in nats

# %% [markdown]
# {exercise max_information}
#
# Return the largest value $I(c; x)$ can take for a code drawn from `prior`, shape (K,), whatever the generator does. In
# **nats**. Entries of `prior` may be 0.

# %%
def max_information(prior):
    """The largest I(c; x) over all generators for a code with this prior, shape (K,). In nats."""
    # BEGIN SOLUTION
    possible = prior[prior > 0]
    return float(-np.sum(possible * np.log(possible)))
    # END SOLUTION


# %%
check("max_information", max_information)

# %% [markdown]
# Take ten codes and a generator that makes the wrong image in a share $e$ of the cases, each wrong one equally often.
# How much do its images tell?

# %%
def ten_images(error):
    """Likelihood (10, 10): the right image with chance 1 - error, each of the nine others with error / 9."""
    return np.full((10, 10), error / 9) + np.eye(10) * (1 - error - error / 9)


ten = np.full(10, 0.1)
errors = np.linspace(0, 0.9, 91)
information = [mutual_information(ten[:, None] * ten_images(e)) * np.log(2) for e in errors]
fig, axes = subplots()
axes.plot(errors, information, label="I(c; x)")
axes.axhline(max_information(ten), color="black", linestyle="--", label="ceiling, ln 10")
axes.set(xlabel="share of wrong images", ylabel="information (nats)")
axes.legend()
show(fig, alt="Mutual information of ten codes and their images against the share of wrong images: 2.3026 nats at 0, "
              "on the ceiling ln 10; 1.9942 at 5 percent; 0 at 90 percent, where images are drawn at random.")

# %%
for error in (0.0, 0.05, 0.9):
    print(f"{error:.0%} wrong: {mutual_information(ten[:, None] * ten_images(error)) * np.log(2):.4f} nats")
recall("largest_information", max_information(ten), "nats")

# %% [markdown]
# The ceiling is reached when the image gives the code away, because then nothing is left to be uncertain about:
# $H(c \mid x) = 0$. The curve in the paper's figure 1 climbs to this number, 2.30.
#
# **Break it.** A generator that draws ten *ways of writing a 7*, one for each code, also has no error in this sense.
# Its $I(c; x)$ is 2.3026 nats, and it has never drawn a 3. So the number says that codes can be read off the images,
# and nothing about digits.

# %% [markdown]
# ## A guess is enough for a bound
#
# For a real generator nobody knows the posterior, so let somebody guess it: $Q(c \mid x)$ is any law over codes for
# each image. Put the guess in the place of the posterior:
#
# $$L_I = H(c) + \mathbb{E}_{c \sim P(c),\, x \sim p(x \mid c)} \left[ \ln Q(c \mid x) \right]$$
#
# Read the average as a game. A code is drawn, an image is made from it, and $Q$ is scored on *the code that made the
# image*. The score is the logarithm of the probability that $Q$ gave it.

# %% [markdown]
# {exercise information_lower_bound}
#
# Return $L_I$ in **nats**. `q` has shape (K, X), entry `[c, x]` is $Q(c \mid x)$, columns sum to 1. A pair $(c, x)$
# that never happens counts nothing, even if $Q$ gives it 0. If $Q$ gives 0 to a pair that does happen, the bound is
# `-inf`.

# %%
def information_lower_bound(prior, likelihood, q):
    """L_I = H(c) + E ln Q(c|x), in nats; -inf where q is 0 for a pair that happens.

    prior: (K,). likelihood: p(x|c), (K, X). q: Q(c|x), (K, X), columns sum to 1.
    """
    # BEGIN SOLUTION
    weights = prior[:, None] * likelihood
    with np.errstate(divide="ignore"):
        scores = np.log(q)
    return max_information(prior) + float(np.sum(weights[weights > 0] * scores[weights > 0]))
    # END SOLUTION


# %%
check("information_lower_bound", information_lower_bound)

# %% [markdown]
# Draw a thousand guesses for the small generator. None of them gets above $I(c; x)$.

# %%
rng = np.random.default_rng(0)
shares = np.linspace(0, 1, 1000)  # of the posterior in the guess; the rest is random
perfect = np.asarray(posterior(prior, likelihood))
guesses = [share * perfect + (1 - share) * rng.dirichlet(np.ones(4), size=6).T for share in shares]
bounds = np.array([information_lower_bound(prior, likelihood, q) for q in guesses])
print(f"largest bound {bounds.max():.4f}, I(c; x) = {exact:.4f} nats")

# %%
fig, axes = subplots()
axes.plot(shares, bounds, ".", markersize=4, label="$L_I$ of one guess")
axes.axhline(exact, color="black", linestyle="--", label="I(c; x)")
axes.set(xlabel="share of the posterior in the guess", ylabel="bound (nats)")
axes.legend()
show(fig, alt="The bound for 1000 guesses, from purely random ones on the left to the posterior on the right. All lie "
              "below the dashed line I(c; x) = 0.6608 nats. At the left end nearly all are negative, down to -1.2; the "
              "points rise towards the line and touch it at the right end.")

# %% [markdown]
# Why? Write the information with the true posterior, then multiply and divide by $Q$ inside the logarithm:
#
# $$I(c; x) = H(c) + \mathbb{E} \ln P(c \mid x)
# = \underbrace{H(c) + \mathbb{E} \ln Q(c \mid x)}_{L_I}
# + \underbrace{\mathbb{E} \ln \frac{P(c \mid x)}{Q(c \mid x)}}_{\text{the gap}}$$
#
# For one image, the last average runs over the codes that made it. It is a KL divergence, and lesson 2 showed that it
# is never negative.

# %% [markdown]
# ### What the bound misses
#
# **Predict.** For which $Q$ is the gap 0? Does it matter what $Q$ says about an image that is never made?

# %%
predict("image_that_is_never_made", ...)  # does it matter: 'yes' or 'no'

# %% [markdown]
# {exercise bound_gap}
#
# Return the gap in **nats**: $\mathbb{E}_{x}\, \mathrm{KL}(P(c \mid x) \,\|\, Q(c \mid x))$, the average over images
# with the weights $p(x)$. It is `inf` where the bound is `-inf`.

# %%
def bound_gap(prior, likelihood, q):
    """E_x KL(P(c|x) || Q(c|x)), in nats: I(c; x) minus the bound. Shapes as above."""
    # BEGIN SOLUTION
    weights = prior[:, None] * likelihood
    happens = weights > 0
    with np.errstate(divide="ignore"):
        log_ratio = np.log(posterior(prior, likelihood)[happens]) - np.log(q[happens])
    return float(np.sum(weights[happens] * log_ratio))
    # END SOLUTION


# %%
check("bound_gap", bound_gap)

# %%
for error in (0.05, 0.1):
    q = ten_images(error)
    bound, gap = information_lower_bound(ten, ten_images(0.05), q), abs(bound_gap(ten, ten_images(0.05), q))
    print(f"5% of the images are wrong, Q expects {error:.0%}: bound {bound:.4f} + gap {gap:.4f} = {bound + gap:.4f}")
recall("image_that_is_never_made", "no")

# %% [markdown]
# A popular tutorial on InfoGAN (Anibali, see "Read" below) calls this an *upper* bound. The second line settles it: a
# $Q$ that expects too many errors gets 1.9775 nats, and the truth is 1.9942.
#
# The direction is the whole point. Where something that lies *below* the information has been pushed up to 2 nats, the
# information is at least 2 nats, whatever it was before. Where something that lies above it has been pushed up to 2,
# the information may still be 0.

# %%
believed = np.linspace(0.0005, 0.4, 400)
curve = [information_lower_bound(ten, ten_images(0.05), ten_images(e)) for e in believed]
fig, axes = subplots()
axes.plot(believed, curve, label="bound $L_I$")
axes.axhline(max(curve), color="black", linestyle="--", label="I(c; x)")
axes.fill_between(believed, curve, max(curve), alpha=0.15, label="gap")
axes.set(xlabel="share of wrong images that Q expects", ylabel="information (nats)", ylim=(1.5, 2.1))
axes.legend()
show(fig, alt="The bound against the share of wrong images that Q expects, when 5 percent are wrong. It touches "
              "I(c; x) = 1.9942 at 0.05, falls slowly to the right, to 1.66 at 0.4, and steeply to the left of 0.02.")
for e in (0.4, 0.0):
    print(f"Q expects {e:.0%} wrong images: bound {information_lower_bound(ten, ten_images(0.05), ten_images(e)):.4f}")

# %% [markdown]
# Too much doubt has a price, and the price is limited: a $Q$ that doubts everything and gives each code 1/10 has the
# bound 0. The price of too much certainty has no limit: a $Q$ that expects no error at all has the bound minus
# infinity, because one image in twenty proves it wrong.

# %% [markdown]
# ## Train Q, then the generator too
#
# Two things can raise $L_I$: $I(c; x)$ may grow, or the gap below it may close. A better $Q$ does the second. A
# generator that follows the gradient of $L_I$ may do either, as you will see below.
#
# **Predict.** An untrained $Q$ gives every code the same probability. What is $L_I$ then, for equally likely codes?

# %%
predict("bound_of_an_untrained_q", ...)  # a number, in nats

# %% [markdown]
# Here both are tables of numbers, so each step of gradient ascent can use the exact average.

# %%
import torch


def ascend(generator_logits, train_generator, steps=400):
    """Raise L_I by gradient ascent, from a Q that knows nothing. Returns (L_I, I) per step and the last likelihood."""
    q_logits = torch.zeros(4, 6, dtype=torch.float64, requires_grad=True)
    generator_logits.requires_grad_(train_generator)
    optimizer = torch.optim.Adam([q_logits, generator_logits] if train_generator else [q_logits], lr=0.05)
    history = []
    for _ in range(steps):
        joint = generator_logits.softmax(dim=1) / 4
        bound = np.log(4) + (joint * q_logits.log_softmax(dim=0)).sum()
        history.append((bound.item(), mutual_information(joint.detach()) * np.log(2)))
        optimizer.zero_grad()
        (-bound).backward()
        optimizer.step()
    return np.array(history), generator_logits.detach().softmax(dim=1).numpy()


# %%
torch.manual_seed(0)
fixed, _ = ascend(torch.log(torch.tensor(likelihood)), train_generator=False)
both, learned = ascend(torch.randn(4, 6, dtype=torch.float64), train_generator=True)
print(f"start: L_I = {fixed[0, 0]:.2f}; end: {fixed[-1, 0]:.2f} with Q alone, {both[-1, 0]:.2f} with both")
recall("bound_of_an_untrained_q", round(fixed[0, 0], 4), "nats")

# %%
fig, axes = subplots(1, 2, sharey=True)
for axis, history, title in zip(axes, (fixed, both), ("Q is trained", "Q and the generator are trained"), strict=True):
    axis.plot(history[:, 0], label="bound $L_I$")
    axis.plot(history[:, 1], label="I(c; x)")
    axis.axhline(np.log(4), color="black", linestyle=":", label="ceiling, ln 4")
    axis.set(title=title, xlabel="step")
axes[0].set_ylabel("information (nats)")
axes[1].legend()
show(fig, alt="Two panels over 400 steps. Left, only Q is trained: the bound rises from 0 and settles on the constant "
              "I(c; x) = 0.66. Right, the generator is trained too: I(c; x) and the bound below it both rise to the "
              "ceiling ln 4 = 1.39.")

# %% [markdown]
# The right panel is the paper's figure 1 in miniature. The left one is what you see when the reward does not reach the
# generator: $Q$ reads what there is to read, and the images never change.
#
# Look at the generator that was found. It gives each code images of its own, because only then does every image give
# its code away.

# %%
fig, axes = subplots(width=5, height=3)
draw_table(axes, learned, "the learned p(x|c)")
show(fig, alt="The learned likelihood of 4 codes and 6 images. Every image belongs to one code almost surely, and no "
              "image is shared by two codes.")
print("codes that make each image with more than 1 %:", (learned > 0.01).sum(axis=0))

# %% [markdown]
# Which images go to which code is an accident of the start, because nothing in $L_I$ prefers one assignment to another.
# In InfoGAN the discriminator adds that images must look real, and even so no term names a digit.
#
# **Break it.** Does raising $L_I$ in the generator raise the information? Not always. Here $Q$ stays as it is, and it
# believes that two codes share each image. At first every code has an image of its own, and then the generator moves to
# what $Q$ believes.

# %%
believes = np.array([[0.45, 0.45, 0.05, 0.05], [0.05, 0.05, 0.45, 0.45]])[[0, 1, 1, 0]].T  # (code, image)
even = np.full(4, 0.25)
for name, image_of in (("an image for each code", [1, 2, 0, 3]), ("what Q believes", [0, 0, 1, 1])):
    channel = np.eye(4)[image_of]
    print(f"{name:22s}: L_I = {information_lower_bound(even, channel, believes):.3f}, "
          f"I(c; x) = {mutual_information(channel / 4) * np.log(2):.3f} nats")

# %% [markdown]
# $L_I$ rises by more than two nats, and the information *falls* to a half, because the gap closed by more than the
# information lost. So it matters that $Q$ is trained along: once $Q$ is the posterior, there is no gap left to close,
# and only information can lift the bound.
#
# The paper's appendix B sees an older algorithm in this: raising $L_I$ by $Q$, on codes drawn from the prior and
# pictures that the generator makes of them, is exactly the *sleep* phase of wake-sleep (Hinton et al. 1995), in which a
# reader learns from what the generator dreams. Wake-sleep would then train the generator awake, on real pictures and
# the codes that $Q$ reads off them; InfoGAN raises $L_I$ by $G$ on dreamt pictures as well, so the authors call it
# "sleep-sleep".

# %% [markdown]
# ## Half way: a place to stop
#
# You have the bound. You know that any $Q$ gives one, that the gap is the divergence of the posterior from $Q$, and
# that training $Q$ closes the gap while training $G$ should raise the information. If you want to stop for today, stop
# here; what follows starts from these three facts.
#
# Still open is how the bound is computed when nobody can list all codes and pictures. First comes a lemma, which says
# that a drawn code may stand where the posterior stood, and where its proof in the paper skips a reason. Then you write
# the bound for a sample, for both kinds of code, and follow its gradients into the networks.

# %% [markdown]
# ## Draw the code again
#
# Go back to the step where the posterior was replaced. Written out, the information is
#
# $$I(c; x) = H(c) + \mathbb{E}_{x} \; \mathbb{E}_{c' \sim P(c \mid x)} \left[ \ln P(c' \mid x) \right]$$
#
# The code $c'$ is drawn from the posterior. So replacing the posterior *inside* the logarithm by $Q$ is not enough,
# because it is still needed to draw $c'$.
#
# The paper's Lemma 5.1 removes it there, too. Take any two variables and any function $f$ whose average exists. Draw
# $x$, then $y$ given $x$, then $x'$ given $y$. The lemma says what the average of $f(x', y)$ is.
#
# **Predict.** You meet somebody's child $y$ and then, among all parents of such a child, pick one at random, $x'$. How
# does the pair $(x', y)$ differ from the pair $(x, y)$ of the true parent and the child?

# %%
predict("pair_with_another_parent", ...)  # a sentence

# %% [markdown]
# {exercise resampled_expectation}
#
# Return $\mathbb{E} f(x', y)$ for $x \sim X$, $y \sim Y \mid x$, $x' \sim X \mid y$. `joint` and `f` have shape (X, Y),
# rows x. A `y` that never happens counts nothing.

# %%
def resampled_expectation(joint, f):
    """E f(x', y) with x ~ X, y ~ Y|x, x' ~ X|y. joint: p(x, y), (X, Y). f: (X, Y). Returns a float."""
    # BEGIN SOLUTION
    p_y = joint.sum(axis=0)
    given_y = joint / np.where(p_y > 0, p_y, 1)  # p(x'|y)
    return float(np.einsum("xy,ry,ry->", joint, given_y, f))
    # END SOLUTION


# %%
check("resampled_expectation", resampled_expectation)

# %%
rng = np.random.default_rng(1)
for shape in ((2, 3), (3, 4), (5, 2)):
    table = rng.dirichlet(np.ones(shape[0] * shape[1])).reshape(shape)
    values = rng.normal(size=shape)
    print(f"{shape}: E f(x', y) = {resampled_expectation(table, values):.4f}, E f(x, y) = {np.sum(table * values):.4f}")
recall("pair_with_another_parent", "it has the same law", close=None)

# %% [markdown]
# The two averages are the same number, always. That is **Lemma 5.1**.
#
# The proof takes one line. First sum over the first $x$: what remains of $p(x)\, p(y \mid x)$ is $p(y)$. Then
# $p(y)\, p(x' \mid y) = p(x', y)$. So the pair $(x', y)$ has the same law as the pair $(x, y)$.
#
# ### A step without a reason
#
# The lemma in the paper is right. Its printed proof (appendix A) says that four expressions are equal:
#
# 1. $\int P(x) \int P(y \mid x)\, f(x, y)$
# 2. $\iint P(x, y)\, f(x, y)$
# 3. $\iint P(x, y)\, f(x, y) \int P(x' \mid y)$
# 4. $\int P(x) \int P(y \mid x) \int P(x' \mid y)\, f(x', y)$
#
# **Predict.** Something is missing here, and the guide links a correction that says so. Is one of the four lines false,
# that is, is there a table and an $f$ for which its value is another one?

# %%
predict("false_line", ...)  # one of 'yes', 'no'

# %%
def printed_lines(table, f):
    """What the four lines sum or integrate, each an array over (x, y) or over (x, y, x')."""
    p_x, p_y = table.sum(axis=1), table.sum(axis=0)
    y_given_x, x_given_y = table / p_x[:, None], table / p_y
    return [
        np.einsum("x,xy,xy->xy", p_x, y_given_x, f),
        np.einsum("xy,xy->xy", table, f),
        np.einsum("xy,xy,ry->xyr", table, f, x_given_y),
        np.einsum("x,xy,ry,ry->xyr", p_x, y_given_x, x_given_y, f),
    ]


print("line            1       2       3       4")
for shape in ((2, 3), (3, 4), (5, 2)):
    table, values = rng.dirichlet(np.ones(shape[0] * shape[1])).reshape(shape), rng.normal(size=shape)
    print(f"{shape}    ", *[f"{terms.sum():7.4f}" for terms in printed_lines(table, values)])
recall("false_line", "no")

# %% [markdown]
# No line is false: line 3 only multiplies by $\int P(x' \mid y) = 1$, so all four are equal for every table. But equal
# sums do not make a proof, because a proof has to say *why* one line follows from the one before. So compare what is
# summed, entry by entry, in lines 3 and 4, and then once more after the names $x$ and $x'$ have changed places in one
# of the two.

# %%
table, values = rng.dirichlet(np.ones(12)).reshape(3, 4), rng.normal(size=(3, 4))
third, fourth = printed_lines(table, values)[2:]
differ = np.abs(third - fourth) > 1e-12
print(f"entries (x, y, x') that differ: {differ.sum()} of {differ.size}, by up to {np.abs(third - fourth).max():.4f}")
print(f"sum of all differences: {abs(np.sum(third - fourth)):.4f}")
print("the entries that agree have x' = x:", bool(np.array_equal(~differ, np.eye(3, dtype=bool)[:, None].repeat(4, 1))))
print(f"x and x' exchanged: largest difference {np.abs(third.transpose(2, 1, 0) - fourth).max():.4f}")

# %% [markdown]
# Between lines 3 and 4 the paper turns $f(x, y)$ into $f(x', y)$. Entry by entry that is wrong here wherever $x' \neq
# x$, so it cannot be done inside the integral; only the sums agree, and that they do is the lemma itself.
#
# The last line shows the reason that was left out. The weight of an entry, $P(x, y)\, P(x' \mid y) = P(x, y)\, P(x', y)
# / P(y)$, is the same when $x$ and $x'$ change places. So renaming the two turns line 3 into line 4, and a sum over
# both does not care about names. That is the one-line proof above, said in another way.
#
# A *false line* is another fault, and a number finds it. One blogger's copy of this proof has a second $f(x', y)$
# inside the last integral of line 3. With $f = 2$ everywhere that line is 4, and its neighbours are 2:

# %%
twos = np.full((3, 4), 2.0)
with_two_f = np.einsum("xy,xy,ry,ry->", table, twos, table / table.sum(axis=0), twos)
print("lines 1 to 4 for f = 2:", *[f"{terms.sum():.4f}" for terms in printed_lines(table, twos)])
print(f"line 3 with a second f: {with_two_f:.4f}")

# %% [markdown]
# **Break it.** A common misreading draws $c'$ on its own, independently of the image. Then the average is another one,
# and for the perfect $Q$ it is minus infinity, because some codes cannot have made the image they are paired with:

# %%
for name, q in (("perfect Q", perfect), ("cautious Q", 0.5 * perfect + 0.5 / 4)):
    with np.errstate(divide="ignore"):
        independent = np.sum(np.outer(prior, prior @ likelihood) * np.log(q))
    made = information_lower_bound(prior, likelihood, q) - max_information(prior)
    print(f"{name}: E ln Q of the code that made the image {made:.4f}, of an independent code {independent:.4f}")

# %% [markdown]
# ## The bound from samples
#
# Apply the lemma with the code in the place of $x$, the image in the place of $y$, and $f = \ln Q$. The second draw
# goes away:
#
# $$L_I = H(c) + \mathbb{E}_{c \sim P(c),\; x \sim G(z, c)} \left[ \ln Q(c \mid x) \right]$$
#
# This needs no posterior at all. Draw a code, make an image, look up what $Q$ says about *that same code*, and average.

# %% [markdown]
# {exercise estimated_bound}
#
# Return the estimate of $L_I$ in **nats** from N drawn pairs: `codes` and `outcomes` are integer arrays of shape (N,),
# and image `outcomes[i]` was made from code `codes[i]`. `prior` has shape (K,) and `q` shape (K, X), as before. The
# prior is known, so $H(c)$ is computed from it, not estimated.

# %%
def estimated_bound(prior, q, codes, outcomes):
    """H(c) + the mean of ln Q(c_i | x_i) over the drawn pairs, in nats. codes, outcomes: integers, (N,)."""
    # BEGIN SOLUTION
    with np.errstate(divide="ignore"):
        return max_information(prior) + float(np.mean(np.log(q[codes, outcomes])))
    # END SOLUTION


# %%
check("estimated_bound", estimated_bound)

# %%
rng = np.random.default_rng(2)
q = 0.8 * perfect + 0.2 / 4


def draw_pairs(count):
    """Codes from the prior, and the images that the small generator makes of them."""
    codes, noises = rng.integers(0, 4, count), rng.integers(0, 6, count)
    return codes, codes + np.array(push)[noises]


print(f"exact bound: {information_lower_bound(prior, likelihood, q):.3f} nats")

# %%
fig, axes = subplots()
bins = np.linspace(0.3, 0.8, 76)
for size, color, style in ((30, "sky", "-"), (128, "blue", "--"), (1000, "black", "-.")):
    estimates = [estimated_bound(prior, q, *draw_pairs(size)) for _ in range(2000)]
    axes.hist(estimates, bins=bins, density=True, histtype="step", color=COLORS[color], linestyle=style, linewidth=1.6,
              label=f"{size}")
    print(f"{size:5d} images: mean {np.mean(estimates):.3f}, standard deviation {np.std(estimates):.3f}")
axes.axvline(information_lower_bound(prior, likelihood, q), color="black", linewidth=0.8, label="exact")
axes.set(xlabel="estimated bound (nats)", ylabel="density of the estimates (per nat)")
axes.legend(title="images in a batch")
show(fig, alt="Densities of 2000 estimates of the bound from batches of 30, 128 and 1000 images, with common bins. All "
              "are centred on the exact value 0.572 nats. The batches of 1000 make a narrow, tall peak, those of 128 a "
              "lower and wider one, those of 30 a flat one.")

# %% [markdown]
# The estimates are right on average, from any batch size, because a mean of samples has no bias. That is different from
# lesson 3, where the plug-in estimate of mutual information was too high.
#
# A single batch may land above $I(c; x)$, because the bound holds for the average and not for each draw.

# %% [markdown]
# ## log Q for each kind of code
#
# In InfoGAN, $Q$ is a network. It looks at an image and returns the parameters of a law over codes. The code itself is
# *not* an output of the network. It was drawn from the prior before the image existed, and the law is evaluated at it.
#
# ### A categorical code
#
# The network returns K **logits** for each image, and the softmax turns them into probabilities.

# %% [markdown]
# {exercise categorical_log_prob}
#
# From here on the inputs are PyTorch tensors, and gradients must flow through what you return. Return
# $\ln Q(c_i \mid x_i)$ for each sample, a tensor of shape (N,). `logits` has shape (N, K), `codes` holds integers,
# shape (N,). The result must be finite for logits of any size.

# %%
def categorical_log_prob(logits, codes):
    """ln of the softmax of logits (N, K) at codes (N,), integers. Returns a tensor (N,), in nats."""
    # BEGIN SOLUTION
    return logits.log_softmax(dim=1)[torch.arange(len(codes)), codes]
    # END SOLUTION


# %%
check("categorical_log_prob", categorical_log_prob)

# %% [markdown]
# **In libraries.** The first argument of torch's `Categorical` is probabilities, and of TensorFlow Probability's it is
# logits: name it. And give logits: in single precision, torch's `log_prob` from probabilities never falls under -15.94,
# because it lifts a probability of 0 to 1.2e-7, and its divergence of logits (0, 0) from (0, -150) is infinite, where
# 74.31 is right.

# %% [markdown]
# Minus its mean is PyTorch's `cross_entropy`. So for a uniform code $L_I = \ln K - \text{cross-entropy}$, and training
# $Q$ is ordinary classification of generated images whose labels are known, because you drew them.
#
# **Break it.** `cross_entropy` takes the softmax itself. A public InfoGAN hands it probabilities, so the softmax is
# taken twice. What is the best score a $Q$ can then reach?

# %%
codes = torch.arange(10)
sure = 1000.0 * torch.eye(10)  # logits of a Q that is certain and right
once = np.log(10) + categorical_log_prob(sure, codes).mean().item()
twice = np.log(10) + categorical_log_prob(sure.softmax(dim=1), codes).mean().item()
print(f"L_I of a perfect Q: {once:.4f} nats; with the softmax taken twice: {twice:.4f}")

# %% [markdown]
# A curve of $L_I$ tells a lot before any picture does:
#
# - It starts near 0, where $Q$ knows nothing. A strongly negative start means that $Q$ is sure without a reason: its
#   logits are too large.
# - It never stays above $H(c)$. If it settles at 3.32, it is in bits. If it stops at 0.84, look for a second softmax.
# - If it falls from 2.30 to 0, you plotted the cross-entropy.
# - If it stays near 0 for good, the reward does not reach the generator, or $Q$ is scored on another code than the one
#   that made the image.

# %% [markdown]
# ### A continuous code
#
# InfoGAN's other codes are numbers, uniform on $[-1, 1]$. For them $Q$ returns the mean of a Gaussian and, if you like,
# its standard deviation. A network's output may be any number and a standard deviation may not, so the network returns
# $\ln \sigma$.
#
# Some implementations return $\ln \sigma^2$ in its place. Mixing up the two is a silent bug, because both run.

# %% [markdown]
# {exercise gaussian_log_prob}
#
# Return $\sum_j \ln \mathcal{N}(c_j; \mu_j, \sigma_j)$ for each sample, a tensor of shape (N,). `codes`, `mean` and
# `log_std` have shape (N, d), and $\sigma =$ `exp(log_std)`. Keep every constant.

# %%
def gaussian_log_prob(codes, mean, log_std):
    """ln of a Gaussian density with this mean and log standard deviation at codes, summed over the d codes.

    All shapes (N, d). Returns a tensor (N,), in nats. May be positive.
    """
    # BEGIN SOLUTION
    squared = ((codes - mean) / log_std.exp()) ** 2
    return (-squared / 2 - log_std - np.log(2 * np.pi) / 2).sum(dim=1)
    # END SOLUTION


# %%
check("gaussian_log_prob", gaussian_log_prob)

# %% [markdown]
# #### A uniform code, treated as a Gaussian
#
# A Gaussian $Q$ spills over the ends of $[-1, 1]$, where no code is. The bound allows any $Q$, so this is legal; it is
# only not tight, because what lies outside is missing inside.
#
# Put in the honest constants: a code uniform on $[-1, 1]$ has $H(c) = \ln 2$ nats. The paper's appendix lets the
# network return $\ln\sigma$, and the authors' program for MNIST fixes $\sigma = 1$.
#
# **Predict.** Take $\sigma = 1$, and a $Q$ that predicts every code *exactly*. Is the bound on $I(c; x)$ positive?

# %%
predict("bound_with_width_1", ...)  # one of 'yes', 'no'

# %%
codes = (torch.arange(2000, dtype=torch.float64)[:, None] + 0.5) / 1000 - 1  # the interval, evenly filled
nothing = torch.zeros_like(codes)


def uniform_code_bound(mean, log_std):
    """L_I of one code, uniform on [-1, 1], with a Gaussian Q. In nats."""
    return np.log(2) + gaussian_log_prob(codes, mean, log_std).mean().item()


print(f"knows nothing, best width:       {uniform_code_bound(nothing, nothing - 0.5 * np.log(3)):.4f}")
print(f"knows nothing, width 1:          {uniform_code_bound(nothing, nothing):.4f}")
print(f"predicts every code, width 1:    {uniform_code_bound(codes, nothing):.4f}")
recall("bound_with_width_1", "no")
print(f"best number with width 1 and H(c) scored under N(0, 1): {(codes**2).mean().item() / 2:.4f}")

# %% [markdown]
# With width 1 the bound is negative whatever $Q$ does. It is a true bound, and a useless one, because information is
# never negative anyway. The *gradient* is fine: it is that of the squared error, and a better prediction still raises
# the bound. Only the number must not be read as information.
#
# The authors' public code logs another number. It scores $H(c)$ under a standard Gaussian as well, not under the
# uniform law the codes are drawn from, so what it logs with width 1 is
#
# $$\tfrac{1}{2} \mathbb{E}\, c^2 - \tfrac{1}{2} \mathbb{E} \left( c - \mu(x) \right)^2$$
#
# and that is at most $1/6$, half the variance of the code. Is it a bound on $I(c; x)$ at all? The best a network can
# return is the mean of the code given the image, $\mu(x) = \mathbb{E}[c \mid x]$. Compute what is logged then.

# %% [markdown]
# {exercise logged_information}
#
# Return the largest value the authors' code can log for one code, $\tfrac{1}{2} \mathbb{E}\, c^2 - \tfrac{1}{2}
# \mathbb{E} ( c - \mathbb{E}[c \mid x] )^2$, as a float in nats. The `codes`, shape (K,), are equally likely, and
# `likelihood`, shape (K, X), holds $p(x \mid c)$.

# %%
def logged_information(codes, likelihood):
    """E c^2 / 2 - E (c - E[c|x])^2 / 2 for equally likely codes (K,) and p(x|c), (K, X). Returns a float, in nats."""
    # BEGIN SOLUTION
    together = likelihood / len(codes)  # p(c, x)
    p_x = together.sum(axis=0)
    mean = codes @ together / np.where(p_x > 0, p_x, 1)
    error = np.sum(together * (codes[:, None] - mean) ** 2)
    return float((np.mean(codes**2) - error) / 2)
    # END SOLUTION


# %%
check("logged_information", logged_information)

# %% [markdown]
# **Predict.** Draw a thousand channels at random, some noisy and some nearly clean. How large can the ratio of what is
# logged to the information in the channel become?

# %%
predict("logged_over_information", ...)  # the largest ratio: a number

# %%
rng = np.random.default_rng(4)
ratios = []
for _ in range(1000):
    number, images = rng.integers(2, 12, 2)
    steps = (np.arange(number) + 0.5) * 2 / number - 1  # [-1, 1] in equal cells, their centres
    channel = rng.dirichlet(np.full(images, 10 ** rng.uniform(-2, 2)), size=number)
    nats = mutual_information(channel / number) * np.log(2)
    if nats > 1e-9:  # not a channel whose codes all make one image
        ratios.append(float(logged_information(steps, channel)) / nats)
print(f"logged / information: at most {max(ratios):.3f}, at least {min(ratios):.3f}")
recall("logged_over_information", max(ratios))

# %% [markdown]
# For these codes, which fill $[-1, 1]$ evenly, the ratio is never more than a third. So what the authors log *is* a
# lower bound, though a weak one: at most $I / 3$ for each code. (Of other codes this need not be true. From -3 and 3,
# read without error, 4.5 nats are logged, and the information is 0.693.) Here is why, in four lines, with $m(x)$ for
# $\mathbb{E}[c \mid x]$.
#
# 1. What is logged is at most $\tfrac{1}{2} \mathbb{E}\, m(x)^2$, since the variance of $c$ is the part that $x$
#    explains plus the part that is left.
# 2. For every number $t$, $\mathrm{KL}(P(c \mid x) \,\|\, P(c)) \geq t\, m(x) - \ln \mathbb{E}\, e^{t c}$. This
#    is Gibbs' inequality against the law proportional to $P(c)\, e^{t c}$.
# 3. For a code uniform on $[-1, 1]$, $\mathbb{E}\, e^{t c} = \sinh t / t \leq e^{t^2 / 6}$: compare the two series
#    term by term, $(2k + 1)! \geq 6^k\, k!$. For centres of equal cells, as in the check above, the mean is smaller
#    still, because $e^{t c}$ is convex in $c$.
# 4. With $t = 3\, m(x)$ line 2 becomes $\mathrm{KL} \geq \tfrac{3}{2} m(x)^2$. Its average over images is $I(c; x)
#    \geq \tfrac{3}{2} \mathbb{E}\, m(x)^2$, three times what is logged.
#
# **Break it.** The proof needs the width 1. If $Q$ may choose its width, the same bookkeeping logs something for a $Q$
# that knows nothing, where the information is 0:

# %%
knows_nothing = (codes**2).mean().item() / 2 + np.log(2 * np.pi) / 2  # H(c), scored under N(0, 1)
knows_nothing += gaussian_log_prob(codes, nothing, nothing - 0.5 * np.log(3)).mean().item()
print(f"logged with the best width, by a Q that knows nothing: {knows_nothing:.4f} nats")

# %% [markdown]
# Now let $Q$ choose its width. The better it predicts, the narrower it may be.

# %%
residual = np.geomspace(0.01, 0.577, 60)
sign = 1 - 2 * (torch.arange(2000)[:, None] % 2)  # +1, -1, ...: an error of exactly s at every code
fixed_width = [uniform_code_bound(codes + s * sign, nothing) for s in residual]
learned_width = [uniform_code_bound(codes + s * sign, nothing + np.log(s)) for s in residual]
fig, axes = subplots()
axes.plot(residual, learned_width, label="width learned: $\\sigma$ = typical error")
axes.plot(residual, fixed_width, label="width fixed: $\\sigma$ = 1")
axes.axhline(0, color="black", linewidth=0.8)
axes.set(xscale="log", xlabel="typical error of Q's prediction", ylabel="bound for one code (nats)")
axes.legend()
show(fig, alt="The bound for one uniform code against the typical error of Q, on a logarithmic axis. With a learned "
              "width it rises in a straight line, from -0.18 at 0.577 through 0 at 0.48 to 3.88 at 0.01. With width 1 "
              "it stays between -0.39 and -0.23.")

# %%
for s in (0.1, 0.01, 0.001):
    print(f"typical error {s}: {uniform_code_bound(codes + s * sign, nothing + np.log(s)):.3f} nats")

# %% [markdown]
# **There is no ceiling.** Each digit of precision adds $\ln 10$. A differential entropy has no lower end, so $H(c \mid
# x)$ can fall forever: an image could carry as many decimals of the code as you like. So the argument "at most $H(c)$"
# works for discrete codes only, and $\ln 2$ is no limit.
#
# Nor is there anything to stop a wide $Q$ if $\ln\sigma$ is left out of the loss, because a huge $\sigma$ makes every
# error look small:

# %%
wrong_loss = [(((codes - nothing) / width) ** 2 / 2).mean().item() for width in (0.577, 10, 1000)]
print("loss without ln(std), for a Q that knows nothing:", [f"{value:.4f}" for value in wrong_loss])
print(f"forgetting ln(2 pi)/2 lets it claim {uniform_code_bound(nothing, nothing - 0.5 * np.log(3)) + 0.9189:.4f} nats")

# %% [markdown]
# #### Why continuous codes get a smaller weight
#
# InfoGAN adds $L_I$ to the game of the GAN with a weight $\lambda$. Section 6 of the paper finds $\lambda = 1$ good
# enough for discrete codes. For continuous ones it takes a smaller $\lambda$, so that $\lambda L_I$, which then holds a
# differential entropy, stays on the scale of the GAN's objective. You can see in numbers why it would leave that scale.
# Compare how hard each term pulls at what $Q$'s network returns, the better $Q$ becomes:

# %%
for p in (0.5, 0.9, 0.99):
    logits = torch.tensor([[0.0] + [np.log((1 / p - 1) / 9)] * 9], requires_grad=True)  # the right code has chance p
    log_q = categorical_log_prob(logits, torch.tensor([0]))
    slope = torch.autograd.grad(log_q.sum(), logits)[0][0, 0]
    print(f"category, chance {p:.2f}: L_I {np.log(10) + log_q.item():5.2f} nats, slope in its logit {slope:6.2f}")
for s in (0.3, 0.1, 0.01):
    mean = (codes - s * sign).requires_grad_()
    slope = torch.autograd.grad(gaussian_log_prob(codes, mean, nothing + np.log(s)).sum(), mean)[0].abs().mean()
    print(f"continuous, error {s:.2f}:  L_I {uniform_code_bound(mean.detach(), nothing + np.log(s)):5.2f} nats, "
          f"slope in its mean {slope:7.2f}")

# %% [markdown]
# The category's pull ends as $Q$ learns to read it: the slope is $1 - p$, and $L_I$ ends at $\ln K$. The pull of a
# continuous code with a learned width grows instead, because the slope $(c - \mu) / \sigma^2$ is about $1 / \sigma$
# where the typical error is $\sigma$, and nothing but a floor of your own stops $\sigma$ from falling. The slope of the
# GAN's losses in $D$'s logit is never above 1. So with $\lambda = 1$ a well-read continuous code could outweigh the
# question whether the image looks real, and a smaller $\lambda$ holds it back.
#
# With $\sigma$ fixed at 1 the slope is the error itself and fades like that of a category, so the authors' program for
# MNIST, which fixes it, can do with $\lambda = 1$ for all codes.

# %% [markdown]
# ### Just use the squared error
#
# With a fixed width only one part of $-\ln \mathcal{N}$ depends on $Q$: the squared error. The tutorial concludes that
# you may simply use the mean squared error. That is true up to two numbers.
#
# **Predict.** A framework's mean squared error divides by the number of codes *d* as well. By which factor does it
# differ from $-\ln \mathcal{N}$ with $\sigma = 1$, for $d = 1$, $2$ and $4$?

# %%
predict("factor_of_the_mean_square", ...)  # for d = 4: a number

# %% [markdown]
# {exercise mse_form}
#
# Return the pair `(scale, offset)` with $-\ln \mathcal{N}(c; \mu, \sigma) = \text{scale} \cdot \text{mse} +
# \text{offset}$. There are `dims` codes, all with the standard deviation `std`. Minus the log density is summed over
# the codes, and the mean squared error is averaged over them.

# %%
def mse_form(std, dims):
    """(scale, offset): -ln N(c; mean, std), summed over dims codes, = scale * mean squared error + offset."""
    # BEGIN SOLUTION
    scale = dims / (2 * std**2)
    offset = dims * (np.log(std) + np.log(2 * np.pi) / 2)
    return scale, offset
    # END SOLUTION


# %%
check("mse_form", mse_form)

# %%
from torch.nn.functional import mse_loss

torch.manual_seed(1)
for dims in (1, 2, 4):
    some_codes, some_means = torch.rand(100, dims) * 2 - 1, torch.randn(100, dims) / 2
    scale, offset = mse_form(1.0, dims)
    from_mse = scale * mse_loss(some_means, some_codes).item() + offset
    direct = -gaussian_log_prob(some_codes, some_means, torch.zeros(100, dims)).mean().item()
    print(f"d = {dims}: scale {scale:.1f}, offset {offset:.4f}; {from_mse:.4f} from the error, {direct:.4f} directly")
recall("factor_of_the_mean_square", scale)

# %% [markdown]
# For InfoGAN's two codes the scale is exactly 1: the plain mean squared error *is* the Gaussian term with $\sigma = 1$,
# up to a constant. That is a coincidence of $d = 2$, because the mean divides by $d$ and the density by 2. With four
# codes the same line of code trains them half as hard.
#
# The width is a weight in disguise. $\sigma = 0.5$ multiplies the squared error by four, just as $\lambda = 4$ would.
#
# One more trap is in the tutorial: its text draws the continuous codes uniformly, and its program draws them from a
# Gaussian. The loss stays the same, but $H(c)$ does not: it is 1.4189 nats per code in place of 0.6931.

# %% [markdown]
# ### Written question: log Q, code by code
#
# The guide's question 3.1: the paper leaves open how $\log Q(c \mid x)$ is computed. Say how, for a categorical code,
# a Gaussian code, and a uniform code.
#
# Rubric (4 points): (1) what the network returns and at which $c$ the law is evaluated; (2) the categorical formula and
# its relation to the cross-entropy; (3) the Gaussian formula with all terms, and what a fixed $\sigma$ leaves of it;
# (4) why a Gaussian $Q$ is allowed for a uniform code, and what the value of the bound then means.

# %% [markdown]
# {written log_q_for_each_code 4}
#
# <!-- BEGIN SOLUTION -->
# In every case the network returns the *parameters* of a law over codes. The code is drawn from the prior, the image is
# made from it, and the law is evaluated at this same code. The logarithms are averaged over the batch and summed over
# the codes.
#
# Categorical: the network returns K logits, and $\ln Q$ is the log-softmax at the index of the code. Minus its mean is
# the cross-entropy, so $L_I = \ln K - \text{cross-entropy}$ for a uniform code, at most $\ln K$.
#
# Gaussian: the network returns $\mu$ and $\ln\sigma$, and $\ln Q = -\sum_j [\tfrac12 \ln 2\pi + \ln \sigma_j +
# (c_j - \mu_j)^2 / 2\sigma_j^2]$. With $\sigma = 1$ only half the squared error depends on $Q$, and the optimum is that
# of the squared error. With a learned $\sigma$ the term $\ln\sigma$ is what keeps $\sigma$ from growing.
#
# Uniform on $[-1, 1]$: the bound holds for every $Q$, so a Gaussian may be used. It puts mass where no code is, so it
# is not tight. With $H(c) = \ln 2$ and $\sigma = 1$ it is at most -0.2258 nats even if every code is predicted exactly.
# With a learned $\sigma$ it has no upper limit. So the categorical $L_I$ can be read as information, and the continuous
# one only with its constants and its $\sigma$ in view.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Two ways to a gradient
#
# The bound is an average over images, and the generator decides which images come. So the thing you differentiate also
# decides what you average over. How do you take a gradient of that?
#
# The smallest such problem is a number $x = m + \varepsilon$ with $\varepsilon$ from a standard Gaussian, and a
# function $f$. You want the slope of $\mathbb{E} f(m + \varepsilon)$ in $m$, from samples.
#
# **Along the path.** Hold the noise fixed, move $m$, and see how $f$ changes in that sample: $f'(m + \varepsilon)$.
# This is called **reparametrisation**: the sample is a differentiable function of the parameter and of noise that does
# not depend on it.

# %% [markdown]
# {exercise reparameterised_gradient}
#
# Return one estimate for each sample, a tensor of shape (N,): the derivative of $f(m + \varepsilon_i)$ in $m$. `f` maps
# a tensor to a tensor, entry by entry, built from PyTorch operations. `mean` is a float, `noise` has shape (N,). Let
# PyTorch differentiate.

# %%
def reparameterised_gradient(f, mean, noise):
    """The derivative of f(mean + noise[i]) in mean, for every sample i. Returns a tensor (N,)."""
    # BEGIN SOLUTION
    means = torch.full_like(noise, mean, requires_grad=True)
    return torch.autograd.grad(f(means + noise).sum(), means)[0]
    # END SOLUTION


# %%
check("reparameterised_gradient", reparameterised_gradient)

# %% [markdown]
# **Without a path.** Do not touch the samples. Ask how much more often each would come if $m$ grew a little. That is
# the slope of its log density, the **score**, and it weights the value of $f$:
#
# $$\frac{d}{dm}\, \mathbb{E} f(x) = \mathbb{E}\left[ f(x)\, \frac{d}{dm} \ln \mathcal{N}(x; m, 1) \right]$$

# %% [markdown]
# {exercise score_function_gradient}
#
# Return the score-function estimate for each sample, a tensor of shape (N,). The arguments are the same. `f` need not
# be differentiable here: use its values only.

# %%
def score_function_gradient(f, mean, noise):
    """f(x) times the slope of ln N(x; mean, 1) in mean, at x = mean + noise[i]. Returns a tensor (N,)."""
    # BEGIN SOLUTION
    return f(mean + noise) * noise
    # END SOLUTION


# %%
check("score_function_gradient", score_function_gradient)

# %% [markdown]
# **Predict.** For $f(x) = x^2$ and $m = 1$ the true slope is 2. Both estimates have this mean. Which of the two
# scatters more? What happens when you add 10 to $f$?

# %%
predict("larger_scatter", ...)  # one of 'reparametrised', 'score function'

# %%
noise = torch.randn(100_000, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
for name, curve in (("x^2", lambda x: x**2), ("x^2 + 10", lambda x: x**2 + 10)):
    for way in (reparameterised_gradient, score_function_gradient):
        estimates = torch.as_tensor(way(curve, 1.0, noise))
        print(f"{name:9s} {way.__name__:25s} mean {estimates.mean():5.2f}, standard deviation {estimates.std():5.2f}")
recall("larger_scatter", "score function")

# %% [markdown]
# The score-function estimate scatters more with the 10, because it sees values of $f$ only and cannot know that a part
# of them is constant. A *baseline* helps: subtract the mean of $f$ first.
#
# An image has many pixels, and each is judged by one number for the whole image. Let $f$ be the sum of squares of $d$
# pixels, all with mean 1, and look at the estimate for the first pixel.

# %%
def spread(way, pixels, samples=4000, baseline=0.0):
    """Standard deviation of the estimate for the first of so many pixels."""
    source = torch.Generator().manual_seed(pixels)
    noise = torch.randn(samples, dtype=torch.float64, generator=source)
    others = 0
    for _ in range(pixels - 1):
        others = others + (1 + torch.randn(samples, dtype=torch.float64, generator=source)) ** 2
    square, one = (torch.as_tensor(way(f, 1.0, noise)) for f in (lambda x: x**2, lambda x: 0 * x + 1))
    return (square + (others - baseline * 2 * pixels) * one).std().item()  # for each sample they are a constant


sizes = [1, 3, 10, 28, 100, 784]
path = [spread(reparameterised_gradient, size) for size in sizes]
score = [spread(score_function_gradient, size) for size in sizes]
with_baseline = [spread(score_function_gradient, size, baseline=1.0) for size in sizes]

# %%
fig, axes = subplots()
axes.plot(sizes, score, "o-", label="score function")
axes.plot(sizes, with_baseline, "s--", label="score function with baseline")
axes.plot(sizes, path, "^-.", label="reparametrised")
axes.set(xscale="log", yscale="log", xlabel="pixels in the image", ylabel="standard deviation of one estimate")
axes.set_xticks(sizes, sizes)
axes.legend()
show(fig, alt="Standard deviation of the gradient estimate for one pixel against the number of pixels, both axes "
              "logarithmic. Reparametrised: 2 throughout. Score function: grows in proportion to the pixels, to about "
              "1500 at 784. With a baseline it grows with the square root, to about 70.")
print(f"784 pixels: {path[-1]:.0f} along the path, {with_baseline[-1]:.0f} with a baseline, {score[-1]:.0f} without")
print(f"samples needed for the same precision: {(with_baseline[-1] / path[-1])**2:,.0f} times as many with a baseline")

# %% [markdown]
# The path uses the slope of $f$ at every pixel, while the score function only learns whether the whole image was good.
#
# In InfoGAN the path is there, because noise and code come from *fixed* laws and $x = G(z, c)$ is a differentiable
# function of $G$'s weights. That the code is discrete does no harm: the gradient goes to the weights, not to the code.
#
# **Break it.** The path needs an $f$ with a slope. Give it a step, and it is wrong without a warning:

# %%
for way in (reparameterised_gradient, score_function_gradient):
    slope = torch.as_tensor(way(torch.sign, 0.0, noise)).mean().abs()
    print(f"slope of E sign(x) at 0 by {way.__name__:25s} {slope:.2f}")
print(f"exact: {2 / np.sqrt(2 * np.pi):.2f}")

# %% [markdown]
# Sampling a category *whose probabilities are to be learned* is such a step. Lesson 9 meets it when it learns the prior
# of the code.

# %% [markdown]
# ## Why Q, and not the posterior itself?
#
# For the small generator you got the posterior by trying all noise. Count what that takes: one run of the generator for
# each pair of code and noise, 24 here. InfoGAN has ten categories and 62 noise variables.
#
# **Predict.** Be generous. Let each noise variable take two values only, and let the generator make a million images
# per second. How long does one posterior take?

# %%
predict("years_for_one_posterior", ...)  # in years: a power of ten, such as 1e1

# %%
noise_variables = np.arange(0, 63)
seconds = 10 * 2.0**noise_variables / 1e6
fig, axes = subplots()
axes.plot(noise_variables, seconds)
for limit, name in ((3600, "an hour"), (3.156e7, "a year"), (3.156e7 * 1e6, "a million years")):
    axes.axhline(limit, color="black", linewidth=0.8, linestyle=":")
    axes.text(1, limit * 1.6, name)
axes.set(yscale="log", xlabel="noise variables, two values each", ylabel="seconds for one posterior")
show(fig, alt="Time to try all noise at a million images per second, against the number of noise variables, on a "
              "logarithmic axis: a straight line that passes an hour at 29 variables, a year at 42, and a million "
              "years at 62, which is InfoGAN's number.")
print(f"62 variables: {10 * 2**62:.1e} images, {seconds[-1] / 3.156e7:,.0f} years, for one image of one step")
recall("years_for_one_posterior", seconds[-1] / 3.156e7, "years", close="power of ten")

# %% [markdown]
# And the real noise is continuous. The images $G$ can make form a thin sheet among all images, because 74 numbers go in
# and 784 come out, and the chance to hit a given image exactly is 0. So the likelihood $p(x \mid c)$ is not even a
# number one could compute slowly.
#
# $Q$ costs next to nothing, because it stands on layers the discriminator has anyway. Count the weights of the paper's
# MNIST networks:

# %%
trunk = 4 * 4 * 1 * 64 + 4 * 4 * 64 * 128 + (7 * 7 * 128) * 1024
d_head, q_head = 1024 * 1, 1024 * 128 + 128 * (10 + 2)
print(f"trunk {trunk / 1e6:.2f}, D head {d_head / 1e6:.3f}, Q head {q_head / 1e6:.2f} million weights")
print(f"share of the Q head: {q_head / (trunk + d_head + q_head):.1%}")

# %% [markdown]
# ### Written question: why Q?
#
# The guide's question 3.3: why is $Q$ introduced at all?
#
# Rubric (3 points): (1) where the posterior appears in $I(c; x)$, and why it cannot be computed; (2) what $Q$ gives in
# its place, with the gap named; (3) one more thing that $Q$ is good for, or what it costs.

# %% [markdown]
# {written why_q 3}
#
# <!-- BEGIN SOLUTION -->
# The information holds $H(c \mid x) = -\mathbb{E} \ln P(c \mid x)$, so it needs the posterior. By Bayes' rule that is
# $P(c)\, p_G(x \mid c) / p_G(x)$, and $p_G(x \mid c)$ is an integral over all noise. $G$ is a network, so the integral
# has no formula. Trying all noise fails too: with two values for each of the 62 variables it would take more than a
# million years for one image.
#
# $Q$ is a guess of the posterior. With it, $H(c) + \mathbb{E} \ln Q(c \mid x)$ is a lower bound on $I(c; x)$, and the
# gap is the average KL divergence from the posterior to $Q$. It closes when $Q$ is the posterior. Raising the bound in
# $Q$ closes the gap. Raising it in $G$ raises the information only as far as the gap cannot close instead, which is why
# $Q$ is trained along.
#
# $Q$ is also an encoder. It can look at a real image and say which code fits. And it is cheap: on the trunk of the
# discriminator it adds about 2 % of the weights.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Which gradient reaches what?
#
# The paper's objective has two terms. $V(D, G)$ is the GAN game of [lesson 4](04_js_divergence.ipynb), and $\lambda$
# weights the new one:
#
# $$\min_{G, Q} \max_D \; V(D, G) - \lambda L_I(G, Q)$$
#
# $D$ and $Q$ share their lower layers, the **trunk**. On top of it each has a head of its own: the D head says real or
# generated, and the Q head says which code. $L_I$ is computed on generated images only, since a real image has no code.

# %% [markdown]
# {exercise gradient_reaches}
#
# Return a dict with the keys `"G"`, `"trunk"`, `"D head"` and `"Q head"`. Each value is the set of terms, `"V"` or
# `"L_I"`, that have a gradient in the weights of this part when nothing is detached.

# %%
def gradient_reaches():
    """{"G", "trunk", "D head", "Q head"} -> the set of terms, "V" or "L_I", whose gradient reaches this part."""
    # BEGIN SOLUTION
    return {"G": {"V", "L_I"}, "trunk": {"V", "L_I"}, "D head": {"V"}, "Q head": {"L_I"}}
    # END SOLUTION


# %%
check("gradient_reaches", gradient_reaches)

# %% [markdown]
# The diagram is drawn from your dict: one thick arrow for each entry, from where that gradient comes. The thin
# arrows run forward, and the numbers say how many values go along them, in the paper's size.

# %%
from helpers.pictures.diagrams import draw_infogan

fig, axes = draw_infogan(gradient_reaches())
show(fig, alt="InfoGAN's networks. 62 numbers of noise z and 10 + 2 of the code c enter G, which makes x, 28 by 28. "
              "Real and generated x enter the trunk of D and Q. 1024 features go from it to the D head, which gives "
              "one number for V, and to the Q head, which gives 10 + 2 for L_I. The code c also goes straight to L_I. "
              "The gradient of V runs back through the D head, the trunk and G, that of L_I through the Q head, the "
              "trunk and G.")

# %% [markdown]
# Follow $c$: it reaches $L_I$ twice, through the networks and straight, because the bound compares what $Q$ reads with
# what was drawn.
#
# Do not take the arrows on trust. Here is an InfoGAN of a few hundred weights with images of four pixels, and PyTorch
# says which gradients are there.

# %%
from helpers.checking.probes.torch_stubs import TinyGenerator, TinyInfoDiscriminator

tiny_generator, tiny_discriminator = TinyGenerator(seed=1), TinyInfoDiscriminator(seed=2)
layers = (*tiny_generator.parts().values(), *tiny_discriminator.parts().values())
parts = dict(zip(("G", "trunk", "D head", "Q head"), layers, strict=True))
category = torch.arange(64) % 10
codes = torch.cat([torch.randn(64, 62), torch.eye(10)[category], torch.rand(64, 2) * 2 - 1], dim=1)


def terms(images_for_q):
    """V and L_I (of the category) of the tiny networks; images_for_q is applied to the images before Q sees them."""
    images = tiny_generator(codes)
    real, fake = tiny_discriminator(torch.rand(64, 1, 2, 2))[0], tiny_discriminator(images)[0]
    category_logits = tiny_discriminator(images_for_q(images))[1]
    value = real.sigmoid().log().mean() + (1 - fake.sigmoid()).log().mean()
    return {"V": value, "L_I": np.log(10) + categorical_log_prob(category_logits, category).mean()}


# %%
def measured_reaches(images_for_q=lambda images: images):
    """The same dict as gradient_reaches, found by automatic differentiation."""
    found = {part: set() for part in parts}
    for term, value in terms(images_for_q).items():
        for part, layer in parts.items():
            gradient = torch.autograd.grad(value, layer.weight, retain_graph=True, allow_unused=True)[0]
            if gradient is not None and gradient.abs().sum() > 0:
                found[part].add(term)
    return found


for part, reached in measured_reaches().items():
    print(f"{part:7s} {', '.join(sorted(reached, reverse=True))}")
assert measured_reaches() == {part: set(reached) for part, reached in gradient_reaches().items()}

# %% [markdown]
# **Break it.** One `detach` between $G$ and $Q$ is a bug that crashes nothing, because $Q$ still learns to read the
# images. Only the generator never hears about it:

# %%
detached = measured_reaches(lambda images: images.detach())
print("G with a detach before Q:", ", ".join(sorted(detached["G"])))

# %% [markdown]
# That is an ordinary GAN with a spectator, to whom at most the trunk still listens. It is also the baseline in the
# paper's figure 1, where $L_I$ stays low, and what you saw when only $Q$ was trained.
#
# Public implementations differ in *who steps on* a gradient that is there. The authors subtract $\lambda L_I$ from both
# losses, so trunk, Q head and G all climb it. Another popular one steps on it only in G and the Q head. So the diagram
# says what exists, and the optimisers decide what is used.

# %% [markdown]
# ### Written question: the diagram
#
# The guide's question 3.4: draw the networks of InfoGAN for MNIST, on paper if you like, and describe your drawing
# here.
#
# Rubric (3 points): (1) inputs of G with their sizes, and its output; (2) the trunk with two heads, and what each head
# returns; (3) which term trains which part, and what real images take part in.

# %% [markdown]
# {written network_diagram 3}
#
# <!-- BEGIN SOLUTION -->
# G takes 74 numbers: 62 of noise, 10 for the category (one-hot), 2 continuous codes. In the paper's MNIST network they
# pass a layer of 1024, one of $7 \times 7 \times 128$, and two transposed convolutions (64 channels, then 1) that
# double the size twice. Out comes an image of $28 \times 28$.
#
# Real and generated images enter the trunk: two convolutions with stride 2 (64 and 128 channels) and a layer of 1024.
# The D head is one layer to one number, the probability of being real. The Q head is a layer of 128 and then 10 logits
# and 2 means, optionally 2 widths.
#
# V comes from the D head, for real and generated images. Its gradient reaches the D head, the trunk and, through the
# generated images, G. $L_I$ comes from the Q head, for generated images only, evaluated at the code that made them. Its
# gradient reaches the Q head, the trunk and G. D maximises V; G and Q minimise $V - \lambda L_I$.
# <!-- END SOLUTION -->

# %% [markdown]
# ### Written question: which objective?
#
# The guide's question 3.2: the paper writes down $V - \lambda I(c; x)$ and later $V - \lambda L_I$. Which of the two is
# optimised, and how does the gradient get through the sampling?
#
# Rubric (4 points): (1) which one and why not the other; (2) what Lemma 5.1 is needed for; (3) the path from $L_I$ to
# G's weights, and why it exists; (4) why a discrete code is no obstacle, and when it would be.

# %% [markdown]
# {written which_objective 4}
#
# <!-- BEGIN SOLUTION -->
# The objective with $I(c; x)$ cannot be evaluated: it needs the posterior $P(c \mid x)$. What is optimised is
# $\min_{G,Q} \max_D V(D, G) - \lambda L_I(G, Q)$, with the lower bound in its place.
#
# After the logarithm's posterior has been replaced by $Q$, the average still runs over codes drawn from the posterior.
# Lemma 5.1 says that drawing the code again changes nothing: the pair of redrawn code and image has the same law as the
# pair of original code and image. So the code that made the image is used.
#
# Noise and code are drawn from fixed laws that do not depend on the weights. The image $x = G(z, c)$ is a
# differentiable function of G's weights. So the gradient goes inside the average and along the path: slope of
# $\ln Q$ in the image, times slope of the image in the weights. No score function is needed, and the variance is small.
# For Q the same average is maximum likelihood on labelled images, and $H(c)$ is a constant.
#
# The category enters G as an input. Nobody differentiates with respect to it or to its probabilities, so it may be
# discrete. It would become an obstacle if the prior of the code were learned: then the sample depends on the parameters
# and has no slope in them.
# <!-- END SOLUTION -->

# %% [markdown]
# ### Written question: why 2.30?
#
# The guide's question 3.6: the paper says that $L_I$ reaches its maximum, 2.30. How do the authors know that this is
# the maximum?
#
# Rubric (4 points): (1) the chain of inequalities; (2) the number, with its unit and prior; (3) what must hold for
# equality; (4) what 2.30 does not show, and why the argument fails for a continuous code.

# %% [markdown]
# {written why_230 4}
#
# <!-- BEGIN SOLUTION -->
# $L_I \le I(c; x) = H(c) - H(c \mid x) \le H(c)$. The first step drops the gap, a KL divergence. The second holds
# because the conditional entropy of a discrete variable is not negative.
#
# The category has ten equally likely values, so $H(c) = \ln 10 = 2.3026$ nats. It was fixed before training.
#
# Equality needs both: $Q$ is the posterior, so the gap is 0, and the image determines the code, so $H(c \mid x) = 0$.
#
# It shows that categories can be read off *generated* images. It does not show that they are digits: ten ways of
# writing a 7 would also reach it. For a continuous code $H(c \mid x)$ is a differential entropy and has no lower end,
# so neither $I(c; x)$ nor the bound has a maximum.
# <!-- END SOLUTION -->

# %% [markdown]
# ## What you can now explain
#
# - $L_I = H(c) + \mathbb{E} \ln Q(c \mid x)$ lies below $I(c; x)$ by $\mathbb{E}_x \mathrm{KL}(P \,\|\, Q)$. It is a
#   lower bound, and it has to be one.
# - Lemma 5.1 lets you score the code that made the image. Every line of its printed proof is right; one step lacks its
#   reason.
# - $L_I$ of ten equally likely codes is at most $\ln 10$. That many nats mean readable codes, not digits.
# - A Gaussian $Q$ for a uniform code gives a true bound: always negative with $\sigma = 1$, without a ceiling when
#   $\sigma$ is learned. Then its pull grows as $1 / \sigma$, which a smaller $\lambda$ holds back.
# - The squared error is $-\ln \mathcal{N}$ up to a scale of $d / 2\sigma^2$ and an offset.
# - The path gives gradients of small variance because noise and codes come from fixed laws.
# - $V$ trains the D head, the trunk and G; $L_I$ trains the Q head, the trunk and G.
#
# **From the guide**: this lesson answers questions 3.1, 3.2, 3.3, 3.4 and 3.6. Where the guide, the paper or the
# tutorials are loose, [the errata](../ERRATA.md) say so.
#
# **Read.** Required: Chen et al., *InfoGAN* ([arXiv 1606.03657](https://arxiv.org/abs/1606.03657)), sections 4 to 6 and
# appendices A and B, with the four lines above at hand. Optional: Barber and Agakov, *The IM algorithm* (2003), for the
# bound; A. Anibali, *Implementing InfoGAN: easier than it seems?*, for the squared error, minding the direction of its
# bound.
#
# **Next**: you have every part of the objective. [Lesson 8](08_infogan_mnist.ipynb) puts them together and trains them
# on MNIST.
