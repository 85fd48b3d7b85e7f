"""What is to be exported: a trace, how it is looked at, and in which language and theme."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.picture.marks import Picture
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.svg_picture import svg, svgs

# A zip file holds dates; this one makes equal pictures equal files.
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, eq=False)
class Show:
    """A trace as it is shown.

    `labels` are words for what inputs and result stand for, `asides` remarks for a node's backward step, by name.
    """

    trace: Trace
    title: str = ""
    language: str = "en"
    theme: str = "light"
    labels: Mapping[str, str] = field(default_factory=dict)
    look: Look = PLAIN
    asides: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def picture(self) -> Picture:
        """The marks of the picture."""
        return picture(self.trace, self.language, self.labels, self.look)

    def svg(self, position: int) -> str:
        """Return the picture at a position as an SVG file."""
        return svg(self.picture, min(position, self.picture.last), self.theme, self.title)

    def svgs(self) -> list[str]:
        """Return the picture at every position."""
        return svgs(self.picture, self.theme, self.title)


def zipped(files: Iterable[tuple[str, str]]) -> bytes:
    """Return texts with their names as one zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
