"""The row about damaged files: every kind of file that is read, mutated, gives itself or a sentence."""

from __future__ import annotations

import gzip
import io
import random
import re
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from bench.scorecard.row import Reading, at_most, faultless, joined
from graphlab.build.draft import parse_draft
from graphlab.data.idx import read_idx
from graphlab.engine.errors import GraphlabError
from graphlab.export import graph_file
from graphlab.nn.training.checkpoint import Checkpoint
from graphlab.nn.training.config import TrainConfig
from graphlab.nn.training.trainer import Trainer
from graphlab.practice import progress, sets
from graphlab.practice.course import COURSE

MOST_MB = 2.0
# What is put into a file at random: signs that mean something in one of the formats.
BITS = (b"\0", b"\xff", b"\xed\xa0\x80", b"{", b"}", b"[", b"]", b'"', b":", b",", b"=", b"== ", b"#", b"\n", b"-1",
        b"1e999", b"null", b"true", b"NaN", b"9" * 30, b"[" * 3000, b"(" * 300, b"\\u0000", b"<b>")  # fmt: skip


class Kind(NamedTuple):
    """A kind of file: how it is read, an example, and how one with a damaged content is packed."""

    name: str
    read: Callable[[bytes], object]
    example: bytes
    repack: Callable[[random.Random, bytes], bytes] | None = None

    def __repr__(self) -> str:
        return self.name


def mutated(count: int) -> Reading:
    """Read so many mutated files in all, and watch the memory that each takes."""
    rng = random.Random(45)
    found = kinds()
    most: list[tuple[int, str]] = [(0, "")]

    def fault(case: tuple[Kind, bytes]) -> str | None:
        kind, data = case
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        try:
            kind.read(data)
        except GraphlabError as error:
            sentence = str(error)
            return None if sentence else "an empty sentence"
        finally:
            most.append((tracemalloc.get_traced_memory()[1] - before, kind.name))
        return None

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        for kind in found:
            kind.read(kind.example)
        tracemalloc.start()
        try:
            result = faultless("files", cases(rng, found, count), fault)
        finally:
            tracemalloc.stop()
    size, name = max(most)
    memory = at_most(size / 1e6, MOST_MB, "MB at most", digits=2)
    return joined(result, memory if memory.ok else memory._replace(faults=(f"the largest: {name}",)))


def cases(rng: random.Random, found: tuple[Kind, ...], count: int) -> Iterator[tuple[Kind, bytes]]:
    """Yield mutated files, all kinds in turn."""
    for number in range(count):
        kind = found[number % len(found)]
        inside = kind.repack is not None and rng.random() < 0.5
        yield kind, kind.repack(rng, kind.example) if inside and kind.repack else damaged(rng, kind.example)


def damaged(rng: random.Random, data: bytes) -> bytes:
    """Return the bytes with one to four changes: flipped, cut, repeated, put in, or a number made larger."""
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(data) + 1), rng.choice((0, 1, 2, 8, 64))
        how = rng.random()
        if how < 0.3 and data:
            at %= len(data)
            data = data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
        elif how < 0.45:
            data = data[:at] + data[at + length :]
        elif how < 0.55:
            data = data[:at] + data[at : at + length] * rng.choice((2, 50)) + data[at + length :]
        elif how < 0.6:
            data = data[:at]
        elif how < 0.75 and (numbers := list(re.finditer(rb"\d+", data))):
            number = rng.choice(numbers)
            other = rng.choice((b"0", b"1", b"-1", number[0] + b"0", b"999999999999", b"1e400"))
            data = data[: number.start()] + other + data[number.end() :]
        else:
            data = data[:at] + rng.choice(BITS) + data[at + length :]
    return data


def kinds() -> tuple[Kind, ...]:
    """Return every kind of file with an example."""
    graph = graph_file.encode(
        "사과 = 100\nf(x) = x / 2\ny = f(사과) * [1, 2] + 1.1  # mine", {"step": "3", "upstream": "2"}
    )
    draft = graph_file.encode("x = ?\nw = 2\ny = x * ? + w", {})
    exercise = COURSE["5-15"]
    record = progress.PracticeRecord().with_mark("5-15", exercise, exercise.boxes[0].key, progress.AT_ONCE)
    result = progress.result_to_text(progress.Result(record, "Kim", "Set", "abcd1234"))
    exercises = sets.set_to_text(sets.ExerciseSet("Mine", (exercise, exercise), "Some words."))
    trainer = Trainer(TrainConfig(iterations=30, hidden_size=(4,), optimiser="adam"), "digits")
    trainer.advance(20)
    content = bytes([0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 2]) + bytes(range(24))
    return (
        Kind("graph", graph_file.decode, graph.encode()),
        Kind("draft", partial(graph_file.decode, check=parse_draft), draft.encode()),
        Kind("results", lambda data: progress.parse_result(data.decode("utf-8", errors="replace")), result.encode()),
        Kind("exercises", lambda data: sets.parse_set(data.decode("utf-8", errors="replace")), exercises.encode()),
        Kind("checkpoint", Checkpoint.from_bytes, trainer.checkpoint().to_bytes(), _rezipped),
        Kind("digits", lambda data: read_idx(data, "digits.gz"), gzip.compress(content), _regzipped),
    )


def _regzipped(rng: random.Random, data: bytes) -> bytes:
    return gzip.compress(damaged(rng, gzip.decompress(data)), rng.choice((1, 9)))


def _rezipped(rng: random.Random, data: bytes) -> bytes:
    """Return an archive whose checksums are right, but one of its files is damaged, missing, or a bomb."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(files))
    how, packing = rng.random(), rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    if how < 0.1:
        del files[name]
    elif how < 0.12:
        files[name], packing = files[name][:128] + bytes(5_000_000), zipfile.ZIP_DEFLATED
    elif how < 0.2:
        files[f"moment{rng.choice((2, 10**9))}.npy"] = files[name]
    else:
        files[name] = damaged(rng, files[name][:128]) + files[name][128:] if how < 0.6 else damaged(rng, files[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for key, value in files.items():
            archive.writestr(key, value)
    return out.getvalue()
