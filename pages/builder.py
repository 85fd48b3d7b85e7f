"""The builder: one graph in three editors, the canvas, the text and the table, each in step with the others."""

from graphlab.ui.builder import builder, draft_session, own_op
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import frame, guarded

translate = frame("pages/builder.py")

guarded(draft_session.take)()
guarded(builder.heading)(translate)
draft = guarded(builder.editors)(translate)
if draft:
    guarded(builder.continue_with)(draft, translate)
guarded(builder.sharing)(translate)
if draft:
    guarded(own_op.workshop)(draft, translate)
guarded(builder.save)(translate)
state.end()
