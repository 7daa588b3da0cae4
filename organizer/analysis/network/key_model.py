"""A key finder as an ONNX file, such as S-KEY exported with its front end: sound in, 24 keys out.

========  ==========================================================================================
Input     samples at 22,050 Hz, mono, the largest ±1, float32: shape (n,), (1, n) or (1, 1, n)
Output    24 numbers, one for each key, of the first output that has so many: probabilities, or logits
========  ==========================================================================================

The keys come in S-KEY's order, major from A up and then minor from B up. A model may say in its metadata that
it has another order ("keys": a JSON list of 24 names) or another rate ("sample_rate": Hz). Where n is fixed,
the sound is cut to it, or repeated. Silence has no key.

Kong, Y., Meseguer-Brocal, G., Lostanlen, V., Lagrange, M., Hennequin, R.: S-KEY: Self-supervised learning of
major and minor keys from audio. ICASSP 2025.
"""

from __future__ import annotations

import functools
import json
import multiprocessing
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear import audio, decoders
from organizer.analysis.network.model import check_readable, first_line, open_session
from organizer.base import musical_keys
from organizer.base.errors import UsageError
from organizer.base.language import tr

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

SAMPLE_RATE = 22_050  #: Hz
SECONDS = 15.0  #: of a piece: as long as those that S-KEY was trained on
EVERY = 30.0  #: one piece for so many seconds of the song …
PIECES = 8  #: … and at most so many

_SILENT = 1e-4  # of full scale
_RATES = (4_000, 192_000)

_FROM_A = [musical_keys.name((9 + step) % 12, minor=False) for step in range(12)]
_FROM_B = [musical_keys.name((11 + step) % 12, minor=True) for step in range(12)]
#: The order of the classes of S-KEY.
S_KEY_ORDER: tuple[str, ...] = tuple(
    musical_keys.usual_name(musical_keys.camelot_of(key)) for key in (*_FROM_A, *_FROM_B)
)


@dataclass(frozen=True, slots=True)
class Key:
    """What a model says of a song; no key for silence."""

    key: str  #: as ID3's TKEY spells it: "Am"
    camelot: str  #: "8A"
    confidence: float  #: 0–1, the share of the best key


