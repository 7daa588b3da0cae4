"""The sound output: voices are added up, glide, and time passes where there is no sound."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from organizer.work.playing import loudspeaker as module
from organizer.work.playing.loudspeaker import Loudspeaker, Part
from organizer.work.playing.output_choice import Outputs


class Constant:
    """A voice of one level, which counts how much of it was heard."""

    def __init__(self, level: float, frames: int = 1 << 40) -> None:
        self.level, self.left, self.heard = level, frames, 0
        self.enough = threading.Event()

    def take(self, frames: int) -> np.ndarray:
        frames = min(frames, self.left)
        self.left -= frames
        self.heard += frames
        if self.heard > 4000:
            self.enough.set()
        return np.full((frames, 2), self.level, np.float32)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    monkeypatch.setattr(module, "_outputs", lambda: (Outputs({}), {}, None))
    return Loudspeaker()


def test_parts_are_added_up_glide_and_do_not_overflow(silent: Loudspeaker) -> None:
    quiet, short = Part(Constant(0.25)), Part(Constant(0.5, 60), 0.5)
    silent._parts = (quiet, short)
    mixing = silent._mixing()
    next(mixing)
    mix = mixing.send(100).copy()
    assert mix.shape == (100, 2) and mix.dtype == np.float32
    assert np.allclose(mix[:60], 0.5) and np.allclose(mix[60:], 0.25)
    quiet.gain = 0.0
    falling = mixing.send(100).copy()
    assert falling[0, 0] == 0.25 and falling[-1, 0] == 0.0 and np.all(np.diff(falling[:, 0]) <= 0)
    assert np.abs(mixing.send(100)).max() == 0.0
    silent._parts = (Part(Constant(0.9)), Part(Constant(0.9)))
    assert mixing.send(10).max() == 1.0


def test_time_passes_where_there_is_no_sound_and_stops_when_nothing_plays(silent: Loudspeaker) -> None:
    voice = Constant(0.1)
    part = Part(voice)
    silent.add(part)
    silent.add(part)
    assert voice.enough.wait(20) and silent._parts == (part,)
    silent.remove(part)
    silent.close()
    heard = voice.heard
    assert silent._device is None and not silent._thread.is_alive()
    assert voice.heard == heard and silent.look() == Outputs({})


def test_outputs_that_come_are_told_and_used(silent: Loudspeaker, monkeypatch: pytest.MonkeyPatch) -> None:
    told = threading.Event()
    silent.listeners.append(told.set)
    silent._device, silent._silenced = None, True
    monkeypatch.setattr(module, "_outputs", lambda: (Outputs({"a": "Speakers"}, "a"), {"a": None}, None))
    silent._look_again()
    assert told.is_set() and silent.there.system == "a"
    told.clear()
    silent._looked = -100.0
    silent._look_again()
    assert not told.is_set()  # nothing is new


def test_the_outputs_of_this_machine_can_be_asked_for() -> None:
    there, ids, kind = module._outputs()
    assert set(there.names) == set(ids) and bool(there.names) == (kind is not None)
    assert not there.names or there.system in there.names
    assert b"null".hex() not in there.names
