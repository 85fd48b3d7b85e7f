"""Print the score-card, what must never break: `python -m bench scorecard [--long] [--only ROW …]`."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Iterator, Sequence

from bench.scorecard.row import Row
from bench.scorecard.rows import ROWS

WIDTHS = (22, 62, 34, 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the chosen rows, print each as soon as it is known, and return 1 if one misses its goal."""
    parser = argparse.ArgumentParser(
        prog="python -m bench scorecard",
        description=__doc__,
        epilog="\n".join(f"{row.name:<14}{row.what}" for row in ROWS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--long", action="store_true", help="the whole numbers, which take minutes a row")
    names = [row.name for row in ROWS]
    parser.add_argument("--only", nargs="+", metavar="ROW", choices=names, help="one or more of the rows below")
    chosen = parser.parse_args(arguments)
    # Python's own remark on a text such as `1if`, which is read all the same.
    warnings.simplefilter("ignore", SyntaxWarning)
    missed = False
    for line in table([row for row in ROWS if not chosen.only or row.name in chosen.only], chosen.long):
        missed |= line.endswith("missed")
        print(line, flush=True)
    return int(missed)


def table(rows: Sequence[Row], long: bool) -> Iterator[str]:
    """Yield the lines: one a row, and below it what it is and its faults."""
    yield aligned("row", "measured", "goal", "")
    yield aligned(*["-" * (width - 2 if width else 9) for width in WIDTHS])
    for row in rows:
        if not (long or row.short):
            yield aligned(row.name, "", row.goal, "needs --long")
            continue
        reading = row.reading(long)
        yield aligned(row.name, reading.measured, row.goal, row.verdict(reading, long))
        yield from (f"  ! {fault}" for fault in reading.faults)


def aligned(*cells: str) -> str:
    """Return the cells as one line; a cell that is too long for its column keeps a space behind it."""
    return "".join(f"{cell} ".ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
