"""The picture: what stands in it at each position, its size in bytes, its safety, its colours."""

import json
import random
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import Trace, run
from graphlab.view.base.theme import THEMES, dark_colours
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.plotly_figure import figure, plotly_json, plotly_spec, spec
from graphlab.view.picture.plotly_traces import joined
from graphlab.view.picture.scene import scene

Spec = dict[str, Any]

APPLES = "price = (apple * n_apple + orange * n_orange) * tax"
FEED = {"apple": 100, "n_apple": 2, "orange": 150, "n_orange": 3, "tax": 1.1}
LOSS = """e1 = exp(a1)
e2 = exp(a2)
e3 = exp(a3)
r = 1 / (e1 + e2 + e3)
L = (t1 * log(e1 * r) + t2 * log(e2 * r) + t3 * log(e3 * r)) * -1"""
SCORES = {"a1": -1.2, "a2": -1.6, "a3": -0.7, "t1": 0, "t2": 1, "t3": 0}


@pytest.fixture(scope="module")
def apples() -> Trace:
    return run(parse(APPLES), FEED)


def examples() -> dict[str, Trace]:
    net = "h = relu(affine(x, W1, b1))\ny = softmax(affine(h, W2, b2))"
    sizes = {"x": (2, 784), "W1": (784, 50), "b1": (50,), "W2": (50, 10), "b2": (10,)}
    matrices = {"X": [[1, 2], [3, 4]], "W": [[0.5, -1, 2], [3, 1.25, 0]], "B": [1, 2, 3]}
    korean = "총금액 = (사과 * 사과_개수 + 오렌지_한_상자의_가격입니다 * 오렌지_개수) * 소비세"
    return {
        "apples": run(parse(APPLES), FEED),
        "fan": run(parse("y = x * x + x"), {"x": 3}),
        "sigmoid": run(parse("y = 1 / (1 + exp(x * -1))"), {"x": 0.5}),
        "loss": run(parse(LOSS), SCORES),
        "one": run(parse("L = softmax_with_loss(a, t)"), {"a": [0.3, 0.1, 0.9], "t": [0, 1, 0]}),
        "affine": run(parse("Y = dot(X, W) + B"), matrices),
        "net": run(parse(net), {name: np.ones(shape) for name, shape in sizes.items()}),
        "korean": run(parse(korean), dict(zip(parse(korean).inputs, FEED.values(), strict=True))),
        "chain": run(parse("h0 = x * w0\n" + "\n".join(f"h{i} = h{i - 1} * w{i}" for i in range(1, 30))),
                     {"x": 2.0, **{f"w{i}": 1.1 for i in range(30)}}),
    }  # fmt: skip


def random_trace(leaves: int, operations: int, seed: int) -> Trace:
    """A random graph of which nothing dangles."""
    choose, lines = random.Random(seed), []
    names = [f"x{i}" for i in range(leaves)]
    unused = list(names)
    for i in range(operations):
        a = unused.pop(0) if len(unused) > 1 or not i else choose.choice(names[-8:])
        b = choose.choice(unused or names[-8:])
        op = choose.choice(("{} + {}", "{} * {}", "{} - {}", "maximum({}, {})"))
        lines.append(f"v{i}x = {op.format(a, b)}")
        names.append(f"v{i}x")
        unused = [*(name for name in unused if name != b), names[-1]]
    graph = parse("\n".join(lines))
    return run(graph, {name: round(choose.uniform(-2, 2), 2) for name in graph.inputs})


def at(picture: Spec, position: int) -> list[Spec]:
    """The traces of a position, its frame put on the base."""
    data, frame = list(picture["data"]), picture["frames"][position]
    for i, change in zip(frame["traces"], frame["data"], strict=True):
        data[i] = joined(data[i], change)
    return data


def words(picture: Spec, position: int, colour: str) -> list[str]:
    """The labels of a colour that are to be seen at a position."""
    traces = [t for t in at(picture, position) if t["mode"] == "text" and t["textfont"].get("color") == colour]
    return [
        text for t in traces for text, x, y in zip(t["text"], t["x"], t["y"], strict=False) if x >= 0 and y is not None
    ]


def values(picture: Spec, position: int) -> list[str]:
    return sorted(words(picture, position, THEMES["light"].value))


def gradients(picture: Spec, position: int) -> list[str]:
    return sorted(words(picture, position, THEMES["light"].gradient_text))


