"""The picture of an exercise: the graph without its numbers, and the places where they belong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from graphlab.algebra.to_text import as_text
from graphlab.engine.errors import Message, say
from graphlab.engine.run.definitions import ops_of
from graphlab.practice.exercise import Box, Exercise, boxes, parts, solution_of
from graphlab.view.base import numbers
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.layout.boxes import TEXT, text_size
from graphlab.view.layout.routes import Point
from graphlab.view.notation.notation import Edge, Text
from graphlab.view.notation.symbols_notation import symbols_of
from graphlab.view.picture.marks import TARGETS, Picture
from graphlab.view.picture.picture_marks import marked
from graphlab.view.picture.scene import Labels, Scene, scene

# How many digits wide a field is at least, for a number and for a formula.
NUMBER, FORMULA = 7, 13
# How high a field for one line is in px, and how much more is kept free: a small picture shrinks, its fields do not.
HIGH, AIR = 26.0, 4.0
# The marks that would give an answer away.
ANSWERS = ("value", "gradient", "tile", "tile-edge", "lever", "contact", *TARGETS)


class Field(NamedTuple):
    """A box in the picture: its key, its centre and size in px, whether it holds a value or a gradient."""

    key: str
    x: float
    y: float
    width: float
    height: float
    role: str


class Label(NamedTuple):
    """A text in the picture that is given, or that appears with the box `key` once it is filled."""

    text: str
    x: float
    y: float
    role: str
    key: str = ""


class Blanks(NamedTuple):
    """An exercise as it is drawn: the picture, the fields on it, and the texts in between."""

    picture: Picture
    fields: tuple[Field, ...]
    labels: tuple[Label, ...]


def blanks(exercise: Exercise, labels: Mapping[str, str] | None = None, look: Look = PLAIN) -> Blanks:
    """Return the drawing of an exercise, looked at as in the explorer as far as that gives no answer away.

    `labels` are words for what inputs and result stand for, by name.
    """
    asked = replace(look, notation="numbers", focus=False, toggles=False, selected=(), path=(), bars=())
    drawn = scene(exercise.trace, labels, asked, relabel=partial(_with_room, exercise))
    return Blanks(_picture(drawn, exercise), tuple(_fields(drawn, exercise)), tuple(_labels(drawn, exercise)))


def title(exercise: Exercise, box: Box) -> Message:
    """Return what a box is called: for a screen reader, in a list, and above what is said of an answer."""
    trace, node = exercise.trace, exercise.graph.nodes[box.node]
    name = exercise.called(node.name)
    if box.kind == "value":
        return say("{name}: value", name=name)
    # What computes a node that the text does not name stands beside its name: ∂L/∂v1 (v1 = x + y).
    name = name if name == node.name else f"{node.name} ({name})"
    if box.kind == "sum":
        return say("∂L/∂{name}: the sum of all {uses}", name=name, uses=len(parts(trace, box.node)))
    if "[" in box.key:
        symbol = ops_of(exercise.graph)[exercise.graph.nodes[box.target].op].symbol
        return say("∂L/∂{name}: what comes back through “{symbol}” ({number})", name=name, symbol=symbol,
                   number=box.key.partition("[")[2].rstrip("]"))  # fmt: skip
    return say("∂L/∂{name}", name=name)


def shown(exercise: Exercise, box: Box) -> str:
    """Return what belongs into a box, as the picture writes it: a number, or the formula for it."""
    number = numbers.array(solution_of(exercise.trace, box))
    if not exercise.symbols:
        return number
    symbols = symbols_of(exercise.trace, Look(form="simplified", upstream=exercise.upstream))
    if box.kind == "value":
        return as_text(symbols.expression(box.node))
    found = symbols.total(box.node) if box.kind == "sum" else symbols.gradient(box.target, box.slot)
    return as_text(found) if found else number


def _with_room(exercise: Exercise, edges: Sequence[Edge], texts: Labels) -> Labels:
    """Return the labels as large as the fields that stand in their places."""
    asked = _asked(exercise)

    def field(text: Text, *place: Any) -> Text:
        return _room(exercise, asked.get(place), text)

    pairs = list(zip(edges, texts.above, strict=True))
    above = tuple(field(text, "value", edge.source, -1, 0) if text.shown else text for edge, text in pairs)
    if exercise.mode == "forward":
        return Labels(above, (Text(),) * len(edges), (Text(),) * len(texts.sums))
    below = tuple(field(text, "gradient", *edge) for edge, text in zip(edges, texts.below, strict=True))
    return Labels(above, below, tuple(field(text, "sum", i, -1, 0) for i, text in enumerate(texts.sums)))


Place = tuple[str, int, int, int]


def _asked(exercise: Exercise) -> dict[Place, Box]:
    return {(box.kind, box.node, box.target, box.slot): box for box in exercise.boxes}


def _room(exercise: Exercise, box: Box | None, text: Text) -> Text:
    """Return a text as large as the field that stands in its place."""
    if box is None:
        return text
    lines = shown(exercise, box).split("\n")
    if exercise.symbols:
        return Text("0" * FORMULA, high=HIGH + AIR)
    taken = "\n".join(["0" * max(NUMBER, *map(len, lines))] * len(lines))
    return Text(taken, high=max(text_size(taken, TEXT)[1], HIGH) + AIR)


def _picture(scene: Scene, exercise: Exercise) -> Picture:
    """Return the graph as it looks when everything is known, without labels and without an acting node."""
    hidden = (*ANSWERS, *(("gradient-edge",) if exercise.mode == "forward" else ()))
    drawn = marked(scene)
    still = (mark._replace(first=0) for mark in drawn.marks if not mark.only and mark.role not in hidden)
    return replace(drawn, marks=tuple(still))


def _fields(scene: Scene, exercise: Exercise) -> Iterator[Field]:
    for box in exercise.boxes:
        place, text = spot(scene, box)
        if place:
            width, height = text_size(text.shown, TEXT, bold=True)
            role = "value" if box.kind == "value" else "gradient"
            yield Field(box.key, *place, width, max(height, HIGH), role)


def spot(scene: Scene, box: Box) -> tuple[Point | None, Text]:
    """Return where a box stands, None where its edge is not drawn; a value of several edges, above the first."""
    if box.kind == "sum":
        return scene.placed.sums[box.node], scene.sums[box.node]
    edge = Edge(box.node, box.target, box.slot)
    e = _first(scene).get(box.node) if box.kind == "value" else scene.edges.index(edge) if edge in scene.edges else None
    if e is None:
        return None, Text()
    return (scene.placed.above[e], scene.above[e]) if box.kind == "value" else (scene.placed.below[e], scene.below[e])


def _labels(scene: Scene, exercise: Exercise) -> Iterator[Label]:
    """Yield what is given, and what appears elsewhere with a box that is filled."""
    asked, first = _asked(exercise), _first(scene)
    for e, (edge, spot) in enumerate(zip(scene.edges, scene.placed.above, strict=True)):
        box = asked.get(("value", edge.source, -1, 0))
        if spot and not (box and first[edge.source] == e):
            yield Label(_value(exercise, edge.source), *spot, "value", box.key if box else "")
    for edge, spot in zip(scene.edges, scene.placed.below, strict=True):
        text = "" if ("gradient", *edge) in asked else _gradient(scene, exercise, edge)
        if spot and text:
            yield Label(text, *spot, "gradient")
    for i, spot in enumerate(scene.placed.sums):
        if spot and not exercise.symbols and ("sum", i, -1, 0) not in asked:
            yield Label("Σ " + numbers.array(np.asarray(exercise.trace.node_grads[i])), *spot, "gradient")


def _first(scene: Scene) -> dict[int, int]:
    """Return for each node the first edge that carries its value: there stands its box."""
    return {edge.source: e for e, edge in reversed(list(enumerate(scene.edges)))}


def _value(exercise: Exercise, i: int) -> str:
    if not exercise.symbols:
        return numbers.array(exercise.trace.node_values[i])
    return exercise.text(exercise.graph.nodes[i].name)


def _gradient(scene: Scene, exercise: Exercise, edge: Edge) -> str:
    """Return a gradient that is given; among formulas only the one with which the way back begins."""
    if exercise.symbols:
        return exercise.upstream if edge == scene.edges[-1] else ""
    found = [box for box in boxes(exercise.trace, "backward") if _at(box, edge)]
    if edge == scene.edges[-1]:
        return numbers.array(exercise.trace.upstream)
    return shown(exercise, found[0]) if found else ""


def _at(box: Box, edge: Edge) -> bool:
    return box.kind == "gradient" and (box.node, box.target, box.slot) == edge
