"""Two recommenders side by side for one song: its nearest songs, and the most typical ones of its group."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from organizer.base.errors import printable
from organizer.base.language import number, tr
from organizer.base.model import Track
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.parts import STEP
from organizer.work.arranging import recommending
from organizer.work.arranging.recommending import Both, Similar
from organizer.work.jobs import JobContext

#: Songs that each one names.
_NAMED = 10
_ID = Qt.ItemDataRole.UserRole
_BOLD = tr("Bold: named by both.")
_GAP = "   "  #: between a distance and the song of the next column


def _compare(_context: JobContext, db: Database, track_id: int) -> tuple[Track, Both]:
    return tracks.get(db, track_id), recommending.both(db, track_id, _NAMED)


class RecommendersDialog(Dialog):
    """Not modal; follows the song that it was opened for."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Two recommenders"))
        self.resize(760, 420)
        self._state = state
        self.heading, self.words = QLabel(), QLabel()
        for label in (self.heading, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(tr("Songs that neighbours and the group recommend"))
        self.list.setHeaderLabels([tr("Nearest songs"), tr("Distance"), tr("Of its group"), tr("Distance")])
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (0, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.list.setToolTip(
            tr("Click selects the song of this column, double click plays it; bold: named by both")
        )
        self.list.itemClicked.connect(lambda item, column: self._use(item, column, play=False))
        self.list.itemDoubleClicked.connect(lambda item, column: self._use(item, column, play=True))
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        for widget in (self.heading, self.list, self.words):
            layout.addWidget(widget, int(widget is self.list))

    def compare(self, track_id: int) -> None:
        """Ask both about this song."""
        self.list.clear()
        self.heading.setText(tr("Comparing…"))
        self.words.clear()
        self._state.jobs.start(
            Job.RECOMMENDERS, _compare, self._state.db, track_id, on_result=self._show, on_error=self._fail
        )

    def _show(self, answer: tuple[Track, Both]) -> None:
        song, both = answer
        self.heading.setText(tr("Songs like “{song}”", song=printable(song.label)))
        self.list.setHeaderLabels(
            [tr("Nearest songs"), tr("Distance"), tr("Of “{group}”", group=both.group), tr("Distance")]
        )
        shared = {near.track.id for near in both.neighbours} & {near.track.id for near in both.clusters}
        for at in range(max(len(both.neighbours), len(both.clusters))):
            item = QTreeWidgetItem(self.list)
            for column, named in ((0, both.neighbours), (2, both.clusters)):
                self._fill(item, column, named, at, shared)
        self.words.setText(f"{both.sentence} {_BOLD}" if shared else both.sentence)

    def _fill(
        self, item: QTreeWidgetItem, column: int, named: Sequence[Similar], at: int, shared: set[int]
    ) -> None:
        if at >= len(named):
            return
        near = named[at]
        item.setText(column, printable(near.track.label))
        item.setText(column + 1, number(near.distance, 2) + _GAP)
        item.setTextAlignment(column + 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for own in (column, column + 1):
            item.setData(own, _ID, near.track.id)
            font = item.font(own)
            font.setBold(near.track.id in shared)
            item.setFont(own, font)

    def _use(self, item: QTreeWidgetItem, column: int, *, play: bool) -> None:
        track_id = item.data(column, _ID)
        if track_id is not None and play:
            self._state.play_requested.emit(int(track_id))
        elif track_id is not None:
            self._state.select([int(track_id)], "similar")

    def _fail(self, error: Exception) -> None:
        self.heading.setText(tr("There is nothing to compare"))
        self.words.setText(complaint(error))
