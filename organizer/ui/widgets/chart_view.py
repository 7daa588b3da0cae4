"""A chart as a widget, made for the size in which it is seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from organizer.pictures.charts import Chart, Size
from organizer.ui.looks.walking import Walked
from organizer.ui.widgets import chart_paint, theme
from organizer.ui.widgets.plain_text import plain

#: Pixels that a chart needs to be worth reading.
_WIDE, _HIGH = 240, 160


class ChartView(QWidget):
    """Nothing to click: what it shows goes to screen readers, is shown as a tip, and is walked by keys."""

    def __init__(self, name: str, make: Callable[[Size], Chart | None] | None = None) -> None:
        super().__init__()
        self._make = make
        self.setAccessibleName(name)
        self.setMinimumHeight(80)
        self.walked = Walked(self)

    def show_chart(self, make: Callable[[Size], Chart | None], lines: list[str]) -> None:
        """``lines``: what the chart shows, as text."""
        self._make = make
        self.walked.show_lines(lines)
        self.setToolTip(plain("\n".join(lines)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
            # larger text where there is room for it: a chart is drawn smaller and enlarged
            grown = max(1.0, min(theme.scaled(100) / 100, self.width() / _WIDE, self.height() / _HIGH))
            size = round(self.width() / grown), round(self.height() / grown)
            chart = self._make(size) if self._make is not None else None
            if chart is not None:
                painter.scale(grown, grown)
                chart_paint.paint(painter, chart, self.palette(), self.font())
