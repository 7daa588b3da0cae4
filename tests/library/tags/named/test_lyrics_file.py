"""Lyrics in a file beside the song."""

from __future__ import annotations

from pathlib import Path

from organizer.library.tags.named.lyrics_file import beside


def test_times_and_heads_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "song.lrc").write_text("[ar:Ann]\n[00:01.20]Größe\n[00:03.00]<00:03.10>und <00:03.4>mehr\n")
    found = beside(str(tmp_path / "song.mp3"))
    assert found is not None
    assert (found.text, found.timed) == ("Größe\nund mehr", True)


def test_text_in_other_encodings_and_none(tmp_path: Path) -> None:
    assert beside(str(tmp_path / "song.mp3")) is None
    (tmp_path / "song.TXT").write_bytes("Größe\r\n".encode("utf-16"))
    (tmp_path / "other.txt").write_bytes("Größe\0".encode("cp1252"))
    texts = [beside(str(tmp_path / name)) for name in ("song.mp3", "other.flac")]
    assert [one.text for one in texts if one is not None] == ["Größe", "Größe"]
    (tmp_path / "empty.lrc").write_text(" \n")
    assert beside(str(tmp_path / "empty.mp3")) is None
