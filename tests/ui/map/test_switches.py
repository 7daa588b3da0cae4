"""The lines between cells, shown at will."""

from __future__ import annotations

from organizer.ui.map.switches import SWITCHES
from tests.ui.map.test_view import different, picture


def test_cells_are_shown_on_demand_by_key_and_button_and_remembered(view, state, qtbot):
    plain = picture(view, qtbot)
    view.setFocus()
    qtbot.keyClick(view, "#")
    assert state.settings.map_cells and different(plain, picture(view, qtbot))
    view.switches.actions["map_cells"].trigger()
    assert not state.settings.map_cells and not different(plain, picture(view, qtbot))


def test_contours_go_and_come_back(view, state, qtbot):
    before = picture(view, qtbot)
    view.switches.actions["map_contours"].trigger()
    assert not state.settings.map_contours and not view.content.scene.ground.contours
    assert before != picture(view, qtbot)
    view.switches.actions["map_contours"].trigger()
    assert before == picture(view, qtbot)


def test_every_switch_has_a_button_and_an_entry_in_the_menu(view):
    texts = [action.text() for action in view.menu_at(None).actions()]
    shown = set(view.toolbox.shown.menu().actions())
    for name, (text, *_) in SWITCHES.items():
        assert text in texts and view.switches.actions[name] in shown


def test_an_entry_of_the_button_switches(view, state, qtbot):
    entry = next(a for a in view.toolbox.shown.menu().actions() if a.text() == "Cells")
    entry.trigger()
    assert state.settings.map_cells and entry.isChecked() and view.toolbox.shown.accessibleName()
