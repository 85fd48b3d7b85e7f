"""The rules of the tree: each is a function from the sources (path -> text) to a sentence for every offender."""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import PurePosixPath

import networkx as nx

Sources = Mapping[str, str]
Guard = Callable[[Sources], Iterator[str]]

# Lowest first: a module may import from its own layer and from those before it.
LAYERS = (
    ("graphlab/engine/errors.py", "graphlab/engine/notebook_display.py", "graphlab/engine/packing.py",
     "graphlab/engine/bounded_cache.py", "graphlab/engine/cost_limits.py",     "graphlab/engine/__init__.py"),
    ("graphlab/engine/ops/",),
    ("graphlab/engine/graph/",),
    ("graphlab/engine/run/", "graphlab/engine/language/"),
    ("graphlab/engine/rewrite/", "graphlab/engine/compiled/"),
    ("graphlab/locale/",),
    ("graphlab/data/",),
    ("graphlab/nn/", "graphlab/algebra/", "graphlab/build/"),
    ("graphlab/book/",),
    ("graphlab/practice/",),
    ("graphlab/view/",),
    ("graphlab/export/", "graphlab/__init__.py"),
    ("graphlab/ui/",),
    ("pages/", "app.py"),
)  # fmt: skip
SHARED = ("graphlab/ui/frame/", "graphlab/ui/components/")
# Each library and the only places that may import it.
PLACES = {
    "streamlit": ("graphlab/ui/", "pages/", "app.py"),
    "starlette": ("graphlab/ui/server.py",),
    "plotly": ("graphlab/view/picture/plotly_", "graphlab/view/charts/"),
    "networkx": ("graphlab/view/", "graphlab/engine/", "graphlab/build/"),
    "sympy": ("graphlab/algebra/",),
    "babel": ("graphlab/locale/",),
    "pooch": ("graphlab/data/",),
    "filelock": ("graphlab/data/",),
    "platformdirs": ("graphlab/nn/jobs/",),
    "segno": ("graphlab/ui/frame/",),
}
IN_ENGINE = {"numpy", "networkx", "graphlab", *sys.stdlib_module_names}
MOST_LINES = {"pages/": 120, "app.py": 120, "graphlab/": 320}
MOST_LINES_OF_JS = 300
MOST_MODULES = 12
# The core, to be read in one sitting.
CORE = ("ops/op", "graph/graph", "run/walk", "run/trace")
MOST_LINES_OF_CORE = 500
CALLS = {"eval", "exec", "compile", "__import__"}
MODULES = {"pickle", "marshal", "shelve"}
CONTAINERS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKES_CONTAINER = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict",
                   "WeakKeyDictionary", "WeakValueDictionary", "local"}  # fmt: skip
WRITES = {"append", "appendleft", "extend", "insert", "remove", "pop", "popleft", "popitem", "clear", "update", "add",
          "discard", "setdefault", "sort", "reverse", "move_to_end"}  # fmt: skip


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


def python(sources: Sources) -> Iterator[tuple[str, ast.Module]]:
    return ((path, parsed(text)) for path, text in sources.items() if path.endswith(".py"))


def as_file(module: str, sources: Sources) -> str | None:
    path = module.replace(".", "/")
    return next((file for file in (f"{path}.py", f"{path}/__init__.py") if file in sources), None)


def imported(tree: ast.Module, sources: Sources) -> Iterator[str]:
    """Yield what a module imports, for type checking alone too: modules, not the names in them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if as_file(name, sources) else node.module for name in inside)


def arrows(sources: Sources) -> Iterator[tuple[str, str]]:
    """Yield which file imports which; what the package itself offers to the world is nobody's layer."""
    for path, tree in python(sources):
        targets = {as_file(module, sources) for module in imported(tree, sources)}
        yield from ((path, target) for target in targets - {None, path, "graphlab/__init__.py"})  # type: ignore[misc]


def layer(path: str) -> int:
    return next(i for i, places in enumerate(LAYERS) if path.startswith(places))


def imports_that_point_upward(sources: Sources) -> Iterator[str]:
    for path, target in arrows(sources):
        if layer(target) > layer(path):
            yield f"{path} imports {target}"


def circles_of_files(sources: Sources) -> Iterator[str]:
    yield from circles(nx.DiGraph(list(arrows(sources))))


def circles_of_folders(sources: Sources) -> Iterator[str]:
    def folder(path: str) -> str:
        return str(PurePosixPath(path).parent)

    both = ((folder(path), folder(target)) for path, target in arrows(sources))
    yield from circles(nx.DiGraph([(a, b) for a, b in both if a != b]))


