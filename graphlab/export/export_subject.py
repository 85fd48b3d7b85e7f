"""What is to be exported: a trace, how it is looked at, and in which language and theme."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graphlab.engine.run.trace import Trace
from graphlab.export.figure_marks import Picture, picture
from graphlab.export.svg_document import document, drawn, svg
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.picture.plotly_figure import spec

# A zip file holds dates; this one makes equal pictures equal files.
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, eq=False)
class Show:
    """A trace as it is shown: `labels` are what inputs and result are called in the picture, by name."""

    trace: Trace
    title: str = ""
    language: str = "en"
    theme: str = "light"
    labels: Mapping[str, str] = field(default_factory=dict)
    look: Look = PLAIN

    @cached_property
    def picture(self) -> Picture:
        """The figure of the app, taken apart."""
        drawn = spec(self.trace, self.language, self.theme, labels=self.labels, look=self.look)
        return picture(drawn)

    def svg(self, position: int) -> str:
        """Return the picture at a position as an SVG file."""
        return svg(self.picture, min(position, self.picture.last), self.title)

    def svgs(self) -> list[str]:
        """Return the picture at every position; each piece is drawn once."""
        pieces = [(drawn(mark, self.picture.paper), frozenset(at)) for mark, at, _ in self.picture.pieces]
        return [
            document(self.picture, (piece for piece, at in pieces if position in at), self.title)
            for position in range(self.picture.last + 1)
        ]


def zipped(files: Iterable[tuple[str, str]]) -> bytes:
    """Return texts with their names as one zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
