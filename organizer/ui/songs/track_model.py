"""The songs as rows: an array of ids, and the few pages of songs that are being looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from organizer.base import tempo_and_key
from organizer.base.descriptors import DESCRIPTORS, OF_TABLES, Descriptor
from organizer.base.errors import printable
from organizer.base.model import IntArray, Track
from organizer.library import sound_words, tracks
from organizer.library.sound_words import Word
from organizer.library.storage.database import Database
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import clock
from organizer.ui.widgets.plain_text import plain, shown
from organizer.ui.widgets.song_drag import FILES_MIME, TRACK_IDS_MIME, SongsMime

if TYPE_CHECKING:
    from organizer.base.arrangement import Grouping

#: Songs fetched at once: a screen or two of rows. The pages in memory are the last ones looked at.
_PAGE, _PAGES = 64, 96

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def _camelot(track: Track) -> str:
    key = tempo_and_key.key(track)
    return f"{tempo_and_key.ABOUT if key.source == 'estimate' else ''}{key.camelot}" if key.camelot else ""


def _loudness(track: Track) -> str:
    descriptors = track.descriptors
    if descriptors is None or descriptors.loudness is None:
        return ""
    return f"{'' if descriptors.loudness_measured else '≈ '}{descriptors.loudness:.1f}"


def _number(name: str, form: str) -> Callable[[Track], str]:
    def text(track: Track) -> str:
        value = getattr(track.descriptors, name) if track.descriptors is not None else None
        return "" if value is None else form.format(value)

    return text


def _estimate(descriptor: Descriptor) -> str:
    from_where = "estimate" if descriptor.is_analyzed else "of songs of tables"
    return f"{descriptor.meaning.capitalize()}: from 0 to 1 ({from_where})"


class Column(NamedTuple):
    """One column: its heading, the order the database knows it by, and a song's text in it."""

    title: str
    order: str
    width: int
    text: Callable[[Track], str]
    tip: str = ""
    right: bool = False
    hidden: bool = False
    explain: Callable[[Track], str] | None = None  #: what the tooltip of a song says, instead of its text


COLUMNS = (
    Column("Title", "title", 170, lambda t: t.title),
    Column("Artist", "artist", 130, lambda t: t.artist),
    Column("Album", "album", 122, lambda t: t.album),
    Column("Genre", "genre", 80, lambda t: t.tags.text("genre")),
    Column("Time", "duration", 54, lambda t: clock(t.info.duration), "Duration", right=True),
    Column(
        "BPM",
        "bpm",
        58,
        lambda t: tempo_and_key.tempo(t).text,
        "Beats per minute, as the tag tells; ≈ marks an estimate",
        right=True,
        explain=lambda t: tempo_and_key.tempo(t).tip,
    ),
    Column(
        "Key",
        "key",
        58,
        lambda t: tempo_and_key.key(t).text,
        "Key, as the tag tells; ≈ marks an estimate, blank when it is not clear",
        explain=lambda t: tempo_and_key.key(t).tip,
    ),
    Column("Group", "group", 120, lambda t: "", "Songs that sound alike"),
    Column("Energy", "energy", 66, _number("energy", "{:.2f}"), "0 calm to 1 driving (estimate)", True, True),
    Column(
        "Loudness",
        "loudness",
        84,
        _loudness,
        "LUFS, integrated; ≈ marks what was not measured on the whole song",
        True,
        True,
    ),
    Column(
        "Camelot",
        "camelot",
        70,
        _camelot,
        "Key on the wheel of disc jockeys; ≈ marks an estimate",
        hidden=True,
        explain=lambda t: tempo_and_key.key(t).tip,
    ),
    *(
        Column(one.name.capitalize(), one.name, 96, _number(one.name, "{:.2f}"), _estimate(one), True, True)
        for one in DESCRIPTORS
        if one.is_estimate and one.name != "energy"
    ),
    Column("Year", "date", 60, lambda t: t.tags.text("date")[:4], "Date of the recording", True, True),
    Column("Format", "format", 84, lambda t: t.info.format, hidden=True),
    Column("File", "path", 260, lambda t: printable(t.path), "Where the file is", hidden=True),
    Column("Tempo", "tempo", 70, _number("tempo", "{:.1f}"), "Tempo in BPM (estimate)", True, True),
    Column("Word", "sound", 84, lambda t: "", "How much it sounds like that, from 0 to 1", True, True),
)
GROUP_COLUMN, WORD_COLUMN = (
    next(i for i, column in enumerate(COLUMNS) if column.order == order) for order in ("group", "sound")
)


def to_choose(db: Database, shown: Container[int] = ()) -> list[int]:
    """The columns that a person chooses among: those ``shown``, and of the others those that songs of this
    library can fill."""
    from organizer.library.tables import tables  # not before: it loads numpy

    filled = tables.number_names(db)
    empty = {name for name in OF_TABLES if name not in filled}
    return [
        number
        for number, column in enumerate(COLUMNS)
        if number != WORD_COLUMN and (number in shown or column.order not in empty)
    ]


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
        return COLUMNS[column if 0 <= column < WORD_COLUMN else 1].order

    def set_failed(self, failed: frozenset[int]) -> None:
        """Mark the songs that could not be read or analyzed."""
        if failed != self._failed:
            self._failed = failed
            self.refresh()

    def set_playing(self, track_id: int | None) -> None:
        """Mark the song in the player."""
        self.playing = track_id
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

        return np.flatnonzero(np.isin(self.ids, ids))

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
            self._numbers.update((i, f"{row[self.word.position]:.2f}") for i, row in said.items())

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
            return f"{column.tip or column.title}. Click to sort"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _SIDES[section]
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        number = index.column()
        if role == _ALIGNMENT:
            return _SIDES[number]
        if role not in _ROLES:
            return None
        track = self.track(index.row())
        if track is None:
            return None
        if role in _TEXTS:
            if number == GROUP_COLUMN:
                return self._groups[track.group][0] if track.group in self._groups else ""
            if number == WORD_COLUMN:
                return self._numbers.get(track.id, "")
            return " ".join(shown(COLUMNS[number].text(track)).split())
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
            return f"{track.title}: known from the table “{printable(track.table)}” alone"
        if track.away:
            return f"Away: {printable(track.path)} is not there now"
        if track.id in self._failed:
            return "This song could not be read or analyzed. Library → Failed songs says why"
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
_ROLES = _TEXTS | {_DECORATION, _FOREGROUND, int(Qt.ItemDataRole.ToolTipRole)}
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

_signs: dict[str, QIcon] = {}


def _sign_icon(name: str) -> QIcon:
    if name not in _signs:
        _signs[name] = theme.icon(name)
    return _signs[name]
