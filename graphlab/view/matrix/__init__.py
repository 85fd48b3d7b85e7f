"""Matrices: how their cells are computed, and what is shown of large ones."""
