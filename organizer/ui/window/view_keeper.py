"""What one looked at comes back with the window: search, entry of the side bar, selection, place on the map.
Kept in the library, since it is about its songs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from organizer.base.errors import LibraryError
from organizer.library import drafts
from organizer.library.drafts import ViewDraft
from organizer.library.playlists import playlists, smart
from organizer.library.storage.database import Database
from organizer.ui.canvas.camera import Look
from organizer.ui.map.view import MapView
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext

#: Milliseconds from a change to writing it: a crash costs no more than that.
_SOON = 2_000


class ViewKeeper(QObject):
    """Brings back what the last window showed, unless something else is asked for already; then keeps it."""

    def __init__(self, state: AppState, view: MapView, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._map = state, view
        self._group = ""  #: the entry of a group that is chosen once there are groups
        self._ready = self._changed = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._save)
        state.jobs.start(
            Job.VIEW_LOAD, _load, state.db, on_result=self._restore, on_error=self._begin, owner=self
        )

    def flush(self) -> None:
        """Write now what was not written yet: the window closes."""
        self._soon.stop()
        if self._ready and (self._changed or self._state.jobs.running(Job.VIEW_WRITE)):
            try:
                drafts.save_view(self._state.db, self._view())
            except LibraryError as error:
                self._state.complain(error)

    def _restore(self, view: ViewDraft | None) -> None:
        state = self._state
        if view is not None:
            if len(view.look) == len(Look._fields):
                rows, columns, toroidal, x, y, zoom = view.look
                self._map.look_again(Look(int(rows), int(columns), bool(toroidal), x, y, zoom))
            if not (state.query or state.scope or len(state.selection)):
                state.select(view.selection, "start")
                state.set_query(view.query)
                self._choose(view.scope)
        self._begin()

    def _choose(self, scope: str) -> None:
        if not scope.startswith("group ") or self._state.grouping is not None:
            self._state.set_scope(scope)
        else:
            self._group = scope
            self._state.groups_changed.connect(self._choose_group)

    def _choose_group(self) -> None:
        self._state.groups_changed.disconnect(self._choose_group)
        if not self._state.scope:
            self._state.set_scope(self._group)

    def _begin(self, *_: object) -> None:
        state = self._state
        self._ready = True
        for changed in (state.query_changed, state.scope_changed, state.selection_changed):
            changed.connect(self._note)
        self._map.tools.looked_elsewhere.connect(self._note)

    def _note(self, *_: object) -> None:
        self._changed = True
        if not self._soon.isActive():
            self._soon.start()

    def _save(self) -> None:
        if self._state.jobs.running(Job.VIEW_WRITE):
            self._soon.start()
            return
        self._changed = False
        self._state.jobs.start(
            Job.VIEW_WRITE, _write, self._state.db, self._view(), on_error=self._not_written, owner=self
        )

    def _view(self) -> ViewDraft:
        state, canvas = self._state, self._map.canvas
        look = () if canvas.songs is None else tuple(map(float, canvas.camera.look))
        return ViewDraft(state.query, state.scope, state.selection, look)

    def _not_written(self, error: Exception) -> None:
        self._changed = True  # again at the end, which says so
        del error


def _load(_context: JobContext, db: Database) -> ViewDraft | None:
    view = drafts.load_view(db)
    if view is not None:
        kind, _, name = view.scope.partition(" ")
        if kind == "playlist" and name not in playlists.names(db):
            view = ViewDraft(view.query, "", view.selection, view.look)
        if kind == "smart" and name not in {str(one.number) for one in smart.listed(db)}:
            view = ViewDraft(view.query, "", view.selection, view.look)
    return view


def _write(_context: JobContext, db: Database, view: ViewDraft) -> None:
    drafts.save_view(db, view)
