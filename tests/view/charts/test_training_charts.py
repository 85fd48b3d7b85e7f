"""Charts of a training as plain options."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.view.charts import training_charts

AT = np.arange(1, 1001)
LOSSES = 2.3 * np.exp(-AT / 200)


def test_a_part_is_drawn_up_to_its_edges_and_in_all_its_detail() -> None:
    option = training_charts.loss(AT, LOSSES, [], (100, 200))
    for series in option["series"]:
        assert [x for x, _y in series["data"]] == list(range(99, 202))
    assert (option["xAxis"]["min"], option["xAxis"]["max"]) == (100, 200)


@pytest.mark.parametrize("count", [1, 500, 501, 99_999])
def test_a_curve_has_no_more_points_than_a_chart_has_pixels_for_and_the_last_among_them(count: int) -> None:
    drawn = training_charts.thinned(np.arange(count), np.ones(count))
    assert len(drawn) <= training_charts.MOST_POINTS
    assert drawn[-1] == [count - 1, 1]


def test_between_two_epochs_the_line_goes_on() -> None:
    option = training_charts.accuracy([(0, 0.1, 0.1), (600, 0.9, 0.8), (1200, 0.95, 0.9)], (700, 900))
    assert [x for x, _y in option["series"][0]["data"]] == [600, 1200]


@pytest.mark.parametrize("span", [(0, 1000), (100, 200)])
def test_the_curves_stay_in_their_place_whatever_part_is_shown(span: training_charts.Span) -> None:
    grids = [
        training_charts.loss(AT, LOSSES, [], span)["grid"],
        training_charts.accuracy([(600, 0.9, 0.8)], span)["grid"],
    ]
    assert (
        grids[0]
        == grids[1]
        == {"left": 48, "right": 30, "top": 36, "bottom": 46} | {"containLabel": False, "outerBoundsMode": "none"}
    )


@pytest.mark.parametrize("largest, left", [(2.3, 48), (9_999, 55), (1_234_567, 83), (1e300, 120)])
def test_large_losses_have_room_for_their_numbers(largest: float, left: int) -> None:
    assert training_charts.loss(AT[:2], np.array([1.0, largest]), [], (0, 10))["grid"]["left"] == left


@given(st.floats(0, 1))
def test_the_axis_of_shares_holds_the_lowest_in_few_steps(lowest: float) -> None:
    axis = training_charts.share_axis(lowest)
    steps = (1 - axis["min"]) / axis["interval"]
    assert 0 <= axis["min"] <= lowest + 1e-6
    assert axis["min"] < 1 == axis["max"]
    assert steps == pytest.approx(round(steps))
    assert round(steps) <= 5


def test_the_whole_axis_of_shares_begins_at_nothing() -> None:
    assert training_charts.accuracy([(1, 0.97, 0.96)], (0, 10))["yAxis"]["min"] == 0
