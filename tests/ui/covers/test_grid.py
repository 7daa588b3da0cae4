"""The albums of the songs that are shown: what is listed, what a person does, and their covers."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QImage

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.ui.covers import grid as grid_module
from organizer.ui.covers import small
from organizer.ui.covers.grid import CoverGrid
from organizer.ui.covers.tiles import Part

NAMES = ("Blue", "Green", "Amber", "Red")


def fill(db, names=NAMES, each=3):
    files = [
        tracks.ScannedFile(
            f"/music/{name}/{n}.mp3",
            1,
            1,
            Tags(
                title=f"{name} {n}", artist=f"{name[0]} artist", album=name, track=str(n), date=str(1990 + at)
            ),
        )
        for at, name in enumerate(names)
        for n in range(each, 0, -1)
    ]
    loose = [tracks.ScannedFile(f"/music/loose {n}.mp3", 1, 1, Tags(title=f"Loose {n}")) for n in range(2)]
    return np.array(tracks.upsert(db, [*files, *loose]).added)


@pytest.fixture
def ids(state):
    return fill(state.db)


@pytest.fixture
def grid(state, qtbot, ids):
    grid = CoverGrid(state)
    qtbot.addWidget(grid)
    grid.resize(640, 400)
    grid.show()
    show(qtbot, grid, ids)
    return grid


def show(qtbot, grid, ids):
    with qtbot.waitSignal(grid.listed):
        grid.show_songs(ids)


def names(grid):
    return [grid.albums_model.index(row).data() for row in range(grid.albums_model.rowCount())]


def click(qtbot, grid, row, keys=Qt.KeyboardModifier.NoModifier, call="mouseClick"):
    place = grid.visualRect(grid.albums_model.index(row)).center()
    getattr(qtbot, call)(grid.viewport(), Qt.MouseButton.LeftButton, keys, place)


def titles(state, ids):
    return [track.title for track in tracks.get_many(state.db, [int(i) for i in ids])]


def test_albums_stand_as_their_first_songs_do_and_those_without_one_last(grid, qtbot, ids):
    assert names(grid) == [*NAMES, "No album"]
    show(qtbot, grid, ids[::-1])
    assert names(grid) == [*NAMES[::-1], "No album"]
    show(qtbot, grid, ids[:4])
    assert names(grid) == ["Blue", "Green"]
    index = grid.albums_model.index(1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Green by G artist, 1991, 1 song"
    show(qtbot, grid, ids[:0])
    assert names(grid) == [] and list(grid.rows_seen()) == []


def test_a_click_selects_the_songs_of_an_album_control_and_shift_add(grid, qtbot, state, ids):
    click(qtbot, grid, 1)
    assert state.selection.tolist() == sorted(ids[3:6].tolist())
    click(qtbot, grid, 3, Qt.KeyboardModifier.ControlModifier)
    assert state.selection.tolist() == sorted([*ids[3:6].tolist(), *ids[9:12].tolist()])
    click(qtbot, grid, 2)
    click(qtbot, grid, 3, Qt.KeyboardModifier.ShiftModifier)
    assert len(state.selection) == 6 and grid.chosen_rows().tolist() == [2, 3]
    show(qtbot, grid, ids[:5])
    click(qtbot, grid, 1)
    assert state.selection.tolist() == sorted(ids[3:5].tolist()), "only the songs that are shown"


def test_what_is_selected_elsewhere_is_marked_in_part_or_as_a_whole(grid, qtbot, state, ids):
    state.select([*ids[:3].tolist(), int(ids[4])], "map")
    assert grid.tiles.parts == [Part.ALL, Part.SOME, Part.NONE, Part.NONE, Part.NONE]
    click(qtbot, grid, 2, Qt.KeyboardModifier.ControlModifier)
    assert grid.tiles.parts == [Part.ALL, Part.NONE, Part.ALL, Part.NONE, Part.NONE]
    state.select((), "escape")
    assert grid.tiles.parts == [Part.NONE] * 5 and not grid.selectionModel().hasSelection()


def test_more_than_qt_holds_can_be_taken_from_with_control(grid, qtbot, state, ids, monkeypatch):
    monkeypatch.setattr(grid_module, "_MOST_SELECTED", 3)
    state.select(ids, "menu")
    assert grid.tiles.parts == [Part.ALL] * 5
    qtbot.keyPress(grid, Qt.Key.Key_Control)
    monkeypatch.setattr(
        grid_module.QApplication, "keyboardModifiers", lambda: Qt.KeyboardModifier.ControlModifier
    )
    click(qtbot, grid, 1, Qt.KeyboardModifier.ControlModifier)
    assert grid.tiles.parts == [Part.ALL, Part.NONE, Part.ALL, Part.ALL, Part.ALL]
    assert len(state.selection) == len(ids) - 3


def test_enter_and_a_double_click_play_from_the_first_song_on(grid, qtbot, state, ids):
    for ask in (
        lambda: qtbot.keyClick(grid, Qt.Key.Key_Return),
        lambda: click(qtbot, grid, 1, call="mouseDClick"),
    ):
        click(qtbot, grid, 1)
        with qtbot.waitSignal(state.queue_requested) as asked:
            ask()
        assert titles(state, asked.args[0]) == ["Green 1", "Green 2", "Green 3"]


def test_arrows_go_and_letters_jump_to_a_name_or_else_an_artist(grid, qtbot, state):
    grid.setFocus()
    click(qtbot, grid, 0)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.currentIndex().row() == 1 and titles(state, state.selection[:1])[0].startswith("Green")
    for typed, row in (("re", 3), ("am", 2), ("b a", 0)):
        grid._typed_at = 0.0
        for letter in typed:
            if letter != " ":
                qtbot.keyClick(grid, letter)
            else:
                grid.keyboardSearch(letter)  # the space bar plays: it is the window's
        assert grid.currentIndex().row() == row, typed
    grid._typed_at = 0.0
    qtbot.keyClick(grid, "q")
    assert grid.currentIndex().row() == 0, "what nothing begins with leads nowhere"


def test_the_menu_is_about_the_album_or_all_that_are_selected(grid, qtbot, state, ids):
    for select, row, count in (((0, 1), 1, 6), ((0, 1), 2, 3)):
        click(qtbot, grid, select[0])
        click(qtbot, grid, select[1], Qt.KeyboardModifier.ControlModifier)
        play = grid.menu_for(row).actions()[0]
        with qtbot.waitSignal(state.queue_requested) as asked:
            play.trigger()
        assert len(asked.args[0]) == count


def test_tags_that_change_change_the_albums(grid, qtbot, state, ids, monkeypatch):
    monkeypatch.setattr(grid_module, "_SOON", 1)
    monkeypatch.setattr(grid, "_seconds", 0.0)
    renamed = tracks.ScannedFile("/music/Blue/1.mp3", 2, 2, Tags(title="Blue 1", artist="B", album="Violet"))
    with qtbot.waitSignal(grid.listed):
        state.change_library(tracks.upsert(state.db, [renamed]))
    assert "Violet" in names(grid)


def test_covers_are_read_for_what_is_seen_and_few_are_remembered(state, qtbot, monkeypatch):
    asked = []

    def cover_of(track, edge):
        name = track.tags.text("album")
        asked.append(name)
        if name.endswith("3"):
            return None
        image = QImage(edge, edge, QImage.Format.Format_RGB32)
        image.fill(QColor("red"))
        return image

    monkeypatch.setattr(small, "small_cover", cover_of)
    ids = fill(state.db, [f"Album {n:03d}" for n in range(200)], each=1)
    grid = CoverGrid(state)
    qtbot.addWidget(grid)
    grid.resize(640, 400)
    grid.covers._most = 20
    grid.show()
    show(qtbot, grid, ids)

    def there():
        known = {-1} | set(grid.covers.images) | grid.covers.missing
        return all(grid.albums_model.number(row) in known for row in grid.rows_seen())

    qtbot.waitUntil(there)
    seen = len(grid.rows_seen())
    assert 0 < seen < 40 and len(set(asked)) <= seen
    first = grid.grab().toImage()
    place = grid.visualRect(grid.albums_model.index(0)).center()
    assert first.pixelColor(place.x(), place.y() - 20) == QColor("red")
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(there)
    assert len(set(asked)) <= seen + len(grid.rows_seen()) < 200
    assert len(grid.covers.images) <= max(20, len(grid.rows_seen()))
    last = grid.rows_seen()[-1]
    rect = grid.visualRect(grid.albums_model.index(last))
    assert grid.viewport().rect().intersects(rect) and last == grid.albums_model.rowCount() - 1


def test_the_rows_that_are_seen_are_those_on_the_screen(grid, qtbot, state):
    ids = fill(state.db, [f"Other {n:02d}" for n in range(60)], each=1)
    for width in (150, 333, 640, 1000):
        grid.resize(width, 400)
        show(qtbot, grid, ids)
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum() // 2)
        screen = grid.viewport().rect()
        model = grid.albums_model
        seen = [r for r in range(model.rowCount()) if grid.visualRect(model.index(r)).intersects(screen)]
        assert set(seen) <= set(grid.rows_seen()) and len(grid.rows_seen()) <= len(seen) + 2 * 8


def test_it_is_told_to_those_who_cannot_see_it(grid):
    told = QAccessible.queryAccessibleInterface(grid)
    assert told.text(QAccessible.Text.Name) == "Albums"
    assert told.child(0).text(QAccessible.Text.Name) == "Blue by B artist, 1990, 3 songs"
