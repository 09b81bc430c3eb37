# %% [markdown]
# # 4. Jensen-Shannon divergence and the game
#
# A generative adversarial network is a game between two networks. Goodfellow and his co-authors proved in 2014 what the
# game measures: if one player is perfect, the other one minimises a Jensen-Shannon divergence. In this lesson you
# build that proof in numbers, and you find the place where the idea stops working.
#
# **You will be able to** compute the Jensen-Shannon divergence and prove its bounds; read it as mutual information; say
# correctly when a KL divergence is infinite; derive the optimal discriminator; explain what a discriminator loss of
# 1.3863 means.
#
# **You need** [lesson 2](02_kl_divergence.ipynb) (KL divergence) and [lesson 3](03_mutual_information.ipynb) (mutual
# information). **Time**: about 80 minutes. All cells run in a few seconds on a CPU.

# %%
import numpy as np

from helpers.checking import check, hint, predict, recall
from helpers.information import entropy, kl_divergence, mutual_information
from helpers.pictures.figures import COLORS, show, subplots

# %% [markdown]
# ## A middle to compare with
#
# KL has a weakness. If $p$ has an outcome that $q$ lacks, $\mathrm{KL}(p \,\|\, q)$ is infinite. Two laws that almost
# agree can be infinitely far apart.
#
# The remedy is a third law that has every outcome of both: the mixture $m = (p + q)/2$. Toss a fair coin, draw from $p$
# on heads and from $q$ on tails, and your samples follow $m$.
#
# Compare each law with the mixture and average. That is the **Jensen-Shannon divergence**:
#
# $$\mathrm{JSD}(p, q) = \tfrac12 \mathrm{KL}(p \,\|\, m) + \tfrac12 \mathrm{KL}(q \,\|\, m)$$

# %%
p, q = np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.5, 0.5])
fig, axes = subplots(1, 3, height=2.4, sharey=True)
for axis, law, name in zip(axes, (p, (p + q) / 2, q), ("p", "the mixture m", "q"), strict=True):
    axis.bar(["a", "b", "c"], law)
    axis.set(title=name, xlabel="outcome")
axes[0].set_ylabel("probability")
show(fig, alt="Three bar charts over the outcomes a, b, c. p is 1/2, 1/2, 0. q is 0, 1/2, 1/2. Their mixture is 1/4, "
              "1/2, 1/4 and has every outcome of both.")

# %% [markdown]
# **Predict.** $\mathrm{KL}(p \,\|\, q)$ of these two is infinite. What is $\mathrm{KL}(p \,\|\, m)$, in bits? So what
# is the divergence of Jensen and Shannon?

# %%
predict("js_of_half_overlap", ...)  # the last one: a number, in bits

# %% [markdown]
# {exercise js_divergence}
#
# Return the divergence of `p` and `q`, both of shape (K,), as one number in **bits**. It is finite for every pair.
# `kl_divergence(p, q)` is the one you wrote in lesson 2.

# %%
def js_divergence(p, q):
    """KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, in bits. p, q: shape (K,). Returns a float."""
    # BEGIN SOLUTION
    middle = (np.asarray(p) + np.asarray(q)) / 2
    return kl_divergence(p, middle) / 2 + kl_divergence(q, middle) / 2
    # END SOLUTION


# %%
check("js_divergence", js_divergence)
recall("js_of_half_overlap", js_divergence(p, q), "bits")

# %% [markdown]
# Move a Gaussian away from another one, in steps of a standard deviation, and watch both divergences. A fine grid turns
# each density into probabilities.

# %%
x = np.linspace(-12, 12, 961)


def gaussian(mean, std=1.0):
    """A Gaussian as probabilities on the grid x."""
    weights = np.exp(-((x - mean) ** 2) / (2 * std**2))
    return weights / weights.sum()


distances = np.linspace(0, 8, 33)
kl_values = [kl_divergence(gaussian(0), gaussian(d)) for d in distances]
js_values = [js_divergence(gaussian(0), gaussian(d)) for d in distances]

# %%
fig, axes = subplots()
axes.plot(distances, kl_values, label="KL")
axes.plot(distances, js_values, label="Jensen-Shannon")
axes.axhline(1, color="black", linestyle=":", label="1 bit")
axes.set(xlabel="distance between the means (standard deviations)", ylabel="divergence (bits)", ylim=(0, 4))
axes.legend()
show(fig, alt="Two divergences of unit Gaussians against the distance of their means. KL grows as a parabola and "
              "leaves the picture at 2.4. Jensen-Shannon flattens: 0.16 bit at 1, 0.49 at 2, 0.91 at 4, 0.9999 at 8.")

