"""Finds the songs that the table shows, off the window's thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from organizer.base.model import IntArray
from organizer.library import searching, tracks
from organizer.library.storage.database import Database
from organizer.ui.songs.scopes import ids_in_scope

if TYPE_CHECKING:
    from organizer.library.orders import Orders
    from organizer.work.jobs import JobContext


#: The order that a person gave the songs of a playlist.
OWN_ORDER = "own"


class Finder:
    """Finds the songs to show, in the background; an order stays at hand until the library changes."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._orders: Orders | None = None
        self.seconds = 0.0  #: that the last search took

    def forget(self) -> None:
        """The library changed: orders that are at hand are out of date."""
        if self._orders is not None:
            self._orders.forget()

    def find(self, context: JobContext, scope: str, text: str, order: str, down: bool) -> IntArray:
        """The songs to show, sorted. A playlist in its own order shows a song at its first place in it; a
        search that has an order or an end has them among what the side bar chose."""
        from organizer.library.orders import Orders, once, only  # not before: it loads numpy

        started = time.monotonic()
        if self._orders is None:
            self._orders = Orders(self._db)
        wanted = tracks.parsed(self._db, text)
        own = order == OWN_ORDER
        sought: IntArray | None
        if wanted.ordering or wanted.near:
            within = ids_in_scope(self._db, scope) if scope else None
            asked = sought = searching.chosen(self._db, wanted, within=within)
        else:
            sought = tracks.matching(self._db, wanted)
            asked = None
        if own and asked is not None:
            self.seconds = time.monotonic() - started
            return asked
        context.check_cancelled()
        ids = once(ids_in_scope(self._db, scope)) if own else self._orders.of_all(order, down)
        context.check_cancelled()
        if sought is not None:
            ids = only(ids, sought)
        if scope and not own:
            ids = only(ids, ids_in_scope(self._db, scope))
        context.check_cancelled()
        self.seconds = time.monotonic() - started
        return ids
