"""Replace a group of nodes by one node: an op that computes the same, or a new definition."""

import keyword
from collections.abc import Collection, Iterable, Mapping, Sequence

from graphlab.engine.errors import GraphlabError, did_you_mean, say
from graphlab.engine.graph.graph import Definition, Graph, Node
from graphlab.engine.language.parse import parse
from graphlab.engine.language.text_limits import MOST_NODES
from graphlab.engine.run.definitions import ops_of


def collapse(graph: Graph, names: Collection[str], as_name: str, order: Sequence[str] = ()) -> Graph:
    """Return the graph with a group of op nodes replaced by one node, which bears the name of their result.

    `as_name` is an op, whose inputs are the nodes named by `order` (`recognise` finds both); or a new name, which
    becomes a definition with the group's inputs in order of first use. Inputs and constants among `names` do
    not count; constants that the group uses go inside. Raises `GraphlabError` for an empty group, for one that has
    not exactly one result, and for a name that is taken or cannot be read.

    >>> print(collapse(parse("a = x * w\\ny = exp(a + 1) * 2"), ("a", "v1", "v2"), "f").to_source())
    f(x, w) = exp(x * w + 1)
    y = f(x, w) * 2
    """
    group = _group(graph, names)
    result = _result(graph, group)
    outside = _border(graph, group, result)
    known = ops_of(graph).get(as_name)
    if known:
        inputs, definitions = [_place(graph, name) for name in order], graph.definitions
        if sorted(inputs) != sorted(outside) or len(inputs) != len(known.inputs):
            raise GraphlabError(say("`{name}` is the name of an operation; choose another name.", name=as_name))
    else:
        inputs, definitions = outside, (*graph.definitions, _definition(graph, group, outside, as_name))
    attrs = known.attrs if known else ()
    node = graph.nodes[result]._replace(op=as_name, inputs=tuple(inputs), attrs=attrs)
    return _replaced(graph, group, result, node, definitions)


def inside_of(graph: Graph, names: Collection[str]) -> Graph:
    """Return a group of nodes as a graph of its own; its inputs are the nodes of its `border`."""
    group = _group(graph, names)
    outside = _border(graph, group, _result(graph, group))
    return Graph(_cut_out(graph, group, outside), graph.definitions)


def border(graph: Graph, names: Collection[str]) -> tuple[str, ...]:
    """Return the nodes outside of a group whose values it uses, in order of first use; constants do not count."""
    group = _group(graph, names)
    return tuple(graph.nodes[i].name for i in _border(graph, group, _result(graph, group)))


def _border(graph: Graph, group: set[int], result: int) -> list[int]:
    found, pending = dict[int, None](), [result]
    seen: set[int] = set()
    while pending:
        i = pending.pop()
        if i in group and i not in seen:
            pending.extend(reversed(graph.nodes[i].inputs))
        elif i not in group and graph.nodes[i].op != "const":
            found[i] = None
        seen.add(i)
    return list(found)


def _group(graph: Graph, names: Collection[str]) -> set[int]:
    places = {_place(graph, name) for name in names}
    group = {i for i in places if graph.nodes[i].inputs}
    if not group:
        raise GraphlabError(say("mark at least one operation; inputs and constants alone make no group."))
    return group


def _place(graph: Graph, name: str) -> int:
    if name not in graph.index:
        raise GraphlabError(say("the graph has no node `{name}`.", name=name), hint=did_you_mean(name, graph.index))
    return graph.index[name]


