"""Every field of every kind of tag, read by what has nothing in common with Organizer: TagLib, with which
Amarok, Audacious, Clementine, Strawberry and VLC read, and FFmpeg, with which mpv reads.

What each of them finds is the table in docs/tagging.md, "Read by other programs".
"""

from __future__ import annotations

from pathlib import Path

import pytest
from mutagen import id3

from organizer.base.fields.tag_names import NAMED_FIELDS
from organizer.base.model import TagValue, values_of
from organizer.library.tags import tags
from tests.library.tags.named.test_round_trip import TWO, by_ffmpeg
from tests.library.tags.named.test_round_trip import VALUES as MORE
from tests.library.tags.test_tags import VALUES as SHOWN
from tests.library.tags.test_tags import make

taglib = pytest.importorskip("taglib", reason="no wheels of TagLib here")

VALUES: dict[str, TagValue] = {**SHOWN, **MORE, "artist": TWO}
ID3_KINDS = ("mp3", "old.mp3", "wav", "aiff")
KINDS = (*ID3_KINDS, "flac", "ogg", "opus", "m4a", "wma", "wv")

#: What TagLib calls a field; most by our name without "_".
PROPERTY = {
    "track": "TRACKNUMBER",
    "disc": "DISCNUMBER",
    "key": "INITIALKEY",
    "rating": "FMPS_RATING",
    **{name: name.upper() for name in NAMED_FIELDS if name.startswith(("musicbrainz_", "replaygain_"))},
    "my field": "MY FIELD",
    "TXXX:Foo": "FOO",
}
#: Where it has another name, or puts it in another way.
OTHERWISE = {
    **{kind: {"grouping": "WORK"} for kind in ID3_KINDS},
    **{kind: {"key": "KEY"} for kind in ("flac", "ogg", "opus", "wv")},
    "m4a": {"encoded_by": "ENCODING"},
    "wma": {"grouping": "WORK"},
}
#: What TagLib has no name for in this kind of tag, and where FFmpeg finds it.
BY_FFMPEG = {
    "wma": {
        "performer": "wm/performer",
        "original_date": "wm/originalreleasetime",
        "compilation": "wm/iscompilation",
        "composer_sort": "wm/composersortorder",
        "copyright": "copyright",
        "rating": "fmps/rating",
        **{name: name for name in NAMED_FIELDS if name.startswith("replaygain_")},
        "my field": "my field",
        "TXXX:Foo": "foo",
    },
}


def written(folder: Path, kind: str) -> Path:
    path = make(folder / f"song.{kind.rpartition('.')[2]}", seconds=0.3)
    if kind == "old.mp3":
        frames = id3.ID3()
        frames.add(id3.TIT2(encoding=1, text="Old"))
        frames.save(path, v2_version=3)
    tags.write(str(path), VALUES)
    return path


def expected(kind: str, name: str) -> list[str]:
    """The values as another program shows them."""
    values = list(values_of(VALUES[name]))
    if name == "rating":
        return ["0.7"]
    if name == "artist" and kind == "wma":  # further values stand in another list than the first
        return values[:1]
    if name in ("track", "disc") and kind in ("flac", "ogg", "opus"):
        return [values[0].partition("/")[0]]
    return values


@pytest.mark.parametrize("kind", KINDS)
def test_other_programs_read_every_field(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind)
    with taglib.File(str(path)) as file:
        found, beyond = dict(file.tags), set(file.unsupported)
    heard = by_ffmpeg(path)
    by_ffmpeg_alone = BY_FFMPEG.get(kind, {})
    for name in VALUES:
        want = expected(kind, name)
        if name in by_ffmpeg_alone:
            assert heard[by_ffmpeg_alone[name]] in want, name  # of several it shows one
        elif kind in ID3_KINDS and name == "performer":
            people = [found.get(key) for key in ("PERFORMER:GUITAR", "PERFORMER:PERFORMER", "PRODUCER")]
            assert people == [["Änne"], ["Cy"], ["Второй"]]
        elif kind in ID3_KINDS and name == "rating":
            assert "POPM" in beyond
        else:
            known = OTHERWISE.get(kind, {}).get(name) or PROPERTY.get(name, name.replace("_", "").upper())
            assert found.get(known) == want, (name, known)
    if kind in ("flac", "ogg", "opus"):
        assert (found["TRACKTOTAL"], found["DISCTOTAL"]) == (["12"], ["2"])


@pytest.mark.parametrize("kind", ["mp3", "flac", "m4a"])
def test_a_field_that_was_removed_is_gone_for_other_programs(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind)
    tags.write(str(path), dict.fromkeys(VALUES, ""))
    with taglib.File(str(path)) as file:
        assert not {*file.tags} - {"ENCODER", "ENCODING"} and not file.unsupported
