"""The chapter's figures, declared as data."""

from graphlab.book.figures import FIGURES

__all__ = ["FIGURES"]
