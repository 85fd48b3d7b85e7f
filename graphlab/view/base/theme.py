"""Colours by role, the same in graph, formula, table, code and charts, for the light and the dark theme."""

import re
from types import MappingProxyType
from typing import NamedTuple


class Theme(NamedTuple):
    """One colour a role. No colour has two roles, so that a browser can replace each by that of the other theme.

    The defaults are the colours of the light theme.
    """

    value: str = "#0072B2"
    gradient: str = "#D55E00"
    gradient_text: str = "#C05400"
    ring: str = "#F5B942"
    ring_fill: str = "#FFF4CC"
    ink: str = "#1F2933"
    muted: str = "#6B7280"
    pale: str = "#CBD2D9"
    outline: str = "#6E7074"
    paper: str = "#FFFFFF"
    node: str = "#FEFEFE"
    train: str = "#009E73"
    test: str = "#AA4499"
    fifth: str = "#9A7D0A"
    sixth: str = "#5B5FC7"
    group: str = "#EEF3F8"
    group_edge: str = "#C3D3E2"
    veil: str = "rgba(255,255,255,0.88)"
    low: str = "#7B3FA0"
    high: str = "#1A7F4B"
    first_size: str = "#C2185B"
    second_size: str = "#3D2FB5"
    third_size: str = "#00838F"
    fourth_size: str = "#8A6D00"
    fifth_size: str = "#5D4037"
    fault: str = "#C62828"


# The roles of the dimensions of arrays, in the order of their appearance.
SIZES = ("first_size", "second_size", "third_size", "fourth_size", "fifth_size")
THEMES = MappingProxyType({
    "light": Theme(),
    "dark": Theme(
        value="#56B4E9",
        gradient="#F0883E",
        gradient_text="#FF9F5A",
        ring="#FFC857",
        ring_fill="#4A3B12",
        ink="#E6EAF0",
        muted="#9AA4B2",
        pale="#3A4350",
        outline="#A9B0BA",
        paper="#0E1117",
        node="#161B22",
        train="#2FC79A",
        test="#E58AD0",
        fifth="#E3C44B",
        sixth="#A5A8FF",
        group="#1A222D",
        group_edge="#33465A",
        veil="rgba(14,17,23,0.86)",
        low="#B58BE0",
        high="#4CC38A",
        first_size="#FF8FB8",
        second_size="#A79BFF",
        third_size="#5CD0DC",
        fourth_size="#D9C04A",
        fifth_size="#C9A58B",
        fault="#FF6B6B",
    ),
})  # fmt: skip


def run_colours(theme: str) -> tuple[str, ...]:
    """Return the colours of several runs in one chart, the first run first."""
    colours = THEMES[theme]
    return (colours.value, colours.gradient, colours.train, colours.test, colours.fifth, colours.sixth)


def dimension_colours(theme: str) -> tuple[str, ...]:
    """Return the colours of the dimensions of arrays, in the order of their appearance."""
    return tuple(getattr(THEMES[theme], role) for role in SIZES)


def solid(colour: str) -> tuple[str, float]:
    """Return a colour as #RRGGBB, and how opaque it is.

    >>> solid("#1F2933"), solid("rgba(255,255,255,0.88)")
    (('#1F2933', 1.0), ('#FFFFFF', 0.88))
    """
    if colour.startswith("#"):
        return colour, 1.0
    red, green, blue, opacity = re.findall(r"[\d.]+", colour)
    return f"#{int(red):02X}{int(green):02X}{int(blue):02X}", float(opacity)


def mixed(start: str, end: str, share: float) -> str:
    """Return a colour between two: 0 is the first, 1 the second.

    >>> mixed("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    pairs = ((int(start[i : i + 2], 16), int(end[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * share):02X}" for low, high in pairs)


def dark_colours() -> dict[str, str]:
    """Return the dark colour for every light one."""
    return dict(zip(THEMES["light"], THEMES["dark"], strict=True))
