"""The graphs of the figures as text, and the chapter's numbers for them."""

import math
from types import MappingProxyType

from graphlab.book.figure import Case
from graphlab.engine.errors import mark as _

INSIDE = "apple_price = apple * 2\nprice = apple_price * 1.1"
APPLES = "apple_price = apple * n_apple\nprice = apple_price * tax"
BASKET = (
    "apple_price = apple * n_apple\norange_price = orange * n_orange\n"
    "all_price = apple_price + orange_price\nprice = all_price * tax"
)
SQUARE = "t = x + y\nz = t ** 2"
SIGMOID = "y = 1 / (1 + exp(x * -1))"
AFFINE = "X_dot_W = dot(X, W)\nY = X_dot_W + B"
SHARES = "y = softmax(a)\nL = cross_entropy(y, t)"
PRIMITIVES = """\
e1 = exp(a1)
e2 = exp(a2)
e3 = exp(a3)
S = e1 + e2 + e3
r = 1 / S
y1 = e1 * r
y2 = e2 * r
y3 = e3 * r
L = (t1 * log(y1) + t2 * log(y2) + t3 * log(y3)) * -1"""
NETWORK = """\
h1 = relu(affine(x, W1, b1))
h2 = relu(affine(h1, W2, b2))
scores = affine(h2, W3, b3)
y = softmax(scores)"""

ONE_APPLE = Case({"apple": 100}, values={"apple_price": 200, "price": 220}, grads={"apple_price": 1.1, "apple": 2.2})
TWO_APPLES = Case(
    {"apple": 100, "n_apple": 2, "tax": 1.1},
    values={"apple_price": 200, "price": 220},
    grads={"apple_price": 1.1, "apple": 2.2, "n_apple": 110, "tax": 200},
)
FRUIT = Case(
    {"apple": 100, "n_apple": 2, "orange": 150, "n_orange": 3, "tax": 1.1},
    values={"apple_price": 200, "orange_price": 450, "all_price": 650, "price": 715},
    grads={
        "all_price": 1.1, "apple_price": 1.1, "orange_price": 1.1, "n_apple": 110, "apple": 2.2, "orange": 3.3,
        "n_orange": 165, "tax": 650,
    },
)  # fmt: skip


def _one_node(inside: str, label: str, y: float, dx: float) -> Case:
    """Return the numbers of a node f with something in it, at x = 3."""
    return Case({"x": 3}, values={"y": y}, grads={"x": dx}, source=f"f(x) = {inside}\ny = f(x)", label=label)


