"""Warnings, errors and offers over the views: a warning stays until it is read, the others until answered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from organizer.base.language import plural, tr
from organizer.ui.looks.tab_order import give_focus
from organizer.ui.messages.log import LEVELS, Message, MessageLog, reading_time
from organizer.ui.state.app_state import Choice
from organizer.ui.widgets import theme
from organizer.ui.widgets.flow_layout import FlowLayout
from organizer.ui.widgets.parts import STEP, IconButton
from organizer.ui.widgets.plain_text import Label

#: So many lie over the views; what came before them is in the list of messages.
_MOST = 3
_WIDTH = 600  #: logical pixels
_LETTERS = 240  #: of a longer message the beginning is shown

#: The sign of each level of message.
SIGNS = {"error": "alert-circle-outline", "warning": "alert-outline", "info": "information-outline"}


class Notice(QFrame):
    """One message with its sign; wrapped, and never as high as what it lies over."""

    dismissed = Signal(object)  #: itself
    whole_requested = Signal()  #: the whole text is wanted

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAccessibleName(f"{LEVELS[message.level]}: {message.text}")
        self.message = message
        sign = QLabel()
        sign.setPixmap(theme.icon(SIGNS[message.level]).pixmap(20, 20))
        sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        long = len(message.text) > _LETTERS
        self.words = Label(message.text[:_LETTERS].rstrip() + " …" if long else message.text)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.words.setWordWrap(True)  # after the policy, which it adds to
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = IconButton(
            "close", tr("Dismiss: {message}", message=message.text[:60]), tr("Dismiss")
        )
        self.close_button.clicked.connect(lambda: self.dismissed.emit(self))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(STEP + 4, STEP, STEP, STEP)
        layout.setSpacing(STEP)
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        middle = QVBoxLayout()
        middle.addWidget(self.words)
        if long:
            whole = QPushButton(tr("Read all of it"))
            whole.clicked.connect(self.whole_requested)
            middle.addWidget(whole, 0, Qt.AlignmentFlag.AlignLeft)
        if message.choices:
            middle.addLayout(self._buttons(message.choices))
        layout.addLayout(middle, 1)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._over = QTimer(self, singleShot=True)
        self._over.timeout.connect(lambda: self.dismissed.emit(self))
        self._passes = message.level != "error" and not message.choices
        if self._passes:
            self._over.start(reading_time(message.text))

    def _buttons(self, choices: tuple[Choice, ...]) -> FlowLayout:
        """One for each, the first being the one to take."""
        row = FlowLayout(spacing=STEP)
        row.setContentsMargins(0, STEP // 2, 0, 0)
        self.buttons: list[QPushButton] = []
        for choice in choices:
            button = QPushButton(choice.name)
            button.setObjectName("secondary" if self.buttons else "primary")
            button.setToolTip(choice.tip)
            button.setAccessibleDescription(choice.tip)
            button.clicked.connect(partial(self._choose, choice))
            self.buttons.append(button)
            row.addWidget(button)
        return row

    def _choose(self, choice: Choice) -> None:
        self.dismissed.emit(self)  # first: what follows may say something
        choice.call()

    def enterEvent(self, event: QEvent) -> None:
        """Who reads it with the pointer on it has all the time."""
        self._over.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self._passes:
            self._over.start(reading_time(self.message.text))


class Notices(QWidget):
    """Lies over the lower end of a view. Only its notices take clicks; there is nothing between them."""

    all_requested = Signal()  #: the list of all messages is wanted

    def __init__(self, log: MessageLog, below: QWidget, beside: QWidget) -> None:
        """``below``: what it lies over; ``beside``: the part of that whose lower end it keeps to."""
        super().__init__(below)
        self.setAccessibleName(tr("Notices"))
        self._below, self._beside = below, beside
        self.notices: list[Notice] = []
        self._more = QPushButton()
        self._more.clicked.connect(self.all_requested)
        self._hidden = 0  #: notices that gave way to later ones
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP // 2)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignRight)
        self.hide()
        log.added.connect(self._take)
        log.over.connect(self._withdraw)
        below.installEventFilter(self)
        beside.installEventFilter(self)

    def _take(self, message: Message) -> None:
        if message.level == "info" and not message.choices:
            return
        again = (n for n in self.notices if n.message.text == message.text)
        offers = (n for n in self.notices if n.message.choices and message.choices)
        for notice in {*again, *offers}:  # said again, or nothing to be offered any more
            self._drop(notice)
        while len(self.notices) >= _MOST:
            self._hidden += 1
            self._drop(self.notices[0])
        notice = Notice(message, self)
        notice.dismissed.connect(self._dismiss)
        notice.whole_requested.connect(self.all_requested)
        self.notices.append(notice)
        self.layout().addWidget(notice)  # type: ignore[union-attr]
        notice.show()  # what is not shown yet takes no room
        self._arrange()
        QAccessible.updateAccessibility(QAccessibleEvent(notice, QAccessible.Event.Alert))

    def _withdraw(self, text: str) -> None:
        for notice in [n for n in self.notices if n.message.text == text]:
            self._dismiss(notice)

    def _dismiss(self, notice: Notice) -> None:
        if notice in self.notices:
            self._drop(notice)
            if not self.notices:
                self._hidden = 0
            self._arrange()

    def _drop(self, notice: Notice) -> None:
        if notice.isAncestorOf(QGuiApplication.focusObject() or self):  # type: ignore[arg-type]
            give_focus(self._beside)
        self.notices.remove(notice)
        self.layout().removeWidget(notice)  # type: ignore[union-attr]
        notice.hide()
        notice.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.notices:
            self._arrange()
        return False

    def _arrange(self) -> None:
        """Lie at the lower end, as high as the words need."""
        self.setVisible(bool(self.notices))
        self._more.setVisible(bool(self._hidden))
        self._more.setText(plural("{n} more …", "{n} more …", self._hidden))
        if not self.notices:
            return
        room = self._below.rect()
        if self._beside.isVisibleTo(self._below):
            room = self._beside.rect()
            room.moveTopLeft(self._beside.mapTo(self._below, room.topLeft()))
        width = min(_WIDTH, room.width() - 2 * STEP)
        heights = [notice.heightForWidth(width) for notice in self.notices]
        if self._hidden:
            heights.append(self._more.sizeHint().height())
        height = sum(heights) + (len(heights) - 1) * (STEP // 2)
        self.setGeometry(room.center().x() - width // 2, room.bottom() - STEP - height, width, height)
        self.raise_()
