"""All other fields in the editor: shown, edited, added, removed, and written after a review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from mutagen import id3
from PySide6.QtCore import Qt

from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.ui.state.app_state import AppState
from organizer.ui.tags.editor import TagEditor
from organizer.ui.tags.fields import SEVERAL, ListField, TextField
from tests.ui.tags.test_editor import confirm, editor, ids, paths

__all__ = ["editor", "ids", "paths"]

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def opened(
    paths: list[Path], ids: list[int], editor: TagEditor, state: AppState, qtbot
) -> Callable[[int], TagEditor]:
    """The editor with all fields of the first songs."""
    for number, path in enumerate(paths):
        frames = id3.ID3(path)
        frames.add(id3.TCOM(encoding=1, text=["Änne", "Bert; Cy"]))
        frames.add(id3.TPUB(encoding=1, text=f"Label {number}"))
        frames.add(id3.TXXX(encoding=1, desc="Foo", text="own"))
        frames.add(id3.PRIV(owner="me", data=b"123"))
        frames.save(path)

    def show(count: int) -> TagEditor:
        state.select(ids[:count], source="test")
        qtbot.mouseClick(editor.more.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "composer" in editor.more.fields)
        return editor

    return show


def test_all_fields_are_shown_edited_and_written(
    opened: Callable[[int], TagEditor], paths: list[Path], state: AppState, qtbot
) -> None:
    editor = opened(1)
    more = editor.more
    composer = more.fields["composer"]
    assert isinstance(composer, ListField)
    assert composer.toPlainText() == "Änne\nBert; Cy"
    assert set(more.fields) == {"composer", "label", "TXXX:Foo", "PRIV:me"}
    assert more.fields["PRIV:me"].isReadOnly()
    composer.setPlainText("Änne\nBert; Cy\nDora")
    more.name.setText("lyrics")
    qtbot.mouseClick(more.add_button, Qt.MouseButton.LeftButton)
    lyrics = more.fields["lyrics"]
    assert isinstance(lyrics, TextField)
    lyrics.setPlainText("First; line\nsecond")
    more.fields["TXXX:Foo"].remove()
    more.fields["TXXX:Foo"].edited.emit()
    assert editor.unsaved == 1
    qtbot.mouseClick(editor.apply_button, Qt.MouseButton.LeftButton)
    confirm(qtbot, editor, state)
    written = id3.ID3(paths[0])
    assert written["TCOM"].text == ["Änne", "Bert; Cy", "Dora"]
    assert written.getall("USLT")[0].text == "First; line\nsecond"
    assert "TXXX:Foo" not in written and written.getall("PRIV")
    qtbot.waitUntil(lambda: "lyrics" in more.fields and more.fields["lyrics"].after is None)


def test_what_differs_stays_unless_it_is_changed(opened: Callable[[int], TagEditor]) -> None:
    editor = opened(3)
    label = editor.more.fields["label"]
    assert label.before is None
    assert label.placeholderText() == SEVERAL
    assert editor.more.changes() == {}
    label.remove()
    assert editor.more.changes() == {"label": ""}
    label.reset()
    assert editor.more.changes() == {}


def test_changes_stay_when_the_fields_are_closed_and_other_songs_shown(
    opened: Callable[[int], TagEditor], ids: list[int], state: AppState, qtbot
) -> None:
    editor = opened(1)
    editor.more.fields["composer"].setPlainText("Dora")
    qtbot.mouseClick(editor.more.button, Qt.MouseButton.LeftButton)
    assert editor.more.changes() == {"composer": "Dora"}
    state.select(ids[1:2], source="test")
    assert editor.more.changes() == {}
    state.select(ids[:1], source="test")
    assert editor.more.changes() == {"composer": "Dora"}


def test_a_name_that_is_a_slip_is_told(opened: Callable[[int], TagEditor], state: AppState, qtbot) -> None:
    editor = opened(1)
    editor.more.name.setText("compsoer")
    with qtbot.waitSignal(state.message) as told:
        qtbot.mouseClick(editor.more.add_button, Qt.MouseButton.LeftButton)
    assert "did you mean composer" in told.args[0]


def test_lyrics_beside_the_song_are_offered(
    opened: Callable[[int], TagEditor], paths: list[Path], db: Database, qtbot
) -> None:
    paths[0].with_suffix(".lrc").write_text("[00:01.00]Beside\n[00:02.00]the song\n")
    editor = opened(1)
    qtbot.waitUntil(editor.more.beside.isVisible)
    qtbot.mouseClick(editor.more.beside, Qt.MouseButton.LeftButton)
    assert editor.more.changes() == {"lyrics": "Beside\nthe song"}
    assert tags.every_field(str(paths[0])).get("lyrics") == ""
