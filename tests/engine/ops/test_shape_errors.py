"""Where shapes do not fit together, the sentence names the two dimensions that had to agree."""

import numpy as np
import pytest

from graphlab.engine.errors import GraphlabError
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import ELEMENTWISE, OPS
from graphlab.engine.ops.shape_errors import Size, misfit
from graphlab.engine.run.trace import run


@pytest.mark.parametrize(
    ("source", "shapes", "wanted", "sizes"),
    [
        ("y = dot(X, W)", {"X": (4, 2), "W": (3, 5)},
         "`dot`: X (4, 2) and W (3, 5) do not fit together: "
         "the last dimension of X (2) and the first of W (3) must agree.", (2, 3)),
        ("y = affine(X, W, b)", {"X": (4, 2), "W": (3, 5), "b": (5,)},
         "the last dimension of X (2) and the first of W (3) must agree.", (2, 3)),
        ("y = affine(X, W, b)", {"X": (4, 2), "W": (2, 5), "b": (4,)},
         "X·W (4, 5) and b (4,) do not fit together: "
         "the last dimension of X·W (5) and the last of b (4) must agree, or one of them must be 1.", (5, 4)),
        ("y = a + b", {"a": (4, 2), "b": (3,)},
         "the last dimension of a (2) and the last of b (3) must agree, or one of them must be 1.", (2, 3)),
        ("y = a * b", {"a": (4, 2), "b": (3, 2)},
         "counted from the right, dimension 2 of a (4) and dimension 2 of b (3) must agree, or one of them must be 1.",
         (4, 3)),
        ("y = a * [1, 2, 3]", {"a": (2,)},
         "the last dimension of a (2) and the last of the constant (3) must agree", (2, 3)),
    ],
)  # fmt: skip
def test_the_sentence_names_them(source: str, shapes: dict, wanted: str, sizes: tuple) -> None:
    with pytest.raises(GraphlabError) as caught:
        run(parse(source), {name: np.ones(shape) for name, shape in shapes.items()})
    assert wanted in str(caught.value)
    assert caught.value.node == "y"
    assert tuple(value for _, value in caught.value.message.values if isinstance(value, Size)) == sizes


@pytest.mark.parametrize("name", [op.name for op in OPS.values() if op.name in ELEMENTWISE and len(op.inputs) == 2])
def test_every_op_that_broadcasts_says_so(name: str) -> None:
    with pytest.raises(GraphlabError, match="the last dimension of a"):
        run(parse(f"y = {name}(a, b)"), {"a": np.ones(2), "b": np.ones(3)})


@pytest.mark.parametrize(
    ("op", "shapes"),
    [("dot", [(), (2,)]), ("dot", [(2, 2, 2), (2,)]), ("add", [(2, 1), (1, 3)]), ("softmax", [(2,), (3,)])],
)
def test_where_the_reason_is_another_one_nothing_is_said(op: str, shapes: list) -> None:
    assert misfit(op, [(f"x{k}", shape) for k, shape in enumerate(shapes)], op in ELEMENTWISE) is None
