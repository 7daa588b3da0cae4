"""Text as it is compared: what people take for the same is the same, and signs stay."""

from __future__ import annotations

import random
import unicodedata

import pytest

from organizer.base.folding import fold, order_key, words


@pytest.mark.parametrize(
    ("spellings", "folded"),
    [
        (("Für Élise", "FÜR ÉLISE", "fur elise", "Fu\u0308r E\u0301lise"), "fur elise"),
        (("Straße", "STRASSE", "strasse"), "strasse"),
        (("Røyksopp", "Royksopp"), "royksopp"),
        (("Łódź", "lodz"), "lodz"),
        (("Đorđe", "Dorde"), "dorde"),
        (("Ægir", "aegir"), "aegir"),
        (("Cœur", "coeur"), "coeur"),
        (("Þór", "thor"), "thor"),
        (("ısı İSİ", "isi isi"), "isi isi"),
        (("coŀlecció", "Col·lecció", "colleccio"), "colleccio"),
        (("Ħamrun", "hamrun"), "hamrun"),
        (("ＦＵＬＬ　ｗｉｄｔｈ", "full width"), "full width"),
        (("ｻｸﾗ", "サクラ", "さくら"), "さくら"),
        (("ｶﾞ", "ガ", "が"), "が"),
        (("Тихие Дворы", "ТИХИЕ ДВОРЫ"), "тихие дворы"),
        (("Ёлка", "елка"), "елка"),
        (("Ελλάς", "ΕΛΛΑΣ"), "ελλασ"),
        (("ᾳῷ", "αω", "ΑΩ"), "αω"),
        (("क़लम", "कलम"), "कलम"),
        (("كیک", "كيك", "کيـک"), "كيك"),
        (("٣ ۳ ३ ৩ ๓", "3 3 3 3 3"), "3 3 3 3 3"),
        (("Don’t “go” – now…", 'don\'t "go" - now...'), 'don\'t "go" - now...'),
        (("a\u200bb\u00ad\u202e", "ab"), "ab"),
        (("❤\ufe0f", "❤"), "❤"),
        (("x  \t y", " x y "), "x y"),
    ],
)
def test_spellings_of_the_same_are_the_same(spellings: tuple[str, ...], folded: str) -> None:
    assert {fold(text) for text in spellings} == {folded}
    assert {fold(unicodedata.normalize("NFD", text)) for text in spellings} == {folded}


def test_what_is_different_stays_different() -> None:
    texts = ["が", "か", "กิน", "กน", "हिन्दी", "हनद", "한국", "하국", "!!!", "!", "÷", "c#", "c", "+/-", "()"]
    assert len({fold(text) for text in texts}) == len(texts)


def test_words_are_letters_and_digits() -> None:
    assert words("AC/DC: Don't (Live) #1") == ["ac", "dc", "don", "t", "live", "1"]
    assert words("!!! ÷ 🔥 ()") == []
    assert words("हिन्दी गाना") == ["हिन्दी", "गाना"]


def test_every_character_is_a_word_where_no_spaces_are_written() -> None:
    assert words("東京Jazz事変") == ["東", "京", "jazz", "事", "変"]
    assert words("สวัสดี") == list("สวัสดี")


def test_text_sorts_by_letters_and_numbers_by_value() -> None:
    ordered = [
        "2 Become 1",
        "10cc",
        "1999",
        "Äpfel",
        "Éclair",
        "Østre",
        "track 1",
        "Track 02",
        "Track 10",
        "Zebra",
    ]
    shuffled = random.Random(1).sample(ordered, len(ordered))
    assert sorted(shuffled, key=order_key) == ordered
    assert order_key("9" * 50) < order_key("1" + "0" * 50)


def test_any_text_can_be_folded_and_folding_again_changes_nothing() -> None:
    rng = random.Random(2)
    for _ in range(3_000):
        text = "".join(chr(rng.randrange(0x11_0000)) for _ in range(rng.randrange(1, 6)))
        once = fold(text)
        assert fold(once) == once, ascii(text)
        once.encode("utf-8")
        order_key(text), words(text)
