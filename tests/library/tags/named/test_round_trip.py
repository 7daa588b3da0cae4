"""Each field that no list shows on each kind of file: written, read back by Organizer, by mutagen under the
keys that other programs read, and by FFmpeg; and removed again."""

from __future__ import annotations

from pathlib import Path

import mutagen
import pytest
from mutagen import id3

from organizer.base.fields.tag_names import MORE_FIELDS
from organizer.base.model import TagValue
from organizer.library.tags import tags
from organizer.library.tags.payload import audio_hash
from tests.library.tags.test_tags import KINDS, make

TWO = ("Änne ✓", "Второй")
VALUES: dict[str, TagValue] = {
    **dict.fromkeys(MORE_FIELDS, TWO),
    "performer": ("Änne (guitar)", "Cy", "Второй (producer)"),
    "original_date": "1969",
    "compilation": "1",
    "rating": "7",
    "lyrics": "Erste Zeile\nzweite ✓\n\ndritte",
    "musicbrainz_trackid": "5c4d0cd4-1cd5-45a4-a7ec-2b2d2b6fc7e3",
    "replaygain_track_gain": "-7.30 dB",
    "replaygain_track_peak": "0.98765",
    "TXXX:Foo": TWO,
    "my field": "x",
}

#: Of some kinds of files, what mutagen and with it most other programs find, and where.
SEEN = {
    "mp3": {
        "TCOM": ["Änne ✓", "Второй"],
        "TPUB": ["Änne ✓", "Второй"],
        "TXXX:CATALOGNUMBER": ["Änne ✓", "Второй"],
        "TXXX:MusicBrainz Album Id": ["Änne ✓", "Второй"],
        "TXXX:REPLAYGAIN_TRACK_GAIN": ["-7.30 dB"],
        "TMCL": [["guitar", "Änne"], ["performer", "Cy"]],
        "TIPL": [["producer", "Второй"]],
        "TDOR": ["1969"],
        "TCMP": ["1"],
        "TSOP": ["Änne ✓", "Второй"],
        "TXXX:Foo": ["Änne ✓", "Второй"],
    },
    "flac": {
        "composer": ["Änne ✓", "Второй"],
        "label": ["Änne ✓", "Второй"],
        "performer": ["Änne (guitar)", "Cy", "Второй (producer)"],
        "fmps_rating": ["0.7"],
        "rating": ["70"],
        "lyrics": ["Erste Zeile\nzweite ✓\n\ndritte"],
        "originaldate": ["1969"],
        "compilation": ["1"],
        "my field": ["x"],
    },
    "m4a": {
        "\xa9wrt": ["Änne ✓", "Второй"],
        "\xa9lyr": ["Erste Zeile\nzweite ✓\n\ndritte"],
        "cpil": True,
        "soar": ["Änne ✓", "Второй"],
        "rate": ["70"],
        "----:com.apple.iTunes:FMPS_Rating": [b"0.7"],
        "----:com.apple.iTunes:LABEL": ["Änne ✓".encode(), "Второй".encode()],
    },
    "wma": {
        "WM/Composer": ["Änne ✓", "Второй"],
        "WM/SharedUserRating": [63],
        "FMPS/Rating": ["0.7"],
        "WM/Lyrics": ["Erste Zeile\nzweite ✓\n\ndritte"],
        "Copyright": ["Änne ✓", "Второй"],
    },
    "wv": {"Composer": ["Änne ✓", "Второй"], "Label": ["Änne ✓", "Второй"], "FMPS_RATING": ["0.7"]},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_read_back_by_two_others_and_can_be_removed(tmp_path: Path, kind: str) -> None:
    path = make(tmp_path / f"song.{kind}", seconds=0.3)
    sound, before = audio_hash(str(path)), path.read_bytes()
    plan = tags.write(str(path), VALUES)
    now = tags.every_field(str(path))
    assert {name: now.get(name) for name in MORE_FIELDS} == {name: VALUES[name] for name in MORE_FIELDS}
    again = tags.read(str(path), names=VALUES)[0]
    assert {name: again.get(name) for name in VALUES} == VALUES
    written = mutagen.File(path)
    for key, expected in SEEN.get(kind, {}).items():
        assert plain(written[key]) == expected, key
    heard = by_ffmpeg(path)
    for name in ("composer", "copyright"):
        assert any(text in heard[name] for text in TWO), (name, heard)  # of several it may show one
    for name in VALUES:
        tags.write(str(path), {name: ""})
        assert tags.read(str(path), names=[name])[0].get(name) == "", name
    assert audio_hash(str(path)) == sound
    path.write_bytes(before)
    plan = tags.write(str(path), VALUES)
    tags.change(str(path), plan.patch.inverse(), sound)
    assert path.read_bytes() == before


def plain(value: object) -> object:
    """A value of mutagen's as lists and texts."""
    if hasattr(value, "people"):
        return [list(pair) for pair in value.people]
    if hasattr(value, "text"):
        return [str(text) for text in value.text]
    if isinstance(value, list):
        return [getattr(each, "value", bytes(each) if isinstance(each, bytes) else each) for each in value]
    return list(value) if hasattr(value, "kind") else value


def by_ffmpeg(path: Path) -> dict[str, str]:
    import av

    with av.open(str(path), metadata_errors="replace") as container:
        found = {**container.streams.audio[0].metadata, **container.metadata}
    return {key.lower(): value for key, value in found.items()}


@pytest.mark.parametrize("version", [3, 4])
def test_ratings_and_languages_of_id3_keep_what_players_wrote(tmp_path: Path, version: int) -> None:
    path = make(tmp_path / "song.mp3", seconds=0.3)
    frames = id3.ID3()
    for frame in (
        id3.POPM(email="no@email", rating=196, count=12),
        id3.POPM(email="quodlibet@lists.sacredchao.net", rating=204, count=3),
        id3.USLT(encoding=1, lang="deu", desc="", text="Das Lied"),
        id3.USLT(encoding=1, lang="eng", desc="", text="The song"),
        id3.COMM(encoding=1, lang="fra", desc="", text="bon"),
        id3.COMM(encoding=1, lang="eng", desc="", text="good"),
    ):
        frames.add(frame)
    frames.save(path, v2_version=version)
    before = tags.every_field(str(path))
    assert (before.get("rating"), before.get("lyrics"), before.comment) == ("8", "Das Lied", "bon")
    assert (before.get("lyrics:eng"), before.get("comment:eng")) == ("The song", "good")
    tags.write(str(path), {"rating": "5", "lyrics": "Neu", "comment:eng": "better", "comment": "mieux"})
    after = id3.ID3(path, translate=False)
    popm = {frame.email: (frame.rating, frame.count) for frame in after.getall("POPM")}
    assert popm == {"no@email": (118, 12), "quodlibet@lists.sacredchao.net": (128, 3)}
    assert {f.lang: f.text for f in after.getall("USLT")} == {"deu": "Neu", "eng": "The song"}
    assert {f.lang: f.text for f in after.getall("COMM")} == {"fra": ["mieux"], "eng": ["better"]}
    assert after.version[1] == version


def test_a_binary_frame_is_listed_and_removed_but_not_overwritten(tmp_path: Path) -> None:
    path = make(tmp_path / "song.mp3", seconds=0.3)
    frames = id3.ID3()
    frames.add(id3.PRIV(owner="me", data=b"\0\1\2"))
    frames.add(id3.GEOB(encoding=1, mime="a/b", filename="f", desc="Größe", data=b"1234"))
    frames.save(path)
    listed = tags.every_field(str(path))
    assert (listed.get("PRIV:me"), listed.get("GEOB:Größe")) == ("(3 bytes)", "(4 bytes)")
    assert "no text" in tags.outlook(str(path), {"PRIV:me": "x"}).refused["PRIV:me"].cause
    tags.write(str(path), {"PRIV:me": "", "GEOB:Größe": ""})
    assert not id3.ID3(path).keys()
