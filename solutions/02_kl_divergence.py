# %% [markdown]
# # 2. KL divergence
#
# The world follows $p$, and you believe $q$. What does the wrong belief cost? The answer is a number of bits, and it is
# never negative. It is the loss that classifiers are trained with where there are labels. The bound that InfoGAN
# maximises (lesson 7) misses the truth by an average of KL divergences, and by nothing else.
#
# **You will be able to** prove that a wrong belief never pays, and name the step that breaks when a hypothesis is
# dropped; compute KL divergences of tables, of Gaussians and from samples; say when one is infinite; tell KL(p || q)
# from KL(q || p) by what they do; explain why classifiers use cross-entropy and not a squared error.
#
# **You need** [lesson 1](01_entropy.ipynb), derivatives and the mean value theorem. **Time**: about two hours with all
# exercises and the three written questions. All cells run in less than half a minute on a CPU.

# %%
import numpy as np

from helpers.checking import check, hint, predict, recall
from helpers.pictures.figures import show, subplots

# %% [markdown]
# ## Chords
#
# Why can a wrong belief never pay? The whole answer rests on one picture: a chord that lies above its curve.
#
# Take two points of the curve of $f$ and join them by a straight line, the chord. Between $a$ and $b$ every $x$ is a
# mixture $x = \lambda a + (1 - \lambda) b$, with a weight $\lambda$ between 0 and 1. There the chord has the height
# $\lambda f(a) + (1 - \lambda) f(b)$.
#
# $f$ is **convex** if no chord lies below the curve anywhere. It is **strictly** convex if every chord lies above it,
# except at its two ends.

# %%
x = np.linspace(-1, 2.2, 200)
fig, all_axes = subplots(1, 2)
for axes, curve, name in zip(all_axes, (np.square, lambda x: np.sin(2 * x)), ("$x^2$", "$\\sin 2x$"), strict=True):
    ends, middle = np.array([-0.8, 2.0]), 0.4 * -0.8 + 0.6 * 2.0
    height = 0.4 * curve(-0.8) + 0.6 * curve(2.0)
    axes.plot(x, curve(x), label=name)
    axes.plot(ends, curve(ends), "o--", label="chord")
    axes.plot([middle, middle], [curve(middle), height], color="black", linestyle=":", label="gap at weight 0.4")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend(loc="upper left", fontsize=8)
    print(f"gap at x = {middle:.2f}: {height - curve(middle):.4f}")
show(fig, alt="Two curves with the chord from x = -0.8 to x = 2. Left, x squared: the chord lies above the curve, and "
              "a dotted line shows the gap at x = 0.88. Right, the sine of 2x: there the chord lies below the curve.")

# %% [markdown]
# **Predict.** Take $f(x) = x^2$, $a = 0$, $b = 2$, and give $a$ the weight 0.25. How far does the chord lie above the
# curve?

# %%
predict("chord_of_the_square", ...)  # a number

# %% [markdown]
# {exercise chord_gap}
#
# Return the height of the chord minus the height of the curve at the same point:
#
# $$\lambda f(a) + (1 - \lambda) f(b) - f(\lambda a + (1 - \lambda) b)$$
#
# `f` is a function, `a`, `b` and `weight` are numbers. `weight` is $\lambda$ and belongs to `a`.

# %%
def chord_gap(f, a, b, weight):
    """weight f(a) + (1 - weight) f(b) - f(weight a + (1 - weight) b), a float."""
    # BEGIN SOLUTION
    return weight * f(a) + (1 - weight) * f(b) - f(weight * a + (1 - weight) * b)
    # END SOLUTION


# %%
check("chord_gap", chord_gap)
recall("chord_of_the_square", chord_gap(np.square, 0, 2, 0.25))

# %% [markdown]
# Now draw 1000 random chords of six curves and count.

# %%
curves = {"x^2": np.square, "x^4": lambda x: x**4, "e^x": np.exp, "-ln x": lambda x: -np.log(x), "|x|": np.abs,
          "sin x": np.sin}
print("curve   below    on   above the curve")
for name, curve in curves.items():
    rng = np.random.default_rng(0)
    low = 0.1 if name == "-ln x" else -3
    gaps = np.array([chord_gap(curve, *rng.uniform(low, 3, 2), rng.uniform(0.05, 0.95)) for _ in range(1000)])
    below, above = np.sum(gaps < -1e-9), np.sum(gaps > 1e-9)
    print(f"{name:6s} {below:6d} {1000 - below - above:5d} {above:7d}")

# %% [markdown]
# The first four are strictly convex. $|x|$ is convex, but not strictly: a chord that does not cross 0 lies on the
# curve. The sine is not convex. One chord below the curve is enough to show it.

# %% [markdown]
# ## PRML 1.36
#
# Bishop's exercise 1.36, in our words: *a function is strictly convex if its chords lie strictly above it between their
# ends. Connect this with a positive second derivative.*
#
# Look at slopes. Put a point $x$ between $a < b$. The chord lies above the curve at $x$ exactly if the curve climbs
# less steeply from $a$ to $x$ than from $x$ to $b$.

# %%
a, b, weight = -0.5, 2.0, 0.5
middle = weight * a + (1 - weight) * b
x = np.linspace(-0.8, 2.2, 200)
fig, axes = subplots(height=3.6)
axes.plot(x, np.exp(x), color="black", linewidth=1, label="$e^x$")
for left, right, style, name in ((a, middle, "-", "a to x"), (a, b, "--", "a to b"), (middle, b, "-.", "x to b")):
    slope = (np.exp(right) - np.exp(left)) / (right - left)
    axes.plot([left, right], np.exp([left, right]), marker="o", linestyle=style, label=f"{name}: slope {slope:.4f}")
axes.set(xlabel="x", ylabel="f(x)")
axes.legend()
show(fig, alt="The exponential with three chords, from a = -0.5 to x = 0.75, from a to b = 2, and from x to b. Their "
              "slopes rise: 1.2084, 2.7130, 4.2176.")

# %% [markdown]
# {exercise three_slopes}
#
# With $x = \lambda a + (1 - \lambda) b$, where $a < b$ and $0 < \lambda < 1$, return three slopes: from $a$ to $x$,
# from $a$ to $b$, from $x$ to $b$. A slope is the difference of the heights over the difference of the places.

# %%
def three_slopes(f, a, b, weight):
    """Slopes of f from a to x, from a to b, from x to b. Array of shape (3,).

    x = weight a + (1 - weight) b
    """
    # BEGIN SOLUTION
    x = weight * a + (1 - weight) * b
    return np.array([(f(right) - f(left)) / (right - left) for left, right in ((a, x), (a, b), (x, b))])
    # END SOLUTION


# %%
check("three_slopes", three_slopes)

# %% [markdown]
# The gap and the slopes are tied by an identity. Multiply it out once by hand:
#
# $$\text{gap} = \lambda (1 - \lambda) (b - a) \, (\text{slope from } x \text{ to } b - \text{slope from } a \text{ to }
# x)$$

