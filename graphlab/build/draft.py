"""Drafts: graphs that may be unfinished, in the language of graphs with `?` for what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.graph.graph import Definition, Graph, Literal, Node
from graphlab.engine.graph.source_text import literal
from graphlab.engine.language.literals import composed
from graphlab.engine.language.parse import parse_lines
from graphlab.engine.ops.op import Attrs, Op
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.typed_run import typed_graph

HOLE = "?"
# The content of an input of an op: the name of a node, a number, or None while it is open.
Slot = str | Literal | None

_HOLES = re.compile(r"(?<![\w.])\?(?![\w.(])")
# A line `apple = ?`: an input without a value.
_BLANK = re.compile(r"(?:^|(?<=[\r\n]))([^\W\d]\w*)([ \t]*=[ \t]*)\?(?=[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|$))")


class Part(NamedTuple):
    """A node of a draft: an input with its value (None: not given), or an op with the content of its slots.

    A number that an op takes is the content of the slot itself, as in the text.
    """

    name: str
    op: str
    slots: tuple[Slot, ...] = ()
    attrs: Attrs = ()
    value: Literal | None = None


@dataclass(frozen=True)
class Draft:
    """A graph that may be unfinished: its parts in the order of their lines, the output last, and its definitions.

    `chosen` is the name of another output that other parts use; the text names it in its last line.

    >>> print(parse_draft("price = apple * ?\\ntax = ?").to_source())
    tax = ?
    price = apple * ?
    """

    parts: tuple[Part, ...] = ()
    definitions: tuple[Definition, ...] = ()
    chosen: str = ""

    @cached_property
    def ops(self) -> Mapping[str, Op]:
        """The ops of the registry and of the definitions, by name."""
        return ops_of(Graph((), self.definitions))

    @cached_property
    def by_name(self) -> Mapping[str, Part]:
        """The parts by their names."""
        return {part.name: part for part in self.parts}

    @property
    def output(self) -> str | None:
        """Name of the node that is differentiated, None without any op."""
        return self.chosen or self.last

    @property
    def last(self) -> str | None:
        """Name of the last op: the output, unless another one is chosen."""
        return self.parts[-1].name if self.parts and self.parts[-1].op != "input" else None

    @cached_property
    def used(self) -> frozenset[str]:
        """Names of the parts that another part uses."""
        return frozenset(slot for part in self.parts for slot in part.slots if isinstance(slot, str))

    @property
    def open(self) -> tuple[tuple[str, int], ...]:
        """The open slots: the name of the part and the position of the slot."""
        return tuple((part.name, i) for part in self.parts for i, slot in enumerate(part.slots) if slot is None)

    @cached_property
    def finished(self) -> Draft:
        """The draft of the parts that can be computed, because no slot or value is missing in them or before them."""
        known: dict[str, Part] = {}
        for part in self.parts:
            if all(slot is not None and (not isinstance(slot, str) or slot in known) for slot in part.slots):
                known[part.name] = part
        used = {slot for part in known.values() for slot in part.slots}
        given = [p for p in known.values() if p.op != "input" or p.value is not None or p.name in used]
        # An input of nothing but unfinished parts may stand behind the last op.
        if ops := [i for i, part in enumerate(given) if part.op != "input"]:
            given.append(given.pop(ops[-1]))
        return Draft(tuple(given), self.definitions, self.chosen if self.chosen in known else "")

    @cached_property
    def graph(self) -> Graph | None:
        """The graph of the parts that can be computed; None if there is no op among them."""
        finished = self.finished
        return typed_graph(finished.to_source()) if finished.output else None

    @property
    def complete(self) -> bool:
        """Whether the output can be computed."""
        return self.output is not None and self.output in self.finished.by_name

    def to_source(self) -> str:
        """Return the draft as text, one line a part: `parse_draft(draft.to_source()) == draft`."""
        end = [self.chosen] if self.chosen else []
        return "\n".join([*(one.to_source() for one in self.definitions), *self._lines(), *end])

    def _lines(self) -> Iterator[str]:
        for part in self.parts:
            if part.op != "input":
                yield _line_of(part)
            elif part.value is not None:
                yield f"{part.name} = {literal(part.value)}"
            elif part.name not in self.used:
                yield f"{part.name} = {HOLE}"


def _line_of(part: Part) -> str:
    """Return the line of an op as a graph writes it."""
    leaves = [Node(HOLE, "input") if slot is None else _leaf(slot) for slot in part.slots]
    node = Node(part.name, part.op, tuple(range(len(leaves))), part.attrs)
    return Graph((*leaves, node)).to_source().splitlines()[-1]


def _leaf(slot: str | Literal) -> Node:
    return Node(slot, "input") if isinstance(slot, str) else Node("", "const", value=slot, named=False)


@bounded(APP.caches["drafts"], lambda _draft, text: 1_000 * len(text))
def parse_draft(text: str) -> Draft:
    """Return the draft in a text. Raises `GraphlabError` with line, column and a hint, as `parse` does.

    Unlike the text of a graph it need not contain any op, and `?` stands for an open slot or a missing value.
    """
    source = composed(text)
    hole = next(letter for letter in map(chr, range(0x20000, 0x2A6D6)) if letter not in source)
    blanks = {found.group(1) for found in _BLANK.finditer(source)}
    # One character for one character, so that errors keep their columns.
    filled = _HOLES.sub(hole, _BLANK.sub(r"\1\g<2>0", source))
    try:
        graph, chosen = _graph(filled, hole)
    except GraphlabError as error:
        raise _with_sign(error, hole) from None
    named = any(node.name == hole and (node.op != "input" or node.value is not None) for node in graph.nodes)
    if named or any(hole in one.params for one in graph.definitions):
        raise _no_name(source)
    parts = list(_parts(graph, hole, blanks))
    inner = any(chosen in part.slots for part in parts)
    return Draft(tuple(_in_order(parts, "" if inner else chosen)), graph.definitions, chosen if inner else "")


def _in_order(parts: Sequence[Part], chosen: str) -> Iterator[Part]:
    """Yield the parts in the order of the text: the output last, inputs without a line just before their first use."""
    ends = (i for i, part in enumerate(parts) if (part.name == chosen if chosen else part.op != "input"))
    last = max(ends, default=len(parts))
    used = {slot for part in parts for slot in part.slots}
    unwritten = {part.name: part for part in parts if part.op == "input" and part.value is None and part.name in used}
    waiting = dict(unwritten)
    for part in (*parts[:last], *parts[last + 1 :], *parts[last : last + 1]):
        yield from (waiting.pop(slot) for slot in part.slots if isinstance(slot, str) and slot in waiting)
        if part.name not in unwritten:
            yield part


def _graph(text: str, hole: str) -> tuple[Graph, str]:
    """Return the graph of a text that need not contain any op, and the output that its last line names."""
    try:
        return parse_lines(text)
    except GraphlabError:
        try:
            ended, _ = parse_lines(f"{text}\n{hole * 2} = 1 + 1")
        except GraphlabError:
            ended = None
        if ended is None:
            raise
    return Graph(ended.nodes[:-3], ended.definitions), ""


def _parts(graph: Graph, hole: str, blanks: set[str]) -> Iterator[Part]:
    def slot(place: int) -> Slot:
        node = graph.nodes[place]
        return node.value if node.op == "const" else None if node.name == hole else node.name

    for node in graph.nodes:
        if node.op == "input" and node.name != hole:
            yield Part(node.name, "input", value=None if node.name in blanks else node.value)
        elif node.inputs:
            yield Part(node.name, node.op, tuple(map(slot, node.inputs)), node.attrs)


def _with_sign(error: GraphlabError, hole: str) -> GraphlabError:
    """Return the error with `?` in place of the character that was parsed."""

    def shown(message: Message | None) -> Message | None:
        if message is None:
            return None
        pairs = ((key, value.replace(hole, HOLE) if isinstance(value, str) else value) for key, value in message.values)
        return Message(message.template, tuple(pairs))

    return GraphlabError(
        shown(error.message) or error.message, line=error.line, column=error.column, hint=shown(error.hint)
    )


def _no_name(source: str) -> GraphlabError:
    before = source[: source.index(HOLE)]
    line = re.split("\r\n|\r|\n", before)
    message = say("`?` stands for an input that is still missing; it cannot be a name.")
    return GraphlabError(message, line=len(line), column=len(line[-1]) + 1)
