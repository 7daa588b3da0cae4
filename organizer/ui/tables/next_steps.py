"""What comes after the import of a table: it is said what its numbers are good for, and a click does it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from organizer.base.arrangement import Space, Wish
from organizer.base.language import plural, tr
from organizer.ui.songs import number_titles
from organizer.ui.state.app_state import AppState, Choice
from organizer.work.next_step import ENOUGH_SONGS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from organizer.ui.groups.view import GroupsView
    from organizer.ui.state.library_work import LibraryWork
    from organizer.work.intake.tabling import Stored

#: So many numbers are named.
_NAMED = 4


class TableSteps(QObject):
    """Offers a map by the numbers of a table that was imported, groups by them, and a look at them."""

    def __init__(
        self,
        state: AppState,
        work: LibraryWork,
        parent: QObject,
        *,
        show_map: Callable[[], object],
        show_groups: Callable[[Callable[[QWidget], None] | None], object],
        show_insight: Callable[[], object],
        choose_numbers: Callable[[], object],
    ) -> None:
        """Shown are views of the window; the one of groups is handed on when it is there. ``choose_numbers``
        asks by which numbers the map goes."""
        super().__init__(parent)
        self._state, self._work = state, work
        self._show_map, self._show_groups, self._show_insight = show_map, show_groups, show_insight
        self._choose_numbers = choose_numbers
        work.intake.table_stored.connect(self._offer)

    def _offer(self, stored: Stored) -> None:
        space = Space(stored.features)
        if not space.features:
            return  # there is nothing to be compared by
        numbers = ", ".join(number_titles.in_sentence(name) for name in space.features[:_NAMED])
        more = len(space.features) - _NAMED
        if more > 0:
            numbers = plural("{numbers} and {n} more", "{numbers} and {n} more", more, numbers=numbers)
        text = plural(
            "“{name}” is in: {n} song with {numbers}.",
            "“{name}” is in: {n} songs with {numbers}.",
            stored.imported.rows,
            name=stored.imported.table,
            numbers=numbers,
        )
        look = Choice(tr("Look at the numbers"), self._show_insight, tr("How the numbers are spread"))
        if stored.imported.rows < ENOUGH_SONGS:
            self._state.offer.emit(f"{text} {tr('A map needs {n} songs.', n=ENOUGH_SONGS)}", (look,))
        elif self._by_ear:
            choices = (
                Choice(
                    tr("Map by these numbers"),
                    partial(self._map, space),
                    tr("Rebuild from scratch goes by ear again"),
                ),
                Choice(
                    tr("Groups by them"), partial(self._group, space), tr("What they change is shown first")
                ),
                look,
            )
            self._state.offer.emit(f"{text} {tr('The map stays as it is.')}", choices)
        else:
            choices = (
                Choice(tr("See the groups"), partial(self._show_groups, None), tr("What belongs together")),
                look,
                Choice(tr("Other numbers…"), self._choose_numbers, tr("Choose what the map goes by")),
            )
            self._state.offer.emit(
                f"{text} {tr('The map goes by them, since there is no sound to go by.')}", choices
            )

    @property
    def _by_ear(self) -> bool:
        """Whether the map goes by sound, or by what a person chose: it is not laid out anew by itself."""
        music_map, counts = self._state.music_map, self._state.counts
        chosen = music_map is not None and music_map.chosen
        return chosen or (counts is not None and counts.analyzed >= ENOUGH_SONGS)

    def _map(self, space: Space) -> None:
        self._show_map()
        self._work.build_map(space=space)

    def _group(self, space: Space) -> None:
        def make(view: QWidget) -> None:
            groups = cast("GroupsView", view)
            groups.setup.panel.choose(space)
            groups.work.make(Wish(space=space))

        self._show_groups(make)
