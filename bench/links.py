"""What the dearest addresses cost a server: processor time, memory taken while a page is made, and memory kept."""

from __future__ import annotations

import gc
import json
import os
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from time import process_time
from types import MappingProxyType
from typing import Any, NamedTuple

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from bench.table import Reading, reading
from graphlab.practice.sets import HEADER, to_link

ROOT = Path(__file__).parents[1]
PATIENCE = 60
MEGABYTE = 2**20


class Link(NamedTuple):
    """An address: its page, and its variables."""

    page: str
    variables: Mapping[str, str]


class Cost(NamedTuple):
    """Seconds of processor time; megabytes taken while the page was made, and megabytes kept afterwards."""

    seconds: float
    taken: float
    kept: float


def explorer(text: str, **others: str) -> Link:
    """Return the address of a text in the explorer."""
    return Link("explorer", {"text": text, **others})


def lines(*parts: str | Sequence[str]) -> str:
    """Return lines, given one by one or several at once, as one text."""
    return "\n".join(line for part in parts for line in ([part] if isinstance(part, str) else part))


def vector(digits: int, name: str = "a") -> str:
    """Return lines that make a vector of 10 ** digits ones: each squares the one before it by broadcasting."""
    ten = "[1,1,1,1,1,1,1,1,1,1]"
    made = [f"{name}1={ten}"]
    for n in range(1, digits):
        before, size = f"{name}{n}", 10**n
        made.append(f"{name}{n + 1}=reshape(reshape({before},shape=[{size},1])+{name}1,shape=[{10 * size}])")
    return lines(made)


def ones(rows: int, columns: int, name: str = "d") -> str:
    """Return lines that make a matrix of ones: it grows in rows and columns from short lists."""
    r, c = int(rows**0.5), int(columns**0.5)
    return lines(
        f"r=[{','.join('1' * r)}]", f"c=[{','.join('1' * c)}]",
        f"p=reshape(reshape(r,shape=[{r},1])*r,shape=[{r * r},1])",
        f"q=reshape(reshape(c,shape=[{c},1])*c,shape=[1,{c * c}])", f"{name}=p*q",
    )  # fmt: skip


def chain(nodes: int, step: str = "{0}*{0}+x", first: str = "x") -> str:
    """Return a chain of lines, each made of the one before it; `{0}` stands for that one's name, `{1}` its number."""
    names = [first, *(f"h{n}" for n in range(nodes))]
    return lines([f"{name}={step.format(before, n)}" for n, (before, name) in enumerate(pairwise(names))])


PARAMETERS = [f"p{n}" for n in range(20)]
WIDE = f"f({','.join(PARAMETERS)})={'+'.join(PARAMETERS)}"


def wide(uses: int) -> str:
    """Return a definition with 20 parameters, all fed with the same value, used so often in a row."""
    return lines(WIDE, chain(uses, f"f({','.join(['{0}'] * 20)})"))


def nested(depth: int) -> str:
    """Return definitions each of which uses the one before it twice."""
    made = ["f0(x)=tanh(x)*x"] + [f"f{n}(x)=f{n - 1}(f{n - 1}(x))" for n in range(1, depth + 1)]
    return lines(made, f"y=f{depth}(x)")


def exercises(*graphs: str) -> Link:
    """Return the address of a set of exercises."""
    found = [f"== {n}\nmode: both\ngraph:\n{graph}" for n, graph in enumerate(graphs, start=1)]
    return Link("practice", {"set": to_link(lines(HEADER, "title: t", found))})


# Graphs whose edges cross, run in parallel or far, whose gradients do not get shorter, or that have many numbers.
TANGLE = lines(["h0=x*x", "h1=h0+x"], [f"h{n}=h{n - 1}*h{n // 2}+h{n // 3}" for n in range(2, 99)])
LADDER = lines([f"h{n}=x{n % 12}*{f'h{n - 1}' if n else 'x0'}" for n in range(180)])
DENSE = lines([f"u{n}={'+'.join(f'x{k}' for k in range(13))}" for n in range(14)],
              "y=" + "+".join(f"u{n}" for n in range(14)))  # fmt: skip
FRACTION = "y=" + "/".join(f"(x{n % 4}+x{(n + 1) % 4}*exp(x{n % 4}))" for n in range(9))
FACTORS = "y=" + "*".join(f"(x{n}+x{(n + 1) % 9}*{n}.5)" for n in range(12))
SHARES = lines("h0=exp(x)+w", [f"h{n}=exp(h{n - 1})/(exp(h{n - 1})+exp(x)*{n}.5)" for n in range(1, 8)])
NUMBERS = ",".join(["1.2345678"] * 1900)
MANY = NUMBERS[:15999]
OPENED = ",".join(["y", *(f"y_{n}" for n in range(1, 60))])

