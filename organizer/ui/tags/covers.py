"""What can be done with a cover where it is shown: changed, pasted, dropped on, stored as a file, removed.

Every change is an edit of tags like any other: it is reviewed before anything is written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, TypeAlias

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QDropEvent, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from organizer.base.errors import OrganizerError
from organizer.base.folding import fold
from organizer.base.language import plural, tr
from organizer.base.model import IntArray, TagEdit, Track
from organizer.library import tracks
from organizer.library.lists import browsing
from organizer.library.lists.browsing import Kind
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog, ask_where
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.cover_files import CoverFiles
from organizer.work.jobs import JobContext

_IMAGES = tr("Pictures (*.jpg *.jpeg *.png *.webp *.gif *.bmp *.tif *.tiff)")
_ENDINGS = tuple(re.findall(r"\.\w+", _IMAGES))
_RAW = ("image/jpeg", "image/png", "image/webp")
_PHOTO = 1_000_000  #: bytes of a PNG of what was copied, from which on it becomes a JPEG

#: Pixels of the longer side that a cover can be made smaller to.
_SMALLER = (300, 500, 800, 1200)

#: What an edit of covers does besides giving one picture to all.
Change: TypeAlias = Literal["beside"] | int

#: A picture: a file's path, the bytes of an image file, or pixels that were copied.
Source: TypeAlias = str | bytes | QImage
Songs: TypeAlias = "Callable[[], IntArray | None]"


class CoverActions(QObject):
    """Menu, keys and drops of a widget that shows the cover of songs."""

    def __init__(self, widget: QWidget, state: AppState, songs: Songs, *, one: bool) -> None:
        """``songs`` gives their ids, None while there are none; ``one``: it shows one song."""
        super().__init__(widget)
        self._widget, self._state, self._songs, self._one = widget, state, songs, one
        self.files = CoverFiles(widget, state)
        widget.setAcceptDrops(True)
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QContextMenuEvent):
            self._show_menu(event.globalPos())
            return True
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste):
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
            elif kind == QEvent.Type.KeyPress:
                self.paste()
            return True
        if isinstance(event, QDropEvent) and self._takes(event.mimeData()):  # entering and moving, too
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            if kind == QEvent.Type.Drop:
                self.take(event.mimeData())
            return True
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._widget.update()
        return super().eventFilter(watched, event)

    def menu(self) -> QMenu:
        """What can be done with the cover."""
        menu = QMenu(self._widget)
        menu.setToolTipsVisible(True)
        there = self._ids() is not None
        pictured = source_of(QApplication.clipboard().mimeData()) is not None
        self._add(menu, "", there=there, pictured=pictured)
        if self._one:
            store = menu.addAction(tr("&Save as…"), self.save)
            store.setEnabled(there)
            album = menu.addMenu(tr("For the whole &album"))
            album.setEnabled(there)
            self._add(album, "album", there=there, pictured=pictured)
        return menu

    def _add(self, menu: QMenu, whole: str, *, there: bool, pictured: bool) -> None:
        album = bool(whole)
        change = menu.addAction(tr("&Change…"), partial(self.change, album=album))
        paste = menu.addAction(tr("&Paste"), partial(self.paste, album=album))
        if not album:
            paste.setShortcut(QKeySequence(QKeySequence.StandardKey.Paste))
            paste.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        remove = menu.addAction(tr("&Remove"), partial(self.remove, album=album))
        smaller = menu.addMenu(tr("Make s&maller"))
        for most in _SMALLER:
            text = tr("At most {n} × {n} pixels", n=most)
            smaller.addAction(text, partial(self.convert, most, album=album))
        beside = menu.addAction(
            tr("&Take the picture beside the songs in"), partial(self.convert, "beside", album=album)
        )
        beside.setToolTip(tr("Embed cover.jpg or its like, which lies in the folder of each song"))
        actions: list[QAction] = [change, remove, smaller.menuAction(), beside]
        if not album:
            write = menu.addAction(tr("&Write cover.jpg beside the songs…"), self.write_beside)
            write.setToolTip(tr("Write the cover inside the songs as a file into their folders"))
            actions.append(write)
        for action in actions:
            action.setEnabled(there)
        paste.setEnabled(there and pictured)

    def change(self, *, album: bool = False) -> None:
        """Ask for a picture file."""
        ids = self._ids()
        if ids is None:
            return
        dialog = FileDialog(self._state, tr("Choose a cover"), self._widget)
        dialog.setNameFilters([_IMAGES, tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self._propose(ids, path, album=album))
        dialog.open()

    def paste(self, *, album: bool = False) -> None:
        """Propose the picture that was copied."""
        self.take(QApplication.clipboard().mimeData(), album=album)

    def take(self, data: QMimeData, *, album: bool = False) -> None:
        """Propose the picture that was dropped or copied."""
        ids = self._ids()
        source = source_of(data)
        if source is None:
            self._state.message.emit(tr("There is no picture to paste: copy one, or a picture file"), "info")
        elif ids is not None:
            self._propose(ids, source, album=album)

    def remove(self, *, album: bool = False) -> None:
        """Propose that the songs have no cover."""
        ids = self._ids()
        if ids is not None:
            self._propose(ids, None, album=album)

    def convert(self, change: Change, *, album: bool = False) -> None:
        """Propose covers with fewer pixels, or those that lie beside the songs."""
        ids = self._ids()
        if ids is not None:
            label = _label_of_change(len(ids), change, album=album)
            make = partial(changes, ids=ids, change=change, album=album)
            self._state.edits_proposed.emit(make, label)

    def write_beside(self) -> None:
        """Propose to write covers as files beside the songs."""
        ids = self._ids()
        if ids is not None:
            self.files.propose(ids)

    def save(self) -> None:
        """Read the cover, then ask where it goes."""
        ids = self._ids()
        if ids is not None:
            self._state.jobs.start(
                Job.COVER_FILE, _cover_of, self._state.db, int(ids[0]), on_result=self._ask_where, owner=self
            )

    def _ask_where(self, cover: tuple[str, bytes] | None) -> None:
        if cover is None:
            self._state.message.emit(tr("This song has no cover"), "info")
            return
        name, data = cover
        path = ask_where(self._state, self._widget, tr("Save the cover"), name, _IMAGES)
        if path:
            self._state.jobs.start(Job.COVER_FILE, _write, path, data, on_result=self._saved, owner=self)

    def _saved(self, path: str) -> None:
        self._state.message.emit(tr("The cover is saved as {name}", name=os.path.basename(path)), "info")

    def _ids(self) -> IntArray | None:
        ids = self._songs()
        return None if ids is None or not len(ids) else ids

    def _takes(self, data: QMimeData) -> bool:
        return self._ids() is not None and source_of(data) is not None

    def _propose(self, ids: IntArray, source: Source | None, *, album: bool) -> None:
        label = _label(len(ids), removes=source is None, album=album)
        self._state.edits_proposed.emit(partial(edits, ids=ids, source=source, album=album), label)

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)


def _label(songs: int, *, removes: bool, album: bool) -> str:
    """What the history calls it."""
    if album:
        return tr("Remove cover of the album") if removes else tr("Set cover of the album")
    if removes:
        return plural("Remove cover of {n} song", "Remove cover of {n} songs", songs)
    return plural("Set cover of {n} song", "Set cover of {n} songs", songs)


def _label_of_change(songs: int, change: Change, *, album: bool) -> str:
    if change == "beside":
        if album:
            return tr("Cover from folder, whole album")
        return plural("Cover from folder of {n} song", "Cover from folder of {n} songs", songs)
    if album:
        return tr("Make cover of the album smaller")
    return plural("Make cover of {n} song smaller", "Make cover of {n} songs smaller", songs)


def source_of(data: QMimeData | None) -> Source | None:
    """The picture in what was dropped or copied; None where there is none: songs are none."""
    if data is None:
        return None
    for url in data.urls():
        path = url.toLocalFile()
        if path and os.path.splitext(path)[1].lower() in _ENDINGS:
            return path
    for kind in _RAW:
        if data.hasFormat(kind):
            return bytes(data.data(kind).data())
    if data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return image
    return None


def edits(db: Database, *, ids: IntArray, source: Source | None, album: bool) -> Sequence[TagEdit]:
    """The edits that give these songs, or all of the first one's album, this cover. In a job."""
    from organizer.pictures import covers as images
    from organizer.work.tags import covering

    chosen = _chosen(db, ids, album=album)
    if source is None:
        return covering.removing(chosen).edits
    if isinstance(source, str):
        return covering.setting(chosen, covering.picture_file(source)).edits
    data = source if isinstance(source, bytes) else _encoded(source)
    return covering.setting(chosen, images.prepared(data)).edits


