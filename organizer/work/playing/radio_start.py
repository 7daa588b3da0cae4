"""What a radio needs to know of the library: read once, when it starts."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Sequence

import numpy as np

from organizer.analysis.playing import radio as space
from organizer.analysis.playing.radio import Rules, Taste
from organizer.base.arrangement import Space
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.folding import SEPARATOR, fold
from organizer.base.language import plural, tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import fingerprints, radio_history
from organizer.library.plays import records
from organizer.library.storage.database import Database
from organizer.work.analysis.analyzing import fingerprint_version
from organizer.work.analysis.embedding import embed_if_any
from organizer.work.arranging import recommending
from organizer.work.arranging.grouping import Points
from organizer.work.jobs import JobContext
from organizer.work.playing.radio import Mask, Material, Radio

#: "Nothing twice in a day", in seconds.
DAY = 24 * 3600.0
#: Songs skipped in so many days, the latest of them, push songs like them away from the start.
_SKIPS_DAYS, _SKIPS = 30, 20
#: What skips, plays and the rating of a song add to its weight, as logarithms, and all at most.
_SKIP, _PLAY, _STARS, _MOST_LEANING = 1.0, 0.3, 2.0, 3.0
#: Half stars that are neither good nor bad.
_MIDDLE = 5.0
#: Two files of one artist and title are one recording if their lengths differ by less, in seconds.
_SAME_LENGTH = 4.0
#: Seeds that are tried before none is said to have been analyzed.
_TRIED = 50


def start(
    context: JobContext,
    db: Database,
    seeds: Sequence[int],
    rules: Rules,
    *,
    seed: int = 0,
    now: float | None = None,
    again: bool = False,
) -> Radio:
    """A radio from these songs (track ids). ``again``: what was played today may come again.

    Raises ``UsageError`` where no seed can be compared with others. Long with many songs: O(n).
    """
    if not len(seeds):
        raise UsageError(tr("no song is named that the radio could start from"), remedy=tr("choose one"))
    points = _points(db, seeds)
    context.check_cancelled()
    artists, recordings, playable = _about(db, points.ids)
    context.check_cancelled()
    moment = time.time() if now is None else now
    today, leaning, taste = _known(db, points.ids, moment)
    if again:
        today[:] = False
    material = Material(
        points.ids,
        space.songs_of(points.matrix, artists),
        recordings,
        playable,
        today,
        leaning,
        taste,
        _Copies(db, points.ids).is_copy,
    )
    return Radio(material, seeds, rules, seed=seed)


def available(db: Database) -> IntArray:
    """The songs whose files are there. shape=(k,)"""
    rows = db.read().execute("SELECT id FROM tracks WHERE available ORDER BY id")
    return np.array([row[0] for row in rows], np.int64)


def name_of(titles: Sequence[str], count: int) -> str:
    """ "Radio: Title and 2 more" """
    if not titles:
        return tr("Radio: songs")
    if count <= 1:
        return tr("Radio: {title}", title=titles[0])
    return plural("Radio: {title} and {n} more", "Radio: {title} and {n} more", count - 1, title=titles[0])


def _points(db: Database, seeds: Sequence[int]) -> Points:
    """The songs that the seeds can be compared with."""
    ids, matrix = embed_if_any(db)
    if np.isin(seeds, ids).any():  # also while all songs are analyzed anew by a newer ear
        return Points(ids, matrix, Space())
    problem: OrganizerError | None = None
    for seed in list(dict.fromkeys(seeds))[:_TRIED]:
        try:
            return recommending.places(db, seed)
        except OrganizerError as error:
            problem = problem or error
    assert problem is not None
    if len(seeds) > 1:
        raise UsageError(
            tr("none of these songs was analyzed yet"), remedy=tr("analyze them first")
        ) from problem
    raise problem


def _about(db: Database, ids: IntArray) -> tuple[list[tuple[int, ...]], IntArray, Mask]:
    """Of each song its artists and its recording, as numbers, and whether its file is there."""
    artists: list[tuple[int, ...]] = [()] * len(ids)
    recordings = np.arange(len(ids), dtype=np.int64)
    playable = np.zeros(len(ids), bool)
    row_of = {track_id: row for row, track_id in enumerate(ids.tolist())}
    numbers: dict[str, int] = {}
    sounds: dict[str, int] = {}
    titled: dict[tuple[str, str], list[tuple[float, int]]] = {}
    rows = db.read().execute(
        "SELECT t.id, COALESCE(NULLIF(t.artist, ''), t.album_artist), t.title, t.duration, t.audio_hash, "
        "t.available FROM tracks t ORDER BY t.id"
    )
    for track_id, artist, title, duration, sound, available in rows:
        row = row_of.get(track_id)
        if row is None:
            continue
        folded = fold(artist) if artist else ""
        playable[row] = bool(available)
        if folded:
            own = [numbers.setdefault(name, len(numbers)) for name in folded.split(SEPARATOR) if name.strip()]
            artists[row] = tuple(own)
        if sound:
            recordings[row] = sounds.setdefault(sound, row)
        if folded and title:
            titled.setdefault((folded, fold(title)), []).append((float(duration), row))
    for same in titled.values():
        same.sort()
    _join(recordings, titled.values())
    return artists, recordings, playable


def _join(recordings: IntArray, titled: Iterable[list[tuple[float, int]]]) -> None:
    """Let songs of one title that are as long, given with their lengths in order, be one recording."""
    same: dict[int, int] = {}  # recording: another one that it is the same as

    def of(row: int) -> int:
        number = int(recordings[row])
        while number in same:
            number = same[number]
        return number

    for listed in titled:
        for (length, row), (longer, other) in itertools.pairwise(listed):
            if longer - length < _SAME_LENGTH and of(row) != of(other):
                same[of(other)] = of(row)
    for row in np.flatnonzero(np.isin(recordings, list(same))).tolist():
        recordings[row] = of(row)


def _known(db: Database, ids: IntArray, now: float) -> tuple[Mask, FloatArray, Taste]:
    """What was played today, how much each song is wanted by what is known of it, and what was skipped lately
    in a radio, as a taste to start with."""
    known = records.load(db)
    there = np.isin(known.ids, ids)
    rows = np.searchsorted(ids, known.ids[there])
    today = np.isin(ids, radio_history.played_since(db, now - DAY))
    today[rows] |= known.last_played[there] >= now - DAY  # False for NaN
    own = _PLAY * np.log1p(known.plays[there]) - _SKIP * np.log1p(known.skips[there])
    own += _STARS * (np.nan_to_num(known.rating[there], nan=_MIDDLE) - _MIDDLE) / _MIDDLE
    leaning = np.zeros(len(ids), np.float32)
    leaning[rows] = np.clip(own, -_MOST_LEANING, _MOST_LEANING)
    skipped = radio_history.skipped_since(db, now - _SKIPS_DAYS * DAY)
    lately = np.searchsorted(ids, skipped[np.isin(skipped, ids)])[-_SKIPS:]
    return today, leaning, Taste(skipped=tuple(lately.tolist()))


class _Copies:
    """Tells by fingerprints whether songs are the same recording; each is read when it is asked for."""

    def __init__(self, db: Database, ids: IntArray) -> None:
        self._db, self._ids = db, ids

    def is_copy(self, song: int, others: IntArray) -> bool:
        """Whether a song is the same recording as one of the others. All are rows."""
        from organizer.analysis.ear.fingerprint import Fingerprint, match

        ids = [int(self._ids[row]) for row in (song, *others)]
        stored = fingerprints.of_songs(self._db, ids, fingerprint_version())

        def taken(track_id: int) -> Fingerprint | None:
            try:
                one = Fingerprint.from_bytes(stored[track_id])
            except (KeyError, ValueError):  # not taken yet, or damaged: the search for duplicates mends it
                return None
            return one if one.codes.size else None

        own = taken(ids[0])
        if own is None:
            return False
        return any((other := taken(i)) is not None and match(own, other) is not None for i in ids[1:])
