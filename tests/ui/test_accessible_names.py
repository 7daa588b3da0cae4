"""Whatever a person can focus, click or type into says what it is, to screen readers too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)

from organizer.library.playlists import playlists
from organizer.ui.journeys.wiring import JourneyWiring
from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs

_CONTROLS = (
    *(QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit),
    *(QPlainTextEdit, QTabBar, QTextEdit),
)
#: Parts that Qt makes inside of controls, which speak for them.
_PARTS = ("qt_", "ScrollLeftButton", "ScrollRightButton")


def is_blank(button: QAbstractButton) -> bool:
    """Whether there is nothing on a button."""
    return button.icon().isNull() and not button.text() + button.toolTip()


def is_control(widget: QWidget) -> bool:
    """Whether a person acts on it: it has no parent that is the control they mean."""
    parent = widget.parentWidget()
    if isinstance(widget, QAbstractButton) and not widget.isVisible() and is_blank(widget):
        return False  # it gets its words before it is shown
    if widget.focusProxy() is not None or isinstance(widget, QScrollBar | QHeaderView):
        return False
    if widget.objectName().startswith(_PARTS) and widget.objectName() != "qt_toolbar_ext_button":
        return False
    if isinstance(widget, QTabBar) and widget.count() < 2:
        return False
    if isinstance(parent, QAbstractSpinBox | QComboBox | QLineEdit | QTabBar | QHeaderView):
        return False
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return False
    if isinstance(parent, QAbstractItemView) and isinstance(widget, QAbstractButton):
        return False  # the corner of a table
    if isinstance(widget, QScrollArea | QLabel | QMenu):
        return False  # a frame around controls; text that can be marked
    return isinstance(widget, _CONTROLS) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    if isinstance(widget, QComboBox):  # Qt gives what is chosen, which does not say of what
        buddies = [label.text() for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
        return widget.accessibleName() or "".join(buddies).replace("&", "")
    told = QAccessible.queryAccessibleInterface(widget)
    return told.text(QAccessible.Text.Name) if told is not None else ""


def fault(name: str) -> str:
    """Why a name is none; empty for one that says what the control is."""
    if not re.search(r"[^\W\d_]{2}", name) and not re.fullmatch(r"[1-9]\d*", name):
        return "no name"
    if re.search(r"\b(button|slider|checkbox|combo ?box)$", name, re.IGNORECASE):
        return "names its kind"
    if name[0].islower():
        return "begins small"
    return ""


def unnamed(top: QWidget) -> Iterator[str]:
    for widget in [top, *top.findChildren(QWidget)]:
        if widget.window() is not top.window() or widget is top or not is_control(widget):
            continue
        name = name_of(widget)
        if wrong := fault(name):
            yield f"{wrong}: {type(widget).__name__} {widget.objectName()!r} {name!r} {_place(widget)}"


def unnamed_parts(top: QWidget) -> Iterator[str]:
    """Columns and tabs that say nothing."""
    for table in top.findChildren(QTableView) + top.findChildren(QTreeView):
        header = table.horizontalHeader() if isinstance(table, QTableView) else table.header()
        for column in range(header.count()):
            titles = [
                str(table.model().headerData(column, Qt.Orientation.Horizontal, role) or "")
                for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
            ]
            said = not header.isVisibleTo(table) or header.isSectionHidden(column)
            if not said and not any(re.search(r"[^\W_]", title) for title in titles):
                yield f"column {column} of {type(table).__name__} {_place(table)}: {titles}"
    for bar in top.findChildren(QTabBar):
        for at in range(bar.count()):
            if not re.search(r"[^\W_]", bar.tabText(at) or bar.accessibleTabName(at)):
                yield f"tab {at} {_place(bar)}"


def _place(widget: QWidget) -> str:
    parents, parent = [], widget.parentWidget()
    while parent is not None and len(parents) < 4:
        parents.append(type(parent).__name__)
        parent = parent.parentWidget()
    return f"in {', '.join(parents)}"


def faults(tops: Iterable[QWidget]) -> list[str]:
    return sorted({line for top in tops for line in [*unnamed(top), *unnamed_parts(top)]})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("Play", ""), ("2", ""), ("検索", ""), ("#", "no name"), ("", "no name"), ("\ue900", "no name")),
        *(("Play button", "names its kind"), ("play", "begins small")),
    ],
)
def test_a_name_says_what_a_control_is(name, wrong):
    assert fault(name) == wrong


def test_every_control_of_the_window_has_a_name(qtbot, quiet_sound, open_window, db):
    ids = add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    made(db)
    playlists.save(db, "Evening", ids[:4])
    window = open_window().window
    state = window.state
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: window.map.canvas.songs is not None, timeout=60_000)
    for view in ViewName:
        window.views.open(view)
        qtbot.waitUntil(lambda view=view: window.views.view(view) is not None)
    groups = window.views.view(ViewName.GROUPS)
    for page in range(groups.tabs.count()):
        groups.tabs.setCurrentIndex(page)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
    window.views.open(ViewName.MAP)
    state.select(ids[:3], "test")
    window.playlist.add(ids[:5])
    journeys = window.map.findChild(JourneyWiring)
    with qtbot.waitSignal(journeys.journeys.changed, timeout=10_000):
        window.actions_["journey"].trigger()
    state.radio_requested.emit(np.array(ids[:2]), "")
    state.message.emit("A file could not be read", "error")
    for text in ("genre:", "nosuch", "tempo:90..120 genre:rock"):
        window.search.setText(text)
        QApplication.processEvents()
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
    assert len([w for w in window.findChildren(QWidget) if is_control(w)]) > 150
    wrong = faults([window])
    assert not wrong, "\n".join(wrong)
