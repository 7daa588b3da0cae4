"""How the window looks: light and dark palettes with one accent, group colours, and icons."""

from __future__ import annotations

import functools
import os
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from organizer.base.palette import group_colour as group_colour_name

ACCENT = "#7357ee"

#: The theme that follows the system's.
SYSTEM = "system"

_Role = QPalette.ColorRole

_LIGHT = {
    _Role.Window: "#f3f3f6", _Role.WindowText: "#22242b", _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f8f8fb", _Role.Text: "#22242b", _Role.Button: "#f3f3f6",
    _Role.ButtonText: "#22242b", _Role.BrightText: "#c62f3d", _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#22242b", _Role.PlaceholderText: "#82858f", _Role.Light: "#ffffff",
    _Role.Midlight: "#e9e9ee", _Role.Mid: "#d7d8de", _Role.Dark: "#b4b6bf", _Role.Shadow: "#8a8d98",
    _Role.Link: "#5a3fd6", _Role.LinkVisited: "#5a3fd6",
}  # fmt: skip
_DARK = {
    _Role.Window: "#1d1e24", _Role.WindowText: "#e4e5ea", _Role.Base: "#15161b",
    _Role.AlternateBase: "#1a1b20", _Role.Text: "#e4e5ea", _Role.Button: "#2a2c34",
    _Role.ButtonText: "#e4e5ea", _Role.BrightText: "#ff7b86", _Role.ToolTipBase: "#2a2c34",
    _Role.ToolTipText: "#e4e5ea", _Role.PlaceholderText: "#888b97", _Role.Light: "#3b3e49",
    _Role.Midlight: "#30323b", _Role.Mid: "#33353f", _Role.Dark: "#101116", _Role.Shadow: "#000000",
    _Role.Link: "#a795ff", _Role.LinkVisited: "#a795ff",
}  # fmt: skip

#: Flat surfaces and thin lines. Colours come from the palette, so that it follows light and dark.
#: No label renders what it shows as HTML, and the tips and messages of Qt are labels too: see ``plain_text``.
_STYLE = """
QToolTip { color: palette(tool-tip-text); background: palette(tool-tip-base);
  border: 1px solid palette(mid); padding: 4px; }
QToolBar#main { background: palette(window); border: none; border-bottom: 1px solid palette(mid);
  padding: 6px 8px; spacing: 6px; }
QToolBar#main QToolButton::menu-indicator { image: none; }
QToolBar#main QToolButton { padding: 5px 8px; border-radius: 6px; border: none; }
QToolBar#main QToolButton:hover { background: palette(midlight); }
QToolBar#main QToolButton:pressed, QToolBar#main QToolButton:checked { background: palette(mid); }
QToolButton[popupMode="2"] { padding-right: 16px; }
QToolButton[popupMode="2"]::menu-indicator { subcontrol-origin: padding;
  subcontrol-position: right center; right: 2px; }
QToolBar#main QComboBox { combobox-popup: 0; }
QLineEdit#search { padding: 5px 8px; border: 1px solid palette(mid); border-radius: 8px;
  background: palette(base); }
QLineEdit#search:focus { border: 1px solid @accent; }
QLineEdit#search[wrong="true"] { border: 1px solid palette(bright-text); }
QListView#offers { background: palette(base); border: 1px solid palette(mid); }
QListView#offers::item { padding: 5px 8px; }
QWidget#bottom { border-top: 1px solid palette(mid); }
QListView#browse { background: palette(window); border: none; border-right: 1px solid palette(mid); }
QListView#browse::item { height: 24px; padding-left: 8px; }
QTreeWidget#sidebar { background: palette(window); border: none; border-right: 1px solid palette(mid);
  outline: none; }
QTreeWidget#sidebar::item { height: 26px; border: none; }
QTreeWidget#sidebar::branch { background: transparent; border-image: none; image: none; }
QDialog QTreeWidget::item { height: 24px; }
QDialog QTreeWidget QHeaderView::section { background: palette(window); color: palette(window-text);
  border: none; border-bottom: 1px solid palette(mid); border-right: 1px solid palette(midlight);
  padding: 4px 6px; }
QTableView#tracks { border: none; border-top: 1px solid palette(mid); outline: none; }
QTableView#tracks QHeaderView::section, QHeaderView#trackheader::section { background: palette(window);
  color: palette(window-text); border: none; border-bottom: 1px solid palette(mid);
  border-right: 1px solid palette(midlight); padding: 5px 8px; }
QTableView#tracks::item { padding: 0 5px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; border: none; }
QScrollBar::handle { background: #8a8d98; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: palette(mid); }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: @accent; }
QTabWidget::pane { border: none; border-top: 1px solid palette(mid); }
QTabBar::tab { padding: 7px 14px; border: none; background: transparent; color: palette(window-text); }
QTabBar::tab:selected { border-bottom: 2px solid @accent; }
QTabBar::tab:hover:!selected { background: palette(midlight); }
QProgressBar#job { border: none; border-radius: 3px; background: palette(mid); max-height: 6px; }
QProgressBar#job::chunk { background: @accent; border-radius: 3px; }
QPushButton#primary { background: @accent; color: white; border: none; border-radius: 8px;
  padding: 9px 20px; font-weight: 600; }
QPushButton#primary:hover { background: #8269f5; }
QPushButton#secondary { background: palette(base); border: 1px solid palette(mid); border-radius: 8px;
  padding: 8px 20px; }
QPushButton#secondary:hover { background: palette(midlight); }
QPushButton#primary:focus, QPushButton#secondary:focus { border: 2px solid palette(link); }
QPushButton#primary:focus { padding: 7px 18px; }
QPushButton#secondary:focus { padding: 7px 19px; }
QToolButton#word { background: palette(base); border: 1px solid palette(mid); border-radius: 9px;
  padding: 1px 8px; }
QToolButton#word:hover { background: palette(midlight); }
QToolButton#word:focus { border: 1px solid palette(link); }
QCheckBox::indicator:unchecked, QTableWidget::indicator:unchecked {
  border: 1px solid palette(placeholder-text); border-radius: 2px; background: palette(base); }
QCheckBox::indicator:unchecked:focus, QRadioButton::indicator:unchecked:focus {
  border: 1px solid palette(link); }
QRadioButton::indicator:unchecked { width: 11px; height: 11px; border-radius: 6px;
  border: 1px solid palette(placeholder-text); background: palette(base); }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QAbstractItemView { qproperty-tabKeyNavigation: false; }
QPlainTextEdit { qproperty-tabChangesFocus: true; }
QLabel, QToolTip { qproperty-textFormat: PlainText; }
QLabel#formatted { qproperty-textFormat: RichText; }
""".replace("@accent", ACCENT)


