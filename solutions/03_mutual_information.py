# %% [markdown]
# # 3. Mutual information
#
# InfoGAN adds one term to a GAN: the mutual information between a code and the image made from it. This lesson builds
# that quantity from tables you can hold in your head, and ends with a map of where MNIST's pixels tell the digit.
#
# **You will be able to** compute joint, conditional and mutual information of any table; prove the four exercises of
# Bishop's book that the guide asks for (PRML 1.31, 1.37, 1.39, 1.41); say when correlation and mutual information agree
# and when they part; recognise a mutual information that is only an artefact of few samples.
#
# **You need** entropy ([lesson 1](01_entropy.ipynb)) and the KL divergence ([lesson 2](02_kl_divergence.ipynb)).
# **Time**: about two and a half hours with the proofs. All cells run in under a minute on a CPU.

# %%
import numpy as np

from helpers.checking import check, hint, predict, recall
from helpers.information import entropy
from helpers.pictures.figures import COLORS, show, subplots

# %% [markdown]
# `entropy` is the function you wrote in lesson 1: probabilities in, bits out.
#
# ## One table, two variables
#
# Two variables that may have to do with each other are described by one **joint** table. Row $x$ and column $y$ hold
# $p(x, y)$, the probability that both happen together. All cells sum to 1.
#
# This table is from MacKay's book (*Information Theory, Inference, and Learning Algorithms*, exercise 8.6; there the
# rows are called $y$ and the columns $x$). We will use it often, because rows and columns differ in it.

# %%
mackay = np.array([[4, 2, 1, 1], [2, 4, 1, 1], [2, 2, 2, 2], [8, 0, 0, 0]]) / 32


def draw_table(axes, table, title, digits="{:.4f}", **colours):
    """A table as coloured cells with its numbers in them."""
    axes.imshow(table, **({"cmap": "Blues", "vmin": 0, "vmax": 0.4} | colours))
    for (row, column), value in np.ndenumerate(table):
        axes.text(column, row, digits.format(value).replace("nan", "-"), ha="center", va="center", fontsize=8)
    axes.grid(False)
    axes.set(title=title, xlabel="y", ylabel="x", xticks=range(table.shape[1]), yticks=range(len(table)))


fig, axes = subplots(width=4, height=3.6)
draw_table(axes, mackay, "p(x, y)")
show(fig, alt="MacKay's joint table, 4 by 4. Row 3 has its whole mass, 0.25, in column 0. Row 2 is even, 0.0625 in "
              "every cell. Rows 0 and 1 have 0.125 on the diagonal and less elsewhere.")

# %% [markdown]
# What does $x$ do on its own? Add up all the ways in which it can happen: $p(x) = \sum_y p(x, y)$. This is called a
# **marginal**, because people used to write it into the margin of the table.

# %% [markdown]
# {exercise marginals}
#
# Return the pair `(p_x, p_y)`. `joint` has shape (X, Y), rows $x$ and columns $y$; `p_x` has shape (X,), `p_y` shape
# (Y,).

# %%
def marginals(joint):
    """(p_x, p_y) of a joint table (X, Y): p_x sums over y and has shape (X,), p_y sums over x and has shape (Y,)."""
    # BEGIN SOLUTION
    return joint.sum(axis=1), joint.sum(axis=0)
    # END SOLUTION


# %%
check("marginals", marginals)

# %% [markdown]
# Stuck? `hint("marginals")` gives one hint at a time, here and in every exercise.

# %%
p_x, p_y = marginals(mackay)
print(f"p(x) = {p_x}, H[x] = {entropy(p_x):.4f} bits")
print(f"p(y) = {p_y}, H[y] = {entropy(p_y):.4f} bits")
print(f"as one variable with 16 values, H[x,y] = {entropy(mackay.ravel()):.4f} bits")

# %% [markdown]
# $H[x, y]$ is the entropy of the whole table, read as one long list of cells.
#
# It is less than $H[x] + H[y]$. The rest of the lesson is about the difference.

# %% [markdown]
# ## What is left of y
#
# Somebody tells you $x$. Now you know your row, and only the row matters. Divide it by its sum and you have
# $p(y \mid x)$, which is an ordinary distribution with an ordinary entropy.
#
# **Predict.** In MacKay's table, which row leaves you most uncertain about $y$? Which leaves nothing open?

# %%
predict("most_uncertain_row", ...)  # the first: a row, 0 to 3

# %%
rows = mackay / mackay.sum(axis=1, keepdims=True)
fig, axes = subplots(1, 4, height=2.4, sharey=True)
for x, (axis, row) in enumerate(zip(axes, rows, strict=True)):
    axis.bar(range(4), row)
    axis.set(title=f"x = {x}: {entropy(row):.4f} bits", xlabel="y", xticks=range(4))
axes[0].set_ylabel("p(y | x)")
show(fig, alt="The law of y in each row of MacKay's table. Rows 0 and 1: one cell with a half, one with a quarter, two "
              "with an eighth, 1.75 bits. Row 2: even, 2 bits. Row 3: column 0 for sure, 0 bits.")
recall("most_uncertain_row", np.argmax([entropy(row) for row in rows]), close=0)

# %% [markdown]
# You do not know in advance which $x$ you will be told. So average the rows' entropies, each as often as its row
# happens. The result is the **conditional entropy** (PRML 1.111):
#
# $$H[y \mid x] = \sum_x p(x)\, H[\,p(\cdot \mid x)\,] = -\sum_{x, y} p(x, y) \log_2 p(y \mid x)$$

# %% [markdown]
# {exercise conditional_entropy}
#
# Return $H[y \mid x]$ in bits. Cells may be 0, and so may whole rows: what never happens adds nothing.

# %%
def conditional_entropy(joint):
    """H[y|x] of a joint table (X, Y), rows x: the sum over cells of -p(x,y) log2 p(y|x). Returns a float, in bits."""
    # BEGIN SOLUTION
    p_x, _ = marginals(joint)
    return float(sum(p * entropy(row / p) for p, row in zip(p_x, joint, strict=True) if p > 0))
    # END SOLUTION


# %%
check("conditional_entropy", conditional_entropy)

# %%
print(f"H[y|x] = {conditional_entropy(mackay):.4f} bits, down from H[y] = {entropy(p_y):.4f}")
print(f"H[x|y] = {conditional_entropy(mackay.T):.4f} bits, down from H[x] = {entropy(p_x):.4f}")

# %% [markdown]
# The two conditional entropies differ, and `joint.T` gives the other one. What they took away is the same: 0.375 bits.
# That is no accident, and you will prove it below.
#
# **Break it.** Knowing $x$ lowers the uncertainty about $y$ *on average*. Drop the average and the statement is false:

# %%
print(f"before: H[y] = {entropy(p_y):.4f} bits. After hearing x = 2: {entropy(rows[2]):.4f} bits")
assert entropy(rows[2]) > entropy(p_y) > conditional_entropy(mackay)

# %% [markdown]
# News can make you less certain. It cannot do so on average.

