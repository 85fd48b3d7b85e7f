"""The same graphs, compiled to run fast: the only place written for speed."""