# %%
rng = np.random.default_rng(1)
largest_error = 0.0
for curve in (np.square, np.exp, np.sin):
    for _ in range(1000):
        a, b = np.sort(rng.uniform(-3, 3, 2))
        weight = rng.uniform(0.1, 0.9)
        left, _, right = three_slopes(curve, a, b, weight)
        error = chord_gap(curve, a, b, weight) - weight * (1 - weight) * (b - a) * (right - left)
        largest_error = max(largest_error, abs(error))
assert largest_error < 1e-9
print("gap and slopes agree on 3000 random chords")

# %% [markdown]
# One direction is now close. By the mean value theorem each slope is the derivative $f'$ at some place inside its
# piece. If $f'' > 0$, then $f'$ rises, so the right slope is the larger one.
#
# For the other direction, take short chords around a point. Their gap gives the second derivative:
#
# $$\frac{f(x + h) + f(x - h) - 2 f(x)}{h^2} \to f''(x)$$
#
# **Predict.** All these fractions are positive for a strictly convex $f$. Is their limit positive?

# %%
predict("limit_of_positive_numbers", ...)  # one of 'always', 'not always'

# %% [markdown]
# {exercise flat_but_strictly_convex}
#
# Give a polynomial that is strictly convex on $[-1, 1]$ and has $f''(0) = 0$. Return its coefficients, the constant
# first: `[3, 0, 2]` is $3 + 2x^2$. There are many right answers.

# %%
def flat_but_strictly_convex():
    """Coefficients (c_0, c_1, c_2, ...) of f(x) = c_0 + c_1 x + c_2 x^2 + ...

    f is strictly convex on [-1, 1], and f''(0) = 0.
    """
    # BEGIN SOLUTION
    return np.array([0.0, 0.0, 0.0, 0.0, 1.0])
    # END SOLUTION


# %%
check("flat_but_strictly_convex", flat_but_strictly_convex)

# %%
flat = np.polynomial.Polynomial(flat_but_strictly_convex())
print("the fraction at 0:   x^2   your polynomial")
for width in (1.0, 0.1, 0.01):
    parabola, yours = (2 * chord_gap(f, -width, width, 0.5) / width**2 for f in (np.square, flat))
    print(f"         h = {width:4.2f}: {parabola:.4f}   {yours:.4f}")
recall("limit_of_positive_numbers", "not always")

# %% [markdown]
# Every gap is positive, and still the limit is 0. A limit of positive numbers need not be positive.
#
# Exercise 1.36 calls the two statements equivalent. They are not quite. $f'' > 0$ is enough for strict convexity. In
# return you only get $f'' \ge 0$.

# %% [markdown]
# ### Written question: PRML 1.36
#
# Prove both directions as far as they are true, for a function that is twice differentiable on an interval.
#
# Rubric (4 points): (1) $f'' > 0$ makes $f'$ strictly increasing, and the mean value theorem is used on both pieces;
# (2) the slopes are turned into the chord inequality, with the weights in place; (3) strict convexity gives
# $f'' \ge 0$, by a limit; (4) it does not give $f'' > 0$, with an example.

# %% [markdown]
# {written prml_1_36 4}
#
# <!-- BEGIN SOLUTION -->
# **A positive second derivative suffices.** Let $f'' > 0$ on the interval. By the mean value theorem, applied to $f'$,
# the derivative $f'$ is strictly increasing. Take $a < b$, $0 < \lambda < 1$ and $x = \lambda a + (1 - \lambda) b$.
# Then $x - a = (1 - \lambda)(b - a)$ and $b - x = \lambda (b - a)$.
#
# The mean value theorem gives $\xi_1$ between $a$ and $x$, and $\xi_2$ between $x$ and $b$, with
# $f(x) - f(a) = f'(\xi_1)(x - a)$ and $f(b) - f(x) = f'(\xi_2)(b - x)$. Because $\xi_1 < x < \xi_2$, we have
# $f'(\xi_1) < f'(\xi_2)$. The gap is
#
# $$\lambda f(a) + (1 - \lambda) f(b) - f(x) = (1 - \lambda)\,[f(b) - f(x)] - \lambda\,[f(x) - f(a)]$$
# $$= \lambda (1 - \lambda)(b - a)\,[f'(\xi_2) - f'(\xi_1)] > 0.$$
#
# **What strict convexity gives back.** The chord from $x - h$ to $x + h$ lies strictly above the curve in its middle,
# so $f(x + h) + f(x - h) - 2 f(x) > 0$ for every small $h > 0$. Divide by $h^2$ and let $h$ go to 0. Taylor's formula,
# $f(x \pm h) = f(x) \pm h f'(x) + \tfrac12 h^2 f''(x) + o(h^2)$, shows that the limit is $f''(x)$. A limit of positive
# numbers is at least 0, so $f''(x) \ge 0$.
#
# **The gap.** More is not true. For $f(x) = x^4$ the derivative $4x^3$ is strictly increasing, so the first argument
# applies word for word, and $f$ is strictly convex. But $f''(0) = 0$. For differentiable functions the exact
# counterpart of strict convexity is that $f'$ is strictly increasing.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Jensen's inequality
#
# A chord mixes two points. Now mix many: $X$ takes the values $x_1, \dots, x_M$ with probabilities $p_1, \dots, p_M$.
# For a convex $f$
#
# $$\mathbb{E} f(X) \ge f(\mathbb{E} X)$$
#
# This is **Jensen's inequality**. $\mathbb{E}$ is the mean, $\mathbb{E} X = \sum_i p_i x_i$; in code and in outputs it
# is a plain E. In the picture, hang the weight $p_i$ on the curve at $x_i$. The centre of mass is the point
# $(\mathbb{E} X, \mathbb{E} f(X))$, and it cannot lie below the curve.

# %%
values, p = np.array([0.3, 1.0, 2.0, 3.5]), np.array([0.3, 0.2, 0.3, 0.2])
x = np.linspace(0.15, 3.8, 200)
mean, average = p @ values, p @ -np.log(values)
fig, axes = subplots(height=3.6)
axes.plot(x, -np.log(x), label="$-\\ln x$")
axes.fill(values, -np.log(values), color="gray", alpha=0.25, label="all mixtures of the four points")
axes.scatter(values, -np.log(values), s=400 * p, color="black", zorder=3)
axes.plot(mean, average, "*", color="#D55E00", markersize=14, label="centre of mass")
axes.plot([mean, mean], [-np.log(mean), average], color="black", linestyle=":", label="Jensen's gap")
axes.set(xlabel="x", ylabel="f(x)")
axes.legend()
show(fig, alt="The curve of minus ln x with four weights on it. Their mixtures fill a polygon above the curve. The "
              "centre of mass, at x = 1.59, lies 0.2934 above the curve.")

# %% [markdown]
# {exercise jensen_gap}
#
# Return $\mathbb{E} f(X) - f(\mathbb{E} X)$. `values` and `p` have shape (M,), and `f` takes arrays.

# %%
def jensen_gap(f, values, p):
    """E f(X) - f(E X), a float. X takes values[i] with probability p[i]; both have shape (M,)."""
    # BEGIN SOLUTION
    return np.sum(p * f(values)) - f(np.sum(p * values))
    # END SOLUTION


