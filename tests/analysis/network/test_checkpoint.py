"""Checkpoints of TensorFlow are read, and what is none is refused."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizer.analysis.network.checkpoint import DamagedCheckpoint, _crc32c, variables
from tests.analysis.network.checkpoint_file import block, checkpoint, field, number, place, varint

RANDOM = np.random.default_rng(0)
VARIABLES = {
    "conv2d/bias": RANDOM.standard_normal(5).astype(np.float32),
    "conv2d/kernel": RANDOM.standard_normal((7, 3, 1, 5)).astype(np.float32),
    "conv2d_1/kernel": RANDOM.standard_normal((2, 300)).astype(np.float32),
    "power": np.float32(0.5).reshape(()),
}
INDEX, DATA = checkpoint(VARIABLES)


@pytest.mark.parametrize("per_block", [1, 2, 100])
def test_variables_come_back(per_block: int) -> None:
    extra = {"step": np.arange(3), **VARIABLES}
    read = variables(*checkpoint(extra, per_block=per_block))
    assert set(read) == set(VARIABLES), "whole numbers are no weights"
    for name, values in VARIABLES.items():
        assert read[name].dtype == np.float32 and np.array_equal(read[name], values)
        assert read[name].flags.writeable and read[name].shape == values.shape


def test_checksums_are_those_of_the_standard() -> None:
    assert _crc32c(b"123456789") == 0xE3069283  # the check value of CRC-32C


@pytest.mark.parametrize(
    ("index", "data", "cause"),
    [
        (b"", DATA, "no index"),
        (b"PK\3\4" * 30, DATA, "no index"),
        (INDEX[:-60] + INDEX[-48:], DATA, "outside|checksum|compressed|sense"),
        (INDEX[:9] + b"\xff" + INDEX[10:], DATA, "checksum"),
        (INDEX, DATA[:-1], "'power' does not fit"),
        (checkpoint(VARIABLES, shards=2)[0], DATA, "several files"),
    ],
)
def test_what_is_damaged_is_refused(index: bytes, data: bytes, cause: str) -> None:
    with pytest.raises(DamagedCheckpoint, match=cause):
        variables(index, data)


def hostile(entries: list[tuple[bytes, bytes]], *, compression: int = 0, times: int = 1) -> bytes:
    first = block(entries, compression=compression)
    last = block([(b"x%d" % n, place(b"", first)) for n in range(times)])
    end = varint(0) * 2 + place(first, last)
    return first + last + end.ljust(40, b"\0") + INDEX[-8:]


def entry(sizes: list[int], *, offset: int, size: int, kind: int = 1) -> bytes:
    shape = b"".join(field(2, number(1, one)) for one in sizes)
    return number(1, kind) + field(2, shape) + number(4, offset) + number(5, size)


@pytest.mark.parametrize(
    ("index", "cause"),
    [
        (hostile([(b"a", entry([1 << 40, 1 << 40], offset=0, size=4))]), "does not fit"),
        (hostile([(b"a", entry([1 << 20], offset=0, size=4 << 20))]), "does not fit"),
        (hostile([(b"a", entry([1], offset=1 << 60, size=4))]), "does not fit"),
        (hostile([(b"a", entry([0, 1 << 62], offset=0, size=0))]), "does not fit"),
        (hostile([(b"a%d" % n, entry([64], offset=0, size=256)) for n in range(3)]), "does not fit"),
        (hostile([(b"a", entry([1] * 9, offset=0, size=4))]), "too many dimensions"),
        (hostile([(b"a" * 2000, entry([1], offset=0, size=4))]), "makes no sense"),
        (hostile([(b"\xff", entry([1], offset=0, size=4))]), "in the middle|makes no sense"),
        (hostile([(b"a", entry([1], offset=0, size=4))], compression=1), "compressed"),
        (hostile([(b"a", entry([1], offset=0, size=4))], times=50), "overlap"),
        (hostile([(b"a", b"\x08" + b"\xff" * 20)]), "too long"),
        (hostile([(b"a", field(2, b"")[:1] + varint(1 << 40))]), "ends in the middle"),
        (hostile([(b"a", varint(1 << 3 | 4))]), "makes no sense"),
    ],
)
def test_what_is_hostile_is_refused_before_anything_is_allocated(index: bytes, cause: str) -> None:
    with pytest.raises(DamagedCheckpoint, match=cause):
        variables(index, bytes(512))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_changed_it_is_read_or_refused(data: st.DataObject) -> None:
    changed = bytearray(INDEX)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(changed)))
    for index in (
        bytes(changed),
        bytes(changed[:cut]) + INDEX[-48:],
        struct.pack("<I", cut) + bytes(changed),
    ):
        try:
            read = variables(index, DATA)
        except DamagedCheckpoint as error:
            assert str(error)
        else:
            assert all(values.dtype == np.float32 for values in read.values())
