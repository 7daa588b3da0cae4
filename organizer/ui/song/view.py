"""The *Song* view: the parts of the song that is selected or plays, and ways between them."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.base.model import Changes, Progress, Track
from organizer.library import tracks
from organizer.pictures.structure import write_structure
from organizer.ui.song.canvas import MatrixCanvas, WaveCanvas
from organizer.ui.song.parts import PartsList
from organizer.ui.song.work import SongWork
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import ask_where
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP, ElidedLabel, ExportButton, IconButton, clock, next_turn
from organizer.ui.widgets.plain_text import Label
from organizer.work.analysis import structuring
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.structure.parts import Structure
    from organizer.ui.sound.player import Player

#: A selection that moves on, or a number that is changed again, within this time (ms) is not followed.
_REST = 250
#: After so many milliseconds the view says what it waits for.
_PATIENCE = 120
#: "Previous" goes to the start of the part at hand if it has sounded for longer than this, in seconds.
_SETTLED = 2.0
_MOST_PARTS = 8
_SHORT = 8.0  #: seconds under which a song is not divided
_EXPORTS = (("cue", tr("Cue sheet…")), ("txt", tr("Audacity labels…")), ("png", tr("Picture…")))
_EXPLAINED = tr(
    "Light: moments that sound alike. A light line beside the diagonal is something that is played again; "
    "a light square is a part that stays as it is."
)


class SongView(QWidget):
    """Follows what was selected or began to play last. Listens only while it is on the screen."""

    structure_changed = Signal()  #: other parts are shown, or none
    table_requested = Signal()  #: the empty view's button
    rescan_requested = Signal()  #: the button for songs that are away

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.work = SongWork(state, self)
        self.player: Player | None = None
        self.track: Track | None = None  #: the song that is shown, or is to be
        self.structure: Structure | None = None
        self._chosen_id = state.current_track
        if len(state.selection):
            self._chosen_id = int(state.selection[0])
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._load)
        self._number = QTimer(self, singleShot=True, interval=_REST)
        self._number.timeout.connect(self._find)
        self._wait = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._wait.timeout.connect(self._show_waiting)
        self._build()
        self._show_message("")
        state.selection_changed.connect(self._selection_changed)
        state.current_track_changed.connect(self._playing_changed)
        state.library_changed.connect(self._library_changed)
        state.jobs.job_progressed.connect(self._progressed)
        self.work.ready.connect(self._show)
        self.work.failed.connect(self._complain)
        self.work.cancelled.connect(self._stopped)

    # -- the pieces

    def _build(self) -> None:
        self.message = EmptyView()
        self.whole = QWidget()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.message)
        self.pages.addWidget(self.whole)
        self.bar = QWidget()
        self.bar.setLayout(self._make_bar())
        self._fill_whole()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.pages, 1)
        self.setFocusProxy(self.wave)

    def _make_bar(self) -> QHBoxLayout:
        """Which song it is, how many parts, and what can be done with them."""
        self.title = ElidedLabel()
        self.title.setAccessibleName(tr("Song"))
        bold = self.title.font()
        bold.setBold(True)
        self.title.setFont(bold)
        self.count = Label()
        self.count.setAccessibleName(tr("How many parts there are"))
        self.count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.number = QSpinBox()
        self.number.setRange(1, _MOST_PARTS)
        self.number.setSpecialValueText(tr("Parts: auto"))
        self.number.setPrefix(tr("Parts: "))
        self.number.setAccessibleName(tr("Number of different parts"))
        self.number.setToolTip(tr("How many different parts the song has; auto finds it"))
        self.number.valueChanged.connect(lambda _: self._number.start())
        self.previous = IconButton(
            "skip-backward-outline", tr("Previous part"), tr("Previous part (Ctrl+Shift+Left)")
        )
        self.next = IconButton("skip-forward-outline", tr("Next part"), tr("Next part (Ctrl+Shift+Right)"))
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.export_button = ExportButton(
            _EXPORTS,
            self._ask_export,
            name=tr("Export the parts"),
            tip=tr("Save the parts as a cue sheet, as labels for Audacity or as a picture"),
        )
        bar = QHBoxLayout()
        bar.setContentsMargins(STEP, STEP // 2, STEP, 0)
        bar.setSpacing(STEP)
        bar.addWidget(self.title, 1)
        for widget in (self.count, self.number, self.previous, self.next, self.export_button):
            bar.addWidget(widget)
        return bar

    def _fill_whole(self) -> None:
        """The pictures of the song, and the list of its parts."""
        self.wave, self.matrix = WaveCanvas(), MatrixCanvas()
        self.matrix.setToolTip(_EXPLAINED)
        for canvas in (self.wave, self.matrix):
            canvas.jump_requested.connect(self.jump)
        self.list = PartsList()
        self.list.part_chosen.connect(lambda part: self._jump_to(part))
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.setAccessibleName(tr("Note"))
        self.note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, STEP, STEP // 2)
        right.addWidget(self.list, 1)
        right.addWidget(self.note)
        grid = QGridLayout(self.whole)
        grid.setContentsMargins(0, 0, 0, STEP // 2)
        grid.setSpacing(STEP // 2)
        grid.addWidget(self.wave, 0, 0, 1, 2)
        grid.addWidget(self.matrix, 1, 0)
        grid.addLayout(right, 1, 1)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(1, 2)
        grid.setColumnStretch(1, 1)

    # -- which song

    def follow(self, player: Player) -> None:
        """Show where this player is, and play there on a click."""
        self.player = player
        player.position_changed.connect(self._follow_player)
        player.playing_changed.connect(self._follow_player)
        player.availability_changed.connect(self._tell)
        self._follow_player()

    def close_work(self) -> None:
        """At the end of the program, when all jobs have ended."""
        self.work.close()

    @property
    def is_current(self) -> bool:
        """Whether the parts of the chosen song are shown."""
        return self.structure is not None and self.track is not None and self.track.id == self._chosen_id

    def showEvent(self, event: QShowEvent) -> None:
        if self._chosen_id is None:
            self.work.get_ready()
        if not self.is_current:
            self._rest.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        if self.structure is None:
            self.work.cancel()  # nobody looks; it begins again when somebody does

    def _selection_changed(self, ids: object, _source: str) -> None:
        chosen = [int(i) for i in self._state.selection[:1]]
        current = self._state.current_track
        if current is not None and (not chosen or current in self._state.selection):
            chosen = [current]
        self._want(chosen[0] if chosen else None)

    def _playing_changed(self, current: int | None) -> None:
        if current is not None:
            self._want(current)

    def _want(self, track_id: int | None) -> None:
        if track_id != self._chosen_id:
            self._chosen_id = track_id
            self._rest.start(_REST)

    def _library_changed(self, changes: Changes) -> None:
        changed = (*changes.updated, *changes.removed, *changes.added)
        if self._chosen_id is None or self._chosen_id not in changed:
            return
        before = self.track
        rows = tracks.get_many(self._state.db, [self._chosen_id])
        same = before is not None and bool(rows) and SongWork.key(rows[0]) == SongWork.key(before)
        if before is not None and same and rows[0].away == before.away:
            self.track = rows[0]
            self.title.set_whole(rows[0].label)
        else:
            self._show_structure(None)
            self._rest.start(_REST)

    def _load(self) -> None:
        """Go to the song that is chosen."""
        if not self.isVisible() or self.is_current:
            return
        rows = tracks.get_many(self._state.db, [self._chosen_id]) if self._chosen_id is not None else []
        self.track = rows[0] if rows else None
        self._show_structure(None)
        self.work.cancel()
        if self.track is None:
            self._show_message(
                tr("Select a song to see its parts."), tr("Go to the songs"), self.table_requested.emit
            )
        elif not self.track.has_file:
            text = tr(
                "“{song}” is known from a table alone: there is no file to analyze.", song=self.track.label
            )
            self._show_message(text)
        elif self.track.away:
            place = os.path.dirname(printable(self.track.path))
            self._show_message(
                tr(
                    "“{song}” is away: its file is not in {place} now. Connect the disk, or add the "
                    "folder where it is.",
                    song=self.track.label,
                    place=place,
                ),
                tr("Look again"),
                self.rescan_requested.emit,
            )
        else:
            self.number.blockSignals(True)
            self.number.setValue(self.work.parts_of(self.track) or 1)
            self.number.blockSignals(False)
            self._find()

    # -- its parts

    @property
    def _parts(self) -> int | None:
        return self.number.value() if self.number.value() > 1 else None

    def _find(self) -> None:
        self._number.stop()
        if self.track is None or not self.track.has_file:
            return
        if not self.work.ask(self.track, self._parts) and self.structure is None:
            self._wait.start()  # what the library has is there before one could read that it is looked for

    def _show_waiting(self) -> None:
        if self.structure is None and self.track is not None and self._state.jobs.running(Job.SONG_PARTS):
            self._show_message(
                tr("Analyzing “{song}” …", song=self.track.label), tr("Cancel"), self.work.cancel
            )
            self.message.show_progress(0, 0)

    def _progressed(self, job: Job, progress: Progress) -> None:
        if job != Job.SONG_PARTS or self.structure is not None or self.track is None:
            return
        if self._wait.isActive():
            self._wait.stop()
            self._show_waiting()
        ended = progress.total and progress.done >= progress.total
        analyzing = tr(
            "Analyzing “{song}”: {done} of {total}",
            song=self.track.label,
            done=clock(progress.done),
            total=clock(progress.total),
        )
        self.message.sentence.setText(
            tr("Finding the parts of “{song}” …", song=self.track.label) if ended else analyzing
        )
        self.message.show_progress(progress.done, 0 if ended else progress.total)

    def _stopped(self) -> None:
        if self.structure is None and self.isVisible() and self.track is not None:
            text = tr("Stopped before all of “{song}” was analyzed.", song=self.track.label)
            self._show_message(text, tr("Go on"), self._find)

    def _complain(self, error: Exception) -> None:
        self._show_structure(None)
        self._show_message(complaint(error), tr("Try again"), self._find)

    def _show(self, structure: Structure) -> None:
        self._show_structure(structure)
        self.title.set_whole(self.track.label if self.track is not None else "")
        self._follow_player()
        self._tell()

    def _show_structure(self, structure: Structure | None) -> None:
        self.structure = structure
        for canvas in (self.wave, self.matrix):
            canvas.set_cursor(None)
            canvas.show_structure(structure)
        self.list.show_structure(None)
        if structure is not None:
            next_turn(self, lambda: self._list_parts(structure))  # hundreds of them take a frame
            self.pages.setCurrentWidget(self.whole)
            several = len(structure.starts) > 1
            for widget in (self.previous, self.next, self.export_button, self.number):
                widget.setEnabled(True)
            self.previous.setEnabled(several)
            self.next.setEnabled(several)
            self.bar.show()
        self.structure_changed.emit()

    def _list_parts(self, structure: Structure) -> None:
        if structure is self.structure:
            self.list.show_structure(structure)
            if self.wave.cursor_at is not None:
                self.list.set_part(self.wave.part_at(self.wave.cursor_at))

    def _tell(self) -> None:
        """In words: how many parts, why there is only one, why there is no sound."""
        structure = self.structure
        if structure is None:
            return
        kinds, all_ = len(set(structure.labels)), len(structure.labels)
        notes = []
        if self.player is not None and self.player.reason:
            notes.append(tr("{reason}. A click still shows the place.", reason=self.player.reason))
        if all_ > 1:
            self.count.setText(
                plural("{n} part, {kinds} different", "{n} parts, {kinds} different", all_, kinds=kinds)
            )
        else:
            self.count.setText(tr("one part"))
            if float(structure.wave.max()) < 1e-4:
                notes.append(tr("There is nothing but silence."))
            elif structure.duration < _SHORT:
                notes.append(
                    plural(
                        "Less than {n} second is not divided.",
                        "Less than {n} seconds are not divided.",
                        round(_SHORT),
                    )
                )
            elif self._parts is None:
                notes.append(tr("No parts tell themselves apart. Give a number to divide it all the same."))
        if self._parts is not None and kinds < self._parts and structure.duration >= _SHORT and all_ > 1:
            notes.append(
                plural(
                    "No {parts} differ and last for 6 seconds or longer: {n} was found.",
                    "No {parts} differ and last for 6 seconds or longer: {n} were found.",
                    kinds,
                    parts=self._parts,
                )
            )
        if not structure.has_beat and not notes:
            notes.append(tr("No steady beat: the borders are right to about a second."))
        self.note.setText(" ".join(notes))
        self.note.setVisible(bool(notes))

    def _show_message(self, text: str, button: str = "", call: Callable[[], object] | None = None) -> None:
        self.message.say(text, button, call)
        self.pages.setCurrentWidget(self.message)
        self.bar.hide()

    # -- places in it

    def jump(self, seconds: float) -> None:
        """Play from there; without sound only the cursor goes there."""
        if self.structure is None or self.track is None:
            return
        if self.player is not None:
            self.player.play_from(self.track.id, round(1000 * seconds))
        self._set_cursor(seconds)

    def step(self, by: int) -> None:
        """To the next part (1) or the one before (-1)."""
        if self.structure is None:
            return
        starts, at = self.structure.starts, self.wave.cursor_at
        if at is None:
            part = 0 if by > 0 else len(starts) - 1
        else:
            part = bisect_right(starts, at + 0.05) - 1 + by
            if by < 0 and at - starts[part + 1] > _SETTLED:
                part += 1
        if part < len(starts):
            self.jump(starts[max(part, 0)])

    def _jump_to(self, part: int) -> None:
        if self.structure is not None:
            self.jump(self.structure.starts[part])

    def _follow_player(self, *_: object) -> None:
        player, track = self.player, self.track
        if player is None or track is None or self._state.current_track != track.id:
            return
        self._set_cursor(player.position / 1000)

    def _set_cursor(self, seconds: float) -> None:
        if self.structure is None:
            return
        for canvas in (self.wave, self.matrix):
            canvas.set_cursor(seconds)
        self.list.set_part(self.wave.part_at(seconds))

    # -- export

    def _ask_export(self, ending: str) -> None:
        if self.track is None:
            return
        name = os.path.splitext(printable(self.track.path))[0]
        # beside the song; ``name`` is a whole path
        path = ask_where(
            self._state, self, tr("Export"), f"{name}.{ending}", f"{ending.upper()} (*.{ending})"
        )
        if path:
            self.export(path if os.path.splitext(path)[1] else f"{path}.{ending}")

    def export(self, path: str) -> None:
        """The parts as the ending asks: a picture, a cue sheet, else labels for Audacity."""
        structure, track = self.structure, self.track
        if structure is None or track is None:
            return
        self._state.jobs.start(
            Job.SONG_EXPORT,
            _write,
            structure,
            track.path,
            path,
            on_result=lambda _: self._state.message.emit(tr("Saved as {path}", path=printable(path)), "info"),
            on_error=self._state.complain,
            owner=self._state,
        )


def _write(_context: JobContext, structure: Structure, audio: str, path: str) -> None:
    ending = os.path.splitext(path)[1].lower()
    if ending == ".png":
        write_structure(structure, path)
    elif ending == ".cue":
        structuring.write_cue(structure, audio, path)
    else:
        structuring.write_labels(structure, path)
