"""Estimated tempo and key as they go into tags."""

from __future__ import annotations

from fractions import Fraction

import pytest

from organizer.base.descriptors import Descriptors
from organizer.base.errors import UsageError
from organizer.base.model import Tags, Track
from organizer.work.tags.estimates import FACTORS, edits_from_descriptors, estimates_of, factor_of

SAID = Descriptors(tempo=91.2, tempo_confidence=0.4, key="F#m", camelot="11A", key_confidence=0.7)


def song(descriptors: Descriptors | None = SAID, away: bool = False, **values: str) -> Track:
    return Track(1, "/a.mp3", 0, 0, Tags(**values), away=away, descriptors=descriptors)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("texts", "factor"),
    [
        ("0.5|1/2|½|,5|.5|x0.5", Fraction(1, 2)),
        ("2/3|0.67|0.667|⅔|0.6667|0,67", Fraction(2, 3)),
        ("1|1.0|1x", Fraction(1)),
        ("1.5|3/2|1½|1,5", Fraction(3, 2)),
        ("2|2x|×2|2.0", Fraction(2)),
        ("1.33|4/3", Fraction(4, 3)),
        ("0.6", Fraction(3, 5)),
    ],
)
def test_factors_as_people_write_them(texts: str, factor: Fraction) -> None:
    assert {text: factor_of(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), factor)


@pytest.mark.parametrize("text", ["0", "-1", "1/0", "nan", "inf", "half", "", "8", "1e9", "٪"])
def test_what_is_no_factor_is_said(text: str) -> None:
    with pytest.raises(UsageError, match="no factor for a tempo"):
        factor_of(text)


def test_each_factor_has_its_tempo() -> None:
    tempo, key = estimates_of(song())
    assert [tempo.written(factor=factor) for _name, factor in FACTORS] == ["46", "61", "91", "137", "182"]
    assert (tempo.shown, tempo.confidence, key.shown, key.confidence) == ("≈ 91", 0.4, "≈ F#m", 0.7)
    assert [key.written(notation=n) for n in ("classic", "camelot", "openkey")] == ["F#m", "11A", "4m"]


def test_what_tags_tell_stays_and_only_what_is_sure_is_written() -> None:
    tagged = song(bpm="182", key="6A")
    tempo, key = estimates_of(tagged)
    assert (tempo.tag, tempo.differs, key.tag, key.differs) == ("182", True, "6A", True)
    assert edits_from_descriptors([tagged]) == []
    assert edits_from_descriptors([tagged], replace=True)[0].values == {"bpm": "91", "key": "F#m"}
    assert edits_from_descriptors([song(bpm="0", key="loud")])[0].values == {"bpm": "91", "key": "F#m"}
    assert edits_from_descriptors([song()], least=0.5, notation="camelot")[0].values == {"key": "11A"}
    assert edits_from_descriptors([song()], fields=("bpm",), factor=Fraction(2))[0].values == {"bpm": "182"}


def test_songs_that_were_not_analyzed_or_are_away_have_none() -> None:
    assert estimates_of(song(None)) == estimates_of(song(away=True)) == []
    assert estimates_of(song(Descriptors())) == []
    assert [one.field for one in estimates_of(song(Descriptors(key="C")))] == ["key"]
