"""Pictures one below the other, each under its title, that step together: one SVG with one timeline."""

from itertools import accumulate
from typing import Any, NamedTuple

from graphlab.view.base.svg_elements import element
from graphlab.view.notation.notation import Run
from graphlab.view.picture.marks import Disc, Mark, Picture, Words
from graphlab.view.picture.svg_picture import Classes, document, drawn, timed

# px: the height of a title.
TITLE_HEIGHT = 34.0


class Stacked(NamedTuple):
    """Pictures with their titles, one below the other in one drawing, which step together."""

    titles: tuple[str, ...]
    pictures: tuple[Picture, ...]

    @property
    def tops(self) -> tuple[float, ...]:
        """Where each picture begins, below its title."""
        ends = accumulate((TITLE_HEIGHT + one.height for one in self.pictures), initial=TITLE_HEIGHT)
        return tuple(ends)[:-1]

    @property
    def firsts(self) -> tuple[int, ...]:
        """What is added to the numbers of each picture's nodes, so that all of them differ."""
        counts = accumulate((len(one.scene.nodes) for one in self.pictures), initial=0)
        return tuple(counts)[:-1]

    @property
    def width(self) -> float:
        """The width in px."""
        return max(one.width for one in self.pictures)

    @property
    def height(self) -> float:
        """The height in px."""
        return self.tops[-1] + self.pictures[-1].height

    @property
    def last(self) -> int:
        """The last position; a picture with fewer steps waits at its own."""
        return max(one.last for one in self.pictures)

    @property
    def meta(self) -> dict[str, Any]:
        """The meta of all pictures; the last one has the focus."""
        jump = {str(int(node) + first): places for one, first in zip(self.pictures, self.firsts, strict=True)
                for node, places in one.meta["jump"].items()}  # fmt: skip
        lowest = self.pictures[-1].meta
        focus = [lowest["focus"][min(at, self.pictures[-1].last)] for at in range(self.last + 1)]
        acting = [lowest["acting"][min(at, self.pictures[-1].last - 1)] + self.firsts[-1] for at in range(self.last)]
        ahead = lowest["forward"]
        moved = [[x, y + self.tops[-1]] for x, y in focus]
        return {"forward": ahead, "backward": self.last - ahead, "jump": jump, "acting": acting, "focus": moved}


def stacked(drawing: Stacked, at: int) -> str:
    """Return pictures one below the other as one interactive SVG for the instrument."""
    paint = Classes()
    rows = zip(drawing.titles, drawing.pictures, drawing.tops, drawing.firsts, strict=True)
    parts = []
    for title, picture, top, first in rows:
        words = Mark("title", Disc(TITLE_HEIGHT / 2, top - TITLE_HEIGHT / 2), Words(((Run(title),),), anchor="start"))
        marks = (timed(mark, picture, at, paint, True, drawing.last, first) for mark in picture.marks)
        parts += [drawn(words, paint), element("g", "".join(marks), transform=f"translate(0 {top:g})")]
    return document(drawing, "", parts)
