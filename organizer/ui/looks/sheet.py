"""The style sheet: flat surfaces and thin lines, in the colours of a look and at the size of the text.

Colours come from the palette where they can, so that what is inside follows it. No label renders what it
shows as HTML, and the tips and messages of Qt are labels too: see ``plain_text``.
"""

from __future__ import annotations

import re

from organizer.ui.looks.palettes import Look

_STYLE = """
QToolTip { color: palette(tool-tip-text); background: palette(tool-tip-base);
  border: 1px solid palette(mid); padding: 4px; }
QToolBar#main { background: palette(window); border: none; border-bottom: 1px solid palette(mid);
  padding: 6px 8px; spacing: 6px; }
QToolBar#main QToolButton::menu-indicator { image: none; }
QToolBar#main QToolButton { padding: 5px 8px; border-radius: 6px; border: none; }
QToolBar#main QToolButton:hover { background: palette(midlight); }
QToolBar#main QToolButton:pressed, QToolBar#main QToolButton:checked { background: @pressed; }
QToolBar#main QToolButton:focus { border: 2px solid palette(link); padding: 3px 6px; }
QToolButton[popupMode="2"] { padding-right: 16px; }
QToolButton[popupMode="2"]::menu-indicator { subcontrol-origin: padding;
  subcontrol-position: right center; right: 2px; }
QToolBar#main QComboBox { combobox-popup: 0; }
QLineEdit#search { padding: 5px 8px; border: 1px solid @edge; border-radius: 8px;
  background: palette(base); }
QLineEdit#search:focus { border: 2px solid palette(link); padding: 4px 7px; }
QLineEdit#search[wrong="true"] { border: 2px solid palette(bright-text); padding: 4px 7px; }
QListView#offers { background: palette(base); border: 1px solid palette(mid); }
QListView#offers::item { padding: 5px 8px; }
QWidget#bottom { border-top: 1px solid palette(mid); }
QListView#browse { background: palette(window); border: none; border-right: 1px solid palette(mid); }
QListView#browse::item { height: @row(24); padding-left: 8px; }
QTreeWidget#sidebar { background: palette(window); border: none; border-right: 1px solid palette(mid);
  outline: none; }
QTreeWidget#sidebar::item { height: @row(26); border: none; }
QTreeWidget#sidebar::branch { background: transparent; border-image: none; image: none; }
QTreeView, QListView { icon-size: @icon; }
QDialog QTreeWidget::item { height: @row(24); }
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
QScrollBar::handle { background: @handle; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: palette(mid); }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: palette(link); }
QTabWidget::pane { border: none; border-top: 1px solid palette(mid); }
QTabBar { qproperty-drawBase: false; }
QTabBar::tab { padding: 7px 14px; border: none; background: transparent; color: palette(window-text); }
QTabBar::tab:selected { border-bottom: 2px solid @accent; }
QTabBar::tab:hover:!selected { background: palette(midlight); }
QTabBar::tab:focus { border: 2px solid palette(link); padding: 5px 12px; }
QProgressBar#job { border: none; border-radius: 3px; background: @pressed; max-height: 6px; }
QProgressBar#job::chunk { background: @accent; border-radius: 3px; }
QPushButton#primary { background: @accent; color: @on_accent; border: none; border-radius: 8px;
  padding: 9px 20px; font-weight: 600; }
QPushButton#primary:hover { background: @hover; color: @on_accent; }
QPushButton#primary:disabled { background: @pressed; color: palette(placeholder-text); }
QPushButton#secondary { background: palette(base); border: 1px solid @edge; border-radius: 8px;
  padding: 8px 20px; }
QPushButton#secondary:hover { background: palette(midlight); }
QPushButton#primary:focus { border: 2px solid palette(window-text); padding: 7px 18px; }
QPushButton#secondary:focus { border: 2px solid palette(link); padding: 7px 19px; }
QToolButton#word { background: palette(base); border: 1px solid @edge; border-radius: 9px;
  padding: 1px 8px; }
QToolButton#word:hover { background: palette(midlight); }
QToolButton#word:focus { border: 2px solid palette(link); padding: 0px 7px; }
QListWidget#completions { background: palette(base); border: 1px solid palette(placeholder-text);
  border-radius: 6px; }
QFrame#notice { background: palette(base); border: 1px solid palette(placeholder-text); border-radius: 8px; }
QCheckBox::indicator:unchecked, QTableView::indicator:unchecked,
QListWidget::indicator:unchecked {
  border: 1px solid palette(placeholder-text); border-radius: 2px; background: palette(base); }
QCheckBox::indicator:unchecked:focus, QRadioButton::indicator:unchecked:focus {
  border: 2px solid palette(link); }
QRadioButton::indicator:unchecked { width: 11px; height: 11px; border-radius: 6px;
  border: 1px solid palette(placeholder-text); background: palette(base); }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QAbstractItemView { qproperty-tabKeyNavigation: false; }
QPlainTextEdit { qproperty-tabChangesFocus: true; }
QLabel, QToolTip { qproperty-textFormat: PlainText; }
QLabel#formatted { qproperty-textFormat: RichText; }
"""

