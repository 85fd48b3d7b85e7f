"""graphlab's home: the chapter as a gallery of live figures."""

from graphlab.ui import home, state
from graphlab.ui.shell import frame

translate = frame("app.py")
home.welcome(translate)
home.gallery(translate)
state.save("lang")
