"""The undo history of a draft."""

from typing import NamedTuple

MOST = 500


class History(NamedTuple):
    """The present text, the texts before it (the latest last), and those that were undone (the latest first).

    >>> History("a").changed("b").undone()
    History(present='a', past=(), future=('b',))
    """

    present: str = ""
    past: tuple[str, ...] = ()
    future: tuple[str, ...] = ()

    def changed(self, text: str) -> "History":
        """Return the history after a change, which discards the undone texts."""
        return self if text == self.present else History(text, (*self.past, self.present)[-MOST:])

    def undone(self) -> "History":
        """Return the history after an undo."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.present, *self.future))

    def redone(self) -> "History":
        """Return the history after a redo."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.present), self.future[1:])
