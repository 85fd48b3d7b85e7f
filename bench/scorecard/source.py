"""Rows about the source: calls that must not stand in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bench.scorecard.row import Reading

ROOT = Path(__file__).parents[2]
CALLS = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
MODULES = {"pickle", "marshal", "shelve", "dill", "code", "ctypes"}
ARGUMENTS = {"unsafe_allow_html": True, "allow_pickle": True, "shell": True, "unsafe_allow_javascript": True}
METHODS = {("os", "system"), ("os", "popen"), ("yaml", "load"), ("sympy", "sympify"), ("np", "genfromtxt")}
# In JavaScript: what makes elements or code of a text.
SCRIPT = re.compile(r"\beval\(|new Function|insertAdjacentHTML|document\.write|outerHTML\s*=|\binnerHTML\s*[+]?=|"
                    r"createContextualFragment|setTimeout\(\s*[\"'`]")  # fmt: skip


def forbidden(_count: int) -> Reading:
    """Look through every source of the app for calls that run, unpickle or insert what somebody typed."""
    files = [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("graphlab/**/*.py"), *ROOT.glob("graphlab/**/*.js")]
    found = [f"{path.relative_to(ROOT)}:{fault}" for path in sorted(files) for fault in faults(path)]
    return Reading(f"{len(found)} in {len(files)} files", not found, tuple(found[:9]))


def faults(path: Path) -> Iterator[str]:
    """Yield line and text of what is forbidden in a file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        lines = enumerate(text.splitlines(), start=1)
        yield from (f"{number} {line.strip()[:80]}" for number, line in lines if SCRIPT.search(line))
        return
    for node in ast.walk(ast.parse(text)):
        if forbidden_node(node):
            yield f"{getattr(node, 'lineno', 1)} {ast.unparse(node)[:80]}"


def forbidden_node(node: ast.AST) -> bool:
    """Whether a piece of Python is a forbidden call or import."""
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] in MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] in MODULES
    if not isinstance(node, ast.Call):
        return False
    if any(word.arg in ARGUMENTS and not _is_false(word.value) for word in node.keywords):
        return True
    if isinstance(node.func, ast.Attribute):
        return (ast.unparse(node.func.value), node.func.attr) in METHODS
    return isinstance(node.func, ast.Name) and node.func.id in CALLS


def _is_false(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and tree.value is False
