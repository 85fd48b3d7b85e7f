"""The display of a value in a notebook."""

from typing import Any


class Shown:
    """A value that a notebook displays as a picture."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # Views are layers above the engine; the package imports them when a notebook asks for a picture.
        import graphlab

        return graphlab._bundle(self)

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_()["text/html"]
