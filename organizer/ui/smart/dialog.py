"""Makes and edits a smart playlist: as rows, as text, with the songs that it would hold."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import UsageError, printable
from organizer.base.language import plural, tr
from organizer.library import searching, tracks
from organizer.library.playlists.smart import SmartPlaylist
from organizer.library.storage.database import Database
from organizer.ui.looks.dialog import Dialog
from organizer.ui.smart.group_view import GroupView
from organizer.ui.smart.order_bar import OrderBar
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.complaint import as_sentence
from organizer.ui.widgets.parts import STEP, clock
from organizer.ui.widgets.plain_text import Label, shown
from organizer.work.jobs import JobContext
from organizer.work.playlists import smart_rows
from organizer.work.playlists.smart_rows import Group, Recipe, Row

#: Milliseconds from the last key to a look at the songs, and so many of them are listed.
_DELAY, _FIRST_SONGS = 250, 12
_TEXT_TIP = tr(
    "The search as it is written, in the language of the search box: (a or b) -c, rating:4..,\n"
    'lastplayed:30d, like:"artist - title", playlist:"x", sort:-rating,plays, limit:25,90min'
)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a search would hold."""

    songs: int
    seconds: float
    first: tuple[str, ...]


class SmartDialog(Dialog):
    """``saved`` tells name and search; the dialog stays until ``close`` or an error is shown in it."""

    saved = Signal(str, str)

    def __init__(self, state: AppState, playlist: SmartPlaylist, parent: QWidget) -> None:
        """``playlist``: the one to be edited, or of number 0 a new one."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Smart playlist") if playlist.number else tr("New smart playlist"))
        self._state, self._playlist = state, playlist
        self._text = playlist.query
        self._rows_text: str | None = None  #: what the rows show; None: they have to be made
        self.name = QLineEdit(playlist.name)
        self.name.setAccessibleName(tr("Name of the smart playlist"))
        self.name.setPlaceholderText(tr("Name"))
        self.tabs = QTabWidget()
        self.tabs.tabBar().setAccessibleName(tr("Rows or text"))
        self.tabs.setDocumentMode(True)
        self.root: GroupView | None = None
        self.order = OrderBar()
        self.text = QPlainTextEdit(self._text)
        self.text.setAccessibleName(tr("Search as text"))
        self.text.setToolTip(_TEXT_TIP)
        self.text.setTabChangesFocus(True)
        self.note = Label()
        self.note.setWordWrap(True)
        self.count = Label()
        self.songs = QListWidget()
        self.songs.setAccessibleName(tr("The first songs of the list"))
        self.songs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._look = QTimer(self, singleShot=True, interval=_DELAY)
        self._look.timeout.connect(self.look)
        self._lay_out()
        self._connect()
        self._show_rows()
        if self._rows_text is None:
            self.tabs.setCurrentIndex(1)
        self.look()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.name)
        rows = QWidget()
        self._rows = QVBoxLayout(rows)
        self._rows.setContentsMargins(0, STEP, 0, STEP)
        self._rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(rows)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(scroll, 1)
        inside.addWidget(self.order)
        self.tabs.addTab(page, tr("&Rows"))
        self.tabs.addTab(self.text, tr("&Text"))
        layout.addWidget(self.tabs, 3)
        layout.addWidget(self.note)
        layout.addWidget(self.count)
        layout.addWidget(self.songs, 2)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Save | kinds.Cancel)
        row = QHBoxLayout()
        row.addWidget(self.buttons)
        layout.addLayout(row)
        self.resize(820, 640)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.text.textChanged.connect(self._text_edited)
        self.order.changed.connect(self._rows_edited)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.name.textEdited.connect(lambda _text: self._say(""))

    @property
    def query(self) -> str:
        """The search as it is now."""
        return " ".join(self._text.split())

    # -- rows and text

    def _show_rows(self) -> bool:
        """Make the rows say what the text does; False where it is not understood."""
        if self._rows_text == self._text:
            return True
        try:
            recipe = smart_rows.read(self._text)
        except UsageError as error:
            self._say(as_sentence(error))
            return False
        if not recipe.root.items:
            recipe = Recipe(Group("all", (Row("artist", "contains"),)), recipe.ordering)
        if self.root is not None:
            self._rows.removeWidget(self.root)
            self.root.hide()
            self.root.deleteLater()
        self.root = GroupView(recipe.root)
        self.root.changed.connect(self._rows_edited)
        self._rows.insertWidget(0, self.root)
        self.order.show_ordering(recipe.ordering)
        self._rows_text = self._text
        return True

    def _rows_edited(self) -> None:
        if self.root is None:
            return
        try:
            ordering = self.order.ordering
        except UsageError as error:
            self._say(as_sentence(error))
            return
        self._text = self._rows_text = Recipe(self.root.group, ordering).text
        blocked = self.text.blockSignals(True)
        self.text.setPlainText(self._text)
        self.text.blockSignals(blocked)
        self._say("")
        self._look.start()

    def _text_edited(self) -> None:
        self._text = " ".join(self.text.toPlainText().split())
        self._say("")
        self._look.start()

    def _tab_changed(self, at: int) -> None:
        if at == 0 and not self._show_rows():
            self.tabs.setCurrentIndex(1)  # with the reason below

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    # -- what it holds

    def look(self) -> None:
        """Count the songs of the search as it is, and list the first."""
        self._look.stop()
        self._state.jobs.start(
            Job.SMART_LOOK,
            _looked_at,
            self._state.db,
            SmartPlaylist(self._playlist.number, self.name.text().strip() or tr("this list"), self.query),
            on_result=self._show_look,
            on_error=self._not_understood,
            owner=self,
        )

    def _show_look(self, look: _Look) -> None:
        self._say("")
        count = plural("{n} song now", "{n} songs now", look.songs)
        self.count.setText(f"{count} · {clock(look.seconds)}" if look.songs else count)
        self.count.show()
        self.songs.clear()
        self.songs.addItems([shown(label) for label in look.first])

    def _not_understood(self, error: Exception) -> None:
        self.songs.clear()
        self.count.hide()
        self._say(as_sentence(error))

    # -- the end

    def save(self) -> None:
        """Keep it; what hinders that is said below."""
        if not self.name.text().strip():
            self._say(tr("Give the smart playlist a name."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.note.isHidden():
            return
        self.saved.emit(self.name.text(), self.query)

    def refused(self, error: Exception) -> None:
        """It could not be kept."""
        self._say(as_sentence(error))


def _looked_at(context: JobContext, db: Database, playlist: SmartPlaylist) -> _Look:
    ids = searching.of_smart(db, playlist)
    context.check_cancelled()
    extent = tracks.extent(db, ids)
    first = tracks.get_many(db, ids[:_FIRST_SONGS].tolist())
    return _Look(len(ids), extent.seconds, tuple(printable(track.label) for track in first))
