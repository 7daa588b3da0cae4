"""Songs and playlists to a device: what, where to, how, and what would come of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.library.playlists.devices import Device, Source
from organizer.ui.files import copy_sources, copy_work
from organizer.ui.files.copy_form import CopyForm
from organizer.ui.files.copy_sources import SourcesList
from organizer.ui.files.copy_work import Asked, Places, with_removal
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.complaint import as_sentence
from organizer.ui.widgets.parts import STEP, url_path
from organizer.ui.widgets.plain_text import Label, entry, plain
from organizer.work.files import copying_plan, copying_settings
from organizer.work.files.copying_plan import CopyPlan, in_bytes

#: Milliseconds after the last change until it is looked what would come of it.
_REST = 300
#: So many songs are named that are not simply copied.
_REASONS = 12


class CopyDialog(Dialog):
    """Asks for everything, and looks at the device again after each answer."""

    copy_requested = Signal(object, object)  #: CopyPlan, Asked
    forget_requested = Signal(object)  #: Device

    def __init__(self, state: AppState, sources: Sequence[Source], parent: QWidget | None = None) -> None:
        """``sources``: what is to be copied, as far as that is known already."""
        super().__init__(parent)
        self.setWindowTitle(tr("Copy to a device"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state, self._wanted = state, tuple(sources)
        self._plan: CopyPlan | None = None
        self.devices = QComboBox()
        self.devices.setAccessibleName(tr("Device"))
        self.devices.addItem(tr("Another stick, phone or folder"), None)
        self.forget = QPushButton(tr("For&get"))
        self.forget.setToolTip(tr("Forget this device; what is on it stays"))
        self.sources = SourcesList()
        self.folder = QComboBox()
        self.folder.setEditable(True)
        self.folder.setAccessibleName(tr("Folder on the device"))
        self.folder.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.folder.lineEdit()
        if line is not None:
            line.setPlaceholderText(tr("Choose a stick, a phone or a folder"))
        self.choose = QPushButton(tr("C&hoose…"))
        self.form = CopyForm()
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("A name, to do the same again with two clicks: Car"))
        self.name.setAccessibleName(tr("Keep as device"))
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.room = Label()
        self.room.setWordWrap(True)
        self.remove = QCheckBox()
        self.fit = QCheckBox(tr("Copy as many as there is room &for"))
        self.buttons = self._make_buttons()
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=_REST)
        self._timer.timeout.connect(self._look)
        self._connect()
        self._offer_songs()
        self._show_plan(None)
        state.jobs.start(
            Job.DEVICE_PLACES,
            copy_work.places,
            state.db,
            on_result=self._show_places,
            on_error=self._show_error,
        )

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.copy = box.addButton(tr("&Copy"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.copy.setDefault(True)
        box.accepted.connect(self._copy)
        box.rejected.connect(self.reject)
        return box

    def _lay_out(self) -> None:
        form = self.form.rows
        self._device_row = _beside(self.devices, self.forget)
        form.insertRow(0, tr("&Device:"), self._device_row)
        form.setRowVisible(self._device_row, False)
        form.insertRow(1, tr("&What:"), self.sources)
        form.insertRow(2, tr("&To:"), _beside(self.folder, self.choose))
        form.addRow(tr("&Keep as:"), self.name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(STEP)
        layout.addWidget(self.form, 1)
        bold = self.summary.font()
        bold.setBold(True)
        self.summary.setFont(bold)
        for button in (self.forget, self.choose):
            button.setAutoDefault(False)
        for widget in (self.summary, self.room, self.remove, self.fit, self.buttons):
            layout.addWidget(widget)
        self.resize(720, 520)

    def _connect(self) -> None:
        self.devices.activated.connect(self._device_chosen)
        self.forget.clicked.connect(self._forget)
        self.sources.changed.connect(self._changed)
        self.folder.editTextChanged.connect(self._changed)
        self.folder.activated.connect(self._folder_chosen)
        self.choose.clicked.connect(self._ask_folder)
        self.form.changed.connect(self._changed)
        self.remove.clicked.connect(self._show_choice)
        self.fit.clicked.connect(self._show_choice)

    def _offer_songs(self) -> None:
        """What can be copied beside playlists: the selected songs, and what the list shows."""
        from organizer.work.files.copying_devices import of_songs

        for source in self._wanted:
            if source.kind == "songs":
                self.sources.offer(source, copy_sources.named(source), ticked=True)
        selected = self._state.selection
        if len(selected) and not self._wanted:
            text = plural("{n} selected song", "{n} selected songs", len(selected))
            self.sources.offer(of_songs(selected.tolist()), text, ticked=True)
        if self._state.query:
            source = Source("query", self._state.query)
            self.sources.offer(source, copy_sources.named(source))

    # what is there

    def _show_places(self, there: Places) -> None:
        self.sources.offer_playlists(there.playlists)
        for name in there.smart:
            self.sources.offer(Source("playlist", name), tr("Smart playlist “{name}”", name=name))
        self.sources.offer(Source("query", ""), tr("All songs of the library"))
        for device in there.devices:
            self.devices.addItem(entry(device.name).replace("&&", "&"), device)
        for folder, room, problem in there.folders:
            self._offer_folder(folder, room, problem)
        self.folder.setCurrentIndex(-1)
        playlists = [source for source in self._wanted if source.kind == "playlist"]
        if playlists:
            self.sources.tick(playlists)
        if there.devices and not self._wanted and not self.sources.ticked():
            self.devices.setCurrentIndex(1)  # what was done last is what is done again, mostly
            self._device_chosen()
        elif there.folders and not there.folders[0][2]:
            self.folder.setCurrentIndex(0)
        self._show_devices()
        self._changed()

    def _offer_folder(self, folder: str, room: str, problem: str) -> None:
        """One of the places to choose from; one that cannot be written is there to say why."""
        words = tr("{folder}: not writable", folder=folder) if problem else folder
        self.folder.addItem(words, folder)
        at = self.folder.count() - 1
        tip = tr("Nothing can be written: {problem}", problem=problem) if problem else room
        self.folder.setItemData(at, tip, Qt.ItemDataRole.ToolTipRole)
        model = self.folder.model()
        if problem and isinstance(model, QStandardItemModel):
            model.item(at).setEnabled(False)

    def _show_devices(self) -> None:
        self.forget.setVisible(self.devices.currentData() is not None)
        self.form.rows.setRowVisible(self._device_row, self.devices.count() > 1)

    def _device_chosen(self, *_: object) -> None:
        device = self.devices.currentData()
        if device is not None:
            self.form.show_settings(copying_settings.from_text(device.settings))
            self.folder.setEditText(device.folder)
            self.name.setText(device.name)
            self.sources.tick(self._wanted or device.sources)
        else:
            self.name.clear()
        self._show_devices()
        self._changed()

    def _forget(self) -> None:
        device = self.devices.currentData()
        self.devices.removeItem(self.devices.currentIndex())
        self.devices.setCurrentIndex(0)
        self._device_chosen()
        self.forget_requested.emit(device)

    def _folder_chosen(self, at: int) -> None:
        self.folder.setEditText(str(self.folder.itemData(at)))

    def _ask_folder(self) -> None:
        dialog = FileDialog(self._state, tr("Copy to"), self)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.accepted.connect(lambda: self._take_folder(dialog))
        dialog.open()

    def _take_folder(self, dialog: QFileDialog) -> None:
        path = next((path for url in dialog.selectedUrls() if (path := url_path(url)) is not None), None)
        if path is not None:
            self.folder.setEditText(path)

    # what would come of it

    def asked(self) -> Asked:
        """What is chosen now."""
        device: Device | None = self.devices.currentData()
        return Asked(
            self.sources.ticked(),
            self.folder.currentText().strip(),
            self.form.settings(),
            device,
            " ".join(self.name.text().split()),
        )

    def _changed(self, *_: object) -> None:
        """Look again, after a rest."""
        self._plan = None
        self.copy.setEnabled(False)
        self._timer.start()

    def _look(self) -> None:
        self.summary.setText(tr("Looking …"))
        self._state.jobs.start(
            Job.DEVICE_LOOK,
            copy_work.look,
            self._state.db,
            self.asked(),
            on_result=self._show_plan,
            on_error=self._show_error,
        )

    def _show_error(self, error: Exception) -> None:
        self._show_plan(None)
        self.summary.setText(as_sentence(error))

    def _show_plan(self, plan: CopyPlan | None) -> None:
        self._plan = plan
        self.summary.setText("")
        if plan is not None:
            self.form.show_samples([step.track for step in plan.steps[:1]])
            words = copying_plan.in_words(plan)
            self.summary.setText(words[:1].upper() + words[1:])
            reasons = (f"{step.track.title}: {step.reason}" for step in plan.steps if step.reason)
            self.summary.setToolTip(plain("\n".join(islice(reasons, _REASONS))))
            self.remove.setText(
                plural(
                    "R&emove {n} file that is no longer wanted ({size})",
                    "R&emove {n} files that are no longer wanted ({size})",
                    len(plan.leftovers),
                    size=in_bytes(plan.leftover_bytes),
                )
            )
        self.remove.setVisible(plan is not None and bool(plan.leftovers))
        self.remove.setChecked(False)
        self.fit.setChecked(False)
        self._show_choice()

    def _show_choice(self, *_: object) -> None:
        """What the two boxes make of the plan."""
        chosen = self._chosen()
        if self._plan is None or chosen is None:
            self.room.setText("")
            self.fit.hide()
            self.copy.setEnabled(False)
            return
        removing = self.remove.isVisibleTo(self) and self.remove.isChecked()
        whole = with_removal(self._plan, remove=removing, fit=False)
        fitting = 0 if whole.fits else len(whole.fitting.written)
        self.room.setText(_room_in_words(whole, fitting))
        self.fit.setVisible(not whole.fits and fitting > 0)
        self.copy.setEnabled(chosen.fits)

    def _chosen(self) -> CopyPlan | None:
        if self._plan is None:
            return None
        return with_removal(self._plan, remove=self.remove.isChecked(), fit=self.fit.isChecked())

    def _copy(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.copy_requested.emit(chosen, self.asked())
            self.accept()


def _room_in_words(plan: CopyPlan, fitting: int) -> str:
    """What is needed and what is free; where it does not fit, how many songs would."""
    place, free, needed = printable(plan.folder), in_bytes(plan.free), in_bytes(plan.needed)
    if not plan.needed:
        text = tr("No more room needed, {free} free on {place}", free=free, place=place)
    elif plan.is_estimate:
        text = tr("About {needed} needed, {free} free on {place}", needed=needed, free=free, place=place)
    else:
        text = tr("{needed} needed, {free} free on {place}", needed=needed, free=free, place=place)
    if plan.fits:
        return text
    if not fitting:
        return tr("{room}: not one song would fit", room=text)
    return plural("{room}: only {n} song would fit", "{room}: only {n} songs would fit", fitting, room=text)


def _beside(wide: QWidget, narrow: QWidget) -> QWidget:
    """One widget that grows, and one beside it; a click on the label goes to the first."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(STEP)
    row.addWidget(wide, 1)
    row.addWidget(narrow)
    holder.setFocusProxy(wide)
    return holder
