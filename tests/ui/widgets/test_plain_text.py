"""What tags, files, playlists and tables are called is shown as text: no HTML, no keys to press."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QIdentityProxyModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QGroupBox,
    QLabel,
    QMessageBox,
    QTabWidget,
    QTextEdit,
    QWidget,
)

from organizer.base.model import Tags
from organizer.library import maps, tracks
from organizer.library.files.scanner import File
from organizer.library.playlists import playlists
from organizer.library.tables.feature_csv import Reading
from organizer.ui.widgets.plain_text import Label, entry, plain
from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import mapping
from organizer.work.intake import tabling
from organizer.work.jobs import JobContext
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs

MARK = "MARK"
HOSTILE = f'<img src="{MARK}.png"> R&Bold <b>{MARK}</b>'
_ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole)


@pytest.fixture
def hostile_library(db, tmp_path: Path) -> list[int]:
    """Songs, groups, a playlist and a table that are all called by HTML."""
    ids = add_songs(db, 24)
    songs = tracks.get_many(db, ids)
    tags = Tags(HOSTILE, HOSTILE, HOSTILE, HOSTILE, genre=(HOSTILE,), comment=HOSTILE)
    tracks.update_tags(
        db, [(song.id, tags, File(song.path, song.size, song.mtime_ns, 0, song.id)) for song in songs]
    )
    with db.write() as connection:
        connection.execute("UPDATE tracks SET path = path || ?", (HOSTILE.encode(),))
        connection.execute("UPDATE tracks SET away = 0")
    tracks.record_failure(db, ids[0], "analysis", ValueError(HOSTILE))
    mapping.build_map(JobContext(), db)
    made(db, k=3)
    grouping = maps.load_grouping(db)
    assert grouping is not None
    groups = tuple(replace(group, name=f"{HOSTILE} {group.number}", named=True) for group in grouping.groups)
    maps.save_grouping(db, replace(grouping, groups=groups), *maps.labels(db))
    playlists.save(db, HOSTILE, ids[:5])
    table = tmp_path / f"{HOSTILE.replace('/', '')}.csv"
    rows = [f'"{HOSTILE.replace(chr(34), "")}{n}",{n},{n / 7:.3f}' for n in range(20)]
    table.write_text("\n".join([f"title,<b>{MARK},energy", *rows]), "utf-8")
    tabling.store(JobContext(), db, str(table), Reading(), HOSTILE)
    return ids


def texts_of(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Every text of a widget that Qt would take for HTML if it looked like it."""
    where = f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}"
    for what in ("toolTip", "statusTip", "whatsThis"):
        yield f"{what} of {where}", getattr(widget, what)()
    if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
        yield f"text of {where}", widget.text()
    if isinstance(widget, QTextEdit):
        yield f"text of {where}", widget.toHtml()
    for action in widget.actions():
        for what in ("toolTip", "statusTip", "whatsThis"):
            yield f"{what} of an entry of {where}", getattr(action, what)()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _texts_of_model(widget, where)


def _texts_of_model(view: QAbstractItemView, where: str) -> Iterator[tuple[str, str]]:
    model, places = QIdentityProxyModel(), [QModelIndex()]  # a list says nothing of its columns itself
    model.setSourceModel(view.model())
    for place in places:
        for row in range(min(30, model.rowCount(place))):
            for column in range(model.columnCount(place)):
                index = model.index(row, column, place)
                for role in _ROLES:
                    yield f"{role} of {where}, column {column}", str(model.data(index, role) or "")
                if column == 0 and model.rowCount(index):
                    places.append(index)
    for side in Qt.Orientation:
        sections = model.columnCount() if side == Qt.Orientation.Horizontal else model.rowCount()
        for section in range(min(30, sections)):
            for role in _ROLES:
                yield f"{role} of a header of {where}", str(model.headerData(section, side, role) or "")