# %%
for d in (1, 2, 4, 8):
    index = np.searchsorted(distances, d)
    print(f"distance {d}: KL {kl_values[index]:8.4f} bits, Jensen-Shannon {js_values[index]:.4f} bit")

# %% [markdown]
# KL keeps growing. The Jensen-Shannon divergence flattens out below 1 bit. Remember the flat part: at the end of this
# lesson a generator will get lost on it.

# %% [markdown]
# ## Why it can never pass 1 bit
#
# Write the divergence as an average of logarithms:
#
# $$\mathrm{JSD} = \tfrac12 \sum_k p_k \log_2 \frac{p_k}{m_k} + \tfrac12 \sum_k q_k \log_2 \frac{q_k}{m_k}$$
#
# Look at one ratio: $p_k/m_k = 2 p_k/(p_k + q_k)$. It is at most 2, because $q_k$ is not negative.
#
# That is the whole proof. Replace every ratio by the largest one of its law, and the sum cannot fall. Replace the
# largest ratio by 2, and it cannot fall either. Now it is $\tfrac12 \cdot 1 + \tfrac12 \cdot 1 = 1$ bit.

# %% [markdown]
# {exercise js_bound_chain}
#
# Return the three links of this chain, in bits, as an array of shape (3,): the divergence; the sum after every ratio of
# $p$ is replaced by the largest ratio $p_k/m_k$ of $p$, and every ratio of $q$ by the largest of $q$; and the sum after
# every ratio is replaced by 2.

# %%
def js_bound_chain(p, q):
    """(JSD, with each law's ratios to the mixture replaced by the largest, replaced by 2), in bits, shape (3,)."""
    # BEGIN SOLUTION
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    middle = (p + q) / 2
    largest = [np.max(law[law > 0] / middle[law > 0]) for law in (p, q)]
    return np.array([js_divergence(p, q), np.mean(np.log2(largest)), np.log2(2)])
    # END SOLUTION


# %%
check("js_bound_chain", js_bound_chain)

# %%
rng = np.random.default_rng(4)
chains = [js_bound_chain(*rng.dirichlet(np.full(4, size), 2)) for size in np.geomspace(0.05, 20, 200)]
first, second, third = np.array(chains).T
fig, axes = subplots()
axes.plot(first, second, "o", markersize=4, label="largest ratio in place of each")
axes.plot([0, 1], [0, 1], color="black", label="the divergence itself")
axes.axhline(1, color="black", linestyle=":", label="2 in place of each: 1 bit")
axes.set(xlabel="Jensen-Shannon divergence (bits)", ylabel="link of the chain (bits)")
axes.legend(loc="lower right")
show(fig, alt="Links of the proof for 200 random pairs of laws. The middle link lies above the diagonal, which is the "
              "divergence itself, and below the line at 1 bit, for every pair.")
assert np.all(first <= second + 1e-12) and np.all(second <= third)
print(f"middle link minus divergence: from {np.min(second - first):.4f} to {np.max(second - first):.4f} bits")

# %% [markdown]
# ## When the bounds are attained
#
# A KL divergence is 0 only for equal laws. The sum of two is 0 only if both are, so $p = m = q$. The lower bound, 0, is
# reached **exactly when the laws are equal**.
#
# The upper bound needs $p_k/m_k = 2$ wherever $p_k > 0$. That says $q_k = 0$ there. It is reached **exactly when no
# outcome is possible under both laws**.

# %% [markdown]
# {exercise js_extremes}
#
# Build both cases. Return `((p, q), (p, q))`: first a pair with divergence 0, then a pair with divergence 1 bit. Use at
# least three outcomes, and do not put a whole law on one outcome.

# %%
def js_extremes():
    """((p, q) with divergence 0, (p, q) with divergence 1 bit): K >= 3 outcomes, no law on a single outcome."""
    # BEGIN SOLUTION
    same = np.array([0.2, 0.3, 0.5])
    return (same, same.copy()), (np.array([0.7, 0.3, 0.0, 0.0]), np.array([0.0, 0.0, 0.4, 0.6]))
    # END SOLUTION


# %%
check("js_extremes", js_extremes)

# %%
for name, pair in zip(("equal", "disjoint"), js_extremes(), strict=True):
    print(f"{name:9s} divergence {js_divergence(*np.array(pair, dtype=float)):.4f} bit")
