"""Exported programs are run, by themselves, and print what the engine computes."""

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import graphlab as gl
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Op
from graphlab.engine.run.trace import Trace
from graphlab.export import op_code
from graphlab.export.programs import PROGRAMS
from tests.cases import CASES
from tests.reference import torch as installed
from tests.strategies import NAMES, expression

# Runs the files one after another, each as if alone, and tells what every one of them printed.
RUNNER = """\
import contextlib, io, json, runpy, sys, traceback, warnings
warnings.simplefilter("ignore")
said = []
for path in sys.argv[1:]:
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(path, run_name="__main__")
    except Exception:
        out.write("\\n" + traceback.format_exc())
    said.append(out.getvalue())
print(json.dumps(said))
"""

NUMBER = r"-?(?:\d[\d.]*(?:e[-+]?\d+)?|inf)|nan"

OWN = (
    "neuron(x, w, b) = sigmoid(x * w + b)\nnet(x) = neuron(x, 2, -1) * x\ny = net(a) + neuron(a, c, net(c))",
    "y = dx * x + dx",
    "y = print * np + torch ** 2 - mul_print_layer",
    "y = _ * sigmoid(_) + match",
    "사과_가격 = 사과 * 개수\ny = 사과_가격 * MulLayer",
    "y = x * [1, -2, 3] + exp(2 ** -1)",
    "y = maximum(x, -2) * minimum(-1.5, x) - -x",
    "z = a * 2\ny = x * x",
)


def traces() -> Iterator[tuple[str, Trace]]:
    for figure in gl.FIGURES.values():
        for number, case in enumerate(figure.cases):
            yield f"{figure.number}/{number}", gl.run(figure.graph, case.feed, case.upstream)
    for case in CASES:
        trace = gl.run(case.graph, case.feed())
        yield str(case), gl.run(case.graph, case.feed(), case.upstream(trace.output))
    for text in OWN:
        graph = gl.parse(text)
        yield text, gl.run(graph, {name: 1.5 + number for number, name in enumerate(graph.inputs)}, 0.5)
    yield from at_random(random.Random(5), 120)
    for source, feed in (("y = 1 / x", {"x": 0}), ("y = x ** 0.5", {"x": -8}), ("y = exp(x)", {"x": 1000}),
                         ("y = (x * x) ** 200", {"x": 1e6}), ("y = sigmoid(x)", {"x": [-800, 40, 800]}),
                         ("y = log(x) * x", {"x": 0})):  # fmt: skip
        yield source, gl.run(gl.parse(source), feed)


def at_random(rng: random.Random, count: int) -> Iterator[tuple[str, Trace]]:
    while count:
        text = f"a = {expression(rng, NAMES, 2)}\ny = {expression(rng, [*NAMES, 'a'])}"
        try:
            graph = gl.parse(text)
            trace = gl.run(graph, {name: rng.choice([0.5, -1.25, [1, 2, 3], 3]) for name in graph.inputs})
        except gl.GraphlabError:
            continue
        if all(np.all(np.isfinite(x)) and np.size(x) < 100 for x in (*trace.node_values, *trace.grads.values())):
            count -= 1
            yield text, trace


def printed(text: str) -> dict[str, Any]:
    """Return the numbers of a program's output, by what stands before them."""
    found = re.findall(r"^(\S+) = ([^=]*)$", re.sub(r"\n(?!\S+ =)", " ", text.strip()), re.MULTILINE)
    return {name: np.array(re.findall(NUMBER, value), float) for name, value in found}


def expected(trace: Trace) -> dict[str, Any]:
    inputs = [trace.graph.index[name] for name in trace.graph.inputs]
    grads = [trace.reached[i] for i in inputs]
    return {"output": np.ravel(trace.output)} | {
        trace.graph.nodes[i].name: np.ravel(g) for i, g in zip(inputs, grads, strict=True) if g is not None
    }


def run_all(programs: Mapping[str, str], folder: Path) -> dict[str, str]:
    paths = [folder / f"program_{number}.py" for number in range(len(programs))]
    for path, program in zip(paths, programs.values(), strict=True):
        path.write_text(program, encoding="utf-8")
    command = [sys.executable, "-c", RUNNER, *map(str, paths)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder, timeout=300)
    return dict(zip(programs, json.loads(result.stdout), strict=True))


# An infinite upstream share times nothing is another matter in every library.
APART = {"torch": {"y = log(x) * x", "y = x ** 0.5"}}


@pytest.mark.parametrize("kind", PROGRAMS)
def test_programs_run_as_they_are_and_print_the_same_numbers(kind: str, tmp_path: Path) -> None:
    if kind == "torch":
        installed()
    every = {name: trace for name, trace in traces() if name not in APART.get(kind, ())}
    outputs = run_all({name: PROGRAMS[kind](trace) for name, trace in every.items()}, tmp_path)
    for name, trace in every.items():
        found = printed(outputs[name])
        wanted = expected(trace)
        assert len(found) == len(wanted), f"{name}\n{outputs[name]}\n{PROGRAMS[kind](trace)}"
        for (label, numbers), (of, right) in zip(found.items(), wanted.items(), strict=True):
            assert of == "output" or label.startswith(f"dL/d{of}"), f"{name}: {label}"
            np.testing.assert_allclose(numbers, right, rtol=2e-6, atol=2e-7, err_msg=f"{kind} {name} {label}")


def test_a_program_runs_from_the_command_line(tmp_path: Path) -> None:
    figure = gl.FIGURES["5-17"]
    path = tmp_path / "apples.py"
    path.write_text(PROGRAMS["layers"](gl.run(figure.graph, figure.feed)), encoding="utf-8")
    result = subprocess.run([sys.executable, "-I", str(path)], capture_output=True, text=True, check=True)
    assert "price = 715.0" in result.stdout
    assert "dL/dtax = 650" in result.stdout


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_op_can_be_written_in_both_libraries(op: Op) -> None:
    assert all(f"{{{name}}}" in op_code.numpy(op) and f"{{{name}}}" in op_code.torch(op) for name in op.inputs)
    rules = op_code.numpy_rules(op)
    assert len(rules) == len(op.inputs)
    assert all("{g}" in rule or op.name == "softmax" for rule in rules)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_code_is_stated_only_where_another_would_be_derived(op: Op) -> None:
    assert not op.torch or op.torch != op_code.torch(replace(op, torch=""))
    derived = op_code.numpy_rules(replace(op, numpy_rules=()))
    assert all(stated != other for stated, other in zip(op.numpy_rules, derived, strict=bool(op.numpy_rules)))


def test_the_chapters_layers_are_as_the_chapter_writes_them() -> None:
    figure = gl.FIGURES["5-17"]
    program = PROGRAMS["layers"](gl.run(figure.graph, figure.feed))
    assert "class MulLayer:\n    def forward(self, a, b):\n        self.a, self.b = a, b\n" in program
    assert "da = dout * self.b\n        db = dout * self.a\n" in program
    assert program.count("class MulLayer") == 1
    assert "def fit" not in program
