"""Comments and items of a few fields, put aside, say what the whole file says; all others are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.errors import TagError
from organizer.base.model import Tags
from organizer.library.tags import tags
from organizer.library.tags.patch import Patch, Splice
from organizer.library.tags.short import aside
from organizer.library.tags.short.answers import only_says
from tests.library.tags.test_tags import make

EDIT = {"title": "New", "track": "3/12", "composer": ("Clara", "Robert"), "comment": ""}


@pytest.fixture(params=["flac", "ogg", "opus", "m4a"])
def song(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = make(tmp_path / f"song.{request.param}", seconds=0.3)
    tags.write(str(path), {"title": "Old", "artist": "Ann Other", "comment": "none", "TXXX:own": "mine"})
    return path


def test_what_is_put_aside_says_what_the_file_says(song: Path) -> None:
    tags.write(str(song), EDIT)
    with song.open("rb") as file:
        short = aside.of(file, frozenset(EDIT))
        assert aside.of(file, frozenset({"title", "performer"})) is None
        assert aside.of(file, frozenset({"TXXX:own"})) is None
    assert short is not None
    said, whole = aside.said_by(short.kind, short.wanted, frozenset(EDIT)), tags.read(str(song))[0]
    assert {name: said.get(name) for name in EDIT} == {name: whole.get(name) for name in EDIT} == EDIT


def test_an_edit_is_plain_where_it_changes_nothing_else(song: Path) -> None:
    planned = tags.plan(str(song), EDIT).patch
    data = song.read_bytes()
    with song.open("rb") as file:
        with planned.over(file) as after:
            assert only_says(file, after, str(song), planned, EDIT)
            assert not only_says(file, after, str(song), planned, {**EDIT, "title": "Newer"})
            assert not only_says(file, after, str(song), planned, {"title": "New"})
            edited = after.seek(0) or after.read()
        place = edited.index(b"Ann Other")
        torn = Patch.of(len(data), [Splice(0, data, edited[:place] + b"B" + edited[place + 1 :])])
        with torn.over(file) as after:
            assert not only_says(file, after, str(song), torn, EDIT)


def test_files_that_are_cut_off_have_none(song: Path) -> None:
    data = song.read_bytes()
    for content in (b"", data[:20], data[:60], b"x" + data):
        song.write_bytes(content)
        with song.open("rb") as file:
            assert aside.of(file, frozenset({"title"})) is None


def test_items_that_are_not_read_are_not_written(tmp_path: Path) -> None:
    path = make(tmp_path / "song.m4a", seconds=0.3)
    tags.write(str(path), {"title": "Old"})
    data = bytearray(path.read_bytes())
    for name in (b"moov", b"udta", b"meta"):  # as QuickTime has it, without the four bytes of a version
        place = data.rindex(name)
        data[place - 4 : place] = (int.from_bytes(data[place - 4 : place]) - 4).to_bytes(4)
    del data[place + 4 : place + 8]
    path.write_bytes(data)
    assert tags.read(str(path))[0].title == ""
    with path.open("rb") as file:
        assert aside.of(file, frozenset({"title"})) is None
    with pytest.raises(TagError, match="cannot be written"):
        tags.write(str(path), {"title": "New"})
    assert path.read_bytes() == data


def test_the_preview_of_an_mp4_in_which_nothing_was_seen_is_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(make(tmp_path / "song.m4a", seconds=0.3))
    kind = tags.read(path)[1].format
    proved: list[object] = []
    monkeypatch.setattr(tags, "check_says", lambda *asked: proved.append(asked))
    for said, times in ((Tags(title="Old"), 0), (Tags(), 1)):
        known = tags.Known("", said, kind)
        tags.outlook(path, {"title": "New"}, look=lambda _seen, known=known: known)
        assert len(proved) == times
