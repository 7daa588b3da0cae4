"""The songs as rows: an array of ids, and the few pages of songs that are being looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from organizer.base.errors import printable
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, IntArray, Track
from organizer.library import sound_words, tracks
from organizer.library.sound_words import Word
from organizer.library.storage.database import Database
from organizer.ui.looks.direction import as_notes
from organizer.ui.songs.columns import (
    COLUMNS,
    GROUP_COLUMN,
    KEY_COLUMNS,
    WORD_COLUMN,
    Column,
    written,
)
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import plain, shown
from organizer.ui.widgets.song_drag import FILES_MIME, TRACK_IDS_MIME, SongsMime

if TYPE_CHECKING:
    from organizer.base.arrangement import Grouping

#: Songs fetched at once: a screen or two of rows. The pages in memory are the last ones looked at.
_PAGE, _PAGES = 64, 96

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TrackModel(QAbstractTableModel):
    """A million rows cost eight megabytes: only what is shown is fetched.

    The first screen of a library opens without arrays, so that numpy loads when the window is shown.
    """

    def __init__(self, db: Database, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._ids: IntArray | None = None
        self._opening: list[Track] = []
        self._pages: OrderedDict[int, list[Track | None]] = OrderedDict()
        self._groups: dict[int, tuple[str, QIcon]] = {}
        self._failed: frozenset[int] = frozenset()
        self.playing: int | None = None
        self.word: Word | None = None  #: for sound, whose numbers are shown
        self._numbers: dict[int, str] = {}  #: of it, by songs
        self._drafts: Mapping[int, Mapping[str, str]] = {}  #: unsaved texts of fields, by songs

    @property
    def ids(self) -> IntArray:
        """The songs in the order of the rows. shape=(n,)"""
        if self._ids is None:
            import numpy as np

            return np.empty(0, np.int64)
        return self._ids

    def open(self, first: list[Track]) -> None:
        """Show the first songs of the library until all ids are there."""
        if self._ids is None:
            self.beginResetModel()
            self._opening = first
            self.endResetModel()

    def set_ids(self, ids: IntArray) -> None:
        """Show these songs, in this order."""
        import numpy as np

        self._pages.clear()
        if self._ids is not None and np.array_equal(ids, self._ids):
            self.refresh()
            return
        self.beginResetModel()
        self._ids, self._opening = ids, []
        self.endResetModel()

    def set_groups(self, grouping: Grouping | None) -> None:
        """Show these groups beside their songs."""
        groups = grouping.groups if grouping is not None else ()
        self._groups = {g.number: (g.name, theme.dot(theme.group_colour(g.number))) for g in groups}
        self.forget()

    def set_word(self, word: Word | None) -> None:
        """Show the numbers of this word."""
        if word != self.word:
            self.word = word
            self.forget()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, WORD_COLUMN, WORD_COLUMN)

    def order_of(self, column: int) -> str:
        """The order of a column, as the database calls it; of artists, where there is none."""
        if column == WORD_COLUMN and self.word is not None:
            return self.word.measure
        return COLUMNS[column if 0 <= column < len(COLUMNS) and column != WORD_COLUMN else 1].order

    def set_failed(self, failed: frozenset[int]) -> None:
        """Mark the songs that could not be read or analyzed."""
        if failed != self._failed:
            self._failed = failed
            self.refresh()

    def set_playing(self, track_id: int | None) -> None:
        """Mark the song in the player."""
        self.playing = track_id
        self.refresh()

    def set_drafts(self, drafts: Mapping[int, Mapping[str, str]]) -> None:
        """Show these unsaved texts of fields in place of what the files say, and mark them."""
        if drafts or self._drafts:
            self._drafts = drafts
            self.refresh()

    def forget(self) -> None:
        """Fetch again what is looked at: something about the songs changed."""
        self._pages.clear()
        self._numbers.clear()
        self.refresh()

    def refresh(self) -> None:
        """Paint every row anew, with what is read already."""
        if rows := self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(COLUMNS) - 1))

    def rows_of(self, ids: IntArray) -> IntArray:
        """The rows of those songs that are shown, ascending. shape=(k,)"""
        import numpy as np

        from organizer.library.orders import are_among  # not before: it loads numpy

        return np.flatnonzero(are_among(self.ids, ids))

    def track(self, row: int) -> Track | None:
        """The song in a row; None when it has just left the library."""
        if self._ids is None:
            return self._opening[row] if row < len(self._opening) else None
        number, place = divmod(row, _PAGE)
        page = self._pages.get(number)
        if page is None:
            ids = self._ids[number * _PAGE : (number + 1) * _PAGE].tolist()
            loaded = {track.id: track for track in tracks.get_many(self._db, ids)}
            page = self._pages[number] = [loaded.get(track_id) for track_id in ids]
            self._look_up_numbers(ids)
            while len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def _look_up_numbers(self, ids: list[int]) -> None:
        if self.word is not None:
            said = sound_words.of_songs(self._db, ids)
            self._numbers.update((i, written(row[self.word.position], 2)) for i, row in said.items())

    def rowCount(self, parent: Index = _ROOT) -> int:
        if parent.isValid():
            return 0
        return len(self._opening if self._ids is None else self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(self.word.name) if section == WORD_COLUMN and self.word else column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            about = column.tip or column.title
            if column.order in EDITABLE_FIELDS:
                return f"{about}. {tr('Click to sort; F2 edits a cell')}"
            return f"{about}. {tr('Click to sort')}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _SIDES[section]
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        number = index.column()
        if role == _ALIGNMENT:
            return _SIDES[number]
        if role not in _ROLES or (role == _FONT and not self._drafts):
            return None
        track = self.track(index.row())
        if track is None:
            return None
        if (
            self._drafts
            and (draft := self._drafts.get(track.id, _NONE).get(COLUMNS[number].order)) is not None
        ):
            if role in _OF_DRAFTS:
                return _draft_shown(draft, role)
            if role == _TIP:
                return plain(tr("Not written yet. The file says “{text}”", text=COLUMNS[number].text(track)))
        if role == _FONT:
            return None
        if role in _TEXTS:
            if number == GROUP_COLUMN:
                return self._groups[track.group][0] if track.group in self._groups else ""
            if number == WORD_COLUMN:
                return self._numbers.get(track.id, "")
            text = " ".join(shown(COLUMNS[number].text(track)).split())
            return as_notes(text) if number in KEY_COLUMNS else text
        if role == _DECORATION:
            return self._sign(track, number)
        if role == _FOREGROUND:
            if track.away:
                disabled = QPalette.ColorGroup.Disabled
                return QBrush(QApplication.palette().color(disabled, QPalette.ColorRole.Text))
            return None
        return plain(self._tip(track, COLUMNS[number]))

    def _sign(self, track: Track, column: int) -> Any:
        if column == GROUP_COLUMN:
            return self._groups[track.group][1] if track.group in self._groups else None
        if column == 0 and track.id == self.playing:
            return _sign_icon("volume-high")
        if column == 0 and track.id in self._failed:
            return _sign_icon("alert-circle-outline")
        if column == 0 and not track.has_file:
            return _sign_icon("table")
        return None

    def _tip(self, track: Track, column: Column) -> str:
        if not track.has_file and column.order in ("title", "path"):
            return tr(
                "{title}: known from the table “{table}” alone",
                title=track.title,
                table=printable(track.table),
            )
        if track.away:
            return tr("Away: {path} is not there now", path=printable(track.path))
        if track.id in self._failed:
            return tr("This song could not be read or analyzed. Library → Failed songs says why")
        if column.explain is not None:
            return column.explain(track)
        return printable(track.path) if column.order in ("title", "path") else column.text(track)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _OF_SONGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction  # a file manager that is offered a move takes the file away

    def mimeTypes(self) -> list[str]:
        return [TRACK_IDS_MIME, FILES_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return SongsMime(self._db, self.ids[sorted({index.row() for index in indexes})].tolist())


# Painting a screen asks for two thousand values: here they are plain numbers, since to look an enumeration's
# member up, and to join two, takes longer than the rest of the answer.
_ALIGNMENT, _DECORATION, _FOREGROUND = (
    int(role)
    for role in (
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ForegroundRole,
    )
)
_TEXTS = frozenset({int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)})
_FONT, _TIP = int(Qt.ItemDataRole.FontRole), int(Qt.ItemDataRole.ToolTipRole)
_ROLES = _TEXTS | {_DECORATION, _FOREGROUND, _FONT, _TIP}
_OF_DRAFTS = _TEXTS | {_FONT}
_NONE: Mapping[str, str] = {}
_SIDES = tuple(
    (Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft)
    | Qt.AlignmentFlag.AlignVCenter
    for column in COLUMNS
)
_OF_SONGS = (
    Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)


_REMOVED = tr("‹removed›")


def _draft_shown(text: str, role: int) -> Any:
    """A text that is not written yet: bold, with a dot; to screen readers in words."""
    if role == _FONT:
        font = QFont()
        font.setBold(True)
        return font
    text = " ".join(shown(text).split())
    if role == int(Qt.ItemDataRole.AccessibleTextRole):
        return tr("{text}, not written yet", text=text) if text else tr("Removed, not written yet")
    return f"• {text or _REMOVED}"


_signs: dict[str, QIcon] = {}


def _sign_icon(name: str) -> QIcon:
    if name not in _signs:
        _signs[name] = theme.icon(name)
    return _signs[name]
