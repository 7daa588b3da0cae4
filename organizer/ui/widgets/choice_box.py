"""A box to choose one of many: its list has headings, and is searched by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.folding import fold
from organizer.base.language import tr

#: Heading, and of each entry below it what is read and what it stands for.
Section = tuple[str, Sequence[tuple[str, str]]]

_PLACE = Qt.ItemDataRole.UserRole  #: of an entry in the box
_SEARCHED_FROM = 12  #: entries: fewer are seen at a glance
_MOST_ROWS, _ROW, _HEADING = 18, 26, 30
_WIDEST, _INDENT = 300, "   "


class ChoiceBox(QComboBox):
    """Holds entries of all sections; ``activated`` tells when a person chose one, as of any such box."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self._headings: dict[int, str] = {}  #: by the place of the first entry below
        self.popup = _Popup(self)

    def fill(self, sections: Sequence[Section], current: str) -> None:
        """Offer these; ``current`` is the one that is chosen."""
        self.clear()
        self._headings.clear()
        for heading, entries in sections:
            self._headings[self.count()] = heading
            for text, meant in entries:
                self.addItem(text, meant)
        self.setCurrentIndex(self.findData(current))
        self.popup.hide()

    def set_length(self, characters: int) -> None:
        """Be wide enough for so many characters."""
        self.setMinimumContentsLength(characters)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()  # Qt would keep that of the first length

    @property
    def headings(self) -> dict[int, str]:
        """The heading above the entry at each of these places."""
        return self._headings

    def choose(self, at: int) -> None:
        """As if a person had chosen the entry at this place."""
        self.popup.hide()
        if 0 <= at < self.count():
            self.setCurrentIndex(at)
            self.activated.emit(at)

    def showPopup(self) -> None:
        """Open the list with its headings, instead of the plain one."""
        self.popup.open()

    def hidePopup(self) -> None:
        """Close it."""
        self.popup.hide()


class _Popup(QFrame):
    """The list of a box, with a line to search it."""

    def __init__(self, box: ChoiceBox) -> None:
        super().__init__(box, Qt.WindowType.Popup)
        self._box = box
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.line = QLineEdit()
        self.line.setAccessibleName(f"{tr('Search')}: {box.accessibleName()}")
        self.line.setPlaceholderText(tr("Search"))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._show)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(f"{tr('Entries')}: {box.accessibleName()}")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose)
        self.list.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)

    def open(self) -> None:
        """Show everything below the box, the chosen entry in view."""
        box = self._box
        searched = box.count() >= _SEARCHED_FROM
        self.line.setVisible(searched)
        self.line.clear()
        self._show("")
        rows = min(self.list.count(), _MOST_ROWS)
        height = rows * _ROW + 14 + (self.line.sizeHint().height() + 6 if searched else 0)
        longest = max(
            (self.fontMetrics().horizontalAdvance(box.itemText(at)) for at in range(box.count())), default=0
        )
        wide = max(box.width(), min(longest + 72, _WIDEST))
        self.setFixedSize(QSize(wide, height))
        self.move(self._corner(wide, height))
        self.show()
        (self.line if searched else self.list).setFocus(Qt.FocusReason.PopupFocusReason)

    def _corner(self, wide: int, height: int) -> QPoint:
        """Below the box, else above it, inside the screen."""
        box, room = self._box, self._box.screen().availableGeometry()
        at = box.mapToGlobal(QPoint(0, box.height() + 2))
        if at.y() + height > room.bottom():
            at.setY(max(room.top(), box.mapToGlobal(QPoint(0, 0)).y() - height - 2))
        at.setX(max(room.left(), min(at.x(), room.right() - wide)))
        return at

    def _show(self, text: str) -> None:
        """The entries in which every word of a text is, below the headings of their sections."""
        words, box = fold(text).split(), self._box
        self.list.clear()
        heading = written = ""
        for at in range(box.count()):
            heading = box.headings.get(at, heading)
            entry = fold(f"{box.itemText(at)} {heading}")
            if not all(word in entry for word in words):
                continue
            if heading != written:
                self.list.addItem(self._heading(heading))
                written = heading
            item = QListWidgetItem(_INDENT + box.itemText(at))
            item.setData(_PLACE, at)
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)
            if at == box.currentIndex() and not words:
                self.list.setCurrentItem(item)
        if words:
            self._step(1)
        if self.list.currentItem() is not None:
            self.list.scrollToItem(self.list.currentItem(), QListWidget.ScrollHint.PositionAtCenter)

    def _heading(self, text: str) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        item.setFont(font)
        item.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
        item.setSizeHint(QSize(0, _HEADING))
        return item

    def _step(self, by: int) -> None:
        """Go to the next entry, past headings."""
        at = self.list.currentRow() + by
        while 0 <= at < self.list.count():
            if self.list.item(at).flags() & Qt.ItemFlag.ItemIsEnabled:
                self.list.setCurrentRow(at)
                return
            at += by

    def _choose(self, item: QListWidgetItem | None) -> None:
        at = item.data(_PLACE) if item is not None else None
        if at is not None:
            self._box.choose(int(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys and Enter are for the list, also while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)
