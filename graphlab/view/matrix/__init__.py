"""Matrices cell by cell."""
