# %% [markdown]
# # 0. Start here
#
# InfoGAN is a network that learns, without a single label, that handwritten digits come in ten kinds, that they lean,
# and that strokes are thin or thick. This course takes you from the definition of entropy to a working InfoGAN of
# your own, following the [Depth First Learning guide](https://www.depthfirstlearning.com/2018/InfoGAN).
#
# **You will be able to** find your way through the lessons, read what a check tells you, and see that your
# installation works.
#
# **You need** Python, and the mathematics of a first university year. **Time**: about 15 minutes. A CPU is enough for
# every lesson; a GPU runs the full size of the paper.

# %%
import math

import numpy as np

from helpers.checking import check, hint, progress, report
from helpers.pictures.course import Map
from helpers.pictures.figures import image_grid, show

# %% [markdown]
# ## What you will have at the end
#
# This network draws digits. Nobody told it what a digit is: it saw pictures and no labels. You steer it with three
# numbers, its **codes**. The code $c_1$ has ten values, $c_2$ and $c_3$ vary continuously.

# %% tags=["torch"]
from helpers.pictures.explorers.codes import ExploreCodes, draw_strip

fig, alt = draw_strip()
show(fig, alt=alt)

# %% [markdown]
# No value of $c_1$ was meant for a certain digit: the network put them in an order of its own.
#
# Now steer it yourself. Run the next cell, then move a slider, or type a number. A second network, $Q$, looks at the
# picture and says which codes it reads in it. That the codes can be read off the picture is the whole idea of InfoGAN.

# %% tags=["torch", "nbval-ignore-output"]
ExploreCodes()

# %% [markdown]
# The bound in the last line measures how well $c_1$ can be read, and it cannot exceed $\ln 10$. Lessons 1 to 7 lead to
# this sentence. In lesson 8 you train such a network.
#
# ## The map
#
# Each arrow means "is used by". You can start anywhere above which you know everything. A box leads to its lesson.

# %%
Map()

# %% [markdown]
# | Part | Lessons | What you build |
# |---|---|---|
# | Information theory | 01 to 03 | entropy, KL divergence and mutual information, with every proof checked by numbers |
# | Generative adversarial networks | 04 to 06 | the divergence behind the game, its losses, a GAN trained on MNIST |
# | The paper | 07 to 10 | the variational bound, InfoGAN itself, and two questions the guide leaves open |

# %% [markdown]
# ## How an exercise works
#
# You write a function. A check runs it on a few inputs and tells you at once whether it is right. If it is not, the
# check looks for the slip that would give just what you got.
#
# ### Two units
#
# Information is measured in bits or in nats. One bit is the information in a fair coin toss. It is $\log_2 2 = 1$ bit,
# or $\ln 2 = 0.6931$ nats.

# %% [markdown]
# {exercise bits_to_nats}
#
# Return the same amount of information in nats. `bits` is a number or an array of numbers.
#
# First try it wrong: **divide** by $\ln 2$, run the check, and read what it says.

# %%
def bits_to_nats(bits):
    """The same amount of information in nats. bits: a number or an array."""
    # BEGIN SOLUTION
    return np.asarray(bits) * math.log(2)
    # END SOLUTION


# %%
check("bits_to_nats", bits_to_nats)

# %% [markdown]
# Now take the hints, one after the other. `hint` never gives the answer away at once.

# %%
hint("bits_to_nats")

