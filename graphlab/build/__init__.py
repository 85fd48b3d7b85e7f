"""Building a graph by hand: a draft, the edits that turn one into another, and what has been done, to be undone."""
