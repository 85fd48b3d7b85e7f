"""What a node is called: one name everywhere, and beside it in the reader's language what it stands for.

The name is the identifier of formulas, code, sentences, exercises and tables. Where a reader meets an input or the
result first (at its edge, its field, in a list) the words stand with the name, never in its place: a picture that says
"number of apples" and a formula that says `n_apple` would be two names for one thing.
"""

from collections.abc import Mapping

# The length of a name in a picture, in characters.
LONGEST = 16


def label(name: str, words: Mapping[str, str]) -> str:
    """Return a name with its words on one line; `words` says what nodes stand for, by name.

    >>> label("n_apple", {"n_apple": "number of apples"}), label("tax", {"tax": "tax"}), label("x", {})
    ('number of apples (n_apple)', 'tax', 'x')
    """
    said = words.get(name, name)
    return name if said == name else f"{said} ({name})"


def caption(name: str, words: Mapping[str, str]) -> str:
    r"""Return what stands at an edge of a picture: the words, and below them the name, cut if it is long.

    >>> caption("n_apple", {"n_apple": "number of apples"}), caption("tax", {"tax": "tax"}), caption("x", {})
    ('number of apples\nn_apple', 'tax', 'x')
    """
    said = words.get(name, name)
    return short(name) if said == name else f"{said}\n{short(name)}"


def short(name: str) -> str:
    """Return a name cut to a length that fits the picture.

    >>> short("apple"), short("the_price_of_all_the_apples")
    ('apple', 'the_price_of_al…')
    """
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
