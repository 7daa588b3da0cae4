"""A field with a list that finds a song by its name, to lead a journey to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from organizer.base.language import tr
from organizer.ui.journeys import work
from organizer.ui.journeys.journeys import Journeys
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import STEP, walk_offers
from organizer.ui.widgets.plain_text import shown

#: Milliseconds from a letter to the search.
_TYPING = 120
#: Rows of the list that are seen at once.
_ROWS = 5
_SONG = int(Qt.ItemDataRole.UserRole)


class StopFinder(QWidget):
    """Enter takes the song that is marked, at first the first; arrow keys mark others; Esc leaves."""

    chosen = Signal(int)  #: track id
    left = Signal()
    resized = Signal()  #: the list came or went

    def __init__(self, state: AppState, journeys: Journeys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._journeys = state, journeys
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Click a song on the map, or type its name"))
        self.field.setAccessibleName(tr("Name of the next stop"))
        self.field.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Songs of this name"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP // 2)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self._soon = QTimer(self, singleShot=True, interval=_TYPING)
        self._soon.timeout.connect(self._search)
        self.field.textChanged.connect(self._soon.start)
        self.list.itemClicked.connect(self._take)
        self.field.installEventFilter(self)

    def clear(self) -> None:
        """Nothing is typed."""
        self.field.clear()
        self._soon.stop()
        self._state.jobs.cancel(Job.JOURNEY_STOPS)
        self._show([])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if walk_offers(self.list, key, self._take):
            return True
        if key == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            return super().eventFilter(watched, event)
        return True

    def _search(self) -> None:
        text = self.field.text().strip()
        if not text:
            self._state.jobs.cancel(Job.JOURNEY_STOPS)
            self._show([])
            return
        self._state.jobs.start(
            Job.JOURNEY_STOPS,
            work.offers,
            self._state.db,
            self._journeys.songs,
            text,
            on_result=self._show,
            on_error=self._not_understood,
        )

    def _not_understood(self, error: Exception) -> None:
        self._show([], str(error).partition("\n")[0])

    def _show(self, named: list[tuple[int, str]], instead: str = "") -> None:
        self.list.clear()
        for song, name in named:
            item = QListWidgetItem(shown(name))
            item.setData(_SONG, song)
            self.list.addItem(item)
        typed = bool(self.field.text().strip())
        if not named and typed:
            note = QListWidgetItem(shown(instead or tr("No song on the map is called so")))
            note.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(note)
        else:
            self.list.setCurrentRow(0)
        rows = min(max(self.list.count(), 1), _ROWS)
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 18) + 2 * self.list.frameWidth())
        self.list.setVisible(typed)
        self.resized.emit()

    def _take(self, item: QListWidgetItem) -> None:
        song = item.data(_SONG)
        if song is not None:
            self.clear()
            self.chosen.emit(int(song))
