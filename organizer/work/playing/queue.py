"""What is played, and in which order: a queue with shuffle and repeat.

A song may be in the queue several times, so its places are entries with numbers of their own. The entries are
kept in the order in which they were given, and in the order in which they are played; the two differ while
songs are shuffled.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Repeat: TypeAlias = Literal["off", "all", "one"]

#: Songs -> their artists; one that is missing or empty is like no other.
Artists: TypeAlias = Callable[[Sequence[int]], Mapping[int, str]]

#: Earlier entries that are kept when songs are shuffled anew, so that one can go back to them.
_KEPT = 1_000


def _no_artists(_ids: Sequence[int]) -> Mapping[int, str]:
    return {}


def plain(songs: Iterable[int]) -> list[int]:
    """These songs as plain numbers; of an array a hundred thousand within a frame."""
    made: list[int] = songs.tolist() if hasattr(songs, "tolist") else list(map(int, songs))
    return made


class PlayQueue:
    """The songs to play and the one at hand. Changed on one thread; everything in it is plain."""

    def __init__(self, *, shuffle: bool = False, repeat: Repeat = "off", seed: int | None = None) -> None:
        self.repeat: Repeat = repeat
        self.revision = 0  #: counts the changes of what is in the queue and of its order
        self.fills = 0  #: counts how often other songs took the place of all that were there
        self.shufflings = 0  #: counts how often songs were shuffled
        self.most_apart: int | None = None  #: longer queues are shuffled without a look at the artists
        self.artists: Artists = _no_artists
        self._shuffle = shuffle
        self._seed = seed
        self._chance: np.random.Generator | None = None
        self._songs: list[int] = []  #: song of each entry, those that were taken out too
        self._given: list[int] = []
        self._order: list[int] = []  #: an entry is there again where songs were shuffled anew
        self._at = 0
        self._lost: int | None = None  #: the song at hand, where it was taken out
        self._listed: tuple[int, list[int]] = (-1, [])

    # what is so

    @property
    def songs(self) -> Sequence[int]:
        """The songs as they are played; those that were played come first."""
        if self._listed[0] != self.revision:
            self._listed = self.revision, list(map(self._songs.__getitem__, self._order))
        return self._listed[1]

    def __len__(self) -> int:
        return len(self._order)

    @property
    def at(self) -> int:
        """Where in ``songs`` the one at hand is."""
        return self._at

    @property
    def shuffle(self) -> bool:
        """Whether songs are played in an order by chance."""
        return self._shuffle

    def song(self, row: int) -> int:
        """The song of this row."""
        return self._songs[self._order[row]]

    def place(self, current: int | None) -> int | None:
        """The row of the song that is loaded; None when it did not come from here."""
        if current is None or not self._order:
            return None
        if 0 <= self._at < len(self._order) and self.song(self._at) == current:
            return self._at
        for begin in (self._at + 1, 0):  # rather where it comes again than where it was
            with contextlib.suppress(ValueError):
                return self.songs.index(current, begin)
        return self._at if current == self._lost else None

    def following(self, current: int | None) -> int | None:
        """The song after this one, as far as it is certain: with repeat, some song when the last is over."""
        place = self.place(current)
        if place is None:
            return None
        if place + 1 < len(self._order):
            return self.song(place + 1)
        return self.song(0) if self.repeat == "all" else None

    def after_this(self, current: int | None) -> int | None:
        """What ``after_end`` is going to give; None where chance decides that only then, or it is nothing."""
        if self.repeat == "one":
            return current
        place = self.place(current)
        last = place is not None and place + 1 >= len(self._order)
        return None if last and self._shuffle else self.following(current)

    def before(self, current: int | None) -> int | None:
        """The song that ``previous`` goes to; None when there is none."""
        place = self.place(current)
        if place is None:
            return None
        place += self._is_lost(current)
        if place > 0:
            return self.song(place - 1)
        return self.song(len(self._order) - 1) if self.repeat == "all" and not self._shuffle else None

    # steps

    def go(self, row: int) -> int:
        """Make this row the one at hand. Its song."""
        self._at, self._lost = row, None
        return self.song(row)

    def choose(self, song: int) -> None:
        """A person plays this song. If it is here, what follows is what follows here; where songs are
        shuffled it is taken out of its later place, so that those in between are not left out."""
        place = self.place(song)
        if place is None:
            return
        if self._shuffle and place > self._at:
            self._order.insert(self._at + 1, self._order.pop(place))
            self._changed()
            place = self._at + 1
        self._at = place

    def next(self, current: int | None) -> int | None:
        """Step to the next song; None when there is none. With repeat the first follows the last, and songs
        that are shuffled are shuffled anew."""
        place = self.place(current)
        if place is None:
            return None
        if place + 1 >= len(self._order):
            if self.repeat != "all":
                return None
            place = self._shuffle_anew(place) if self._shuffle else -1
        return self.go(place + 1)

    def previous(self, current: int | None) -> int | None:
        """Step to the song before; None when there is none."""
        place = self.place(current)
        if place is None or self.before(current) is None:
            return None
        return self.go((place + self._is_lost(current) - 1) % len(self._order))

    def after_end(self, current: int | None) -> int | None:
        """What is played when the song at hand is over by itself: it again, the next one, or nothing."""
        return current if self.repeat == "one" else self.next(current)

    # changes

    def fill(self, songs: Iterable[int], at: int = 0) -> None:
        """Play these songs, the one at this place first."""
        self.fills += 1
        self._songs = plain(songs)
        self._given = list(range(len(self._songs)))
        self._at, self._lost = min(max(at, 0), max(len(self._songs) - 1, 0)), None
        self._order = list(self._given)
        if self._shuffle and self._given:
            self._begin_shuffled(self._at)
        self._changed()

    def insert_next(self, songs: Iterable[int], current: int | None) -> None:
        """Play these songs after the one that is loaded; one that came from nowhere comes before all."""
        place = self.place(current)
        if place is None:
            first = [] if current is None else self._new_entries([current])
            self._order[:0] = first
            self._given[:0] = first
            self._at = 0
            place = len(first) - 1
        else:
            self._at = place
        self.insert(songs, place + 1)

    def insert(self, songs: Iterable[int], row: int) -> None:
        """Put songs before this row."""
        entries = self._new_entries(songs)
        row = min(max(row, 0), len(self._order))
        # in the order that was given they stand behind the same song
        before = self._given_place(self._order[row - 1]) + 1 if row else 0
        self._given[before:before] = entries
        self._order[row:row] = entries
        if row <= self._at and len(self._order) > len(entries):
            self._at += len(entries)
        self._changed()

    def remove(self, rows: Iterable[int], current: int | None) -> None:
        """Take these rows out. That of the song that is loaded stays, so that it is known what follows."""
        self._keep_only(set(range(len(self._order))) - (set(rows) - {self.place(current)}))

    def drop(self, songs: Iterable[int]) -> None:
        """These songs left the library."""
        gone = set(songs)
        lost = self.song(self._at) if 0 <= self._at < len(self._order) else None
        self._keep_only({row for row, song in enumerate(self.songs) if song not in gone})
        if lost in gone:
            self._lost = lost

    def clear(self, current: int | None) -> None:
        """Take all out but the song that is loaded."""
        self.remove(range(len(self._order)), current)

    def move(self, rows: Iterable[int], row: int) -> None:
        """Put these rows, in their order, before that row."""
        moving = sorted(set(rows))
        taken = set(moving)
        rest = [i for i in range(len(self._order)) if i not in taken]
        before = [i for i in rest if i < row]
        places = [*before, *moving, *rest[len(before) :]]
        if places == list(range(len(places))):
            return
        self._order = [self._order[i] for i in places]
        self._at = places.index(self._at) if self._order else 0
        if not self._shuffle:
            self._given = list(self._order)
        self._changed()

    def set_shuffle(self, shuffle: bool, current: int | None) -> None:
        """Shuffle, keeping the song that is loaded; or go on from it in the order that was given."""
        if shuffle == self._shuffle:
            return
        place = self.place(current)
        entry = self._order[place] if place is not None else None
        self._shuffle = shuffle
        if shuffle:
            self._begin_shuffled(entry)
        else:
            self._order = list(self._given)
            self._at = max(self._given_place(entry), 0)
        self._changed()

    def arrange(self, places: Sequence[int]) -> None:
        """A new order of what is still to come, as places in the rows from the one at hand on."""
        ahead = self._order[self._at :]
        self._order[self._at :] = [ahead[place] for place in places]
        self._changed()

    # inside

    def _changed(self) -> None:
        self.revision += 1

    def _new_entries(self, songs: Iterable[int]) -> list[int]:
        first = len(self._songs)
        self._songs += plain(songs)
        return list(range(first, len(self._songs)))

    def _is_lost(self, current: int | None) -> bool:
        """Whether what plays is between two rows: its own was taken out."""
        return current == self._lost and self.song(self._at) != current

    def _given_place(self, entry: int | None) -> int:
        """Where an entry is in the order that was given; -1 where it is not."""
        return self._given.index(entry) if entry in self._given else -1

    def _by_chance(self, entries: Sequence[int]) -> list[int]:
        import numpy as np  # a hundred thousand songs within a frame

        if self._chance is None:
            self._chance = np.random.default_rng(self._seed)
        shuffled: list[int] = self._chance.permutation(np.array(entries, np.int64)).tolist()
        return shuffled

    def _keep_only(self, rows: set[int]) -> None:
        if len(rows) == len(self._order):
            return
        gone = {entry for row, entry in enumerate(self._order) if row not in rows}
        before = sum(row < self._at for row in rows)
        self._at = before if self._at in rows else before - 1
        self._order = [self._order[row] for row in sorted(rows)]
        self._given = [entry for entry in self._given if entry not in gone]
        self._changed()

    def _begin_shuffled(self, first: int | None) -> None:
        """A new order by chance, in which this entry comes first."""
        self.shufflings += 1
        order = self._by_chance(self._given)
        if first is not None:
            order.remove(first)
            order.insert(0, first)
        self._order = self._apart(order, pinned=first is not None)
        self._at = 0

    def _shuffle_anew(self, place: int) -> int:
        """All songs are played: shuffle them again behind what was played. The place of the last of those."""
        self.shufflings += 1
        again = self._by_chance(self._given)
        last = self._order[place]
        if len(again) > 1 and again[0] == last:  # the same twice in a row is no chance to a listener
            half = len(again) // 2
            again[0], again[half] = again[half], again[0]
        order = self._apart([last, *again])
        played = self._order[: place + 1][-_KEPT:]
        self._order = [*played[:-1], *order]
        self._changed()
        return len(played) - 1

    def _apart(self, order: list[int], *, pinned: bool = True) -> list[int]:
        if self.most_apart is not None and len(order) > self.most_apart:
            return order
        artists = self.artists([self._songs[entry] for entry in order])
        if not artists:
            return order
        return apart(order, [artists.get(self._songs[entry], "") for entry in order], pinned=pinned)


def apart(items: Sequence[int], artists: Sequence[str], *, pinned: bool = True) -> list[int]:
    """The items in nearly this order, so that two of one artist are side by side only where that cannot be
    avoided. An empty artist is like no other. ``pinned``: the first item stays first.

    One that would follow its own artist waits until another was taken; those that wait are all of one artist.
    What still waits at the end goes between two others, wherever there is room.
    """
    taken: list[tuple[int, str]] = []
    waiting: list[tuple[int, str]] = []
    served = 0
    for item in zip(items, artists, strict=True):
        last = taken[-1][1] if taken else ""
        if served < len(waiting) and waiting[served][1] != last:
            taken.append(waiting[served])
            served += 1
            last = taken[-1][1]
        if item[1] and item[1] == last:
            waiting.append(item)
        else:
            taken.append(item)
    left = waiting[served:]
    if not left:
        return [item for item, _ in taken]
    artist = left[0][1]
    if taken[-1][1] != artist:
        taken.append(left.pop())
    if left and not pinned and taken[0][1] != artist:
        taken.insert(0, left.pop())
    gaps = [row for row in range(1, len(taken)) if artist not in (taken[row - 1][1], taken[row][1])]
    # spread over all the room there is, since one who hears an artist in each gap at the end hears a pattern
    chosen = (
        {gaps[i * len(gaps) // len(left)] for i in range(len(left))} if len(left) < len(gaps) else set(gaps)
    )
    spread: list[int] = []
    for row, one in enumerate(taken):
        if row in chosen and left:
            spread.append(left.pop()[0])
        spread.append(one[0])
    return [*spread, *(one[0] for one in left)]
