"""What comes into the library: folders, playlist files and tables, one after the other."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from organizer.base.errors import printable
from organizer.base.language import listing, plural, tr
from organizer.base.model import Changes
from organizer.library.files import file_rows
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import WRITES_FILES, Job
from organizer.ui.state.job_runner import JobEnding
from organizer.work.analysis.first_songs import FIRST
from organizer.work.helper import Helper
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.library.tables.types import Reading
    from organizer.work.intake.importing import ImportResult
    from organizer.work.intake.tabling import Stored
    from organizer.work.playlists.foreign import Report, Taken
    from organizer.work.playlists.several import Saved, Several

#: Of the demo songs so many are added with those before them: the first at once, as many as the first map
#: takes, then every dozen.
_DEMO_SHOWN = frozenset((1, 5, FIRST, *range(FIRST + 12, 1000, 12)))
#: Seconds that the others wait at most for the first map: it has all cores meanwhile.
_DEMO_WAITS = 60.0


def import_table(context: JobContext, db: Database, path: str, how: Reading, name: str) -> Stored:
    """See ``tabling.store``. A large table would hold up the window even from another thread."""
    from organizer.work.intake import table_tasks, tabling

    if not tabling.is_large(path):
        return tabling.store(context, db, path, how, name)
    with Helper(table_tasks.import_ended, tabling.READING_REMEDY, tabling.STORED) as helper:
        return helper.run(context, table_tasks.store, str(db.path), path, how, name)


class IntakeWork(QObject):
    """Adds folders and files, playlist files and tables. What comes while one is being added waits."""

    playlist_imported = Signal(str, object)  #: name of a playlist file, ids of its songs in order
    several_lists = Signal(object)  #: several.Several: a file with more than one playlist, to be chosen from
    playlists_saved = Signal()  #: playlists of such a file were saved
    playlist_read = Signal(object)  #: foreign.Report: a list not all of whose songs are there
    songs_imported = Signal()  #: there may be songs to be analyzed
    tables_changed = Signal()  #: a table came, changed or went
    table_stored = Signal(object)  #: tabling.Stored: a table was imported

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._begun = False
        self._added: list[str] = []  #: folders and files that a person named
        self._changed: list[str] = []  #: folders in which something changed
        self._reread: list[str] = []  #: folders all of whose files are to be read again
        self._lists: list[str] = []  #: playlist files
        self._wanted: list[tuple[str, list[tuple[str, str]]]] = []  #: files, and which of their playlists
        self._reports: list[tuple[Report, frozenset[int]]] = []  #: lists that were looked at, to be taken
        self._tables: list[tuple[str, Reading, str]] = []
        self._few = False  #: of the demo songs there are too few yet to be analyzed
        self._first_map = threading.Event()  #: there is a map, or none to be waited for
        state.jobs.job_ended.connect(self._job_ended)
        state.map_changed.connect(self._map_changed)

    @property
    def waiting(self) -> bool:
        """Whether anything waits to be added."""
        return bool(self._added or self._reread or self._lists or self._reports or self._tables)

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
            self._state.message.emit(tr("No folder was added yet: drop one on the window"), "info")

    def make_demo(self, folder: Path, *, songs: int = 60, seconds: float = 30.0) -> None:
        """Synthesize a small library to try everything on; the first songs are there at once."""
        from organizer.demo.library import make_demo

        show = self._queued(self._add_demo)
        self._first_map.clear()
        if self._state.music_map is not None:
            self._first_map.set()

        def job(context: JobContext) -> str:
            def report(done: int, total: int, *what: str) -> None:
                context.check_cancelled()
                context.report(done, total, *what)
                if done in _DEMO_SHOWN and done < total:
                    show((str(folder), done))
                if done == FIRST < total:
                    _wait_for(context, self._first_map)

            make_demo(folder, songs=songs, seconds=seconds, report=report)
            return str(folder)

        if not self._state.jobs.running(Job.DEMO):
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
            self._state.message.emit(tr("“{name}” is forgotten; no file was touched", name=name), "info")

        self._state.jobs.start(
            Job.TABLE_FORGET,
            lambda _context: tables.forget(self._state.db, name),
            on_result=forgotten,
            on_error=self._state.complain,
            owner=self,
        )

    # -- answers

    def _add_demo(self, made: tuple[str, int]) -> None:
        """So many demo songs are there. They are analyzed when the first map can be made of them: workers
        that start for each of the first songs would hold up the others."""
        folder, songs = made
        self._few = songs < FIRST
        self.add([folder])

    def _map_changed(self) -> None:
        if self._state.music_map is not None:
            self._first_map.set()

    def _queued(self, function: Callable[[Any], None]) -> Callable[[Any], None]:
        """The function as other threads may call it: it runs on the GUI thread, in order."""
        return lambda value: self._state.jobs.call_later(function, value)

    def _import_next(self) -> None:
        from organizer.work.intake.importing import import_paths

        if not self._begun or self._state.jobs.running(Job.IMPORT):
            return
        if any(self._state.jobs.running(job) for job in WRITES_FILES):
            return  # what Organizer itself moves and writes is no news
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
        else:
            self._list_next(on_batch)

    def _list_next(self, on_batch: Callable[[Changes], None]) -> None:
        """The same of playlist files."""
        if self._lists:
            from organizer.work.playlists.several import look

            self._state.jobs.start(
                Job.IMPORT,
                look,
                self._state.db,
                self._lists.pop(0),
                None,
                on_result=self._list_read,
                on_error=self._state.complain,
            )
        elif self._reports:
            from organizer.work.playlists.foreign import take

            report, accepted = self._reports.pop(0)
            self._state.jobs.start(
                Job.IMPORT,
                take,
                self._state.db,
                report,
                accepted=accepted,
                on_batch=on_batch,
                on_result=self._list_taken,
                on_error=self._state.complain,
            )

        elif self._wanted:
            from organizer.work.playlists import several

            self._state.jobs.start(
                Job.IMPORT,
                several.take,
                self._state.db,
                *self._wanted.pop(0),
                on_batch=on_batch,
                on_result=self._several_taken,
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
        if ending.job == Job.DEMO:
            self._few = False
            if ending.error is not None or ending.cancelled:
                self.songs_imported.emit()  # those that were made so far
        elif ending.job == Job.IMPORT or ending.job in WRITES_FILES:
            QTimer.singleShot(0, self, self._import_next)
        elif ending.job == Job.TABLE_IMPORT:
            QTimer.singleShot(0, self, self._next_table)
            if ending.cancelled:
                self._state.message.emit(
                    tr("The import was cancelled: nothing of the table is stored"), "info"
                )

    def _imported(self, result: ImportResult) -> None:
        news = listing(_news(result)) or tr("nothing new")
        text = plural("{n} song found: {news}", "{n} songs found: {news}", result.files, news=news)
        if left_out := _left_out(result):
            text = tr("{found}; left out: {what}", found=text, what=listing(left_out))
        wrong = result.failed or result.skipped
        if wrong or not self._state.jobs.running(Job.DEMO):  # where a bar and the table show it anyway
            self._state.message.emit(text, "warning" if wrong else "info")
        if not self._few:
            self.songs_imported.emit()

    def take_playlist(self, report: Report, accepted: frozenset[int] = frozenset()) -> None:
        """Add the songs of a list that was looked at; then ``playlist_imported`` tells them."""
        self._reports.append((report, accepted))
        self._import_next()

    def take_several(self, path: str, wanted: list[tuple[str, str]]) -> None:
        """Save these playlists of a file: of each its name there and here."""
        self._wanted.append((path, wanted))
        self._import_next()

    def _several_taken(self, saved: list[Saved]) -> None:
        songs, lacking = sum(one.songs - one.missing for one in saved), sum(one.missing for one in saved)
        text = plural("{n} playlist saved", "{n} playlists saved", len(saved))
        text = f"{text}: {plural('{n} song', '{n} songs', songs)}"
        if lacking:
            text = f"{text}; {plural('{n} missing', '{n} missing', lacking)}"
        self._state.message.emit(text, "info")
        self.playlists_saved.emit()
        self.songs_imported.emit()

    def _list_read(self, report: Report | Several) -> None:
        from organizer.work.playlists.several import Several

        if isinstance(report, Several):
            self.several_lists.emit(report)
        elif report.plain:
            self.take_playlist(report)
        else:
            self.playlist_read.emit(report)

    def _list_taken(self, taken: Taken) -> None:
        report = taken.report
        self.playlist_imported.emit(report.name, taken.ids)
        news = _news(taken.result) if taken.result is not None else []
        songs, lacking = len(taken.ids), sum(one < 0 for one in taken.ids)
        parts = [plural("{n} song", "{n} songs", songs - lacking), *news]
        if lacking:
            parts.append(plural("{n} missing", "{n} missing", lacking))
        text = tr("“{name}”: {news}", name=report.name, news=listing(parts))
        failed = taken.result is not None and taken.result.failed
        self._state.message.emit(text, "warning" if failed else "info")
        self.songs_imported.emit()

    def _table_stored(self, stored: Stored) -> None:
        imported, problems = stored.imported, stored.problems
        self.tables_changed.emit()
        self._state.change_library(imported.changes)
        self._state.set_grouping(stored.grouping)
        self._state.tell_topped_up(stored.topped)
        parts = [
            text
            for count, text in (
                (imported.added, plural("{n} new", "{n} new", imported.added)),
                (imported.joined, plural("{n} joined to a file", "{n} joined to files", imported.joined)),
                (imported.gone, plural("{n} no longer in it", "{n} no longer in it", imported.gone)),
                (problems, plural("{n} problem", "{n} problems", problems)),
            )
            if count
        ]
        songs = plural("{n} song", "{n} songs", imported.rows)
        text = tr("“{name}”: {news}", name=imported.table, news=listing([songs, *parts]))
        self._state.message.emit(text, "info")
        self.table_stored.emit(stored)


def _wait_for(context: JobContext, event: threading.Event) -> None:
    """Wait until it is set, for a while at most."""
    end = time.monotonic() + _DEMO_WAITS
    while not event.wait(0.1) and time.monotonic() < end:
        context.check_cancelled()


def _news(result: ImportResult) -> list[str]:
    """What came of an import: "3 added", "1 could not be read"; nothing where nothing was new."""
    return [
        text
        for count, text in (
            (result.added, plural("{n} added", "{n} added", result.added)),
            (result.updated, plural("{n} changed", "{n} changed", result.updated)),
            (result.moved, plural("{n} moved", "{n} moved", result.moved)),
            (result.away, plural("{n} away", "{n} away", result.away)),
            (result.failed, plural("{n} could not be read", "{n} could not be read", result.failed)),
            (result.merged, plural("{n} there twice before", "{n} there twice before", result.merged)),
        )
        if count
    ]


def _left_out(result: ImportResult) -> list[str]:
    """What a scan left out: "2 kept by the system …", and more of the kind; or nothing."""
    parts = [str(left) for left in result.left_out]
    if result.skipped:
        path, reason = result.skipped[0]
        first, more = f"{printable(path)} ({reason})", len(result.skipped) - 1
        parts.insert(
            0, plural("{first} and {n} more", "{first} and {n} more", more, first=first) if more else first
        )
    return parts
