"""The run that the page shows: started, paused, stepped and put away; it lives in the worker, not in the page."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from graphlab.data import DATASETS, Dataset, load
from graphlab.engine.errors import GraphlabError, Message, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.nn.jobs.jobs import jobs
from graphlab.nn.jobs.messages import PAUSED, WAITING, Job, JobView
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import escape, sentence
from graphlab.ui.train import settings

# Long enough for a look at another page; a run whose tab is closed pauses at once all the same.
LEASE = 900.0
# The tabs below the charts, and the one that a single iteration opens.
TABS, ONE_ITERATION = "parts", _("One iteration")
_LAST, _TROUBLE, _KNOWN, _RESTORED = "last view", "training trouble", "known job", "restored job"


class Act(NamedTuple):
    """What a button does: its label, its icon, and the function behind it; None where it cannot be pressed now."""

    label: str
    icon: str
    do: Callable[[], None] | None


@st.cache_resource(scope="session", on_release=lambda id: jobs().release(id), show_spinner=False, max_entries=8)
def _lease(id: str) -> str:
    """Hold a run as long as the browser is there; when it goes, the run pauses until it is looked at again."""
    return id


def current() -> JobView | None:
    """Return the run shown, wherever it is by now; None if there is none. The first call of the page."""
    settings.begin()
    id = state.get("job")
    if not id:
        return None
    view = jobs().view(id) or _restored(id)
    if view is None:
        state.put(job="")
        return last()
    _lease(id)
    st.session_state[_LAST] = view
    _settle(view)
    return view


def _restored(id: str) -> JobView | None:
    """Bring back a run that this server does not know any more."""
    try:
        view = jobs().restore(id, LEASE)
    except GraphlabError as error:
        _warn(error.message)
        return None
    if view is None:
        _warn(say("The run is no longer there. What was seen of it last stands below; Start begins a new one."))
    elif view.live:
        st.session_state[_RESTORED] = id
    return view


def last() -> JobView | None:
    """Return what was seen last of a run in this session."""
    view = st.session_state.get(_LAST)
    return view if isinstance(view, JobView) else None


def _settle(view: JobView) -> None:
    """Take over settings and data set of a run that this session has not started itself."""
    if st.session_state.get(_KNOWN) != view.id:
        st.session_state[_KNOWN] = view.id
        settings.choose(view.dataset)
        settings.show(view.config, view.pace)


def data(view: JobView | None) -> Dataset:
    """Return the data set of the run, or the one that was chosen for the next."""
    return load(view.dataset if view else settings.dataset())


def shown(view: JobView | None) -> JobView | None:
    """Return the run to be drawn: the current one, or what is left of one that is gone."""
    return view or last()


def _warn(message: Message) -> None:
    st.session_state[_TROUBLE] = message


def trouble(view: JobView | None, translate: Translate) -> None:
    """Draw, once, what could not be done, and as long as a run that was brought back rests, that it is back."""
    message = st.session_state.pop(_TROUBLE, None)
    if message:
        st.warning(sentence(message.translated(translate)))
    if view and view.state in (WAITING, PAUSED) and st.session_state.get(_RESTORED) == view.id:
        text = _("The server was started anew, or nobody looked at this run for a while. It is back as it was saved.")
        st.info(translate(text))
    else:
        st.session_state.pop(_RESTORED, None)


def start(paused: bool = False) -> None:
    """Begin a run with the settings as they stand."""
    try:
        id = jobs().start(Job(settings.config(), settings.dataset(), pace=settings.pace()), LEASE, paused=paused)
    except GraphlabError as error:
        _warn(error.message)
        return
    put_away()
    st.session_state[_KNOWN] = id
    state.put(job=id)


def put_away() -> None:
    """Stop the run and clear the charts."""
    if state.get("job"):
        jobs().stop(state.get("job"))
    state.put(job="")
    st.session_state.pop(_LAST, None)


def restart_with_new_seed() -> None:
    """Clear the charts and draw another seed for the next run."""
    settings.new_seed()
    put_away()


@state.callback
def one_iteration() -> None:
    """Do a single iteration, of a new run if there is none, and show its stages."""
    if not state.get("job"):
        start(paused=True)
    if state.get("job"):
        jobs().step(state.get("job"))
        selection.keep(TABS, ONE_ITERATION)


def learning_rate_changed() -> None:
    """Let a learning rate that was typed during a run take effect in it."""
    view, rate = current(), settings.values()["learning_rate"]
    if view and view.live and "learning_rate" not in settings.problems(len(data(view).x_train)):
        jobs().set_learning_rate(view.id, rate)


def pace_changed() -> None:
    """Let a pace that was chosen during a run take effect in it."""
    if state.get("job"):
        jobs().set_pace(state.get("job"), settings.pace())


def acts(view: JobView | None, good: bool) -> tuple[Act, ...]:
    """Return the buttons for the state of a run; the first is the one to press next. `good`: the settings are."""
    live = view is not None and view.live and bool(state.get("job"))
    id = view.id if view else ""
    if live and view and view.state == PAUSED:
        first = Act(_("Resume"), ":material/play_arrow:", lambda: jobs().resume(id))
    elif live:
        first = Act(_("Pause"), ":material/pause:", lambda: jobs().pause(id))
    else:
        first = Act(_("Start again") if view else _("Start"), ":material/play_arrow:", start if good else None)
    single = one_iteration if live or (good and view is None) else None
    return (
        first,
        Act(_("One iteration"), ":material/skip_next:", single),
        Act(_("Stop"), ":material/stop:", (lambda: jobs().stop(id)) if live else None),
        Act(_("Reset"), ":material/replay:", put_away if view else None),
        Act(_("New seed"), ":material/casino:", restart_with_new_seed),
    )


def buttons(view: JobView | None, good: bool, translate: Translate) -> None:
    """Draw the buttons that start, pause, step, stop and put away."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="acts"):
        for i, act in enumerate(acts(view, good)):
            st.button(
                translate(act.label),
                key=f"act-{i}",
                icon=act.icon,
                type="secondary" if i else "primary",
                disabled=act.do is None,
                on_click=state.press,
                args=("act", act.do),
            )
        settings.paces(translate, pace_changed)


