"""What has been done: the texts of a draft, one after another, to be undone and done again."""

from __future__ import annotations

from typing import NamedTuple

MOST = 500


class History(NamedTuple):
    """The text as it is, those before it (the latest last), and those that were undone (the latest first).

    >>> History("a").then("b").undone()
    History(present='a', past=(), future=('b',))
    """

    present: str = ""
    past: tuple[str, ...] = ()
    future: tuple[str, ...] = ()

    def then(self, text: str) -> History:
        """Return the history after a change; what had been undone cannot come back."""
        return self if text == self.present else History(text, (*self.past, self.present)[-MOST:])

    def undone(self) -> History:
        """Return the history one step back."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.present, *self.future))

    def redone(self) -> History:
        """Return the history one step on."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.present), self.future[1:])
