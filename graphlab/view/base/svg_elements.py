"""Small drawings as SVG text: shapes in colours by role, which follow the page's theme by themselves."""

from collections.abc import Iterable
from html import escape
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from graphlab.view.base.numbers import number
from graphlab.view.base.theme import THEMES

Array = npt.NDArray[np.float64]

NICE = (1, 2, 5, 10)
# A point so near to the line between its neighbours, in px, is not seen.
STRAIGHT = 0.06


def colour(role: str) -> str:
    """Return a colour that is light or dark as the page is.

    >>> colour("value")
    'light-dark(#0072B2, #56B4E9)'
    """
    return f"light-dark({getattr(THEMES['light'], role)}, {getattr(THEMES['dark'], role)})"


def element(tag: str, content: str = "", **attributes: Any) -> str:
    """Return an element; an underscore in an attribute's name is a hyphen, numbers are rounded to a tenth of a px.

    >>> element("line", x1=1, y1=2.04, stroke_width=2)
    '<line x1="1" y1="2.0" stroke-width="2"/>'
    """
    written = "".join(f' {name.replace("_", "-")}="{escape(_plain(value))}"' for name, value in attributes.items())
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def _plain(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def label(text: str, x: float, y: float, role: str = "ink", size: int = 15, anchor: str = "start") -> str:
    """Return a text, escaped; a halo keeps it readable where a line passes behind it."""
    halo = f"paint-order:stroke;stroke:{colour('paper')};stroke-width:3px"
    look = f"fill:{colour(role)};font-size:{size}px;{halo}"
    return element("text", escape(text), x=x, y=y, text_anchor=anchor, style=look)


def stroke(d: str, role: str, width: float, dash: str = "") -> str:
    """Return a line without a filling."""
    dashed = f";stroke-dasharray:{dash}" if dash else ""
    return element("path", d=d, style=f"fill:none;stroke:{colour(role)};stroke-width:{width}{dashed}")


def bar(x: float, y: float, width: float, height: float, role: str) -> str:
    """Return a bar from x to x + width, whichever side that is."""
    return element(
        "rect", x=min(x, x + width), y=y, width=abs(width), height=height, rx=2, style=f"fill:{colour(role)}"
    )


def drawing(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    """Return the whole drawing; its title is what a screen reader says."""
    return element(
        "svg",
        element("title", escape(title)) + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
    )


def _bends(xs: Array, ys: Array, joined: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return which points a path needs: of those on a line between their neighbours, every other one goes, twice."""
    kept = np.arange(len(xs))
    whole = np.append(joined, False) & np.append(False, joined)
    for _ in range(2):
        before, here, after = kept[:-2:2], kept[1:-1:2], kept[2::2]
        with np.errstate(all="ignore"):
            part = (xs[here] - xs[before]) / (xs[after] - xs[before])
            off = np.abs(ys[before] + part * (ys[after] - ys[before]) - ys[here])
        # Between two points that are kept, every point must be joined to both of its neighbours.
        plain = (off < STRAIGHT) & np.array([whole[a + 1 : b].all() for a, b in zip(before, after, strict=True)], bool)
        kept = np.delete(kept, 1 + 2 * np.flatnonzero(plain))
    return kept


class Panel(NamedTuple):
    """A rectangle of px (left, top, width, height) that shows a part of the plane (x from, to, y from, to)."""

    box: tuple[float, float, float, float]
    span: tuple[float, float]
    reach: tuple[float, float]

    def place(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the px of points."""
        (left, top, width, height), (x0, x1), (y0, y1) = self
        return left + (x - x0) / (x1 - x0) * width, top + (y1 - y) / (y1 - y0) * height

    def path(self, xs: Array, ys: Array) -> str:
        """Return the path through points: broken where there is no number, and where it would cross the whole panel."""
        top, height = self.box[1], self.box[3]
        with np.errstate(all="ignore"):
            px, py = self.place(xs, np.where(np.isfinite(ys), ys, np.nan))
        side = np.where(py < top, -1, np.where(py > top + height, 1, 0))
        joined = np.isfinite(py[:-1]) & np.isfinite(py[1:]) & (side[:-1] * side[1:] >= 0)
        seen = np.clip(py, top - height, top + 2 * height)
        on, kept = np.append(False, joined), _bends(px, seen, joined)
        points = zip(on[kept], px[kept], seen[kept], strict=True)
        return "".join(f"{'L' if joins else 'M'}{x:.4g} {y:.4g}" for joins, x, y in points if np.isfinite(y))

    def axes(self) -> str:
        """Return the axes through 0, or at the edge where 0 is out of sight."""
        left, top, width, height = self.box
        x0, y0 = self._origin()
        return stroke(f"M{left:.1f} {y0:.1f}h{width:.1f}M{x0:.1f} {top:.1f}v{height:.1f}", "muted", 1)

    def scales(self) -> str:
        """Return a few numbers on the axes."""
        x0, y0 = self._origin()
        under = [label(number(x), self.place(x, 0)[0], y0 + 16, "muted", 11, "middle") for x in ticks(*self.span) if x]
        beside = [
            label(number(y), x0 - 4, self.place(0, y)[1] + 4, "muted", 11, "end") for y in ticks(*self.reach) if y
        ]
        return "".join(under + beside)

    def _origin(self) -> tuple[Any, Any]:
        return self.place(*(min(max(0.0, low), high) for low, high in (self.span, self.reach)))

    def clip(self, name: str, content: str) -> str:
        """Return what of the content lies in the panel."""
        left, top, width, height = self.box
        window = element("clipPath", element("rect", x=left, y=top, width=width, height=height), id=name)
        return window + element("g", content, clip_path=f"url(#{name})")


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return a few round numbers strictly inside an interval.

    >>> ticks(-4, 4), ticks(0, 0.9)
    ([-2.0, 0.0, 2.0], [0.2, 0.4, 0.6, 0.8])
    """
    size = 10.0 ** np.floor(np.log10((high - low) / most))
    step = next(nice * size for nice in NICE if nice * size * most >= (high - low) * 0.999)
    edge = 0.04 * (high - low)
    every = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return [float(f"{x:.12g}") for x in every if low + edge <= x <= high - edge]
