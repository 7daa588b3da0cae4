"""What plays songs, made once for the whole program: a few engines on one sound output.

An engine belongs to the window's thread; decoding and the output (``work.playing``: ``stream``,
``loudspeaker``) are on threads of their own, and are imported when the first engine is made: they cost time.
What those threads tell arrives here as signals, and is dropped where another song was loaded since.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakMethod

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from organizer.work.playing.output_choice import Outputs

if TYPE_CHECKING:
    from organizer.work.playing.stream import SongStream

#: Milliseconds between two positions that are told.
_TICK = 100


class Status(Enum):
    """How far the song is that was loaded last."""

    EMPTY = "empty"
    LOADING = "loading"
    LOADED = "loaded"
    ENDED = "ended"


class Engine(QObject):
    """Plays one song at a time. ``follow`` names who is told of it."""

    outputs_changed = Signal()  #: another sound output is there, or one is gone
    _told = Signal(int, object, str)  #: number of the song, event, text: from threads

    _all: dict[int, Engine] = {}  # noqa: RUF012 - of the program, not of one engine

    def __init__(self, parent: QObject | None) -> None:
        from organizer.work.playing.loudspeaker import loudspeaker

        super().__init__(parent)
        self.status = Status.EMPTY
        self.playing = False
        self._number = 0  #: of the song that is loaded
        self._stream: SongStream | None = None
        self._part: Any = None  #: the song on the output
        self._volume = 1.0
        self._slots: dict[str, WeakMethod[Callable[..., object]]] = {}
        self._speaker = loudspeaker()
        self._speaker.listeners.append(self.outputs_changed.emit)
        self.outputs_changed.connect(partial(self._tell, "devices"))
        self._told.connect(self._event)
        self._timer = QTimer(self, interval=_TICK)
        self._timer.timeout.connect(self._tell_position)

    @classmethod
    def get(cls, number: int = 0) -> Engine:
        """The program's engine of this number: 0 plays the queue, the others what is listened to beside it.
        Each is made once. Raises ``ImportError`` where sound cannot be had."""
        if number not in cls._all:
            cls._all[number] = cls(QApplication.instance())
        return cls._all[number]

    def follow(self, **slots: Callable[..., object]) -> None:
        """Tell these methods from now on, and no others: devices, state, position, duration, status, error.
        The engine is there for longer than the window that it plays for, and holds nothing of it."""
        self._slots = {name: WeakMethod(slot) for name, slot in slots.items()}

    @property
    def position(self) -> int:
        """Milliseconds into the song."""
        return round(1000 * self._stream.position) if self._stream is not None else 0

    @property
    def duration(self) -> int:
        """Milliseconds; 0 until the song is loaded."""
        return round(1000 * self._stream.duration) if self._stream is not None else 0

    @property
    def volume(self) -> float:
        """What samples are multiplied by."""
        return self._volume

    def set_volume(self, volume: float) -> None:
        """What samples are multiplied by from now on, 0–1; it glides there."""
        self._volume = volume
        if self._part is not None:
            self._part.gain = volume

    def load(self, path: str) -> None:
        """Open this song, in place of the one before: ``status`` and ``error`` tell how that goes."""
        from organizer.work.playing.loudspeaker import Part
        from organizer.work.playing.stream import SongStream

        self._let_go()
        self._number += 1
        self._stream = SongStream(path, partial(self._told.emit, self._number))
        self._part = Part(self._stream, self._volume)
        self._set_status(Status.LOADING)

    def unload(self) -> None:
        """Stop, and let go of the file."""
        self._let_go()
        self._number += 1
        self._stream = self._part = None
        self._set_status(Status.EMPTY)

    def play(self) -> None:
        """Go on, or begin as soon as the song is loaded; from its start where it came to its end."""
        if self._stream is None or self.playing:
            return
        if self.status is Status.ENDED:
            if self._stream.ended:
                self._stream.seek(0.0)
            self._set_status(Status.LOADED)
        if self.status is Status.LOADED:
            self._speaker.add(self._part)
        self._set_playing(True)

    def pause(self) -> None:
        """Play no further; the place is remembered."""
        if self._part is not None:
            self._speaker.remove(self._part)
        if self.playing:
            self._tell_position()
        self._set_playing(False)

    def seek(self, milliseconds: int) -> None:
        """Go to this place in the song; does nothing until it is loaded."""
        if self._stream is not None and self.status in (Status.LOADED, Status.ENDED):
            self._stream.seek(milliseconds / 1000)
            self._tell_position()

    def outputs(self) -> Outputs:
        """The sound outputs that are there."""
        return self._speaker.look()

    def use_output(self, output: str) -> None:
        """Play on this one."""
        self._speaker.use(output)

    def has_device(self) -> bool:
        """Whether there is anything that makes sound."""
        return bool(self._speaker.there.names)

    # inside

    def _let_go(self) -> None:
        self.pause()
        if self._stream is not None:
            self._stream.close()

    def _event(self, number: int, event: Any, text: str) -> None:
        from organizer.work.playing.stream import Event

        if number != self._number:
            return
        if event is Event.READY:
            self._tell("duration", self.duration)
            self._set_status(Status.LOADED)
            if self.playing and number == self._number:
                self._speaker.add(self._part)
        elif event is Event.ENDED:
            if self._stream is not None and self._stream.ended:  # and was not sought since
                self.pause()
                self._set_status(Status.ENDED)
        else:
            self.unload()
            self._tell("error", text)

    def _set_status(self, status: Status) -> None:
        if status is not self.status:
            self.status = status
            self._tell("status", status)

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            if playing:
                self._timer.start()
            else:
                self._timer.stop()
            self._tell("state", playing)

    def _tell_position(self) -> None:
        self._tell("position", self.position)

    def _tell(self, name: str, *arguments: Any) -> None:
        slot = self._slots[name]() if name in self._slots else None
        if slot is not None and isValid(slot.__self__):  # type: ignore[attr-defined]
            slot(*arguments)
