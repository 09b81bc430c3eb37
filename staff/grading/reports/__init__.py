"""From observations to marks, and to the pages that show them."""
