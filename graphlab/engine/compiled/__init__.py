"""Graphs compiled to run fast: the only code written for speed, and the only second form of a rule."""
