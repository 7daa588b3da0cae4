"""How an album is painted: its cover, or a colour of its own with its initials, and three lines below."""

from __future__ import annotations

import enum
import zlib
from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from organizer.ui.covers.model import AlbumModel
from organizer.ui.covers.store import CoverStore
from organizer.ui.widgets import theme

SIDE = 112  #: logical pixels of a cover
_RIM, _GAP = 6, 5  #: around a tile, and between the cover and its text
_ROUND = 4.0
_MOST_COLOUR = 300  #: squares with initials that are remembered: 50 KB each
_MOST_TEXTS = 600  #: and lines of text: 20 KB each
_BIG = 34  #: pixels of initials


#: Words that initials leave out.
_LITTLE = frozenset({"the", "a", "an", "of", "and", "der", "die", "das", "le", "la", "les", "el", "los"})


class Part(enum.IntEnum):
    """How many songs of an album are selected."""

    NONE = 0
    SOME = 1
    ALL = 2


def rounded(cover: QImage, ratio: float) -> QImage:
    """A cover at its size on the screen, with round corners. Runs in a job."""
    side = round(SIDE * ratio)
    small = cover.scaled(
        side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRoundedRect(QRectF(0, 0, side, side), _ROUND * ratio, _ROUND * ratio)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.drawImage(0, 0, small)
    image.setDevicePixelRatio(ratio)
    return image


def initials(name: str) -> str:
    """One or two characters that stand for a name: "DS" for "The Dark Side of the Moon"."""
    words = [word for word in name.split() if any(c.isalnum() for c in word)]
    told = [word for word in words if word.lower() not in _LITTLE] or words
    letters = [next(c for c in word if c.isalnum()) for word in told]
    return "".join(letters[:2]).upper()


class TileDelegate(QStyledItemDelegate):
    """Paints a tile; what is selected is known to the view, since an album can be selected in part."""

    def __init__(self, view: QListView, model: AlbumModel, covers: CoverStore[QImage]) -> None:
        super().__init__(view)
        self._view, self._model, self._covers = view, model, covers
        self._texts: OrderedDict[object, QPixmap] = OrderedDict()
        self._stand_ins: dict[tuple[str, str, float, bool], QPixmap] = {}
        self.parts: list[int] = []  #: of each row, ``Part``

    def tile_size(self, font: QFont) -> QSize:
        """Of one tile, with its rim."""
        return QSize(SIDE + 2 * _RIM, SIDE + _GAP + 3 * QFontMetrics(font).height() + 2 * _RIM)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self._view.gridSize().expandedTo(self.tile_size(option.font))  # centred in its place

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, state = index.row(), option.state
        palette, size = option.palette, self.tile_size(option.font)
        place = QRect(
            option.rect.x() + (option.rect.width() - size.width()) // 2,
            option.rect.y(),
            size.width(),
            size.height(),
        )
        part = self.parts[row] if row < len(self.parts) else Part.NONE
        group = QPalette.ColorGroup.Active if self._view.hasFocus() else QPalette.ColorGroup.Inactive
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, QRectF(place).adjusted(1, 1, -1, -1), part, state, palette, group)
        cover = QRect(place.x() + _RIM, place.y() + _RIM, SIDE, SIDE)
        self._paint_cover(painter, cover, row)
        if part != Part.ALL:
            ink = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
            quiet = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.PlaceholderText)
        else:
            ink = quiet = palette.color(group, QPalette.ColorRole.HighlightedText)
        text = self._text(row, option.font, ink, quiet, painter.device().devicePixelRatioF())
        painter.drawPixmap(cover.x(), cover.bottom() + _GAP, text)
        painter.restore()

    def _text(self, row: int, font: QFont, ink: QColor, quiet: QColor, ratio: float) -> QPixmap:
        """The lines of a row, drawn: text is what takes longest of a tile, and a screen has a hundred."""
        key = self._model.key(row), font.key(), ink.rgba(), quiet.rgba(), ratio
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = _drawn(self._model.lines(row), font, ink, quiet, ratio)
            while len(self._texts) > _MOST_TEXTS:
                self._texts.popitem(last=False)
        else:
            self._texts.move_to_end(key)
        return text

    def _paint_ground(
        self,
        painter: QPainter,
        place: QRectF,
        part: int,
        state: QStyle.StateFlag,
        palette: QPalette,
        group: QPalette.ColorGroup,
    ) -> None:
        if part == Part.ALL:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(group, QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(place, 6, 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
            painter.drawRoundedRect(place, 6, 6)
        if part == Part.SOME:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent(), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(place, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Link), 1.2))
            painter.drawRoundedRect(place, 6, 6)

    def _paint_cover(self, painter: QPainter, place: QRect, row: int) -> None:
        number = self._model.number(row)
        image = self._covers.images.get(number) if number >= 0 else None
        if image is not None:
            painter.drawImage(place, image)
        else:
            painter.drawPixmap(place.topLeft(), self._stand_in(row, painter.device().devicePixelRatioF()))

    def _stand_in(self, row: int, ratio: float) -> QPixmap:
        album = self._model.album(row)
        name, artist = (album.name, album.artist) if album is not None else ("", "")
        dark = self._view.palette().color(QPalette.ColorRole.Base).lightness() < 128
        key = name, artist, ratio, dark
        if key not in self._stand_ins:
            if len(self._stand_ins) >= _MOST_COLOUR:
                self._stand_ins.clear()
            self._stand_ins[key] = stand_in(name, artist, ratio, dark)
        return self._stand_ins[key]


def _drawn(lines: tuple[str, ...], font: QFont, ink: QColor, quiet: QColor, ratio: float) -> QPixmap:
    metrics = QFontMetrics(font)
    pixmap = QPixmap(round(SIDE * ratio), round(len(lines) * metrics.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    line = QRect(0, 0, SIDE, metrics.height())
    with QPainter(pixmap) as painter:
        painter.setFont(font)
        for number, text in enumerate(lines):
            painter.setPen(quiet if number else ink)
            painter.drawText(
                line,
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
                metrics.elidedText(text, Qt.TextElideMode.ElideRight, SIDE),
            )
            line.translate(0, metrics.height())
    return pixmap


def stand_in(name: str, artist: str, ratio: float, dark: bool) -> QPixmap:
    """A square in the colour of an album with its initials; a note for songs that are on none."""
    side = round(SIDE * ratio)
    pixmap = QPixmap(side, side)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    ground = QColor("#3a3d47" if dark else "#e2e3e9")
    ink = QColor("#9a9dab" if dark else "#7d808d")
    if name:
        hue = zlib.crc32(f"{artist}\0{name}".encode()) % 360
        ground = QColor.fromHsl(hue, 70, 80 if dark else 190)
        ink = QColor.fromHsl(hue, 90, 205 if dark else 70)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(0, 0, SIDE, SIDE), _ROUND, _ROUND)
        letters = initials(name)
        painter.setPen(ink)
        if letters:
            font = QFont(painter.font())
            font.setPixelSize(_BIG)
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.drawText(QRectF(0, 0, SIDE, SIDE), Qt.AlignmentFlag.AlignCenter, letters)
        else:
            painter.setOpacity(0.6)
            theme.icon("music-note").paint(painter, SIDE // 3, SIDE // 3, SIDE // 3, SIDE // 3)
    return pixmap
