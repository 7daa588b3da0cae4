"""What the estimates from 0 to 1 say of sounds of which that is known, and beside a trained judge.

    python -m bench.estimates [FOLDER] [--judge FILE.csv] [--seconds 20]

Made on the spot: someone talking, alone, over music, over a beat; vowels sung; instruments, drums, noise,
applause. Where the program espeak-ng is there, it reads in several languages and voices. With FOLDER its
songs are estimated too, by the name of the folder they lie in.

FILE.csv holds what a judge says of the songs of FOLDER: ``path`` and a column for each estimate, as
``vibenet predict -r --format csv FOLDER`` prints it (VibeNet is under the GPL: for measuring, not for use).
Then the rank correlation of each estimate with it is printed.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from organizer.analysis.ear import extract, spectrum, tonal  # noqa: E402
from organizer.analysis.ear.audio import SAMPLE_RATE, Excerpt  # noqa: E402
from organizer.analysis.ear.descriptors import describe  # noqa: E402
from organizer.base.descriptors import ESTIMATES, Descriptors  # noqa: E402
from organizer.base.errors import OrganizerError  # noqa: E402
from tests.analysis import synthesis as made  # noqa: E402

Array = npt.NDArray[Any]
#: What is read, from the fable of the north wind and the sun, with which phoneticians compare languages.
TEXTS = {
    "en": "The north wind and the sun were disputing which was the stronger, when a traveller came along"
    " wrapped in a warm cloak. They agreed that the one who first made him take it off should be considered"
    " stronger than the other.",
    "de": "Einst stritten sich Nordwind und Sonne, wer von ihnen beiden wohl der Stärkere wäre, als ein"
    " Wanderer, der in einen warmen Mantel gehüllt war, des Weges daherkam.",
    "fr": "La bise et le soleil se disputaient, chacun assurant qu'il était le plus fort, quand ils ont vu un"
    " voyageur qui s'avançait, enveloppé dans son manteau.",
    "es": "El viento norte y el sol porfiaban sobre cuál de ellos era el más fuerte, cuando acertó a pasar un"
    " viajero envuelto en ancha capa.",
    "cmn": "有一回,北风跟太阳正在那儿争论谁的本领大。说着说着,来了一个过路的,身上穿了一件厚袍子。",
}
VOICES = (("", 160), ("+f2", 175), ("+m3", 140))
SONGS = (".mp3", ".ogg", ".flac", ".wav", ".m4a", ".opus")


def describe_sound(sound: Array) -> Descriptors:
    """The descriptors of mono sound at 22,050 Hz."""
    excerpt = Excerpt(sound, np.ones(1, np.float32), 0.0, float(np.abs(sound).max()))
    peaks = tonal.Peaks()
    peaks.add(sound)
    spectra = spectrum.analyze([excerpt])
    return describe(
        spectra,
        spectrum.levels(spectra),
        peaks.chroma()[0],
        chromagram=peaks.chromagram(),
        peak=excerpt.peak,
    )


def readings() -> Iterator[Array]:
    """What espeak-ng reads; nothing where it is not installed."""
    from scipy.signal import resample_poly

    program = shutil.which("espeak-ng")
    if program is None:
        return
    import soundfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reading.wav"
        for language, text in TEXTS.items():
            for voice, speed in VOICES:
                command = [program, "-v", language + voice, "-s", str(speed), "-w", str(path), text]
                if subprocess.run(command, check=False, capture_output=True).returncode == 0:
                    sound, rate = soundfile.read(path, dtype="float32")
                    yield resample_poly(sound, SAMPLE_RATE, rate).astype(np.float32)


def mixed(sound: Array, under: Array, decibels: float) -> Array:
    """A sound that is so much louder than another, which is laid under it."""
    under = np.resize(under, sound.size)
    loudness = np.sqrt(np.mean(np.square(sound)) / max(float(np.mean(np.square(under))), 1e-12))
    both: Array = sound + under * np.float32(loudness * 10 ** (-decibels / 20))
    return np.asarray(both * np.float32(0.5 / np.abs(both).max()), np.float32)


def sounds(seconds: float) -> Iterator[tuple[str, Array]]:
    """Sounds of which it is known what they are."""
    band = made.notes(made.MAJOR * round(seconds / 2), each=0.5)
    talk = made.voice(seconds, words=True)
    voices = [talk, *readings()]
    for voice in voices:
        yield "someone reading", voice
    for decibels in (20, 10, 0, -10):
        for voice in voices[:: max(1, len(voices) // 4)]:
            yield f"reading, {decibels:+d} dB over a band", mixed(voice, band, decibels)
    for voice in voices[:: max(1, len(voices) // 4)]:
        yield "words over a beat", mixed(voice, made.drums(seconds, bpm=95.0), 3)
    for seed in range(4):
        sung = made.song_of_vowels(seconds, seed=seed)
        yield "singing", sung
        yield "singing over a band", mixed(sung, band, 6)
    yield "instruments", band
    yield "instruments", made.notes(made.MINOR, each=seconds / 4, decay=0.0)
    for pace in (0.12, 0.25):
        scale = [[60 + (7 * at) % 12] for at in range(int(seconds / pace))]
        yield "instruments", made.notes(scale, each=pace, decay=12.0)
    for bpm, jitter in ((120.0, 0.0), (90.0, 0.1), (170.0, 0.4)):
        yield "drums alone", made.drums(seconds, bpm=bpm, jitter=jitter)
    flutter = 1 + np.sin(2 * np.pi * 4 * made.times(seconds)).astype(np.float32)
    yield "noise", made.noise(seconds)
    yield "noise", made.noise(seconds) * flutter
    for hands in (20, 150):
        yield "applause", made.applause(seconds, hands=hands)
    yield "applause over a band", mixed(made.applause(seconds), band, -6)


def songs(folder: Path) -> Iterator[tuple[str, str, Descriptors]]:
    """The songs of a folder: path, the folder it lies in, its descriptors."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SONGS:
            try:
                yield str(path), path.parent.name, extract.extract(str(path)).descriptors
            except OrganizerError as error:
                print(error, file=sys.stderr)


