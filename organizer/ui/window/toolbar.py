"""The bar at the top: adding, the map, the search, and what the map shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from organizer.base.language import tr, tr_as
from organizer.ui.search.search_box import SEARCH_WIDTH, SearchBox
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import next_turn
from organizer.ui.widgets.plain_text import Label
from organizer.ui.window.actions import Actions

if TYPE_CHECKING:
    from organizer.ui.map.content import MapContent
    from organizer.ui.widgets.choice_box import ChoiceBox

#: Characters that the lists of the map have room for, where there is room and where there is not.
_LONG, _SHORT = 14, 8
_LEAST_SEARCH = 200  #: pixels
_ADDING = ("add_folder", "add_files", "import_table", "demo")


class MainToolBar(QToolBar):
    """Built with what is needed at once; the choices of the map come with the map."""

    _fitted = -1  #: the width that was asked for when its parts were shortened

    def __init__(self, actions: Actions, search: SearchBox) -> None:
        super().__init__(tr("Main toolbar"))
        self._actions = actions
        self.layer: ChoiceBox  # these two come with the map
        self.colour: ChoiceBox
        self.setObjectName("main")
        self.setMovable(False)
        self.setIconSize(QSize(theme.icon_side(), theme.icon_side()))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for extension in self.findChildren(QToolButton):  # Qt's own, where there is no room
            extension.setAccessibleName(tr("More"))
            extension.setToolTip(tr("More"))
        add = QToolButton()
        add.setText(tr_as("verb", "Add"))
        add.setIcon(theme.icon("plus"))
        add.setToolTip(tr("Add music: folders, files, a table or the demo songs"))
        add.setAccessibleName(tr("Add music"))
        add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_menu = QMenu(add)
        add.setMenu(self.add_menu)
        self.addWidget(add)
        actions["rebuild"].setIconText(tr_as("verb", "Rebuild"))
        self.addAction(actions["rebuild"])
        self._shortened: list[QToolButton] = []  #: those that lose their words where there is no room
        rebuild = self.widgetForAction(actions["rebuild"])
        if isinstance(rebuild, QToolButton):
            self._shortened.append(rebuild)
        self._search = search
        self._pairs: list[tuple[QWidget, ChoiceBox, Label]] = []  #: the lists of the map, with their names
        for name in ("back", "forward"):
            self.addWidget(self._icon_button(name))
        search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        search.setMaximumWidth(760)
        self.addWidget(search)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self._after_map = self.addWidget(self._icon_button("settings"))

    def dress(self) -> None:
        """Take the margins of the style sheet: Qt asks for them only when the bar is dressed anew, as it will
        be when light becomes dark, and it should look the same before. Called once it is in its window."""
        self.ensurePolished()
        QApplication.sendEvent(self, QEvent(QEvent.Type.StyleChange))

    def fill_menu(self) -> None:
        """Put the entries into the menu of the button that adds."""
        self.add_menu.addActions([self._actions[name] for name in _ADDING])

    def show_map_choices(self, content: MapContent, *switches: QToolButton) -> None:
        """Offer what the map can show, now and whenever there is something else to show, and what else there
        is to switch."""
        from organizer.ui.widgets.choice_box import ChoiceBox

        for switch in switches:
            self.insertWidget(self._after_map, switch)
        self._shortened += switches
        self.layer = ChoiceBox(tr("Layer"), tr("What the ground of the map shows"))
        self.colour = ChoiceBox(tr("Colour"), tr("What the colour of the songs shows"))
        self.layer.activated.connect(lambda at: content.set_layer(self.layer.itemData(at)))
        self.colour.activated.connect(lambda at: content.set_colour(self.colour.itemData(at)))
        for box in (self.layer, self.colour):
            pair, name = _labelled(box)
            self._pairs.append((pair, box, name))
            self.insertWidget(self._after_map, pair)
        content.choices_changed.connect(lambda: self._offer(content))
        self._offer(content)
        next_turn(self, self._fit)  # not at once: what is not shown yet is not measured anew

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        # what is in it takes another room than when it was measured: its letters, or what a list offers
        if event.type() == QEvent.Type.LayoutRequest and self.sizeHint().width() != self._fitted:
            self._fit()
        return handled

    def _fit(self) -> None:
        """Where the bar is narrow for its text, shorten first the lists, then buttons that have an icon, and
        the search last, so that nothing falls off its end."""
        steps: list[Callable[[bool], None]] = [
            self._shorten_boxes,
            *(partial(_shorten, button) for button in self._shortened),
            self._hide_names,
            lambda narrow: self._search.setMinimumWidth(_LEAST_SEARCH if narrow else SEARCH_WIDTH),
        ]
        for step in steps:
            step(False)
        for step in steps:
            if self.sizeHint().width() <= self.width():
                break
            step(True)
        self._fitted = self.sizeHint().width()

    def _shorten_boxes(self, narrow: bool) -> None:
        for pair, box, _ in self._pairs:
            box.set_length(_SHORT if narrow else _LONG)
            pair.updateGeometry()

    def _hide_names(self, narrow: bool) -> None:
        for pair, _, name in self._pairs:
            name.setHidden(narrow)
            pair.updateGeometry()

    def choose_layer(self, layer: str) -> None:
        """Let the map show a layer, if it has it."""
        self.layer.choose(self.layer.findData(layer))

    def _offer(self, content: MapContent) -> None:
        """Layers and colours of the map, every number that songs have among them."""
        from organizer.ui.canvas.layers import sections, title_of

        for box, choices, current in (
            (self.layer, content.layers, content.layer),
            (self.colour, content.colours, content.colour),
        ):
            listed = sections(choices)
            box.fill([(part, [(title_of(one), one) for one in some]) for part, some in listed], current)

    def _icon_button(self, action: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[action])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return button


def _shorten(button: QToolButton, narrow: bool) -> None:
    style = Qt.ToolButtonStyle
    button.setToolButtonStyle(style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon)


def _labelled(box: ChoiceBox) -> tuple[QWidget, Label]:
    """A box of choices with its name before it, and the name."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(6, 0, 0, 0)
    row.setSpacing(5)
    label = Label(box.accessibleName())
    label.setBuddy(box)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    row.addWidget(label)
    row.addWidget(box)
    return pair, label
