"""The search box: searches as one types, and says what it does not understand."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from organizer.base.language import number, plural, tr
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import keys_text
from organizer.ui.widgets.plain_text import Label, plain

#: From the last key to the search, in milliseconds.
_DELAY = 120

#: From a search that is not understood to saying so aloud, in milliseconds: it may be half typed.
_PATIENCE = 900

SEARCH_WIDTH = 330  #: logical pixels that it has at least, where the window is not very narrow

#: Logical pixels: the button that empties the box, and room between text and count.
_CLEAR = 34
_EDGE = 12
_GAP = 8

_TIP = tr(
    "Words are found in title, artist, album and genre.\n"
    'field:value searches one field, bpm:90..120 a range, -word leaves out, "a phrase" keeps words.\n'
    'jazz or folk finds either, (…) groups, genre:=Rock is exactly that, genre:"" songs without one.\n'
    "bpm and key are the tag’s, else the estimate (≈); tempo and estimated_key the estimate alone.\n"
    "sound:jazz is what sounds like jazz to a network, sound:jazz>0.4 by its number."
)


class SearchBox(QLineEdit):
    """Sets the query of the window a moment after the last key; Enter does it at once, Esc empties it."""

    complained = Signal(str)  #: why the search is not understood, once it cannot be half typed; "" when it is

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setAccessibleName(tr("Search"))
        self.setAccessibleDescription(_TIP)
        self.setPlaceholderText(tr("Search: {example} …", example="genre:jazz bpm:90..120"))
        self.setToolTip(_TIP)
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(SEARCH_WIDTH)
        self.state = state
        self._sign = QAction(theme.icon("magnify"), "", self)
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        clear, sign = self.findChildren(QToolButton)  # Qt makes these without names
        clear.setAccessibleName(tr("Clear the search"))
        sign.setAccessibleName(tr("Search"))
        self._timer = QTimer(self, singleShot=True, interval=_DELAY)
        self._timer.timeout.connect(self.search)
        self._error = ""
        self._complain = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._complain.timeout.connect(self._say_error)
        self.textChanged.connect(lambda _text: self._timer.start())
        self.textChanged.connect(lambda _text: self._place_count())
        self.returnPressed.connect(self.search)
        self._count = Label("", self)
        self._count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._count.hide()
        state.query_changed.connect(self._follow)
        state.matches_changed.connect(self._show_count)
        state.counts_changed.connect(self._show_count)

    @property
    def typed(self) -> str:
        """What is in the box, as it is searched for."""
        return " ".join(self.text().split())

    def search(self) -> None:
        """Search for what is typed."""
        self._timer.stop()
        self.state.set_query(self.typed)

    def show_error(self, reason: str) -> None:
        """Mark a query that was not understood; the reason is in the tooltip, and soon in the bottom bar."""
        if self._error and self._error != reason:
            self.state.message_over.emit(self._message())
        self._error = reason
        if reason:
            self._complain.start()
        else:
            self._complain.stop()
            self.complained.emit("")
        if self.property("wrong") != bool(reason):
            self.setProperty("wrong", bool(reason))
            self.style().unpolish(self)
            self.style().polish(self)
        self._sign.setIcon(theme.icon("alert-circle-outline" if reason else "magnify"))
        self.setToolTip(plain(reason or _TIP))

    def _say_error(self) -> None:
        """Below the box to who types in it, to others as a message."""
        if self.hasFocus():
            self.complained.emit(self._error)
        else:
            self.state.message.emit(self._message(), "error")

    def _show_count(self, *_: object) -> None:
        """How many songs fit, at the right end of the box."""
        matches, counts = self.state.matches, self.state.counts
        if matches is None:
            text = ""
        elif counts is None:
            text = number(len(matches))
        else:
            text = tr("{found} of {all}", found=len(matches), all=counts.all)
        self._count.setText(text)
        self._count.setVisible(bool(text))
        self._count.setToolTip(
            plural(
                "{n} song shown; {keys} selects it",
                "{n} songs shown; {keys} selects them",
                len(matches),
                keys=keys_text("Ctrl+Return"),
            )
            if matches is not None
            else ""
        )
        songs = tr("Songs shown: {count}.", count=text) if text else ""
        self.setAccessibleDescription(f"{songs} {_TIP}".strip())
        self._place_count()

    def _place_count(self) -> None:
        width = self._count.sizeHint().width() if self._count.isVisibleTo(self) else 0
        filled = bool(self.text())  # Qt itself keeps text away from the button, while that is there
        room = _CLEAR if filled else _EDGE
        self.setTextMargins(0, 0, width + _GAP + (0 if filled else room) if width else 0, 0)
        self._count.setGeometry(self.width() - width - room, 0, width, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_count()

    def _message(self) -> str:
        return tr("Search: {reason}", reason=self._error)

    def begin(self, text: str) -> None:
        """Someone started typing elsewhere: go on here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.search()
            return
        super().keyPressEvent(event)

    def _follow(self, query: str) -> None:
        if query != self.typed:
            self.setText(query)
