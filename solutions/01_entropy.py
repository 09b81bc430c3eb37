# %% [markdown]
# # 1. Entropy
#
# How much do you learn when you see the outcome of something uncertain? InfoGAN rests on one answer to this question.
# What it adds to a GAN is a difference of two entropies. You build them here from a single idea: surprise.
#
# **You will be able to** compute the surprise of an outcome and the entropy of a distribution; say what an entropy of
# 2.3 nats means; estimate entropy from data and name the bias; explain why a density can have negative entropy.
#
# **You need** numpy, and what a probability is. **Time**: about 60 minutes. All cells run in a few seconds on a CPU.

# %%
import numpy as np

from helpers.checking import check, hint, predict, recall
from helpers.pictures.figures import show, subplots

# %% [markdown]
# ## Surprise
#
# An outcome of probability 1 tells you nothing new. A rare outcome tells you a lot.
#
# Two independent outcomes should surprise you by the sum of their surprises, while their probabilities multiply. A
# function that turns products into sums is a logarithm.
#
# So the surprise of an outcome of probability $p$ is $-\log_2 p$. Its unit is the **bit**: the surprise of one fair
# coin toss.

# %%
p = np.linspace(0.005, 1, 400)
fig, axes = subplots()
axes.plot(p, -np.log2(p), label="surprise, $-\\log_2 p$")
axes.plot(p, 1 - p, label="a rival: $1 - p$")
axes.set(xlabel="probability of the outcome", ylabel="surprise (bits)", ylim=(0, 8))
axes.legend()
show(fig, alt="Surprise against probability. It falls from above 7 bits at p = 0.005 through 1 bit at p = 0.5 to 0 at "
              "p = 1. The straight rival 1 - p never exceeds 1.")

# %% [markdown]
# **Predict.** A coin lands heads with probability 0.9. How many bits of surprise is heads? How many is tails? Put the
# second number in place of the dots below, before you go on.

# %%
predict("tails_surprise", ...)  # of tails: a number, in bits

# %% [markdown]
# {exercise surprisal}
#
# Return $-\log_2 p$ for every entry of `p`, an array of probabilities. The result has the shape of `p` and is in bits.
# An entry 0 gives `inf`, and no warning is printed: `np.errstate` can silence it.

# %%
def surprisal(p):
    """-log2 p of every entry of p, an array of any shape, in bits. 0 gives inf, without a warning."""
    # BEGIN SOLUTION
    with np.errstate(divide="ignore"):
        return -np.log2(np.asarray(p, dtype=float))
    # END SOLUTION


# %%
check("surprisal", surprisal)

# %% [markdown]
# Stuck? `hint("surprisal")` gives one hint at a time.

# %%
heads, tails = surprisal(np.array([0.9, 0.1]))
print(f"heads: {heads:.4f} bits, tails: {tails:.4f} bits")
recall("tails_surprise", tails, "bits")
print(f"the rival cannot add up: 1 - 0.5 * 0.5 = {1 - 0.5 * 0.5}, but twice 1 - 0.5 is {2 * (1 - 0.5)}")

# %% [markdown]
# ## Average surprise
#
# You do not know which outcome will come. You know how often each one comes. Average the surprise with these weights:
#
# $$H[p] = -\sum_k p_k \log_2 p_k$$
#
# This is the **entropy** of $p$, in bits.
#
# One convention is needed. An outcome with $p_k = 0$ never comes, so it adds nothing: $0 \log 0 = 0$. That is the
# limit of $p \log p$ as $p$ goes to 0.
#
# ### Units
#
# With $\log_2$ the unit is the bit. With the natural logarithm it is the **nat**, and one bit is $\ln 2 = 0.6931$ nats.
# In this course tables are mostly in bits, densities and neural networks in nats, and an exercise names its unit.

# %%
heads = np.linspace(1e-9, 1 - 1e-9, 401)
fig, axes = subplots()
axes.plot(heads, -heads * np.log2(heads) - (1 - heads) * np.log2(1 - heads))
axes.set(xlabel="probability of heads", ylabel="entropy (bits)")
show(fig, alt="Entropy of a coin against the probability of heads: an arch from 0 at both ends to 1 bit at a half.")

