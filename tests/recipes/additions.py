"""What CONTRIBUTING says can be added, added to a copy of the tree: one function a recipe."""

from pathlib import Path

from babel.messages.pofile import read_po, write_po

from tests.recipes.copy import insert, run

LANGUAGE = "zu"


def add_figure(tree: Path) -> None:
    insert(tree / "graphlab/book/figures.py", r"^\)  # fmt: skip\n\nFIGURES", '''\
    Figure("trial-figure", _("A figure added on trial"),
           _("Each factor receives the other one."),
           "arithmetic", "z = x * y", (Case({"x": 3, "y": 4}, values={"z": 12}, grads={"x": 4, "y": 3}),)),
''')  # fmt: skip


def add_break(tree: Path) -> None:
    insert(tree / "graphlab/book/breaks.py", r"^\)  # fmt: skip\n\nBREAKS", '''\
    Break(
        "trial-break", _("A break added on trial"),
        "dx = dout * self.out", "dx = dout",
        _("Why does x receive 1, and not 2.72?"),
        _("The slope of exp is exp itself: without it the gradient is passed on as it came."),
        "y = exp(x)", {"x": 1}, _swapped("exp", vjps=(lambda g, y, x: g,)), "5-20",
        grads={"x": (1, math.e)},
    ),
''')  # fmt: skip


def add_exercise(tree: Path) -> None:
    insert(tree / "graphlab/practice/course.py", r"^\}\)  # fmt: skip\n\nFIRST", '''\
    "trial-exercise": _own(_("An exercise added on trial"), "y = x * x + w", "x=3; w=4"),
''')  # fmt: skip


def add_page(tree: Path) -> None:
    (tree / "pages/trial.py").write_text('''\
"""A page added on trial."""

import streamlit as st

from graphlab.engine.errors import mark as _
from graphlab.ui.frame import address, state
from graphlab.ui.frame.shell import frame

translate = frame("pages/trial.py")

st.markdown(translate(_("This page was added on trial.")))
address.save("trial_state", "lang")
state.end()
''')  # fmt: skip
    insert(tree / "graphlab/ui/frame/pages.py", r"^\)$", '''\
    Page("pages/trial.py", _("Trial"), _("A page added on trial")),
''')  # fmt: skip


def add_state_variable(tree: Path) -> None:
    insert(tree / "graphlab/ui/frame/state.py", r'^    "lang": Variable', '''\
    "trial_state": Variable("", _one_of(("yes", "no")), content=False),
''')  # fmt: skip


def add_notation(tree: Path) -> None:
    (tree / "graphlab/view/notation/trial_notation.py").write_text('''\
"""A notation added on trial: numbers, and a sum without its sign."""

from __future__ import annotations

from graphlab.view.notation.notation import Numbers, Text, number_label


class Trial(Numbers):
    """Numbers alone."""

    def sum(self, i: int) -> Text:
        """Return the sum of all gradients that reach a node."""
        return number_label(self.trace.node_grads[i])
''')  # fmt: skip
    registry = tree / "graphlab/view/notation/registry.py"
    insert(registry, r"^$\n^$\n^class", "from graphlab.view.notation.trial_notation import Trial\n")
    insert(registry, r"^\}\)  # fmt: skip", '''\
    "trial-notation": NotationEntry(Trial, _("trial numbers")),
''')  # fmt: skip


def add_data_set(tree: Path) -> None:
    (tree / "graphlab/data/trial_data.py").write_text('''\
"""A data set added on trial: two kinds of images of 2 × 2 pixels."""

from __future__ import annotations

import numpy as np

from graphlab.data.dataset import Arrays, Source
from graphlab.engine.errors import mark as _


def _read() -> Arrays:
    labels = np.arange(200, dtype=np.uint8) % 2
    images = np.array([[0, 255, 255, 0], [255, 0, 0, 255]], np.uint8)[labels]
    return images[:150], labels[:150], images[150:], labels[150:]


TRIAL = Source("trial-data", _("Trial (200 images, 2 × 2)"), (2, 2), 2, _read)
''')  # fmt: skip
    table = tree / "graphlab/data/__init__.py"
    insert(table, r"^from graphlab.engine", "from graphlab.data.trial_data import TRIAL\n")
    insert(table, r"\)\}\)$", ", TRIAL")


def add_language(tree: Path) -> None:
    """Add a language, and the sentences of the other additions to every language."""
    folder = tree / "graphlab/locale" / LANGUAGE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "graphlab.po").touch()
    run(tree, "-m", "graphlab.locale")
    korean = tree / "graphlab/locale/ko/LC_MESSAGES/graphlab.po"
    with korean.open("rb") as file:
        known = {entry.id: entry.string for entry in read_po(file)}
    for path in (korean, folder / "graphlab.po"):
        with path.open("rb") as file:
            catalogue = read_po(file)
        for entry in catalogue:
            if entry.id and not entry.string:
                entry.string = known[entry.id] or f"시험: {entry.id}"
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, include_lineno=False)