almost = js_divergence(np.array([0.69, 0.3, 0.01, 0.0]), np.array([0.0, 0.0, 0.4, 0.6]))
print(f"almost disjoint: {almost:.4f} bit, for one shared outcome of probability 0.01 under p")

# %% [markdown]
# ## A guessing game
#
# Here is a second reading of the same number. I toss a fair coin, hide it, draw from $p$ on heads and from $q$ on
# tails, and show you the sample. How many bits does the sample tell you about the coin?

# %% [markdown]
# {exercise js_joint}
#
# Return the joint law of coin and sample, shape (2, K). Row 0 is the side that selects `p`, row 1 the side that selects
# `q`.

# %%
def js_joint(p, q):
    """Joint law of a fair coin (rows: p first, then q) and the sample that it selects (columns), shape (2, K)."""
    # BEGIN SOLUTION
    return np.array([p, q], dtype=float) / 2
    # END SOLUTION


# %%
check("js_joint", js_joint)

# %% [markdown]
# **Predict.** Mutual information of coin and sample for the pair in the first figure: the sample b says nothing, and
# the samples a and c say everything. How many bits on average?

# %%
predict("sample_tells_of_the_coin", ...)  # a number, in bits

# %%
print(f"information about the coin: {mutual_information(js_joint(p, q)):.4f} bit")
recall("sample_tells_of_the_coin", mutual_information(js_joint(p, q)), "bits")
pairs = [rng.dirichlet(np.ones(6), 2) for _ in range(100)]
gap = max(abs(mutual_information(js_joint(*pair)) - js_divergence(*pair)) for pair in pairs)
print(f"largest difference to the divergence, 100 random pairs: {gap:.1e}" if gap > 1e-9 else
      "the same number as the divergence for 100 random pairs")

# %% [markdown]
# **The Jensen-Shannon divergence is the mutual information between the sample and the coin that chose its law.**
#
# Both bounds follow without a calculation. Information is never negative. And a sample cannot tell more about a coin
# than the coin has: a fair coin has 1 bit.
#
# Lesson 3 says when each is reached: 0 when sample and coin are independent, which means equal laws; 1 bit when the
# sample determines the coin.
#
# **Break it.** Take a coin that shows heads one time in four, and the bound itself moves:

# %%
unfair = np.array([0.25 * p, 0.75 * q])
disjoint = np.array([0.25 * np.array([1, 0]), 0.75 * np.array([0, 1])])
print(f"unfair coin, the same pair: {mutual_information(unfair):.4f} bit")
print(f"unfair coin, disjoint laws: {mutual_information(disjoint):.4f} bit")
print(f"all that this coin has:     {entropy([0.25, 0.75]):.4f} bit")

# %% [markdown]
# ### Written question: the bounds of the Jensen-Shannon divergence
#
# Prove that $0 \le \mathrm{JSD}(p, q) \le 1$ bit, and say exactly when each bound is reached. This is a question of the
# guide.
#
# Rubric (4 points): (1) the lower bound, from a property of KL that you name; (2) equality there, in both directions;
# (3) the upper bound, with the step that uses $p/m \le 2$ or with the entropy of the coin; (4) equality there, in both
# directions.

# %% [markdown]
# {written js_bounds 4}
#
# <!-- BEGIN SOLUTION -->
# *Lower bound.* By Gibbs' inequality (lesson 2) both $\mathrm{KL}(p \,\|\, m)$ and $\mathrm{KL}(q \,\|\, m)$ are at
# least 0, so half their sum is. *Equality*: a sum of two non-negative numbers is 0 only if both are, and Gibbs'
# inequality is an equality only for equal laws, so $p = m = q$. Conversely, if $p = q$ then $m = p$ and both terms are
# 0.
#
# *Upper bound.* Where $p_k > 0$ we have $p_k/m_k = 2 p_k/(p_k + q_k) \le 2$, as $q_k \ge 0$. The logarithm is
# increasing, so $\mathrm{KL}(p \,\|\, m) = \sum_k p_k \log_2 (p_k/m_k) \le \sum_k p_k \log_2 2 = 1$. The same holds for
# $q$, and the average of two numbers that are at most 1 is at most 1. *Equality*: every term with $p_k > 0$ must have
# $p_k/m_k = 2$, which says $q_k = 0$; so no outcome has positive probability under both. Conversely, if the supports
# are disjoint, every ratio is 2 where it counts, and both divergences are 1.
#
# *The same in one line.* The divergence is the mutual information of the sample and a fair coin. Therefore $0 \le
# \mathrm{JSD} = H[\text{coin}] - H[\text{coin} \mid \text{sample}] \le H[\text{coin}] = 1$ bit. It is 0 exactly if the
# two are independent, and 1 exactly if the sample determines the coin.
# <!-- END SOLUTION -->

