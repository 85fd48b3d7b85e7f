"""The page of the gradient check."""
