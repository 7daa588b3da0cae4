"""Smart playlists in the window: what menus and the side bar ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.library import searching
from organizer.library.playlists import smart
from organizer.library.playlists.smart import SmartPlaylist
from organizer.library.storage.database import Database
from organizer.ui.playlist import list_export
from organizer.ui.smart.dialog import SmartDialog
from organizer.ui.smart.live import SmartLists
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import Step
from organizer.ui.widgets.plain_text import entry
from organizer.work.jobs import JobContext
from organizer.work.playlists import smart_files

#: Letters of a name that is made of a search.
_LONGEST = 40


class SmartWiring(QObject):
    """Answers what is asked about smart playlists anywhere in a window."""

    def __init__(self, state: AppState, window: QWidget) -> None:
        super().__init__(window)
        self._state, self._window = state, window
        self.lists = SmartLists(state, self)
        self.dialog: SmartDialog | None = None  #: while it is open
        self._waiting: list[tuple[Callable[[Database], object], Callable[[object], None]]] = []
        self._show = 0  #: number of one that was saved, and is not listed yet
        state.smart_edit_requested.connect(self.edit)
        state.smart_changed.connect(self._show_saved)

    def new(self) -> None:
        """Make one of the search at hand, or from nothing."""
        self.edit(0, self._state.query)

    def edit(self, number: int, query: str) -> None:
        """Open the editor on a smart playlist, or with number 0 on a new one of this search."""
        playlist = self._of_number(number) if number else SmartPlaylist(0, _name_for(query), query)
        if playlist is None:
            return
        if self.dialog is not None:
            self.dialog.close()
        dialog = self.dialog = SmartDialog(self._state, playlist, self._window)
        dialog.saved.connect(partial(self._save, playlist.number))
        dialog.finished.connect(self._closed)
        dialog.open()

    def fill_menu(self, menu: QMenu, number: int) -> None:
        """Put what can be done with a smart playlist into its menu."""
        playlist = self._of_number(number)
        if playlist is None:
            return
        menu.addAction(tr("Ed&it…"), partial(self.edit, number, ""))
        menu.addAction(tr("E&xport…"), partial(self._ask_file, playlist, False))
        if playlist.file:
            text = entry(tr("Write {file} no more", file=printable(playlist.file)))
            menu.addAction(text, partial(self._release, playlist))
        else:
            menu.addAction(tr("Keep a file of it &up to date…"), partial(self._ask_file, playlist, True))
        menu.addSeparator()
        menu.addAction(tr("Dele&te"), partial(self._delete, playlist))

    def _of_number(self, number: int) -> SmartPlaylist | None:
        there = (one.playlist for one in self._state.smart or ())
        return next((playlist for playlist in there if playlist.number == number), None)

    def _closed(self) -> None:
        self.dialog = None

    # -- changes: one after the other, by a job, since a scan may be writing at the moment

    def _change(self, function: Callable[[Database], object], then: Callable[[object], None]) -> None:
        self._waiting.append((function, then))
        self._next()

    def _next(self) -> None:
        if not self._waiting or self._state.jobs.running(Job.SMART_CHANGE):
            return
        function, then = self._waiting.pop(0)
        self._state.jobs.start(
            Job.SMART_CHANGE,
            _changed,
            self._state.db,
            function,
            on_result=partial(self._done, then),
            on_error=self._refused,
            owner=self,
        )

    def _done(self, then: Callable[[object], None], result: object) -> None:
        self.lists.refresh()
        then(result)
        self._next()

    def _refused(self, error: Exception) -> None:
        if self.dialog is not None:
            self.dialog.refused(error)
        else:
            self._state.complain(error)
        self._next()

    def _save(self, number: int, name: str, query: str) -> None:
        def save(db: Database) -> object:
            searching.check(db, SmartPlaylist(number, name, query))
            return smart.save(db, name, query, number=number)

        self._change(save, self._saved)

    def _saved(self, saved: object) -> None:
        assert isinstance(saved, SmartPlaylist)
        if self.dialog is not None:
            self.dialog.accept()
        if self._state.query == saved.query:  # it stands in the side bar now
            self._state.set_query("")
        self._show = saved.number
        self._show_saved()

    def _show_saved(self) -> None:
        """Show the one that was saved, as soon as the side bar lists it."""
        if self._show and self._of_number(self._show) is not None:
            number, self._show = self._show, 0
            self._state.set_scope(f"smart {number}")

    def _delete(self, playlist: SmartPlaylist) -> None:
        self._change(partial(_forget, playlist), partial(self._deleted, playlist))

    def _deleted(self, playlist: SmartPlaylist, _none: object) -> None:
        if self._state.scope == f"smart {playlist.number}":
            self._state.set_scope("")

        def bring_back() -> None:
            self._change(partial(_restore, playlist), _nothing)

        def again() -> None:
            self._change(partial(_forget, playlist), _nothing)

        self._state.undoable.emit(Step(tr("Delete “{name}”", name=playlist.name), bring_back, again))

    # -- files

    def _ask_file(self, playlist: SmartPlaylist, keep: bool) -> None:
        title = tr("Keep a file up to date") if keep else tr("Export the smart playlist")
        list_export.ask(
            self._state, self._window, title, playlist.name, partial(self._export, playlist, keep)
        )

    def _export(self, playlist: SmartPlaylist, keep: bool, path: str) -> None:
        self._state.jobs.start(
            Job.SMART_EXPORT,
            _exported,
            self._state.db,
            playlist,
            path,
            keep,
            on_result=self._exported,
            on_error=self._state.complain,
            owner=self,
        )

    def _exported(self, answer: tuple[int, str, bool]) -> None:
        songs, path, keep = answer
        text = plural(
            "Exported {n} song to {path}", "Exported {n} songs to {path}", songs, path=printable(path)
        )
        if keep:
            text = tr("{done}; it is written again when the list changes", done=text)
        self._state.message.emit(text, "info")
        self.lists.refresh()

    def _release(self, playlist: SmartPlaylist) -> None:
        self._change(lambda db: smart.set_file(db, playlist.number, ""), _nothing)


def _name_for(query: str) -> str:
    """What a list of this search may be called, for a start."""
    text = " ".join(query.split())
    return text if len(text) <= _LONGEST else ""


def _changed(_context: JobContext, db: Database, function: Callable[[Database], object]) -> object:
    return function(db)


def _exported(
    _context: JobContext, db: Database, playlist: SmartPlaylist, path: str, keep: bool
) -> tuple[int, str, bool]:
    return smart_files.export(db, playlist, path, keep=keep), path, keep


def _forget(playlist: SmartPlaylist, db: Database) -> None:
    smart.delete(db, playlist.number)


def _restore(playlist: SmartPlaylist, db: Database) -> None:
    smart.restore(db, playlist)


def _nothing(_result: object) -> None:
    """A change that shows by itself."""
