"""What the window's actions do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6 import QtGui, QtWidgets  # each of their classes takes a while when it is first named
from PySide6.QtCore import Qt

from organizer import __version__
from organizer.base import settings
from organizer.base.model import IntArray, Track
from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.tables.columns import SUFFIXES, is_table
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import count_of, file_url, url_path
from organizer.ui.widgets.text_dialog import TextDialog
from organizer.ui.window.actions import shortcuts_text
from organizer.ui.window.frame import WindowFrame
from organizer.ui.window.selection_commands import SelectionCommands
from organizer.ui.window.view_names import ViewName

if TYPE_CHECKING:
    from organizer.library.suggestions import Field
    from organizer.ui.dialogs.failures_dialog import FailuresDialog
    from organizer.ui.dialogs.lessons_dialog import LessonsDialog
    from organizer.ui.dialogs.quality_dialog import QualityDialog
    from organizer.ui.songs.duplicates_dialog import DuplicatesDialog
    from organizer.ui.songs.recommenders_dialog import RecommendersDialog
    from organizer.ui.tables.import_dialog import TableDialog
    from organizer.ui.tags.suggestions_dialog import SuggestionsDialog
    from organizer.work.insight.suggesting import Suggestion


class WindowCommands:
    """One method per action; the window gives the parts."""

    def __init__(self, window: WindowFrame) -> None:
        self._window = window
        self._state = window.state
        self.selecting = SelectionCommands(window)
        self._failures: FailuresDialog | None = None
        self._quality: QualityDialog | None = None
        self._duplicates: DuplicatesDialog | None = None
        self._suggestions: SuggestionsDialog | None = None
        self._lessons: LessonsDialog | None = None
        self._recommenders: RecommendersDialog | None = None
        self._tables: list[str] = []  #: tables that wait for their dialog
        self._table: TableDialog | None = None

    def calls(self) -> Mapping[str, Callable[[], object]]:
        """What each action of the menus calls, by its name."""
        window, work, state = self._window, self._window.work, self._state
        return {
            "add_folder": self.add_folder, "add_files": self.add_files, "demo": self.add_demo,
            "import_table": self.choose_table,
            "settings": self.settings, "quit": window.close,
            **self.selecting.calls(),
            "edit_tags": self.edit_tags,
            "to_playlist": lambda: state.playlist_add_requested.emit(state.selection),
            "show_in_folder": self.show_in_folder, "remove": self.remove,
            "go_table": lambda: window.table.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "go_playlist": lambda: self._focus(window.playlist),
            "play": lambda: window.player.toggle() if window.player else None,
            "next": lambda: window.player.next() if window.player else None,
            "previous": lambda: window.player.previous() if window.player else None,
            "shuffle": self.shuffle,
            "repeat": lambda: window.player.order.step_repeat() if window.player else None,
            "output": lambda: window.transport.choose_output() if window.transport else None,
            "go_queue": self.show_queue,
            "listen": self.listen_on_map,
            "next_part": lambda: self.step_part(1), "previous_part": lambda: self.step_part(-1),
            "rescan": work.intake.rescan, "reread": lambda: work.intake.rescan(reread=True),
            "analyze": self.analyze,
            "pause": lambda: self._if_running(window.progress.toggle_pause),
            "cancel": lambda: self._if_running(window.progress.cancel),
            "failures": self.show_failures, "retry": self.retry,
            "rebuild": work.build_map, "rebuild_anew": lambda: work.build_map(keep_places=False),
            "loudness": lambda: state.loudness_requested.emit(state.selection),
            "map_numbers": self.map_by_numbers, "tables": self.show_tables, "history": self.show_history,
            "groups": lambda: window.views.open(ViewName.GROUPS),
            "recommenders": self.compare_recommenders,
            "duplicates": self.show_duplicates, "suggestions": self.show_suggestions, "export": self.export,
            "export_songs": self.export_songs,
            "quality": self.show_quality,
            "listening": self.read_listening, "lessons": self.show_lessons,
            "shortcuts": self.shortcuts, "about": self.about,
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

    def listen_on_map(self) -> None:
        """Play the song under the pointer from now on, or no more."""
        listens = self._window.actions_["listen"].isChecked()
        self._state.set_settings(replace(self._state.settings, listen_on_map=listens))

    # -- adding

    def add_folder(self) -> None:
        """Ask for a folder, and add its songs."""
        dialog = self._file_dialog("Add a folder of music", QtWidgets.QFileDialog.FileMode.Directory)
        dialog.setOption(QtWidgets.QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def add_files(self) -> None:
        """Ask for files, and add them."""
        from organizer.library.playlists import playlist_files
        from organizer.library.tags.tags import AUDIO_SUFFIXES

        dialog = self._file_dialog("Add songs", QtWidgets.QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{suffix}" for suffix in (*sorted(AUDIO_SUFFIXES), *playlist_files.SUFFIXES))
        dialog.setNameFilters([f"Music and playlists ({patterns})", "All files (*)"])
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
        dialog = self._file_dialog("Import a table of songs", QtWidgets.QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        dialog.setNameFilters([f"Tables ({patterns})", "All files (*)"])
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
            self._focus(window.tag_editor)

    def _with_file(self, ids: IntArray) -> list[Track]:
        """These songs as far as they have files; where none has, a message says so."""
        songs = tracks.get_many(self._state.db, ids.tolist())
        with_file = [song for song in songs if song.has_file]
        if songs and not with_file:
            what = f"“{songs[0].label}” is" if len(songs) == 1 else "These songs are"
            self._state.message.emit(f"{what} known from a table alone: there is no file", "info")
        return with_file

    def show_in_folder(self) -> None:
        """Open the folder of the first selected song."""
        with_file = self._with_file(self._state.selection[:1])
        if with_file:
            QtGui.QDesktopServices.openUrl(file_url(os.path.dirname(with_file[0].path)))

    def analyze(self) -> None:
        """Analyze what is left."""
        counts = self._state.counts
        waited = self._window.work.network_stage.go_on()
        if counts is not None and not counts.waiting and not waited:
            self._state.message.emit("Nothing is left to be analyzed", "info")
        self._window.work.analyze()

    def retry(self) -> None:
        """Analyze again what failed."""
        if self._state.counts is not None and not self._state.counts.failed:
            self._state.message.emit("No song failed", "info")
        else:
            self._window.work.analyze(retry=True)

    def _if_running(self, call: Callable[[], object]) -> None:
        if self._window.progress.job is None:
            self._state.message.emit("Nothing is running", "info")
        else:
            call()

    def remove(self) -> None:
        """Ask, then forget the selected songs."""
        ids = self._state.selection
        if not len(ids):
            self._state.message.emit("Select the songs to remove from the library", "info")
            return
        kind = QtWidgets.QMessageBox
        box = kind(self._window)
        box.setWindowTitle("Remove from library")
        box.setIcon(kind.Icon.Question)
        box.setText(f"Remove {count_of(len(ids), 'song')} from the library?")
        box.setInformativeText(
            "No file is changed or deleted. The songs leave the map, their groups and the saved playlists; "
            "undo (Ctrl+Z) brings them back to all of them. A rescan does not: add the files by name."
        )
        remove = box.addButton("&Remove", kind.ButtonRole.AcceptRole)
        remove.clicked.connect(lambda: self._window.work.remove(ids))
        box.setDefaultButton(box.addButton(kind.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def export(self) -> None:
        """Write the playlist to a file."""
        playlist = self._window.playlist
        if playlist is not None and not playlist.ids():
            self._state.message.emit("The playlist is empty: add songs to it first", "info")
        elif playlist is not None:
            playlist.export()

    def export_songs(self) -> None:
        """Write the selected songs to a file."""
        from organizer.ui.playlist import list_export

        ids = self._state.selection.tolist()
        if not ids:
            self._state.message.emit("Select the songs to export", "info")
            return
        list_export.ask(
            self._state,
            self._window,
            "Export the selected songs",
            "Songs",
            lambda path: list_export.export(self._state, ids, "", path),
            "txt",
        )

    def _focus(self, widget: object) -> None:
        from PySide6.QtWidgets import QWidget

        if isinstance(widget, QWidget):
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not widget.hasFocus():
                widget.focusNextChild()

    # -- dialogs

    def settings(self) -> None:
        """Ask for the settings."""
        from organizer.ui.dialogs.settings_dialog import SettingsDialog

        network = self._window.work.network
        dialog = SettingsDialog(self._state.settings, self._window, jobs=self._state.jobs, network=network)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state.settings_changed.connect(dialog.show_network)

        def keep(result: int) -> None:
            if result == QtWidgets.QDialog.DialogCode.Accepted:
                before = self._state.settings
                chosen = replace(dialog.settings(), network_paused=before.network_paused)
                self._state.set_settings(chosen)
                longer = chosen.skip_longer_minutes != before.skip_longer_minutes
                if longer or chosen.listening_on != before.listening_on:
                    self._window.work.analyze()

        dialog.finished.connect(keep)
        dialog.open()

    def show_failures(self) -> None:
        """List the songs that failed."""
        from organizer.ui.dialogs.failures_dialog import FailuresDialog

        if self._failures is None:
            self._failures = FailuresDialog(self._state, self._window)
            self._failures.retry_requested.connect(lambda: self._window.work.analyze(retry=True))
            self._failures.remove_requested.connect(self.remove)
        self._failures.refresh()
        self._failures.show()
        self._failures.raise_()

    def show_quality(self) -> None:
        """Show how well the songs are sorted."""
        from organizer.ui.dialogs.quality_dialog import QualityDialog

        if self._quality is None:
            self._quality = QualityDialog(self._state, self._window, network=self._window.work.network)
            self._quality.add_requested.connect(self.add_folder)
        self._quality.show()
        self._quality.raise_()
        self._quality.refresh()

    def compare_recommenders(self) -> None:
        """What neighbours and groups recommend for the first selected song."""
        from organizer.ui.songs.recommenders_dialog import RecommendersDialog

        if not len(self._state.selection):
            self._state.message.emit("Select a song first", "info")
            return
        if self._recommenders is None:
            self._recommenders = RecommendersDialog(self._state, self._window)
        self._recommenders.compare(int(self._state.selection[0]))
        self._recommenders.show()
        self._recommenders.raise_()

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

    def show_lessons(self) -> None:
        """Beside the window, which stays at hand."""
        from organizer.ui.dialogs.lessons_dialog import LessonsDialog
        from organizer.ui.window.lesson_places import go

        if self._lessons is None:
            window = self._window
            self._lessons = LessonsDialog(self._state, window.work.helper, window)
            self._lessons.show_requested.connect(lambda place: go(window, place))
            self._lessons.demo_requested.connect(self.add_demo)
            self._lessons.move(window.mapToGlobal(window.side.mapTo(window, window.side.rect().topLeft())))
        self._lessons.show()
        self._lessons.raise_()

    def show_duplicates(self) -> None:
        """Look for recordings that are there more than once."""
        from organizer.ui.songs.duplicates_dialog import DuplicatesDialog

        if self._duplicates is None:
            self._duplicates = DuplicatesDialog(self._state, self._window)
        self._duplicates.search()
        self._duplicates.show()
        self._duplicates.raise_()

    def show_suggestions(self, field: Field | None = None, ids: Sequence[int] | None = None) -> None:
        """List genres and moods that are suggested, for all songs or for some."""
        from organizer.ui.tags.suggestions_dialog import SuggestionsDialog

        window = self._window
        if self._suggestions is None:
            self._suggestions = SuggestionsDialog(self._state, window.work.helper, window)
            self._suggestions.write_requested.connect(self._write_suggestions)
        self._suggestions.show()
        self._suggestions.raise_()
        self._suggestions.look(field, ids)

    def _write_suggestions(self, suggested: Sequence[Suggestion]) -> None:
        if self._window.tag_editor is not None:
            self._window.tag_editor.write_suggestions(suggested)

    def map_by_numbers(self) -> None:
        """Ask which numbers the map goes by."""
        from organizer.ui.map.numbers_dialog import MapNumbersDialog

        dialog = MapNumbersDialog(self._state, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.map_requested.connect(lambda space: self._window.work.build_map(space=space))
        dialog.open()

    def show_tables(self) -> None:
        """List the imported tables."""
        from organizer.ui.tables.tables_dialog import TablesDialog

        dialog = TablesDialog(self._state, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.forget_requested.connect(self._window.work.intake.forget_table)
        dialog.import_requested.connect(self.choose_table)
        dialog.open()

    def show_history(self) -> None:
        """List the edits of tags."""
        from organizer.ui.tags.history_dialog import HistoryDialog

        undo = self._window.undo
        if undo is not None:
            dialog = HistoryDialog(self._state, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.step_requested.connect(undo.ask)
            dialog.open()

    def shortcuts(self) -> None:
        """Show all keys."""
        TextDialog("Shortcuts", shortcuts_text(self._window.menuBar()), self._window).open()

    def about(self) -> None:
        """Say what this is."""
        text = (
            f"<h3>Organizer {__version__}</h3>Lays a music library out as a map that can be seen, heard, "
            "searched and arranged.<br><br>Nothing leaves this machine unless you choose a cluster, and your "
            "files are changed only when you write tags."
        )
        TextDialog("About Organizer", text, self._window, width=360).open()
