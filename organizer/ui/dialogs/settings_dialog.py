"""What a person can set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from organizer.analysis.ear.layout import ASPECTS
from organizer.base.errors import printable
from organizer.base.language import choice, number, tr, tr_as
from organizer.base.settings import Settings, settings_file
from organizer.library.sounds.pace import Pace
from organizer.ui.dialogs.cluster_choice import ClusterChoice
from organizer.ui.dialogs.key_choice import KeyChoice
from organizer.ui.dialogs.network_choice import NetworkChoice
from organizer.ui.dialogs.pace_choice import PaceChoice
from organizer.ui.looks import motion
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.job_runner import JobRunner
from organizer.ui.state.network_work import NetworkWork
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import Label
from organizer.work.jobs import default_jobs

_THEMES = (
    (theme.SYSTEM, tr("Like the system")),
    ("light", tr_as("theme", "Light")),
    ("dark", tr_as("theme", "Dark")),
    ("light-contrast", tr("High contrast, light")),
    ("dark-contrast", tr("High contrast, dark")),
)
#: Text in percent of the system's.
_SIZES = (100, 112, 125, 150, 175, 200)
_MOTIONS = (
    (motion.SYSTEM, tr("Like the system")),
    (motion.LESS, tr("Nothing moves by itself")),
    (motion.FULL, tr("All of it")),
)
_PER_WEIGHT = 20  # steps of a slider
_GAINS = (
    ("track", tr("Each song as loud as the others")),
    ("album", tr("Each album as loud as the others")),
    ("off", tr("As it is in the files")),
)
_WEIGHTS = {
    "timbre": tr("Weight of timbre"),
    "dynamics": tr("Weight of dynamics"),
    "rhythm": tr("Weight of rhythm"),
    "harmony": tr("Weight of harmony"),
    "network": tr("Weight of the network"),
}
_LANGUAGES = (("", tr("Like the system")), *choice.LANGUAGES.items())
_PATHS = (("relative", tr("Relative to the playlist")), ("absolute", tr("Absolute")))


class SettingsDialog(Dialog):
    """Shows settings; ``settings()`` gives what was chosen, ``pace.pace()`` what is kept with the library."""

    folders_requested = Signal()  #: the folders of the library are wanted

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        pace: Pace | None = None,
        jobs: JobRunner | None = None,
        network: NetworkWork | None = None,
    ) -> None:
        """``jobs``: for what takes a while, such as asking a cluster. ``network``: what sets up networks;
        what it does counts at once, whether the settings are taken or not."""
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self._before = settings
        self._network = network
        self._make_looks(settings)
        self._make_fields(settings)
        self._make_sound(settings)
        self._make_files(settings)
        self.cluster = ClusterChoice(settings, jobs)
        self.pace = PaceChoice(pace or Pace())
        place = Label(tr("Kept in {file}", file=printable(str(settings_file()))))
        place.setEnabled(False)
        place.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 16)
        layout.setSpacing(16)
        self.pages = self._make_pages()
        layout.addWidget(self.pages, 1)
        layout.addWidget(place)
        layout.addWidget(buttons)

    def _make_looks(self, settings: Settings) -> None:
        self.language = self._choice(_LANGUAGES, settings.language)
        self.language.setAccessibleName(tr("Language"))
        self.language.setToolTip(tr("Takes effect at the next start"))
        self.language.setAccessibleDescription(self.language.toolTip())
        self.theme = self._choice(_THEMES, settings.theme)
        sizes = sorted({*_SIZES, settings.text_size})
        self.text_size = self._choice(
            tuple((size, tr("{n} %", n=size)) for size in sizes), settings.text_size
        )
        self.text_size.setToolTip(tr("Of the size that the system has. Some parts follow at the next start"))
        self.motion = self._choice(_MOTIONS, settings.motion)
        self.motion.setToolTip(tr("The sign of the song that plays, dots that glide, a cube that turns"))
        self.watch = QCheckBox(tr("Add what appears in them"))
        self.watch.setChecked(settings.watch_folders)
        self.toroidal = QCheckBox(tr("The map wraps around"))
        self.toroidal.setToolTip(tr("Islands in an endless sea; otherwise most songs end up along the edges"))
        self.toroidal.setChecked(settings.toroidal)

    def _make_fields(self, settings: Settings) -> None:
        self.jobs = QSpinBox()
        self.jobs.setRange(0, 256)
        self.jobs.setSpecialValueText(tr("All cores but one ({n})", n=default_jobs()))
        self.jobs.setValue(settings.jobs)
        self.time_limit = QDoubleSpinBox()
        self.time_limit.setRange(5, 3600)
        self.time_limit.setDecimals(0)
        _count_in(self.time_limit, tr("{n} s", n="{n}"))
        self.time_limit.setValue(settings.time_limit)
        self.whole = QCheckBox(tr("Analyze all of long songs"))
        self.whole.setToolTip(
            tr("Not only four excerpts spread over them: slower, and seldom seen on the map")
        )
        self.whole.setChecked(settings.whole_songs)
        self.skip_longer = QDoubleSpinBox()
        self.skip_longer.setRange(0, 100_000)
        self.skip_longer.setDecimals(0)
        _count_in(self.skip_longer, tr("{n} min", n="{n}"))
        self.skip_longer.setSpecialValueText(tr("Skip none"))
        self.skip_longer.setToolTip(tr("Mixes and audiobooks can be left out of the map"))
        self.skip_longer.setValue(settings.skip_longer_minutes)
        self.network = NetworkChoice(settings, self._network)
        self.key_finder = KeyChoice(settings.key_network)
        self.weights = {
            aspect: self._weight(aspect, meaning, settings.weights[aspect])
            for aspect, meaning in ASPECTS.items()
        }

    def _make_sound(self, settings: Settings) -> None:
        self.replay_gain = self._choice(_GAINS, settings.replay_gain)
        self.replay_gain.setToolTip(
            tr(
                "ReplayGain: by the gain in the file's tags, else by the loudness that was measured or "
                "estimated"
            )
        )
        self.fade = QDoubleSpinBox()
        self.fade.setRange(0, 12)
        self.fade.setDecimals(0)
        _count_in(self.fade, tr("{n} s", n="{n}"))
        self.fade.setSpecialValueText(tr("Off"))
        self.fade.setToolTip(
            tr("So long before the end of a song the next one begins, and both are mixed. Off: without a gap")
        )
        self.fade.setValue(settings.fade_seconds)
        self.fade_albums = QCheckBox(tr("Also between songs that follow each other on an album"))
        self.fade_albums.setToolTip(tr("Else these are played without a gap, as the album has them"))
        self.fade_albums.setChecked(settings.fade_albums)
        self.fade_albums.setEnabled(bool(settings.fade_seconds))
        self.fade.valueChanged.connect(lambda seconds: self.fade_albums.setEnabled(seconds > 0))

    def _make_files(self, settings: Settings) -> None:
        self.paths = self._choice(_PATHS, settings.playlist_paths)
        self.links = QCheckBox(tr("Reach all names of a file (hard links)"))
        self.links.setToolTip(
            tr(
                "A file with several names is written into, not replaced, so that all of them get the new "
                "tags"
            )
        )
        self.links.setChecked(settings.keep_hard_links)
        self.upgrade = QCheckBox(tr("Upgrade ID3 tags to version 2.4"))
        self.upgrade.setToolTip(
            tr(
                "An edit makes an older ID3 tag into one of version 2.4, which holds dates of any "
                "precision.\nUnticked, every tag keeps its version: old players read 2.3 alone."
            )
        )
        self.upgrade.setChecked(settings.upgrade_id3)

    def _make_pages(self) -> QTabWidget:
        """A tab for each part of the program, so that no form is longer than a small screen."""
        pages = QTabWidget()
        pages.setDocumentMode(True)
        pages.tabBar().setAccessibleName(tr("Parts of the settings"))
        looks = _form(
            (tr("L&anguage"), _with_note(self.language, tr("Takes effect at the next start"))),
            (tr("&Theme"), self.theme),
            (tr("Te&xt size"), self.text_size),
            (tr("&Motion"), self.motion),
        )
        library = _form(
            (tr("Folders"), self._folders()),
            (tr("Map"), self.toroidal),
            *((_WEIGHTS[aspect], _with_value(slider)) for aspect, slider in self.weights.items()),
        )
        analysis = _form(
            (tr("&Listening on"), self.cluster),
            (tr("&Songs analyzed at once"), self.jobs),
            (tr("P&ace of this library"), self.pace),
            (tr("T&ime limit per song"), self.time_limit),
            (tr("Analysis"), self.whole),
            (tr("S&kip songs longer than"), self.skip_longer),
            (tr("&Network"), self.network),
            (tr("Key fin&der"), self.key_finder),
        )
        sound = _form(
            (tr("L&oudness"), self.replay_gain),
            (tr("Cross-&fade"), self.fade),
            ("", self.fade_albums),
            (tr("Writing tags"), self.links),
            ("", self.upgrade),
            (tr("&Paths in playlists"), self.paths),
        )
        for title, page in (
            (tr("Looks"), looks),
            (tr("Library and map"), library),
            (tr("Analysis"), analysis),
            (tr("Sound and files"), sound),
        ):
            pages.addTab(page, title)
        return pages

    def accept(self) -> None:
        """Close it, unless what was chosen cannot be used."""
        if not self.cluster.complain():
            super().accept()

    def _folders(self) -> QWidget:
        """The switch, and the way to the folders themselves."""
        pair = QWidget()
        button = QPushButton(tr("&Library folders…"))
        button.setToolTip(tr("Which folders the library has: add, look through, take out, watch"))
        button.setAutoDefault(False)
        button.clicked.connect(self.folders_requested)
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.watch, 1)
        row.addWidget(button)
        return pair

    def follow(self, settings: Settings) -> None:
        """A network was set up or removed meanwhile, or folders are watched or not."""
        if settings.watch_folders != self._before.watch_folders:
            self._before = replace(self._before, watch_folders=settings.watch_folders)
            self.watch.setChecked(settings.watch_folders)
        self._before = replace(
            self._before, network=settings.network, network_declined=settings.network_declined
        )
        self.network.show_settings(settings)

    def settings(self) -> Settings:
        """What was chosen; what is not shown here stays as it was."""
        return replace(
            self.cluster.chosen(self._before),
            language=self.language.currentData(),
            theme=self.theme.currentData(),
            text_size=self.text_size.currentData(),
            motion=self.motion.currentData(),
            watch_folders=self.watch.isChecked(),
            toroidal=self.toroidal.isChecked(),
            jobs=self.jobs.value(),
            time_limit=self.time_limit.value(),
            key_network=self.key_finder.path,
            whole_songs=self.whole.isChecked(),
            skip_longer_minutes=self.skip_longer.value(),
            keep_hard_links=self.links.isChecked(),
            upgrade_id3=self.upgrade.isChecked(),
            fade_seconds=self.fade.value(),
            fade_albums=self.fade_albums.isChecked(),
            replay_gain=self.replay_gain.currentData(),
            playlist_paths=self.paths.currentData(),
            timbre_weight=self.weights["timbre"].value() / _PER_WEIGHT,
            dynamics_weight=self.weights["dynamics"].value() / _PER_WEIGHT,
            rhythm_weight=self.weights["rhythm"].value() / _PER_WEIGHT,
            harmony_weight=self.weights["harmony"].value() / _PER_WEIGHT,
            network_weight=self.weights["network"].value() / _PER_WEIGHT,
        )

    def _weight(self, aspect: str, meaning: str, value: float) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 3 * _PER_WEIGHT)
        slider.setPageStep(_PER_WEIGHT // 2)
        slider.setTickInterval(_PER_WEIGHT)
        slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        slider.setValue(round(value * _PER_WEIGHT))
        slider.setToolTip(
            f"{meaning}\n"
            + tr(
                "How much songs alike in this belong together: from not at all to three times as much as "
                "measured best. The map is drawn again; nothing is analyzed again."
            )
        )
        slider.setAccessibleName(_WEIGHTS[aspect])
        return slider

    def _choice(self, values: Sequence[tuple[str | int, str]], current: str | int) -> QComboBox:
        box = QComboBox()
        for value, text in values:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(current)))
        return box


def _form(*rows: tuple[str, QWidget]) -> QWidget:
    """A page of the settings."""
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(4, 16, 4, 4)
    form.setSpacing(12)
    for name, field in rows:
        form.addRow(name, field)
    return page


def _count_in(box: QDoubleSpinBox, unit: str) -> None:
    """Show a unit with the number, where the language puts it: "{n} min"."""
    before, _, behind = unit.partition("{n}")
    box.setPrefix(before)
    box.setSuffix(behind)


def _with_note(box: QComboBox, note: str) -> QWidget:
    """The choice, and what there is to know of it."""
    pair, label = QWidget(), Label(note)
    label.setEnabled(False)
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(box)
    row.addWidget(label, 1)
    pair.setFocusProxy(box)
    return pair


def _with_value(slider: QSlider) -> QWidget:
    """The slider, and what it stands at."""
    pair, value = QWidget(), Label()
    value.setMinimumWidth(value.fontMetrics().horizontalAdvance("× 0.00"))

    def show(at: int) -> None:
        value.setText(f"× {number(at / _PER_WEIGHT, 2)}")

    slider.valueChanged.connect(show)
    show(slider.value())
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(slider, 1)
    row.addWidget(value)
    return pair
