"""Qt's player and its sound output, made once for the whole program.

Making and destroying several of them crashes on machines without a sound device. QtMultimedia is imported
when the engine is made: it costs time, and without the sound libraries it does not import at all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import WeakMethod

from PySide6.QtCore import Q_ARG, QMetaObject, QObject, Qt, QUrl
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from organizer.ui.sound.output_choice import Outputs


class Engine(QObject):
    """Qt's player and its sound output."""

    _one: Engine | None = None

    def __init__(self, parent: QObject | None) -> None:
        from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer

        super().__init__(parent)
        self.kind = QMediaPlayer
        self.devices = QMediaDevices(self)
        self.output = QAudioOutput(self)
        self.player = QMediaPlayer(self)
        self.player.setAudioOutput(self.output)
        self._slots: dict[str, WeakMethod[Callable[..., object]]] = {}
        for signal, name in (
            (self.devices.audioOutputsChanged, "devices"),
            (self.player.playbackStateChanged, "state"),
            (self.player.positionChanged, "position"),
            (self.player.durationChanged, "duration"),
            (self.player.mediaStatusChanged, "status"),
            (self.player.errorOccurred, "error"),
        ):
            signal.connect(partial(self._tell, name))

    @classmethod
    def get(cls) -> Engine:
        """The program's one engine. Raises ``ImportError`` where sound cannot be had."""
        if cls._one is None:
            cls._one = cls(QApplication.instance())
        return cls._one

    def follow(self, **slots: Callable[..., object]) -> None:
        """Tell these methods from now on, and no others: devices, state, position, duration, status, error.
        The engine is there for longer than the window that it plays for, and holds nothing of it."""
        self._slots = {name: WeakMethod(slot) for name, slot in slots.items()}

    def _tell(self, name: str, *arguments: Any) -> None:
        slot = self._slots[name]() if name in self._slots else None
        if slot is not None and isValid(slot.__self__):  # type: ignore[attr-defined]
            slot(*arguments)

    def call(self, slot: str, *arguments: Any) -> None:
        """Call a slot of the player without holding the interpreter: the player waits for its threads there,
        and they need it, since what was made from Python asks Python what it is when they let go of it."""
        QMetaObject.invokeMethod(self.player, slot, Qt.ConnectionType.DirectConnection, *arguments)

    def load(self, url: QUrl) -> None:
        """Give the player another source; an empty one lets go of the file."""
        self.call("setSource", Q_ARG(QUrl, url))

    def outputs(self) -> Outputs:
        """The sound outputs that are there."""
        names = {_id(device): device.description() for device in self.devices.audioOutputs()}
        return Outputs(names, _id(self.devices.defaultAudioOutput()))

    def use_output(self, output: str) -> None:
        """Play on this one."""
        for device in self.devices.audioOutputs():
            if _id(device) == output and device != self.output.device():
                self.output.setDevice(device)

    def has_device(self) -> bool:
        """Whether there is anything that makes sound."""
        return not self.devices.defaultAudioOutput().isNull()


def _id(device: Any) -> str:
    return bytes(device.id().data()).hex()
