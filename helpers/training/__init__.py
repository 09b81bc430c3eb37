"""Train: one loop for every network, its progress bar, checkpoints, and what makes it fast."""