# %%
check("jensen_gap", jensen_gap)

# %% [markdown]
# **Predict.** $X$ is 1 or 4, each with probability one half. Which is larger: the average of $\ln X$, or $\ln$ of the
# average?

# %%
predict("larger_of_the_two_averages", ...)  # one of 'average of ln', 'ln of average'

# %%
one_or_four, fair = np.array([1.0, 4.0]), np.array([0.5, 0.5])
print(f"E ln X = {fair @ np.log(one_or_four):.4f}, ln E X = {np.log(fair @ one_or_four):.4f}")
print(f"Jensen's gap of ln: {jensen_gap(np.log, one_or_four, fair):.4f}")
recall("larger_of_the_two_averages", "ln of average")
faces = np.arange(1, 7)
print(f"Jensen's gap of the square, for a die: {jensen_gap(np.square, faces, np.full(6, 1 / 6)):.4f}")
print(f"the variance of a die:                 {np.var(faces):.4f}")

# %% [markdown]
# $\ln$ bends down ($-\ln$ is convex), so the inequality turns round:
# $\mathbb{E} \ln X \le \ln \mathbb{E} X$. Forget it, and a proof in information theory ends with the wrong sign.
#
# **When is the gap 0?** If $f$ is strictly convex: only when $X$ does not vary at all. A straight line has no gap for
# any $X$.
#
# **Break it.** Take a curve that is not convex, and the centre of mass may lie on either side:

# %%
for centre in (np.pi / 2, 3 * np.pi / 2):
    print(f"Jensen's gap of the sine around {centre:.4f}: {jensen_gap(np.sin, centre + np.array([-1, 1]), fair):.4f}")

# %% [markdown]
# ## PRML 1.38
#
# Bishop's exercise 1.38, in our words: *convexity is about two points. Show by induction that it gives Jensen's
# inequality for any number of points.*
#
# The idea is to move the points out of $f$ one at a time. Say the points $k, k + 1, \dots$ are still inside. They have
# the total weight $R_k = \sum_{i \ge k} p_i$, and what is inside $f$ is their mean. After $k$ moves:
#
# $$\sum_{i < k} p_i f(x_i) + R_k \, f\Big(\sum_{i \ge k} \frac{p_i}{R_k} x_i\Big)$$
#
# Before the first move ($k = 0$, $R_0 = 1$) this is $f(\mathbb{E} X)$. At $k = M - 1$ a single point is inside, and it
# is $\mathbb{E} f(X)$. (Counting starts at 0, as in the code.)

# %% [markdown]
# {exercise jensen_chain}
#
# Return these numbers for $k = 0, \dots, M - 1$, as an array of shape (M,). Where nothing is left inside, $R_k = 0$,
# the second term is 0.

# %%
def jensen_chain(f, values, p):
    """Entry k: the sum of p_i f(x_i) over i < k, plus R_k f(mean of the points from k on).

    R_k is the sum of p_i over i >= k. The first entry is f(E X), the last is E f(X).
    f takes arrays; values, p: shape (M,). Returns an array of shape (M,).
    """
    # BEGIN SOLUTION
    chain = []
    for k in range(len(p)):
        rest = p[k:].sum()
        inside = rest * f(p[k:] @ values[k:] / rest) if rest > 0 else 0.0
        chain.append(p[:k] @ f(values[:k]) + inside)
    return np.array(chain)
    # END SOLUTION


# %%
check("jensen_chain", jensen_chain)

# %%
values = np.array([1.0, 2.5, 0.3, 3.0, 1.5, 4.0, 0.5, 3.5])
p = np.array([1, 2, 2, 1, 3, 1, 2, 3]) / 15
shown = {"x^2 / 5": lambda x: x**2 / 5, "-ln x": lambda x: -np.log(x), "x - 3": lambda x: x - 3,
         "sin 2x": lambda x: np.sin(2 * x)}
fig, axes = subplots(height=3.6)
for name, curve in shown.items():
    chain = np.asarray(jensen_chain(curve, values, p))
    axes.plot(chain - chain[0], marker="o", drawstyle="steps-post", label=name)
axes.set(xlabel="points moved out of f", ylabel="rise above f(E X)")
axes.legend()
show(fig, alt="The chain of eight points for four functions, measured from its first entry. For x squared and for "
              "minus ln x every step goes up, for a straight line all are level, for the sine of 2x the third step "
              "goes down.")

# %%
print("       smallest step    sum  Jensen's gap")
for name, curve in shown.items():
    steps = np.diff(jensen_chain(curve, values, p))
    smallest, total, gap = np.round([steps.min(), steps.sum(), jensen_gap(curve, values, p)], 4) + 0.0
    print(f"{name:7s} {smallest:12.4f} {total:6.4f} {gap:13.4f}")

# %% [markdown]
# Each step is one chord. Moving point $k$ out of $f$ uses the two points $x_k$ and the mean $m$ of the points after it,
# with the weight $p_k / R_k$. The step is $R_k$ times that chord's gap, so Jensen's gap is a sum of chord gaps.

# %%
chain = jensen_chain(np.square, values, p)
chords = []
for k in range(7):
    rest, after = p[k:].sum(), p[k + 1:].sum()
    mean_after = p[k + 1:] @ values[k + 1:] / after
    chords.append(rest * chord_gap(np.square, values[k], mean_after, p[k] / rest))
assert np.allclose(np.diff(chain), chords)
print("steps: ", np.round(np.diff(chain), 2))
print("chords:", np.round(chords, 2))

# %% [markdown]
# Now the proof itself. In the textbook's order the **last** point is moved out, and the others stay together.
#
# You have $f(\sum_i p_i x_i)$ for $M$ points, with $0 < p_i < 1$. Use the inequality for **two** points once. Write the
# right side of
#
# $$f\Big(\sum_i p_i x_i\Big) \le \dots$$

# %% [markdown]
# {exercise next_line}
#
# Return the value of your right side. It may use `f`, the points `values`, of which there are at least three, and the
# weights `p`, all of which are positive. Any division of the points into two groups will do.
#
# The check does not compare it with ours. It tries to refute you: it searches for a convex function and points for
# which your line is false, is not one use of the inequality, or leaves no way for an induction to go on to
# $\mathbb{E} f(X)$. A search can refute a line. It cannot prove one: that is what the written question is for.

# %%
def next_line(f, values, p):
    """The right side of f(E X) <= ..., one use of the two-point inequality later. A float.

    values, p: shape (M,).
    """
    # BEGIN SOLUTION
    rest = 1 - p[-1]
    return p[-1] * f(values[-1]) + rest * f(p[:-1] @ values[:-1] / rest)
    # END SOLUTION


# %%
check("next_line", next_line)

# %% [markdown]
# ### Written question: PRML 1.38
#
# Write the proof out: if $f$ satisfies the chord inequality for two points, then
# $f(\sum_i \lambda_i x_i) \le \sum_i \lambda_i f(x_i)$ for any number of points, with weights $\lambda_i \ge 0$ that
# sum to 1.
#
# Rubric (4 points): (1) a base case and a stated hypothesis; (2) new weights for the points that stay, with the remark
# that they are not negative **and sum to 1**; (3) the two-point inequality first, then the hypothesis; (4) the case
# where dividing is not allowed.

