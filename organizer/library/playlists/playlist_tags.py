"""Songs of the library for what a list says of a song: artist, title, album and length, or its name alone."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from organizer.base.arrangement import Missing
from organizer.base.folding import SEPARATOR, fold
from organizer.library.storage.database import Database

#: A song is taken for the one that a list names when it is as sure as this, and proposed from the second on.
SURE, POSSIBLE = 0.8, 0.4

#: How much each agreement says, from nothing to 1; see ``docs/playlists.md``.
_ARTIST, _NO_ARTIST = 0.8, 0.45
_SAME_LENGTH, _OTHER_LENGTH = 0.15, -0.35
_SAME_ALBUM, _OTHER_ALBUM = 0.05, -0.05
_FROM_NAME = 0.95  #: of what is read from a file's name, not from what the list says
_SEVERAL = 0.6  #: of each of several that fit as well
_NEAR = 2.5  #: seconds that lengths of one recording differ by at most
_FAR = 6.0  #: and from which on they are two
_AT_ONCE = 5_000

_NUMBER = re.compile(r"^(?:disc\s*)?\d{1,3}(?:[-.]\d{1,3})?[\s._-]+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """A song that a list may mean."""

    track_id: int
    sure: float  #: 0 to 1
    others: int = 0  #: songs that fit as well


@dataclass(frozen=True, slots=True)
class _Song:
    track_id: int
    artist: str
    album: str
    duration: float
    audio_hash: str
    away: bool


def find(db: Database, wanted: Iterable[Missing], check: Callable[[], None]) -> dict[Missing, Match]:
    """The song of the library that fits each of these best, where one fits at all. ``check`` is called now
    and then, and may raise."""
    readings = {one: list(_readings(one)) for one in wanted}
    titles = {title for each in readings.values() for _, title, _ in each}
    songs = _by_title(db, sorted(titles), check)
    matches = {}
    for one, each in readings.items():
        check()
        scored = [
            (_score(one, artist, song) * weight, song)
            for artist, title, weight in each
            for song in songs.get(title, ())
        ]
        if (match := _best(scored)) is not None:
            matches[one] = match
    return matches


def agreement(said: Missing, artist: str, title: str, duration: float) -> float | None:
    """How far what a list says of a song and what the song says agree, 0 to 1; None where the list says
    nothing."""
    if not said.title:
        return None
    if fold(said.title) != fold(title):
        return 0.0
    folded = _Song(0, fold(artist), "", duration, "", False)
    return _score(said, fold(said.artist), folded)


def _best(scored: Sequence[tuple[float, _Song]]) -> Match | None:
    best = max((score for score, _ in scored), default=0.0)
    if best < POSSIBLE:
        return None
    top = [song for score, song in scored if score > best - 0.02]
    top.sort(key=lambda song: (song.away, song.track_id))
    chosen = top[0]
    recordings = {song.audio_hash or f"#{song.track_id}" for song in top}
    others = len(recordings) - 1
    return Match(chosen.track_id, best * _SEVERAL if others else best, others)


def _score(said: Missing, artist: str, song: _Song) -> float:
    if not artist:
        score = _NO_ARTIST
    elif artist == song.artist or artist in song.artist.split(fold(SEPARATOR)):
        score = _ARTIST
    else:
        return 0.0
    if said.duration and song.duration:
        apart = abs(said.duration - song.duration)
        score += _SAME_LENGTH if apart <= _NEAR else _OTHER_LENGTH if apart > _FAR else 0.0
    if said.album and song.album:
        score += _SAME_ALBUM if fold(said.album) == song.album else _OTHER_ALBUM
    return min(max(score, 0.0), 0.99)


def _readings(said: Missing) -> Iterator[tuple[str, str, float]]:
    """Artist and title that are meant, folded, and how much they weigh."""
    if said.title:
        yield fold(said.artist), fold(said.title), 1.0
        if not said.artist and " - " in said.title:
            artist, _, title = said.title.partition(" - ")
            yield fold(artist), fold(title), 1.0
        return
    parts = [part for part in re.split(r"[\\/]", said.written or said.path) if part]
    if not parts:
        return
    stem = os.path.splitext(parts[-1])[0]
    bare = _NUMBER.sub("", stem).replace("_", " ").strip()
    for title in dict.fromkeys((bare or stem, stem)):
        yield "", fold(title), _FROM_NAME
    words = [word.strip() for word in bare.split(" - ") if word.strip()]
    if len(words) > 1:
        yield fold(words[0]), fold(words[-1]), _FROM_NAME
        yield fold(words[-2]), fold(words[-1]), _FROM_NAME
    if len(parts) > 2:  # Artist/Album/01 Title
        yield fold(parts[-3]), fold(bare or stem), _FROM_NAME
        title = words[-1] if words else bare
        yield fold(parts[-3]), fold(title), _FROM_NAME


def _by_title(db: Database, titles: Sequence[str], check: Callable[[], None]) -> Mapping[str, list[_Song]]:
    songs: dict[str, list[_Song]] = defaultdict(list)
    for start in range(0, len(titles), _AT_ONCE):
        check()
        rows = db.read().execute(
            """SELECT f.title, f.track_id, f.artist, f.album, t.duration, t.audio_hash, t.away, f.album_artist
               FROM folded f JOIN tracks t ON t.id = f.track_id
               WHERE t.origin = 'file' AND f.title IN (SELECT value FROM json_each(?)) AND f.title != ''""",
            (json.dumps(titles[start : start + _AT_ONCE]),),
        )
        for title, track_id, artist, album, duration, audio_hash, away, album_artist in rows:
            song = _Song(
                track_id, artist or album_artist, album, duration or 0.0, audio_hash or "", bool(away)
            )
            songs[title].append(song)
    return songs
