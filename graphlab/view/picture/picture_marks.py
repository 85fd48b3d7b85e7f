"""All marks of a picture, lowest first."""

from collections.abc import Mapping
from itertools import chain

from graphlab.engine.errors import Translate
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.picture.graph_marks import edges, labels, names, nodes, targets
from graphlab.view.picture.heat_tiles import tile_marks
from graphlab.view.picture.images import image_marks
from graphlab.view.picture.levers import lever_marks
from graphlab.view.picture.marks import Picture
from graphlab.view.picture.overlays import overlay, underlay
from graphlab.view.picture.scene import Scene, scene


def picture(trace: Trace, language: str = "en", labels: Mapping[str, str] | None = None, look: Look = PLAIN) -> Picture:
    """Return the picture of a trace; `labels` are what inputs and result are called in it, by name."""
    say = translator(language)
    return marked(scene(trace, labels, look, say), say)


def marked(scene: Scene, say: Translate = str) -> Picture:
    """Return the picture of a scene."""
    graph = chain(underlay(scene), edges(scene), nodes(scene), names(scene), labels(scene))
    beside = chain(tile_marks(scene, say), image_marks(scene), targets(scene, say))
    return Picture(scene, tuple(chain(graph, beside, overlay(scene, say), lever_marks(scene))))
