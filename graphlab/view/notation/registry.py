"""The registry of notations: what the labels of a picture can be written in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graphlab.view.notation.notation import Numbers, Writer
from graphlab.view.notation.shapes_notation import Shapes
from graphlab.view.notation.symbols_notation import Both, Symbolic

NOTATIONS: Mapping[str, Writer] = MappingProxyType(
    {"numbers": Numbers, "symbols": Symbolic, "both": Both, "shapes": Shapes}
)
