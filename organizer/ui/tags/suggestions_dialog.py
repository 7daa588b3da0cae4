"""The songs without a genre or mood, and what is suggested for each: accepted, rejected, or left alone.
Stays open beside the window; what is accepted is reviewed and written as any other edit of tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import tr
from organizer.base.model import FIELD_LABELS, Changes
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.suggestions import FIELDS, Field
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.tags.suggestions_model import LIKE, SURE, VALUE, Row, SuggestionsModel
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label
from organizer.ui.widgets.row_table import row_table, set_widths
from organizer.work.helper import Helper
from organizer.work.insight import evaluation_words, suggesting, suggestion_tasks
from organizer.work.insight.suggesting import Suggestions
from organizer.work.jobs import JobContext

#: More songs than these nobody goes through; the surest are listed.
_MOST = 5_000
#: Changes of the library are looked at together: milliseconds.
_SOON = 500

_WIDTHS = {VALUE: 130, SURE: 64, LIKE: 220}


@dataclass(frozen=True, slots=True)
class _Listed:
    """What is suggested, with the songs as they are shown."""

    result: Suggestions
    rows: tuple[Row, ...]


class _Table(QTableView):
    """Space, Delete and Enter are about all rows that are selected."""

    toggled = Signal()
    rejected = Signal()
    played = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        call = {
            Qt.Key.Key_Space: self.toggled,
            Qt.Key.Key_Delete: self.rejected,
            Qt.Key.Key_Return: self.played,
            Qt.Key.Key_Enter: self.played,
        }.get(Qt.Key(event.key()))
        if call is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            call.emit()


class SuggestionsDialog(Dialog):
    """Not modal. Space accepts the selected rows, Delete rejects them, Enter plays one."""

    write_requested = Signal(object)  #: the suggestions that the person accepts

    def __init__(self, state: AppState, helper: Helper | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Suggested genres and moods"))
        self.resize(1000, 560)
        self._state, self._helper = state, helper
        self._ids: tuple[int, ...] | None = None
        self._listed: _Listed | None = None
        self._stale = False
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.search)
        state.library_changed.connect(self._library_changed)
        state.jobs.job_ended.connect(self._job_ended)

    @property
    def field(self) -> Field:
        """What is suggested: genre or mood."""
        chosen: Field = self.choice.currentData()
        return chosen

    def look(self, field: Field | None = None, ids: Sequence[int] | None = None) -> None:
        """Show what is suggested for all songs, or for some."""
        if field is not None:
            self.choice.setCurrentIndex(FIELDS.index(field))
        self._ids = None if ids is None else tuple(ids)
        self.search()

    def search(self) -> None:
        """Find suggestions; what runs still is finished first."""
        if self._state.jobs.running(Job.SUGGESTIONS):
            self._stale = True  # to cancel it would end the helper's process
            return
        self._stale = False
        field, ids = self.field, self._ids
        self._state.jobs.start(
            Job.SUGGESTIONS,
            _list,
            self._state.db,
            self._helper,
            field,
            ids,
            on_result=self._show,
            on_error=self._failed,
            owner=self,
        )
        self._show_state()

    # pieces

    def _build(self) -> None:
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("What is suggested"))
        self.choice.setToolTip(tr("What is suggested"))
        for name in FIELDS:
            self.choice.addItem(FIELD_LABELS[name], name)
        self.choice.activated.connect(lambda _at: self.look(ids=self._ids))
        self.every = QPushButton(tr("&Show all songs"))
        self.every.setToolTip(tr("Not only the songs that were selected"))
        self.every.setAutoDefault(False)
        self.every.clicked.connect(lambda: self.look())
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.summary.setAccessibleName(tr("What came of it"))
        self._make_table()
        head = QHBoxLayout()
        head.setSpacing(2 * STEP)
        head.addWidget(self.choice)
        head.addWidget(self.summary, 1)
        head.addWidget(self.every)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(STEP)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._make_buttons())

    def _make_table(self) -> None:
        self.model = SuggestionsModel(self)
        self.table = _Table()
        row_table(self.model, tr("Songs and what is suggested for them"), self.table)
        set_widths(self.table, _WIDTHS)
        self.table.horizontalHeader().setSortIndicator(SURE, Qt.SortOrder.DescendingOrder)
        self.table.setSortingEnabled(True)
        self.table.doubleClicked.connect(lambda _index: self._play())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.table.toggled.connect(self._toggle)
        self.table.rejected.connect(self.reject_selected)
        self.table.played.connect(self._play)
        self.empty = EmptyView.over(self.table)
        self.model.accepted_changed.connect(self._show_state)

    def _make_buttons(self) -> QHBoxLayout:
        self.least = QSpinBox()
        self.least.setRange(round(suggesting.LEAST * 100), 99)
        self.least.setValue(round(suggesting.SURE * 100))
        self.least.setSuffix(" %")
        self.least.setAccessibleName(tr("How sure what is accepted must be"))
        self.least.setToolTip(tr("80 %: four in five are right"))
        self.accept_button = _button(
            tr("&Accept all from"), tr("Accept every suggestion that is at least so sure")
        )
        self.accept_button.clicked.connect(lambda: self.model.accept_from(self.least.value() / 100))
        self.reject_button = _button(
            tr("&Reject"), tr("Wrong: do not suggest it for these songs again (Delete)")
        )
        self.reject_button.clicked.connect(self.reject_selected)
        self.write_button = _button(
            tr("&Write…"), tr("Review what was accepted, then write it into the files")
        )
        self.write_button.clicked.connect(self._write)
        close = _button(tr("Close"), tr("Close; nothing is written"))
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self.accept_button)
        row.addWidget(self.least)
        row.addSpacing(2 * STEP)
        row.addWidget(self.reject_button)
        row.addStretch(1)
        row.addWidget(self.write_button)
        row.addWidget(close)
        return row

    # what is shown

    def _show(self, listed: _Listed) -> None:
        if listed.result.field != self.field:
            return
        self._listed = listed
        self.model.show_rows(listed.rows)
        if listed.rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.clearSelection()
        self._show_state()

    def _show_state(self) -> None:
        running, accepted = self._state.jobs.running(Job.SUGGESTIONS), self.model.accepted
        rows = self.model.rowCount()
        self.every.setVisible(self._ids is not None)
        self.accept_button.setEnabled(bool(rows))
        self.least.setEnabled(bool(rows))
        self.reject_button.setEnabled(bool(self._places()))
        self.write_button.setEnabled(bool(accepted))
        self.write_button.setText(tr("&Write {n}…", n=len(accepted)) if accepted else tr("&Write…"))
        self.empty.setVisible(not rows)
        if self._listed is None or self._listed.result.field != self.field:
            self.summary.setText("")
            self.empty.say(
                tr("Comparing the songs without one with those that you tagged …") if running else ""
            )
            return
        result = self._listed.result
        words = suggesting.in_words(result)
        if result.reliability is not None:
            words += f" {evaluation_words.reliability_in_words(result.reliability)}"
        if len(result.suggested) > _MOST:
            words = f"{words} {tr('The surest {n} are listed.', n=_MOST)}"
        nothing = tr("Nothing is suggested: no song sounds enough like those that you tagged.")
        self.summary.setText(words if rows else "")
        self.empty.say(words if result.why or not result.without else f"{nothing} {words}")

    def _failed(self, error: Exception) -> None:
        self._listed = None
        self.model.show_rows(())
        self.empty.say(complaint(error))

    # what the person does

    def _places(self) -> list[int]:
        return [index.row() for index in self.table.selectionModel().selectedRows()]

    def _selected(self) -> None:
        ids = [self.model.row(at).suggestion.track_id for at in self._places()]
        if ids:
            self._state.select(ids, "suggestions")
        self.reject_button.setEnabled(bool(ids))

    def _toggle(self) -> None:
        current = self.table.currentIndex()
        self.model.toggle(self._places() or ([current.row()] if current.isValid() else []))

    def _play(self) -> None:
        if self.table.currentIndex().isValid():
            row = self.model.row(self.table.currentIndex().row())
            self._state.play_requested.emit(row.suggestion.track_id)

    def reject_selected(self) -> None:
        """Remember that what is suggested for the selected songs is wrong."""
        places = self._places()
        if places:
            self._answer([self.model.row(at).suggestion for at in places], accepted=False)
            self.model.drop(places)

    def _write(self) -> None:
        accepted = self.model.accepted
        self._answer(accepted, accepted=True)
        self.write_requested.emit(accepted)

    def _answer(self, suggested: Sequence[suggesting.Suggestion], *, accepted: bool) -> None:
        self._state.jobs.start(
            Job.SUGGESTIONS_ANSWER,
            suggestion_tasks.answer,
            self._state.db,
            self.field,
            suggested,
            accepted,
            on_error=self._state.complain,
        )

    def _library_changed(self, _changes: Changes) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job == Job.SUGGESTIONS:
            self._show_state()
            if self._stale and self.isVisible():
                self.search()


def _list(
    context: JobContext, db: Database, helper: Helper | None, field: Field, ids: tuple[int, ...] | None
) -> _Listed:
    result = suggestion_tasks.find(context, db, helper, field, ids)
    some = result.suggested[:_MOST]
    wanted = {i for one in some for i in (one.track_id, *one.reasons)}
    songs = {song.id: song for song in tracks.get_many(db, wanted)}
    rows = []
    for one in some:
        song = songs.get(one.track_id)
        if song is not None:
            like = "; ".join(songs[i].label for i in one.reasons if i in songs)
            rows.append(Row(one, song.title, song.artist, song.album, like))
    return _Listed(result, tuple(rows))


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoDefault(False)
    return button
