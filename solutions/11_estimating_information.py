# %% [markdown]
# # 11. How much information is in a sample?
#
# Lesson 3 counted pairs in bins and found information where there was none. Lesson 7 gave up counting and bounded the
# information from below. Between the two lie the methods you meet elsewhere under the names KSG, MINE and InfoNCE. This
# lesson builds each of them on laws whose information is known exactly, so that you see what each one is worth, and why
# a thousand samples cannot vouch for twenty nats unless something else is known.
#
# **You will be able to** take the bias off a count and say what remains; write the nearest-neighbour estimator in ten
# lines and name the places where it breaks; compute three bounds from one matrix of scores and say which is biased,
# which scatters and which has a ceiling; say how InfoGAN's $L_I$ differs from them and what it knows that they do not;
# build two laws that no program can tell apart.
#
# **You need** information from samples ([lesson 3](03_mutual_information.ipynb)), the bound $L_I$
# ([lesson 7](07_variational_information.ipynb)), and PyTorch for one section. **Time**: about three hours; "A critic in
# place of the ratio" is a good place for a break. All cells run in about a minute on a CPU.
#
# **Units**: nats throughout. One bit is $\ln 2 = 0.693$ nats.

# %%
import numpy as np

from helpers.checking import check, hint, predict, recall
from helpers.information import mutual_information
from helpers.pictures.figures import COLORS, show, subplots

# %% [markdown]
# ## Laws whose information is known
#
# To judge an estimate you need the truth. Three kinds of laws give it.
#
# **Tables**, as in lesson 3: the sum over the cells is exact.
#
# **Gaussian pairs.** Let $x$ and $y$ have $d$ coordinates each, all standard Gaussians, and let only the $j$-th
# coordinate of $x$ and the $j$-th of $y$ be correlated, by $\rho$. Each couple of coordinates shares $-\tfrac12 \ln(1 -
# \rho^2)$ nats (lesson 3), and independent couples add up. So any amount of information can be ordered:
#
# $$I = -\frac d2 \ln(1 - \rho^2), \qquad \rho = \sqrt{1 - e^{-2 I / d}}$$

# %%
def gaussian_pairs(count, dims, nats, rng):
    """x and y, each (count, dims), that share so many nats, and the correlation of their coordinates."""
    correlation = np.sqrt(1 - np.exp(-2 * nats / dims))
    x, noise = rng.normal(size=(2, count, dims))
    return x, correlation * x + np.sqrt(1 - correlation**2) * noise, correlation


for dims in (1, 5, 20):
    print(f"5 nats in {dims:2d} dimensions: a correlation of {gaussian_pairs(1, dims, 5, np.random)[2]:.6f} in each")

# %% [markdown]
# **A channel that adds noise.** Let $x$ be uniform on $[0, 1]$ and $y = x + a u$ with $u$ uniform on $[-\tfrac12,
# \tfrac12]$ and $a \le 1$. Given $x$, the density of $y$ is flat and $a$ wide, so $h(y \mid x) = \ln a$. The density of
# $y$ is 1 in the middle and has two slopes of width $a$, which give $h(y) = a / 2$. Hence $I = a/2 - \ln a$.

# %%
def noisy_channel(count, width, rng):
    x, u = rng.uniform(size=(2, count, 1))
    return x, x + width * (u - 0.5)


for width in (1.0, 0.1):
    y = (np.arange(200_000) + 0.5) / 200_000 * (1 + width) - width / 2
    density = np.clip(np.minimum(y, 1 - y) / width + 0.5, 0, 1)
    h_y = -np.sum(density[density > 0] * np.log(density[density > 0])) * (1 + width) / 200_000
    print(f"a = {width}: h(y) = {h_y:.4f} by adding up, a/2 = {width / 2}; I = {width / 2 - np.log(width):.4f} nats")

# %% [markdown]
# ## Counting, and what it invents
#
# Begin with a table: eight values of $x$ and eight of $y$. In half of the cases $y$ repeats $x$, in the other half it
# is drawn on its own.

# %%
half_copied = np.full((8, 8), 0.5 / 64) + np.eye(8) * 0.5 / 8
truth = mutual_information(half_copied) * np.log(2)
print(f"I = {truth:.4f} nats, at most {np.log(8):.4f}")


def plug_in(counts):
    return mutual_information(counts / counts.sum()) * np.log(2)


def draw_counts(law, samples, rng):
    return rng.multinomial(samples, law.ravel()).reshape(law.shape)

# %% [markdown]
# **Predict.** Draw 30 pairs from this table, count them, and compute the information of the counts as if they were the
# law. The truth is 0.5428 nats. What comes out on average?

# %%
predict("counted_information", ...)  # a number, in nats

# %%
rng = np.random.default_rng(0)
counted = np.mean([plug_in(draw_counts(half_copied, 30, rng)) for _ in range(400)])
print(f"30 pairs: {counted:.2f} nats on average; the truth is {truth:.2f}")
recall("counted_information", counted, "nats")

# %% [markdown]
# Twice the truth. To take the excess off, you need to know where it comes from.
#
# The information is $H[x] + H[y] - H[x, y]$. A plug-in entropy is too low, because the frequencies of a sample are more
# uneven than the law behind them. Lesson 1 had the size: by about $(m - 1) / 2N$ nats, with $m$ values and $N$ samples.
# Here the joint entropy has many more values than the other two. So it is too low by the largest amount, and it stands
# there with a minus: the information comes out too high.
#
# Miller (1955), after Madow, adds $(m - 1)/2N$ to each of the three entropies. How many values $x$ could take is not in
# the sample, so $m$ counts those that were seen: $m_x$ rows, $m_y$ columns, $m_{xy}$ cells.

# %% [markdown]
# {exercise miller_madow}
#
# `counts`, shape (X, Y), holds how often each pair was seen. Return the information with the correction of Miller and
# Madow, a float in **nats**: the plug-in estimate, with $(m - 1)/2N$ added to each of the three entropies. Only rows,
# columns and cells that hold at least one sample count.

# %%
def miller_madow(counts):
    """H[x] + H[y] - H[x,y] of counts (X, Y), each entropy raised by (m - 1) / 2N. A float, in nats.

    N: the number of samples. m: how many values were seen at least once (rows, columns, cells).
    """
    # BEGIN SOLUTION
    rows, columns = np.count_nonzero(counts.sum(axis=1)), np.count_nonzero(counts.sum(axis=0))
    excess = (np.count_nonzero(counts) - rows - columns + 1) / (2 * counts.sum())
    return plug_in(counts) - excess
    # END SOLUTION


# %%
check("miller_madow", miller_madow)

# %% [markdown]
# There is a way that needs no formula for the bias. Leave out one sample at a time and see how the estimate moves. A
# bias proportional to $1/N$ shows itself in this movement and can be taken off. This is the **jackknife**: $N$ times
# the estimate, minus $N - 1$ times the mean of the estimates with one sample left out.

# %%
def jackknife(counts, estimate=plug_in):
    """N times the estimate minus N - 1 times its mean with one sample left out."""
    total, left_out = counts.sum(), 0.0
    for cell in zip(*np.nonzero(counts), strict=True):
        fewer = counts.copy()
        fewer[cell] -= 1
        left_out += counts[cell] / total * estimate(fewer)
    return total * estimate(counts) - (total - 1) * left_out


# %%
rng = np.random.default_rng(1)
sizes, ways = (30, 100, 300, 1000, 3000), {"plug-in": plug_in, "Miller-Madow": miller_madow, "jackknife": jackknife}
found = np.array([[[way(counts) for way in ways.values()]
                   for counts in (draw_counts(half_copied, size, rng) for _ in range(60))] for size in sizes])
for size, row in zip(sizes, found.mean(axis=1), strict=True):
    print(f"{size:5d} samples:", ", ".join(f"{name} {value:.2f}" for name, value in zip(ways, row, strict=True)))

# %%
fig, axes = subplots()
for way, name, marker in zip(range(3), ways, "os^", strict=True):
    axes.errorbar(np.array(sizes) * (0.94, 1, 1.06)[way], found[:, :, way].mean(axis=1), found[:, :, way].std(axis=1),
                  marker=marker, capsize=3, label=name)
axes.axhline(truth, color="black", linewidth=1, label="truth")
axes.set(xscale="log", xlabel="number of samples", ylabel="estimated information (nats)")
axes.legend()
show(fig, alt="Three estimates against the number of samples, with bars of one standard deviation over 60 tables. "
              "Plug-in starts at 1.1 nats with 30 samples, Miller-Madow just below it, the jackknife at 0.9; the truth "
              "is 0.54. From 300 samples on the two corrected ones lie on the truth; plug-in needs 3000.")

