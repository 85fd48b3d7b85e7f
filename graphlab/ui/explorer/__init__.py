"""The page on which a graph is stepped through."""
