"""The exercises of lesson 6: A GAN on MNIST."""