# %% [markdown]
# With 300 samples the corrections leave almost nothing of the bias. With 30 they leave most of it, because most of the
# 64 cells were never seen, and $m_{xy}$ counts what was seen.
#
# **Break it.** Make this worse. Let $x$ be uniform on very many values and $y = x$. The information is $H[x]$, the
# logarithm of their number. The joint entropy now has no more values than the others, so this time counting gives too
# little. Take 1,000 samples.

# %%
def counted_entropy(counts):
    p = counts[counts > 0] / counts.sum()
    return -np.sum(p * np.log(p))


rng = np.random.default_rng(2)
for values in (100, 1000, 10_000, 1_000_000):
    seen = np.unique(rng.integers(0, values, 1000), return_counts=True)[1]
    print(f"{values:9,d} values, I = {np.log(values):5.2f}: plug-in {counted_entropy(seen):.2f}, Miller-Madow "
          f"{miller_madow(np.diag(seen)):.2f}, jackknife {jackknife(seen, counted_entropy):.2f} nats")

# %% [markdown]
# None of them gets past 8, and the truth goes on. The plug-in estimate is an entropy of at most 1,000 different values,
# so it is at most $\ln N = 6.91$. The correction of Miller and Madow adds less than half a nat, and the jackknife about
# one, if no value was seen twice.
#
# They mend what was seen too unevenly. They cannot mend what was not seen. Paninski (2003) draws the same conclusion:
# where samples are few for each value, estimates are biased even if they are called bias-corrected. Keep the number
# $\ln N$ in mind.

# %% [markdown]
# ## Neighbours in place of cells
#
# Real numbers have no cells, and cutting them into bins adds a choice. Kraskov, Stögbauer and Grassberger (2004) let
# the samples choose. Take one pair $(x_i, y_i)$ and go to its $k$-th nearest neighbour, where the distance of two pairs
# is the *larger* of their distances in $x$ and in $y$. Call it $r_i$. Now look at $x$ alone: how many other $x$ lie
# strictly nearer than $r_i$? Call their number $n_x$, and likewise $n_y$.
#
# If $x$ and $y$ have nothing to do with each other, being near in $x$ says nothing about $y$. Then many points are near
# in $x$ alone and many in $y$ alone, and few in both. If $y$ follows $x$, those near in $x$ are near in $y$ as well,
# and $n_x$ and $n_y$ are hardly larger than $k$. The estimate, equation 8 of the paper, turns this into nats:
#
# $$\hat I = \psi(k) + \psi(N) - \frac 1N \sum_i \big[ \psi(n_x + 1) + \psi(n_y + 1) \big]$$
#
# $\psi$ is the **digamma** function, which is close to the logarithm for large numbers and corrects it for small ones:
# $\psi(1) = -0.5772$ and $\psi(n + 1) = \psi(n) + 1/n$.

# %% [markdown]
# {exercise ksg_information}
#
# `x` has shape (N, d_x) and `y` shape (N, d_y); no two distances are equal. Return the estimate, a float in nats.
# Within $x$, and within $y$, the distance of two points is the largest difference of their coordinates (the maximum
# norm).
#
# Ten lines are enough with `scipy.spatial.cKDTree`. `query(points, number, p=np.inf)` returns distances and indices of
# so many nearest points, and a point of the tree itself comes first, at distance 0. `query_ball_point(points, radius,
# p=np.inf, return_length=True)` counts the points *up to and with* the radius, one radius for each point.
# `scipy.special.digamma` is $\psi$.

# %%
from scipy.spatial import cKDTree
from scipy.special import digamma


def ksg_information(x, y, k):
    """psi(k) + psi(N) - mean of psi(n_x + 1) + psi(n_y + 1). x (N, d_x), y (N, d_y). A float, in nats.

    n_x, n_y: how many other points lie strictly nearer, in x or in y alone, than the k-th nearest pair.
    """
    # BEGIN SOLUTION
    pairs = np.hstack([x, y])
    radius = cKDTree(pairs).query(pairs, k + 1, p=np.inf)[0][:, k]
    just_below = np.nextafter(radius, 0)
    taken_off = 0.0
    for one in (x, y):
        with_itself = cKDTree(one).query_ball_point(one, just_below, p=np.inf, return_length=True)  # n + 1
        taken_off += np.mean(digamma(with_itself))
    return float(digamma(k) + digamma(len(x)) - taken_off)
    # END SOLUTION


# %%
check("ksg_information", ksg_information)

# %%
rng = np.random.default_rng(3)
for width in (1.0, 0.1):
    estimate = ksg_information(*noisy_channel(1000, width, rng), 3)
    print(f"channel with noise {width}: {estimate:.2f} nats, truth {width / 2 - np.log(width):.2f}")
nothing = [ksg_information(*rng.normal(size=(2, 1000, 1)), 3) for _ in range(20)]
print(f"independent pairs, 20 times: from {min(nothing):.2f} to {max(nothing):.2f}, {np.mean(np.less(nothing, 0)):.0%} "
      "of them negative")

# %% [markdown]
# Without bins and without a choice but $k$, 1,000 pairs give the information to within a tenth of a nat. For
# independent pairs the estimate scatters around 0 and is negative about half of the time.
#
# That is honest. Information is not negative, but an estimate that is right on average must err to both sides of the
# truth, and here the truth is 0. Cut it off at 0, or take the absolute value, and its mean is too high again, which was
# the fault of counting.
#
# ### Ties
#
# The formula supposes that no two distances are equal. Give it numbers that repeat, such as one fair bit twice:

# %%
bit = np.repeat([0.0, 1.0], 500)[:, None]
jitter = 1e-6 * np.random.default_rng(4).normal(size=(2, 1000, 1))
print(f"a bit and itself: {ksg_information(bit, bit, 3):.2f} nats; the truth is {np.log(2):.2f}")
print(f"with a little noise on both: {ksg_information(bit + jitter[0], bit + jitter[1], 3):.2f}")

# %% [markdown]
# Five hundred points lie at distance 0, so "the third neighbour" means nothing, and so does the result: written another
# way, as right as the first for numbers without ties, the estimator says 8.98 nats. The usual remedy is noise, a
# millionth of the range, which puts the points into some order. It helps here, where each value comes 500 times. Where
# values come a few times each, the result depends on the noise that was drawn, as the last section shows. If the values
# are names, count them.

# %% [markdown]
# ### Five nats
#
# **Predict.** A Gaussian pair in 20 dimensions shares 5 nats. What does the estimator find from 1,000 samples, with $k
# = 3$?

# %%
predict("ksg_at_five_nats", ...)  # a number, in nats

# %%
rng = np.random.default_rng(5)
ordered = np.array([0.5, 1, 2, 3, 4, 5, 6, 8])
neighbours = {dims: [ksg_information(*gaussian_pairs(1000, dims, nats, rng)[:2], 3) for nats in ordered]
              for dims in (1, 5, 20)}
ceiling = digamma(1000) - digamma(3)
recall("ksg_at_five_nats", neighbours[20][5], "nats")

# %%
fig, axes = subplots()
for (dims, values), marker in zip(neighbours.items(), "os^", strict=True):
    axes.plot(ordered, values, marker, linestyle="-", label=f"{dims} dimension{'s' if dims > 1 else ''}")
    print(f"d = {dims:2d}: 1 nat gives {values[1]:.1f}, 5 nats give {values[5]:.1f}, 8 nats {values[7]:.1f}")
axes.plot(ordered, ordered, color="black", linestyle="-", linewidth=0.8, label="truth")
axes.axhline(ceiling, color="black", linestyle=":", label=f"ceiling, {ceiling:.2f}")
axes.set(xlabel="true information (nats)", ylabel="estimate from 1,000 pairs (nats)")
axes.legend()
show(fig, alt="The nearest-neighbour estimate from 1,000 Gaussian pairs against the true information. In one dimension "
              "it follows the truth up to 4 nats and bends to 5.6 at 8. In 5 dimensions it finds 3.1 of 5 nats, in 20 "
              "dimensions 0.9 of 5. A dotted line marks the ceiling at 5.98 nats.")