# %% [markdown]
# ## What can be said of KL
#
# The guide asks for the bounds of KL as well. From below it is easy: $\mathrm{KL}(p \,\|\, q) \ge 0$, and 0 exactly for
# $p = q$.
#
# From above, the guide's own answer is too narrow. It says that the upper bound is reached when the two laws are
# disjoint. There are two faults in that. There is no finite bound to reach, and far less than disjointness makes KL
# infinite.

# %% [markdown]
# {exercise infinite_kl_with_overlap}
#
# Return `(p, q)` with $\mathrm{KL}(p \,\|\, q) = \infty$, although some outcome is possible under both laws.

# %%
def infinite_kl_with_overlap():
    """(p, q), each of shape (K,): KL(p || q) is infinite although the supports overlap."""
    # BEGIN SOLUTION
    return np.array([0.2, 0.3, 0.5]), np.array([0.4, 0.6, 0.0])
    # END SOLUTION


# %%
check("infinite_kl_with_overlap", infinite_kl_with_overlap)

# %%
pair = np.array(infinite_kl_with_overlap(), dtype=float)
print(f"KL(p || q) = {kl_divergence(*pair)}, KL(q || p) = {kl_divergence(*reversed(pair)):.4f} bits")
print(f"Jensen-Shannon: {js_divergence(*pair):.4f} bit")

# %% [markdown]
# For a *given* $q$ on finitely many outcomes there is a bound. Ask which $p$ lies furthest away.

# %% [markdown]
# {exercise largest_kl}
#
# Return the largest value that $\mathrm{KL}(p \,\|\, q)$ can take over all laws `p` on the outcomes of `q`, in bits. It
# is `inf` if `q` gives some outcome probability 0.

# %%
def largest_kl(q):
    """The maximum of KL(p || q) over all laws p, in bits. q: shape (K,). Returns a float, which may be inf."""
    # BEGIN SOLUTION
    smallest = np.min(q)
    return float("inf") if smallest == 0 else float(-np.log2(smallest))
    # END SOLUTION


# %%
check("largest_kl", largest_kl)

# %% [markdown]
# On the real line even equal supports do not help. The Cauchy law and the Gaussian both have a density on the whole
# line. Cut the integral of $\mathrm{KL}(\text{Cauchy} \,\|\, \text{Gaussian})$ off at $\pm L$ and let $L$ grow:

# %%
for limit in (10, 100, 1000):
    t = np.linspace(-limit, limit, 400_001)
    cauchy = 1 / (np.pi * (1 + t**2))
    log_gaussian = -(t**2) / 2 - np.log(2 * np.pi) / 2
    integral = np.sum(cauchy * (np.log(cauchy) - log_gaussian)) * (t[1] - t[0])
    print(f"up to {limit:5d}: {integral:9.2f} nats, or {integral / limit:.3f} for each unit of length")

# %% [markdown]
# The integral grows in proportion to $L$, without end. The supports are equal, and KL is infinite: the Gaussian's tail
# is too thin for the Cauchy law's far samples.

# %% [markdown]
# ### Written question: the bounds of KL
#
# State the bounds of $\mathrm{KL}(p \,\|\, q)$ and when they are reached. Correct this sentence: "KL is largest when
# $p$ and $q$ are disjoint."
#
# Rubric (3 points): (1) the lower bound with its condition and its reason; (2) no finite upper bound in general, with
# an example of overlapping laws at infinity; (3) what bounds it for a given $q$ on finitely many outcomes, or an
# example in which equal supports are not enough.

# %% [markdown]
# {written kl_bounds 3}
#
# <!-- BEGIN SOLUTION -->
# *From below* KL is at least 0: $-\ln$ is strictly convex, so by Jensen's inequality
# $\mathrm{KL}(p \,\|\, q) = \mathbb{E}_p[-\ln (q/p)] \ge -\ln \mathbb{E}_p[q/p] \ge -\ln 1 = 0$, and equality needs a
# constant ratio $q/p = 1$, that is $p = q$ (almost everywhere, for densities).
#
# *From above* there is no bound that holds for all pairs. KL is infinite as soon as a single outcome has $p_k > 0$ and
# $q_k = 0$. The laws $(\tfrac12, \tfrac12)$ and $(1, 0)$ overlap, and KL is infinite. Disjoint laws are one case among
# many. The order matters: $\mathrm{KL}$ of $(1, 0)$ against $(\tfrac12, \tfrac12)$ is 1 bit.
#
# For a given $q$ on finitely many outcomes, $\mathrm{KL}(p \,\|\, q) \le \log_2 (1/\min_k q_k)$, reached by the law
# that always gives the least likely outcome. On the real line equal supports do not suffice: KL of a Cauchy law against
# a Gaussian is infinite because the tails are too different.
# <!-- END SOLUTION -->