# %% [markdown]
# **Predict.** MNIST has ten digits, almost equally frequent. What is the entropy of its labels, in bits? In nats?

# %%
predict("entropy_of_ten_digits", ...)  # the first: a number, in bits

# %% [markdown]
# {exercise entropy}
#
# Return the entropy of `p` as one number, in bits. `p` holds probabilities, shape (K,). Entries may be 0.

# %%
def entropy(p):
    """Average surprise, -sum of p log2 p, a float in bits.

    p: probabilities, shape (K,). 0 log 0 = 0.
    """
    # BEGIN SOLUTION
    p = np.asarray(p, dtype=float)
    possible = p[p > 0]
    return float(-np.sum(possible * np.log2(possible)))
    # END SOLUTION


# %%
check("entropy", entropy)

# %% [markdown]
# **In libraries.** `scipy.stats.entropy(p)` and torch's `Categorical(p).entropy()` answer in nats;
# `scipy.stats.entropy(p, base=2)` in bits. Look at the unit of each function before you use it: statsmodels'
# `renyientropy` counts in bits at order 1 and in nats at every other order, so a fair coin jumps from 1 to 0.693.

# %%
from helpers.data import load_mnist

_, labels = load_mnist("train", library="numpy")
frequencies = np.bincount(labels) / len(labels)
bits = entropy(frequencies)
print(f"MNIST's training labels: {bits:.4f} bits = {bits * np.log(2):.4f} nats")
print(f"ten equally likely digits: log2(10) = {np.log2(10):.4f} bits, ln(10) = {np.log(10):.4f} nats")
recall("entropy_of_ten_digits", bits, "bits")

# %% [markdown]
# Remember 2.3026 nats. InfoGAN's first code has ten equally likely values, so this is the most that an image can ever
# tell about it. Lesson 7 comes back to it.
#
# **Break it.** Entropy is an average, so the weights must sum to 1. Put others into the formula, and the upper bound
# $\log_2 K$ fails:

# %%
weights = np.array([0.3, 0.3, 0.3, 0.3])
print(f"weights that sum to 1.2: {-weights @ np.log2(weights):.4f}, more than log2(4) = {np.log2(4):.0f}")
print(f"the same, normalised:    {entropy(weights / weights.sum()):.4f}")

# %% [markdown]
# ## A code that pays for surprise
#
# Entropy has a second life: it is the price of storing outcomes.
#
# Give every outcome a binary word, so that no word begins another one. Words of lengths $l_k$ exist exactly if
# $\sum_k 2^{-l_k} \le 1$ (Kraft's inequality).
#
# Shannon's choice is to make each word as long as the outcome is surprising, rounded up: $l_k = \lceil -\log_2 p_k
# \rceil$.

# %% [markdown]
# {exercise shannon_code_lengths}
#
# Return the length of each word as an array of integers. An outcome that never happens gets 0: it needs no word, and is
# left out of Kraft's sum. One that is certain has no surprise and gets 0 as well.

# %%
def shannon_code_lengths(p):
    """ceil(-log2 p) of every entry, as integers, in bits. 0 where p is 0."""
    # BEGIN SOLUTION
    p = np.asarray(p, dtype=float)
    return np.array([int(np.ceil(-np.log2(x))) if x > 0 else 0 for x in p])
    # END SOLUTION


# %%
check("shannon_code_lengths", shannon_code_lengths)

# %% [markdown]
# Rounding up costs less than one bit, so the average length $L$ obeys $H \le L < H + 1$. Watch it on random
# distributions.

# %%
rng = np.random.default_rng(1)
laws = [rng.dirichlet(np.full(8, concentration)) for concentration in np.geomspace(0.1, 20, 60)]
entropies = np.array([entropy(law) for law in laws])
lengths = np.array([law @ shannon_code_lengths(law) for law in laws])
fig, axes = subplots()
axes.plot([0, 3], [0, 3], label="entropy H")
axes.plot([0, 3], [1, 4], label="H + 1")
axes.plot(entropies, lengths, "o", color="black", markersize=4, label="Shannon's code")
axes.set(xlabel="entropy of the distribution (bits)", ylabel="average word length (bits)")
axes.legend()
show(fig, alt="Average word length of Shannon's code against entropy, for 60 random distributions on 8 outcomes. Every "
              "point lies between the lines H and H + 1.")

