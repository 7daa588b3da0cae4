"""What the guide and the README say of menus and keys is what the window has."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtGui import QKeySequence

from tests.ui.letters import entries

FOLDER = Path(__file__).parents[2]


def plain(text: str) -> str:
    """A menu's text as a person reads it; what undo would take back is not part of the name."""
    return text.replace("&", "").rstrip("…").partition(":")[0]


def paths_of(window) -> dict[str, list[str]]:
    """ "File → Quit" → its keys, for everything that is in the menus."""
    return {
        " → ".join(map(plain, texts)): [key.toString() for key in action.shortcuts()]
        for texts, action in entries(window.menuBar())
    }


def test_the_guide_lists_every_key_of_the_menus(open_window):
    real = {path: keys for path, keys in paths_of(open_window().window).items() if keys}
    section = (FOLDER / "docs" / "guide.md").read_text("utf-8").split("## Keys")[1].split("\n## ")[0]
    told = {
        path: [QKeySequence(key).toString() for key in re.findall(r"`(.+?)`", keys)]
        for path, keys in re.findall(r"^\| \*(.+?)\* \| (.+) \|$", section, re.MULTILINE)
    }
    assert told == real


def test_every_menu_path_in_the_documents_exists(open_window):
    real = paths_of(open_window().window)
    for name in ("docs/guide.md", "README.md"):
        told = re.findall(r"\*(\w[^*|]* → [^*|]+?)…?\*", (FOLDER / name).read_text("utf-8"))
        assert [path for path in told if path not in real] == [], name
