"""One graph made from another."""
