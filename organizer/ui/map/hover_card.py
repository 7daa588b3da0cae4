"""The small card that says what is under the pointer: how many songs, how they sound, some titles."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from organizer.base.language import tr

_WIDTH = 304
_SHADOW = 10
_PAD = 12
_LINE_GAP = 4


class HoverCard(QWidget):
    """Lies over the map, is never in the way of the pointer, and shows nothing of its own accord."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Songs under the pointer"))
        self.heading, self.subheading, self.island, self.footer = "", "", "", ""
        self.titles: tuple[str, ...] = ()
        self._play_first = False
        self.hide()

    @property
    def text(self) -> str:
        """All that it says, for a screen reader and for tests."""
        parts = (self.heading, self.subheading, self._where, *self.titles, self.footer)
        return "\n".join(part for part in parts if part)

    @property
    def _where(self) -> str:
        return (
            tr("on “{island}”", island=self.island) if self.island and self.island != self.subheading else ""
        )

    def present(
        self,
        heading: str,
        subheading: str,
        titles: tuple[str, ...],
        footer: str,
        *,
        play_first: bool,
        island: str = "",
    ) -> None:
        """Say this. ``play_first``: the first title is the song that a double click plays. ``island``: the
        whole name of the island that the cell belongs to."""
        self.heading, self.subheading, self.titles, self.footer = heading, subheading, titles, footer
        self.island = island
        self._play_first = play_first
        self.setAccessibleDescription(self.text)
        self.resize(self.sizeHint())
        self.update()

    def place_beside(self, cell: QRect) -> None:
        """Beside the cell, inside the parent, never over the cell."""
        parent = self.parentWidget()
        room = parent.rect() if parent is not None else cell
        x = cell.right() + 2 - _SHADOW // 2
        if x + self.width() > room.right():
            x = cell.left() - self.width() + _SHADOW // 2 - 2
        x = min(max(x, room.left()), max(room.left(), room.right() - self.width()))
        y = cell.center().y() - self.height() // 2
        y = min(max(y, room.top()), max(room.top(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.raise_()

    def sizeHint(self) -> QSize:
        strong, plain, small = self._fonts()
        height = QFontMetrics(strong).height()
        if self.subheading:
            height += QFontMetrics(plain).height() + _LINE_GAP
        if self._where:
            height += self._where_height(plain) + _LINE_GAP
        if self.titles:
            height += 9 + len(self.titles) * (QFontMetrics(plain).height() + _LINE_GAP)
        if self.footer:
            height += QFontMetrics(small).height() + _LINE_GAP
        return QSize(_WIDTH + 2 * _SHADOW, height + 2 * _PAD + 2 * _SHADOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            card = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
            painter.setPen(Qt.PenStyle.NoPen)
            for step in range(_SHADOW, 0, -1):
                painter.setBrush(QColor(0, 0, 0, 5 + (_SHADOW - step) // 2))
                painter.drawRoundedRect(card.adjusted(-step, -step + 2, step, step + 2), 8 + step, 8 + step)
            palette = self.palette()
            painter.setBrush(palette.color(QPalette.ColorRole.ToolTipBase))
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
            painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
            strong, plain, small = self._fonts()
            ink = palette.color(QPalette.ColorRole.ToolTipText)
            quiet = palette.color(QPalette.ColorRole.PlaceholderText)
            left, width = round(card.left()) + _PAD, round(card.width()) - 2 * _PAD
            top = self._line(painter, self.heading, strong, ink, left, round(card.top()) + _PAD, width)
            if self.subheading:
                top = self._line(painter, self.subheading, plain, ink, left, top, width)
            if self._where:
                painter.setFont(plain)
                painter.setPen(quiet)
                room = QRect(left, top, width, self._where_height(plain))
                painter.drawText(room, Qt.TextFlag.TextWordWrap, self._where)
                top += room.height() + _LINE_GAP
            if self.titles:
                painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
                painter.drawLine(left, top + 3, left + width, top + 3)
                top += 9
                for number, title in enumerate(self.titles):
                    first = self._play_first and number == 0
                    if first:
                        painter.setPen(Qt.PenStyle.NoPen)
                        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
                        middle = top + QFontMetrics(plain).height() // 2
                        painter.drawPolygon(_triangle(left, middle))
                    indent = 14 if self._play_first else 0
                    top = self._line(painter, title, plain, ink, left + indent, top, width - indent)
            if self.footer:
                self._line(painter, self.footer, small, quiet, left, top, width)

    def _where_height(self, font: QFont) -> int:
        """Of the name of the island, which is shown whole: a long one takes several lines."""
        room = QRect(0, 0, _WIDTH - 2 * _PAD, 10_000)
        return QFontMetrics(font).boundingRect(room, Qt.TextFlag.TextWordWrap, self._where).height()

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        plain = QFont(self.font())
        strong, small = QFont(plain), QFont(plain)
        size = QFontMetrics(plain).height() * 0.75
        strong.setPixelSize(round(size * 1.12))
        strong.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(max(9, round(size * 0.88)))
        return strong, plain, small

    def _line(
        self, painter: QPainter, text: str, font: QFont, colour: QColor, left: int, top: int, width: int
    ) -> int:
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(colour)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(left, top + metrics.ascent(), shown)
        return top + metrics.height() + _LINE_GAP


def _triangle(left: int, middle: int) -> QPolygonF:
    return QPolygonF([QPointF(left, middle - 5), QPointF(left + 8, middle), QPointF(left, middle + 5)])
