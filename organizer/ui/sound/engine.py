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
    from organizer.work.playing.stream import Event, SongStream

#: Milliseconds between two positions that are told.
_TICK = 100


class Status(Enum):
    """How far the song is that was loaded last."""

    EMPTY = "empty"
    LOADING = "loading"
    LOADED = "loaded"
    ENDED = "ended"


class _Next:
    """The song that takes over."""

    def __init__(self, number: int, path: str, stream: SongStream, overlap: float, gain: float) -> None:
        self.number, self.path, self.stream = number, path, stream
        self.overlap, self.gain = overlap, gain
        self.ready = False


class Engine(QObject):
    """Plays one song, and lets another take over from it. ``follow`` names who is told of it."""

    outputs_changed = Signal()  #: another sound output is there, or one is gone
    _told = Signal(int, object, str)  #: number of the song, event, text: from threads

    _all: dict[int, Engine] = {}  # noqa: RUF012 - of the program, not of one engine

    def __init__(self, parent: QObject | None) -> None:
        from organizer.work.playing.joined import JoinedSongs
        from organizer.work.playing.loudspeaker import Part, loudspeaker

        super().__init__(parent)
        self.status = Status.EMPTY
        self.playing = False
        self._last = 0  #: number of the song that was opened last
        self._number = 0  #: of the song that is loaded
        self._stream: SongStream | None = None
        self._next: _Next | None = None
        self._fade = 0.0  #: seconds in which the song that is being loaded rises
        self._songs = JoinedSongs()
        self._part = Part(self._songs)  #: on the output
        self._volume = self._gain = 1.0
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
        """What samples of the song at hand are multiplied by."""
        return self._volume * self._gain

    def set_volume(self, volume: float) -> None:
        """What all samples are multiplied by from now on, 0–1; it glides there."""
        self._volume = self._part.gain = volume

    def set_gain(self, gain: float, following: float = 1.0) -> None:
        """What those of the song at hand and of the one after it are multiplied by beside that, 0–1."""
        self._gain = gain
        if self._stream is not None:
            self._songs.set_gain(self._stream, gain)
        if self._next is not None:
            self._next.gain = following
            self._songs.set_gain(self._next.stream, following)

    def load(self, path: str, *, fade: float = 0.0) -> None:
        """Open this song, in place of the one before: ``status`` and ``error`` tell how that goes. One that
        plays falls silent in ``fade`` seconds, as this one rises, and goes on playing."""
        self._fade = fade if self.playing else 0.0
        if self._fade:
            self._tell_position()  # the last of the song that is left
            if self._stream is not None and not self._songs.has(self._stream):
                self._stream.close()  # it was being loaded
            self._songs.leave(self._fade)
            self._next = None
        else:
            self._let_go()
        self._stream = self._opened(path)
        self._number = self._last
        self._set_status(Status.LOADING)

    def follow_with(self, path: str, *, overlap: float, gain: float) -> None:
        """This song comes after the one at hand, by itself, and is then the one at hand: ``followed`` tells.
        They overlap by so many seconds, or none. Where it cannot be played, the end comes as ever."""
        if self._stream is None or self.status is not Status.LOADED:
            return
        if not self.follow_with_none():
            return
        stream = self._opened(path, after=None if overlap else self._stream)
        self._next = _Next(self._last, path, stream, overlap, gain)

    def follow_with_none(self) -> bool:
        """Nothing comes after it by itself. False where a song took over already, and is not told yet."""
        if self._next is not None:
            if not self._songs.forget(self._next.stream):
                return False
            self._next = None
        return True

    def set_alone(self, alone: bool) -> None:
        """Whether something else is heard beside: then songs do not overlap."""
        self._songs.set_alone(alone)

    def unload(self) -> None:
        """Stop, and let go of the file."""
        self._let_go()
        self._last += 1
        self._number = self._last
        self._stream = None
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
        self._speaker.remove(self._part)
        if self.playing:
            self._tell_position()
        self._set_playing(False)

    def seek(self, milliseconds: int) -> None:
        """Go to this place in the song; does nothing until it is loaded."""
        if self._stream is not None and self.status in (Status.LOADED, Status.ENDED):
            self._songs.seek(self._stream, milliseconds / 1000)
            self._tell_position()
            if self._next is not None:  # it may have begun with what was the end
                self.follow_with(self._next.path, overlap=self._next.overlap, gain=self._next.gain)

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

    def _opened(self, path: str, after: SongStream | None = None) -> SongStream:
        from organizer.work.playing.stream import SongStream

        self._last += 1
        return SongStream(path, partial(self._told.emit, self._last), after=after)

    def _let_go(self) -> None:
        self.pause()
        self.follow_with_none()
        self._next = None
        self._songs.clear()
        if self._stream is not None:
            self._stream.close()  # one that is being loaded is no song yet that is heard

    def _event(self, number: int, event: Event, text: str) -> None:
        from organizer.work.playing.stream import Event

        if self._next is not None and number == self._next.number:
            self._next_event(self._next, event)
        elif number != self._number or self._stream is None:
            return
        elif event is Event.READY:
            self._tell("duration", self.duration)
            self._set_status(Status.LOADED)
            if number == self._number:
                self._songs.bring(self._stream, self._gain, self._fade)
                if self.playing:
                    self._speaker.add(self._part)
        elif event is Event.ENDED:
            if self._stream.ended and self._songs.has(self._stream):  # not sought since, and none took over
                self.pause()
                self._set_status(Status.ENDED)
        else:
            self.unload()
            self._tell("error", text)

    def _next_event(self, coming: _Next, event: Event) -> None:
        from organizer.work.playing.stream import Event

        if event is Event.READY:
            tell = partial(self._told.emit, coming.number, Event.FOLLOWED, "")
            self._songs.follow(coming.stream, coming.gain, coming.overlap, tell)
        elif event is Event.FAILED:
            self.follow_with_none()  # what is wrong with it is said when its turn comes
        elif event is Event.FOLLOWED:
            self._number, self._stream, self._gain = coming.number, coming.stream, coming.gain
            self._next = None
            self._tell("duration", self.duration)
            self._tell("followed")

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