# %% [markdown]
# Two things go wrong.
#
# In many dimensions, the nearest neighbour is far away. The formula takes the law to be even within that distance, and
# it is not: the estimate falls to a fraction of the truth. Gao, Ver Steeg and Galstyan (2015) show that the number of
# samples it needs grows exponentially with the information.
#
# And even in one dimension it has a ceiling. At each pair the $k - 1$ nearer neighbours are nearer in $x$ and in $y$ as
# well. So $n_x + 1$ and $n_y + 1$ are at least $k$, and $\hat I$ is at most $\psi(N) - \psi(k)$, for any data without
# ties. That is $\ln N$ minus about $\ln k$. You have seen the number before.

# %%
x = np.random.default_rng(6).normal(size=(1000, 1))
print(f"y = x, infinitely many nats: {ksg_information(x, x, 3):.4f}; psi(N) - psi(k) = {ceiling:.4f}")

# %% [markdown]
# ## A critic in place of the ratio
#
# The information is an average of $\ln \frac{p(x, y)}{p(x)\,p(y)}$ over pairs. Nobody knows this ratio. But you can let
# somebody guess it, as $Q$ guessed the posterior in lesson 7. A **critic** $f(x, y)$ gives each pair a number, high
# when $x$ and $y$ seem to belong together.
#
# Any critic gives a bound. From the independent law make another one, with the weights $e^{f}$: let $q(x, y) =
# p(x)\,p(y)\,e^{f(x, y)} / Z$, where $Z = \mathbb{E}_{p(x) p(y)}\, e^{f}$ makes it sum to 1. The divergence of the true
# law from this one is not negative (lesson 2), and written out it says
#
# $$I(x; y) \;\ge\; \mathbb{E}_{p(x, y)} \left[ f \right] - \ln \mathbb{E}_{p(x)\, p(y)} \left[ e^{f} \right]$$
#
# This is the bound of **Donsker and Varadhan** (1983). MINE (Belghazi et al. 2018) trains a network $f$ to raise it.
#
# The gap is that divergence. It closes when $q$ is the true law, that is, when $f$ is the logarithm of the ratio, up to
# a constant that $Z$ takes out again. You have met this critic: the best discriminator of lesson 4 says
# $D = p / (p + q)$, so its logit $\ln \frac{D}{1 - D}$ is $\ln \frac pq$. Let it tell pairs that belong together from
# as many pairs that were drawn apart, and its logit is the best $f$.
#
# For a Gaussian pair the best critic can be written down. Given $x$, each coordinate of $y$ is a Gaussian with mean
# $\rho x$ and variance $1 - \rho^2$.

# %% [markdown]
# {exercise best_critic_gaussian}
#
# `x` and `y` have shape (N, d); coordinates have the law of `gaussian_pairs`, with the given `correlation`. Return the
# matrix (N, N) whose entry $[i, j]$ is $\ln \frac{p(x_i, y_j)}{p(x_i)\, p(y_j)}$, in nats: every $x$ with every $y$,
# not only with its own.

# %%
def best_critic_gaussian(x, y, correlation):
    """ln p(x_i, y_j) / (p(x_i) p(y_j)) of standard Gaussians, coordinate by coordinate correlated. (N, N), in nats.

    x, y: (N, d). Given x, a coordinate of y has mean correlation * x and variance 1 - correlation^2.
    """
    # BEGIN SOLUTION
    variance = 1 - correlation**2
    error = y[None] - correlation * x[:, None]  # (N, N, d)
    terms = y[None] ** 2 / 2 - error**2 / (2 * variance) - np.log(variance) / 2
    return terms.sum(axis=2)
    # END SOLUTION


# %%
check("best_critic_gaussian", best_critic_gaussian)

# %% [markdown]
# One batch of N pairs gives N scores of pairs that belong together, on the diagonal, and $N(N - 1)$ scores of an $x$
# with somebody else's $y$. Off the diagonal the two are independent. So one matrix has all that the bound averages
# over.

# %%
rng = np.random.default_rng(7)
x, y, correlation = gaussian_pairs(6, 5, 3, rng)
scores = np.asarray(best_critic_gaussian(x, y, correlation))
fig, axes = subplots(width=4.6, height=3.6)
picture = axes.imshow(scores, cmap="RdBu_r", vmin=-12, vmax=12)
axes.grid(False)
axes.set(xlabel="number of y", ylabel="number of x", xticks=range(6), yticks=range(6))
fig.colorbar(picture, ax=axes, label="best critic (nats)")
for (i, j), value in np.ndenumerate(scores):
    axes.text(j, i, f"{value:.1f}", ha="center", va="center", color="white" if abs(value) > 8 else "black")
show(fig, alt="Scores of the best critic for six Gaussian pairs with 3 nats, as a 6 by 6 matrix. The diagonal, from "
              f"{np.diag(scores).min():.1f} to {np.diag(scores).max():.1f}, is positive; most others are negative.")
print(f"mean of the diagonal: {np.diag(scores).mean():.2f} nats")

# %% [markdown]
# {exercise donsker_varadhan_bound}
#
# `scores` is a matrix (N, N) like the one above. Return Donsker and Varadhan's bound from this batch, a float in nats:
# the mean of the diagonal, minus the logarithm of the mean of $e^{f}$ over the $N(N - 1)$ entries off the diagonal.
# Scores may be in the hundreds.

# %%
from scipy.special import logsumexp


def donsker_varadhan_bound(scores):
    """Mean of the diagonal of scores (N, N), minus ln of the mean of e^score off the diagonal. A float, in nats."""
    # BEGIN SOLUTION
    apart = scores[~np.eye(len(scores), dtype=bool)]
    return float(np.mean(np.diagonal(scores)) - logsumexp(apart) + np.log(len(apart)))
    # END SOLUTION


# %%
check("donsker_varadhan_bound", donsker_varadhan_bound)

# %% [markdown]
# Tight or not? With the best critic, no training stands between you and the answer.

# %%
rng = np.random.default_rng(8)
x, y, correlation = gaussian_pairs(2000, 5, 1, rng)
best = np.asarray(best_critic_gaussian(x, y, correlation))
for name, critic in (("best critic", best), ("best critic + 3", best + 3), ("half of it", best / 2), ("0", best * 0)):
    print(f"{name:16s} {donsker_varadhan_bound(critic):.2f} nats, truth 1.00")

# %% [markdown]
# The best critic reaches the truth, as exactly as 2,000 pairs allow. A constant does no harm, and a timid critic loses.
#
# ## A bound without the logarithm
#
# The logarithm of a mean is unpleasant: the mean of a batch goes through a curve, so its error becomes a bias.
# **Nguyen, Wainwright and Jordan** (2010) do without. A logarithm lies below each of its tangents, so $\ln Z \le Z /
# e$, with equality at $Z = e$. Put this in:
#
# $$I(x; y) \;\ge\; \mathbb{E}_{p(x, y)} \left[ f \right] - \mathbb{E}_{p(x)\, p(y)} \left[ e^{f - 1} \right]$$
#
# Two plain means, so a batch is right on average. In return the constant matters now: equality needs $Z = e$, so the
# best critic is $1 + \ln \frac{p(x, y)}{p(x)\, p(y)}$.

# %% [markdown]
# {exercise nwj_bound}
#
# Return this bound from a matrix of scores, a float in nats: the mean of the diagonal, minus the mean of $e^{f - 1}$
# over the entries off the diagonal. The scores are $f$ itself.

# %%
def nwj_bound(scores):
    """Mean of the diagonal of scores (N, N), minus the mean of e^(score - 1) off the diagonal. A float, in nats."""
    # BEGIN SOLUTION
    apart = scores[~np.eye(len(scores), dtype=bool)]
    return float(np.mean(np.diagonal(scores)) - np.mean(np.exp(apart - 1)))
    # END SOLUTION


# %%
check("nwj_bound", nwj_bound)

# %%
shifts = np.linspace(-1, 3, 41)
fig, axes = subplots()
axes.plot(shifts, [nwj_bound(best + shift) for shift in shifts], label="Nguyen, Wainwright and Jordan")
axes.plot(shifts, [donsker_varadhan_bound(best + shift) for shift in shifts], label="Donsker and Varadhan")
axes.axvline(1, color="black", linestyle=":", linewidth=1)
axes.set(xlabel="constant added to ln of the ratio", ylabel="bound (nats)", ylim=(-4, 1.5))
axes.legend(loc="lower center")
show(fig, alt="Both bounds for the best critic plus a constant, with 1 nat of information. Donsker and Varadhan's is a "
              "horizontal line at 1 nat. The other touches it at the constant 1 and falls away to both sides, to -0.1 "
              "at -1 and to -3.4 at 3.")
