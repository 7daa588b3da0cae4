"""How many groups, how good they are, how two methods agree, and Ward's tree: computed when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.model import IntArray
from organizer.ui.groups.charts import CountCharts, SilhouetteChart, TreeChart
from organizer.ui.groups.page_names import PageName
from organizer.ui.groups.setup import METHODS, SetupStrip
from organizer.ui.groups.work import GroupWork
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, count_of
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.insight import group_views
from organizer.work.insight.group_views import Comparison, Quality, Tree

if TYPE_CHECKING:
    from organizer.analysis.space.group_count import Count


class Page(QWidget):
    """An empty page with one sentence and one button until its answer is there."""

    job: Job  #: the question to the helper
    sentence = ""
    button = ""
    needs_groups = True

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__()
        self._state, self._work, self._setup = state, work, setup
        self.text = Label(self.sentence)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.ask_button = QPushButton(self.button)
        self.ask_button.setObjectName("primary")
        self.ask_button.clicked.connect(self.ask)
        empty = QWidget()
        layout = QVBoxLayout(empty)
        layout.setContentsMargins(STEP * 4, STEP, STEP * 4, STEP)
        layout.setSpacing(STEP * 2)
        layout.addStretch()
        layout.addWidget(self.text)
        layout.addWidget(self.ask_button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()
        self.heading = Label()
        self.heading.setWordWrap(True)
        self.heading.setAccessibleName("In short")
        self.bar = QHBoxLayout()
        self.bar.addWidget(self.heading, 1)
        answer = QWidget()
        self.body = QVBoxLayout(answer)
        self.body.setContentsMargins(STEP, STEP, STEP, STEP)
        self.body.addLayout(self.bar)
        self.stack = QStackedWidget()
        self.stack.addWidget(empty)
        self.stack.addWidget(answer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        work.failed.connect(self._failed)
        state.groups_changed.connect(self.forget)
        self.forget()

    def ask(self) -> None:
        """Start the work."""
        raise NotImplementedError

    def shown(self) -> None:
        """The page came to the front."""

    def forget(self) -> None:
        """What is shown is about other groups now."""
        self.stack.setCurrentIndex(0)
        self.text.setText(self.sentence)
        grouping = self._state.grouping
        self.ask_button.setEnabled(not self.needs_groups or (grouping is not None and bool(grouping.groups)))

    def _answered(self, text: str) -> None:
        self.heading.setText(text)
        self.stack.setCurrentIndex(1)

    def _failed(self, text: str) -> None:
        if self.isVisible():
            self.text.setText(text)
            self.stack.setCurrentIndex(0)


class CountPage(Page):
    """How many groups there are."""

    job = Job.GROUPS_JUDGE
    sentence = "How many groups are there? Every number from 2 to 12 is tried and judged in five ways."
    button = "Judge 2 to 12 groups"
    needs_groups = False

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__(state, work, setup)
        self.charts = CountCharts()
        self.body.addWidget(self.charts, 1)
        self.again = QPushButton("Judge again")
        self.again.clicked.connect(self.ask)
        self.take = QPushButton()
        self.take.clicked.connect(self._take)
        self.bar.addWidget(self.take)
        self.bar.addWidget(self.again)
        self.count: Count | None = None
        self._as_kmeans = False  #: the method finds its own number

    def forget(self) -> None:
        """The number is judged before groups are made, and stays true after it."""

    def ask(self) -> None:
        """Start the work."""
        wish = self._setup.wish()
        self._as_kmeans = wish.method == "hdbscan"
        self._work.ask(self.job, group_views.judge, wish, then=self.show_count)

    def show_count(self, count: Count) -> None:
        """Show judgements of numbers of groups."""
        if not count.tried:
            self._failed("There are too few different songs to judge numbers of groups.")
            return
        self.count = count
        self.charts.show_count(count)
        elbow = f"; the inertia bends at {count.elbow}" if count.elbow else ""
        judged = "; judged for KMeans" if self._as_kmeans else ""
        best = dict(zip(count.tried, count.silhouette, strict=True)).get(count.proposal)
        silhouette = f" (silhouette {best:.2f})" if best is not None else ""
        note = f": {count.note}" if count.note else ""
        sample = f"; {count.sample}" if count.sample else ""
        remarks = f"{silhouette}{note}{elbow}{judged}{sample}"
        self._answered(f"{count.proposal} groups are proposed, and what Auto makes{remarks}.")
        self.take.setText(f"Make {count.proposal} groups")

    def _take(self) -> None:
        if self.count is not None:
            self._setup.number.setValue(self.count.proposal)
            self._setup.make.click()


class QualityPage(Page):
    """How good the groups are."""

    job = Job.GROUPS_QUALITY
    sentence = "How good are the groups? The silhouette tells how much nearer songs are to their own group."
    button = "Measure the groups"

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__(state, work, setup)
        self.chart = SilhouetteChart()
        state.theme_changed.connect(self.chart.dress)
        self.table = CrossTable("Groups and genres")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.chart)
        split.addWidget(self.table)
        split.setSizes([300, 460])
        split.setChildrenCollapsible(False)
        self.body.addWidget(split, 1)

    def ask(self) -> None:
        """Start the work."""
        self._work.ask(self.job, group_views.quality, then=self.show_quality)

    def show_quality(self, quality: Quality) -> None:
        """Show how good the groups are."""
        apart, genres = quality.silhouettes, quality.genres
        parts = []
        if apart is not None:
            parts.append(f"Mean silhouette {apart.mean:.2f} ({_word(apart.mean)})")
            self.chart.show_silhouettes(apart, quality.kinds)
        else:
            parts.append("A single group has no silhouette")
        self.chart.setVisible(apart is not None)
        if genres is not None:
            parts.append(
                f"agreement with genres: AMI {genres.ami:z.2f}, purity {genres.purity:.0%} "
                f"of {count_of(genres.songs, 'song')}"
            )
            self.table.show_table(dict(quality.names), genres.names, genres.table)
        else:
            parts.append("no genre tags to compare with")
        self.table.setVisible(genres is not None)
        self._answered("; ".join(parts) + ".")


class ComparePage(Page):
    """What another method finds."""

    job = Job.GROUPS_COMPARE
    sentence = "Would another method find the same? It makes as many groups, and both are laid side by side."
    button = "Compare"

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__(state, work, setup)
        self.method = QComboBox()
        self.method.setAccessibleName("Method to compare with")
        for title, name, tip in METHODS:
            self.method.addItem(title, name)
            self.method.setItemData(self.method.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.method.setCurrentIndex(1)
        self.again = QPushButton("Compare")
        self.again.clicked.connect(self.ask)
        self.bar.addWidget(Label("with"))
        self.bar.addWidget(self.method)
        self.bar.addWidget(self.again)
        self.table = CrossTable("The groups of two methods")
        self.body.addWidget(self.table, 1)

    def ask(self) -> None:
        """Start the work."""
        self._work.ask(self.job, group_views.compare, self.method.currentData(), then=self.show_comparison)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show two methods beside each other."""
        self.table.show_table(dict(comparison.groups), comparison.names, comparison.table)
        other = next(title for title, name, _ in METHODS if name == comparison.method)
        self._answered(f"Agreement with {other}: AMI {comparison.ami:z.2f} (0 as by chance, 1 the same).")


