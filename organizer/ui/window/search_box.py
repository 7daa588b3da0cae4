"""The search box: searches as one types, and says what it does not understand."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from organizer.ui.state.app_state import AppState
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import plain

#: From the last key to the search, in milliseconds.
_DELAY = 120

#: From a search that is not understood to saying so aloud, in milliseconds: it may be half typed.
_PATIENCE = 900

_TIP = (
    "Words are found in title, artist, album and genre.\n"
    'field:value searches one field, bpm:90..120 a range, -word leaves out, "a phrase" keeps words.\n'
    'jazz or folk finds either, (…) groups, genre:=Rock is exactly that, genre:"" songs without one.'
)


class SearchBox(QLineEdit):
    """Sets the query of the window a moment after the last key; Enter does it at once, Esc empties it."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setAccessibleName("Search")
        self.setAccessibleDescription(_TIP)
        self.setPlaceholderText("Search: genre:jazz bpm:90..120 …")
        self.setToolTip(_TIP)
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(220)
        self.state = state
        self._sign = QAction(theme.icon("magnify"), "", self)
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self, singleShot=True, interval=_DELAY)
        self._timer.timeout.connect(self.search)
        self._error = ""
        self._complain = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._complain.timeout.connect(lambda: state.message.emit(self._message(), "error"))
        self.textChanged.connect(lambda _text: self._timer.start())
        self.returnPressed.connect(self.search)
        state.query_changed.connect(self._follow)

    def search(self) -> None:
        """Search for what is typed."""
        self._timer.stop()
        self.state.set_query(" ".join(self.text().split()))

    def show_error(self, reason: str) -> None:
        """Mark a query that was not understood; the reason is in the tooltip, and soon in the bottom bar."""
        if self._error and self._error != reason:
            self.state.message_over.emit(self._message())
        self._error = reason
        if reason:
            self._complain.start()
        else:
            self._complain.stop()
        if self.property("wrong") != bool(reason):
            self.setProperty("wrong", bool(reason))
            self.style().unpolish(self)
            self.style().polish(self)
        self._sign.setIcon(theme.icon("alert-circle-outline" if reason else "magnify"))
        self.setToolTip(plain(reason or _TIP))

    def _message(self) -> str:
        return f"Search: {self._error}"

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
        if query != " ".join(self.text().split()):
            self.setText(query)
