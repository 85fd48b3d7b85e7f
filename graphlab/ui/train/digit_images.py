"""Pictures of digits and weights as HTML: one element, however many pictures there are in it."""

import html
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import streamlit as st

from graphlab.view.base import pixels

Array = npt.NDArray[Any]
Name = Callable[[str], str]

_STYLE = Path(__file__).with_name("training.css")


class Digit(NamedTuple):
    """One image with what is written under it, and the probabilities of the ten digits, if they are to be seen."""

    image: Array
    caption: str
    shares: Array | None = None
    label: int = -1


def style() -> None:
    """Give the page the style of its pictures."""
    st.html(_style())


@cache
def _style() -> str:
    return f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"


def picture(rgb: Array, alt: str) -> None:
    """Draw an array of colours as wide as there is room."""
    st.html(image(rgb, alt))


def image(rgb: Array, alt: str) -> str:
    """Return an array of colours as an image in HTML."""
    return f'<img class="pixels" src="{pixels.data_url(rgb)}" alt="{html.escape(alt)}">'


def batch(images: Array, columns: int, theme: str, alt: str) -> None:
    """Draw many images in one frame."""
    picture(pixels.mosaic(pixels.ink(images, theme), columns, theme), alt)


def gallery(digits: Sequence[Digit], theme: str, size: str = "") -> None:
    """Draw images, each with its caption and its probabilities; `size` is "", "small" or "large"."""
    figures = "".join(_figure(digit, theme) for digit in digits)
    st.html(f'<div class="digits {size}">{figures}</div>')


def _figure(digit: Digit, theme: str) -> str:
    caption = html.escape(digit.caption)
    shares = "" if digit.shares is None else _shares(digit.shares, digit.label)
    drawn = image(pixels.ink(digit.image, theme), digit.caption)
    return f"<figure>{drawn}{shares}<figcaption>{caption}</figcaption></figure>"


def _shares(shares: Array, label: int) -> str:
    chosen = int(np.argmax(shares))
    bars = "".join(_share(k, float(share), k == label, k == chosen) for k, share in enumerate(shares))
    return f'<div class="shares">{bars}</div>'


def _share(digit: int, share: float, right: bool, chosen: bool) -> str:
    kind = "right" if right else "wrong" if chosen else ""
    height = 0.0 if np.isnan(share) else 80 * share
    return f'<div class="{kind}" title="{digit}: {share:.1%}"><i style="height:{height:.1f}%"></i>{digit}</div>'
