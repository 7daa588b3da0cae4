"""Words for sound under the search box: what sounds like a search that finds little, and words half typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QRect, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView

from organizer.library.storage.database import Database
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import shown
from organizer.ui.window.search_box import SearchBox
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.work.arranging.word_offer import WordOffer

_SEARCH = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class _Answer:
    query: str
    found: int
    offer: WordOffer | None
    completions: list[str]


class WordOffers(QObject):
    """Looks after every search, and offers searches in a list under the box while it has the focus."""

    def __init__(self, search: SearchBox, table: TrackTable) -> None:
        super().__init__(search)
        self._search, self._table, self._state = search, table, search.state
        self._said = ""  #: the search of which something was said
        self.list = QCompleter(self)
        self.list.setWidget(search)
        self.list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.popup = QListView()
        self.popup.setAccessibleName("Searches for words of sound")
        self.popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.popup.setObjectName("offers")
        self.list.setMaxVisibleItems(12)
        self.list.setPopup(self.popup)
        self.list.activated[QModelIndex].connect(self._chosen)  # type: ignore[index]
        search.textEdited.connect(lambda _text: self.popup.hide())
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
            self._table.offer_instead(f"No song fits “{query}”. {offer.text}.", offer.search)
        if query == self._said or self._search.typed != query:
            return  # it was said, or the person is typing on
        self._said = query
        if offer is not None and not offer.search:
            self._state.message.emit(offer.text, "info")
        elif answer.completions or offer is not None:
            lines = [(search, search) for search in answer.completions]
            if offer is not None:
                lines.insert(0, (offer.text, offer.search))
            self._list(lines)

    def _list(self, lines: list[tuple[str, str]]) -> None:
        if not self._search.hasFocus():
            return
        model = QStandardItemModel(self.list)
        for text, search in lines:
            item = QStandardItem(shown(text))
            item.setData(search, _SEARCH)
            model.appendRow(item)
        self.list.setModel(model)
        width = max(self._search.width(), self.popup.sizeHintForColumn(0) + 3 * STEP)
        self.list.complete(QRect(0, 0, width, self._search.height()))

    def _chosen(self, index: QModelIndex) -> None:
        self._state.set_query(str(index.data(_SEARCH)))


def _look_up(_context: JobContext, db: Database, query: str, found: int) -> _Answer:
    from organizer.work.arranging import word_offer

    return _Answer(query, found, word_offer.offer(db, query, found), word_offer.completions(db, query))
