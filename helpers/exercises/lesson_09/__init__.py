"""The exercises of lesson 9: A learned prior."""
