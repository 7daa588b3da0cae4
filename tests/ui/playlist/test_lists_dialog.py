"""The playlists of a file as a tree: folders tick what is in them, names here are one's own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from organizer.ui.playlist.lists_dialog import ListsDialog
from organizer.work.playlists.several import Several
from tests.work.playlists.test_several import NAMES

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_playlists_are_ticked_named_and_taken(qtbot) -> None:
    dialog = ListsDialog(Several("/x/all.xml", NAMES))
    qtbot.addWidget(dialog)
    assert dialog.wanted() == [(name, name) for name in NAMES]
    assert dialog.take_button.text() == "&Save 3 playlists"
    sets, loose = dialog.tree.topLevelItem(0), dialog.tree.topLevelItem(1)
    sets.setCheckState(0, Qt.CheckState.Unchecked)  # and with it all in it
    assert dialog.wanted() == [("Loose", "Loose")] and dialog.take_button.text() == "&Save 1 playlist"
    friday = sets.child(0)
    friday.child(1).setCheckState(0, Qt.CheckState.Checked)
    assert sets.checkState(0) == Qt.CheckState.PartiallyChecked
    friday.child(1).setText(1, "Peak time")
    loose.setCheckState(0, Qt.CheckState.Unchecked)
    with qtbot.waitSignal(dialog.taken) as taken:
        dialog.take_button.click()
    assert taken.args == ["/x/all.xml", [(NAMES[1], "Peak time")]]
