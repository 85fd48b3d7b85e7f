"""Which dimensions had to agree where the shapes of a node's inputs do not fit together."""

from collections.abc import Sequence
from itertools import zip_longest

from graphlab.engine.errors import Message, say
from graphlab.engine.errors import mark as _

Shape = tuple[int, ...]
# What an input is called, and its shape.
Given = tuple[object, Shape]

PRODUCTS = ("dot", "affine")

CONSTANT = Message(_("the constant"))


# An axis of an input: the number of the input, and that of the axis.
Place = tuple[int, int]


class Size(int):
    """A size of a dimension that had to agree with another; a page may show it in that dimension's colour."""

    place: Place

    def __new__(cls, size: int, place: Place) -> "Size":
        """Return the size of the axis at a place."""
        made = super().__new__(cls, size)
        made.place = place
        return made


def disagreeing(message: Message) -> list[tuple[str, Size]]:
    """Return the sizes in a sentence that had to agree, with their keys; none where it is about something else."""
    return [(key, value) for key, value in message.values if isinstance(value, Size)]


def misfit(op: str, given: Sequence[Given], elementwise: bool) -> Message | None:
    """Return the sentence about the first two dimensions that disagree, None where the reason is another one.

    >>> str(misfit("dot", [("X", (4, 2)), ("W", (3, 5))], False)).split(": ", 2)[2]
    'the last dimension of X (2) and the first of W (3) must agree.'
    >>> str(misfit("add", [("a", (4, 2)), ("b", (3,))], True)).split(": ", 2)[2]
    'the last dimension of a (2) and the last of b (3) must agree, or one of them must be 1.'
    """
    if op in PRODUCTS and all(1 <= len(shape) <= 2 for _name, shape in given[:2]):
        (left, a), (right, b) = given[:2]
        if a[-1] != b[0]:
            return say(
                "`{op}`: {left} {a} and {right} {b} do not fit together: "
                "the last dimension of {left} ({m}) and the first of {right} ({n}) must agree.",
                op=op, left=left, right=right, a=a, b=b, m=Size(a[-1], (0, len(a) - 1)), n=Size(b[0], (1, 0)),
            )  # fmt: skip
        product: Given = (say("{left}·{right}", left=left, right=right), a[:-1] + b[1:])
        places = [*((0, axis) for axis in range(len(a) - 1)), *((1, axis) for axis in range(1, len(b)))]
        return _broadcast(op, product, given[2], places, 2) if len(given) == 3 else None
    if not elementwise or len(given) != 2:
        return None
    return _broadcast(op, given[0], given[1], [(0, axis) for axis in range(len(given[0][1]))], 1)


def _broadcast(op: str, one: Given, other: Given, places: Sequence[Place], slot: int) -> Message | None:
    """Return the sentence about two inputs; `places` has the axes of the first, `slot` is the number of the second."""
    (left, a), (right, b) = one, other
    pairs = enumerate(zip_longest(reversed(a), reversed(b), fillvalue=1), start=1)
    place, m, n = next(((place, m, n) for place, (m, n) in pairs if m != n and 1 not in (m, n)), (0, 0, 0))
    if not place:
        return None
    m, n = Size(m, places[-place]), Size(n, (slot, len(b) - place))
    if place == 1:
        return say(
            "`{op}`: {left} {a} and {right} {b} do not fit together: "
            "the last dimension of {left} ({m}) and the last of {right} ({n}) must agree, or one of them must be 1.",
            op=op, left=left, right=right, a=a, b=b, m=m, n=n,
        )  # fmt: skip
    return say(
        "`{op}`: {left} {a} and {right} {b} do not fit together: counted from the right, dimension {place} of "
        "{left} ({m}) and dimension {place} of {right} ({n}) must agree, or one of them must be 1.",
        op=op, left=left, right=right, a=a, b=b, m=m, n=n, place=place,
    )  # fmt: skip