ONE_NODE = (
    _one_node("x ** 2", _("square"), 9, 6),
    _one_node("exp(x)", "exp", 20.085536923, 20.085536923),
    _one_node("log(x)", "log", 1.098612289, 0.333333333),
    _one_node("relu(x)", "ReLU", 3, 1),
    _one_node("sigmoid(x)", "sigmoid", 0.952574127, 0.045176660),
    _one_node("tanh(x)", "tanh", 0.995054754, 0.009866037),
    _one_node("1 / x", "1/x", 0.333333333, -0.111111111),
)
CHAIN = Case({"x": 1, "y": 2}, values={"t": 3, "z": 9}, grads={"t": 6, "x": 6, "y": 6})
HALF = Case(
    {"x": 0.5},
    values={"v1": -0.5, "v2": 0.606530660, "v3": 1.606530660, "y": 0.622459331},
    grads={"v3": -0.387455619, "v2": -0.387455619, "v1": -0.235003712, "x": 0.235003712},
)
SIGMA = Case({"x": 0.5}, values={"y": 0.622459331}, grads={"x": 0.235003712})
ROW = Case(
    {"X": (1, 2), "W": ((1, 3, 5), (2, 4, 6)), "B": (1, 2, 3)}, (1, 2, 3),
    values={"X_dot_W": (5, 11, 17), "Y": (6, 13, 20)},
    grads={"X": (22, 28), "W": ((1, 2, 3), (2, 4, 6)), "B": (1, 2, 3)},
)  # fmt: skip
BATCH = Case(
    {"X": ((1, 2), (3, 4)), "W": ((1, 3, 5), (2, 4, 6)), "B": (1, 2, 3)}, ((1, 2, 3), (4, 5, 6)),
    values={"X_dot_W": ((5, 11, 17), (11, 25, 39)), "Y": ((6, 13, 20), (12, 27, 42))},
    grads={"X": ((22, 28), (49, 64)), "W": ((13, 17, 21), (18, 24, 30)), "B": (5, 7, 9)},
)  # fmt: skip
BIAS = MappingProxyType({"X_dot_W": ((0, 0, 0), (10, 10, 10)), "B": (1, 2, 3)})
SCORES = tuple(math.log(n) for n in (3, 2, 5))
LOSSES = (
    Case({"a": SCORES, "t": (1, 0, 0)}, values={"y": (0.3, 0.2, 0.5), "L": 1.203972804},
         grads={"a": (-0.7, 0.2, 0.5)}, label=_("the right answer is 1")),
    Case({"a": SCORES, "t": (0, 1, 0)}, values={"y": (0.3, 0.2, 0.5), "L": 1.609437912},
         grads={"a": (0.3, -0.8, 0.5), "y": (0, -5, 0)}, label=_("the right answer is 2")),
    Case({"a": SCORES, "t": (0, 0, 1)}, values={"y": (0.3, 0.2, 0.5), "L": 0.693147181},
         grads={"a": (0.3, 0.2, -0.5)}, label=_("the right answer is 3")),
)  # fmt: skip
GOOD = Case(
    {"a": (math.log(0.01), math.log(0.99), -20), "t": (0, 1, 0)},
    values={"y": (0.01, 0.99, 0)},
    grads={"a": (0.01, -0.01, 0)},
)
WALK = Case(
    dict(zip(("a1", "a2", "a3", "t1", "t2", "t3"), (*SCORES, 0, 1, 0), strict=True)),
    values={"S": 10, "r": 0.1, "y1": 0.3, "y2": 0.2, "y3": 0.5, "L": 1.609437912},
    grads={
        "y1": 0, "y2": -5, "y3": 0, "r": -10, "S": 0.1, "e1": 0.1, "e2": -0.4, "e3": 0.1,
        "a1": 0.3, "a2": -0.8, "a3": 0.5, "t1": 1.203972804, "t2": 1.609437912, "t3": 0.693147181,
    },
)  # fmt: skip
# A “2” as one writes it: image 22 of the bundled digits, ink from 0 to 16.
_INK = """
0 0  8 16  5 0  0 0
0 1 13 11 16 0  0 0
0 0 10  0 13 3  0 0
0 0  3  1 16 1  0 0
0 0  0  9 12 0  0 0
0 0  3 15  5 0  0 0
0 0 14 15  8 8  3 0
0 0  7 12 12 12 13 1
"""
# How much ink is in each quarter of the image: the first Affine sums it up.
_QUARTERS = tuple(
    tuple(0.8 if (row // 4, column // 4) == quarter else 0.0 for quarter in ((0, 0), (0, 1), (1, 0), (1, 1)))
    for row in range(8)
    for column in range(8)
)
# The chapter gives two of the ten scores; the last bias is chosen so that they come out.
DIGIT = Case(
    {
        "x": tuple(int(ink) / 16 for ink in _INK.split()),
        "W1": _QUARTERS, "b1": (-3, -3, -3, -3),
        "W2": ((1, -1, 2), (2, 1, -1), (2, 1, -2), (1, 2, -1)), "b2": (0, 0, 0),
        "W3": ((2, -1, 3, 1, -1, 0, -1, 1, 0, 0), (0, 1, 1.5, -0.5, 1, 0.5, 0.5, 0, 1, 0),
               (1, 0.5, -1, 0, 1, 1, 0, -1, 0.5, 1)),
        "b3": (0.6, 1.05, 0.05, 0.25, 0.05, -0.1, 0.15, -0.45, -0.9, 0.2),
    },
    (0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
    values={
        "h1": (0.15, 0, 0.75, 0.7), "h2": (2.35, 2, 0),
        "scores": (5.3, 0.7, 10.1, 1.6, -0.3, 0.9, -1.2, 1.9, 1.1, 0.2),
    },
)  # fmt: skip

# The six steps of the walk through softmax with loss, by the node that acts.
_TIMES_MINUS_1 = _("Step 1 of 6: 1 has come in at L, and “×” by −1 makes it −1.")
_TO_ALL = _("Step 1 of 6: “+” passes −1 on to its branches; it reaches all three.")
_LABEL = _("Step 2 of 6: “×” swaps its inputs, so −t_k goes towards log, and −log y_k towards the label t_k.")
_LOG = _("Step 2 of 6: log divides by its input, so −t_k / y_k comes back to y_k.")
_SHARE = _(
    "Step 3 of 6: two branches leave this “×” of the softmax. Towards 1/S goes −t_k / y_k · exp(a_k) = −t_k · S; "
    "towards exp(a_k) goes −t_k / y_k · 1/S = −t_k / exp(a_k)."
)
_MEET = _(
    "Step 4 of 6: three branches meet at 1/S, and their sum is −S(t_1 + t_2 + t_3). Times −(1/S)² that is "
    "(t_1 + t_2 + t_3) / S, and since the labels sum to 1, it is 1/S."
)
_SUM = _("Step 5 of 6: “+” passes 1/S on to each exp.")
_EXP = _(
    "Step 6 of 6: two branches meet at exp, 1/S from the sum and −t_k / exp(a_k) from the “×”. Times exp(a_k) that is "
    "y_k − t_k."
)
STEPS_OF_THE_WALK = MappingProxyType({
    "L": _TIMES_MINUS_1, **dict.fromkeys(("v9", "v6"), _TO_ALL), **dict.fromkeys(("v3", "v5", "v8"), _LABEL),
    **dict.fromkeys(("v2", "v4", "v7"), _LOG), **dict.fromkeys(("y1", "y2", "y3"), _SHARE), "r": _MEET,
    **dict.fromkeys(("S", "v1"), _SUM), **dict.fromkeys(("e1", "e2", "e3"), _EXP),
})  # fmt: skip
