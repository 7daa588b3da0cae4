"""The buttons in the corner of the map."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from organizer.ui.canvas.drawing import Tool
from organizer.ui.map.view import MapView
from organizer.ui.widgets.parts import IconButton
from organizer.ui.window.view_names import ViewName
from tests.ui.map.test_view import make_map
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def view(state, qtbot):
    view = MapView(state)
    qtbot.addWidget(view)
    view.resize(900, 560)
    view.show()
    qtbot.addWidget(view.toolbox)
    view.toolbox.show()
    qtbot.waitUntil(view.isVisible)
    assert not view.toolbox.isEnabled()  # there is nothing to use it on
    with qtbot.waitSignal(view.content.shown):
        state.set_map(*make_map(state.db, 200))
    return view


def test_a_click_chooses_the_tool_and_the_menu_shows_it(view, qtbot):
    for tool, button in view.toolbox.buttons.items():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert view.tools.tool is tool and button.isChecked()
        assert button.accessibleName() and button.toolTip() and not button.icon().isNull()
    view.actions_by_name["lasso"].trigger()
    assert view.toolbox.buttons[Tool.LASSO].isChecked()


def test_the_other_buttons_zoom(view, qtbot):
    _region, closer, farther, whole = [
        button for button in view.toolbox.findChildren(IconButton) if not button.isCheckable()
    ]
    for button in (closer, closer, farther):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view.canvas.camera.zoom == pytest.approx(1.35)
    qtbot.mouseClick(whole, Qt.MouseButton.LeftButton)
    assert view.canvas.camera.zoom == 1


def test_signs_are_said_in_words_as_far_as_there_is_room(view, qtbot):
    box = view.toolbox

    def worded():
        icon = Qt.ToolButtonStyle.ToolButtonIconOnly
        return {tool for tool, button in box.buttons.items() if button.toolButtonStyle() != icon}

    assert box.fit(5_000) and worded() == set(Tool)
    whole = box.sizeHint().width()
    assert box.fit(whole - 1) and worded() == {Tool.JOURNEY, Tool.LINE}  # the riddles among them
    assert box.fit(box.sizeHint().width() - 1) and not worded()
    assert not box.fit(box.sizeHint().width() - 1)
    box.show()
    with qtbot.waitSignal(box.grown):
        box.buttons[Tool.LINE].setFixedWidth(400)


def test_it_is_there_with_the_map_and_away_with_the_others(open_window, db, qtbot):
    add_songs(db, 12)
    window = open_window().window
    window.views.open(ViewName.MAP)
    assert window.map.toolbox.isVisible()
    assert window.views.cornerWidget() is window.map.toolbox
    window.views.resize(360, window.views.height())  # no room beside the tabs
    assert window.map.toolbox.isVisible() and window.views.cornerWidget() is None
    assert window.views.view(ViewName.MAP) is window.map_place
    window.views.open(ViewName.GROUPS)
    assert not window.map.toolbox.isVisible()


def test_the_key_of_the_map_gives_it_the_keyboard(open_window, db, qtbot):
    add_songs(db, 12)
    window = open_window().window
    for before in (lambda: window.table.setFocus(), lambda: window.views.open(ViewName.GROUPS)):
        before()
        assert not window.map.hasFocus()
        qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(window.map.hasFocus)
