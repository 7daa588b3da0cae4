"""What is stored in one language is said in the language of the day."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from organizer.base.language import joined, kept, listing, plural, tr, tr_as
from organizer.base.language.retold import recognised, told
from organizer.base.language.said import Said


@pytest.mark.parametrize(
    ("make", "english", "german"),
    [
        (lambda: tr("Undo"), "Undo", "Rückgängig"),
        (lambda: tr("near {artist}", artist="Ada"), "near Ada", "nahe Ada"),
        (lambda: plural("{n} song", "{n} songs", 1200), "1,200 songs", "1.200 Songs"),
        (lambda: tr_as("of sound", "slow"), "slow", "langsam"),
        (lambda: joined(" · ", ["Jazz", tr_as("of sound", "slow")]), "Jazz · slow", "Jazz · langsam"),
        (lambda: listing(["Jazz", tr("Undo")]), "Jazz and Undo", "Jazz und Rückgängig"),
        (lambda: tr("near {artist}", artist=tr("Undo")), "near Undo", "nahe Rückgängig"),
        (lambda: "a person’s own words", "a person’s own words", "a person’s own words"),
        (lambda: "\x1ea person’s own sign", "a person’s own sign", "a person’s own sign"),
    ],
)
def test_it_is_kept_as_what_it_was_made_of(speak, make, english, german):
    text = make()
    stored = kept(text)
    assert told(stored) == english
    speak("de")
    assert told(stored) == german
    assert kept(told(stored)) == stored, "it goes on knowing what it was made of"


def test_it_is_a_text_like_any_other():
    text = tr("near {artist}", artist="Ada")
    assert text == "near Ada" and json.dumps([text]) == '["near Ada"]' and {text: 1}["near Ada"] == 1
    for other in (pickle.loads(pickle.dumps(text)), copy.deepcopy(text)):
        assert isinstance(other, Said) and other.made_of == text.made_of
    assert type(joined(", ", ["a", "b"])) is str


@pytest.mark.parametrize(
    "damaged",
    [
        "{",
        "[]",
        '["one"]',
        "7",
        '["many", "a", "b", "c", {}]',
        '["one", "{a.__class__}", {"a": 1}]',
        "[" * 9999,
    ],
)
def test_what_is_damaged_is_shown_as_it_is(damaged):
    assert told("\x1e" + damaged) == damaged


def test_names_of_before_are_recognised_in_every_language(speak):
    for slow in ("slow", "langsam", "lento"):
        assert recognised(f"Folk · {slow}", " · ") == "Folk · slow"
    assert type(recognised("Folk · Live", " · ")) is str
    name = recognised("Folk · langsam", " · ")
    speak("es")
    assert told(kept(name)) == "Folk · lento"
