"""Every dialog by keys alone, and with a name for all that is in it. One window for all."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QTabWidget
from shiboken6 import isValid

from organizer.ui.looks.tab_order import controls
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.ui.dialog_walk import dialogs, shown
from tests.ui.letters import captions, shared
from tests.ui.looks.test_tab_order import name_of, walk
from tests.ui.test_accessible_names import faults
from tests.ui.window.test_drop import drop
from tests.work.arranging.test_mapping import add_songs


def pages(dialog: QDialog) -> Iterator[None]:
    """Each page of a dialog, shown; one that has none is one itself."""
    books = dialog.findChildren(QTabWidget)
    if not books:
        yield
    for book in books:
        for page in range(book.count()):
            book.setCurrentIndex(page)
            yield


def walking_faults(dialog: QDialog) -> Iterator[str]:
    """What Tab misses, holds fast, or comes by in another order than it lies in; and back."""
    wanted = list(controls(dialog))
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        seen = walk(wanted[0], key) if wanted else []
        came = seen if key == Qt.Key.Key_Tab else seen[:1] + seen[:0:-1]
        if came != wanted:
            yield f"{key.name} goes {list(map(name_of, came))}, and it lies {list(map(name_of, wanted))}"
        if seen and QApplication.focusWidget() is not wanted[0]:
            yield f"{key.name} does not come round"


def test_every_dialog_can_be_used_by_keys_and_by_ear(qtbot, quiet_sound, open_window, db, tmp_path):
    ids = add_songs(db, 30)
    mapping.build_map(JobContext(), db)
    window = open_window().window
    until = lambda condition: qtbot.waitUntil(condition, timeout=60_000)  # noqa: E731
    until(lambda: window.map.canvas.songs is not None)
    window.state.message.emit("A song was added", "info")
    window.map.setFocus()
    wrong: list[str] = []
    seen = set()
    for name, dialog in dialogs(window, ids[:3], until):
        seen.add(name)
        dialog.activateWindow()
        until(dialog.isActiveWindow)
        if isinstance(dialog, QFileDialog):
            continue  # it is Qt's, or the system's
        found = faults([dialog])
        for _ in pages(dialog):
            QApplication.processEvents()
            found += [
                *walking_faults(dialog),
                *(f"letters: {line}" for line in shared(captions(dialog)).items()),
            ]
        first = QApplication.focusWidget() or dialog
        QTest.keyClick(first, Qt.Key.Key_Escape)
        if isValid(dialog) and dialog.isVisible():
            found.append(f"Escape at {name_of(first)} does not close it")
        else:
            window.activateWindow()
            until(window.isActiveWindow)
            if QApplication.focusWidget() is not window.map:
                found.append("the keyboard does not come back to where it was")
        wrong += [f"{name}: {line}" for line in found]
    table = tmp_path / "songs.csv"
    table.write_text("Title,Artist,Speed,Energy,Length\nRain,Ada,92,30,3:20\nSun,Bo,140,90,2:00\n", "utf-8")
    drop(window, table)
    until(lambda: bool(shown()) and not window.state.jobs.running())
    wrong += [f"table: {line}" for dialog in shown() for line in (*faults([dialog]), *walking_faults(dialog))]
    assert len(seen) > 25 and not wrong, "\n".join(wrong)
