"""How good the result is: categories against digits, distances between sets of images, measured factors."""
