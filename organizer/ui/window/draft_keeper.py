"""Keeps the playlist at hand and unsaved edits of tags in the library while they are being made."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from organizer.base.errors import LibraryError
from organizer.base.language import listing, plural, tr
from organizer.library import drafts
from organizer.library.drafts import PlaylistDraft
from organizer.library.storage.database import Database
from organizer.ui.playlist.panel import PlaylistPanel
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.editor import TagEditor
from organizer.ui.widgets.complaint import complaint
from organizer.work.jobs import JobContext

#: Changes are written so many milliseconds after the first of them.
_SOON = 300


@dataclass(frozen=True, slots=True)
class _Drafts:
    """What is stored; None where it stayed the same."""

    playlist: PlaylistDraft | None
    edits: drafts.Edits | None


class DraftKeeper(QObject):
    """Brings back what the last session left unsaved, then writes every change soon after it."""

    def __init__(self, state: AppState, playlist: PlaylistPanel, editor: TagEditor, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._playlist, self._editor = state, playlist, editor
        self._playlist_changed = self._edits_changed = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._save)
        state.jobs.start(Job.DRAFTS_LOAD, _load, state.db, on_result=self._restore, on_error=self._failed)

    def flush(self) -> None:
        """Write now what was not written yet: the window closes."""
        self._soon.stop()
        if self._state.jobs.running(Job.DRAFTS_WRITE):  # it will be stopped
            self._playlist_changed = self._edits_changed = True
        if self._playlist_changed or self._edits_changed:
            try:
                _write(JobContext(), self._state.db, self._take())
            except LibraryError as error:
                self._failed(error)

    def _restore(self, drafts: _Drafts) -> None:
        restored = []
        if drafts.playlist is not None:
            self._playlist.restore(drafts.playlist)
            if drafts.playlist.ids:
                count = len(drafts.playlist.ids)
                restored.append(plural("the playlist with {n} song", "the playlist with {n} songs", count))
        if drafts.edits and not self._editor.unsaved:
            self._editor.restore(drafts.edits)
            restored.append(
                plural("unsaved tags of {n} song", "unsaved tags of {n} songs", self._editor.unsaved)
            )
        if restored:
            self._state.message.emit(tr("As you left it: {what}", what=listing(restored)), "info")
        self._playlist.model.undo_stack.indexChanged.connect(self._note_playlist)
        self._playlist.model.ids_changed.connect(self._note_playlist)
        self._playlist.name_edit.textChanged.connect(self._note_playlist)
        self._playlist.saved_name_changed.connect(self._note_playlist)
        self._editor.unsaved_changed.connect(self._note_edits)
        begun = drafts.playlist.ids if drafts.playlist is not None else []
        if self._playlist.ids() != list(begun):
            self._note_playlist()

    def _note_playlist(self, *_: object) -> None:
        self._playlist_changed = True
        self._start()

    def _note_edits(self) -> None:
        self._edits_changed = True
        self._start()

    def _start(self) -> None:
        if not self._soon.isActive():  # not restarted: who goes on typing is not written last
            self._soon.start()

    def _save(self) -> None:
        if self._state.jobs.running(Job.DRAFTS_WRITE):
            self._soon.start()
            return
        self._state.jobs.start(Job.DRAFTS_WRITE, _write, self._state.db, self._take(), on_error=self._failed)

    def _take(self) -> _Drafts:
        """What there is to write, without looking at the songs one by one."""
        playlist = self._playlist.draft() if self._playlist_changed else None
        edits = self._editor.edits() if self._edits_changed else None
        self._playlist_changed = self._edits_changed = False
        return _Drafts(playlist, edits)

    def _failed(self, error: Exception) -> None:
        self._state.message.emit(
            tr("What is being made is not kept: {reason}", reason=complaint(error)), "warning"
        )


def _load(_context: JobContext, db: Database) -> _Drafts:
    return _Drafts(drafts.load_playlist(db), drafts.load_edits(db))


def _write(_context: JobContext, db: Database, made: _Drafts) -> None:
    if made.playlist is not None:
        drafts.save_playlist(db, made.playlist)
    if made.edits is not None:
        drafts.save_edits(db, made.edits)
