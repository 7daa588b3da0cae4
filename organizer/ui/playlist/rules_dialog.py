"""Arrange songs by rules: the rules, what comes of them at once, and *Take*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import plural, tr
from organizer.base.model import Progress
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.pictures.charts import Chart, Size
from organizer.pictures.list_charts import along_a_list
from organizer.ui.looks.dialog import Dialog
from organizer.ui.playlist import must_songs
from organizer.ui.playlist.must_songs import MustSongs, Named
from organizer.ui.playlist.rule_rows import RuleRows
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.chart_view import ChartView
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.parts import STEP, long_time
from organizer.ui.widgets.plain_text import Label, entry
from organizer.work.jobs import JobContext
from organizer.work.playlists import arranging, remarks
from organizer.work.playlists import rules as playlist_rules
from organizer.work.playlists.arranging import Arranged, Fixed
from organizer.work.playlists.rules import Rules

#: Milliseconds after the last change until the list is made.
_WAIT = 350
#: Seeds that are tried for another list.
_TRIES = 4
#: Songs that the list can begin and end with are offered from so many at most.
_MOST_OFFERED = 1_000
_CHARTS = (("tempo", tr("Tempo, in BPM")), ("energy", tr("Energy, 0 to 1")))


def _labels(context: JobContext, db: Database, ids: list[int]) -> list[tuple[str, int]]:
    context.check_cancelled()
    return [(song.label, song.id) for song in tracks.get_many(db, dict.fromkeys(ids))]


def _another(
    context: JobContext,
    db: Database,
    ids: list[int],
    rules: Rules,
    *,
    fixed: Fixed,
    seed: int,
    unlike: tuple[int, ...],
) -> Arranged:
    """A list; where another one is wanted, by the next seed that gives one."""
    made = arranging.arrange(context, db, ids, rules, fixed=fixed, seed=seed)
    for more in range(1, _TRIES):
        if made.ids != unlike:
            break
        made = arranging.arrange(context, db, ids, rules, fixed=fixed, seed=seed + more)
    if made.ids == unlike:
        made = replace(made, remarks=(tr("there is no other list as good"), *made.remarks))
    return made


class RulesDialog(Dialog):
    """Makes a list whenever a rule changes; ``taken`` with its songs and what was done."""

    taken = Signal(list, str)

    def __init__(self, state: AppState, ids: Sequence[int], parent: QWidget | None = None) -> None:
        """``ids``: the songs, in their order; those of a playlist that are missing are below 0."""
        super().__init__(parent)
        self._state, self._ids = state, list(ids)
        self._seed = 0
        self.arranged: Arranged | None = None  #: what is shown
        self.setWindowTitle(plural("Arrange {n} song by rules", "Arrange {n} songs by rules", len(self._ids)))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._make)
        self.rows = RuleRows()
        self.preset = QComboBox()
        self.first, self.last = QComboBox(), QComboBox()
        self.must = MustSongs(state)
        self.charts = {name: ChartView(tr("{title}, along the list", title=title)) for name, title in _CHARTS}
        self.figures, self.remarks = Label(), Label()
        self.again = QPushButton(tr("Again, &differently"))
        self._lay_out()
        rules = playlist_rules.restored(state.settings.arrange_rules)
        self._remembered = rules.must  #: also songs that are not at hand now
        self.rows.show_rules(rules)
        self.rows.changed.connect(self._changed)
        self.must.changed.connect(self._changed)
        state.jobs.job_progressed.connect(self._progressed)
        self.finished.connect(self._stop)
        self._offer_songs()
        self._recall()
        self._make()

    def fixed(self) -> Fixed:
        """The songs that have a place."""
        return Fixed(self.first.currentData(), self.last.currentData(), tuple(self.must.ids()))

    # pieces

    def _lay_out(self) -> None:
        self.preset.setAccessibleName(tr("Preset"))
        self.preset.setToolTip(tr("Rules to begin with"))
        self.preset.addItem(tr("my own"), "")
        for one in playlist_rules.PRESETS:
            self.preset.addItem(one.title, one.name)
        self.preset.activated.connect(self._choose_preset)
        for box, name in ((self.first, tr("Begin with")), (self.last, tr("End with"))):
            box.setAccessibleName(name)
            box.addItem(tr("any song"), None)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(18)
            box.currentIndexChanged.connect(self._changed)
        self.rows.form.insertRow(0, tr("&Preset:"), self.preset)
        self.rows.form.addRow(tr("Be&gin with:"), self.first)
        self.rows.form.addRow(tr("End &with:"), self.last)
        self.rows.form.addRow(tr("M&ust have:"), self.must)
        left = QVBoxLayout()
        left.addWidget(self.rows)
        left.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(2 * STEP)
        columns.addLayout(left, 4)
        columns.addLayout(self._results(), 5)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        layout.addLayout(columns, 1)
        layout.addWidget(self._buttons())
        self.resize(920, 540)

    def _results(self) -> QVBoxLayout:
        self.figures.setWordWrap(True)
        self.figures.setAccessibleName(tr("What the list is like"))
        self.remarks.setWordWrap(True)
        self.remarks.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.remarks.setAccessibleName(tr("What could not be met, and what was left out"))
        scroll = QScrollArea()
        scroll.setWidget(self.remarks)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        scroll.setAccessibleName(tr("Remarks"))
        column = QVBoxLayout()
        column.setSpacing(STEP)
        for chart in self.charts.values():
            chart.setMinimumHeight(100)
            column.addWidget(chart, 3)
        legend = Label(tr("Strong: as arranged. Thin: as it was wanted. Pale: as the songs came."))
        legend.setForegroundRole(legend.palette().ColorRole.PlaceholderText)
        legend.setWordWrap(True)
        column.addWidget(legend)
        column.addWidget(self.figures)
        column.addWidget(scroll, 2)
        return column

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.again.setToolTip(tr("Another list by the same rules, as good"))
        self.take = QPushButton(tr("&Take"))
        self.take.setToolTip(tr("Make this the playlist; undo brings the old one back"))
        self.again.setAutoDefault(False)
        self.take.setDefault(True)
        box.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.again.clicked.connect(self._differently)
        box.accepted.connect(self._take)
        box.rejected.connect(self.reject)
        return box

    # what happens

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in a line ends what is typed, and does not take a list that is not made by it yet
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._timer.isActive():
            return
        super().keyPressEvent(event)

    def _offer_songs(self) -> None:
        if len(self._ids) > _MOST_OFFERED:
            for box in (self.first, self.last):
                box.setEnabled(False)
                box.setToolTip(tr("Of at most {number} songs one can be chosen", number=_MOST_OFFERED))
            return
        listed = [song for song in self._ids if song >= 0]
        self._state.jobs.start(
            Job.PLAYLIST_LABELS, _labels, self._state.db, listed, on_result=self._show_songs
        )

    def _recall(self) -> None:
        """Show the songs that the rules say, as far as they are among the songs at hand."""
        if self._remembered:
            self._state.jobs.start(
                Job.PLAYLIST_REMEMBERED,
                must_songs.remembered,
                self._state.db,
                self._remembered,
                set(self._ids),
                on_result=self._recalled,
            )

    def _recalled(self, songs: list[Named]) -> None:
        at_hand = {reference for _, _, reference in songs}
        self._remembered = tuple(one for one in self._remembered if one not in at_hand)
        self.must.add(songs)

    def _show_songs(self, songs: list[tuple[str, int]]) -> None:
        for box in (self.first, self.last):
            for label, song in songs:
                box.addItem(entry(label), song)

    def _choose_preset(self, at: int) -> None:
        name = self.preset.itemData(at)
        if name:
            self.rows.show_rules(self.rows.lasting(playlist_rules.preset(name)))
            self.preset.setCurrentIndex(at)

    def _changed(self, *_: object) -> None:
        self.preset.setCurrentIndex(0)
        self._seed = 0
        self._timer.start()

    def _differently(self) -> None:
        self._seed += 1
        self._make()

    def _make(self) -> None:
        self._timer.stop()
        self.take.setEnabled(False)
        self.again.setEnabled(False)
        if self.arranged is None:
            self.figures.setText(tr("Looking for the best order…"))
        self._state.jobs.start(
            Job.PLAYLIST_ARRANGE,
            _another,
            self._state.db,
            self._ids,
            self.rows.rules(),
            fixed=self.fixed(),
            seed=self._seed,
            unlike=self.arranged.ids if self._seed and self.arranged is not None else (),
            on_result=self._show,
            on_error=self._fail,
        )

    def _progressed(self, job: Job, progress: Progress) -> None:
        if job is Job.PLAYLIST_ARRANGE and progress.total and not self.take.isEnabled():
            share = progress.done / progress.total
            self.figures.setText(tr("Looking for the best order… {share}%", share=round(100 * share)))

    def _show(self, arranged: Arranged) -> None:
        self.arranged, self._seed = arranged, arranged.seed
        after, before = arranged.after, arranged.before
        head = plural("{n} song, {time}", "{n} songs, {time}", after.songs, time=long_time(after.seconds))
        self.figures.setText("\n".join([head, *remarks.lines(after, before)]))
        left_out = remarks.reasons(arranged.left_out)
        said = [*arranged.remarks, *([tr("left out: {reasons}", reasons=left_out)] if left_out else [])]
        self.remarks.setText("\n".join(f"• {remark}" for remark in said))
        for name, title in _CHARTS:
            line, old = after.lines[name], before.lines[name]
            make = partial(_chart, title, line.values, old.values, line.wanted)
            self.charts[name].show_chart(make, [title, *remarks.ends(line.values)])
        self.take.setEnabled(True)
        self.again.setEnabled(True)

    def _fail(self, error: Exception) -> None:
        self.arranged = None
        self.figures.setText(tr("There is no such list"))
        self.remarks.setText(complaint(error))

    def _take(self) -> None:
        if self.arranged is not None and self.take.isEnabled():
            self.taken.emit(list(self.arranged.ids), tr("Arrange by rules"))
            self.accept()

    def _stop(self, _result: int) -> None:
        self._timer.stop()
        # searches are for the songs at hand: next time they would leave songs out that nobody thinks of
        must = tuple(dict.fromkeys((*self.must.references(), *self._remembered)))[: playlist_rules.MOST_MUST]
        rules = playlist_rules.stored(replace(self.rows.rules(), only="", never="", must=must))
        self._state.set_settings(replace(self._state.settings, arrange_rules=rules))
        self._state.jobs.cancel(Job.PLAYLIST_ARRANGE)
        for job in (Job.PLAYLIST_LABELS, Job.PLAYLIST_REMEMBERED, Job.PLAYLIST_MUST):
            self._state.jobs.cancel(job)


def _chart(
    title: str, now: Sequence[float], before: Sequence[float], wanted: Sequence[float], size: Size
) -> Chart:
    return along_a_list(title, size, now, before, wanted)