# %% [markdown]
# {written prml_1_38 4}
#
# <!-- BEGIN SOLUTION -->
# **Base.** For $M = 1$ the only weight is 1, and both sides are $f(x_1)$.
#
# **Hypothesis.** The inequality holds for every choice of $M$ points and $M$ weights, not negative, with sum 1.
#
# **Step.** Take $M + 1$ points with weights $\lambda_1, \dots, \lambda_{M+1}$. If $\lambda_{M+1} = 1$, all other
# weights are 0, and both sides are $f(x_{M+1})$. Otherwise $1 - \lambda_{M+1} > 0$, and we may put $\eta_i = \lambda_i
# / (1 - \lambda_{M+1})$ for $i \le M$. These are not negative. They sum to 1, because $\sum_{i \le M} \lambda_i = 1 -
# \lambda_{M+1}$. Therefore
#
# $$f\Big(\sum_{i=1}^{M+1} \lambda_i x_i\Big)
# = f\Big(\lambda_{M+1} x_{M+1} + (1 - \lambda_{M+1}) \sum_{i=1}^{M} \eta_i x_i\Big)$$
# $$\le \lambda_{M+1} f(x_{M+1}) + (1 - \lambda_{M+1}) \, f\Big(\sum_{i=1}^{M} \eta_i x_i\Big)$$
# $$\le \lambda_{M+1} f(x_{M+1}) + (1 - \lambda_{M+1}) \sum_{i=1}^{M} \eta_i f(x_i)
# = \sum_{i=1}^{M+1} \lambda_i f(x_i).$$
#
# The first inequality is the one for two points, $x_{M+1}$ and $\sum_i \eta_i x_i$. The second is the hypothesis, which
# needs that the $\eta_i$ sum to 1.
# <!-- END SOLUTION -->

# %% [markdown]
# ## A wrong belief costs bits
#
# In lesson 1 a code gave the outcome $k$ a word of about $-\log_2 p_k$ bits, and its average length was the entropy.
#
# Now the code is made by someone who believes $q$. The words have $-\log_2 q_k$ bits, but the outcomes still come with
# the frequencies $p_k$. The average length is the **cross-entropy**
#
# $$H(p, q) = -\sum_k p_k \log_2 q_k$$
#
# **Predict.** Four outcomes have the probabilities 1/2, 1/4, 1/8, 1/8. Your code is made for four equally likely ones.
# How many bits do you pay per outcome? How many of them are wasted?

# %%
predict("wasted_bits", ...)  # wasted per outcome: a number, in bits

# %% [markdown]
# {exercise cross_entropy}
#
# Return the cross-entropy, one number in bits. `p` and `q` have shape (K,). Outcomes with $p_k = 0$ cost nothing. If an
# outcome can happen and $q$ rules it out, there is no word for it, and the cost is `inf`.

# %%
def cross_entropy(p, q):
    """-sum of p log2 q, a float in bits. p, q: probabilities, shape (K,).

    0 log 0 = 0; inf if p > 0 and q = 0 somewhere.
    """
    # BEGIN SOLUTION
    possible = p > 0
    with np.errstate(divide="ignore"):
        return float(-np.sum(p[possible] * np.log2(q[possible])))
    # END SOLUTION


# %%
check("cross_entropy", cross_entropy)

# %%
p, uniform = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8]), np.full(4, 1 / 4)
print(f"uniform code {cross_entropy(p, uniform):.4f} bits, right code {cross_entropy(p, p):.4f}")
recall("wasted_bits", cross_entropy(p, uniform) - cross_entropy(p, p), "bits")

belief = np.linspace(0.002, 0.998, 400)
cost = [cross_entropy(np.array([0.7, 0.3]), np.array([q, 1 - q])) for q in belief]
fig, axes = subplots()
axes.plot(belief, cost, label="cross-entropy, truth 0.7")
axes.axhline(cross_entropy(np.array([0.7, 0.3]), np.array([0.7, 0.3])), color="black", linestyle="--", label="entropy")
axes.axvline(0.7, color="gray", linestyle=":", label="belief = truth")
axes.set(xlabel="believed probability of heads", ylabel="cost (bits per toss)", ylim=(0, 4))
axes.legend()
show(fig, alt="Cost of coding a coin with probability of heads 0.7, against the believed probability. The curve "
              "touches the entropy, 0.8813 bits, where the belief is 0.7, and grows without bound towards 0 and 1.")

# %% [markdown]
# The best belief is the truth. Being a little wrong costs little. Being certain and wrong costs everything.
#
# On real data: what does it cost to believe that MNIST's ten digits are equally frequent?

# %%
from helpers.data import load_mnist

_, labels = load_mnist("train", library="numpy")
frequencies = np.bincount(labels) / len(labels)
believed = cross_entropy(frequencies, np.full(10, 0.1))
print(f"cross-entropy {believed:.4f} bits, entropy {cross_entropy(frequencies, frequencies):.4f} bits")
print(f"extra cost    {believed - cross_entropy(frequencies, frequencies):.4f} bits per label")

# %% [markdown]
# Very little: the digits are almost balanced. InfoGAN's code assumes exact balance, and lesson 9 shows what happens
# when that belief is far off.

# %% [markdown]
# ## KL divergence
#
# The extra cost has a name, the **Kullback-Leibler divergence**:
#
# $$\mathrm{KL}(p \,\|\, q) = H(p, q) - H(p) = \sum_k p_k \log_2 \frac{p_k}{q_k}$$
#
# Single terms may be negative: an outcome with $q_k > p_k$ gets a word that is too short. The sum cannot be.

# %% [markdown]
# {exercise kl_divergence}
#
# Return $\mathrm{KL}(p \,\|\, q)$, one number in bits. `p` and `q` have shape (K,). $0 \log 0 = 0$, and the result is
# `inf` if an outcome has $p_k > 0$ and $q_k = 0$.

# %%
def kl_divergence(p, q):
    """KL(p || q) = sum of p log2(p / q), a float in bits. p, q: probabilities, shape (K,).

    0 log 0 = 0; inf if p > 0 and q = 0 somewhere.
    """
    # BEGIN SOLUTION
    possible = p > 0
    if np.any(q[possible] == 0):
        return float("inf")
    return float(np.sum(p[possible] * np.log2(p[possible] / q[possible])))
    # END SOLUTION


# %%
check("kl_divergence", kl_divergence)

# %% [markdown]
# **In libraries.** `scipy.stats.entropy(p, q)` is this divergence, in nats. torch's `F.kl_div` takes the *logarithm* of
# q first and p second, divides one law by its length with `reduction="batchmean"`, and is nan where both laws are 0,
# even for a law and itself. dit leaves outcomes of probability 0 out of `.pmf` and sorts the others, so two laws that
# differ may have one `.pmf`: compare by outcome, never by place.

