"""The builder: one graph with three faces, the canvas, the text and the table, each in step with the others."""

from graphlab.ui import builder, desk, own_op, state
from graphlab.ui.shell import frame

translate = frame("pages/builder.py")

desk.take()
builder.heading(translate)
draft = builder.faces(translate)
builder.ways(draft, translate)
builder.keeping(translate)
own_op.workshop(draft, translate)
builder.save(translate)
state.end()
