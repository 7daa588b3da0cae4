"""ONNX files, written: as much of the format as a small network needs.

An ONNX file is a Protocol Buffers message; the numbers below are the fields of ``onnx.proto``. What is needed
of it is this page. The library for it, ``onnx``, is 9 MB to download and 25 MB on disk, for one file that is
written once; onnxruntime, which reads such files, checks every one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

Size = int | str  #: of a dimension; a name where any number is taken

_IR_VERSION = 8
_OPERATORS = 13  # version of the operators
_FLOAT, _INTEGER = 1, 7  # TensorProto.DataType
_ONE, _SEVERAL = 2, 7  # AttributeProto.AttributeType: a whole number, a list of them


class Graph:
    """A graph of operations that grows step by step. What a step gives is named by a text; all numbers
    are float32."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        self._inputs: list[bytes] = []
        self._outputs: list[bytes] = []

    def input(self, name: str, shape: Sequence[Size]) -> str:
        """What the model is given."""
        self._inputs.append(_value(name, shape))
        return name

    def constant(self, values: npt.ArrayLike) -> str:
        """Numbers that are part of the model."""
        return self._constant(np.asarray(values, "<f4"), _FLOAT)

    def integers(self, values: Sequence[int]) -> str:
        """Whole numbers, as the shape of an array is given."""
        return self._constant(np.asarray(values, "<i8"), _INTEGER)

    def add(self, operation: str, *inputs: str, **attributes: int | Sequence[int]) -> str:
        """One operation, of the standard operators of ONNX."""
        name = f"s{len(self._nodes)}"
        self._nodes.append(_node(operation, inputs, name, attributes))
        return name

    def affine(self, given: str, scale: npt.ArrayLike, offset: npt.ArrayLike) -> str:
        """Numbers times ``scale`` plus ``offset``."""
        return self.add("Add", self.add("Mul", given, self.constant(scale)), self.constant(offset))

    def output(self, name: str, given: str, shape: Sequence[Size]) -> None:
        """What the model answers."""
        self._nodes.append(_node("Identity", [given], name, {}))
        self._outputs.append(_value(name, shape))

    def model(self, name: str, metadata: Mapping[str, str] | None = None) -> bytes:
        """The content of an ONNX file with this graph; ``metadata`` are kept in it as text."""
        parts = ((1, self._nodes), (2, [name.encode()]), (5, self._constants), (11, self._inputs))
        graph = b"".join(_field(field, each) for field, values in parts for each in values)
        graph += b"".join(_field(12, each) for each in self._outputs)
        texts = ((key.encode(), value.encode()) for key, value in (metadata or {}).items())
        return b"".join(
            [
                _number(1, _IR_VERSION),
                _field(7, graph),
                _field(8, _field(1, b"") + _number(2, _OPERATORS)),
                *(_field(14, _field(1, key) + _field(2, value)) for key, value in texts),
            ]
        )

    def _constant(self, values: npt.NDArray[Any], kind: int) -> str:
        name = f"c{len(self._constants)}"
        sizes = b"".join(_number(1, size) for size in values.shape)
        content = np.ascontiguousarray(values).tobytes()
        self._constants.append(sizes + _number(2, kind) + _field(8, name.encode()) + _field(9, content))
        return name


def _node(
    operation: str, inputs: Sequence[str], output: str, attributes: Mapping[str, int | Sequence[int]]
) -> bytes:
    parts = [_field(1, name.encode()) for name in inputs]
    parts += [_field(2, output.encode()), _field(4, operation.encode())]
    for name, value in attributes.items():
        if isinstance(value, int):
            content = _number(3, value) + _number(20, _ONE)
        else:
            content = b"".join(_number(8, each) for each in value) + _number(20, _SEVERAL)
        parts.append(_field(5, _field(1, name.encode()) + content))
    return b"".join(parts)


def _value(name: str, shape: Sequence[Size]) -> bytes:
    """The type of an input or output: its name, and float32 of a shape."""
    sizes = (_number(1, size) if isinstance(size, int) else _field(2, size.encode()) for size in shape)
    tensor = _number(1, _FLOAT) + _field(2, b"".join(_field(1, size) for size in sizes))
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
