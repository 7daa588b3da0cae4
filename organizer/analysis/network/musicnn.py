"""MusiCNN as an ONNX model, made once from the published weights.

The Python wheel ``musicnn`` 0.1.0 (ISC licence) holds them as a TensorFlow checkpoint, trained on the Million
Song Dataset (``MSD_musicnn``). The wheel needs TensorFlow to run and cannot be installed beside today's
numpy; what is made here needs onnxruntime alone. Nothing of the wheel is run, and only those very weights are
taken, told by their SHA-256. docs/ear.md says how it was checked.

The network, as ``musicnn/models.py`` of the wheel defines it; (n, 187, 96) mel bands as ``bands`` makes them:

1. batch normalization of the input;
2. front: convolutions over frames × bands, of 7 × 38 and 7 × 67 (padded in time only) and of 128 × 1, 64 × 1
   and 32 × 1 (padded in time, one frame more behind than in front), each with ReLU, batch normalization and
   the maximum over the bands; side by side 561 channels;
3. middle: three convolutions of 7 frames to 64 channels, ReLU, batch normalization; the second and third are
   added to what they are given; all side by side with the front, 753 channels;
4. back: maximum and mean over time (in turns, 1,506 numbers); batch normalization; dense to 200, ReLU, batch
   normalization: the *embedding*; dense to 50, logistic function: the *tags*.

Of the 510 filters in front only 64 are alive: training has brought the others to nothing (norms under 10⁻⁵,
the others over 10⁻³). They give a constant, whatever is heard. So they are left out, and their constants are
added where they would arrive: the same numbers up to rounding (10⁻⁵), for an eighth of the time. The maximum
over the bands is taken before ReLU and normalization, which are monotonic, and batch normalization before a
dense layer is folded into it.

Pons, J., Serra, X.: musicnn: pre-trained convolutional neural networks for music audio tagging. ISMIR 2019
(late-breaking).
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import math
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from organizer.analysis.network import model
from organizer.analysis.network.bands import BANDS
from organizer.analysis.network.checkpoint import DamagedCheckpoint, variables
from organizer.analysis.network.onnx_file import Graph
from organizer.base.atomic import replace_file
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import tr

if TYPE_CHECKING:
    import numpy.typing as npt

    from organizer.base.model import FloatArray

    Wide = npt.NDArray[np.float64]

WHEEL = "musicnn-0.1.0-py3-none-any.whl"
WHEEL_SHA256 = "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa"
WHEEL_SIZE = 29_292_476  #: bytes
LICENCE = "ISC"  #: its name
#: Its text, as it lies in the wheel, and in the models that are made.
LICENCE_TEXT = """\
Copyright (c) Music Technology Group, Universitat Pompeu Fabra 2019. Code developed by Jordi Pons \
(www.jordipons.me).

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is \
hereby granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE \
INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR \
ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF \
USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF \
OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
"""
FRAMES = 187
EMBEDDING, TAGS = "embeddings", model.TAGS  #: names of the outputs

#: What is taken of the wheel, with its SHA-256.
_INDEX = "musicnn/MSD_musicnn/.index"
_DATA = "musicnn/MSD_musicnn/.data-00000-of-00001"
_CONFIGURATION = "musicnn/configuration.py"
_LICENSE_TEXT = "musicnn-0.1.0.dist-info/LICENSE.md"
_DIGESTS = {
    _INDEX: "87f3e0f3550c8d3bafc840374003e5c8af5eeb5ecf6add61af09a7822d3282c8",
    _DATA: "8579734ee6388f799ed0def4bbd0d1fdcbeaf213ef2a9dc860917bd76a303de6",
    _CONFIGURATION: "00fd595eb16bad3a605e10bb6eaf0152cb8125bed6e2c884a636f679ae100419",
    _LICENSE_TEXT: "60c4194f702ddd969f969577743546327b4e9db560c07ec286be5cec27f55fcd",
}
_LARGEST = 16 << 20  #: bytes of any of them
_NAMES = "MSD_LABELS"
_EPSILON = 1e-3  #: of every batch normalization
_DEAD = 1e-5  #: filters of a norm under this give a constant
#: Of what ``probe`` is, some numbers as the whole network gives them, computed in plain numpy.
ANSWERS: dict[str, tuple[float, ...]] = {
    EMBEDDING: (
        -0.17718, 0.16596, -0.13595, -0.24989, 0.9852, -0.35264, -0.15742, 0.66633, -0.75586, 0.86731,
    ),
    TAGS: (0.03481, 0.01413, 0.01378, 0.00503, 0.03168, 0.00422, 0.0941, 0.00754, 0.015, 0.00099),
}  # fmt: skip
_AT_ONCE = 16  #: filters that a processor computes at once
_FRONT, _MIDDLE = range(5), range(5, 8)  #: the numbers of the convolutions
_REMEDY = tr("get it again: pip download --no-deps musicnn==0.1.0")


def convert(wheel: str | Path, target: str | Path) -> None:
    """Make the ONNX model ``target`` of the wheel: whole, and checked against known answers, or not at all.

    Raises
    ------
    UsageError
        The wheel cannot be read or is another one.
    OrganizerError
        ``target`` cannot be written, onnxruntime is not there, or the model does not give the known answers.
    """
    parts = _read(Path(wheel))
    try:
        weights = variables(parts[_INDEX], parts[_DATA])
    except DamagedCheckpoint as error:  # cannot be: these are the bytes that are known
        raise UsageError(
            tr("its weights cannot be read: {reason}", reason=error), path=str(wheel), remedy=_REMEDY
        ) from error
    content = build(weights, tags=_tag_names(parts[_CONFIGURATION]), licence=parts[_LICENSE_TEXT].decode())

    def write(file: BinaryIO) -> None:
        file.write(content)

    replace_file(target, write, check=functools.partial(check, answers=ANSWERS))


def check(path: str, *, answers: Mapping[str, tuple[float, ...]]) -> None:
    """Compare a model's answers about ``probe`` with known ones: some numbers of the embedding, and some
    tags. Raises ``OrganizerError`` when they differ."""
    embedding, tags = model.Network(path).run(probe())
    for name, given in ((EMBEDDING, embedding), (TAGS, tags)):
        known = np.array(answers[name], np.float32)
        mean = np.zeros(0, np.float32) if given is None else given.mean(axis=0)
        some = mean[:: max(1, len(mean) // len(known))][: len(known)]
        if some.shape != known.shape or not np.allclose(some, known, atol=1e-3):
            raise OrganizerError(
                tr("the network that was made does not give the answers that are known"),
                path=path,
                remedy=tr("update onnxruntime, and report it if that does not help"),
            )


def probe() -> FloatArray:
    """Two patches that any machine makes alike, to ask a network about: tones with overtones that rise, and
    beats. shape=(2, 187, 96), between 0 and 3."""
    frame, band = np.arange(FRAMES)[:, None], np.arange(BANDS)[None, :]
    tones = np.where((band * 8 + frame // 23 * 5) % 64 < 8, 24 - band // 4, 2)
    beats = np.where(frame % 31 < 6, 20 - (frame % 31) * 3, (band + frame) % 5)
    return (np.stack([tones, beats]) / 8.0).astype(np.float32)


def build(weights: Mapping[str, FloatArray], *, tags: tuple[str, ...], licence: str = "") -> bytes:
    """The ONNX model of a MusiCNN with these variables: as ``convert`` makes it, with any numbers of filters.

    Raises
    ------
    KeyError
        A variable is not there.
    """
    graph = Graph()
    scale, offset = _normalization(weights, 0)
    bands = graph.affine(graph.input("bands", ("n", FRAMES, BANDS)), scale[0], offset[0])
    image = graph.add("Reshape", bands, graph.integers([0, 1, FRAMES, BANDS]))
    fronts, constants = zip(*(_front(graph, image, weights, number) for number in _FRONT), strict=True)
    layers = [graph.add("Concat", *fronts, axis=1)]
    constant = np.concatenate(constants)
    alive = np.isnan(constant)
    for number in _MIDDLE:
        kernel, bias = _convolution(weights, number)
        rest = np.zeros((1, len(bias)))
        if number == _MIDDLE[0]:
            rest = _of_constants(kernel[:, ~alive], constant[~alive])
            kernel = kernel[:, alive]
        made = graph.add("Conv", layers[-1], graph.constant(kernel.transpose(2, 1, 0)), pads=(3, 3))
        made = graph.add("Relu", graph.add("Add", made, graph.constant((bias + rest).T)))
        scale, offset = _normalization(weights, number + 1)
        made = graph.affine(made, scale[:, None], offset[:, None])
        layers.append(made if number == _MIDDLE[0] else graph.add("Add", made, layers[-1]))
    _back(graph, graph.add("Concat", *layers, axis=1), weights, constant, len(tags))
    return graph.model("MusiCNN", {model.TAGS: json.dumps(tags), model.LICENCE: licence})


def _front(graph: Graph, image: str, weights: Mapping[str, FloatArray], number: int) -> tuple[str, Wide]:
    """One convolution in front: its output, shape=(n, filters alive, 187), and of all its filters the
    constant that they give, NaN for those that are alive."""
    kernel, bias = _convolution(weights, number)
    scale, offset = _normalization(weights, number + 1)
    alive = np.linalg.norm(kernel.reshape(-1, kernel.shape[-1]), axis=0) > _DEAD
    constant = np.where(alive, np.nan, np.maximum(bias, 0.0) * scale + offset)
    # The maximum over the bands is the last step. Those before it are monotonic: all may follow it, but
    # where one falls, the maximum of what is falling is of the minimum. So falling filters are turned round.
    sign = np.where(scale[alive] < 0, -1.0, 1.0)
    kernel = (kernel if kernel.ndim == 3 else kernel[:, None])[:, :, alive] * sign
    made = _highest(graph, image, kernel.transpose(2, 0, 1), bias[alive] * sign)
    if (sign < 0).any():
        made = graph.add("Mul", made, graph.constant(sign[:, None]))
    made = graph.affine(graph.add("Relu", made), scale[alive, None], offset[alive, None])
    return made, constant


def _highest(graph: Graph, image: str, kernel: Wide, bias: Wide) -> str:
    """The maximum over bands of a convolution: kernel shape=(filters, frames, bands) → (n, filters, 187).

    Processors compute 16 filters in the time of one. So where that fills them better, a few frames that
    follow each other are computed at once, by filters that are shifted against each other: the same sums.
    """
    filters, frames, width = kernel.shape

    def work(steps: int) -> float:
        return float(math.ceil(filters * steps / _AT_ONCE) * (frames + steps - 1) / steps)

    steps = min(range(1, 9), key=work)
    shifted = np.zeros((filters, steps, frames + steps - 1, width))
    for step in range(steps):
        shifted[:, step, step : step + frames] = kernel
    places = -(-FRAMES // steps)
    before = (frames - 1) // 2
    behind = places * steps + frames - 1 - FRAMES - before
    made = graph.add(
        "Conv",
        image,
        graph.constant(shifted.reshape(filters * steps, 1, -1, width)),
        graph.constant(np.repeat(bias, steps)),
        pads=(before, 0, behind, 0),
        strides=(steps, 1),
    )
    made = graph.add("ReduceMax", made, axes=(3,), keepdims=0)
    if steps == 1:
        return made
    made = graph.add("Reshape", made, graph.integers([0, filters, steps, places]))
    made = graph.add("Transpose", made, perm=(0, 1, 3, 2))
    made = graph.add("Reshape", made, graph.integers([0, filters, places * steps]))
    return graph.add("Slice", made, graph.integers([0]), graph.integers([FRAMES]), graph.integers([2]))


def _of_constants(kernel: Wide, constant: Wide) -> Wide:
    """What a convolution of 7 frames gives for channels that are constant in time: shape=(187, filters). At
    both ends it is less, since outside of a patch there is nothing."""
    inside = np.pad(np.ones(FRAMES), 3)
    frames = np.lib.stride_tricks.sliding_window_view(inside, len(kernel))
    return np.asarray(np.einsum("ft,tck,c->fk", frames, kernel, constant))


def _back(graph: Graph, joined: str, weights: Mapping[str, FloatArray], constant: Wide, tags: int) -> None:
    """From all channels over time to the embedding and the tags."""
    scale, offset = _normalization(weights, 9)
    dense, bias = _dense(weights, "dense")
    bias = bias + offset @ dense
    by_channel = (dense * scale[:, None]).reshape(-1, 2, dense.shape[1])  # maximum and mean in turns
    rest = len(by_channel) - len(constant)
    alive = np.concatenate([np.isnan(constant), np.ones(rest, bool)])
    bias = bias + constant[~alive[: len(constant)]] @ by_channel[~alive].sum(axis=1)
    pooled = [graph.add(kind, joined, axes=(2,), keepdims=0) for kind in ("ReduceMax", "ReduceMean")]
    made = graph.add(
        "Gemm",
        graph.add("Concat", *pooled, axis=1),
        graph.constant(by_channel[alive].transpose(1, 0, 2).reshape(-1, dense.shape[1])),
        graph.constant(bias),
    )
    scale, offset = _normalization(weights, 10)
    embedding = graph.affine(graph.add("Relu", made), scale, offset)
    graph.output(EMBEDDING, embedding, ("n", dense.shape[1]))
    kernel, bias = _dense(weights, "dense_1")
    logits = graph.add("Gemm", embedding, graph.constant(kernel), graph.constant(bias))
    graph.output(TAGS, graph.add("Sigmoid", logits), ("n", tags))


def _convolution(weights: Mapping[str, FloatArray], number: int) -> tuple[Wide, Wide]:
    """Kernel without its dimensions of length 1, but for the frames: shape=(frames, [channels,] filters);
    and bias."""
    name = f"conv2d_{number}" if number else "conv2d"
    kernel = weights[f"{name}/kernel"].astype(np.float64)
    frames, width, depth, filters = kernel.shape
    shape = (frames, filters) if width * depth == 1 else (frames, width * depth, filters)
    return kernel.reshape(shape), weights[f"{name}/bias"].astype(np.float64)


def _dense(weights: Mapping[str, FloatArray], name: str) -> tuple[Wide, Wide]:
    return weights[f"{name}/kernel"].astype(np.float64), weights[f"{name}/bias"].astype(np.float64)


def _normalization(weights: Mapping[str, FloatArray], number: int) -> tuple[Wide, Wide]:
    """Scale and offset that a batch normalization comes to."""
    name = f"batch_normalization_{number}" if number else "batch_normalization"
    gamma, beta, mean, variance = (
        weights[f"{name}/{part}"].astype(np.float64)
        for part in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    scale = gamma / np.sqrt(variance + _EPSILON)
    return scale, beta - mean * scale


def _read(wheel: Path) -> dict[str, bytes]:
    """The files that are taken of the wheel. Raises ``UsageError`` when they are not those that are known."""
    parts = {}
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name, digest in _DIGESTS.items():
                with archive.open(name) as file:
                    content = file.read(_LARGEST)
                if hashlib.sha256(content).hexdigest() != digest:
                    raise UsageError(
                        tr("its {name} is not that of {wheel}", name=name, wheel=WHEEL),
                        path=str(wheel),
                        remedy=_REMEDY,
                    )
                parts[name] = content
    except OSError as error:
        cause = tr("the wheel cannot be read: {reason}", reason=error.strerror or error)
        raise UsageError(cause, path=str(wheel), remedy=_REMEDY) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
        raise UsageError(
            tr("this is not {wheel}, or it is damaged", wheel=WHEEL), path=str(wheel), remedy=_REMEDY
        ) from error
    return parts


def _tag_names(configuration: bytes) -> tuple[str, ...]:
    """The list of the tags in the wheel's configuration, which is read and never run."""
    for statement in ast.parse(configuration).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == _NAMES:
            return tuple(ast.literal_eval(statement.value))
    raise ValueError(f"{_NAMES} is not there")