# %% [markdown]
# ## The chain rule
#
# To learn a whole cell, learn $x$ first and then what is left of $y$. The costs add:
#
# $$H[x, y] = H[x] + H[y \mid x]$$
#
# This is PRML 1.112, and proving it is PRML exercise 1.37. First see it.

# %% [markdown]
# {exercise chain_rule}
#
# Return the three numbers `(H[x,y], H[x], H[y|x])` in bits. Compute the first from the cells of the table and not as
# the sum of the others: the point is that it *comes out* as the sum.

# %%
def chain_rule(joint):
    """(H[x,y], H[x], H[y|x]) of a joint table (X, Y), three floats in bits. The first is the sum of the others."""
    # BEGIN SOLUTION
    p_x, _ = marginals(joint)
    return entropy(joint.ravel()), entropy(p_x), conditional_entropy(joint)
    # END SOLUTION


# %%
check("chain_rule", chain_rule)

# %%
rng = np.random.default_rng(1)
tables = [rng.dirichlet(np.full(12, spread)).reshape(3, 4) for spread in np.geomspace(0.05, 5, 12)]
chains = np.array(sorted(tuple(chain_rule(table)) for table in tables))
fig, axes = subplots()
axes.bar(range(12), chains[:, 1], color=COLORS["blue"], label="H[x]")
axes.bar(range(12), chains[:, 2], bottom=chains[:, 1], color=COLORS["orange"], hatch="//", label="H[y|x]")
axes.plot(range(12), chains[:, 0], "o", color="black", label="H[x,y], from the cells")
axes.set(xlabel="random 3 by 4 table, ordered by its entropy", ylabel="entropy (bits)", xticks=[])
axes.legend()
show(fig, alt="Twelve random tables. For each, a bar of H[x] with a bar of H[y|x] on top of it; the dot of H[x,y], "
              "computed from the cells, sits exactly on the top of every bar.")

# %%
gaps = np.abs(chains[:, 0] - chains[:, 1] - chains[:, 2])
print(f"largest gap between H[x,y] and H[x] + H[y|x], over 12 tables: {gaps.max():.4f} bits")

# %% [markdown]
# ### Written question: PRML 1.37
#
# Start from the definition of conditional entropy and the product rule $p(x, y) = p(y \mid x)\, p(x)$. Derive the chain
# rule.
#
# Rubric (2 points): (1) the product rule is used inside the logarithm, and the logarithm of a product becomes a sum;
# (2) the term with $\log p(x)$ is summed over $y$ first, with the reason why $p(x, y)$ becomes $p(x)$. Half a point off
# if cells with $p(x, y) = 0$ are not mentioned.

# %% [markdown]
# {written prml_1_37 2}
#
# <!-- BEGIN SOLUTION -->
# All sums run over the possible cells, those with $p(x, y) > 0$; the others add nothing. In a possible cell $p(x)$ is
# positive too, so $p(y \mid x)$ is defined.
#
# $$
# \begin{aligned}
# H[x, y] &= -\sum_{x, y} p(x, y) \log p(x, y) \\
# &= -\sum_{x, y} p(x, y) \log p(y \mid x) \;-\; \sum_{x, y} p(x, y) \log p(x) && \text{product rule} \\
# &= H[y \mid x] \;-\; \sum_x \Big(\sum_y p(x, y)\Big) \log p(x) && \text{definition; no } y \text{ in } \log p(x) \\
# &= H[y \mid x] + H[x] && \text{the inner sum is the marginal } p(x)
# \end{aligned}
# $$
#
# The product rule can also be read the other way, $p(x, y) = p(x \mid y)\, p(y)$. The same four lines then give
# $H[x, y] = H[x \mid y] + H[y]$. For densities the sums become integrals, and the entropies must be finite.
# <!-- END SOLUTION -->

# %% [markdown]
# ## What the two share
#
# Before you know $x$, you are $H[y]$ uncertain about $y$. Afterwards, $H[y \mid x]$ is left. The difference is what $x$
# tells about $y$: the **mutual information** $I[x, y]$.
#
# There is a second way to see it. Suppose $x$ and $y$ had nothing to do with each other and kept their marginals. The
# table would then be $p(x)\,p(y)$. Mutual information is the divergence of the real table from this one (PRML 1.120):
#
# $$I[x, y] = \mathrm{KL}\big(p(x, y) \,\|\, p(x)\, p(y)\big) = \sum_{x, y} p(x, y) \log_2 \frac{p(x, y)}{p(x)\, p(y)}$$

# %%
independent = np.outer(p_x, p_y)
surprise = np.log2(np.where(mackay > 0, mackay, np.nan) / independent)
fig, axes = subplots(1, 3, height=3.4)
draw_table(axes[0], mackay, "p(x, y)")
draw_table(axes[1], independent, "p(x) p(y)")
draw_table(axes[2], surprise, "log2 of the ratio (bits)", "{:.2f}", cmap="RdBu_r", vmin=-1.5, vmax=1.5)
show(fig, alt="MacKay's table, the independent table with the same marginals, and the logarithm of their ratio. Row 0 "
              "is the same in both: 0 bits. In rows 1 to 3, cells with twice the independent mass show 1 bit, cells "
              "with half of it -1 bit; the impossible cells of row 3 are empty.")

# %% [markdown]
# {exercise mutual_information}
#
# Return $I[x, y]$ of a joint table in bits. Cells may be 0.

# %%
def mutual_information(joint):
    """I[x,y] = KL(p(x,y) || p(x)p(y)) of a joint table (X, Y). Returns a float, in bits. 0 log 0 = 0."""
    # BEGIN SOLUTION
    p_x, p_y = marginals(joint)
    possible = joint > 0
    ratio = joint[possible] / np.outer(p_x, p_y)[possible]
    return float(np.sum(joint[possible] * np.log2(ratio)))
    # END SOLUTION


# %%
check("mutual_information", mutual_information)

# %% [markdown]
# Three laws make it a good measure of what two variables share. Renaming the values changes nothing. It is 0 exactly
# for independent variables (you will prove this). And you cannot gain by throwing away detail: merge two columns, and
# the information cannot rise. The last one is called **data processing**.

# %%
def merge_last_two(table):
    return np.column_stack([table[:, :-2], table[:, -2:].sum(axis=1)])


rng = np.random.default_rng(2)
shuffled = mackay[rng.permutation(4)][:, rng.permutation(4)]
print(f"MacKay's table: {mutual_information(mackay):.4f} bits; shuffled: {mutual_information(shuffled):.4f}")
print(f"columns 2 and 3 merged: {mutual_information(merge_last_two(mackay)):.4f}")
print(f"columns 1, 2 and 3 merged: {mutual_information(merge_last_two(merge_last_two(mackay))):.4f}")
tables = rng.dirichlet(np.full(12, 0.5), size=1000).reshape(-1, 3, 4)
gained = sum(mutual_information(merge_last_two(t)) > mutual_information(t) + 1e-9 for t in tables)
print(f"1000 random tables, two columns merged: {gained} of them gained")

