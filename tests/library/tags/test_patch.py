"""Edits of files as bytes that go and bytes that come."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizer.base.errors import TagError
from organizer.library.tags.patch import Patch, Splice

SIZE = 60
edits = st.lists(
    st.tuples(st.integers(0, SIZE), st.integers(0, 12), st.binary(max_size=12)), max_size=5
)  # place, bytes that go, bytes that come


def patch_of(old: bytes, edits: list[tuple[int, int, bytes]]) -> tuple[Patch, bytes]:
    """The patch of the edits that do not overlap, and what it should make."""
    splices, new, end = [], b"", 0
    for place, length, come in sorted(edits):
        if place < end:
            continue
        splices.append(Splice(place, old[place : place + length], come))
        new += old[end:place] + come
        end = min(SIZE, place + length)
    return Patch.of(len(old), splices), new + old[end:]


def applied(patch: Patch, old: bytes) -> bytes:
    target = io.BytesIO()
    patch.copy(io.BytesIO(old), target)
    return target.getvalue()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(min_size=SIZE, max_size=SIZE), edits)
def test_a_patch_makes_the_new_file_and_its_inverse_the_old_one(
    old: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    patch, new = patch_of(old, edits)
    assert applied(patch, old) == new and patch.new_size == len(new)
    assert applied(patch.inverse(), new) == old and patch.inverse().inverse() == patch
    assert patch.fits(io.BytesIO(old)) and patch.inverse().fits(io.BytesIO(new))
    assert Patch.from_bytes(patch.to_bytes()) == patch
    assert patch.made(io.BytesIO(old), io.BytesIO(new))
    assert not patch.made(io.BytesIO(old), io.BytesIO(new + b"x"))
    assert new[1:] == new or not patch.made(io.BytesIO(old), io.BytesIO(new[1:]))
    for start in range(0, SIZE - 5, 5):
        place = patch.place(start, start + 5)
        assert place is None or new[place : place + 5] == old[start : start + 5]
    with patch.over(io.BytesIO(old)) as file:
        assert file.read() == new
        file.seek(-min(7, len(new)), os.SEEK_END)
        assert file.read(3) == new[len(new) - min(7, len(new)) :][:3]


def test_what_stays_the_same_is_in_no_patch() -> None:
    patch = Patch.of(9, [Splice(0, b"aaaXbbb", b"aaaYYbbb"), Splice(7, b"cc", b"cc")])
    assert patch.splices == (Splice(3, b"X", b"YY"),)


def test_a_file_that_changed_fits_no_more() -> None:
    patch = Patch.of(6, [Splice(2, b"cd", b"xyz")])
    assert patch.fits(io.BytesIO(b"abcdef"))
    assert not patch.fits(io.BytesIO(b"abc-ef")) and not patch.fits(io.BytesIO(b"abcdefg"))
    with pytest.raises(TagError, match="became shorter"):
        applied(patch, b"abcd")


def test_splices_that_overlap_are_a_fault() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Patch.of(6, [Splice(0, b"abc", b"1"), Splice(2, b"cd", b"2")])


def test_a_stored_patch_that_is_damaged_is_refused() -> None:
    data = Patch.of(6, [Splice(2, b"cd", b"xyz")]).to_bytes()
    for damaged in (b"", b"P1", data[:-1], b"P2" + data[2:], "P1", None):
        with pytest.raises(ValueError, match="patch"):
            Patch.from_bytes(damaged)
