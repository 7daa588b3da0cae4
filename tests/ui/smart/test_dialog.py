"""The editor of smart playlists: rows and text say the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from organizer.library.playlists.smart import SmartPlaylist
from organizer.ui.smart.dialog import SmartDialog
from organizer.ui.smart.group_view import GroupView
from organizer.ui.smart.row_view import RowView
from tests.work.arranging.test_mapping import add_songs

NESTED = '(genre:=jazz or genre:=folk) -lastplayed:30d "blue night" sort:-title,plays limit:25,90min,2/artist'


@pytest.fixture
def open_dialog(qtbot, state, db):
    add_songs(db, 24)
    parent = QWidget()
    qtbot.addWidget(parent)

    def open_(query: str) -> SmartDialog:
        dialog = SmartDialog(state, SmartPlaylist(0, "A list", query), parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.show()
        qtbot.waitUntil(lambda: bool(dialog.count.text() or dialog.note.text()))
        return dialog

    return open_


def choose(view, box, data) -> None:
    at = [box.itemData(n) for n in range(box.count())].index(data)
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_what_is_not_touched_is_not_changed(qtbot, open_dialog):
    text = 'genre:jazz,"folk" played:>6mo  A or B'
    dialog = open_dialog(text)
    dialog.tabs.setCurrentIndex(1)
    dialog.tabs.setCurrentIndex(0)
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save()
    assert saved.args == ["A list", 'genre:jazz,"folk" played:>6mo A or B']


def test_rows_are_added_filled_and_removed_by_keys_and_clicks(qtbot, open_dialog):
    dialog = open_dialog("genre:jazz")
    root = dialog.root
    qtbot.mouseClick(root.add_row, Qt.MouseButton.LeftButton)
    row = root.items[-1]
    choose(row, row.field, "rating")
    assert row.operator.currentData() == ("is", False)
    choose(row, row.operator, ("least", False))
    qtbot.keyClicks(row.value, "4")
    assert dialog.query == "genre:jazz rating:4.."
    choose(root, root.kind, "any")
    assert dialog.query == "genre:jazz or rating:4.."
    qtbot.mouseClick(root.add_group, Qt.MouseButton.LeftButton)
    inner = root.items[-1]
    assert isinstance(inner, GroupView) and isinstance(inner.items[0], RowView)
    choose(inner, inner.kind, "none")
    qtbot.keyClicks(inner.items[0].value, "hazel grey")
    choose(inner.items[0], inner.items[0].operator, ("is", False))
    assert dialog.query == 'genre:jazz or rating:4.. or -artist:="hazel grey"'
    key = dialog.order.keys[0]
    choose(key, key.order, "plays")
    choose(key, key.down, True)
    qtbot.keyClicks(dialog.order.bounds["songs"], "7")
    qtbot.keyClicks(dialog.order.bounds["time"], "90")
    assert dialog.query.endswith("sort:-plays limit:7,90min")
    assert dialog.text.toPlainText() == dialog.query
    root._remove(inner)
    root._remove(row)
    assert dialog.query == "genre:jazz sort:-plays limit:7,90min"
    qtbot.waitUntil(lambda: dialog.count.text() == "0 songs now")  # nobody knows how long they are
    dialog.order.bounds["time"].selectAll()
    qtbot.keyClick(dialog.order.bounds["time"], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: dialog.count.text().startswith("7 songs now"))
    assert dialog.songs.count() == 7


def test_a_nested_search_goes_through_rows_without_loss(qtbot, open_dialog):
    dialog = open_dialog(NESTED)
    assert dialog.tabs.currentIndex() == 0
    dialog._rows_edited()
    assert dialog.query == NESTED
    assert len(dialog.root.items) == 3 and len(dialog.root.items[0].items) == 2
    assert [view.key.text for view in dialog.order.keys] == ["-title", "plays"]
    assert {name: field.text() for name, field in dialog.order.bounds.items() if field.text()} == {
        "songs": "25",
        "time": "90min",
        "artist": "2",
    }


def test_text_becomes_rows_where_it_is_understood(qtbot, open_dialog):
    dialog = open_dialog("genre:jazz")
    dialog.tabs.setCurrentIndex(1)
    dialog.text.selectAll()
    qtbot.keyClicks(dialog.text, "(folk")
    dialog.tabs.setCurrentIndex(0)
    assert dialog.tabs.currentIndex() == 1 and "A bracket is not closed" in dialog.note.text()
    told: list[str] = []
    dialog.saved.connect(lambda _name, query: told.append(query))
    dialog.save()
    assert told == []
    qtbot.keyClicks(dialog.text, " or jazz) bpm:100..")
    dialog.tabs.setCurrentIndex(0)
    assert dialog.tabs.currentIndex() == 0 and not dialog.note.isVisible()
    assert len(dialog.root.items) == 2 and dialog.root.items[1].row.operator == "least"
    qtbot.waitUntil(lambda: dialog.count.text().startswith("8 songs now"))


def test_a_search_that_cannot_be_rows_opens_as_text(qtbot, open_dialog):
    dialog = open_dialog("foo:bar (")
    assert dialog.tabs.currentIndex() == 1 and "A bracket is not closed" in dialog.note.text()


def test_another_order_by_chance_is_kept(qtbot, open_dialog):
    dialog = open_dialog("sort:random limit:5")
    key = dialog.order.keys[0]
    qtbot.mouseClick(key.again, Qt.MouseButton.LeftButton)
    assert dialog.query.startswith("sort:random:") and dialog.query.endswith(" limit:5")
    assert dialog.query != "sort:random:0 limit:5"


@pytest.mark.parametrize(("name", "text"), [("songs", "many"), ("size", "2x"), ("artist", "a")])
def test_a_limit_that_is_none_is_said(qtbot, open_dialog, name: str, text: str):
    dialog = open_dialog("jazz")
    qtbot.keyClicks(dialog.order.bounds[name], text)
    assert "is no limit" in dialog.note.text() and dialog.note.isVisible()
    dialog.order.bounds[name].clear()
    dialog.order.changed.emit()
    assert not dialog.note.isVisible()


def test_it_wants_a_name(qtbot, open_dialog):
    dialog = open_dialog("jazz")
    dialog.name.clear()
    dialog.save()
    assert "Give the smart playlist a name" in dialog.note.text()
    qtbot.keyClicks(dialog.name, "Jazz")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
