"""The bar over the map while a journey is open: what it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from organizer.base.language import plural, tr, tr_as
from organizer.ui.journeys import work
from organizer.ui.journeys.journeys import Journeys
from organizer.ui.journeys.stop_finder import StopFinder
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, ElidedLabel, IconButton, long_time
from organizer.ui.widgets.plain_text import Label

#: In logical pixels: wide enough for most titles, from the edge of the map, of the title beside the buttons,
#: and from where on the buttons show their texts.
_WIDTH, _MARGIN, _TITLE, _TWO_ROWS = 600, 8, 190, 560
_FIRST = tr("Click the song where the journey begins")
_SECOND = tr("Click the song where it leads to, then others")


class JourneyBar(QFrame):
    """Lies at the top of the map. ``picking`` is on while clicks on the map add stops."""

    add_stop_requested = Signal()
    done_requested = Signal()
    stop_named = Signal(int)  #: track id that was found by its name
    play_requested = Signal()
    keep_requested = Signal()
    close_requested = Signal()

    def __init__(self, state: AppState, journeys: Journeys, parent: QWidget) -> None:
        super().__init__(parent)
        self._journeys, self._map = journeys, parent
        self.picking = False
        self.setObjectName("notice")
        self.setAccessibleName(tr("Journey"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.title = ElidedLabel()
        self.close_button = IconButton(
            "close", tr("Close the journey"), tr("Close the journey; its playlist stays")
        )
        self.close_button.clicked.connect(self.close_requested)
        self.count = Label()
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fewer = IconButton("minus", tr("One song fewer"), tr("One song fewer; stops stay"))
        self.more = IconButton("plus", tr("One song more"), tr("One song more, where the steps are longest"))
        for step, by in ((self.fewer, -1), (self.more, 1)):
            step.setAutoRepeat(True)
            _on_click(step, partial(journeys.resize_by, by))
        self.again = _button(
            "shuffle-variant", tr("Again, differently"), tr("Another way through the same stops")
        )
        self.add = _button(
            "map-marker-plus-outline", tr("Add stop"), tr("Lead the journey on to another song")
        )
        self.play = _button("play", tr_as("verb", "Play"), tr("Play the journey from its first song"))
        self.keep = _button(
            "bookmark-outline", tr("Keep as playlist"), tr("Save it in the library as a playlist")
        )
        self.done = _button("check", tr("Done"), tr("No more stops (Enter or Esc)"))
        self._texts = (self.again, self.add, self.play, self.keep)
        self.finder = StopFinder(state, journeys)
        self._finding = QWidget()
        self._build()
        for button, call in (
            (self.again, lambda: journeys.ask(work.again())),
            (self.add, self.add_stop_requested.emit),
            (self.play, self.play_requested.emit),
            (self.keep, self.keep_requested.emit),
            (self.done, self.done_requested.emit),
        ):
            _on_click(button, call)
        self.finder.chosen.connect(self.stop_named)
        self.finder.left.connect(self.done_requested)
        self.finder.resized.connect(self.place)
        journeys.changed.connect(self.show_journey)
        journeys.wanted_changed.connect(self.show_journey)
        parent.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP // 4)
        self.count.setMinimumWidth(self.count.fontMetrics().horizontalAdvance(_songs(1_000)) + STEP // 2)
        for part in (self.fewer, self.count, self.more, *self._texts):
            row.addWidget(part)
        self._head = QHBoxLayout()
        self._head.setSpacing(STEP // 2)
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.close_button)
        finding = QHBoxLayout(self._finding)
        finding.setContentsMargins(0, 0, 0, 0)
        finding.setSpacing(STEP // 2)
        finding.addWidget(self.finder, 1)
        finding.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(STEP + 4, STEP // 2, STEP // 2, STEP // 2)
        self._rows.setSpacing(STEP // 2)
        self._rows.addLayout(self._head)
        self._rows.addWidget(self._finding)

    def set_picking(self, picking: bool) -> None:
        """Clicks on the map add stops from now on, or no longer."""
        self.picking = picking
        if not picking:
            self.finder.clear()
        self.show_journey()

    def show_journey(self) -> None:
        """Say what the journey is like now."""
        shown = self._journeys.shown
        whole = shown is not None and len(shown.journey.ids) > 1
        self.setVisible(self.picking or shown is not None)
        self._buttons.setVisible(whole)
        self.add.setVisible(not self.picking)
        self._finding.setVisible(self.picking)
        if shown is None:
            self.title.set_whole(_FIRST if not self._journeys.busy else tr("Looking for a way …"))
        elif not whole:
            self.title.set_whole(f"{shown.name} · {_SECOND}" if self.picking else shown.name)
        else:
            self.title.set_whole(f"{shown.name} · {long_time(shown.seconds)}")
            wanted = self._journeys.wanted_count
            self.count.setText(_songs(wanted))
            self.fewer.setEnabled(wanted > len(shown.journey.fixed))
        self.place()

    def place(self) -> None:
        """At the top of the map, in its middle: in one row where there is room for it."""
        if self.isHidden():
            return
        room = self._map.width() - 2 * _MARGIN
        for button in self._texts:
            button.setToolButtonStyle(
                Qt.ToolButtonStyle.ToolButtonTextBesideIcon
                if room >= _TWO_ROWS
                else Qt.ToolButtonStyle.ToolButtonIconOnly
            )
        wanted = self._buttons.sizeHint().width() + _TITLE if not self._buttons.isHidden() else 0
        if room >= wanted:
            self._rows.removeWidget(self._buttons)
            self._head.insertWidget(1, self._buttons)
        else:
            self._head.removeWidget(self._buttons)
            self._rows.insertWidget(1, self._buttons, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows.activate()
        width = max(min(room, max(wanted, _WIDTH)), 200)
        self.setGeometry(
            (self._map.width() - width) // 2, _MARGIN, width, self._rows.totalSizeHint().height()
        )
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            (self.done_requested if self.picking else self.close_requested).emit()
        else:
            super().keyPressEvent(event)


def _songs(count: int) -> str:
    return plural("{n} song", "{n} songs", count)


def _button(icon: str, text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setIcon(theme.icon(icon))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(text)
    button.setToolTip(tip)
    return button


def _on_click(button: QToolButton, call: Callable[[], object]) -> None:
    button.clicked.connect(lambda _checked=False: call())
