"""Imported tables forgotten in the window, and a map by their numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from organizer.base.arrangement import Space
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.types import Reading
from organizer.ui.canvas.layers import dot_colours
from organizer.ui.canvas.songs import load_songs
from organizer.ui.map.numbers_dialog import MapNumbersDialog
from organizer.ui.tables.tables_dialog import TablesDialog
from organizer.work.intake.tabling import import_table
from organizer.work.jobs import JobContext


def write(folder: Path, name: str, songs: int) -> Path:
    lines = [
        f"{name} {n},Ada,{60 + n % 3 * 40 + n / 9:.2f},{n % 3 / 3 + n / 99:.3f},{n % 7}" for n in range(songs)
    ]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(["title,artist,tempo,energy,swing", *lines]), "utf-8")
    return path


@pytest.fixture
def session(open_window, tmp_path, qtbot):
    with Database(tmp_path / "library.db") as db:
        for name, songs in (("first", 30), ("second", 20)):
            import_table(JobContext(), db, str(write(tmp_path, name, songs)))
    made = open_window()
    qtbot.waitUntil(lambda: settled(made), timeout=60_000)
    return made


def settled(session) -> bool:
    return session.state.grouping is not None and not session.state.jobs.running()


def test_a_table_is_forgotten_when_a_person_is_sure(session, qtbot, tmp_path):
    session.window.actions_["tables"].trigger()
    dialog = session.window.findChild(TablesDialog)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 2)
    assert [dialog.list.topLevelItem(0).text(column) for column in (0, 1, 2)] == ["first", "30", "3"]
    assert not dialog.forget.isDefault()
    qtbot.mouseClick(dialog.forget, Qt.MouseButton.LeftButton)
    assert "“first”" in dialog.question.text() and "30 songs" in dialog.question.informativeText()
    qtbot.keyClick(dialog.question, Qt.Key.Key_Return)  # without looking
    assert len(tables.imported(session.db)) == 2
    qtbot.mouseClick(dialog.forget, Qt.MouseButton.LeftButton)
    (sure,) = [
        b
        for b in dialog.question.buttons()
        if b is not dialog.question.button(dialog.question.StandardButton.Cancel)
    ]
    with qtbot.waitSignal(session.state.library_changed):
        qtbot.mouseClick(sure, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1)
    assert [table.name for table in tables.imported(session.db)] == ["second"]
    assert tracks.count(session.db).all == 20 and (tmp_path / "first.csv").exists()
    dialog.close()
    qtbot.waitUntil(lambda: settled(session) and len(session.state.music_map.track_ids) == 20, timeout=60_000)
    assert sum(group.size for group in session.state.grouping.groups) == 20


def test_a_map_is_drawn_by_chosen_numbers(session, qtbot):
    session.window.actions_["map_numbers"].trigger()
    dialog = session.window.findChild(MapNumbersDialog)
    qtbot.waitUntil(lambda: dialog.panel.table.rowCount() > 0)
    assert dialog.panel.chosen.isChecked()  # the map goes by numbers: no song was heard
    assert not dialog.panel.ear.isEnabled()
    for item, _ in dialog.panel._rows:
        item.setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.make.isEnabled()
    (swing,) = [item for item, _ in dialog.panel._rows if item.text() == "swing"]
    swing.setCheckState(Qt.CheckState.Checked)
    with qtbot.waitSignal(session.state.map_changed, timeout=60_000):
        qtbot.mouseClick(dialog.make, Qt.MouseButton.LeftButton)
    assert session.state.music_map.space.features == ("swing",) and session.state.music_map.chosen
    qtbot.waitUntil(lambda: settled(session), timeout=60_000)


def test_what_a_forgotten_table_told_is_asked_for_no_more(session, qtbot, tmp_path):
    session.window.work.build_map(space=Space(("swing",)))
    qtbot.waitUntil(lambda: session.state.music_map.space.features == ("swing",), timeout=60_000)
    qtbot.waitUntil(lambda: settled(session), timeout=60_000)
    told = []
    session.state.message.connect(lambda text, kind: told.append((text, kind)))
    other = tmp_path / "other.csv"
    lines = [f"Other {n},Bo,{60 + n % 3 * 40 + n / 9:.2f},{n / 30:.3f}" for n in range(24)]
    other.write_text("\n".join(["title,artist,tempo,energy", *lines]), "utf-8")
    session.window.work.intake.import_table(str(other), Reading(), "other")
    qtbot.waitUntil(lambda: any("24 songs" in text for text, _ in told), timeout=60_000)
    for name in ("first", "second"):
        with qtbot.waitSignal(session.state.library_changed, timeout=60_000):
            session.window.work.intake.forget_table(name)
    qtbot.waitUntil(lambda: settled(session) and len(session.state.music_map.track_ids) == 24, timeout=60_000)
    assert "swing" not in session.state.music_map.space.features
    assert not [text for text, kind in told if kind == "error"]


def test_the_last_table_leaves_an_empty_window(session, qtbot):
    for name in ("first", "second"):
        with qtbot.waitSignal(session.state.library_changed):
            session.window.work.intake.forget_table(name)
    qtbot.waitUntil(lambda: session.window.pages.currentWidget() is session.window.welcome)
    qtbot.waitUntil(lambda: session.state.music_map is None)
    assert not tracks.count(session.db).all
    session.window.actions_["tables"].trigger()
    dialog = session.window.findChild(TablesDialog)
    qtbot.waitUntil(lambda: dialog.none.isVisible() and not session.state.jobs.running())
    assert dialog.forget.isHidden() and dialog.more.isDefault()
    dialog.close()
    session.window.actions_["map_numbers"].trigger()
    dialog = session.window.findChild(MapNumbersDialog)
    qtbot.waitUntil(lambda: not session.state.jobs.running())
    assert not dialog.panel.ear.isEnabled() and not dialog.make.isEnabled()


def test_dots_of_songs_without_files_have_the_colours_of_their_groups(session):
    songs = load_songs(session.db, session.state.music_map, session.state.landscape)
    assert not songs.away.any() and (songs.groups >= 0).all()
    colours, _ = dot_colours("group", songs)
    assert len({tuple(colour) for colour in colours.tolist()}) == len(session.state.grouping.groups)
