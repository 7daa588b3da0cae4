"""The letters that are underlined in menus, dialogs and panels, in every language: what is shown in English
is looked up in each catalogue."""

from __future__ import annotations

import functools
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from babel.messages.pofile import read_po
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QGroupBox, QLabel, QMenu, QMenuBar, QTabBar, QWidget

from organizer.base.language.choice import CATALOGUES, LANGUAGES, SOURCE

_LETTER = re.compile(r"(?<!&)&(\w)")


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


def shared_letters(menu: QMenu | QMenuBar) -> dict[str, list[str]]:
    """Letters that lead to several entries of a menu, with these: Alt and the letter opens none of them."""
    return shared(action.text() for action in menu.actions())


def captions(top: QWidget) -> Iterator[str]:
    """What is seen in a window, or in a part of it, and may have a letter."""
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not top.window():
            continue
        if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None):
            yield widget.text()
        elif isinstance(widget, QGroupBox):
            yield widget.title()
        elif isinstance(widget, QTabBar):
            yield from (widget.tabText(at) for at in range(widget.count()))


def shared(texts: Iterable[str]) -> dict[str, list[str]]:
    """Letters that several of these texts have in one language, with these."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for text in {text for text in texts if "&" in text}:
        for language, shown in _in_all_languages(text):
            if letter := _LETTER.search(shown):
                found[f"{language} {letter[1].lower()}"].setdefault(text, shown)
    return {letter: sorted(shown.values()) for letter, shown in sorted(found.items()) if len(shown) > 1}


def _in_all_languages(text: str) -> Iterator[tuple[str, str]]:
    """A text that is shown in English, as it may be shown, with the language of each."""
    yield SOURCE, text
    for language, (whole, filled) in _translated().items():
        found = whole.get(text)
        if found is None:
            found = next((texts for pattern, texts in filled if pattern.fullmatch(text)), [])
        yield from ((language, one) for one in found)


@functools.cache
def _translated() -> dict[str, tuple[dict[str, list[str]], list[tuple[re.Pattern[str], list[str]]]]]:
    """Of each language: its texts with letters, by the English ones, and by patterns of those with values."""
    result = {}
    for language in sorted(set(LANGUAGES) - {SOURCE}):
        whole: dict[str, list[str]] = defaultdict(list)
        filled = []
        for sources, texts in _lettered(language):
            for source in sources:
                whole[source] += texts
                if "{" in source:
                    pattern = re.sub(r"\\\{\w+\\\}", ".*", re.escape(source))
                    filled.append((re.compile(pattern), texts))
        result[language] = (dict(whole), filled)
    return result


def _lettered(language: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """The entries of a catalogue that have a letter: the English forms, and those of the language."""
    text = (CATALOGUES / language / "LC_MESSAGES" / "organizer.po").read_text("utf-8")
    # only entries with a letter are read: the whole of a catalogue takes seconds
    blocks = [block for block in text.split("\n\n")[1:] if _LETTER.search(block)]
    for one in read_po(io.StringIO("\n\n".join(blocks)), locale=language):
        forms = one.id if isinstance(one.id, tuple) else (one.id,)
        if one.id:
            yield forms, list(one.string) if isinstance(one.string, tuple) else [one.string]
