"""The registry of figures: every figure of chapter 5 of "Deep Learning from Scratch" is one record here."""

from __future__ import annotations

import math
from types import MappingProxyType

from graphlab.book.figure import Case, Figure
from graphlab.engine.errors import mark as _

# The groups in the chapter's order: key and heading.
GROUPS = MappingProxyType({
    "shopping": _("Shopping: a calculation as a graph"),
    "chain": _("The chain rule"),
    "arithmetic": _("Add and multiply"),
    "activation": _("Activation functions"),
    "affine": _("Affine: matrices and batches"),
    "loss": _("Softmax with loss"),
})  # fmt: skip

_SHOP = {
    "apple": _("apple price"), "n_apple": _("apples"), "orange": _("orange price"), "n_orange": _("oranges"),
    "tax": _("tax"), "price": _("price"), "others": _("other goods"),
}  # fmt: skip

_INSIDE = "apple_price = apple * 2\nprice = apple_price * 1.1"
_APPLES = "apple_price = apple * n_apple\nprice = apple_price * tax"
_BASKET = (
    "apple_price = apple * n_apple\norange_price = orange * n_orange\n"
    "all_price = apple_price + orange_price\nprice = all_price * tax"
)
_SQUARE = "t = x + y\nz = t ** 2"
_SIGMOID = "y = 1 / (1 + exp(x * -1))"
_AFFINE = "X_dot_W = dot(X, W)\nY = X_dot_W + B"
_SHARES = "y = softmax(a)\nL = cross_entropy(y, t)"
_PRIMITIVES = """\
e1 = exp(a1)
e2 = exp(a2)
e3 = exp(a3)
S = e1 + e2 + e3
r = 1 / S
y1 = e1 * r
y2 = e2 * r
y3 = e3 * r
L = (t1 * log(y1) + t2 * log(y2) + t3 * log(y3)) * -1"""
_NETWORK = """\
h1 = relu(affine(x, W1, b1))
h2 = relu(affine(h1, W2, b2))
scores = affine(h2, W3, b3)
y = softmax(scores)"""

