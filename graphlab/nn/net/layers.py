"""The chapter's layers. Each is one op of the registry, with a memory of what went forward."""

from __future__ import annotations

from collections import deque
from typing import Any, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.ops import OPS
from graphlab.engine.run.walk import Value, unbroadcast
from graphlab.nn.net.chapter_functions import finite_scores, own

Array = npt.NDArray[np.float64]

# A layer that only ever goes forward must not fill the memory; nobody uses one layer more often in one net.
MOST_PASSES = 100


class Pass(NamedTuple):
    """One forward pass: what came in, what went out, and the shapes in which it was handed in."""

    inputs: tuple[Value, ...]
    out: Value
    shapes: tuple[tuple[int, ...], ...] = ()


class Layer:
    """One op as an object: `forward` computes it, `backward(dout)` gives the gradient of each input.

    A layer may be used several times in one net: `backward` takes the passes back, the last one first, and stays
    at the first. Inputs are copied: whoever changes an array after `forward` does not change the gradient.
    Raises `GraphlabError` for shapes that do not fit and for `backward` before `forward`.
    """

    op: ClassVar[str]

    def __init__(self) -> None:
        self._passes: deque[Pass] = deque()
        self._latest = Pass((None,) * len(OPS[self.op].inputs), None)
        self._returning = self._forgotten = False

    def _ahead(self, *given: Any) -> Value:
        """Compute the op, and remember the pass."""
        inputs = self._laid_out(tuple([own(value) for value in given]))
        try:
            with np.errstate(all="ignore"):
                out = OPS[self.op].forward(*inputs)
        except ValueError as error:
            raise error if isinstance(error, GraphlabError) else self._misfit(inputs) from None
        self._remember(Pass(inputs, out, tuple([np.shape(value) for value in given])))
        return _handed_out(out)

    def _back(self, dout: Any) -> tuple[Value, ...]:
        """Return upstream times local gradient for each input, in the input's own shape."""
        inputs, out, shapes = self._recall()
        g = _upstream(own(dout), out)
        with np.errstate(all="ignore"):
            parts = [rule(g, out, *inputs) for rule in OPS[self.op].vjps]
        return tuple([_in_shape(part, x, shape) for part, x, shape in zip(parts, inputs, shapes, strict=True)])

    def _laid_out(self, inputs: tuple[Value, ...]) -> tuple[Value, ...]:
        """Return the inputs in the shapes that the op takes."""
        return inputs

    def _remember(self, done: Pass) -> None:
        if self._returning:
            # A new round begins: what the last one left over does not belong to it.
            self.forget()
        self._passes.append(done)
        self._latest = done
        if len(self._passes) > MOST_PASSES:
            self._passes.popleft()
            self._forgotten = True

    def _recall(self) -> Pass:
        if not self._passes:
            raise GraphlabError(say("`{layer}` must go forward before it can go back.", layer=type(self).__name__))
        self._returning = True
        if len(self._passes) > 1 or self._forgotten:
            return self._passes.pop()
        return self._passes[-1]

    def forget(self) -> None:
        """Drop every pass that has not been taken back."""
        self._passes.clear()
        self._returning = self._forgotten = False

    def _misfit(self, inputs: tuple[Value, ...]) -> GraphlabError:
        return GraphlabError(
            say(
                "`{op}` cannot be computed for inputs of shape {shapes}{settings}; their shapes must agree.",
                op=self.op,
                shapes=", ".join(str(np.shape(x)) for x in inputs),
                settings="",
            )
        )


def _upstream(g: Value, out: Value) -> Value:
    if np.shape(g) == np.shape(out):
        return g
    if np.ndim(g):
        raise GraphlabError(
            say(
                "the upstream gradient has shape {given}, the output has shape {shape}; both must agree.",
                given=np.shape(g),
                shape=np.shape(out),
            )
        )
    return np.full(np.shape(out), g, dtype=np.float64)


def _in_shape(part: Value, x: Value, shape: tuple[int, ...]) -> Value:
    if part is None or np.ndim(part) == np.ndim(x) == 0:
        return part
    return np.array(unbroadcast(part, x)).reshape(shape)


