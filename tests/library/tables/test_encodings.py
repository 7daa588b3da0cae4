"""Bytes of tables as text, whatever wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.library.tables.columns import recognized
from organizer.library.tables.encodings import decode

RUSSIAN = ("Кино,Группа крови", "Аквариум,Город золотой", "Земфира,Хочешь?", "ДДТ,Что такое осень")
JAPANESE = (
    "宇多田ヒカル,さくらドロップス",
    "椎名林檎,丸の内サディスティック",
    "スピッツ,チェリー",
    "坂本九,上を向いて歩こう",
)
CHINESE = ("鄧麗君,月亮代表我的心", "周杰倫,七里香", "王菲,紅豆", "五月天,倔強")
KOREAN = ("아이유,밤편지", "방탄소년단,봄날", "김광석,서른 즈음에", "조용필,단발머리")
GREEK = ("Μίκης Θεοδωράκης,Ζορμπάς", "Πυξ Λαξ,Έπαψες αγάπη", "Τρύπες,Γιορτή", "Χάρις Αλεξίου,Τα όχι μου")


def decoded(tmp_path: Path, raw: bytes, encoding: str | None = None) -> tuple[str, str, list[str]]:
    path = tmp_path / "songs.csv"
    path.write_bytes(raw)
    text, name, notes = decode(str(path), encoding, lambda header: recognized(header) is not None)
    return text, name, [note.what for note in notes if note.doubtful]


def table(rows: tuple[str, ...], *, ascii_rows: int = 0) -> str:
    lines = [*rows, *(f"Artist {number},Song {number}" for number in range(ascii_rows))]
    return "\n".join(["artist,title,tempo", *(f"{line},{90 + at}.5" for at, line in enumerate(lines))]) + "\n"


@pytest.mark.parametrize("ascii_rows", [0, 2_000])
@pytest.mark.parametrize(
    ("encoding", "rows"),
    [
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("cp932", JAPANESE),
        ("euc-jp", JAPANESE),
        ("gb18030", CHINESE),
        ("big5", CHINESE),
        ("cp949", KOREAN),
        ("cp1253", GREEK),
    ],
)
def test_another_script_below_an_english_header_is_recognized(
    tmp_path: Path, encoding: str, rows: tuple[str, ...], ascii_rows: int
) -> None:
    text = table(rows, ascii_rows=ascii_rows)
    read, name, doubts = decoded(tmp_path, text.encode(encoding))
    assert (read, name) == (text, encoding)
    assert "taken for" in doubts[0]  # and can be corrected


@pytest.mark.parametrize(
    "rows",
    [
        ("Beyoncé,Déjà Vu", "Björk,Jóga", "Sigur Rós,Sæglópur"),
        ("Beyoncé,Halo",),
        ("Ludwig,Für Elise",),
        ("Café Tacvba,Eres", "Die Ärzte,Männer sind Schweine", "Édith Piaf,Milord"),
        ("Ÿ,¿¡", "×,÷", "©,®"),
    ],
)
def test_western_letters_below_an_english_header_are_windows_1252(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    text = table(rows, ascii_rows=20)
    read, name, doubts = decoded(tmp_path, text.encode("cp1252"))
    assert (read, name) == (text, "cp1252")
    assert "Windows-1252" in doubts[0]


def test_names_of_columns_go_before_letters(tmp_path: Path) -> None:
    text = "название,исполнитель,темп\nA,B,90\n"
    assert decoded(tmp_path, text.encode("koi8-r"))[:2] == (text, "koi8-r")


def test_one_line_without_an_end_is_weighed(tmp_path: Path) -> None:
    raw = b"artist,title\xff" + "ц".encode("cp1251") * 100_000
    assert decoded(tmp_path, raw)[1] in ("cp1251", "koi8-r", "cp1252")
