"""A graph as a text file: its source, with the settings of the view in comments above it."""

import re
from collections.abc import Callable, Mapping

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.graph.graph import Graph, Literal
from graphlab.engine.graph.source_text import literal
from graphlab.engine.language.parse import parse
from graphlab.engine.language.text_limits import MOST_CHARACTERS

FIRST_LINE, VERSION = "# graphlab", 1
SUFFIX = "graph"
MOST_BYTES = 4 * MOST_CHARACTERS
_SETTING = re.compile(r"#\s*([a-z]{1,20})\s*:\s*(\S.*?)\s*")


def encode(text: str, settings: Mapping[str, str]) -> str:
    r"""Return the file that holds a text and settings.

    >>> print(encode("x = 3\ny = x * x", {"step": "1"}))
    # graphlab 1
    # step: 1
    <BLANKLINE>
    x = 3
    y = x * x
    <BLANKLINE>
    """
    lines = [f"# {name}: {_one_line(value)}" for name, value in settings.items() if value]
    return "\n".join([f"{FIRST_LINE} {VERSION}", *lines, "", text.strip(), ""])


def decode(data: bytes, check: Callable[[str], object] = parse) -> tuple[str, dict[str, str]]:
    """Return the text and the settings in a file.

    Raises `GraphlabError` for anything but a file whose text passes `check`, by default as a graph.
    """
    if len(data) > MOST_BYTES:
        raise GraphlabError(say("this file is too large: a graph has at most {most} characters.", most=MOST_CHARACTERS))
    try:
        lines = re.split("\r\n|\r|\n", data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _foreign() from None
    version = re.fullmatch(rf"{FIRST_LINE}\s+(\d{{1,6}})\s*", lines[0] if lines else "")
    if not version:
        raise _foreign()
    if int(version[1]) > VERSION:
        message = say("this file was written by a later graphlab; this one reads version {own}.", own=VERSION)
        raise GraphlabError(message)
    head = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    found = [_SETTING.fullmatch(line) for line in lines[1:head]]
    text = "\n".join(lines[head:]).strip()
    check(text)
    return text, {match[1]: match[2] for match in found if match}


def with_values(text: str, values: Mapping[str, Literal]) -> str:
    r"""Return a text in which every input has its value; a new value is one more line, above the others.

    >>> print(with_values("y = x * w  # the net", {"x": 2.0, "w": (1.0, 2.0)}))
    x = 2
    w = [1, 2]
    y = x * w  # the net
    """
    graph = parse(text)
    given = {name: value for name, value in values.items() if graph.defaults.get(name) != value}
    new = [f"{name} = {literal(value)}" for name, value in given.items() if name not in graph.defaults]
    kept = "\n".join([*new, text])
    if len(new) == len(given):
        return kept
    # A line of the text gives another value: the text is written again from the graph.
    nodes = [node._replace(value=given[node.name]) if node.name in given else node for node in graph.nodes]
    return Graph(tuple(nodes), graph.definitions).to_source()


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _foreign() -> GraphlabError:
    first = f"{FIRST_LINE} {VERSION}"
    return GraphlabError(say("this is not a file of graphlab: such a file begins with the line `{line}`.", line=first))