_ONE_APPLE = Case({"apple": 100}, values={"apple_price": 200, "price": 220}, grads={"apple_price": 1.1, "apple": 2.2})
_TWO_APPLES = Case(
    {"apple": 100, "n_apple": 2, "tax": 1.1},
    values={"apple_price": 200, "price": 220},
    grads={"apple_price": 1.1, "apple": 2.2, "n_apple": 110, "tax": 200},
)
_FRUIT = Case(
    {"apple": 100, "n_apple": 2, "orange": 150, "n_orange": 3, "tax": 1.1},
    values={"apple_price": 200, "orange_price": 450, "all_price": 650, "price": 715},
    grads={
        "all_price": 1.1, "apple_price": 1.1, "orange_price": 1.1, "n_apple": 110, "apple": 2.2, "orange": 3.3,
        "n_orange": 165, "tax": 650,
    },
)  # fmt: skip
_CHAIN = Case({"x": 1, "y": 2}, values={"t": 3, "z": 9}, grads={"t": 6, "x": 6, "y": 6})
_HALF = Case(
    {"x": 0.5},
    values={"v1": -0.5, "v2": 0.606530660, "v3": 1.606530660, "y": 0.622459331},
    grads={"v3": -0.387455619, "v2": -0.387455619, "v1": -0.235003712, "x": 0.235003712},
)
_SIGMA = Case({"x": 0.5}, values={"y": 0.622459331}, grads={"x": 0.235003712})
_ROW = Case(
    {"X": (1, 2), "W": ((1, 3, 5), (2, 4, 6)), "B": (1, 2, 3)}, (1, 2, 3),
    values={"X_dot_W": (5, 11, 17), "Y": (6, 13, 20)},
    grads={"X": (22, 28), "W": ((1, 2, 3), (2, 4, 6)), "B": (1, 2, 3)},
)  # fmt: skip
_BATCH = Case(
    {"X": ((1, 2), (3, 4)), "W": ((1, 3, 5), (2, 4, 6)), "B": (1, 2, 3)}, ((1, 2, 3), (4, 5, 6)),
    values={"X_dot_W": ((5, 11, 17), (11, 25, 39)), "Y": ((6, 13, 20), (12, 27, 42))},
    grads={"X": ((22, 28), (49, 64)), "W": ((13, 17, 21), (18, 24, 30)), "B": (5, 7, 9)},
)  # fmt: skip
_BIAS = {"X_dot_W": ((0, 0, 0), (10, 10, 10)), "B": (1, 2, 3)}
_SCORES = tuple(math.log(n) for n in (3, 2, 5))
_LOSS = Case(
    {"a": _SCORES, "t": (0, 1, 0)},
    values={"y": (0.3, 0.2, 0.5), "L": 1.609437912},
    grads={"a": (0.3, -0.8, 0.5), "y": (0, -5, 0)},
)
_WALK = Case(
    dict(zip(("a1", "a2", "a3", "t1", "t2", "t3"), (*_SCORES, 0, 1, 0), strict=True)),
    values={"S": 10, "r": 0.1, "y1": 0.3, "y2": 0.2, "y3": 0.5, "L": 1.609437912},
    grads={
        "y1": 0, "y2": -5, "y3": 0, "r": -10, "S": 0.1, "e1": 0.1, "e2": -0.4, "e3": 0.1,
        "a1": 0.3, "a2": -0.8, "a3": 0.5, "t1": 1.203972804, "t2": 1.609437912, "t3": 0.693147181,
    },
)  # fmt: skip
_DIGIT = Case(
    {
        "x": (0, 0.8, 1, 0.2),
        "W1": ((0.5, -1, 0.2), (1, 0.5, -0.5), (0.5, 1, 1), (-1, 0.5, 0)), "b1": (0.1, 0, -0.2),
        "W2": ((1, -1, 0.5), (0, 1, 1), (0.5, -2, 0.5)), "b2": (0, 0.1, 0.3),
        "W3": ((1, 0, 3, 0.5, -0.5, 0.5, -1, 1, 0.5, 0), (0, 0.5, 0, 1, 0, 1, 0, 0, 1, 0),
               (1.5, 0, 2, 0.5, 0, 0, -0.5, 0.5, 0, 0)),
        "b3": (0, 0.7, 0.7, -0.4, 0.4, 0.2, 1.5, -0.8, 0.4, 0.2),
    },
    (0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
    values={
        "h1": (1.2, 1.5, 0.4), "h2": (1.4, 0, 2.6),
        "scores": (5.3, 0.7, 10.1, 1.6, -0.3, 0.9, -1.2, 1.9, 1.1, 0.2),
    },
)  # fmt: skip

_RECORDS = (
    Figure("5-1", _("Two apples, with the constants inside the nodes"),
           _("A calculation is a graph: values flow along the edges, a node works on what reaches it."),
           "shopping", _INSIDE, (_ONE_APPLE,), _SHOP, constants="inside"),
    Figure("5-2", _("Two apples, with every number as a variable"),
           _("The number of apples and the tax now enter from outside, like the price: all three can be changed."),
           "shopping", _APPLES, (_TWO_APPLES,), _SHOP),
    Figure("5-3", _("Two apples and three oranges, forward"),
           _("Two purchases meet in the “+” node: 200 + 450 = 650, with tax 715."),
           "shopping", _BASKET, (_FRUIT,), _SHOP),
    Figure("5-4", _("Local computation: the rest of the basket"),
           _("The “+” node adds 4000 and 200 and need not know how the 4000 came about."),
           "shopping", "apple_price = apple * n_apple\nall_price = others + apple_price\nprice = all_price * tax",
           (Case({"others": 4000, "apple": 100, "n_apple": 2, "tax": 1.1},
                 values={"apple_price": 200, "all_price": 4200, "price": 4620}),), _SHOP),
    Figure("5-5", _("What one won more for an apple does to the price"),
           _("Going back from 1: 1.1, then 2.2. If an apple costs 1 won more, you pay 2.2 won more."),
           "shopping", _INSIDE, (_ONE_APPLE,), _SHOP, constants="inside", opens=2),
    Figure("5-6", _("One node, both directions"),
           _("The signal that comes from the right is multiplied by the node's local derivative and passed on."),
           "chain", "y = x ** 2", (Case({"x": 3}, values={"y": 9}, grads={"x": 6}),), view="symbols"),
    Figure("5-7", _("The chain rule on the square of a sum"),
           _("What reaches x is a product: one local derivative for each node on the way."),
           "chain", _SQUARE, (_CHAIN,), view="symbols"),
    Figure("5-8", _("The chain rule with the derivatives put in"),
           _("2t times 1: the gradient of x and of y is 2(x + y)."),
           "chain", _SQUARE, (_CHAIN,), view="symbols"),
    Figure("5-9", _("The add node"),
           _("The “+” node passes the upstream gradient on unchanged, to both inputs."),
           "arithmetic", "z = x + y", (Case({"x": 10, "y": 5}, values={"z": 15}, grads={"x": 1, "y": 1}),),
           view="symbols"),
    Figure("5-10", _("The add node in the middle of a large graph"),
           _("However long the graph to the right may be, all that reaches this node is one number."),
           "arithmetic", "z = x + y", (Case({"x": 10, "y": 5}, values={"z": 15}, grads={"x": 1, "y": 1}),),
           view="symbols"),
    Figure("5-11", _("The add node in numbers"),
           _("1.3 comes from the right, and 1.3 goes to both inputs."),
           "arithmetic", "z = x + y",
           (Case({"x": 10, "y": 5}, 1.3, values={"z": 15}, grads={"x": 1.3, "y": 1.3}),)),
    Figure("5-12", _("The multiply node"),
           _("The “×” node swaps its inputs: x receives the gradient times y, y receives it times x."),
           "arithmetic", "z = x * y", (Case({"x": 10, "y": 5}, values={"z": 50}, grads={"x": 5, "y": 10}),),
           view="symbols"),
    Figure("5-13", _("The multiply node in numbers"),
           _("1.3 × 5 = 6.5 and 1.3 × 10 = 13: the way back needs the values of the way forth."),
           "arithmetic", "z = x * y",
           (Case({"x": 10, "y": 5}, 1.3, values={"z": 50}, grads={"x": 6.5, "y": 13}),)),
    Figure("5-14", _("Two apples, backward"),
           _("Apple 2.2, number of apples 110, tax 200: 1 more in the tax is 100 % more, hence the large number."),
           "arithmetic", _APPLES, (_TWO_APPLES,), _SHOP, opens=2),
    Figure("5-15", _("Exercise: apples and oranges"),
           _("Before each step back, say the number that will appear below the edge."),
           "arithmetic", _BASKET, (_FRUIT,), _SHOP, view="exercise", opens=4),
    Figure("5-16", _("Two apples, to be coded"),
           _("Each “×” node becomes a MulLayer; the backward lines stand in reverse order."),
           "arithmetic", _APPLES, (_TWO_APPLES,), _SHOP),
    Figure("5-17", _("Two apples and three oranges"),
           _("Three MulLayers and one AddLayer give every value and every gradient of the purchase."),
           "arithmetic", _BASKET, (_FRUIT,), _SHOP),
    Figure("5-18", _("ReLU, a switch"),
           _("Where x is positive the gradient passes; where it is not, the switch is open and nothing comes back."),
           "activation", "y = relu(x)",
           (Case({"x": 2}, values={"y": 2}, grads={"x": 1}), Case({"x": -2}, values={"y": 0}, grads={"x": 0}),
            Case({"x": 0}, values={"y": 0}, grads={"x": 0})), view="symbols"),
    Figure("5-19", _("The sigmoid in simple nodes, forward"),
           _("×(−1), exp, +1 and “/” in a row make 1 / (1 + exp(−x))."),
           "activation", _SIGMOID, (_HALF,), constants="inside", view="symbols"),
    Figure("5-19-1", _("The sigmoid backward, step 1: “/”"),
           _("The derivative of 1/x is −1/x², which is −y²: minus the square of the node's own output."),
           "activation", _SIGMOID, (_HALF,), constants="inside", view="symbols", opens=6),
    Figure("5-19-2", _("The sigmoid backward, step 2: “+”"),
           _("The “+” node passes −y² on as it came."),
           "activation", _SIGMOID, (_HALF,), constants="inside", view="symbols", opens=7),
    Figure("5-19-3", _("The sigmoid backward, step 3: “exp”"),
           _("The “exp” node multiplies by its own output, exp(−x)."),
           "activation", _SIGMOID, (_HALF,), constants="inside", view="symbols", opens=8),
    Figure("5-20", _("The sigmoid backward, step 4: the whole way"),
           _("After ×(−1) the minus sign is gone: y² · exp(−x) has reached x."),
           "activation", _SIGMOID, (_HALF,), constants="inside", view="symbols", opens=9),
    Figure("5-21", _("The sigmoid as one node"),
           _("The four nodes in one: the result is the same, and what lies between need not be known."),
           "activation", "y = sigmoid(x)", (_SIGMA,), view="symbols"),
    Figure("5-22", _("The sigmoid's gradient from its output alone"),
           _("y² · exp(−x) is y(1 − y): the output is all that the way back needs."),
           "activation", "y = sigmoid(x)", (_SIGMA,), view="symbols"),
    Figure("5-23", _("The dot product: matching dimensions"),
           _("The last dimension of X and the first of W agree, and vanish: (2,) · (2, 3) is (3,)."),
           "affine", "O = dot(X, W)",
           (Case({"X": (1, 2), "W": ((1, 3, 5), (2, 4, 6))}, (1, 1, 1), values={"O": (5, 11, 17)}),), view="shapes"),
    Figure("5-24", _("Affine, forward"),
           _("A matrix product and a bias: X, W and B are whole arrays now, and edges carry arrays."),
           "affine", _AFFINE, (_ROW,), view="shapes"),
    Figure("5-25", _("Affine, backward"),
           _("Every gradient has the shape of its variable; the transpose is what makes the shapes agree."),
           "affine", _AFFINE, (_ROW,), view="shapes", opens=2),
    Figure("5-26", _("Building the backward pass of dot from the shapes"),
           _("From (3,) back to (2,): only the product with the transposed W, (3,) · (3, 2), fits."),
           "affine", "O = dot(X, W)",
           (Case({"X": (1, 2), "W": ((1, 3, 5), (2, 4, 6))}, (1, 2, 3), values={"O": (5, 11, 17)},
                 grads={"X": (22, 28), "W": ((1, 2, 3), (2, 4, 6))}),), view="shapes", opens=1),
    Figure("5-27", _("Affine for a batch"),
           _("Two samples at once; the bias was added to both, so its gradient is summed over both."),
           "affine", _AFFINE, (_BATCH,), view="shapes"),
    Figure("bias-forward", _("The bias, forward"),
           _("The bias is added to every row: to each sample of the batch."),
           "affine", "Y = X_dot_W + B",
           (Case(_BIAS, values={"Y": ((1, 2, 3), (11, 12, 13))}),)),
    Figure("bias-backward", _("The bias, backward"),
           _("1 + 4, 2 + 5, 3 + 6: the gradient of the bias is the sum over the samples."),
           "affine", "Y = X_dot_W + B",
           (Case(_BIAS, ((1, 2, 3), (4, 5, 6)), grads={"B": (5, 7, 9), "X_dot_W": ((1, 2, 3), (4, 5, 6))}),), opens=1),
    Figure("5-28", _("From an image to ten probabilities"),
           _("The largest score, 10.1, becomes the probability 0.991 of a “2”; 5.3 becomes 0.008."),
           "loss", _NETWORK, (_DIGIT,)),
    Figure("5-29", _("Softmax with loss in simple nodes"),
           _("“/” receives the sum of three branches, and every “exp” of two; what arrives is y − t."),
           "loss", _PRIMITIVES, (_WALK,)),
    Figure("5-30", _("Softmax and cross entropy error"),
           _("Two nodes, and back comes (0.3, −0.8, 0.5): simply y − t."),
           "loss", _SHARES, (_LOSS,)),
    Figure("good-prediction", _("A good prediction sends back little"),
           _("The right answer has 0.99 already, so the gradient is small: (0.01, −0.01, 0)."),
           "loss", _SHARES,
           (Case({"a": (math.log(0.01), math.log(0.99), -20), "t": (0, 1, 0)},
                 values={"y": (0.01, 0.99, 0)}, grads={"a": (0.01, -0.01, 0)}),)),
    Figure("squared-error", _("Mean squared error falls out as y − t too"),
           _("With the identity as output and half the squared error as loss the gradient is y − t again."),
           "loss", "L = mean_squared_error(y, t)",
           (Case({"y": (0.3, 0.2, 0.5), "t": (0, 1, 0)}, values={"L": 0.49}, grads={"y": (0.3, -0.8, 0.5)}),)),
)  # fmt: skip

FIGURES = MappingProxyType({figure.number: figure for figure in _RECORDS})
