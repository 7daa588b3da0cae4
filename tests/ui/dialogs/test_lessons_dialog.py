"""The lessons beside the window: each step leads where it says, and the songs answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from organizer.library.storage.database import Database
from organizer.ui.dialogs.lessons_dialog import LessonsDialog
from organizer.ui.groups.page_names import PageName
from organizer.ui.window.lesson_places import go
from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import grouping
from organizer.work.insight.lesson_answers import Answer
from organizer.work.insight.lessons import LESSONS
from organizer.work.jobs import JobContext
from tests.feature_table import add_table
from tests.work.arranging.test_mapping import add_songs


def words(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def opened(session, qtbot) -> LessonsDialog:
    session.window.actions_["lessons"].trigger()
    dialog = session.window.findChild(LessonsDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_an_empty_library_offers_the_demo_songs(open_window, qtbot):
    session = open_window()
    assert not session.window.shows_songs
    buttons = session.window.welcome.findChildren(QPushButton)
    press(qtbot, next(button for button in buttons if button.text() == "Less&ons"))
    dialog = session.window.findChild(LessonsDialog)
    qtbot.waitUntil(dialog.isVisible)
    qtbot.waitUntil(dialog.offer.isVisible, timeout=30_000)
    assert not dialog.isModal() and "Your library is empty" in dialog.offer_text.text()
    dialog.demo_requested.disconnect()  # the songs themselves are made in another test
    with qtbot.waitSignal(dialog.demo_requested):
        press(qtbot, dialog.demo)
    press(qtbot, dialog.ask_button)
    qtbot.waitUntil(lambda: "the library is empty" in dialog.answer_text.text(), timeout=60_000)
    assert not dialog.reason.isVisible() and dialog.ask_button.isEnabled()


def test_every_lesson_can_be_walked_and_shows_all_its_steps(state, qtbot):
    from organizer.work.helper import Helper

    dialog = LessonsDialog(state, Helper())
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.back.isEnabled()
    for lesson in LESSONS:
        assert dialog.lesson is lesson
        text = words(dialog)
        assert all(step.do in text and step.see in text for step in lesson.steps)
        assert len(dialog.places) == sum(step.place is not None for step in lesson.steps)
        assert all(button.accessibleName() for button in dialog.places)
        if lesson is not LESSONS[-1]:
            press(qtbot, dialog.next)
    assert not dialog.next.isEnabled() and dialog.back.isEnabled()


@pytest.fixture
def session(open_window, tmp_path):
    with Database(tmp_path / "library.db") as db:
        add_songs(db, 30)
        add_table(db, tmp_path, 12)
        grouping.build_groups(JobContext(), db, k=3)
    return open_window()


def test_every_place_of_a_lesson_is_one_of_the_window():
    for place in (step.place for lesson in LESSONS for step in lesson.steps if step.place is not None):
        if place.view:
            assert place.view in {name.value for name in ViewName}
        if place.view == ViewName.GROUPS.value:
            assert place.page in {name.value for name in PageName}


def test_show_me_leads_to_the_view_with_its_settings(session, qtbot):
    window = session.window
    dialog = opened(session, qtbot)
    dialog.show_requested.disconnect()  # here the places are tried one by one
    by_page = {
        (step.place.view, step.place.page or step.place.layer): step.place
        for lesson in LESSONS
        for step in lesson.steps
        if step.place is not None and step.place.view
    }

    def shown(name: ViewName):
        qtbot.waitUntil(lambda: window.views.view(name) is not None, timeout=60_000)
        qtbot.waitUntil(window.views.view(name).isVisible, timeout=60_000)
        return window.views.view(name)

    go(window, by_page["groups", "count"])
    groups = shown(ViewName.GROUPS)
    qtbot.waitUntil(lambda: PageName.COUNT in groups.pages and groups.pages[PageName.COUNT].isVisible())
    assert groups.setup.method.currentData() == "kmeans"
    go(window, LESSONS[2].steps[3].place)
    qtbot.waitUntil(lambda: groups.setup.method.currentData() == "hdbscan")
    go(window, LESSONS[5].steps[0].place)
    insight = shown(ViewName.INSIGHT)
    qtbot.waitUntil(lambda: insight.learning.method.currentText() == "Self-organizing map")
    go(window, by_page["map", "umatrix"])
    qtbot.waitUntil(lambda: window.map.content.layer == "umatrix")
    assert window.toolbar.layer.currentText() == "U-matrix"
    go(window, by_page["song", ""])
    shown(ViewName.SONG)
    assert len(window.state.selection) == 1


def test_the_songs_answer_and_a_new_answer_is_asked_for_after_a_change(session, qtbot):
    dialog = opened(session, qtbot)
    dialog.choice.setCurrentIndex(3)
    assert not dialog.answer_text.isVisible() and not dialog.offer.isVisible()
    press(qtbot, dialog.ask_button)
    qtbot.waitUntil(lambda: isinstance(dialog.answers.get("table"), Answer), timeout=60_000)
    assert "groups and genres agree" in dialog.answer_text.text() and dialog.reason.isVisible()
    dialog.choice.setCurrentIndex(0)
    assert not dialog.answer_text.isVisible()
    dialog.choice.setCurrentIndex(3)
    assert dialog.answer_text.isVisible()
    session.state.groups_changed.emit()
    assert not dialog.answer_text.isVisible() and not dialog.answers