def _handed_out(value: Value) -> Value:
    """Return an array of the caller's own, who may write into it."""
    return np.array(value) if isinstance(value, np.ndarray) else value


class _Binary(Layer):
    def forward(self, x: Any, y: Any) -> Value:
        """Return the output for two numbers or arrays."""
        return self._ahead(x, y)

    def backward(self, dout: Any) -> tuple[Value, Value]:
        """Return dx and dy."""
        dx, dy = self._back(dout)
        return dx, dy

    @property
    def x(self) -> Value:
        """The first input of the latest pass."""
        return self._latest.inputs[0]

    @property
    def y(self) -> Value:
        """The second input of the latest pass."""
        return self._latest.inputs[1]


class MulLayer(_Binary):
    """x · y.

    >>> layer = MulLayer()
    >>> layer.forward(100, 2), layer.backward(1.1)
    (200, (2.2, 110.00000000000001))
    """

    op = "mul"


class AddLayer(_Binary):
    """x + y."""

    op = "add"


class _Unary(Layer):
    def forward(self, x: Any) -> Value:
        """Return the output, element by element."""
        return self._ahead(x)

    def backward(self, dout: Any) -> Value:
        """Return dx."""
        return self._back(dout)[0]

    @property
    def out(self) -> Value:
        """The output of the latest pass."""
        return self._latest.out


class Relu(_Unary):
    """max(0, x)."""

    op = "relu"

    @property
    def mask(self) -> Any:
        """Where the latest input was not positive, and nothing passes."""
        x = self._latest.inputs[0]
        return None if x is None else x <= 0


class Sigmoid(_Unary):
    """1 / (1 + exp(−x))."""

    op = "sigmoid"


class Tanh(_Unary):
    """tanh x."""

    op = "tanh"


class Affine(Layer):
    """x · W + b; after `backward`, `dW` and `db` hold the gradients of W and b.

    Images may come as (N, …): they are laid out as N rows, and dx has their shape again.
    """

    op = "affine"

    def __init__(self, W: Any, b: Any) -> None:
        super().__init__()
        self.W, self.b = W, b
        self.dW: Array | None = None
        self.db: Array | None = None

    def forward(self, x: Any) -> Array:
        """Return x · W + b, for one sample or a batch of them."""
        out: Array = self._ahead(x, self.W, self.b)
        return out

    def backward(self, dout: Any) -> Array:
        """Return dx, and leave dW and db behind."""
        dx, self.dW, self.db = self._back(dout)
        result: Array = dx
        return result

    def _laid_out(self, inputs: tuple[Value, ...]) -> tuple[Value, ...]:
        return (rows(inputs[0]), *inputs[1:])

    @property
    def x(self) -> Value:
        """The input of the latest pass."""
        return self._latest.inputs[0]


def rows(x: Any) -> Any:
    """Return images of any shape (N, …) as N rows; vectors and matrices as they are."""
    images = np.asarray(x)
    return images.reshape(len(images), -1) if images.ndim > 2 else x


class SoftmaxWithLoss(Layer):
    """The cross entropy error of softmax(x) against labels t: one-hot, soft, or class numbers."""

    op = "softmax_with_loss"

    def forward(self, x: Any, t: Any) -> float:
        """Return the loss, averaged over the batch; raise `GraphlabError` for a score of +∞ and labels that misfit."""
        return float(self._ahead(finite_scores(np.asarray(own(x))), np.asarray(own(t))))

    def backward(self, dout: Any = 1) -> Array:
        """Return dx = dout · (y − t) / N."""
        dx: Array = self._back(dout)[0]
        return dx

    @property
    def y(self) -> Array | None:
        """The probabilities of the latest pass."""
        x = self._latest.inputs[0]
        return None if x is None else OPS["softmax"].forward(x)

    @property
    def t(self) -> Value:
        """The labels of the latest pass."""
        return self._latest.inputs[1]

    @property
    def loss(self) -> float | None:
        """The loss of the latest pass."""
        out = self._latest.out
        return None if out is None else float(out)
