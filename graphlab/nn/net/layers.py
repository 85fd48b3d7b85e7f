"""The chapter's layers: each is one op of the registry that keeps its forward passes for `backward`."""

from collections import deque
from typing import Any, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.ops import OPS
from graphlab.engine.run.values import Value, unbroadcast
from graphlab.nn.net.chapter_functions import as_value, finite_scores

Array = npt.NDArray[np.float64]

# The most forward passes that a layer keeps, so that one that never goes backward does not fill the memory.
MOST_PASSES = 100


class Pass(NamedTuple):
    """One forward pass: the inputs, the output, and the shapes of the inputs as the caller gave them."""

    inputs: tuple[Value, ...]
    out: Value
    shapes: tuple[tuple[int, ...], ...] = ()


class Layer:
    """One op as an object: `forward` computes it, `backward(dout)` returns the gradient of each input.

    A layer may be used several times in one net: each `backward` takes the latest pass that is left; the first pass
    can be used again. Inputs are copied, so that changing an array after `forward` does not change the gradient.
    Raises `GraphlabError` for shapes that do not fit and for `backward` before `forward`.
    """

    op: ClassVar[str]

    def __init__(self) -> None:
        self._passes: deque[Pass] = deque()
        self._latest = Pass((None,) * len(OPS[self.op].inputs), None)
        self._in_backward = self._dropped = False

    def _forward(self, *given: Any) -> Value:
        """Compute the op and keep the pass."""
        inputs = self._in_op_shape(tuple([as_value(value) for value in given]))
        try:
            with np.errstate(all="ignore"):
                out = OPS[self.op].forward(*inputs)
        except ValueError as error:
            raise error if isinstance(error, GraphlabError) else self._misfit(inputs) from None
        self._push(Pass(inputs, out, tuple([np.shape(value) for value in given])))
        return _writable(out)

    def _backward(self, dout: Any) -> tuple[Value, ...]:
        """Return upstream times local gradient for each input, in the caller's shape."""
        inputs, out, shapes = self._pop()
        g = _upstream(as_value(dout), out)
        with np.errstate(all="ignore"):
            parts = [rule(g, out, *inputs) for rule in OPS[self.op].vjps]
        return tuple([_in_shape(part, x, shape) for part, x, shape in zip(parts, inputs, shapes, strict=True)])

    def _in_op_shape(self, inputs: tuple[Value, ...]) -> tuple[Value, ...]:
        """Return the inputs in the shapes that the op takes."""
        return inputs

    def _push(self, done: Pass) -> None:
        if self._in_backward:
            # A new forward pass after a backward pass: the passes that are left do not belong to it.
            self.clear()
        self._passes.append(done)
        self._latest = done
        if len(self._passes) > MOST_PASSES:
            self._passes.popleft()
            self._dropped = True

    def _pop(self) -> Pass:
        if not self._passes:
            raise GraphlabError(say("`{layer}` must go forward before it can go back.", layer=type(self).__name__))
        self._in_backward = True
        if len(self._passes) > 1 or self._dropped:
            return self._passes.pop()
        return self._passes[-1]

    def clear(self) -> None:
        """Drop every pass."""
        self._passes.clear()
        self._in_backward = self._dropped = False

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


def _writable(value: Value) -> Value:
    """Return a writable copy of an array."""
    return np.array(value) if isinstance(value, np.ndarray) else value


class _Binary(Layer):
    def forward(self, x: Any, y: Any) -> Value:
        """Return the output for two numbers or arrays."""
        return self._forward(x, y)

    def backward(self, dout: Any) -> tuple[Value, Value]:
        """Return dx and dy."""
        dx, dy = self._backward(dout)
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
        return self._forward(x)

    def backward(self, dout: Any) -> Value:
        """Return dx."""
        return self._backward(dout)[0]

    @property
    def out(self) -> Value:
        """The output of the latest pass."""
        return self._latest.out


class Relu(_Unary):
    """max(0, x)."""

    op = "relu"

    @property
    def mask(self) -> Any:
        """Where the latest input was not positive, so that no gradient passes."""
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

    Inputs of shape (N, …) are used as N rows; dx has their own shape.
    """

    op = "affine"

    def __init__(self, W: Any, b: Any) -> None:
        super().__init__()
        self.W, self.b = W, b
        self.dW: Array | None = None
        self.db: Array | None = None

    def forward(self, x: Any) -> Array:
        """Return x · W + b, for one sample or a batch of them."""
        out: Array = self._forward(x, self.W, self.b)
        return out

    def backward(self, dout: Any) -> Array:
        """Return dx and set dW and db."""
        dx, self.dW, self.db = self._backward(dout)
        result: Array = dx
        return result

    def _in_op_shape(self, inputs: tuple[Value, ...]) -> tuple[Value, ...]:
        return (as_rows(inputs[0]), *inputs[1:])

    @property
    def x(self) -> Value:
        """The input of the latest pass."""
        return self._latest.inputs[0]


def as_rows(x: Any) -> Any:
    """Return images of any shape (N, …) as N rows; vectors and matrices as they are."""
    images = np.asarray(x)
    return images.reshape(len(images), -1) if images.ndim > 2 else x


class SoftmaxWithLoss(Layer):
    """The cross entropy error of softmax(x) against labels t: one-hot, soft, or class numbers."""

    op = "softmax_with_loss"

    def forward(self, x: Any, t: Any) -> float:
        """Return the loss, averaged over the batch. Raises `GraphlabError` for a score of +∞ and for wrong labels."""
        return float(self._forward(finite_scores(np.asarray(as_value(x))), np.asarray(as_value(t))))

    def backward(self, dout: Any = 1) -> Array:
        """Return dx = dout · (y − t) / N."""
        dx: Array = self._backward(dout)[0]
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
