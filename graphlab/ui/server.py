"""What the server adds to Streamlit: security headers, plotly.js, and as many open files as the system allows."""

import gzip
import os
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graphlab.ui import front_end
from graphlab.ui.components.shared import plotly_script

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

# Names the sites that may show the app in a frame, with spaces between.
FRAME_ANCESTORS = "GRAPHLAB_FRAME_ANCESTORS"
_ANCESTORS = re.compile(r"('none'|'self'|[\w.:/*-]+)( ('self'|[\w.:/*-]+))*")
_YEAR = 365 * 24 * 3600


class Headers:
    """Middleware that sets the security headers of every answer, and in a page's what the browser fetches ahead."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in security_headers().items()]
        self._preloads = (b"link", front_end.preloads().encode())

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer as the wrapped application does, with the headers."""
        send_at_once(receive)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _value in self._headers}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
                page = any(name == b"content-type" and value.startswith(b"text/html") for name, value in kept)
                message = {**message, "headers": [*kept, *self._headers, *([self._preloads] if page else [])]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


def send_at_once(receive: Receive) -> None:
    """Switch off Nagle's algorithm for the connection behind `receive`: it holds small messages back for 40 ms.

    asyncio does so for sockets of the protocol TCP; Streamlit makes its own of the protocol 0. Where the server is not
    uvicorn there may be no transport to be found, and nothing is done.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport else None
    if connection is not None and connection.family in {socket.AF_INET, socket.AF_INET6}:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def security_headers() -> dict[str, str]:
    """Return the security headers. Raises `ValueError` if `GRAPHLAB_FRAME_ANCESTORS` is no list of sites.

    Streamlit loads components from blobs and styles them inline, and one of its own scripts stands in its page.
    """
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", *front_end.script_hashes()]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' ws: wss:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": _frame_ancestors(),
    }
    return {
        "content-security-policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
    }


def _frame_ancestors() -> str:
    given = os.environ.get(FRAME_ANCESTORS, "").strip() or "'self'"
    if not _ANCESTORS.fullmatch(given):
        raise ValueError(f"{FRAME_ANCESTORS} must name sites with spaces between, as in https://example.org.")
    return given


async def _plotly(request: Request) -> Response:
    """Answer with plotly.js, compressed once for everybody."""
    headers = {"cache-control": f"public, max-age={_YEAR}, immutable", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(_compressed(), headers={**headers, "content-encoding": "gzip"}, media_type="text/javascript")
    return Response(plotly_script.bundled().read_bytes(), headers=headers, media_type="text/javascript")


@cache
def _compressed() -> bytes:
    return gzip.compress(plotly_script.bundled().read_bytes())


def raise_descriptor_limit() -> None:
    """Let this process open as many files as the system allows: a learner needs four, 1,024 are usual."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit; some systems refuse "no limit".
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Prepare the process before the first visitor."""
    raise_descriptor_limit()
    _compressed()
    yield


def middleware() -> list[Middleware]:
    """Return the middleware of the server."""
    return [Middleware(Headers)]


def routes() -> list[Route]:
    """Return the addresses that the server answers itself."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return [Route(f"{'/' if base else ''}{base}/{plotly_script.ADDRESS}", _plotly)]
