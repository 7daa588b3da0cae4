"""The list of the playlist panel: two lines a song, drag to reorder, keys, and a sentence when empty."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import QDrag, QFont, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from organizer.base.arrangement import Missing
from organizer.base.errors import OrganizerError, printable
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.ui.looks.direction import mirror
from organizer.ui.playlist.model import MISSING_ROLE, TRACK_ROLE, PlaylistModel
from organizer.ui.widgets.parts import STEP, IconButton, clock

_UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)

#: Songs that are laid out at a time.
_BATCH = 200


class SongDelegate(QStyledItemDelegate):
    """Number, title over artist, duration. Away songs are grey; the song in the player has a ▸."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.playing: int | None = None

    def is_playing(self, index: QModelIndex | QPersistentModelIndex, track: Track) -> bool:
        """Whether this row is the song in the player."""
        return track.id == self.playing

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, 2 * option.fontMetrics.height() + STEP)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        widget: QWidget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        lacking = index.data(MISSING_ROLE)
        track = index.data(TRACK_ROLE) if lacking is None else None
        shown = lacking if isinstance(lacking, Missing) else track
        if not isinstance(shown, Track | Missing):
            return
        palette: QPalette = option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        active = bool(option.state & QStyle.StateFlag.State_Active)
        group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
        grey = isinstance(shown, Missing) or shown.away
        if grey and not selected:
            group = QPalette.ColorGroup.Disabled
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        strong = palette.color(group, role)
        soft = palette.color(group, role if selected else QPalette.ColorRole.PlaceholderText)

        painter.save()
        metrics = option.fontMetrics
        area: QRect = option.rect.adjusted(STEP // 2, STEP // 2, -STEP, -STEP // 2)
        place = mirror(option.direction, area)
        line = metrics.height()
        digits = max(2, len(str(index.model().rowCount())))
        number_width = metrics.horizontalAdvance("0" * digits)
        seconds = shown.duration if isinstance(shown, Missing) else shown.info.duration
        length = clock(seconds) if seconds or track is not None else ""
        length_width = metrics.horizontalAdvance(length)
        left = area.left() + number_width + STEP
        width = area.width() - number_width - STEP
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        is_playing = track is not None and self.is_playing(index, track)
        painter.setPen(soft)
        painter.drawText(
            place(QRect(area.left(), area.top(), number_width, line)),
            right,
            "▸" if is_playing else str(index.row() + 1),
        )
        ends = QRect(area.right() - length_width, area.top(), length_width, line)
        painter.drawText(place(ends), right, length)
        below = _below(shown)
        artist = metrics.elidedText(below, Qt.TextElideMode.ElideRight, width)
        painter.drawText(place(QRect(left, area.top() + line, width, line)), start, artist)
        painter.setPen(strong)
        if is_playing:
            font = QFont(painter.font())
            font.setBold(True)
            painter.setFont(font)
        room = width - length_width - STEP
        name = shown.title if isinstance(shown, Track) or shown.title else shown.label
        title = painter.fontMetrics().elidedText(printable(name), Qt.TextElideMode.ElideRight, room)
        painter.drawText(place(QRect(left, area.top(), room, line)), start, title)
        painter.restore()


def _below(shown: Track | Missing) -> str:
    """What stands below the title: the artist, and of a song that is not there where it is."""
    below = printable(shown.artist) or tr("Unknown artist")
    if isinstance(shown, Missing):
        state = tr("On the web") if "://" in shown.written else tr("Missing")
        below = f"{state} · {printable(shown.artist)}" if shown.artist else state
    return below


class PlaylistView(QListView):
    """Reorders by drag inside, takes drops, gives songs out as copies."""

    remove_requested = Signal()
    play_requested = Signal(int)  #: row

    def __init__(self, model: PlaylistModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.delegate = SongDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(tr("Songs of the playlist"))
        self.setUniformItemSizes(True)
        # of a long list a part at a time: laying out all of it would hold the window up
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setDropIndicatorShown(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda index: self.play_requested.emit(index.row()))

    def selected_rows(self) -> list[int]:
        """Ascending."""
        return sorted({index.row() for index in self.selectionModel().selectedIndexes()})

    def event(self, event: QEvent) -> bool:
        # here Ctrl+Z takes back what was done to the list, not the last edit of tags
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and any(event.matches(key) for key in _UNDO_KEYS)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self._model.undo_stack.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._model.undo_stack.redo()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.play_requested.emit(self.currentIndex().row())
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
        ):
            self.move_selected(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def move_selected(self, step: int) -> None:
        """Move the selected songs one row up (-1) or down (1)."""
        rows = self.selected_rows()
        ids = self._model.ids()
        if not rows or (step < 0 and rows[0] == 0) or (step > 0 and rows[-1] == len(ids) - 1):
            return
        self._model.place([ids[row] for row in rows], rows[0] - 1 if step < 0 else rows[-1] + 2)
        self.scrollTo(self.currentIndex())


class DragHandle(IconButton):
    """Takes the whole playlist out of the window as a file."""

    failed = Signal(str)

    def __init__(self, make: Callable[[], QUrl], parent: QWidget | None = None) -> None:
        super().__init__(
            "playlist-music",
            tr("Drag the whole playlist"),
            tr("Drag the whole playlist into a player or a folder"),
            parent,
        )
        self._make = make
        self._pressed: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if (
            self._pressed is None
            or (here - self._pressed).manhattanLength() < QApplication.startDragDistance()
        ):
            return
        self._pressed = None
        try:
            url = self._make()
        except (OrganizerError, OSError) as error:
            self.failed.emit(str(error))
            return
        mime = QMimeData()
        mime.setUrls([url])
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.setPixmap(self.icon().pixmap(32, 32))
        drag.exec(Qt.DropAction.CopyAction)
