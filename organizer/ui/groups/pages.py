"""How many groups, how good they are, how two methods agree, and Ward's tree: computed when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
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

from organizer.base import plain_words
from organizer.base.language import number, plural, tr
from organizer.base.model import IntArray
from organizer.ui.groups.charts import CountCharts, SilhouetteChart, TreeChart
from organizer.ui.groups.page_names import PageName
from organizer.ui.groups.setup import METHODS, SetupStrip
from organizer.ui.groups.work import GroupWork
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP
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
        self._words = self._numbers = ""
        self.heading = Label()
        self.heading.setWordWrap(True)
        self.heading.setAccessibleName(tr("In short"))
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
        state.settings_changed.connect(self._show_heading)
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

    def _answered(self, words: str, numbers: str = "") -> None:
        """``words``: for people; ``numbers``: what stands behind them, where details are shown."""
        self._words, self._numbers = words, numbers
        self._show_heading()
        self.stack.setCurrentIndex(1)

    def _show_heading(self, *_: object) -> None:
        details = self._state.settings.details
        self.heading.setText(" ".join(filter(None, (self._words, self._numbers if details else ""))))
        self.heading.setToolTip("" if details else self._numbers)

    def _failed(self, text: str) -> None:
        if self.isVisible():
            self.text.setText(text)
            self.stack.setCurrentIndex(0)


class CountPage(Page):
    """How many groups there are."""

    job = Job.GROUPS_JUDGE
    sentence = tr("How many groups are there? Every number from 2 to 12 is tried and judged in five ways.")
    button = tr("Judge 2 to 12 groups")
    needs_groups = False

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__(state, work, setup)
        self.charts = CountCharts()
        self.body.addWidget(self.charts, 1)
        self.again = QPushButton(tr("Judge again"))
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
            self._failed(tr("There are too few different songs to judge numbers of groups."))
            return
        self.count = count
        self.charts.show_count(count)
        best = dict(zip(count.tried, count.silhouette, strict=True)).get(count.proposal)
        numbers = [
            tr("Silhouette {best}.", best=number(best, 2)) if best is not None else "",
            tr("The inertia bends at {elbow}.", elbow=count.elbow) if count.elbow else "",
        ]
        proposed = plural(
            "{n} group is proposed, and what Auto makes",
            "{n} groups are proposed, and what Auto makes",
            count.proposal,
        )
        asides = [count.note, tr("judged for KMeans") if self._as_kmeans else "", count.sample]
        text = tr("{what}: {asides}.", what=proposed, asides="; ".join(filter(None, asides)))
        self._answered(text if any(asides) else tr("{what}.", what=proposed), " ".join(filter(None, numbers)))
        self.take.setText(plural("Make {n} group", "Make {n} groups", count.proposal))

    def _take(self) -> None:
        if self.count is not None:
            self._setup.number.setValue(self.count.proposal)
            self._setup.make.click()


class QualityPage(Page):
    """How good the groups are."""

    job = Job.GROUPS_QUALITY
    sentence = tr(
        "How good are the groups? Measured is how much nearer songs are to their own group than to others."
    )
    button = tr("Measure the groups")

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__(state, work, setup)
        self.chart = SilhouetteChart()
        state.theme_changed.connect(self.chart.dress)
        self.table = CrossTable(tr("Groups and genres"))
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
        words, numbers = [], []
        if apart is not None:
            words.append(tr("The groups are {structure}.", structure=plain_words.structure(apart.mean)))
            numbers.append(tr("Mean silhouette {mean}.", mean=number(apart.mean, 2)))
            self.chart.show_silhouettes(apart, quality.kinds)
        else:
            words.append(tr("There is one group alone, and nothing that it is apart from."))
        self.chart.setVisible(apart is not None)
        if genres is not None:
            words.append(
                plural(
                    "Compared with the genre tags of {n} song: {agreement}.",
                    "Compared with the genre tags of {n} songs: {agreement}.",
                    genres.songs,
                    agreement=plain_words.agreement(genres.ami),
                )
            )
            numbers.append(
                tr(
                    "Agreement with genres: AMI {ami}, purity {purity}%.",
                    ami=_hundredths(genres.ami),
                    purity=round(100 * genres.purity),
                )
            )
            self.table.show_table(dict(quality.names), genres.names, genres.table)
        else:
            words.append(tr("There are no genre tags to compare with."))
        self.table.setVisible(genres is not None)
        self._answered(" ".join(words), " ".join(numbers))


class ComparePage(Page):
    """What another method finds."""

    job = Job.GROUPS_COMPARE
    sentence = tr(
        "Would another method find the same? It makes as many groups, and both are laid side by side."
    )
    button = tr("Compare")

    def __init__(self, state: AppState, work: GroupWork, setup: SetupStrip) -> None:
        super().__init__(state, work, setup)
        self.method = QComboBox()
        self.method.setAccessibleName(tr("Method to compare with"))
        for title, name, tip in METHODS:
            self.method.addItem(title, name)
            self.method.setItemData(self.method.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.method.setCurrentIndex(1)
        self.again = QPushButton(tr("Compare"))
        self.again.clicked.connect(self.ask)
        self.bar.addWidget(Label(tr("with")))
        self.bar.addWidget(self.method)
        self.bar.addWidget(self.again)
        self.table = CrossTable(tr("The groups of two methods"))
        self.body.addWidget(self.table, 1)

    def ask(self) -> None:
        """Start the work."""
        self._work.ask(self.job, group_views.compare, self.method.currentData(), then=self.show_comparison)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show two methods beside each other."""
        self.table.show_table(dict(comparison.groups), comparison.names, comparison.table)
        other = next(title for title, name, _ in METHODS if name == comparison.method)
        self._answered(
            tr(
                "Compared with {other}: {agreement}.",
                other=other,
                agreement=plain_words.agreement(comparison.ami),
            ),
            tr("AMI {ami} (0 as by chance, 1 the same).", ami=_hundredths(comparison.ami)),
        )


