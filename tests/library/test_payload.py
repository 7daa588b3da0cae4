"""The hash of the sound: blind to tags, keen on sound."""

from __future__ import annotations

from pathlib import Path

import mutagen
import pytest

from organizer.errors import OrganizerError
from organizer.library.payload import audio_hash
from tests.conftest import tone, write_song


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "opus", "wav", "aiff"])
def test_tags_do_not_count_but_sound_does(tmp_path: Path, kind: str) -> None:
    path = write_song(tmp_path / f"a.{kind}", tone(1.0))
    other = write_song(tmp_path / f"b.{kind}", tone(1.0, frequency=330.0))
    before = audio_hash(str(path))
    assert len(before) == 32 and before != audio_hash(str(other))
    file = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    if kind in ("wav", "aiff"):
        file.tags.add(mutagen.id3.TIT2(encoding=3, text="x" * 300_000))
    else:
        file["title"] = "x" * 300_000
    file.save()
    assert audio_hash(str(path)) == before


def test_tags_at_both_ends_of_an_mp3(tmp_path: Path) -> None:
    path = write_song(tmp_path / "a.mp3", tone(1.0))
    plain = path.read_bytes()
    before = audio_hash(str(path))
    front = b"ID3\4\0\0\0\0\0\x0a" + bytes(10)
    lyrics = b"LYRICSBEGIN" + b"IND00000" + b"000019LYRICS200"
    path.write_bytes(front + front + plain + lyrics + b"TAG" + bytes(125))
    assert audio_hash(str(path)) == before
    mutagen.apev2.APEv2().save(path)
    assert audio_hash(str(path)) == before


def test_broken_files_have_a_hash_and_missing_ones_an_error(tmp_path: Path) -> None:
    for name, data in (("a", b""), ("b", b"fLaC\0"), ("c", b"OggS"), ("d", b"\0\0\0\x01moov"), ("e", b"ID3")):
        (tmp_path / name).write_bytes(data)
        assert len(audio_hash(str(tmp_path / name))) == 32
    with pytest.raises(OrganizerError):
        audio_hash(str(tmp_path / "gone"))
