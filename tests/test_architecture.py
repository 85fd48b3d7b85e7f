"""The tree keeps the rules of `tests/guards.py`, and each rule names what breaks it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.guards import (
    CORE,
    Guard,
    Sources,
    circles_of_files,
    circles_of_folders,
    crowded_folders,
    dangerous_calls,
    imports_that_point_upward,
    libraries_out_of_place,
    long_core,
    long_files,
    mutable_state,
    names_used_twice,
    pages_that_use_another_page,
)

ROOT = Path(__file__).parents[1]


@cache
def product() -> Sources:
    files = [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("graphlab/**/*.py"), *ROOT.glob("graphlab/**/*.js")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}


STATE = "graphlab/ui/frame/state.py"
# Small trees that break one rule each, and how the offender is named.
BROKEN: tuple[tuple[Guard, Sources, str], ...] = (
    (imports_that_point_upward,
     {"graphlab/view/base/svg.py": "from graphlab.ui.frame.state import get", STATE: ""},
     f"graphlab/view/base/svg.py imports {STATE}"),
    (imports_that_point_upward,
     {"graphlab/engine/ops/op.py": "def f():\n    import graphlab.engine.run.walk", "graphlab/engine/run/walk.py": ""},
     "graphlab/engine/ops/op.py imports graphlab/engine/run/walk.py"),
    (circles_of_files,
     {"graphlab/book/a.py": "from graphlab.book import b", "graphlab/book/b.py": "from graphlab.book.c import x",
      "graphlab/book/c.py": "import graphlab.book.a", "graphlab/book/d.py": "import graphlab.book.a"},
     "graphlab/book/a.py and graphlab/book/b.py and graphlab/book/c.py"),
    (circles_of_folders,
     {"graphlab/view/base/a.py": "import graphlab.view.words.b", "graphlab/view/base/c.py": "",
      "graphlab/view/words/b.py": "import graphlab.view.base.c"},
     "graphlab/view/base and graphlab/view/words"),
    (pages_that_use_another_page,
     {"graphlab/ui/home/home.py": f"import graphlab.ui.train.race\nimport {STATE[:-3].replace('/', '.')}",
      "graphlab/ui/train/race.py": "", STATE: ""},
     "graphlab/ui/home/home.py imports graphlab/ui/train/race.py"),
    (pages_that_use_another_page,
     {STATE: "import graphlab.ui.train.race", "graphlab/ui/train/race.py": ""},
     f"{STATE} imports graphlab/ui/train/race.py"),
    (crowded_folders, {f"graphlab/book/m{i}.py": "" for i in range(13)}, "graphlab/book holds 13 .py"),
    (crowded_folders, {f"graphlab/ui/frame/m{i}.js": "" for i in range(13)}, "graphlab/ui/frame holds 13 .js"),
    (names_used_twice, {"graphlab/book/figure.py": "", "graphlab/view/figure.py": ""},
     "graphlab/book/figure.py and graphlab/view/figure.py"),
    (libraries_out_of_place, {"graphlab/view/words/a.py": "def f():\n    from streamlit import runtime"},
     "graphlab/view/words/a.py imports streamlit"),
    (libraries_out_of_place, {"graphlab/engine/a.py": "import requests"}, "graphlab/engine/a.py imports requests"),
    (long_files, {"graphlab/book/a.py": "\n" * 321}, "graphlab/book/a.py has 321 lines"),
    (long_files, {"pages/a.py": "\n" * 121}, "pages/a.py has 121 lines"),
    (long_files, {"graphlab/ui/components/a.js": "\n" * 301}, "graphlab/ui/components/a.js has 301 lines"),
    (long_core, {f"graphlab/engine/{name}.py": "\n" * 126 for name in CORE},
     "ops/op, graph/graph, run/walk, run/trace have 504 lines"),
    (dangerous_calls, {"app.py": "x = eval('1')"}, "app.py:1 calls eval"),
    (dangerous_calls, {"app.py": "import pickle"}, "app.py imports pickle"),
    (dangerous_calls, {"app.py": "\nst.html(x, unsafe_allow_html=True)"}, "app.py:2 passes unsafe_allow_html"),
    *((mutable_state, {"graphlab/book/a.py": text}, f"graphlab/book/a.py:{found}") for text, found in (
        ("SEEN: dict = {}", "1 SEEN can be written to"),
        ("seen = []", "1 seen can be written to"),
        ("SEEN = collections.defaultdict(list)", "1 SEEN can be written to"),
        ("class A:\n    seen = set()", "2 seen can be written to"),
        ("COUNT = 0\ndef f():\n    global COUNT\n    COUNT += 1", "3 COUNT is written to"),
        ("SEEN = make()\ndef f(x):\n    SEEN[x] = 1", "3 SEEN is written to"),
        ("SEEN = make()\ndef f(x):\n    SEEN.rows[0] += x", "3 SEEN.rows is written to"),
        ("from graphlab.book import b\ndef f(x):\n    b.SEEN.append(x)", "3 b.SEEN is written to"),
        ("def f(x):\n    f.calls = x", "2 f is written to"),
        ("SEEN = make()\ndef f(x):\n    del SEEN[x]", "3 SEEN is written to"),
    )),
)  # fmt: skip
GUARDS: Mapping[str, Guard] = {guard.__name__: guard for guard, _, _ in BROKEN}


@pytest.mark.parametrize("name", GUARDS)
def test_the_tree_keeps(name: str) -> None:
    found = list(GUARDS[name](product()))
    assert found == [], "\n".join([name.replace("_", " "), *found])


@pytest.mark.parametrize("guard, sources, offender", BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_a_guard_names_the_offender(guard: Guard, sources: Sources, offender: str) -> None:
    assert list(guard(sources)) == [offender]


def test_a_name_of_a_function_hides_that_of_the_module() -> None:
    text = "SEEN = (1,)\ndef f(x):\n    SEEN = []\n    SEEN.append(x)\n    x[0] = 1\n    return SEEN"
    assert list(mutable_state({"graphlab/book/a.py": text})) == []


def test_importing_graphlab_brings_neither_streamlit_nor_plotly() -> None:
    code = "import sys, graphlab; print([m for m in ('streamlit', 'plotly', 'babel', 'sympy') if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stdout.strip() == "[]"


def test_one_blas_thread_unless_the_user_says_otherwise() -> None:
    code = "import graphlab, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stdout.strip() == "1"
