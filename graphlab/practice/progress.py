"""The progress of a learner: a mark for each box, how often each slip was made, and the file that holds both."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.practice.exercise import Box, Exercise
from graphlab.practice.slips import slip_names

# The marks of a box, worst first: open, tried, shown, right after a slip or a hint, right at once.
OPEN, TRIED, SHOWN, CORRECTED, AT_ONCE = ".", "x", "0", "2", "1"
ORDER = (OPEN, TRIED, SHOWN, CORRECTED, AT_ONCE)
MOST_CHARACTERS, MOST_ENTRIES, MOST_NAME = 20_000, 200, 60

# Slips under the names of today, by those that older addresses and files hold.
_RENAMED = MappingProxyType({"affine.averaged": "rows averaged"})
_ID = re.compile(r"[\w-]{1,60}")
_MARKS = re.compile(r"[.x021]{1,100}")


@dataclass(frozen=True)
class PracticeRecord:
    """`marks` holds one letter for each box of an exercise, by the exercise's id; `slips` how often each was made."""

    marks: Mapping[str, str] = field(default_factory=dict)
    slips: Mapping[str, int] = field(default_factory=dict)

    def with_mark(self, id: str, exercise: Exercise, key: str, mark: str) -> PracticeRecord:
        """Return the record with a mark for a box, unless the box has a better one."""
        keys = [box.key for box in exercise.boxes]
        old = self.marks_of(id, exercise)
        best = max(old[keys.index(key)], mark, key=ORDER.index)
        new = "".join(best if k == key else m for k, m in zip(keys, old, strict=True))
        return _bounded({**self.marks, id: new}, self.slips)

    def with_slip(self, name: str) -> PracticeRecord:
        """Return the record with one slip more."""
        return PracticeRecord(self.marks, {**self.slips, name: self.slips.get(name, 0) + 1})

    def merged(self, other: PracticeRecord) -> PracticeRecord:
        """Return the better mark of both for each box, and the larger count for each slip."""
        marks = dict(self.marks)
        for id, theirs in other.marks.items():
            mine = marks.get(id, "")
            better = "".join(max(pair, key=ORDER.index) for pair in zip(mine, theirs, strict=False))
            marks[id] = better if len(mine) == len(theirs) else mine or theirs
        slips = {name: max(self.slips.get(name, 0), other.slips.get(name, 0)) for name in {**self.slips, **other.slips}}
        return _bounded(marks, slips)

    def marks_of(self, id: str, exercise: Exercise) -> str:
        """Return the marks of an exercise, all open where there are none, or another number of boxes."""
        marks = self.marks.get(id, "")
        return marks if len(marks) == len(exercise.boxes) else OPEN * len(exercise.boxes)

    def done(self, id: str, exercise: Exercise) -> bool:
        """Whether every box of an exercise is filled."""
        return not set(self.marks_of(id, exercise)) & {OPEN, TRIED}


def _bounded(marks: Mapping[str, str], slips: Mapping[str, int]) -> PracticeRecord:
    """Return a record without the oldest marks, as far as there are more than a record may hold."""
    oldest = max(len(marks) + len(slips) - MOST_ENTRIES, 0)
    return PracticeRecord(dict(list(marks.items())[oldest:]), slips)


class RuleScore(NamedTuple):
    """The score of a rule: op and direction ("forward", "backward", "sum"), boxes right at once, boxes tried."""

    op: str
    direction: str
    first: int
    tried: int

    @property
    def secure(self) -> bool:
        """Whether it was tried at least twice, and right at once in three of four boxes."""
        return self.tried >= 2 and self.first >= 0.75 * self.tried


