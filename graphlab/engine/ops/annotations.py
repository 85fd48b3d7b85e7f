"""What a record says of its op beside the rules: remarks on special inputs, known mistakes, the lines of a proof."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence to be said where `when(*inputs)` holds for some element."""

    when: Callable[..., Any]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A known mistake: its vjps (None where it cannot be made) or its output, and the sentence that corrects it.

    A rule may return a tuple: the numbers of several ways to make the mistake.
    """

    name: str
    says: str
    vjps: tuple[Callable[..., Any] | None, ...] = ()
    forward: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One line of a proof: the gradient as text in the language of graphs, and why it equals the line before."""

    text: str
    says: str
