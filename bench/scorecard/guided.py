"""The row of the coverage-guided fuzzer, atheris, which needs a process of its own.

`python -m bench.scorecard.guided COUNT FOLDER` is that process; FOLDER holds the texts to begin with.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from bench.scorecard.row import Reading

ROOT = Path(__file__).parents[2]
LONGEST, MOST_MB, MOST_SECONDS = 400, 1_000, 10


def guided(count: int) -> Reading:
    """Let atheris make so many texts, and tell what it has found."""
    if find_spec("atheris") is None:
        return Reading("atheris not installed", False)
    with tempfile.TemporaryDirectory() as folder:
        for i, text in enumerate(_seeds()):
            (Path(folder) / str(i)).write_bytes(text.encode(errors="replace"))
        command = [sys.executable, "-m", "bench.scorecard.guided", str(count), folder]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    covered = re.findall(r"cov: (\d+)", done.stderr)
    if done.returncode or "DONE   " not in done.stderr:
        return Reading("a crash", False, tuple(done.stderr.strip().splitlines()[-12:]))
    return Reading(f"0 crashes in {count:,} texts, {covered[-1]} branches seen", True)


def _seeds() -> list[str]:
    from graphlab.book import FIGURES
    from tests.engine.language.attacks import ATTACKS

    return [
        *(figure.graph.to_source() for figure in FIGURES.values()),
        *(a for a in ATTACKS.values() if len(a) < LONGEST),
    ]


def fuzz(count: str, folder: str) -> None:
    """Fuzz the parser and a run until all texts are tried, or one crashes; this ends the process."""
    import atheris

    with atheris.instrument_imports(include=["graphlab"]):
        from graphlab.build.draft import parse_draft
        from graphlab.engine.errors import GraphlabError
        from graphlab.engine.language.literals import parse_literal
        from graphlab.engine.language.parse import parse
        from graphlab.engine.run.trace import run

    def one(data: bytes) -> None:
        text = data.decode("utf-8", errors="surrogateescape")
        for read in (parse_literal, parse_draft):
            with suppress(GraphlabError):
                read(text)
        with suppress(GraphlabError):
            graph = parse(text)
            assert parse(graph.to_source()) == graph
            run(graph, dict.fromkeys((name for name in graph.inputs if name not in graph.defaults), 0.5))

    with tempfile.TemporaryDirectory() as found:
        options = [f"-runs={count}", f"-max_len={LONGEST}", f"-rss_limit_mb={MOST_MB}", f"-timeout={MOST_SECONDS}",
                   f"-artifact_prefix={found}/", "-print_final_stats=1", folder]  # fmt: skip
        atheris.Setup([sys.argv[0], *options], one)
        atheris.Fuzz()


if __name__ == "__main__":
    fuzz(*sys.argv[1:])
