"""The bench as a program: every row is complete, and each measuring function works at a tiny size."""

import math

import pytest
from PIL import Image

import graphlab as gl
from bench import animation, engine, instrument, layout
from bench.__main__ import BENCHES, HEADS, aligned, table
from bench.browser import ROOT
from bench.table import Bench, Reading


def test_rows_are_complete() -> None:
    assert len({bench.name for bench in BENCHES}) == len(BENCHES)
    for bench in BENCHES:
        assert all([bench.what, bench.unit, callable(bench.measure), bench.most >= 0, bench.repeats])


@pytest.mark.parametrize("value, verdict", [(0.31, "ok"), (0.35, "ok"), (0.36, "missed")])
def test_a_row_says_what_was_found_and_whether_it_is_good_enough(value: float, verdict: str) -> None:
    bench = Bench("x", "this against that", lambda repeats: Reading(value, 0.3, 0.4), 0.35, "x", 10)
    row = bench.row(quick=True)
    assert row == ("this against that", f"{value:.2f} x", "0.30 to 0.40", "<= 0.35 x", verdict)
    assert list(table([bench], quick=True))[-1] == aligned(row)
    assert len(row) == len(HEADS)


@pytest.mark.parametrize(
    "found",
    [
        lambda: engine.against_micrograd(2, nodes=120),
        lambda: engine.long_chain(2, nodes=200, short=20),
        lambda: layout.time(2, nodes=20),
        lambda: instrument.size(2, "5-17"),
        lambda: instrument.packed(2, "5-17"),
        lambda: instrument.making(2),
    ],
    ids=["engine", "chain", "layout", "instrument-data", "instrument-packed", "instrument-made"],
)
def test_measuring_at_a_tiny_size(found) -> None:
    reading = found()
    assert all(math.isfinite(number) and number > 0 for number in reading)


def test_small_trees_and_nets_have_no_crossing() -> None:
    assert layout.crossings(1, nodes=20).value == 0


@pytest.mark.parametrize("make", [layout.tree, layout.net])
def test_graphs_have_the_size_they_are_said_to_have(make) -> None:
    assert 190 <= len(make(200).nodes) <= 200


def test_the_picture_of_the_readme_steps_through_the_whole_figure() -> None:
    assert animation.FILE.stat().st_size < 1_000_000
    with Image.open(animation.FILE) as image:
        assert image.n_frames == animation.POSITIONS + 1
    figure = gl.FIGURES[animation.FIGURE]
    assert len(gl.run(figure.graph, figure.feed, figure.upstream).steps) == animation.POSITIONS
    assert f"docs/{animation.FILE.name}" in (ROOT / "README.md").read_text()
