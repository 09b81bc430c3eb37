"""The exercises of lesson 7: The variational bound on information."""
