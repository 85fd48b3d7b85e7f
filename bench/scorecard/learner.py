"""A learner as the server sees one: a session over the websocket, in Streamlit's own messages, without a browser."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any
from urllib.parse import parse_qsl

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from graphlab.export import link

PATIENCE = 60.0
EARLY = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


class Learner:
    """One session: what it has sent, and what the page of it shows.

    `ids` are the widgets by their key, `words` the Markdown of the page by place, `fragments` the places of fragments
    that draw themselves again after some seconds. `faults` are exceptions that the page shows.
    `data` is what components were given, by their key. `says` holds what the instrument says at each position, and
    `rev` names its picture. `figure` is the query it was opened with, `at` the position that it should stand at.
    """

    def __init__(self, address: str, page: str, query: str) -> None:
        self.address, self.page, self.query = address.replace("http", "ws", 1) + "/_stcore/stream", page, query
        self.figure, self.at = query, 0
        self.ids: dict[str, str] = {}
        self.words: dict[tuple[int, ...], str] = {}
        self.says: list[str] = []
        self.fragments: dict[str, float] = {}
        self.faults: list[str] = []
        self.states: dict[str, dict[str, Any]] = {}
        self.data: dict[str, dict[str, Any]] = {}
        self.session = self.rev = ""
        self.page_hash = ""
        self._socket: ClientConnection | None = None

    async def open(self) -> Learner:
        """Connect, as the same session where there has been one, and wait for the page."""
        protocols = ["streamlit", "", self.session] if self.session else ["streamlit"]
        # An empty place among the protocols cannot be sent; the second is the token, which no server of ours asks for.
        self._socket = await connect(
            self.address, subprotocols=[name or "none" for name in protocols], max_size=None, open_timeout=PATIENCE
        )
        await self.rerun()
        return self

    async def drop(self) -> None:
        """Lose the connection without a word."""
        assert self._socket is not None
        self._socket.transport.abort()
        await self._socket.wait_closed()
        self._socket = None

    async def close(self) -> None:
        """Close the tab."""
        assert self._socket is not None
        await self._socket.close()

    async def step(self, to: int) -> float:
        """Go to a step in the picture, and return the seconds until the server has taken it over."""
        step = {"value": to, "rev": self.rev}
        return await self.rerun(instrument={"json_value": json.dumps({"step": step})})

    @property
    def explanation(self) -> str:
        """What the page shows at the position that its address names; nothing where there is no picture yet."""
        step = int(link.variables(dict(parse_qsl(self.query))).get("step", 0))
        return self.says[min(step, len(self.says) - 1)] if self.says else ""

    async def tab(self, title: str) -> None:
        """Open a tab under the picture."""
        turned = {"value": title, "rev": self.data["tabs bar"]["rev"]}
        await self.rerun(**{"tabs bar": {"json_value": json.dumps({"open": turned})}})

    async def type(self, text: str) -> float:
        """Type a value into the first field, and return the seconds until the server has taken it over."""
        fields = self.data["instrument"]["fields"]
        typed = {"values": {fields["rows"][0]["name"]: [text, fields["done"] + 1]}, "of": fields["of"],
                 "session": fields["session"]}  # fmt: skip
        return await self.rerun(instrument={"json_value": json.dumps({"typed": typed})})

    async def press(self, key: str) -> float:
        """Press the button with this key."""
        return await self.rerun(**{key: {"trigger_value": True}})

    async def tick(self) -> None:
        """Draw the fragments again that do so by themselves."""
        for fragment in list(self.fragments):
            await self.rerun(fragment=fragment)

    async def watch(self, until: float) -> None:
        """Draw each of these fragments again at its own interval, as a browser does."""
        due = {fragment: time.perf_counter() + every for fragment, every in self.fragments.items()}
        while due and (at := min(due.values())) < until:
            await asyncio.sleep(at - time.perf_counter())
            fragment = min(due, key=due.__getitem__)
            await self.rerun(fragment=fragment)
            due[fragment] = time.perf_counter() + self.fragments.get(fragment, until)

    async def clear_cache(self) -> None:
        """Ask for what only a developer should: that the caches of the server are emptied."""
        await self._send(BackMsg(clear_cache=True))

    async def rerun(self, fragment: str = "", **changes: dict[str, Any]) -> float:
        """Send what has changed, by the widgets' keys, and return the seconds until the run that follows has ended."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name, state.page_script_hash = self.query, self.page, self.page_hash
        if fragment:
            state.fragment_id, state.is_auto_rerun = fragment, True
        self.states.update({key: values for key, values in changes.items() if "trigger_value" not in values})
        for key, values in {**self.states, **changes}.items():
            if key in self.ids:
                state.widget_states.widgets.add(id=self.ids[key], **values)
        start = time.perf_counter()
        await self._send(message)
        await asyncio.wait_for(self._ended(bool(fragment)), PATIENCE)
        return time.perf_counter() - start

    async def _send(self, message: BackMsg) -> None:
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())

    async def _ended(self, fragment: bool) -> None:
        assert self._socket is not None
        finished = False
        while True:
            data = await self._socket.recv()
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "session_status_changed" and finished and not message.session_status_changed.script_is_running:
                return
            if kind == "script_finished":
                finished = message.script_finished != EARLY
            elif kind == "delta":
                self._drawn(message)
            elif kind == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
                if not fragment:
                    self.words, self.fragments = {}, {}
            elif kind == "navigation":
                self.page_hash = message.navigation.page_script_hash or self.page_hash
            elif kind == "auto_rerun":
                self.fragments[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
                self.faults.append(message.session_event.script_compilation_exception.message)

    def _drawn(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        inner = getattr(element, str(kind))
        if kind == "exception":
            self.faults.append(f"{inner.type}: {inner.message}")
        elif kind == "markdown":
            self.words[tuple(message.metadata.delta_path)] = inner.body
        elif kind == "progress":
            self.words[tuple(message.metadata.delta_path)] = inner.text
        elif kind == "bidi_component" and inner.id.startswith("$$ID-"):
            name, data = inner.id.split("-", 2)[2], json.loads(inner.json)
            self.data[name] = data
            if name == "instrument":
                self.rev, self.says = data["rev"], data["explanation"]["texts"]
        if kind and hasattr(inner, "id") and inner.id.startswith("$$ID-"):
            self.ids[inner.id.split("-", 2)[2]] = inner.id