print(*[f"constant {shift}: {nwj_bound(best + shift):.2f} nats;" for shift in (0, 1, 3)])

# %% [markdown]
# ## Which of the batch is mine?
#
# **InfoNCE** (van den Oord et al. 2018) asks another question. Here are one $x$ and the $N$ values $y_1 \ldots y_N$ of
# the batch. One of them belongs to $x$, the others were drawn with somebody else. Which one?
#
# Let the critic answer. The softmax of its scores along the row is a guess, a law over N places, and the guess is
# scored by its logarithm at the right place:
#
# $$\hat I = \ln N + \frac 1N \sum_i \ln \frac{e^{f(x_i, y_i)}}{\sum_j e^{f(x_i, y_j)}}
# = \frac 1N \sum_i \left[ f(x_i, y_i) - \ln \frac 1N \sum_j e^{f(x_i, y_j)} \right]$$
#
# The entropy of a uniform code with N values, plus the mean logarithm of a guess: **this is lesson 7's bound**. The
# code is the place of the true $y$ in the batch, and the softmax is $Q$. So on average it lies below the information
# that the row holds about the place.
#
# And that is at most $I(x; y)$. The law of the row, given the place, differs from that of N independent draws in one
# entry, so its divergence from them is $I(x; y)$ on average. The information about the place is the divergence from the
# law of the row *without* the place, and no law is nearer on average than that one.

# %% [markdown]
# {exercise infonce_bound}
#
# Return this estimate from a matrix of scores, a float in nats. Row $i$ holds $f(x_i, y_1) \ldots f(x_i, y_N)$, and the
# sum under the logarithm runs over the whole row, the true pair included. Scores may be in the hundreds.

# %%
def infonce_bound(scores):
    """Mean over rows i of score_ii - ln of the mean of e^score_ij over j. scores (N, N). A float, in nats."""
    # BEGIN SOLUTION
    log_mean = logsumexp(scores, axis=1) - np.log(len(scores))
    return float(np.mean(np.diagonal(scores) - log_mean))
    # END SOLUTION


# %%
check("infonce_bound", infonce_bound)

# %% [markdown]
# ### The ceiling
#
# **Predict.** A Gaussian pair shares 8 nats, and the critic is the best there is. What does InfoNCE report on average
# from batches of 64 pairs?

# %%
predict("infonce_at_eight", ...)  # a number, in nats

# %% [markdown]
# {exercise infonce_ceiling}
#
# Return a pair. First, the largest value that InfoNCE can report from a batch of `batch` pairs, whatever the scores
# are, in nats. Second, the smallest batch that could report `information` nats, a whole number.

# %%
def infonce_ceiling(batch, information):
    """(largest InfoNCE of a batch of so many pairs, in nats; smallest batch that can report information nats)."""
    # BEGIN SOLUTION
    return np.log(batch), int(np.ceil(np.exp(information)))
    # END SOLUTION


# %%
check("infonce_ceiling", infonce_ceiling)

# %%
rng = np.random.default_rng(9)


def batches(nats, count=400, size=64, dims=5):
    """Matrices of the best critic's scores for so many batches."""
    for _ in range(count):
        yield np.asarray(best_critic_gaussian(*gaussian_pairs(size, dims, nats, rng)))


at_eight = np.mean([infonce_bound(scores) for scores in batches(8)])
print(f"InfoNCE at 8 nats, batches of 64: {at_eight:.2f} nats; the ceiling is {infonce_ceiling(64, 8)[0]:.2f}")
print(f"8 nats could be reported from batches of {infonce_ceiling(64, 8)[1]:,} pairs, 20 nats from "
      f"{infonce_ceiling(64, 20)[1]:,}")
recall("infonce_at_eight", at_eight, "nats")

# %% [markdown]
# The reason is in the formula: the mean under the logarithm holds $e^{f(x_i, y_i)} / N$ and other terms that are
# positive, so no row says more than $\ln N$.
#
# It is also the ceiling of lesson 7. There the code had ten values, and no image could tell more than $\ln 10 = 2.30$
# nats about it. Here the code is a place among N, and no pair can tell more than $\ln N$ about it.

# %% [markdown]
# ## What each one pays
#
# Three bounds, one matrix, the best critic. Order more and more information and watch the mean and the scatter over
# batches of 64.
#
# **Predict.** At 8 nats, does the mean of Donsker and Varadhan's estimate lie above the truth, below it, or on it?

# %%
predict("dv_at_eight", ...)  # one of 'above', 'below', 'on it'

# %%
bounds = {"Donsker-Varadhan": donsker_varadhan_bound, "Nguyen et al.": lambda scores: nwj_bound(scores + 1),
          "InfoNCE": infonce_bound}
true_nats = np.arange(1, 9)
values = np.array([[[bound(scores) for bound in bounds.values()] for scores in batches(nats)] for nats in true_nats])
means, scatter = values.mean(axis=1), values.std(axis=1)
print(f"at 8 nats: Donsker-Varadhan {means[-1, 0]:.1f}, Nguyen et al. {means[-1, 1]:.1f}, InfoNCE {means[-1, 2]:.1f}")
recall("dv_at_eight", "above" if means[-1, 0] > 8.1 else "below" if means[-1, 0] < 7.9 else "on it")

# %%
fig, axes = subplots(1, 2, height=3.6)
for column, (name, marker) in enumerate(zip(bounds, "osd", strict=True)):
    axes[0].plot(true_nats, means[:, column], marker, linestyle="-", label=name)
    axes[1].plot(true_nats, scatter[:, column], marker, linestyle="-", label=name)
axes[0].plot(true_nats, true_nats, color="black", linestyle="-", linewidth=0.8, label="truth")
axes[0].axhline(np.log(64), color="black", linestyle=":", label="ln 64")
axes[1].plot(true_nats, np.sqrt((np.exp(2 * true_nats) - 1) / (64 * 63)), "k--", label=r"$\sqrt{(e^{2I} - 1)/M}$")
axes[0].set(xlabel="true information (nats)", ylabel="mean over 400 batches (nats)")
axes[1].set(xlabel="true information (nats)", ylabel="standard deviation (nats)", yscale="log")
for axis in axes:
    axis.legend(fontsize=8)
show(fig, alt=f"Left: mean of three bounds with the best critic, batches of 64. InfoNCE bends away at 3 nats, ends at "
              f"{means[-1, 2]:.1f}, under ln 64 = 4.16. The other two follow the truth; Donsker and Varadhan's ends "
              f"above it, at {means[-1, 0]:.1f} for 8. Right: standard deviations on a logarithmic axis. That of "
              "InfoNCE falls from 2 nats on, the others grow; the dashed line grows faster, to 47 nats.")

# %% [markdown]
# **InfoNCE pays in bias.** Its scatter is smallest where its value is worth least.
#
# **Donsker and Varadhan's pays in both, and its bias goes upwards.** The bound holds for the true mean of $e^f$. A
# batch has another mean, and the logarithm is curved: on average $-\ln$ of a batch's mean is *above* $-\ln$ of the true
# mean (Jensen, lesson 2). So the estimate lies above the bound on average, and with the best critic the bound is the
# truth. What a batch reports is therefore no lower bound, not even on average.
#
# **Nguyen, Wainwright and Jordan's pays in scatter.** It averages $r = e^{f - 1}$, the ratio of the densities. Over
# independent pairs its mean is 1, and its variance can be computed:
#
# $$\mathrm{Var}\, r = \mathbb{E}_{p(x)p(y)}\, r^2 - 1 = \mathbb{E}_{p(x, y)}\, r - 1 \ge e^{\,\mathbb{E} \ln r} - 1
# = e^{I} - 1$$
#
# In the second step one $r$ turns the independent law into the joint one; the third is Jensen. For Gaussian pairs it
# comes to exactly $\mathrm{Var}\, r = e^{2I} - 1$, in any dimension. So the number of independent pairs that hold the
# error at 0.1 nats grows exponentially with the information you want to measure.

# %% [markdown]
# **Predict.** How many independent pairs must be averaged for a standard deviation of 0.1 nats, at 10 nats between two
# Gaussians? The right power of ten is enough.

# %%
predict("pairs_for_ten_nats", ...)  # a number of pairs, such as 1e6

# %%
grid = np.linspace(-80, 80, 400_001)


