"""A damaged checkpoint is a sentence, before it takes memory or spoils a training."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graphlab.engine.errors import GraphlabError
from graphlab.nn.training.checkpoint import Checkpoint
from graphlab.nn.training.config import TrainConfig
from graphlab.nn.training.trainer import Trainer


def files() -> dict[str, bytes]:
    trainer = Trainer(TrainConfig(iterations=9, hidden_size=(4,)), "digits")
    trainer.advance(5)
    with zipfile.ZipFile(io.BytesIO(trainer.checkpoint().to_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def array(content: bytes) -> bytes:
    out = io.BytesIO()
    np.save(out, np.frombuffer(content, np.uint8))
    return out.getvalue()


def with_text(change: Callable[[dict[str, Any]], Any]) -> bytes:
    parts = files()
    text = json.loads(parts["text.npy"][128:])
    change(text)
    return zipped({**parts, "text.npy": array(json.dumps(text).encode())})


def refused(data: bytes) -> int:
    """Return the most bytes that were taken until a file was refused."""
    tracemalloc.start()
    try:
        with pytest.raises(GraphlabError, match="no checkpoint of a training"):
            Checkpoint.from_bytes(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_what_is_zipped_anew_is_the_same() -> None:
    assert Checkpoint.from_bytes(zipped(files())) == Checkpoint.from_bytes(with_text(lambda text: None))


@pytest.mark.parametrize(
    "header",
    [b"'shape': (99999999999,), ", b"'shape': ((((((", b"'shape': (1, 2), ", b"'descr': '|O', "],
    ids=["size", "brackets", "dimensions", "pickle"],
)
def test_a_header_that_lies(header: bytes) -> None:
    parts = files()
    weights = parts["weights.npy"]
    parts["weights.npy"] = weights[:10] + header + weights[10 + len(header) :]
    assert refused(zipped(parts)) < 1_000_000


def test_a_bomb() -> None:
    parts = {**files(), "losses.npy": array(bytes(5_000_000))}
    assert refused(zipped(parts, zipfile.ZIP_DEFLATED)) < 1_000_000


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.update(iteration=6),
        lambda text: text.update(iteration=1e400),
        lambda text: text.update(generator="{}"),
        lambda text: text.update(generator="[" * 90_000),
        lambda text: text.update(rates=[]),
        lambda text: text.update(rates=[{"iteration": 0, "learning_rate": float("nan")}]),
        lambda text: text.update(accuracies=[{"iteration": 0, "epoch": 0, "train": "much", "test": 0}]),
        lambda text: text.update(config=[]),
    ],
)
def test_a_state_that_no_training_has(change: Callable[[dict[str, Any]], Any]) -> None:
    refused(with_text(change))
