"""The state of a training as a value that can be compared, stored as bytes, and resumed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import numpy as np

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.nn.training.config import TrainConfig, rate_problem
from graphlab.nn.training.verdict import Verdict

FORMAT = 1
# The bytes of the header of a short array of bytes, as `np.save` writes it.
_HEADER = 128
_BROKEN_ZIP = (BadZipFile, NotImplementedError, OSError, EOFError)


@dataclass(frozen=True)
class Accuracy:
    """Accuracy on the training and the test set after so many iterations; `epoch` counts passes over the data."""

    iteration: int
    epoch: float
    train: float
    test: float


@dataclass(frozen=True)
class Rate:
    """A learning rate and the iteration from which on it is used."""

    iteration: int
    learning_rate: float


@dataclass(frozen=True)
class Checkpoint:
    """The complete state of a training; `weights`, `moments` and `losses` are float32 bytes.

    Trainings with equal checkpoints continue identically, bit for bit.
    """

    config: TrainConfig
    dataset: str
    iteration: int
    start: float
    weights: bytes
    moments: tuple[bytes, ...]
    generator: str
    losses: bytes
    accuracies: tuple[Accuracy, ...]
    rates: tuple[Rate, ...]
    verdict: Verdict | None = None

    def to_bytes(self) -> bytes:
        """Return the checkpoint as a file of arrays and text, without pickle."""
        arrays = {"weights": self.weights, "losses": self.losses}
        arrays |= {f"moment{i}": moment for i, moment in enumerate(self.moments)}
        text = json.dumps({"format": FORMAT, **_plain(self)}).encode()
        file = BytesIO()
        np.savez(file, text=_bytes(text), **{name: _bytes(data) for name, data in arrays.items()})  # type: ignore[arg-type]
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Checkpoint:
        """Return the checkpoint that `to_bytes` wrote. Raises `GraphlabError` for anything else."""
        try:
            parts = unpacked(data)
            return _restored(json.loads(parts.pop("text")), parts)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            raise GraphlabError(say("This is no checkpoint of a training, or it is damaged.")) from None


def _bytes(data: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.frombuffer(data, np.uint8)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the bytes of the arrays in a file by name: `np.savez` does not compress them, so none is a bomb.

    Their headers are compared, not read: numpy would take memory for any size that a header claims. Raises `ValueError`
    for anything else.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(entry.compress_type != ZIP_STORED or entry.flag_bits for entry in entries):
                raise ValueError
            return {entry.filename.removesuffix(".npy"): _array(archive.read(entry)) for entry in entries}
    except _BROKEN_ZIP as error:
        raise ValueError(str(error)) from None


def _array(file: bytes) -> bytes:
    content, header = file[_HEADER:], BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": (len(content),)})
    if file[:_HEADER] != header.getvalue():
        raise ValueError
    return content


def _plain(checkpoint: Checkpoint) -> dict[str, Any]:
    """Return everything but the bytes as JSON types."""
    names = ("dataset", "iteration", "start", "generator")
    plain: dict[str, Any] = {name: getattr(checkpoint, name) for name in names}
    plain["config"] = asdict(checkpoint.config)
    plain["accuracies"] = [asdict(row) for row in checkpoint.accuracies]
    plain["rates"] = [asdict(row) for row in checkpoint.rates]
    plain["verdict"] = asdict(checkpoint.verdict) if checkpoint.verdict else None
    return plain


def _restored(plain: Mapping[str, Any], parts: Mapping[str, bytes]) -> Checkpoint:
    if plain["format"] != FORMAT:
        raise ValueError
    config = plain["config"]
    found = Checkpoint(
        config=TrainConfig(**{**config, "hidden_size": tuple(config["hidden_size"])}),
        dataset=str(plain["dataset"]),
        iteration=int(plain["iteration"]),
        start=float(plain["start"]),
        weights=parts["weights"],
        moments=tuple(parts[f"moment{i}"] for i in range(len(parts) - 2)),
        generator=str(plain["generator"]),
        losses=parts["losses"],
        accuracies=tuple(_accuracy(**row) for row in plain["accuracies"]),
        rates=tuple(Rate(int(row["iteration"]), float(row["learning_rate"])) for row in plain["rates"]),
        verdict=_verdict(plain["verdict"]),
    )
    if (
        len(found.losses) != 4 * found.iteration
        or not found.rates
        or any(rate_problem(rate.learning_rate) for rate in found.rates)
    ):
        raise ValueError
    # Only a generator knows whether a state is one of its own.
    np.random.default_rng().bit_generator.state = json.loads(found.generator)
    return found


def _accuracy(iteration: int, epoch: float, train: float, test: float) -> Accuracy:
    return Accuracy(int(iteration), float(epoch), float(train), float(test))


def _verdict(plain: Mapping[str, Any] | None) -> Verdict | None:
    if plain is None:
        return None
    return Verdict(plain["kind"], _message(plain["reason"]), _message(plain["suggestion"]))


def _message(plain: Mapping[str, Any]) -> Message:
    return Message(plain["template"], tuple((name, value) for name, value in plain["values"]))