def controls(view: JobView | None, translate: Translate) -> None:
    """Draw the three numbers, the other settings behind a button, and the buttons."""
    found = settings.problems(len(data(None).x_train))
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key="settings"):
        for name in settings.FIRST_FIELDS:
            with st.container(width=170):
                changed = learning_rate_changed if name == "learning_rate" else None
                settings.field(name, found.get(name), translate, changed)
        with st.container(width="content", key="more"):
            _more(found, translate)
    buttons(view, not found, translate)
    if view and state.get("job") and not found and _differs(view):
        st.caption(translate(_("The settings have changed. They count from the next start: Reset, then Start.")))


def _more(found: dict[str, Message], translate: Translate) -> None:
    bad = [name for name in found if name not in settings.FIRST_FIELDS]
    with st.popover(translate(_("More settings")), icon=":material/error:" if bad else ":material/tune:"):
        for name in settings.MORE_FIELDS:
            settings.field(name, found.get(name), translate)
        for name in settings.CHOICES:
            settings.choice(name, translate)


def _differs(view: JobView) -> bool:
    wanted = settings.values()
    names = [name for name in settings.NAMES if name != "learning_rate"]
    return settings.dataset() != view.dataset or any(wanted[name] != getattr(view.config, name) for name in names)


def choose(name: str) -> None:
    """Train on another data set from now on."""
    put_away()
    settings.choose(name)


def source(translate: Translate) -> None:
    """Say which data set is in use, and offer the other one."""
    used = DATASETS[settings.dataset()]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="data"):
        st.caption(escape(say("Data: {title}", title=translate(used.title)).translated(translate)), width="content")
        for other in DATASETS.values():
            if other is not used:
                label = _offer(other.here(), translate).format(title=translate(other.title), size=other.size / 2**20)
                st.button(escape(label), key=f"data-{other.name}", type="tertiary", on_click=_want, args=(other.name,))
    _fetched(translate)


def _offer(here: bool, translate: Translate) -> str:
    if here:
        return translate(_("Train on {title} instead"))
    return translate(_("Train on {title} instead ({size:.0f} MB, once)"))


@state.callback
def _want(name: str) -> None:
    st.session_state["wanted data"] = name


def _fetched(translate: Translate) -> None:
    """Download the data set that was asked for, with a bar; an error is shown, and the present one stays."""
    name = st.session_state.pop("wanted data", None)
    if name is None:
        return
    text = translate(_("Downloading {done:.1f} of {total:.1f} MB …"))
    bar = st.progress(0.0, text.format(done=0, total=DATASETS[name].size / 1e6))

    def report(done: int, total: int) -> None:
        bar.progress(done / total, text.format(done=done / 1e6, total=total / 1e6))

    try:
        load(name, report)
    except GraphlabError as error:
        bar.empty()
        st.error(sentence(error.sentence(translate)))
        st.caption(translate(_("The bundled digits are used in the meantime.")))
        return
    choose(name)
    st.rerun()
