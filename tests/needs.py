"""What a test may lack on a machine: there it is skipped, but never in continuous integration."""

import os
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skip the test, or fail it where CI is set: a skipped test would be a hole that nobody sees."""
    pytest.fail(what) if os.environ.get("CI") == "true" else pytest.skip(what)
