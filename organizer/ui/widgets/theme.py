"""How the window looks: its palette and style sheet, group colours, and icons."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QWidget

from organizer.base.palette import group_colour as group_colour_name
from organizer.ui.looks import focus_mark, palettes
from organizer.ui.looks.direction import POINTING, is_mirrored
from organizer.ui.looks.palettes import Look
from organizer.ui.looks.sheet import sheet

#: The accent on the map, whose colours are the same in every look; elsewhere ``accent()``.
ACCENT = "#7357ee"

#: The theme that follows the system's.
SYSTEM = palettes.SYSTEM

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


class _Worn:
    """What the application wears, and the text that the system has."""

    look: Look = palettes.LIGHT
    font: QFont | None = None
    text_size = 100


def apply(app: QApplication, theme: str = SYSTEM, text_size: int = 100) -> None:
    """Dress the application: in a look by its name, or what the system shows; with text of so many percent of
    the system's."""
    for step in steps(app, theme, text_size):
        step()


def steps(app: QApplication, theme: str, text_size: int) -> list[Callable[[], object]]:
    """What dresses the application like this, one after another. With a window that is open, each takes a
    frame or two: nothing else should be painted between them."""
    hints = app.styleHints()
    look = palettes.look_of(
        theme,
        dark=hints.colorScheme() == Qt.ColorScheme.Dark,
        high_contrast=hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast,
    )
    if (look, text_size, True) == (_Worn.look, _Worn.text_size, bool(app.styleSheet())):
        return [partial(app.setPalette, palette(look))]
    undressed = partial(app.setStyleSheet, "")  # other colours under a sheet take Qt several times as long
    colours = partial(app.setPalette, palette(look))
    return [undressed, partial(_size_text, app, text_size), colours, partial(_dress, app, look)]


def _dress(app: QApplication, look: Look) -> None:
    _Worn.look = look
    focus_mark.follow(app)
    text = sheet(look, QFontMetrics(app.font()).height(), small_icon_side())
    if look.high_contrast:
        from organizer.ui.looks import arrows  # not before: few need them

        text += arrows.rules(look.text)
    app.setStyleSheet(text)


def _size_text(app: QApplication, percent: int) -> None:
    _Worn.text_size = percent
    if _Worn.font is None:
        _Worn.font = app.font()
    if percent == 100 and app.font() == _Worn.font:
        return
    font = QFont(_Worn.font)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * percent / 100)
    else:
        font.setPixelSize(round(font.pixelSize() * percent / 100))
    app.setFont(font)


def palette(look: Look) -> QPalette:
    """The colours of a look for every role."""
    result = QPalette()
    for role, colour in (
        (_Role.Window, look.window),
        (_Role.WindowText, look.text),
        (_Role.Base, look.base),
        (_Role.AlternateBase, look.alternate),
        (_Role.Text, look.text),
        (_Role.Button, look.button),
        (_Role.ButtonText, look.text),
        (_Role.BrightText, look.warning),
        (_Role.ToolTipBase, look.tip),
        (_Role.ToolTipText, look.text),
        (_Role.PlaceholderText, look.faint),
        (_Role.Light, look.light),
        (_Role.Midlight, look.soft),
        (_Role.Mid, look.line),
        (_Role.Dark, look.shade),
        (_Role.Shadow, look.edge),
        (_Role.Link, look.link),
        (_Role.LinkVisited, look.link),
        (_Role.Highlight, look.accent),
        (_Role.HighlightedText, look.on_accent),
        (_Role.Accent, look.accent),
    ):
        result.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        result.setColor(_Group.Disabled, role, QColor(look.disabled))
    # a selection in a view without the focus stays readable, only calmer
    for group in (_Group.Inactive, _Group.Disabled):
        result.setColor(group, _Role.Highlight, QColor(look.idle))
        result.setColor(group, _Role.HighlightedText, QColor(look.on_idle))
    return result


def scaled(pixels: int) -> int:
    """So many pixels, or more of them beside larger text: for icons, and rooms that text must have."""
    return round(pixels * _Worn.text_size / 100)


def fixed_font() -> QFont:
    """A font whose letters are equally wide, as large as the other text."""
    font, text = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont), QApplication.font()
    if text.pointSizeF() > 0:
        font.setPointSizeF(text.pointSizeF())
    else:
        font.setPixelSize(text.pixelSize())
    return font