def squared_ratio(variance):
    """The integral of N(u; 0, variance)^2 / N(u; 0, 1)."""
    heights = np.exp(grid**2 / 2 - grid**2 / variance) / (variance * np.sqrt(2 * np.pi))
    return heights.sum() * (grid[1] - grid[0])


for nats in (0.5, 1.0, 1.5):
    rho = np.sqrt(1 - np.exp(-2 * nats))
    integral = squared_ratio(1 + rho) * squared_ratio(1 - rho) - 1  # u = (x + y) / root 2 and v = (x - y) / root 2
    print(f"{nats} nats: Var r is {integral:.2f} by integration; e^2I - 1 = {np.exp(2 * nats) - 1:.2f}")
needed = (np.exp(20) - 1) / 0.1**2
print(f"10 nats: {needed:.1e} pairs for a standard deviation of 0.1")
recall("pairs_for_ten_nats", needed, "pairs", close="power of ten")

# %% [markdown]
# Can you see this variance in samples? Draw two million independent pairs, score each with the ratio, and take the
# variance.

# %%
rng = np.random.default_rng(10)
for nats in (0.5, 1.0, 1.5):
    x, y = rng.normal(size=(2, 2_000_000))
    variance = np.exp(-2 * nats)
    ratio = np.exp(y**2 / 2 - (y - np.sqrt(1 - variance) * x) ** 2 / (2 * variance)) / np.sqrt(variance)
    print(f"{nats} nats: variance {ratio.var():5.2f} of {1 / variance - 1:5.2f}, largest ratio {ratio.max():,.0f}")

# %% [markdown]
# At 1.5 nats two million pairs show 7 of 19. The rest comes from pairs with a huge ratio, far out where both
# $x$ and $y$ are extreme, which are too rare to be drawn. Hence the right panel above: the dashed line is the root of
# $(e^{2I} - 1)/M$ for the $M = 64 \cdot 63$ pairs off the diagonal, and from 4 nats on the batches show less. A scatter
# that looks small is no proof that it is.

# %% [markdown]
# **Break it.** A critic may learn its batch by heart: one high score for each pair it has seen together, 0 for all
# others. Give that critic back the batch it learned.

# %%
for height in (5, 20, 100):
    by_heart = height * np.eye(64)
    print(f"score {height:3d}: Donsker-Varadhan {donsker_varadhan_bound(by_heart):6.2f}, "
          f"Nguyen et al. {nwj_bound(by_heart):6.2f}, InfoNCE {infonce_bound(by_heart):.2f}")

# %% [markdown]
# The inequalities hold for a critic that was fixed *before* the samples were drawn. On the samples it was trained on,
# two of the three report any number you like, whatever the data are, and InfoNCE its ceiling. So train on one half and
# report the value on the other.

# %% [markdown]
# ## Which one is L_I?
#
# None of the three. $L_I$ has no independent pairs, no exponential, and compares nothing within a batch. It is the
# bound of **Barber and Agakov** (2003), and it guesses not a ratio but a law:
#
# $$I(x; y) \;\ge\; h(x) + \mathbb{E}_{p(x, y)} \left[ \ln Q(x \mid y) \right]$$
#
# In InfoGAN, $x$ is the code and $y$ the image. The gap is the average divergence of $p(x \mid y)$ from $Q$ (lesson 7).

# %% [markdown]
# {exercise barber_agakov_bound}
#
# $Q$ says that each coordinate of `x`, shape (N, d), is Gaussian around the guess `mean`, shape (N, d), with the
# standard deviation `std`, a float. Return `entropy`, which is $h(x)$, plus the mean of $\ln Q$: summed over the
# coordinates, averaged over the samples, a float in nats.

# %%
def barber_agakov_bound(x, mean, std, entropy):
    """entropy + mean over samples of the sum over coordinates of ln N(x; mean, std). x, mean (N, d). In nats."""
    # BEGIN SOLUTION
    log_q = -(((x - mean) / std) ** 2) / 2 - np.log(std) - np.log(2 * np.pi) / 2
    return float(entropy + np.mean(np.sum(log_q, axis=1)))
    # END SOLUTION


# %%
check("barber_agakov_bound", barber_agakov_bound)

# %%
rng = np.random.default_rng(11)
for nats in (2, 8, 20):
    reported = []
    for _ in range(400):
        x, y, correlation = gaussian_pairs(64, 5, nats, rng)
        entropy_of_x = 5 * (np.log(2 * np.pi) + 1) / 2
        reported.append(barber_agakov_bound(x, correlation * y, np.sqrt(1 - correlation**2), entropy_of_x))
    print(f"{nats:2d} nats, batches of 64: mean {np.mean(reported):.2f}, standard deviation {np.std(reported):.2f}")

# %% [markdown]
# With the best $Q$ it is on the truth at 20 nats, with a scatter of a fifth of a nat, from 64 pairs. No ceiling here,
# no growing variance, no bias. What did it know that the others did not?
#
# It was told $h(x)$. The other three never ask for it. And its $Q$ is a *law*, which sums to 1 by construction, while a
# critic may be any function and needs the independent pairs to find out its own $Z$. With $h(x)$ known, all that is
# left to estimate is a mean of logarithms, and logarithms scatter little.
#
# InfoGAN is in the rare position to know $h(x)$ exactly, because it draws the codes itself, from a law of its choice.
# Of photographs nobody has it. That is why between two of them one takes MINE or InfoNCE, which need nothing but pairs.
#
# They are $L_I$'s relatives all the same. Make the guess from a critic, $Q(x \mid y) = p(x)\, e^{f(x, y)} / Z(y)$ with
# $Z(y) = \mathbb{E}_{p(x)}\, e^{f(x, y)}$. In Barber and Agakov's bound $h(x)$ and the mean of $\ln p(x)$ cancel, and
# what is left is
#
# $$I(x; y) \;\ge\; \mathbb{E}_{p(x, y)} \left[ f \right] - \mathbb{E}_{p(y)} \left[ \ln Z(y) \right]$$
#
# So the entropy is not needed any more, and $Z(y)$ has to be found from samples in its place. One logarithm for all $y$
# makes the second term larger (Jensen) and gives Donsker and Varadhan's bound. The tangent of the logarithm makes it
# larger still and gives the one of Nguyen et al. InfoNCE, with $x$ and $y$ exchanged, takes for $Z$ the mean over the
# batch, the pair itself included (Poole et al. 2019, section 2).
#
# ### Watch them learn
#
# Now forget the best critic and train one. It has the form $f(x, y) = x^\top W y + u(x) + v(y)$ with two small networks
# $u$ and $v$, so the best critic is nearly within reach. The information is raised twice, from 2 to 4 to 6 nats, and
# every step sees a fresh batch.

# %%
import torch
from torch import nn

DIMS, LEVELS, STEPS = 5, (2, 4, 6), 800


def small_network(outputs):
    return nn.Sequential(nn.Linear(DIMS, 32), nn.ReLU(), nn.Linear(32, outputs))


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.matrix = nn.Parameter(torch.zeros(DIMS, DIMS))
        self.u, self.v = small_network(1), small_network(1)

    def forward(self, x, y):
        """Scores of every x with every y, (N, N)."""
        return x @ self.matrix @ y.T + self.u(x) + self.v(y).T


# %% [markdown]
# The bounds once more, in PyTorch, because now a gradient must flow through them. InfoNCE is $\ln N$ minus the
# cross-entropy of the softmax, whose right class is the number of the row.

# %%
from torch.nn.functional import cross_entropy


def off_diagonal(scores):
    return scores[~torch.eye(len(scores), dtype=torch.bool)]


def trained_by_dv(scores):
    apart = off_diagonal(scores)
    return scores.diagonal().mean() - apart.logsumexp(dim=0) + np.log(len(apart))


def trained_by_nwj(scores):
    return scores.diagonal().mean() - (off_diagonal(scores) - 1).exp().mean()


def trained_by_infonce(scores):
    return np.log(len(scores)) - cross_entropy(scores, torch.arange(len(scores)))


# %% [markdown]
# For $L_I$ a network looks at $y$ and returns mean and $\ln \sigma$ of each coordinate of $x$.

# %%
def critic_bound(bound):
    critic = Critic()
    return critic, lambda x, y: bound(critic(x, y))


def law_bound():
    network = small_network(2 * DIMS)

    def bound(x, y):
        mean, log_std = network(y).chunk(2, dim=1)
        log_q = -(((x - mean) / log_std.exp()) ** 2) / 2 - log_std - np.log(2 * np.pi) / 2
        return DIMS * (np.log(2 * np.pi) + 1) / 2 + log_q.sum(dim=1).mean()
    return network, bound


