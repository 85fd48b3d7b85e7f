"""Every line of every proof is the gradient that backpropagation through the parts and the op's own rule give."""

from itertools import pairwise

import pytest

from graphlab.algebra.from_text import parse_literally
from graphlab.algebra.proof import check, evidence, proof, provable
from graphlab.algebra.to_text import as_text
from graphlab.engine.ops import OPS

COMPOSITE = [op.name for op in OPS.values() if op.expansion]
CHAINS = [(op.name, which) for op in OPS.values() for which in range(len(op.proofs))]


def test_every_composite_op_is_proved_for_each_of_its_inputs() -> None:
    assert {op for op, _ in CHAINS} == set(COMPOSITE)
    assert all(len(OPS[name].proofs) == len(OPS[name].inputs) for name in COMPOSITE)
    assert provable("sigmoid")
    assert not provable("add")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("op", "which"), CHAINS)
def test_every_line_is_the_gradient(op: str, which: int, seed: int) -> None:
    assert check(op, which, seed).error < 1e-12


@pytest.mark.parametrize(("op", "which"), CHAINS)
def test_every_line_differs_from_the_one_before_and_says_why(op: str, which: int) -> None:
    steps = proof(op, which)
    texts = [as_text(step.expression) for step in steps]
    assert len(texts) >= 2
    assert all(a != b for a, b in pairwise(texts))
    assert all(step.says.endswith(".") for step in steps)


@pytest.mark.parametrize(
    ("op", "which", "last"),
    [
        ("sigmoid", 0, "(∂L/∂y)·y(1 − y)"),
        ("tanh", 0, "(∂L/∂y)·(1 − y²)"),
        ("softmax", 0, "y(∂L/∂y − Σ((∂L/∂y)·y))"),
        ("cross_entropy", 0, "−g·t/(N·y)"),
        ("softmax_with_loss", 0, "(g/N)·(y − t)"),
        ("mean_squared_error", 0, "g(y − t)"),
        ("affine", 0, "(∂L/∂Y)·Wᵀ"),
        ("affine", 1, "Xᵀ·(∂L/∂Y)"),
        ("affine", 2, "Σ ∂L/∂Y"),
    ],
)
def test_the_last_line_is_the_rule(op: str, which: int, last: str) -> None:
    assert as_text(proof(op, which)[-1].expression) == last


def test_the_first_line_shows_every_factor_of_the_sigmoid() -> None:
    first = proof("sigmoid")[0]
    assert as_text(first.expression) == "(∂L/∂y)·(−y²)·1·exp(−x)·(−1)"
    assert first.latex.startswith(r"\frac{\partial L}{\partial y} \cdot (-{y}^{2}) \cdot 1")


def test_a_wrong_line_would_be_found() -> None:
    assert evidence("sigmoid", 0, {"x": 0.5}, 2.0).error < 1e-15
    assert as_text(parse_literally("g * y * (1 + y)", {})) == "g·y(1 + y)"
    wrong = evidence("softmax_with_loss", 0, {"x": [[0.1, 0.2]], "t": [[0.5, 1.0]]})
    assert wrong.error > 0.1  # the labels do not sum to 1, which the last step needs
