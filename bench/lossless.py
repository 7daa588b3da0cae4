"""How well lossless files that were made from lossy ones are told from those that were not.

    python -m bench.lossless [--songs N] [--seconds S]

Makes originals on the spot (FLAC of 16 bits at 44.1 kHz) that lack treble for honest reasons, encodes some of
them by each codec and rate and stores what is decoded as FLAC again. Prints how many of the originals are
called lossy (should be none) and how many of the others are seen, by codec and rate.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from organizer.analysis.lossless.examination import examine

RATE = 44_100
Sound = np.ndarray


def _noise(rng: np.random.Generator, n: int) -> Sound:
    return rng.standard_normal((n, 2))


def _low_pass(sound: Sound, hz: float, *, order: int = 0) -> Sound:
    """A steep edge at ``hz`` by its spectrum, or a slope of so many poles."""
    spectrum = np.fft.rfft(sound, axis=0)
    frequency = np.fft.rfftfreq(len(sound), 1 / RATE)
    gain = 1 / np.sqrt(1 + (frequency / hz) ** (2 * order)) if order else (frequency < hz).astype(float)
    return np.fft.irfft(spectrum * gain[:, None], len(sound), axis=0)


def _music(rng: np.random.Generator, n: int, *, partials: int = 20) -> Sound:
    """Struck chords, a bass and a hi-hat."""
    t = np.arange(n) / RATE
    sound = np.zeros((n, 2))
    for _ in range(8):
        pitch, pan, pace = rng.uniform(50, 900), rng.uniform(0.2, 0.8), rng.uniform(0.5, 3)
        envelope = np.exp(-rng.uniform(1, 6) * ((t * pace + rng.uniform()) % 1))
        tone = sum(
            np.sin(2 * np.pi * pitch * h * t + rng.uniform(0, 6)) / h**1.2
            for h in range(1, partials)
            if pitch * h < RATE / 2
        )
        sound += (tone * envelope)[:, None] * [pan, 1 - pan] * 0.06
    hat = np.exp(-25 * ((t * rng.uniform(1, 5)) % 1))
    return sound + 0.03 * _noise(rng, n) * hat[:, None] + 0.001 * _noise(rng, n)


def _old_record(rng: np.random.Generator, n: int) -> Sound:
    """Shellac: 5–8 kHz, mono, with hiss and clicks that are cut by the restorer's filter."""
    sound = _music(rng, n).mean(axis=1, keepdims=True) + 0.01 * rng.standard_normal((n, 1))
    sound[rng.integers(0, n, 40)] += rng.uniform(-0.5, 0.5, (40, 1))
    return _low_pass(np.repeat(sound, 2, axis=1), rng.uniform(5_000, 9_000), order=int(rng.integers(0, 9)))


def _double_bass(rng: np.random.Generator, n: int) -> Sound:
    """One instrument without treble, in a quiet room."""
    t = np.arange(n) / RATE
    pitch = rng.uniform(40, 100) * 2 ** (np.round(2 * np.sin(t)) / 12)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    tone = sum(np.sin(h * phase) / h**2 for h in range(1, 25)) * np.exp(-2 * ((t * 1.5) % 1))
    return 0.3 * tone[:, None] * [0.6, 0.5] + 10 ** rng.uniform(-5, -3.5) * _noise(rng, n)


def _speech(rng: np.random.Generator, n: int) -> Sound:
    """Pulses through formants, with pauses and breath; mono."""
    t = np.arange(n) / RATE
    pulses = (np.diff(np.floor(np.cumsum(110 + 20 * np.sin(3 * t)) / RATE), prepend=0) > 0).astype(float)
    voiced = (np.sin(2 * np.pi * 1.7 * t + rng.uniform(0, 6)) > -0.2).astype(float)
    sound = pulses * voiced + 0.02 * rng.standard_normal(n) * (1 - voiced) + 0.0005 * rng.standard_normal(n)
    mono = _low_pass(sound[:, None], rng.uniform(3_000, 7_500), order=3)
    return np.repeat(mono / (np.abs(mono).max() + 1e-9) * 0.5, 2, axis=1)


def _upsampled(rng: np.random.Generator, n: int) -> Sound:
    """A source of 22.05 or 32 kHz, resampled: a wall at 11 or 16 kHz through all of the song."""
    import soxr

    source = int(rng.choice([22_050, 32_000]))
    sound = _music(rng, n + RATE)
    return soxr.resample(soxr.resample(sound, RATE, source), source, RATE)[:n]


