"""A box of an exercise with everything a learner has before her when she fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import unbroadcast
from graphlab.practice.exercise import Box, Exercise, parts, solution_of


@dataclass(frozen=True)
class Place:
    """A box, and the numbers around it, by their usual names.

    `op` is the op whose rule yields the number, "sum" at a fan-out; `xs` its inputs, `out` its output, `g` the
    gradient that arrives at it, `x` and `other` the input in question and the one beside it.
    """

    exercise: Exercise
    box: Box

    @property
    def trace(self) -> Trace:
        return self.exercise.trace

    @cached_property
    def op(self) -> str:
        return "sum of branches" if self.box.kind == "sum" else self.trace.graph.nodes[self.box.acting].op

    @cached_property
    def right(self) -> Any:
        return np.asarray(solution_of(self.trace, self.box), dtype=float)

    @cached_property
    def xs(self) -> list[Any]:
        return [self.trace.node_values[j] for j in self.trace.graph.nodes[self.box.acting].inputs]

    @property
    def slot(self) -> int:
        return self.box.slot

    @property
    def x(self) -> Any:
        return self.xs[self.slot]

    @property
    def other(self) -> Any:
        return self.xs[1 - self.slot] if len(self.xs) == 2 else None

    @property
    def out(self) -> Any:
        return self.trace.node_values[self.box.acting]

    @property
    def g(self) -> Any:
        return self.trace.node_grads[self.box.acting]

    @property
    def seed(self) -> Any:
        return self.trace.upstream

    @property
    def value(self) -> Any:
        """The value of the node whose gradient is asked for."""
        return self.trace.node_values[self.box.node]

    @cached_property
    def branches(self) -> list[Any]:
        return parts(self.trace, self.box.node)

    def back(self, g: Any, slot: int | None = None) -> Any:
        """What the op would send to an input if `g` arrived."""
        slot = self.slot if slot is None else slot
        sent = self.trace.product(self.box.acting, slot, g)
        return None if sent is None else unbroadcast(sent, self.xs[slot])

    @cached_property
    def local(self) -> Any:
        """What the op would send back if nothing but 1 arrived: the local gradient."""
        return self.back(np.ones_like(self.g))