class TreePage(Page):
    """Ward's tree."""

    job = Job.GROUPS_TREE
    sentence = tr(
        "The tree shows which songs are joined first, and where it would be cut. Up to 5,000 songs."
    )
    button = tr("Draw the tree")
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
        text = plural(
            "{n} song joined by Ward's method; numbers are songs.",
            "{n} songs joined by Ward's method; numbers are songs.",
            tree.songs,
        )
        cut = tr("The dashed line cuts it into the groups.") if tree.cut is not None else ""
        self._answered(" ".join(filter(None, (text, cut))))


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
        self._numbers = [group for group in rows if group < len(table)]
        order = np.argsort(table[self._numbers].argmax(axis=0), kind="stable")
        columns, table = [columns[at] for at in order], table[:, order]
        self.setRowCount(len(self._numbers))
        self.setColumnCount(len(columns))
        for at, name in enumerate(columns):
            header = QTableWidgetItem(name)
            header.setToolTip(plain(name))
            self.setHorizontalHeaderItem(at, header)
        for row, group in enumerate(self._numbers):
            header = QTableWidgetItem(theme.dot(theme.group_colour(group)), rows[group])
            header.setToolTip(plain(rows[group]))
            header.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.setVerticalHeaderItem(row, header)
            total = max(1, int(table[group].sum()))
            for column in range(len(columns)):
                self.setItem(row, column, self._cell(int(table[group, column]), total))

    def _cell(self, songs: int, total: int) -> QTableWidgetItem:
        item = QTableWidgetItem(number(songs) if songs else "")
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        item.setToolTip(
            plural(
                "{n} song, {share}% of the group",
                "{n} songs, {share}% of the group",
                songs,
                share=round(100 * songs / total),
            )
        )
        ground = theme.accent()
        ground.setAlphaF(0.85 * float(np.sqrt(songs / total)))
        item.setBackground(ground)
        return item


def _hundredths(value: float) -> str:
    """With two decimal places, and never "-0.00"."""
    return number(round(value, 2) + 0.0, 2)


PAGES: Mapping[PageName, type[Page]] = {
    PageName.COUNT: CountPage,
    PageName.QUALITY: QualityPage,
    PageName.COMPARE: ComparePage,
    PageName.TREE: TreePage,
}