def circles(graph: nx.DiGraph[str]) -> Iterator[str]:
    for group in nx.strongly_connected_components(graph):
        if len(group) > 1:
            yield " and ".join(sorted(group))


def pages_that_use_another_page(sources: Sources) -> Iterator[str]:
    for path, target in arrows(sources):
        if path.startswith("graphlab/ui/") and target.startswith("graphlab/ui/") and not target.startswith(SHARED):
            mine, other = (PurePosixPath(file).parent.parts[:3] for file in (path, target))
            if mine != other:
                yield f"{path} imports {target}"


def crowded_folders(sources: Sources) -> Iterator[str]:
    paths = (PurePosixPath(path) for path in sources if not path.endswith("/__init__.py"))
    for (folder, kind), count in Counter((path.parent, path.suffix) for path in paths).items():
        if count > MOST_MODULES:
            yield f"{folder} holds {count} {kind}"


def names_used_twice(sources: Sources) -> Iterator[str]:
    names = defaultdict(list)
    for path in sources:
        if path.startswith("graphlab/") and not path.endswith(("/__init__.py", "/__main__.py")):
            names[PurePosixPath(path).name].append(path)
    yield from (" and ".join(paths) for paths in names.values() if len(paths) > 1)


def libraries_out_of_place(sources: Sources) -> Iterator[str]:
    for path, tree in python(sources):
        for library in {module.split(".")[0] for module in imported(tree, sources)}:
            outside = not path.startswith(PLACES.get(library, ""))
            if outside or (path.startswith("graphlab/engine/") and library not in IN_ENGINE):
                yield f"{path} imports {library}"


def long_files(sources: Sources) -> Iterator[str]:
    for path, text in sources.items():
        most = next(most for start, most in MOST_LINES.items() if path.startswith(start))
        most = MOST_LINES_OF_JS if path.endswith(".js") else most
        if (lines := len(text.splitlines())) > most:
            yield f"{path} has {lines} lines"


def long_core(sources: Sources) -> Iterator[str]:
    lines = sum(len(sources[f"graphlab/engine/{name}.py"].splitlines()) for name in CORE)
    if lines > MOST_LINES_OF_CORE:
        yield f"{', '.join(CORE)} have {lines} lines"


def dangerous_calls(sources: Sources) -> Iterator[str]:
    for path, tree in python(sources):
        yield from (f"{path} imports {m}" for m in imported(tree, sources) if m.split(".")[0] in MODULES)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in CALLS:
                yield f"{path}:{call.lineno} calls {call.func.id}"
            if any(keyword.arg == "unsafe_allow_html" for keyword in call.keywords):
                yield f"{path}:{call.lineno} passes unsafe_allow_html"


def mutable_state(sources: Sources) -> Iterator[str]:
    """Containers that can be written to, on the level of a module or a class, and writing to what stands there."""
    for path, tree in python(sources):
        bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
        for node in (node for body in bodies for node in body):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and is_container(node.value):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if (name := ast.unparse(target)) != "__all__":
                    yield f"{path}:{node.lineno} {name} can be written to"
        yield from (f"{path}:{line} {name} is written to" for line, name in writes(tree, module_names(tree)))


def is_container(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).split(".")[-1] in MAKES_CONTAINER
    return isinstance(value, CONTAINERS)


def module_names(tree: ast.Module) -> set[str]:
    """Return the names that a module gives itself or imports from ours."""
    names = {alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom)
             and (node.module or "").startswith("graphlab") for alias in node.names}  # fmt: skip
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            names |= bound(node)
    return names


def bound(node: ast.AST) -> set[str]:
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}


def writes(node: ast.AST, names: set[str]) -> Iterator[tuple[int, str]]:
    """Yield where one of the names is written to, in functions that have no name of their own that hides it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Global):
            yield from ((child.lineno, name) for name in child.names)
        elif isinstance(child, ast.Subscript | ast.Attribute) and not isinstance(child.ctx, ast.Load):
            yield from written(child, child.value, names)
        elif isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr in WRITES:
            yield from written(child, child.func.value, names)
        inside = names - bound(child) if isinstance(child, ast.FunctionDef | ast.Lambda) else names
        yield from writes(child, inside)


def written(node: ast.expr, of: ast.expr, names: set[str]) -> Iterator[tuple[int, str]]:
    root = of
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    if isinstance(root, ast.Name) and root.id in names:
        yield node.lineno, ast.unparse(of)
