"""Print the exact versions of everything that the two requirement files install here: `python -m tests.constraints`."""

from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FILES = ("requirements.txt", "requirements-dev.txt")


def requirements() -> Iterator[Requirement]:
    """Yield what the two files ask for on this machine."""
    for file in FILES:
        for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate():
                yield requirement


def installed() -> dict[str, str]:
    """Return the version of every package that the files ask for, and of what those ask for in turn, by name."""
    found: dict[str, str] = {}
    waiting = list(requirements())
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        package = distribution(name)
        found[name] = package.version
        for extra in {"", *requirement.extras} - {extra for one, extra in seen if one == name}:
            seen.add((name, extra))
            for line in package.requires or ():
                further = Requirement(line)
                if further.marker is None or further.marker.evaluate({"extra": extra}):
                    waiting.append(further)
    return dict(sorted(found.items()))


if __name__ == "__main__":
    print(*(f"{name}=={version}" for name, version in installed().items()), sep="\n")
