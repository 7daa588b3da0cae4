"""Changes of tags, to be agreed to: what changes can be read."""

from __future__ import annotations

from organizer.base.fields.tag_names import label_of
from organizer.ui.widgets.diff_dialog import DiffDialog
from organizer.work.tags.writing import Diff


def test_names_of_fields_are_not_cut_off(qtbot):
    fields = ("replaygain_track_gain", "replaygain_track_peak", "TXXX:" + "A very long name " * 20)
    dialog = DiffDialog([Diff(1, "/music/a.mp3", field, "", "x") for field in fields])
    qtbot.addWidget(dialog)
    width = dialog.table.columnWidth(1)
    assert all(dialog.fontMetrics().horizontalAdvance(label_of(field)) < width for field in fields[:2])
    assert width < dialog.width() / 2
