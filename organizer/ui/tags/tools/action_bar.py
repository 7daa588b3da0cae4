"""Named actions: chosen, stored, forgotten, written to a file and read from one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)

from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.tools import jobs
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, url_path
from organizer.ui.widgets.plain_text import Label
from organizer.work.tags.tools import actions
from organizer.work.tags.tools.actions import Action, Step

_FILTER = tr("Actions (*.json)")


class ActionBar(QWidget):
    """The name of the action, which is typed or chosen, and what can be done with it."""

    chosen = Signal(object)  #: Action

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._stored: dict[str, Action] = {}
        self._broken: tuple[str, ...] = ()
        self._steps: tuple[Step, ...] = ()
        self._loaded = ""  #: the name of the action whose steps these were
        self.box = QComboBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setCompleter(None)  # type: ignore[arg-type]  # a new name may begin as another one
        self.box.setAccessibleName(tr("Action"))
        self.box.setToolTip(tr("A stored action, or a name for these steps"))
        line = self.box.lineEdit()
        assert line is not None
        line.setPlaceholderText(tr("Choose an action, or name these steps"))
        self.box.activated.connect(self._choose)
        self.box.editTextChanged.connect(self._show_buttons)
        self.save_button = QPushButton(tr("&Save"))
        self.save_button.setAutoDefault(False)
        self.save_button.setToolTip(tr("Store these steps under this name"))
        self.save_button.clicked.connect(self.save)
        self.more_button = QToolButton()
        self.more_button.setIcon(theme.icon("dots-horizontal"))
        self.more_button.setAutoRaise(True)
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setAccessibleName(tr("More about actions"))
        self.more_button.setToolTip(tr("Read an action from a file, write it to one, forget it"))
        menu = QMenu(self)
        self.import_action = menu.addAction(tr("&Import…"), self.ask_import)
        self.export_action = menu.addAction(tr("&Export…"), self.ask_export)
        menu.addSeparator()
        self.forget_action = menu.addAction(tr("&Forget this action"), self.forget)
        self.more_button.setMenu(menu)
        name = Label(tr("Action"))
        name.setBuddy(self.box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP)
        layout.addWidget(name)
        layout.addWidget(self.box, 1)
        layout.addWidget(self.save_button)
        layout.addWidget(self.more_button)
        self._show_buttons()

    @property
    def name(self) -> str:
        """The name that is written there, tidied up."""
        return " ".join(self.box.currentText().split())

    def refresh(self) -> None:
        """Read the stored actions."""
        self._start(jobs.named_actions)

    def follow(self, steps: Sequence[Step]) -> None:
        """These are the steps now."""
        self._steps = tuple(steps)
        self._show_buttons()

    def label(self) -> str:
        """What the history calls an edit by these steps."""
        action = self._known(self._loaded)
        if action is not None and action.steps == self._steps:
            return tr("Action {name}", name=action.name)
        names = [step.tool.label for step in self._steps if step.on]
        return tr("Tools: {names}", names=", ".join(dict.fromkeys(names)))

    def save(self) -> None:
        """Store the steps under the name that is written there; one that has it is asked about."""
        known = self._known(self.name)
        if known is None or known.name == self._loaded:
            self._store(Action(self.name, self._steps))
            return
        box = QMessageBox(self.window())
        box.setWindowTitle(tr("Save action"))
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("Put these steps in the place of the action “{name}”?", name=known.name))
        replace = box.addButton(tr("&Replace"), QMessageBox.ButtonRole.AcceptRole)
        replace.clicked.connect(partial(self._store, Action(self.name, self._steps)))
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def forget(self) -> None:
        """Forget the action of this name; the steps stay as they are shown."""
        known = self._known(self.name)
        if known is not None or self.name in self._broken:
            self._loaded = ""
            self._start(jobs.forget, known.name if known else self.name)

    def ask_import(self) -> None:
        """Ask for a file with an action, and show its steps."""
        dialog = FileDialog(self._state, tr("Import an action"), self.window())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_FILTER, tr("All files (*)")])
        dialog.urlsSelected.connect(lambda urls: self.read_file(url_path(urls[0]) or ""))
        dialog.open()

    def ask_export(self) -> None:
        """Ask for a file that the action goes to."""
        dialog = FileDialog(self._state, tr("Export the action"), self.window())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.setNameFilters([_FILTER])
        dialog.selectFile(f"{self.name or tr('Action')}.json".replace("/", "_"))
        dialog.urlsSelected.connect(lambda urls: self.write_file(url_path(urls[0]) or ""))
        dialog.open()

    def read_file(self, path: str) -> None:
        """Show the steps of the action that a file holds; nothing is stored yet."""
        self._state.jobs.start(
            Job.TAG_ACTION_FILE, jobs.read_file, path, on_result=self._read, on_error=self._state.complain
        )

    def write_file(self, path: str) -> None:
        """Write the steps to a file, under the name that is written there."""
        self._state.jobs.start(
            Job.TAG_ACTION_FILE,
            jobs.export,
            Action(self.name or tr("Action"), self._steps),
            path,
            on_result=self._written,
            on_error=self._state.complain,
        )

    def _read(self, action: Action) -> None:
        self._loaded = ""
        self.chosen.emit(action)
        self.box.setEditText(action.name)

    def _written(self, path: str) -> None:
        self._state.message.emit(tr("The action was written to {path}", path=path), "info")

    def _store(self, action: Action) -> None:
        try:
            actions.name_of(action.name)
        except OrganizerError as error:
            self._state.complain(error)
            return
        self._loaded = action.name
        self._start(jobs.store, action)

    def _start(self, function: object, *more: object) -> None:
        self._state.jobs.start(
            Job.TAG_ACTIONS,
            function,  # type: ignore[arg-type]
            self._state.db,
            *more,
            on_result=self._show,
            on_error=self._state.complain,
        )

    def _show(self, stored: jobs.Stored) -> None:
        text = self.box.currentText()
        self._stored = {action.name.casefold(): action for action in stored.actions}
        self._broken = stored.broken
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems([action.name for action in stored.actions])
        self.box.setEditText(text)
        self.box.blockSignals(False)
        self._show_buttons()

    def _choose(self) -> None:
        action = self._known(self.name)
        if action is not None:
            self._loaded = action.name
            self.chosen.emit(action)

    def _known(self, name: str) -> Action | None:
        return self._stored.get(name.casefold())

    def _show_buttons(self) -> None:
        known = self._known(self.name)
        same = known is not None and known.steps == self._steps and known.name == self.name
        self.save_button.setEnabled(bool(self.name and self._steps) and not same)
        self.export_action.setEnabled(bool(self._steps))
        self.forget_action.setEnabled(known is not None or self.name in self._broken)
