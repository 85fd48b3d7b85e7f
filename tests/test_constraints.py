"""The exact versions that were tested: every requirement stands among them, and continuous integration has them."""

import os

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.constraints import FILES, ROOT, installed

COMMAND = "python -m tests.constraints > constraints.txt"


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines)


def every_requirement() -> list[Requirement]:
    lines = [line for file in FILES for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("requirement", every_requirement(), ids=lambda requirement: requirement.name)
def test_every_requirement_has_its_version(requirement: Requirement) -> None:
    version = constraints().get(canonicalize_name(requirement.name))
    assert version is not None, COMMAND
    assert requirement.specifier.contains(version), COMMAND


def test_the_versions_are_sorted_and_exact() -> None:
    assert list(constraints()) == sorted(constraints())
    assert all(version[0].isdigit() for version in constraints().values())


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="only there exactly these versions are installed")
def test_continuous_integration_tests_exactly_these() -> None:
    assert installed().items() <= constraints().items(), COMMAND


def test_continuous_integration_installs_with_them() -> None:
    commands = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line.startswith("pip install")]
    assert commands
    assert all(" -c constraints.txt " in line for line in commands)
