"""A layout that sets widgets side by side and goes on in the next row where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """As words in a paragraph. A widget that is wider than the row gets the row. What comes after a stretch
    stands at the end of its row."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._stretch: int | None = None  #: the item before which there is one
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def add_stretch(self) -> None:
        """What comes from here on stands at the end of its row."""
        self._stretch = len(self._items)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        """How many widgets there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        sides = self.contentsMargins()
        return self._place(QRect(0, 0, width, 0), move=False) + sides.top() + sides.bottom()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        heights = [item.sizeHint().height() for item in self._items if not item.isEmpty()]
        sides = self.contentsMargins()
        return QSize(40, max(heights, default=0) + sides.top() + sides.bottom())

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Set every widget where it belongs; the height that they take, without the margins."""
        rect = rect.marginsRemoved(self.contentsMargins())
        y = rect.y()
        for line in self._lines(rect.width()):
            high = max(size.height() for _, size in line)
            free = rect.width() - sum(size.width() for _, size in line) - self.spacing() * (len(line) - 1)
            x = rect.x()
            for number, size in line:
                if self._stretch is not None and number >= self._stretch:
                    x, free = x + max(free, 0), 0
                if move:
                    place = QRect(QPoint(x, y + (high - size.height()) // 2), size)
                    self._items[number].setGeometry(self._mirrored(place, rect))
                x += size.width() + self.spacing()
            y += high + self.spacing()
        return max(y - self.spacing() - rect.y(), 0)

    def _lines(self, width: int) -> list[list[tuple[int, QSize]]]:
        """The numbers and sizes of what stands in each row."""
        lines: list[list[tuple[int, QSize]]] = []
        taken = 0
        for number, item in enumerate(self._items):
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            size = QSize(min(hint.width(), width), hint.height())
            if not lines or taken + size.width() > width:
                lines.append([])
                taken = 0
            lines[-1].append((number, size))
            taken += size.width() + self.spacing()
        return lines

    def _mirrored(self, place: QRect, rect: QRect) -> QRect:
        parent = self.parentWidget()
        if parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            place.moveRight(rect.left() + rect.right() - place.left())
        return place
