"""When and how hard songs are analyzed, as the settings show it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTime

from organizer.library.sounds.pace import Pace
from organizer.ui.dialogs.pace_choice import PaceChoice


@pytest.mark.parametrize("pace", [Pace(), Pace((22 * 60 + 15, 6 * 60), 30, True), Pace((0, 60), 100)])
def test_what_is_shown_is_what_is_set(qtbot, pace: Pace) -> None:
    choice = PaceChoice(pace)
    qtbot.addWidget(choice)
    assert choice.pace() == pace
    assert choice.begin.isEnabled() is (pace.hours is not None)


def test_hours_count_when_they_are_ticked_and_end_at_another_time(qtbot) -> None:
    choice = PaceChoice(Pace())
    qtbot.addWidget(choice)
    choice.limited.setChecked(True)
    assert choice.pace().hours == (22 * 60, 6 * 60)
    choice.end.setTime(QTime(22, 0))
    assert choice.pace().hours is None
    assert "no limit" in choice.means.text()
    choice.share.setValue(10)
    assert "processors" in choice.means.text()
