"""The songs that are to be analyzed, also while more of them come into the library."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from organizer.work.analysis.first_songs import span_first

Song = tuple[int, str]  #: its id and path

#: Seconds between two looks at what came; and so many times as long as a look takes, at least.
_LOOK, _SHARE = 2.0, 20.0


def none_come() -> bool:
    """For a library to which nothing is being added."""
    return False


class Todo(Iterator[Song]):
    """Songs in the order in which they are to be begun, each of them once.

    Parameters
    ----------
    look : all songs that wait to be analyzed; those that were begun may be among them
    grows : whether more may come
    known : songs that were analyzed before; None: the order is that of ``look``
    """

    def __init__(
        self,
        look: Callable[[], Sequence[Song]],
        *,
        grows: Callable[[], bool] = none_come,
        known: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._find, self._grows, self._known, self._clock = look, grows, known, clock
        self._begun: set[int] = set()
        self._left: deque[Song] = deque()
        self._due = 0.0
        self._more = True  # some may have come since it was looked
        self.look()

    @property
    def total(self) -> int:
        """The songs that were begun, and those that are known to wait."""
        return len(self._begun) + len(self._left)

    @property
    def grows(self) -> bool:
        """Whether more songs may come."""
        return self._more

    @property
    def first(self) -> Song | None:
        """The song that is begun next."""
        return self._left[0] if self._left else None

    def waits(self) -> bool:
        """Whether no song can be begun now, but more may come."""
        if self._more and self._clock() >= self._due:
            self.look()
        return self._more and not self._left

    def look(self) -> None:
        """Look at what waits. The first songs of a library are of all the folders that it has by now."""
        self._more = self._grows()  # asked first: what came before it ended is found
        began = self._clock()
        songs = [song for song in self._find() if song[0] not in self._begun]
        if self._known is not None:
            songs = span_first(songs, self._known + len(self._begun))
        self._left = deque(songs)
        now = self._clock()
        self._due = now + max(_LOOK, _SHARE * (now - began))

    def __next__(self) -> Song:
        self.waits()
        if not self._left:
            raise StopIteration
        song = self._left.popleft()
        self._begun.add(song[0])
        return song
