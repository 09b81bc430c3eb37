"""The small package behind the InfoGAN curriculum: data, checks, training, figures.

Nothing is imported here, so that a lesson on entropy does not wait for torch.
"""

__version__ = "0.1.0"
