"""Teaches the search box: completes fields and values while one types, and remembers searches."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from shiboken6 import isValid

from organizer.base.model import Changes
from organizer.library import sound_words
from organizer.library.lists import searches, vocabulary
from organizer.library.lists.completing import Offer, apply, complete
from organizer.library.lists.searches import Search
from organizer.library.lists.vocabulary import NOTHING, Vocabulary
from organizer.library.query import FIELDS
from organizer.library.storage.database import Database
from organizer.ui.search.popup import Popup
from organizer.ui.search.search_box import SearchBox
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext

#: Milliseconds after which a search that stays counts as one that was wanted; after Enter sooner.
_WANTED, _ENTERED = 2_000, 300


class SearchCompleter(QObject):
    """Listens to the keys of the box, and shows a list below it."""

    def __init__(self, state: AppState, box: SearchBox) -> None:
        super().__init__(box)
        self._state, self._box = state, box
        self.popup = Popup(box)
        self.popup.taken.connect(self._take)
        self._vocabulary: Vocabulary = NOTHING
        self._stale = True
        self._offer: Offer | None = None
        self._searches: list[Search] = []  #: those in the list, when it shows searches
        self._instead: tuple[str, Search] | None = None  #: a search that may be better than the one at hand
        self._reason = ""  #: why the search is not understood
        self._wanted = QTimer(self, singleShot=True)
        self._wanted.timeout.connect(self._note)
        box.installEventFilter(self)
        box.textEdited.connect(self._edited)
        box.complained.connect(self._complained)
        box.returnPressed.connect(lambda: self._wanted.start(_ENTERED))
        state.query_changed.connect(self._query_changed)
        state.library_changed.connect(self._library_changed)
        state.groups_changed.connect(self._forget)
        state.regions_changed.connect(self._forget)
        state.searches_changed.connect(self._forget)

    def show_searches(self) -> None:
        """Offer the searches that were kept, then the recent ones."""
        db = self._state.db
        self._offer = None
        self._searches = [*searches.kept(db), *searches.recent(db)]
        self.popup.show_rows(
            [(search.name or search.query, search.query if search.name else "") for search in self._searches]
        )

    def offer_instead(self, text: str, query: str) -> None:
        """Offer another search, in front of what may be meant; not where the box was left."""
        if self._box.hasFocus():
            self._instead = (text, Search(query))
            self._show_offer()

    def _complained(self, reason: str) -> None:
        """Say below the box why the search is not understood, where nothing says it better."""
        if reason and self._offer is not None and self._offer.completions:
            return
        if reason or self._reason:
            self._reason = reason
            self._show_offer()

    def _close(self) -> None:
        self.popup.hide()
        self._offer, self._instead, self._reason = None, None, ""

    def _edited(self, text: str) -> None:
        self._instead, self._reason = None, ""
        if not text.strip():
            self._close()
            return
        if self._stale:
            self._read()
        self._complete()

    def _complete(self) -> None:
        self._searches = []
        self._offer = complete(self._box.text(), self._box.cursorPosition(), self._vocabulary, FIELDS)
        self._show_offer()

    def _show_offer(self) -> None:
        rows = [(one.shown, one.about) for one in (self._offer.completions if self._offer else ())]
        self._searches = []
        if self._instead is not None:
            text, search = self._instead
            self._searches = [search]
            rows.insert(0, (text, ""))
        self.popup.show_rows(rows, self._reason)

    def _take(self, row: int) -> None:
        if row < len(self._searches):
            self._box.setText(self._searches[row].query)
            self._close()
            self._box.search()
            return
        row -= len(self._searches)
        if self._offer is None or row >= len(self._offer.completions):
            return
        chosen = self._offer.completions[row]
        text, cursor = apply(self._box.text(), self._offer, chosen)
        self._box.setText(text)
        self._box.setCursorPosition(cursor)
        if chosen.ends:
            self._close()
            self._box.search()
        else:
            self._complete()  # the values of the field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isValid(self.popup):  # a window that is taken apart loses the list before the box, or after it
            return False
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self._close()
        elif kind == QEvent.Type.MouseButtonPress and not self._box.text():
            self.show_searches()
        elif kind == QEvent.Type.FocusIn and self._stale:
            self._read()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, visible = event.key(), self.popup.isVisible()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key == Qt.Key.Key_Down:
            if visible:
                self.popup.step(1)
            elif self._box.text().strip():
                self._complete()
            else:
                self.show_searches()
            return True
        if not visible:
            return False
        if key == Qt.Key.Key_Up:
            self.popup.step(-1)
            return True
        if key == Qt.Key.Key_Escape:
            chosen = self.popup.currentRow() >= 0
            self._close()
            return chosen  # else Esc empties the box, as it does without a list
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.popup.currentRow()
            if row >= 0:
                self._take(row)
                return True
            self._close()
        return False

    # -- what is known

    def _library_changed(self, _changes: Changes) -> None:
        self._stale = True

    def _forget(self, *_: object) -> None:
        self._stale = True

    def _read(self) -> None:
        self._stale = False
        grouping = self._state.grouping
        groups = [(g.number, g.name, g.size) for g in grouping.groups] if grouping is not None else []
        self._state.jobs.start(
            Job.VOCABULARY, _vocabulary, self._state.db, groups, on_result=self._known, owner=self
        )

    def _known(self, known: Vocabulary) -> None:
        self._vocabulary = known
        waits = self._box.hasFocus() and self._offer is not None and bool(self._box.text().strip())
        if waits and self.popup.currentRow() < 0:
            self._complete()

    # -- what is remembered

    def _query_changed(self, query: str) -> None:
        self._wanted.stop()
        if query:
            self._wanted.start(_WANTED)

    def _note(self) -> None:
        query, matches = self._state.query, self._state.matches
        if query and matches is not None and len(matches):
            self._state.jobs.start(
                Job.SEARCH_NOTE, _noted, self._state.db, query, on_error=self._state.complain, owner=self
            )


def _vocabulary(context: JobContext, db: Database, groups: list[tuple[int, str, int]]) -> Vocabulary:
    return vocabulary.read(db, sound_words.names(db), groups, context.check_cancelled)


def _noted(_context: JobContext, db: Database, query: str) -> None:
    searches.note(db, query)
