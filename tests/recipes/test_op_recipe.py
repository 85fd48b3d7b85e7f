"""The recipe for an op, followed in a copy of the tree: one record and its sentences, and everything goes along."""

from pathlib import Path

import numpy as np
import pytest

from tests.recipes.copy import copied, insert, outcomes, run

RECORD = """\
    Op(
        name="softplus", symbol="softplus", inputs=("x",), layer="SoftplusLayer",
        forward=lambda x: np.log(1.0 + np.exp(x)), vjps=(lambda g, y, x: g * k.sigmoid(x),), local=("sigmoid(x)",),
        numpy="np.log(1.0 + np.exp({x}))", torch="torch.nn.functional.softplus({x})",
        forward_says=_("The softplus node is a ReLU without its kink."),
        backward_says=_("The softplus node multiplies the upstream gradient by the sigmoid of its input."),
    ),
"""
KOREAN = """
msgid "The softplus node is a ReLU without its kink."
msgstr "softplus 노드는 꺾인 곳이 없는 ReLU입니다."

msgid "The softplus node multiplies the upstream gradient by the sigmoid of its input."
msgstr "softplus 노드는 상류에서 온 미분에 입력의 시그모이드를 곱합니다."
"""
TESTS = ("tests/engine", "tests/algebra", "tests/export/test_programs.py", "tests/locale", "tests/build",
         "tests/practice/test_grade.py", "tests/view/words", "tests/view/matrix", "tests/view/charts")  # fmt: skip
# Slow tests of no op: samples of their own, processes of their own, sizes.
SLOW = "beginners or sympy_is_loaded or beyond or 100_000 or bounded or random_functions"
# What the record alone has to bring about, by the file of the test.
FOLLOWS = {
    "tests/algebra/test_op_latex.py": "softplus",
    "tests/algebra/test_symbols.py": "softplus-(3,)-product",
    "tests/engine/ops/test_ops.py": "pytorch[softplus-(2, 3)",
    "tests/engine/run/test_gradient_check.py": "softplus",
    "tests/engine/run/test_numerical.py": "softplus",
    "tests/export/test_programs.py": "softplus",
    "tests/view/words/test_explain.py": "softplus-ko",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree with the op in it."""
    tree = copied(tmp_path_factory.mktemp("op") / "graphlab")
    insert(tree / "graphlab/engine/ops/functions.py", r"^\)\n# fmt: on", RECORD)
    with (tree / "graphlab/locale/ko/LC_MESSAGES/graphlab.po").open("a", encoding="utf-8") as file:
        file.write(KOREAN)
    return tree


@pytest.fixture(scope="module")
def results(tree: Path) -> dict[str, str]:
    """How the tests end that concern the op, and those of no op or case; random graphs are made of certain ops."""
    return outcomes(tree, *TESTS, "-k", f"softplus or not ([ or {SLOW})", "-m", "not hypothesis")


def test_nothing_fails(results: dict[str, str]) -> None:
    assert not {name: fault for name, fault in results.items() if fault}


@pytest.mark.parametrize("file", FOLLOWS)
def test_what_is_said_to_follow_follows(file: str, results: dict[str, str]) -> None:
    assert [name for name in results if name.startswith(file) and FOLLOWS[file] in name]


def test_the_formulas_and_the_programs_are_derived(tree: Path) -> None:
    said = run(tree, "-c", """\
import graphlab as gl
from graphlab.algebra.forms import symbols
from graphlab.algebra.op_latex import rules
from graphlab.algebra.to_text import as_text
from graphlab.engine.run.definitions import ops_of
from graphlab.export.programs import PROGRAMS
trace = gl.run(gl.parse("y = softplus(x)"), {"x": 0.5})
print(as_text(symbols(trace).total(0)), rules(ops_of(trace.graph)["softplus"])[0], sep="\\n")
print(PROGRAMS["numpy"](trace))
exec(PROGRAMS["numpy"](trace))
""")  # fmt: skip
    assert said.startswith("(∂L/∂y)·σ(x)\n$g \\times \\sigma($x)\n")
    assert "\ndx = dy * sigmoid(x)\n" in said
    assert f"dL/dx = {1 / (1 + np.exp(-0.5)):.12f}"[:18] in said
