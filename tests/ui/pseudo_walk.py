"""A process of one language that opens the whole window, and prints as JSON what is wrong with its texts.

usage: python -m tests.ui.pseudo_walk LIBRARY
"""

from __future__ import annotations

import functools
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from organizer import app as composition

# isort: split
from PySide6.QtCore import QEventLoop, QLoggingCategory, QModelIndex, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSpinBox,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.ui.widgets.parts import ElidedLabel
from organizer.ui.window.view_names import ViewName

#: Folders of the window in which longer words have too little room yet.
NARROW: tuple[str, ...] = ("songs", "tags")

#: Texts that are the same in every language: names of programs, methods and files, those that are stored in
#: the library, and what is typed.
_SAME = re.compile(
    r"\b(?:Song|Artist) \d+|(?:Folk|Rock|Jazz)(?: · \w+)*|\bmusic\b"
    r"|Organizer|KMeans|HDBSCAN|MusiCNN|musicnn|PCA|LUFS|BPM|PNG|SVG|CSV|M3U8?"
    r"|jpg|mp3|png|https?://\S+|\w+\.pem|organizer [a-z][\w -]*|\*\.\w+|/[\w./-]*|\b\w+:(?=\S)\S*"
    r"|\b[a-z_]+:(?=\s|$)|\bEnglish\b|\bDeutsch\b|\bEspañol\b|\bFrançais\b"
)
_DIALOGS = (
    *("settings", "messages", "folders", "failures", "quality", "history", "map_numbers", "map_versions"),
    *("tables", "duplicates", "suggestions", "lessons", "recommenders", "shortcuts", "about", "name_region"),
)
#: Letters that the pseudo-language accents: a word that has one of them as it is was not translated.
_ACCENTED = re.compile(r"[acdeghijklnorstuwyzACDEGHIJKLNORSTUWYZ]")
_ROWS = 40


def plain_words(text: str) -> list[str]:
    """The words of a text that are plain English."""
    text = re.sub(r"<[^<>]*>|&\w+;", " ", text).replace("&&", " ")
    text = _SAME.sub(" ", re.sub(r"&(\w)", "", text))
    words = re.findall(r"[^\W\d_]{2,}", text)
    return [word for word in words if word.isascii() and _ACCENTED.search(word)]


def pieces(text: str) -> list[str]:
    """Translated texts inside of others, which are not whole: numbers of things may stand there."""
    inner: list[str] = []
    starts: list[int] = []
    for at, sign in enumerate(text):
        if sign == "[":
            starts.append(at)
        elif sign == "]" and starts:
            start = starts.pop()
            if starts and text[at - 1] == "~" and not re.search(r"\d", text[start:at]):
                inner.append(text[start : at + 1])
    return inner


def folder_of(widget: QWidget | None) -> str:
    """The folder of ``organizer/ui`` that a widget is from, or the nearest of its parents."""
    while widget is not None:
        module = type(widget).__module__.split(".")
        if module[:2] == ["organizer", "ui"] and module[2] != "widgets":
            return module[2]
        widget = widget.parentWidget()
    return ""


def texts(widget: QWidget) -> Iterator[str]:
    """All that a widget says."""
    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QGroupBox | QMenu):
        yield widget.title()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QAbstractSpinBox):
        yield widget.specialValueText()
    if isinstance(widget, QSpinBox):
        yield from (widget.prefix(), widget.suffix())
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    if isinstance(widget, QTabBar):
        for at in range(widget.count()):
            yield from (widget.tabText(at), widget.tabToolTip(at), widget.accessibleTabName(at))
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        header = widget.horizontalHeader() if isinstance(widget, QTableView) else None
        header = widget.header() if isinstance(widget, QTreeView) else header
        yield from _rows(widget, QModelIndex(), header.count() if header is not None else 1)
        if header is not None:
            for at in range(header.count()):
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                    yield str(widget.model().headerData(at, Qt.Orientation.Horizontal, role) or "")
    for action in widget.actions():
        yield from said(action)


def said(action: QAction) -> Iterator[str]:
    """All that an action says."""
    yield from (action.text(), action.toolTip(), action.statusTip(), action.iconText())


def _rows(view: QAbstractItemView, parent: QModelIndex, columns: int) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    for row in range(min(model.rowCount(parent), _ROWS)):
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in (
                Qt.ItemDataRole.DisplayRole,
                Qt.ItemDataRole.ToolTipRole,
                Qt.ItemDataRole.AccessibleTextRole,
            ):
                text = index.data(role)
                if isinstance(text, str):
                    yield text
        if isinstance(view, QTreeView):
            yield from _rows(view, model.index(row, 0, parent), columns)


def is_cut_off(widget: QWidget) -> bool:
    """Whether a caption that is shown has less room than it needs."""
    if not isinstance(widget, QLabel | QAbstractButton) or isinstance(widget, ElidedLabel):
        return False
    if not widget.isVisible() or not widget.text() or (isinstance(widget, QLabel) and widget.wordWrap()):
        return False
    return widget.sizeHint().width() > widget.width() + 1


