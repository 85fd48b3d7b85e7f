"""How good the net is: which digits it confuses, its worst mistakes, and any test image with its probabilities."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import streamlit as st

from graphlab.data import Dataset, load
from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.nn.jobs.jobs import jobs
from graphlab.nn.jobs.messages import JobView
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import sentence, theme
from graphlab.ui.train import digit_images
from graphlab.ui.train.digit_images import Digit
from graphlab.ui.train.live_charts import moving
from graphlab.view.charts import training_charts

Array = npt.NDArray[Any]

WORST, OF_CELL = 12, 24
_READ, _CELL = "net read", "confused"


class Reading(NamedTuple):
    """What the net makes of every test image: probabilities, the digit it reads, and the digit it is."""

    data: Dataset
    iteration: int
    shares: Array
    read: Array
    labels: Array

    def caption(self, i: int, translate: Translate) -> str:
        """Return what an image is and what it was read as."""
        text = say("{digit} read as {read}", digit=int(self.labels[i]), read=int(self.read[i]))
        return text.translated(translate)

    def digit(self, i: int, translate: Translate, shares: bool = True) -> Digit:
        """Return one test image, to be drawn."""
        image = self.data.images(np.array([i]), test=True)[0]
        return Digit(image, self.caption(i, translate), self.shares[i] if shares else None, int(self.labels[i]))


def reading(view: JobView) -> Reading | None:
    """Return what the net makes of the test images: of now for a run at rest, else of the last look."""
    kept = st.session_state.get(_READ)
    if kept and kept[0] == view.id and (kept[1] == view.iteration or moving(view)):
        shares, iteration = kept[2], kept[1]
    else:
        shares, iteration = jobs().predictions(view.id), view.iteration
        if shares is None:
            return None
        st.session_state[_READ] = (view.id, iteration, shares)
    data = load(view.dataset)
    return Reading(data, iteration, shares, np.argmax(shares, axis=1), data.t_test)


@state.callback
def _look_again() -> None:
    st.session_state.pop(_READ, None)


def show(view: JobView | None, translate: Translate) -> None:
    """Draw the confusion matrix with the images of a cell, the worst mistakes, and the picker."""
    found = reading(view) if view and state.get("job") else None
    if view is None or found is None:
        st.caption(translate(_("There is nothing to judge yet. Press “Start”.")))
        return
    _score(view, found, translate)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        cell = _matrix(found, translate)
    with right:
        _images(found, cell, translate)
    _mistakes(found, translate)
    _picker(found, translate)


def _score(view: JobView, found: Reading, translate: Translate) -> None:
    right = int(np.count_nonzero(found.read == found.labels))
    text = say(
        "After {iteration:,} iterations the net reads {right:,} of {all:,} test images correctly ({share:.1%}).",
        iteration=found.iteration,
        right=right,
        all=len(found.labels),
        share=right / len(found.labels),
    )
    with st.container(horizontal=True, vertical_alignment="center", key="score"):
        st.markdown(sentence(text.translated(translate)), width="content")
        if moving(view):
            st.button(translate(_("Look again")), key="look again", type="tertiary", on_click=_look_again)


def _matrix(found: Reading, translate: Translate) -> tuple[int, int] | None:
    """Draw the confusion matrix and return the cell that is chosen, by a click or in the list."""
    title = translate(_("Which digits are confused"))
    st.markdown(f"###### {title}")
    classes = found.data.classes
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (found.labels, found.read), 1)
    option = training_charts.confusion(counts, state.get("lang"), theme())
    alt = translate(
        _("Confusion matrix: rows are the digits, columns what they were read as. The list holds the same.")
    )
    st.echarts_chart(option, key="matrix", height=400, on_select=_clicked, alt=alt)
    cells = sorted(np.ndindex(classes, classes), key=lambda cell: (cell[0] == cell[1], -counts[cell]))
    names = {f"{i}{j}": counts[i, j] for i, j in cells if counts[i, j]}
    if not names:
        return None
    text = translate(_("{digit} read as {read}: {count}"))
    label = translate(_("A cell of the matrix: click it, or choose it here"))

    def words(name: str) -> str:
        return text.format(digit=name[0], read=name[1], count=names[name])

    chosen = selection.pick(st.selectbox, label, list(names), _CELL, words)
    return int(chosen[0]), int(chosen[1])


@state.callback
def _clicked() -> None:
    groups = st.session_state["matrix"]["selection"]["selected"]
    places = [int(place) for group in groups for place in group["data_indices"]]
    if places:
        st.session_state[_CELL] = f"{places[0] // 10}{places[0] % 10}"


def _images(found: Reading, cell: tuple[int, int] | None, translate: Translate) -> None:
    if cell is None:
        return
    digit, read = cell
    places = np.flatnonzero((found.labels == digit) & (found.read == read))
    text = say("{digit} read as {read}: {count} images", digit=digit, read=read, count=len(places))
    st.markdown(f"###### {sentence(text.translated(translate))}")
    sure = places[np.argsort(-found.shares[places, read], kind="stable")][:OF_CELL]
    caption = translate(_("no. {number}, {share:.0%}"))
    digits = [
        found.digit(i, translate, shares=False)._replace(caption=caption.format(number=i, share=found.shares[i, read]))
        for i in sure
    ]
    digit_images.gallery(digits, theme(), "small")
    if len(places) > OF_CELL:
        st.caption(translate(_("Those of which the net is surest.")))


def _mistakes(found: Reading, translate: Translate) -> None:
    title = translate(_("The worst mistakes, with the ten probabilities"))
    st.markdown(f"###### {title}")
    true = found.shares[np.arange(len(found.labels)), found.labels]
    wrong = np.flatnonzero(found.read != found.labels)
    worst = wrong[np.argsort(true[wrong], kind="stable")][:WORST]
    if not len(worst):
        st.caption(translate(_("There are none.")))
    digit_images.gallery([found.digit(i, translate) for i in worst], theme())


def _picker(found: Reading, translate: Translate) -> None:
    title = translate(_("Any test image"))
    st.markdown(f"###### {title}")
    last = len(found.labels) - 1
    st.session_state["picked"] = min(st.session_state.get("picked", 0), last)
    picked = int(st.slider(translate(_("Number of the image")), 0, last, key="picked"))
    digit_images.gallery([found.digit(picked, translate)], theme(), "large")
