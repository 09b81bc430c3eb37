"""What runs in the cage, beside a submission. It knows nothing but the standard library and numpy."""
