"""The exercises of lesson 2: The KL divergence."""
