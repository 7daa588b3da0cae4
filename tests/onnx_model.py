"""Tiny ONNX models, written byte for byte: what a model is takes forty lines, its library ten megabytes.

The numbers are the fields of ``onnx.proto``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

Size = int | str


def write_model(
    path: Path,
    *,
    shape: Sequence[Size] = ("n", 128, 96),
    outputs: Sequence[tuple[str, int]] = (("activations", 3), ("embeddings", 5)),
    flat: bool = True,
) -> Path:
    """A network that averages each band over a patch and multiplies with ``weights`` for each output.

    Without ``flat`` its answer is not one vector for a patch.
    """
    rank = len(shape)
    axes = list(range(1, rank - 1)) if flat else [0]
    nodes = [_node("ReduceMean", ["bands"], ["mean"], axes)]
    nodes += [_node("MatMul", ["mean", f"w{i}"], [name]) for i, (name, _) in enumerate(outputs)]
    arrays = [_tensor(f"w{i}", weights(width, shape[-1])) for i, (_, width) in enumerate(outputs)]
    answer = [*shape[:1]] if flat else [*shape[1:-1]]
    graph = b"".join(
        [
            *(_field(1, node) for node in nodes),
            _field(2, b"tiny"),
            *(_field(5, array) for array in arrays),
            _field(11, _value("bands", shape)),
            *(_field(12, _value(name, [*answer, width])) for name, width in outputs),
        ]
    )
    path.write_bytes(_number(1, 8) + _field(7, graph) + _field(8, _field(1, b"") + _number(2, 13)))
    return path


def weights(width: int, bands: Size = 96) -> np.ndarray:
    """What an output of this width multiplies the mean bands with: shape=(bands, width)."""
    return np.random.default_rng(width).standard_normal((int(bands), width)).astype(np.float32)


def _node(operation: str, inputs: list[str], outputs: list[str], axes: Sequence[int] = ()) -> bytes:
    parts = [_field(1, name.encode()) for name in inputs] + [_field(2, name.encode()) for name in outputs]
    parts.append(_field(4, operation.encode()))
    if axes:
        listed = b"".join(_number(8, axis) for axis in axes)
        parts.append(_field(5, _field(1, b"axes") + listed + _number(20, 7)))
        parts.append(_field(5, _field(1, b"keepdims") + _number(3, 0) + _number(20, 2)))
    return b"".join(parts)


def _tensor(name: str, values: np.ndarray) -> bytes:
    sizes = b"".join(_number(1, size) for size in values.shape)
    return sizes + _number(2, 1) + _field(8, name.encode()) + _field(9, values.tobytes())


def _value(name: str, shape: Sequence[Size]) -> bytes:
    sizes = (_number(1, s) if isinstance(s, int) else _field(2, s.encode()) for s in shape)
    tensor = _number(1, 1) + _field(2, b"".join(_field(1, size) for size in sizes))
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
