"""Run a submission where it can do no harm, and carry values in and out."""
