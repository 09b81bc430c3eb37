"""The exercises of lesson 5: The losses of a GAN."""