def print_table(rows: dict[str, list[Descriptors]], names: tuple[str, ...]) -> None:
    """The median of each estimate, and the least and the most, by kind of sound."""
    print(f"{'':30}" + "".join(f"{name:>20}" for name in names))
    for kind, described in rows.items():
        cells = []
        for name in names:
            values = [v for v in (getattr(one, name) for one in described) if v is not None]
            low, middle, high = np.percentile(values, [0, 50, 100]) if values else (np.nan,) * 3
            cells.append(f"{middle:8.2f} [{low:.2f}–{high:.2f}]")
        print(f"{kind[:24]:24}{len(described):5d} " + "".join(f"{cell:>20}" for cell in cells))


def judged(path: Path, described: dict[str, Descriptors]) -> None:
    """Rank correlation of each estimate with what the judge says of the same files."""
    from scipy.stats import spearmanr

    with path.open(encoding="utf-8", newline="") as file:
        judge = {Path(row["path"]).resolve(): row for row in csv.DictReader(file)}
    for name in ESTIMATES:
        pairs = [
            (float(row[name]), value)
            for song, values in described.items()
            if (row := judge.get(Path(song).resolve())) and row.get(name)
            if (value := getattr(values, name)) is not None
        ]
        if len(pairs) > 2:
            rank = spearmanr(*zip(*pairs, strict=True))[0]
            print(f"{name:20} rank correlation {rank:.2f}, {len(pairs)} songs")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--judge", type=Path, metavar="FILE.csv")
    parser.add_argument("--seconds", type=float, default=20.0, help="of what is made on the spot")
    options = parser.parse_args()
    rows: dict[str, list[Descriptors]] = {}
    for kind, sound in sounds(options.seconds):
        rows.setdefault(kind, []).append(describe_sound(sound))
    described: dict[str, Descriptors] = {}
    for path, label, values in songs(options.folder) if options.folder else ():
        rows.setdefault(label, []).append(values)
        described[path] = values
    for first in range(0, len(ESTIMATES), 3):
        print_table(rows, ESTIMATES[first : first + 3])
        print()
    if options.judge:
        judged(options.judge, described)
    return 0


if __name__ == "__main__":
    sys.exit(main())
