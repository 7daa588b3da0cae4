"""Charts about groups."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from organizer.pictures import insight_charts
from organizer.pictures.charts import Chart, Size
from organizer.ui.widgets import theme
from organizer.ui.widgets.chart_view import ChartView
from organizer.ui.widgets.parts import STEP
from organizer.work.insight.group_views import Tree

if TYPE_CHECKING:
    from organizer.analysis.space.group_count import Count

_JUDGES = (
    ("silhouette", "Silhouette: higher is better"),
    ("inertia", "Inertia: look for the bend"),
    ("davies_bouldin", "Davies–Bouldin: lower is better"),
    ("bic", "BIC of a mixture: lower is better"),
    ("stability", "Stability: higher is better"),
)


class CountCharts(QWidget):
    """A curve for each judge over the number of groups, with the proposal marked."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Judgements of numbers of groups")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP)
        self.plots = {name: ChartView(title) for name, title in _JUDGES}
        for at, plot in enumerate(self.plots.values()):
            layout.addWidget(plot, at // 3, at % 3)
            plot.hide()

    def show_count(self, count: Count) -> None:
        """Judges that had nothing to say stay away."""
        for name, title in _JUDGES:
            plot, values = self.plots[name], getattr(count, name)
            plot.setVisible(bool(values))
            if not values:
                continue
            marked = count.elbow if name == "inertia" else count.proposal
            plot.show_chart(
                partial(_curve, title, values, count.tried, marked if marked in count.tried else None),
                [f"{k}: {value:.3g}" for k, value in zip(count.tried, values, strict=True)],
            )


def _curve(
    title: str, values: Sequence[float], tried: Sequence[int], marked: int | None, size: Size
) -> Chart:
    return insight_charts.curve(title, values, "groups", "", size=size, steps=tried, marked=marked)


class TreeChart(pg.PlotWidget):  # type: ignore[misc]
    """Ward's tree from the top, with the line that cuts it. It can be zoomed."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.hideButtons()
        self.setAccessibleName("Ward's tree")
        self.getAxis("left").setLabel("distance of what is joined")
        self.dress()

    def dress(self) -> None:
        """Wear the colours of the window."""
        palette = QApplication.palette()
        ink = palette.color(QPalette.ColorRole.Text)
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(palette.color(QPalette.ColorRole.Mid))
            axis.setTextPen(ink)
        self.setTitle("Ward's tree", color=ink, size="9pt")

    def show_tree(self, tree: Tree) -> None:
        self.clear()
        x: npt.NDArray[Any] = tree.x.reshape(-1)
        connect = np.tile(np.array([1, 1, 1, 0], np.int32), len(tree.x))
        self.plot(x, tree.y.reshape(-1), connect=connect, pen=pg.mkPen(theme.ACCENT, width=1.5))
        if tree.cut is not None:
            pen = pg.mkPen(insight_charts.MARKED, width=2, style=Qt.PenStyle.DashLine)
            self.addItem(pg.InfiniteLine(tree.cut, angle=0, pen=pen))
        every = max(1, len(tree.leaves) // 30)
        ticks = [(5 + 10 * at, f"{size}") for at, size in enumerate(tree.leaves) if at % every == 0]
        self.getAxis("bottom").setTicks([ticks if max(tree.leaves) > 1 else []])
        self.setAccessibleDescription(f"{len(tree.leaves)} leaves of {tree.songs} songs")
        self.enableAutoRange()
