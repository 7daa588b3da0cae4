"""The list of a song's parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from organizer.base.language import plural, tr
from organizer.base.model import clock
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP

if TYPE_CHECKING:
    from organizer.analysis.structure.parts import Structure


#: Places that are named where a part returns more often: those that come next.
_AGAIN = 6


class PartsList(QTreeWidget):
    """A row for each part: letter and colour, start, length, and where it sounds again."""

    part_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parts")
        self.setAccessibleName(tr("Parts; Enter plays one"))
        self.setToolTip(tr("Click a part to play it"))
        self.setHeaderLabels([tr("Part"), tr("Start"), tr("Length"), tr("Again at")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(14, 14))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setStretchLastSection(True)
        for column in (1, 2):
            self.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignCenter)
        self.itemClicked.connect(lambda item: self.part_chosen.emit(self.indexOfTopLevelItem(item)))
        self.itemActivated.connect(lambda item: self.part_chosen.emit(self.indexOfTopLevelItem(item)))

    def show_structure(self, structure: Structure | None) -> None:
        """List the parts of a song; with None, nothing."""
        self.clear()
        if structure is None:
            return
        # not as wide as the contents: measuring hundreds of rows takes longer than a frame
        texts = (tr("Length"), clock(structure.duration))
        times = max(self.fontMetrics().horizontalAdvance(text) for text in texts) + 4 * STEP
        for column, width in enumerate((8 * STEP, times, times)):
            self.setColumnWidth(column, theme.scaled(width))
        icons = {label: theme.dot(theme.group_colour(label), 14) for label in set(structure.labels)}
        places = {
            label: [part for part, other in enumerate(structure.labels) if other == label] for label in icons
        }
        items, names = [], structure.names
        for part, (start, end) in enumerate(zip(structure.starts, structure.ends, strict=True)):
            label = structure.labels[part]
            same = places[label]
            at = same.index(part)
            coming = [clock(structure.starts[other]) for other in (same[at + 1 :] + same[:at])[:_AGAIN]]
            more = len(same) - 1 - len(coming)
            again = ", ".join(coming)
            if more:
                again = plural("{times} and {n} more", "{times} and {n} more", more, times=again)
            item = QTreeWidgetItem([names[part], clock(start), clock(end - start), again])
            item.setIcon(0, icons[label])
            for column in (1, 2):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignCenter)
            items.append(item)
        self.addTopLevelItems(items)

    def set_part(self, part: int) -> None:
        """Mark the part that is at hand."""
        item = self.topLevelItem(part)
        if item is not None and item is not self.currentItem():
            self.setCurrentItem(item)