#: Added in high contrast: edges around all that can be used, which Fusion paints in shades of the ground.
_EDGES = """
QPushButton { background: palette(base); border: 1px solid @edge; border-radius: 4px; padding: 4px 12px; }
QPushButton:hover { background: palette(midlight); }
QPushButton:focus { border: 3px solid palette(link); padding: 2px 10px; }
QPushButton:disabled { border: 1px dashed palette(placeholder-text); }
QToolButton:focus { border: 2px solid palette(link); border-radius: 4px; }
QToolButton:checked { background: @pressed; border: 1px solid @edge; border-radius: 4px; }
QLineEdit, QPlainTextEdit, QTextEdit { border: 1px solid @edge; background: palette(base); padding: 2px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid palette(link); padding: 1px; }
QComboBox, QAbstractSpinBox { border: 1px solid @edge; border-radius: 4px; background: palette(base);
  padding: 2px 6px; }
QComboBox:focus, QAbstractSpinBox:focus { border: 2px solid palette(link); padding: 1px 5px; }
QComboBox::drop-down { border: none; width: 20px; }
QSlider::groove:horizontal { height: 4px; background: @pressed; border: 1px solid @edge; }
QSlider::sub-page:horizontal { background: @accent; border: 1px solid @edge; }
QSlider::handle:horizontal { width: 12px; margin: -6px 0; border: 1px solid @edge; border-radius: 7px;
  background: @accent; }
QSlider::handle:horizontal:focus { border: 3px solid palette(link); background: palette(base); }
QMenu { border: 1px solid @edge; }
QMenu::item { padding: 4px 24px 4px 8px; }
QMenu::item:selected, QMenuBar::item:selected { background: @accent; color: @on_accent; }
QMenu::item:disabled { color: @disabled; background: transparent; }
QDialog QListView, QDialog QTreeView, QDialog QTableView { border: 1px solid @edge; }
QListView:focus, QTreeView:focus, QTableView:focus { border: 2px solid palette(link); }
"""


def sheet(look: Look, text_height: int, icon: int = 16) -> str:
    """The style sheet for a look, where a line of text, and an icon in one, are so high in pixels."""
    style = _STYLE + (_EDGES if look.high_contrast else "")
    for name, colour in (
        ("on_accent", look.on_accent),
        ("accent", look.accent),
        ("hover", look.accent_hover),
        ("pressed", look.pressed),
        ("edge", look.edge),
        ("handle", look.handle),
        ("disabled", look.disabled),
        ("icon", f"{icon}px"),
    ):
        style = style.replace(f"@{name}", colour)

    def row(found: re.Match[str]) -> str:
        return f"{max(int(found[1]), text_height + 6)}px"

    # widgets that wear a style sheet take new colours only from a sheet that is another text
    return re.sub(r"@row\((\d+)\)", row, style) + f"/* {look.dark} {look.high_contrast} */"