# %% [markdown]
# ### Why it is never negative
#
# $-\log_2$ is strictly convex. Apply Jensen to the random variable $X = q_k / p_k$, where $k$ comes from $p$:
#
# $$\begin{aligned}
# \mathrm{KL}(p \,\|\, q) &= \mathbb{E}[-\log_2 X] \\
# &\ge -\log_2 \mathbb{E}[X] = -\log_2 \sum_{p_k > 0} p_k \frac{q_k}{p_k} \\
# &= -\log_2 \sum_{p_k > 0} q_k \ge -\log_2 1 = 0
# \end{aligned}$$
#
# This is **Gibbs' inequality**. When is it an equality? The first sign needs an $X$ that does not vary. The second
# needs that $q$ puts no probability where $p$ has none. Together: $q = p$.

# %%
rng = np.random.default_rng(0)
print("   KL     Jensen's gap of -log2")
for _ in range(3):
    p, q = rng.dirichlet(np.ones(5)), rng.dirichlet(np.ones(5))
    print(f"{kl_divergence(p, q):.4f}   {jensen_gap(lambda x: -np.log2(x), q / p, p):.4f}")

# %% [markdown]
# **Break it.** The proof uses that $q$ sums to at most 1. Put scores that do not into the formula, and the "divergence"
# may be negative. A negative KL of two tables means that something does not sum to 1, or that a sign is wrong. (An
# estimate from samples may be negative by chance.)

# %%
p = np.array([0.5, 0.5])
for q in (np.array([1.0, 1.0]), np.array([0.5, 0.5])):
    print(f"q sums to {q.sum():.0f}: {p @ np.log2(p / q):.4f} bits")

# %% [markdown]
# ### It is not a distance
#
# A distance is the same both ways, and a detour is never shorter. KL divergence has neither property.

# %%
fair, bent, more = np.array([0.5, 0.5]), np.array([0.75, 0.25]), np.array([0.9, 0.1])
print(f"there {kl_divergence(fair, bent):.4f} bits, back {kl_divergence(bent, fair):.4f} bits")
detour = kl_divergence(fair, bent) + kl_divergence(bent, more)
print(f"direct {kl_divergence(fair, more):.4f} bits, by a detour {detour:.4f} bits")

# %% [markdown]
# ### Infinite
#
# **Predict.** $p = (\tfrac12, \tfrac12)$ and $q = (1, 0)$. What is $\mathrm{KL}(p \,\|\, q)$? And
# $\mathrm{KL}(q \,\|\, p)$?

# %%
predict("fair_against_certain", ...)  # the first: a number, in bits, or 'infinite'

# %%
certain = np.array([1.0, 0.0])
print(f"KL(fair || certain) = {kl_divergence(fair, certain)}")
print(f"KL(certain || fair) = {kl_divergence(certain, fair):.4f} bit")
recall("fair_against_certain", kl_divergence(fair, certain), "bits")

# %%
heads = np.linspace(0.0005, 0.9995, 400)
laws = [np.array([q, 1 - q]) for q in heads]
fig, axes = subplots()
axes.plot(heads, [kl_divergence(fair, q) for q in laws], label="KL(fair || q)")
axes.plot(heads, [kl_divergence(q, fair) for q in laws], label="KL(q || fair)")
axes.set(xlabel="probability of heads under q", ylabel="divergence (bits)", ylim=(0, 4))
axes.legend()
show(fig, alt="Two divergences between a fair coin and a coin q, against the probability of heads under q. Both are 0 "
              "at 0.5. KL(fair || q) grows without bound towards 0 and 1; KL(q || fair) reaches 1 bit there.")

# %% [markdown]
# One outcome that happens and is ruled out by $q$ is enough for infinity. The supports overlap here; they need not be
# disjoint. The guide's answer on this point is loose, see [the errata](../ERRATA.md).
#
# There is a finite bound only if $q$ rules nothing out. With $q_{\min}$ the smallest entry of $q$, every ratio
# $p_k / q_k$ is at most $1 / q_{\min}$, so $\mathrm{KL}(p \,\|\, q) \le \log_2 (1 / q_{\min})$:

# %%
rng = np.random.default_rng(2)
q = np.array([0.6, 0.3, 0.1])
largest = max(kl_divergence(rng.dirichlet(np.ones(3)), q) for _ in range(2000))
print(f"largest of 2000 random p: {largest:.4f} bits")
print(f"log2(1 / 0.1), the bound: {np.log2(10):.4f} bits")
print(f"reached by p = (0, 0, 1): {kl_divergence(np.array([0.0, 0.0, 1.0]), q):.4f} bits")

# %% [markdown]
# ## Gaussians
#
# For densities the sum becomes an integral, and the unit is the nat:
#
# $$\mathrm{KL}(p \,\|\, q) = \int p(x) \ln \frac{p(x)}{q(x)} \, dx$$
#
# In lesson 1 the differential entropy changed with the unit of measurement. Here the unit cancels in the ratio.
#
# **Predict.** Two Gaussians have standard deviation 1, and their means lie 2 apart. How large is the divergence? What
# is it at a distance of 4?

# %%
predict("gaussians_four_apart", ...)  # at a distance of 4: a number, in nats

# %% [markdown]
# {exercise gaussian_kl}
#
# Work out the integral: you only need the mean of $(x - \mu)^2$ under $p$. Return the divergence in nats. The arguments
# are means and standard deviations.

# %%
def gaussian_kl(mean_p, std_p, mean_q, std_q):
    """KL(N(mean_p, std_p^2) || N(mean_q, std_q^2)), a float in nats. The widths are standard deviations."""
    # BEGIN SOLUTION
    mean_square = std_p**2 + (mean_p - mean_q) ** 2
    return np.log(std_q / std_p) + mean_square / (2 * std_q**2) - 0.5
    # END SOLUTION


# %%
check("gaussian_kl", gaussian_kl)

# %%
print(f"means 2 apart: {gaussian_kl(0, 1, 2, 1):.4f}, 4 apart: {gaussian_kl(0, 1, 4, 1):.4f} nats")
recall("gaussians_four_apart", gaussian_kl(0, 1, 4, 1), "nats")
print(f"2 apart, in other units: {gaussian_kl(0, 100, 200, 100):.4f} nats")
widths = np.geomspace(0.2, 5, 200)
fig, axes = subplots()
axes.plot(widths, [gaussian_kl(0, 1, 0, w) for w in widths], label="KL(truth || belief)")
axes.plot(widths, [gaussian_kl(0, w, 0, 1) for w in widths], label="KL(belief || truth)")
axes.set(xscale="log", xlabel="width of the belief (the truth has 1)", ylabel="divergence (nats)", ylim=(0, 5))
axes.set_xticks([0.2, 0.5, 1, 2, 5], ["0.2", "0.5", "1", "2", "5"])
axes.minorticks_off()
axes.legend()
show(fig, alt="Divergences between a Gaussian of width 1 and a belief of another width. KL(truth || belief) rises "
              "steeply for narrow beliefs and gently for wide ones; KL(belief || truth) does the opposite.")

# %%
print(f"belief five times too narrow: {gaussian_kl(0, 1, 0, 0.2):.4f} nats")
print(f"belief five times too wide:   {gaussian_kl(0, 1, 0, 5):.4f} nats")

