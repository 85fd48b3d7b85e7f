"""What a page shows: which graphs are small enough for a picture of every step."""

import graphlab as gl
from graphlab.engine.cost_limits import APP
from graphlab.ui.frame.subject import too_large


def chain(nodes: int) -> gl.Graph:
    return gl.parse("\n".join(f"v{i} = {f'v{i - 1}' if i else 'x'} * x" for i in range(nodes - 1)))


def test_a_graph_with_too_many_nodes_is_not_drawn() -> None:
    assert too_large(chain(APP.nodes)) is None
    message = too_large(chain(APP.nodes + 1))
    assert message
    assert str(message).startswith("This graph has 201 nodes; a picture is drawn for up to 200.")


def test_a_graph_with_too_many_edges_is_not_drawn() -> None:
    parts = ", ".join(f"p{n}" for n in range(20))
    wide = f"f({parts}) = {parts.replace(',', ' +')}\n"
    steps = [f"y{n} = f({', '.join([f'y{n - 1}' if n else 'x'] * 20)})" for n in range(90)]
    assert too_large(gl.parse(wide + "\n".join(steps[:20]))) is None
    message = too_large(gl.parse(wide + "\n".join(steps)))
    assert message
    assert str(message).startswith("This graph has 1,800 edges")
