"""The exercises of lesson 8: InfoGAN on MNIST."""
