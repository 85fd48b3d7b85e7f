"""The limits of a text in the language of graphs, so that parsing takes bounded time and memory."""

from graphlab.engine.graph.source_text import LONGEST_TEXT

# What is typed counts, blanks included; what is written back is as tight, where it would be longer.
MOST_CHARACTERS = LONGEST_TEXT
MOST_NODES = 2_000
MOST_DEFINITIONS = 500
# Of an expression: parentheses and operators inside each other.
MOST_DEPTH = 200
# The gradient of each parameter is one walk through the inside, and formulas have one letter a parameter.
MOST_PARAMETERS = 20
# Sorting the accents of one letter takes the square of their number; no script needs more (Unicode, UAX 15).
MOST_ACCENTS = 30
