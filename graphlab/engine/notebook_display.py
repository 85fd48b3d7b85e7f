"""How a value shows itself in a notebook."""

from __future__ import annotations

from typing import Any


class Shown:
    """A value of which a notebook shows a picture."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # The view stands above the engine: only a notebook asks for it, and the package's face knows the way.
        import graphlab

        return graphlab._bundle(self)

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_()["text/html"]
