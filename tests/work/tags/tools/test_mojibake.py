from __future__ import annotations

from organizer.work.tags.tools import actions
from organizer.work.tags.tools.mojibake import Mojibake, with_others
from organizer.work.tags.tools.readings import possible
from organizer.work.tags.tools.song import Song
from tests.work.tags.tools.made import made, song
from tests.work.tags.tools.names import proper


def spoiled(text: str, written: str = "cp1251") -> str:
    return text.encode(written).decode("latin-1")


def test_wrong_letters_are_repaired_and_how_sure_that_is_goes_with_it() -> None:
    outcome = Mojibake().of(
        song(title=spoiled("Песня"), artist="Motörhead", genre=("Rock", spoiled("Русский рок")))
    )
    assert outcome.values == {"title": ("Песня",), "genre": ("Rock", "Русский рок")}
    assert outcome.sure is not None and 0.8 <= outcome.sure < 1
    assert "CP1251" in outcome.note and "%" in outcome.note


def test_proper_names_stay() -> None:
    songs = [song(f"/m/{at}/x.mp3", title=name) for at, name in enumerate(proper())]
    outcomes = Mojibake().run(songs, lambda: None)
    assert not any(each.values or each.misfit for each in outcomes)
    together = [Song(at, "/m/all/x.mp3", each.values) for at, each in enumerate(songs)]
    assert not any(each.values or each.misfit for each in Mojibake().run(together, lambda: None))


def test_what_is_unsure_is_told_and_left() -> None:
    text = spoiled("五月天", "cp950")
    outcome = Mojibake().of(song(title=text))
    assert not outcome.values and "五月天" in outcome.misfit and "Big5" in outcome.misfit
    assert made(Mojibake(written="Big5"), title=text) == {"title": "五月天"}


def test_the_songs_of_a_folder_help_each_other() -> None:
    alone = song("/m/a/1.mp3", title=spoiled("ДДТ"))
    assert not Mojibake().of(alone).values
    folder = [
        song(f"/m/a/{n}.mp3", title=spoiled(t))
        for n, t in enumerate(("ДДТ", "Песня о друге", "Группа крови"))
    ]
    outcomes = Mojibake().run(folder, lambda: None)
    assert [each.values["title"] for each in outcomes] == [("ДДТ",), ("Песня о друге",), ("Группа крови",)]


def test_a_folder_does_not_make_western_names_russian() -> None:
    mixed = [song("/m/a/1.mp3", title=spoiled(t)) for t in ("Песня о друге", "Группа крови")]
    mixed += [song("/m/a/1.mp3", title=t) for t in ("Motörhead", "Ö", "Æther", "çà")]
    outcomes = Mojibake().run(mixed, lambda: None)
    assert [bool(each.values) for each in outcomes[:3]] == [True, True, False]
    assert not outcomes[4].values
    assert with_others("Motörhead", {"CP1251": 0.99}) == []


def test_an_encoding_that_is_chosen_is_used() -> None:
    assert made(Mojibake(written="CP1250"), title="Dvoøák") == {"title": "Dvořák"}
    assert made(Mojibake(written="CP1250"), title="plain", artist="漢") == {}
    assert made(Mojibake(fields=("artist",)), title=spoiled("Песня")) == {}


def test_a_person_chooses_the_reading_of_a_field_or_of_a_text() -> None:
    title, artist = spoiled("五月天", "cp950"), spoiled("Песня")
    tool = Mojibake(by_field=("title=Big5", "artist=as-is"))
    assert made(tool, title=title, artist=artist) == {"title": "五月天"}
    assert made(Mojibake().choosing(title, "Big5"), title=title, album=title, artist=artist) == {
        "title": "五月天",
        "album": "五月天",
        "artist": "Песня",
    }
    assert Mojibake().choosing(title, "GBK").choosing(title, "as-is").picked == (f"as-is={title}",)
    assert "names no encoding" in Mojibake(by_field=("title=Klingon",)).problem()
    assert "there is no field" in Mojibake(by_field=("tilte=Big5",)).problem()
    offered = {each.written: each.text for each in possible(title)}
    assert offered["Big5"] == "五月天" and "CP1251" in offered and possible("plain") == ()
    step = actions.typed_step("mojibake by_field=title=Big5,artist=as-is")
    assert step.tool == tool and actions.steps_of(actions.text_of([step])) == (step,)
