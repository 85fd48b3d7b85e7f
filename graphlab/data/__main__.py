"""Fetch MNIST ahead of a lecture: `python -m graphlab.data`."""

import sys

from graphlab.data.mnist import MNIST, folder
from graphlab.engine.errors import GraphlabError


def _show(done: int, total: int) -> None:
    # One line that is rewritten on a terminal; in a log file it would be hundreds.
    if sys.stderr.isatty():
        print(f"\rMNIST: {done / 1e6:.1f} of {total / 1e6:.1f} MB", end="", file=sys.stderr, flush=True)


def _end_line() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)


def main() -> int:
    """Fetch and check MNIST; return the exit code."""
    print(f"MNIST: {'reading' if MNIST.here() else 'downloading to'} {folder()}", flush=True)
    try:
        data = MNIST.load(_show)
    except GraphlabError as error:
        _end_line()
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        _end_line()
        print("Stopped. What has arrived is kept: the same command goes on from there.", file=sys.stderr)
        return 130
    _end_line()
    print(f"MNIST is ready: {len(data.x_train):,} images to train on and {len(data.x_test):,} to test on.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
