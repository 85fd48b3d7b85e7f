"""The registry of notations: what the labels of a picture can be written in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graphlab.view.notation import Numbers, Writer
from graphlab.view.shapes import Shapes
from graphlab.view.symbolic import Both, Symbolic

NOTATIONS: Mapping[str, Writer] = MappingProxyType(
    {"numbers": Numbers, "symbols": Symbolic, "both": Both, "shapes": Shapes}
)
