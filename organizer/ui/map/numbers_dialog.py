"""What the map compares songs by: the ear, or numbers that a person chooses."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from organizer.base.arrangement import EAR
from organizer.base.language import tr
from organizer.library import measures
from organizer.library.storage.database import Database
from organizer.ui.groups.setup import ComparePanel
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import STEP, keys_text
from organizer.ui.widgets.plain_text import Label
from organizer.work.jobs import JobContext


class MapNumbersDialog(Dialog):
    """The choices of the Groups view, for the map."""

    map_requested = Signal(object)  #: Space

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Map by numbers"))
        self._state = state
        words = Label(
            tr(
                "Songs that are alike in what is chosen here lie side by side. Rebuild keeps to the choice; "
                "Rebuild map from scratch ({keys}) gives it up. Groups stay as they are.",
                keys=keys_text("Shift+F8"),
            )
        )
        words.setWordWrap(True)
        self.panel = ComparePanel(self)
        self.panel.setWindowFlags(Qt.WindowType.Widget)
        self.panel.searched.setToolTip(
            tr("Lay out what the search box finds; the other songs are not on the map")
        )
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.make = self.buttons.addButton(tr("&Draw the map"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.make.setToolTip(tr("Choose at least one number, or the ear"))
        self.buttons.accepted.connect(self._accepted)
        self.buttons.rejected.connect(self.reject)
        self.panel.changed.connect(self._show_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        for widget in (words, self.panel, self.buttons):
            layout.addWidget(widget)
        self.resize(420, 520)
        self._show_button()

        state.jobs.start(Job.MAP_MEASURES, _names, state.db, on_result=self._named)

    def _named(self, names: list[str]) -> None:
        self.panel.set_names(names)
        if self._state.music_map is not None:
            self.panel.choose(self._state.music_map.space)
        if (counts := self._state.counts) is not None and not counts.analyzed:
            self.panel.chosen.setChecked(True)
            self.panel.ear.setEnabled(False)
            self.panel.ear.setToolTip(tr("No song is analyzed yet"))
        self._show_button()

    def _show_button(self) -> None:
        self.make.setEnabled(self.panel.ear.isChecked() or bool(self.panel.weights()))
        self.panel.searched.setEnabled(self.panel.chosen.isChecked())  # by ear a map shows the whole library

    def _accepted(self) -> None:
        space = self.panel.space(self._state.query)
        self.map_requested.emit(space if space.features else EAR)
        self.accept()


def _names(_context: JobContext, db: Database) -> list[str]:
    """The numbers that songs of the library have."""
    return measures.known(db)
