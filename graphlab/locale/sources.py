"""The English sentences of the app, read from its code: the keys of every catalogue."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

# A literal text that is an argument of one of these is a sentence for the screen.
_MARKS = frozenset({"_", "mark", "say", "translate", "_translate"})


def sentences() -> dict[str, str]:
    """Return every sentence and the file in which it stands first."""
    found: dict[str, str] = {}
    for path in _files():
        for text in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(text, path.relative_to(ROOT).as_posix())
    return found


def _files() -> list[Path]:
    return [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "graphlab").rglob("*.py"))]


def _marked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS and node.args:
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value
