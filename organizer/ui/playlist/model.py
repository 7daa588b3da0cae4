"""The songs of the playlist at hand as a Qt model: ids in order, rows fetched a page at a time."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QUndoCommand, QUndoStack

from organizer.base.arrangement import Missing
from organizer.base.errors import printable
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.library import tracks
from organizer.library.drafts import Change
from organizer.library.playlists import missing
from organizer.library.storage.database import Database
from organizer.ui.widgets.parts import clock, url_paths
from organizer.ui.widgets.plain_text import plain
from organizer.ui.widgets.song_drag import FILES_MIME, TRACK_IDS_MIME, SongsMime, dragged_ids

Index = QModelIndex | QPersistentModelIndex

#: Songs read from the library at a time, and songs in memory at most.
_PAGE = 100
_MOST = 2_000

#: How many of the dragged files are looked up to decide whether a drop is welcome.
_PROBED = 3

#: Rows of the list itself that are dragged: its own number, and theirs.
_ROWS_MIME = "application/x-organizer-playlist-rows"

TRACK_ROLE = int(Qt.ItemDataRole.UserRole)
MISSING_ROLE = TRACK_ROLE + 1  #: of a song that the library lacks: what the list says of it


class _Order(QUndoCommand):
    """One change of the playlist: the order before and after."""

    def __init__(self, model: PlaylistModel, change: Change) -> None:
        super().__init__(change.text)
        self._model, self.change = model, change

    def undo(self) -> None:
        self._model.show_ids(self.change.before)

    def redo(self) -> None:
        self._model.show_ids(self.change.after)


class PlaylistModel(QAbstractListModel):
    """Songs in their order. Adding one that is there moves it; a list that holds a song twice stays so. Ids
    below 0 are songs that the library lacks (``library.playlists.missing``).

    Every change goes through the undo stack.
    """

    ids_changed = Signal()
    unknown_dropped = Signal(int)  #: how many of the dropped files are not in the library

    def __init__(self, db: Database, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._ids: list[int] = []
        self._restoring = False
        #: the songs, their history and how far it was gone, before songs left the library; the songs after it
        self._losses: list[tuple[list[int], tuple[Change, ...], int, list[int]]] = []
        self._serial = 0  #: of the latest change
        self._cache: dict[int, Track] = {}
        self._missing: dict[int, Missing] = {}
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(100)

    def ids(self) -> list[int]:
        """The songs in their order."""
        return list(self._ids)

    def songs(self) -> list[int]:
        """The songs that the library has, in their order."""
        return [one for one in self._ids if one >= 0]

    def missing(self, row: int) -> Missing | None:
        """What the list says of the song of a row that the library lacks; None where it has it."""
        number = self._ids[row]
        if number >= 0:
            return None
        if number not in self._missing:
            self._missing |= missing.get_many(self._db, [one for one in self._ids if one < 0])
        return self._missing.get(number)

    def take_back(self) -> int:
        """Show the songs that came back in the places where they were missing; how many there are."""
        back = missing.back(self._db, self._ids)
        if back:
            self.replace([back.get(one, one) for one in self._ids], tr("Missing songs came back"))
        return len(back)

    def track(self, row: int) -> Track | None:
        """The song of a row; None when it has left the library meanwhile, or is missing."""
        track_id = self._ids[row]
        if track_id < 0:
            return None
        if track_id not in self._cache:
            start = row - row % _PAGE
            page = [i for i in self._ids[start : start + _PAGE] if i not in self._cache]
            self._remember(tracks.get_many(self._db, page))
        return self._cache.get(track_id)

    def _remember(self, loaded: Iterable[Track]) -> None:
        self._cache.update((track.id, track) for track in loaded)
        while len(self._cache) > _MOST:
            del self._cache[next(iter(self._cache))]

    def forget(self, ids: Iterable[int]) -> None:
        """These songs have changed: read them again when they are shown."""
        for track_id in ids:
            self._cache.pop(track_id, None)
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

    # changes

    def place(self, ids: Iterable[int], row: int | None = None, text: str = "") -> None:
        """Put songs before ``row`` (None: at the end). Those that are in the list already move there
        when a row is given, and stay where they are when none is."""
        added = list(dict.fromkeys(ids))
        present = set(self._ids)
        if row is None:
            after = self._ids + [i for i in added if i not in present]
        else:
            # the first of a song that is there several times
            rows = _rows_of(self._ids)
            moving = {rows[i][0] for i in added if i in present}
            after = self._moved(moving, added, row)
        moved_only = len(after) == len(self._ids)
        self.replace(after, text or (tr("Move songs") if moved_only else tr("Add songs")))

    def move(self, rows: Iterable[int], row: int) -> None:
        """Put these rows, in their order, before ``row``."""
        moving = sorted(set(rows))
        self.replace(self._moved(set(moving), [self._ids[one] for one in moving], row), tr("Move songs"))

    def _moved(self, moving: set[int], ids: list[int], row: int) -> list[int]:
        before = [i for at, i in enumerate(self._ids[:row]) if at not in moving]
        return before + ids + [i for at, i in enumerate(self._ids[row:], row) if at not in moving]

    def remove(self, rows: Iterable[int]) -> None:
        """Take these rows out, as one undoable change."""
        gone = set(rows)
        self.replace([i for row, i in enumerate(self._ids) if row not in gone], tr("Remove songs"))

    def replace(self, ids: Sequence[int], text: str) -> None:
        """Make this the playlist, as one undoable change."""
        after = list(ids)
        if after != self._ids:
            self._serial += 1
            self.undo_stack.push(_Order(self, Change(self._serial, text, self.ids(), after)))

    def changes(self) -> tuple[Change, ...]:
        """The history, undone steps too."""
        steps = (self.undo_stack.command(number) for number in range(self.undo_stack.count()))
        return tuple(step.change for step in steps if isinstance(step, _Order))

    def restore(self, ids: Sequence[int], changes: Iterable[Change], done: int) -> None:
        """Show the playlist and its history as they once were."""
        self._restoring = True  # the steps are made known, not made
        try:
            self.undo_stack.clear()
            for change in changes:
                self._serial = max(self._serial, change.serial)
                self.undo_stack.push(_Order(self, change))
            self.undo_stack.setIndex(done)
        finally:
            self._restoring = False
        self.show_ids(ids)

    def drop_missing(self, removed: Iterable[int]) -> None:
        """Songs left the library: they leave the playlist too, without a step to undo."""
        gone = set(removed)
        if gone.intersection(self._ids):
            before = (self.ids(), self.changes(), self.undo_stack.index())
            self.undo_stack.clear()
            self.show_ids([i for i in self._ids if i not in gone])
            self._losses.append((*before, self.ids()))

    def bring_back(self, added: Iterable[int]) -> None:
        """Songs came into the library: if they had left it, and the playlist since stayed the same, it is
        as it was before."""
        if not self._losses:
            return
        ids, changes, done, left = self._losses[-1]
        if self._ids == left and not self.undo_stack.count() and set(ids) - set(left) <= set(added):
            self._losses.pop()
            self.restore(ids, changes, done)

    def show_ids(self, ids: Sequence[int]) -> None:
        """Show this order. The undo stack's door: changes come in by ``replace``."""
        if self._restoring:
            return
        old = self._ids
        if len(ids) > len(old) and list(ids[: len(old)]) == old:
            self.beginInsertRows(QModelIndex(), len(old), len(ids) - 1)
            self._ids = list(ids)
            self.endInsertRows()
        elif len(ids) == len(old) and sorted(ids) == sorted(old):
            self.layoutAboutToBeChanged.emit()
            places = _rows_of(ids)
            row_in_new = [places[track_id].pop() for track_id in reversed(old)][::-1]
            indexes = self.persistentIndexList()
            moved = [self.createIndex(row_in_new[index.row()], 0) for index in indexes]
            self._ids = list(ids)
            self.changePersistentIndexList(indexes, moved)
            self.layoutChanged.emit()
        else:
            self.beginResetModel()
            self._ids = list(ids)
            self.endResetModel()
        self.ids_changed.emit()

    # Qt's interface

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            TRACK_ROLE,
            MISSING_ROLE,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        lacking = self.missing(index.row())
        if lacking is not None or role == MISSING_ROLE:
            return lacking and _of_missing(lacking, index.row(), role)
        track = self.track(index.row())
        if track is None or role == TRACK_ROLE:
            return track
        if role == Qt.ItemDataRole.ToolTipRole:
            if not track.has_file:
                return plain(
                    "\n".join(
                        (
                            track.label,
                            tr("Known from the table “{table}” alone", table=printable(track.table)),
                        )
                    )
                )
            lines = [track.label, printable(track.path)]
            if track.away:
                lines.append(tr("The file is away: its folder is offline, or it was moved"))
            return plain("\n".join(lines))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = [f"{index.row() + 1}. {printable(track.label)}", clock(track.info.duration)]
            if track.away or not track.has_file:
                said.append(tr("away") if track.away else tr("without a file"))
            return ", ".join(said)
        return printable(track.label)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def moveRows(
        self,
        source_parent: Index,
        source_row: int,
        count: int,
        destination_parent: Index,
        destination_child: int,
    ) -> bool:
        if count < 1 or source_row < 0 or source_row + count > len(self._ids):
            return False
        self.move(range(source_row, source_row + count), destination_child)
        return True

    def supportedDragActions(self) -> Qt.DropAction:
        # a file manager that is offered Move takes the person's file away
        return Qt.DropAction.CopyAction

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [TRACK_IDS_MIME, FILES_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes})
        mime = SongsMime(self._db, [self._ids[row] for row in rows if self._ids[row] >= 0])
        mime.setData(_ROWS_MIME, json.dumps([id(self), rows]).encode())
        return mime

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if data.hasFormat(TRACK_IDS_MIME):
            return True
        # folders and unknown files are left to the window, which adds them to the library
        return any(tracks.by_path(self._db, path) is not None for path in url_paths(data)[:_PROBED])

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if row < 0:
            row = parent.row() if parent.isValid() else len(self._ids)
        rows = self._own_rows(data)
        if rows:
            self.move(rows, row)
            return True
        ids = dragged_ids(data)
        if ids is None:
            paths = url_paths(data)
            ids = [track.id for path in paths if (track := tracks.by_path(self._db, path)) is not None]
            if len(ids) < len(paths):
                self.unknown_dropped.emit(len(paths) - len(ids))
        if not ids:
            return False
        self.place(ids, row)
        return True

    def _own_rows(self, data: QMimeData) -> list[int]:
        """The rows of this list that are dragged, if they are."""
        with contextlib.suppress(ValueError, TypeError):
            owner, rows = json.loads(bytes(data.data(_ROWS_MIME).data()))
            if owner == id(self):
                return [int(row) for row in rows if 0 <= int(row) < len(self._ids)]
        return []


def _rows_of(ids: Sequence[int]) -> dict[int, list[int]]:
    """Where each song is, from its first place to its last."""
    rows: dict[int, list[int]] = {}
    for row, track_id in enumerate(ids):
        rows.setdefault(track_id, []).append(row)
    return rows


def _of_missing(song: Missing, row: int, role: int) -> Any:
    """What is shown of a song that the library lacks."""
    if role == MISSING_ROLE:
        return song
    label = printable(song.label)
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain(
            "\n".join(
                (label, tr("Missing: the list names it “{text}”", text=printable(song.written or song.path)))
            )
        )
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return tr("{row}. {song}, missing", row=row + 1, song=label)
    return label if role == Qt.ItemDataRole.DisplayRole else None
