"""The tools of the map, as a row of buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from organizer.ui.map.drawing import Tool
from organizer.ui.map.tools import ZOOM_STEP, MapTools
from organizer.ui.widgets.parts import STEP, IconButton

#: Of each tool the icon, the name and what it does.
TOOLS = {
    Tool.MOVE: ("cursor-move", "Move the map", "Drag to move the map; with Shift, to select in a rectangle"),
    Tool.RECTANGLE: ("select-drag", "Rectangle", "Drag a rectangle to select what is in it; Ctrl adds"),
    Tool.LASSO: ("lasso", "Lasso", "Draw around songs to select them; Ctrl adds"),
    Tool.BRUSH: (
        "brush",
        "Brush",
        "Paint songs into the selection; with Alt out of it; [ and ] make it finer and wider",
    ),
}


class MapToolBox(QWidget):
    """One button for each tool, and for looking closer, from farther and at all of the map."""

    def __init__(self, tools: MapTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Tools of the map")
        self.buttons: dict[Tool, IconButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, STEP, 0)
        layout.setSpacing(2)
        group = QButtonGroup(self)
        for tool, (icon, name, tip) in TOOLS.items():
            button = IconButton(icon, name, f"{name}: {tip[0].lower()}{tip[1:]}")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, tool=tool: tools.choose_tool(tool))
            group.addButton(button)
            layout.addWidget(button)
            self.buttons[tool] = button
        layout.addSpacing(STEP)
        for icon, name, call in (
            ("plus", "Zoom in", lambda: tools.zoom(ZOOM_STEP)),
            ("minus", "Zoom out", lambda: tools.zoom(1 / ZOOM_STEP)),
            ("fit-to-page-outline", "Whole map", tools.fit),
        ):
            button = IconButton(icon, name)
            button.clicked.connect(lambda _checked=False, call=call: call())
            layout.addWidget(button)
        tools.tool_changed.connect(self.show_tool)
        self.show_tool(tools.tool)
        self.setEnabled(False)  # until there is a map

    def show_tool(self, tool: Tool) -> None:
        """This is the one in use."""
        self.buttons[tool].setChecked(True)