# %% [markdown]
# Believing too narrowly is punished much harder than believing too widely. Keep this in mind for the section on two
# directions.
#
# With equal widths of 1 the divergence is half the squared distance. It grows without bound, although both densities
# are positive everywhere. For densities, equal supports do not give a bound.

# %% [markdown]
# ## KL from samples
#
# Often the integral cannot be done. If you can draw from $p$ and evaluate both densities, average:
#
# $$\mathrm{KL}(p \,\|\, q) \approx \frac1N \sum_{n=1}^N \big[\ln p(x_n) - \ln q(x_n)\big], \qquad x_n \sim p$$
#
# An average of $N$ numbers has a standard error: their standard deviation (computed with $N - 1$) over $\sqrt N$. An
# estimate without its error is half an answer.

# %% [markdown]
# {exercise kl_monte_carlo}
#
# Return two numbers, the estimate and its standard error, in nats. `log_p` and `log_q` are functions that take an array
# and return natural logarithms of densities. `samples` has shape (N,) and comes from $p$.

# %%
def kl_monte_carlo(log_p, log_q, samples):
    """(estimate, standard error) of KL(p || q), in nats. samples: draws from p, shape (N,).

    The standard deviation in the error is the one with N - 1 (ddof=1).
    """
    # BEGIN SOLUTION
    ratios = log_p(samples) - log_q(samples)
    return np.mean(ratios), np.std(ratios, ddof=1) / np.sqrt(len(ratios))
    # END SOLUTION


# %%
check("kl_monte_carlo", kl_monte_carlo)

# %%
def log_gaussian(x, mean=0.0, std=1.0):
    return -0.5 * ((x - mean) / std) ** 2 - np.log(std) - 0.5 * np.log(2 * np.pi)


rng = np.random.default_rng(3)
print(f"exact: {gaussian_kl(0, 1, 1, 2):.4f} nats")
for count in (100, 1000, 10_000, 100_000):
    estimate, error = kl_monte_carlo(log_gaussian, lambda x: log_gaussian(x, 1, 2), rng.normal(size=count))
    print(f"{count:7d} samples: {estimate:.4f} +- {error:.4f}")

# %% [markdown]
# A hundred times the samples give a tenth of the error.
#
# **Break it, once.** Draw from $q$ in place of $p$. Nothing complains, but the number is now minus the other
# divergence:

# %%
from_q = np.random.default_rng(3).normal(1, 2, size=100_000)
estimate, error = kl_monte_carlo(log_gaussian, lambda x: log_gaussian(x, 1, 2), from_q)
print(f"samples from q: {estimate:.4f} +- {error:.4f}")
print(f"-KL(q || p):    {-gaussian_kl(1, 2, 0, 1):.4f}")

# %% [markdown]
# **Break it, twice.** Let $p$ be a Cauchy density and $q$ a standard Gaussian. Both are positive everywhere. But the
# Cauchy law has heavy tails: $-\ln q(x)$ grows like $x^2 / 2$, and the mean of $x^2$ under $p$ is infinite. So is the
# divergence.

# %%
def log_cauchy(x):
    return -np.log(np.pi * (1 + x**2))


counts = np.array([100, 1000, 10_000, 100_000, 1_000_000])
fig, axes = subplots()
for seed in (0, 1, 2):
    draws = np.random.default_rng(seed).standard_cauchy(counts[-1])
    estimates = [kl_monte_carlo(log_cauchy, log_gaussian, draws[:n])[0] for n in counts]
    axes.plot(counts, estimates, marker="o", label=f"seed {seed}")
axes.set(xscale="log", yscale="log", xlabel="number of samples", ylabel="estimate (nats)")
axes.legend()
show(fig, alt="Estimates of the divergence from a Cauchy to a Gaussian law against the number of samples, for three "
              "seeds. From 100 to a million samples they grow by two to four powers of ten, in jumps, and never "
              "settle.")

# %%
for count in counts:
    estimate, error = kl_monte_carlo(log_cauchy, log_gaussian, draws[:count])
    print(f"{count:8d} samples: {estimate:8.0f} +- {error:.0f}")
ratios = np.sort(log_cauchy(draws) - log_gaussian(draws))
print(f"share of the ten largest terms in the last sum: {ratios[-10:].sum() / ratios.sum():.2f}")

# %% [markdown]
# More samples do not settle it. A few far draws make up most of the sum. Whenever one comes from farther out than all
# before it, estimate and error jump.
#
# This is **infinite divergence with identical supports**: the tails decide, not only the places where $q$ is 0.

# %% [markdown]
# ## Two directions
#
# Suppose $q$ must be a Gaussian and $p$ is not. Which Gaussian is closest? That depends on the direction.
#
# **Forward**, $\mathrm{KL}(p \,\|\, q)$: the average runs over $p$. Wherever $p$ is, $q$ must be too.
#
# **Reverse**, $\mathrm{KL}(q \,\|\, p)$: the average runs over $q$. Wherever $q$ is, $p$ must be too. Nothing forces
# $q$ to go everywhere.
#
# **Predict.** $p$ has two humps. Sketch the Gaussian that each direction will choose.

# %%
predict("reverse_gaussian_sits", ...)  # the one of KL(q || p): 'on both humps', 'on one hump' or 'between them'

# %% [markdown]
# {exercise forward_kl_gaussian}
#
# $p$ is a law on the numbers `values`; both arrays have shape (K,). Return the mean and the standard deviation of the
# Gaussian $q$ that makes $\mathrm{KL}(p \,\|\, q)$ smallest. Only the part $-\mathbb{E} \ln q(x)$ depends on
# $q$: set its derivatives to 0.

# %%
def forward_kl_gaussian(values, p):
    """(mean, std) of the Gaussian q with the smallest KL(p || q). values, p: shape (K,)."""
    # BEGIN SOLUTION
    mean = np.sum(p * values)
    return mean, np.sqrt(np.sum(p * (values - mean) ** 2))
    # END SOLUTION


# %%
check("forward_kl_gaussian", forward_kl_gaussian)

# %% [markdown]
# The reverse direction has no formula here, so we search. The grid is fine enough to treat densities as tables.

# %%
grid = np.linspace(-8, 8, 401)


def table(mean, std):
    """A Gaussian on the grid, as probabilities; never exactly 0."""
    weights = np.exp(log_gaussian(grid, mean, std)) + 1e-300
    return weights / weights.sum()


def reverse_kl_gaussian(p):
    """(mean, std) of the Gaussian on the grid with the smallest KL(q || p), by search."""
    candidates = [(mean, std) for mean in np.linspace(-4, 4, 41) for std in np.linspace(0.4, 3.5, 32)]
    return min(candidates, key=lambda candidate: kl_divergence(table(*candidate), p))


