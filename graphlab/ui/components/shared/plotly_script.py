"""The plotly.js that the installed plotly package carries, put where Streamlit serves it."""

import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

VERSION = version("plotly")
STATIC = Path(__file__).resolve().parents[4] / "static"


class StaticFolderError(OSError):
    """plotly.js cannot be put into the folder that Streamlit serves."""


def bundled() -> Path:
    """Return the path of plotly.js inside the installed plotly package."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise StaticFolderError("plotly is not installed")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


def address(folder: Path = STATIC) -> str:
    """Return where a page finds plotly.js, relative to the app, having put it there if it was missing."""
    target = folder / f"plotly-{VERSION}.min.js"
    if not _complete(target):
        _install(target)
    return f"app/static/{target.name}"


def _complete(target: Path) -> bool:
    return target.is_file() and target.stat().st_size == bundled().stat().st_size


def _install(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(bundled(), target)
        _remove_others(target)
    except OSError as error:
        raise StaticFolderError(
            f"plotly.js cannot be written to {target.parent} ({error.strerror or error}). "
            f"Make the folder writable, or copy {bundled()} to {target} beforehand."
        ) from error


def _copy(source: Path, target: Path) -> None:
    # Under another name first: a second server or a reader never sees half a file.
    handle, name = tempfile.mkstemp(prefix=".plotly-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out, source.open("rb") as content:
            shutil.copyfileobj(content, out)
        # mkstemp lets only its owner read.
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _remove_others(target: Path) -> None:
    for old in target.parent.glob("plotly-*.min.js"):
        if old != target:
            old.unlink(missing_ok=True)
