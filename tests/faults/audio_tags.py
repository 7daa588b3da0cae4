"""Reads the tags of many files with a few things wrong, as a scan does, and of bombs:
``python -m tests.faults.audio_tags [FILES]``. Says what took long or much, or went wrong in any other way
than with a ``TagError``."""

from __future__ import annotations

import random
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, COMM, ID3, TIT2, TXXX

from organizer.base.errors import TagError
from organizer.library.tags import tags
from organizer.library.tags.limits import QUICK
from tests.conftest import tone, write_song
from tests.hostile import ape, bombs, mutated

_SLOW, _MUCH = 2.0, 300 << 20


def seeds(folder: Path) -> Iterator[Path]:
    for kind in ("mp3", "flac", "ogg", "opus", "wav", "aiff"):
        song = write_song(folder / f"seed.{kind}", tone(0.3))
        if kind not in ("wav", "aiff"):
            tags.write(str(song), {"title": "A title", "genre": ("Folk", "Jazz"), "comment": "fine"})
        yield song
    for version in (3, 4):
        song = write_song(folder / f"id3{version}.mp3", tone(0.3))
        tag = ID3()
        for frame in (TIT2(text="A"), TXXX(desc="mood", text="calm"), COMM(lang="eng", text="c")):
            tag.add(frame)
        tag.add(APIC(mime="image/png", data=bytes(5_000)))
        tag.save(song, v2_version=version)
        yield song
    song = write_song(folder / "ape.mp3", tone(0.3))
    song.write_bytes(song.read_bytes() + ape(5))
    yield song
    song = write_song(folder / "picture.flac", tone(0.3))
    file = FLAC(song)
    picture = Picture()
    picture.data = bytes(5_000)
    file.add_picture(picture)
    file.save()
    yield song


def trial(path: Path) -> str:
    """Read it as a scan does; what is wrong with that, or how it ended."""
    started = time.process_time()
    tracemalloc.reset_peak()
    try:
        tags.read(str(path), QUICK)
        ending = "read"
    except TagError:
        ending = "refused"
    except Exception as error:
        return f"WRONG: {type(error).__name__}: {error}"
    took, peak = time.process_time() - started, tracemalloc.get_traced_memory()[1]
    return ending if took < _SLOW and peak < _MUCH else f"WRONG: {took:.1f} s, {peak >> 20} MB"


def main(count: int, seed: int = 1) -> int:
    rng = random.Random(seed)
    endings: Counter[str] = Counter()
    tracemalloc.start(1)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        songs = {song: song.read_bytes() for song in seeds(folder)}
        for name, change in bombs().items():
            path = folder / name
            path.write_bytes(change(songs[folder / f"seed.{name.rpartition('.')[2]}"]))
            endings[trial(path)] += 1
        for number in range(count):
            song = rng.choice(list(songs))
            path = folder / f"changed{song.suffix}"
            path.write_bytes(mutated(songs[song], songs[rng.choice(list(songs))], rng))
            ending = trial(path)
            endings[ending] += 1
            if ending.startswith("WRONG"):
                print(f"file {number} of {song.name}: {ending}", flush=True)
    wrong = sum(times for ending, times in endings.items() if ending.startswith("WRONG"))
    print(f"tags: {count} files and {len(bombs())} bombs: {dict(endings)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
