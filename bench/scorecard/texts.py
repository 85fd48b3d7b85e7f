"""Rows about the language of graphs: random, hostile and written-back texts."""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress

from bench.scorecard.row import Reading, at_most, faultless, joined
from graphlab.book import FIGURES
from graphlab.engine.errors import GraphlabError
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import run
from tests.engine.language.attacks import ATTACKS, outside
from tests.strategies import NAMES, OWN, definition, expression

HOSTILE_MS = 10.0
LETTERS = ("가각갂나다라마바사아자차카타파하힣과세금격", "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ")
TOKENS = (*NAMES, *OPS, *"+-*/%@^~<>=()[]{},.:;!?#$'\"\\\n\t 019×−\0\x0c\ud800", "f(x) = ", "\nf(x, w) = x * w\n",
          "**", "//", ":=", "==", "->", "...", "1e9", "0x", "1_", "1j", "f'", "lambda ", " if ", " else ", " for ",
          " in ", "not ", "None", "True", "import ", "__import__('os')", "y = ", "axis=", "keepdims=")  # fmt: skip


def fuzzed(count: int) -> Reading:
    """Parse and run random texts: nothing but a graph or a sentence, and no event outside of the parser."""
    rng = random.Random(20)
    seeds = [*(figure.graph.to_source() for figure in FIGURES.values()), *(a for a in ATTACKS.values() if len(a) < 200)]
    # What is imported at the first use is imported before anybody listens.
    faultless("texts", seeds, read_and_run)
    with warnings.catch_warnings(), outside() as events:
        warnings.simplefilter("error")
        # Python's own remark on a text such as `1if`; the text is read all the same.
        warnings.simplefilter("ignore", SyntaxWarning)
        found = faultless("texts failed", (fuzz(rng, seeds) for _ in range(count)), read_and_run)
        events = list(events)
    return joined(found, Reading(f"{len(events)} audit events", not events, tuple(events[:5])))


def fuzz(rng: random.Random, seeds: Sequence[str]) -> str:
    """Return a random text: tokens, letters from anywhere, or a program that was damaged."""
    kind = rng.random()
    if kind < 0.25:
        return rng.choice(("", "y = ")) + "".join(rng.choices(TOKENS, k=rng.randint(1, 20)))
    if kind < 0.35:
        return "".join(chr(rng.choice((rng.randrange(128), rng.randrange(0x3000), rng.randrange(0x110000))))
                       for _ in range(rng.randint(1, 40)))  # fmt: skip
    text = rng.choice(seeds) if kind < 0.65 else program(rng, NAMES)
    for _ in range(rng.randint(0, 3)):
        at, length = rng.randint(0, len(text)), rng.choice((0, 0, 1, 3))
        text = text[:at] + rng.choice(("", "", rng.choice(TOKENS))) + text[at + length :]
    return text


def program(rng: random.Random, names: Sequence[str]) -> str:
    """Return the text of a random program of up to four lines, which may define and use ops of its own."""
    lines, known = [], list(names)
    for name in list(OWN)[: rng.choice((0, 0, 1, 2))]:
        lines.append(definition(rng, name, OWN[name]))
        known.append(f"{name}({', '.join(rng.choice(names) for _ in OWN[name])})")
    for number in range(rng.randint(0, 2)):
        lines.append(f"line_{number} = {expression(rng, known, 2)}")
        known.append(f"line_{number}")
    return "\n".join([*lines, f"result = {expression(rng, known, 2)}"])


def read_and_run(text: str) -> None:
    """Parse a text and run its graph; a sentence for the learner is a good answer."""
    with suppress(GraphlabError):
        graph = parse(text)
        run(graph, dict.fromkeys((name for name in graph.inputs if name not in graph.defaults), 0.5))


def hostile(_count: int) -> Reading:
    """Parse each text of the corpus: its sentence, within ten milliseconds."""
    slowest = [(refusal_ms(text), name) for name, text in ATTACKS.items()]
    refused = faultless("without a sentence", ATTACKS.items(), lambda case: no_sentence(case[1]))
    worst, name = max(slowest)
    time_taken = at_most(worst, HOSTILE_MS, "ms at most")
    return joined(refused, time_taken if time_taken.ok else time_taken._replace(faults=(f"slowest: {name}",)))


def no_sentence(text: str) -> str | None:
    """Return what is wrong with the answer to a text that must be refused."""
    try:
        parse(text)
    except GraphlabError as error:
        return None if len(str(error)) < 400 and error.line else str(error)[:200]
    return "was accepted"


def refusal_ms(text: str) -> float:
    """Return the milliseconds of processor time until a text is refused, the best of five."""
    times = []
    for _ in range(5):
        start = time.thread_time()
        no_sentence(text)
        times.append(1000 * (time.thread_time() - start))
    return min(times)


def round_trip(count: int) -> Reading:
    """Write random graphs with Korean and Greek names and parse them again."""
    texts = foreign_texts(random.Random(14))
    return faultless("graphs differ", (next(texts) for _ in range(count)), changed)


def foreign_texts(rng: random.Random) -> Iterator[str]:
    """Yield the texts of random graphs with Korean or Greek names, some mixed with digits and Latin letters."""
    while True:
        letters = rng.choice(LETTERS)
        words = ["".join(rng.choices(letters, k=rng.randint(1, 5))) for _ in range(4)]
        text = program(rng, [word + rng.choice(("", "_1", "2", "_grad")) for word in words])
        with suppress(GraphlabError):
            parse(text)
            yield text


def changed(text: str) -> str | None:
    """Return what a graph is after writing and parsing, where that is not itself."""
    graph = parse(text)
    written = graph.to_source()
    return None if parse(written) == graph else written
