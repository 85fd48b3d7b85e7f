"""The breaks: one thing is left out of backpropagation, and the wrong numbers that this makes, one record each."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from graphlab.book.quantities import WORDS
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.mistakes import AT_ONCE, OVERWRITING, TWICE, UNSUMMED, Variant
from graphlab.engine.run.trace import Trace, run


@dataclass(frozen=True)
class Break:
    """A graph with a feed, and the variant of backpropagation that is wrong.

    `right` and `wrong` are the rule as code, done rightly and wrongly; `question` is asked before `answer` is given;
    `figure` is the one in which the right numbers can be followed. `grads` holds gradients that the picture must show,
    by the node's name: (broken, right). Title, question and answer are keys of the catalogue.
    """

    name: str
    title: str
    right: str
    wrong: str
    question: str
    answer: str
    source: str
    feed: Mapping[str, Any]
    variant: Variant
    figure: str
    upstream: Any = 1.0
    labels: Mapping[str, str] = field(default_factory=dict)
    grads: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

    @cached_property
    def graph(self) -> Graph:
        """The graph."""
        return parse(self.source)

    def run(self, broken: bool) -> Trace:
        """Return the run, the correct one or that of the variant."""
        return self._broken if broken else self._right

    @cached_property
    def _right(self) -> Trace:
        return run(self.graph, self.feed, self.upstream)

    @cached_property
    def _broken(self) -> Trace:
        return self.variant.run(self.graph, self.feed, self.upstream)


def _swapped(op: str, **parts: Any) -> Variant:
    return Variant((replace(OPS[op], **parts),))


def _softmax_of_everything(x: Any) -> Any:
    shifted = np.exp(x - np.max(x))
    return shifted / np.sum(shifted)


def _cross_entropy_with_dust(y: Any, t: Any) -> Any:
    return -np.sum(t * np.log(y + 1e-7)) / len(y)


_SHOP = MappingProxyType({name: WORDS[name] for name in ("apple", "n_apple", "tax", "price")})
_APPLES = "apple_price = apple * n_apple\nprice = apple_price * tax"
_SHARES = "y = softmax(a)\nL = cross_entropy(y, t)"
_AFFINE = OPS["affine"].vjps

_RECORDS = (
    Break(
        "order", _("No topological order"),
        "for node in reversed(topological_order):\n"
        "    for x, dx in zip(node.inputs, node.backward()):\n        x.grad += dx",
        "def visit(node):\n"
        "    for x, dx in zip(node.inputs, node.backward()):\n        x.grad += dx\n        visit(x)",
        _("c is four times a. Why do 6 arrive at a, and not 4?"),
        _("b is used twice, so two gradients of 1 come to it. Without an order b passes on what it has as soon as the "
          "first one arrives, 1, and once more when the second has arrived, 1 + 1 = 2. So the first one travels twice: "
          "along each edge to a come 1 + 2 = 3. In topological order b waits until everything has arrived, and acts "
          "once."),
        "b = a + a\nc = b + b", {"a": 1}, Variant(algorithm=AT_ONCE), "5-29",
        grads={"a": (6, 4), "b": (2, 2)},
    ),
    Break(
        "accumulate", _("“=” instead of “+=”"),
        "for x, dx in zip(node.inputs, node.backward()):\n    x.grad += dx",
        "for x, dx in zip(node.inputs, node.backward()):\n    x.grad = dx",
        _("Three gradients arrive at x: 1, 3 and 3. Why is 3 all that is left of them?"),
        _("Each one overwrites the one before it. But x acts on y along every one of its edges, and the effects add "
          "up: 1 + 3 + 3 = 7. Where a value fans out, gradients are accumulated."),
        "y = x * x + x", {"x": 3}, Variant(algorithm=OVERWRITING), "5-29", grads={"x": (3, 7)},
    ),
    Break(
        "reset", _("Gradients not reset between two runs"),
        "for run in range(2):\n    graph.clear_grads()\n    price.backward()",
        "for run in range(2):\n    price.backward()",
        _("The graph has gone back a second time. Why has the gradient of the tax doubled, and that of the apple even "
          "tripled?"),
        _("Nothing was put back to zero. The second run adds its 200 to the 200 that lie at the tax. At "
          "apple_price there are already 1.1 + 1.1 = 2.2, so the second run sends the apple twice as much as the "
          "first: 2.2 + 4.4 = 6.6. A net that trains like this drags every old gradient along."),
        _APPLES, {"apple": 100, "n_apple": 2, "tax": 1.1}, Variant(algorithm=TWICE), "5-16", labels=_SHOP,
        grads={"tax": (400, 200), "apple_price": (2.2, 1.1), "apple": (6.6, 2.2), "n_apple": (330, 110)},
    ),
    Break(
        "swap", _("The multiply node without the swap"),
        "def backward(self, dout):\n    dx = dout * self.y\n    dy = dout * self.x\n    return dx, dy",
        "def backward(self, dout):\n    dx = dout * self.x\n    dy = dout * self.y\n    return dx, dy",
        _("One more on the tax changes the price by 200. Why does the tax now receive 1.1?"),
        _("The price is 200 × tax: how strongly the tax acts is decided by the other factor. Each input of “×” "
          "receives the upstream gradient times the value of the other one, hence the swap. Here each receives its own "
          "value, and the mistake travels on to the apples."),
        _APPLES, {"apple": 100, "n_apple": 2, "tax": 1.1},
        _swapped("mul", vjps=(lambda g, y, a, b: g * a, lambda g, y, a, b: g * b)), "5-14", labels=_SHOP,
        grads={"tax": (1.1, 200), "apple_price": (200, 1.1)},
    ),
    Break(
        "mask", _("ReLU without its mask"),
        "def backward(self, dout):\n    dx = dout.copy()\n    dx[self.mask] = 0\n    return dx",
        "def backward(self, dout):\n    dx = dout.copy()\n    return dx",
        _("Two of the four inputs are negative. Why must nothing come back to them?"),
        _("Where x is negative ReLU puts out 0, whatever x is: a nudge there changes nothing, and the numerical side "
          "says 0. The mask that the way forward remembers is the switch that stops the gradient on the way back."),
        "h = relu(x)\ny = sum(h * w)", {"x": (2, -1, 3, -2), "w": (1, 2, 3, 4)},
        _swapped("relu", vjps=(lambda g, y, x: g,)), "5-18", grads={"x": ((1, 2, 3, 4), (1, 0, 3, 0))},
    ),
    Break(
        "transpose", _("Affine with the wrong transpose"),
        "def backward(self, dout):\n    dx = np.dot(dout, self.W.T)\n"
        "    self.dW = np.dot(self.x.T, dout)\n    return dx",
        "def backward(self, dout):\n    dx = np.dot(dout, self.W)\n"
        "    self.dW = np.dot(self.x.T, dout)\n    return dx",
        _("All shapes agree, and nobody complains. Why is the gradient of X wrong all the same?"),
        _("W is square here, so that W and its transpose have one shape. An element of X acts through a row of W, and "
          "its gradient must collect that row: the product with Wᵀ. With W of shape (2, 3) the wrong product could not "
          "even be computed. Test with shapes that are all different, and check the gradients."),
        "Y = affine(X, W, B)", {"X": ((1, 2), (3, 4)), "W": ((1, -1), (2, 1)), "B": (1, 2)},
        _swapped("affine", vjps=(lambda g, out, x, w, b: np.dot(g, w), *_AFFINE[1:])), "5-27", ((1, 2), (3, 4)),
        grads={"X": (((5, 1), (11, 1)), ((-1, 4), (-1, 10)))},
    ),
    Break(
        "bias", _("The gradient of the bias, not summed"),
        "def backward(self, dout):\n    self.db = np.sum(dout, axis=0)\n    return dout",
        "def backward(self, dout):\n    self.db = dout\n    return dout",
        _("The gradient of B has two rows. How many has B itself?"),
        _("B is one row, and it was added to both samples of the batch: each of its numbers acts twice, so its "
          "gradient is the sum over the samples, 1 + 4, 2 + 5, 3 + 6. A gradient always has the shape of its variable. "
          "Without the sum even the update B − η · dB would give B a second row."),
        "Y = X_dot_W + B", {"X_dot_W": ((0, 0, 0), (10, 10, 10)), "B": (1, 2, 3)}, Variant(algorithm=UNSUMMED),
        "5-27", ((1, 2, 3), (4, 5, 6)), grads={"B": (((1, 2, 3), (4, 5, 6)), (5, 7, 9))},
    ),
    Break(
        "batch", _("A softmax for one sample, used on a batch"),
        "def softmax(a):\n    e = np.exp(a)\n    return e / np.sum(e, axis=-1, keepdims=True)",
        "def softmax(a):\n    e = np.exp(a)\n    return e / np.sum(e)",
        _("Each row of y ought to be the probabilities for one sample. What do its numbers sum to?"),
        _("To 0.5. Without an axis the sum runs over the whole batch, and two samples share one distribution: the "
          "probabilities, and with them the loss, depend on who else is in the batch. The way back still takes each "
          "row by itself, so that forward and backward belong to different functions, and the check fails. For a "
          "single sample nobody would notice."),
        _SHARES, {"a": ((math.log(3), math.log(2), math.log(5)), (0, 0, math.log(8))), "t": ((0, 1, 0), (0, 0, 1))},
        _swapped("softmax", forward=_softmax_of_everything), "5-30",
        grads={"y": (((0, -5, 0), (0, 0, -1.25)), ((0, -2.5, 0), (0, 0, -0.625)))},
    ),
    Break(
        "dust", _("The 1e-7 in the logarithm"),
        "log_y = log_softmax(a)\nL = -np.sum(t * log_y) / N",
        "log_y = np.log(y + 1e-7)\nL = -np.sum(t * log_y) / N",
        _("The net is quite sure, and wrong. Why is the loss smaller than 18, and why does the measured gradient "
          "shrink while backpropagation still says −1?"),
        _("The 1e-7 keeps the logarithm from −∞, but it also caps the loss at −log(1e-7) = 16.118. Near the cap the "
          "curve is flat: the worse the prediction, the less the loss changes. The formula y − t belongs to the "
          "logarithm without the 1e-7, so both directions no longer agree. This is why a gradient check of such code "
          "is good to 1e-7 at best. Computed through log-sum-exp, the loss needs no such crutch."),
        _SHARES, {"a": ((18, 0, 0),), "t": ((0, 1, 0),)},
        _swapped("cross_entropy", forward=_cross_entropy_with_dust), "5-30",
    ),
)  # fmt: skip

BREAKS = MappingProxyType({record.name: record for record in _RECORDS})


@dataclass(frozen=True)
class Descent:
    """Gradient descent on one number, w ← w − rate · gradient, with the gradient from a run of the graph."""

    source: str = "L = (w - 3) ** 2"
    start: float = 0.0
    steps: int = 20

    @cached_property
    def graph(self) -> Graph:
        """The graph of the loss."""
        return parse(self.source)

    def path(self, rate: float) -> list[tuple[float, float]]:
        """Return the weight and the loss before each step, and after the last.

        >>> [round(loss, 2) for _, loss in Descent(steps=2).path(0.5)], Descent(steps=2).path(1.5)[-1]
        ([9.0, 0.0, 0.0], (-9.0, 144.0))
        """
        w, found = self.start, []
        for _step in range(self.steps + 1):
            trace = run(self.graph, {"w": w})
            found.append((w, float(trace.output)))
            w -= rate * trace.grads["w"]
        return found


# Not a break of the gradient: the check passes, but training fails.
RATE = "rate"
DESCENT = Descent()
GOOD_RATE, BAD_RATE = 0.1, 1.05
