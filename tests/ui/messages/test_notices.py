"""Errors stay over the views until they are dismissed; nothing of them is cut off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QWidget

from organizer.ui.messages import notices as module
from organizer.ui.messages.log import MessageLog
from organizer.ui.messages.notices import Notices
from organizer.ui.state.app_state import Choice

LONG = "The folder could not be read, since the disk that it lies on was taken away while it was read. " * 2


@pytest.fixture
def place(qtbot):
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(1000, 500)
    place.view = QListView()
    layout = QHBoxLayout(place)
    layout.addWidget(QWidget())
    layout.addWidget(place.view)
    place.show()
    qtbot.waitExposed(place)
    return place


@pytest.fixture
def notices(place, state):
    return Notices(MessageLog(state, place), place, place.view)


def test_what_only_informs_is_no_notice(notices, state):
    state.message.emit("12 songs added", "info")
    assert not notices.notices and not notices.isVisible()


def test_an_error_stays_until_it_is_dismissed(qtbot, notices, state, monkeypatch):
    monkeypatch.setattr(module, "reading_time", lambda _text: 1)
    state.message.emit("The disk is full", "error")
    state.message.emit("The folder is gone", "warning")
    error, warning = notices.notices
    qtbot.waitUntil(lambda: warning not in notices.notices)  # its time is over
    assert notices.notices == [error] and notices.isVisible()
    error.close_button.setFocus()
    qtbot.keyClick(error.close_button, Qt.Key.Key_Space)
    assert not notices.notices and not notices.isVisible()


def test_a_warning_that_is_being_read_waits(qtbot, notices, state):
    state.message.emit("The folder is gone", "warning")
    notice = notices.notices[0]
    assert notice._over.isActive()
    notice.enterEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not notice._over.isActive()


def test_notices_lie_at_the_lower_end_and_show_all_words(qtbot, place, notices, state):
    for text in (LONG, "Short"):
        state.message.emit(text, "error")
    view = place.view.geometry()
    assert view.contains(notices.geometry())
    for notice in notices.notices:
        words = notice.words
        qtbot.waitUntil(lambda words=words: words.height() >= words.heightForWidth(words.width()) > 0)
    place.resize(700, 400)
    qtbot.waitUntil(lambda: place.view.geometry().contains(notices.geometry()))


def test_of_many_the_last_three_are_shown_and_the_rest_counted(qtbot, notices, state):
    for number in range(5):
        state.message.emit(f"Error {number}", "error")
    assert [n.message.text for n in notices.notices] == ["Error 2", "Error 3", "Error 4"]
    assert notices._more.isVisible() and "2" in notices._more.text()
    with qtbot.waitSignal(notices.all_requested):
        notices._more.click()
    state.message.emit("Error 3", "error")  # once more: it moves, and is no second one
    assert [n.message.text for n in notices.notices] == ["Error 2", "Error 4", "Error 3"]


def test_what_is_no_longer_true_goes(notices, state):
    state.message.emit("Search: bpm needs a number", "error")
    state.message_over.emit("Search: bpm needs a number")
    assert not notices.notices


def test_a_very_long_message_can_be_read_elsewhere(qtbot, notices, state):
    state.message.emit(LONG * 5, "error")
    with qtbot.waitSignal(notices.all_requested):
        notices.notices[0].whole_requested.emit()
    assert len(notices.notices[0].words.text()) < len(LONG * 5)


def test_an_offer_stays_until_it_is_answered(qtbot, notices, state, monkeypatch):
    monkeypatch.setattr(module, "reading_time", lambda _text: 1)
    done = []
    choices = (Choice("Do it", lambda: done.append("it")), Choice("Do more", lambda: done.append("more")))
    state.message.emit("The folder is gone", "warning")
    state.offer.emit("A table is in", choices)
    qtbot.waitUntil(lambda: [n.message.text for n in notices.notices] == ["A table is in"])
    offer = notices.notices[0]
    offer.leaveEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not offer._over.isActive()
    assert [button.objectName() for button in offer.buttons] == ["primary", "secondary"]
    qtbot.mouseClick(offer.buttons[1], Qt.MouseButton.LeftButton)
    assert done == ["more"] and not notices.notices


def test_a_new_offer_takes_the_place_of_the_last(notices, state):
    for text in ("One table is in", "Another is in"):
        state.offer.emit(text, (Choice("Do it", lambda: None),))
    assert [notice.message.text for notice in notices.notices] == ["Another is in"]


def test_an_offer_shows_all_words_of_its_buttons(notices, state):
    choices = tuple(Choice(f"Make a map by the numbers of {n}", lambda: None) for n in range(4))
    state.offer.emit("A table is in", choices)
    offer = notices.notices[0]
    assert all(button.width() >= button.sizeHint().width() for button in offer.buttons)
    assert all(offer.rect().contains(button.geometry()) for button in offer.buttons)
