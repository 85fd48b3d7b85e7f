"""A teacher's set of exercises: its text, which is edited, saved in a file, and packed into a link."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType
from typing import Any

from graphlab.engine import packing
from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.language.literals import parse_literal
from graphlab.practice.answers.tolerance import TOLERANCE
from graphlab.practice.exercise import MODES, UPSTREAM, Exercise

HEADER = "graphlab exercises 1"
MOST_CHARACTERS, MOST_EXERCISES, MOST_NODES, MOST_BOXES = 20_000, 40, 200, 60
LONGEST_TITLE, LONGEST_TEXT = 120, 2_000
LONGEST_LINK = 12_000


@dataclass(frozen=True)
class ExerciseSet:
    """Exercises with a title and a text by the teacher."""

    title: str
    exercises: tuple[Exercise, ...]
    text: str = ""

    @property
    def digest(self) -> str:
        """A short hash of the set, by which results refer to it."""
        return blake2b(set_to_text(self).encode(), digest_size=4).hexdigest()

    @property
    def by_id(self) -> Mapping[str, Exercise]:
        """The exercises by the id that results use."""
        return MappingProxyType({f"{self.digest}-{i}": one for i, one in enumerate(self.exercises, start=1)})


def set_to_text(exercises: ExerciseSet) -> str:
    """Return a set as text: `parse_set(set_to_text(exercises)) == exercises`."""
    lines = [HEADER, f"title: {exercises.title}", *(f"text: {line}" for line in exercises.text.split("\n") if line)]
    for one in exercises.exercises:
        lines += ["", f"== {one.title}", *_settings(one), "graph:", one.source]
    return "\n".join(lines) + "\n"


def _settings(one: Exercise) -> Iterator[str]:
    yield f"mode: {one.mode}"
    if one.blank:
        yield f"blank: {' '.join(one.blank)}"
    if one.symbols:
        yield "answers: formulas"
    if one.tolerance != TOLERANCE:
        yield f"tolerance: {one.tolerance:.12g}"
    if not one.hints:
        yield "hints: off"
    if one.feed:
        yield "numbers: " + "; ".join(f"{name}={value}" for name, value in one.feed)
    if one.upstream != "1":
        yield f"upstream: {one.upstream}"


@bounded(APP.caches["sets"], lambda _set, text: 500 * len(text))
def parse_set(text: str) -> ExerciseSet:
    """Return the set in a text.

    Raises `GraphlabError` with the line for anything else, for more than 40 exercises or 20,000 characters.

    >>> parse_set("graphlab exercises 1\\ntitle: Mine\\n== One\\ngraph:\\ny = x * x\\nx = 3")
    Traceback (most recent call last):
    ...
    graphlab.engine.errors.GraphlabError: line 3, column 1: `x` is used before this line gives it a value; move this \
