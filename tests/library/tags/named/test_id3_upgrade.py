"""ID3 tags of older versions become 2.4 where a person wants that, and keep their version otherwise."""

from __future__ import annotations

from pathlib import Path

import mutagen
import pytest
from mutagen import id3

from organizer.library.tags import tags
from tests.library.tags.test_tags import id3v22, make

EDIT = {"composer": ("Änne", "Второй"), "original_date": "1969-09-26"}


def tag(path: Path) -> id3.ID3:
    found = mutagen.File(path).tags
    assert isinstance(found, id3.ID3)
    return found


@pytest.mark.parametrize("kind", ["mp3", "wav", "aiff"])
def test_a_tag_is_upgraded_with_all_it_has_and_taken_back(tmp_path: Path, kind: str) -> None:
    path = make(tmp_path / f"song.{kind}", seconds=0.3)
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    for frame in (
        id3.TIT2(encoding=1, text="Größe ✓"),
        id3.TPE1(encoding=0, text="First/Second"),
        id3.TCON(encoding=0, text="(17)Eigenes"),
        id3.TDRC(encoding=0, text="1999-05-06"),
        id3.IPLS(encoding=1, people=[["guitar", "Änne"]]),
        id3.TORY(encoding=0, text="1969"),
        id3.APIC(encoding=1, mime="image/png", type=3, desc="✓", data=b"\x89PNG\xff\xe0\xff\0"),
        id3.PRIV(owner="me", data=b"\xff\xe0\0"),
        id3.COMM(encoding=1, lang="deu", desc="", text="Bemerkung"),
        id3.POPM(email="a@b", rating=196, count=7),
    ):
        file.tags.add(frame)
    file.tags.update_to_v23()
    file.save(v2_version=3)
    before, old = path.read_bytes(), tags.every_field(str(path))
    refused = tags.outlook(str(path), EDIT).refused
    assert set(refused) == {"original_date"} and "ID3v2.4" in refused["original_date"].remedy
    plan = tags.plan(str(path), EDIT, upgrade=True)
    fields = dict(EDIT)
    tags.change(str(path), plan.patch, plan.audio_hash, {name: plan.new.get(name) for name in fields})
    now = tags.every_field(str(path))
    assert tag(path).version == (2, 4, 0)
    assert (now.artist, now.genre, now.date) == (old.artist, old.genre, "1999-05-06")
    assert (now.get("performer"), now.get("rating"), now.comment) == ("Änne (guitar)", "8", "Bemerkung")
    assert {name: now.get(name) for name in EDIT} == EDIT
    assert old.artist == ("First", "Second")
    assert old.title == now.title and old.get("PRIV:me") == now.get("PRIV:me") == "(3 bytes)"
    assert tags.cover(str(path)) == b"\x89PNG\xff\xe0\xff\0"
    tags.change(str(path), plan.patch.inverse(), plan.audio_hash)
    assert path.read_bytes() == before


@pytest.mark.parametrize("unsynchronised", [False, True])
def test_the_oldest_version_is_upgraded_where_every_frame_has_a_counterpart(
    tmp_path: Path, unsynchronised: bool
) -> None:
    path = make(tmp_path / "song.mp3", seconds=0.3)
    id3.delete(path)
    sound = path.read_bytes()
    known = id3v22(unsynchronised=unsynchronised).replace(b"XQQ", b"TT3")
    path.write_bytes(known.replace(b"abc", b"\0bc") + sound)
    cover = tags.cover(str(path))
    assert cover is not None and cover.startswith(b"\x89PNG")
    plan = tags.plan(str(path), {"title": "Neu"}, upgrade=True)
    tags.change(str(path), plan.patch, plan.audio_hash, {"title": "Neu"})
    now = tags.every_field(str(path))
    assert path.read_bytes()[:4] == b"ID3\4"
    assert (now.title, now.artist, now.genre, now.date) == ("Neu", "Who", ("Jazz",), "1999")
    assert now.get("TXXX:other") == "text" and now.get("subtitle") == "bc"
    assert tags.cover(str(path)) == cover
    path.write_bytes(id3v22(unsynchronised=unsynchronised) + sound)  # with a frame that nobody knows
    plan = tags.plan(str(path), {"title": "Neu"}, upgrade=True)
    tags.change(str(path), plan.patch, plan.audio_hash, {"title": "Neu"})
    assert path.read_bytes()[:4] == b"ID3\2"


def test_other_kinds_and_newer_tags_are_as_without(tmp_path: Path) -> None:
    for kind in ("flac", "mp3"):
        path = make(tmp_path / f"song.{kind}", seconds=0.3)
        tags.write(str(path), {"title": "A", "artist": "B"})
        plain = tags.plan(str(path), {"title": "C"})
        assert tags.plan(str(path), {"title": "C"}, upgrade=True).patch == plain.patch
