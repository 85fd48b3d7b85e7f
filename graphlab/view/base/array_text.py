"""Elements of arrays, as code writes them."""

import numpy as np


def written(name: str, shape: tuple[int, ...], i: int) -> str:
    """Return an element as code writes it, a single number by its name alone.

    >>> written("W", (2, 3), 4), written("x", (), 0)
    ('W[1, 1]', 'x')
    """
    return f"{name}[{', '.join(str(k) for k in np.unravel_index(i, shape))}]" if shape else name
