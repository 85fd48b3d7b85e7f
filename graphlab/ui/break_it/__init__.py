"""The page on which backpropagation is broken on purpose."""
