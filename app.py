"""graphlab's home: the chapter as a gallery of live figures."""

from graphlab.ui.frame import address
from graphlab.ui.frame.shell import frame
from graphlab.ui.home import home

translate = frame("app.py")
home.welcome(translate)
home.figures(translate)
address.save("lang")
