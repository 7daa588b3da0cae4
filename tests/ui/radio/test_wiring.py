"""The radio in the whole window."""

from __future__ import annotations

from tests.work.arranging.test_mapping import add_songs


def test_the_menus_start_and_stop_it_and_the_queue_shows_it(open_window, db, qtbot):
    ids = add_songs(db, 20, away=20)
    window = open_window().window
    assert window.radio is not None
    assert len(window.map.canvas.guests) >= 1
    with qtbot.waitSignal(window.state.message) as told:
        window.actions_["stop_radio"].trigger()
    assert "No radio" in told.args[0]
    window.state.select(ids[:1], "test")
    with qtbot.waitSignal(window.state.message) as told:
        window.actions_["radio"].trigger()
    assert "away" in told.args[0]
    assert not window.radio.active
    assert window.actions_["radio"].shortcut().toString() == "Ctrl+Shift+R"
    menu = window.sidebar.menu_for("")
    assert "Start radio" in [action.text().replace("&", "") for action in menu.actions()]
    menu.deleteLater()
