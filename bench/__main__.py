"""Print one table of ratios measured side by side: `python -m bench [--quick] [--only NAME …]`.

`python -m bench scorecard` prints what must never break instead.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import partial

from bench import addresses, browser, engine, instrument, jobs, layout, links, page, pulling, sweep, training
from bench.practice import measure as practice
from bench.scorecard import report
from bench.table import Bench

TRIVIAL = "a click on the smallest page"
BENCHES = (
    Bench("engine", "random graph of 1,000 nodes, build + forward + backward, against micrograd",
          engine.against_micrograd, 0.35, "x", 30),
    Bench("chain", "time per node, chain of 100,000 against 1,000", engine.long_chain, 3, "x", 10),
    Bench("layout", "layout of 200 nodes", layout.time, 100, "ms", 20),
    Bench("crossings", "crossings in trees and nets of up to 200 nodes", layout.crossings, 0, "crossings", 1),
    Bench("picture-5-17", f"Next to picture changed, figure 5-17, against {TRIVIAL}",
          partial(browser.picture, "5-17"), 0.6, "x", 40),
    Bench("picture-30", "the same, 30 nodes", partial(browser.picture, "30"), 0.7, "x", 40),
    Bench("picture-100", "the same, 100 nodes", partial(browser.picture, "100"), 1.0, "x", 40),
    Bench("explanation", f"Next to explanation changed, figure 5-17, against {TRIVIAL}",
          browser.explanation, 0.6, "x", 40),
    Bench("instrument-data", f"all that the page gives the instrument at once, figure {instrument.FIGURE}",
          instrument.size, 250, "kB", 1),
    Bench("instrument-packed", "the same, compressed", instrument.packed, 60, "kB", 1),
    Bench("instrument-made", "sentences, formulas and charts of all positions, dearest figure, made anew",
          instrument.making, 0.3, "s", 5),
    Bench("pulled-5-17", f"a number pulled to picture changed, figure 5-17, against {TRIVIAL}",
          partial(pulling.picture, "5-17"), 2, "x", 40),
    Bench("pulled-5-20", "the same, figure 5-20", partial(pulling.picture, "5-20"), 2, "x", 40),
    Bench("pulled-5-27", "the same, a cell of figure 5-27", partial(pulling.picture, "5-27"), 2, "x", 40),
    Bench("typed", f"a number typed to picture changed, figure 5-17, against {TRIVIAL}", pulling.typed, 6, "x", 40),
    Bench("symbols", "a step in symbols, against the same in numbers, figure 5-29", browser.symbols, 1.3, "x", 40),
    Bench("home-first-card", "first card of the home page drawn, against the smallest page's button",
          browser.first_card, 1.3, "x", 20),
    Bench("explorer-first-picture", "the explorer's picture drawn, against the same",
          browser.first_picture, 1.3, "x", 20),
    Bench("messages", "messages to the server before the picture has changed", browser.messages, 0, "messages", 40),
    Bench("server", f"server CPU of one step, against {TRIVIAL}", browser.processor, 1.5, "x", 40),
    Bench("train-step", "training step (fetch, gradient, loss, update), against the chapter's loop",
          training.against_chapter, 0.25, "x", 100),
    Bench("train-torch", "the same, against PyTorch nn.Linear + optim.SGD, eager",
          training.against_torch, 0.5, "x", 100),
    Bench("train-products", "gradient + update, against their five matrix products",
          training.against_products, 1.5, "x", 200),
    Bench("gradient-3", "gradient of 3 images, float64, against the chapter's",
          training.gradient_of_three, 0.625, "x", 60),
    Bench("numerical", "numerical gradient of 39,760 parameters, against the chapter's loop",
          training.numerical, 0.033, "x", 3),
    Bench("train-error", "error on the test set after 10,000 iterations, five seeds, the largest",
          training.error, 3.5, "%", 1),
    Bench("jobs-fair", "20 trainings at once: what the fairness (Jain) lacks of 1",
          jobs.unfairness, 5, "%", 3),
    Bench("page-drawing", "time of an iteration with its page open and drawing, against no page",
          page.drawing, 1.11, "x", 30),
    Bench("page-elsewhere", "a click elsewhere while a training runs, against idle, 95 % of them",
          page.elsewhere, 2, "x", 100),
    Bench("practice-unnamed", "wrong answers of beginners whose mistake is not named, 180 kinds",
          practice.unnamed, 3, "%", 3),
    Bench("practice-misnamed", "the same, another mistake is named", practice.misnamed, 0.5, "%", 3),
    Bench("practice-refused", "right answers in other spellings that are refused", practice.refused, 0, "answers", 3),
    Bench("jobs-left", "jobs still computing 10 s after 20 pages have gone", jobs.left_over, 0, "jobs", 3),
    Bench("random-graphs", f"failures in all that is made of {sweep.GRAPHS:,} random graphs",
          sweep.failed, 0, "failures", 1),
    Bench("random-addresses", f"failures on pages opened at {addresses.ADDRESSES} random addresses",
          addresses.failed, 0, "failures", 1),
    Bench("links", f"processor time of the dearest of {len(links.LINKS)} addresses",
          partial(links.worst, "seconds"), 1, "s", 1),
    Bench("links-taken", "memory taken while the page of the one that takes most is made",
          partial(links.worst, "taken"), 60, "MB", 1),
    Bench("links-kept", "memory that the one that leaves most keeps, its session included",
          partial(links.worst, "kept"), 5, "MB", 1),
)  # fmt: skip
HEADS = ("what", "measured", "quartiles", "goal", "")
WIDTHS = (78, 16, 16, 15, 0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the chosen rows and print each as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the repetitions: for a first impression")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[bench.name for bench in BENCHES],
                        help="one or more of: %(choices)s; NAME stands for NAME-… too")  # fmt: skip
    chosen = parser.parse_args(arguments)
    only = set(chosen.only or ())
    rows = [bench for bench in BENCHES if not only or {bench.name, bench.name.partition("-")[0]} & only]
    for line in table(rows, chosen.quick):
        print(line, flush=True)


def table(benches: Sequence[Bench], quick: bool) -> Iterator[str]:
    """Yield the lines of the table."""
    yield aligned(HEADS)
    yield aligned(["-" * (width - 2 if width else 7) for width in WIDTHS])
    for bench in benches:
        yield aligned(bench.row(quick))


def aligned(cells: Sequence[str]) -> str:
    """Return the cells as one line of the table."""
    return "".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


if __name__ == "__main__":
    if sys.argv[1:2] == ["scorecard"]:
        sys.exit(report.main(sys.argv[2:]))
    main()
