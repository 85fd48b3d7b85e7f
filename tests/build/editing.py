"""A state machine of the builder: edits, texts, undo and redo, files and links in any order lose no node."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from graphlab.book.templates import TEMPLATES
from graphlab.build.draft import Draft, parse_draft
from graphlab.build.edits import define
from graphlab.build.history import History
from graphlab.build.requests import apply_edit
from graphlab.engine.errors import GraphlabError
from graphlab.engine.ops import OPS
from graphlab.export import graph_file, link
from graphlab.view.editor.draft_values import numbered
from graphlab.view.editor.editor_canvas import drawing, placed, tidy

APPLES = "apple = 100\nn_apple = 2\ntax = 1.1\nv1 = apple * n_apple\nprice = v1 * tax"
NAMES = ("x", "apple", "사과", "price", "exp", "for", "a b", "v1", "", "ｘ")
NUMBERS = ("2", "-1.5", "[1, 2]", "?", "", "1e999", "x", "nonsense")


class Editing(RuleBasedStateMachine):
    """Random edits as the canvas and the table ask them, and texts as the text box sends them."""

    @initialize(template=st.sampled_from(["", APPLES, TEMPLATES["neuron"].source, "half(x) = x / 2\ny = half(?)"]))
    def begin(self, template: str) -> None:
        self.now = History().changed(template)
        self.draft = parse_draft(template)
        self.trail = [self.now]

    def ask(self, **message: Any) -> tuple[Draft, bool]:
        before = self.draft
        try:
            self.draft = apply_edit(before, message)
        except GraphlabError:
            return before, False
        self.keep(self.draft.to_source())
        return before, True

    def keep(self, text: str) -> None:
        self.now = self.now.changed(text)
        self.trail.append(self.now)

    def names(self) -> list[str]:
        return [part.name for part in self.draft.parts]

    @rule(data=st.data(), op=st.sampled_from(["input", "half", *OPS]))
    def adds(self, data: st.DataObject, op: str) -> None:
        sources = data.draw(st.lists(st.sampled_from(self.names() or ["?"]), max_size=2))
        before, done = self.ask(kind="add", op=op, sources=sources)
        assert len(self.draft.parts) == len(before.parts) + done

    @precondition(lambda self: self.draft.parts)
    @rule(data=st.data(), slot=st.integers(-1, 2), text=st.sampled_from(NUMBERS))
    def fills(self, data: st.DataObject, slot: int, text: str) -> None:
        name = data.draw(st.sampled_from(self.names()))
        text = data.draw(st.sampled_from([text, *self.names()]))
        kind = data.draw(st.sampled_from(["fill", "connect"]))
        before, done = self.ask(kind=kind, name=name, slot=slot, text=text, source=text)
        assert self.names() == [p.name for p in before.parts] or (done and set(self.names()) == set(before.by_name))

    @precondition(lambda self: self.draft.parts)
    @rule(data=st.data(), kind=st.sampled_from(["rename", "change", "replace", "choose", "configure"]))
    def changes(self, data: st.DataObject, kind: str) -> None:
        name = data.draw(st.sampled_from(self.names()))
        new, text, op = (data.draw(st.sampled_from(some)) for some in (NAMES, NUMBERS, ("half", *OPS)))
        before, _done = self.ask(kind=kind, name=name, new=new, text=text, op=op, key="axis")
        assert len(self.draft.parts) == len(before.parts)

    @precondition(lambda self: self.draft.parts)
    @rule(data=st.data(), op=st.sampled_from(["input", "exp", "mul", "softmax_with_loss"]))
    def inserts(self, data: st.DataObject, op: str) -> None:
        name = data.draw(st.sampled_from(self.names()))
        before, done = self.ask(kind="insert", name=name, slot=data.draw(st.integers(0, 1)), op=op)
        assert len(self.draft.parts) == len(before.parts) + done

    @precondition(lambda self: len(self.draft.parts) > 3)
    @rule(data=st.data())
    def deletes(self, data: st.DataObject) -> None:
        gone = data.draw(st.sets(st.sampled_from(self.names()), min_size=1, max_size=2))
        before, done = self.ask(kind="delete", names=sorted(gone))
        assert done
        assert set(self.names()) == set(before.by_name) - gone

    @rule(line=st.sampled_from(["z = ? + 1", "z = 2", "note = x * x", "y = y", "y", "((", "z = sum(?)"]))
    def types(self, line: str) -> None:
        text = f"{self.now.present}\n{line}"
        try:
            self.draft = parse_draft(text)
        except GraphlabError:
            return
        self.keep(text)

    @precondition(lambda self: self.now.past)
    @rule()
    def undoes(self) -> None:
        before = self.now
        self.now = before.undone()
        assert self.now.redone() == before
        self.draft = parse_draft(self.now.present)
        self.trail.append(self.now)

    @precondition(lambda self: self.now.future)
    @rule()
    def redoes(self) -> None:
        before = self.now
        self.now = before.redone()
        assert self.now.undone() == before
        self.draft = parse_draft(self.now.present)

    @rule(step=st.sampled_from(["", "3"]))
    def saves_and_opens(self, step: str) -> None:
        settings = {"step": step} if step else {}
        text, held = graph_file.decode(graph_file.encode(self.draft.to_source(), settings).encode(), parse_draft)
        assert (parse_draft(text), held) == (self.draft, settings)

    @rule()
    def shares(self) -> None:
        address = link.address({"draft": self.now.present})
        assert address is None or link.variables(address).get("draft", "") == self.now.present

    @rule(text=st.sampled_from(["half(x) = x / 2", "half(x) = x * x", "half(x, y) = x / y", "twice(x) = half(x)", "("]))
    def defines(self, text: str) -> None:
        before = self.draft
        try:
            self.draft = define(before, text)
        except GraphlabError:
            return
        assert self.draft.parts == before.parts
        self.keep(self.draft.to_source())

    @invariant()
    def every_text_is_read(self) -> None:
        assert parse_draft(self.draft.to_source()) == self.draft
        assert parse_draft(self.now.present).by_name == self.draft.by_name

    @invariant()
    def the_canvas_shows_every_node_once(self) -> None:
        shown = numbered(self.draft)
        drawn = drawing(self.draft, shown, placed(self.draft, shown, {"x": (10.0, 20.0)}), str)
        assert {node["name"] for node in drawn["nodes"] if node["kind"] != "const"} == set(self.draft.by_name)
        wires = sum(slot is not None for part in self.draft.parts for slot in part.slots)
        assert len(drawn["wires"]) == wires
        assert not self.draft.complete or shown.problem or self.draft.output in shown.values

    def teardown(self) -> None:
        now = self.now
        while now.past:
            now = now.undone()
        assert now.present == ""
        if self.draft.parts:
            assert set(tidy(self.draft, numbered(self.draft))) >= set(self.draft.by_name)
