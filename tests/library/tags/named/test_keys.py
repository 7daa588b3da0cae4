"""Which field a name of a file's own stands for, and which key a field has."""

from __future__ import annotations

import pytest

from organizer.base.fields.tag_names import MORE_FIELDS
from organizer.library.tags.named import keys


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("TCOM", "composer"),
        ("WM/Composer", "composer"),
        ("\xa9wrt", "composer"),
        ("TXXX:catalognumber", "catalog_number"),
        ("UFID:http://musicbrainz.org", "musicbrainz_trackid"),
        ("----:com.apple.iTunes:MusicBrainz Album Id", "musicbrainz_albumid"),
        ("COMM::deu", "comment:deu"),
        ("USLT:live:ENG", "lyrics:eng:live"),
        ("Year", "date"),
        ("TXXX:Foo", "TXXX:Foo"),
        ("foo", "foo"),
    ],
)
def test_a_name_of_any_file_leads_to_its_field(name: str, field: str) -> None:
    assert keys.canonical(name) == field


def test_a_free_name_has_a_key_in_every_kind_of_tag() -> None:
    named = {kind: keys.own_key(kind, "TXXX:Foo") for kind in keys.KEYS}
    assert named == {
        "id3": "TXXX:Foo",
        "vorbis": "Foo",
        "ape": "Foo",
        "mp4": "----:com.apple.iTunes:Foo",
        "asf": "Foo",
    }
    assert keys.own_key("id3", "TOWN") == "TOWN"
    assert keys.own_key("id3", "WM/Foo") == "TXXX:WM/Foo"
    assert keys.own_key("mp4", "\xa9xyz") == "\xa9xyz"
    assert keys.own_key("id3", "lyrics:deu:live") == "USLT:live:deu"


def test_no_key_belongs_to_two_fields() -> None:
    for kind, table in keys.KEYS.items():
        every = [key.lower() for name in MORE_FIELDS for key in table[name]]
        assert len(every) == len(set(every)), kind