def changes(db: Database, *, ids: IntArray, change: Change, album: bool) -> Sequence[TagEdit]:
    """The edits that make covers smaller or take in what lies beside songs. In a job. Raises
    ``OrganizerError`` where no song gets one."""
    from organizer.work.tags import covering

    chosen, context = _chosen(db, ids, album=album), JobContext()
    if change == "beside":
        made = covering.from_folders(context, chosen)
    else:
        made = covering.shrinking(context, chosen, change)
    if made.left and not made.edits:
        raise OrganizerError(made.left[0][1], path=made.left[0][0], remedy=tr("choose others"))
    if not made.edits:
        raise OrganizerError(tr("these covers are small enough already"), remedy=tr("choose fewer pixels"))
    return made.edits


def _chosen(db: Database, ids: IntArray, *, album: bool) -> list[Track]:
    chosen = [song for song in tracks.get_many(db, ids.tolist()) if song.available]
    if album and chosen:
        chosen = [song for song in tracks.get_many(db, of_album(db, chosen[0])) if song.available]
    if not chosen:
        raise OrganizerError(tr("these songs have no files that are there now"), remedy=tr("choose others"))
    return chosen


def of_album(db: Database, song: Track) -> list[int]:
    """All songs of a song's album; the song alone where it names none."""
    album = song.tags.text("album")
    if not album:
        return [song.id]
    key = browsing.album_key(
        album, song.tags.text("album_artist"), song.tags.text("artist"), os.fsencode(song.path), "file", fold
    )
    ids = browsing.songs(db, Kind.ALBUM, key).tolist()
    return ids if song.id in ids else [song.id]


def _encoded(image: QImage) -> bytes:
    """Pixels as an image file: a drawing as PNG, a photograph as JPEG."""
    data = _as_file(image, "PNG")
    return _as_file(image, "JPEG") if len(data) > _PHOTO and not image.hasAlphaChannel() else data


def _as_file(image: QImage, kind: str) -> bytes:
    array = QByteArray()
    buffer = QBuffer(array)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, 92 if kind == "JPEG" else -1)  # type: ignore[call-overload]
    return bytes(array.data())


def _cover_of(_context: JobContext, db: Database, track_id: int) -> tuple[str, bytes] | None:
    """The cover of a song, inside or beside it, and a name for its file."""
    from organizer.base import system
    from organizer.work import covers
    from organizer.work.tags import covering

    songs = tracks.get_many(db, [track_id])
    data = covers.cover(songs[0].path) if songs and songs[0].available else None
    if not data:
        return None
    name = " - ".join(filter(None, (songs[0].artist, songs[0].album)))
    return system.safe_file_name(name, "cover") + covering.ending_of(data), data


def _write(_context: JobContext, path: str, data: bytes) -> str:
    from organizer.work.tags import covering

    covering.write_over(path, data)
    return path
