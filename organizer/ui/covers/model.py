"""The albums of the songs that are shown, as rows for a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt

from organizer.base.language import plural, tr
from organizer.ui.widgets.plain_text import plain, shown

if TYPE_CHECKING:
    from organizer.base.model import IntArray
    from organizer.library.lists.albums import Album, Albums, Shelf

Index = QModelIndex | QPersistentModelIndex
NO_ALBUM = tr("No album")


class AlbumModel(QStringListModel):
    """A row for each album, and one for the songs that are on none.

    The rows themselves are Qt's, without text: a view that lays out a hundred thousand of them asks for their
    number before each, and would wait for the interpreter.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.albums: Albums | None = None
        self.shelf: Shelf | None = None

    def show(self, albums: Albums, shelf: Shelf) -> bool:
        """List these; gives whether the rows are other albums now."""
        before, self_albums = self.shelf, self.albums
        if before is not None and self_albums is albums and _same(before.albums, shelf.albums):
            self.shelf = shelf
            self.refresh()
            return False
        self.albums, self.shelf = albums, shelf
        self.setStringList([""] * len(shelf.albums))
        return True

    def refresh(self) -> None:
        """What is told of the rows is to be painted anew."""
        if rows := self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(rows - 1))

    def album(self, row: int) -> Album | None:
        """The album of a row; None for the songs that are on none."""
        if self.shelf is None or self.albums is None or self.shelf.albums[row] < 0:
            return None
        return self.albums.all[int(self.shelf.albums[row])]

    def number(self, row: int) -> int:
        """The number of the album of a row, -1 for the songs that are on none."""
        return -1 if self.shelf is None else int(self.shelf.albums[row])

    def songs(self, row: int) -> IntArray:
        """Ids of the songs of a row, those that are shown, in the order of the album. shape=(n,)"""
        assert self.shelf is not None
        return self.shelf.songs(row)

    def key(self, row: int) -> tuple[object, int]:
        """What the lines of a row depend on."""
        assert self.shelf is not None
        count = self.shelf.starts[row + 1] - self.shelf.starts[row]
        return self.album(row), int(count)

    def lines(self, row: int) -> tuple[str, str, str]:
        """What stands below a cover: the name, the artist, then year and number of songs."""
        album = self.album(row)
        count = plural("{n} song", "{n} songs", len(self.songs(row)))
        if album is None:
            return NO_ALBUM, "", count
        return (
            shown(album.name),
            shown(album.artist),
            f"{album.years} · {count}" if album.years else count,
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.lines(row)[0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain("\n".join(line for line in self.lines(row) if line))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name, artist, rest = self.lines(row)
            return ", ".join(
                (
                    tr("{album} by {artist}", album=name, artist=artist) if artist else name,
                    rest.replace(" · ", ", "),
                )
            )
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )


def _same(one: IntArray, other: IntArray) -> bool:
    return len(one) == len(other) and bool((one == other).all())