# %% [markdown]
# Columns 2 and 3 of MacKay's table are alike, so merging them loses nothing: they say the same about $x$.
#
# **Break it.** The law speaks about merging what one table already holds. Look at a *third* variable instead, and
# information can appear from nothing. Toss two fair coins and let the light be on when they differ:

# %%
coins = np.full((2, 2), 0.25)
coins_when_light_is_on = np.array([[0, 0.5], [0.5, 0]])
print(f"the two coins share {mutual_information(coins):.4f} bits")
print(f"once you see that the light is on, they share {mutual_information(coins_when_light_is_on):.4f} bit")

# %% [markdown]
# ## Six numbers and one picture
#
# Bishop's exercise 1.39 is the smallest table in which something happens:
#
# | | $y = 0$ | $y = 1$ |
# |---|---|---|
# | $x = 0$ | 1/3 | 1/3 |
# | $x = 1$ | 0 | 1/3 |
#
# **Predict.** Which is larger, $H[y \mid x]$ or 1/2 bit? One row leaves a fair coin, the other leaves nothing.

# %%
predict("left_open_in_bishops_table", ...)  # one of 'H[y|x]', '1/2 bit'

# %% [markdown]
# {exercise bishop_table}
#
# Work out six entropies with pencil and paper, in bits. Return a dict with the keys `"H[x]"`, `"H[y]"`, `"H[y|x]"`,
# `"H[x|y]"`, `"H[x,y]"` and `"I[x,y]"`. Closed forms such as `np.log2(3)` are best; three correct decimals are enough.

# %%
def bishop_table():
    """The six entropies of PRML 1.39, in bits: a dict with keys H[x], H[y], H[y|x], H[x|y], H[x,y], I[x,y]."""
    # BEGIN SOLUTION
    marginal = np.log2(3) - 2 / 3
    return {
        "H[x]": marginal, "H[y]": marginal,
        "H[y|x]": 2 / 3, "H[x|y]": 2 / 3,
        "H[x,y]": np.log2(3), "I[x,y]": np.log2(3) - 4 / 3,
    }
    # END SOLUTION


# %%
check("bishop_table", bishop_table)

# %% [markdown]
# ### Written question: PRML 1.39
#
# Derive the six values of Bishop's table in closed form, and draw one diagram that shows how they belong together.
#
# Rubric (3 points): (1) the marginals and the two conditional laws of $y$ are written down, and $0 \log 0$ is dealt
# with; (2) all six values are right, in bits or nats, with the unit; (3) the diagram shows two overlapping sets or bars
# whose union is $H[x, y]$ and whose overlap is $I[x, y]$, and two of the relations are read off it.

# %% [markdown]
# {written prml_1_39 3}
#
# <!-- BEGIN SOLUTION -->
# The rows sum to $p(x) = (\tfrac23, \tfrac13)$, the columns to $p(y) = (\tfrac13, \tfrac23)$.
# Given $x = 0$, $y$ is a fair coin; given $x = 1$, it is certain. The empty cell adds nothing, since $0 \log 0 = 0$.
#
# | quantity | how | closed form (bits) | bits |
# |---|---|---|---|
# | $H[x]$ | $-\tfrac23 \log \tfrac23 - \tfrac13 \log \tfrac13$ | $\log_2 3 - \tfrac23$ | 0.9183 |
# | $H[y]$ | the same two probabilities | $\log_2 3 - \tfrac23$ | 0.9183 |
# | $H[y \mid x]$ | $\tfrac23 \cdot 1 + \tfrac13 \cdot 0$ | $\tfrac23$ | 0.6667 |
# | $H[x \mid y]$ | given $y = 1$ a fair coin, given $y = 0$ certain | $\tfrac23$ | 0.6667 |
# | $H[x, y]$ | three equally likely cells | $\log_2 3$ | 1.5850 |
# | $I[x, y]$ | $H[x] + H[y] - H[x, y]$ | $\log_2 3 - \tfrac43$ | 0.2516 |
#
# Times $\ln 2$ they are the values in nats. The diagram, with lengths to scale:
#
# ```
# |------------ H[x,y] ------------|
# |------ H[x] ------|
#               |------ H[y] ------|
# |-- H[x|y] ---|-I--|-- H[y|x] ---|
# ```
#
# Read off: $H[x, y] = H[x] + H[y \mid x]$ (0.9183 + 0.6667 = 1.5850), $I[x, y] = H[x] - H[x \mid y]$
# (0.9183 - 0.6667 = 0.2516), and $H[x] + H[y]$ counts the overlap twice.
# <!-- END SOLUTION -->

# %%
in_bits = bishop_table()
for name, value in in_bits.items():
    print(f"{name:7s} {float(value):.4f} bits = {float(value) * np.log(2):.4f} nats")
recall("left_open_in_bishops_table", "H[y|x]")

# %% [markdown]
# Now the picture, by program. Each entropy is a bar, all on one scale. $H[x]$ starts at the left end of $H[x, y]$ and
# $H[y]$ stops at its right end. They overlap, and **the overlap is the mutual information**.

# %%
def information_bars(axes, joint, title):
    """H[x,y], H[x] and H[y] as bars on one scale, and the three parts they are made of."""
    whole, h_x, left_of_y = chain_rule(joint)
    shared = mutual_information(joint)
    left_of_x = h_x - shared
    bars = [(3, "H[x,y]", 0, whole, "sky"), (2, "H[x]", 0, h_x, "blue"),
            (1, "H[y]", left_of_x, shared + left_of_y, "orange"), (0, "H[x|y]", 0, left_of_x, "sky"),
            (0, "I[x,y]", left_of_x, shared, "green"), (0, "H[y|x]", h_x, left_of_y, "sky")]
    for height, name, start, length, colour in bars:
        axes.barh(height, length, left=start, color=COLORS[colour], alpha=0.6, edgecolor="black")
        axes.text(start + length / 2, height, f"{name}\n{length:.4f}", ha="center", va="center", fontsize=8)
    axes.grid(False)
    axes.set(title=title, xlabel="bits", yticks=[])


# %%
bishop = np.array([[1, 1], [0, 1]]) / 3
fig, axes = subplots(height=3)
information_bars(axes, bishop, "Bishop's table")
show(fig, alt="Overlap diagram of Bishop's table, bars to scale. H[x,y] is 1.5850 bits long. H[x] covers its left "
              "0.9183 bits and H[y] its right 0.9183. They overlap in I[x,y] = 0.2516; H[x|y] and H[y|x] are the rest, "
              "0.6667 bits each.")

# %% [markdown]
# A warning. In this table $H[x] = H[y]$, so a program that mixes up rows and columns gets all six numbers right. Look
# at MacKay's table, where it would not:

# %%
fig, axes = subplots(height=3)
information_bars(axes, mackay, "MacKay's table")
show(fig, alt="Overlap diagram of MacKay's table, bars to scale. H[x,y] is 3.3750 bits. H[x] covers its left "
              "2.0000 bits, H[y] its right 1.7500. They overlap in I[x,y] = 0.3750; H[x|y] is 1.6250, H[y|x] 1.3750.")

