"""A copy of the tree to add something to, and the outcomes of tests that run there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
PARTS = ("graphlab", "pages", "bench", "tests", ".streamlit", "app.py", "pyproject.toml", "README.md")


def copied(to: Path) -> Path:
    """Copy what the tests need into a new folder, which is returned."""
    to.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, to / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, to / part)
    return to


def insert(file: Path, before: str, text: str) -> None:
    """Put a text into a file, before the only place that matches a pattern."""
    source = file.read_text(encoding="utf-8")
    (place,) = re.finditer(before, source, re.MULTILINE)
    file.write_text(source[: place.start()] + text + source[place.start() :], encoding="utf-8")


def run(tree: Path, *arguments: str) -> str:
    """Run Python in the tree and return what it prints; it must succeed."""
    done = subprocess.run([sys.executable, *arguments], cwd=tree, env=_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def outcomes(tree: Path, *arguments: str, seconds: float | None = None) -> dict[str, str]:
    """Run pytest in the tree; return for each test "" or how it failed, by `file::test[parameters]`.

    Raises subprocess.TimeoutExpired where it takes more than so many seconds.
    """
    report = tree / "report.xml"
    options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-o", "junit_family=xunit1", f"--junitxml={report}"]
    command = [sys.executable, "-m", "pytest", *options, *arguments]
    done = subprocess.run(command, cwd=tree, env=_environment(), capture_output=True, text=True, timeout=seconds)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return {
        f"{case.get('file')}::{case.get('name')}": "".join(
            fault.get("message", "") for fault in case if fault.tag in ("failure", "error")
        )
        for case in ElementTree.parse(report).iter("testcase")
    }


def _environment() -> dict[str, str]:
    # The outer pytest's own variables would make the inner one report to it.
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
