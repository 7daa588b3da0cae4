"""The names of fields, and how they are understood."""

from __future__ import annotations

from organizer.base.fields.tag_names import (
    MORE_LISTS,
    NAMED_FIELDS,
    STORED_FIELDS,
    in_language,
    in_order,
    in_sentence,
    label_of,
    plain_name,
)
from organizer.base.model import EDITABLE_FIELDS


def test_names_are_understood_as_people_and_programs_write_them() -> None:
    assert plain_name("Album Artist") == plain_name("albumartist") == "album_artist"
    assert plain_name("Catalogue-Number") == plain_name("CATALOGNUMBER") == "catalog_number"
    assert plain_name("TCOM") == plain_name("lyrics:deu") == plain_name("") == ""
    assert in_language("lyrics:DEU") == ("lyrics", "deu", "")
    assert in_language("comment:eng:about: this") == ("comment", "eng", "about: this")
    assert in_language("lyrics:de") is None


def test_labels_read_well_amid_a_sentence() -> None:
    assert [in_sentence(name) for name in ("bpm", "isrc", "album_artist", "TXXX:Foo")] == [
        "BPM",
        "ISRC",
        "album artist",
        "TXXX:Foo",
    ]
    assert in_sentence("replaygain_track_gain") == "ReplayGain track gain"
    assert all(label_of(name) != name for name in NAMED_FIELDS)


def test_fields_come_in_their_order_and_others_behind() -> None:
    assert in_order({"zoo": 1, "composer": 2, "title": 3, "Foo": 4}) == ["title", "composer", "Foo", "zoo"]
    assert set(NAMED_FIELDS) > STORED_FIELDS | MORE_LISTS | set(EDITABLE_FIELDS)