# %%
assert np.all(entropies <= lengths) and np.all(lengths < entropies + 1)
excess = lengths - entropies
print(f"average word length minus entropy: from {excess.min():.4f} to {excess.max():.4f} bits")

# %% [markdown]
# ## Entropy from samples
#
# Mostly you have data, not probabilities. The obvious estimate puts the observed frequencies into the formula. It is
# called the **plug-in** estimate.

# %% [markdown]
# {exercise entropy_from_samples}
#
# Return the plug-in estimate, in bits. `samples` is an array of values, shape (N,): any integers, in any order.

# %%
def entropy_from_samples(samples):
    """The entropy of the observed frequencies of the values, a float in bits. samples: shape (N,)."""
    # BEGIN SOLUTION
    _, counts = np.unique(samples, return_counts=True)
    return entropy(counts / counts.sum())
    # END SOLUTION


# %%
check("entropy_from_samples", entropy_from_samples)

# %% [markdown]
# **In libraries.** pyitlib takes every -1 for a missing value and leaves it out, and dit takes counts for probabilities
# without a word, so its entropy of a coin thrown ten times is negative. A value of a sample is any integer, and
# frequencies are counts divided by their number.

# %% [markdown]
# **Predict.** You draw 20 of MNIST's labels and estimate their entropy. On average over many such draws, will you be
# too high, too low, or right?

# %%
predict("entropy_from_twenty_labels", ...)  # one of 'too high', 'too low', 'right'

# %%
rng = np.random.default_rng(2)
sizes = np.array([5, 10, 20, 50, 100, 200, 500, 1000])
estimates = np.array([[entropy_from_samples(rng.choice(labels, size)) for _ in range(200)] for size in sizes])
mean, spread = estimates.mean(axis=1), estimates.std(axis=1)
fig, axes = subplots()
axes.fill_between(sizes, mean - spread, mean + spread, alpha=0.2, label="one standard deviation")
axes.plot(sizes, mean, "o-", label="mean of 200 estimates")
axes.axhline(bits, color="black", linestyle="--", label="all 60,000 labels")
axes.set(xscale="log", xlabel="number of labels drawn", ylabel="estimated entropy (bits)")
axes.legend()
show(fig, alt="Plug-in estimate of the labels' entropy against sample size. Its mean rises from about 1.9 bits at 5 "
              "labels towards the dashed line at 3.32 bits and is always below it.")

# %%
for size, estimate in zip(sizes[[2, 4, 7]], mean[[2, 4, 7]], strict=True):
    rule = 9 / (2 * size * np.log(2))
    print(f"{size:5d} labels: {bits - estimate:.4f} bits too low on average; rule of thumb {rule:.4f}")
recall("entropy_from_twenty_labels", "too low")

# %% [markdown]
# The estimate is too low on average. A small sample misses digits and looks more certain than the truth.
#
# For many samples the gap is about $(K - 1) / (2N)$ nats, with $K$ values and $N$ samples. Mutual information is built
# from entropies, and in lesson 3 the same effect will invent dependence where there is none.

# %% [markdown]
# ## The most uncertain law
#
# Suppose you know one thing about a die: its mean. Which probabilities should you assume? Jaynes' answer is: the ones
# that assume nothing else, which have the largest entropy.
#
# Maximise $H[p]$ under $\sum_k p_k = 1$ and $\sum_k p_k v_k = m$. Setting the derivative of the Lagrangian to zero
# leaves one family, with one number $\lambda$ to choose:
#
# $$p_k \propto e^{\lambda v_k}$$

# %% [markdown]
# {exercise most_uncertain_given_mean}
#
# `values` has shape (K,), and `mean` lies strictly between its smallest and largest entry. Return the probabilities,
# shape (K,), of the law on these values that has this mean and the largest entropy. Six correct digits are enough.

# %%
def most_uncertain_given_mean(values, mean):
    """The law on values, shape (K,), with this mean and the largest entropy. Returns p, shape (K,)."""
    # BEGIN SOLUTION
    from scipy.optimize import brentq

    distance = (np.asarray(values, dtype=float) - mean) / np.ptp(values)

    def law(tilt):
        weights = np.exp(tilt * distance - np.max(tilt * distance))
        return weights / weights.sum()

    return law(brentq(lambda tilt: law(tilt) @ distance, -700, 700, xtol=1e-13))
    # END SOLUTION