def heads(picture: Spec, position: int, colour: str) -> int:
    """How many arrowheads of a colour there are at a position."""
    found = [t for t in at(picture, position) if t["mode"] == "lines+markers" and t["line"]["color"] == colour]
    return sum(size > 0 for t in found for size, _ in zip(t["marker"].get("size", []), t["y"], strict=False))


def test_values_and_gradients_appear_step_by_step(apples: Trace) -> None:
    picture = spec(apples)
    assert values(picture, 0) == sorted(["100", "2", "150", "3", "1.1"])
    assert values(picture, 1) == sorted(["100", "2", "150", "3", "1.1", "200"])
    assert values(picture, 4) == sorted(["100", "2", "150", "3", "1.1", "200", "450", "650", "715"])
    assert gradients(picture, 4) == []
    assert gradients(picture, 5) == ["1"]
    assert gradients(picture, 6) == sorted(["1", "1.1", "650"])
    assert gradients(picture, 9) == sorted(["1", "1.1", "650", "1.1", "1.1", "2.2", "110", "3.3", "165"])


def test_base_is_the_last_position(apples: Trace) -> None:
    picture = spec(apples)
    assert picture["data"] == at(picture, 9)
    assert [frame["name"] for frame in picture["frames"]] == [str(i) for i in range(10)]


def test_arrows_follow_the_steps(apples: Trace) -> None:
    picture, light = spec(apples), THEMES["light"]
    assert heads(picture, 0, light.pale) == 9
    assert heads(picture, 0, light.ink) == 5
    assert heads(picture, 4, light.gradient) == 0
    assert heads(picture, 5, light.gradient) == 1 + 1
    assert heads(picture, 9, light.gradient) == 9 + 2


def test_arrowheads_point_the_right_way(apples: Trace) -> None:
    light = THEMES["light"]
    for trace in at(spec(apples), 9):
        if trace["mode"] == "lines+markers" and trace["line"]["color"] in (light.ink, light.gradient):
            points = list(zip(trace["x"], trace["marker"].get("size", []), strict=False))
            for (before, _), (x, size) in pairwise(points):
                if size:
                    assert (x > before) == (trace["line"]["color"] == light.ink)


def test_only_the_acting_node_has_a_ring(apples: Trace) -> None:
    picture = spec(apples)
    ring = [
        t for t in at(picture, 7) if t["mode"] == "markers+text" and t["marker"]["color"] == THEMES["light"].ring_fill
    ]
    acting = apples.steps[6].node
    assert [(x, y) for x, y in zip(ring[0]["x"], ring[0]["y"], strict=True) if x >= 0] == [
        scene(apples).plan.points[acting]
    ]
    assert picture["layout"]["meta"]["focus"][7] == list(scene(apples).plan.points[acting])


def test_meta_tells_where_each_node_acts(apples: Trace) -> None:
    meta = spec(apples)["layout"]["meta"]
    assert (meta["forward"], meta["backward"]) == (4, 5)
    assert len(meta["focus"]) == 10
    assert set(meta["jump"]) == {str(i) for i in range(9)}
    assert meta["jump"]["8"] == [4, 6]
    assert meta["acting"][3:6] == [8, 8, 8]
    assert len(meta["acting"]) == 9
    names = [node.name for node in apples.graph.nodes]
    assert meta["jump"][str(names.index("tax"))] == [None, 6]


def test_gradients_that_meet_are_summed_once_complete() -> None:
    picture = spec(run(parse("y = x * x + x"), {"x": 3}))
    assert "Σ 7" not in gradients(picture, 4)
    assert gradients(picture, 5) == sorted(["1", "1", "1", "3", "3", "Σ 7"])
    assert "Σ 6" in gradients(spec(run(parse("y = x * x"), {"x": 3})), 3)


def test_constants_show_their_number_and_get_no_gradient() -> None:
    picture = spec(run(parse("y = x * -1"), {"x": 2}))
    assert words(picture, 2, THEMES["light"].muted) == ["−1"]
    assert values(picture, 2) == sorted(["2", "−2"])
    assert gradients(picture, 3) == sorted(["1", "−1"])


def test_every_node_can_be_clicked_at_every_position(apples: Trace) -> None:
    for position in range(10):
        traces = [t for t in at(spec(apples), position) if "customdata" in t]
        seen = {i for t in traces for i, x in zip(t["customdata"], t["x"], strict=False) if x >= 0}
        assert seen == set(range(9))


