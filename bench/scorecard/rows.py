"""The rows of the score-card: what must never break, and the goal."""

from bench.scorecard import building, files, guards, guided, learning, links, numbers, pages, source, texts
from bench.scorecard.row import Row

ROWS = (
    Row("fuzz", "random texts, parsed and run: crashes, and events of Python's audit hook",
        "0 crashes, 0 audit events", texts.fuzzed, full=1_000_000, short=5_000),
    Row("guided", "texts that a coverage-guided fuzzer makes",
        "0 crashes", guided.guided, full=1_000_000, short=5_000),
    Row("hostile", "texts made to break in, to hang or to crash: each gets its sentence",
        "100 %, <= 10 ms", texts.hostile, full=1, short=1),
    Row("round-trip", "graphs with Korean and Greek names, written and parsed again",
        "0 differ", texts.round_trip, full=10_000, short=500),
    Row("ops", "every op against a rule of its own in fifty digits, its gradients against differences",
        "1e-12", numbers.ops, full=1, short=1),
    Row("not-finite", "random graphs with infinities or NaN: each step names where they began",
        "0 without the cause", numbers.causes, full=10_000, short=500),
    Row("builder", "drafts edited, undone, saved and shared at random, up to fifty steps each",
        "0 failures", building.editing, full=2_000, short=20),
    Row("files", "mutated graphs, drafts, results, sets of exercises, checkpoints and archives of digits",
        "0 crashes, <= 2 MB", files.mutated, full=45_000, short=600),
    Row("link-bombs", "packed addresses made to take memory when they are opened",
        "<= 1 MB, <= 10 ms", links.bombs, full=1, short=1),
    Row("payloads", "hostile texts at every entrance of every page, and in exported pages, in Chromium",
        "0 scripts, requests, links", pages.payloads, full=len(pages.HOSTILE), short=1),
    Row("downloads", "servers and disks that fail while a data set is downloaded",
        "each ends right", source.downloads, full=1),
    Row("divergence", "trainings that diverge, each with several seeds, and others that must not be stopped",
        "<= 50 iterations", learning.divergence, full=5, short=1),
    Row("uploads", "uploaded files of more than a megabyte",
        "0 taken", pages.uploads, full=4, short=2),
    Row("forbidden", "calls that run or open what a learner typed, found in the source",
        "0", source.forbidden, full=1, short=1),
    Row("bandit", "what bandit finds in the source",
        "0", source.insecure, full=1, short=1),
    Row("guards", "limits, checks and escapes, taken out one by one: the tests that notice it",
        "each turns a test red", guards.removed, full=len(guards.GUARDS), short=2),
)  # fmt: skip
