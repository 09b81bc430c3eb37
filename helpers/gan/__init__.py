"""The networks, losses and recipes of the lessons on GANs and InfoGAN."""