def icon_side() -> int:
    """How large the icons of buttons are: with the text, but less so, for there are rows of them."""
    return min(scaled(18), 26)


def small_icon_side() -> int:
    """How large icons are that stand beside words in a line."""
    return min(scaled(16), 24)


def look() -> Look:
    """What the application wears."""
    return _Worn.look


def accent() -> QColor:
    """The colour of what is chosen, on the grounds of the window."""
    return QColor(_Worn.look.accent)


def star() -> QColor:
    """The colour of a star that is given."""
    return QColor(_Worn.look.star)


def hollow() -> QColor:
    """The colour of what is empty: the rest of a bar, the ground of a cover that is not there."""
    return QColor(_Worn.look.pressed)


def group_colour(number: int) -> QColor:
    """The colour of a group."""
    return QColor(group_colour_name(number))


def dot(colour: QColor, size: int = 12) -> QIcon:
    """A filled circle: the sign of a group."""
    pixmap = QPixmap(size * 2, size * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QApplication.palette().color(_Role.PlaceholderText)  # light colours are seen on white too
    painter.setPen(QPen(edge, 1))
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(1.5, 1.5, size - 3, size - 3))
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # or a selected row would tint the colour that is a sign
    return icon


def icon(name: str) -> QIcon:
    """A Material Design icon by its name ("play", "folder-plus"), in the colour of the text."""
    return QIcon(_GlyphEngine(name))


def _has_focus(painter: QPainter) -> bool:
    """Whether what is painted has the keyboard: rows that are selected elsewhere are paler."""
    device = painter.device()
    view = device.parentWidget() if isinstance(device, QWidget) else None
    return not isinstance(device, QWidget) or device.hasFocus() or (view is not None and view.hasFocus())


class _GlyphEngine(QIconEngine):
    """Draws an icon's glyph when it is shown: sharp at every scale, and light and dark follow the palette."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        glyph = _glyph(self._name)
        if not glyph:
            return
        group = _Group.Disabled if mode == QIcon.Mode.Disabled else _Group.Active
        if mode == QIcon.Mode.Selected and not _has_focus(painter):
            group = _Group.Inactive
        font = QFont(_glyphs()[0])
        font.setPixelSize(max(1, round(rect.height() * 0.94)))
        painter.save()
        painter.setFont(font)
        role = _Role.HighlightedText if mode == QIcon.Mode.Selected else _Role.WindowText
        painter.setPen(QApplication.palette().color(group, role))
        if self._name in POINTING and is_mirrored():
            painter.translate(2 * rect.center().x() + 1, 0)
            painter.scale(-1, 1)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        if pixmap.isNull():  # where there is no room for it
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._name)


@functools.cache
def _glyph(name: str) -> str:
    """The icon of this name as a character of the icon font; empty where there is none."""
    table, entry = _glyphs()[1], f'"{name}": "'
    at = table.find(entry)  # of the seven thousand names a few dozen are asked for
    if at < 0:
        return ""
    start = at + len(entry)
    return chr(int(table[start : table.index('"', start)], 16))


@functools.cache
def _glyphs() -> tuple[str, str]:
    """The icon font, and the JSON text that gives each name the hexadecimal code of its glyph. Read from
    qtawesome's files, since importing the package takes longer than the rest of the window's start. Without
    them the buttons show their text only."""
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        return "", ""
    folder = os.path.join(os.path.dirname(spec.origin), "fonts")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    ours = [name for name in names if name.startswith("materialdesignicons6-webfont-")]
    font = next((os.path.join(folder, name) for name in ours if name.endswith(".ttf")), None)
    table = next((os.path.join(folder, name) for name in ours if name.endswith(".json")), None)
    if font is None or table is None:
        return "", ""
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(font))
    return (families[0] if families else ""), Path(table).read_text("utf-8")


def app_icon() -> QIcon:
    """The sign of the program: islands on the accent colour."""
    pixmap = QPixmap(128, 128)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ACCENT))
    painter.drawRoundedRect(4, 4, 120, 120, 28, 28)
    for colour, x, y, width, height in (
        ("#f4ead0", 22, 52, 62, 48),
        ("#7ecf9a", 29, 57, 46, 35),
        ("#f4ead0", 74, 26, 34, 28),
        ("#7ecf9a", 79, 30, 24, 19),
    ):
        painter.setBrush(QColor(colour))
        painter.drawEllipse(x, y, width, height)
    painter.end()
    return QIcon(pixmap)
