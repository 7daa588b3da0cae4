"""A hand that clicks, types and opens things by chance, while jobs run: nothing may go wrong inside.

``ORGANIZER_CLICKS=20000 ORGANIZER_SEED=7`` makes it go on for long, and otherwise than always.
"""

from __future__ import annotations

import logging
import os
import random
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QGuiApplication,
    QHelpEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QColorDialog,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from shiboken6 import isValid

from organizer.base.model import Changes
from organizer.library.playlists import playlists
from organizer.library.tables.feature_csv import Reading
from organizer.ui.state.job_ids import Job
from organizer.work.arranging import mapping
from organizer.work.intake import tabling
from organizer.work.jobs import JobContext
from tests.ui.letters import entries
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs

ACTIONS = int(os.environ.get("ORGANIZER_CLICKS", "250"))
SEED = int(os.environ.get("ORGANIZER_SEED", "11"))

_TEXTS = (
    "<img src='x'>",
    "'; DROP TABLE tracks;--",
    "tempo:90..120",
    'genre:"',
    "-",
    "é" * 40,
    "\u202eevil",
    "a" * 3000,
    "1e400",
    "\0",
    "😀😀",
    "%s%n",
    "group:1",
    "",
)
_KEYS = [
    getattr(Qt.Key, f"Key_{name}")
    for name in (
        "Escape Return Tab Backtab Up Down Left Right Delete Space PageDown Home End F2 Plus Minus A Z 1 2 3 "
        "4"
    ).split()
]
_NO_KEY = Qt.KeyboardModifier.NoModifier
_KEYS_BESIDE = [_NO_KEY, _NO_KEY, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier]
#: Dialogs that are opened and closed at once, while what they asked for is under way.
_OPENERS = ("failures", "quality", "duplicates", "tables", "settings", "map_numbers")


