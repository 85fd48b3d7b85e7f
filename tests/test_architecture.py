"""The house stands as designed: imports point downward, files are short, and nothing dangerous is used."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "graphlab").rglob("*.py"))]
NAMES = {path: path.relative_to(ROOT).as_posix() for path in PRODUCT}

# Lowest first: a module may import from its own layer and from those before it.
LAYERS = (
    ("graphlab/engine/errors.py", "graphlab/engine/notebook_display.py", "graphlab/engine/packing.py"),
    ("graphlab/engine/ops/",),
    # An op of the learner's own is run by the walks, which walk over graphs, which know its record.
    ("graphlab/engine/graph/", "graphlab/engine/run/", "graphlab/engine/language/", "graphlab/engine/compiled/"),
    ("graphlab/engine/rewrite/", "graphlab/engine/__init__.py"),
    ("graphlab/algebra/", "graphlab/build/"),
    ("graphlab/data/",),
    ("graphlab/nn/",),
    ("graphlab/book/", "graphlab/locale/"),
    ("graphlab/practice/",),
    ("graphlab/view/",),
    ("graphlab/export/", "graphlab/__init__.py"),
    ("graphlab/ui/",),
    ("pages/", "app.py"),
)
# Each library and the only places that may import it.
WHERE = {
    "streamlit": ("graphlab/ui/", "pages/", "app.py"),
    "plotly": ("graphlab/view/picture/plotly_figure.py", "graphlab/view/charts/training_charts.py"),
    "networkx": ("graphlab/view/", "graphlab/engine/", "graphlab/build/"),
    "sympy": ("graphlab/algebra/",),
    "babel": ("graphlab/locale/",),
    "pooch": ("graphlab/data/",),
    "filelock": ("graphlab/data/",),
    "segno": ("graphlab/ui/frame/share_links.py",),
}
ENGINE_MAY_IMPORT = {"numpy", "networkx", "graphlab"} | set(sys.stdlib_module_names)
LONGEST = {"pages/": 120, "app.py": 120, "graphlab/": 320}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if as_file(name) else node.module for name in inside)


def as_file(module: str) -> str | None:
    path = ROOT / Path(*module.split("."))
    found = next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)
    return found.relative_to(ROOT).as_posix() if found else None


def layer(name: str) -> int:
    return next(
        i for i, parts in enumerate(LAYERS) if any(name == p or (p.endswith("/") and name.startswith(p)) for p in parts)
    )


@pytest.mark.parametrize("path", PRODUCT, ids=NAMES.get)
def test_imports_point_downward(path: Path) -> None:
    for module in imports(path):
        if module.startswith("graphlab") and (target := as_file(module)) and module != "graphlab":
            assert layer(target) <= layer(NAMES[path]), f"{NAMES[path]} imports {module}"


@pytest.mark.parametrize("path", PRODUCT, ids=NAMES.get)
def test_libraries_stay_where_they_belong(path: Path) -> None:
    roots = {module.split(".")[0] for module in imports(path)}
    for library, places in WHERE.items():
        if library in roots:
            assert NAMES[path].startswith(places), f"{NAMES[path]} imports {library}"
    if NAMES[path].startswith("graphlab/engine/"):
        assert roots <= ENGINE_MAY_IMPORT


@pytest.mark.parametrize("path", PRODUCT, ids=NAMES.get)
def test_files_are_short(path: Path) -> None:
    most = next(lines for start, lines in LONGEST.items() if NAMES[path].startswith(start))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@pytest.mark.parametrize("path", PRODUCT, ids=NAMES.get)
def test_nothing_dangerous_is_called(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & {"eval", "exec", "compile", "__import__"}
    assert not {"pickle", "marshal", "shelve"} & {module.split(".")[0] for module in imports(path)}
    flags = {keyword.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword in node.keywords}
    assert "unsafe_allow_html" not in flags


@pytest.mark.parametrize("path", PRODUCT, ids=NAMES.get)
def test_no_mutable_state_in_modules(path: Path) -> None:
    mutable = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, mutable):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = target.id if isinstance(target, ast.Name) else ""
            # A table in capitals is a constant; ruff and review see that nobody writes to it.
            assert re.fullmatch(r"_?[A-Z][A-Z_]*|__all__", name), f"{NAMES[path]}: {ast.unparse(target)}"


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