def captions_of(widget: QWidget) -> Iterator[str]:
    """Every text of a widget in which "&" would make a key."""
    for action in widget.actions():
        yield action.text()
    if isinstance(widget, QAbstractButton | QGroupBox):
        yield widget.text() if isinstance(widget, QAbstractButton) else widget.title()
    if isinstance(widget, QTabWidget):
        yield from (widget.tabText(number) for number in range(widget.count()))


def check_all(qapp: QApplication) -> int:
    """Look at every widget there is; how many texts hold what the library is full of."""
    hostile = 0
    for widget in qapp.allWidgets():
        for where, text in texts_of(widget):
            hostile += MARK in text
            assert not (MARK in text and GuiQt.mightBeRichText(text)), f"{where}: {text}"
        for text in captions_of(widget):
            assert MARK not in text or "&" not in text.replace("&&", ""), text
    return hostile


def test_no_text_of_the_window_is_html(qtbot, qapp, open_window, hostile_library, db):
    session = open_window()
    window, state = session.window, session.state
    qtbot.waitUntil(lambda: state.music_map is not None and state.grouping is not None, timeout=60_000)
    state.select(hostile_library[:3], "test")
    window.playlist.show_playlist(HOSTILE, hostile_library)
    window.playlist.remove_selected()
    window.sidebar.menu_for(f"playlist {HOSTILE}")
    window.playlist._fill_saved_menu()
    for view in (ViewName.GROUPS, ViewName.INSIGHT, ViewName.SONG, ViewName.MAP):
        window.views.open(view)
        qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
        assert check_all(qapp) > 20
    state.set_query(f"tempo:{HOSTILE}")
    window.table.query_failed.emit(HOSTILE)
    state.message.emit(HOSTILE, "error")
    assert check_all(qapp) > 20


def _settled(qtbot, state) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)


def test_no_text_of_a_dialog_is_html(qtbot, qapp, open_window, hostile_library, db):
    session = open_window()
    window, state = session.window, session.state
    settled = _settled(qtbot, state)
    settled()
    state.select(hostile_library[:3], "test")
    window.tag_editor.fill_from_groups("genre")  # opens the review
    for command in ("failures", "quality", "duplicates", "tables", "settings", "map_numbers", "remove"):
        window.actions_[command].trigger()
        settled()
        check_all(qapp)
    window.playlist.ask_delete(HOSTILE)
    window.findChildren(QMessageBox)[-1].setInformativeText(HOSTILE)
    check_all(qapp)
    for box in window.findChildren(QMessageBox):
        assert {label.textFormat() for label in box.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
        box.reject()


def test_a_tip_is_laid_out_as_plain_text_even_where_nobody_thought_of_it(qtbot, qapp, open_window):
    session = open_window()
    button = session.window.findChildren(QAbstractButton)[0]
    button.setToolTip(HOSTILE)
    place = QPoint(2, 2)
    qapp.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, place, button.mapToGlobal(place)))
    tips = [w for w in qapp.allWidgets() if w.metaObject().className() == "QTipLabel" and w.isVisible()]
    assert [tip.textFormat() for tip in tips] == [Qt.TextFormat.PlainText]
    tips[0].hide()


@pytest.mark.parametrize(
    "text", [HOSTILE, "&lt;b", "a <b> c", "<!-- x -->", "<?xml", "<a\nb", "R&B", "1 < 2"]
)
def test_what_is_shown_as_plain_text_is_no_html_and_loses_nothing(text):
    assert not GuiQt.mightBeRichText(plain(text))
    assert plain(text).replace("\u2060", "") == text
    action = QAction(entry(text))
    assert action.toolTip().replace("\u2060", "") == text
    assert "&" not in entry(text).replace("&&", "")


def test_marks_that_reverse_text_reach_no_label(qtbot):
    label = Label("Similar to “\u202eevil\u2066” 3\nnext line \u05d0")
    qtbot.addWidget(label)
    assert label.text() == "Similar to “evil” 3\nnext line \u05d0"
    assert plain("\u202eone\ntwo") == "one\ntwo"
