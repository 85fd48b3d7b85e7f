"""A loopback server that serves MNIST's archives, and misbehaves on demand."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Mirror(ThreadingHTTPServer):
    """`misbehave[name]` says what happens to the next requests for an archive; afterwards it is served well."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.asked: Counter[str] = Counter()
        self.misbehave: dict[str, list[str]] = {}
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/mnist/"

    def always(self, how: str) -> None:
        self.misbehave = {path.name: [how] * 99 for path in self.folder.glob("*.gz")}

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what this server is for."""


class Handler(BaseHTTPRequestHandler):
    server: Mirror

    def log_message(self, format: str, *args: object) -> None: ...

    @cached_property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @cached_property
    def body(self) -> bytes:
        return (self.server.folder / self.name).read_bytes()

    def do_GET(self) -> None:
        self.server.asked[self.name] += 1
        queue = self.server.misbehave.get(self.name, [])
        getattr(self, f"do_{queue.pop(0) if queue else 'well'}")()

    def head(self, length: int, status: int = 200, **more: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(length), **more}.items():
            self.send_header(key, value)
        self.end_headers()

    def whole(self, body: bytes) -> None:
        self.head(len(body))
        self.wfile.write(body)

    def do_well(self) -> None:
        self.whole(self.body)

    def do_404(self) -> None:
        self.send_error(404)

    def do_500(self) -> None:
        self.send_error(500)

    def do_redirect(self) -> None:
        self.head(0, 302, Location=f"/elsewhere/{self.name}")

    def do_circle(self) -> None:
        self.head(0, 302, Location=self.path)

    def do_cut(self) -> None:
        self.head(len(self.body))
        self.wfile.write(self.body[: len(self.body) // 2])

    def do_short(self) -> None:
        self.whole(self.body[: len(self.body) // 2])

    def do_wrong(self) -> None:
        self.whole(self.body[:-9] + bytes([self.body[-9] ^ 1]) + self.body[-8:])

    def do_long(self) -> None:
        """More than the archive, without end: only the client can stop it."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.body)
        while not self.server.over.wait(0.001):
            self.wfile.write(b"more" * 10_000)

    def do_login(self) -> None:
        self.whole(b"<html>Please log in.</html>")

    def do_unzipped(self) -> None:
        self.head(len(self.body), **{"Content-Encoding": "gzip"})
        self.wfile.write(self.body)

    def do_hangup(self) -> None:
        self.close_connection = True

    def do_nothing(self) -> None:
        self.server.over.wait(20)

    def do_stall(self) -> None:
        self.head(len(self.body))
        self.wfile.write(self.body[: len(self.body) // 2])
        self.wfile.flush()
        self.server.over.wait(20)

    def do_trickle(self) -> None:
        self.head(len(self.body))
        for at in range(len(self.body)):
            self.wfile.write(self.body[at : at + 1])
            if self.server.over.wait(0.05):
                return

    def do_crawl(self) -> None:
        """About half a second an archive, in pieces large enough to be seen arriving."""
        self.head(len(self.body))
        piece = len(self.body) // 10 + 1
        for at in range(0, len(self.body), piece):
            self.wfile.write(self.body[at : at + piece])
            if self.server.over.wait(0.05):
                return


@contextmanager
def serving(folder: Path) -> Iterator[Mirror]:
    mirror = Mirror(folder)
    thread = threading.Thread(target=mirror.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield mirror
    finally:
        mirror.over.set()
        mirror.shutdown()
        mirror.server_close()
        thread.join()
