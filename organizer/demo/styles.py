"""Nine styles of music, each a function that writes one song of its kind.

A style decides what makes it recognisable (instruments, metre, drums, density); the score that it is
given decides what makes the song its own (key, tempo, chords, length), and the generator the details.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from organizer.demo.synthesis import Tape, bell, crackle, hat, kick, pluck, ride, snare, tone

if TYPE_CHECKING:
    from numpy.random import Generator

    from organizer.base.model import FloatArray

_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_MINOR = (0, 2, 3, 5, 7, 8, 10)


@dataclass(frozen=True, slots=True)
class Score:
    """What a song is made from."""

    bpm: float
    tonic: int  #: pitch class, 0 is C
    minor: bool
    chords: tuple[int, ...]  #: scale degrees, one for each bar, 0 is the tonic
    seconds: float

    @property
    def beat(self) -> float:
        """Seconds of one beat."""
        return 60.0 / self.bpm

    @property
    def bars(self) -> int:
        """Bars of four beats, the last one cut by the end of the song."""
        return int(np.ceil(self.seconds / (4 * self.beat)))

    def at(self, bar: int, beat: float = 0.0) -> float:
        """Seconds from the beginning to a beat of a bar."""
        return (4 * bar + beat) * self.beat

    def pitch(self, degree: int, octave: int) -> int:
        """MIDI number of a degree of the scale; degrees past the seventh go on in the next octave."""
        scale = _MINOR if self.minor else _MAJOR
        return 12 * (octave + 1 + degree // 7) + self.tonic + scale[degree % 7]

    def chord(self, bar: int, octave: int, size: int = 3) -> list[int]:
        """MIDI numbers of the chord of a bar, from its root upwards in thirds."""
        root = self.chords[bar % len(self.chords)]
        return [self.pitch(root + 2 * step, octave) for step in range(size)]

    def root(self, bar: int, octave: int) -> int:
        """MIDI number of the root of the chord of a bar."""
        return self.chord(bar, octave, 1)[0]

    def part(self, bar: int) -> str:
        """Where in the song a bar is: "intro", "main", "break" or "outro"."""
        place = bar / max(1, self.bars)
        if place < 0.12:
            return "intro"
        if 0.5 <= place < 0.62:
            return "break"
        return "outro" if place >= 0.9 else "main"


def _melody(score: Score, rng: Generator, length: int, *, low: int = 0, high: int = 9) -> list[int]:
    """A line of degrees that mostly steps, sometimes leaps, and stays in its range."""
    degree, line = int(rng.integers(low, high)), []
    for _ in range(length):
        degree += int(rng.choice((-2, -1, -1, 1, 1, 2, 3, -3)))
        degree = low + abs(degree - low) if degree < low else degree
        degree = high - (degree - high) if degree > high else degree
        line.append(degree)
    return line


def _ambient(score: Score, rng: Generator) -> Tape:
    tape = Tape(score.seconds)
    tilt, slow = rng.uniform(0.5, 1.1), 2 * 4 * score.beat
    for bar in range(0, score.bars, 2):
        for voice, pitch in enumerate(score.chord(bar // 2, 3, 4)):
            pad = tone(pitch, slow, tilt=tilt, attack=slow * 0.4, release=slow * 0.5, detune=0.09, top=2500.0)
            tape.add(pad, score.at(bar), 0.3, (voice - 1.5) * 0.4)
        tape.add(
            tone(score.root(bar // 2, 1), slow, shape="triangle", attack=2.0, release=2.0), score.at(bar), 0.5
        )
        for degree in _melody(score, rng, int(rng.integers(1, 4)), low=4, high=13):
            sound = bell(score.pitch(degree, 4), 3.5, ratio=rng.choice((2.0, 3.5)), depth=0.9, decay=1.6)
            tape.add(sound, score.at(bar, rng.uniform(0, 7)), 0.12, rng.uniform(-0.8, 0.8))
    tape.hall(0.45)
    tape.echo(score.beat * 1.5, 0.45, 4)
    return tape


def _techno(score: Score, rng: Generator) -> Tape:
    tape, synths = Tape(score.seconds), Tape(score.seconds)
    drum, closed, opened, clap = (
        kick(low=46, punch=190),
        hat(rng, rate=75),
        hat(rng, rate=18),
        snare(rng, rate=18),
    )
    riff = rng.choice((0, 0, 3, 5, 7, 10, 12), 16) * (rng.random(16) < rng.uniform(0.55, 0.9))
    top = rng.uniform(900.0, 3000.0)
    beats: list[float] = []
    for bar in range(score.bars):
        part, root = score.part(bar), score.root(bar // 4, 1)
        for step in range(16):
            time = score.at(bar, step / 4)
            if step % 4 == 0 and part != "break":
                tape.add(drum, time, 0.95)
                beats.append(time)
            if step % 4 == 2 and part != "intro":
                tape.add(opened, time, 0.22, 0.2)
            tape.add(closed, time, 0.10 if step % 2 else 0.16, -0.25)
            if step in (4, 12) and part == "main":
                tape.add(clap, time, 0.4)
            if step % 4 and (riff[step] or step % 2):
                note = tone(root + int(riff[step]), score.beat / 5, tilt=0.2, decay=9.0, top=top, detune=0.06)
                synths.add(note, time, 0.4)
        if part in ("main", "break"):
            for at in (0.75, 2.5):
                for pitch in score.chord(bar // 4, 4):
                    synths.add(
                        tone(pitch, 0.12, decay=8.0, top=top * 2), score.at(bar, at), 0.13, rng.uniform(-1, 1)
                    )
    synths.echo(score.beat * 0.75, 0.35, 3)
    synths.duck(beats, 0.75, score.beat * 0.9)
    tape.mix(synths)
    return tape


def _folk(score: Score, rng: Generator) -> Tape:
    tape, brightness = Tape(score.seconds), rng.uniform(0.35, 0.85)
    strings: dict[tuple[int, float], FloatArray] = {}

    def string(pitch: int, seconds: float) -> FloatArray:
        key = (pitch, seconds)
        if key not in strings:
            strings[key] = pluck(pitch, seconds, rng, brightness=brightness)
        return strings[key]

    picking = rng.permutation((2, 1, 3, 2, 1, 3, 2))
    line = _melody(score, rng, 16, low=2, high=11)
    for bar in range(score.bars):
        chord = [*score.chord(bar, 3), score.chord(bar, 4)[0]]
        tape.add(string(score.root(bar, 2), 2.0), score.at(bar), 0.55, -0.1)
        tape.add(string(chord[2] - 12, 2.0), score.at(bar, 2), 0.45, -0.1)
        for step, which in enumerate(picking, 1):
            time = score.at(bar, step / 2) + rng.normal(0, 0.006)
            tape.add(string(chord[int(which)], 1.6), max(0.0, time), rng.uniform(0.25, 0.4), -0.3)
        if score.part(bar) in ("main", "outro"):
            for at in sorted(rng.choice((0, 1, 1.5, 2, 3, 3.5), 3, replace=False)):
                degree = line[(bar * 3 + int(at)) % 16]
                tape.add(string(score.pitch(degree, 4), 1.6), score.at(bar, float(at)), 0.35, 0.4)
    tape.hall(0.22)
    return tape


def _rock(score: Score, rng: Generator) -> Tape:
    tape, guitars = Tape(score.seconds), Tape(score.seconds)
    drum, hit, cymbal, crash = (
        kick(0.25, low=58),
        snare(rng, rate=15),
        hat(rng, rate=40),
        hat(rng, rate=9, low=4000),
    )
    strum = np.sort(rng.choice(8, int(rng.integers(5, 8)), replace=False))
    for bar in range(score.bars):
        part, root = score.part(bar), score.root(bar, 2)
        if bar % 4 == 0:
            tape.add(crash, score.at(bar), 0.5, 0.4)
        for step in strum if part != "break" else (0, 4):
            time, length = score.at(bar, step / 2), score.beat * (0.45 if part != "break" else 1.8)
            for pitch in (root, root + 7, root + 12):
                for pan in (-0.8, 0.8):
                    note = tone(pitch, length, detune=0.05 * pan, decay=1.2, attack=0.004, top=6000.0)
                    guitars.add(note, time + (pan > 0) * 0.008, 0.4, pan)
        for step in range(8):
            time = score.at(bar, step / 2)
            tape.add(tone(root - 12, score.beat * 0.45, tilt=0.3, top=1500.0, decay=2.0), time, 0.4)
            tape.add(cymbal, time, 0.28, 0.3)
            if step in (2, 6):
                tape.add(hit, time, 0.8)
            elif step in (0, 4, 5) and part != "break":
                tape.add(drum, time, 0.85)
        if part == "main" and bar % 4 >= 2:
            for step, degree in enumerate(_melody(score, rng, 4, low=4, high=12)):
                lead = tone(score.pitch(degree, 4), score.beat, vibrato=0.25, top=7000.0)
                guitars.add(lead, score.at(bar, step), 0.5)
    guitars.distort(rng.uniform(2.5, 5.0))
    tape.mix(guitars, 0.42)
    tape.hall(0.08)
    return tape


def _jazz(score: Score, rng: Generator) -> Tape:
    tape, cymbal, brush = Tape(score.seconds), ride(rng), snare(rng, rate=35)
    off = 2 / 3  # swing: the second eighth comes at two thirds of the beat
    for bar in range(score.bars):
        chord, following = score.chord(bar, 3, 4), score.root(bar + 1, 1)
        root = score.root(bar, 1)
        walk = (root, root + int(rng.choice((3, 4, 5))), root + 7, following + int(rng.choice((-1, 1, 2))))
        for beat, pitch in enumerate(walk):
            bass = tone(pitch + 12, score.beat * 0.8, shape="triangle", tilt=-0.3, decay=2.5, top=1800.0)
            tape.add(bass, score.at(bar, beat), 0.65)
            tape.add(cymbal, score.at(bar, beat), 0.26, 0.35)
            if beat % 2:
                tape.add(cymbal, score.at(bar, beat + off), 0.2, 0.35)
                tape.add(brush, score.at(bar, beat), 0.14, -0.2)
        for at in rng.choice((0, off, 1 + off, 2 + off, 3), 2, replace=False):
            for pitch in chord[1:]:
                piano = bell(pitch, 1.1, ratio=1.0, depth=1.4, decay=3.2)
                tape.add(piano, score.at(bar, float(at)), 0.17, -0.35)
        if score.part(bar) in ("main", "break"):
            for beat, degree in enumerate(_melody(score, rng, 4, low=3, high=13)):
                for at in (0.0, off) if rng.random() < 0.6 else (0.0,):
                    pitch = score.pitch(degree + (1 if at else 0), 4)
                    horn = tone(
                        pitch,
                        score.beat * 0.4,
                        shape="pulse",
                        attack=0.04,
                        vibrato=0.12,
                        tilt=0.5,
                        top=5000.0,
                    )
                    tape.add(horn, score.at(bar, beat + at), 0.28, 0.15)
    tape.hall(0.18)
    return tape


def _classical(score: Score, rng: Generator) -> Tape:
    tape = Tape(score.seconds)
    line = _melody(score, rng, 64, low=1, high=10)
    for bar in range(score.bars):
        loud = 0.55 + 0.45 * np.sin(np.pi * (bar % 8) / 7)
        for voice, pitch in enumerate([score.root(bar, 2), *score.chord(bar, 3), score.chord(bar, 4)[0]]):
            length = score.beat * 3.9
            strings = tone(
                pitch, length, attack=0.25, release=0.35, vibrato=0.1, detune=0.05, tilt=0.35, top=7000.0
            )
            tape.add(strings, score.at(bar), 0.2 * loud, (voice - 2) * 0.35)
        at, step = 0.0, bar * 4
        while at < 4:
            length = float(rng.choice((0.5, 1.0, 1.0, 1.5, 2.0)))
            violin = tone(
                score.pitch(line[step % 64], 5),
                length * score.beat,
                attack=0.09,
                release=0.15,
                vibrato=0.22,
                tilt=0.25,
            )
            tape.add(violin, score.at(bar, at), 0.26 * loud, -0.3)
            at, step = at + length, step + 1
        if score.part(bar) in ("break", "outro"):
            for index in range(8):
                harp = pluck(score.chord(bar, 4, 4)[index % 4], 1.2, rng, brightness=0.3)
                tape.add(harp, score.at(bar, index / 2), 0.22, 0.5)
    tape.hall(0.42)
    return tape


def _chiptune(score: Score, rng: Generator) -> Tape:
    tape, noise, low = Tape(score.seconds), hat(rng, rate=90, low=3000), kick(0.12, low=70, punch=240)
    lines = [_melody(score, rng, 16, low=0, high=9) for _ in range(2)]
    shape, rhythm = str(rng.choice(("square", "pulse"))), rng.random((2, 16)) < 0.7
    for bar in range(score.bars):
        part = score.part(bar)
        which, chord = (bar // 2) % 2, [*score.chord(bar, 4), score.chord(bar, 5)[0]]
        for step in range(16):
            time = score.at(bar, step / 4)
            arpeggio = tone(chord[step % 4], score.beat / 5, shape="pulse", release=0.005, attack=0.001)
            tape.add(arpeggio, time, 0.2, 0.3)
            if step % 2 == 0:
                root = score.root(bar, 2) + (12 if step % 4 else 0)
                tape.add(
                    tone(root, score.beat * 0.4, shape="triangle", release=0.01, attack=0.001), time, 0.55
                )
            if rhythm[which][step] and part != "intro":
                lead = tone(
                    score.pitch(lines[which][step], 5),
                    score.beat / 4,
                    shape=shape,
                    release=0.005,
                    attack=0.001,
                )
                tape.add(lead, time, 0.3, -0.2)
            if part != "break":
                tape.add(low if step % 8 == 0 else noise, time, 0.5 if step % 8 in (0, 4) else 0.12)
    return tape


def _drum_and_bass(score: Score, rng: Generator) -> Tape:
    tape, bass = Tape(score.seconds), Tape(score.seconds)
    drum, hit, closed = kick(0.2, low=55, punch=220), snare(rng, pitch=230, rate=24), hat(rng, rate=60)
    pattern = rng.choice(("k..ks..k.sk.s..g", "k.k.s.gk.gk.s.g.", "k..gs..g.kk.s..s", "k.k.s..g.gk.sg.k"))
    wobble = float(rng.choice((0.5, 0.75, 1.0)))
    for bar in range(score.bars):
        part = score.part(bar)
        for step, mark in enumerate(pattern):
            time = score.at(bar, step / 4)
            if part not in ("intro", "break") or bar % 2:
                if mark == "k":
                    tape.add(drum, time, 0.9)
                elif mark == "s":
                    tape.add(hit, time, 0.8)
                elif mark == "g":
                    tape.add(hit, time, 0.25)
            tape.add(closed, time, 0.24 if step % 2 == 0 else 0.12, 0.3)
        at = 0.0
        while at < 4 and part != "intro":
            pitch = score.root(bar // 2, 1) + int(rng.choice((0, 0, 0, 7, 12, -2)))
            bass.add(
                tone(pitch, score.beat * wobble * 0.9, detune=0.25, top=700.0, attack=0.02),
                score.at(bar, at),
                0.75,
            )
            at += wobble * float(rng.choice((1, 2)))
        if bar % 4 == 0:
            for voice, pitch in enumerate(score.chord(bar // 4, 4, 4)):
                pad = tone(pitch, score.beat * 15, attack=1.0, release=1.0, tilt=0.6, detune=0.1, top=4000.0)
                tape.add(pad, score.at(bar), 0.1, (voice - 1.5) * 0.5)
    bass.distort(1.6)
    tape.mix(bass, 0.6)
    return tape


def _hip_hop(score: Score, rng: Generator) -> Tape:
    tape, keys = Tape(score.seconds), Tape(score.seconds)
    drum, hit, closed = kick(0.5, low=42, punch=110), snare(rng, pitch=170, rate=14), hat(rng, rate=80)
    kicks = (0.0, *np.sort(rng.choice((1.5, 1.75, 2.5, 2.75, 3.25, 3.5), 2, replace=False)))
    lazy, line = rng.uniform(0.54, 0.62), _melody(score, rng, 8, low=2, high=9)
    for bar in range(score.bars):
        part = score.part(bar)
        for half in range(8):
            time = score.at(bar, half // 2 + (lazy if half % 2 else 0.0))
            tape.add(closed, time, rng.uniform(0.12, 0.22), 0.25)
        if part != "break":
            for at in kicks:
                tape.add(drum, score.at(bar, float(at)), 0.95)
                tape.add(
                    tone(score.root(bar, 1), score.beat * 0.7, shape="triangle", decay=1.5),
                    score.at(bar, float(at)),
                    0.6,
                )
        if part != "intro":
            tape.add(hit, score.at(bar, 1.02), 0.7)
            tape.add(hit, score.at(bar, 3.02), 0.7)
        for at in (0.0, 1.0 + lazy):
            for pitch in score.chord(bar, 3, 4):
                keys.add(bell(pitch, 1.8, ratio=1.0, depth=0.8, decay=1.6), score.at(bar, at), 0.16, -0.2)
        if bar % 2:
            for index in range(3):
                sound = bell(score.pitch(line[(bar + index) % 8], 5), 0.8, ratio=4.0, depth=0.5)
                keys.add(sound, score.at(bar, index + 0.5), 0.1, 0.4)
    tape.mix(keys)
    tape.add(crackle(score.seconds, rng), 0.0, 0.06)
    return tape


@dataclass(frozen=True, slots=True)
class Style:
    """A kind of music: who writes it, how fast, in which modes, over which chords, how loud."""

    write: Callable[[Score, Generator], Tape]
    tempo: tuple[float, float]  #: BPM, from and to
    minor: float  #: share of songs in minor
    progressions: tuple[tuple[int, ...], ...]
    peak: tuple[float, float] = (0.7, 0.9)  #: highest sample, from and to


STYLES: Mapping[str, Style] = {
    "Ambient": Style(_ambient, (58, 76), 0.4, ((0, 3, 4, 3), (0, 5, 3, 4), (0, 2, 5, 3)), (0.35, 0.6)),
    "Chiptune": Style(_chiptune, (138, 164), 0.4, ((0, 4, 5, 3), (0, 5, 3, 4), (5, 3, 0, 4)), (0.5, 0.7)),
    "Classical": Style(_classical, (62, 92), 0.5, ((0, 3, 4, 0), (0, 5, 1, 4), (0, 4, 5, 2)), (0.4, 0.7)),
    "Drum and Bass": Style(_drum_and_bass, (168, 178), 0.9, ((0, 5), (0, 3), (0, 6, 5, 6))),
    "Folk": Style(_folk, (86, 116), 0.3, ((0, 3, 0, 4), (0, 5, 3, 4), (0, 4, 3, 3)), (0.45, 0.75)),
    "Hip-Hop": Style(_hip_hop, (82, 96), 0.8, ((0, 3), (0, 5, 3, 4), (0, 5))),
    "Jazz": Style(_jazz, (108, 144), 0.4, ((1, 4, 0, 0), (0, 5, 1, 4), (2, 5, 1, 4)), (0.45, 0.75)),
    "Rock": Style(_rock, (124, 152), 0.5, ((0, 3, 4, 3), (0, 5, 3, 4), (0, 6, 3, 0)), (0.8, 0.93)),
    "Techno": Style(_techno, (124, 134), 0.95, ((0,), (0, 5), (0, 6)), (0.8, 0.93)),
}


def write_song(style: str, rng: Generator, *, seconds: float) -> FloatArray:
    """One song of a style, shape=(n, 2), float32, its highest sample at most 0.93."""
    kind = STYLES[style]
    score = Score(
        bpm=float(np.round(rng.uniform(*kind.tempo), 1)),
        tonic=int(rng.integers(12)),
        minor=bool(rng.random() < kind.minor),
        chords=kind.progressions[int(rng.integers(len(kind.progressions)))],
        seconds=seconds,
    )
    return kind.write(score, rng).finish(peak=float(rng.uniform(*kind.peak)))
