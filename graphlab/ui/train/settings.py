"""The settings of a training as the learner types them, and what is wrong with them, next to the field."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import streamlit as st

from graphlab.data import DATASETS
from graphlab.engine.errors import Message, Translate
from graphlab.engine.errors import mark as _
from graphlab.nn.training.config import TrainConfig, config_problems
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.pages import setting_key
from graphlab.ui.frame.shell import sentence
from graphlab.ui.frame.tab_memory import part

Read = Callable[[str], Any]
Changed = Callable[[], None]


def whole(text: str) -> Any:
    """Return a whole number, or the text itself, which the checks will refuse.

    >>> whole(" 100 "), whole("many")
    (100, 'many')
    """
    try:
        return int(text)
    except ValueError:
        return text


def real(text: str) -> Any:
    """Return a number, or the text itself, which the checks will refuse.

    >>> real("0.1"), real("fast")
    (0.1, 'fast')
    """
    try:
        return float(text)
    except ValueError:
        return text


def sizes(text: str) -> tuple[Any, ...]:
    """Return the hidden layers' sizes, one or several with commas between.

    >>> sizes("50"), sizes("50, 30")
    ((50,), (50, 30))
    """
    return tuple(whole(part) for part in text.split(","))


@dataclass(frozen=True)
class Field:
    """One number to be typed: its label, what it means, and how it is read."""

    label: str
    help: str
    read: Read


@dataclass(frozen=True)
class Choice:
    """One setting that is chosen from a few words."""

    label: str
    help: str
    words: Mapping[str, str]


FIELDS: Mapping[str, Field] = MappingProxyType({
    "learning_rate": Field(_("Learning rate"), _("How far each update moves the weights."), real),
    "hidden_size": Field(_("Hidden units"), _("Units of the hidden layer; 50, 30 makes two layers."), sizes),
    "batch_size": Field(_("Batch"), _("Images that are looked at together in one iteration."), whole),
    "iterations": Field(_("Iterations"), _("How many updates the training makes."), whole),
    "seed": Field(_("Seed"), _("The same seed draws the same initial weights and the same batches."), whole),
})  # fmt: skip

CHOICES: Mapping[str, Choice] = MappingProxyType({
    "activation": Choice(
        _("Activation"),
        _("The function between the layers."),
        MappingProxyType({"relu": "ReLU", "sigmoid": "Sigmoid", "tanh": "tanh"}),
    ),
    "init": Choice(
        _("Initial weights"),
        _("How widely the weights are spread before training."),
        MappingProxyType({"std": _("0.01 (the chapter's)"), "he": "He", "xavier": "Xavier"}),
    ),
    "optimiser": Choice(
        _("Update rule"),
        _("How the gradient moves the weights."),
        MappingProxyType({"sgd": "SGD", "momentum": "Momentum", "adam": "Adam"}),
    ),
})  # fmt: skip

# Iterations a second: to see single steps, to watch a curve grow, and all that the server can do.
PACES: Mapping[str, tuple[str, float | None]] = MappingProxyType({
    "slow": (_("slow motion"), 10.0),
    "watch": (_("to watch"), 500.0),
    "full": (_("full speed"), None),
})  # fmt: skip
PACE = "pace"

FIRST_FIELDS = ("learning_rate", "hidden_size", "batch_size")
MORE_FIELDS = ("iterations", "seed")
NAMES = (*FIELDS, *CHOICES)
DEFAULTS = TrainConfig()
DATA, LONGEST = "training data", 40


def dataset() -> str:
    """Return the name of the data set that was chosen; the bundled one at first."""
    return str(st.session_state.get(DATA, next(iter(DATASETS))))


def begin() -> None:
    """Give every setting that has no value yet its default."""
    for name in NAMES:
        st.session_state.setdefault(setting_key(name), _text(DEFAULTS, name))
    st.session_state.setdefault(PACE, _usual_pace())


def choose(name: str) -> None:
    """Choose a data set, and the pace that suits it: what is over in a moment is slowed down."""
    st.session_state[DATA] = name
    st.session_state[PACE] = _usual_pace()


def kept() -> dict[str, Any]:
    """Return the settings as JSON, for the browser's tab to keep."""
    return {"settings": {name: st.session_state.get(setting_key(name)) for name in NAMES},
            "pace": st.session_state.get(PACE), "data": dataset()}  # fmt: skip


def restore(kept: Mapping[str, Any]) -> None:
    """Take the settings from what the tab has kept."""
    data, pace = str(kept.get("data")), str(kept.get("pace"))
    if data in DATASETS and DATASETS[data].here():
        st.session_state[DATA] = data
    if pace in PACES:
        st.session_state[PACE] = pace
    for name, text in ((name, str(text)) for name, text in part(kept, "settings").items()):
        if (name in FIELDS and len(text) <= LONGEST) or (name in CHOICES and text in CHOICES[name].words):
            st.session_state[setting_key(name)] = text


def _usual_pace() -> str:
    return "full" if DATASETS[dataset()].fetch else "watch"


def pace() -> float | None:
    """Return how many iterations a second are wanted at most; None: as many as there is time for."""
    return PACES[st.session_state.get(PACE, _usual_pace())][1]


def show(config: TrainConfig, pace: float | None) -> None:
    """Put the settings of a training that already exists into the fields."""
    st.session_state[PACE] = next((name for name, (_word, most) in PACES.items() if most == pace), "full")
    for name in NAMES:
        st.session_state[setting_key(name)] = _text(config, name)


def _text(config: TrainConfig, name: str) -> str:
    """Return a setting as its widget holds it."""
    value = getattr(config, name)
    if name == "hidden_size":
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def values() -> dict[str, Any]:
    """Return what is typed and chosen, as numbers and words."""
    texts = {name: st.session_state.get(setting_key(name), _text(DEFAULTS, name)) for name in NAMES}
    return {name: FIELDS[name].read(text) if name in FIELDS else text for name, text in texts.items()}


def problems(rows: int) -> dict[str, Message]:
    """Return what is wrong, by the name of the setting; `rows` is the number of training images."""
    return config_problems(values(), rows)


def config() -> TrainConfig:
    """Return the settings. Raises `GraphlabError` if they are bad."""
    return TrainConfig(**values())


def new_seed() -> None:
    """Draw another seed."""
    st.session_state[setting_key("seed")] = str(random.randrange(1, 10_000))


def field(name: str, problem: Message | None, translate: Translate, changed: Changed | None = None) -> None:
    """Draw one number's field, and under it what is wrong with it."""
    about = FIELDS[name]
    st.text_input(
        translate(about.label),
        key=setting_key(name),
        help=translate(about.help),
        max_chars=LONGEST,
        on_change=changed and state.callback(changed),
        persist_state="session",
    )
    if problem:
        st.markdown(f":small[:red[{sentence(problem.translated(translate))}]]")


def choice(name: str, translate: Translate) -> None:
    """Draw one choice of words."""
    about = CHOICES[name]
    selection.pick(
        st.selectbox,
        translate(about.label),
        list(about.words),
        setting_key(name),
        lambda word: translate(about.words[word]),
        help=translate(about.help),
    )


def paces(translate: Translate, changed: Changed) -> None:
    """Draw the choice of the pace, which takes effect at once."""
    selection.pick(
        st.segmented_control,
        translate(_("Pace")),
        list(PACES),
        PACE,
        lambda name: translate(PACES[name][0]),
        after=changed,
        required=True,
        help=translate(
            _("Slow motion does 10 iterations a second, “to watch” 500; the result is the same at every pace.")
        ),
        label_visibility="collapsed",
    )
