"""What follows what: folders are imported, new songs heard, and the map and groups made from them."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from organizer.base.errors import Cancelled, OrganizerError, printable
from organizer.base.model import Changes, IntArray
from organizer.library import tracks
from organizer.library.files import file_rows
from organizer.library.storage.database import Database
from organizer.library.tracks import Counts
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets.parts import count_of
from organizer.work.arranging import map_tasks
from organizer.work.arranging.map_tasks import DrawnMap
from organizer.work.helper import Helper
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.base.arrangement import Grouping, Space
    from organizer.library.tables.types import Reading
    from organizer.ui.state.removal_work import RemovalWork
    from organizer.work.analysis.analyzing import AnalysisSummary
    from organizer.work.analysis.measuring import MeasuringResult
    from organizer.work.arranging.topping_up import Topped
    from organizer.work.intake.importing import ImportResult
    from organizer.work.intake.listing import ListImport
    from organizer.work.intake.tabling import Stored

log = logging.getLogger(__name__)

#: Fewer analyzed songs than this make no map; those of tables count only where fewer were heard.
MAP_FROM = 12

#: Of the demo songs these are added as soon as they are made, with those before them.
_DEMO_SHOWN = (1, 4, 12, 30)

#: The jobs that follow from each other.
_CHAIN = (Job.IMPORT, Job.ANALYSIS, Job.MAP, Job.PLACE, Job.GROUPS, Job.DEMO, Job.TABLE_IMPORT, Job.LOAD)


def load(
    context: JobContext, db: Database, helper: Helper, on_groups: Callable[[Grouping], None]
) -> DrawnMap | None:
    """What the last session left behind: the groups, which are there at once, and the map."""
    from organizer.library import maps

    grouping = maps.load_grouping(db)
    if grouping is not None:
        on_groups(grouping)
    return helper.run(context, map_tasks.load, str(db.path)) if maps.has_map(db) else None


def take_stock(context: JobContext, db: Database) -> tuple[Counts, int, frozenset[int]]:
    """The counts, how many songs are new, and which failed."""
    counts = tracks.count(db)
    new = tracks.count_new(db)
    failed = frozenset(tracks.ids_of_kind(db, "failed").tolist()) if counts.failed else frozenset()
    return counts, new, failed


def import_table(context: JobContext, db: Database, path: str, how: Reading, name: str) -> Stored:
    """See ``tabling.store``. A large table would hold up the window even from another thread."""
    from organizer.work.intake import table_tasks, tabling

    if not tabling.is_large(path):
        return tabling.store(context, db, path, how, name)
    with Helper("imports the table", tabling.READING_REMEDY, tabling.STORED) as helper:
        return helper.run(context, table_tasks.store, str(db.path), path, how, name)


def _told(result: ImportResult) -> list[str]:
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


def _mappable(counts: Counts) -> int:
    """Songs that a map would show: those that were heard, or with too few of them also those of tables."""
    return counts.analyzed if counts.analyzed >= MAP_FROM else counts.analyzed + counts.told


class LibraryWork(QObject):
    """Starts the long jobs, each after the one it needs, and tells the state what came of them."""

    stock_taken = Signal(object, int, object)  #: Counts, number of new songs, ids of failed ones
    playlist_imported = Signal(str, object)  #: name of a playlist file, ids of its songs in order
    ready = Signal()  #: nothing is left to import, hear or draw

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self._begun = False
        self._waiting: list[str] = []
        self._noticed: list[str] = []  #: folders in which something changed
        self._reread: list[str] = []  #: folders all of whose files are to be read again
        self._lists: list[str] = []  #: playlist files that wait
        self._tables: list[tuple[str, Reading, str]] = []
        self._more_to_hear = False
        self._mapped = 0  #: analyzed songs when the map was last built
        self._map_due = False
        self._weights = state.settings.weights  #: that the map was last built with
        self._placed = 0  #: analyzed songs when the last ones were put on the standing map
        self._left = False  #: whether songs left that the standing map may show still
        self._busy = False
        self._removals: RemovalWork | None = None  #: made when songs are first removed
        self.helper = Helper()
        self._stock = QTimer(self, singleShot=True, interval=200)
        self._stock.timeout.connect(self.take_stock)
        state.library_changed.connect(self._library_changed)
        state.jobs.job_ended.connect(self._job_ended)
        state.loudness_requested.connect(self.measure_loudness)

    # -- requests

    def begin(self) -> None:
        """At the start: show what is there, add what was asked for, go on where the last session stopped."""
        self._begun = True
        self._import_next()
        self.show()

    def show(self) -> None:
        """What is there, and no more: all that a library allows which cannot be written."""
        self._stock_soon()
        self.state.jobs.start(
            Job.LOAD,
            load,
            self.state.db,
            self.helper,
            self._queued(self._grouped),
            on_result=self._loaded,
            on_error=self._complain,
        )

    def add(self, paths: Sequence[str]) -> None:
        """Add folders and files. What comes while an import runs waits for its end."""
        self._waiting.extend(os.path.abspath(path) for path in paths)
        self._import_next()

    def notice(self, paths: Sequence[str]) -> None:
        """Something changed in these folders: as ``add``, but what was removed from the library stays out."""
        self._noticed.extend(os.path.abspath(path) for path in paths)
        self._import_next()

    def add_playlist(self, path: str) -> None:
        """Add the songs that a playlist file names, after what was asked for before; then
        ``playlist_imported`` tells them."""
        self._lists.append(os.path.abspath(path))
        self._import_next()

    def rescan(self, *, reread: bool = False) -> None:
        """Look through the library's folders; with ``reread`` also into files that seem unchanged."""
        roots = file_rows.roots(self.state.db)
        if roots and reread:
            self._reread = roots
            self._import_next()
        elif roots:
            self.add(roots)
        else:
            self.state.message.emit("No folder was added yet: drop one on the window", "info")

    def analyze(self, *, retry: bool = False) -> None:
        """Hear what was not heard yet; with ``retry`` also what failed before."""
        from organizer.work.analysis.analyzing import analyze

        if self.state.jobs.running(Job.ANALYSIS):
            self._more_to_hear = True
            return
        self._more_to_hear = False
        settings = self.state.settings
        self.state.jobs.start(
            Job.ANALYSIS,
            analyze,
            self.state.db,
            jobs=settings.jobs or None,
            time_limit=settings.time_limit,
            retry=retry,
            network=settings.network,
            whole=settings.whole_songs,
            skip_longer=settings.skip_longer_minutes,
            on_analyzed=self._queued(self._heard),
            on_result=self._analyzed,
            on_error=self._complain,
        )

    def build_map(self, *, keep_places: bool = True, space: Space | None = None) -> None:
        """Train the map again. The old one stays until the new one is there.

        ``space``: what a person chose to lay songs out by; a map that is being made is given up for it.
        """
        if self.state.jobs.running(Job.MAP) and space is None:
            self._map_due = True
            return
        self._map_due = False
        self._mapped = _mappable(self.state.counts) if self.state.counts is not None else 0
        self._weights = self.state.settings.weights
        self.state.jobs.start(
            Job.MAP,
            self.helper.run,
            map_tasks.build,
            str(self.state.db.path),
            self.state.settings.toroidal,
            keep_places,
            self.state.settings.weights,
            space,
            on_result=self._drawn,
            on_error=self._complain,
        )

    def build_groups(self) -> None:
        """Make the groups again, as they were last asked for."""
        self.state.jobs.start(
            Job.GROUPS,
            self.helper.run,
            map_tasks.group,
            str(self.state.db.path),
            on_result=self._regrouped,
            on_error=self._complain,
        )

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

        self.state.jobs.start(
            Job.DEMO, job, on_result=lambda made: self.add([made]), on_error=self._complain, owner=self
        )

    def import_table(self, path: str, how: Reading, name: str) -> None:
        """Store a table of songs, after those that were asked for before. All of it is stored or nothing."""
        self._tables.append((path, how, name))
        self._next_table()

    def forget_table(self, name: str) -> None:
        """Take an imported table out of the library, with its songs that have no file."""
        from organizer.library import maps
        from organizer.library.tables import tables

        def forgotten(changes: Changes) -> None:
            self._map_due = True
            self.state.change_library(changes)
            self.state.set_grouping(maps.load_grouping(self.state.db))
            self.state.message.emit(f"“{name}” is forgotten; no file was touched", "info")
            self._stock_soon()

        self.state.jobs.start(
            Job.TABLE_FORGET,
            lambda _context: tables.forget(self.state.db, name),
            on_result=forgotten,
            on_error=self._complain,
            owner=self,
        )

    def measure_loudness(self, ids: IntArray) -> None:
        """Measure these songs on the whole; those that were measured before are left alone."""
        from organizer.work.analysis.measuring import measure

        if self.state.jobs.running(Job.LOUDNESS):
            self.state.message.emit("Loudness is being measured already: let that end first", "info")
        elif not len(ids):
            self.state.message.emit("Select songs to measure their loudness", "info")
        else:
            self.state.jobs.start(
                Job.LOUDNESS,
                measure,
                self.state.db,
                ids.tolist(),
                jobs=self.state.settings.jobs or None,
                on_measured=self._queued(self.state.change_library),
                on_result=self._measured,
                on_error=self._complain,
            )

    def remove(self, ids: IntArray) -> None:
        """Forget songs, until that is undone; their files stay as they are."""
        if self._removals is None:
            from organizer.ui.state.removal_work import RemovalWork

            self._removals = RemovalWork(self.state, self.helper, self)
        self._removals.remove(ids)

    def close(self) -> None:
        """When all jobs have ended: end the helper too."""
        self.helper.rest()

    # -- answers

    def _queued(self, function: Callable[[Any], None]) -> Callable[[Any], None]:
        """The function as other threads may call it: it runs on the GUI thread, in order."""
        return lambda value: self.state.jobs.call_later(function, value)

    def _import_next(self) -> None:
        from organizer.work.intake.importing import import_paths

        if not self._begun or self.state.jobs.running(Job.IMPORT):
            return
        on_batch = self._queued(self.state.change_library)
        waiting = next((paths for paths in (self._waiting, self._noticed, self._reread) if paths), None)
        if waiting is not None:
            paths, reread, asked = list(waiting), waiting is self._reread, waiting is not self._noticed
            waiting.clear()
            self.state.jobs.start(
                Job.IMPORT,
                import_paths,
                self.state.db,
                paths,
                reread=reread,
                asked=asked,
                on_batch=on_batch,
                on_result=self._imported,
                on_error=self._complain,
            )
        elif self._lists:
            from organizer.work.intake.listing import import_playlist

            self.state.jobs.start(
                Job.IMPORT,
                import_playlist,
                self.state.db,
                self._lists.pop(0),
                on_batch=on_batch,
                on_result=self._list_imported,
                on_error=self._complain,
            )

    def _next_table(self) -> None:
        if self._tables and not self.state.jobs.running(Job.TABLE_IMPORT):
            path, how, name = self._tables.pop(0)
            self.state.jobs.start(
                Job.TABLE_IMPORT,
                import_table,
                self.state.db,
                path,
                how,
                name,
                on_result=self._table_stored,
                on_error=self._complain,
            )

    def _table_stored(self, stored: Stored) -> None:
        imported, problems = stored.imported, stored.problems
        self._map_due = True
        self.state.change_library(imported.changes)
        self.state.set_grouping(stored.grouping)
        self.state.tell_topped_up(stored.topped)
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
        self.state.message.emit(text, "info")

    def _imported(self, result: ImportResult) -> None:
        news = ", ".join(_told(result)) or "nothing new"
        text = f"{result.found:,} songs found: {news}{_left_out(result)}"
        self.state.message.emit(text, "warning" if result.failed or result.skipped else "info")
        self.analyze()

    def _list_imported(self, made: ListImport) -> None:
        self.playlist_imported.emit(made.listed.name, made.ids)
        text = ", ".join([f"“{made.listed.name}”: {count_of(len(made.ids), 'song')}", *_told(made.result)])
        lacks = made.listed.lacks
        self.state.message.emit(
            f"{text}; {lacks}" if lacks else text, "warning" if lacks or made.result.failed else "info"
        )
        self.analyze()

    def _loaded(self, drawn: DrawnMap | None) -> None:
        if drawn is not None:
            self._mapped = drawn.music_map.trained_on
            self._drawn(drawn)
        if not self.state.jobs.running(Job.IMPORT):
            self.analyze()

    def _library_changed(self, changes: Changes) -> None:
        self._left = self._left or bool(changes.removed)
        self._stock_soon()

    def _heard(self, changes: Changes) -> None:
        self.state.change_library(changes)

    def _analyzed(self, result: AnalysisSummary) -> None:
        self.take_stock()
        if self._more_to_hear:
            self.analyze()
            return
        if result.failed:
            songs = "song" if result.failed == 1 else "songs"
            self.state.message.emit(f"{result.failed:,} {songs} could not be heard", "warning")
        if result.done or self.state.music_map is None:
            self._map_due = True
        if result.other_network:
            self._mapped = 0  # the map as it stands compares songs otherwise than they are compared now

    def _measured(self, result: MeasuringResult) -> None:
        count, failed = len(result.measured), len(result.failures)
        text = f"The loudness of {count:,} {'song' if count == 1 else 'songs'} is measured"
        if failed:
            first = result.failures[0]
            text += f"; {failed:,} could not be: {printable(os.path.basename(first.path))} {first.reason}"
        self.state.message.emit(text, "warning" if failed else "info")

    def _drawn(self, drawn: DrawnMap | None) -> None:
        if drawn is None:
            return
        self.state.set_map(drawn.music_map, drawn.landscape, drawn.terrain)

    def _joined(self, answer: tuple[DrawnMap | None, list[Topped]]) -> None:
        """New songs are on the map, and in the nearest groups."""
        from organizer.library import maps

        drawn, topped = answer
        if drawn is None:
            self._mapped = 0
            self.state.set_map(None, None)
        self._drawn(drawn)
        self.state.tell_topped_up(topped)
        self.state.set_grouping(maps.load_grouping(self.state.db))

    def _regrouped(self, answer: tuple[Grouping, list[Topped]]) -> None:
        grouping, topped = answer
        self._grouped(grouping)
        self.state.tell_topped_up(topped)

    def _grouped(self, grouping: Grouping) -> None:
        self.state.set_grouping(grouping)

    def _complain(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        known = isinstance(error, OrganizerError)
        self.state.message.emit(str(error) if known else f"Something went wrong inside: {error}", "error")

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job not in _CHAIN:
            return
        self._busy = True
        if ending.job == Job.IMPORT:
            QTimer.singleShot(0, self, self._import_next)
        if ending.job == Job.TABLE_IMPORT:
            QTimer.singleShot(0, self, self._next_table)
            if ending.cancelled:
                self.state.message.emit("The import was cancelled: nothing of the table is stored", "info")
        if ending.job == Job.MAP and ending.error is None and not ending.cancelled:
            QTimer.singleShot(0, self, self.build_groups)
        self._stock_soon()  # what comes next is decided by the counts

    # -- counting

    def _stock_soon(self) -> None:
        if not self._stock.isActive():
            self._stock.start()

    def take_stock(self) -> None:
        """Count the songs of each kind, in the background."""
        if self.state.jobs.running(Job.STOCK):
            self._stock_soon()
            return
        self.state.jobs.start(Job.STOCK, take_stock, self.state.db, on_result=self._stocked)

    def _stocked(self, answer: tuple[Counts, int, frozenset[int]]) -> None:
        counts, new, failed = answer
        self.state.set_counts(counts)
        self.stock_taken.emit(counts, new, failed)
        self._settle(counts)
        self._check_ready()

    def _settle(self, counts: Counts) -> None:
        """Decide whether the songs heard so far are worth a map, a new one, or a place on the old one."""
        jobs = self.state.jobs
        if not self._begun or any(jobs.running(job) for job in (Job.MAP, Job.GROUPS, Job.LOAD)):
            return
        songs = _mappable(counts)
        standing = self.state.music_map
        if self._left and standing is not None and not jobs.running(Job.PLACE):
            self._left = False
            self._place(songs)
            return
        if not counts.all and self.state.music_map is not None:  # the last table was forgotten
            self._mapped = 0
            self.state.set_map(None, None)
        if songs < MAP_FROM:
            return
        on_map = len(standing.track_ids) if standing is not None else 0
        by_numbers = standing is not None and bool(standing.space.features)
        by_itself = standing is not None and not standing.chosen
        hearing = jobs.running(Job.ANALYSIS)
        heard_at_last = by_numbers and by_itself and counts.analyzed >= MAP_FROM
        if self._mapped == 0 or songs >= 2 * self._mapped or heard_at_last:
            self.build_map()
        elif not hearing and self._map_due:
            self._map_due = False
            if by_numbers or songs != self._mapped or self.state.settings.weights != self._weights:
                self.build_map()
        elif songs > max(on_map * 1.05, self._placed) and not jobs.running(Job.PLACE):
            self._place(songs)

    def _place(self, songs: int) -> None:
        """Put new songs on the standing map, and take away what left the library."""
        self._placed = songs
        self.state.jobs.start(
            Job.PLACE,
            self.helper.run,
            map_tasks.place,
            str(self.state.db.path),
            on_result=self._joined,
            on_error=self._complain,
        )

    def _check_ready(self) -> None:
        jobs = self.state.jobs
        if (
            self._busy
            and not self._waiting
            and not self._reread
            and not self._lists
            and not self._tables
            and not any(jobs.running(job) for job in _CHAIN)
        ):
            self._busy = False
            self.state.jobs.start(Job.REST, lambda _context: self.helper.rest())
            self.ready.emit()
