"""The executed lessons as a static site, for reading without Python: ``make site``."""
