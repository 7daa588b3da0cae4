"""What follows what: new songs are analyzed, and get their places on the map and in the groups."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from organizer.base.errors import OrganizerError, printable
from organizer.base.language import plural, tr
from organizer.base.model import Changes, FloatArray, IntArray
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tracks import Counts
from organizer.ui.state.app_state import AppState
from organizer.ui.state.intake_work import IntakeWork
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.state.network_stage import Listened, NetworkStage
from organizer.ui.state.network_work import NetworkWork
from organizer.work.arranging import map_tasks
from organizer.work.arranging.map_tasks import DrawnMap
from organizer.work.cluster.choice import of_settings
from organizer.work.helper import Helper
from organizer.work.jobs import JobContext
from organizer.work.next_step import Current, Flags, Step, decide, mappable

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Landscape
    from organizer.base.arrangement import Grouping, MusicMap, Space
    from organizer.ui.state.removal_work import RemovalWork
    from organizer.work.analysis.analyzing import AnalysisSummary
    from organizer.work.analysis.measuring import MeasuringResult
    from organizer.work.arranging.regrouping import Change
    from organizer.work.arranging.topping_up import Topped

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


def analyze_songs(
    context: JobContext, db: Database, current_map: Callable[[], MusicMap | None], **options: Any
) -> tuple[AnalysisSummary, bool]:
    """See ``stages.by_ear``. Also whether the map then compares songs otherwise than they are compared
    now."""
    from organizer.work.analysis import stages
    from organizer.work.arranging import mapping

    result = stages.by_ear(context, db, **options)
    music_map = current_map()
    return result, music_map is not None and mapping.is_outdated(db, music_map)


def take_stock(context: JobContext, db: Database) -> tuple[Counts, int, frozenset[int]]:
    """The counts, how many songs are new, and which failed."""
    counts = tracks.count(db)
    new = tracks.count_new(db)
    failed = frozenset(tracks.ids_of_kind(db, "failed").tolist()) if counts.failed else frozenset()
    return counts, new, failed


class LibraryWork(QObject):
    """Starts the long jobs, each after the one it needs, and tells the state what came of them."""

    stock_taken = Signal(object, int, object)  #: Counts, number of new songs, ids of failed ones
    ready = Signal()  #: nothing is left to import, analyze by ear or draw

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.intake = IntakeWork(state, self)
        self.network = NetworkWork(state, self)
        self.network_stage = NetworkStage(state, self)
        self.helper = Helper()
        self._begun = False
        self._more_to_analyze = False
        self._importing = threading.Event()  #: songs are being added; asked from other threads
        self._analyzes_early = False  #: the songs of this import are analyzed as they come
        self._declined = False  #: the person stopped that
        self._built_with = 0  #: see ``next_step.Current``
        self._placed_with = 0
        self._flags = Flags()  #: what has happened; what is running is asked for when it matters
        self._weights = state.settings.weights  #: that the map was last built with
        self._busy = False
        self._named = False  #: the map that is shown was drawn with the groups that come
        self._network_joins = False  #: the map is built next because it does
        self._joined = False  #: the map was built, and it is to be told with the groups
        self._removals: RemovalWork | None = None  #: made when songs are first removed
        self._stock = QTimer(self, singleShot=True, interval=200)
        self._stock.timeout.connect(self.take_stock)
        self.intake.songs_imported.connect(self._songs_imported)
        self.intake.tables_changed.connect(self._tables_changed)
        self.network_stage.listened.connect(self._listened)
        state.library_changed.connect(self._library_changed)
        state.groups_changed.connect(self._groups_changed)
        state.jobs.job_started.connect(self._job_started)
        state.jobs.job_ended.connect(self._job_ended)
        state.loudness_requested.connect(self.measure_loudness)

    # -- requests

    def begin(self) -> None:
        """At the start: show what is there, add what was asked for, go on where the last session stopped."""
        self._begun = True
        self.intake.begin()
        self.show()

    def show(self) -> None:
        """What is there, and no more: all that a library allows which cannot be written."""
        self._stock_soon()
        self.state.jobs.start(
            Job.LOAD,
            load,
            self.state.db,
            self.helper,
            self._queued(self.state.set_grouping),
            on_result=self._loaded,
            on_error=self.state.complain,
        )

    def analyze(self, *, retry: bool = False) -> None:
        """Let the ear analyze what it did not analyze yet, then the network; with ``retry`` also what failed
        before."""
        if self.state.jobs.running(Job.ANALYSIS):
            self._more_to_analyze = True
            return
        self._more_to_analyze = False
        settings = self.state.settings
        try:
            cluster = of_settings(settings)
        except OrganizerError as error:
            self.state.complain(error)
            return
        self.state.jobs.start(
            Job.ANALYSIS,
            analyze_songs,
            self.state.db,
            lambda: self.state.music_map,
            jobs=settings.jobs or None,
            time_limit=settings.time_limit,
            retry=retry,
            network=settings.network,
            whole=settings.whole_songs,
            skip_longer=settings.skip_longer_minutes,
            cluster=cluster,
            grows=self._importing.is_set,
            on_analyzed=self._queued(self.state.change_library),
            on_result=self._analyzed,
            on_error=self._not_analyzed,
        )

    def build_map(
        self,
        *,
        keep_places: bool = True,
        space: Space | None = None,
        start: tuple[IntArray, FloatArray] | None = None,
    ) -> None:
        """Train the map again. The old one stays until the new one is there.

        ``space``: what a person chose to lay songs out by; a map that is being made is given up for it, as
        for ``start``: songs, ids ascending, and where they are to lie about.
        """
        jobs = self.state.jobs
        if jobs.running(Job.MAP) and space is None and start is None:
            return
        self._built_with = mappable(self.state.counts) if self.state.counts is not None else 0
        self._weights = self.state.settings.weights
        self._flags = replace(self._flags, new=False, outdated=False, provisional=self._more_come)
        jobs.start(
            Job.MAP,
            self.helper.run,
            map_tasks.build,
            str(self.state.db.path),
            self.state.settings.toroidal,
            keep_places,
            self.state.settings.weights,
            space,
            start,
            on_result=self._built,
            on_error=self.state.complain,
        )

    def build_groups(self) -> None:
        """Make the groups again, as they were last asked for."""
        self._flags = replace(self._flags, groups_due=False)
        self.state.jobs.start(
            Job.GROUPS,
            self.helper.run,
            map_tasks.group,
            str(self.state.db.path),
            self._more_come,
            on_result=self._regrouped,
            on_error=self.state.complain,
        )

    def measure_loudness(self, ids: IntArray) -> None:
        """Measure these songs on the whole; those that were measured before are left alone."""
        from organizer.work.analysis.measuring import measure

        if self.state.jobs.running(Job.LOUDNESS):
            self.state.message.emit(tr("Loudness is being measured already: let that end first"), "info")
        elif not len(ids):
            self.state.message.emit(tr("Select songs to measure their loudness"), "info")
        else:
            self.state.jobs.start(
                Job.LOUDNESS,
                measure,
                self.state.db,
                ids.tolist(),
                jobs=self.state.settings.jobs or None,
                on_measured=self._queued(self.state.change_library),
                on_result=self._measured,
                on_error=self.state.complain,
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

    def _songs_imported(self) -> None:
        declined, self._declined = self._declined, False
        if not declined:
            self.analyze()

    def _analyze_early(self) -> None:
        """Songs came: they are analyzed while others are still being read. Of demo songs the first ones wait
        until there are enough for a map."""
        running = self.state.jobs.running
        comes = self._begun and self._importing.is_set() and not running(Job.DEMO)
        if comes and not self._analyzes_early:
            self._analyzes_early = True
            if not running(Job.ANALYSIS):
                self.analyze()

    def _tables_changed(self) -> None:
        self._flags = replace(self._flags, new=True)
        self._stock_soon()

    def _loaded(self, drawn: DrawnMap | None) -> None:
        if drawn is not None:
            self._built_with = drawn.music_map.trained_on
            self._show_map(drawn)
        if not self.state.jobs.running(Job.IMPORT):
            self.analyze()

    def _library_changed(self, changes: Changes) -> None:
        if changes.removed:
            self._flags = replace(self._flags, removed=True)
        if changes.added:
            self._analyze_early()
        self._stock_soon()

    def _analyzed(self, answer: tuple[AnalysisSummary, bool]) -> None:
        result, outdated = answer
        self._flags = replace(
            self._flags, new=self._flags.new or bool(result.done), outdated=self._flags.outdated or outdated
        )
        self.network_stage.expect()
        self.take_stock()
        if self._more_to_analyze:
            self.analyze()
        elif result.refused:
            self.state.message.emit(tr("Gets no songs: {reason}", reason=result.refused[0]), "warning")
        elif result.failed:
            text = plural("{n} song could not be analyzed", "{n} songs could not be analyzed", result.failed)
            self.state.message.emit(text, "warning")
        elif result.away:
            text = plural(
                "{n} song is away, and is analyzed when it is there again",
                "{n} songs are away, and are analyzed when they are there again",
                result.away,
            )
            self.state.message.emit(text, "info")

    def _not_analyzed(self, error: Exception) -> None:
        """The analysis could not go on; what was asked for meanwhile, perhaps with other settings, may."""
        self.state.complain(error)
        if self._more_to_analyze:
            self.analyze()

    def _listened(self, result: Listened) -> None:
        """The network has listened to all songs that there are."""
        self._flags = replace(
            self._flags,
            outdated=self._flags.outdated or result.outdated,
            moved=self._flags.moved or result.moved,
        )
        self._network_joins = result.outdated

    def _measured(self, result: MeasuringResult) -> None:
        count, failed = len(result.measured), len(result.failures)
        text = plural("The loudness of {n} song is measured", "The loudness of {n} songs is measured", count)
        if failed:
            first = result.failures[0]
            reason = f"{printable(os.path.basename(first.path))} {first.reason}"
            text = f"{text}; {plural('{n} could not be', '{n} could not be', failed)}: {reason}"
        self.state.message.emit(text, "warning" if failed else "info")

    def _show_map(self, drawn: DrawnMap) -> None:
        self.state.set_map(drawn.music_map, drawn.landscape, drawn.relief)

    def _built(self, drawn: DrawnMap) -> None:
        self._flags = replace(self._flags, groups_due=True)
        self._show_map(drawn)
        self._joined, self._network_joins = self._network_joins, False

    def _placed(self, answer: tuple[DrawnMap | None, list[Topped]]) -> None:
        """New songs are on the map, and in the nearest groups."""
        from organizer.library import maps

        drawn, topped = answer
        if drawn is None:
            self._drop_map()
        else:
            self._show_map(drawn)
        grouping = maps.load_grouping(self.state.db)
        self._flags = replace(self._flags, groups_due=grouping is None and drawn is not None)
        self.state.tell_topped_up(topped)
        self._named = drawn is not None
        self.state.set_grouping(grouping)
        self._named = False

    def _regrouped(self, answer: tuple[Grouping, list[Topped], Change | None]) -> None:
        grouping, topped, better = answer
        self.state.set_grouping(grouping)
        self.state.tell_topped_up(topped)
        said = [tr("The map compares songs with the network now")] if self._joined else []
        self._joined = False
        if better is not None:
            said.append(tr("Other groups are proposed in the Groups view: {what}", what=better.summary))
        if said:
            self.state.message.emit(". ".join(said), "info")

    def _groups_changed(self) -> None:
        """An island has the name of the group that it shows."""
        jobs = self.state.jobs
        if self._named or self.state.music_map is None or jobs.running(Job.MAP):  # which names it, too
            return
        jobs.start(
            Job.MAP_LABELS,
            self.helper.run,
            map_tasks.label,
            str(self.state.db.path),
            on_result=self._labelled,
            on_error=self.state.complain,
        )

    def _labelled(self, landscape: Landscape | None) -> None:
        shown = self.state.landscape
        if landscape is None or shown is None:
            return
        offsets = (landscape.row_offset, landscape.column_offset)
        if offsets == (shown.row_offset, shown.column_offset) and len(landscape.regions) == len(
            shown.regions
        ):
            self.state.set_labels(landscape)

    def _drop_map(self) -> None:
        self._built_with = 0
        self.state.set_map(None, None)

    def _job_started(self, job: Job) -> None:
        if job is Job.IMPORT:
            self._importing.set()
            self._declined = False

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job is Job.IMPORT:
            self._importing.clear()
            self._analyzes_early = False
        elif ending.job is Job.ANALYSIS and ending.cancelled and self._analyzes_early:
            self._declined = True
        if ending.job in _CHAIN:
            self._busy = True
        if ending.job in _CHAIN or ending.job is Job.NETWORK:
            self._stock_soon()  # what comes next is decided by the counts

    # -- what is next

    @property
    def _more_come(self) -> bool:
        """Whether songs are on their way."""
        return self.state.jobs.running(Job.ANALYSIS) or self.state.jobs.running(Job.DEMO)

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
        if self._begun:
            self._do_next(counts)
        self._check_ready()

    def _do_next(self, counts: Counts) -> None:
        """Start what ``next_step`` decides."""
        running = self.state.jobs.running
        flags = replace(
            self._flags,
            busy=running(Job.MAP) or running(Job.GROUPS) or running(Job.LOAD),
            placing=running(Job.PLACE),
            analyzing=self._more_come,
            outdated=self._flags.outdated or self.state.settings.weights != self._weights,
        )
        current = Current.of(self.state.music_map, built_with=self._built_with, placed_with=self._placed_with)
        step = decide(counts, current, flags)
        if step is Step.BUILD_MAP:
            self.build_map()
        elif step is Step.MAKE_GROUPS:
            self.build_groups()
        elif step is Step.PLACE:
            self._place(mappable(counts))
        elif step is Step.DROP_MAP:
            self._drop_map()
        elif not (flags.busy or flags.placing or flags.analyzing):  # all that is new has its place
            self._flags = replace(self._flags, new=False, provisional=False)
            grouping = self.state.grouping
            if grouping is not None and grouping.provisional and not counts.waiting:
                self.build_groups()  # all songs that they waited for are there

    def _place(self, songs: int) -> None:
        """Put new songs on the map, and take away what left the library."""
        self._placed_with = songs
        self._flags = replace(self._flags, removed=False, moved=False)
        self.state.jobs.start(
            Job.PLACE,
            self.helper.run,
            map_tasks.place,
            str(self.state.db.path),
            self._more_come,
            on_result=self._placed,
            on_error=self.state.complain,
        )

    def _check_ready(self) -> None:
        jobs = self.state.jobs
        if self.intake.waiting or any(jobs.running(job) for job in _CHAIN):
            return
        if self._busy:
            self._busy = False
            jobs.start(Job.REST, lambda _context: self.helper.rest())
            self.ready.emit()
        self.network_stage.begin()
