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

from organizer.base.language import number, plural, tr
from organizer.pictures import insight_charts
from organizer.pictures.charts import Chart, Kinds, Size
from organizer.ui.looks.walking import Walked
from organizer.ui.widgets import theme
from organizer.ui.widgets.chart_plot import BELOW, Plot
from organizer.ui.widgets.chart_view import ChartView
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import plain
from organizer.work.insight.group_views import Tree

if TYPE_CHECKING:
    from organizer.analysis.judging.group_quality import Silhouettes
    from organizer.analysis.space.group_count import Count

_EDGE = 12  #: pixels around a plot
_JUDGES = (
    ("silhouette", tr("Silhouette: higher is better")),
    ("inertia", tr("Inertia: look for the bend")),
    ("davies_bouldin", tr("Davies–Bouldin: lower is better")),
    ("bic", tr("BIC of a mixture: lower is better")),
    ("stability", tr("Stability: higher is better")),
)


class CountCharts(QWidget):
    """A curve for each judge over the number of groups, with the proposal marked."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Judgements of numbers of groups"))
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
    return insight_charts.curve(title, values, tr("groups"), "", size=size, steps=tried, marked=marked)


class SilhouetteChart(pg.PlotWidget):  # type: ignore[misc]
    """Each song's silhouette as a bar, by group, the largest above. It can be zoomed to single songs."""

    def __init__(self) -> None:
        self._plot = Plot()
        super().__init__(plotItem=self._plot)
        self.setAccessibleName(tr("Silhouette of each song, by group"))
        self.walked = Walked(self)
        self.setMinimumSize(160, 80)
        self._plot.name_axes(tr("silhouette"), None)
        self._plot.getAxis("left").setWidth(_EDGE)
        self._plot.getAxis("bottom").setHeight(BELOW)
        self._plot.layout.setContentsMargins(0, _EDGE, _EDGE, 0)
        self._plot.view.setMouseEnabled(True, True)
        self._plot.view.invertY(True)
        self._mean = pg.InfiniteLine(angle=90)
        self.dress()

    def dress(self) -> None:
        """Wear the colours of the window."""
        palette = QApplication.palette()
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        self._plot.dress(palette, QApplication.font())
        self._mean.setPen(pg.mkPen(palette.color(QPalette.ColorRole.Text), width=1.5))

    def show_silhouettes(self, silhouettes: Silhouettes, kinds: Kinds) -> None:
        """A bar for each judged song, a little air between groups, and a line at the mean."""
        bands = insight_charts.silhouettes_by_kind(silhouettes, kinds)
        self.clear()
        gap, top = max(1.0, len(silhouettes.rows) / 60), 0.0
        for kind, values in bands:
            bars = pg.BarGraphItem(
                x0=np.minimum(values, 0.0),
                width=np.abs(values),
                y0=top + np.arange(len(values)),
                height=1.0,
                brush=kinds.colours[kind],
                pen=pg.mkPen(kinds.colours[kind]),  # a pixel at least, however many songs there are
            )
            self.addItem(bars, ignoreBounds=True)
            top += len(values) + gap
        self._mean.setValue(silhouettes.mean)
        self.addItem(self._mean, ignoreBounds=True)
        low, high = min(0.0, float(silhouettes.values.min())), max(0.1, float(silhouettes.values.max()))
        self._plot.view.setLimits(xMin=-1.1, xMax=1.1, yMin=-gap, yMax=max(top, 1.0))
        self._plot.view.setRange(xRange=(low - 0.02, high + 0.02), yRange=(0.0, max(top - gap, 1.0)))
        lines = [
            f"{name}: {tr('not judged') if np.isnan(mean) else number(mean, 2)}"
            for name, mean in zip(kinds.names, silhouettes.of_groups, strict=False)
        ]
        self.walked.show_lines(lines)
        self.setToolTip(plain("\n".join(lines)))


class TreeChart(pg.PlotWidget):  # type: ignore[misc]
    """Ward's tree from the top, with the line that cuts it. It can be zoomed."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.hideButtons()
        self.setAccessibleName(tr("Ward's tree"))
        self.walked = Walked(self)
        self.getAxis("left").setLabel(tr("distance of what is joined"))
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
        self.setTitle(tr("Ward's tree"), color=ink, size="9pt")

    def show_tree(self, tree: Tree) -> None:
        """Show this tree."""
        self.clear()
        x: npt.NDArray[Any] = tree.x.reshape(-1)
        connect = np.tile(np.array([1, 1, 1, 0], np.int32), len(tree.x))
        self.plot(x, tree.y.reshape(-1), connect=connect, pen=pg.mkPen(theme.accent(), width=1.5))
        if tree.cut is not None:
            pen = pg.mkPen(insight_charts.MARKED, width=2, style=Qt.PenStyle.DashLine)
            self.addItem(pg.InfiniteLine(tree.cut, angle=0, pen=pen))
        every = max(1, len(tree.leaves) // 30)
        ticks = [(5 + 10 * at, f"{size}") for at, size in enumerate(tree.leaves) if at % every == 0]
        self.getAxis("bottom").setTicks([ticks if max(tree.leaves) > 1 else []])
        leaves = [plural("{n} song", "{n} songs", size) for size in tree.leaves]
        summary = plural(
            "{leaves} leaves of {n} song", "{leaves} leaves of {n} songs", tree.songs, leaves=len(leaves)
        )
        self.walked.show_lines([summary, *leaves])
        self.enableAutoRange()