class TreePage(Page):
    """Ward's tree."""

    job = Job.GROUPS_TREE
    sentence = "The tree shows which songs are joined first, and where it would be cut. Up to 5,000 songs."
    button = "Draw the tree"
    needs_groups = False

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__(state, work, setup)
        self.chart = TreeChart()
        self.body.addWidget(self.chart, 1)
        state.theme_changed.connect(self.chart.dress)

    def ask(self) -> None:
        """Start the work."""
        wish, grouping = self._setup.wish(), self._state.grouping
        parts = wish.k or (len(grouping.groups) if grouping is not None else None)
        self._work.ask(self.job, group_views.tree, wish.space, parts, then=self.show_tree)

    def show_tree(self, tree: Tree) -> None:
        """Show this tree."""
        self.chart.show_tree(tree)
        cut = ". The dashed line cuts it into the groups" if tree.cut is not None else ""
        self._answered(f"{count_of(tree.songs, 'song')} joined by Ward's method; numbers are songs{cut}.")


class CrossTable(QTableWidget):
    """Counts of songs, groups by something else, the more the darker."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(34)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(26)
        self.verticalHeader().setFixedWidth(150)
        self._numbers: list[int] = []

    def show_table(self, rows: Mapping[int, str], columns: Sequence[str], table: IntArray) -> None:
        """``rows``: names by number, which is the row of ``table``; shape=(highest number + 1, columns).

        Columns are put where their songs are: what agrees lies on the diagonal.
        """
        self._numbers = [number for number in rows if number < len(table)]
        order = np.argsort(table[self._numbers].argmax(axis=0), kind="stable")
        columns, table = [columns[at] for at in order], table[:, order]
        self.setRowCount(len(self._numbers))
        self.setColumnCount(len(columns))
        for at, name in enumerate(columns):
            header = QTableWidgetItem(name)
            header.setToolTip(plain(name))
            self.setHorizontalHeaderItem(at, header)
        for row, number in enumerate(self._numbers):
            header = QTableWidgetItem(theme.dot(theme.group_colour(number)), rows[number])
            header.setToolTip(plain(rows[number]))
            header.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.setVerticalHeaderItem(row, header)
            total = max(1, int(table[number].sum()))
            for column in range(len(columns)):
                self.setItem(row, column, self._cell(int(table[number, column]), total))

    def _cell(self, songs: int, total: int) -> QTableWidgetItem:
        item = QTableWidgetItem(f"{songs:,}" if songs else "")
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        item.setToolTip(f"{count_of(songs, 'song')}, {songs / total:.0%} of the group")
        ground = QColor(theme.ACCENT)
        ground.setAlphaF(0.85 * float(np.sqrt(songs / total)))
        item.setBackground(ground)
        return item


def _word(silhouette: float) -> str:
    """After Kaufman and Rousseeuw (1990)."""
    for least, word in ((0.7, "strong"), (0.5, "reasonable"), (0.25, "weak")):
        if silhouette > least:
            return word
    return "hardly any structure"


PAGES: Mapping[PageName, type[Page]] = {
    PageName.COUNT: CountPage,
    PageName.QUALITY: QualityPage,
    PageName.COMPARE: ComparePage,
    PageName.TREE: TreePage,
}
