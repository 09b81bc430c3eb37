"""The exercises of lesson 11: How much information is in a sample?"""