# %% [markdown]
# ## The game
#
# Now two players. The **generator** has a law $q$ and wants to imitate the real law $p$. The **discriminator** sees one
# sample and states the probability $D$ that it is real.
#
# Real and generated samples come equally often. The discriminator is paid $\ln D$ for a real sample and $\ln (1 - D)$
# for a generated one. Its average pay, up to a factor of 2, is the **value** of the game:
#
# $$V = \mathbb{E}_{p}[\ln D(x)] + \mathbb{E}_{q}[\ln (1 - D(x))]$$
#
# From here on everything is in **nats**, as is usual for networks. Logarithms of probabilities are negative, so the
# best pay is 0. The discriminator wants $V$ large, the generator wants it small.

# %% [markdown]
# {exercise gan_value}
#
# Return $V$ in nats. `p`, `q` and `d` have shape (K,); `d` holds $D$ for each outcome. Where a law has no mass it adds
# nothing. Where it has mass and the logarithm is that of 0, the value is `-inf`.

# %%
def gan_value(p, q, d):
    """sum p ln d + sum q ln(1 - d), in nats. p, q, d: shape (K,). 0 ln 0 = 0. Returns a float, which may be -inf."""
    # BEGIN SOLUTION
    p, q, d = (np.asarray(array, dtype=float) for array in (p, q, d))
    with np.errstate(divide="ignore"):
        return float(p[p > 0] @ np.log(d[p > 0]) + q[q > 0] @ np.log(1 - d[q > 0]))
    # END SOLUTION


# %%
check("gan_value", gan_value)

# %% [markdown]
# ## The best discriminator
#
# The discriminator may choose each outcome's $D$ freely, so look at one outcome. Its share of the value is
# $p \ln d + q \ln (1 - d)$.

# %%
d = np.linspace(0.002, 0.998, 500)
fig, axes = subplots()
for a, b, color in ((0.75, 0.25, "blue"), (0.5, 0.5, "vermilion"), (0.1, 0.9, "green")):
    share = a * np.log(d) + b * np.log(1 - d)
    axes.plot(d, share, color=COLORS[color], label=f"p = {a}, q = {b}")
    axes.plot(d[share.argmax()], share.max(), "o", color=COLORS[color])
    print(f"p = {a}, q = {b}: peak at D = {d[share.argmax()]:.2f}")
axes.set(xlabel="D of this outcome", ylabel="share of the value (nats)", ylim=(-2, 0))
axes.legend()
show(fig, alt="Share of the value of one outcome against D, for three pairs of probabilities. Each curve is an arch. "
              "The peaks: D = 0.75 for p = 0.75 and q = 0.25, 0.5 for equal ones, 0.1 for p = 0.1 and q = 0.9.")

# %% [markdown]
# **Predict.** Where is the peak for $p = 0.02$ and $q = 0.06$? Probabilities of one outcome need not add up to 1.

# %%
predict("peak_for_small_shares", ...)  # a value of D, between 0 and 1

# %% [markdown]
# {exercise optimal_discriminator}
#
# Return the $D$ that maximises the value, shape (K,). Where `p` and `q` are both 0 every $D$ is equally good: return
# 0.5 there, without a warning.

# %%
def optimal_discriminator(p, q):
    """The D (K,) that maximises gan_value(p, q, D); 0.5 where p and q are both 0."""
    # BEGIN SOLUTION
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    return np.divide(p, p + q, out=np.full(p.shape, 0.5), where=p + q > 0)
    # END SOLUTION


# %%
check("optimal_discriminator", optimal_discriminator)
recall("peak_for_small_shares", optimal_discriminator(np.array([0.02]), np.array([0.06]))[0])

