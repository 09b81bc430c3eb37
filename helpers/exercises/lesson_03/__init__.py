"""The exercises of lesson 3: Mutual information."""
