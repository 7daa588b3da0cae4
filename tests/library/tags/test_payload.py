"""The hash of the sound: blind to tags, keen on sound."""

from __future__ import annotations

from pathlib import Path

import mutagen
import pytest

from organizer.base.errors import OrganizerError
from organizer.library.tags import tags
from organizer.library.tags.patch import Patch, Splice
from organizer.library.tags.payload import audio_hash, hash_of, is_kept, refers_elsewhere
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


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "opus", "wav", "aiff"])
@pytest.mark.parametrize("value", ["Short", "long " * 5_000])
def test_an_edit_of_tags_is_seen_to_keep_the_sound_and_one_of_sound_is_not(
    tmp_path: Path, kind: str, value: str
) -> None:
    path = write_song(tmp_path / f"a.{kind}", tone(1.0))
    patch = tags.plan(str(path), {"title": value}).patch
    with path.open("rb") as file:
        with patch.over(file) as after:
            assert is_kept(file, after, patch) and hash_of(after) == audio_hash(str(path))
        where = patch.size // 2 + 200
        file.seek(where)
        old = file.read(1)
        for new in (b"", bytes([old[0] ^ 1])):
            torn = Patch.of(patch.size, [*patch.splices, Splice(where, old, new)])
            with torn.over(file) as after:
                assert not is_kept(file, after, torn)


@pytest.mark.parametrize(
    ("content", "refers"),
    [
        (b"v=0\r\ns=x\r\nc=IN IP4 127.0.0.1\r\n", True),
        (b"ID3\x04\0\0\0\0\0\0v=0\nc=IN IP4 127.0.0.1\n", True),
        (b"\xff\xfb\n" + b"\xff" * 100 + b"\nc=IN IP4 127.0.0.1\n", True),
        (b"#EXTM3U\n#EXTINF:10,\nother place.mp3\n", True),
        ("ffconcat version 1.0\nfile Größe.mp3\n".encode(), True),
        (b"\xff\xfb\x90d" + b"\xff" * 60, False),
        (b"", False),
    ],
)
def test_text_that_names_other_places_is_no_song(tmp_path: Path, content: bytes, refers: bool) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(content)
    with open(path, "rb") as file:
        assert refers_elsewhere(file) is refers


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "wav", "aiff"])
def test_songs_are_not_taken_for_text(tmp_path: Path, ending: str) -> None:
    path = write_song(tmp_path / f"a.{ending}", tone(0.5))
    with open(path, "rb") as file:
        assert not refers_elsewhere(file)
