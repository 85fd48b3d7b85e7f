"""The registry of notations: what the labels of a picture can be written in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graphlab.view.notation import Numbers, Writer

NOTATIONS: Mapping[str, Writer] = MappingProxyType({"numbers": Numbers})
