"""The templates of the builder: the patterns of which nets are made."""

from types import MappingProxyType
from typing import NamedTuple

from graphlab.engine.errors import mark as _


class Template(NamedTuple):
    """The text of a graph, and its title, a key of the catalogue."""

    title: str
    source: str


TEMPLATES = MappingProxyType({
    "neuron": Template(_("A neuron"),
        "x1 = 1\nx2 = 0.5\nw1 = 0.4\nw2 = -0.6\nb = 0.1\nu1 = x1 * w1\nu2 = x2 * w2\ns = u1 + u2\na = s + b\n"
        "y = sigmoid(a)"),
    "net": Template(_("A two-layer net"),
        "X = [[1, 0.5]]\nW1 = [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]\nb1 = [0.1, 0.2, 0.3]\n"
        "W2 = [[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]\nb2 = [0.1, 0.2]\nt = [[0, 1]]\n"
        "a1 = affine(X, W1, b1)\nz1 = relu(a1)\na2 = affine(z1, W2, b2)\nloss = softmax_with_loss(a2, t)"),
    "logistic": Template(_("Logistic regression"),
        "x = 2\nw = 0.5\nb = -0.2\nt = 1\nu = x * w\na = u + b\ny = sigmoid(a)\np = log(y)\nq = log(1 - y)\n"
        "l1 = t * p\nl0 = (1 - t) * q\ns = l1 + l0\nloss = -s"),
    "fan-out": Template(_("A value that is used twice"),
        "x = 3\nsquare = x * x\ndouble = x * 2\ny = square + double"),
    "residual": Template(_("A residual connection"),
        "x = [1, -2]\nW = [[0.5, -1], [1, 0.5]]\nb = [0.1, 0.2]\na = affine(x, W, b)\nh = relu(a)\nz = h + x\n"
        "y = sum(z)"),
})  # fmt: skip
