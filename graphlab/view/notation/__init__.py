"""The labels of the edges: numbers, symbols, shapes."""
