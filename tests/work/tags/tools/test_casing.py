from __future__ import annotations

import pytest

from organizer.work.tags.tools.casing import Case, changed
from tests.work.tags.tools.made import made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the long and winding road", "The Long and Winding Road"),
        ("WHAT IS THIS FOR?", "What Is This For?"),
        ("one of these days - live at the bbc", "One of These Days - Live at the BBC"),
        ("the end: a beginning", "The End: A Beginning"),
        ("hello (is it me)", "Hello (Is It Me)"),
        ("why? because", "Why? Because"),
        ("what are you looking at", "What Are You Looking At"),
        ("Wish You Were Here [2011 remaster]", "Wish You Were Here [2011 Remaster]"),
        # what others break
        ("AC/DC", "AC/DC"),
        ("ac/dc", "AC/DC"),
        ("AC/DC - HIGHWAY TO HELL", "AC/DC - Highway to Hell"),
        ("songs for NASA", "Songs for NASA"),
        ("Songs of MGMT", "Songs of MGMT"),
        ("NASA", "NASA"),
        ("HELLO", "Hello"),
        ("mccartney ii", "McCartney II"),
        ("MCCARTNEY", "McCartney"),
        ("macarena", "Macarena"),
        ("ronnie macdonald", "Ronnie MacDonald"),
        ("o'connor’s d'angelo", "O'Connor’s D'Angelo"),
        ("rocky iv", "Rocky IV"),
        ("PART III", "Part III"),
        ("part vi", "Part VI"),
        ("vi vet", "Vi Vet"),
        ("MIX", "Mix"),
        ("CIVIL WAR", "Civil War"),
        ("R.E.M. live in the U.S.A.", "R.E.M. Live in the U.S.A."),
        ("don't stop me now", "Don't Stop Me Now"),
        ("rock 'n' roll", "Rock 'n' Roll"),
        ("rock'n'roll ain't noise pollution", "Rock'n'Roll Ain't Noise Pollution"),
        ("2nd hand 80s", "2nd Hand 80s"),
        ("iPhone blues", "iPhone Blues"),
        ("jay-z and dj shadow", "Jay-Z and DJ Shadow"),
        ("face-to-face with the devil", "Face-to-Face with the Devil"),
        ("song (feat. MC Lyte)", "Song (feat. MC Lyte)"),
        ("dr. feelgood vol. 2", "Dr. Feelgood Vol. 2"),
        ("the best of 1999", "The Best of 1999"),
        ("part 1 of 2", "Part 1 of 2"),
        ("what i dream of", "What I Dream Of"),
        # letters of others
        ("ångström élan", "Ångström Élan"),
        ("MÖTLEY CRÜE", "Mötley Crüe"),
        ("İSTANBUL'DA", "Istanbul'da"),
        ("ПЕСНЯ О ДРУГЕ", "Песня О Друге"),
        ("ǆungla", "ǅungla"),
        ("中島みゆき", "中島みゆき"),
        ("", ""),
        ("…", "…"),
    ],
)
def test_title_case(before: str, after: str) -> None:
    assert changed(before, "title") == after
    assert changed(after, "title") == after  # and it stays


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The Long And Winding Road", "The long and winding road"),
        ("AC/DC And McCartney", "AC/DC and McCartney"),
        ("PART III", "Part III"),
        ("What Do I Know? I'm Alive", "What do I know? I'm alive"),
        ("Mull Of Kintyre (Feat. Paul McCartney)", "Mull of kintyre (Feat. Paul McCartney)"),
        ("Ég Anda", "Ég anda"),
    ],
)
def test_sentence_case(before: str, after: str) -> None:
    assert changed(before, "sentence") == after


def test_small_words_of_other_languages_and_words_of_ones_own() -> None:
    assert changed("la vie en rose", "title", "french") == "La Vie en Rose"
    assert changed("la vie en rose", "title", "none") == "La Vie En Rose"
    assert changed("der mond und die sterne", "title", "german") == "Der Mond und die Sterne"
    assert (
        changed("k.d. lang meets DEADMAU5", "title", keep=("k.d.", "deadmau5")) == "k.d. Lang Meets deadmau5"
    )
    assert changed("Live by deadmau5", "upper", keep=("deadmau5",)) == "LIVE BY deadmau5"


def test_upper_and_lower_case() -> None:
    assert changed("Straße", "upper") == "STRASSE"
    assert changed("İstanbul ΣΑΣ", "lower") == "istanbul σας"


def test_the_fields_that_are_named_change_and_no_numbers() -> None:
    assert made(Case(fields=("title",)), title="a b", album="c d") == {"title": "A B"}
    assert made(Case(fields=("*",), style="upper"), title="a", genre=("b", "C"), date="1999", track="1") == {
        "title": "A",
        "genre": ("B", "C"),
    }
