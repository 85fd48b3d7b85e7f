"""Drafts of graphs, and the edits that change them."""
