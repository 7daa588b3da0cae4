"""How loud a song is played, so that all are alike: ReplayGain 2.0 to −18 LUFS.

The gain comes from the file's tags, else from the loudness that was measured or estimated here. The sound
output can only make songs quieter. So all are played ``HEADROOM`` below −18 LUFS, and quiet songs can be
raised by as much; one that would need more is played as loud as it can be. No peak goes over full scale.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Literal, TypeAlias

from organizer.base.errors import OrganizerError, printable
from organizer.base.model import GainTags, Track
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.track_rows import column
from organizer.work.jobs import JobContext

log = logging.getLogger(__name__)

Mode: TypeAlias = Literal["off", "track", "album"]
Source: TypeAlias = Literal["tag", "measured", "estimated", "unknown"]

#: dB by which everything is quieter, so that quiet songs can be raised.
HEADROOM = 6.0

#: What a song is taken for of which nothing is known: as loud as much of today's music. Gain in dB.
UNKNOWN_GAIN = -6.0


@dataclass(frozen=True, slots=True)
class Gain:
    """What brings a song, or its album, to −18 LUFS."""

    decibels: float
    peak: float  #: its largest sample, where 1 is full scale
    source: Source

    @property
    def factor(self) -> float:
        """What samples are multiplied by, 0–1."""
        wanted: float = 10 ** ((self.decibels - HEADROOM) / 20)
        return min(wanted, 1.0, 1.0 / self.peak)


def of_track(track: Track) -> Gain:
    """By its loudness alone, as the library knows it: at once, without a look at the file."""
    described = track.descriptors
    if described is None or described.replay_gain is None:
        return Gain(UNKNOWN_GAIN, 1.0, "unknown")
    source: Source = "measured" if described.loudness_measured else "estimated"
    return Gain(described.replay_gain, _linear(described.true_peak), source)


def of_tags(said: GainTags, mode: Mode) -> Gain | None:
    """What the file asks for; of albums None where it says nothing of its album."""
    decibels, peak = (said.album, said.album_peak) if mode == "album" else (said.track, said.track_peak)
    if decibels is None:
        return None
    return Gain(decibels, peak or said.track_peak or 1.0, "tag")


def of_album(songs: Sequence[Track]) -> Gain | None:
    """By the loudness of all its songs: the mean of their power over the time they take. None where that of
    one is not known."""
    gains = [of_track(song) for song in songs]
    if not gains or any(gain.source == "unknown" for gain in gains):
        return None
    lengths = [max(song.info.duration, 1.0) for song in songs]
    power = sum(length * 10 ** (-gain.decibels / 10) for length, gain in zip(lengths, gains, strict=True))
    source: Source = "measured" if all(gain.source == "measured" for gain in gains) else "estimated"
    return Gain(-10 * log10(power / sum(lengths)), max(gain.peak for gain in gains), source)


def find(context: JobContext, db: Database, ids: Sequence[int], mode: Mode) -> dict[int, Gain]:
    """The gains of these songs: by their tags, else by their loudness. Of an album first by the tag of the
    album, then by its songs, then by the song alone."""
    gains: dict[int, Gain] = {}
    for track in tracks.get_many(db, ids):
        context.check_cancelled()
        said = _said(track)
        gain = of_tags(said, mode)
        if gain is None and mode == "album":
            gain = of_album(_album(db, track)) or of_tags(said, "track")
        gains[track.id] = gain or of_track(track)
    return gains


def _said(track: Track) -> GainTags:
    if not track.has_file or track.away:
        return GainTags()
    try:
        return tags.gains(track.path)
    except OrganizerError as error:  # the player says what is wrong with the file
        log.info("no gain can be read from %s: %s", printable(track.path), error)
        return GainTags()


def _album(db: Database, track: Track) -> list[Track]:
    """The songs of its album: of the same album artist, and without one, of the same folder."""
    album, artist = track.tags.text("album"), track.tags.text("album_artist")
    if not album:
        return []
    rows = db.read().execute("SELECT id FROM tracks WHERE album = ?", (column(track.tags.album),))
    songs = tracks.get_many(db, [row[0] for row in rows])
    songs = [song for song in songs if song.tags.text("album_artist") == artist]
    folder = os.path.dirname(track.path)
    return songs if artist else [song for song in songs if os.path.dirname(song.path) == folder]


def _linear(true_peak: float | None) -> float:
    """A true peak in dBTP as a factor of full scale; 1 where it is not known."""
    return 1.0 if true_peak is None else max(10 ** (true_peak / 20), 1e-6)
