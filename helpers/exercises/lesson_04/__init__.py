"""The exercises of lesson 4: The Jensen-Shannon divergence."""
