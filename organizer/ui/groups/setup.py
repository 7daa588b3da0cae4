"""How groups are requested: method, number, and what songs are compared by."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.arrangement import Grouping, Space, Wish
from organizer.base.descriptors import BY_NAME, readable
from organizer.base.language import plural, tr
from organizer.library import measures
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label
from organizer.work.arranging.group_advice import Offer
from organizer.work.jobs import JobContext

METHODS = (
    ("KMeans", "kmeans", tr("Round groups of similar size around centres")),
    (tr("Gaussian mixture"), "gmm", tr("Groups of different width and shape")),
    ("HDBSCAN", "hdbscan", tr("Dense regions, as many as there are; songs between them are left unsorted")),
    (
        tr("Regions of the map"),
        "som",
        tr("Neighbouring cells of the map that are alike: groups follow its borders"),
    ),
    (tr("Agglomerative"), "ward", tr("Pairs of songs joined to a tree that is cut; up to 5,000 songs")),
)
_SCALES = (
    (tr("Standard"), "standard", tr("Mean 0, deviation 1")),
    (tr("Min–max"), "minmax", tr("From 0 to 1")),
    (tr("Robust"), "robust", tr("Median 0, middle half 1 wide")),
    (tr("None"), "none", tr("As they are")),
)
_WEIGHT = tr("How much the number counts: 2 twice as much, 0 not at all. Double click, or type, to change it")


def number_item(name: str, chosen: bool) -> QTableWidgetItem:
    """A check box for a number, with its unit; the name is its data."""
    descriptor = BY_NAME.get(name)
    unit = descriptor.unit if descriptor is not None else ""
    text = readable(name)
    item = QTableWidgetItem(f"{text} ({unit})" if unit else text)
    item.setData(Qt.ItemDataRole.UserRole, name)
    if descriptor is not None:
        item.setToolTip(descriptor.meaning[:1].upper() + descriptor.meaning[1:])
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
    return item


class ComparePanel(QFrame):
    """What songs are compared by: the ear, or chosen numbers with their scale, weights and axes."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._axes_of_the_ear = False
        self.setAccessibleName(tr("What songs are compared by"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.ear = QRadioButton(tr("By ea&r: everything that the analysis says"))
        self.chosen = QRadioButton(tr("By chosen &numbers:"))
        self.ear.setChecked(True)
        self.table = QTableWidget(0, 2)
        self._rows: list[tuple[QTableWidgetItem, QTableWidgetItem]] = []
        self.table.setAccessibleName(tr("Numbers and their weights"))
        head = QTableWidgetItem(tr("Weight"))
        head.setToolTip(_WEIGHT)
        self.table.setHorizontalHeaderLabels([tr("Number")])
        self.table.setHorizontalHeaderItem(1, head)
        self.table.verticalHeader().hide()
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setMinimumSize(300, 230)
        self.scale = QComboBox()
        self.scale.setAccessibleName(tr("Scale"))
        self.scale.setToolTip(tr("How numbers of different units are made comparable, before the weights"))
        for title, name, tip in _SCALES:
            self.scale.addItem(title, name)
            self.scale.setItemData(self.scale.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.axes = QSpinBox()
        self.axes.setRange(0, 50)
        self.axes.setSpecialValueText(tr("all"))
        self.axes.setAccessibleName(tr("Principal axes"))
        self.axes.setToolTip(tr("Compare by so many principal axes (PCA) of the numbers, not by all of them"))
        self.searched = QCheckBox(tr("&Only the songs of the search"))
        self.searched.setToolTip(
            tr("Make groups of what the search box finds; the other songs are in no group")
        )
        form = QFormLayout()
        form.addRow(tr("S&cale:"), self.scale)
        form.addRow(tr("Principal &axes:"), self.axes)
        layout = QVBoxLayout(self)
        for widget in (self.ear, self.chosen, self.table):
            layout.addWidget(widget)
        layout.addLayout(form)
        layout.addWidget(self.searched)
        note = Label(tr("A missing number counts as the median of all songs."))
        note.setEnabled(False)
        layout.addWidget(note)
        self.ear.toggled.connect(self._tell)
        self.table.itemChanged.connect(self._item_changed)
        for signal in (self.scale.currentIndexChanged, self.axes.valueChanged, self.searched.toggled):
            signal.connect(self._tell)
        self._tell()

    def set_names(self, names: list[str]) -> None:
        """The numbers there are; those that were chosen stay chosen."""
        weights = self.weights()
        self.table.blockSignals(True)
        self.table.setRowCount(len(names))
        self._rows.clear()
        for row, name in enumerate(names):
            item = number_item(name, name in weights)
            weight = QTableWidgetItem()
            weight.setData(Qt.ItemDataRole.EditRole, weights.get(name, 1.0))
            weight.setToolTip(_WEIGHT)
            weight.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, 0, item)
            self.table.setItem(row, 1, weight)
            self._rows.append((item, weight))
        self.table.blockSignals(False)

    def choose(self, space: Space) -> None:
        """Show what groups were compared by, also by what is not offered any more."""
        names = [str(item.data(Qt.ItemDataRole.UserRole)) for item, _ in self._rows]
        if missing := [name for name in space.features if name not in names]:
            self.set_names([*names, *missing])
        weights = dict(space.weights)
        self.table.blockSignals(True)
        for item, weight in self._rows:
            name = item.data(Qt.ItemDataRole.UserRole)
            on = name in space.features
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            weight.setData(Qt.ItemDataRole.EditRole, float(weights.get(name, 1.0)))
        self.table.blockSignals(False)
        self.scale.setCurrentIndex(max(0, self.scale.findData(space.scale)))
        self.axes.setValue(space.components or 0)
        (self.chosen if space.features else self.ear).setChecked(True)

    def weights(self) -> dict[str, float]:
        """The weight of each number that is chosen."""
        return {
            name.data(Qt.ItemDataRole.UserRole): float(weight.data(Qt.ItemDataRole.EditRole))
            for name, weight in self._rows
            if name.checkState() == Qt.CheckState.Checked
        }

    def space(self, query: str = "") -> Space:
        """What songs are compared by, of those that fit the query."""
        where = query if self.searched.isChecked() else ""
        weights = self.weights()
        if self.ear.isChecked() or not weights:
            return Space(components=self.axes.value() or None if self._axes_of_the_ear else None, query=where)
        return Space(
            tuple(weights),
            self.scale.currentData(),
            self.axes.value() or None,
            tuple((name, weight) for name, weight in weights.items() if weight != 1.0),
            where,
        )

    def _item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == 0 and item.checkState() == Qt.CheckState.Checked:
            self.chosen.setChecked(True)
        self._tell()

    def allow_axes_of_the_ear(self, allowed: bool) -> None:
        """HDBSCAN looks at fewer axes of the ear, too; for other methods the ear is one whole."""
        self._axes_of_the_ear = allowed
        self.axes.setEnabled(allowed or self.chosen.isChecked())

    def _tell(self) -> None:
        self.scale.setEnabled(self.chosen.isChecked())
        self.axes.setEnabled(self._axes_of_the_ear or self.chosen.isChecked())
        self.changed.emit()


class SetupStrip(QWidget):
    """One row that says how groups are to be made, and the button that makes them."""

    make_requested = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.method = QComboBox()
        self.method.setAccessibleName(tr("Method"))
        for title, name, tip in METHODS:
            self.method.addItem(title, name)
            self.method.setItemData(self.method.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.number = QSpinBox()
        self.number.setRange(0, 100)
        self.number.setSpecialValueText(tr("Auto"))
        self.number.setAccessibleName(tr("Number of groups"))
        self.number.setToolTip(
            tr(
                "How many groups; Auto finds the number that sets them apart best. "
                "HDBSCAN comes near to it only"
            )
        )
        self.compare = QToolButton()
        self.compare.setAccessibleName(tr("What songs are compared by"))
        self.compare.setToolTip(tr("What songs are compared by: the ear, or chosen numbers"))
        self.compare.clicked.connect(self._open_panel)
        self._panel: ComparePanel | None = None
        self.sort_all = QCheckBox(tr("Leave no son&g out"))
        self.sort_all.setChecked(True)
        self.sort_all.setToolTip(
            tr("Songs between the dense regions go to the nearest group; without it they stay in no group")
        )
        self.smallest = QSpinBox()
        self.smallest.setRange(1, 9_999)
        self.smallest.setSpecialValueText(tr("Any size"))
        self.smallest.setPrefix(tr("From "))
        self.smallest.setSuffix(tr(" songs"))
        self.smallest.setAccessibleName(tr("Songs that a group has at least"))
        self.smallest.setToolTip(
            tr(
                "A dense region of fewer songs is no group; smaller ones leave fewer songs out. "
                "Any size: tried"
            )
        )
        self.make = QPushButton(tr("&Make groups"))
        self.make.setToolTip(
            tr("Make the groups. Others than those that there are wait until you take or leave them")
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        for widget in (self.method, self.number, self.compare, self.smallest, self.sort_all):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(self.make)
        self.make.clicked.connect(self.make_requested)
        self.method.currentIndexChanged.connect(self._show)
        state.groups_changed.connect(self._follow)
        state.library_changed.connect(self.refresh)
        self._followed: Wish | None = None  #: how the groups that are shown were made
        self._show()
        self.refresh()

    @property
    def panel(self) -> ComparePanel:
        """Made when it is first needed: that takes a frame."""
        if self._panel is None:
            self._panel = ComparePanel(self)
            self._panel.changed.connect(self._show)
        return self._panel

    def wish(self) -> Wish:
        """What a person asks for, as it stands in the strip."""
        return Wish(
            self.method.currentData(),
            self.number.value() or None,
            self.panel.space(self._state.query),
            sort_all=self.sort_all.isChecked(),
            smallest=self._smallest(),
        )

    def _smallest(self) -> int | None:
        smallest = self.smallest.value() if self.method.currentData() == "hdbscan" else 1
        return smallest if smallest > 1 else None

    def take(self, offer: Offer) -> None:
        """Ask for groups as it is offered."""
        self.method.setCurrentIndex(max(0, self.method.findData(offer.method)))
        if offer.components:
            self.panel.axes.setValue(offer.components)
        if offer.smallest:
            self.smallest.setValue(offer.smallest)
        self.make.click()

    def refresh(self, *_: object) -> None:
        """Ask which numbers songs have: tables bring their own."""
        if not self._state.jobs.running(Job.GROUPS_MEASURES):
            self._state.jobs.start(Job.GROUPS_MEASURES, _names, self._state.db, on_result=self._named)

    def _named(self, names: list[str]) -> None:
        first = not self.panel.table.rowCount()
        self.panel.set_names(names)
        if first:
            self._follow()

    def _follow(self) -> None:
        """Show how the current groups were made; a correction leaves what is being set up."""
        made: Grouping | None = self._state.grouping
        if made is None or not made.groups:
            return
        wish = Wish(made.method, made.k, made.space, made.seed, not made.unsorted, made.smallest)
        if wish != self._followed and self.panel.table.rowCount():
            self._followed = wish
            self.method.setCurrentIndex(max(0, self.method.findData(made.method)))
            self.number.setValue(made.k or 0)
            self.sort_all.setChecked(not made.unsorted)
            self.smallest.setValue(made.smallest or 1)
            self.panel.choose(made.space)

    def _open_panel(self) -> None:
        self.panel.adjustSize()
        self.panel.move(self.compare.mapToGlobal(QPoint(0, self.compare.height() + 2)))
        self.panel.show()
        self.panel.table.setFocus()

    def _show(self) -> None:
        dense = self.method.currentData() == "hdbscan"
        self.sort_all.setVisible(dense)
        self.smallest.setVisible(dense)
        if self._panel is not None:
            self._panel.allow_axes_of_the_ear(dense)
        self.method.setToolTip(METHODS[self.method.currentIndex()][2])
        space = self._panel.space() if self._panel is not None else Space()
        numbers = len(space.features)
        by = plural("By {n} number", "By {n} numbers", numbers) if numbers else tr("By ear")
        self.compare.setText(f"{by} ▾")


def _names(_context: JobContext, db: Database) -> list[str]:
    """The numbers that songs of the library have."""
    return measures.known(db)
