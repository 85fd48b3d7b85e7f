"""What is seen of a picture: shapes and texts with their places and colours, read from plotly's data and from SVG."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import unescape
from math import hypot
from typing import Any, NamedTuple
from xml.etree import ElementTree

from graphlab.view.picture.plotly_traces import NOWHERE, joined
from graphlab.view.picture.svg_picture import LEADING

# How dark a pixel is at most, on the scale on which places are compared.
DARK = 50
SVG = "{http://www.w3.org/2000/svg}"
Places = tuple[float, ...]


class Seen(NamedTuple):
    """One thing that is seen: its kind with texts, colours and sizes, and its place in px."""

    what: tuple[Any, ...]
    place: Places


def differences(some: Sequence[Seen], others: Sequence[Seen], by: float = 0.5) -> list[Seen]:
    """Return what is seen in one of two pictures alone: the same thing is at the same place within so many px."""
    left: dict[tuple[Any, ...], list[Places]] = defaultdict(list)
    for one in others:
        left[one.what].append(one.place)
    alone = []
    for one in some:
        near = (
            place for place in left[one.what] if all(abs(a - b) <= by for a, b in zip(place, one.place, strict=True))
        )
        found = next(near, None)
        if found is None:
            alone.append(one)
        else:
            left[one.what].remove(found)
    return alone + [Seen(what, place) for what, places in left.items() for place in places]


def in_plotly(figure: dict[str, Any], at: int) -> Iterator[Seen]:
    """Yield what plotly draws of a figure at a position."""
    frame, data = figure["frames"][at], list(figure["data"])
    for i, change in zip(frame["traces"], frame["data"], strict=True):
        data[i] = joined(data[i], change)
    for trace in data:
        if trace["type"] == "heatmap":
            yield from _heatmap(trace)
        elif trace.get("marker", {}).get("opacity") != 0:
            yield from _lines(trace) if "lines" in trace["mode"] else _points(trace, figure["layout"]["font"])


def _heatmap(trace: dict[str, Any]) -> Iterator[Seen]:
    if not trace.get("visible", True):
        return
    colours = [bytes.fromhex(colour[1:]) for _, colour in trace["colorscale"]]
    for row, numbers in enumerate(trace["z"]):
        for column, number in enumerate(numbers):
            share, end = abs(number) / trace["zmax"], colours[2 if number > 0 else 0]
            mixed = "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in zip(colours[1], end, strict=True))
            x, y = trace["x0"] + column * trace["dx"], trace["y0"] + row * trace["dy"]
            half, tall = trace["dx"] / 2, trace["dy"] / 2
            yield Seen(("cell", mixed), (x - half, y - tall, x + half, y + tall))


def _lines(trace: dict[str, Any]) -> Iterator[Seen]:
    marker, line = trace.get("marker", {}), trace["line"]
    sizes = marker.get("size", 0)
    run: list[tuple[float, float]] = []
    for i, y in enumerate((*trace["y"], None)):
        if y is not None:
            run.append((trace["x"][i], y))
            continue
        if run and run[0][1] != NOWHERE:
            if "fill" in trace or (run[0] == run[-1] and len(run) > 2):
                yield _area(run, trace.get("fillcolor", "none"), line["color"], line["width"])
            else:
                yield Seen(("line", line["color"], line["width"]), (*run[0], *run[-1]))
            head = sizes[i - 1] if isinstance(sizes, list) else 0
            if head:
                yield Seen(("head", marker["color"], head), run[-1])
        run = []


def _area(points: Sequence[tuple[float, float]], fill: str, edge: str, width: float) -> Seen:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Seen(("area", fill, *((edge, float(width)) if width else ())), (min(xs), min(ys), max(xs), max(ys)))


def _points(trace: dict[str, Any], font: dict[str, Any]) -> Iterator[Seen]:
    def of(values: Any, i: int) -> Any:
        return values[i] if isinstance(values, list) else values

    marker, look, sides = trace.get("marker"), font | trace.get("textfont", {}), {"left": "end", "right": "start"}
    for i, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=False)):
        if y == NOWHERE:
            continue
        size = float(of(marker["size"], i)) if marker else 0
        if size and marker["symbol"] == "square":
            colour = of(marker["color"], i)
            yield Seen(("pixel", colour[:7]), (x, y, size, DARK * int(colour[7:], 16) / 255))
        elif size:
            edge = (marker["line"]["color"], float(marker["line"]["width"])) if marker["line"]["width"] else ()
            yield Seen(("disc", size, marker["color"], *edge), (x, y))
        if "text" in trace:
            anchor = sides.get(of(trace.get("textposition", ""), i).split(" ")[-1], "middle")
            weight, lines = look.get("weight", 400), trace["text"][i].split("<br>")
            runs = tuple(tuple(_runs(line, look["color"])) for line in lines)
            yield Seen(("text", runs, float(of(look["size"], i)), weight, anchor, "shadow" in look), (x, y))


def _runs(line: str, colour: str) -> Iterator[tuple[str, str]]:
    for own, inside, outside in re.findall(r'<span style="color:(#\w+)">(.*?)</span>|([^<]+)', line):
        yield unescape(inside or outside), own or colour


def in_svg(text: str) -> Iterator[Seen]:
    """Yield what an SVG with colours shows, but for its paper."""
    halo = False
    for element in ElementTree.fromstring(text):
        tag, get = element.tag.removeprefix(SVG), element.get
        if tag == "path":
            yield from _path(get("d", ""), element.attrib)
        elif tag == "circle":
            edge = (get("stroke"), float(get("stroke-width", 0))) if get("stroke") else ()
            yield Seen(("disc", 2 * float(get("r", 0)), get("fill"), *edge), (float(get("cx", 0)), float(get("cy", 0))))
        elif tag == "rect" and get("x"):
            x, y, size = (float(get(name, 0)) for name in ("x", "y", "width"))
            dark = DARK * float(get("fill-opacity", 1))
            yield Seen(("pixel", get("fill")), (x + size / 2, y + size / 2, size, dark))
        elif tag == "text" and get("aria-hidden"):
            halo = True
        elif tag == "text":
            yield _text(element, halo)
            halo = False


def _path(d: str, look: dict[str, str]) -> Iterator[Seen]:
    fill, edge, width = look["fill"], look.get("stroke", ""), float(look.get("stroke-width", 0))
    for part in re.findall(r"[^Z]+Z?", d):
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", part)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if not part.endswith("Z"):
            yield Seen(("line", edge, width), (*points[0], *points[-1]))
        elif width == 0.5:
            yield Seen(("cell", fill), _area(points, fill, edge, width).place)
        elif len(points) == 3:
            (x, y), (other_x, other_y), _ = points
            yield Seen(("head", fill, round(hypot(other_x - x, other_y - y))), (x, y))
        else:
            opacity = look.get("fill-opacity")
            rgba = f"rgba({','.join(str(one) for one in bytes.fromhex(fill[1:]))},{opacity})" if opacity else fill
            yield _area(points, rgba, edge, width)


def _text(element: ElementTree.Element, halo: bool) -> Seen:
    lines, size, colour = element.findall(f"{SVG}tspan"), float(element.get("font-size", 0)), element.get("fill", "")
    runs = []
    for line in lines:
        pieces = [(line.text, colour)]
        for one in line:
            pieces += [(one.text, one.get("fill", "")), (one.tail, colour)]
        runs.append(tuple((text, colour) for text, colour in pieces if text))
    middle = float(lines[0].get("y", 0)) + (len(lines) - 1) * LEADING * size / 2 - size / 4
    weight, anchor = int(element.get("font-weight", 400)), element.get("text-anchor")
    return Seen(("text", tuple(runs), size, weight, anchor, halo), (float(lines[0].get("x", 0)), middle))
