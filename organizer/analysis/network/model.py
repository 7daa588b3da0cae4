"""A trained network, as an ONNX file: loaded, checked and run.

Two families of published embedding models are known, told apart by the shape of their input. Both take the
same bands (``bands``).

========================  =====================  ===================================
Family                    Input                  Embedding
========================  =====================  ===================================
Discogs-EffNet            (n, 128, 96), 2.0 s    (n, 1280), the output ``embeddings``
MusiCNN                   (n, 187, 96), 3.0 s    (n, 200), the widest output
========================  =====================  ===================================

A model may say in its metadata, as a JSON list under "tags", what the numbers of its output ``tags`` mean,
and under "licence" who may use it: those that ``musicnn`` makes do.

Pons, J., Serra, X.: musicnn: pre-trained convolutional neural networks for music audio tagging. ISMIR 2019
(late-breaking). Alonso-Jiménez, P., Serra, X., Bogdanov, D.: Music representation learning based on editorial
metadata from Discogs. ISMIR 2022: 825–833.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import os
from typing import TYPE_CHECKING, Any

import numpy as np

from organizer.analysis.network.bands import BANDS
from organizer.base import system
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import either, tr

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

#: Frames in a patch → the family of models that takes them.
FAMILIES = {128: "Discogs-EffNet", 187: "MusiCNN"}
#: Raise it with any change in what networks are given: vectors of before are then made again.
LISTENING_VERSION = 2
TAGS = "tags"  #: the output, and the metadata that say what it means
LICENCE = "licence"  #: the metadata with its text
#: Patches given to a network at once, where it takes any number: with MusiCNN a worker takes 103 MB, with 16
#: of them 148, in the same time.
_BATCH = 2
_INSTALL = tr("install it: pip install 'organizer[network]'")


class Network:
    """An embedding model, loaded.

    Attributes
    ----------
    family : str
        Of ``FAMILIES``.
    frames : int
        Frames in a patch.
    dimensions : int
        Length of its vectors; 0 when the file does not say.
    tags : tuple of str
        What it can say about a patch; empty when it says nothing.
    licence : str
        The text of its licence, where it brings it along.
    """

    def __init__(self, path: str) -> None:
        """Load a model. Raises ``UsageError``: the file cannot be read, is no ONNX model, or not of a known
        family; ``OrganizerError``: onnxruntime is not installed."""
        self._path = path
        self._session = open_session(path, remedy=tr("choose an embedding model with the ending .onnx"))
        self._input, self._shape = self._checked_input()
        self.frames = int(self._shape[-2])
        self.family = FAMILIES[self.frames]
        self._outputs, self.dimensions = self._embedding()
        self._metadata: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        self.tags = self._tags()
        self.licence = self._metadata.get(LICENCE, "")
        if self.tags:
            self._outputs.append(TAGS)

    def run(self, batch: FloatArray) -> tuple[FloatArray, FloatArray | None]:
        """Embeddings and tags of patches.

        Parameters
        ----------
        batch : shape=(n, frames, 96), n ≥ 1
            As ``bands.mel_bands`` makes them.

        Returns
        -------
        embeddings, tags : shape=(n, dimensions), shape=(n, number of tags)
            None instead of the tags when the network has none.
        """
        fixed = isinstance(self._shape[0], int)
        step = self._shape[0] if fixed else _BATCH
        answers: list[list[FloatArray]] = [[] for _ in self._outputs]
        for start in range(0, len(batch), step):
            part = batch[start : start + step]
            count = len(part)
            if fixed and count < step:  # filled up with silence
                part = np.concatenate([part, np.zeros((step - count, *part.shape[1:]), np.float32)])
            part = part.reshape(len(part), *(1,) * (len(self._shape) - 3), *part.shape[1:])
            try:
                given = self._session.run(self._outputs, {self._input: part})
            except Exception as error:
                raise OrganizerError(
                    tr("the network failed: {reason}", reason=first_line(error)),
                    path=self._path,
                    remedy=tr("choose another network in the settings, or none (--network none)"),
                ) from error
            for answer, values in zip(answers, given, strict=True):
                answer.append(np.asarray(values, np.float32).reshape(len(part), -1)[:count])
        embeddings, *tags = (np.concatenate(answer) for answer in answers)
        return embeddings, tags[0] if tags else None

    def _checked_input(self) -> tuple[str, list[Any]]:
        inputs = self._session.get_inputs()
        shapes = [list(entry.shape) for entry in inputs]
        shape = shapes[0] if len(shapes) == 1 else []
        fitting = len(shape) in (3, 4) and shape[-1] == BANDS and shape[-2] in FAMILIES
        if not fitting or any(size != 1 for size in shape[1:-2]) or inputs[0].type != "tensor(float)":
            accepted = either(
                [
                    tr("{shape} of {name}", shape=f"(n, {frames}, {BANDS})", name=name)
                    for frames, name in FAMILIES.items()
                ]
            )
            given = ", ".join(f"{entry.type} {tuple(entry.shape)}" for entry in inputs)
            raise UsageError(
                tr(
                    "this network takes {given}, not mel bands of the shape {accepted}",
                    given=given or tr("nothing"),
                    accepted=accepted,
                ),
                path=self._path,
                remedy=tr("choose a Discogs-EffNet or MusiCNN embedding model"),
            )
        return inputs[0].name, shape

    def _embedding(self) -> tuple[list[str], int]:
        """The output that is named an embedding, else the widest: tags are fewer than what they are made
        of."""
        flat = [out for out in self._session.get_outputs() if len(out.shape) == 2 and "float" in out.type]
        if not flat:
            raise UsageError(
                tr("this network gives no vector for a patch"),
                path=self._path,
                remedy=tr("choose an embedding model"),
            )
        width = {out.name: out.shape[1] if isinstance(out.shape[1], int) else 0 for out in flat}
        name = max(width, key=lambda name: ("embed" in name.lower(), width[name]))
        return [name], width[name]

    def _tags(self) -> tuple[str, ...]:
        """What the output ``tags`` means, where there is one and the metadata fit it."""
        shapes = {out.name: out.shape for out in self._session.get_outputs() if "float" in out.type}
        try:
            names = json.loads(self._metadata.get(TAGS, "[]"))
        except ValueError:
            return ()
        usable = isinstance(names, list) and all(isinstance(name, str) and name for name in names)
        if not usable or not names or list(shapes.get(TAGS, ()))[1:] != [len(names)]:
            return ()
        return tuple(names)


def open_session(path: str, *, remedy: str) -> Any:
    """The model in a file, ready to run in one thread; ``remedy``: what is said with what is none.
    Raises ``UsageError`` for what is no model, ``OrganizerError`` without onnxruntime."""
    runtime = _runtime()
    check_readable(path)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what is wrong is raised; it need not be printed as well
    try:
        return runtime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has a dozen classes of them
        raise UsageError(
            tr("this is no ONNX model that can be run: {reason}", reason=first_line(error)),
            path=path,
            remedy=remedy,
        ) from error


def load(path: str) -> Network:
    """The network in a file; loaded once in a process, and again when the file changes."""
    check_readable(path)
    status = os.stat(path)
    return _loaded(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=1)
def _loaded(path: str, _mtime_ns: int, _size: int) -> Network:
    return Network(path)


def tags(path: str) -> tuple[str, ...]:
    """What the network in a file can say about music; raises as ``Network`` does."""
    return load(path).tags


def model_id(path: str) -> str:
    """What tells vectors of networks apart: a hash of the file and of how networks are used, 32 hexadecimal
    digits. Needs no onnxruntime."""
    check_readable(path)
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(f" listening {LISTENING_VERSION}".encode())
    return digest.hexdigest()[:32]


def is_installed() -> bool:
    """Whether onnxruntime is there."""
    return importlib.util.find_spec("onnxruntime") is not None


def require_runtime() -> None:
    """Raise ``OrganizerError`` unless onnxruntime is there and can be loaded."""
    _runtime()


def check_readable(path: str) -> None:
    """Raise ``UsageError`` unless this is a file that can be read: pipes and devices are never opened."""
    try:
        cause = "" if os.path.isdir(path) or not system.never_ends(path) else tr("this is no file")
        if not cause:
            with open(path, "rb"):
                return
    except OSError as error:
        cause = error.strerror or str(error)
    raise UsageError(
        tr("the network cannot be read: {cause}", cause=cause),
        path=path,
        remedy=tr("choose another ONNX file in the settings, or none (--network none)"),
    )


def _runtime() -> Any:
    # Since 1.29 it tells its makers of models and machines, on all systems and unasked, unless this is said
    # before it loads; on Windows the second way is the one that counts.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
    except ImportError as error:
        raise OrganizerError(
            tr("a network needs onnxruntime, which is not there"), remedy=_INSTALL
        ) from error
    onnxruntime.disable_telemetry_events()
    return onnxruntime


def first_line(error: Exception) -> str:
    """The first line of what onnxruntime says."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
