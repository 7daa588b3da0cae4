"""How a playlist is written for a device or a program: a profile, its values, the first lines as they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from organizer.base import system
from organizer.base.errors import printable
from organizer.base.language import tr
from organizer.library.playlists.profiles import ENCODINGS, FORMATS, Profile
from organizer.ui.looks.dialog import Dialog
from organizer.ui.playlist import jobs, list_export
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog, music_folder
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP

_PATHS = (
    ("relative", tr("From the playlist on: moves along with the music")),
    ("absolute", tr("Whole paths of this computer")),
    ("address", tr("Whole paths as file:// addresses")),
    ("prefix", tr("Below another folder, as the device sees it")),
)
_UNENCODABLE = (
    ("refuse", tr("Do not write the playlist")),
    ("address", tr("Write them as file:// addresses")),
    ("utf-8", tr("Write the whole list in UTF-8")),
)
_USUAL = "VLC, mpv"  #: the profile that is shown first
_ENCODED = {"utf-8": "UTF-8", "utf-8-sig": tr("UTF-8 with byte order mark")}


class ExportDialog(Dialog):
    """Chooses how; then a file dialog asks where to."""

    def __init__(
        self,
        state: AppState,
        ids: Sequence[int],
        name: str,
        then: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        """``then`` gets the path of the file that was written, when this dialog is gone."""
        super().__init__(parent)
        self._then = then
        self.setWindowTitle(tr("Export for a device or program"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state, self._ids, self._name = state, list(ids), name
        self._profiles: dict[str, Profile] = {}
        self._showing = False
        self._build()
        self.resize(640, 600)
        state.jobs.start(
            Job.PLAYLIST_PROFILES,
            jobs.all_profiles,
            state.db,
            on_result=self._got_profiles,
            on_error=state.complain,
            owner=self,
        )

    def profile(self) -> Profile:
        """What is chosen now."""
        chosen = self._profiles.get(self.choice.currentData(), Profile())
        return replace(
            chosen,
            format=self.format.currentData(),
            paths=self.paths.currentData(),
            prefix=self.prefix.text() if self.paths.currentData() == "prefix" else "",
            separators="\\" if self.backslashes.isChecked() else "/",
            fat_safe=self.fat_safe.isChecked(),
            encoding=self.encoding.currentData(),
            unencodable=self.unencodable.currentData(),
            line_end="crlf" if self.crlf.isChecked() else "lf",
        )

    # pieces

    def _build(self) -> None:
        self.choice = self._combo(tr("Profile"))
        self.format = self._combo(
            tr("Format"), [(key, f"{one.title} ({one.ending})") for key, one in FORMATS.items()]
        )
        self.paths = self._combo(tr("How songs are named"), _PATHS)
        self.prefix = QLineEdit()
        self.prefix.setAccessibleName(tr("Folder of the music there"))
        self.prefix.setPlaceholderText(
            tr("D:\\Music or /storage/0/Music; empty: names below the music folder")
        )
        self.backslashes = QCheckBox(tr("Backslashes between folders, as Windows writes them"))
        self.fat_safe = QCheckBox(tr("Names as they are on a memory card, without : ? * …"))
        self.encoding = self._combo(tr("Encoding"), [(one, _ENCODED.get(one, one)) for one in ENCODINGS])
        self.unencodable = self._combo(tr("Names that the encoding lacks"), _UNENCODABLE)
        self.crlf = QCheckBox(tr("Lines end as on Windows (CR LF)"))
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setFont(theme.fixed_font())
        self.preview.setAccessibleName(tr("The first songs as they are written"))
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setAccessibleName(tr("What to know of this playlist file"))
        form = QFormLayout()
        form.setVerticalSpacing(STEP)
        for label, widget in (
            (tr("&Profile"), self.choice),
            (tr("&Format"), self.format),
            (tr("Songs are &named"), self.paths),
            (tr("Fol&der there"), self.prefix),
            ("", self.backslashes),
            ("", self.fat_safe),
            (tr("En&coding"), self.encoding),
            (tr("Names it &lacks"), self.unencodable),
            ("", self.crlf),
        ):
            form.addRow(label, widget)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export = self.buttons.addButton(tr("&Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep = self.buttons.addButton(tr("&Save profile…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.keep.setAutoDefault(False)
        self.keep.clicked.connect(self._ask_name)
        self.buttons.accepted.connect(self._ask_place)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        layout.addLayout(form)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)
        self.choice.currentIndexChanged.connect(self._chosen)
        for combo in (self.format, self.paths, self.encoding, self.unencodable):
            combo.currentIndexChanged.connect(self._changed)
        for box in (self.backslashes, self.fat_safe, self.crlf):
            box.toggled.connect(self._changed)
        self.prefix.textChanged.connect(self._changed)

    def _combo(self, name: str, choices: Sequence[tuple[str, str]] = ()) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        for key, text in choices:
            combo.addItem(text, key)
        return combo

    # what happens

    def _got_profiles(self, profiles: dict[str, Profile], chosen: str = "") -> None:
        self._profiles = profiles
        self._showing = True
        self.choice.clear()
        for name in profiles:
            self.choice.addItem(printable(name), name)
        self._showing = False
        self.choice.setCurrentIndex(max(self.choice.findData(chosen or _USUAL), 0))
        self._chosen()

    def _chosen(self, _index: int = 0) -> None:
        profile = self._profiles.get(self.choice.currentData())
        if profile is None or self._showing:
            return
        self._showing = True
        for combo, value in (
            (self.format, profile.format),
            (self.paths, profile.paths),
            (self.encoding, profile.encoding),
            (self.unencodable, profile.unencodable),
        ):
            if combo.findData(value) < 0:
                combo.addItem(value, value)
            combo.setCurrentIndex(combo.findData(value))
        self.prefix.setText(profile.prefix)
        self.backslashes.setChecked(profile.separators == "\\")
        self.fat_safe.setChecked(profile.fat_safe)
        self.crlf.setChecked(profile.line_end == "crlf")
        self._showing = False
        self._changed()

    def _changed(self, *_: object) -> None:
        if self._showing or not self._profiles:
            return
        raw = FORMATS[self.format.currentData()].raw
        self.prefix.setEnabled(self.paths.currentData() == "prefix")
        self.encoding.setEnabled(raw)
        self.unencodable.setEnabled(raw and not str(self.encoding.currentData()).startswith("utf-8"))
        self._state.jobs.start(
            Job.PLAYLIST_PREVIEW,
            jobs.preview,
            self._state.db,
            self._ids,
            self._name,
            os.path.join(music_folder(self._state), "playlist" + self.profile().suffix),
            self.profile(),
            on_result=self._show_preview,
            on_error=self._show_problem,
            owner=self,
        )

    def _show_preview(self, shown: tuple[str, str]) -> None:
        text, note = shown
        self.preview.setPlainText("\n".join(printable(line) for line in text.split("\n")))
        told = note or self._profiles[self.choice.currentData()].note
        self.note.setText(told[:1].upper() + told[1:])
        self.export.setEnabled(True)

    def _show_problem(self, error: Exception) -> None:
        self.preview.clear()
        self.note.setText(str(error))
        self.export.setEnabled(False)

    def _ask_name(self) -> None:
        name, sure = QInputDialog.getText(self, tr("Save profile"), tr("Name of the profile:"))
        if sure and name.strip():
            self.save_profile(name)

    def save_profile(self, name: str) -> None:
        """Store what is chosen under a name, in place of an older one of that name."""
        profile = replace(self.profile(), note="")
        self._state.jobs.start(
            Job.PLAYLIST_PROFILES,
            jobs.keep_profile,
            self._state.db,
            name,
            profile,
            on_result=lambda kept: self._got_profiles({**self._profiles, kept: profile}, kept),
            on_error=self._show_problem,
            owner=self,
        )

    def _ask_place(self) -> None:
        suffix = self.profile().suffix
        dialog = FileDialog(self._state, tr("Export playlist"), self)
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{FORMATS[self.profile().format].title} (*{suffix})"])
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.selectFile(f"{system.safe_file_name(self._name)}{suffix}")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def export_to(self, path: str) -> None:
        """Write the playlist there as chosen, on a job."""
        list_export.export(self._state, self._ids, self._name, path, self._then, self.profile())
        self.accept()
