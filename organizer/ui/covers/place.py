"""Where the songs are: as a list or as covers, with a line above that says what is shown, and its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from organizer.base.language import plural, tr, tr_as
from organizer.library.searching import has_order
from organizer.ui.songs.columns import COLUMNS
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, ElidedLabel, with_keys

if TYPE_CHECKING:
    from organizer.ui.covers.grid import CoverGrid

_HEIGHT = 26
#: Orders that albums are asked for in: the words, the order of songs, whether it descends.
ORDERS = (
    (tr("Artist"), "artist", False),
    (tr("Album"), "album", False),
    (tr_as("albums", "Oldest"), "date", False),
    (tr_as("albums", "Newest"), "date", True),
    (tr("Last added"), "added", True),
    (tr("Best rated"), "rating", True),
    (tr("Most played"), "plays", True),
)
OWN, OTHER = "own", "other"


class SongsPlace(QWidget):
    """The table and its second face; the grid of covers is made when it is first wanted."""

    face_changed = Signal(bool)  #: whether covers are shown
    action_requested = Signal(str)  #: as the views ask for it

    def __init__(self, state: AppState, table: TrackTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self.table = state, table
        self.grid: CoverGrid | None = None
        self.covers_shown = False
        self._count: int | None = None  #: of songs; None: not known yet
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        self._faces = QStackedLayout()
        self._faces.addWidget(table)
        layout.addLayout(self._faces, 1)
        table.shown_changed.connect(self._songs_shown)
        table.own_order.changed.connect(self._describe)
        state.selection_changed.connect(self._describe)
        state.matches_changed.connect(self._describe)
        self.own.clicked.connect(table.own_order.go_back)
        self._describe()

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(STEP, 0, 4, 0)
        head.setSpacing(4)
        self.summary = ElidedLabel()
        self.summary.setFixedHeight(theme.scaled(_HEIGHT))
        self.own = self._button(tr("As in the playlist"), "playlist-music-outline")
        self.own.setToolTip(tr("Show the songs in the order of the playlist again"))
        self.own.hide()
        self.order = QComboBox()
        self.order.setAccessibleName(tr("Order of the albums"))
        self.order.setToolTip(tr("The order of albums, and of the songs in the list"))
        self.order.setMaximumHeight(theme.scaled(_HEIGHT - 4))
        self.order.hide()
        self.order.activated.connect(self._order_chosen)
        self.list_button = self._button(tr_as("of songs", "List"), "format-list-bulleted")
        self.list_button.setToolTip(with_keys(tr("Show the songs as a list"), "F12"))
        self.covers_button = self._button(tr("Covers"), "view-grid-outline")
        self.covers_button.setToolTip(with_keys(tr("Show the albums of the songs as covers"), "F12"))
        for button, covers in ((self.list_button, False), (self.covers_button, True)):
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setChecked(not covers)
            button.clicked.connect(lambda _checked=False, covers=covers: self.show_covers(covers))
        head.addWidget(self.summary, 1)
        self._head = head
        for widget in (self.own, self.order, self.list_button, self.covers_button):
            head.addWidget(widget)
        return head

    def show_terms(self, chips: QWidget) -> None:
        """Show the terms of the search in the line."""
        self._head.insertWidget(1, chips, 1)

    def show_below(self, bar: QWidget) -> None:
        """Show a bar below the songs."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(bar)

    def _button(self, text: str, icon: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(text)
        button.setIcon(theme.icon(icon))
        button.setIconSize(QSize(theme.small_icon_side(), theme.small_icon_side()))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAutoRaise(True)
        button.setMaximumHeight(theme.scaled(_HEIGHT - 2))
        return button

    # -- the two faces

    def show_covers(self, covers: bool) -> None:
        """Show the albums of the songs as covers, or the songs as a list."""
        if covers == self.covers_shown:
            return
        self.covers_shown = covers
        if covers:
            self._make_grid()
        self._show_face()
        (self.covers_button if covers else self.list_button).setChecked(True)
        self._describe()
        self.face_changed.emit(covers)

    def _show_face(self) -> None:
        """The table also where there is no song: it says why, and the way out."""
        grid = self.grid if self.covers_shown and self._count != 0 else None
        view = grid or self.table
        if self._faces.currentWidget() is view:
            return
        had = self.table.hasFocus() or (self.grid is not None and self.grid.hasFocus())
        # who gives the keyboard to the table means the songs, whichever way they are shown
        self.table.setFocusProxy(grid)  # type: ignore[arg-type]
        self._faces.setCurrentWidget(view)
        if had:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_grid(self) -> None:
        if self.grid is None:
            from organizer.ui.covers.grid import CoverGrid

            self.grid = grid = CoverGrid(self._state)
            grid.action_requested.connect(self.table.action_requested)
            grid.listed.connect(self._describe)
            for text, *order in ORDERS:
                self.order.addItem(text, order)
            self._faces.addWidget(grid)
            self.table.when_found(grid.show_songs)

    def _songs_shown(self, count: int) -> None:
        self._count = count
        if self.grid is not None:
            self.grid.show_songs(self.table.tracks.ids)
        self._show_face()
        self._describe()

    # -- the line above

    def _describe(self, *_: object) -> None:
        own = self.table.own_order
        text = "" if self._count is None else plural("{n} song", "{n} songs", self._count)
        if text and self.covers_shown and self.grid is not None:
            text = f"{plural('{n} album', '{n} albums', self.grid.album_count)} · {text}"
        if text and own.shown:
            asked = has_order(self._state.query)
            order = tr("in the order of the search") if asked else tr("as in the playlist")
            text = f"{text}, {order}"
        self.summary.set_whole(" · ".join(filter(None, (text, self._selected()))))
        self.own.setVisible(own.offered and not own.shown and not self.covers_shown)
        self.order.setVisible(self.covers_shown)
        if self.covers_shown:
            self._show_order()

    def _selected(self) -> str:
        """How many songs are selected, and that some of them are not in the list."""
        songs = len(self._state.selection) if self._state.has_selection else 0
        hidden = self._state.left_out(self._state.selection) if songs else 0
        if hidden:
            return tr("{n} selected, {shown} in this list", n=songs, shown=songs - hidden)
        return plural("{n} selected", "{n} selected", songs) if songs > 1 else ""

    def _show_order(self) -> None:
        """The order of the table among those that are offered, whichever it is."""
        own, order = self.table.own_order, list(self.table.order)
        known = next((at for at in range(len(ORDERS)) if list(ORDERS[at][1:]) == order), -1)
        while self.order.count() > len(ORDERS):
            self.order.removeItem(len(ORDERS))
        if own.offered:
            self.order.addItem(tr("As in the playlist"), OWN)
        if known < 0 and not own.shown:
            self.order.addItem(tr("As in the list"), OTHER)
        self.order.setCurrentIndex(known if known >= 0 else self.order.count() - 1)

    def _order_chosen(self, at: int) -> None:
        meant = self.order.itemData(at)
        if meant == OWN:
            self.table.own_order.go_back()
        elif meant != OTHER:
            order, down = meant
            column = next(n for n, column in enumerate(COLUMNS) if column.order == order)
            direction = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            self.table.horizontalHeader().setSortIndicator(column, direction)
