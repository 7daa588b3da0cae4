"""The letters that are underlined in menus."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar


def menus(bar: QMenuBar) -> Iterator[QMenu]:
    """Every menu of a bar, each before those that are inside it."""
    waiting = [action.menu() for action in bar.actions()]
    while waiting:
        menu = waiting.pop(0)
        yield menu
        waiting = [action.menu() for action in menu.actions() if action.menu() is not None] + waiting


def entries(bar: QMenuBar | QMenu) -> Iterator[tuple[tuple[str, ...], QAction]]:
    """What can be chosen in the menus of a bar, each with the texts on the way to it."""
    for action in bar.actions():
        if action.menu() is not None:
            yield from (((action.text(), *texts), entry) for texts, entry in entries(action.menu()))
        elif action.isVisible() and not action.isSeparator():
            yield (action.text(),), action


def shared_letters(menu: QMenu) -> dict[str, list[str]]:
    """Letters that lead to several entries of a menu, with these: Alt and the letter opens none of them."""
    entries: dict[str, list[str]] = defaultdict(list)
    for action in menu.actions():
        if letter := re.search("&(.)", action.text().replace("&&", "")):
            entries[letter[1].lower()].append(action.text())
    return {letter: texts for letter, texts in entries.items() if len(texts) > 1}
