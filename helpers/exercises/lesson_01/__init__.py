"""The exercises of lesson 1: Entropy."""
