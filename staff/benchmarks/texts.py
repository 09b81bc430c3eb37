"""What stands around the tables of RESULTS.md."""

INTRODUCTION = """# Results

Written by `make bench`; `python -m staff.benchmarks --only checks` measures one part again. Every figure was measured
on the machine named with it. Times depend on what else a machine does, so compare within a table. A target is what we
aim at; it stands beside its figure also where it was missed.
"""

NO_GPU = """## On a GPU

Not measured.
"""

SPEED = """## Speed

InfoGAN of the paper's size, batch 128, {threads} threads, {rounds} interleaved rounds: median (smallest to largest).
Ratios are formed within a round. Before is commit 07b38d4 of this repository. "Its multiplications alone" are products
of large matrices, as many as a step of this loop needs: on this machine no ratio can be above theirs.

{rows}"""

RECIPE_SPEED = """The recipe beyond the paper, in the same way, at the precision that it takes by itself. Both train for
2000 steps.

{rows}"""

EXPLANATION = """## {title}

2000 steps, the small size unless the name says otherwise, every seed run once. No label is used in training or to
choose among runs. Which terms the loss has, their weights and the learning rates were decided by looking at accuracies,
on the seeds 1 to 4. The number of steps was 2000 before; 1500 were tried with the seeds 101 to 104, gave 97.55 % at
worst, and were given up.

Accuracy: c1 against the digit, matched one to one, on the 10,000 test digits. Bound: L_I of c1 in nats, mean of the
last 100 steps, at most 2.303. Fréchet distance: on the features of the frozen classifier, 10,000 pictures each; between
real and real it is {floor:.2f}. Recognised: generated digits that the classifier takes for the digit of their category.
Variety: spread of features within a category over that of real digits. Slant: information of a code about the slant of
generated digits within a category, of which 0.06 bits are chance. A plain GAN has no codes to judge. The targets of the
recipe beyond the paper, for the worst of ten seeds: accuracy at least 98.5 %, Fréchet distance at most 0.7, recognised
at least 99.5 %, variety at least 0.90.

{summary}

{scores}
Steps until an accuracy was reached, which was measured every 100 steps. Peak memory of the whole process in GB.

{times}"""

PUBLISHED = """What others report for c1 on MNIST, each in its own way of counting:

{rows}"""

ABLATION = """## What each term contributes

As above, with one term changed or left out at a time.

{scores}"""

INFORMATION = """## How much the information weighs, and what Q tells

InfoGAN, {steps} steps in the small size. λ weighs the information loss in the generator's step, and Q always learns to
read. L_I of c2 and c3: 2 ln 2 minus their loss, in nats, both codes together; the squared error is counted as a normal
law of width 1. Read back: the share of a code's variance that Q's mean explains on generated digits; below 0 where the
mean is worse than a constant. The rows below λ = 10 have another law for c2 and c3, with λ = 1 unless they say
otherwise: the framework's mean squared error, a width that the network tells, at least 0.1, and one without a floor.
The bounds are means of the last 100 steps; all else is measured after them, in evaluation mode.

{scores}"""

PRIORS = """## Unbalanced digits, learned prior

Lesson 9: MNIST with pictures left out, {reader_steps} steps of Q on real images, {steps} of a whole network; every seed
run once, no label in training or in choosing among runs. Ceiling: the highest accuracy of ten equal categories. Ten
equal: a Q that asks for evenness, half as many steps. Accuracy: fifty categories merged into ten, matched one to one,
on test digits with the same shares. Worst recall: the share of a digit's pictures that its category holds, for the
digit of which it is smallest; near 0 where a digit has no category. TV: total variation of a prior, in the order of the
digits, to the true shares.

{rows}"""

PULLS = {"reading": "what Q reads on real images", "game": "the generator's adversarial loss alone"}

PUBLISHED_FIGURES = [
    ["InfoGAN, Chen et al. 2016, section 7.2", "5 % error", "one figure; no seeds, no rule of matching, no split"],
    ["elingaard/infogan-mnist, README", "about 95 %", "on test digits"],
    ["InfoGAN in table 4 of the DC3-GAN paper", "89 %", "quoted there from the ClusterGAN paper, as a purity"],
    ["ClusterGAN, README of its authors", "90.97 ± 3.98 %", "10 runs; their accuracy is a purity, so never lower"],
    ["VaDE, README of slim1017", "94.46 %", "one figure"],
    ["DC3-GAN, table 4", "97.6 %", "one figure"],
]
