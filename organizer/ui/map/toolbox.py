"""The tools of the map, as a row of buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QToolButton, QWidget

from organizer.base.language import tr, tr_as
from organizer.ui.canvas.drawing import Tool
from organizer.ui.map.switches import MapSwitches
from organizer.ui.map.tools import ZOOM_STEP, MapTools
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, IconButton, next_turn, with_keys

#: Of each tool the icon, the name and what it does.
TOOLS = {
    Tool.MOVE: (
        "cursor-move",
        tr("Move"),
        tr("Drag to move the map; with Shift, to select in a rectangle"),
    ),
    Tool.RECTANGLE: (
        "select-drag",
        tr("Rectangle"),
        tr("Drag a rectangle to select what is in it; Ctrl adds"),
    ),
    Tool.LASSO: ("lasso", tr("Lasso"), tr("Draw around songs to select them; Ctrl adds")),
    Tool.BRUSH: (
        "brush",
        tr("Brush"),
        tr("Paint songs into the selection; with Alt out of it; [ and ] make it finer and wider"),
    ),
    Tool.JOURNEY: (
        "map-marker-path",
        tr("Journey"),
        tr("Click a song, then others: the way through them is drawn, and is a playlist"),
    ),
    Tool.LINE: (
        "draw",
        tr_as("drawn on the map", "Line"),
        tr("Draw a line: the way along its songs is a playlist; [ and ] make it finer and wider"),
    ),
}

#: Tools whose signs tell least: they are the first to get words.
_RIDDLES = (Tool.JOURNEY, Tool.LINE)
REGION_TIP = tr("Name this region: the selected songs, which others like them join")


class MapToolBox(QWidget):
    """One button for each tool, and for looking closer, from farther and at all of the map."""

    grown = Signal()  #: it may need more room than before

    def __init__(self, tools: MapTools, switches: MapSwitches, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Tools of the map"))
        self.buttons: dict[Tool, IconButton] = {}
        self._riddles: list[QToolButton] = []
        self._clear: list[QToolButton] = []
        self._widths: list[int] = []  #: with all words, with those of the riddles, with none
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, STEP, 0)
        layout.setSpacing(2)
        group = QButtonGroup(self)
        for tool, (icon, name, tip) in TOOLS.items():
            button = IconButton(icon, name, f"{name}: {tip}")
            button.setCheckable(True)
            button.setText(name)
            button.clicked.connect(lambda _checked=False, tool=tool: tools.choose_tool(tool))
            group.addButton(button)
            layout.addWidget(button)
            self.buttons[tool] = button
            (self._riddles if tool in _RIDDLES else self._clear).append(button)
        self.region = IconButton(
            "shape-polygon-plus", tr("Name this region"), with_keys(REGION_TIP, "Ctrl+Shift+N")
        )
        self.region.setText(tr("Region"))
        self.region.clicked.connect(tools.name_region)
        layout.addWidget(self.region)
        self._clear.append(self.region)
        layout.addSpacing(STEP)
        for icon, name, call in (
            ("plus", tr("Zoom in"), lambda: tools.zoom(ZOOM_STEP)),
            ("minus", tr("Zoom out"), lambda: tools.zoom(1 / ZOOM_STEP)),
            ("fit-to-page-outline", tr("Whole map"), tools.fit),
        ):
            button = IconButton(icon, name)
            button.clicked.connect(lambda _checked=False, call=call: call())
            layout.addWidget(button)
        layout.addSpacing(STEP)
        self.shown = QToolButton()  # one button: at 1280 pixels the tabs need the room
        self.shown.setAutoRaise(True)
        self.shown.setIcon(theme.icon("eye-outline"))
        self.shown.setIconSize(QSize(theme.icon_side(), theme.icon_side()))
        self.shown.setText(tr("Show"))
        self.shown.setAccessibleName(tr("What the map shows"))
        self.shown.setToolTip(tr("What the map shows: cells, contours, overview"))
        self.shown.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.shown)
        menu.setToolTipsVisible(True)
        menu.addActions(list(switches.actions.values()))
        self.shown.setMenu(menu)
        layout.addWidget(self.shown)
        self._clear.append(self.shown)
        tools.tool_changed.connect(self.show_tool)
        self.show_tool(tools.tool)
        self.setEnabled(False)  # until there is a map

    def minimumSizeHint(self) -> QSize:
        """A narrow window squeezes the tabs beside it rather than being held open by it."""
        return QSize(0, super().minimumSizeHint().height())

    def add_switch(self, button: QToolButton) -> None:
        """One more button, at the end."""
        self.layout().addWidget(button)  # type: ignore[union-attr]
        self._riddles.append(button)

    def fit(self, room: int) -> bool:
        """Say in words what the signs mean, as far as so many pixels have room for it; whether they have it
        for the signs at least."""
        widths = self._widths or self._measure()
        level = next((at for at, width in enumerate(widths) if width <= room), len(widths) - 1)
        self._show_words(level)
        return widths[-1] <= room

    def _measure(self) -> list[int]:
        self._widths = []
        for level in range(3):
            self._show_words(level)
            self._widths.append(self.sizeHint().width())
        return self._widths

    def _show_words(self, level: int) -> None:
        for buttons, words in ((self._clear, level == 0), (self._riddles, level < 2)):
            for button in buttons:
                button.setToolButtonStyle(
                    Qt.ToolButtonStyle.ToolButtonTextBesideIcon
                    if words
                    else Qt.ToolButtonStyle.ToolButtonIconOnly
                )

    def event(self, event: QEvent) -> bool:
        laid_out = event.type() == QEvent.Type.LayoutRequest and bool(self._widths)
        if laid_out and self.sizeHint().width() not in self._widths:  # one more, larger, or dressed by now
            self._widths = []
            next_turn(self, self.grown.emit)
        return super().event(event)

    def show_tool(self, tool: Tool) -> None:
        """This is the one in use."""
        self.buttons[tool].setChecked(True)
