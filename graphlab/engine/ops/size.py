"""What a node computes, as far as the shapes of its inputs tell."""

from typing import NamedTuple

Shape = tuple[int, ...]


class Size(NamedTuple):
    """What a node computes, known from shapes alone: the shape of its output, and what a definition has inside.

    `products` are the multiply-adds of matrix products, forward and backward; `elements` those of all arrays inside,
    and `largest` those of the largest one.
    """

    shape: Shape
    products: int = 0
    elements: int = 0
    largest: int = 0
