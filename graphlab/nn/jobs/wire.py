"""The format of messages to and from the worker: JSON, one message a line, with arrays, bytes and sentences."""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any

import numpy as np

from graphlab.engine.errors import Message
from graphlab.nn.jobs.messages import Inspection, LayerStatistics
from graphlab.nn.training.config import TrainConfig


def to_line(message: dict[str, Any]) -> bytes:
    """Return a message as one line.

    >>> from_line(to_line({"losses": np.arange(3, dtype=np.float32), "seen": (1, 2)}))
    {'losses': array([0., 1., 2.], dtype=float32), 'seen': [1, 2]}
    """
    return json.dumps(message, default=_plain, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> dict[str, Any]:
    """Return the message in a line; its arrays are read-only. Raises `ValueError` for anything else."""
    try:
        message = json.loads(line, object_hook=_restored)
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if not isinstance(message, dict):
        raise ValueError("a message is an object")
    return message


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return {"~array": _text(value.tobytes()), "dtype": value.dtype.str, "shape": value.shape}
    if isinstance(value, bytes):
        return {"~bytes": _text(value)}
    if isinstance(value, Message):
        return {"~say": value.template, "values": [[name, _word(part)] for name, part in value.values]}
    if isinstance(value, TrainConfig):
        return {"~config": asdict(value)}
    if isinstance(value, Inspection | LayerStatistics):
        return vars(value)
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value).__name__)


def _word(value: object) -> object:
    """Return a value of a sentence as a type that JSON has; a tuple must not become a list."""
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, str | int | float | Message) else str(value)


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _restored(value: dict[str, Any]) -> Any:
    if "~array" in value:
        data = np.frombuffer(b64decode(value["~array"]), np.dtype(value["dtype"]))
        return data.reshape(value["shape"])
    if "~bytes" in value:
        return b64decode(value["~bytes"])
    if "~say" in value:
        return Message(value["~say"], tuple((name, part) for name, part in value["values"]))
    if "~config" in value:
        config = value["~config"]
        return TrainConfig(**{**config, "hidden_size": tuple(config["hidden_size"])})
    return value


def inspection_of(plain: dict[str, Any]) -> Inspection:
    """Return the `Inspection` of a message."""
    layers = tuple(LayerStatistics(**layer) for layer in plain["layers"])
    weights = {name: (before, after) for name, (before, after) in plain["weights"].items()}
    return Inspection(**{**plain, "layers": layers, "weights": weights})
