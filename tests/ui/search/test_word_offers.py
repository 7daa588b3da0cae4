"""Words for sound under the search box: offered where a search finds little, listed while one is typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from organizer.library import network_vectors, sound_words
from organizer.library.storage.database import Database
from organizer.ui.search.completer import SearchCompleter
from organizer.ui.search.search_box import SearchBox
from organizer.ui.search.word_offers import WordOffers
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from tests.library.test_sound_words import add_songs

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def library(db: Database) -> Database:
    """Of 30 songs 10 sound like jazz, and all like ambient, which cannot be trusted."""
    names = tuple(sound_words._MUSICNN)
    numbers = [
        [{"jazz": 0.9 * (at < 10), "ambient": 0.9}.get(name, 0.0) for name in names] for at in range(30)
    ]
    add_songs(db, numbers, names=names)
    return db


@pytest.fixture
def offers(library: Database, state: AppState, qtbot) -> Iterator[WordOffers]:
    holder = QWidget()
    qtbot.addWidget(holder)
    search, table = SearchBox(state, holder), TrackTable(state, holder)
    table.setGeometry(0, 40, 400, 300)
    table.query_failed.connect(search.show_error)
    completer = SearchCompleter(state, search)
    offers = WordOffers(search, table, completer.offer_instead)
    holder.show()
    holder.activateWindow()
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)
    yield offers
    holder.close()


def listed(offers: WordOffers) -> list[str]:
    completer = offers._search.findChild(SearchCompleter)
    popup = completer.popup
    return [popup.item(row).text() for row in range(popup.count())] if popup.isVisible() else []


def test_a_search_that_finds_nothing_offers_what_sounds_like_it(offers, state, qtbot):
    qtbot.keyClicks(offers._search, "jazz")
    qtbot.waitUntil(lambda: bool(listed(offers)))
    assert listed(offers) == ["10 songs sound like that to the network: sound:jazz"]
    empty = offers._table.empty
    assert "10 songs sound like that" in empty.sentence.text() and empty.button.text() == "Show them"
    qtbot.keyClick(offers._search, Qt.Key.Key_Down)
    qtbot.keyClick(offers._search, Qt.Key.Key_Return)
    assert state.query == "sound:jazz" == offers._search.text()
    qtbot.waitUntil(lambda: len(offers._table.tracks.ids) == 10)
    assert not empty.isVisible()


def test_what_is_empty_shows_them_too(offers, state, qtbot):
    state.set_query("jazz")
    table = offers._table
    qtbot.waitUntil(lambda: table.empty is not None and table.empty.button.text() == "Show them")
    qtbot.mouseClick(table.empty.button, Qt.MouseButton.LeftButton)
    assert state.query == "sound:jazz"


def test_words_are_listed_while_one_is_typed(offers, state, qtbot):
    qtbot.keyClicks(offers._search, "song sound:j")
    qtbot.waitUntil(lambda: listed(offers) == ["sound:jazz"])
    qtbot.keyClicks(offers._search, "azz")
    qtbot.waitUntil(lambda: state.query == "song sound:jazz" and len(offers._table.tracks.ids) == 10)
    assert not listed(offers)


def test_a_word_that_cannot_be_trusted_is_said_to_be_so(offers, state, qtbot):
    with qtbot.waitSignal(state.message) as said:
        qtbot.keyClicks(offers._search, "sound:ambient")
    assert "“ambient” is hardly better than chance" in said.args[0] and said.args[1] == "info"


def test_nothing_is_offered_without_a_network(offers, library, state, qtbot):
    network_vectors.choose(library, "")
    qtbot.keyClicks(offers._search, "jazz")
    qtbot.waitUntil(lambda: offers._said == "jazz")
    assert not listed(offers)
    assert offers._table.empty.button.text() == "Clear the search"
