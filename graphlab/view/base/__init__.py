"""Colours, numbers, LaTeX and the options of a picture."""
