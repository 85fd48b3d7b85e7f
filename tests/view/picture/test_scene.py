"""What a laid-out picture must hold for every notation."""

import pytest

from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run
from graphlab.view.base.look import Look
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.scene import scene


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("source", [
    "x = [[1, 2, 3], [4, 5, 6]]\ny = sum(x * x, axis=1)",
    "x = [[1, 2], [3, 4], [5, 6]]\ny = x + x",
    "x = [[1, 2], [3, 4]]\ny = dot(x, x)",
    "f(a, b, c) = a * b + c\nx = [[1, 2], [3, 4]]\ny = f(x, x, x)",
])  # fmt: skip
def test_between_parallel_edges_there_is_room_for_tall_labels(source: str, notation: str) -> None:
    placed = scene(run(parse(source)), look=Look(notation=notation)).placed
    assert (placed.overlaps, placed.tight, placed.left_out) == (0, 0, 0)