class Hand:
    """Does one thing after another, each in a turn of its own: dialogs that wait have loops of their own."""

    def __init__(self, session, seed: int, actions: int) -> None:
        self.window, self.state = session.window, session.state
        self.chance = random.Random(seed)
        self.left = actions
        self.depth = 0
        self.loop = QEventLoop()

    def play(self) -> None:
        QTimer.singleShot(0, self.step)
        self.loop.exec()

    def step(self) -> None:
        if self.left <= 0:
            self.finish()
            return
        self.left -= 1
        QTimer.singleShot(4, self.step)  # before: what follows may wait for an answer
        self.depth += 1
        if self.depth <= 6:
            self.act()
        elif (top := QApplication.activeModalWidget() or QApplication.activePopupWidget()) is not None:
            top.close()
        self.depth -= 1

    def finish(self) -> None:
        """Close what waits for an answer, then end."""
        top = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if top is None:
            self.loop.quit()
            return
        QTimer.singleShot(4, self.finish)
        top.close()

    def act(self) -> None:
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        top = popup or modal or self.chance.choice(shown)
        if isinstance(top, QColorDialog) or (isinstance(top, QFileDialog) and self.chance.random() < 0.7):
            top.reject()
        elif isinstance(top, QFileDialog):
            top.selectFile(self.chance.choice(["out.m3u8", "out.csv", "out.png"]))
            top.accept()
        elif (popup or modal) and self.chance.random() < 0.1:
            QTest.keyClick(top, Qt.Key.Key_Escape)
        else:
            self.do_something(top, free=not popup and not modal)

    def do_something(self, top: QWidget, *, free: bool) -> None:
        widgets = [
            w for w in [top, *top.findChildren(QWidget)] if w.isVisible() and min(w.width(), w.height()) > 1
        ]
        widget = self.chance.choice(widgets)
        place = QPoint(self.chance.randrange(widget.width()), self.chance.randrange(widget.height()))
        kinds = (
            [self.click] * 8
            + [self.twice, self.menu, self.wheel, self.tip]
            + [self.key] * 4
            + [self.type_] * 2
        )
        kinds += [self.size] + (
            [self.trigger] * 2 + [self.open_and_close] * 2 + [self.change] if free else []
        )
        self.chance.choice(kinds)(widget, place)

    def click(self, widget: QWidget, place: QPoint) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, self.chance.choice(_KEYS_BESIDE), place)

    def twice(self, widget: QWidget, place: QPoint) -> None:
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, _NO_KEY, place)

    def menu(self, widget: QWidget, place: QPoint) -> None:
        reason = QContextMenuEvent.Reason.Mouse
        QCoreApplication.postEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))

    def wheel(self, widget: QWidget, place: QPoint) -> None:
        far = QPoint(0, self.chance.choice([-1200, -120, 120, 1200]))
        QCoreApplication.postEvent(
            widget,
            QWheelEvent(
                QPointF(place),
                QPointF(widget.mapToGlobal(place)),
                QPoint(),
                far,
                Qt.MouseButton.NoButton,
                self.chance.choice(_KEYS_BESIDE),
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )

    def tip(self, widget: QWidget, place: QPoint) -> None:
        QCoreApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))

    def key(self, widget: QWidget, _place: QPoint) -> None:
        target = QApplication.focusWidget() or widget
        key, beside = self.chance.choice(_KEYS), self.chance.choice(_KEYS_BESIDE)
        QTest.keyPress(target, key, beside)
        if isValid(target):  # it may be what the key closed
            QTest.keyRelease(target, key, beside)

    def type_(self, widget: QWidget, _place: QPoint) -> None:
        fields = [
            f for f in widget.window().findChildren(QWidget) if isinstance(f, QLineEdit | QPlainTextEdit)
        ]
        shown = [field for field in fields if field.isVisible()]
        if not shown:
            return
        field, text = self.chance.choice(shown), self.chance.choice(_TEXTS)
        if isinstance(field, QLineEdit):
            field.setText(text)
            field.textEdited.emit(text)
            QTest.keyClick(field, Qt.Key.Key_Return)
        else:
            field.setPlainText(text)

    def size(self, widget: QWidget, _place: QPoint) -> None:
        widget.window().resize(self.chance.choice([300, 900, 1700]), self.chance.choice([200, 700, 1200]))

    def trigger(self, _widget: QWidget, _place: QPoint) -> None:
        actions = [action for _, action in entries(self.window.menuBar()) if action.isEnabled()]
        self.chance.choice([action for action in actions if "quit" not in action.text().lower()]).trigger()

    def open_and_close(self, _widget: QWidget, _place: QPoint) -> None:
        before = set(QApplication.topLevelWidgets())
        self.window.actions_[self.chance.choice(_OPENERS)].trigger()
        for widget in set(QApplication.topLevelWidgets()) - before:
            if isValid(widget) and widget.isVisible():
                widget.close()

    def change(self, _widget: QWidget, _place: QPoint) -> None:
        """The library changes under the views."""
        ids = self.window.table.tracks.ids
        if len(ids):
            self.state.change_library(Changes(updated=(int(self.chance.choice(ids.tolist())),)))


def test_nothing_goes_wrong_under_a_hand_that_clicks_by_chance(
    qtbot, qapp, quiet_sound, open_window, db, tmp_path: Path, monkeypatch, caplog
):
    ids = add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    made(db)
    playlists.save(db, "Sunday", ids[:5])
    table = tmp_path / "numbers.csv"
    table.write_text("title,energy,valence\n" + "".join(f"T{n},{n / 20},{n}\n" for n in range(20)), "utf-8")
    tabling.store(JobContext(), db, str(table), Reading(), "numbers")
    (folder := tmp_path / "here").mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)  # no other program is started
    QGuiApplication.setQuitOnLastWindowClosed(False)
    session = open_window()
    with caplog.at_level(logging.ERROR):
        Hand(session, SEED, ACTIONS).play()
        for job in Job:
            session.state.jobs.cancel(job)  # it may have been paused
        qtbot.waitUntil(lambda: not session.state.jobs.running(), timeout=120_000)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def test_dialogs_may_close_before_their_answers_come(qtbot, qapp, open_window, db, caplog):
    ids = add_songs(db, 30)
    session = open_window()
    window, state = session.window, session.state
    for opener in _OPENERS:
        window.actions_[opener].trigger()
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and widget is not window:
                widget.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        state.change_library(Changes(updated=(ids[0],)))
        qapp.processEvents()
    for job in (Job.QUALITY, Job.DUPLICATES):
        state.jobs.cancel(job)
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