# %% [markdown]
# You know this formula. In the guessing game, with a fair coin, $p_k/(p_k + q_k)$ is the probability of heads given
# sample $k$. **The best discriminator is Bayes' rule.**
#
# It is not 0.5 in general. It is 0.5 where $p = q$, and the discriminator is certain wherever only one law has mass.
#
# A zero of the derivative is not yet a maximum. The proof that nothing beats $D^*$ is an identity:
#
# $$V(D^*) - V(D) = \sum_k (p_k + q_k)\, \mathrm{KL}\big(\text{coin } D^*_k \,\|\, \text{coin } D_k\big)$$
#
# where "coin $D$" is the law $(D, 1 - D)$. Every term is at least 0, and 0 only for $D_k = D^*_k$.

# %% [markdown]
# {exercise value_shortfall}
#
# Return the right-hand side, in nats: what the discriminator `d` loses against the best one. Where `p` and `q` are both
# 0, nothing is lost. Where `d` is 0 and $p$ is not, or `d` is 1 and $q$ is not 0, it is `inf`.

# %%
def value_shortfall(p, q, d):
    """sum over outcomes of (p + q) * KL((D*, 1 - D*) || (d, 1 - d)), in nats. p, q, d: shape (K,)."""
    # BEGIN SOLUTION
    total = 0.0
    for a, b, best, chosen in zip(p, q, optimal_discriminator(p, q), d, strict=True):
        total += (a + b) * kl_divergence([best, 1 - best], [chosen, 1 - chosen]) * np.log(2)
    return float(total)
    # END SOLUTION


# %%
check("value_shortfall", value_shortfall)

# %%
gaps = []
for _ in range(100):
    p, q = rng.dirichlet(np.ones(5), 2)
    d = rng.uniform(0.01, 0.99, 5)
    difference = gan_value(p, q, np.array(optimal_discriminator(p, q))) - gan_value(p, q, d)
    gaps.append((difference, value_shortfall(p, q, d)))
differences, shortfalls = np.array(gaps).T
assert np.allclose(differences, shortfalls) and np.all(shortfalls >= 0)
print(f"100 random games: the identity holds; the smallest shortfall is {shortfalls.min():.4f} nats")

# %% [markdown]
# ## What the value measures
#
# Put $D^* = p/(p + q)$ into the value. Since $p/(p + q) = \tfrac12 \cdot p/m$, each logarithm splits into
# $\ln (p/m) - \ln 2$.
#
# **Predict.** Two logarithms, each less $\ln 2$. What stands before the Jensen-Shannon divergence, and what is
# subtracted?

# %%
predict("before_the_divergence", ...)  # the factor before it: a number

# %% [markdown]
# {exercise gan_value_at_optimum}
#
# Return the value of the game against the best discriminator, in **nats**. Use `js_divergence`, which is in bits.

# %%
def gan_value_at_optimum(p, q):
    """The maximum over D of gan_value(p, q, D), in nats, from the Jensen-Shannon divergence. Returns a float."""
    # BEGIN SOLUTION
    return 2 * js_divergence(p, q) * np.log(2) - np.log(4)
    # END SOLUTION


# %%
check("gan_value_at_optimum", gan_value_at_optimum)
recall("before_the_divergence", 2, close=0)

# %% [markdown]
# **In libraries.** tensorflow-probability's `jensen_shannon` is this very number, $2\, \mathrm{JSD} - \ln 4$ in nats,
# under the name of the divergence: for equal laws it returns -1.3863. scipy's `jensenshannon` returns the *square root*
# of the divergence, in nats.

# %%
games = {"equal laws": ([0.2, 0.3, 0.5], [0.2, 0.3, 0.5]), "half overlap": ([0.5, 0.5, 0], [0, 0.5, 0.5]),
         "disjoint": ([0.7, 0.3, 0, 0], [0, 0, 0.4, 0.6])}
for name, (p, q) in games.items():
    p, q = np.array(p), np.array(q)
    best = np.array(optimal_discriminator(p, q))
    print(f"{name:12s} D* = {best}, value {gan_value(p, q, best):7.4f} nats, JSD {js_divergence(p, q):.4f} bit")

# %% [markdown]
# So the value against a perfect discriminator is $V(D^*) = 2\,\mathrm{JSD} - \ln 4$, in nats. A generator that
# minimises it minimises the Jensen-Shannon divergence, and the minimum is at $q = p$.
#
# Two numbers to remember. The game is over at $V = -\ln 4 = -1.3863$, not at 0. Training code minimises $-V$, so
# **1.3863** is the loss of a discriminator that always says one half. If even the best one has this loss, nobody can
# tell the samples apart.
#
# Of another one the number says less. Let $D$ be right about 75 % of the samples, and too sure: with logits of $\pm
# 2.4375$ its loss is 1.3863 as well.
#
# A discriminator loss near **0** is not success. It says that the laws are as good as disjoint, and that the generator
# has lost.

