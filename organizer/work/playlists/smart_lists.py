"""What the smart playlists of a library hold at the moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from organizer.base.errors import OrganizerError
from organizer.library import searching
from organizer.library.playlists import smart
from organizer.library.playlists.smart import SmartPlaylist
from organizer.library.storage.database import Database


@dataclass(frozen=True, slots=True)
class SmartList:
    """A smart playlist, and how its songs are."""

    playlist: SmartPlaylist
    songs: int = 0
    digest: str = ""  #: of its songs in their order: differs when these do
    problem: str = ""  #: why its search cannot be understood any more


def read(db: Database, check: Callable[[], None] = lambda: None) -> tuple[SmartList, ...]:
    """All of them, in alphabetical order. ``check`` is called between them, and may raise."""
    lists = []
    for playlist in smart.listed(db):
        check()
        try:
            ids = searching.of_smart(db, playlist)
        except OrganizerError as error:
            lists.append(SmartList(playlist, problem=str(error)))
        else:
            digest = hashlib.blake2b(ids.tobytes(), digest_size=16).hexdigest()
            lists.append(SmartList(playlist, len(ids), digest))
    return tuple(lists)