# %% [markdown]
# ## Four ways to the same number
#
# The diagram can be read in several ways, and each is a formula for the overlap. PRML exercise 1.41 asks to prove the
# first two.

# %% [markdown]
# {exercise information_four_ways}
#
# Return an array of four numbers, in bits, one for each formula: $H[x] - H[x \mid y]$, then $H[y] - H[y \mid x]$, then
# $H[x] + H[y] - H[x, y]$, then $\mathrm{KL}(p(x,y) \,\|\, p(x)p(y))$.

# %%
def information_four_ways(joint):
    """H[x]-H[x|y], H[y]-H[y|x], H[x]+H[y]-H[x,y], KL(p(x,y) || p(x)p(y)): array (4,), in bits."""
    # BEGIN SOLUTION
    p_x, p_y = marginals(joint)
    h_x, h_y = entropy(p_x), entropy(p_y)
    return np.array([
        h_x - conditional_entropy(joint.T),
        h_y - conditional_entropy(joint),
        h_x + h_y - entropy(joint.ravel()),
        mutual_information(joint),
    ])
    # END SOLUTION


# %%
check("information_four_ways", information_four_ways)

# %%
for name, table in (("Bishop", bishop), ("MacKay", mackay), ("independent", independent)):
    print(f"{name:12s}", *[f"{abs(value):.4f}" for value in information_four_ways(table)])

# %% [markdown]
# This is worth a pause. What $x$ tells about $y$ is what $y$ tells about $x$, although $H[x]$ and $H[y]$ differ. That
# is why the information is called mutual. In InfoGAN it lets you swap a hard question for an easy one: what the code
# tells about the image is what the image tells about the code.

# %% [markdown]
# ### Written question: PRML 1.41
#
# Start from $I[x, y] = -\iint p(x, y) \ln \frac{p(x)\,p(y)}{p(x, y)}\, dx\, dy$. Show that it equals $H[x] - H[x \mid
# y]$ and also $H[y] - H[y \mid x]$.
#
# Rubric (2 points): one for each form. Each needs the product rule in the right direction, the split of the logarithm,
# and the step from $p(x, y)$ to the marginal.

# %% [markdown]
# {written prml_1_41 2}
#
# <!-- BEGIN SOLUTION -->
# Write $p(x, y) = p(x \mid y)\, p(y)$. Then $p(y)$ cancels from the ratio:
#
# $$
# \begin{aligned}
# I[x, y] &= -\iint p(x, y) \ln \frac{p(x)\, p(y)}{p(x \mid y)\, p(y)}\, dx\, dy \\
# &= -\iint p(x, y) \ln p(x)\, dx\, dy + \iint p(x, y) \ln p(x \mid y)\, dx\, dy \\
# &= -\int p(x) \ln p(x)\, dx - H[x \mid y] && \text{as } \textstyle\int p(x, y)\, dy = p(x) \\
# &= H[x] - H[x \mid y].
# \end{aligned}
# $$
#
# The other way round, write $p(x, y) = p(y \mid x)\, p(x)$. Now $p(x)$ cancels:
#
# $$
# \begin{aligned}
# I[x, y] &= -\iint p(x, y) \ln p(y)\, dx\, dy + \iint p(x, y) \ln p(y \mid x)\, dx\, dy \\
# &= -\int p(y) \ln p(y)\, dy - H[y \mid x] && \text{as } \textstyle\int p(x, y)\, dx = p(y) \\
# &= H[y] - H[y \mid x].
# \end{aligned}
# $$
#
# For tables the integrals are sums. Splitting one integral into two needs both to be finite.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Never more than the sum
#
# PRML exercise 1.31: **two variables together are at most as uncertain as both apart**, $H[x, y] \le H[x] + H[y]$, and
# the two sides are equal exactly if the variables are independent.
#
# Look at it first, on random tables.

# %%
rng = np.random.default_rng(3)
tables = [rng.dirichlet(np.full(12, spread)).reshape(3, 4) for spread in np.geomspace(0.02, 5, 300)]
products = [np.outer(*marginals(table)) for table in tables[::10]]


def apart_and_together(tables):
    return np.array([[sum(map(entropy, marginals(t))), entropy(t.ravel())] for t in tables]).T


fig, axes = subplots()
axes.plot([0, 3.6], [0, 3.6], color="black", linewidth=0.8, label="equality")
axes.plot(*apart_and_together(tables), "o", markersize=3, color=COLORS["blue"], label="300 random tables")
axes.plot(*apart_and_together(products), "x", color=COLORS["vermilion"], label="30 independent ones")
axes.set(xlabel="H[x] + H[y] (bits)", ylabel="H[x,y] (bits)")
axes.legend()
show(fig, alt="H[x,y] against H[x] + H[y]. All 300 random tables lie on or below the diagonal; the 30 independent "
              "tables lie exactly on it.")

# %% [markdown]
# The proof begins with the difference $H[x] + H[y] - H[x, y]$ and rewrites it as **one** sum over the cells. That line
# is where most attempts go wrong. So let a machine try to refute yours.

# %% [markdown]
# {exercise next_line_1_31}
#
# Your proof says: $H[x] + H[y] - H[x, y] = \sum_{x, y} (\ldots)$, in bits. Return what stands in the brackets, for
# every cell. The three arguments are arrays of the table's shape, all positive: `p_xy` holds $p(x, y)$, `p_x` holds
# $p(x)$ of the cell's row, `p_y` holds $p(y)$ of the cell's column.
#
# The check adds up your terms on many tables and looks for a counterexample. Only the sum counts, so any right line
# passes.

# %%
def next_line_1_31(p_xy, p_x, p_y):
    """The terms, shape (X, Y), whose sum over all cells is H[x] + H[y] - H[x,y], in bits, for every table."""
    # BEGIN SOLUTION
    return p_xy * np.log2(p_xy / (p_x * p_y))
    # END SOLUTION


# %%
check("next_line_1_31", next_line_1_31)

# %% [markdown]
# However you wrote your terms, their sum is a KL divergence. In lesson 2 you saw why a KL divergence is never negative:
# $-\ln$ is convex, so Jensen's inequality applies. What remains is to say when it is zero.
#
# ### Written question: PRML 1.31
#
# For densities $p(x, y)$ with finite entropies, prove $H[x, y] \le H[x] + H[y]$, with equality if **and only if** $x$
# and $y$ are independent.
#
# Rubric (5 points): (1) the difference is written as $\mathrm{KL}(p(x,y) \,\|\, p(x)p(y))$, and the step that turns
# $\int p(x) \ln p(x)\, dx$ into a double integral is justified; (2) it is shown to be non-negative, by Jensen; (3)
# independence gives equality; (4) equality gives independence, by Jensen's *equality* case and not by assertion; (5) a
# remark on what may be negative here and what may not, or on why finite entropies are needed.

