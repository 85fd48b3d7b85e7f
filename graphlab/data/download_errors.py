"""The errors of a download and of reading what it has brought: what happened, and what to do."""

import errno
from pathlib import Path

from graphlab.engine.errors import GraphlabError, Message, say

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class AddressError(GraphlabError):
    """An address failed, so the next one is tried; an error of a server that was reached says more."""

    answered = True


def unreachable(title: str, host: str) -> AddressError:
    """Return the error of an address at which no server answers."""
    error = AddressError(
        say("{title} could not be downloaded: {host} does not answer.", title=title, host=host),
        hint=say("Check this machine's connection to the internet, then try again."),
    )
    error.answered = False
    return error


def refused(title: str, host: str, status: int) -> AddressError:
    """Return the error of a server that answers with an error status."""
    return AddressError(
        say(
            "{title} could not be downloaded: {host} answered with status {status}.",
            title=title,
            host=host,
            status=status,
        ),
        hint=_again(),
    )


def broken_off(name: str, host: str, done: int, size: int) -> AddressError:
    """Return the error of a connection that ends, or sends nothing more, before the archive is complete."""
    return AddressError(
        say(
            "The download of `{name}` from {host} broke off after {done:,} of {size:,} bytes.",
            name=name,
            host=host,
            done=done,
            size=size,
        ),
        hint=_again(),
    )


def wrong(name: str, host: str) -> AddressError:
    """Return the error of a server that sends something else than the archive."""
    return AddressError(
        say("What {host} sent as `{name}` is not that archive: its checksum is wrong.", host=host, name=name),
        hint=say("It was thrown away. Try again; a login page or a filter of this network may stand in the way."),
    )


def too_slow(title: str, seconds: float, done: int, total: int) -> GraphlabError:
    """Return the error of a download that has not finished within its deadline."""
    return GraphlabError(
        say(
            "{title} has not arrived within {seconds:.0f} seconds: {done:.1f} of {total:.1f} MB are here.",
            title=title,
            seconds=seconds,
            done=done / 1e6,
            total=total / 1e6,
        ),
        hint=_again(),
    )


def busy(title: str, folder: Path) -> GraphlabError:
    """Return the error of another process that is still downloading at the deadline."""
    return GraphlabError(
        say("Another program is still downloading {title} into {folder}.", title=title, folder=folder),
        hint=say("Wait for it to finish, then try again."),
    )


def unwritable(title: str, folder: Path, size: int, error: OSError) -> GraphlabError:
    """Return the error of a full disk, or of a folder that cannot be written to."""
    if error.errno in _FULL:
        return GraphlabError(
            say("The disk is full: {folder} needs {size:.0f} MB.", folder=folder, size=size / 1e6),
            hint=say("Make room, then try again."),
        )
    return GraphlabError(
        say("{folder} cannot be written to ({reason}).", folder=folder, reason=error.strerror or error),
        hint=say("Allow it, or set `GRAPHLAB_DATA_DIR` to a folder that holds the archives of {title}.", title=title),
    )


def unreadable(name: str, folder: Path, error: OSError) -> GraphlabError:
    """Return the error of an archive that cannot be read."""
    return GraphlabError(
        say("`{name}` in {folder} cannot be read ({reason}).", name=name, folder=folder, reason=error.strerror or error)
    )


def damaged(name: str, folder: Path) -> GraphlabError:
    """Return the error of an archive on disk with a wrong checksum."""
    return GraphlabError(
        say("`{name}` in {folder} is damaged: its checksum is wrong.", name=name, folder=folder),
        hint=say("Put the right archive in its place, or remove it so that it is downloaded again."),
    )


def not_idx(name: str) -> GraphlabError:
    """Return the error of a file that is not in the IDX format."""
    return GraphlabError(
        say("`{name}` is damaged or not an archive of MNIST.", name=name),
        hint=say("Put the right archive in its place, or remove it so that it is downloaded again."),
    )


def _again() -> Message:
    return say("Try again: the archives that have arrived are kept.")
