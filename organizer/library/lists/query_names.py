"""What names in searches stand for, which only a library can say: smart playlists, groups, songs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: A condition on songs, and its parameters.
Sql = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Names:
    """What answers for a library; by itself nothing has a name."""

    #: a name, whether it is the whole of it → the songs of the smart playlists that are called so
    smart: Callable[[str, bool], Sequence[Sql]] = lambda _name, _whole: ()
    #: the same of groups → their numbers
    groups: Callable[[str, bool], Sequence[int]] = lambda _name, _whole: ()
    #: names of songs, how many are to be like them, how near they are to be → those, the nearest first
    like: Callable[[Sequence[str], int | None, float | None], Sequence[int]] = lambda *_: ()