# %%
def watch(make, batch):
    """The bound at every step, on batches that were not trained on yet."""
    torch.manual_seed(0)
    source = np.random.default_rng(12)
    network, bound = make()
    optimizer, curve = torch.optim.Adam(network.parameters(), lr=0.005), []
    for nats in LEVELS:
        for _ in range(STEPS):
            x, y, _ = gaussian_pairs(batch, DIMS, nats, source)
            value = bound(torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))
            optimizer.zero_grad()
            (-value).backward()
            optimizer.step()
            curve.append(value.item())
    return np.array(curve)


# %% tags=["train"]
runs = {"Barber-Agakov ($L_I$)": (law_bound, 64), "Donsker-Varadhan (MINE)": (lambda: critic_bound(trained_by_dv), 64),
        "Nguyen et al.": (lambda: critic_bound(trained_by_nwj), 64),
        "InfoNCE, batch 64": (lambda: critic_bound(trained_by_infonce), 64),
        "InfoNCE, batch 512": (lambda: critic_bound(trained_by_infonce), 512)}
curves = {name: watch(*run) for name, run in runs.items()}

# %% tags=["train"]
ends = {name: [curve[end - 200:end] for end in (STEPS, 2 * STEPS, 3 * STEPS)] for name, curve in curves.items()}
for name, parts in ends.items():
    print(f"{name:24s}", *[f"{nats} nats: {part.mean():5.2f} ± {part.std():.2f};" for nats, part in
                           zip(LEVELS, parts, strict=True)])
assert abs(ends["Barber-Agakov ($L_I$)"][2].mean() - 6) < 0.3
assert ends["InfoNCE, batch 64"][2].mean() < np.log(64) and ends["InfoNCE, batch 512"][2].mean() < np.log(512)
assert ends["Donsker-Varadhan (MINE)"][2].std() > 2 * ends["InfoNCE, batch 64"][2].std()

# %% tags=["train"]
fig, axes = subplots(1, 5, width=11, height=3, sharey=True)
steps = np.arange(3 * STEPS)
for axis, (name, curve) in zip(axes, curves.items(), strict=True):
    axis.plot(steps, curve, color=COLORS["sky"], linestyle="-", linewidth=0.4)
    axis.plot(steps[24:-25], np.convolve(curve, np.ones(50) / 50, "valid"), color=COLORS["blue"], linestyle="-")
    axis.step([0, STEPS, 2 * STEPS, 3 * STEPS], [2, 2, 4, 6], color="black", linestyle="--", linewidth=1)
    if "InfoNCE" in name:
        axis.axhline(np.log(512 if "512" in name else 64), color="black", linestyle=":", linewidth=0.8)
    axis.set(title=name, xlabel="step", ylim=(-1, 8))
    axis.title.set_fontsize(9)
axes[0].set_ylabel("bound (nats)")
show(fig, alt="Five training curves against a truth (dashed) that steps from 2 to 4 to 6 nats. Barber-Agakov reaches "
              "each level. The critics reach 1.6 to 1.9 of 2 nats. At 6 nats Donsker-Varadhan is near 4 and Nguyen et "
              "al. near 3, both with deep spikes downwards; InfoNCE with 64 pairs is flat at 3.7, under its dotted "
              "ceiling of 4.16, and with 512 pairs it reaches 4.7. Its scatter is the least.")

# %% [markdown]
# $L_I$ comes within a tenth of a nat of the truth each time. InfoNCE is the calmest and stops under its ceiling; eight
# times as many pairs raise the ceiling by $\ln 8 = 2.1$ nats and make the matrix 64 times as large. The other two have
# spikes, where a pair drawn apart got a high score. In such a step this one pair of 4,032 gives half or more of the
# gradient of the second term. So their critics stay behind the best one, with which a batch would be right on average
# or too high.
#
# Poole et al. (2019), section 3, show curves of this kind for 20 dimensions, and in section 2 bounds that lie between
# InfoNCE and the one of Nguyen et al. and trade bias for variance.

# %% [markdown]
# ### Written question: which bound is L_I?
#
# A friend knows MINE and InfoNCE from representation learning and asks how InfoGAN's $L_I$ is related to them.
#
# Rubric (4 points): (1) whose bound $L_I$ is, and what is guessed in it, compared with a critic; (2) what it needs that
# the others do not, and why InfoGAN has it; (3) what it is spared: two of ceiling, bias and variance, each with its
# reason; (4) in which sense InfoNCE is a bound of the same kind, with the code it is about.

# %% [markdown]
# {written which_bound_is_l_i 4}
#
# <!-- BEGIN SOLUTION -->
# $L_I = H(c) + \mathbb{E} \ln Q(c \mid x)$ is the bound of Barber and Agakov. It guesses a law, the posterior of the
# code given the image, which sums to 1 by construction. MINE and InfoNCE guess a score $f$ for each pair, any number,
# whose best value is the logarithm of $p(x, y) / p(x) p(y)$ up to a constant (in InfoNCE up to a function of the one
# that is held fixed).
#
# It needs the entropy of one of the two variables. InfoGAN draws the codes from a prior of its own, so it knows $H(c)$
# exactly. Of a natural variable, such as a view of a scene, it is not known, and to estimate it from samples meets the
# same difficulties: for a discrete variable it is the information of the variable with itself.
#
# In return it needs no pairs drawn apart. So there is no mean of $e^f$: no variance that grows like $e^{I}$ or faster,
# as with Nguyen et al.; no logarithm of a batch's mean, which makes the estimate of Donsker and Varadhan too large on
# average; no comparison within a batch, which limits InfoNCE to $\ln N$. It is a mean of logarithms, right on average
# for each batch. Its own ceiling is $H(c)$, a property of the code and not of the batch.
#
# InfoNCE is the same bound for another code: the place of the true partner among N. This code is uniform, so its
# entropy $\ln N$ is known, the softmax over the scores is $Q$, and the bound on the information about the place is a
# bound on the information between the two variables as well.
# <!-- END SOLUTION -->

# %% [markdown]
# ## The wall
#
# Counting stopped near $\ln N$, the neighbours stopped there, and so did InfoNCE. Donsker and Varadhan's estimate
# passes it, and cannot be trusted when it does. Is a better method to be found? McAllester and Stratos (2020) say no:
# **a lower bound that holds for every law, with high confidence, from N samples, cannot be larger than about $\ln N$**,
# up to a factor and a constant.
#
# The reason is two laws that cannot be told apart. Take $n$ equally likely values of $x$ and $n$ of $y$.
#
# - In the first law $x$ and $y$ are independent: 0 nats.
# - In the second each $x$ has its own $y$, by a list that somebody shuffled and nobody knows: $\ln n$ nats.
#
# Draw samples. As long as no value of $x$ and no value of $y$ comes twice, both laws give the same thing: different
# values of $x$, each with a $y$ drawn at random from those not used yet. All such samples are equally likely, under
# either law. So nothing that a program computes from them can tell the laws apart. Only a repetition could: in the
# second law a repeated $x$ brings its $y$ along.
#
# Two given samples have the same $x$ with probability $1/n$, and among N samples two can be chosen in $N(N - 1)/2$
# ways. So a repetition of $x$ has at most the probability $N(N - 1)/2n$, and so has one of $y$.

# %% [markdown]
# {exercise indistinguishable_pair}
#
# Build the two laws, as tables of one shape, rows $x$ and columns $y$: in the first, $x$ and $y$ are independent; in
# the second, they share at least $2 \ln(\text{samples})$ nats. Both must have the same $p(x)$ and the same $p(y)$.
# Among `samples` draws a value of $x$ may come twice with a probability of at most `chance`, and so may a value of $y$.
#
# Return the pair of tables, independent one first. In the second any list will do, for instance $y = x$; that nobody
# knows the list is not part of the table.

# %%
def indistinguishable_pair(samples, chance):
    """(independent, dependent): tables (n, n) with equal marginals, 0 nats and at least 2 ln(samples) nats.

    n must be so large that among samples draws a value of x, or of y, comes twice with probability chance at most.
    """
    # BEGIN SOLUTION
    n = int(np.ceil(samples * (samples - 1) / (2 * chance)))
    return np.full((n, n), 1 / n**2), np.eye(n) / n
    # END SOLUTION


# %%
check("indistinguishable_pair", indistinguishable_pair)

