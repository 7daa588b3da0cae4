"""The player's queue in the window: who shows it is told of changes, and shuffle and repeat are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Signal

from organizer.base.model import Changes
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.playing import shuffling
from organizer.work.playing.queue import PlayQueue, Repeat

#: Queues of so many songs are shuffled with their artists apart at once, longer ones in the background.
_AT_ONCE = 1_000

#: What a press on *Repeat* leads to.
_AFTER: dict[Repeat, Repeat] = {"off": "all", "all": "one", "one": "off"}

_Result = TypeVar("_Result")


class PlayingOrder(QObject):
    """The queue, beside the song that is loaded."""

    changed = Signal()  #: other songs, another order, or another way to repeat them

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        repeat = cast("Repeat", state.settings.repeat)
        self.queue = PlayQueue(shuffle=state.settings.shuffle, repeat=repeat)
        self.queue.artists = self._artists
        self.queue.most_apart = _AT_ONCE
        self._spread = 0  #: of the queue's shufflings the last in which songs of one artist are apart
        state.library_changed.connect(self._library_changed)

    @property
    def row(self) -> int | None:
        """Where in the queue the song that is loaded is; None when it did not come from there."""
        row = self.queue.place(self._state.current_track)
        return row if row is None or row >= 0 else None

    @property
    def following(self) -> int | None:
        """The song that comes next, as far as it is certain."""
        return self.queue.following(self._state.current_track)

    @property
    def after_this(self) -> int | None:
        """What ``after_end`` is going to give, where that is certain."""
        return self.queue.after_this(self._state.current_track)

    @property
    def before(self) -> int | None:
        """The song before, that one can go back to."""
        return self.queue.before(self._state.current_track)

    # steps: of each the song that it leads to, if there is one

    def next(self) -> int | None:
        """To the next song."""
        return self.change(lambda queue: queue.next(self._state.current_track))

    def previous(self) -> int | None:
        """To the song before."""
        return self.change(lambda queue: queue.previous(self._state.current_track))

    def after_end(self) -> int | None:
        """To what is played when the song at hand is over by itself."""
        return self.change(lambda queue: queue.after_end(self._state.current_track))

    # changes

    def change(self, change: Callable[[PlayQueue], _Result]) -> _Result:
        """Let this change the queue, and tell those who show it if it did."""
        revision = self.queue.revision
        result = change(self.queue)
        if self.queue.revision != revision:
            self.changed.emit()
            self._spread_artists()
        return result

    def insert_next(self, ids: Iterable[int]) -> None:
        """Let these songs come after the one that is loaded."""
        self.change(lambda queue: queue.insert_next(ids, self._state.current_track))

    def remove(self, rows: Iterable[int]) -> None:
        """Take these rows out; the song that is loaded stays."""
        self.change(lambda queue: queue.remove(rows, self._state.current_track))

    def move_next(self, rows: Iterable[int]) -> None:
        """Let these rows come after the song that is loaded."""
        row = self.row
        self.change(lambda queue: queue.move(rows, 0 if row is None else row + 1))

    def clear(self) -> None:
        """Take all out but the song that is loaded."""
        self.change(lambda queue: queue.clear(self._state.current_track))

    def set_shuffle(self, shuffle: bool) -> None:
        """Play the songs in an order by chance, or in their own; kept in the settings."""
        self._state.set_settings(replace(self._state.settings, shuffle=shuffle))
        self.change(lambda queue: queue.set_shuffle(shuffle, self._state.current_track))

    def set_repeat(self, repeat: Repeat) -> None:
        """What comes when all songs, or this one, are over; kept in the settings."""
        self.queue.repeat = repeat
        self._state.set_settings(replace(self._state.settings, repeat=repeat))
        self.changed.emit()

    def step_repeat(self) -> None:
        """From no repeat to that of all songs, of one, and back."""
        self.set_repeat(_AFTER[self.queue.repeat])

    # inside

    def _library_changed(self, changes: Changes) -> None:
        if changes.removed:
            self.change(lambda queue: queue.drop(changes.removed))

    def _artists(self, ids: Sequence[int]) -> Mapping[int, str]:
        return shuffling.artists(self._state.db, ids)

    def _spread_artists(self) -> None:
        """Keep songs of one artist apart in a long queue, too: in the background, since it takes a while."""
        queue = self.queue
        if not queue.shuffle or queue.shufflings == self._spread:
            return  # what a person moves or puts next stays where it is
        ahead = queue.songs[max(queue.at, 0) :]
        if len(ahead) <= _AT_ONCE:
            return
        asked, shuffling_at_hand = (queue.revision, queue.at), queue.shufflings

        def arrange(places: Sequence[int]) -> None:
            if (queue.revision, queue.at) != asked:  # it was changed meanwhile, or a song is over
                self._spread_artists()
                return
            queue.arrange(places)
            self._spread = shuffling_at_hand
            self.changed.emit()

        self._state.jobs.start(
            Job.SHUFFLE, shuffling.places_apart, self._state.db, ahead, on_result=arrange, owner=self
        )
