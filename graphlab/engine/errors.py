"""Sentences for the learner, translatable after they are made, and the one exception that carries them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Message:
    """One sentence: an English template, and what is put into its braces.

    It stays a template until it is shown, so that an error raised deep in the engine
    appears in the language of whoever reads it.

    >>> str(say("unknown name `{name}`", name="epx"))
    'unknown name `epx`'
    """

    template: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.translated(lambda text: text)

    def translated(self, translate: Translate) -> str:
        """Return the sentence in the language of `translate`; messages inside it are translated too."""
        values = {key: _inner(value, translate) for key, value in self.values}
        return translate(self.template).format(**values)


def say(template: str, **values: object) -> Message:
    """Return a `Message`; the template is the key of the translation catalogue."""
    return Message(template, tuple(values.items()))


def mark(text: str) -> str:
    """Return `text` unchanged; it is marked for the translation catalogue."""
    return text


def _inner(value: object, translate: Translate) -> object:
    return value.translated(translate) if isinstance(value, Message) else value


class GraphlabError(ValueError):
    """Something the learner can put right: what is wrong, where, and what would be right.

    `message` and `hint` are `Message`s; `line` and `column` count from 1 and are None where
    no text is concerned; `node` is the name of the node at which a run stopped.
    """

    def __init__(
        self,
        message: Message,
        *,
        line: int | None = None,
        column: int | None = None,
        hint: Message | None = None,
        node: str | None = None,
    ) -> None:
        self.message, self.hint, self.node = message, hint, node
        self.line, self.column = line, column
        super().__init__(self.translated(lambda text: text))

    def translated(self, translate: Translate) -> str:
        """Return place, sentence and hint in the language of `translate`."""
        return self._place(translate) + self._words(translate)

    def sentence(self, translate: Translate) -> str:
        """Return sentence and hint without the place, with a capital at the beginning."""
        return capital(self._words(translate))

    def _words(self, translate: Translate) -> str:
        parts = [self.message, self.hint] if self.hint else [self.message]
        return " ".join(part.translated(translate) for part in parts)

    def _place(self, translate: Translate) -> str:
        if self.line is not None:
            return say("line {line}, column {column}: ", line=self.line, column=self.column).translated(translate)
        if self.node is not None:
            return say("node `{node}`: ", node=self.node).translated(translate)
        return ""

    def at_node(self, node: str) -> GraphlabError:
        """Return the same error, placed at a node."""
        return GraphlabError(self.message, hint=self.hint, node=node)


def capital(sentence: str) -> str:
    """Return the sentence with a capital at its beginning.

    >>> capital("unknown name")
    'Unknown name'
    """
    return sentence[:1].upper() + sentence[1:]


def did_you_mean(name: str, known: Iterable[str]) -> Message | None:
    """Return a hint with the nearest known name, or None where nothing is near.

    >>> str(did_you_mean("epx", ["exp", "log"]))
    'Did you mean `exp`?'
    """
    spelled = {candidate.lower(): candidate for candidate in known}
    near = get_close_matches(name.lower(), list(spelled), n=1, cutoff=0.6)
    return say("Did you mean `{name}`?", name=spelled[near[0]]) if near else None
