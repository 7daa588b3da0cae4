"""The sound output of the process: adds up what its voices give, and plays it. The door to miniaudio.

miniaudio brings no library along and loads those of the system (PulseAudio or PipeWire, ALSA, JACK; WASAPI;
Core Audio) when it needs them. Everything that may wait for one of them is done on a thread of its own. On a
machine without sound time passes all the same, and nothing is heard.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from organizer.work.playing.output_choice import Outputs
from organizer.work.playing.stream import RATE

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

log = logging.getLogger(__name__)

_PERIOD = 40  # milliseconds that are played at once
_PERIODS = 4  # so many of them wait to be played: a window that is busy for 100 ms is not heard
_LOOK = 2.0  # seconds between two looks at which outputs are there, while it plays
_REST = 2.0  # seconds of silence after which the output is let go of
_STUCK = 2.0  # seconds after which an output that takes nothing is opened anew


#: ALSA's output that plays nothing.
_NOWHERE = b"null".hex()
#: What miniaudio calls the parts of a system that play, and what its own list of them does.
_KINDS = {"DirectSound": "DSOUND", "Core Audio": "COREAUDIO"}


class Voice(Protocol):
    """What is heard, one of several."""

    def take(self, frames: int) -> FloatArray:
        """The next frames at ``RATE``, shape=(n, 2); fewer where there are no more now."""


@dataclass(slots=True, eq=False)
class Part:
    """A voice on the output, as loud as it is asked to be. Changes of loudness are glided over."""

    voice: Voice
    gain: float = 1.0
    _now: float | None = None  # the gain at the end of what was taken last

    def add_to(self, mix: FloatArray) -> None:
        """Let it be heard in these frames too."""
        taken = self.voice.take(mix.shape[0])
        before, self._now = self.gain if self._now is None else self._now, self.gain
        gains: Any = self.gain
        if before != self.gain:
            gains = np.linspace(before, self.gain, taken.shape[0], dtype=np.float32)[:, None]
        mix[: taken.shape[0]] += taken * gains


class Loudspeaker:
    """One output, on which parts are heard together. Its methods return at once but for ``look``."""

    def __init__(self) -> None:
        self.there = Outputs({})  #: as they were looked at last
        self.listeners: list[Callable[[], object]] = []  #: called from a thread when the outputs changed
        self._parts: tuple[Part, ...] = ()  # replaced as a whole: the output's thread reads it
        self._wanted = ""  # the output to play on; empty: the system's
        self._looked = -_LOOK  # when
        self._device: Any = None
        self._on = ""  # the output that is open
        self._silenced = False  # it makes no sound
        self._taken = 0.0  # when the output took something last
        self._silent_since = 0.0
        self._ended = False
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None

    def look(self) -> Outputs:
        """The outputs that are there; takes a hundredth of a second, unless they were just looked at."""
        if time.monotonic() - self._looked > _LOOK:
            self.there, self._looked = _outputs()[0], time.monotonic()
        return self.there

    def use(self, output: str) -> None:
        """Play on this one from now on."""
        with self._change:
            self._wanted = output
            self._change.notify()

    def add(self, part: Part) -> None:
        """Let a part be heard, from its voice's next frame on."""
        with self._change:
            if part not in self._parts:
                self._parts = (*self._parts, part)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sound output", daemon=True)
                self._thread.start()
                atexit.register(self.close)  # before the interpreter goes that the output calls
            self._change.notify()

    def remove(self, part: Part) -> None:
        """Let it fall silent."""
        with self._change:
            self._parts = tuple(one for one in self._parts if one is not part)
            self._silent_since = time.monotonic()
            self._change.notify()

    def close(self) -> None:
        """Let go of the output for good."""
        with self._change:
            self._ended = True
            self._change.notify()
            thread = self._thread
        if thread is not None:
            thread.join(_STUCK)

    # on the thread

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait(0.2 if self._device is not None or self._parts else None)
                ended, playing, wanted = self._ended, bool(self._parts), self._wanted
            now = time.monotonic()
            silent = not playing and now - self._silent_since > _REST
            stuck = self._device is not None and playing and now - self._taken > _STUCK
            if ended or silent or stuck or wanted != self._on:
                self._close()
            if ended:
                return
            if playing and self._device is None:
                self._open(wanted)
            if playing and now - self._looked > _LOOK:
                self._look_again()

    def _look_again(self) -> None:
        before = self.there
        if self.look() != before:
            if self._silenced:
                self._close()  # what is there now may play
            for listener in self.listeners:
                listener()

    def _open(self, output: str) -> None:
        import miniaudio

        self._on, self._taken = output, time.monotonic()
        there, ids, kind = _outputs()
        # the system's own output without a name, so that it goes along when the system plays on another
        chosen = None if output == there.system else ids.get(output)
        ways = [(device, kind) for device in dict.fromkeys((chosen, None))] if there.names else []
        for device_id, backend in (*ways, (None, miniaudio.Backend.NULL)):
            try:
                device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.FLOAT32,
                    nchannels=2,
                    sample_rate=RATE,
                    buffersize_msec=_PERIOD,
                    callback_periods=_PERIODS,
                    device_id=device_id,
                    backends=[backend],
                    app_name="Organizer",
                )
                mixing = self._mixing()
                next(mixing)
                device.start(mixing)
            except miniaudio.MiniaudioError as error:
                log.warning("the sound output cannot be used: %s", error)
            else:
                self._device, self._silenced = device, backend is miniaudio.Backend.NULL
                return

    def _close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            with contextlib.suppress(Exception):  # one that was pulled out complains
                device.close()
        self._on = self._wanted

    def _mixing(self) -> Generator[FloatArray | bytes, int]:
        """What the output takes, as often as it wants some."""
        frames = yield b""
        while True:
            self._taken = time.monotonic()
            mix = np.zeros((frames, 2), np.float32)
            for part in self._parts:
                part.add_to(mix)
            frames = yield np.clip(mix, -1.0, 1.0, out=mix)


@cache
def loudspeaker() -> Loudspeaker:
    """The one of this process."""
    return Loudspeaker()


def _outputs() -> tuple[Outputs, dict[str, Any], Any]:
    """The outputs, miniaudio's own names of them, and the part of the system that they belong to."""
    import miniaudio

    class Devices(miniaudio.Devices):  # type: ignore[misc]
        """Without opening each of them, which one that is in use refuses."""

        def _get_info(self, _kind: Any, info: Any) -> dict[str, Any]:
            return {"default": bool(info.isDefault)}

    try:
        devices = Devices()
        there = [(_name(one["id"]), one) for one in devices.get_playbacks()]
    except miniaudio.MiniaudioError as error:
        log.info("no sound: %s", error)
        return Outputs({}), {}, None
    kind = _KINDS.get(devices.backend, devices.backend.upper())
    backend = miniaudio.Backend.__members__.get(kind)
    there = [(name, one) for name, one in there if name != _NOWHERE]
    if backend in (None, miniaudio.Backend.NULL) or not there:
        return Outputs({}), {}, None
    system = next((name for name, one in there if one["default"]), there[0][0])
    ids = {name: one["id"] for name, one in there}
    return Outputs({name: one["name"] for name, one in there}, system), ids, backend


def _name(device_id: Any) -> str:
    """What names an output for good: what the system calls it."""
    import miniaudio

    return bytes(miniaudio.ffi.buffer(device_id)).rstrip(b"\0").hex()