def apply(app: QApplication, theme: str = SYSTEM) -> None:
    """Dress the application: "light", "dark", or what the system shows."""
    dark = theme == "dark" or (theme == SYSTEM and app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    app.setPalette(palette(dark))
    # widgets that wear a style sheet take the new colours only from a sheet that is another text
    sheet = _STYLE + f"/* {'dark' if dark else 'light'} */"
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)


def palette(dark: bool) -> QPalette:
    """Our colours, light or dark, for every role."""
    result = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        result.setColor(role, QColor(colour))
    faded = QColor("#666975" if dark else "#a3a5ae")
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, faded)
    result.setColor(_Role.Highlight, QColor(ACCENT))
    result.setColor(_Role.HighlightedText, QColor("#ffffff"))
    # a selection in a view without the focus stays readable, only calmer
    result.setColor(QPalette.ColorGroup.Inactive, _Role.Highlight, QColor("#453b78" if dark else "#d9d2fb"))
    result.setColor(
        QPalette.ColorGroup.Inactive, _Role.HighlightedText, QColor("#ffffff" if dark else "#22242b")
    )
    result.setColor(_Role.Accent, QColor(ACCENT))
    return result


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
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(1, 1, size - 2, size - 2)
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # or a selected row would tint the colour that is a sign
    return icon


def icon(name: str) -> QIcon:
    """A Material Design icon by its name ("play", "folder-plus"), in the colour of the text."""
    return QIcon(_GlyphEngine(name))


class _GlyphEngine(QIconEngine):
    """Draws an icon's glyph when it is shown: sharp at every scale, and light and dark follow the palette."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        glyph = _glyph(self._name)
        if not glyph:
            return
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        font = QFont(_glyphs()[0])
        font.setPixelSize(max(1, round(rect.height() * 0.94)))
        painter.save()
        painter.setFont(font)
        role = _Role.HighlightedText if mode == QIcon.Mode.Selected else _Role.WindowText
        painter.setPen(QApplication.palette().color(group, role))
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