# %% [markdown]
# {written prml_1_31 5}
#
# <!-- BEGIN SOLUTION -->
# **The difference is a divergence.** Since $p(x) = \int p(x, y)\, dy$, we have $\int p(x) \ln
# p(x)\, dx = \iint p(x, y) \ln p(x)\, dx\, dy$, and likewise for $y$. The three entropies are finite, so the
# integrals may be added:
#
# $$
# \begin{aligned}
# \Delta &:= H[x] + H[y] - H[x, y] \\
# &= \iint_A p(x, y) \ln \frac{p(x, y)}{p(x)\, p(y)}\, dx\, dy \\
# &= \mathbb{E}[-\ln r], \qquad r = \frac{p(x)\, p(y)}{p(x, y)}.
# \end{aligned}
# $$
#
# $A$ is the set where $p(x, y) > 0$, and the expectation is over $p(x, y)$. In $A$ both marginals are positive, up to a
# set of probability zero.
#
# **It is not negative.** The function $-\ln$ is convex. By Jensen,
#
# $$
# \begin{aligned}
# \Delta = \mathbb{E}[-\ln r] &\ge -\ln \mathbb{E}[r] \\
# &= -\ln \iint_A p(x)\, p(y)\, dx\, dy \\
# &\ge -\ln 1 = 0.
# \end{aligned}
# $$
#
# The last step holds because $p(x)\,p(y)$ is a density, and its integral over the part $A$ is at most 1.
#
# **Independent variables give equality.** Then $p(x, y) = p(x)\, p(y)$ almost everywhere, so $r = 1$ and $\Delta = 0$.
#
# **Equality gives independence.** Let $\Delta = 0$. Then both inequalities above are equalities.
#
# From the second, $\mathbb{E}[r] = \iint_A p(x)\,p(y) = 1$.
#
# From the first, Jensen's inequality is tight. Because $-\ln$ is *strictly* convex, its graph lies above its tangent
# at $m = \mathbb{E}[r] = 1$ except at the point of contact: $-\ln r \ge 1 - r$, and $-\ln r > 1 - r$ for $r \ne 1$.
# Take the expectation of $g = -\ln r - (1 - r)$. It is $\Delta - 1 + \mathbb{E}[r] = 0$. A function that is never
# negative and has expectation zero is zero almost everywhere, so $r = 1$ almost everywhere in $A$: there $p(x, y) =
# p(x)\,p(y)$.
#
# Outside $A$, $p(x, y) = 0$. The product $p(x)\,p(y)$ has no mass there either, since all of its mass is in $A$. So
# $p(x, y) = p(x)\, p(y)$ almost everywhere, which is independence.
#
# **Remark.** For densities each of the three entropies may be negative, and $H[x, y]$ may even be smaller than $H[x]$.
# The difference $\Delta$ may not be negative. With infinite entropies the difference may be $\infty - \infty$ and mean
# nothing; the statement about the divergence still holds.
#
# A shorter route is the chain rule, $H[x, y] = H[x] + H[y \mid x]$, with $H[y \mid x] \le H[y]$. But this inequality is
# again the same divergence.
# <!-- END SOLUTION -->

# %% [markdown]
# The guide's own answer to this exercise takes the strict inequality for dependent variables for granted;
# [the errata](../ERRATA.md) say more.
#
# **Break it.** For tables, $H[x, y] \ge H[x]$: both variables together are at least as uncertain as one. Your chain
# rule says so, because $H[y \mid x] \ge 0$. For *densities* this fails. Take two standard Gaussians with correlation
# $\rho$. Their joint entropy is $\ln(2 \pi e) + \tfrac12 \ln(1 - \rho^2)$ nats.

# %%
correlations = np.linspace(0, 0.999, 400)
one = 0.5 * np.log(2 * np.pi * np.e)
both = 2 * one + 0.5 * np.log(1 - correlations**2)
fig, axes = subplots()
axes.plot(correlations, both, label="h[x,y]")
axes.plot(correlations, np.full(400, one), label="h[x]")
axes.plot(correlations, both - one, label="h[y|x]")
axes.axhline(0, color="black", linewidth=0.6)
axes.set(xlabel="correlation", ylabel="differential entropy (nats)", ylim=(-2, 3))
axes.legend()
crossing = np.sqrt(1 - np.exp(-2 * one))
show(fig, alt="Two standard Gaussians. h[x] is constant at 1.4189 nats. h[x,y] starts at 2.8379, falls with the "
              f"correlation, and crosses below h[x] at correlation {crossing:.4f}, where h[y|x] becomes negative.")

# %%
at_99 = 2 * one + 0.5 * np.log(1 - 0.99**2)
print(f"h[x] = {one:.4f} nats; at correlation 0.99, h[x,y] = {at_99:.4f} nats, which is less")
print(f"h[y|x] is negative beyond correlation {crossing:.4f}")

# %% [markdown]
# Nothing is wrong with the chain rule. A differential entropy may be negative (lesson 1), and $h[y \mid x]$ is one.
# The difference $h[x] + h[y] - h[x, y]$ stays non-negative all the same: your proof did not use the sign of any
# single term.
#
# ## Where the two agree
#
# Correlation also measures how much two variables have to do with each other. When does it say the same?
#
# For jointly Gaussian variables it does: correlation determines the law, up to shift and scale, and so it determines
# the mutual information. Subtract the entropies you have just seen.

# %% [markdown]
# {exercise gaussian_mutual_information}
#
# Return the mutual information of two jointly Gaussian variables with this `correlation`, strictly between -1 and 1, in
# **nats**.

# %%
def gaussian_mutual_information(correlation):
    """I[x,y] of two jointly Gaussian variables with this correlation, in nats."""
    # BEGIN SOLUTION
    return -0.5 * np.log(1 - correlation**2)
    # END SOLUTION


# %%
check("gaussian_mutual_information", gaussian_mutual_information)

# %%
for correlation in (0.5, -0.5, 0.9, 0.99):
    nats = gaussian_mutual_information(correlation)
    print(f"correlation {correlation:5.2f}: {nats:.4f} nats = {nats / np.log(2):.4f} bits")

# %% [markdown]
# A correlation of 0.5 sounds like half of everything. It is a fifth of a bit.
#
# It is also the least that a correlation can mean: of all laws with Gaussian marginals and this correlation, the
# jointly Gaussian one has the largest $h[x, y]$, and so the smallest mutual information.
#
# Scaling $x$ by 100 adds $\ln 100$ to $h[x]$ and to $h[x, y]$. The difference does not move: unlike a differential
# entropy, mutual information does not depend on units.
#
# To see it in a table, cut the plane into small squares and give each its Gaussian mass.

# %%
grid = np.linspace(-4, 4, 81)
density = np.exp(-(grid[:, None] ** 2 - 1.6 * grid[:, None] * grid + grid**2) / (2 * (1 - 0.8**2)))
gaussian_table = density / density.sum()


