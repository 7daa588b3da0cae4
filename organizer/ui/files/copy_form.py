"""How songs are copied to a device: as they are or converted, under which names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QWidget

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.ui.widgets.complaint import as_sentence
from organizer.ui.widgets.parts import STEP, ElidedLabel
from organizer.work.files import copying_names
from organizer.work.files.copying_settings import TEMPLATE, CopySettings

_FORMATS = (
    (tr("As they are"), ""),
    (tr("Converted to Opus"), "opus"),
    (tr("Converted to MP3"), "mp3"),
    (tr("Converted to AAC"), "aac"),
)
_RATES = (64, 96, 128, 160, 192, 256, 320)
#: What a device may play besides; the others are rare on devices, and on the command line.
_PLAYED = (("MP3", "mp3"), ("AAC", "aac"), ("Opus", "opus"), ("Ogg", "ogg"), ("FLAC", "flac"), ("WAV", "wav"))
_LISTS = (
    (tr("As M3U8"), "m3u8"),
    (tr("As M3U"), "m3u"),
    (tr("As PLS"), "pls"),
    (tr("As XSPF"), "xspf"),
    (tr("Not at all"), ""),
)


#: Ways to lay songs out that are used most, the usual one first.
TEMPLATES = (
    TEMPLATE,
    "{albumartist} - {year} {album}/[[{disc}-]{track:02} ]{title}",
    "{genre}/{artist} - {title}",
    "{artist} - {title}",
    "{folder}/{filename}",
)


class CopyForm(QWidget):
    """Shows settings, and gives those that were chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rest = CopySettings()  #: with what the form does not show
        self._samples: Sequence[Track] = ()
        self.convert = _box(tr("How songs are copied"), _FORMATS)
        self.rate = _box(tr("Rate of what is converted"), [(f"{rate} kbit/s", rate) for rate in _RATES])
        self.played = {name: QCheckBox(text) for text, name in _PLAYED}
        self.any_rate = QCheckBox(tr("at any rate"))
        self.any_rate.setAccessibleName(tr("What the device plays, at any rate"))
        self.any_rate.setToolTip(tr("Do not convert what the device plays, also where its rate is higher"))
        self.even = QCheckBox(tr("Make them equally &loud"))
        self.even.setToolTip(tr("What is converted is brought to one loudness, by ReplayGain"))
        self.template = QComboBox()
        self.template.setEditable(True)
        self.template.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.template.setAccessibleName(tr("Folders and names on the device"))
        self.template.setToolTip(tr("What is in braces is taken from each song, “/” begins a folder"))
        self.template.addItems(list(TEMPLATES))
        self.example = ElidedLabel()
        self.example.setAccessibleName(tr("A song with this name"))
        self.lists = _box(tr("How playlists are written"), _LISTS)
        self.safe = QCheckBox(tr("Names that &every system takes"))
        self.safe.setToolTip(tr("Else as the file system of the device needs them"))
        self.verify = QCheckBox(tr("&Read back and compare"))
        self.verify.setToolTip(tr("Each file is read from the device after it was written"))
        self._lay_out()
        for box in (self.convert, self.rate, self.lists):
            box.activated.connect(self._chosen)
        ticks = (*self.played.values(), self.any_rate, self.even, self.safe, self.verify)
        for tick in ticks:
            tick.clicked.connect(self._chosen)
        self.template.editTextChanged.connect(self._chosen)
        self.show_settings(self._rest)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(STEP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("&Songs:"), _side_by_side(self.convert, self.rate, self.even))
        self._played_row = _side_by_side(*self.played.values(), self.any_rate)
        form.addRow(tr("It plays:"), self._played_row)
        form.addRow(tr("&Names:"), self.template)
        form.addRow("", self.example)
        form.addRow(tr("&Playlists:"), _side_by_side(self.lists, self.safe, self.verify))
        self.rows = form

    def show_settings(self, settings: CopySettings) -> None:
        """Show what is stored of a device."""
        self._rest = settings
        self.convert.setCurrentIndex(self.convert.findData(settings.convert))
        if self.rate.findData(settings.rate) < 0:
            self.rate.addItem(f"{settings.rate} kbit/s", settings.rate)
        self.rate.setCurrentIndex(self.rate.findData(settings.rate))
        for name, tick in self.played.items():
            tick.setChecked(name in settings.accept)
        self.any_rate.setChecked(settings.any_rate)
        self.even.setChecked(settings.even_loudness)
        self.template.setEditText(settings.template)
        self._to_beginning()
        self.lists.setCurrentIndex(self.lists.findData(settings.lists))
        self.safe.setChecked(settings.names == "safe")
        self.verify.setChecked(settings.verify)
        self._show_state()

    def settings(self) -> CopySettings:
        """What is chosen."""
        rest = self._rest
        convert = self.convert.currentData()
        other = tuple(name for name in rest.accept if name not in self.played)
        played = tuple(name for name, tick in self.played.items() if tick.isChecked() and name != convert)
        names = "safe" if self.safe.isChecked() else "auto" if rest.names == "safe" else rest.names
        return CopySettings(
            convert=convert,
            rate=self.rate.currentData(),
            accept=(*played, *other) if convert else (),
            any_rate=bool(convert) and self.any_rate.isChecked(),
            even_loudness=bool(convert) and self.even.isChecked(),
            template=self.template.currentText(),
            names=names,
            lists=self.lists.currentData(),
            flush=rest.flush,
            verify=self.verify.isChecked(),
        )

    def show_samples(self, songs: Sequence[Track]) -> None:
        """Songs that the names are shown of."""
        self._samples = songs
        self._show_example()

    def _chosen(self, *_: object) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        converts = self.convert.currentData()
        for widget in (self.rate, self.even):
            widget.setVisible(bool(converts))
        self.rows.setRowVisible(self._played_row, bool(converts))
        for name, tick in self.played.items():
            tick.setEnabled(name != converts)
            if name == converts:
                tick.setChecked(True)
        self._show_example()

    def _to_beginning(self) -> None:
        line = self.template.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def _show_example(self) -> None:
        try:
            text = self.template.currentText()
            copying_names.template_of(text)
            shown = copying_names.example(text, self._samples[:1], copying_names.SAFE)
            self.example.set_whole(shown[0] if shown else "")
        except UsageError as error:
            self.example.set_whole(as_sentence(error))


def _box(name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for text, meant in entries:
        box.addItem(text, meant)
    return box


def _side_by_side(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(STEP)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    holder.setFocusProxy(widgets[0])
    return holder
