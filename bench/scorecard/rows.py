"""The rows of the score-card: what must never break, and the goal."""

from bench.scorecard import links, source, texts
from bench.scorecard.row import Row

ROWS = (
    Row("fuzz", "random texts, parsed and run: crashes, and events of Python's audit hook",
        "0 crashes, 0 audit events", texts.fuzzed, full=1_000_000, short=5_000),
    Row("hostile", "texts made to break in, to hang or to crash: each gets its sentence",
        "100 %, <= 10 ms", texts.hostile, full=1, short=1),
    Row("round-trip", "graphs with Korean and Greek names, written and parsed again",
        "0 differ", texts.round_trip, full=10_000, short=500),
    Row("link-bombs", "packed addresses made to take memory when they are opened",
        "<= 1 MB, <= 10 ms", links.bombs, full=1, short=1),
    Row("forbidden", "calls that run or open what a learner typed, found in the source",
        "0", source.forbidden, full=1, short=1),
)  # fmt: skip