line up.
    """
    if len(text) > MOST_CHARACTERS:
        raise GraphlabError(say("the text has {length} characters; it may have {most}.",
                                length=len(text), most=MOST_CHARACTERS))  # fmt: skip
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != HEADER:
        raise _error(1, say("a set of exercises begins with the line `{header}`.", header=HEADER))
    parser = _SetParser()
    for number, line in enumerate(lines[1:], start=2):
        parser.add_line(number, line)
    return parser.finish()


def _error(line: int, message: Message) -> GraphlabError:
    return GraphlabError(message, line=line, column=1)


@dataclass
class _SetParser:
    """Parses a set line by line; `open` holds the settings of the exercise that is not complete yet."""

    title: str = ""
    text: list[str] = field(default_factory=list)
    found: list[Exercise] = field(default_factory=list)
    open: dict[str, Any] | None = None
    first_line: int = 0
    graph: list[str] | None = None

    def add_line(self, number: int, line: str) -> None:
        if line.startswith("== "):
            self._finish_exercise()
            if len(self.found) == MOST_EXERCISES:
                raise _error(number, say("a set has {most} exercises at most.", most=MOST_EXERCISES))
            self.open, self.first_line, self.graph = {"title": _title(number, line[3:])}, number, None
        elif self.graph is not None:
            self.graph.append(line)
        elif line.strip():
            self._setting(number, *line.partition(":")[::2])

    def _setting(self, number: int, key: str, value: str) -> None:
        key, value = key.strip(), value.strip()
        if self.open is None and key == "title":
            self.title = _title(number, value)
        elif self.open is None and key == "text":
            self.text.append(value)
        elif self.open is not None and key == "graph":
            self.graph = [value] if value else []
        elif self.open is not None and key in _SETTINGS:
            try:
                self.open.update(_SETTINGS[key](value))
            except (ValueError, GraphlabError):
                raise _error(number, say("`{key}` cannot be “{value}”.", key=key, value=value[:40])) from None
        else:
            raise _error(number, say("“{line}” is not a line of a set of exercises.", line=key[:40]))

    def _finish_exercise(self) -> None:
        if self.open is None:
            return
        exercise = Exercise(source="\n".join(self.graph or []).strip(), **self.open)
        try:
            _check(exercise)
        except GraphlabError as error:
            raise _error(self.first_line, error.message) from None
        self.found.append(exercise)

    def finish(self) -> ExerciseSet:
        self._finish_exercise()
        if not self.found:
            raise GraphlabError(say("there is no exercise in this set: a line `== title` begins one."))
        text = "\n".join(self.text)
        if len(text) > LONGEST_TEXT:
            raise GraphlabError(say("the text of a set may have {most} characters.", most=LONGEST_TEXT))
        return ExerciseSet(self.title, tuple(self.found), text)


def _title(number: int, text: str) -> str:
    if len(text) > LONGEST_TITLE:
        raise _error(number, say("a title may have {most} characters.", most=LONGEST_TITLE))
    return text.strip()


def _check(exercise: Exercise) -> None:
    """Raise `GraphlabError` if an exercise has too many nodes, or none or too many boxes."""
    if len(exercise.graph.nodes) > MOST_NODES:
        raise GraphlabError(say("the graph has more than {most} nodes.", most=MOST_NODES))
    strange = set(exercise.blank) - {box.key for box in exercise.boxes}
    if strange or not 0 < len(exercise.boxes) <= MOST_BOXES:
        raise GraphlabError(say("the boxes to be filled in are not those of the graph, or there are too many."))


def _mode(text: str) -> dict[str, Any]:
    return {"mode": MODES[MODES.index(text)]}


def _tolerance(text: str) -> dict[str, Any]:
    value = parse_literal(text)
    if not isinstance(value, float) or not 0 <= value <= 0.5:
        raise ValueError(text)
    return {"tolerance": value}


def _numbers(text: str) -> dict[str, Any]:
    pairs = [part.partition("=")[::2] for part in text.split(";") if part.strip()]
    for _name, value in pairs:
        parse_literal(value)
    return {"feed": tuple((name.strip(), value.strip()) for name, value in pairs)}


def _upstream(text: str) -> dict[str, Any]:
    if text != UPSTREAM:
        parse_literal(text)
    return {"upstream": text}


def _choice(name: str, yes: str, no: str) -> Callable[[str], dict[str, Any]]:
    def parse_choice(text: str) -> dict[str, Any]:
        if text not in (yes, no):
            raise ValueError(text)
        return {name: text == yes}

    return parse_choice


_SETTINGS: Mapping[str, Callable[[str], dict[str, Any]]] = MappingProxyType({
    "mode": _mode,
    "blank": lambda text: {"blank": tuple(text.split())},
    "answers": _choice("symbols", "formulas", "numbers"),
    "tolerance": _tolerance,
    "hints": _choice("hints", "on", "off"),
    "numbers": _numbers,
    "upstream": _upstream,
})  # fmt: skip


def to_link(text: str) -> str:
    """Return the text of a set, packed for an address."""
    return packing.pack(text)


def from_link(packed: str) -> str:
    """Return the text that an address holds. Raises `GraphlabError` if it is damaged or too long."""
    return packing.unpack(packed, LONGEST_LINK)
