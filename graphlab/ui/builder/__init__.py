"""The page on which a graph is built."""
