"""The tags of the selected songs, to be edited together: what differs stays unless it is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from organizer.base import tempo_and_key
from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.base.model import EDITABLE_FIELDS, Changes, IntArray, Progress, TagEdit, Track
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import WRITES_FILES, Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.tags import drafts, jobs
from organizer.ui.tags.fields import LineField, TextField
from organizer.ui.tags.jobs import Ids
from organizer.ui.tags.more_fields import MoreFields
from organizer.ui.tags.suggestion_lines import SuggestionLines
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.diff_dialog import DiffDialog
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP, ElidedLabel
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.helper import Helper
from organizer.work.insight import suggesting
from organizer.work.insight.suggesting import Suggestion
from organizer.work.jobs import JobContext
from organizer.work.tags import describing
from organizer.work.tags.estimates import Field
from organizer.work.tags.tagging import Diff, EditResult

#: Up to so many songs are read at once on the GUI thread, more by a job.
_AT_ONCE = 50

_FAILURES_SHOWN = 4


class TagEditor(QWidget):
    """Edits wait here until they are reviewed; a change of the selection loses none of them."""

    unsaved_changed = Signal()

    def __init__(
        self, state: AppState, parent: QWidget | None = None, *, helper: Helper | None = None
    ) -> None:
        """``helper``: the process that suggests; without one that is done here."""
        super().__init__(parent)
        self._state, self._helper = state, helper
        self._ids: Ids = ()
        self._pending: dict[Ids, dict[str, str]] = {}
        self._set_aside: dict[Ids, dict[str, str]] = {}  #: of songs that left the library
        self._noted: dict[Ids, dict[str, str]] = {}  #: of which ``unsaved_changed`` gave notice last
        self._dialog: DiffDialog | None = None
        self._writing: Ids = ()
        self._refusal = ""  #: why the changes could not be reviewed or written
        self._build()
        state.selection_changed.connect(self._selection_changed)
        state.library_changed.connect(self._library_changed)
        state.groups_changed.connect(self._show_buttons)
        state.jobs.job_started.connect(self._show_buttons)
        state.jobs.job_ended.connect(self._job_ended)
        state.jobs.job_progressed.connect(self._job_progressed)
        self._selection_changed(state.selection, "")

    # what others ask for

    @property
    def unsaved(self) -> int:
        """How many songs have changes that were not written yet."""
        return len({track_id for ids in self._pending for track_id in ids})

    def edits(self) -> dict[Ids, dict[str, str]]:
        """The changes that were not written yet, by the songs that they are for."""
        return {ids: dict(values) for ids, values in self._pending.items()}

    def restore(self, edits: Mapping[Ids, Mapping[str, str]]) -> None:
        """Take up changes that an earlier session left unsaved."""
        self._pending = {ids: dict(values) for ids, values in edits.items()} | self._pending
        self._reload()

    @property
    def dialog(self) -> DiffDialog | None:
        """The review at hand."""
        return self._dialog

    def review(self) -> None:
        """Show what all unsaved changes would do; write them when that is confirmed."""
        reviewed = self.edits()
        if reviewed:
            label = jobs.label_of(reviewed)
            self._preview(lambda db: jobs.edits_of(db, reviewed), label, reviewed)

    def enter(self, changes: Mapping[int, Mapping[str, str | None]]) -> None:
        """Take up what another view enters for single songs: texts of fields; None takes a change back."""
        self._forget_refusal()
        self._pending = drafts.entered(self._pending, changes)
        self._reload()

    def discard(self) -> None:
        """Drop all unsaved changes."""
        self._pending.clear()
        self._reload()

    def fill_from_groups(self, field: str) -> None:
        """Write the name of each song's group as its "genre" or "grouping", after a review."""
        ids = self._ids
        what = describing.Wanted("group", field)
        self._preview(lambda db: jobs.written_edits(db, ids, what), jobs.label_of_groups(field, len(ids)), {})

    def fill_from_analysis(self, *fields: Field, replace: bool = False) -> None:
        """Write the estimated tempo as BPM, the estimated key as key, after a review: where tags tell none,
        or in place of what they tell."""
        ids = self._ids
        label = jobs.label_of_estimates(fields, len(ids))
        notation = self._state.settings.key_notation
        self._preview(
            lambda db: jobs.estimated_edits(db, ids, fields, replace=replace, notation=notation), label, {}
        )

    def write_suggestions(self, suggested: Sequence[Suggestion]) -> None:
        """Write what the person accepted of what was suggested, after a review."""
        if suggested:
            label = jobs.label_of_suggestions(suggested[0].field, len(suggested))
            self._preview(lambda db: suggesting.edits(db, suggested), label, {})

    def write_field(self, ids: Sequence[int], what: describing.Wanted) -> None:
        """Write what the analysis, groups or regions say of songs into a field, after a review."""
        songs = tuple(ids)
        label = jobs.label_of_field(what, len(songs))
        self._preview(lambda db: jobs.written_edits(db, songs, what), label, {})

    def write_edits(self, make: Callable[[Database], Sequence[TagEdit]], label: str) -> None:
        """Write edits that another view makes, after a review."""
        self._preview(make, label, {})

    # pieces

    def _build(self) -> None:
        self.head = ElidedLabel()
        font = self.head.font()
        font.setBold(True)
        self.head.setFont(font)

        self._make_bar()
        self._make_form()
        self.empty = EmptyView(tr("Select songs in the table or on the map to edit their tags."))
        self.failures = Label()
        self.failures.setWordWrap(True)
        self.failures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.failures.setAccessibleName(tr("Files that could not be written"))
        self.failures.hide()

        self.fill_button = QPushButton(tr("Fill from analysis"))
        self.fill_button.setToolTip(tr("Write what the analysis says into the tags, after a review"))
        self.fill_button.setAccessibleName(tr("Fill tags from analysis"))
        self.fill_button.setMenu(self._fill_menu())
        self.apply_button = _button(tr("Apply…"), tr("Review the changes, then write them"), self.review)
        buttons = QHBoxLayout()
        buttons.addWidget(self.fill_button)
        buttons.addStretch(1)
        buttons.addWidget(self.apply_button)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP, STEP, STEP, STEP)
        layout.setSpacing(STEP)
        layout.addWidget(self.bar)
        layout.addWidget(self.head)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.failures)
        layout.addLayout(buttons)

    def _make_bar(self) -> None:
        """What says that there are unsaved changes to other songs."""
        self.bar = QFrame()
        self.bar.setFrameShape(QFrame.Shape.StyledPanel)
        self.bar_text = Label()
        self.bar_text.setWordWrap(True)
        self.bar_review = _button(tr("Review…"), tr("See what the unsaved changes would do"), self.review)
        self.bar_discard = _button(tr("Discard"), tr("Drop all unsaved changes"), self.discard)
        bar_buttons = QHBoxLayout()
        bar_buttons.addStretch(1)
        bar_buttons.addWidget(self.bar_review)
        bar_buttons.addWidget(self.bar_discard)
        bar = QVBoxLayout(self.bar)
        bar.setContentsMargins(STEP, STEP, STEP, STEP)
        bar.setSpacing(STEP // 2)
        bar.addWidget(self.bar_text)
        bar.addLayout(bar_buttons)

    def _make_form(self) -> None:
        """A field for each tag."""
        self.fields: dict[str, LineField | TextField] = {}
        self.form = QWidget()
        form = QFormLayout(self.form)
        form.setContentsMargins(0, 0, STEP // 2, 0)
        form.setHorizontalSpacing(STEP)
        form.setVerticalSpacing(STEP // 2 + 2)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name in EDITABLE_FIELDS:
            field = TextField(name) if name == "comment" else LineField(name)
            field.edited.connect(self._edited)
            # room for the longest label when it is bold and marked, so that nothing jumps
            field.label.setMinimumWidth(self.fontMetrics().horizontalAdvance("Album artist • "))
            field.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.fields[name] = field
        self.suggested = SuggestionLines(self._state, self._helper, self.fields, self)
        for name, field in self.fields.items():
            form.addRow(field.label, next((w for n, w in self.suggested.lines.items() if n == name), field))
        self.more = MoreFields(self._state)
        self.more.edited.connect(self._edited)
        form.addRow(self.more)
        self.area = QScrollArea()
        self.area.setWidget(self.form)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)

    def _fill_menu(self) -> QMenu:
        menu = QMenu(self)
        self._group_actions = [
            menu.addAction(tr("Group’s name as genre"), lambda: self.fill_from_groups("genre")),
            menu.addAction(tr("Group’s name as grouping"), lambda: self.fill_from_groups("grouping")),
        ]
        menu.addSeparator()
        self._add_estimates(menu)
        replacing = menu.addMenu(tr("In place of what tags have"))
        self._add_estimates(replacing, replace=True)
        return menu

    def _add_estimates(self, menu: QMenu, *, replace: bool = False) -> None:
        fill = self.fill_from_analysis
        menu.addAction(tr("Tempo as BPM (estimate)"), lambda: fill("bpm", replace=replace))
        menu.addAction(tr("Key as key (estimate)"), lambda: fill("key", replace=replace))
        menu.addAction(tr("Tempo and key (estimates)"), lambda: fill("bpm", "key", replace=replace))

    # the songs at hand

    def _selection_changed(self, ids: IntArray, _source: str) -> None:
        self._ids = tuple(ids.tolist())
        self.failures.hide()
        self._reload()

    def _library_changed(self, changes: Changes) -> None:
        gone = set(changes.removed)
        self._take_back(set(changes.added))
        if gone:
            self._set_aside |= {ids: v for ids, v in self._pending.items() if not gone.isdisjoint(ids)}
            self._pending = {
                left: values
                for ids, values in self._pending.items()
                if (left := tuple(i for i in ids if i not in gone))
            }
            self._ids = tuple(i for i in self._ids if i not in gone)
        if gone or not set(self._ids).isdisjoint(changes.updated):
            self._reload()

    def _take_back(self, added: set[int]) -> None:
        """Songs that had left the library are there again, and so is what was entered for them."""
        for ids in [ids for ids in self._set_aside if not added.isdisjoint(ids)]:
            values = self._set_aside.pop(ids)
            rest = tuple(i for i in ids if i not in added)
            if self._pending.get(rest) == values:
                del self._pending[rest]
            self._pending.setdefault(ids, values)
            self._reload()

    def _reload(self) -> None:
        self.head.set_whole(plural("{n} song", "{n} songs", len(self._ids)) if self._ids else "")
        if len(self._ids) <= _AT_ONCE:
            self._state.jobs.cancel(Job.TAGS_LOAD)
            self._show(jobs.common(JobContext(), self._state.db, self._ids))
        else:
            self.form.setEnabled(False)
            self._state.jobs.start(
                Job.TAGS_LOAD,
                jobs.common,
                self._state.db,
                self._ids,
                on_result=self._show,
                on_error=self._failed,
            )
        self._show_buttons()

    def _show(self, common: jobs.Common) -> None:
        if common.ids != self._ids:
            return
        self.form.setEnabled(True)
        pending = self._pending.get(self._ids, {})
        for name, field in self.fields.items():
            field.show_value(common.values.get(name, ""), pending.get(name))
        self.more.show_songs(self._ids, {n: text for n, text in pending.items() if n not in self.fields})
        self._show_estimates(common.first if len(self._ids) == 1 else None)
        if len(self._ids) == 1 and common.first is not None:
            self.head.set_whole(common.first.label)
        self.suggested.songs_shown(common)
        self._show_buttons()

    def _show_estimates(self, song: Track | None) -> None:
        """Beside the fields of tempo and key, what was estimated and how the tag lies to it."""
        for name, shown in (("bpm", tempo_and_key.tempo), ("key", tempo_and_key.key)):
            if song is None:
                self.fields[name].hint("")
            else:
                known = shown(song)
                self.fields[name].hint(known.tip, known.text if known.source == "estimate" else "")

    def _edited(self) -> None:
        self._forget_refusal()
        values = {name: field.after for name, field in self.fields.items() if field.after is not None}
        values |= self.more.changes()
        if values:
            self._pending[self._ids] = values
        else:
            self._pending.pop(self._ids, None)
        self._show_buttons()

    def _show_buttons(self, *_: object) -> None:
        busy = _busy(self._state)
        some = bool(self._ids)
        if self._pending != self._noted:
            self._noted = self.edits()
            self.unsaved_changed.emit()
        elsewhere = {i for ids in self._pending if ids != self._ids for i in ids}
        self.bar.setVisible(bool(elsewhere))
        self.bar_text.setText(
            plural("Unsaved changes to {n} song", "Unsaved changes to {n} songs", len(elsewhere))
        )
        self.bar_review.setEnabled(not busy)
        self.bar_discard.setEnabled(not busy)
        self.area.setVisible(some)
        self.head.setVisible(some)
        self.empty.setVisible(not some)
        self.fill_button.setEnabled(some and not busy)
        self.apply_button.setEnabled(self._ids in self._pending and not busy)
        if not busy:
            self.apply_button.setText(tr("Apply…"))
        for action in self._group_actions:
            action.setEnabled(self._state.grouping is not None)

    # review and writing

    def _preview(
        self, make: Callable[[Database], Sequence[TagEdit]], label: str, reviewed: dict[Ids, dict[str, str]]
    ) -> None:
        if not _busy(self._state):
            self._forget_refusal()
            self._state.jobs.start(
                Job.TAGS_PREVIEW,
                jobs.previewed,
                self._state.db,
                make,
                on_result=lambda preview: self._ask(preview, label, reviewed),
                owner=self,
                on_error=self._failed,
            )

    def _ask(self, preview: jobs.Preview, label: str, reviewed: dict[Ids, dict[str, str]]) -> None:
        diffs = preview.diffs
        if not diffs:
            self._state.message.emit(tr("Nothing would change"), "info")
            self._done(reviewed)
            return
        note = ""
        if preview.linked and not self._state.settings.keep_hard_links:
            note = plural(
                "{n} file of these has other names (hard links), which keep the old tags; the "
                "settings can change that.",
                "{n} files of these have other names (hard links), which keep the old tags; the "
                "settings can change that.",
                preview.linked,
            )
        self._dialog = DiffDialog(diffs, self, note=note)
        self._dialog.accepted.connect(lambda: self._apply(diffs, label, reviewed))
        self._dialog.finished.connect(self._closed)
        self._dialog.open()

    def _closed(self) -> None:
        self._dialog = None

    def _apply(self, diffs: Sequence[Diff], label: str, reviewed: dict[Ids, dict[str, str]]) -> None:
        if _busy(self._state):
            self._state.message.emit(tr("Tags are being written: try again when that is done"), "warning")
            return
        # the button that had the keyboard turns grey; from here Ctrl+Z takes back what is being written
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._writing = tuple(dict.fromkeys(diff.track_id for diff in diffs))
        self._state.jobs.start(
            Job.TAGS_APPLY,
            jobs.applied,
            self._state.db,
            diffs,
            label,
            self._state.settings.keep_hard_links,
            on_result=lambda result: self._applied(result, diffs, reviewed),
            on_error=self._failed,
            owner=self,
        )

    def _done(self, reviewed: dict[Ids, dict[str, str]]) -> None:
        """These are no longer unsaved, unless they were changed again meanwhile."""
        for ids, values in reviewed.items():
            if self._pending.get(ids) == values:
                del self._pending[ids]
        self._reload()

    def _applied(
        self, result: EditResult, diffs: Sequence[Diff], reviewed: dict[Ids, dict[str, str]]
    ) -> None:
        reasons = dict(result.failed)
        failed = {diff.track_id for diff in diffs if diff.path in reasons}
        for ids, values in reviewed.items():
            if self._pending.get(ids) == values:
                del self._pending[ids]
                rest = tuple(i for i in ids if i in failed)
                if rest:  # what could not be written is still to be written
                    self._pending[rest] = values
        self._state.change_library(result.changes)
        self._reload()
        written = plural("Tags written to {n} file", "Tags written to {n} files", result.done)
        if failed:
            lines = [f"{printable(path)}: {reason}" for path, reason in result.failed]
            shown = lines[:_FAILURES_SHOWN]
            if len(lines) > len(shown):
                shown.append(tr("… and {n} more", n=len(lines) - len(shown)))
            self.failures.setText(
                "\n".join((plural("{n} file not written:", "{n} files not written:", len(failed)), *shown))
            )
            self.failures.setToolTip(plain("\n".join(lines[:50])))
            self.failures.show()
            self._state.message.emit(
                plural(
                    "{written}; {n} could not be written",
                    "{written}; {n} could not be written",
                    len(failed),
                    written=written,
                ),
                "warning",
            )
        else:
            self.failures.hide()
            self._state.message.emit(written, "info")

    def _failed(self, error: Exception) -> None:
        self.form.setEnabled(True)
        self._refusal = complaint(error)
        self.failures.setText(self._refusal)
        self.failures.setToolTip("")
        self.failures.show()  # near the field that is to be mended: the line at the bottom passes
        self._state.message.emit(self._refusal, "error")

    def _forget_refusal(self) -> None:
        """What was refused is being mended."""
        if self._refusal:
            self._state.message_over.emit(self._refusal)
            self._refusal = ""
            self.failures.hide()

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job == Job.TAGS_APPLY and ending.cancelled:
            self._state.message.emit(tr("Stopped: the files not yet written are as they were"), "info")
            self._state.change_library(Changes(updated=self._writing))
        self._show_buttons()

    def _job_progressed(self, job: Job, progress: Progress) -> None:
        if job == Job.TAGS_APPLY and progress.total:
            self.apply_button.setText(
                tr("Writing {done} of {total}", done=progress.done, total=progress.total)
            )


def _button(text: str, tip: str, clicked: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: clicked())
    return button


def _busy(state: AppState) -> bool:
    """Whether files are being written now: one writing at a time."""
    return any(state.jobs.running(job) for job in WRITES_FILES)
