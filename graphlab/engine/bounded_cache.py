"""A cache for expensive results, kept under the immutable values they were made from and bounded in bytes."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, TypeVarTuple

Ts = TypeVarTuple("Ts")
T = TypeVar("T")


def bounded(most: int, size: Callable[..., int]) -> Callable[[Callable[[*Ts], T]], Callable[[*Ts], T]]:
    """Keep the latest results of a function, up to `most` bytes in all.

    `size` gets the result and the arguments and returns their bytes; what is larger than `most` is not kept.

    >>> @bounded(6, lambda text, *_: len(text))
    ... def double(text):
    ...     print("made", text)
    ...     return text * 2
    >>> double("a"), double("bc"), double("a"), double("d"), double("bc"), double("large")[:1], double("bc")
    made a
    made bc
    made d
    made bc
    made large
    ('aa', 'bcbc', 'aa', 'dd', 'bcbc', 'l', 'bcbc')
    """

    def decorate(make: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
        kept: OrderedDict[tuple[Any, ...], tuple[T, int]] = OrderedDict()
        lock, total = Lock(), 0

        @wraps(make)
        def found(*args: *Ts) -> T:
            nonlocal total
            with lock:
                if args in kept:
                    kept.move_to_end(args)
                    return kept[args][0]
            made = make(*args)
            held = size(made, *args)
            if held <= most:
                with lock:
                    # Another thread may have made the same meanwhile.
                    total += held - kept.pop(args, (made, 0))[1]
                    kept[args] = made, held
                    while total > most:
                        total -= kept.popitem(last=False)[1][1]
            return made

        return found

    return decorate
