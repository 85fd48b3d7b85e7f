"""A graph cut down to what leads to one of its nodes."""

from graphlab.engine.graph.graph import Graph


def ending(graph: Graph, name: str) -> Graph:
    """Return the graph with one of its nodes as the output.

    What is computed from the node, and what serves nothing else, is left out; its place among the others changes.
    """
    end, nodes = graph.index[name], graph.nodes
    gone: set[int] = set()
    for i in range(end + 1, len(nodes)):
        if end in nodes[i].inputs or not gone.isdisjoint(nodes[i].inputs):
            gone.add(i)
    for i in reversed(range(len(nodes))):
        if i != end and graph.consumers[i] and gone.issuperset(graph.consumers[i]):
            gone.add(i)
    order = [i for i in range(len(nodes)) if i not in gone and i != end] + [end]
    place = {i: k for k, i in enumerate(order)}
    kept = (nodes[i]._replace(inputs=tuple(place[j] for j in nodes[i].inputs)) for i in order)
    return Graph(tuple(kept), graph.definitions)