LINKS: Mapping[str, Link] = MappingProxyType({
    # Values and runs, far beyond the limits and just within them.
    "broadcast": explorer(lines(ones(4356, 4356), "y=sum(d)")),
    "broadcast within": explorer(lines(ones(256, 256), "y=sum(d*d)")),
    "outer product by broadcasting": explorer(lines(vector(4), "v=reshape(a4,shape=[10000,1])", "y=sum(v*a4)")),
    "outer product by dot": explorer(
        lines(vector(4), "y=dot(reshape(a4,shape=[10000,1]),reshape(a4,shape=[1,10000]))")),
    "matrix product": explorer(lines(ones(3136, 3136), "y=dot(d,d)")),
    "matrix product within": explorer(lines(ones(256, 256), "y=dot(d,d)")),
    "many matrix products": explorer(lines(ones(64, 64), chain(14, "dot({0},d)", "d"))),
    "many small matrix products": explorer(lines(ones(25, 25), chain(95, "dot({0},d)", "d")), notation="shapes"),
    "powers of arrays": explorer(lines(ones(64, 64), chain(12, "(d+0.5)**{0}", "d"))),
    "softmax of a matrix": explorer(lines(ones(2500, 2500), "y=softmax(d)")),
    "loss with a class number": explorer(lines(vector(4), "L=softmax_with_loss(a4,3)")),
    "array inside a definition": explorer(
        lines("f(x)=sum(reshape(x,shape=[256,1])*x)", ones(256, 1), "v=reshape(d,shape=[256])",
              "y=" + "+".join(["f(v)"] * 60))),
    "constants inside a definition": explorer(
        lines(f"f(x)=sum(x*reshape([{NUMBERS[:8799]}],shape=[880,1])*[{NUMBERS[:8799]}])", chain(90, "f({0})"))),
    "definitions of definitions": explorer(nested(8)),
    "definitions on arrays": explorer(lines(nested(4).rsplit("\n", 1)[0], vector(3), "y=f4(a3)")),
    "gradients of twenty parameters": explorer(
        lines(WIDE.replace("+", "*"), ones(16, 16), "y=f(" + ",".join(["d"] * 20) + ")")),
    "many dimensions": explorer(lines(vector(3), f"y=reshape(a3,shape=[{','.join(['1'] * 60)},1000])*a3")),
    "numbers in the address": Link("explorer", {"text": "y=sum(x*x)", "inputs": f"x=[{NUMBERS}]"}),
    "numbers in the text": explorer(lines(f"x=[{MANY}]", chain(36, "{0}*x"))),
    "numbers as constants": explorer("y=" + "*".join([f"(x+[{NUMBERS[:1880]}])"] * 9)),
    "upstream gradient": Link("explorer", {"text": lines(vector(3), "y=a3*a3"), "upstream": f"[{NUMBERS[:9999]}]"}),
    # Pictures and formulas.
    "parallel edges": explorer(wide(4)),
    "more parallel edges": explorer(wide(95)),
    "long chain": explorer(chain(66)),
    "long chain, symbols": explorer(chain(66), notation="symbols"),
    "long chain, both": explorer(chain(66), notation="both", form="chain"),
    "long chain, dimmed, a way lit": explorer(chain(66), local="yes", way="x.64"),
    "tangle": explorer(TANGLE),
    "tangle, both, simplified": explorer(TANGLE, notation="both", form="simplified"),
    "ladder": explorer(LADDER),
    "dense": explorer(DENSE, notation="both"),
    "fraction, simplified": explorer(FRACTION, notation="both", form="simplified"),
    "factors, simplified": explorer(FACTORS, notation="symbols", form="simplified"),
    "shares, simplified": explorer(SHARES, notation="both", form="simplified"),
    "opened definitions": explorer(nested(6), open=OPENED),
    "most nodes": explorer(chain(660)),
    # Other pages.
    "check of many inputs": Link(
        "gradient_check", {"text": lines([f"h{n}={f'h{n - 1}' if n else 'x'}*x{n}" for n in range(660)])}),
    "check of a definition": Link("gradient_check", {"text": wide(95)}),
    "draft": Link("builder", {"draft": TANGLE}),
    "set of exercises": exercises(*[chain(4)] * 39, lines(ones(64, 64), "y=sum(dot(d,d))")),
})  # fmt: skip


def opened(link: Link) -> AppTest:
    """Open an address as a visitor does."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    app.switch_page(f"pages/{link.page}.py")
    for name, value in link.variables.items():
        app.query_params[name] = value
    return app.run()


def in_child(measure: Callable[[], Any]) -> Any:
    """Return what a function returns in a process of its own, which begins as a copy of this one."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            with os.fdopen(theirs, "w") as answer:
                json.dump(measure(), answer)
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def status(key: str) -> float:
    """Return a number of kilobytes that the system keeps of this process, in megabytes."""
    rows = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(row.split()[1] for row in rows if row.startswith(key))) / 1024


def spent(link: Link) -> tuple[float, float]:
    """Return the seconds of processor time and the megabytes at the peak that an address takes."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, begun = status("VmRSS"), process_time()
    opened(link)
    return process_time() - begun, status("VmHWM") - before


def kept(link: Link) -> float:
    """Return the megabytes that are left when an address has been opened, those of its session included."""
    tracemalloc.start()
    sessions = [opened(Link(link.page, {})).session_state]
    before = traced()
    sessions.append(opened(link).session_state)
    return traced() - before


def traced() -> float:
    """Return the megabytes in use since tracing began."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0] / MEGABYTE


def cost(link: Link) -> Cost:
    """Return what an address costs a server that is up. Raises TimeoutError where it does not end."""
    warm()
    once, again = in_child(partial(spent, link)), in_child(partial(kept, link))
    if once is None or again is None:
        raise TimeoutError
    return Cost(*once, again)


@cache
def costs() -> Mapping[str, Cost]:
    """Return what every one of the addresses costs, by name."""
    return {name: cost(link) for name, link in LINKS.items()}


def worst(part: str, _repeats: int) -> Reading:
    """Return the most that one of the addresses costs of a part of `Cost`, and the quartiles over all of them."""
    found = [getattr(one, part) for one in costs().values()]
    return reading(found)._replace(value=max(found))


@cache
def warm() -> None:
    """Import what pages import when they are first needed."""
    # A server reads once what the installed packages say of components; every `AppTest` would read it anew.
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    for link in (Link("explorer", {}), Link("gradient_check", {}), Link("practice", {}), Link("builder", {}),
                 explorer("x=[1,2]\ny=softmax(x*x)", notation="both", form="simplified")):  # fmt: skip
        opened(link)
    gc.collect()
    gc.freeze()
