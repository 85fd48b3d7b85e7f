"""The variables of the state: each can stand in the address, and what it cannot be is left out with a sentence."""

import pytest

from graphlab.ui.frame.state import MOST_OPEN, MOST_RUNS, VARIABLES, Variable
from tests.ui.test_pages import opened

EMPTY: tuple[object, ...] = ("", {}, ())
# Any text may be typed; what is wrong with it is said beside it.
TYPED = {"text", "draft"}


@pytest.mark.parametrize("variable", VARIABLES.values(), ids=VARIABLES.keys())
def test_a_default_survives_the_address(variable: Variable) -> None:
    default = variable.default
    assert default in EMPTY or variable.decode(variable.encode(default)) == default


@pytest.mark.parametrize("name", [name for name in VARIABLES if name not in TYPED])
def test_what_it_cannot_be_is_left_out(name: str) -> None:
    app = opened("pages/break_it.py", **{name: "?!"})
    (warning,) = app.warning
    assert "?!" in warning.value.replace("\\", "") or VARIABLES[name].broken == warning.value
    kept = app.session_state[f"state.{name}"] if f"state.{name}" in app.session_state else VARIABLES[name].default
    assert kept != "?!"


def test_an_address_opens_so_many_nodes_at_most() -> None:
    names = [f"v{n}" for n in range(MOST_OPEN + 1)]
    assert len(VARIABLES["open"].decode(",".join(names[1:]))) == MOST_OPEN
    with pytest.raises(ValueError):
        VARIABLES["open"].decode(",".join(names))


def test_an_address_keeps_so_many_runs_at_most() -> None:
    runs = [f"{n}-{'a' * 20}" for n in range(1, MOST_RUNS + 2)]
    assert len(VARIABLES["kept"].decode(".".join(runs[1:]))) == MOST_RUNS
    with pytest.raises(ValueError):
        VARIABLES["kept"].decode(".".join(runs))
