"""Random graphs as learners could type them, with values for their inputs: the same seed gives the same graph."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import graphlab as gl
from graphlab.engine.graph.source_text import literal
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import Trace

NUMBERS = ("2", "1", "0.5", "3", "-1", "0", "10", "1.1")
# Values at which ops overflow, divide by zero, have a kink or are not defined.
EXTREME = ("0", "-0.0", "1000", "-1000", "1e300", "1e-300", "-1e308", "1e-9", "1")
SHAPES = ((), (3,), (2, 3), (3, 2), (2, 2), (1, 3), (2, 1), (1, 1))
LABELS = ("[1, 0, 0]", "[0, 0.5, 0.5]", "[[0, 1, 0], [1, 0, 0]]", "[2, 0]", "1")
NAMES = ("x", "w", "b", "apple", "사과", "β", "W1", "a_2")
DEFINITIONS = ("f(a) = a * a + 2", "절반(g) = g / 2", "g2(a, b) = relu(a - b) * a",
               "neuron(x, w, b) = sigmoid(x * w + b)", "mean3(x) = sum(x) / 3", "twice(n) = f(f(n)) - 1",
               "none(u) = 3 * 2 + 0 * u")  # fmt: skip
SETTINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "sum": ("", ", axis=0", ", axis=1", ", axis=-1, keepdims=True", ", axis=[0, 1]"),
    "mean": ("", ", axis=0", ", axis=1", ", axis=-1, keepdims=True"),
    "reshape": (", shape=[4]", ", [6]", ", shape=[-1]", ", [2, -1]", ", [1, 1]", ", [3, 2]"),
})  # fmt: skip
SMOOTH_SIGNS = ("{} + {}", "{} - {}", "{} * {}", "{} / {}", "{} ** 2", "-{}", "1 / {}", "{} @ {}", "{} ** {}")
LABELLED = ("cross_entropy", "softmax_with_loss", "mean_squared_error")
LINES, TRIES = 5, 12


@dataclass(frozen=True)
class Sample:
    """A graph as text, the values of its inputs by name, and the upstream gradient; `kind` says what is special."""

    seed: int
    kind: str
    text: str
    feed: Mapping[str, Any]
    upstream: float

    @cached_property
    def trace(self) -> Trace:
        """The run."""
        return gl.run(gl.parse(self.text), self.feed, self.upstream)

    @property
    def nested(self) -> Mapping[str, Any]:
        """The values of the inputs as a graph holds them."""
        return {name: _nested(value) for name, value in self.feed.items()}

    @property
    def with_values(self) -> str:
        """The text with a line for the value of each input."""
        return "\n".join([*(f"{name} = {literal(value)}" for name, value in self.nested.items()), self.text])

    @property
    def address(self) -> Mapping[str, str]:
        """The variables of an address that shows the graph."""
        inputs = ";".join(f"{name}={literal(value)}" for name, value in self.nested.items())
        return {"text": self.text, "inputs": inputs, "upstream": literal(self.upstream)}


def sample(seed: int) -> Sample:
    """Return the graph of a seed."""
    dice = random.Random(seed)
    kind = list(KINDS)[seed % len(KINDS)]
    return KINDS[kind](_Writer(seed, kind, dice))


class _Writer:
    """Writes a text line by line, and keeps a line only if the graph runs with it."""

    def __init__(self, seed: int, kind: str, dice: random.Random) -> None:
        self.seed, self.kind, self.dice = seed, kind, dice
        self.lines: list[str] = []
        self.feed: dict[str, Any] = {}
        self.leaves: list[str] = []
        self.own: list[str] = []
        self.ops: Sequence[str] = tuple(OPS)
        self.numbers: Sequence[str] = NUMBERS
        self.upstream = dice.choice((1.0, 1.0, 1.0, 0.0, -2.5, 1e10))

    def inputs(self, shapes: Sequence[tuple[int, ...]], numbers: Sequence[str] = NUMBERS) -> _Writer:
        """Take some inputs with values of these shapes."""
        self.numbers = numbers
        for name in self.dice.sample(NAMES, self.dice.randint(1, 3)):
            self.feed[name] = self._array(self.dice.choice(shapes))
            self.leaves.append(name)
        return self

    def defining(self) -> _Writer:
        """Begin with definitions of the learner's own."""
        last = self.dice.randint(1, len(DEFINITIONS))
        self.lines += DEFINITIONS[:last]
        self.own = [line.partition(" =")[0] for line in DEFINITIONS[:last]]
        return self

    def arrays(self) -> _Writer:
        """Use constants that are arrays too."""
        self.leaves += [literal(_nested(self._array(self.dice.choice(SHAPES[1:])))) for _ in range(2)]
        return self

    def sample(self) -> Sample:
        """Write the lines, and return the graph."""
        names: list[str] = []
        for number in range(self.dice.randint(1, LINES)):
            name = self.dice.choice((f"y{number}", f"h_{number}", f"값{number}"))
            for _ in range(TRIES):
                line = f"{name} = {self._expression([*self.leaves, *names * 3], self.dice.randint(1, 2))}"
                if self._runs(line):
                    self.lines.append(line)
                    names.append(name)
                    break
        if not names:
            self.lines.append("y = 2 * 3" if not self.feed else f"y = {next(iter(self.feed))} * 2")
        text = "\n".join(self.lines)
        used = gl.parse(text).inputs
        feed = {name: value for name, value in self.feed.items() if name in used}
        return Sample(self.seed, self.kind, text, feed, self.upstream)

    def _runs(self, line: str) -> bool:
        try:
            graph = gl.parse("\n".join([*self.lines, line]))
            gl.run(graph, {name: self.feed[name] for name in graph.inputs})
        except (gl.GraphlabError, KeyError):
            return False
        return True

    def _expression(self, names: Sequence[str], depth: int) -> str:
        if depth == 0 or (names and self.dice.random() < 0.25):
            return self.dice.choice([*names * 2, self.dice.choice(self.numbers)])
        form = self._form()
        return form.format(*(self._argument(names, depth - 1) for _ in range(form.count("{}"))))

    def _argument(self, names: Sequence[str], depth: int) -> str:
        inner = self._expression(names, depth)
        return inner if inner.replace("_", "").isalnum() or inner.endswith("]") else f"({inner})"

    def _form(self) -> str:
        if self.own and self.dice.random() < 0.5:
            name, _, parameters = self.dice.choice(self.own).partition("(")
            return f"{name}({', '.join('{}' for _ in parameters.split(','))})"
        if self.dice.random() < 0.5:
            return self.dice.choice(SMOOTH_SIGNS)
        op = OPS[self.dice.choice(self.ops)]
        if op.name in LABELLED and self.dice.random() < 0.8:
            return f"{op.name}({{}}, {self.dice.choice(LABELS)})"
        settings = self.dice.choice(SETTINGS.get(op.name, ("",)))
        return f"{op.name}({', '.join('{}' for _ in op.inputs)}{settings})"

    def _array(self, shape: tuple[int, ...]) -> Any:
        if shape:
            return [self._array(shape[1:]) for _ in range(shape[0])]
        return float(self.dice.choice([*self.numbers, f"{self.dice.uniform(-3, 3):.2g}"]))


def _nested(value: Any) -> Any:
    return tuple(map(_nested, value)) if isinstance(value, list | tuple) else float(value)


KINDS: Mapping[str, Callable[[_Writer], Sample]] = MappingProxyType({
    "numbers": lambda writer: writer.inputs([()]).sample(),
    "matrices": lambda writer: writer.inputs(SHAPES).sample(),
    "definitions": lambda writer: writer.defining().inputs(SHAPES[:3]).sample(),
    "constants": lambda writer: writer.sample(),
    "constant arrays": lambda writer: writer.defining().arrays().sample(),
    "extreme": lambda writer: writer.inputs(SHAPES[:3], EXTREME).sample(),
    "kinks": lambda writer: writer.inputs(SHAPES, ("0", "0", "1", "-1")).arrays().sample(),
    "matrices and constants": lambda writer: writer.arrays().inputs(SHAPES).sample(),
})  # fmt: skip