# %%
check("most_uncertain_given_mean", most_uncertain_given_mean)

# %%
faces = np.arange(1, 7)
fig, axes = subplots(1, 3, height=2.6, sharey=True)
for axis, mean_of_die in zip(axes, (2.5, 3.5, 4.5), strict=True):
    law = np.asarray(most_uncertain_given_mean(faces, mean_of_die))
    axis.bar(faces, law)
    axis.set(title=f"mean {mean_of_die}: {entropy(law):.4f} bits", xlabel="face", xticks=faces)
axes[0].set_ylabel("probability")
show(fig, alt="Three dice of maximum entropy. Mean 2.5: bars fall from face 1 to face 6, 2.3279 bits. Mean 3.5: equal "
              "bars, 2.5850 bits. Mean 4.5: the mirror image of the first.")

# %% [markdown]
# At the mean 3.5, $\lambda$ is 0 and the answer is the fair die: **equal probabilities are the most uncertain of all**,
# with $\log_2 K$ bits.
#
# **Break it.** Move some probability so that the mean stays 4.5. The entropy can only fall.

# %%
law = np.asarray(most_uncertain_given_mean(faces, 4.5))
moved = law + 0.02 * np.array([1, -2, 1, 0, 0, 0])
print(f"mean {moved @ faces:.4f}, entropy {entropy(moved):.4f} bits; the maximum is {entropy(law):.4f}")
assert entropy(moved) < entropy(law)

# %% [markdown]
# ## From bins to densities
#
# InfoGAN has continuous codes too. What is the entropy of a number drawn from a density?
#
# Cut the line into bins of width $\Delta$ and take the entropy of the bin the number falls in. Finer bins give a
# larger entropy, without end: more digits can always tell more.

# %% [markdown]
# {exercise binned_entropy}
#
# `density` is a function of an array. Cut the interval from `low` to `high` into `bins` equal bins. Take the density
# in the middle of each, make the masses sum to 1, and return their entropy in **nats**.

# %%
def binned_entropy(density, low, high, bins):
    """Entropy of the bin that a draw from the density on [low, high] falls in, in nats.

    Midpoint rule, renormalised.
    """
    # BEGIN SOLUTION
    width = (high - low) / bins
    middles = low + width * (np.arange(bins) + 0.5)
    masses = np.asarray(density(middles), dtype=float)
    return entropy(masses / masses.sum()) * np.log(2)
    # END SOLUTION


# %%
check("binned_entropy", binned_entropy)

# %% [markdown]
# Adding $\ln \Delta$ removes the growth. What is left converges to the **differential entropy**
#
# $$h[p] = -\int p(x) \ln p(x)\, dx$$

# %%
from helpers.checking.probes.stubs import standard_normal_density

counts = np.array([4, 8, 16, 32, 64, 128, 256, 512])
binned = np.array([binned_entropy(standard_normal_density, -8, 8, n) for n in counts])
corrected = binned + np.log(16 / counts)
fig, axes = subplots()
axes.plot(counts, binned, "o-", label="entropy of the bin")
axes.plot(counts, corrected, "s--", label="plus ln(width)")
axes.axhline(0.5 * np.log(2 * np.pi * np.e), color="black", linewidth=0.8, linestyle=":", label="limit 1.4189")
axes.set(xscale="log", xlabel="number of bins on [-8, 8]", ylabel="entropy (nats)")
axes.set_xticks(counts, counts)
axes.legend()
show(fig, alt="A standard Gaussian in bins. From 16 bins on, the entropy of the bin grows by ln 2 with every "
              "doubling of their number. With ln(width) added it stays at 1.4189 nats.")

# %%
print(f"32 bins: {binned[3]:.4f} nats, with ln(width) {corrected[3]:.4f}")
print(f"512 bins: {binned[-1]:.4f} nats, with ln(width) {corrected[-1]:.4f}")

# %% [markdown]
# Two differential entropies come back in later lessons. Work them out by hand, then in code.

# %% [markdown]
# {exercise gaussian_entropy}
#
# Return the differential entropy of a Gaussian with standard deviation `std` (a positive number), in nats.