def correlation_of(x_values, y_values, joint):
    """Pearson's correlation of two variables that take these values with the probabilities of the joint table."""
    p_x, p_y = marginals(joint)
    x, y = x_values - p_x @ x_values, y_values - p_y @ y_values
    return x @ joint @ y / np.sqrt((p_x @ x**2) * (p_y @ y**2))


print(f"correlation {correlation_of(grid, grid, gaussian_table):.4f}: the table has "
      f"{mutual_information(gaussian_table):.4f} bits, the formula {gaussian_mutual_information(0.8) / np.log(2):.4f}")

# %% [markdown]
# ## Where they part
#
# Give the rows of the same table new names: call $x$ no longer $x$ but $e^x$. Or deal the old names out at random. The
# cells stay as they are.
#
# **Predict.** What happens to the correlation? What happens to the mutual information?

# %%
predict("information_after_renaming", ...)  # the information: one of 'rises', 'falls', 'stays'

# %%
namings = {"x": grid, "exp(x)": np.exp(grid), "x, shuffled": np.random.default_rng(7).permutation(grid)}
fig, axes = subplots(1, 3, height=3, sharey=True)
for axis, (name, x_names) in zip(axes, namings.items(), strict=True):
    order = np.argsort(x_names)
    axis.pcolormesh(x_names[order], grid, gaussian_table[order].T, cmap="Blues", shading="nearest")
    rho, shared = correlation_of(x_names, grid, gaussian_table), mutual_information(gaussian_table)
    axis.set(title=f"correlation {rho:.2f}\n{shared:.2f} bits", xlabel=name, xlim=(min(x_names), min(max(x_names), 12)))
    print(f"{name:12s} correlation with y {rho:.4f}, information {shared:.4f} bits")
recall("information_after_renaming", "stays")
axes[0].set_ylabel("y")
show(fig, alt="One Gaussian table under three namings of its rows. Named x it is a slanted ellipse with correlation "
              "0.80. Named exp(x) it is a bent blob with correlation 0.62. With shuffled names it is a mess of stripes "
              "with correlation near 0. The information is 0.74 bits in all three.")

# %% [markdown]
# `mutual_information` is not even told the names. It knows which values go together, not how far apart they are.
# Correlation knows the distances, and measures only how well a **straight line** fits.
#
# So correlation can also miss everything. Let $x$ be -1, 0 or 1 with equal chances, and $y = x^2$.

# %%
x_values, y_values = np.array([-1, 0, 1]), np.array([0, 1])
parabola = np.array([[0, 1], [1, 0], [0, 1]]) / 3
zero = abs(correlation_of(x_values, y_values, parabola))
print(f"correlation {zero:.4f}, information {mutual_information(parabola):.4f} bits")
wider = (np.arange(-2, 3)[:, None] ** 2 == np.array([0, 1, 4])) / 5
still_zero = abs(correlation_of(np.arange(-2, 3), np.array([0, 1, 4]), wider))
print(f"the same over -2 ... 2: correlation {still_zero:.4f}, information {mutual_information(wider):.4f} bits")

# %% [markdown]
# $x$ determines $y$ completely, and the correlation is 0: what falls on the left rises on the right.
#
# ### Two values each
#
# With two values each this cannot happen. Such a table has three free numbers: $p(x = 1)$, and the probability of $y =
# 1$ in either row. Its covariance is $p(x = 0)\, p(x = 1)$ times the difference of the two, so without correlation both
# rows are alike, and $x$ and $y$ are independent. In the square of the two probabilities these tables are the diagonal.

# %%
from helpers.pictures.explorers.table import draw_two_by_two, explore_table

draw_two_by_two()

# %% [markdown]
# Away from the diagonal the two measures part again. The last two dots have correlations of 0.6 and 1, and information
# of 0.28 and 0.47 bits: a correlation of 1 says that $x$ determines $y$, but a rare $x = 1$ has little to tell.
#
# Move the three numbers, with a slider or by typing, and look for the table whose information is a whole bit.

# %% tags=["nbval-ignore-output"]
explore_table()

# %% [markdown]
# {exercise uncorrelated_but_dependent}
#
# Now yours, and not a parabola if you can help it. Return `(x_values, y_values, joint)`: the values $x$ can take, the
# values $y$ can take (each listed once), and a joint table of shape (number of $x$ values, number of $y$ values). The
# correlation must be 0 and the mutual information at least 0.9 bits.

# %%
def uncorrelated_but_dependent():
    """(x_values, y_values, joint): correlation 0, at least 0.9 bits of mutual information."""
    # BEGIN SOLUTION
    steps = np.array([-1, 0, 1])
    compass = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) / 4  # one step north, east, south or west
    return steps, steps, compass
    # END SOLUTION


# %%
check("uncorrelated_but_dependent", uncorrelated_but_dependent)

# %%
mine = [np.asarray(part, dtype=float) for part in uncorrelated_but_dependent()]
print(f"yours has at least 0.9 bits: {mutual_information(mine[2]) >= 0.9}")
print(f"and a correlation of {abs(correlation_of(*mine)):.4f}")

# %% [markdown]
# ### Written question: mutual information against correlation
#
# The guide asks (1.2): how does mutual information differ from correlation? Answer in at most ten sentences.
#
# Rubric (4 points): (1) what each one measures and needs (a line and numbers against the whole joint law and any
# values), with the maps that leave each unchanged; (2) which implies which: independence, correlation 0, information 0;
# (3) a case in which they agree, with the formula, and one in which they do not, with numbers; (4) a caution about
# estimating mutual information from samples. You may leave (4) until after the next section.

# %% [markdown]
# {written mutual_information_against_correlation 4}
#
# <!-- BEGIN SOLUTION -->
# Correlation measures how well a straight line describes the relation. It has a sign, needs
# numbers and finite variances, and is unchanged (up to sign) only by shifting and scaling. Mutual information
# measures how far the joint law is from independence, in any way at all. It has no sign, works for names as well as
# numbers, and is unchanged by every invertible renaming of each variable.
#
# If $x$ and $y$ are independent, both are 0. If the mutual information is 0, they are independent. If the correlation
# is 0, they need not be: for $x$ uniform on $\{-1, 0, 1\}$ and $y = x^2$ it is 0, and the information is $H[y] =
# 0.9183$ bits. If the correlation is not 0, the mutual information is positive.
#
# For jointly Gaussian variables they agree: $I = -\tfrac12 \ln(1 - \rho^2)$ nats, 0.1438 for $\rho = 0.5$. Replace
# such an $x$ by $e^x$: the correlation changes, the information does not.
#
# From samples, the correlation is easily estimated. A histogram estimate of mutual information is mostly too large: of
# independent variables it reports about $(K - 1)(L - 1) / 2N$ nats, for $K$ by $L$ bins and $N$ samples.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Information from samples
#
# You rarely have the table. You have pairs, $N$ of them. The plain way is to count them in a grid of bins and to treat
# the frequencies as the table. As in lesson 1, this is called the plug-in estimate.

