"""Rows about the source: calls that must not stand in it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

from bench.scorecard.row import Reading
from tests.recipes.copy import outcomes

ROOT = Path(__file__).parents[2]
PARTS = ("graphlab", "pages", "app.py")
# The faults of a download that the tests know at least.
FAULTS = 17
CALLS = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
MODULES = {"pickle", "marshal", "shelve", "dill", "code", "ctypes"}
ARGUMENTS = {"unsafe_allow_html": True, "allow_pickle": True, "shell": True, "unsafe_allow_javascript": True}
METHODS = {("os", "system"), ("os", "popen"), ("yaml", "load"), ("sympy", "sympify"), ("np", "genfromtxt")}
# In JavaScript: what makes elements or code of a text.
SCRIPT = re.compile(r"\beval\(|new Function|insertAdjacentHTML|document\.write|outerHTML\s*=|\binnerHTML\s*[+]?=|"
                    r"createContextualFragment|setTimeout\(\s*[\"'`]")  # fmt: skip


def forbidden(_count: int) -> Reading:
    """Look through every source of the app for calls that run, unpickle or insert what somebody typed."""
    files = [
        ROOT / "app.py",
        *(path for part in PARTS for kind in ("py", "js") for path in ROOT.glob(f"{part}/**/*.{kind}")),
    ]
    found = [f"{path.relative_to(ROOT)}:{fault}" for path in sorted(files) for fault in faults(path)]
    return Reading(f"{len(found)} in {len(files)} files", not found, tuple(found[:9]))


def insecure(_count: int) -> Reading:
    """Let bandit look through the same sources."""
    if find_spec("bandit") is None:
        return Reading("bandit not installed", False)
    command = [sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-f", "json", "-r", *PARTS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = [
        f"{one['filename']}:{one['line_number']} {one['issue_text']}" for one in json.loads(done.stdout)["results"]
    ]
    return Reading(f"bandit: {len(found)}", not found, tuple(found[:9]))


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


def downloads(_count: int) -> Reading:
    """Run the tests of downloads: servers that lie, hang or break off, full disks, programs that are killed."""
    with patch.dict(os.environ, CI="true"):
        found = outcomes(ROOT, "tests/data/test_download.py", "tests/data/test_command.py")
    failed = tuple(f"{name}: {fault[:150]}" for name, fault in found.items() if fault)
    return Reading(f"{len(failed)} of {len(found)} end wrong", len(found) >= FAULTS and not failed, failed[:9])
