"""Songs that a list by rules must have: found by their names, and listed below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from organizer.base.language import tr
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import STEP, IconButton, walk_offers
from organizer.ui.widgets.plain_text import shown
from organizer.work.jobs import JobContext
from organizer.work.playlists.rules import MOST_MUST

#: Milliseconds from a letter to the search; songs that are offered; rows that are seen at once.
_TYPING, _OFFERED, _ROWS = 150, 12, 4
_SONG, _REFERENCE = int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 1

#: Of a song: its number, what it is called, and its reference.
Named = tuple[int, str, str]


def found(context: JobContext, db: Database, text: str) -> list[Named]:
    """Songs that a text may mean."""
    ids = tracks.query(db, text)[:_OFFERED]
    context.check_cancelled()
    return [(song.id, song.label, song.reference) for song in tracks.get_many(db, ids.tolist())]


def remembered(_context: JobContext, db: Database, references: Sequence[str], among: set[int]) -> list[Named]:
    """Those of songs with these references that are ``among`` the songs at hand."""
    songs = (tracks.by_path(db, reference) for reference in references)
    return [(song.id, song.label, song.reference) for song in songs if song is not None and song.id in among]


class MustSongs(QWidget):
    """``changed`` when a song came or went. Enter takes the song that is marked, Delete takes one out."""

    changed = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("type a name to add a song"))
        self.field.setAccessibleName(tr("Song that must be in the list"))
        self.field.setClearButtonEnabled(True)
        self.offers = _list(tr("Songs of this name"), tr("Click a song, or press Enter, to add it"))
        self.offers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = _list(tr("Songs that must be in the list"), tr("In the list wherever they fit best"))
        self.remove = IconButton("close", tr("Take the selected song out of these"))
        row = QHBoxLayout()
        row.setSpacing(STEP // 2)
        row.addWidget(self.list, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP // 2)
        layout.addWidget(self.field)
        layout.addWidget(self.offers)
        layout.addLayout(row)
        self._soon = QTimer(self, singleShot=True, interval=_TYPING)
        self._soon.timeout.connect(self._search)
        self.field.textChanged.connect(self._soon.start)
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.offers.itemClicked.connect(self._take)
        self.list.itemSelectionChanged.connect(self._show_button)
        self.remove.clicked.connect(self._remove)
        self.setFocusProxy(self.field)
        self.offers.hide()
        self._resized()

    def ids(self) -> list[int]:
        """The songs."""
        return [int(self.list.item(at).data(_SONG)) for at in range(self.list.count())]

    def references(self) -> list[str]:
        """The same, as they are stored with rules."""
        return [str(self.list.item(at).data(_REFERENCE)) for at in range(self.list.count())]

    def add(self, songs: Sequence[Named]) -> None:
        """Put these to the others; each is there once."""
        known = set(self.ids())
        new = [song for song in dict.fromkeys(songs) if song[0] not in known]
        for song in new[: MOST_MUST - len(known)]:
            self.list.addItem(_item(song))
        if new:
            self._resized()
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = event.key()
        if watched is self.list:
            if key not in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                return super().eventFilter(watched, event)
            self._remove()
        elif walk_offers(self.offers, key, self._take):
            return True
        elif key == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        else:
            return super().eventFilter(watched, event)
        return True

    def _search(self) -> None:
        text = self.field.text().strip()
        if not text:
            self._state.jobs.cancel(Job.PLAYLIST_MUST)
            self._offer([])
            return
        self._state.jobs.start(
            Job.PLAYLIST_MUST,
            found,
            self._state.db,
            text,
            on_result=self._offer,
            on_error=lambda error: self._offer([], str(error).partition("\n")[0]),
            owner=self,
        )

    def _offer(self, songs: Sequence[Named], instead: str = "") -> None:
        self.offers.clear()
        typed = bool(self.field.text().strip())
        for song in songs:
            self.offers.addItem(_item(song))
        if not songs and typed:
            note = QListWidgetItem(shown(instead or tr("No song is called so")))
            note.setFlags(Qt.ItemFlag.NoItemFlags)
            self.offers.addItem(note)
        elif songs:
            self.offers.setCurrentRow(0)
        _fit(self.offers)
        self.offers.setVisible(typed)

    def _take(self, item: QListWidgetItem) -> None:
        song = item.data(_SONG)
        if song is not None:
            named = (int(song), item.text(), str(item.data(_REFERENCE)))
            self.field.clear()
            self._offer([])
            self.add([named])

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.list.takeItem(row)
            self._resized()
            self.changed.emit()

    def _resized(self) -> None:
        _fit(self.list)
        self.list.setVisible(bool(self.list.count()))
        self._show_button()

    def _show_button(self) -> None:
        self.remove.setVisible(bool(self.list.count()))
        self.remove.setEnabled(self.list.currentRow() >= 0)


def _list(name: str, tip: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _item(song: Named) -> QListWidgetItem:
    number, label, reference = song
    item = QListWidgetItem(shown(label))
    item.setData(_SONG, number)
    item.setData(_REFERENCE, reference)
    return item


def _fit(widget: QListWidget) -> None:
    """As high as its rows."""
    rows = min(max(widget.count(), 1), _ROWS)
    widget.setFixedHeight(rows * max(widget.sizeHintForRow(0), 18) + 2 * widget.frameWidth())