def test_pointing_tells_nothing_that_is_not_computed_yet(apples: Trace) -> None:
    early = [t for t in at(spec(apples), 0) if "hovertext" in t]
    said = " ".join(t["hovertext"][i] for t in early for i, y in enumerate(t["y"]) if y >= 0)
    assert "715" not in said
    assert "gradient" not in said
    shown = json.dumps(spec(apples)["data"], ensure_ascii=False)
    assert "<b>price</b>  mul<br>value 715<br>" in shown
    assert "715.0000000000001" not in shown


def test_long_names_are_cut_and_whole_when_pointed_at() -> None:
    name = "the_price_of_all_the_apples"
    picture = json.dumps(spec(run(parse(f"y = {name} * 2"), {name: 1})), ensure_ascii=False)
    assert "the_price_of_al…" in picture
    assert f"<b>{name}</b>" in picture


def test_user_text_is_escaped() -> None:
    from graphlab.view.base.tooltips import escaped

    assert escaped('<a href="x">&') == '&lt;a href="x"&gt;&amp;'


@pytest.mark.parametrize("name", list(examples()))
def test_no_label_touches_anything(name: str) -> None:
    picture = scene(examples()[name])
    assert picture.placed.overlaps == 0
    count = sum(p is not None for part in (picture.placed.above, picture.placed.below) for p in part)
    assert count == sum(bool(text.shown) for text in (*picture.above, *picture.below))


@pytest.mark.parametrize("name", list(examples()))
def test_everything_stands_in_the_frame(name: str) -> None:
    picture = spec(examples()[name])
    width, height = picture["layout"]["width"], picture["layout"]["height"]
    for trace in picture["data"]:
        # A heat tile has a corner and the size of its cells in place of points.
        for x, y in zip(trace.get("x", [trace.get("x0")]), trace.get("y", [trace.get("y0")]), strict=False):
            assert x is None or y is None or x < 0 or (0 <= x <= width and 0 <= y <= height)


@pytest.mark.parametrize("theme", THEMES)
def test_figure_is_valid_plotly(apples: Trace, theme: str) -> None:
    picture = spec(apples, theme=theme)
    go.Figure(data=picture["data"], layout=picture["layout"])
    assert len(figure(apples, theme=theme).frames) == 10
    assert "sliders" not in picture["layout"]


def test_controls_step_without_a_server(apples: Trace) -> None:
    shown = figure(apples, controls=True)
    assert len(shown.layout.sliders[0].steps) == 10
    assert shown.layout.height > spec(apples)["layout"]["height"]


def test_every_colour_comes_from_the_theme_and_swaps(apples: Trace) -> None:
    light, dark = (json.dumps(spec(apples, theme=theme), ensure_ascii=False) for theme in THEMES)
    for a, b in dark_colours().items():
        assert a not in dark_colours().values() or dark_colours()[a] == a
        light = light.replace(a, b)
    assert light == dark
    for theme in THEMES.values():
        assert len(set(theme)) == len(theme)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable(theme: str) -> None:
    colours = THEMES[theme]
    for text in (colours.value, colours.gradient_text, colours.ink, colours.muted):
        assert contrast(text, colours.paper) >= 4.5
    assert contrast(colours.gradient, colours.paper) >= 3
    assert contrast(colours.ink, colours.ring_fill) >= 4.5
    assert contrast(colours.ink, colours.node) >= 4.5


def test_thirty_nodes_and_sixty_steps_weigh_at_most_200_kilobytes() -> None:
    sizes = []
    for seed in range(3):
        trace = random_trace(3, 30, seed)
        picture = spec(trace)
        assert len(trace.steps) >= 60
        sizes.append(len(json.dumps([picture["data"], picture["frames"]], separators=(",", ":"))))
    assert max(sizes) <= 200_000


@pytest.mark.parametrize("name", list(examples()))
def test_brief_frames_say_the_same(name: str) -> None:
    drawn = picture(examples()[name])
    whole, brief = plotly_spec(drawn), json.loads("".join(plotly_json(drawn)))
    assert any(isinstance(part.get("y"), int) for frame in brief["frames"] for part in frame["data"])
    for frame in brief["frames"]:
        for trace, part in zip(frame["traces"], frame["data"], strict=True):
            if isinstance(part.get("y"), int):
                part["y"] = brief["data"][trace]["y"][: part["y"]]
    assert brief == json.loads(json.dumps(whole))
