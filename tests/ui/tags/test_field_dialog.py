"""What the analysis says, written into a field that a person names."""

from __future__ import annotations

from PySide6.QtCore import Qt

from organizer.library.tags import tags
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.field_dialog import FieldDialog
from organizer.work.tags.describing import Wanted
from tests.ui.tags.test_editor import confirm
from tests.ui.tags.test_estimates_dialog import editor, ids, paths  # noqa: F401


def test_a_field_that_is_a_slip_is_said_and_mended(qtbot):
    dialog = FieldDialog(3)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.field.setEditText("coment")
    qtbot.mouseClick(dialog.review_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and "There is no field “coment”" in dialog.problem.text()
    dialog.field.lineEdit().selectAll()
    qtbot.keyClicks(dialog.field.lineEdit(), "Comment")
    assert not dialog.problem.isVisible()
    dialog.append.click()
    with qtbot.waitSignal(dialog.write_requested) as wanted:
        qtbot.mouseClick(dialog.review_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [Wanted("energy", "comment", append=True)]
    assert not dialog.isVisible()


def test_it_is_reviewed_and_written_and_what_is_not_known_is_said(editor, state, db, ids, paths, qtbot):  # noqa: F811
    from organizer.library import tracks, vectors
    from tests.library.test_tracks import features

    editor.write_field(ids, Wanted("energy", "comment"))
    qtbot.waitUntil(lambda: not editor.failures.isHidden())
    assert "nothing is known of energy" in editor.failures.text().lower()
    for song in tracks.get_many(db, ids[:1]):
        vectors.put(db, [(song.audio_hash, features(1, energy=0.5))])
    editor.write_field(ids, Wanted("energy", "comment"))
    confirm(qtbot, editor, state)
    assert [tags.read(str(path))[0].comment for path in paths] == ["Energy 6", "", ""]
    assert not state.jobs.running(Job.TAGS_PREVIEW)