def rule_scores(record: PracticeRecord, exercises: Mapping[str, Exercise]) -> tuple[RuleScore, ...]:
    """Return the score of each rule that was tried, the worst first."""
    first: Counter[tuple[str, str]] = Counter()
    tried: Counter[tuple[str, str]] = Counter()
    for id in record.marks.keys() & exercises.keys():
        exercise = exercises[id]
        for box, mark in zip(exercise.boxes, record.marks_of(id, exercise), strict=True):
            tried[rule_of(exercise, box)] += mark != OPEN
            first[rule_of(exercise, box)] += mark == AT_ONCE
    found = [RuleScore(*key, first[key], count) for key, count in tried.items() if count]
    return tuple(sorted(found, key=lambda one: (one.first / one.tried, one)))


def rule_of(exercise: Exercise, box: Box) -> tuple[str, str]:
    """Return the rule of a box: the op and the direction, or the sum where a value fans out."""
    if box.kind == "sum":
        return "", "sum"
    op = exercise.graph.nodes[box.acting].op
    return op, "forward" if box.kind == "value" else "backward"


def to_address(record: PracticeRecord) -> str:
    """Return a record as the address holds it.

    >>> to_address(PracticeRecord({"5-15": "11x."}, {"upstream": 2}))
    '5-15:11x.|upstream:2'
    """
    marks = ";".join(f"{id}:{marks}" for id, marks in record.marks.items())
    return f"{marks}|" + ";".join(f"{name}:{count}" for name, count in record.slips.items())


def from_address(text: str) -> PracticeRecord:
    """Return the record that an address holds. Raises `ValueError` for anything else."""
    marks, _bar, slips = text.partition("|")
    return _checked(dict(_pairs(marks)), {name: _count(count) for name, count in _pairs(slips)})


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, text.split(";")):
        name, colon, value = part.partition(":")
        if not colon:
            raise ValueError(part)
        yield name, value


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        raise ValueError(text)
    return int(text)


def _checked(marks: Any, slips: Any) -> PracticeRecord:
    """Return the record of untrusted values. Raises `ValueError` for values that no record has."""
    if not isinstance(marks, dict) or not isinstance(slips, dict) or len(marks) + len(slips) > MOST_ENTRIES:
        raise ValueError
    for id, letters in marks.items():
        if not isinstance(letters, str) or not _ID.fullmatch(id) or not _MARKS.fullmatch(letters):
            raise ValueError(id)
    slips = {_RENAMED.get(name, name): count for name, count in slips.items()}
    for name, count in slips.items():
        if name not in slip_names() or type(count) is not int or not 0 < count < 100_000:
            raise ValueError(name)
    return PracticeRecord(marks, slips)


class Result(NamedTuple):
    """A record to be saved or handed in: of the course or of a teacher's set, with the learner's name."""

    record: PracticeRecord
    name: str = ""
    title: str = ""
    digest: str = ""


def result_to_text(result: Result) -> str:
    """Return a result as the text of a file."""
    held = {
        "graphlab": "practice",
        "version": 1,
        "name": result.name,
        "title": result.title,
        "set": result.digest,
        "marks": dict(result.record.marks),
        "slips": dict(result.record.slips),
    }
    return json.dumps(held, ensure_ascii=False, indent=1)


def parse_result(text: str) -> Result:
    """Return the result that a file holds. Raises `GraphlabError` for anything else."""
    if len(text) > MOST_CHARACTERS:
        raise GraphlabError(say("the file is too large: it may have {most} characters.", most=MOST_CHARACTERS))
    try:
        held = json.loads(text)
        if held["graphlab"] != "practice":
            raise ValueError
        if held["version"] != 1:
            raise GraphlabError(say("the file was written by a newer version of this page."))
        words = (held["name"], held["title"], held["set"])
        if any(not isinstance(word, str) or len(word) > 2 * MOST_NAME for word in words):
            raise ValueError
        return Result(_checked(held["marks"], held["slips"]), *words)
    except GraphlabError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError):
        raise GraphlabError(_no_result()) from None


def _no_result() -> Message:
    return say("this is no file of practice: open one that was saved on this page.")
