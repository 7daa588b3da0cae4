"""The playlist at hand: collect songs, put them in order, name it, save it, hand it to a player."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.base.model import Changes, IntArray
from organizer.library import tracks
from organizer.library.drafts import PlaylistDraft
from organizer.library.playlists import playlists
from organizer.ui.playlist import jobs, list_export, naming
from organizer.ui.playlist.menu import PlaylistMenu, ask_delete
from organizer.ui.playlist.model import PlaylistModel
from organizer.ui.playlist.view import DragHandle, PlaylistView
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP, ElidedLabel, IconButton, file_url
from organizer.ui.widgets.plain_text import entry, plain
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.work.arranging.topping_up import Topped

#: Up to so many songs are measured at once on the GUI thread, more by a job.
_AT_ONCE = 200

DEFAULT_NAME = tr("New playlist")  #: until it is given one


class PlaylistPanel(QWidget):
    """An ordered list of songs that listens to ``playlist_add_requested``."""

    queue_requested = Signal(
        object, int
    )  #: list of ids: what should play one after the other, and from where
    place_requested = Signal()  #: a tab of its own, or back below the song
    arrange_requested = Signal()  #: by rules
    exported = Signal(str)  #: path of the file that was written
    saved_name_changed = Signal()  #: the playlist at hand is saved in the library by another name, or not
    saved_changed = Signal()  #: the playlists saved in the library are others now

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.model = PlaylistModel(state.db, self)
        self.view = PlaylistView(self.model, self)
        self._saved_name = ""  #: the playlist of the library that is at hand
        self._build()
        self.model.ids_changed.connect(self._ids_changed)
        self.model.unknown_dropped.connect(self._unknown_dropped)
        self.model.undo_stack.indexChanged.connect(self._show_buttons)
        self.view.remove_requested.connect(self.remove_selected)
        self.menu = PlaylistMenu(state, self.view, self.model, self.remove_selected)
        self.view.play_requested.connect(self._play_row)
        self.view.selectionModel().selectionChanged.connect(self._show_buttons)
        state.playlist_add_requested.connect(self.add)
        state.selection_changed.connect(self._show_buttons)
        state.library_changed.connect(self._library_changed)
        state.playlists_topped_up.connect(self._topped_up)
        state.current_track_changed.connect(self._current_changed)
        self._ids_changed()

    # what others ask for

    def ids(self) -> list[int]:
        """The songs in their order."""
        return self.model.ids()

    def name(self) -> str:
        """What the playlist is called; a usual name where the person gave none."""
        return self.name_edit.text().strip() or DEFAULT_NAME

    def _show_beginning(self) -> None:
        """Of a long name that nobody is typing, the beginning says more than the end."""
        if not self.name_edit.hasFocus():
            self.name_edit.setCursorPosition(0)

    def add(self, ids: Sequence[int] | IntArray) -> None:
        """Add songs at the end; those that are in the list already stay where they are. A list that begins
        with them and has no name is called after where they come from."""
        before = self.model.rowCount()
        songs = np.asarray(ids, np.int64).tolist()
        if not before and self.name() == DEFAULT_NAME and not self._saved_name:
            self.name_edit.setText(self.name_for(ids))
        self.model.place(songs)
        added = self.model.rowCount() - before
        if songs and added < len(songs):
            there = len(songs) - added
            self._say(
                plural(
                    "{n} song of these is in the playlist already",
                    "{n} songs of these are in the playlist already",
                    there,
                )
            )
        if added and before:  # the first songs of a list are seen from its beginning
            self.view.scrollToBottom()

    def name_for(self, ids: Sequence[int] | IntArray) -> str:
        """What a list of these songs is called that was given no name."""
        return naming.origin(self._state, np.asarray(ids, np.int64)) or DEFAULT_NAME

    def add_selection(self) -> None:
        """Add what is selected in the window."""
        self.add(self._state.selection)

    def remove_selected(self) -> None:
        """Remove the rows that are selected in the list."""
        rows = self.view.selected_rows()
        if not rows:
            return
        self.model.remove(rows)
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(min(rows[0], self.model.rowCount() - 1)))

    def clear(self) -> None:
        """Empty the playlist; undo brings it back."""
        self.model.replace([], tr("Clear the playlist"))

    def show_playlist(self, name: str, ids: Iterable[int], *, saved: bool = True) -> None:
        """Make this the playlist at hand; the one before comes back by undo. ``saved``: in the library, under
        this name."""
        self.model.replace(list(ids), tr("Open “{name}”", name=name))
        self.view.scrollToTop()
        self.name_edit.setText(name)
        self._saved_name = name if saved else ""
        self.saved_name_changed.emit()

    def draft(self) -> PlaylistDraft:
        """The playlist at hand with its history, to be stored until it is saved."""
        stack = self.model.undo_stack
        return PlaylistDraft(
            self.name_edit.text(), self._saved_name, self.model.ids(), self.model.changes(), stack.index()
        )

    def restore(self, draft: PlaylistDraft) -> None:
        """Go on where a playlist was left. One that was opened since lies above it in the history."""
        opened, name, saved = self.model.ids(), self.name(), bool(self._saved_name)
        self.model.restore(draft.ids, draft.changes, draft.done)
        self.name_edit.setText(draft.name)
        self._saved_name = draft.saved_as
        if opened and opened != list(draft.ids):
            self.show_playlist(name, opened, saved=saved)

    def order_for_listening(self) -> None:
        """Put neighbours in sound next to each other, and no artist twice in a row, on a job."""
        self._state.jobs.start(
            Job.PLAYLIST_ORDER,
            jobs.ordered,
            self._state.db,
            self.ids(),
            on_result=self._show_ordered,
            on_error=self._failed,
        )

    def save_in_library(self) -> None:
        """Save it under its name, on a job."""
        name = self.name()
        self._state.jobs.start(
            Job.PLAYLIST_SAVE,
            jobs.save,
            self._state.db,
            name,
            self.ids(),
            on_result=self._saved,
            on_error=self._failed,
        )

    def open_saved(self, name: str) -> None:
        """Make a saved playlist the one at hand."""
        self.show_playlist(name, playlists.entries(self._state.db, name))

    def ask_delete(self, name: str) -> None:
        """Ask, since there is no undo for it; then delete the playlist from the library."""
        songs = len(playlists.load(self._state.db, name))
        ask_delete(self, name, songs, lambda: self.delete_saved(name))

    def delete_saved(self, name: str) -> None:
        """Delete a saved playlist, on a job, without asking."""
        self._state.jobs.start(
            Job.PLAYLIST_DELETE,
            jobs.delete,
            self._state.db,
            name,
            on_result=self._deleted,
            on_error=self._failed,
        )

    def export(self) -> None:
        """Ask where to, then write."""
        list_export.ask(self._state, self, tr("Export playlist"), self.name(), self.export_to)

    def export_list(self) -> None:
        """Ask where to, then write for what is no player."""
        list_export.ask(self._state, self, tr("Export playlist"), self.name(), self.export_to, "txt")

    def export_with_profile(self) -> None:
        """Ask how and where to, with a preview, then write."""
        from organizer.ui.playlist.export_dialog import ExportDialog

        ExportDialog(self._state, self.ids(), self.name(), self.exported.emit, self).open()

    def export_to(self, path: str) -> None:
        """Write the playlist to this file, on a job; ``exported`` tells when it is there."""
        list_export.export(self._state, self.ids(), self.name(), path, self.exported.emit)

    def open_in_player(self) -> None:
        """Hand a copy of the playlist to the system's player."""
        self._state.jobs.start(
            Job.PLAYLIST_OPEN,
            jobs.write_copy,
            self._state.db,
            self.ids(),
            self.name(),
            on_result=self._open_written,
            on_error=self._failed,
        )

    def set_paths(self, kind: str) -> None:
        """How paths are written to exported playlists: "relative" or "absolute"; stored in the settings."""
        self._state.set_settings(replace(self._state.settings, playlist_paths=kind))

    def _whole_as_url(self) -> QUrl:
        """Write the playlist to a file of its own that can be dragged out."""
        written = jobs.write_copy(JobContext(), self._state.db, self.ids(), self.name())
        return file_url(written.path)

    # pieces

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP, STEP, STEP, STEP)
        layout.setSpacing(STEP)
        self.total = ElidedLabel()
        self.total.setAccessibleName(tr("Length of the playlist"))
        layout.addLayout(self._head())
        layout.addWidget(self.total)
        layout.addWidget(self.view, 1)
        layout.addLayout(self._buttons())
        self.empty = EmptyView.over(self.view)
        self.empty.say(
            tr("Drop songs here, or add those that are selected."),
            tr("Add selection"),
            self.add_selection,
            tr("Add the selected songs to the playlist"),
        )

    def _head(self) -> QHBoxLayout:
        """What the playlist is called, and those that are saved."""
        self.name_edit = QLineEdit(DEFAULT_NAME)
        self.name_edit.textChanged.connect(self._show_beginning)
        self.name_edit.setAccessibleName(tr("Name of the playlist"))
        self.name_edit.setToolTip(tr("Name of the playlist"))
        self.name_edit.setPlaceholderText(DEFAULT_NAME)
        self.handle = DragHandle(self._whole_as_url)
        self.handle.failed.connect(lambda text: self._state.message.emit(text, "error"))
        self.saved_button = IconButton("bookmark-multiple-outline", tr("Saved playlists"))
        self.saved_button.setToolTip(tr("Save in the library, or open a saved playlist"))
        self.saved_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.saved_menu = QMenu(self.saved_button)
        self.saved_menu.aboutToShow.connect(self._fill_saved_menu)
        self.saved_button.setMenu(self.saved_menu)
        self.place_button = IconButton("arrow-expand", tr("Playlist in a tab"))
        self.show_place(tab=False)
        self.place_button.clicked.connect(self.place_requested)
        row = QHBoxLayout()
        row.setSpacing(STEP // 2)
        row.addWidget(self.handle)
        row.addWidget(self.name_edit, 1)
        row.addWidget(self.saved_button)
        row.addWidget(self.place_button)
        return row

    def show_place(self, *, tab: bool) -> None:
        """Say what the button does, now that the playlist is in a tab or below the song."""
        self.place_button.set_icon("arrow-collapse" if tab else "arrow-expand")
        self.place_button.setAccessibleName(tr("Playlist below the song") if tab else tr("Playlist in a tab"))
        tip = tr("Put the playlist below the song") if tab else tr("Give the playlist a tab of its own")
        self.place_button.setToolTip(tip)

    def _buttons(self) -> QHBoxLayout:
        """What is done to the playlist."""
        self.add_button = IconButton("playlist-plus", tr("Add selection"))
        self.remove_button = IconButton(
            "playlist-minus", tr("Remove"), tr("Remove the selected songs (Delete)")
        )
        self.order_button = IconButton(
            "sort-variant",
            tr("Order for listening"),
            tr("Order for listening: smooth changes, no artist twice in a row"),
        )
        self.order_button.setText(tr("Order"))
        self.order_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.arrange_button = IconButton(
            "tune-variant",
            tr("Arrange by rules"),
            tr("Arrange by rules: time, tempo, energy, keys, artists apart …"),
        )
        self.arrange_button.setText(tr("Arrange…"))
        self.arrange_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.undo_button = IconButton("undo", tr("Undo in the playlist"))
        self.redo_button = IconButton("redo", tr("Redo in the playlist"))
        self.export_button = QPushButton(tr("Export"))
        self.export_button.setAccessibleName(tr("Export the playlist"))
        self.export_button.setToolTip(tr("Export as a file, or open in a player"))
        self.export_button.setMenu(self._export_menu())
        row = QHBoxLayout()
        row.setSpacing(0)
        for button, call in (
            (self.add_button, self.add_selection),
            (self.remove_button, self.remove_selected),
            (self.order_button, self.order_for_listening),
            (self.arrange_button, self.arrange_requested.emit),
            (self.undo_button, self.model.undo_stack.undo),
            (self.redo_button, self.model.undo_stack.redo),
        ):
            button.clicked.connect(call)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.export_button)
        return row

    def _export_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("Export M3U8…"), self.export)
        menu.addAction(tr("Export for a device or program…"), self.export_with_profile)
        menu.addAction(tr("Export text or CSV…"), self.export_list)
        menu.addAction(tr("Open in player"), self.open_in_player)
        menu.addSection(tr("Paths in exported files"))
        group = QActionGroup(menu)
        for kind, text in (
            ("relative", tr("Relative: moves along with the music")),
            ("absolute", tr("Absolute")),
        ):
            action = QAction(text, menu, checkable=True, checked=self._state.settings.playlist_paths == kind)
            action.triggered.connect(lambda _checked=False, kind=kind: self.set_paths(kind))
            group.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(tr("Clear the playlist"), self.clear)
        return menu

    def _fill_saved_menu(self) -> None:
        menu = self.saved_menu
        menu.clear()
        save = menu.addAction(entry(tr("Save “{name}” in library", name=self.name())), self.save_in_library)
        save.setEnabled(bool(self.ids()))
        names = playlists.names(self._state.db)
        menu.addSection(tr("Open") if names else tr("None saved yet"))
        for name in names:
            menu.addAction(entry(name)).triggered.connect(partial(self._open_clicked, name))
        if names:
            menu.addSeparator()
            delete = menu.addMenu(tr("Delete"))
            for name in names:
                delete.addAction(entry(name)).triggered.connect(partial(self._delete_clicked, name))

    # what happens

    def _ids_changed(self) -> None:
        ids = self.model.ids()
        self.empty.setVisible(not ids)
        if len(ids) <= _AT_ONCE:
            self._state.jobs.cancel(Job.PLAYLIST_LENGTH)
            self._show_extent(tracks.extent(self._state.db, ids))
        else:
            self.total.set_whole(plural("{n} song", "{n} songs", len(ids)))
            self._state.jobs.start(
                Job.PLAYLIST_LENGTH, jobs.measure, self._state.db, ids, on_result=self._show_extent
            )
        self._show_buttons()

    def _show_extent(self, extent: tracks.Extent) -> None:
        if extent.songs > len(self.model.ids()):
            return
        ids = self.model.ids()
        lacking = sum(one < 0 for one in ids) if min(ids, default=0) < 0 else 0
        self.total.set_whole(naming.extent_in_words(extent, lacking))

    def _show_buttons(self, *_: object) -> None:
        some = bool(self.model.rowCount())
        stack = self.model.undo_stack
        chosen = len(self._state.selection)
        self.add_button.setEnabled(chosen > 0)
        self.empty.button.setEnabled(chosen > 0)
        self.add_button.setToolTip(
            plural("Add the selection ({n} song)", "Add the selection ({n} songs)", chosen)
        )
        self.remove_button.setEnabled(bool(self.view.selectionModel().hasSelection()))
        self.order_button.setEnabled(self.model.rowCount() > 2)
        self.arrange_button.setEnabled(some)
        self.export_button.setEnabled(some)
        self.handle.setEnabled(some)
        self.undo_button.setEnabled(stack.canUndo())
        self.redo_button.setEnabled(stack.canRedo())
        self.undo_button.setToolTip(
            plain(f"{tr('Undo')}: {stack.undoText()}") if stack.canUndo() else tr("Nothing to undo here")
        )
        self.redo_button.setToolTip(
            plain(f"{tr('Redo')}: {stack.redoText()}") if stack.canRedo() else tr("Nothing to redo here")
        )

    def _open_clicked(self, name: str, _checked: bool = False) -> None:
        self.open_saved(name)

    def _delete_clicked(self, name: str, _checked: bool = False) -> None:
        self.ask_delete(name)

    def _saved(self, name: str) -> None:
        self.name_edit.setText(name)
        self._saved_name = name
        self.saved_name_changed.emit()
        self.saved_changed.emit()
        self._say(tr("Saved “{name}” in the library", name=name))

    def _deleted(self, name: str) -> None:
        self.saved_changed.emit()
        self._say(tr("“{name}” is no longer saved in the library", name=name))

    def _show_ordered(self, ids: list[int]) -> None:
        if sorted(ids) == sorted(self.model.ids()):  # otherwise it was changed meanwhile: that counts
            self.model.replace(ids, tr("Order for listening"))

    def _open_written(self, written: jobs.Written) -> None:
        if not QDesktopServices.openUrl(file_url(written.path)):
            self._state.message.emit(
                tr(
                    "No program opened the playlist; it is here: {path} (set a default program for M3U8 "
                    "playlists)",
                    path=printable(written.path),
                ),
                "warning",
            )

    def _failed(self, error: Exception) -> None:
        self._state.message.emit(str(error), "error")

    def _library_changed(self, changes: Changes) -> None:
        self.model.drop_missing(changes.removed)
        self.model.bring_back(changes.added)
        if changes.updated:
            self.model.forget(changes.updated)
            self.model.take_back()

    def _topped_up(self, topped: Iterable[Topped]) -> None:
        """The playlist at hand got songs in the library: they come in here, too; undo takes them out."""
        for one in topped:
            if one.ids and one.name == self._saved_name == self.name():
                self.add(one.ids)
                text = plural(
                    "{n} song joined “{name}”", "{n} songs joined “{name}”", one.added, name=one.name
                )
                self._say(text)

    def _current_changed(self, track_id: int | None) -> None:
        self.view.delegate.playing = track_id
        self.view.viewport().update()

    def _unknown_dropped(self, number: int) -> None:
        self._state.message.emit(
            plural(
                "{n} file left out: not in the library yet (drop them on the window to add)",
                "{n} files left out: not in the library yet (drop them on the window to add)",
                number,
            ),
            "warning",
        )

    def _play_row(self, row: int) -> None:
        listed, ids = self.model.ids(), self.model.songs()
        if listed[row] >= 0:
            self.queue_requested.emit(ids, sum(one >= 0 for one in listed[:row]))
            self._state.play_requested.emit(listed[row])

    def play_chosen(self) -> bool:
        """Play from the chosen row on; False when none is chosen."""
        rows = self.view.selected_rows()
        if rows:
            self._play_row(rows[0])
        return bool(rows)

    def _say(self, text: str) -> None:
        self._state.message.emit(text, "info")