# %% [markdown]
# {exercise mutual_information_from_samples}
#
# `x` and `y` have shape (N,) and belong together entry by entry. Cut the range of each, from its smallest to its
# largest value, into `bins` equal bins (`np.histogram2d` does so by default). Return the mutual information of the
# frequencies in bits.

# %%
def mutual_information_from_samples(x, y, bins):
    """Mutual information of the bins by bins histogram of the pairs (x, y), each of shape (N,). A float, in bits."""
    # BEGIN SOLUTION
    counts, _, _ = np.histogram2d(x, y, bins=bins)
    return mutual_information(counts / counts.sum())
    # END SOLUTION


# %%
check("mutual_information_from_samples", mutual_information_from_samples)

# %% [markdown]
# **In libraries.** Other estimators have other habits. npeet-plus and scikit-learn's `mutual_info_regression` go by
# nearest neighbours and add a little noise to break ties; npeet-plus takes it from numpy's global generator, so that
# measuring changes every random number after it. Nearest neighbours fail where values repeat: given one fair bit twice,
# ennemi answers 0.86 nats and entropy-estimators -6.1, and the truth is 0.693.

# %% [markdown]
# **Predict.** Draw 1000 pairs of *independent* uniform numbers and count them in 20 by 20 bins. The truth is 0 bits.
# What will the estimate be?

# %%
predict("information_of_independent_pairs", ...)  # a number, in bits

# %%
rng, sizes = np.random.default_rng(4), np.array([100, 200, 500, 1000, 2000, 5000, 10000])
fig, axes = subplots()
for bins, marker in ((5, "o"), (10, "s"), (20, "^")):
    runs = [[mutual_information_from_samples(*rng.uniform(size=(2, n)), bins) for _ in range(20)] for n in sizes]
    axes.plot(sizes, np.mean(runs, axis=1), marker, color=COLORS["blue"], label=f"{bins} by {bins} bins")
    axes.plot(sizes, (bins - 1) ** 2 / (2 * sizes * np.log(2)), "--", color=COLORS["orange"],
              label="rule, (K - 1)(L - 1) / 2N nats" if bins == 20 else None)
    print(f"{bins:2d} bins, 1000 pairs: {np.mean(runs[3]):.4f} bits = {np.mean(runs[3]) * np.log(2):.4f} nats; "
          f"rule {(bins - 1) ** 2 / 2000:.4f} nats")
recall("information_of_independent_pairs", np.mean(runs[3]), "bits")
axes.set(xscale="log", yscale="log", xlabel="number of pairs", ylabel="estimated information (bits)")
axes.legend(loc="lower left")
show(fig, alt="Plug-in estimate for independent pairs, where the truth is 0, against the number of pairs, both on "
              "logarithmic scales. It is always positive and falls as 1/N. Dashed lines show the rule (K-1)(L-1)/2N; "
              "the points follow them, except that 20 by 20 bins with only 100 pairs stay below.")

# %% [markdown]
# The estimate invents dependence. Some cells are fuller than others by chance, and every unevenness counts as
# information, never as its opposite.
#
# If every one of $K$ by $L$ cells can occur, as with independent variables, and pairs are enough, the excess is about
# $(K - 1)(L - 1) / 2N$ nats. This is the **Miller-Madow** size, the two-dimensional version of lesson 1's rule. Compare
# every estimate with it before you believe the estimate.
#
# If $y$ follows $x$ and most cells stay empty, the excess is smaller. For $y = x$ there is none: the estimate is then
# that of an entropy, which comes out too low.
#
# **Break it.** Bins can also hide that there is no finite answer. Let $x$ be uniform and $y = x$. The true mutual
# information is infinite: one real number can carry any number of bits. A histogram gives a finite value for every
# number of bins:

# %%
x = np.random.default_rng(5).uniform(size=100_000)
for bins in (4, 16, 64, 256):
    print(f"{bins:4d} bins: {mutual_information_from_samples(x, x, bins):.4f} bits, log2(bins) = {np.log2(bins):.0f}")

# %% [markdown]
# The estimate is a statement about your bins. Only when it stops growing with finer bins, and the samples are many
# enough for the rule above, does it say something about $x$ and $y$.
#
# ### From a line to a parabola
#
# With the estimate in hand, bend a line slowly into a parabola. The formula is
# $y = x \cos t + \frac{x^2 - 1}{\sqrt 2} \sin t + \text{noise}$. For a standard Gaussian $x$, the straight part and the
# bent part have the same variance, and they are uncorrelated.

# %%
rng = np.random.default_rng(6)
x, noise = rng.normal(size=(2, 20_000))


def bent(bend):
    """y for a bend between 0 (line) and 1 (parabola)."""
    turn = bend * np.pi / 2
    return np.cos(turn) * x + np.sin(turn) * (x**2 - 1) / np.sqrt(2) + 0.5 * noise


def draw_bent(axes, bend):
    correlation, information = np.corrcoef(x, bent(bend))[0, 1], mutual_information_from_samples(x, bent(bend), 32)
    axes.plot(x[:800], bent(bend)[:800], ".", color=COLORS["blue"], markersize=3)
    axes.set(title=f"correlation {correlation:.2f}\n{information:.2f} bits", xlabel="x", xlim=(-3.5, 3.5), ylim=(-4, 6))
    return correlation, information


# %% tags=["nbval-ignore-output"]
from ipywidgets import FloatSlider, interact


def picture(bend):
    fig, axes = subplots(width=4, height=3.6)
    correlation, information = draw_bent(axes, bend)
    axes.set_ylabel("y")
    show(fig, alt=f"800 pairs at bend {bend:.2f}: correlation {correlation:.2f}, information {information:.2f} bits.")


_ = interact(picture, bend=FloatSlider(value=0.5, min=0, max=1, step=0.05, continuous_update=False))

# %% [markdown]
# Move the slider if you run this notebook. Without a running kernel, these four pictures say the same:

# %%
fig, axes = subplots(1, 4, height=3.2, sharey=True)
for axis, bend in zip(axes, (0, 0.5, 0.8, 1), strict=True):
    correlation, information = draw_bent(axis, bend)
    print(f"bend {bend:3.1f}: correlation {abs(correlation):.2f}, information {information:.2f} bits")
axes[0].set_ylabel("y")
show(fig, alt="Four clouds of 800 pairs, from a line to a parabola. The correlation falls from 0.89 through 0.63 and "
              "0.27 to 0. The information falls from 1.14 bits to 0.82 and stays there.")

# %%
formula = gaussian_mutual_information(np.corrcoef(x, bent(0))[0, 1]) / np.log(2)
print(f"at bend 0 all is Gaussian: the formula gives {formula:.2f} bits")
print(f"20,000 pairs in 32 by 32 cells, if all could occur: an excess of {31**2 / (2 * 20_000 * np.log(2)):.4f} bits")

