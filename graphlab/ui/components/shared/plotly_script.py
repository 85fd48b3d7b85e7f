"""The plotly.js that the installed plotly package carries, and where the server serves it."""

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

# Relative to the app. The version is part of it, because browsers keep the file for a year.
ADDRESS = f"app/static/plotly-{version('plotly')}.min.js"


def bundled() -> Path:
    """Return the path of plotly.js inside the installed plotly package."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("plotly is not installed")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"
