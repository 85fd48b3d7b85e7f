"""The layered layout: columns, crossings, straightness, space."""

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.view.layout.boxes import Box, around, grown
from graphlab.view.layout.columns import MOST_DUMMIES, Edge, columns, layered
from graphlab.view.layout.crossings import count_crossings, order_columns
from graphlab.view.layout.layout import Layout, layout
from graphlab.view.layout.routes import crosses

CIRCLE = Box(46, 46)
NAME = Box(60, 16, round=False)
Drawn = tuple[list[Box], list[Edge]]


@st.composite
def graphs(draw: st.DrawFn, most: int = 20) -> Drawn:
    """A random graph in topological order: leaves, operations that use earlier nodes, dangling ones too."""
    count = draw(st.integers(1, most))
    leaves = draw(st.integers(1, count))
    edges = [
        (source, node)
        for node in range(leaves, count)
        for source in draw(st.lists(st.integers(0, node - 1), min_size=1, max_size=3))
    ]
    wide = st.sampled_from([CIRCLE, Box(110, 40)])
    return [NAME] * leaves + [draw(wide) for _ in range(leaves, count)], edges


def chain(length: int, leaves: int = 1) -> Drawn:
    """A chain of operations, each with leaves of its own."""
    boxes, edges, last = [NAME], [], 0
    for _ in range(length):
        boxes += [NAME] * leaves + [CIRCLE]
        end = len(boxes) - 1
        edges += [(last, end), *((end - leaves + k, end) for k in range(leaves))]
        last = end
    return boxes, edges


def tree(depth: int) -> Drawn:
    """A balanced binary tree."""
    boxes, edges, level = [NAME] * 2**depth, [], list(range(2**depth))
    while len(level) > 1:
        following = []
        for a, b in zip(level[::2], level[1::2], strict=True):
            boxes.append(CIRCLE)
            edges += [(a, len(boxes) - 1), (b, len(boxes) - 1)]
            following.append(len(boxes) - 1)
        level = following
    return boxes, edges


def random_graph(count: int, seed: int) -> Drawn:
    """A random graph of operations with one or two inputs not far away."""
    choose = random.Random(seed)
    leaves = count // 3
    edges = [
        (choose.randrange(max(0, n - 12), n), n) for n in range(leaves, count) for _ in range(choose.choice((1, 2)))
    ]
    return [NAME] * leaves + [CIRCLE] * (count - leaves), edges


def crossed(drawn: Drawn) -> int:
    """Count the crossings of a drawing."""
    net = layered(drawn[1], columns(len(drawn[0]), drawn[1]))
    return count_crossings(order_columns(net), net)


@given(graphs())
@settings(max_examples=60)
def test_same_graph_same_drawing(drawn: Drawn) -> None:
    assert layout(*drawn) == layout(*drawn)


@given(graphs())
@settings(max_examples=100)
def test_edges_run_from_left_to_right(drawn: Drawn) -> None:
    plan = layout(*drawn)
    for (source, target), route in zip(drawn[1], plan.routes, strict=True):
        assert plan.points[source][0] < plan.points[target][0]
        assert len(route) >= 2
        assert route[0][0] < route[-1][0]


@given(graphs())
@settings(max_examples=100)
def test_boxes_do_not_overlap_and_stay_inside(drawn: Drawn) -> None:
    plan = layout(*drawn)
    rects = [around(point, box[:2]) for point, box in zip(plan.points, drawn[0], strict=True)]
    for a, b in combinations(rects, 2):
        assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
    for left, top, right, bottom in rects:
        assert left >= 0
        assert top >= 0
        assert right <= plan.width
        assert bottom <= plan.height


@given(graphs())
@settings(max_examples=100)
def test_routes_begin_and_end_at_their_nodes(drawn: Drawn) -> None:
    plan = layout(*drawn)
    for edge, route in zip(drawn[1], plan.routes, strict=True):
        for node, (x, y) in zip(edge, (route[0], route[-1]), strict=True):
            left, top, right, bottom = grown(around(plan.points[node], drawn[0][node][:2]), 40)
            assert left <= x <= right
            assert top <= y <= bottom


@given(graphs(most=14))
@settings(max_examples=60)
def test_routes_keep_out_of_other_nodes(drawn: Drawn) -> None:
    assert hits(drawn, layout(*drawn)) == []


def test_a_steep_edge_goes_round_a_wide_node_beside_its_source() -> None:
    edges = [
        (1, 2),
        (0, 3),
        (1, 3),
        (2, 3),
        (3, 4),
        (1, 4),
        (0, 5),
        (0, 6),
        (1, 7),
        (4, 8),
        (0, 9),
        (0, 10),
        (2, 11),
        (0, 11),
    ]
    widths = (46, 46, 110, 46, 110, 110, 110, 110, 46, 110)
    boxes = [NAME] * 2 + [Box(width, 40 if width > 46 else 46) for width in widths]
    assert hits((boxes, edges), layout(boxes, edges)) == []


