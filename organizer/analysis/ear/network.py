"""A trained network as one more block of the comparison, if the person has one as an ONNX file.

Two families of published embedding models are known, told apart by the shape of their input. Both take the
same bands, those of MusiCNN as Essentia computes them (``TensorflowInputMusiCNN``):

- mono at 16 kHz; frames of 512 samples every 256, the first centred on the first sample; symmetric Hann
  window, not normalized;
- power spectrum, 257 bins; 96 triangular bands, linear in Hz, at equal steps on Slaney's mel scale from 0
  to 8 kHz, each of area 1 (2 over its width in Hz): those of ``librosa.filters.mel``;
- log₁₀(1 + 10000 x).

========================  =====================  ===================================
Family                    Input                  Embedding
========================  =====================  ===================================
Discogs-EffNet            (n, 128, 96), 2.0 s    (n, 1280), the output ``embeddings``
MusiCNN                   (n, 187, 96), 3.0 s    (n, 200), the widest output
========================  =====================  ===================================

The vector of a song is the mean over its patches, which follow each other without overlap.

Pons, J., Serra, X.: musicnn: pre-trained convolutional neural networks for music audio tagging. ISMIR 2019
(late-breaking). Alonso-Jiménez, P., Serra, X., Bogdanov, D.: Music representation learning based on editorial
metadata from Discogs. ISMIR 2022: 825–833.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
from typing import TYPE_CHECKING, Any

import numpy as np

from organizer.analysis.ear import audio
from organizer.analysis.ear.fourier import rfft
from organizer.base.errors import OrganizerError, UsageError

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

SAMPLE_RATE = 16_000  #: Hz
FRAME, HOP, BANDS = 512, 256, 96
#: Frames in a patch → the family of models that takes them.
FAMILIES = {128: "Discogs-EffNet", 187: "MusiCNN"}
#: Patches given to a network at once, where it takes any number.
_BATCH = 16
#: Frames whose spectra are held at once.
_BLOCK = 2_048
_INSTALL = "install it: pip install 'organizer[network]'"


def mel_bands(samples: FloatArray) -> FloatArray:
    """The input of the networks: logarithmic mel bands.

    Parameters
    ----------
    samples : shape=(n,), float32
        Mono at 16 kHz, full scale ±1.

    Returns
    -------
    shape=(1 + ⌈n / 256⌉, 96), float32
        0 for silence. What lies before and after the samples is silence.
    """
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / (FRAME - 1))).astype(np.float32)
    filters = _filters()
    count = 1 - (-len(samples) // HOP)
    padded = np.zeros((count - 1) * HOP + FRAME, np.float32)
    padded[FRAME // 2 : FRAME // 2 + len(samples)] = samples
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    bands = np.empty((count, BANDS), np.float32)
    for start in range(0, count, _BLOCK):
        spectrum = rfft(frames[start : start + _BLOCK] * window)
        power = spectrum.real**2 + spectrum.imag**2
        bands[start : start + _BLOCK] = np.log10(1.0 + 10_000.0 * (power @ filters))
    return bands


def patches(bands: FloatArray, size: int) -> FloatArray:
    """Runs of ``size`` frames one after the other: shape=(n, size, 96), n ≥ 1.

    What is left at the end is dropped; sound that is too short for one patch is repeated to fill it.
    """
    if len(bands) < size:
        bands = np.resize(bands, (size, BANDS))
    count = len(bands) // size
    return np.ascontiguousarray(bands[: count * size].reshape(count, size, BANDS))


class Network:
    """An embedding model, loaded.

    Attributes
    ----------
    family : str
        Of ``FAMILIES``.
    dimensions : int
        Length of its vectors; 0 when the file does not say.
    """

    def __init__(self, path: str) -> None:
        """Load a model. Raises ``UsageError``: the file cannot be read, is no ONNX model, or not of a known
        family; ``OrganizerError``: onnxruntime is not installed."""
        runtime = _runtime()
        self._path = path
        _check_readable(path)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # what is wrong is raised; it need not be printed as well
        try:
            self._session = runtime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has a dozen classes of them
            raise UsageError(
                f"this is no ONNX model that can be run: {_first_line(error)}",
                path=path,
                remedy="choose an embedding model with the ending .onnx",
            ) from error
        self._input, self._shape = self._known_input()
        self.family = FAMILIES[self._frames]
        self._output, self.dimensions = self._embedding()

    def listen(self) -> Listener:
        """One song's turn."""
        return Listener(self)

    def run(self, batch: FloatArray) -> FloatArray:
        """Embeddings of patches, shape=(n, frames, 96) → shape=(n, d)."""
        step = self._shape[0] if isinstance(self._shape[0], int) else _BATCH
        found = []
        for start in range(0, len(batch), step):
            part = batch[start : start + step]
            count = len(part)
            if isinstance(self._shape[0], int) and count < step:  # a fixed number: filled up with silence
                part = np.concatenate([part, np.zeros((step - count, *part.shape[1:]), np.float32)])
            part = part.reshape(len(part), *(1,) * (len(self._shape) - 3), *part.shape[1:])
            try:
                answer = self._session.run([self._output], {self._input: part})[0]
            except Exception as error:
                raise OrganizerError(
                    f"the network failed: {_first_line(error)}",
                    path=self._path,
                    remedy="choose another network in the settings, or none (--network none)",
                ) from error
            found.append(np.asarray(answer, np.float32).reshape(len(part), -1)[:count])
        return np.concatenate(found)

    @property
    def frames(self) -> int:
        """Frames in a patch."""
        return self._frames

    def _known_input(self) -> tuple[str, list[Any]]:
        inputs = self._session.get_inputs()
        shapes = [list(entry.shape) for entry in inputs]
        shape = shapes[0] if len(shapes) == 1 else []
        fitting = len(shape) in (3, 4) and shape[-1] == BANDS and shape[-2] in FAMILIES
        if not fitting or any(size != 1 for size in shape[1:-2]) or inputs[0].type != "tensor(float)":
            wanted = " or ".join(f"(n, {frames}, {BANDS}) of {name}" for frames, name in FAMILIES.items())
            told = ", ".join(f"{entry.type} {tuple(entry.shape)}" for entry in inputs)
            raise UsageError(
                f"this network takes {told or 'nothing'}, not mel bands of the shape {wanted}",
                path=self._path,
                remedy="choose a Discogs-EffNet or MusiCNN embedding model",
            )
        self._frames = int(shape[-2])
        return inputs[0].name, shape

    def _embedding(self) -> tuple[str, int]:
        """The output that is named an embedding, else the widest: tags are fewer than what they are made
        of."""
        flat = [out for out in self._session.get_outputs() if len(out.shape) == 2 and "float" in out.type]
        if not flat:
            raise UsageError(
                "this network gives no vector for a patch",
                path=self._path,
                remedy="choose an embedding model",
            )
        width = {out.name: out.shape[1] if isinstance(out.shape[1], int) else 0 for out in flat}
        name = max(width, key=lambda name: ("embed" in name.lower(), width[name]))
        return name, width[name]


