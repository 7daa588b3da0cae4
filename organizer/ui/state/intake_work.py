"""What comes into the library: folders, playlist files and tables, one after the other."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from organizer.base.errors import printable
from organizer.base.model import Changes
from organizer.library.files import file_rows
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets.parts import count_of
from organizer.work.helper import Helper
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.library.tables.types import Reading
    from organizer.work.intake.importing import ImportResult
    from organizer.work.intake.listing import ListImport
    from organizer.work.intake.tabling import Stored

#: Of the demo songs these are added as soon as they are made, with those before them.
_DEMO_SHOWN = (1, 4, 12, 30)


def import_table(context: JobContext, db: Database, path: str, how: Reading, name: str) -> Stored:
    """See ``tabling.store``. A large table would hold up the window even from another thread."""
    from organizer.work.intake import table_tasks, tabling

    if not tabling.is_large(path):
        return tabling.store(context, db, path, how, name)
    with Helper("imports the table", tabling.READING_REMEDY, tabling.STORED) as helper:
        return helper.run(context, table_tasks.store, str(db.path), path, how, name)


class IntakeWork(QObject):
    """Adds folders and files, playlist files and tables. What comes while one is being added waits."""

    playlist_imported = Signal(str, object)  #: name of a playlist file, ids of its songs in order
    songs_imported = Signal()  #: there may be songs to be analyzed
    tables_changed = Signal()  #: a table came, changed or went

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._begun = False
        self._added: list[str] = []  #: folders and files that a person named
        self._changed: list[str] = []  #: folders in which something changed
        self._reread: list[str] = []  #: folders all of whose files are to be read again
        self._lists: list[str] = []  #: playlist files
        self._tables: list[tuple[str, Reading, str]] = []
        state.jobs.job_ended.connect(self._job_ended)

    @property
    def waiting(self) -> bool:
        """Whether anything waits to be added."""
        return bool(self._added or self._reread or self._lists or self._tables)

    # -- requests

    def begin(self) -> None:
        """Start with what was asked for so far."""
        self._begun = True
        self._import_next()

    def add(self, paths: Sequence[str]) -> None:
        """Add folders and files."""
        self._added.extend(os.path.abspath(path) for path in paths)
        self._import_next()

    def notice(self, paths: Sequence[str]) -> None:
        """Something changed in these folders: as ``add``, but what was removed from the library stays out."""
        self._changed.extend(os.path.abspath(path) for path in paths)
        self._import_next()

    def add_playlist(self, path: str) -> None:
        """Add the songs that a playlist file names; then ``playlist_imported`` tells them."""
        self._lists.append(os.path.abspath(path))
        self._import_next()

    def rescan(self, *, reread: bool = False) -> None:
        """Look through the library's folders; with ``reread`` also into files that seem unchanged."""
        roots = file_rows.roots(self._state.db)
        if roots and reread:
            self._reread = roots
            self._import_next()
        elif roots:
            self.add(roots)
        else:
            self._state.message.emit("No folder was added yet: drop one on the window", "info")

    def make_demo(self, folder: Path, *, songs: int = 60, seconds: float = 30.0) -> None:
        """Synthesize a small library to try everything on; the first songs are there at once."""
        from organizer.demo.library import make_demo

        show = self._queued(self.add)

        def job(context: JobContext) -> str:
            def report(done: int, total: int, *what: str) -> None:
                context.check_cancelled()
                context.report(done, total, *what)
                if done in _DEMO_SHOWN:
                    show([str(folder)])

            make_demo(folder, songs=songs, seconds=seconds, report=report)
            return str(folder)

        self._state.jobs.start(
            Job.DEMO,
            job,
            on_result=lambda made: self.add([made]),
            on_error=self._state.complain,
            owner=self,
        )

    def import_table(self, path: str, how: Reading, name: str) -> None:
        """Store a table of songs. All of it is stored or nothing."""
        self._tables.append((path, how, name))
        self._next_table()

    def forget_table(self, name: str) -> None:
        """Take an imported table out of the library, with its songs that have no file."""
        from organizer.library import maps
        from organizer.library.tables import tables

        def forgotten(changes: Changes) -> None:
            self.tables_changed.emit()
            self._state.change_library(changes)
            self._state.set_grouping(maps.load_grouping(self._state.db))
            self._state.message.emit(f"“{name}” is forgotten; no file was touched", "info")

        self._state.jobs.start(
            Job.TABLE_FORGET,
            lambda _context: tables.forget(self._state.db, name),
            on_result=forgotten,
            on_error=self._state.complain,
            owner=self,
        )

    # -- answers

    def _queued(self, function: Callable[[Any], None]) -> Callable[[Any], None]:
        """The function as other threads may call it: it runs on the GUI thread, in order."""
        return lambda value: self._state.jobs.call_later(function, value)

    def _import_next(self) -> None:
        from organizer.work.intake.importing import import_paths

        if not self._begun or self._state.jobs.running(Job.IMPORT):
            return
        on_batch = self._queued(self._state.change_library)
        waiting = next((paths for paths in (self._added, self._changed, self._reread) if paths), None)
        if waiting is not None:
            paths, reread, asked = list(waiting), waiting is self._reread, waiting is not self._changed
            waiting.clear()
            self._state.jobs.start(
                Job.IMPORT,
                import_paths,
                self._state.db,
                paths,
                reread=reread,
                requested=asked,
                on_batch=on_batch,
                on_result=self._imported,
                on_error=self._state.complain,
            )
        elif self._lists:
            from organizer.work.intake.listing import import_playlist

            self._state.jobs.start(
                Job.IMPORT,
                import_playlist,
                self._state.db,
                self._lists.pop(0),
                on_batch=on_batch,
                on_result=self._list_imported,
                on_error=self._state.complain,
            )

    def _next_table(self) -> None:
        if self._tables and not self._state.jobs.running(Job.TABLE_IMPORT):
            self._state.jobs.start(
                Job.TABLE_IMPORT,
                import_table,
                self._state.db,
                *self._tables.pop(0),
                on_result=self._table_stored,
                on_error=self._state.complain,
            )

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job == Job.IMPORT:
            QTimer.singleShot(0, self, self._import_next)
        elif ending.job == Job.TABLE_IMPORT:
            QTimer.singleShot(0, self, self._next_table)
            if ending.cancelled:
                self._state.message.emit("The import was cancelled: nothing of the table is stored", "info")

    def _imported(self, result: ImportResult) -> None:
        news = ", ".join(_news(result)) or "nothing new"
        text = f"{result.files:,} songs found: {news}{_left_out(result)}"
        self._state.message.emit(text, "warning" if result.failed or result.skipped else "info")
        self.songs_imported.emit()

    def _list_imported(self, made: ListImport) -> None:
        self.playlist_imported.emit(made.listed.name, made.ids)
        text = ", ".join([f"“{made.listed.name}”: {count_of(len(made.ids), 'song')}", *_news(made.result)])
        lacks = made.listed.lacks
        self._state.message.emit(
            f"{text}; {lacks}" if lacks else text, "warning" if lacks or made.result.failed else "info"
        )
        self.songs_imported.emit()

    def _table_stored(self, stored: Stored) -> None:
        imported, problems = stored.imported, stored.problems
        self.tables_changed.emit()
        self._state.change_library(imported.changes)
        self._state.set_grouping(stored.grouping)
        self._state.tell_topped_up(stored.topped)
        parts = [
            f"{number:,} {word}"
            for number, word in (
                (imported.added, "new"),
                (imported.joined, "joined to files"),
                (imported.gone, "no longer in it"),
                (problems, "problem" if problems == 1 else "problems"),
            )
            if number
        ]
        text = f"“{imported.table}”: {imported.rows:,} songs" + (": " if parts else "") + ", ".join(parts)
        self._state.message.emit(text, "info")


def _news(result: ImportResult) -> list[str]:
    """What came of an import: "3 added", "1 could not be read"; nothing where nothing was new."""
    return [
        f"{number:,} {word}"
        for number, word in (
            (result.added, "added"),
            (result.updated, "changed"),
            (result.moved, "moved"),
            (result.away, "away"),
            (result.failed, "could not be read"),
            (result.merged, "there twice before"),
        )
        if number
    ]


def _left_out(result: ImportResult) -> str:
    """What a scan left out, as the end of a line: "; left out: 2 kept by the system …"; or nothing."""
    parts = [str(left) for left in result.left_out]
    if result.skipped:
        path, reason = result.skipped[0]
        more = f" and {len(result.skipped) - 1:,} more" if len(result.skipped) > 1 else ""
        parts.insert(0, f"{printable(path)} ({reason}){more}")
    return "; left out: " + "; ".join(parts) if parts else ""
