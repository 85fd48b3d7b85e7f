"""The undo history of a draft forgets its beginning."""

from graphlab.build.history import MOST, History


def test_only_so_many_texts_are_kept() -> None:
    history = History()
    for number in range(2 * MOST):
        history = history.changed(str(number))
    assert len(history.past) == MOST
    assert history.past[-1] == str(2 * MOST - 2)
