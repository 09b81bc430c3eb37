"""Find and read what students handed in."""