class Walk:
    """Goes through the window and notes what is wrong."""

    def __init__(self, library: Path) -> None:
        self.app = composition.make_application()
        QLoggingCategory.setFilterRules("*=false")
        self.db = Database(library)
        self.session = composition.Session(
            self.app, self.db, Settings(watch_folders=False, jobs=1, theme="light", network_declined=True)
        )
        self.window = self.session.window
        self.state = self.window.state
        self.seen: set[str] = set()
        self.wrong: dict[str, list[str]] = {"plain": [], "pieces": [], "cut off": []}
        self.clock = QTimer(interval=5)  # wakes those who wait for more than events
        self.clock.start()

    def until(self, condition: Callable[[], object]) -> None:
        """Let the window live until this holds."""
        end = time.monotonic() + 60
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def quiet(self) -> None:
        """Until nothing runs any more."""
        self.until(lambda: not self.state.jobs.running())

    def note(self, place: str, text: str) -> None:
        """Look at one text."""
        if text in self.seen:
            return
        self.seen.add(text)
        for keys in self._keys():
            text = text.replace(keys, "")
        for group in self.state.grouping.groups if self.state.grouping is not None else ():
            if text != group.name:  # a name is a value in a text, whatever words it has
                text = text.replace(group.name, "")
        if words := plain_words(text):
            self.wrong["plain"].append(f"{place}: {' '.join(words)}: {text!r}")
        self.wrong["pieces"] += [f"{place}: {piece}: {text!r}" for piece in pieces(text)]

    @functools.cache  # noqa: B019  # there is one walk
    def _keys(self) -> list[str]:
        """All keys of the window as they are shown, the longest first."""
        native = QKeySequence.SequenceFormat.NativeText
        shown = {
            keys.toString(native)
            for a in [*self.window.findChildren(QAction), *self.state.findChildren(QAction)]
            for keys in a.shortcuts()
        }
        return sorted((keys for keys in shown if len(keys) > 3), key=len, reverse=True)

    def look(self, place: str, top: QWidget) -> None:
        """Look at a widget with all that is in it."""
        for widget in [top, *top.findChildren(QWidget)]:
            folder = folder_of(widget)
            for text in texts(widget):
                self.note(f"{place}, {folder}", text)
            if folder not in NARROW and is_cut_off(widget):
                name = widget.text()  # type: ignore[attr-defined]
                room = f"{widget.width()} of {widget.sizeHint().width()}"
                self.wrong["cut off"].append(f"{place}, {folder}: {name!r}: {room}")

    def look_at_menu(self, place: str, menu: QMenu) -> None:
        """Look at a menu and its submenus."""
        menu.aboutToShow.emit()
        for action in menu.actions():
            for text in said(action):
                self.note(place, text)
            below = action.menu()
            if isinstance(below, QMenu):
                self.look_at_menu(place, below)

    def views(self) -> None:
        """The pages of the window."""
        window, state = self.window, self.state
        ids = [int(i) for i in tracks.query(self.db, "")]
        playlists.save(self.db, "夜", ids[:4])
        window.resize(1280, 800)
        window.show()
        ready: list[bool] = []
        window.views_ready.connect(lambda: ready.append(True))
        self.session.start([])
        self.until(lambda: ready and window.map.canvas.songs is not None)
        self.quiet()
        for view in ViewName:
            window.views.open(view)
            self.until(lambda view=view: window.views.view(view) is not None)
            self.quiet()
            self.look(view.value, window)
        window.views.open(ViewName.MAP)
        state.select(ids[:3], "test")
        window.playlist.add(ids[:5])
        state.set_query("tempo:90..120")
        window.songs_place.show_covers(True)
        for tab in range(window.tabs.count()):
            window.tabs.setCurrentIndex(tab)
            self.quiet()
            self.look("panels", window)
        state.set_query("")
        self.quiet()

    def menus(self) -> None:
        """The menus of the window, of the map and of the side bar."""
        for action in self.window.menuBar().actions():
            menu = action.menu()
            if isinstance(menu, QMenu):
                self.look_at_menu("menus", menu)

    def dialogs(self) -> None:
        """Those that a menu opens."""
        for name in _DIALOGS:
            self.window.actions_[name].trigger()
            self.until(lambda: bool(self._open()))
            self.quiet()
            for dialog in self._open():
                self.look(f"dialog {name}", dialog)
                dialog.reject()
            self.until(lambda: not self._open())

    @staticmethod
    def _open() -> list[QDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]

    def run(self) -> dict[str, list[str]]:
        """All of it."""
        self.views()
        self.menus()
        self.dialogs()
        self.window.close()
        self.session.close()
        self.db.close()
        return self.wrong


def main() -> None:
    """Print the faults."""
    print(json.dumps(Walk(Path(sys.argv[1])).run(), ensure_ascii=False))


if __name__ == "__main__":
    main()
