"""Labels touch neither each other nor nodes nor lines."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphlab.book import FIGURES
from graphlab.book.figure import Figure
from graphlab.engine.cost_limits import APP
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run
from graphlab.ui.frame.subject import wanted
from graphlab.view.base.look import FORMS
from graphlab.view.layout.boxes import Box, Rect, around, grown, overlap, text_size
from graphlab.view.layout.labels import Hurry, place, ranks
from graphlab.view.layout.layout import layout
from graphlab.view.layout.routes import Route, crosses
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.scene import scene

FREE = (30.0, 16.0)


def straight(*heights: float) -> list[Route]:
    """Level lines at heights."""
    return [((0.0, y), (200.0, y)) for y in heights]


def test_value_above_and_gradient_below_the_middle() -> None:
    placed = place(straight(100), [FREE], [FREE], [])
    assert placed.above[0] is not None
    assert placed.below[0] is not None
    assert placed.above[0][0] == placed.below[0][0] == 100
    assert placed.above[0][1] < 100 - 8
    assert placed.below[0][1] > 100 + 8
    assert placed.overlaps == 0


def test_nothing_is_placed_for_an_edge_without_a_label() -> None:
    placed = place(straight(100), [None], [FREE], [])
    assert placed.above == (None,)


def test_a_label_moves_along_its_edge_out_of_the_way_of_a_node() -> None:
    node = (80.0, 60.0, 120.0, 95.0)
    placed = place(straight(100), [FREE], [None], [node])
    assert placed.above[0] is not None
    assert not overlap(around(placed.above[0], FREE), node)
    assert placed.overlaps == 0


def test_labels_of_close_edges_do_not_meet() -> None:
    placed = place(straight(100, 140), [FREE] * 2, [FREE] * 2, [])
    rects = [around(p, FREE) for p in (*placed.above, *placed.below) if p]
    assert len(rects) == 4
    assert not any(overlap(a, b) for a, b in combinations(rects, 2))


def test_a_label_gives_way_to_one_that_has_no_other_spot() -> None:
    crowded = straight(100, 150)
    walls = [(-40.0, 105.0, 60.0, 145.0), (140.0, 105.0, 240.0, 145.0)]
    placed = place(crowded, [None, FREE], [FREE, None], walls)
    rects = [around(p, FREE) for p in (placed.below[0], placed.above[1]) if p]
    assert placed.overlaps == (1 if overlap(*rects) else 0) == 0


def test_what_cannot_be_placed_is_counted() -> None:
    wall = (-50.0, 0.0, 250.0, 98.0)
    assert place(straight(100), [FREE], [None], [wall]).overlaps == 1


def test_a_sum_stands_below_its_node() -> None:
    box = (0.0, 0.0, 40.0, 40.0)
    placed = place([], [], [], [box], [FREE])
    assert placed.sums[0] is not None
    assert placed.sums[0][1] > 40


def test_hangul_is_as_wide_as_high() -> None:
    assert text_size("사과개수", 16)[0] == 64
    assert text_size("wwww", 16)[0] > text_size("iiii", 16)[0]
    assert text_size("1\n2\n3", 16)[1] == 56


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[tuple[int, int]], list[tuple[float, float]]]:
    """A small random graph whose operations use one or two of the last five nodes."""
    leaves = draw(st.integers(1, 4))
    count = draw(st.integers(leaves + 1, 12))
    edges = []
    for node in range(leaves, count):
        sources = st.integers(max(0, node - 5), node - 1)
        edges += [(source, node) for source in draw(st.lists(sources, min_size=1, max_size=2))]
    sizes = st.tuples(st.sampled_from([10.0, 24.0, 40.0]), st.just(16.0))
    boxes = [Box(40, 16, False)] * leaves + [Box(46, 46)] * (count - leaves)
    return boxes, edges, [draw(sizes) for _ in edges]


@given(graphs())
@settings(max_examples=60)
def test_no_label_touches_anything_in_random_graphs(
    drawn: tuple[list[Box], list[tuple[int, int]], list[tuple[float, float]]],
) -> None:
    boxes, edges, sizes = drawn
    plan = layout(boxes, edges, sizes, 1.35)
    nodes = [around(p, (b.width, b.height)) for p, b in zip(plan.points, boxes, strict=True)]
    placed = place(plan.routes, sizes, sizes, nodes)
    # The count is what tells the picture to take more room: what it calls free must be free.
    assume(placed.overlaps == 0)
    rects: list[tuple[Rect, int]] = []
    for spots in (placed.above, placed.below):
        rects += [(around(p, s), e) for e, (p, s) in enumerate(zip(spots, sizes, strict=True)) if p]
    assert not any(overlap(a, b) for (a, _), (b, _) in combinations(rects, 2))
    assert not any(overlap(rect, node) for rect, _ in rects for node in nodes)
    for rect, edge in rects:
        for other, route in enumerate(plan.routes):
            clear = grown(rect, 4 if other == edge else 7)
            assert not any(crosses(a, b, clear) for a, b in pairwise(route))


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.number)
def test_every_label_of_every_figure_finds_room_in_every_notation(figure: Figure) -> None:
    trace = run(figure.graph, figure.feed, figure.upstream)
    for notation in NOTATIONS:
        for form in FORMS if notation in ("symbols", "both") else ("product",):
            for inside in (False, True):
                look = replace(wanted(figure), notation=notation, form=form, inline_constants=inside)
                assert not scene(trace, figure.labels, look).placed.cramped, look


@pytest.mark.parametrize("seed", range(20))
def test_random_graphs_of_a_dozen_nodes_find_room_for_all_labels(seed: int) -> None:
    from random import Random

    choose = Random(seed)
    edges = [(choose.randrange(max(0, n - 4), n), n) for n in range(4, 12) for _ in range(choose.choice((1, 2)))]
    boxes, sizes = [Box(40, 16, False)] * 4 + [Box(46, 46)] * 8, [(30.0, 16.0)] * len(edges)
    counts = []
    for scale in (1.0, 1.35, 1.6):
        plan = layout(boxes, edges, sizes, scale)
        nodes = [around(p, (b.width, b.height)) for p, b in zip(plan.points, boxes, strict=True)]
        counts.append(place(plan.routes, sizes, sizes, nodes).overlaps)
    assert min(counts) == 0


def test_labels_that_take_too_long_are_placed_in_the_order_of_their_importance() -> None:
    routes = straight(*[100 + 50 * n for n in range(20)])
    sizes = [FREE] * 20
    whole = place(routes, sizes, sizes, [])
    assert (whole.left_out, place(routes, sizes, sizes, [], hurry=Hurry(whole.effort, range(40))).left_out) == (0, 0)
    order = [n % 2 * 20 + n // 2 for n in range(40)]
    hasty = place(routes, sizes, sizes, [], hurry=Hurry(whole.effort // 4, order))
    assert hasty.left_out == sum(at is None for at in (*hasty.above, *hasty.below)) > 0
    assert hasty.above[0] is not None
    assert hasty.below == (None,) * 20
    assert hasty.effort < whole.effort
    assert (hasty.overlaps, hasty.tight) == (0, 0)
    assert hasty == place(routes, sizes, sizes, [], hurry=Hurry(whole.effort // 4, order))
    every = place(routes, sizes, sizes, [], hurry=Hurry(whole.effort // 4, order, every=True))
    assert (every.left_out, every.overlaps) == (0, hasty.left_out)
    assert None not in (*every.above, *every.below)


def test_a_value_that_is_written_once_already_is_least_important() -> None:
    assert list(ranks([(0, 2, 0), (0, 2, 1), (1, 2, 2), (0, 3, 0)])) == [0, 0, 1, 1, 0, 0, 2, 0]


WIDE = f"f({','.join(f'p{n}' for n in range(20))})={'+'.join(f'p{n}' for n in range(20))}"


@pytest.mark.parametrize("uses", [4, 95])
def test_parallel_edges_cost_a_bounded_effort(uses: int) -> None:
    names = ["x", *(f"h{n}" for n in range(uses))]
    text = "\n".join([WIDE, *(f"{b}=f({','.join([a] * 20)})" for a, b in pairwise(names))])
    placed = scene(run(parse(text), {"x": 0.5})).placed
    assert placed.left_out > 0
    assert placed.effort < 1.5 * APP.effort
    # Each value stands there once at least.
    firsts = placed.above[::20]
    assert sum(at is not None for at in firsts) >= min(4, len(firsts))