class KeyModel:
    """A key finder, loaded.

    Attributes
    ----------
    keys : tuple of str
        What its 24 numbers stand for.
    sample_rate : int
        Hz of what it is given.
    """

    def __init__(self, path: str) -> None:
        """Load a model and try it. Raises ``UsageError``: the file cannot be read, is no ONNX model, or takes
        or gives something else; ``OrganizerError``: onnxruntime is not installed."""
        self._path = path
        self._session = open_session(path, remedy=tr("choose a key finder with the ending .onnx"))
        self._input, self._shape = self._checked_input()
        metadata: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        self.keys = self._keys(metadata.get("keys", ""))
        self.sample_rate = self._rate(metadata.get("sample_rate", ""))
        self._output = self._checked_output()
        rng = np.random.default_rng(0)
        self.run(rng.standard_normal(round(SECONDS * self.sample_rate)).astype(np.float32))

    def run(self, sound: FloatArray) -> FloatArray:
        """How likely each key is.

        Parameters
        ----------
        sound : shape=(n,), n ≥ 1
            At ``sample_rate``, not silent.

        Returns
        -------
        shape=(24,)
            Probabilities, in the order of ``keys``.
        """
        given = (sound / np.abs(sound).max()).astype(np.float32)
        if isinstance(self._shape[-1], int):
            given = np.resize(given, self._shape[-1])
        given = given.reshape((1,) * (len(self._shape) - 1) + (-1,))
        try:
            answer = np.asarray(self._session.run([self._output], {self._input: given})[0], np.float64)
        except Exception as error:  # onnxruntime has a dozen classes of them
            raise self._failed(first_line(error)) from error
        if answer.size != len(self.keys) or not np.isfinite(answer).all():
            raise self._failed(
                tr("it gave an array of the shape {shape}, not 24 finite numbers", shape=answer.shape)
            )
        values = answer.ravel()
        if values.min() < 0.0 or abs(values.sum() - 1.0) > 0.01:  # logits
            values = np.exp(values - values.max())
        shares: FloatArray = (values / values.sum()).astype(np.float32)
        return shares

    def _failed(self, why: str) -> UsageError:
        return UsageError(
            tr("the key finder failed: {why}", why=why), path=self._path, remedy=tr("choose another one")
        )

    def _checked_input(self) -> tuple[str, list[int | str]]:
        inputs = self._session.get_inputs()
        shape = list(inputs[0].shape) if len(inputs) == 1 else []
        fixed = [size for size in shape[:-1] if isinstance(size, int)]
        fits = 1 <= len(shape) <= 3 and all(size == 1 for size in fixed)
        if not fits or inputs[0].type != "tensor(float)" or (isinstance(shape[-1], int) and shape[-1] < 1000):
            given = ", ".join(f"{entry.type} {tuple(entry.shape)}" for entry in inputs)
            raise UsageError(
                tr(
                    "this key finder takes {given}, not samples of the shape (1, n)",
                    given=given or tr("nothing"),
                ),
                path=self._path,
                remedy=tr("export it together with its front end"),
            )
        return inputs[0].name, shape

    def _checked_output(self) -> str:
        outputs = [out for out in self._session.get_outputs() if "float" in out.type]
        for out in outputs:
            if out.shape and (out.shape[-1] == len(self.keys) or not isinstance(out.shape[-1], int)):
                return str(out.name)
        given = ", ".join(f"{out.name} {tuple(out.shape)}" for out in self._session.get_outputs())
        raise UsageError(
            tr("this model gives {given}, not 24 keys", given=given),
            path=self._path,
            remedy=tr("choose a key finder"),
        )

    def _keys(self, text: str) -> tuple[str, ...]:
        if not text:
            return S_KEY_ORDER
        try:
            places = [musical_keys.camelot_of(str(name)) for name in json.loads(text)]
        except (ValueError, TypeError):
            places = []
        if len(set(places) - {""}) != len(S_KEY_ORDER) or len(places) != len(S_KEY_ORDER):
            raise UsageError(
                tr("the metadata “keys” of this key finder are no list of 24 keys"),
                path=self._path,
                remedy=tr("write them as “C” and “Am”, each once"),
            )
        return tuple(map(musical_keys.usual_name, places))

    def _rate(self, text: str) -> int:
        if not text:
            return SAMPLE_RATE
        rate = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
        if not _RATES[0] <= rate <= _RATES[1]:
            raise UsageError(
                tr("the metadata “sample_rate” of this key finder is “{text}”", text=text[:20]),
                path=self._path,
                remedy=tr("write it in Hz, such as 22050"),
            )
        return rate


def load(path: str) -> KeyModel:
    """The key finder in a file; loaded once in a process, and again when the file changes."""
    check_readable(path)
    status = os.stat(path)
    return _loaded(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=1)
def _loaded(path: str, _mtime_ns: int, _size: int) -> KeyModel:
    return KeyModel(path)


def listen(path: str, model: KeyModel) -> Key | None:
    """The key of a song, by the mean over a few pieces spread over it; None for silence.

    Raises ``AudioError`` as ``audio.excerpts``, and ``UsageError`` where the model fails.
    """
    if multiprocessing.parent_process() is not None:
        decoders.silence_decoders()
    pieces = audio.snippets(path, seconds=SECONDS, every=EVERY, most=PIECES, rate=model.sample_rate)
    return key_of(pieces, model)


def key_of(pieces: Iterable[FloatArray], model: KeyModel) -> Key | None:
    """The key of some pieces of one song, each at the model's rate; None where all are silent."""
    shares = [model.run(piece) for piece in pieces if np.abs(piece).max(initial=0.0) > _SILENT]
    if not shares:
        return None
    mean = np.mean(shares, axis=0)
    name = model.keys[int(mean.argmax())]
    return Key(name, musical_keys.camelot_of(name), float(mean.max()))