def _synthesizer(rng: np.random.Generator, n: int) -> Sound:
    """Waves with few partials in exact periods, and digital silence between notes."""
    period = int(rng.choice([64, 128, 144, 192, 256, 100]))
    wave = np.sign(np.sin(2 * np.pi * (np.arange(n) % period + 0.5) / period))
    gate = (np.arange(n) // int(rng.integers(4_000, 12_000)) % 3 > 0).astype(float)
    wave = _low_pass((wave * gate * 0.4)[:, None], rng.uniform(8_000, 19_000), order=int(rng.integers(0, 7)))
    return np.repeat(wave, 2, axis=1) * gate[:, None]


def _walled(rng: np.random.Generator, n: int) -> Sound:
    """Music with a steep edge between 15 and 20.5 kHz, as masters for broadcast have."""
    return _low_pass(_music(rng, n), rng.uniform(15_000, 20_500))


def _full(rng: np.random.Generator, n: int) -> Sound:
    return _music(rng, n)


ORIGINALS: dict[str, Callable[[np.random.Generator, int], Sound]] = {
    "old record": _old_record,
    "double bass": _double_bass,
    "speech": _speech,
    "22 and 32 kHz": _upsampled,
    "synthesizer": _synthesizer,
    "walled master": _walled,
    "full band": _full,
}


def _sixteen(sound: Sound) -> np.ndarray:
    sound = sound / max(1.0, float(np.abs(sound).max()) * 1.05)
    return np.clip((sound * 32768).round(), -32768, 32767).astype(np.int16)


def by_ffmpeg(samples: np.ndarray, codec: str, container: str, kbps: int, rate: int = RATE) -> np.ndarray:
    """Encoded and decoded by FFmpeg, as 16 bits again."""
    import av

    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate)
        stream.bit_rate = kbps * 1000
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            output.mux(packet)
    buffer.seek(0)
    parts = []
    with av.open(buffer) as source:
        for frame in source.decode(audio=0):
            block = frame.to_ndarray()
            parts.append(block.T if frame.format.is_planar else block.reshape(-1, 2))
    sound = np.concatenate(parts)
    return _sixteen(sound / 32768 if sound.dtype.kind == "i" else sound)


def by_libsndfile(samples: np.ndarray, container: str, subtype: str, level: float) -> np.ndarray:
    """Encoded and decoded by libsndfile (LAME, libvorbis)."""
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, samples, RATE, format=container, subtype=subtype, compression_level=level)
    buffer.seek(0)
    return _sixteen(soundfile.read(buffer)[0])


def _codecs() -> dict[str, Callable[[np.ndarray], np.ndarray]]:
    made: dict[str, Callable[[np.ndarray], np.ndarray]] = {}
    for kbps in (96, 128, 192, 256, 320):
        made[f"MP3 {kbps}"] = lambda s, k=kbps: by_ffmpeg(s, "mp3", "mp3", k)
    for kbps in (96, 128, 192, 256, 320):
        made[f"AAC {kbps}"] = lambda s, k=kbps: by_ffmpeg(s, "aac", "adts", k)
    for kbps, level in ((96, 0.8), (160, 0.5), (256, 0.2), (320, 0.1)):
        made[f"Vorbis ~{kbps}"] = lambda s, q=level: by_libsndfile(s, "OGG", "VORBIS", q)
    made["MP3 VBR V0"] = lambda s: by_libsndfile(s, "MP3", "MPEG_LAYER_III", 0.0)
    for kbps in (96, 160, 320):
        made[f"Opus {kbps}"] = lambda s, k=kbps: by_ffmpeg(s, "libopus", "ogg", k, 48_000)
    return made


def _verdict(folder: Path, samples: np.ndarray, rate: int = RATE) -> str:
    import soundfile

    path = folder / "song.flac"
    soundfile.write(path, samples, rate, subtype="PCM_16")
    return examine(str(path)).codec


def originals(count: int, seconds: float) -> Iterator[tuple[str, int, np.ndarray]]:
    """Songs of each kind in turns, with the number that they were made by."""
    kinds = list(ORIGINALS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        rng = np.random.default_rng(number)
        yield kind, number, _sixteen(ORIGINALS[kind](rng, int(seconds * RATE)))


def main(arguments: list[str] | None = None) -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--songs", type=int, default=200)
    parser.add_argument("--fakes", type=int, default=21, help="originals that are encoded, of the same kinds")
    parser.add_argument("--codecs", metavar="A,B", help="only these, as “MP3 128” (default: all)")
    parser.add_argument("--seconds", type=float, default=8.0)
    options = parser.parse_args(arguments)
    began, wrong = time.process_time(), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, number, samples in originals(options.songs, options.seconds):
            verdict = _verdict(folder, samples)
            if verdict:
                wrong.append(f"{kind} {number}: {verdict}")
        spent = (time.process_time() - began) / max(1, options.songs)
        print(f"{options.songs} originals, called lossy: {len(wrong)} {'; '.join(wrong)}")
        print(f"{spent:.2f} s of processor time each, making them included")
        codecs = _codecs()
        for codec in options.codecs.split(",") if options.codecs else codecs:
            encode = codecs[codec]
            seen: dict[str, list[bool]] = {}
            names: list[str] = []
            rate = 48_000 if codec.startswith("Opus") else RATE
            for kind, _, samples in originals(options.fakes, options.seconds):
                verdict = _verdict(folder, encode(samples), rate)
                seen.setdefault(kind, []).append(bool(verdict))
                names.append(verdict)
            each = [value for values in seen.values() for value in values]
            right = sum(verdict == codec.split()[0] for verdict in names)
            missed = ", ".join(
                f"{kind} {sum(values)}/{len(values)}" for kind, values in seen.items() if not all(values)
            )
            print(f"{codec:12} seen {sum(each)} of {len(each)}, named right {right}. {missed}", flush=True)


if __name__ == "__main__":
    main()
