"""Links and files that nobody could have saved: damaged, foreign, or made to take memory when they are opened."""

import base64
import os
import zlib
from collections.abc import Mapping

from graphlab.engine.packing import VERSION
from graphlab.export import link


def squeezed(data: bytes) -> str:
    return VERSION + base64.urlsafe_b64encode(data).decode().rstrip("=")


GARBAGE: Mapping[str, str] = {
    "nothing": "",
    "version alone": VERSION,
    "another version": "b" + link.pack({"step": "1"})[1:],
    "no base64": VERSION + "*" * 400,
    "not ASCII": VERSION + "사과",
    "not squeezed": squeezed(b"text=y = x * x"),
    "cut off": link.pack({"text": "y = x * x # " + os.urandom(400).hex()})[:-20],
    "more behind it": squeezed(zlib.compress(b"step=1") + b"more"),
    "no UTF-8": squeezed(zlib.compress(b"text=\xff\xfe")),
    "bomb": squeezed(zlib.compress(b"a" * 2_900_000, 9)),
    "bomb of zeros": squeezed(zlib.compress(bytes(2_900_000), 9)),
    "bomb in a bomb": squeezed(zlib.compress(zlib.compress(bytes(10**7), 9), 9)),
    "much too long": VERSION + "A" * 10**6,
}
FILES: Mapping[str, bytes] = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + os.urandom(5_000),
    "a zip file": b"PK\x03\x04" + bytes(50_000),
    "a text": b"Dear reader,\n" * 1_000,
    "a megabyte": b"# graphlab 1\n" + b"a" * 10**6,
    "a megabyte of comments": b"# graphlab 1\n" + b"# a\n" * 250_000,
    "a later version": b"# graphlab 2\ny = x * x",
    "a huge version": b"# graphlab " + b"9" * 5_000,
    "UTF-16": "# graphlab 1\ny = x * x".encode("utf-16"),
    "no graph": b"# graphlab 1\n\ny = epx(x)",
    "empty": b"# graphlab 1\n",
    "code": b"# graphlab 1\n\n__import__('os').system('id')",
    "brackets": b"# graphlab 1\n\ny = " + b"(" * 9_000,
    "a tower": b"# graphlab 1\n\ny = 9**9**9**9",
}
