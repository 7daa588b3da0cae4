"""Below the table: that there are unsaved tags, with the way to review or drop them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from organizer.base.language import plural, tr
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import WRITES_FILES
from organizer.ui.state.undo import Step
from organizer.ui.tags.editor import TagEditor
from organizer.ui.widgets.parts import STEP, ElidedLabel


class DraftBar(QFrame):
    """Seen while there is something unsaved."""

    def __init__(self, state: AppState, editor: TagEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._editor = state, editor
        self.text = ElidedLabel()
        self.review = QPushButton(tr("Review…"))
        self.review.setAccessibleName(tr("Review the unsaved tags"))
        self.review.setToolTip(tr("See what the unsaved tags would change in files, then write them"))
        self.review.clicked.connect(editor.review)
        self.discard = QPushButton(tr("Discard"))
        self.discard.setAccessibleName(tr("Discard the unsaved tags"))
        self.discard.setToolTip(tr("Drop all unsaved tags; Ctrl+Z brings them back"))
        self.discard.clicked.connect(self._discard)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(STEP, 3, STEP, 3)
        layout.setSpacing(STEP)
        layout.addWidget(self.text, 1)
        for button in (self.review, self.discard):
            button.setAutoDefault(False)
            layout.addWidget(button)
        editor.unsaved_changed.connect(self._show)
        state.jobs.job_started.connect(self._show)
        state.jobs.job_ended.connect(self._show)
        self._show()

    def _show(self, *_: object) -> None:
        count = self._editor.unsaved
        self.setVisible(count > 0)
        self.text.set_whole(
            plural(
                "Unsaved tags of {n} song: no file is changed before the review",
                "Unsaved tags of {n} songs: no file is changed before the review",
                count,
            )
        )
        idle = not any(self._state.jobs.running(job) for job in WRITES_FILES)
        self.review.setEnabled(idle)
        self.discard.setEnabled(idle)

    def _discard(self) -> None:
        before = self._editor.edits()
        self._editor.discard()
        step = Step(tr("Discard unsaved tags"), partial(self._editor.restore, before), self._editor.discard)
        self._state.undoable.emit(step)
