"""What happens at each position of a run that may be wrong: sentences, formulas and code for the instrument."""

import numpy as np

from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.run.remarks import remarks
from graphlab.engine.run.trace import Step, Trace
from graphlab.engine.run.typed_run import trace_bytes
from graphlab.locale import translator
from graphlab.ui.break_it.compared_code import RIGHT, WRONG
from graphlab.ui.components.instrument import Explanation
from graphlab.view.words.explain import change_text
from graphlab.view.words.formulas import sent
from graphlab.view.words.layer_code import layer_code
from graphlab.view.words.position_text import position_text, prose


@bounded(
    APP.caches["broken runs"],
    lambda made, trace, right, *_: 2 * sum(map(len, made.texts)) + trace_bytes(trace) + trace_bytes(right),
)
def run_explanation(trace: Trace, right: Trace, language: str, last: int) -> Explanation:
    """Return what the positions up to `last` show; after the end of the run its last one stays."""
    texts = [_text(trace, right, min(at, len(trace.steps)), language) for at in range(last + 1)]
    code = [(line.text, line.position) for line in layer_code(trace) if line.position is not None]
    return Explanation(texts, [], [-1] * len(texts), code, trace.forward_count + 1, compact=True)


def _text(trace: Trace, right: Trace, position: int, language: str) -> str:
    """Return the text of a position, with what went wrong first.

    Where the op is not what it should be, its formulas would not be true: there, the rule, and what has come instead.
    """
    step, translate = trace.steps[position - 1] if position else None, translator(language)
    if step is None or step.seed or not _altered(step, right):
        found = position_text(trace, position, language=language).html
        said = "".join(f"<p>{prose(one.translated(translate))}</p>" for one in remarks(step)) if step else ""
        return said + found.replace(said, "", 1)
    wrong, good = map(translate, (WRONG, RIGHT))
    found = position_text(right, position, language=language).html
    return f"<p><b>{prose(wrong)}:</b> {prose(change_text(step))}</p><p><b>{prose(good)}:</b></p>{found}"


def _altered(step: Step, right: Trace) -> bool:
    """Tell whether another op acts than should, or sends what its input's shape does not allow."""
    trace, node = step.trace, step.trace.graph.nodes[step.node]
    unfit = (part is not None and np.shape(part) != np.shape(trace.node_values[j]) for j, part in sent(step))
    return trace.ops[node.op] is not right.ops[node.op] or (step.phase == "backward" and any(unfit))
