"""A cover where it is shown: dropped on, pasted, removed, for songs and albums; reviewed before written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QKeySequence
from PySide6.QtWidgets import QApplication

from organizer.base.fields.picture import COVER, Picture
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.ui.song.many_panel import ManyPanel
from organizer.ui.song.panel import SongPanel
from organizer.ui.state.app_state import AppState
from organizer.ui.tags.covers import CoverActions, changes, of_album
from organizer.ui.tags.editor import TagEditor
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def image(colour: str = "tomato") -> QImage:
    picture = QImage(60, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor(colour))
    return picture


def png(colour: str = "tomato") -> bytes:
    array = QByteArray()
    buffer = QBuffer(array)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image(colour).save(buffer, "PNG")
    return bytes(array.data())


@pytest.fixture
def paths(make_song: Callable[..., Path], db: Database) -> list[Path]:
    paths = [make_song(f"{n}.mp3", seconds=0.1, frequency=200 + 50 * n, title=f"T{n}") for n in range(4)]
    for path in paths[:2]:
        tags.write(str(path), {"album": "Same"})
    import_paths(JobContext(), db, [str(paths[0].parent)])
    return paths


@pytest.fixture
def ids(paths: list[Path], db: Database) -> list[int]:
    found = [tracks.by_path(db, str(path)) for path in paths]
    return [track.id for track in found if track is not None]


@pytest.fixture
def editor(state: AppState, qtbot) -> TagEditor:
    editor = TagEditor(state)
    qtbot.addWidget(editor)
    editor.show()
    state.edits_proposed.connect(editor.write_edits)
    return editor


@pytest.fixture
def panel(state: AppState, editor: TagEditor, ids: list[int], qtbot) -> SongPanel:
    panel = SongPanel(state)
    qtbot.addWidget(panel)
    panel.resize(320, 800)
    panel.show()
    state.select([ids[0]], "table")
    qtbot.waitUntil(lambda: panel.title.whole() == "T0")
    return panel


def agree(editor: TagEditor, qtbot, state: AppState, expected: int) -> None:
    """The review shows so many changes; write them."""
    qtbot.waitUntil(lambda: editor.dialog is not None)
    assert editor.dialog.table.model().rowCount() == expected
    editor.dialog.accept()
    qtbot.waitUntil(lambda: not state.jobs.running())


def entries(actions: CoverActions) -> dict[str, bool]:
    menu = actions.menu()
    shown = {action.text().replace("&", ""): action.isEnabled() for action in menu.actions()}
    menu.deleteLater()
    return shown


def test_a_picture_that_is_dropped_is_reviewed_and_then_shown(
    panel: SongPanel,
    editor: TagEditor,
    state: AppState,
    paths: list[Path],
    tmp_path: Path,
    qtbot,
) -> None:
    (tmp_path / "front.png").write_bytes(png())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "front.png"))])
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPointF(9, 9).toPoint(), *arguments)
    QApplication.sendEvent(panel.cover, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(panel.cover, QDropEvent(QPointF(9, 9), *arguments))
    agree(editor, qtbot, state, 1)
    assert tags.cover(str(paths[0])) == png()
    qtbot.waitUntil(lambda: panel.cover.toolTip().startswith("60 × 40 pixels, PNG, "))
    assert panel.cover.toolTip().endswith("Inside the file")


def test_songs_that_are_dropped_are_left_to_the_window(panel: SongPanel, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paths[0]))])
    entering = QDragEnterEvent(
        QPointF(9, 9).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering.ignore()
    QApplication.sendEvent(panel.cover, entering)
    assert not entering.isAccepted()


def test_a_picture_is_pasted_and_removed_by_keys_and_menu(
    panel: SongPanel,
    editor: TagEditor,
    state: AppState,
    paths: list[Path],
    qtbot,
) -> None:
    QApplication.clipboard().setText("no picture")
    assert entries(panel.cover_actions)["Paste"] is False
    QApplication.clipboard().setImage(image("teal"))
    assert entries(panel.cover_actions) == dict.fromkeys(
        (
            *("Change…", "Paste", "Remove", "Make smaller", "Take the picture beside the songs in"),
            *("Write cover.jpg beside the songs…", "Save as…", "For the whole album"),
        ),
        True,
    )
    panel.cover.setFocus()
    qtbot.keySequence(panel.cover, QKeySequence(QKeySequence.StandardKey.Paste))
    agree(editor, qtbot, state, 1)
    assert QImage.fromData(QByteArray(tags.cover(str(paths[0])))).pixelColor(3, 3) == QColor("teal")
    panel.cover_actions.remove()
    agree(editor, qtbot, state, 1)
    assert tags.cover(str(paths[0])) is None


def test_a_damaged_picture_is_refused_with_the_reason(
    panel: SongPanel, editor: TagEditor, state: AppState, tmp_path: Path, qtbot
) -> None:
    (tmp_path / "front.png").write_bytes(png()[:50])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "front.png"))])
    with qtbot.waitSignal(state.message) as said:
        panel.cover_actions.take(data)
    assert "the picture is damaged" in said.args[0]
    assert editor.dialog is None


def test_many_songs_get_one_cover(
    state: AppState,
    editor: TagEditor,
    ids: list[int],
    paths: list[Path],
    qtbot,
) -> None:
    many = ManyPanel(state)
    qtbot.addWidget(many)
    assert set(entries(many.cover_actions).values()) == {False}
    many.load(np.array(ids[:3], np.int64))
    QApplication.clipboard().setImage(image())
    many.cover_actions.paste()
    agree(editor, qtbot, state, 3)
    assert [tags.cover(str(path)) is not None for path in paths[:4]] == [True, True, True, False]


def test_a_cover_for_the_whole_album(
    panel: SongPanel,
    editor: TagEditor,
    state: AppState,
    db: Database,
    ids: list[int],
    paths: list[Path],
    qtbot,
) -> None:
    QApplication.clipboard().setImage(image())
    panel.cover_actions.paste(album=True)
    agree(editor, qtbot, state, 2)
    assert [tags.cover(str(path)) is not None for path in paths] == [True, True, False, False]
    assert of_album(db, tracks.get_many(db, ids)[2]) == [ids[2]]  # which names none


def test_covers_go_into_folders_and_back_and_get_smaller(
    state: AppState, editor: TagEditor, ids: list[int], paths: list[Path], qtbot
) -> None:
    many = ManyPanel(state)
    qtbot.addWidget(many)
    many.load(np.array(ids[:2], np.int64))
    actions, steps = many.cover_actions, []
    state.undoable.connect(steps.append)
    tags.write(str(paths[3]), {COVER: Picture.of(png())})  # not selected, but in the same folder
    beside = paths[0].parent / "cover.png"
    actions.write_beside()
    qtbot.waitUntil(lambda: actions.files.dialog is not None)
    assert actions.files.dialog.list.topLevelItem(0).text(0) == str(beside) and not beside.exists()
    actions.files.dialog.accept()
    qtbot.waitUntil(lambda: bool(steps) and not state.jobs.running())
    assert beside.read_bytes() == png()
    assert len(tracks.query(state.db, "cover:file cover:40")) == 4
    actions.convert("beside")
    agree(editor, qtbot, state, 2)
    assert tags.cover(str(paths[1])) == png()
    with qtbot.waitSignal(state.message) as said:
        actions.convert(300)
    assert "small enough" in said.args[0]
    assert len(changes(state.db, ids=np.array(ids[:2]), change=30, album=False)) == 2
    steps[0].undo()
    qtbot.waitUntil(lambda: not beside.exists() and not state.jobs.running())
    assert len(tracks.query(state.db, "cover:file")) == 0