# %%
humps = 0.6 * table(-3, 0.7) + 0.4 * table(3, 0.7)
forward, reverse = forward_kl_gaussian(grid, humps), reverse_kl_gaussian(humps)
step = grid[1] - grid[0]
fig, axes = subplots(height=3.4)
axes.fill_between(grid, humps / step, color="lightgray", label="p, two humps")
axes.plot(grid, table(*forward) / step, label="smallest KL(p || q)")
axes.plot(grid, table(*reverse) / step, label="smallest KL(q || p)")
axes.set(xlabel="x", ylabel="density (per unit of x)")
axes.legend(loc="upper right")
recall("reverse_gaussian_sits", "on one hump")
show(fig, alt="A density with a larger hump at -3 and a smaller one at 3. The forward Gaussian is wide, centred at "
              "-0.6, and covers both. The reverse Gaussian sits on the larger hump alone.")

# %%
for name, (mean, std) in (("forward", forward), ("reverse", reverse)):
    q = table(mean, std)
    there, back = kl_divergence(humps, q) * np.log(2), kl_divergence(q, humps) * np.log(2)
    print(f"{name}: mean {mean:.4f}, std {std:.4f}")
    print(f"  KL(p || q) = {there:.4f} nats\n  KL(q || p) = {back:.4f} nats")
print(f"-ln 0.6 = {-np.log(0.6):.4f}")

# %% [markdown]
# Forward KL **covers**: it takes $p$'s own mean and width, and puts much of its probability where $p$ has almost none.
# Reverse KL **selects**: it sits on one hump. Leaving out the other 40 % costs it only $-\ln 0.6$ nats.
#
# **Break it.** "Reverse KL picks one mode" is not a law. Move the humps together:

# %%
print("         forward         reverse\n         mean    std     mean    std")
for distance in (0.5, 1.0, 1.5, 2.0, 3.0):
    p = 0.6 * table(-distance, 0.7) + 0.4 * table(distance, 0.7)
    (mean, std), (other_mean, other_std) = forward_kl_gaussian(grid, p), reverse_kl_gaussian(p)
    print(f"+-{distance} {mean:8.2f} {std:6.2f} {other_mean:8.2f} {other_std:6.2f}")

# %% [markdown]
# Close humps are covered in both directions. The reverse choice jumps only when the valley between them is deep.
#
# **Where you meet the two.** Maximum likelihood maximises the average of $\ln q(x)$ over data. That is forward KL from
# the data's law, and its Gaussian is the one with the data's mean and width. Reverse KL is what you minimise when you
# can draw from $q$ and only evaluate $p$. A GAN draws from its generator, and lesson 4 finds a third, symmetric
# divergence there.
#
# ### Move it yourself
#
# Three settings of the next cell, standing still: $q$ shifted by 2, then the two humps with the $q$ that each direction
# chooses, mean and width in steps of 0.1. Jensen-Shannon is the symmetric divergence of lesson 4.

# %%
from helpers.pictures.explorers.gaussians import draw_gaussians, explore_gaussians

draw_gaussians()

# %% [markdown]
# Now move mean and width of $q$, with a slider or by typing. Tick *two humps*, press one button and then the other, and
# read both divergences each time. The $q$ that one direction chooses is expensive in the other, because each of them
# averages over its first law only.

# %% tags=["nbval-ignore-output"]
explore_gaussians()

# %% [markdown]
# Make $q$ narrow and move it away: forward KL soon passes every bar, while Jensen-Shannon never passes $\ln 2 = 0.693$.

# %% [markdown]
# ## Why KL and not a squared distance
#
# This is the guide's question 1.3. A classifier turns logits into probabilities $q$ by a softmax. The label is a law
# too: $y$ is 1 for the right class and 0 elsewhere. Two ways to compare them:
#
# - $\mathrm{KL}(y \,\|\, q) = -\ln q_{\text{right}}$, the cross-entropy loss. It equals the cross-entropy, because the
#   entropy of $y$ is 0.
# - $\sum_k (q_k - y_k)^2$, the squared error, also known as the **Brier score**.
#
# Training does not see the losses. It sees their slopes with respect to the logits.
#
# **Predict.** The logits are (10, 0, 0) and class 1 is right (classes are 0, 1, 2). The network is sure, and wrong.
# Which loss has the larger slopes? By what factor?

# %%
predict("slopes_sure_and_wrong", ...)  # the factor: a power of ten, such as 1e1

# %% [markdown]
# {exercise cross_entropy_gradient}
#
# Return the derivatives of $-\ln \mathrm{softmax}(\text{logits})_{\text{label}}$ with respect to every logit, an array
# of shape (K,). `label` is an index. Logits may be as large as 1000.

# %%
def cross_entropy_gradient(logits, label):
    """d(-ln softmax(logits)[label]) / d logits, shape (K,). logits: shape (K,); label: an index."""
    # BEGIN SOLUTION
    weights = np.exp(logits - np.max(logits))
    gradient = weights / weights.sum()
    gradient[label] -= 1
    return gradient
    # END SOLUTION


# %%
check("cross_entropy_gradient", cross_entropy_gradient)

# %% [markdown]
# {exercise brier_gradient}
#
# The same for $\sum_k (\mathrm{softmax}(\text{logits})_k - y_k)^2$, where $y$ is 1 at `label` and 0 elsewhere. The
# chain rule needs $\partial q_k / \partial \text{logit}_j = q_k (\delta_{jk} - q_j)$, where $\delta_{jk}$ is 1 if $j =
# k$ and 0 otherwise.

# %%
def brier_gradient(logits, label):
    """d sum((softmax(logits) - onehot)^2) / d logits, shape (K,). logits: shape (K,); label: an index."""
    # BEGIN SOLUTION
    weights = np.exp(logits - np.max(logits))
    q = weights / weights.sum()
    error = q - (np.arange(len(q)) == label)
    return 2 * q * (error - np.sum(q * error))
    # END SOLUTION


# %%
check("brier_gradient", brier_gradient)

# %%
for name, logits in (("unsure", np.log([0.2, 0.5, 0.3])), ("sure and wrong", np.array([10.0, 0.0, 0.0]))):
    slopes, brier = cross_entropy_gradient(logits, 1), brier_gradient(logits, 1)
    print(f"{name}\nclass   cross-entropy   squared error")
    for k in range(3):
        print(f"{k:5d} {slopes[k]:15.6f} {brier[k]:15.6f}")
    print(f"ratio {slopes[0] / brier[0]:.1f} for class 0, {slopes[1] / brier[1]:.1f} for class 1")
recall("slopes_sure_and_wrong", slopes[1] / brier[1], close="power of ten")

# %%
wrong = np.linspace(-4, 12, 200)
fig, axes = subplots(height=3.4)
for name, gradient in (("cross-entropy", cross_entropy_gradient), ("squared error", brier_gradient)):
    axes.plot(wrong, [abs(gradient(np.array([logit, 0.0, 0.0]), 1)[1]) for logit in wrong], label=name)
axes.set(yscale="log", xlabel="logit of a wrong class (the others are 0)", ylabel="slope for the right class, absolute")
axes.legend()
show(fig, alt="Size of the slope for the right class against the logit of a wrong class. The cross-entropy's slope "
              "rises to 1 and stays there. The squared error's is still 0.42 at a logit of 1, then falls, to below "
              "0.0001 at 12.")

