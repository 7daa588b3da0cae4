"""The bar at the bottom that moves along a song: play, next, position, volume."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStyle, QStyleOptionSlider, QWidget

from organizer.ui.sound.player import Player
from organizer.ui.widgets.parts import STEP, IconButton, clock
from organizer.ui.widgets.plain_text import Label


class TransportBar(QWidget):
    """Previous, play, next, where in the song, how loud."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.previous_button = IconButton("skip-previous", "Previous song")
        self.play_button = IconButton("play", "Play", "Play (Space)")
        self.next_button = IconButton("skip-next", "Next song")
        self.slider = _Slider("Position in the song")
        self.slider.setMinimumWidth(64)
        self.slider.setSingleStep(5_000)
        self.slider.setPageStep(15_000)
        self.time = Label("–")
        self.time.setAccessibleName("Time in the song")
        self.volume_button = IconButton("volume-high", "Mute")
        self.volume_slider = _Slider("Volume")
        self.volume_slider.setRange(0, 100)
        self.volume_slider.setSingleStep(5)
        self.volume_slider.setFixedWidth(72)
        self.volume_slider.setValue(player.volume)
        self._before_mute = player.volume or 80
        layout = QHBoxLayout(self)
        layout.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        layout.setSpacing(STEP // 2)
        for widget in (self.previous_button, self.play_button, self.next_button):
            layout.addWidget(widget)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.time)
        layout.addWidget(self.volume_button)
        layout.addWidget(self.volume_slider)
        self.previous_button.clicked.connect(player.previous)
        self.play_button.clicked.connect(player.toggle)
        self.next_button.clicked.connect(player.next)
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
        self._volume_changed(player.volume)
        self._show()
        self._show_time()

    def _slider_moved(self, _action: int) -> None:
        if not self.slider.isSliderDown():
            self._player.seek(self.slider.sliderPosition())

    def _show(self, *_: object) -> None:
        player = self._player
        playing, current = player.playing, player.track is not None
        self.play_button.set_icon("pause" if playing else "play")
        self.play_button.setAccessibleName("Pause" if playing else "Play")
        self.play_button.setToolTip(player.reason or ("Pause (Space)" if playing else "Play (Space)"))
        self.previous_button.setToolTip(player.reason or "Previous song")
        self.next_button.setToolTip(player.reason or "Next song")
        self.slider.setToolTip(player.reason or "Position in the song")
        self.play_button.setEnabled(player.available)
        self.previous_button.setEnabled(player.available and current)
        self.next_button.setEnabled(player.available and player.has_next)
        self.slider.setEnabled(player.available and current)

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
        self.volume_button.setAccessibleName("Mute" if volume else "Sound on")
        self.volume_button.setToolTip("Mute" if volume else "Sound on")

    def _mute(self) -> None:
        if self.volume_slider.value():
            self._before_mute = self.volume_slider.value()
            self.volume_slider.setValue(0)
        else:
            self.volume_slider.setValue(self._before_mute)


class _Slider(QSlider):
    """A slider with a name."""

    def __init__(self, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The handle goes to where is pressed, and can be dragged on from there."""
        if event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            kind, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl
            groove = self.style().subControlRect(kind, option, part.SC_SliderGroove, self)
            handle = self.style().subControlRect(kind, option, part.SC_SliderHandle, self)
            place = round(event.position().x()) - groove.x() - handle.width() // 2
            room = groove.width() - handle.width()
            self.setSliderPosition(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room)
            )
        super().mousePressEvent(event)
