"""The exercises of lesson 0: Start here."""
