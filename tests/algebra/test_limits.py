"""Work is bounded: sympy is loaded only when something is simplified, and large graphs cost little."""

import subprocess
import sys
import time

import pytest

from graphlab.algebra.forms import MOST_ELEMENTS, MOST_NODES, form_of, symbols
from graphlab.algebra.simplify import MOST_EFFORT, SimplifiedSymbols
from graphlab.algebra.symbols import MOST
from graphlab.algebra.to_text import as_text
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import Trace, run

SQUARES = "\n".join(["x0 = 1", *(f"x{i + 1} = x{i} * x{i}" for i in range(60))])
SUMS = "\n".join(["a = 2", *(f"x{i + 1} = x{i} + x{i} * a" if i else "x1 = a + 1" for i in range(30))])
WIDE = "y = " + " + ".join(["x"] * 150)
DEEP = "y = " + "sigmoid(" * 60 + "x" + ")" * 60
POWERS = "y = ((((a + b + c + d) ** 8 + e) ** 8 + f) ** 8) ** 8"
TOWER = "y = (x ** 300 + 1) ** 300"
RATIOS = "\n".join(["x0 = 1", *(f"x{i + 1} = (x{i} + {i}.7) / (x{i} * b + c / (x{i} + d))" for i in range(9))])
HOSTILE = [SQUARES, SUMS, WIDE, DEEP, POWERS, TOWER, RATIOS]


def trace_of(source: str) -> Trace:
    graph = parse(source)
    return run(graph, {name: 0.3 for name in graph.inputs if name not in graph.defaults})


def every_text(trace: Trace, form: str) -> list[str]:
    found = symbols(trace, form)
    edges = [
        (i, slot) for i, parts in trace.contributions.items() for slot, part in enumerate(parts) if part is not None
    ]
    return [as_text(found.gradient(i, slot)) for i, slot in edges] + [
        as_text(found.expression(i)) for i in range(len(trace.node_values))
    ]


@pytest.mark.parametrize("source", HOSTILE)
def test_symbols_of_hostile_graphs_are_bounded(source: str) -> None:
    trace = trace_of(source)
    started = time.process_time()
    texts = every_text(trace, "product")
    assert time.process_time() - started < 2.0
    assert max(map(len, texts)) < 60 * MOST


@pytest.mark.parametrize("source", HOSTILE)
def test_simplifying_hostile_graphs_is_bounded(source: str) -> None:
    trace = trace_of(source)
    started = time.process_time()
    every_text(trace, "simplified")
    assert time.process_time() - started < 20.0


@pytest.mark.parametrize("source", HOSTILE)
def test_simplifying_ends_when_its_effort_is_used_up(source: str) -> None:
    trace = trace_of(source)
    found = SimplifiedSymbols(trace, "product", "1")
    for i in range(len(trace.node_values)):
        found.total(i)
    # What was begun is brought to its end.
    assert found.effort < 2 * MOST_EFFORT


def test_a_large_graph_is_not_simplified() -> None:
    squares = [f"x{i + 1} = x{i} * x{i}" for i in range(MOST_NODES)]
    assert form_of(trace_of("\n".join(squares[:-1])), "simplified") == "simplified"
    assert form_of(trace_of("\n".join(squares)), "simplified") == "product"
    graph = parse("y = x * x")
    assert form_of(run(graph, {"x": [1.0] * (MOST_ELEMENTS // 2)}), "simplified") == "simplified"
    assert form_of(run(graph, {"x": [1.0] * (MOST_ELEMENTS // 2 + 1)}), "simplified") == "product"


def test_what_a_nameless_node_computes_is_written_out_up_to_a_size() -> None:
    found = symbols(trace_of(WIDE))
    assert max(found.value(i).size for i in range(len(found.trace.node_values))) == MOST


def loaded(code: str) -> bool:
    program = f"import sys\n{code}\nprint('sympy' in sys.modules)"
    result = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    return result.stdout.strip() == "True"


PICTURE = """
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run
from graphlab.view.words.explain import explain
from graphlab.view.base.look import Look
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.scene import scene
trace = run(parse("y = x * x"), {"x": 3})
look = Look(notation=%r)
scene(trace, look=look)
explain(trace, 3, look=look)
"""


def test_sympy_is_loaded_by_nothing_but_simplifying() -> None:
    assert not loaded(PICTURE % "numbers")
    assert loaded(PICTURE % "symbols")
