"""Covers inside songs as pictures beside them: shown before they are written, and taken back if wanted."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import OrganizerError, printable
from organizer.base.language import number, plural, tr
from organizer.base.model import Changes, IntArray, Track
from organizer.library import tracks
from organizer.library.files import folders
from organizer.library.storage.database import Database
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import Step
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label, shown
from organizer.work.jobs import JobContext
from organizer.work.tags.covering import Written


class CoverFiles(QObject):
    """Writes ``cover.jpg`` beside songs, after a review."""

    def __init__(self, widget: QWidget, state: AppState) -> None:
        super().__init__(widget)
        self._widget, self._state = widget, state
        self.dialog: CoverFilesDialog | None = None

    def propose(self, ids: IntArray) -> None:
        """Look what would be written into the folders of these songs, and show it."""
        ids = ids.copy()
        self._state.jobs.start(
            Job.COVER_FILE,
            _look,
            self._state.db,
            ids,
            on_result=partial(self._show, ids),
            on_error=self._state.complain,
            owner=self,
        )

    def _show(self, ids: IntArray, planned: list[Written]) -> None:
        dialog = CoverFilesDialog(planned, self._widget.window())
        dialog.accepted.connect(lambda: self._write(ids))
        dialog.destroyed.connect(self._gone)
        self.dialog = dialog
        dialog.open()

    def _gone(self) -> None:
        self.dialog = None

    def _write(self, ids: IntArray) -> None:
        self._start(ids, self._written)

    def _written(self, ids: IntArray, done: tuple[list[Written], list[Changes]]) -> None:
        written, _ = done
        new = [one for one in written if not one.reason and not one.there]
        again = partial(self._start, ids, self._told)
        if new:
            label = plural("Write cover beside songs", "Write {n} covers beside songs", len(new))
            self._state.undoable.emit(Step(label, partial(self._take_back, new), again))
        self._told(ids, done)

    def _announce(self, news: Sequence[Changes]) -> None:
        for changes in news:
            self._state.change_library(changes)

    def _told(self, _ids: IntArray, done: tuple[list[Written], list[Changes]]) -> None:
        written, news = done
        self._announce(news)
        new = sum(not one.reason and not one.there for one in written)
        left = [one for one in written if one.reason]
        text = plural("{n} picture written beside songs", "{n} pictures written beside songs", new)
        if left:
            text += "; " + tr(
                "left out: {path}: {reason}", path=printable(left[0].path), reason=left[0].reason
            )
        self._state.message.emit(text, "warning" if left and not new else "info")

    def _start(self, ids: IntArray, then: Callable[..., None]) -> None:
        self._state.jobs.start(
            Job.COVER_FILE,
            _write,
            self._state.db,
            ids,
            on_result=partial(then, ids),
            on_error=self._state.complain,
            owner=self,
        )

    def _take_back(self, new: Sequence[Written]) -> None:
        self._state.jobs.start(
            Job.COVER_FILE,
            _take_back,
            self._state.db,
            new,
            on_result=self._taken_back,
            on_error=self._state.complain,
            owner=self,
        )

    def _taken_back(self, done: tuple[int, list[Changes]]) -> None:
        gone, news = done
        self._announce(news)
        text = plural("{n} picture beside songs removed", "{n} pictures beside songs removed", gone)
        self._state.message.emit(text, "info")


class CoverFilesDialog(Dialog):
    """Asks whether to write these pictures; ``accepted`` means yes."""

    def __init__(self, planned: Sequence[Written], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Write covers beside songs"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        new = sum(not one.reason and not one.there for one in planned)
        text = plural("{n} picture would be written.", "{n} pictures would be written.", new)
        safe = tr(
            "Files that are there stay as they are. Nothing is written yet; afterwards it can be undone."
        )
        summary = Label(f"{text} {safe}")
        summary.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Pictures"))
        self.list.setToolTip(tr("What would be written, and what is left out"))
        self.list.setHeaderLabels([tr("File"), tr("Picture"), tr("Songs"), tr("What happens")])
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        for one in planned:
            words = one.what.rsplit(", ", 1)[0]  # without the hash
            row = QTreeWidgetItem([shown(one.path), words or "–", number(one.songs, 0), _outcome(one)])
            row.setToolTip(0, shown(one.path))
            row.setToolTip(3, shown(_outcome(one)))
            row.setDisabled(bool(one.reason or one.there))
            self.list.addTopLevelItem(row)
        header = self.list.header()
        header.setStretchLastSection(True)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setColumnWidth(0, 320)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.write_button = buttons.addButton(
            plural("Write {n} picture", "Write {n} pictures", new), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.write_button.setToolTip(tr("Write these pictures beside the songs"))
        self.write_button.setDefault(True)
        self.write_button.setEnabled(new > 0)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        layout.addWidget(summary)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.resize(860, 360)


def _outcome(one: Written) -> str:
    if one.reason:
        return tr("left out: {reason}", reason=one.reason)
    return tr("there already") if one.there else tr("is written")


def _songs(db: Database, ids: IntArray) -> list[Track]:
    """All songs that lie in the folders of these: a picture beside one is the cover of all of them."""
    places = {os.path.dirname(song.path) for song in tracks.get_many(db, ids.tolist()) if song.available}
    inside = tracks.get_many(db, folders.songs_in(db, sorted(places)))
    found = [song for song in inside if song.available and os.path.dirname(song.path) in places]
    if not found:
        raise OrganizerError(tr("these songs have no files that are there now"), remedy=tr("choose others"))
    return found


def _look(context: JobContext, db: Database, ids: IntArray) -> list[Written]:
    from organizer.work.tags import covering

    return covering.to_folders(context, _songs(db, ids), overwrite=False, write=False)


def _write(context: JobContext, db: Database, ids: IntArray) -> tuple[list[Written], list[Changes]]:
    from organizer.work import cover_notes
    from organizer.work.tags import covering

    written = covering.to_folders(context, _songs(db, ids), overwrite=False, write=True)
    news: list[Changes] = []
    places = (os.path.dirname(one.path) for one in written if not one.reason)
    cover_notes.note_folders(context, db, places, news.append)
    return written, news


def _take_back(context: JobContext, db: Database, written: Sequence[Written]) -> tuple[int, list[Changes]]:
    from organizer.work import cover_notes
    from organizer.work.tags import covering

    gone = covering.take_back(written)
    news: list[Changes] = []
    cover_notes.note_folders(context, db, map(os.path.dirname, gone), news.append)
    return len(gone), news
