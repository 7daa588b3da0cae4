"""The first page: an empty library that says what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from organizer.base.language import tr
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import with_keys, without_mnemonic
from organizer.ui.widgets.plain_text import Label

#: The sign above the title, and how far above, in pixels.
_SIGN, _GAP = 64, 8


class Welcome(QWidget):
    """One sentence and four ways in. The drop itself is taken by the window."""

    choose_requested = Signal()
    demo_requested = Signal()
    lessons_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Welcome"))
        self._hovered = False
        title = Label(tr("Drop a folder of music here"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.1)
        font.setWeight(font.Weight.DemiBold)
        title.setFont(font)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text = Label(
            tr(
                "Organizer listens to your songs and lays them out as a map:\n"
                "what sounds alike lies close together. Your files stay where they are."
            )
        )
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text_font = self._text.font()
        text_font.setPointSizeF(text_font.pointSizeF() * 1.1)
        self._text.setFont(text_font)
        choose = QPushButton(tr("&Choose folder…"))
        choose.setObjectName("primary")
        choose.setToolTip(with_keys(tr("Pick a folder of music"), "Ctrl+O"))
        demo = QPushButton(tr("&Try the demo songs"))
        demo.setObjectName("secondary")
        demo.setToolTip(tr("Make sixty short synthesized songs and explore them"))
        lessons = QPushButton(tr("Less&ons"))
        lessons.setObjectName("secondary")
        lessons.setToolTip(
            with_keys(tr("Six guided walks through clustering, on your songs or the demo songs"), "Shift+F1")
        )
        lessons.clicked.connect(self.lessons_requested)
        for button in (choose, demo, lessons):
            button.setAccessibleName(without_mnemonic(button.text()))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
        choose.clicked.connect(self.choose_requested)
        demo.clicked.connect(self.demo_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch()
        buttons.addWidget(choose)
        buttons.addWidget(demo)
        buttons.addWidget(lessons)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(1)
        layout.addSpacing(_SIGN + _GAP)
        layout.addWidget(title)
        layout.addWidget(self._text)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        layout.addStretch(1)
        self._title = title

    def set_hovered(self, hovered: bool) -> None:
        """Something is being dragged over the window."""
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            accent = theme.accent()
            width = min(self.width() - 64, 720)
            height = min(self.height() - 64, 420)
            frame = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
            if self._hovered:
                ground = QColor(accent)
                ground.setAlpha(28)
                painter.setBrush(ground)
            pen = QPen(accent if self._hovered else self.palette().color(self.palette().ColorRole.Mid), 2)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRoundedRect(frame, 18, 18)
            sign = theme.icon(
                "music-box-multiple-outline" if not self._hovered else "folder-download-outline"
            )
            above = self._title.geometry().top() - _SIGN - _GAP
            sign.paint(painter, int(frame.center().x() - _SIGN / 2), above, _SIGN, _SIGN)


class DropSign(QWidget):
    """Lies over the views of a library while music is dragged over them: here it can be dropped."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._below = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("Drop to add to the library"))
        self.hide()

    def set_shown(self, shown: bool) -> None:
        """Lie over the views, or get out of the way."""
        if shown:
            self.setGeometry(self._below.rect())
            self.raise_()
        self.setVisible(shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = self.palette().color(self.palette().ColorRole.Window)
            ground.setAlpha(212)
            painter.fillRect(self.rect(), ground)
            tint = theme.accent()
            tint.setAlpha(28)
            painter.setBrush(tint)
            painter.setPen(QPen(theme.accent(), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(12, 12, -12, -12), 18, 18)
            middle = self.rect().center()
            theme.icon("folder-download-outline").paint(painter, middle.x() - 32, middle.y() - 64, 64, 64)
            font = self.font()
            font.setPointSizeF(font.pointSizeF() * 1.6)
            font.setWeight(font.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(self.palette().color(self.palette().ColorRole.WindowText))
            below = self.rect().adjusted(0, middle.y() + 16, 0, 0)
            top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(below, top, self.accessibleName())
