"""Songs of the library → what rules cost, as arrays for ``analysis.playing``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.playing import order_costs, wheel
from organizer.analysis.playing.order_costs import Costs, Ramp, Spacing
from organizer.base.model import FloatArray, IntArray
from organizer.library import fingerprints
from organizer.library.overview import ListColumns, identities, list_columns
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import embed_if_any
from organizer.work.playlists.rules import Rules, Slope

#: What two songs cost that should be apart; keys that clash, and where they go before sound; errors of ramps.
_APART, _CLASH, _CLASH_FIRST, _RAMP = 25.0, 1.5, 5.0, 30.0
_SOUND = {"little": 0.4, "normal": 1.0, "much": 2.0}
#: Artists of a song that count.
_ARTISTS = 3
#: What errors of a ramp are measured by at least.
LEAST_RANGE = {"tempo": 8.0, "energy": 0.08}
#: Songs of which nobody knows how long they are, where nobody knows it of any.
USUAL_SECONDS = 240.0
#: A list that rises and falls again is highest at this share of it.
_PEAK = 0.6
#: Copies of a recording that stay in a list come so far from each other at most.
_COPIES_APART = 20


@dataclass(frozen=True, slots=True, eq=False)
class RuleSongs:
    """Songs that a list is made of. Row i of everything is song i; a song that is asked for twice is two."""

    ids: IntArray
    columns: ListColumns
    places: FloatArray  #: in the space of the map, shape=(n, d); 0 for songs that were not analyzed
    analyzed: npt.NDArray[np.bool_]
    keys: IntArray
    recordings: IntArray  #: the same number for copies of one recording


def songs_of(db: Database, ids: IntArray) -> RuleSongs:
    """What is known of these songs. Long with many songs."""
    columns = list_columns(db, ids)
    embedded, matrix = embed_if_any(db)
    rows = np.minimum(np.searchsorted(embedded, ids), max(len(embedded) - 1, 0))
    analyzed = embedded[rows] == ids if len(embedded) else np.zeros(len(ids), bool)
    places = np.zeros((len(ids), matrix.shape[1]), np.float32)
    if analyzed.any():
        places[analyzed] = matrix[rows[analyzed]]
    return RuleSongs(ids, columns, places, analyzed, wheel.numbers(columns.camelot), recordings(db, ids))


def recordings(db: Database, ids: IntArray) -> IntArray:
    """Numbers that are the same for copies of one recording: of one sound, of one title by one artist, or
    alike by their fingerprints, as far as these were taken."""
    from organizer.analysis.ear import fingerprint
    from organizer.analysis.space.fingerprint_search import Index

    unique = np.unique(ids)
    known = identities(db, unique)
    codes = known.recordings.copy()
    index, rows = Index(), []
    for song, data in fingerprints.of_songs(db, unique.tolist(), fingerprint.VERSION).items():
        try:
            print_ = fingerprint.Fingerprint.from_bytes(data)
        except ValueError:
            continue  # the search for duplicates drops it and takes it anew
        if print_.codes.size:
            index.add(print_)
            rows.append(int(np.searchsorted(unique, song)))
    for one, other, _how in index.same() if len(index) > 1 else ():
        codes[codes == codes[rows[other]]] = codes[rows[one]]
    return codes[np.searchsorted(unique, ids)]


def costs_of(songs: RuleSongs, rules: Rules, *, everything: bool) -> Costs:
    """What rules cost for these songs. ``everything``: the list has all of them."""
    nearness: wheel.Nearness = rules.keys or "near"
    clash = (_CLASH_FIRST if rules.keys_first else _CLASH) if rules.keys else 0.0
    steps = order_costs.step_costs(
        songs.places, songs.analyzed, songs.keys, sound=_SOUND[rules.sound], nearness=nearness, key=clash
    )
    return Costs(
        steps,
        tuple(ramps_of(songs, rules, everything=everything).values()),
        tuple(spacings_of(songs, rules).values()),
        np.zeros(len(songs.ids)),
        _lengths(songs.columns.seconds),
        rules.minutes * 60.0 if rules.minutes else None,
    )


def _lengths(seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How long songs are; those of which nobody knows it, as long as most."""
    known = seconds[seconds > 0]
    return np.where(seconds > 0, seconds, np.median(known) if len(known) else USUAL_SECONDS)


def ramps_of(songs: RuleSongs, rules: Rules, *, everything: bool) -> dict[str, Ramp]:
    """The ramps that can be used: of numbers that a song has."""
    wanted = (("tempo", rules.tempo, songs.columns.tempo), ("energy", rules.energy, songs.columns.energy))
    return {
        name: _ramp(name, slope, values, everything)
        for name, slope, values in wanted
        if slope is not None and np.isfinite(values).any()
    }


def _ramp(name: str, slope: Slope, values: npt.NDArray[np.float64], everything: bool) -> Ramp:
    low, high = slope.low, slope.high
    known = values[np.isfinite(values)]
    natural = low is None or high is None
    if low is None or high is None:
        low, high = (0.0, 1.0) if everything else np.quantile(known, (0.1, 0.9)).tolist()
    span = float(np.subtract(*np.quantile(known, (0.9, 0.1)))) if natural else high - low
    goal = {
        "rising": ((0.0, low), (1.0, high)),
        "falling": ((0.0, high), (1.0, low)),
        "peak": ((0.0, low), (_PEAK, high), (1.0, low)),
    }[slope.shape]
    return Ramp(values, goal, natural and everything, _RAMP, max(span, LEAST_RANGE[name]))


def spacings_of(songs: RuleSongs, rules: Rules) -> dict[str, Spacing]:
    """What has to be apart: artists, albums, and copies of a recording where these stay."""
    apart: dict[str, Spacing] = {}
    if rules.artist_gap:
        apart["artist"] = Spacing(_codes(songs.columns.artists, _ARTISTS), rules.artist_gap, _APART)
    if rules.album_gap:
        albums = [(album,) if album else () for album in songs.columns.albums]
        apart["album"] = Spacing(_codes(albums, 1), rules.album_gap, _APART)
    count = len(songs.ids)
    if rules.copies and len(np.unique(songs.recordings)) < count:
        gap = max(min(_COPIES_APART, count // 3), 1)
        apart["copies"] = Spacing(songs.recordings[:, None], gap, _APART)
    return apart


def _codes(names: Sequence[tuple[str, ...]], most: int) -> IntArray:
    """Names as numbers, −1 for none; as many columns as are needed."""
    numbers: dict[str, int] = {}
    width = min(max(max(map(len, names), default=1), 1), most)
    codes = np.full((len(names), width), -1, np.int64)
    for row, own in enumerate(names):
        for column, name in enumerate(own[:most]):
            codes[row, column] = numbers.setdefault(name, len(numbers))
    return codes