class Listener:
    """Gathers a song's excerpts; its vector is the mean over all patches."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._sum: np.ndarray | None = None
        self._count = 0

    def add(self, samples: FloatArray) -> None:
        """The next excerpt: mono, shape=(n,), at ``audio.SAMPLE_RATE``. None that is empty counts."""
        if not samples.size:
            return
        heard = audio.resampled(np.nan_to_num(samples), SAMPLE_RATE)
        found = self._network.run(patches(mel_bands(heard), self._network.frames))
        total = found.sum(axis=0, dtype=np.float64)
        self._sum = total if self._sum is None else self._sum + total
        self._count += len(found)

    def vector(self) -> FloatArray:
        """shape=(d,), float32, finite. Raises ``OrganizerError`` when there is none."""
        if self._sum is None or not np.isfinite(self._sum).all():
            raise OrganizerError(
                "the network gave no finite numbers for this song",
                remedy="choose another network in the settings, or none (--network none)",
            )
        return (self._sum / self._count).astype(np.float32)


def load(path: str) -> Network:
    """The network in a file; loaded once in a process, and again when the file changes."""
    _check_readable(path)
    status = os.stat(path)
    return _loaded(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=1)
def _loaded(path: str, _mtime_ns: int, _size: int) -> Network:
    return Network(path)


def check(path: str) -> tuple[str, int]:
    """The family and the dimensions of a network; raises as ``Network`` does."""
    network = load(path)
    return network.family, network.dimensions


def model_id(path: str) -> str:
    """What tells networks apart: the hash of the file, 32 hexadecimal digits. Needs no onnxruntime."""
    _check_readable(path)
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def is_installed() -> bool:
    """Whether onnxruntime is there."""
    return importlib.util.find_spec("onnxruntime") is not None


@functools.cache
def _filters() -> FloatArray:
    """Slaney's triangular bands: shape=(257, 96), float32."""
    step = np.log(6.4) / 27.0  # above 1 kHz, 15 mel, the scale is logarithmic: 27 mel to 6.4 kHz
    top = 15.0 + np.log(SAMPLE_RATE / 2 / 1000.0) / step
    mel = np.linspace(0.0, top, BANDS + 2)
    edges = np.where(mel < 15.0, mel * 200.0 / 3.0, 1000.0 * np.exp(step * (mel - 15.0)))
    bins = np.arange(FRAME // 2 + 1)[:, None] * (SAMPLE_RATE / FRAME)
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    weights = np.maximum(0.0, np.minimum(rising, falling)) * 2.0 / (high - low)
    return np.asarray(weights, np.float32)


def _check_readable(path: str) -> None:
    try:
        with open(path, "rb"):
            return
    except OSError as error:
        raise UsageError(
            f"the network cannot be read: {error.strerror}",
            path=path,
            remedy="choose another ONNX file in the settings, or none (--network none)",
        ) from error


def _runtime() -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise OrganizerError("a network needs onnxruntime, which is not there", remedy=_INSTALL) from error
    return onnxruntime


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
