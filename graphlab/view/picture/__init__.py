"""The picture of a trace."""
