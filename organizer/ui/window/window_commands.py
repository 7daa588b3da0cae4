"""What the window's actions do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6 import QtGui, QtWidgets  # each of their classes takes a while when it is first named
from PySide6.QtCore import Qt

from organizer.base import settings
from organizer.base.language import plural, tr
from organizer.base.model import IntArray, Track
from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.tables.columns import SUFFIXES, is_table
from organizer.ui.looks.tab_order import give_focus
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import file_url, keys_text, url_path
from organizer.ui.window.dialog_commands import DialogCommands
from organizer.ui.window.frame import WindowFrame
from organizer.ui.window.selection_commands import SelectionCommands
from organizer.ui.window.view_names import ViewName

if TYPE_CHECKING:
    from organizer.ui.tables.import_dialog import TableDialog


class WindowCommands:
    """One method per action; the window gives the parts."""

    def __init__(self, window: WindowFrame) -> None:
        self._window = window
        self._state = window.state
        self.selecting = SelectionCommands(window)
        self.dialogs = DialogCommands(window)
        self._tables: list[str] = []  #: tables that wait for their dialog
        self._table: TableDialog | None = None

    def calls(self) -> Mapping[str, Callable[[], object]]:
        """What each action of the menus calls, by its name."""
        window, work, state = self._window, self._window.work, self._state
        return {
            "add_folder": self.add_folder, "add_files": self.add_files, "demo": self.add_demo,
            "import_table": self.choose_table,
            "quit": window.close,
            **self.selecting.calls(), **self.dialogs.calls(),
            "edit_tags": self.edit_tags,
            "smart_playlist": lambda: window.smart.new() if window.smart else None,
            "name_region": state.region_name_requested.emit,
            "to_playlist": self.add_to_playlist,
            "show_in_folder": self.show_in_folder, "remove": self.remove,
            "go_table": lambda: window.table.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "go_playlist": self.go_to_playlist,
            "play": lambda: window.player.toggle() if window.player else None,
            "next": lambda: window.player.next() if window.player else None,
            "previous": lambda: window.player.previous() if window.player else None,
            "shuffle": self.shuffle,
            "repeat": lambda: window.player.order.step_repeat() if window.player else None,
            "output": lambda: window.transport.choose_output() if window.transport else None,
            "radio": lambda: state.radio_requested.emit(state.selection, ""),
            "stop_radio": lambda: window.radio.stop() if window.radio else None,
            "go_queue": self.show_queue,
            "listen": self.listen_on_map,
            "next_part": lambda: self.step_part(1), "previous_part": lambda: self.step_part(-1),
            "rescan": work.intake.rescan, "reread": lambda: work.intake.rescan(reread=True),
            "analyze": self.analyze,
            "pause": lambda: self._if_running(window.progress.toggle_pause),
            "cancel": lambda: self._if_running(window.progress.cancel),
            "retry": self.retry,
            "details": self.switch_details,
            "rebuild": work.build_map, "rebuild_anew": lambda: work.build_map(keep_places=False),
            "loudness": lambda: state.loudness_requested.emit(state.selection),
            "map_versions": state.map_versions_requested.emit,
            "groups": lambda: window.views.open(ViewName.GROUPS),
            "export": self.export,
            "export_songs": self.export_songs,
            "copy_to_device": self.copy_to_device,
            "listening": self.read_listening,
        }  # fmt: skip

    def views_are_there(self) -> None:
        """Enable what needs the map, the panels and the player."""
        self._show_switches(self._state.settings)
        self._state.settings_changed.connect(self._show_switches)
        for name in ("play", "next", "previous", "repeat", "output", "export"):
            self._window.actions_[name].setEnabled(True)

    def _show_switches(self, chosen: Settings) -> None:
        self._window.actions_["listen"].setChecked(chosen.listen_on_map)
        self._window.actions_["shuffle"].setChecked(chosen.shuffle)
        self._window.actions_["details"].setChecked(chosen.details)

    def shuffle(self) -> None:
        """Play in an order by chance from now on, or no more."""
        if self._window.player is not None:
            self._window.player.order.set_shuffle(self._window.actions_["shuffle"].isChecked())

    def show_queue(self) -> None:
        """Show what plays next, and give it the keyboard."""
        window = self._window
        if window.queue is not None:
            window.actions_["show_panels"].setChecked(True)
            window.tabs.setCurrentWidget(window.queue)
            window.queue.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def switch_details(self) -> None:
        """Show numbers with their units beside the words, or no more."""
        details = self._window.actions_["details"].isChecked()
        self._state.set_settings(replace(self._state.settings, details=details))

    def listen_on_map(self) -> None:
        """Play the song under the pointer from now on, or no more."""
        listens = self._window.actions_["listen"].isChecked()
        self._state.set_settings(replace(self._state.settings, listen_on_map=listens, listen_hint=False))

    # -- adding

    def add_folder(self) -> None:
        """Ask for a folder, and add its songs."""
        dialog = self._file_dialog(tr("Add a folder of music"), QtWidgets.QFileDialog.FileMode.Directory)
        dialog.setOption(QtWidgets.QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def add_files(self) -> None:
        """Ask for files, and add them."""
        from organizer.library.playlists import playlist_files
        from organizer.library.tags.tags import AUDIO_SUFFIXES

        dialog = self._file_dialog(tr("Add songs"), QtWidgets.QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{suffix}" for suffix in (*sorted(AUDIO_SUFFIXES), *playlist_files.SUFFIXES))
        dialog.setNameFilters(
            [tr("Music and playlists ({patterns})", patterns=patterns), tr("All files (*)")]
        )
        dialog.open()

    def add_paths(self, paths: Sequence[str]) -> None:
        """Take what was dropped: music goes to the library, and so do the songs that playlists name; tables
        open a dialog each, one after another."""
        from organizer.library.playlists.playlist_files import is_playlist

        tables = [path for path in paths if is_table(path)]
        lists = [path for path in paths if is_playlist(path)]
        music = [path for path in paths if path not in tables and path not in lists]
        if music:
            self._window.work.intake.add(music)
        for path in lists:
            self._window.work.intake.add_playlist(path)
        self._tables += [path for path in tables if path not in self._tables]
        if tables and self._table is None:
            self._next_table()

    def choose_table(self) -> None:
        """Ask for tables of songs, and import them."""
        dialog = self._file_dialog(
            tr("Import a table of songs"), QtWidgets.QFileDialog.FileMode.ExistingFiles
        )
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        dialog.setNameFilters([tr("Tables ({patterns})", patterns=patterns), tr("All files (*)")])
        dialog.accepted.disconnect()
        dialog.accepted.connect(lambda: self._import_tables([url_path(url) for url in dialog.selectedUrls()]))
        dialog.open()

    def _import_tables(self, paths: Sequence[str | None]) -> None:
        self._tables += [path for path in paths if path is not None]
        if self._table is None:
            self._next_table()

    def _next_table(self) -> None:
        from organizer.ui.tables.import_dialog import TableDialog

        self._table = None
        if not self._tables:
            return
        dialog = self._table = TableDialog(self._state, self._tables.pop(0), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.import_requested.connect(self._window.work.intake.import_table)
        dialog.finished.connect(lambda _result: self._next_table())
        dialog.open()

    def add_demo(self) -> None:
        """Make the demo songs, and add them."""
        self._window.work.intake.make_demo(settings.data_folder() / "demo")

    def _file_dialog(self, title: str, mode: QtWidgets.QFileDialog.FileMode) -> QtWidgets.QFileDialog:
        from organizer.ui.state.file_dialogs import FileDialog

        dialog = FileDialog(self._state, title, self._window)
        dialog.setFileMode(mode)

        def chosen() -> None:
            paths = [path for url in dialog.selectedUrls() if (path := url_path(url)) is not None]
            self.add_paths(paths)

        dialog.accepted.connect(chosen)
        return dialog

    def copy_to_device(self) -> None:
        """Ask what goes to a device: the selected songs, if there are any."""
        self._state.copy_requested.emit(self._state.selection, "")

    # -- selection

    def step_part(self, by: int) -> None:
        """To the next or the previous part; to the view that finds them, where they are not known yet."""
        song = self._window.song
        if song is not None and song.is_current:
            song.step(by)
        else:
            self._window.views.open(ViewName.SONG)

    def edit_tags(self) -> None:
        """Go to the editor of tags."""
        window = self._window
        if window.tag_editor is not None:
            window.actions_["show_panels"].setChecked(True)
            window.tabs.setCurrentWidget(window.tag_editor)
            if not give_focus(window.tag_editor):
                window.tabs.tabBar().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _with_file(self, ids: IntArray) -> list[Track]:
        """These songs as far as they have files; where none has, a message says so."""
        songs = tracks.get_many(self._state.db, ids.tolist())
        with_file = [song for song in songs if song.has_file]
        if songs and not with_file:
            text = (
                tr("“{song}” is known from a table alone: there is no file", song=songs[0].label)
                if len(songs) == 1
                else tr("These songs are known from a table alone: there is no file")
            )
            self._state.message.emit(text, "info")
        return with_file

    def add_to_playlist(self) -> None:
        """Add the selected songs to the playlist."""
        if len(self._state.selection):
            self._state.playlist_add_requested.emit(self._state.selection)
        else:
            self._state.message.emit(tr("Select the songs for the playlist first"), "info")

    def show_in_folder(self) -> None:
        """Open the folder of the first selected song."""
        if not len(self._state.selection):
            self._state.message.emit(tr("Select a song first"), "info")
            return
        with_file = self._with_file(self._state.selection[:1])
        if with_file:
            QtGui.QDesktopServices.openUrl(file_url(os.path.dirname(with_file[0].path)))

    def analyze(self) -> None:
        """Analyze what is left."""
        counts = self._state.counts
        waited = self._window.work.network_stage.go_on()
        if counts is not None and not counts.waiting and not waited:
            self._state.message.emit(tr("Nothing is left to be analyzed"), "info")
        self._window.work.analyze()

    def retry(self) -> None:
        """Analyze again what failed."""
        if self._state.counts is not None and not self._state.counts.failed:
            self._state.message.emit(tr("No song failed"), "info")
        else:
            self._window.work.analyze(retry=True)

    def _if_running(self, call: Callable[[], object]) -> None:
        if self._window.progress.job is None:
            self._state.message.emit(tr("Nothing is running"), "info")
        else:
            call()

    def remove(self) -> None:
        """Ask, then forget the selected songs."""
        ids = self._state.selection
        if not len(ids):
            self._state.message.emit(tr("Select the songs to remove from the library"), "info")
            return
        kind = QtWidgets.QMessageBox
        box = kind(self._window)
        box.setWindowTitle(tr("Remove from library"))
        box.setIcon(kind.Icon.Question)
        box.setText(
            plural("Remove {n} song from the library?", "Remove {n} songs from the library?", len(ids))
        )
        text = tr(
            "No file is changed or deleted. The songs leave the map, their groups and the saved playlists; "
            "undo ({keys}) brings them back to all of them. A rescan does not: add the files by name.",
            keys=keys_text("Ctrl+Z"),
        )
        hidden = self._state.left_out(ids)
        if hidden:
            left_out = plural(
                "{n} of them is not in the list that is shown.",
                "{n} of them are not in the list that is shown.",
                hidden,
            )
            text = f"{left_out} {text}"
        box.setInformativeText(text)
        remove = box.addButton(
            plural("&Remove {n} song", "&Remove {n} songs", len(ids)), kind.ButtonRole.AcceptRole
        )
        remove.clicked.connect(lambda: self._window.work.remove(ids))
        box.setDefaultButton(box.addButton(kind.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def export(self) -> None:
        """Write the playlist to a file."""
        playlist = self._window.playlist
        if playlist is not None and not playlist.ids():
            self._state.message.emit(tr("The playlist is empty: add songs to it first"), "info")
        elif playlist is not None:
            playlist.export()

    def export_songs(self) -> None:
        """Write the selected songs to a file."""
        from organizer.ui.playlist import list_export

        ids = self._state.selection.tolist()
        if not ids:
            self._state.message.emit(tr("Select the songs to export"), "info")
            return
        list_export.ask(
            self._state,
            self._window,
            tr("Export the selected songs"),
            tr("Songs"),
            lambda path: list_export.export(self._state, ids, "", path),
            "txt",
        )

    def read_listening(self) -> None:
        """Play counts, skips and ratings of the files become numbers of their songs."""
        from organizer.work.intake import listening

        def read(result: listening.Read) -> None:
            self._state.change_library(result.changes)
            self._state.message.emit(listening.in_words(result), "info")

        self._state.jobs.start(
            Job.LISTENING,
            listening.read_listening,
            self._state.db,
            on_result=read,
            on_error=self._state.complain,
            owner=self._window,
        )

    def go_to_playlist(self) -> None:
        """Give the playlist the keyboard, also in a tab of its own."""
        if self._window.playlist_room is not None:
            self._window.playlist_room.show()
        if self._window.playlist is not None:
            self._window.playlist.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
