"""The picture of an exercise: fields have room at every scale at which the page shows it, and on paper."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from graphlab.book import FIGURES
from graphlab.practice.course import COURSE
from graphlab.ui.components import exercise_fields
from graphlab.ui.frame.subject import wanted
from graphlab.view.base.look import PLAIN
from graphlab.view.exercise.blanks import HIGH, Blanks, blanks
from graphlab.view.layout.boxes import TEXT, Rect, around, overlap, text_size

SCRIPT = Path(exercise_fields.__file__).with_name("exercise_fields.js").read_text(encoding="utf-8")
SMALLEST, LARGEST, FIELD = (float(re.search(rf"const {name} = ([\d.]+)", SCRIPT)[1])
                            for name in ("SMALLEST", "LARGEST", "FIELD"))  # fmt: skip
# px: the fields' least height, as the style has it.
LEAST = 24.0


def drawn(id: str) -> Blanks:
    one = COURSE[id]
    return blanks(one, one.labels, wanted(FIGURES[one.figure]) if one.figure else PLAIN)


def fields(drawing: Blanks, scale: float) -> list[Rect]:
    """The fields as the page draws them: they shrink with the picture, but not below what can be read and hit."""
    sizes = [(max(one.width * scale, FIELD), max(HIGH * scale, LEAST)) for one in drawing.fields]
    return [around((one.x * scale, one.y * scale), size) for one, size in zip(drawing.fields, sizes, strict=True)]


def texts(drawing: Blanks, scale: float) -> Iterator[Rect]:
    for one in drawing.labels:
        if not one.key:
            width, height = text_size(one.text, TEXT, bold=True)
            yield around((one.x * scale, one.y * scale), (width * scale, height * scale - 2))


@pytest.mark.parametrize("scale", [SMALLEST, 0.8, 1.0, LARGEST])
@pytest.mark.parametrize("id", COURSE)
def test_no_field_touches_another_or_a_number(id: str, scale: float) -> None:
    drawing = drawn(id)
    boxes = fields(drawing, scale)
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert not [(box, text) for box in boxes for text in texts(drawing, scale) if overlap(box, text)]


@pytest.mark.parametrize("id", COURSE)
def test_every_exercise_fits_into_its_frame_on_a_wide_page(id: str) -> None:
    assert drawn(id).picture.width * SMALLEST <= 1196