# %% [markdown]
# The first case is the guide's example, softmax (0.2, 0.5, 0.3). There the two losses differ little.
#
# In the second case they differ by thousands. The cross-entropy's slope is $q - y$: the more wrong, the larger.
# The squared error multiplies it by the softmax's own slope, which is nearly 0 when the network is sure. **The
# network that is most wrong learns least.** You will meet the same effect in lesson 5, under the name saturation.
#
# Look at the wrong classes too. In the first case their slopes are 0.2 and 0.3: cross-entropy pushes every wrong class
# down, through the softmax. In the second case the squared error even pushes class 2 up: its slope is negative.

# %% [markdown]
# ### What the squared error does not do
#
# It is often said that a squared error leads to wrong probabilities. It does not.
#
# A score is **proper** if its average is best when you report the truth, and strictly proper if it is best only then.
# Let the truth be (0.7, 0.3), and compare three scores of a report $(q, 1 - q)$. Averaged over the two labels:

# %%
reported = np.linspace(0.001, 0.999, 999)
truth = 0.7
scores = {
    "log score": -truth * np.log(reported) - (1 - truth) * np.log(1 - reported),
    "Brier score": truth * 2 * (1 - reported) ** 2 + (1 - truth) * 2 * reported**2,
    "absolute error": truth * 2 * (1 - reported) + (1 - truth) * 2 * reported,
}
fig, axes = subplots(height=3.4)
for name, score in scores.items():
    axes.plot(reported, score, label=name)
    axes.plot(reported[np.argmin(score)], score.min(), "o", color="black")
axes.set(xlabel="reported probability of class 0", ylabel="average score (log score in nats)", ylim=(0, 2))
axes.legend()
show(fig, alt="Average score against the reported probability, truth 0.7. The log score and the Brier score are "
              "smallest at 0.7, with 0.6109 nats and 0.4200. The absolute error falls all the way to a report of 1.")

# %%
for name, score in scores.items():
    print(f"{name}: smallest at q = {reported[np.argmin(score)]:.3f}, {score.min():.4f}")

# %% [markdown]
# Log score and Brier score are both strictly proper: same target, same minimiser. The absolute error is not. It rewards
# exaggeration, and that is what **breaking properness** looks like.
#
# So why cross-entropy? Three differences remain, and one of them speaks for Brier.
#
# **Slopes.** Shown above.
#
# **Convexity in the logits.** Cross-entropy is convex in the logits, so for a linear model it has no bad local minima.
# Your `chord_gap` can tell:

# %%
def softmax(logits):
    return np.exp(logits) / np.exp(logits).sum()


losses = {
    "cross-entropy": lambda logit: -np.log(softmax([logit, 0.0, 0.0])[1]),
    "squared error": lambda logit: np.sum((softmax([logit, 0.0, 0.0]) - [0, 1, 0]) ** 2),
}
rng = np.random.default_rng(0)
for name, loss_of_logit in losses.items():
    gaps = np.array([chord_gap(loss_of_logit, *rng.uniform(-8, 8, 2), rng.uniform(0.1, 0.9)) for _ in range(1000)])
    print(f"{name}: {np.sum(gaps < -1e-9)} of 1000 chords below")

# %% [markdown]
# **Bounds.** The Brier score is at most 2, the log score has no bound. One mislabelled image can dominate a
# cross-entropy, so here the squared error is the more robust one.
#
# One more word you will read. The log score is **local**: it looks only at the probability of what happened. For more
# than two classes it is the only proper score that is local, up to its scale and a constant added for each class. That
# the squared error must loop over the classes is no argument: the softmax does so anyway.

# %% [markdown]
# ### Written question: KL against L2
#
# Why are classifiers trained with a KL divergence (cross-entropy) and not with a squared distance between label and
# prediction? Answer in your own words, with numbers.
#
# Rubric (5 points): (1) KL between a one-hot label and $q$ is $-\ln q_{\text{right}}$, the negative log-likelihood, and
# differs from cross-entropy by a constant; (2) both gradients with respect to the logits; (3) a number for "sure and
# wrong"; (4) properness said correctly: both scores have the truth as their minimiser; (5) one argument for the squared
# error.

# %% [markdown]
# {written kl_against_l2 5}
#
# <!-- BEGIN SOLUTION -->
# With a one-hot label, $\mathrm{KL}(y \,\|\, q) = -\ln q_{\text{right}}$. This is the negative log-likelihood of the
# label. In general $\mathrm{KL}(y \,\|\, q)$ and the cross-entropy differ by $H(y)$, which does not depend on the
# network, so minimising one minimises the other, and both are maximum likelihood.
#
# With respect to the logits the gradients are $q - y$ for cross-entropy, and $2 q_j \big(d_j - \sum_k q_k d_k\big)$
# with $d = q - y$ for the squared error. The second holds the Jacobian of the softmax as an extra factor.
#
# At softmax (0.2, 0.5, 0.3) with class 1 right they are alike: (0.2, -0.5, 0.3) and (0.128, -0.38, 0.252). At logits
# (10, 0, 0) the network is sure and wrong. Cross-entropy gives (0.9999, -1.0000, 0.00005), squared error
# (0.00027, -0.00018, -0.00009), some 3,700 to 5,500 times less for the classes that matter. Gradient descent hardly
# moves where it should move most.
#
# The squared error does not change the target. Both scores are strictly proper: with truth (0.7, 0.3) the expected log
# score (0.6109 nats) and the expected Brier score (0.42) are smallest exactly at the report (0.7, 0.3).
#
# For the squared error speaks that it is bounded by 2: a mislabelled example cannot cost arbitrarily much. Against it
# speaks that it is not convex in the logits, while cross-entropy is.
# <!-- END SOLUTION -->

# %% [markdown]
# ## What you can now explain
#
# - A chord above its curve, repeated, is Jensen's inequality. Jensen applied to $-\log_2$ is Gibbs: a wrong belief
#   never pays.
# - $f'' > 0$ gives strict convexity; strict convexity only gives $f'' \ge 0$.
# - KL(p || q) is infinite as soon as something happens that $q$ rules out, and it can be infinite without that.
# - Forward KL covers, reverse KL selects, unless the humps are close.
# - Cross-entropy and squared error have the same target. They differ in what they say to a network that is sure and
#   wrong.
#
# **From the guide**: exercises PRML 1.36 and 1.38 of question 1.1, question 1.3 (why KL and not L2), and the bounds of
# KL from question 2.2. Where the guide is loose, [the errata](../ERRATA.md) say so with the numbers of this lesson.
#
# **Read.** Required: Bishop, *Pattern Recognition and Machine Learning*, section 1.6.1 (relative entropy and mutual
# information) up to equation 1.119. Optional: J. Shlens, *Notes on Kullback-Leibler Divergence and Likelihood*
# (arXiv 1404.2000), on forward KL and maximum likelihood; T. Gneiting and A. Raftery, *Strictly Proper Scoring Rules,
# Prediction, and Estimation* (2007), sections 1 to 3.
#
# **Next**: put $p = p(x, y)$ and $q = p(x)\,p(y)$. The cost of believing that two variables have nothing to do with
# each other is their mutual information, in [lesson 3](03_mutual_information.ipynb).
