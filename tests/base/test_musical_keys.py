"""Keys as tags spell them."""

from __future__ import annotations

import pytest

from organizer.analysis.ear.tonal import KEYS, camelot
from organizer.base.musical_keys import NOTATIONS, camelot_of, in_notation, open_key, usual_name


@pytest.mark.parametrize(
    ("place", "texts"),
    [
        ("8A", "Am|A minor|a-Moll|A-Moll|8A|8a|08A|1m|A min|Amin|A:min|a|La mineur|ля минор|Am (8A)|8A - Am"),
        ("8B", "C|C major|Cmaj|CM|C-Dur|8B|1d|do mayor|Do majeur|до мажор"),
        ("3A", "A♯m|B♭m|Bbm|b-Moll|A# minor|Bb min|B flat minor|ais-Moll|8m"),
        ("10A", "Bm|h-Moll|h|B minor|Si mineur"),
        ("6B", "B-Dur|Bb|B♭ major"),
        ("1A", "Abm|as-Moll|G#m|gis-Moll|6m"),
        ("11A", "F#m|fis-Moll|f sharp minor|Ｆ♯ｍ|Gbm"),
        ("5B", "Es-Dur|Eb|E-flat major|D#"),
        ("", "|o|hello|13A|0B|Live|A Dorian|Hm"),
    ],
)
def test_a_key_is_known_in_any_spelling(place: str, texts: str) -> None:
    assert {text: camelot_of(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), place)


def test_the_keys_that_are_analyzed_are_the_usual_names_of_their_places() -> None:
    for key in KEYS:
        assert camelot_of(key) == camelot(key)
        assert usual_name(camelot(key)) == key


@pytest.mark.parametrize(
    ("key", "camelot", "openkey"),
    [("F#m", "11A", "4m"), ("Ebm", "2A", "7m"), ("C", "8B", "1d"), ("Dbm", "12A", "5m"), ("E", "12B", "5d")],
)
def test_a_key_in_each_notation(key: str, camelot: str, openkey: str) -> None:
    assert (in_notation(key, "camelot"), in_notation(key, "openkey")) == (camelot, openkey)
    assert in_notation(key, "classic") == key
    for spelled in (camelot, openkey, key):
        for notation in NOTATIONS:
            assert camelot_of(in_notation(spelled, notation)) == camelot


def test_all_places_of_the_wheel_have_an_open_key_of_their_own() -> None:
    places = [f"{number}{mode}" for number in range(1, 13) for mode in "AB"]
    assert [camelot_of(open_key(place)) for place in places] == places
    assert in_notation("no key", "camelot") == "no key"
