"""Names as learners type them: one spelling for each, and no two that only look alike."""

import unicodedata
from collections.abc import Mapping

from graphlab.engine.errors import Message, say

LONGEST_NAME = 40

# Letters of other alphabets that are drawn like a Latin one, each before the Latin letter it resembles.
_LOOKALIKES = (
    "аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwАAВBЕEЗ3КKМMНHОOРPСCТTУYХXЅSІIЈJΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvօoոnսuցgհhզqԼLՏSՕO"
)
_SKELETON = str.maketrans(dict(zip(_LOOKALIKES[::2], _LOOKALIKES[1::2], strict=True)))


def skeleton(name: str) -> str:
    """Return what the name looks like: lookalike letters of other alphabets read as Latin ones.

    >>> skeleton("\\u0430pple")
    'apple'
    """
    return name if name.isascii() else name.translate(_SKELETON)


def unicode_name(name: str, twin: str) -> str:
    """Return Unicode's name for the first letter in which `name` differs from `twin`."""
    odd = next((a for a, b in zip(name, twin, strict=False) if a != b), name[0])
    return unicodedata.name(odd, f"U+{ord(odd):04X}")


def too_long(name: str) -> Message | None:
    """Return a sentence if the name is longer than a picture can show, else None."""
    if len(name) <= LONGEST_NAME:
        return None
    return say(
        "the name `{name}…` has {length} characters; a name may have {most}.",
        name=name[:12],
        length=len(name),
        most=LONGEST_NAME,
    )


def lookalike(name: str, known: Mapping[str, str]) -> Message | None:
    """Return a sentence if `name` looks like another name in `known` (skeleton → name), else None."""
    twin = known.get(skeleton(name), name)
    if twin == name:
        return None
    return say(
        "`{name}` looks like `{twin}` but is another name: it contains {letter}. Type it anew with one keyboard.",
        name=name,
        twin=twin,
        letter=unicode_name(name, twin),
    )
