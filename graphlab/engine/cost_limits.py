"""What a run may cost at most, and what the app allows the visitors of one server."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MEGABYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """The bounds of one run: what goes beyond them is refused before anything is computed.

    value     elements of one array
    run       elements of all arrays together: values, gradients, and what nodes send back along their edges; what
              stands inside a definition counts as often as it is computed
    products  multiply-adds of all matrix products, forward and backward
    """

    value: int = 20_000_000
    run: int = 100_000_000
    products: int = 1_000_000_000_000


# Those of a program, which pays for itself.
WIDE = Limits()


@dataclass(frozen=True)
class AppLimits:
    """What any address may ask of a server: 1 s of processor time, 60 MB while its page is made, 5 MB afterwards.

    run       the bounds of one run
    nodes     nodes of a graph that is drawn; the table of values shows larger ones
    marks     edges of such a graph times its steps: so much is drawn in all, and 200,000 are 8 MB for the browser
    effort    looks at boxes and lines while the labels of a picture find their places, 0.15 microseconds each: the
              least important labels are left out where more would be needed
    caches    bytes of each cache, 200 MB in all
    """

    run: Limits
    nodes: int
    marks: int
    effort: int
    caches: Mapping[str, int]


APP = AppLimits(
    run=Limits(value=100_000, run=400_000, products=100_000_000),
    nodes=200,
    marks=200_000,
    effort=650_000,
    caches=MappingProxyType({
        "graphs": 6 * MEGABYTE,
        "definitions": 6 * MEGABYTE,
        "runs": 32 * MEGABYTE,
        "pictures": 44 * MEGABYTE,
        "layouts": 4 * MEGABYTE,
        "texts": 28 * MEGABYTE,
        "symbols": 16 * MEGABYTE,
        "curves": 4 * MEGABYTE,
        "cards": 16 * MEGABYTE,
        "breaks": 4 * MEGABYTE,
        "broken runs": 4 * MEGABYTE,
        "exercises": 16 * MEGABYTE,
        "tasks": 8 * MEGABYTE,
        "examples": 1 * MEGABYTE,
        "sets": 5 * MEGABYTE,
        "drafts": 6 * MEGABYTE,
    }),
)  # fmt: skip
