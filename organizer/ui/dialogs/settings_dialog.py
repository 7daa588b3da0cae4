"""What a person can set."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from organizer.analysis.ear.layout import ASPECTS
from organizer.base.settings import Settings, settings_file
from organizer.ui.dialogs.cluster_choice import ClusterChoice
from organizer.ui.dialogs.network_choice import NetworkChoice
from organizer.ui.state.job_runner import JobRunner
from organizer.ui.state.network_work import NetworkWork
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import Label
from organizer.work.jobs import default_jobs

_THEMES = ((theme.SYSTEM, "Like the system"), ("light", "Light"), ("dark", "Dark"))
_PER_WEIGHT = 20  # steps of a slider
_GAINS = (
    ("track", "Each song as loud as the others"),
    ("album", "Each album as loud as the others"),
    ("off", "As it is in the files"),
)
_PATHS = (("relative", "Relative to the playlist"), ("absolute", "Absolute"))


class SettingsDialog(QDialog):
    """Shows settings; ``settings()`` gives what was chosen."""

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        jobs: JobRunner | None = None,
        network: NetworkWork | None = None,
    ) -> None:
        """``jobs``: for what takes a while, such as asking a cluster. ``network``: what sets up networks;
        what it does counts at once, whether the settings are taken or not."""
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self._before = settings
        self._network = network
        self._make_fields(settings)
        self.cluster = ClusterChoice(settings, jobs)
        place = Label(f"Kept in {settings_file()}")
        place.setEnabled(False)
        place.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addLayout(self._make_form())
        layout.addWidget(place)
        layout.addWidget(buttons)

    def _make_fields(self, settings: Settings) -> None:
        self.theme = self._choice(_THEMES, settings.theme)
        self.watch = QCheckBox("Add what appears in the library's folders")
        self.watch.setChecked(settings.watch_folders)
        self.toroidal = QCheckBox("The map wraps around")
        self.toroidal.setToolTip("Islands in an endless sea; otherwise most songs end up along the edges")
        self.toroidal.setChecked(settings.toroidal)
        self.jobs = QSpinBox()
        self.jobs.setRange(0, 256)
        self.jobs.setSpecialValueText(f"All cores but one ({default_jobs()})")
        self.jobs.setValue(settings.jobs)
        self.time_limit = QDoubleSpinBox()
        self.time_limit.setRange(5, 3600)
        self.time_limit.setDecimals(0)
        self.time_limit.setSuffix(" s")
        self.time_limit.setValue(settings.time_limit)
        self.whole = QCheckBox("Analyze all of long songs")
        self.whole.setToolTip("Not only four excerpts spread over them: slower, and seldom seen on the map")
        self.whole.setChecked(settings.whole_songs)
        self.skip_longer = QDoubleSpinBox()
        self.skip_longer.setRange(0, 100_000)
        self.skip_longer.setDecimals(0)
        self.skip_longer.setSuffix(" min")
        self.skip_longer.setSpecialValueText("Skip none")
        self.skip_longer.setToolTip("Mixes and audiobooks can be left out of the map")
        self.skip_longer.setValue(settings.skip_longer_minutes)
        self.network = NetworkChoice(settings, self._network)
        self.replay_gain = self._choice(_GAINS, settings.replay_gain)
        self.replay_gain.setToolTip(
            "ReplayGain: by the gain in the file's tags, else by the loudness that was measured or estimated"
        )
        self.fade = QDoubleSpinBox()
        self.fade.setRange(0, 12)
        self.fade.setDecimals(0)
        self.fade.setSuffix(" s")
        self.fade.setSpecialValueText("Off")
        self.fade.setToolTip("A song fades out, and the next one in; one that you choose begins at once")
        self.fade.setValue(settings.fade_seconds)
        self.paths = self._choice(_PATHS, settings.playlist_paths)
        self.links = QCheckBox("Reach all names of a file (hard links)")
        self.links.setToolTip(
            "A file with several names is written into, not replaced, so that all of them get the new tags"
        )
        self.links.setChecked(settings.keep_hard_links)
        self.weights = {
            aspect: self._weight(aspect, meaning, settings.weights[aspect])
            for aspect, meaning in ASPECTS.items()
        }

    def _make_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setSpacing(12)
        form.addRow("&Theme", self.theme)
        form.addRow("Folders", self.watch)
        form.addRow("Map", self.toroidal)
        for aspect, slider in self.weights.items():
            form.addRow(f"Weight of {aspect}", _with_value(slider))
        form.addRow("&Listening on", self.cluster)
        form.addRow("&Songs analyzed at once", self.jobs)
        form.addRow("T&ime limit per song", self.time_limit)
        form.addRow("Analysis", self.whole)
        form.addRow("S&kip songs longer than", self.skip_longer)
        form.addRow("&Network", self.network)
        form.addRow("L&oudness", self.replay_gain)
        form.addRow("&Fade between songs", self.fade)
        form.addRow("Writing tags", self.links)
        form.addRow("&Paths in playlists", self.paths)
        return form

    def accept(self) -> None:
        """Close it, unless what was chosen cannot be used."""
        if not self.cluster.complain():
            super().accept()

    def show_network(self, settings: Settings) -> None:
        """A network was set up or removed meanwhile."""
        self._before = replace(
            self._before, network=settings.network, network_declined=settings.network_declined
        )
        self.network.show_settings(settings)

    def settings(self) -> Settings:
        """What was chosen; what is not shown here stays as it was."""
        return replace(
            self.cluster.chosen(self._before),
            theme=self.theme.currentData(),
            watch_folders=self.watch.isChecked(),
            toroidal=self.toroidal.isChecked(),
            jobs=self.jobs.value(),
            time_limit=self.time_limit.value(),
            whole_songs=self.whole.isChecked(),
            skip_longer_minutes=self.skip_longer.value(),
            keep_hard_links=self.links.isChecked(),
            fade_seconds=self.fade.value(),
            replay_gain=self.replay_gain.currentData(),
            playlist_paths=self.paths.currentData(),
            timbre_weight=self.weights["timbre"].value() / _PER_WEIGHT,
            dynamics_weight=self.weights["dynamics"].value() / _PER_WEIGHT,
            rhythm_weight=self.weights["rhythm"].value() / _PER_WEIGHT,
            harmony_weight=self.weights["harmony"].value() / _PER_WEIGHT,
        )

    def _weight(self, aspect: str, meaning: str, value: float) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 3 * _PER_WEIGHT)
        slider.setPageStep(_PER_WEIGHT // 2)
        slider.setTickInterval(_PER_WEIGHT)
        slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        slider.setValue(round(value * _PER_WEIGHT))
        slider.setToolTip(
            f"How much songs alike in {aspect} ({meaning}) belong together: from not at all to three times "
            "as much as measured best. The map is drawn again; nothing is analyzed again."
        )
        slider.setAccessibleName(f"Weight of {aspect}")
        return slider

    def _choice(self, values: tuple[tuple[str, str], ...], current: str) -> QComboBox:
        box = QComboBox()
        for value, text in values:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(current)))
        return box


def _with_value(slider: QSlider) -> QWidget:
    """The slider, and what it stands at."""
    pair, value = QWidget(), Label()
    value.setMinimumWidth(value.fontMetrics().horizontalAdvance("× 0.00"))

    def show(at: int) -> None:
        value.setText(f"× {at / _PER_WEIGHT:.2f}")

    slider.valueChanged.connect(show)
    show(slider.value())
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(slider, 1)
    row.addWidget(value)
    return pair
