"""The server around the app: its headers, plotly.js, and its limit of open files."""

import asyncio
import gzip
import re
import resource
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from streamlit.web.server.app_discovery import discover_asgi_app
from websockets.asyncio.client import connect

from graphlab.ui import front_end, server
from graphlab.ui.components.shared import plotly_script

ROOT = Path(__file__).parents[2]
Answer = tuple[int, dict[str, str], bytes]


def answer(path: str, **headers: str) -> Answer:
    """Return what the server answers without Streamlit: status, headers, body."""
    app = Starlette(routes=server.routes(), middleware=server.middleware())
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
    asyncio.run(app({**scope, "headers": pairs, "root_path": "", "http_version": "1.1"}, receive, send))
    start, body = sent[0], b"".join(message.get("body", b"") for message in sent[1:])
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body


def test_streamlit_finds_the_server_in_the_file_that_the_command_names() -> None:
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


def test_plotly_comes_from_its_package_compressed_for_whoever_can_read_it() -> None:
    status, headers, body = answer(f"/{plotly_script.ADDRESS}", accept_encoding="gzip, br")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert headers["content-type"].startswith("text/javascript")
    assert gzip.decompress(body) == plotly_script.bundled().read_bytes()
    status, headers, body = answer(f"/{plotly_script.ADDRESS}")
    assert (status, body) == (200, plotly_script.bundled().read_bytes())
    assert "content-encoding" not in headers
    assert "immutable" in headers["cache-control"]


@pytest.mark.parametrize("base", ["lab", "/lab/"])
def test_plotly_follows_the_base_of_the_address(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": base}.__getitem__)
    assert answer(f"/lab/{plotly_script.ADDRESS}")[0] == 200
    assert answer(f"/{plotly_script.ADDRESS}")[0] == 404


@pytest.mark.parametrize("path", [f"/{plotly_script.ADDRESS}", "/nothing"])
def test_every_answer_has_the_headers(path: str) -> None:
    headers = answer(path)[1]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["frame-ancestors"] == policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert re.fullmatch(r"'self' blob:( 'sha256-[\w+/]{43}=')+", policy["script-src"])


def test_a_page_names_what_to_fetch_ahead_each_once_and_no_other_answer_does() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        kind = b"text/html; charset=utf-8" if scope["path"] == "/" else b"text/plain"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(dict(message["headers"]))

    for path in ("/", "/file"):
        asyncio.run(server.Headers(app)({"type": "http", "path": path}, lambda: None, send))
    links = sent[0][b"link"].decode().split(", ")
    assert all(re.fullmatch(r"<\./static/js/[\w.$-]+\.js>; rel=modulepreload; crossorigin", link) for link in links)
    assert len(links) == len(set(links))
    for element in front_end.ELEMENTS:
        assert any(f"/{element}." in link for link in links), element
    assert b"link" not in sent[1]


def test_a_header_of_the_app_does_not_stand_twice() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Content-Type-Options", b"other")]})

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(server.Headers(app)({"type": "http"}, lambda: None, send))
    assert [value for name, value in sent[0]["headers"] if name.lower() == b"x-content-type-options"] == [b"nosniff"]


@pytest.mark.parametrize("sites", ["https://lms.example.org", "'self' https://*.example.org:8443", "'none'", "*"])
def test_other_sites_may_be_allowed_to_show_the_app_in_a_frame(sites: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(server.FRAME_ANCESTORS, sites)
    assert server.security_headers()["content-security-policy"].endswith(f"frame-ancestors {sites}")


@pytest.mark.parametrize("sites", ["https://a.org; script-src *", "https://a.org,https://b.org", "a.org\r\nx: y"])
def test_what_is_no_list_of_sites_is_refused(sites: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(server.FRAME_ANCESTORS, sites)
    with pytest.raises(ValueError, match="must name sites with spaces between"):
        server.security_headers()


def test_as_many_open_files_as_the_system_allows() -> None:
    code = (
        "from resource import *; from graphlab.ui.server import raise_descriptor_limit;"
        "setrlimit(RLIMIT_NOFILE, (256, 2048)); raise_descriptor_limit(); print(getrlimit(RLIMIT_NOFILE))"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == "(2048, 2048)\n"


def test_the_limit_is_raised_when_the_server_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(resource, "setrlimit", lambda *given: asked.append(given))

    async def start() -> None:
        async with server.lifespan(None):  # type: ignore[arg-type]
            pass

    asyncio.run(start())
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert asked == [(resource.RLIMIT_NOFILE, (hard, hard))]


async def at_once(scope: Any, receive: Any, send: Any) -> None:
    """An application that says whether its connection sends at once."""
    connection = receive.__self__.transport.get_extra_info("socket")
    said = str(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0)
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": said})
        await send({"type": "websocket.close"})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]})
        await send({"type": "http.response.body", "body": said.encode()})


@pytest.mark.parametrize("middleware, said", [([], "False"), (server.middleware(), "True")])
def test_small_messages_are_sent_at_once(middleware: Any, said: str) -> None:
    async def heard() -> list[str]:
        # As Streamlit makes it, without the number of the protocol.
        with socket.socket(socket.AF_INET) as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            host, port = listening.getsockname()
            app = Starlette(routes=[Mount("/", app=at_once)], middleware=middleware)
            running = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="websockets-sansio"))
            task = asyncio.create_task(running.serve(sockets=[listening]))
            async with connect(f"ws://{host}:{port}/") as socket_:
                by_websocket = await socket_.recv()
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            by_http = (await reader.read()).decode().rpartition("\r\n\r\n")[2]
            writer.close()
            running.should_exit = True
            await task
            return [str(by_websocket), by_http]

    assert asyncio.run(heard()) == [said, said]