# %% [markdown]
# Correlation loses sight of the relation on the way. Most of the information is still there.
#
# ## Where MNIST tells its digits
#
# Real data. Take one pixel of MNIST and ask only whether it is inked. How much does this one bit tell about the digit?
# Do this for all 784 pixels and you have a map.
#
# **Predict.** Where is the best pixel? In the middle? Where is the information exactly 0?

# %%
predict("best_pixel", ...)  # where the best pixel is: a sentence

# %% [markdown]
# {exercise pixel_information}
#
# `images` is a uint8 array (N, 28, 28), `labels` an integer array (N,). A pixel is inked when it is **over 127**.
# Return an array (28, 28), in bits: the mutual information between that pixel's ink and the label, from the counts.
#
# Not every digit need be present, and some are more frequent than others. 60,000 images times 784 pixels should take
# seconds, not minutes: let numpy handle all pixels at once.

# %%
def pixel_information(images, labels):
    """I(pixel > 127; label) for every pixel, from counts. images uint8 (N, 28, 28), labels (N,). (28, 28), in bits."""
    # BEGIN SOLUTION
    ink = images > 127
    groups = [labels == digit for digit in np.unique(labels)]
    weights = np.array([group.mean() for group in groups])
    p_ink_and_digit = np.array([w * ink[group].mean(axis=0) for w, group in zip(weights, groups, strict=True)])
    joint = np.stack([p_ink_and_digit, weights[:, None, None] - p_ink_and_digit])  # (2, digits, 28, 28)
    independent = joint.sum(axis=0) * joint.sum(axis=1, keepdims=True)
    ratio = np.divide(joint, independent, out=np.ones_like(joint), where=joint > 1e-12)
    return np.sum(joint * np.log2(ratio), axis=(0, 1))
    # END SOLUTION


# %%
check("pixel_information", pixel_information)

# %% [markdown]
# **In libraries.** scikit-learn's `mutual_info_classif` takes these pixels for continuous numbers unless you say
# `discrete_features=True`, adds noise, and gives another answer in every call. Its answer is in nats.

# %%
from helpers.data import load_mnist

images, labels = load_mnist("train", library="numpy")
information = np.asarray(pixel_information(images, labels))
best = np.unravel_index(information.argmax(), (28, 28))
whole = entropy(np.bincount(labels) / len(labels))
print(f"best pixel: row {best[0]}, column {best[1]}. It tells {information.max():.4f} of the digit's {whole:.4f} bits")
recall("best_pixel", f"row {best[0]}, column {best[1]}, of 28 each", close=None)
print(f"pixels that tell nothing: {np.sum(information < 1e-9)} of 784")
print(f"excess to expect from counting 2 by 10 cells: {9 / (2 * len(labels) * np.log(2)):.4f} bits")

# %% [markdown]
# For comparison, the correlation of each pixel's ink with the label, as if the label were a number.

# %%
ink = images > 127
spread = np.sqrt(ink.mean(axis=0) * (1 - ink.mean(axis=0)))  # the standard deviation of what is 0 or 1
numbers = (labels - labels.mean()) / labels.std()
covariance = np.einsum("n,nij->ij", numbers, ink) / len(labels)
correlation = np.abs(np.divide(covariance, spread, out=np.zeros((28, 28)), where=spread > 0.01))

# %%
fig, axes = subplots(1, 2, height=4)
for axis, values, title in ((axes[0], information, "information about the digit (bits)"),
                            (axes[1], correlation, "|correlation| with the label")):
    picture_of = axis.imshow(values, cmap="viridis", vmin=0)
    axis.grid(False)
    axis.set(title=title, xlabel="column", ylabel="row")
    fig.colorbar(picture_of, ax=axis, shrink=0.8)
axes[0].plot(best[1], best[0], "x", color="black", markersize=10, markeredgewidth=2)
show(fig, alt=f"Two maps of the 28 by 28 pixels. Left, information about the digit: a bright region in the middle with "
              f"its maximum, {information.max():.2f} bits, at row {best[0]}, column {best[1]}, and 0 along the border. "
              "Right, correlation of ink with the label read as a number: a different pattern, with dark gaps inside "
              "the informative region.")

# %% [markdown]
# The two maps disagree. A label is a name: 9 is not three times as much as 3. Correlation treats it as a quantity and
# goes dark where low and high digits have ink equally often. Mutual information never asks how far apart two labels
# are.

# %%
row, column = best
share = np.array([ink[labels == digit, row, column].mean() for digit in range(10)])
fig, axes = subplots(height=2.6)
axes.bar(range(10), share)
axes.axhline(ink[:, row, column].mean(), color="black", linestyle="--", label="all digits")
axes.set(xlabel="digit", ylabel="share with ink", xticks=range(10), title=f"pixel in row {row}, column {column}")
axes.legend()
show(fig, alt="Share of images with ink at the best pixel, for each digit: "
              + ", ".join(f"{digit}: {value:.2f}" for digit, value in enumerate(share)) + ".")
print("share with ink:", *[f"{value:.2f}" for value in share])

# %% [markdown]
# **Break it.** Add up the map, hoping for what a whole image tells about its digit.

# %%
print(f"sum over all pixels: {information.sum():.1f} bits; the digit has {whole:.4f}")

# %% [markdown]
# The sum is many times more than there is to know. Neighbouring pixels say the same thing over and over, and what they
# share is counted every time. (Such a sum can also be too small. One of the two coins says nothing about the light, and
# both together say all.)
#
# Nor can you count whole images. With ink or no ink in 784 pixels the table would have $2^{784}$ rows. So nobody
# computes the mutual information of a code and an image by counting. Lesson 7 shows the way out that InfoGAN takes.

# %% [markdown]
# ## What you can now explain
#
# - Conditional entropy is an average over rows, and the chain rule is the product rule in logarithms.
# - Mutual information is the overlap of two entropies, a KL divergence, and the same number from both sides.
# - $H[x, y] \le H[x] + H[y]$, with equality exactly for independent variables; and why $H[x, y] \ge H[x]$ is safe for
#   tables only.
# - For Gaussians correlation says all. Otherwise it sees straight lines in numbers, and mutual information sees any
#   relation between any values.
# - Of independent variables a histogram reports about $(K - 1)(L - 1)/2N$ nats, and the truth is 0.
#
# **From the guide**: question 1.1 (PRML 1.31, 1.37, 1.39 and 1.41; exercises 1.36 and 1.38 are in lesson 2) and
# question 1.2. The guide speaks of mutual information as something extra, gained by seeing both variables together.
# It is the part that both have in common: seen together, it counts once and not twice. [The errata](../ERRATA.md) say
# more.
#
# **Read.** Required: Bishop, *Pattern Recognition and Machine Learning*, section 1.6, equations 1.111 to 1.121.
# Optional: MacKay, *Information Theory, Inference, and Learning Algorithms*, chapter 8 (the bars are his); Cover and
# Thomas, *Elements of Information Theory*, chapter 2.
#
# **Next**: a discriminator that tells two laws apart measures a mutual information, too. It is called the
# Jensen-Shannon divergence, and [lesson 4](04_js_divergence.ipynb) begins with it.