# %%
def gaussian_entropy(std):
    """Differential entropy of a Gaussian with this standard deviation, in nats. May be negative."""
    # BEGIN SOLUTION
    return 0.5 * np.log(2 * np.pi * np.e * std**2)
    # END SOLUTION


# %%
check("gaussian_entropy", gaussian_entropy)

# %% [markdown]
# {exercise uniform_entropy}
#
# Return the differential entropy of the uniform law on the interval from `low` to `high`, in nats.

# %%
def uniform_entropy(low, high):
    """Differential entropy of the uniform law between low and high, in nats. May be negative."""
    # BEGIN SOLUTION
    return np.log(high - low)
    # END SOLUTION


# %%
check("uniform_entropy", uniform_entropy)

# %%
print(f"one of InfoGAN's continuous codes, uniform on [-1, 1]: {uniform_entropy(-1, 1):.4f} nats")
print(f"uniform on [0, 1/2]: {uniform_entropy(0, 0.5):.4f} nats")
print(f"Gaussian with standard deviation 0.1: {gaussian_entropy(0.1):.4f} nats")

# %% [markdown]
# Negative numbers, and nothing is wrong. A density may be larger than 1, and then $-\ln p(x)$ is negative.
#
# **Break it.** The entropy of a discrete variable does not care what its values are called. Measure a length in
# centimetres in place of metres, and a differential entropy changes by $\ln 100$:

# %%
in_metres, in_centimetres = gaussian_entropy(0.1), gaussian_entropy(10)
print(f"{in_metres:.4f} nats in metres, {in_centimetres:.4f} in centimetres")
print(f"difference {in_centimetres - in_metres:.4f}, ln(100) = {np.log(100):.4f}")

# %% [markdown]
# So a differential entropy is not an amount of information by itself. Differences of two of them are, because the unit
# cancels. Mutual information, in lesson 3, is such a difference.

# %% [markdown]
# ### Written question: two kinds of entropy
#
# A colleague says: "My code prints an entropy of -0.88 for a Gaussian. Entropy cannot be negative, so there is a bug."
# Answer in three to six sentences.
#
# Rubric (3 points): (1) the entropy of a discrete variable is never negative, and why; (2) what a differential entropy
# is the limit of, with the term that makes it negative; (3) an example with a number.

# %% [markdown]
# {written two_kinds_of_entropy 3}
#
# <!-- BEGIN SOLUTION -->
# A discrete entropy averages $-\log p_k$, and no $p_k$ exceeds 1, so every term is at least 0.
#
# A differential entropy averages $-\ln p(x)$ of a density, which may exceed 1. Cut the line into bins of width
# $\Delta$: the bins have a true, non-negative entropy, and the differential entropy is the limit of that entropy plus
# $\ln \Delta$. This term goes to minus infinity. A law that is narrow in the chosen unit fits into few bins, and the
# sum is negative.
#
# A Gaussian with standard deviation 0.1 has $\tfrac12 \ln(2 \pi e \cdot 0.01) = -0.8836$ nats, and a uniform law on an
# interval of length 1/2 has $-\ln 2 = -0.6931$ nats. There is no bug.
# <!-- END SOLUTION -->

# %% [markdown]
# ## What you can now explain
#
# - Surprise is $-\log p$ because surprises of independent outcomes add.
# - Entropy is average surprise, and also the price of the best code, to within one bit.
# - The plug-in estimate is too low for few samples.
# - Of all laws on $K$ values the uniform one has the largest entropy; for ten digits that is 2.3026 nats.
# - Differential entropy may be negative and depends on the unit. Differences do not.
#
# **From the guide**: this lesson covers the topics entropy and differential entropy of its first section. Where the
# guide is loose, [the errata](../ERRATA.md) say so.
#
# **Read.** Required: Bishop, *Pattern Recognition and Machine Learning*, section 1.6 up to equation 1.110. Optional:
# Shannon, *A Mathematical Theory of Communication* (1948), sections 6 and 9; C. Olah, *Visual Information Theory*.
#
# **Next**: you know how to price surprise under the truth. [Lesson 2](02_kl_divergence.ipynb) asks what it costs to
# believe something else.