# %% [markdown]
# ### Written question: what a GAN minimises
#
# Derive the optimal discriminator, and show that against it the generator minimises $2\,\mathrm{JSD}(p, q) - \ln 4$.
# Say where the minimum is, and name two conditions of the theorem that do not hold when two networks are trained in
# turns.
#
# Rubric (4 points): (1) the maximum for one outcome, with a reason why it is a maximum; (2) the value at $D^*$, with
# both terms $\ln 2$ visible; (3) the minimum over $q$, its value and why it is unique; (4) two conditions.

# %% [markdown]
# {written gan_minimises_jsd 4}
#
# <!-- BEGIN SOLUTION -->
# *Optimal discriminator.* One outcome contributes $f(d) = p \ln d + q \ln (1 - d)$, and the discriminator may choose
# $d$ separately for each. $f'(d) = p/d - q/(1 - d) = 0$ gives $d = p/(p + q)$. Its second derivative $-p/d^2 - q/(1 -
# d)^2$ is negative, so this is the maximum. (The identity with the coins shows it without calculus: every other $d$
# loses $(p + q)$ times a KL divergence.) Where $p = q = 0$, any $d$ will do.
#
# *Value.* With $m = (p + q)/2$ we have $D^* = p/(2m)$ and $1 - D^* = q/(2m)$. Hence
#
# $$V(D^*) = \sum p \Big(\ln \frac{p}{m} - \ln 2\Big) + \sum q \Big(\ln \frac{q}{m} - \ln 2\Big)
# = \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) - 2 \ln 2 = 2\,\mathrm{JSD}(p, q) - \ln 4$$
#
# *Minimum.* The divergence is at least 0, and 0 only for equal laws. So the minimum is $-\ln 4$, at $q = p$ and nowhere
# else, and there $D^* = \tfrac12$ on the whole support.
#
# *Conditions.* The discriminator must be optimal for the current generator, while in practice it makes a step or a few.
# It must be any function at all, while a network of fixed size is not. The generator's law is moved freely in the
# proof, while training moves weights, along a gradient estimated from a batch. And practice mostly uses another loss
# for the generator, which is the subject of the next lesson. Any two will do.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Watch the game
#
# One dimension, so that everything can be seen. The real law is a Gaussian around 1.5. The generator is a Gaussian with
# one weight, its mean, and it starts at $-3$.
#
# In each round the discriminator becomes optimal. Then the generator moves its mean one step down the slope of
# $\mathbb{E}_q[\ln(1 - D)]$, with $D$ held fixed.

# %%
real = gaussian(1.5)


def slope(mean, log_of_rejection):
    """d/d mean of the average of ln(1 - D) over the generator's samples, D held fixed."""
    return np.sum(gaussian(mean) * (x - mean) * log_of_rejection)


def play(mean, rounds):
    """The generator's mean before each round and after the last, against the best D; steps of size 1."""
    means = [mean]
    for _ in range(rounds):
        rejection = optimal_discriminator(gaussian(means[-1]), real)  # 1 - D: the laws change places
        means.append(means[-1] - slope(means[-1], np.log(rejection)))
    return means


# %%
def draw(axis, mean):
    """Both densities, the best discriminator between them, and the value of the game."""
    density, best = gaussian(mean) / (x[1] - x[0]), optimal_discriminator(real, gaussian(mean))
    axis.plot(x, real / (x[1] - x[0]), label="real density")
    axis.plot(x, density, label="generator's density")
    axis.plot(x, best, color="black", linestyle=":", label="best D")
    axis.set(xlim=(-7, 6), ylim=(0, 1.05), xlabel="x")
    value, bits = gan_value_at_optimum(real, gaussian(mean)), js_divergence(real, gaussian(mean))
    return f"V = {value:.2f} nats\nJSD = {bits:.2f} bit"


means = play(-3.0, 24)

# %%
fig, axes = subplots(1, 4, height=2.9, sharey=True)
for axis, number in zip(axes, (0, 10, 14, 24), strict=True):
    text = draw(axis, means[number])
    axis.set_title(f"round {number}\n{text}", fontsize=10)
axes[0].set_ylabel("density (per unit), or D")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
show(fig, alt="The game at rounds 0, 10, 14 and 24. The generator's bell moves from -3 onto the real one at 1.5. The "
              "best D is first a step between the bells, then a gentler slope, and at round 24 flat at 0.5. The value "
              "falls from -0.07 to -1.39 nats, the divergence from 0.95 bit to 0.")