def hits(drawn: Drawn, plan: Layout) -> list[tuple[Edge, int]]:
    """Return the edges that run through a node that is not theirs."""
    rects = [around(point, box[:2]) for point, box in zip(plan.points, drawn[0], strict=True)]
    return [
        (edge, node)
        for edge, route in zip(drawn[1], plan.routes, strict=True)
        for node, rect in enumerate(rects)
        if node not in edge and any(crosses(a, b, rect) for a, b in pairwise(route))
    ]


@pytest.mark.parametrize(
    "drawn", [chain(1000), chain(660, 2), tree(3), tree(7)], ids=["chain", "affine", "tree", "wide"]
)
def test_chains_and_trees_never_cross(drawn: Drawn) -> None:
    assert crossed(drawn) == 0


def test_sweeps_untangle() -> None:
    edges = [(0, 5), (1, 4), (2, 3), (3, 6), (4, 6), (5, 6)]
    assert crossed(([CIRCLE] * 7, edges)) == 0


def test_few_crossings_in_a_random_graph() -> None:
    drawn = random_graph(60, 1)
    net = layered(drawn[1], columns(60, drawn[1]))
    shuffled = [random.Random(0).sample(column, len(column)) for column in order_columns(net)]
    assert crossed(drawn) < count_crossings(shuffled, net) / 4


def test_a_leaf_stands_just_before_its_first_use() -> None:
    assert columns(5, [(0, 3), (1, 3), (3, 4), (2, 4)]) == [0, 0, 1, 1, 2]
    assert columns(3, [(0, 1), (1, 2), (0, 2)]) == [0, 1, 2]


def test_an_unused_operation_stands_after_its_inputs_and_a_lone_leaf_somewhere() -> None:
    assert columns(5, [(0, 1), (1, 2), (1, 4), (2, 4)])[2] == 2
    # 2 is used by nobody, 3 neither uses nor is used.
    assert columns(5, [(0, 1), (0, 2), (1, 4)])[2:4] == [1, 0]


def test_a_chain_is_straight_with_leaves_beside_it() -> None:
    drawn = chain(12)
    plan = layout(*drawn)
    operations = [point for point, box in zip(plan.points, drawn[0], strict=True) if box.round]
    assert len({y for _, y in operations}) == 1


def test_leaves_stand_on_both_sides_of_a_chain() -> None:
    plan = layout(*chain(3, 2))
    first, leaf_above, leaf_below, last = (plan.points[i][1] for i in (3, 4, 5, 6))
    assert leaf_above < first == last < leaf_below


def test_a_tree_is_symmetric() -> None:
    plan = layout(*tree(2))
    assert plan.points[4][1] + plan.points[5][1] == pytest.approx(2 * plan.points[6][1], abs=3)
    assert plan.points[0][1] + plan.points[3][1] == pytest.approx(2 * plan.points[6][1], abs=3)


def test_parallel_edges_bow_apart() -> None:
    upper, lower = layout([NAME, CIRCLE], [(0, 1), (0, 1)]).routes
    assert min(y for _, y in upper) < min(y for _, y in lower) - 40


def test_wide_labels_widen_the_gap_and_small_graphs_are_roomy() -> None:
    narrow = layout([NAME, CIRCLE], [(0, 1)], [(20, 16)])
    wide = layout([NAME, CIRCLE], [(0, 1)], [(260, 16)])
    assert wide.points[1][0] - narrow.points[1][0] >= 100
    many = layout(*chain(12))
    assert 110 <= many.points[4][0] - many.points[2][0] <= 150
    assert narrow.points[1][0] - narrow.points[0][0] >= 190


def test_routes_are_short_lists_of_whole_pixels() -> None:
    drawn = random_graph(60, 3)
    routes = layout(*drawn).routes
    assert all(float(v).is_integer() for route in routes for point in route for v in point)
    assert sum(map(len, routes)) / len(routes) <= 8


def test_the_longest_edges_have_no_dummies_where_these_would_be_too_many() -> None:
    edges = [(n, n + 1) for n in range(9)] + [(0, 5), (0, 9), (1, 4)]
    column = columns(10, edges)
    assert [len(chain) for chain in layered(edges, column).chains] == [2] * 9 + [6, 10, 4]
    assert [len(chain) for chain in layered(edges, column, most=6).chains] == [2] * 9 + [6, 2, 4]
    assert [len(chain) for chain in layered(edges, column, most=5).chains] == [2] * 9 + [2, 2, 4]


def test_a_ladder_of_long_edges_is_laid_out_with_bounded_work() -> None:
    edges = [edge for n in range(12, 192) for edge in ((n % 12, n), (n - 1, n))]
    plan = layered(edges, columns(192, edges))
    assert len(plan.column) <= 192 + MOST_DUMMIES
    drawing = layout([Box(40, 40)] * 192, edges)
    assert all(len(route) >= 2 for route in drawing.routes)
