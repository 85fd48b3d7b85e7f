"""Sample inputs for every op of the registry; an op without an entry of its own gets the general ones."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Op
from graphlab.engine.run.trace import run

Shape = tuple[int, ...]

# Shapes by number of inputs: equal ones, and pairs that broadcast in every way.
_GENERAL: dict[int, tuple[tuple[Shape, ...], ...]] = {
    1: (((),), ((3,),), ((2, 3),), ((2, 3, 4),)),
    2: (
        ((), ()),
        ((3,), (3,)),
        ((2, 3), (2, 3)),
        ((2, 3), (3,)),
        ((3,), (2, 3)),
        ((2, 3), ()),
        ((), (2, 3)),
        ((2, 1), (1, 3)),
        ((4, 2, 3), (2, 1)),
    ),
    3: (((), (), ()), ((2, 3), (3,), ())),
}
_SHAPES: dict[str, tuple[tuple[Shape, ...], ...]] = {
    "dot": (((2,), (2,)), ((2,), (2, 3)), ((4, 2), (2,)), ((4, 2), (2, 3)), ((1, 2), (2, 1))),
    "affine": (((2,), (2, 3), (3,)), ((4, 2), (2, 3), (3,)), ((4, 2), (2, 3), ()), ((1, 2), (2, 3), (1, 3))),
    "softmax": (((1, 1),), ((3,),), ((4, 3),), ((2, 4, 3),)),
    "cross_entropy": (((3,), (3,)), ((4, 3), (4, 3)), ((1, 3), (1, 3))),
    "softmax_with_loss": (((3,), (3,)), ((4, 3), (4, 3)), ((1, 3), (1, 3))),
    "mean_squared_error": (((), ()), ((3,), (3,)), ((4, 3), (4, 3))),
}
_SUMS: tuple[tuple[Shape, dict[str, Any]], ...] = (
    ((), {}),
    ((3,), {}),
    ((2, 3), {}),
    ((2, 3), {"axis": 0}),
    ((2, 3), {"axis": -1, "keepdims": 1}),
    ((2, 3, 4), {"axis": (0, 2)}),
    ((2, 3, 4), {"axis": 1, "keepdims": 1}),
)
_SETTINGS: dict[str, tuple[tuple[Shape, dict[str, Any]], ...]] = {
    "sum": _SUMS,
    "mean": _SUMS,
    "reshape": (
        ((), {"shape": (1, 1)}),
        ((6,), {"shape": (2, 3)}),
        ((2, 3), {"shape": (3, -1)}),
        ((2, 3), {"shape": 6}),
    ),
}
BOTH_SIGNS = (1, -1)
_LOSSES = ("cross_entropy", "softmax_with_loss")
_LABELS = ("one-hot", "soft", "classes")


@dataclass(frozen=True)
class Case:
    """One op with shapes for its inputs; `labels` is the kind of the second input of a loss."""

    op: Op
    shapes: tuple[Shape, ...]
    attrs: tuple[tuple[str, Any], ...] = ()
    labels: str = ""

    def __str__(self) -> str:
        settings = ",".join(f"{key}={value}" for key, value in self.attrs if value != dict(self.op.attrs)[key])
        return "-".join(filter(None, [self.op.name, "x".join(map(str, self.shapes)), settings, self.labels]))

    @property
    def graph(self) -> Graph:
        """The graph of this op alone."""
        inputs = tuple(Node(name, "input") for name in self.op.inputs)
        return Graph((*inputs, Node("out", self.op.name, tuple(range(len(inputs))), self.attrs)))

    @property
    def rng(self) -> np.random.Generator:
        """A generator of its own for each case, the same in every run."""
        return np.random.default_rng(zlib.crc32(str(self).encode()))

    def feed(self, signs: tuple[int, ...] = (1,)) -> dict[str, Any]:
        """Return random inputs from 0.3 to 1.7: by default positive, so that log, sqrt and powers are defined."""
        rng = self.rng
        signs = signs if self.op.name != "cross_entropy" else (1,)
        named = zip(self.op.inputs, self.shapes, strict=True)
        given = {name: rng.uniform(0.3, 1.7, shape) * rng.choice(signs, shape) for name, shape in named}
        if self.labels:
            given["t"] = _labels(rng, self.labels, self.shapes[1])
        return given

    def upstream(self, output: Any) -> Any:
        """Return a random upstream gradient of the output's shape."""
        return self.rng.uniform(0.5, 2.0, np.shape(output))


def _labels(rng: np.random.Generator, kind: str, shape: Shape) -> Any:
    classes = rng.integers(0, shape[-1], shape[:-1])
    if kind == "classes":
        return classes
    return np.eye(shape[-1])[classes] if kind == "one-hot" else rng.dirichlet(np.ones(shape[-1]), shape[:-1])


def _cases(op: Op) -> list[Case]:
    if op.attrs:
        given = _SETTINGS.get(op.name, tuple((shape, {}) for (shape,) in _GENERAL[1]))
        return [Case(op, (shape,), tuple({**dict(op.attrs), **settings}.items())) for shape, settings in given]
    kinds = _LABELS if op.name in _LOSSES else ("",)
    return [
        Case(op, shapes, labels=kind) for shapes in _SHAPES.get(op.name, _GENERAL[len(op.inputs)]) for kind in kinds
    ]


def _defined(case: Case, signs: tuple[int, ...]) -> bool:
    trace = run(case.graph, case.feed(signs))
    return all(np.all(np.isfinite(value)) for value in [trace.output, *trace.grads.values()])


CASES = tuple(case for op in OPS.values() for case in _cases(op))

# The same cases with numbers of both signs, for the ops that are defined for them.
SIGNED = tuple(case for case in CASES if _defined(case, BOTH_SIGNS))