# %%
for number in (0, 10, 14, 20, 24):
    q = gaussian(means[number])
    value, bits = gan_value_at_optimum(real, q), js_divergence(real, q)
    print(f"round {number:2d}: mean {means[number]:7.4f}, value {value:7.4f} nats, JSD {bits:.4f} bit")
assert np.all(np.diff([gan_value_at_optimum(real, gaussian(mean)) for mean in means]) < 1e-9)

# %% [markdown]
# The same with a slider. It moves in JupyterLab and in Colab; the strip above says the same.

# %% tags=["nbval-ignore-output"]
from ipywidgets import IntSlider, interact


def watch(number):
    fig, axes = subplots()
    text = draw(axes, means[number])
    axes.set(title=text.replace("\n", ", "), ylabel="density (per unit), or D")
    axes.legend(loc="upper left")
    show(fig, alt=f"Round {number}: the generator's mean is {means[number]:.2f}. {text}")


_ = interact(watch, number=IntSlider(value=0, min=0, max=24, description="round"))

# %% [markdown]
# Look at the discriminator in the last round. It is flat at 0.5: it has nothing left to say. The generator won because
# the discriminator was a good teacher all the way.
#
# **Break it, first way.** Let the discriminator stop learning after round 0. The generator now chases a fixed opinion.
# (Its steps are a quarter as long here, so that you see it pass.)

# %%
frozen_log_rejection = np.log(optimal_discriminator(gaussian(-3.0), real))
mean = -3.0
for number in range(36):
    if number in (0, 10, 20, 29, 32, 35):
        bits = js_divergence(real, gaussian(mean))
        print(f"round {number:2d}: mean {mean:7.4f}, JSD {bits:.4f} bit")
    mean -= 0.25 * slope(mean, frozen_log_rejection)

# %% [markdown]
# It comes close, then runs past the real data, for the fixed $D$ rates "further right" as ever more real. The theorem
# needs a discriminator that follows.
#
# **Break it, second way.** Keep the discriminator perfect, and start further away, at $-6.5$.
#
# **Predict.** How far does the generator come in 24 rounds?

# %%
predict("far_generator_ends", ...)  # its mean after 24 rounds: a number

# %%
far = play(-6.5, 24)
print(f"start {far[0]}, after 24 rounds {far[-1]:.4f}")
recall("far_generator_ends", far[-1])
for distance in (1, 2, 4, 6, 8):
    mean = 1.5 - distance
    push = -slope(mean, np.log(optimal_discriminator(gaussian(mean), real)))
    print(f"distance {distance}: the generator is pushed by {push:.4f} nats per unit")

# %% [markdown]
# It hardly moves. The discriminator is perfect in every round, as the theorem asks, and there is nothing to learn from.
# At distance 8 the divergence is 0.9999 bit, and a step to either side hardly changes it: that is the flat part of the
# second figure.
#
# A perfect discriminator is a poor teacher for a poor generator. Lesson 5 measures this on images, where an untrained
# generator's law and the real one are as good as disjoint, and it is about the way out.

# %% [markdown]
# ## What you can now explain
#
# - The Jensen-Shannon divergence compares two laws with their mixture. It is 0 exactly for equal laws and 1 bit exactly
#   for disjoint ones.
# - It is the mutual information between a sample and the coin that chose its law.
# - KL has no upper bound. One outcome that $p$ has and $q$ lacks makes it infinite, overlap or not.
# - The best discriminator is Bayes' rule, $p/(p + q)$, and every other one loses a weighted KL divergence.
# - Against it the value is $2\,\mathrm{JSD} - \ln 4$: $-1.3863$ when the game is over, 0 when the generator is lost.
# - The slope of this value dies out when the laws hardly overlap.
#
# **From the guide**: its questions on the bounds of the Jensen-Shannon divergence and of KL, and its topic "GAN and
# JSD". Where the guide is loose, [the errata](../ERRATA.md) say so.
#
# **Read.** Required: Goodfellow et al., *Generative Adversarial Nets* (2014), sections 3 and 4 with proposition 1 and
# theorem 1. Optional: J. Lin, *Divergence Measures Based on the Shannon Entropy* (1991); Goodfellow, *NIPS 2016
# Tutorial: Generative Adversarial Networks*, section 3.
#
# **Next**: the generator that did not move needs another loss. [Lesson 5](05_gan_losses.ipynb) finds it, and measures
# what it changes.