def _result(graph: Graph, group: set[int]) -> int:
    """Return the one node of the group that is used outside or is the output. Raises `GraphlabError` for several."""
    last = len(graph.nodes) - 1
    leaving = [i for i in sorted(group) if i == last or not group.issuperset(graph.consumers[i] or (-1,))]
    if len(leaving) == 1:
        return leaving[0]
    for i in leaving:
        for between in graph.consumers[i]:
            if between not in group and not group.isdisjoint(_after(graph, between)):
                message = say(
                    "the way leaves the group at `{name}` and comes back through `{between}`: mark `{between}` too.",
                    name=graph.nodes[i].name,
                    between=graph.nodes[between].name,
                )
                raise GraphlabError(message)
    first, second = (graph.nodes[i].name for i in (leaving[0], leaving[-1]))
    message = say(
        "a group becomes a node with one result, but both `{first}` and `{second}` are needed outside of it.",
        first=first,
        second=second,
    )
    raise GraphlabError(message)


def _after(graph: Graph, place: int) -> set[int]:
    """Return the nodes that depend on one."""
    found = {place}
    for i in range(place + 1, len(graph.nodes)):
        if not found.isdisjoint(graph.nodes[i].inputs):
            found.add(i)
    return found


def _definition(graph: Graph, group: set[int], inputs: Sequence[int], name: str) -> Definition:
    """Return the group as a definition, read from its text as if the learner had written it."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise GraphlabError(say("`{name}` cannot be a name: use letters, digits and `_`, a letter first.", name=name))
    if name in graph.index:
        raise GraphlabError(say("`{name}` has been assigned already; every name is given once.", name=name))
    if not inputs:
        raise GraphlabError(say("this group computes with constants alone; a node needs an input from outside."))
    _refuse_long(graph, group)
    inside = _cut_out(graph, group, inputs)
    line = Definition(name, tuple(graph.nodes[i].name for i in inputs), inside).to_source()
    call = f"{name}({', '.join(graph.nodes[i].name for i in inputs)})"
    text = "\n".join([*(own.to_source() for own in graph.definitions), line, call])
    return _read(text).definitions[-1]


def _read(text: str) -> Graph:
    """Parse a generated text: errors carry no line, for the learner has not seen it."""
    try:
        return parse(text)
    except GraphlabError as error:
        raise GraphlabError(error.message, hint=error.hint) from None


def _refuse_long(graph: Graph, group: set[int]) -> None:
    """Refuse a group that grows too large where its expression writes out what it uses more than once."""
    sizes: dict[int, int] = {}
    for i in sorted(group):
        sizes[i] = 1 + sum(sizes.get(j, 1) for j in graph.nodes[i].inputs)
        if sizes[i] > MOST_NODES:
            raise GraphlabError(
                say("written as one expression, this group has more than {most} nodes.", most=MOST_NODES)
            )


def _cut_out(graph: Graph, group: Collection[int], inputs: Sequence[int]) -> tuple[Node, ...]:
    """Return the group as nodes of their own, with the given nodes as inputs, in their order, before them."""
    nodes = [Node(graph.nodes[i].name, "input") for i in inputs]
    places = {i: place for place, i in enumerate(inputs)}
    for i in sorted({*group, *_constants(graph, group)}):
        places[i] = len(nodes)
        nodes.append(_moved(graph.nodes[i], places))
    return tuple(nodes)


def _constants(graph: Graph, group: Iterable[int]) -> set[int]:
    return {j for i in group for j in graph.nodes[i].inputs if graph.nodes[j].op == "const"}


def _replaced(graph: Graph, group: set[int], result: int, node: Node, definitions: tuple[Definition, ...]) -> Graph:
    """Return the graph without the group, and without constants that it alone used, but with `node` as its result."""
    lonely = {i for i in _constants(graph, group) if group.issuperset(graph.consumers[i])}
    kept = [i for i in range(len(graph.nodes)) if i == result or i not in group | lonely]
    places = {i: place for place, i in enumerate(kept)}
    nodes = (node if i == result else graph.nodes[i] for i in kept)
    found = Graph(tuple(_moved(one, places) for one in nodes), definitions)
    _read(found.to_source())
    return found


def _moved(node: Node, places: Mapping[int, int]) -> Node:
    return node._replace(inputs=tuple(places[j] for j in node.inputs))
