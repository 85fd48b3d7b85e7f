"""Break it: one thing is left out of backpropagation, and one sees what it was good for."""

from graphlab.book.breaks import BREAKS
from graphlab.ui.break_it import breaking
from graphlab.ui.frame import address, state
from graphlab.ui.frame.shell import frame, guarded

translate = frame("pages/break_it.py")

guarded(breaking.restore)()
name = guarded(breaking.heading)(translate) or state.get("fault")
if name in BREAKS:
    guarded(breaking.show)(BREAKS[name], translate)
else:
    guarded(breaking.rate)(translate)
address.save("fault", "broken", "lang")
state.end()