# %%
first, second = map(np.asarray, indistinguishable_pair(12, 0.3))
print(f"yours, for 12 samples: {mutual_information(first):.2f} nats, and at least {2 * np.log(12):.2f} nats: "
      f"{mutual_information(second) * np.log(2) >= 2 * np.log(12)}")

# %% [markdown]
# Now a thousand samples, and a repetition of $x$ once in a hundred times. The tables would be too large to write down,
# but not to draw from: for the shuffled list it is enough to give each new $x$ a $y$ that was not used yet.

# %%
values = 1000 * 999 * 50  # 1000 * 999 / 2 ways to choose two, over a chance of 0.01
rng = np.random.default_rng(13)


def independent_law():
    return rng.integers(0, values, (2, 1000))


def list_law():
    x = rng.integers(0, values, 1000)
    names, which = np.unique(x, return_inverse=True)
    return x, rng.choice(values, len(names), replace=False)[which]


print(f"{values:,} values: 0 nats or {np.log(values):.2f} nats; 2 ln 1000 = {2 * np.log(1000):.2f}")

# %% [markdown]
# **Predict.** What does the nearest-neighbour estimator say about the law with 17.73 nats?

# %%
predict("ksg_of_the_list", ...)  # a number, in nats

# %%
def both_estimates(x, y):
    noise = rng.uniform(size=(2, 1000, 1))
    _, counts = np.unique(np.stack([x, y]), axis=1, return_counts=True)
    counted = -np.sum(counts / 1000 * np.log(counts / 1000))  # where no value comes twice, H[x] = H[y] = H[x,y]
    return ksg_information(x[:, None] + noise[0], y[:, None] + noise[1], 3), counted


laws = {"independent, 0 nats": independent_law, "list, 17.73 nats": list_law}
estimates = {name: np.array([both_estimates(*draw()) for _ in range(60)]) for name, draw in laws.items()}
for name, found in estimates.items():
    print(f"{name:20s}: neighbours {abs(found[:, 0].mean()):.2f} ± {found[:, 0].std():.2f}, "
          f"counts {found[:, 1].mean():.2f} nats")
recall("ksg_of_the_list", estimates["list, 17.73 nats"][:, 0].mean(), "nats", close=None)

# %%
fig, axes = subplots()
edges = np.linspace(-0.12, 0.12, 13)
for (name, found), colour, style in zip(estimates.items(), ("blue", "vermilion"), ("-", "--"), strict=True):
    axes.hist(found[:, 0], edges, histtype="step", linewidth=1.8, color=COLORS[colour], linestyle=style, label=name)
axes.set(xlabel="nearest-neighbour estimate from 1,000 samples (nats)", ylabel="samples", yticks=range(0, 25, 5))
axes.legend()
show(fig, alt="Histograms of the nearest-neighbour estimate from 60 samples of each law. Both are centred on 0 and "
              "equally wide, with a standard deviation of 0.03 nats; the laws have 0 and 17.73 nats.")

# %% [markdown]
# Neighbours say 0 of both, counts say $\ln 1000 = 6.91$ of both. Any other program, too, gives a number to one law
# about as often as to the other, up to 2 samples in 100, because a repetition is all that could tell them apart. And
# every number is wrong by at least half of 17.73 nats about one of the two.
#
# From here the theorem is near. Take any law with a huge information, and let somebody draw a list of $n$ pairs from it
# and shuffle it. Drawing from the list is a law as well. Its information is at most $\ln n$, since its $x$ takes $n$
# values at most. With $n = N(N - 1) / 2c$, a sample of N from the list holds a line twice with probability at most $c$;
# otherwise it *is* a sample from the first law. So a bound that is valid for every law, and so for such lists, must
# stay under $\ln n = 2 \ln N + \ln(1/2c)$, nearly, on samples that the first law gives just as well. For 1,000 samples
# and $c = 0.01$ that is 17.73 nats. (The constants of the paper's theorems differ. It shows besides that Donsker and
# Varadhan's bound, with the error of its second term allowed for, cannot vouch for more than $\ln N$.)
#
# A list is nothing exotic. A program that makes each picture from a seed of 26 bits is one.

# %%
rng = np.random.default_rng(14)
seeds = rng.integers(0, values, 1000)
made = [gaussian_pairs(1, 20, 50, np.random.default_rng(seed)) for seed in seeds]
listed = np.concatenate([pair[0] for pair in made]), np.concatenate([pair[1] for pair in made])
drawn = gaussian_pairs(1000, 20, 50, rng)
for name, (x, y), nats in (("Gaussian pairs", drawn[:2], 50.0), ("one of a list of them", listed, np.log(values))):
    guess, width = drawn[2] * y, np.sqrt(1 - drawn[2] ** 2)
    print(f"{name:22s} {nats:5.2f} nats: neighbours {ksg_information(x, y, 3):.1f}, "
          f"InfoNCE {infonce_bound(np.asarray(best_critic_gaussian(x, y, drawn[2]))):.2f}, "
          f"Barber-Agakov {barber_agakov_bound(x, guess, width, 10 * (np.log(2 * np.pi) + 1)):.1f}")

# %% [markdown]
# Neighbours and InfoNCE stay low for both laws. $L_I$ says 50, which is right for the Gaussian pairs and 32 nats too
# high for the list. It is no bound there, because the entropy that was put in is that of a Gaussian, and the list's $x$
# is none: it has a finite number of values.
#
# ### What passes the wall
#
# The theorem says *every law*. Whoever knows something about the law may claim more. The nearest-neighbour estimator
# supposes that a density is smooth, which a list is not. $L_I$ supposes that the law of the code is known. Let the code
# have 20 Gaussian coordinates that share 20 nats with the data. Learn $Q$, a straight line, from 500 pairs, and report
# the bound on 500 others.

# %%
rng = np.random.default_rng(15)
x, y, correlation = gaussian_pairs(1000, 20, 20, rng)
slope = np.sum(x[:500] * y[:500]) / np.sum(y[:500] ** 2)
std = np.std(x[:500] - slope * y[:500])
known = 20 * (np.log(2 * np.pi) + 1) / 2
reported = [barber_agakov_bound(x[500 + i:501 + i], slope * y[500 + i:501 + i], std, known) for i in range(500)]
print(f"L_I from 500 pairs: {np.mean(reported):.2f} ± {np.std(reported) / np.sqrt(500):.2f} nats, truth 20")
print(f"InfoNCE from all 1000 with the best critic: "
      f"{infonce_bound(np.asarray(best_critic_gaussian(x, y, correlation))):.2f} nats, ln 1000 = {np.log(1000):.2f}")

# %% [markdown]
# Nearly three times $\ln N$, with an error bar, from the same thousand pairs, provided that the code was drawn as it is
# said to be. InfoGAN's code is, because the program itself draws it. The step that McAllester and Stratos recommend is
# this one: write the information as a difference of entropies, and estimate each by a cross-entropy, whose error
# shrinks like $1/\sqrt N$. Where the first entropy has to be estimated as well, the difference has no guarantee any
# more, and they say so.

# %% [markdown]
# ### Written question: forty nats
#
# A paper reports 40 nats of mutual information between two crops of the same photograph, as a lower bound, from 50,000
# photographs, by a trained critic. What do you believe, and what do you ask?
#
# Rubric (4 points): (1) the order of what such a sample can support, with a number, and the condition under which; (2)
# why the report may be too high: name the estimator for which this happens and the reason, and one that could not have
# reported it; (3) two questions to the authors that could change your mind; (4) one way in which 40 nats could be
# claimed with right.

# %% [markdown]
# {written forty_nats 4}
#
# <!-- BEGIN SOLUTION -->
# Without assumptions about the law, no method can vouch for more than a small multiple of $\ln N = \ln 50{,}000 = 10.8$
# nats. The argument of this lesson gives $2 \ln N + \ln(1/2c)$, 25.6 nats with $c = 0.01$: drawing from a list of $N(N
# - 1)/2c$ photographs gives the same samples in 99 of 100 cases, and that law has no more information. So 40 nats from
# 50,000 samples cannot be a bound with high confidence that holds for every law. They may be true all the same; two
# crops of one photograph share a great deal.
#
# The number may be Donsker and Varadhan's from batches. Its logarithm of a batch's mean makes it too large on average,
# and more so with more information. It may also be measured on the photographs the critic was trained on, where a
# critic that knows them by heart reports any number. The estimate of Nguyen et al. is right on average for a fixed
# critic, but its standard deviation grows at least like $e^{I/2}$, and the rare pairs that make it so are not in the
# sample. InfoNCE could not have reported 40 nats: that takes batches of $e^{40}$ pairs, about $2 \cdot 10^{17}$.
#
# I would ask: which estimator, and with how many pairs in a batch? On which photographs was it reported, and was the
# critic fixed before? How do the values of single batches scatter? What does it report where the truth is known, for
# Gaussians with 40 nats, or for crops of different photographs, where it is 0?
#
# It could be claimed with right if the law of one side were known: for instance if a code with known entropy above 40
# nats were hidden in the picture and a decoder's cross-entropy on fresh pictures were reported (Barber and Agakov).
# That is InfoGAN's case.
# <!-- END SOLUTION -->

