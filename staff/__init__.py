"""What instructors and maintainers run from a checkout. No lesson imports it, and Colab does not install it."""
