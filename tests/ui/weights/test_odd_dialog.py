from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from organizer.ui.weights.odd_dialog import OddDialog
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def asked(state, qtbot, db):
    """A dialog in its first round, and what it asks to hear."""
    add_songs(db, 30)
    state.set_map(mapping.build_map(JobContext(), db), None)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def make(silent: str = "") -> OddDialog:
        dialog = OddDialog(state, window, silent=silent)
        dialog.show()
        qtbot.waitUntil(dialog.skip.isEnabled, timeout=20_000)
        return dialog

    return make


def test_three_are_heard_and_one_is_chosen_by_keys(asked, state, qtbot) -> None:
    dialog = asked()
    heard = []
    state.audition_requested.connect(heard.append)
    assert dialog.cards[0].title.text() == "Song 1", "titles are hidden"
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        QTest.keyClick(dialog, key)
    assert tuple(heard) == dialog.rounds.round.ids
    first = dialog.rounds
    QTest.keyClick(dialog, Qt.Key.Key_2, Qt.KeyboardModifier.ShiftModifier)
    assert "does not belong to" in dialog.note.text()
    qtbot.waitUntil(lambda: dialog.rounds is not first and dialog.skip.isEnabled(), timeout=20_000)
    assert dialog.rounds.belief.answers.tolist() == [1]
    assert "2 of 30" in dialog.head.text()
    dialog.skip.click()
    qtbot.waitUntil(lambda: dialog.rounds.asked == 2, timeout=20_000)
    assert dialog.answers == 1
    dialog.back.click()
    dialog.back.click()
    assert dialog.rounds is first
    assert dialog.answers == 0
    dialog.close()


def test_what_was_learnt_is_shown_before_it_goes_to_the_map(asked, qtbot) -> None:
    dialog = asked()
    dialog.cards[0].choose.click()
    qtbot.waitUntil(lambda: dialog.answers == 1 and dialog.skip.isEnabled(), timeout=20_000)
    dialog.stop.click()
    assert dialog.pages.currentIndex() == 1
    assert "Timbre" in dialog.bars.accessibleDescription()
    with qtbot.waitSignal(dialog.learnt) as told:
        dialog.show_map.click()
    assert set(told.args[0]) == {"timbre", "dynamics", "rhythm", "harmony"}
    assert not dialog.isVisible()


def test_without_sound_titles_are_shown_and_it_says_so(asked) -> None:
    dialog = asked("Sound is not available")
    assert dialog.cards[0].title.text() != "Song 1"
    assert not dialog.cards[0].play.isVisible()
    assert "titles are shown" in dialog.note.text()
    dialog.stop.click()
    assert not dialog.isVisible(), "nothing was learnt"
