"""A small music library to try everything on: synthesized, tagged, and the same for the same seed.

Tempo and key are not tagged: they are for the analysis to find. The writers and titles are made up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from organizer.base import leftovers, system
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.demo import styles
from organizer.demo.synthesis import SAMPLE_RATE

#: The names of the styles, as they stand in the genre tag.
STYLES: tuple[str, ...] = tuple(styles.STYLES)

_SONGS_ON_ALBUM = 6

#: Nobody's names.
_ARTISTS: dict[str, tuple[str, ...]] = {
    "Ambient": ("Tidewater Almanac", "Slow Lantern Observatory"),
    "Chiptune": ("Pixel Dumpling", "The Eight Bit Orchard"),
    "Classical": ("Quillfeather Ensemble", "The Marrowmere Players"),
    "Drum and Bass": ("Rattlebridge", "Undertow Cartel"),
    "Folk": ("Hazel & the Wrens", "Barley Mile"),
    "Hip-Hop": ("Dusty Crates Committee", "Corner Store Prophets"),
    "Jazz": ("The Velvet Stairwell Trio", "Blue Umbrella Quartet"),
    "Rock": ("Gasoline Postcards", "The Copper Alarms"),
    "Techno": ("Modul Neun", "Concrete Aviary"),
}
_FIRST = (
    "Amber Broken Crooked Distant Early Faded Golden Hidden Idle Last Northern Paper Quiet Restless "
    "Silver Sleeping Stolen Twelve Wooden Yellow"
).split()
_SECOND = (
    "Atlas Bridges Canyons Clocks Doors Engines Ferries Gardens Harbour Islands Kites Ladders Meadows "
    "Orbits Rivers Shadows Signals Stairs Weather Windows"
).split()
_TITLES = tuple(f"{first} {second}" for first, second in product(_FIRST, _SECOND))


@dataclass(frozen=True, slots=True)
class DemoSong:
    """One song before it is written."""

    index: int
    style: str
    artist: str
    album: str
    title: str
    date: str
    track: int

    @property
    def path(self) -> Path:
        """Artist/Album/NN Title.mp3."""
        return Path(self.artist) / self.album / f"{self.track:02d} {self.title}.mp3"


def plan(songs: int, *, seed: int = 0) -> list[DemoSong]:
    """The songs in order: style after style, albums of six; more songs only add to fewer."""
    made = []
    for index in range(songs):
        number, which = divmod(index, len(STYLES))
        style = STYLES[which]
        album, track = divmod(number, _SONGS_ON_ALBUM)
        titles = np.random.default_rng([seed, which]).permutation(len(_TITLES))
        # Albums take their names from the end of the same list, so that none bears a song's title soon.
        made.append(
            DemoSong(
                index=index,
                style=style,
                artist=_ARTISTS[style][album % len(_ARTISTS[style])],
                album=_TITLES[titles[-1 - album % 100]] + ("" if album < 100 else f" {album // 100 + 1}"),
                title=_TITLES[titles[number % 300]],
                date=str(1965 + int(np.random.default_rng([seed, which, album]).integers(60))),
                track=track + 1,
            )
        )
    return made


def make_demo(
    folder: str | Path,
    *,
    songs: int = 60,
    seconds: float = 30.0,
    seed: int = 0,
    report: Callable[[int, int, str], None] | None = None,
) -> list[str]:
    """Make the songs that are not there yet, each whole or not at all, and return the paths of all.

    ``report(done, total, title)`` is called from the calling thread after each song; an exception
    that it raises stops the work, and what was finished stays.
    """
    target = Path(folder).absolute()
    planned = plan(songs, seed=seed)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OrganizerError(
            tr("cannot make songs here: {reason}", reason=error.strerror),
            path=str(target),
            remedy=tr("choose another folder"),
        ) from error
    try:
        # Hidden, so that a scan that runs meanwhile does not meet half a song; in the folder, so
        # that a song moves to its place in one step.
        with leftovers.workshop(target, "demo") as workshop:
            _write_all(planned, target, Path(workshop), seconds, seed, report)
    except OSError as error:
        raise OrganizerError(
            tr("cannot write the songs: {reason}", reason=error.strerror or error),
            path=str(target),
            remedy=tr("make room there"),
        ) from error
    return [str(target / song.path) for song in planned]


def _write_all(
    planned: list[DemoSong],
    target: Path,
    workshop: Path,
    seconds: float,
    seed: int,
    report: Callable[[int, int, str], None] | None,
) -> None:
    # Threads do: the encoder and numpy's loops let go of the interpreter.
    workers = system.cores()
    ahead: deque[tuple[DemoSong, Future[None] | None]] = deque()
    source = iter(planned)
    with ThreadPoolExecutor(workers, thread_name_prefix="demo") as pool:
        try:
            for done in range(1, len(planned) + 1):
                while len(ahead) < 2 * workers and (song := next(source, None)) is not None:
                    there = (target / song.path).exists()
                    job = None if there else pool.submit(_write, song, target, workshop, seconds, seed)
                    ahead.append((song, job))
                song, job = ahead.popleft()
                if job is not None:
                    job.result()
                if report is not None:
                    report(done, len(planned), song.title)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _write(song: DemoSong, target: Path, workshop: Path, seconds: float, seed: int) -> None:
    import soundfile

    from organizer.library.tags import tags

    sound = styles.write_song(song.style, np.random.default_rng([seed, song.index]), seconds=seconds)
    path = workshop / f"{song.index}.mp3"
    try:
        soundfile.write(
            path, sound, SAMPLE_RATE, format="MP3", bitrate_mode="VARIABLE", compression_level=0.7
        )
    except soundfile.LibsndfileError as error:
        raise OrganizerError(
            tr("cannot write the song: {error}", error=error), path=str(path), remedy=tr("make room there")
        ) from error
    tags.write(
        str(path),
        {
            "title": song.title,
            "artist": song.artist,
            "album_artist": song.artist,
            "album": song.album,
            "genre": (song.style,),
            "date": song.date,
            "track": str(song.track),
        },
    )
    place = target / song.path
    place.parent.mkdir(parents=True, exist_ok=True)
    path.replace(place)
