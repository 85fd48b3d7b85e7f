"""Links and files: what goes in comes out, and what nobody could have saved is refused at once."""

import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphlab as gl
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.ops import OPS
from graphlab.engine.packing import VERSION
from graphlab.export import graph_file, link
from tests.export.broken import FILES, GARBAGE, squeezed
from tests.strategies import ELEMENTWISE_1, ELEMENTWISE_2, NAMES, REDUCING

GRAPHS = 10_000
SOON, MODEST = 0.010, 2_000_000


def random_graph(rng: random.Random) -> Graph:
    """Return a graph of a few nodes, as the parser would make it."""
    names = rng.sample(NAMES, rng.randint(1, 4))
    values = (None, 100.0, -0.1, 1e-300, (1.0, -2.5), ((1.0, 2.0), (3.0, 4.0)))
    nodes = [Node(name, "input", value=rng.choice(values)) for name in names]
    for number in range(rng.randint(1, 8)):
        op = rng.choice(ELEMENTWISE_1 + ELEMENTWISE_2 * 2 + REDUCING)
        inputs = tuple(rng.randrange(len(nodes)) for _ in OPS[op].inputs)
        nodes.append(Node(f"n{number}", op, inputs, OPS[op].attrs))
    return Graph(tuple(nodes))


def test_ten_thousand_random_graphs_come_back_from_link_and_file() -> None:
    rng = random.Random(17)
    packed = 0
    for number in range(GRAPHS):
        text, step = random_graph(rng).to_source(), str(rng.randint(0, 20))
        variables = {"text": text, "inputs": "x=[1, 2];사과=3", "upstream": "1.5", "step": step, "lang": "ko"}
        address = link.address(variables)
        assert address is not None
        packed += link.PACKED in address
        assert link.variables(address) == variables
        assert len(urlencode(address)) + link.HOST <= link.LONGEST
        # Reading parses: what is no graph would be refused here.
        back, found = graph_file.decode(graph_file.encode(text, {"step": step, "upstream": "1.5"}).encode())
        assert back == text
        assert found == {"step": step, "upstream": "1.5"}
        if number % 20 == 0:
            assert gl.parse(back).to_source() == text
    assert GRAPHS / 10 < packed < GRAPHS


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(["text", "inputs", "step", "open"]), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_any_text_comes_back(variables: dict[str, str]) -> None:
    kept = {name: value.replace("\0", "") for name, value in variables.items()}
    assert link.unpack(link.pack(variables)) == kept


def test_short_addresses_stay_readable_and_what_is_open_goes_first() -> None:
    assert link.address({"figure": "5-17", "step": "6"}) == {"figure": "5-17", "step": "6"}
    long = {"text": "y = x * x # " + "a" * 500, "step": "1"}
    address = link.address(long)
    assert address is not None
    assert list(address) == [link.PACKED]
    assert address[link.PACKED][0] == VERSION
    assert link.variables({**address, "step": "2"}) == {**long, "step": "2"}


def test_what_is_too_long_for_a_link_is_none() -> None:
    rng = random.Random(1)
    noise = "".join(rng.choice("0123456789") for _ in range(15_000))
    assert link.address({"text": noise}) is None
    assert link.address({"text": "x + " * 4_000 + "x"}) is not None


def measured(act: Callable[[], object]) -> tuple[float, int]:
    """Return the best of three times in seconds, and the most memory in bytes."""
    times = []
    for _ in range(3):
        start = time.thread_time()
        with pytest.raises(gl.GraphlabError):
            act()
        times.append(time.thread_time() - start)
    tracemalloc.start()
    with pytest.raises(gl.GraphlabError):
        act()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return min(times), peak


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE)
def test_broken_links_and_bombs_are_refused_at_once(text: str) -> None:
    seconds, peak = measured(lambda: link.unpack(text))
    assert seconds < SOON
    assert peak < MODEST


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_other_files_are_refused_at_once_with_a_sentence(data: bytes) -> None:
    seconds, peak = measured(lambda: graph_file.decode(data))
    assert seconds < SOON
    assert peak < MODEST
    with pytest.raises(gl.GraphlabError) as caught:
        graph_file.decode(data)
    assert str(caught.value).endswith((".", "?"))


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_bytes_from_anywhere_give_a_graph_or_a_sentence(data: bytes) -> None:
    for made in (lambda: link.unpack(squeezed(data)), lambda: graph_file.decode(b"# graphlab 1\n" + data)):
        with suppress(gl.GraphlabError):
            assert made()


def test_a_file_reads_like_a_page_of_a_book() -> None:
    text = graph_file.encode("price = apple * tax", {"figure": "5-2", "open": "", "upstream": "1.3"})
    assert text == "# graphlab 1\n# figure: 5-2\n# upstream: 1.3\n\nprice = apple * tax\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_may_come_from_any_computer(end: str) -> None:
    text = graph_file.encode("# my own note\nx = 2\ny = x * 사과", {"step": "3"}).replace("\n", end)
    back, found = graph_file.decode(b"\xef\xbb\xbf" + text.encode())
    assert back == "# my own note\nx = 2\ny = x * 사과"
    assert found == {"step": "3"}


def valued_texts() -> Iterator[tuple[str, dict, str]]:
    yield "y = x * x  # mine", {"x": 3.0}, "x = 3\ny = x * x  # mine"
    yield "x = 2  # two\ny = x * x", {"x": 2.0}, "x = 2  # two\ny = x * x"
    yield "x = 2  # two\ny = x * x", {"x": 5.0}, "x = 5\ny = x * x"
    yield "f(x) = x * 2\ny = f(a)", {"a": (1.0, 2.0)}, "a = [1, 2]\nf(x) = x * 2\ny = f(a)"


@pytest.mark.parametrize(("text", "values", "wanted"), list(valued_texts()))
def test_a_file_holds_the_numbers_as_lines(text: str, values: dict, wanted: str) -> None:
    assert graph_file.with_values(text, values) == wanted
    assert dict(gl.parse(wanted).defaults) == values
