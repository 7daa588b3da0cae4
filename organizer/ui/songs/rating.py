"""Rating songs: stored in the background, undone as any change, asked for by menu and keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from organizer.base.language import plural, tr
from organizer.base.model import Changes
from organizer.library.plays import records, stars
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import Step
from organizer.work.playing import plays

if TYPE_CHECKING:
    from organizer.library.storage.database import Database
    from organizer.work.jobs import JobContext

Ratings = dict[int, int | None]

#: Half stars of the entries of menus, the best first, and none.
CHOICES = (10, 9, 8, 7, 6, 5, 4, 3, 2, 1, None)


@dataclass(frozen=True, slots=True)
class _Wish:
    """Songs and what they are to be rated; a number is added to what they have."""

    ratings: Mapping[int, int | None]
    step: int | None = None
    undone: bool = False  #: it takes something back, or does it again


@dataclass(frozen=True, slots=True)
class _Done:
    before: Ratings
    after: Ratings
    changes: Changes


class Rating(QObject):
    """Rates what ``AppState.rating_requested`` asks for, one after the other."""

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._waiting: list[_Wish] = []
        state.rating_requested.connect(self.rate)

    def rate(self, ids: object, rating: int | None) -> None:
        """Give these songs this rating: half stars, or None for none."""
        self._add(_Wish({int(i): rating for i in ids}))  # type: ignore[attr-defined]

    def rate_selection(self, rating: int | None) -> None:
        """The same for the selection; for the song that plays where nothing is selected."""
        if ids := self._chosen():
            self.rate(ids, rating)

    def step_selection(self, step: int) -> None:
        """Half a star more or less."""
        if ids := self._chosen():
            self._add(_Wish(dict.fromkeys(ids), step=step))

    def make_menu(self, parent: QWidget) -> QMenu:
        """All of it as a menu with keys, for the window."""
        menu = QMenu(tr("Rat&ing"), parent)
        for full in range(5, -1, -1):
            text = stars.text(2 * full) if full else tr("No rating")
            self._entry(menu, text, (f"Alt+{full}",), partial(self.rate_selection, 2 * full or None))
        menu.addSeparator()
        self._entry(menu, tr("Half a star more"), ("Alt++", "Alt+="), partial(self.step_selection, 1))
        self._entry(menu, tr("Half a star less"), ("Alt+-",), partial(self.step_selection, -1))
        return menu

    def _entry(self, menu: QMenu, text: str, keys: tuple[str, ...], call: partial[None]) -> None:
        action = QAction(text, menu)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False: call())
        menu.addAction(action)

    def _chosen(self) -> list[int]:
        ids = [int(i) for i in self._state.selection]
        if not ids and self._state.current_track is not None:
            return [self._state.current_track]
        if not ids:
            self._state.message.emit(tr("Select songs to rate them"), "info")
        return ids

    def _add(self, wish: _Wish) -> None:
        self._waiting.append(wish)
        if len(self._waiting) == 1:
            self._next()

    def _next(self) -> None:
        if self._waiting:
            self._state.jobs.start(
                Job.RATING,
                _rate,
                self._state.db,
                self._waiting[0],
                on_result=self._rated,
                on_error=self._failed,
            )
        else:
            self._state.jobs.start(Job.RATING_SETTLE, _settle, self._state.db, on_result=self._settled)

    def _rated(self, done: _Done) -> None:
        wish = self._waiting.pop(0)
        self._state.change_library(done.changes)
        if not wish.undone and done.before != done.after:
            songs = len(done.after)
            given = set(done.after.values())
            what = stars.text(next(iter(given))) if len(given) == 1 else tr("half a star apart")
            self._state.undoable.emit(
                Step(
                    plural("Rate {n} song: {rating}", "Rate {n} songs: {rating}", songs, rating=what),
                    partial(self._put, done.before),
                    partial(self._put, done.after),
                )
            )
            if songs > 1:
                text = plural("Rated {n} song: {rating}", "Rated {n} songs: {rating}", songs, rating=what)
                self._state.message.emit(text, "info")
        self._next()

    def _put(self, ratings: Ratings) -> None:
        self._add(_Wish(ratings, undone=True))

    def _failed(self, error: Exception) -> None:
        self._waiting.clear()
        self._state.complain(error)

    def _settled(self, changes: Changes) -> None:
        self._state.change_library(changes)


def menu_of(owner: QMenu, state: AppState, ids: object) -> QMenu:
    """A menu that rates these songs, with a mark at the rating that one song has; it goes with its owner."""
    menu = QMenu(tr("Rat&ing"))
    owner.destroyed.connect(lambda: menu.deleteLater())
    songs = [int(i) for i in ids]  # type: ignore[attr-defined]
    now = records.ratings(state.db, songs).get(songs[0]) if len(songs) == 1 else -1
    for rating in CHOICES:
        action = menu.addAction(stars.text(rating) if rating is not None else tr("No rating"))
        action.setCheckable(len(songs) == 1)
        action.setChecked(now == rating)
        action.triggered.connect(
            lambda _checked=False, chosen=rating: state.rating_requested.emit(songs, chosen)
        )
    return menu


def _rate(context: JobContext, db: Database, wish: _Wish) -> _Done:
    before = records.ratings(db, wish.ratings)
    after = {song: wish.ratings[song] for song in before}
    if wish.step is not None:
        after = {song: min(max((was or 0) + wish.step, 0), 10) or None for song, was in before.items()}
    return _Done(before, after, records.set_ratings(db, after))


def _settle(context: JobContext, db: Database) -> Changes:
    return plays.settle(context, db)
