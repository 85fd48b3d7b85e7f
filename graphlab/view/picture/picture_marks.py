"""All marks of a picture, lowest first."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from graphlab.engine.errors import Translate
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.graph_marks import edges, labels, names, nodes, targets
from graphlab.view.picture.heat_tiles import tile_marks
from graphlab.view.picture.images import image_marks
from graphlab.view.picture.levers import lever_marks
from graphlab.view.picture.marks import Picture
from graphlab.view.picture.overlays import overlay, underlay
from graphlab.view.picture.scene import Scene, labelled, scene


def picture(trace: Trace, language: str = "en", labels: Mapping[str, str] | None = None, look: Look = PLAIN) -> Picture:
    """Return the picture of a trace; `labels` are what inputs and result are called in it, by name."""
    say = translator(language)
    return marked(scene(trace, labels, look, say), say)


def rerun(before: Picture, trace: Trace, language: str, labels: Mapping[str, str]) -> Picture:
    """Return a picture with the numbers of another run of its graph; everything stands where it stood."""
    scene, say = before.scene, translator(language)
    writer = NOTATIONS[scene.look.notation].writer(trace, scene.look, say)
    above, below, sums = labelled(trace, scene.edges, labels, writer)
    return marked(replace(scene, trace=trace, above=above, below=below, sums=sums), say)


def marked(scene: Scene, say: Translate = str) -> Picture:
    """Return the picture of a scene."""
    graph = chain(underlay(scene), edges(scene), nodes(scene), names(scene), labels(scene))
    beside = chain(tile_marks(scene, say), image_marks(scene), targets(scene, say))
    return Picture(scene, tuple(chain(graph, beside, overlay(scene, say), lever_marks(scene))))
