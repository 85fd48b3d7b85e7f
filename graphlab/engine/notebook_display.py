"""The display of a value in a notebook."""

from importlib import import_module
from typing import Any

# Views are layers above the engine: the one that displays is looked up by its name when a notebook asks for it.
RENDERER = "graphlab.export.notebook"


class Shown:
    """A value that a notebook displays as a picture."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        bundle: dict[str, str] = import_module(RENDERER).bundle(self)
        return bundle

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_()["text/html"]
