"""Frames of ID3 in each version."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from organizer.base.errors import TagError
from organizer.library.tags.named.id3_frames import frame_of, in_order, key_of, pair_of, touched, written


@dataclass(frozen=True)
class Frame:
    name: str
    data: bytes


def frame(version: int, written_bytes: bytes) -> Frame:
    """A frame as its bytes say."""
    head = 6 if version == 2 else 10
    return Frame(written_bytes[: 3 if version == 2 else 4].decode(), written_bytes[head:])


@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize(
    "key", ["TCOM", "TXXX:Größe ✓", "WXXX:seite", "USLT:live:deu", "COMM::eng", "UFID:http://a.b", "TPUB"]
)
def test_a_frame_has_the_key_that_it_was_written_with(version: int, key: str) -> None:
    assert key_of(frame(version, frame_of(version, key, ("Text",)))) == key


def test_roles_stand_in_brackets_and_musicians_come_first_in_the_newest_version() -> None:
    assert pair_of("Ann (guitar)") == ("guitar", "Ann")
    assert pair_of("Ann") == pair_of("Ann (performer)") == ("performer", "Ann")
    assert pair_of(" (guitar)") == ("performer", " (guitar)")
    people = ("Bob (producer)", "Ann (guitar)")
    assert (in_order(3, people), in_order(4, people)) == (people, ("Ann (guitar)", "Bob (producer)"))


def test_the_first_lyrics_are_edited_and_all_removed() -> None:
    frames = [frame(4, frame_of(4, key, ("x",))) for key in ("USLT:live:eng", "USLT::deu", "TCOM")]
    assert touched(frames, "lyrics", removal=False) == [frames[1]]
    assert touched(frames, "lyrics", removal=True) == frames[:2]
    (new,) = written(4, "lyrics", "Neu", [frames[1]])
    assert key_of(frame(4, new)) == "USLT::deu"


def test_the_oldest_version_has_not_every_frame() -> None:
    with pytest.raises(TagError, match="have no frame TOWN"):
        frame_of(2, "TOWN", ("x",))
