"""The page on which a net is trained."""
