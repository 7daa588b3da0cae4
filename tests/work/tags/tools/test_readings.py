# ruff: noqa: E501

from __future__ import annotations

import pytest

from organizer.work.tags.tools import letters
from organizer.work.tags.tools.readings import WRITTEN, bytes_of, of_several, read_as, readings
from tests.work.tags.tools.names import proper


def test_nothing_is_proposed_for_what_is_written_properly() -> None:
    names = proper()
    assert len(names) > 400
    assert [(name, readings(name)) for name in names if readings(name)] == []


#: Texts that are spoiled below, by the encoding that they were written in.
SPOILED = {
    "CP1251": "Песня|Кино|Любэ|Группа крови|Земфира|Мумий Тролль|Звезда по имени Солнце (Live)|Ария|Алиса - Трасса E-95|"
    "Я свободен|Владимир Высоцкий|Океан Ельзи|Ёлка|Братья Карамазовы|Аквариум|Наутилус Помпилиус|Сплин",
    "CP866": "Песня|Кино|Группа крови|Владимир Высоцкий",
    "KOI8-R": "Песня|Кино|Группа крови|Звезда",
    "Shift-JIS": "宇多田ヒカル|夜に駆ける|中島みゆき|ビートルズ|さくら|千本桜 (初音ミク)|君の名は|東京事変|Love ラブ",
    "EUC-JP": "宇多田ヒカル|夜に駆ける|中島みゆき|ビートルズ|さくら|米津玄師",
    "GBK": "邓丽君|月亮代表我的心|周杰伦|青花瓷|我爱你|甜蜜蜜|崔健 - 一无所有|朋友",
    "Big5": "鄧麗君|月亮代表我的心|周杰倫|我愛你|甜蜜蜜|張惠妹",
    "EUC-KR": "소녀시대|방탄소년단|아리랑|강남스타일",
    "CP1250": "Zażółć gęślą jaźń|Długość dźwięku samotności|Příběh|Jiří Šlitr|Żółw|Růžový měsíc řeka",
    "CP1253": "Μουσική|Ζορμπάς|Μίκης Θεοδωράκης",
    "CP1252": "Don’t Stop|“Heroes” – Live",
    "UTF-8": "Motörhead|Sigur Rós|Beyoncé|Песня|宇多田ヒカル|“Heroes”|Don’t Stop|Łódź|Ночь|소녀시대|Ágætis byrjun|L’été…",
}


@pytest.mark.parametrize("written", SPOILED)
def test_what_was_read_wrongly_is_read_again(written: str) -> None:
    for text in SPOILED[written].split("|"):
        spoiled = text.encode(WRITTEN[written]).decode("latin-1")
        proposed = readings(spoiled)
        assert proposed, (text, spoiled)
        assert proposed[0].text == text, (text, proposed)
        assert 0.3 <= proposed[0].sure <= 1.0


def test_utf_8_that_was_taken_for_other_encodings() -> None:
    for taken in ("cp1252", "cp1251"):
        spoiled = "Группа крови".encode().decode(taken, "ignore")
        if spoiled.encode(taken) == "Группа крови".encode():
            assert readings(spoiled)[0].text == "Группа крови"
    twice = "Motörhead".encode().decode("latin-1").encode().decode("latin-1")
    assert readings(twice)[0].text == "Motörhead"


def test_several_readings_are_offered_and_none_is_sure() -> None:
    proposed = readings("五月天".encode("cp950").decode("latin-1"))
    assert "五月天" in [each.text for each in proposed] and len(proposed) > 1
    assert all(each.sure < 0.8 for each in proposed)


def test_bytes_come_back_as_they_were() -> None:
    every = bytes(range(256))
    assert bytes_of(every.decode("latin-1"), "cp1252") == every
    assert bytes_of("“Ï”\x81", "cp1252") == b"\x93\xcf\x94\x81"
    assert bytes_of("漢", "cp1252") is None and bytes_of("漢", "cp1251") is None
    assert read_as("Ïåñíÿ", "CP1251") == "Песня" and read_as("Ïåñíÿ", "UTF-8") is None
    assert read_as("abc", "CP1251") is None


def test_texts_that_belong_together_say_more() -> None:
    texts = [text.encode("cp1251").decode("latin-1") for text in ("Мир", "Песня о друге", "Кино", "Чайф")]
    together = of_several(texts)
    assert max(together, key=together.__getitem__) == "CP1251" and together["CP1251"] > 0.9
    assert of_several(["Motörhead", "Björk"]) == {} == of_several(["Ïåñíÿ"])


def test_letters_are_told_by_language() -> None:
    assert "爱" in letters.SIMPLIFIED and "愛" in letters.TRADITIONAL and "愛" in letters.KANJI
    assert (
        "사" in letters.HANGUL
        and "ст" in letters.CYRILLIC_PAIRS
        and all(len(pair) == 2 for pair in letters.CYRILLIC_PAIRS)
    )
