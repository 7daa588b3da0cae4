"""Reading MP3 tags without their covers gives what reading them whole gives."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import mutagen.id3
import pytest
from mutagen.id3 import APIC, COMM, ID3, PRIV, TALB, TCON, TDRC, TIT2, TPE1

from organizer.base.errors import TagError
from organizer.library.tags import tags
from organizer.library.tags.short.skim import skimming_id3

Make = Callable[..., Path]
KNOWN = {name: getattr(mutagen.id3, name) for name in ("TIT2", "TPE1", "TALB", "TCON", "TDRC", "COMM")}


@pytest.fixture
def song(make_song: Make) -> Path:
    path = make_song("song.mp3")
    written = ID3()
    for frame in (
        TIT2(text="Ä title"),
        APIC(mime="image/png", type=3, desc="", data=bytes(range(256)) * 400),
        TPE1(text="Ann"),
        PRIV(owner="x", data=b"TIT2" * 5000),
        TALB(text="Al"),
        TDRC(text="1999"),
        TCON(text=["Folk", "(17)"]),
        COMM(lang="eng", desc="", text="fine"),
    ):
        written.add(frame)
    written.save(path, v1=2)
    return path


class Counting(io.FileIO):
    """A file that counts what is read of it."""

    read_bytes = 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = super().readinto(buffer)
        self.read_bytes += count or 0
        return count or 0


@pytest.mark.parametrize("version", [3, 4])
def test_the_wanted_frames_come_without_reading_the_rest(song: Path, version: int) -> None:
    whole = ID3(song)
    whole.update_to_v23() if version == 3 else whole.update_to_v24()
    whole.save(song, v2_version=version)
    raw = Counting(str(song))
    with io.BufferedReader(raw) as file:
        skimmed = skimming_id3()(file, known_frames=KNOWN, translate=False)
    plain = ID3(song, known_frames=KNOWN, translate=False, load_v1=False)
    assert plain.size > 120_000
    assert (skimmed.size, skimmed.version) == (plain.size, plain.version)
    assert {key: frame.text for key, frame in skimmed.items()} == {key: f.text for key, f in plain.items()}
    assert raw.read_bytes < plain.size / 2


def test_tags_and_length_are_those_of_the_whole_tag(song: Path) -> None:
    skimmed, info = tags.read(str(song))
    assert (skimmed.title, skimmed.artist, skimmed.album) == ("Ä title", "Ann", "Al")
    assert (skimmed.genre, skimmed.date, skimmed.comment) == (("Folk", "Rock"), "1999", "fine")
    assert info == tags.audio_info(mutagen.File(song))


def test_what_only_id3v1_says_is_kept(song: Path) -> None:
    whole = ID3(song)
    del whole["TALB"]
    whole.save(song, v1=0)
    tail = b"TAG" + b"Other title".ljust(30, b"\0") + b"Ann".ljust(30, b"\0") + b"Old album".ljust(30, b"\0")
    with song.open("ab") as file:
        file.write(tail + b"1999" + bytes(30) + bytes([17]))
    skimmed, _ = tags.read(str(song))
    assert (skimmed.title, skimmed.album) == ("Ä title", "Old album")


def test_sizes_that_do_not_add_up_are_left_to_mutagen(song: Path) -> None:
    data = bytearray(song.read_bytes())
    at = data.index(b"APIC")
    data[at + 4 : at + 8] = (100_000 + 30).to_bytes(4)  # not syncsafe, as iTunes once wrote
    song.write_bytes(data)
    plain = ID3(song, known_frames=KNOWN, translate=False, load_v1=False)
    with song.open("rb") as file:
        skimmed = skimming_id3()(file, known_frames=KNOWN, translate=False)
    assert {key: frame.text for key, frame in skimmed.items()} == {key: f.text for key, f in plain.items()}


def test_a_tag_that_is_cut_off_is_an_error_as_before(song: Path) -> None:
    song.write_bytes(song.read_bytes()[:60_000])
    with pytest.raises(TagError):
        tags.read(str(song))
