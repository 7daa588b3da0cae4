"""Nothing that tags, names and arguments hold reaches a terminal or a playlist but text of one line."""

from __future__ import annotations

import ast
import json
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest

from organizer.base.errors import OrganizerError, printable
from organizer.cli import parser

#: Escapes of terminals, line breaks, and signs that turn or hide text.
HOSTILE = "a\x1b[31mb\x07\x9bc\rd\ne\u2028f\u202e\u2066g\u2069\u200e\u200f\u061ch\u200b\ufeff\u2060i\x7f\x00j"


def is_harmless(text: str) -> bool:
    return all(
        letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        for letter in text
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Blue in Green", "Blue in Green"),
        ("日本 – Ünï 🔥", "日本 – Ünï 🔥"),
        (os.fsdecode(b"caf\xe9"), "caf\N{REPLACEMENT CHARACTER}"),
        ("\x1b[31mred\x1b[0m", "\N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}[0m"),
        ("a\r\nb\u2028c\td\xa0e", "a  b c d e"),
        ("gnp\u202e3pm.exe\u2066", "gnp3pm.exe"),
        ("l\u200bo\u200dv\u2060e\ufeff\u00ad", "love"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("\u200d", ""),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_text_is_shown_as_it_reads(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_an_error_is_one_harmless_line() -> None:
    error = str(OrganizerError(f"no {HOSTILE}", path=f"/music/{HOSTILE}", remedy=HOSTILE))
    assert is_harmless(error) and "\n" not in error


def test_hostile_tags_and_names_reach_no_terminal_and_no_playlist(
    make_song: Callable[..., Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    given = HOSTILE.replace("\0", "")  # which no argument and no name can hold
    song = make_song(f"{given[:40]}.flac", seconds=1)
    file = mutagen.File(song)
    for field in ("title", "artist", "album", "genre", "comment", "date"):
        file[field] = HOSTILE
    file.save()
    table = tmp_path / "t\x1b.csv"
    table.write_text(f'title,artist,tempo\n"{given}",B,120\n', "utf-8")
    lists = [tmp_path / f"l\x1b{ending}" for ending in (".m3u8", ".txt")]
    commands = [
        ["add", str(song.parent), "--no-analyze"], ["list"], ["list", given], ["list", f"{given}:1"],
        ["list", "bpm:\x1b"], ["list", "--sort", "\x1b"], ["list", "--\x1b"], ["\x1b"], ["add", "/no/\x1b"],
        ["import", str(table)], ["import", str(table), "--dry-run"],
        *(["playlist", "--query", "path:flac", "-o", str(target)] for target in lists),
        ["tag", "path:flac", "--set", f"mood=x{given}", "--yes"], ["history"], ["undo", "--yes"],
        ["tag", "path:flac", "--set", "\x1b=x"], ["remove", "path:flac", "--dry-run"], ["list", "--failed"],
        ["similar", given], ["duplicates"], ["groups"], ["structure", "/no/\x1b"],
        ["export", "/no/\x1b.csv"],
        ["-v", "remove", "path:flac", "--yes"],
    ]  # fmt: skip
    for command in commands:
        for as_json in ([], ["--json"]):
            try:
                code = parser.run(["--library", str(tmp_path / "library.db"), *command, *as_json])
            except SystemExit as stop:
                code = int(str(stop.code))
            out, err = capfd.readouterr()
            assert code in (0, 1, 2)
            assert is_harmless(out + err), (command, out, err)
            if as_json and out:
                json.loads(out)
    for target in lists:
        text = target.read_text("utf-8")
        assert is_harmless(text), text


def test_commands_print_by_one_way() -> None:
    folder = Path(parser.__file__).parent
    commands = sorted((folder / "commands").glob("*.py"))
    assert len(commands) > 10
    for path in commands:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.Name) and node.id == "print"), f"{path.name}:{node.lineno}"


def test_one_long_text_does_not_widen_every_line(capsys):
    from organizer.cli.terminal import print_table

    print_table(("Title", "Path"), [("x" * 10_000, "a"), *(("short", "b") for _ in range(50))])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("x" * 10_000) and max(map(len, lines[2:])) < 200
