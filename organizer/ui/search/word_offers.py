"""Words for sound beside a search: what sounds like one that finds little, and words not to be trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from organizer.base.language import tr
from organizer.library.storage.database import Database
from organizer.ui.search.search_box import SearchBox
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.work.arranging.word_offer import WordOffer


@dataclass(frozen=True, slots=True)
class _Answer:
    query: str
    found: int
    offer: WordOffer | None


class WordOffers(QObject):
    """Looks after every search; ``list_instead`` lists a sentence and a search below the box."""

    def __init__(
        self, search: SearchBox, table: TrackTable, list_instead: Callable[[str, str], None]
    ) -> None:
        super().__init__(search)
        self._search, self._table, self._state = search, table, search.state
        self._list_instead = list_instead
        self._said = ""  #: the search of which something was said
        table.shown_changed.connect(self._look)
        table.query_failed.connect(lambda reason: self._look(0) if reason else None)

    def _look(self, found: int) -> None:
        query = self._state.query
        if not query:
            self._said = ""
            return
        self._state.jobs.start(
            Job.WORDS, _look_up, self._state.db, query, found, on_result=self._show, owner=self
        )

    def _show(self, answer: _Answer) -> None:
        if answer.query != self._state.query:
            return
        offer, query = answer.offer, answer.query
        if offer is not None and offer.search and not answer.found:
            self._table.offer_instead(
                tr("No song fits “{query}”. {offer}.", query=query, offer=offer.text), offer.search
            )
        if query == self._said or self._search.typed != query:
            return  # it was said, or the person is typing on
        self._said = query
        if offer is not None and not offer.search:
            self._state.message.emit(offer.text, "info")
        elif offer is not None:
            self._list_instead(offer.text, offer.search)


def _look_up(_context: JobContext, db: Database, query: str, found: int) -> _Answer:
    from organizer.work.arranging import word_offer

    return _Answer(query, found, word_offer.offer(db, query, found))
