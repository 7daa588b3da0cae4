"""Charts about groups, drawn with pyqtgraph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from organizer.group_views import Tree
from organizer.model import FloatArray, IntArray
from organizer.ui import theme
from organizer.ui.parts import STEP

if TYPE_CHECKING:
    from organizer.analysis.group_count import Count

_JUDGES = (
    ("silhouette", "Silhouette: higher is better"), ("inertia", "Inertia: look for the bend"),
    ("davies_bouldin", "Davies–Bouldin: lower is better"), ("bic", "BIC of a mixture: lower is better"),
    ("stability", "Stability: higher is better"),
)  # fmt: skip


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """A plot in the colours of the window, without menus."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setAccessibleName(title)
        self._title = title
        self.dress()

    def dress(self) -> None:
        palette = QApplication.palette()
        ink = palette.color(QPalette.ColorRole.Text)
        self.setBackground(palette.color(QPalette.ColorRole.Base))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(palette.color(QPalette.ColorRole.Mid))
            axis.setTextPen(ink)
        if self._title:
            self.setTitle(self._title, color=ink, size="9pt")


class CountCharts(QWidget):
    """A curve for each judge over the number of groups, with the proposal marked."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Judgements of numbers of groups")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP)
        self.plots: dict[str, Plot] = {}
        self._grid = layout
        self._count: Count | None = None

    def show_count(self, count: Count) -> None:
        """Judges that had nothing to say stay away."""
        self._count = count
        for name, plot in self.plots.items():
            self._show(name, plot, count)
        self._make_next()

    def _make_next(self) -> None:
        """A plot takes a frame or two to be made: one at a time, so that the window answers in between."""
        if self._count is None:
            return
        for at, (name, title) in enumerate(_JUDGES):
            if name not in self.plots and getattr(self._count, name):
                plot = self.plots[name] = Plot(title)
                plot.setMouseEnabled(False, False)
                plot.setMinimumHeight(90)
                self._grid.addWidget(plot, at // 3, at % 3)
                self._show(name, plot, self._count)
                QTimer.singleShot(0, self, self._make_next)
                return

    def _show(self, name: str, plot: Plot, count: Count) -> None:
        values = getattr(count, name)
        plot.setVisible(bool(values))
        plot.clear()
        if not values:
            return
        accent = QColor(theme.ACCENT)
        marked = count.elbow if name == "inertia" else count.proposal
        if marked is not None and marked in count.tried:
            pen = pg.mkPen("#e69f00", width=2, style=Qt.PenStyle.DashLine)
            plot.addItem(pg.InfiniteLine(marked, pen=pen))
        plot.plot(
            count.tried, values, pen=pg.mkPen(accent, width=2), symbol="o", symbolSize=6,
            symbolBrush=accent, symbolPen=None,
        )  # fmt: skip
        said = ", ".join(f"{k}: {value:.3g}" for k, value in zip(count.tried, values, strict=True))
        plot.setAccessibleDescription(said)
        plot.setToolTip(said.replace(", ", "\n"))

    def dress(self) -> None:
        for plot in self.plots.values():
            plot.dress()


class SilhouetteChart(Plot):
    """Rousseeuw's picture: the silhouettes of each group sorted, side by side, in the group's colour."""

    def __init__(self) -> None:
        super().__init__("Silhouette of each song, by group")
        self.setMouseEnabled(False, False)
        self.getAxis("bottom").setTicks([[]])

    def show_silhouettes(
        self, values: FloatArray, numbers: IntArray, mean: float, names: Mapping[int, str]
    ) -> None:
        """``values``, ``numbers``: silhouette and group of each song that was judged; both shape=(m,)."""
        self.clear()
        gap = max(1, len(values) // 60)
        start, said = 0, []
        for number in np.unique(numbers):
            own = np.sort(values[numbers == number])[::-1]
            x = np.arange(start, start + len(own) + 1)
            colour = theme.group_colour(int(number))
            self.plot(x, own, stepMode="center", fillLevel=0, brush=colour, pen=pg.mkPen(colour))
            said.append(f"{names.get(int(number), number)}: {own.mean():.2f}")
            start += len(own) + gap
        ink = QApplication.palette().color(QPalette.ColorRole.Text)
        pen = pg.mkPen(ink, style=Qt.PenStyle.DashLine)
        self.addItem(pg.InfiniteLine(mean, angle=0, pen=pen))
        self.addItem(pg.InfiniteLine(0, angle=0, pen=pg.mkPen(ink)))
        self.setAccessibleDescription("Means: " + ", ".join(said))
        self.setToolTip("\n".join(said))


class TreeChart(Plot):
    """Ward's tree from the top, with the line that cuts it."""

    def __init__(self) -> None:
        super().__init__("Ward's tree")
        self.getAxis("left").setLabel("distance of what is joined")

    def show_tree(self, tree: Tree) -> None:
        self.clear()
        x: npt.NDArray[Any] = tree.x.reshape(-1)
        connect = np.tile(np.array([1, 1, 1, 0], np.int32), len(tree.x))
        self.plot(x, tree.y.reshape(-1), connect=connect, pen=pg.mkPen(theme.ACCENT, width=1.5))
        if tree.cut is not None:
            pen = pg.mkPen("#e69f00", width=2, style=Qt.PenStyle.DashLine)
            self.addItem(pg.InfiniteLine(tree.cut, angle=0, pen=pen))
        every = max(1, len(tree.leaves) // 30)
        ticks = [(5 + 10 * at, f"{size}") for at, size in enumerate(tree.leaves) if at % every == 0]
        self.getAxis("bottom").setTicks([ticks if max(tree.leaves) > 1 else []])
        self.setAccessibleDescription(f"{len(tree.leaves)} leaves of {tree.songs} songs")
        self.enableAutoRange()