# %% [markdown]
# A check says one of four things:
#
# | Mark | Meaning |
# |---|---|
# | ✓ | The answer is right on every input that was tried. |
# | ✗ | It is wrong: what was called, what came back, what was expected, and the likely slip by name. |
# | ○ | You have not written it yet. |
# | ⚠ | The check itself failed. That is our fault: `report("bits_to_nats")` prints what to send us. |
#
# Everything but a ✓ stops "Run All", so that you never walk past a mistake. Where your function itself fails, the check
# names the line of it that failed.
#
# Some questions ask for words. They come with a rubric, and the folder `solutions` has a model answer to each.
#
# Code that only draws is folded away under the line *The code of this figure*: run it like any other cell, and click
# it if you want to read it.
#
# Where a lesson says **Predict.**, the cell below it keeps what you expect: put a number, or words in quotes, in place
# of the dots, as in `predict("coin_surprise", 0.5)`. Your prediction comes back beside the answer, is never graded, and
# may be left out.
#
# `progress()` tells what you have passed, in all lessons, and how often your predictions were close. It is kept on this
# computer, in your own data folder, and is sent nowhere. In Colab it is gone with the machine that Colab lends you.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## Does everything work here?
#
# This cell looks at your installation: versions, processor, and the data, which comes with the course and needs no
# network.

# %% tags=["nbval-ignore-output"]
import importlib.util
import platform

from helpers.data import load_mnist

images, labels = load_mnist("test", library="numpy")
print(f"Python {platform.python_version()}, numpy {np.__version__}")
if importlib.util.find_spec("torch"):
    import torch

    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "none: lessons use their small size"
    print(f"torch {torch.__version__}, CPU threads: {torch.get_num_threads()}, GPU: {gpu}")
else:
    print("no torch, which the lessons from 5 on need")
print(f"MNIST test set: {tuple(images.shape)} {images.dtype}, first labels {labels[:8].tolist()}")
assert images.shape == (10_000, 28, 28) and labels[:3].tolist() == [7, 2, 1]

# %%
fig, _ = image_grid(images[:20], 2, 10)
show(fig, alt="The first twenty digits of MNIST's test set: 7 2 1 0 4 1 4 9 5 9, then 0 6 9 0 1 5 9 7 3 4.")

# %% [markdown]
# ## The guide's questions, and where you answer them
#
# | Guide | Question | Lesson | Exercises |
# |---|---|---|---|
# | 1.1 | Bishop 1.31, 1.37, 1.39, 1.41 | 03 | `mutual_information`, `chain_rule`, `bishop_table` |
# | 1.1 | Bishop 1.36, 1.38 | 02 | `chord_gap`, `jensen_chain` |
# | 1.2 | mutual information against correlation | 03 | `gaussian_mutual_information`, `uncorrelated_but_dependent` |
# | 1.3 | why KL and not L2 | 02 | `cross_entropy_gradient`, `brier_gradient` |
# | 2.1 | bounds of the Jensen-Shannon divergence | 04 | `js_divergence`, `js_joint`, `js_extremes` |
# | 2.2 | bounds of the KL divergence | 04 | `infinite_kl_with_overlap` |
# | 2.3 | why $\log(1 - D)$ saturates | 05 | `loss_slopes`, `slopes_in_probability`, `generator_gradient_norm` |
# | 2.4 | a GAN with both losses | 06 | `make_generator`, `make_discriminator` |
# | 3.1 | what is $\log Q(c \mid x)$ | 07 | `categorical_log_prob`, `gaussian_log_prob`, `mse_form` |
# | 3.2, 3.3 | which objective, and why Q | 07 | `information_lower_bound`, `resampled_expectation` |
# | 3.4 | the diagram | 07 | `gradient_reaches` |
# | 3.5 | learning the prior | 09 | `gumbel_softmax_sample`, `prior_entropy` |
# | 3.6 | why 2.30 is the maximum | 07, 08 | `max_information`, `information_bound` |
# | 3.7 | disentanglement | 10 | `rotate_codes`, `mutual_information_gap` |

# %% [markdown]
# ## What you can now explain
#
# - Where each lesson leads, and which question of the guide it answers.
# - What the four marks of a check mean, how to ask for a hint, and where to see what you have passed.
# - One bit is $\ln 2$ nats.
#
# **Next**: [Lesson 1](01_entropy.ipynb) turns surprise into a number.
