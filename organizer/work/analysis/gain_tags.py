"""ReplayGain 2.0 as tags: gains and peaks of songs and of whole albums, measured on every sample.

An album is as loud as its songs one after the other: their blocks are gated together. Opus has a form of its
own (RFC 7845): gains to −23 LUFS in 1/256 dB, without peaks, and no tags of ReplayGain beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from organizer.base.descriptors import replay_gain
from organizer.base.errors import UsageError
from organizer.base.features import Loudness
from organizer.base.language import tr
from organizer.base.model import Failure, TagEdit, TagValue, Track
from organizer.library import tracks
from organizer.library.lists.albums import albums
from organizer.library.storage.database import Database
from organizer.work.analysis.measuring import Measured, measure_each
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    import numpy.typing as npt

_R128_LEVEL = -23.0  #: LUFS
_KINDS = ("track", "album")


@dataclass(frozen=True, slots=True)
class GainEdits:
    """What is to be written, and what could not be measured."""

    edits: list[TagEdit]
    failures: tuple[Failure, ...] = ()
    silent: tuple[str, ...] = ()  #: paths of songs without sound, which have no loudness
    albums: int = 0  #: how many albums got a gain
    in_part: tuple[str, ...] = ()  #: albums that got none: not all their songs were measured


@dataclass(slots=True)
class _Album:
    """Songs of an album, as they are measured."""

    name: str
    songs: int  #: all that it has in the library
    blocks: list[npt.NDArray[np.float64]] = field(default_factory=list)
    peak: float | None = None  #: dBTP
    loudness: float | None = None  #: LUFS, when all are measured
    complete: bool = False

    def add(self, measured: Measured) -> None:
        from organizer.analysis.ear.loudness import integrated_of

        self.blocks.append(measured.blocks)
        peak = measured.loudness.true_peak
        if peak is not None:
            self.peak = peak if self.peak is None else max(self.peak, peak)
        if len(self.blocks) == self.songs:
            self.loudness, self.complete = integrated_of(self.blocks), True
            self.blocks = []  # an album's are some megabytes


def edits(
    context: JobContext, db: Database, ids: Iterable[int], *, of_albums: bool = True, jobs: int | None = None
) -> GainEdits:
    """Measure songs, and with ``of_albums`` all songs of their albums; the gains of the songs named.

    Nothing is written. Raises ``UsageError`` when none of them has a file.
    """
    chosen = _with_files(db, ids)
    by_song, by_number = _albums(db, chosen) if of_albums else ({}, {})
    others = [song for song in by_song if song not in {one.id for one in chosen}]
    wanted = [*chosen, *_available(tracks.get_many(db, others))]
    wanted.sort(key=lambda song: (by_song.get(song.id, -1), song.path))  # an album is complete soon
    loudness: dict[int, Loudness] = {}
    failures = []
    for song, outcome in measure_each(context, db, wanted, jobs=jobs):
        if isinstance(outcome, Failure):
            failures.append(outcome)
            continue
        loudness[song.id] = outcome.loudness
        if song.id in by_song:
            by_number[by_song[song.id]].add(outcome)
    made, silent = [], []
    for song in chosen:
        one = loudness.get(song.id)
        if one is None:
            continue
        if one.integrated is None:
            silent.append(song.path)
            continue
        album = by_number.get(by_song.get(song.id, -1))
        made.append(TagEdit(song.id, song.path, _values(song, one, album)))
    whole = [album for album in by_number.values() if album.complete]
    in_part = tuple(album.name for album in by_number.values() if not album.complete)
    return GainEdits(made, tuple(failures), tuple(silent), len(whole), in_part)


def removals(db: Database, ids: Iterable[int]) -> list[TagEdit]:
    """Edits that take all gains and peaks out of files."""
    values = dict.fromkeys((*_names(opus=False), *_names(opus=True)), "")
    return [
        TagEdit(song.id, song.path, values if _is_opus(song) else dict.fromkeys(_names(opus=False), ""))
        for song in _with_files(db, ids)
    ]


def _with_files(db: Database, ids: Iterable[int]) -> list[Track]:
    songs = _available(tracks.get_many(db, ids))
    if not songs:
        raise UsageError(
            tr("none of these songs has a file to measure"), remedy=tr("choose songs that have one")
        )
    return songs


def _available(songs: Iterable[Track]) -> list[Track]:
    return [song for song in songs if song.available]


def _albums(db: Database, songs: Sequence[Track]) -> tuple[dict[int, int], dict[int, _Album]]:
    """The albums of songs: number of each song on one of them, and the albums by their numbers."""
    known = albums(db, tracks.query(db, order="path"))
    numbers = {int(known.of[song.id]) for song in songs} - {-1}
    by_song = {
        int(song): int(known.of[song])
        for song in (known.of >= 0).nonzero()[0]
        if int(known.of[song]) in numbers
    }
    counts: dict[int, int] = defaultdict(int)
    for number in by_song.values():
        counts[number] += 1
    return by_song, {number: _Album(known.all[number].name, count) for number, count in counts.items()}


def _values(song: Track, one: Loudness, album: _Album | None) -> dict[str, TagValue]:
    told = {"track": (one.integrated, one.true_peak)}
    if album is not None and album.complete and album.loudness is not None:
        told["album"] = (album.loudness, album.peak)
    values: dict[str, TagValue] = {}
    for kind, (loudness, peak) in told.items():
        assert loudness is not None
        if _is_opus(song):
            values[f"r128_{kind}_gain"] = _r128(loudness)
            values |= dict.fromkeys((f"replaygain_{kind}_gain", f"replaygain_{kind}_peak"), "")
        else:
            values[f"replaygain_{kind}_gain"] = f"{replay_gain(loudness):.2f} dB"
            values[f"replaygain_{kind}_peak"] = "" if peak is None else f"{10 ** (peak / 20):.6f}"
    return values


def _names(*, opus: bool) -> list[str]:
    if opus:
        return [f"r128_{kind}_gain" for kind in _KINDS]
    return [f"replaygain_{kind}_{what}" for kind in _KINDS for what in ("gain", "peak")]


def _is_opus(song: Track) -> bool:
    return song.info.format == "Opus"


def _r128(loudness: float) -> str:
    """A gain as Opus has it: a whole number of 1/256 dB in 16 bits."""
    return str(max(-32768, min(32767, round((_R128_LEVEL - loudness) * 256))))
