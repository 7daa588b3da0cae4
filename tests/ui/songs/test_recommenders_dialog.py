"""Two recommenders beside each other, in the window."""

from __future__ import annotations

from PySide6.QtCore import Qt

from organizer.base.arrangement import Space
from organizer.ui.songs.recommenders_dialog import RecommendersDialog
from organizer.work.arranging import grouping
from organizer.work.jobs import JobContext
from tests.feature_table import FEATURES, add_table


def test_neighbours_and_group_are_laid_side_by_side(state, tmp_path, qtbot):
    ids = add_table(state.db, tmp_path, 60)
    grouping.build_groups(JobContext(), state.db, k=3, space=Space(FEATURES))
    dialog = RecommendersDialog(state)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.compare(ids[0])
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 10, timeout=60_000)
    assert "Tune 0" in dialog.heading.text() and "named by both" in dialog.words.text()
    item = dialog.list.topLevelItem(0)
    assert item.text(0) and item.text(2) and 0 <= float(item.text(1)) <= 1
    with qtbot.waitSignal(state.selection_changed):
        dialog.list.itemClicked.emit(item, 2)
    assert state.selection.tolist() == [item.data(2, Qt.ItemDataRole.UserRole)]
    with qtbot.waitSignal(state.play_requested) as played:
        dialog.list.itemDoubleClicked.emit(item, 0)
    assert played.args == [item.data(0, Qt.ItemDataRole.UserRole)]
    dialog.compare(10_000)
    qtbot.waitUntil(lambda: "nothing to compare" in dialog.heading.text(), timeout=60_000)
    assert dialog.list.topLevelItemCount() == 0
