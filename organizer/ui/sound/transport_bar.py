"""The bar at the bottom that moves along a song: play, next, position, volume."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from organizer.base.language import tr
from organizer.ui.sound.player import Player
from organizer.ui.sound.wave_slider import NamedSlider, WaveSlider
from organizer.ui.widgets.parts import STEP, IconButton, clock
from organizer.ui.widgets.plain_text import Label, entry
from organizer.work.playing.output_choice import SYSTEM

_REPEATS = {
    "off": ("repeat-off", tr("Repeat: off"), tr("Repeat is off: after the last song it is quiet (Ctrl+R)")),
    "all": ("repeat", tr("Repeat: all"), tr("All songs are repeated (Ctrl+R)")),
    "one": ("repeat-once", tr("Repeat: this song"), tr("This song is repeated (Ctrl+R)")),
}


#: Pixels that the way along a song has beside a button with words, more than its least.
_WAY = 80


class TransportBar(QWidget):
    """Previous, play, next, where in the song, how loud; shuffle, repeat, and the way to what comes next."""

    queue_requested = Signal()

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._before_mute = player.volume or 80
        self._make_buttons()
        self.slider = WaveSlider(tr("Position in the song"))
        self.slider.setMinimumSize(64, 30)
        self.slider.setSingleStep(5_000)
        self.slider.setPageStep(15_000)
        self.time = Label("–")
        self.time.setAccessibleName(tr("Time in the song"))
        self.volume_slider = NamedSlider(tr("Volume"))
        self.volume_slider.setRange(0, 100)
        self.volume_slider.setSingleStep(5)
        self.volume_slider.setFixedWidth(72)
        self.volume_slider.setValue(player.volume)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        layout.setSpacing(STEP // 2)
        for widget in (self.previous_button, self.play_button, self.next_button):
            layout.addWidget(widget)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.time)
        for widget in (self.shuffle_button, self.repeat_button, self.queue_button):
            layout.addWidget(widget)
        layout.addWidget(self.volume_button)
        layout.addWidget(self.volume_slider)
        self._connect()
        self._volume_changed(player.volume)
        self._show()
        self._show_time()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The way along a song is worth more than a word beside a sign."""
        super().resizeEvent(event)
        style = Qt.ToolButtonStyle
        self.queue_button.setToolButtonStyle(style.ToolButtonTextBesideIcon)
        if self.minimumSizeHint().width() + _WAY > self.width():
            self.queue_button.setToolButtonStyle(style.ToolButtonIconOnly)

    def _make_buttons(self) -> None:
        self.previous_button = IconButton("skip-previous", tr("Previous song"))
        self.play_button = IconButton("play", tr("Play"), tr("Play (Space)"))
        self.next_button = IconButton("skip-next", tr("Next song"))
        self.shuffle_button = IconButton("shuffle-variant", tr("Shuffle"))
        self.shuffle_button.setCheckable(True)
        self.repeat_button = IconButton("repeat-off", tr("Repeat: off"))
        self.repeat_button.setCheckable(True)
        self.queue_button = IconButton("playlist-play", tr("Up next"), tr("What plays next (Ctrl+7)"))
        self.queue_button.setText(tr("Up next"))
        self.queue_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.volume_button = IconButton("volume-high", tr("Mute"))
        self.volume_button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.volume_button.customContextMenuRequested.connect(self.choose_output)

    def _connect(self) -> None:
        player = self._player
        self.previous_button.clicked.connect(player.previous)
        self.play_button.clicked.connect(player.toggle)
        self.next_button.clicked.connect(player.next)
        self.shuffle_button.clicked.connect(player.order.set_shuffle)
        self.repeat_button.clicked.connect(player.order.step_repeat)
        self.queue_button.clicked.connect(self.queue_requested)
        self.slider.sliderReleased.connect(lambda: player.seek(self.slider.value()))
        self.slider.actionTriggered.connect(self._slider_moved)
        self.volume_slider.valueChanged.connect(self._volume_changed)
        self.volume_button.clicked.connect(self._mute)
        player.playing_changed.connect(self._show)
        player.position_changed.connect(self._show_time)
        player.duration_changed.connect(self._show_time)
        player.availability_changed.connect(self._show)
        player.queue_changed.connect(self._show)
        player.track_changed.connect(self._show)
        player.volume_changed.connect(lambda: self.volume_slider.setValue(player.volume))

    def choose_output(self) -> None:
        """Offer the sound outputs that are there, above the volume."""
        there, chosen = self._player.outputs(), self._player.output
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        system = there.names.get(there.system)
        entries = {
            SYSTEM: tr("As the system says ({system})", system=system) if system else tr("As the system says")
        }
        entries.update(there.names)
        if chosen not in entries:
            entries[chosen] = tr("The one that was chosen, and is not there now")
        for output, name in entries.items():
            action = menu.addAction(entry(name), partial(self._player.set_output, output))
            action.setCheckable(True)
            action.setChecked(output == chosen)
        menu.popup(self.volume_button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _slider_moved(self, _action: int) -> None:
        if not self.slider.isSliderDown():
            self._player.seek(self.slider.sliderPosition())

    def _show(self, *_: object) -> None:
        player = self._player
        playing, current = player.playing, player.track is not None
        self.play_button.set_icon("pause" if playing else "play")
        self.play_button.setAccessibleName(tr("Pause") if playing else tr("Play"))
        self.play_button.setToolTip(player.reason or (tr("Pause (Space)") if playing else tr("Play (Space)")))
        self.previous_button.setToolTip(player.reason or tr("Previous song"))
        self.next_button.setToolTip(player.reason or tr("Next song"))
        self.slider.setToolTip(player.reason or tr("Position in the song"))
        self._show_order()
        self.play_button.setEnabled(player.available)
        self.previous_button.setEnabled(player.available and current)
        self.next_button.setEnabled(player.available and player.has_next)
        self.slider.setEnabled(player.available and current)

    def _show_order(self) -> None:
        queue = self._player.order.queue
        self.shuffle_button.setChecked(queue.shuffle)
        self.shuffle_button.setToolTip(
            tr("Shuffle: songs come in an order by chance (Ctrl+U)")
            if queue.shuffle
            else tr("Shuffle is off (Ctrl+U)")
        )
        icon, name, tip = _REPEATS[queue.repeat]
        self.repeat_button.set_icon(icon)
        self.repeat_button.setChecked(queue.repeat != "off")
        self.repeat_button.setAccessibleName(name)
        self.repeat_button.setToolTip(tip)

    def _show_time(self, *_: object) -> None:
        duration, position = self._player.duration, self._player.position
        self.slider.setRange(0, max(duration, 1))
        if not self.slider.isSliderDown():
            self.slider.setValue(position)
        self.time.setText(f"{position // 60_000}:{position // 1000 % 60:02d} / {clock(duration / 1000)}")

    def _volume_changed(self, volume: int) -> None:
        if volume != self._player.volume:
            self._player.set_volume(volume)
        icon = "off" if volume == 0 else "medium" if volume < 50 else "high"
        self.volume_button.set_icon(f"volume-{icon}")
        self.volume_button.setAccessibleName(tr("Mute") if volume else tr("Sound on"))
        self.volume_button.setToolTip(
            tr("Mute (right button: sound output)") if volume else tr("Sound on (right button: sound output)")
        )

    def _mute(self) -> None:
        if self.volume_slider.value():
            self._before_mute = self.volume_slider.value()
            self.volume_slider.setValue(0)
        else:
            self.volume_slider.setValue(self._before_mute)
