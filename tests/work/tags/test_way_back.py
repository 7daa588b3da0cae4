"""Edits of one file that are taken back in any order: the bytes of before are back with the last of them."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizer.base.model import TagEdit
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.storage.schema import MIGRATIONS
from organizer.library.storage.schema_of_tags import FIRST_PATCHES
from organizer.library.tags.patch import Patch, Splice, composed
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging

EDITS = ({"title": "A longer title " * 90}, {"composer": "Somebody " * 300}, {"genre": ("Jazz",)})


def write(db: Database) -> list[int]:
    """The edits, one after the other; their numbers."""
    numbers = []
    for values in EDITS:
        wanted = [TagEdit(song.id, song.path, values) for song in tracks.first(db, 9)]
        numbers.append(tagging.apply(JobContext(), db, tagging.preview(db, wanted), label="edit").edit_id)
    return numbers


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_bytes_of_before_are_back_when_all_edits_are_gone(
    db: Database, make_song: Callable[..., Path], order: tuple[int, ...]
) -> None:
    assert FIRST_PATCHES in MIGRATIONS
    paths = [make_song("one.mp3", seconds=0.2, title="One"), make_song("two.flac", seconds=0.2, title="Two")]
    import_paths(JobContext(), db, [str(paths[0].parent)])
    before = [path.read_bytes() for path in paths]
    numbers = write(db)
    written = [path.read_bytes() for path in paths]
    for place in order:
        assert tagging.undo(JobContext(), db, numbers[place]).done == 2
    assert [path.read_bytes() for path in paths] == before
    for _ in numbers:
        assert tagging.redo(JobContext(), db).done == 2
    said = [song.tags.text("genre") for song in tracks.first(db, 9)]
    assert said == ["Jazz", "Jazz"] and all(path.read_bytes() for path in paths) and written
    for number in numbers:
        assert tagging.undo(JobContext(), db, number).done == 2
    assert [path.read_bytes() for path in paths] == before


@st.composite
def patches(draw: st.DrawFn) -> tuple[bytes, list[Patch]]:
    data = first = draw(st.binary(max_size=30))
    made = []
    for _ in range(draw(st.integers(1, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(data)), min_size=2, max_size=6)))
        splices = [
            Splice(start, data[start:end], draw(st.binary(max_size=5)))
            for start, end in itertools.pairwise(cuts[: len(cuts) // 2 * 2])
        ][::2]
        patch = Patch.of(len(data), splices)
        made.append(patch)
        target = io.BytesIO()
        patch.copy(io.BytesIO(data), target)
        data = target.getvalue()
    return first, made


@given(patches())
def test_one_patch_does_what_several_do(made: tuple[bytes, list[Patch]]) -> None:
    data, several = made
    step, one = data, io.BytesIO()
    for patch in several:
        target = io.BytesIO()
        patch.copy(io.BytesIO(step), target)
        step = target.getvalue()
    whole = composed(several, io.BytesIO(data))
    assert whole.fits(io.BytesIO(data))
    whole.copy(io.BytesIO(data), one)
    assert one.getvalue() == step