# %% [markdown]
# ## The same number in ten libraries
#
# You will not write these functions every time. Here is one law and one sample, given to ten libraries. The law is $p =
# (\tfrac12, \tfrac14, \tfrac14, 0)$ against $q = (\tfrac18, \tfrac18, \tfrac14, \tfrac12)$: $\mathrm{KL}(p \,\|\, q)$
# is 1.25 bits or 0.8664 nats, and $\mathrm{KL}(q \,\|\, p)$ is infinite. Libraries that take samples get 16 of each,
# with these frequencies. The sample is 32 pairs with the frequencies of MacKay's table of lesson 3, which share 0.375
# bits or 0.2599 nats.
#
# **Predict.** Nine of the ten have a function for the divergence. How many of these nine answer `inf` for
# $\mathrm{KL}(q \,\|\, p)$?

# %%
predict("libraries_that_say_inf", ...)  # a number of libraries

# %% [markdown]
# | library | call | unit | KL(p, q) | KL(q, p) | weights 1.1 p | 32 pairs, counted | as numbers |
# |---|---|---|---|---|---|---|---|
# | this course | `kl_divergence(p, q)` | bits | 1.25 | inf | raises | 0.375 | - |
# | scipy 1.17.1 | `stats.entropy(p, q)` | nats | 0.8664 | inf | 0.8664 | 0.2599 | - |
# | scikit-learn 1.9.1 | `mutual_info_score(x, y)` | nats | - | - | raises | 0.2599 | 0.05 to 0.17 |
# | torch.distributions 2.14.1 | `kl_divergence(P, Q)` | nats | 0.8664 | inf | 0.8664 | 0.2599 | - |
# | torch.nn.functional 2.14.1 | `kl_div(q.log(), p, reduction="sum")` | nats | 0.8664 | inf | 1.0579 | 0.2599 | - |
# | dit 2.3 | `kullback_leibler_divergence(P, Q)` | bits | 1.25 | inf | 1.5263 | 0.375 | - |
# | infomeasure 0.6.3 | `kld(x, y, approach="discrete")` | nats | 0.8664 | -0.6065 | - | 0.2599 | 0.15 to 0.32 |
# | npeet-plus 0.2.0 | `kldiv(x, y)` | bits | nan | nan | - | 0.375 | 0.06 to 0.35 |
# | pyitlib 0.3.1 | `divergence_kullbackleibler_pmf(p, q)` | bits | 1.25 | inf | raises | 0.375 | - |
# | pyinform 0.2.0 | `relative_entropy(P, Q)` | bits | 1.25 | nan | nan | 0.375 | - |
#
# A dash says that there is no such function, or that it takes samples and no weights. "As numbers" hands the pairs,
# which are full of ties, to the library's estimator for continuous variables, with six seeds. `pip install -e
# ".[libraries]"` in a checkout installs these versions. Nothing else in the course needs them, and a test recomputes
# the table where they are installed.
#
# What a careful engineer would have guessed wrong:
#
# - **Order.** `torch.nn.functional.kl_div(log q, p)` takes the second law first, and as a logarithm. By default it
#   divides by the number of entries: 0.2166.
# - **Base.** Five answer in nats and five in bits, and none says so in its result.
# - **Zeros.** infomeasure subtracts the entropy from a cross-entropy that leaves out what the second law has not got,
#   so the result can be negative: for a fair coin against one that always shows heads it is -0.6931 nats. pyinform
#   returns nan, and so does npeet-plus, whose only divergence is one of neighbours. `kl_div` of $p$ with *itself* is
#   nan as well, because 0 is multiplied by $\ln 0$.
# - **Weights that sum to 1.1.** scipy and `torch.distributions` divide by the sum without a word, dit and `kl_div` go
#   on without a word, pyitlib and the course refuse. pyinform takes weights for counts and rounds each down to 0.
#   scikit-learn does so too, and then fails, even where they sum to 1.
# - **Numbers or names.** The same 32 pairs have 0.26 nats when counted. Taken as numbers they have anything between
#   0.04 and 0.32 nats, and which it is depends on the seed of the noise against ties.

# %% [markdown]
# scipy and torch you have. Here are their rows, and one more surprise:

# %%
import warnings

from scipy import stats
from torch import distributions
from torch.nn.functional import kl_div

p, q = np.array([8, 4, 4, 0]) / 16, np.array([2, 2, 4, 8]) / 16
print(f"scipy: {stats.entropy(p, q):.4f} nats, {stats.entropy(q, p)}, weights of 1.1: {stats.entropy(1.1 * p, q):.4f}")
first, second = torch.tensor(p), torch.tensor(q)
with warnings.catch_warnings(action="ignore"):  # torch says that the default will change
    by_default = kl_div(second.log(), first)
print(f"torch: {kl_div(second.log(), first, reduction='sum'):.4f} nats; by default {by_default:.4f}; "
      f"of p with itself {kl_div(first.log(), first, reduction='sum'):.4f}")
recall("libraries_that_say_inf", 6, close=0)

# %%
torch.manual_seed(0)
relaxed = distributions.RelaxedOneHotCategorical(torch.tensor(0.05), logits=torch.zeros(10), validate_args=False)
share = relaxed.log_prob(relaxed.sample((100_000,))).isnan().float().mean()
print(f"torch's RelaxedOneHotCategorical at temperature 0.05: {share:.0%} of its own samples have log_prob nan")

# %% [markdown]
# Lesson 9 learns a prior with this law. At such a temperature a category becomes exactly 0 in single precision. Its
# logarithm is minus infinity, and the formula subtracts one infinity from another.
#
# One that looks like a fault and is none: in scipy 1.17, `stats.Uniform(a=0, b=0.5).logentropy()` is a complex number.
# The entropy of this law is $\ln \tfrac12 = -0.693$ nats, and the logarithm of a negative number has the imaginary part
# $\pi$. A differential entropy may be negative (lesson 1), and a library has to say so somehow.

# %% [markdown]
# ## What you can now explain
#
# - A plug-in estimate is too high by about $(m_{xy} - m_x - m_y + 1)/2N$, and what was never seen is beyond repair.
# - The nearest-neighbour estimator is right within a tenth of a nat up to 4 nats for Gaussians in one dimension (from
#   1,000 pairs), loses a third of them in five, and is negative half of the time where the truth is 0. It never exceeds
#   $\psi(N) - \psi(k)$.
# - Donsker-Varadhan, Nguyen-Wainwright-Jordan and InfoNCE read one matrix of scores. The first is above its own bound
#   on average, the second has a variance of at least $(e^I - 1)/M$ from M independent pairs, and the third stops at
#   $\ln N$.
# - $L_I$ is Barber and Agakov's bound. It is spared all this because the entropy of the code is known.
# - From N samples, nobody can vouch for more than a small multiple of $\ln N$ nats without knowing something of the
#   law.
#
# **From the guide**: it asks how mutual information differs from correlation (1.2) and why $Q$ is needed (3.3). How
# anyone measures it stands between the two questions, and the guide leaves it out.
#
# **Read.** Required: Poole et al., *On variational bounds of mutual information*
# ([arXiv 1905.06922](https://arxiv.org/abs/1905.06922)), sections 1 to 3. Optional: Kraskov, Stögbauer and Grassberger,
# *Estimating mutual information* ([arXiv cond-mat/0305641](https://arxiv.org/abs/cond-mat/0305641)), section II;
# McAllester and Stratos, *Formal limitations on the measurement of mutual information*
# ([arXiv 1811.04251](https://arxiv.org/abs/1811.04251)); Paninski, *Estimation of entropy and mutual information*
# (2003).
#
# **Next**: this is the last lesson. You began with the surprise in a coin and end knowing what a number of nats is
# worth when somebody reports one. Take data of your own, choose an estimator, and say beside its number what you had to
# know.
