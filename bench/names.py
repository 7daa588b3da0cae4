"""Names of islands and groups: can songs be assigned from the names alone?

    python -m bench.names LIBRARY.db …

Each song is given to the name that fits it best by its own tags and descriptors (naive Bayes: a word for a
number is the likelier the further out the song is in the library's order, a genre or decade where the song
carries it, a word of the network where it has it). Right is the island or the group that it is in; mean
over islands, names that fit equally share. With ``--without-genres`` islands and groups are also named as if
nobody had given a genre: without words of the network, and with them.
LIBRARY.db needs a map and groups.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from organizer.analysis.space.naming import Namer  # noqa: E402
from organizer.analysis.space.terms import SEPARATOR, WORDS, Described, decade  # noqa: E402
from organizer.library import maps  # noqa: E402
from organizer.library.overview import Overview, overview  # noqa: E402
from organizer.library.storage.database import Database  # noqa: E402
from organizer.work.analysis.embedding import looked_up  # noqa: E402
from organizer.work.arranging import mapping, place_names  # noqa: E402

Array = npt.NDArray[Any]


def ranks(values: Array) -> Array:
    """Where each value is in the library's order, 0–1; ½ where it is not known."""
    known = np.isfinite(values)
    place = np.full(len(values), 0.5)
    place[known] = (np.argsort(np.argsort(values[known])) + 0.5) / max(known.sum(), 1)
    return place


def likelihood(part: str, songs: Overview, words: Mapping[str, Array]) -> Array:
    """Logarithm of how much likelier a song that is called so is than any: shape=(n,)."""
    has = next((column for word, column in words.items() if word.casefold() == part.casefold()), None)
    if part == "instrumental" and has is not None:
        return carried(has)
    for name, (low, high) in WORDS.items():
        if part in (low, high) and name in songs.descriptors:
            rank = ranks(songs.descriptors[name])
            return np.log(2 * np.clip(rank if part == high else 1 - rank, 0.02, 0.98))
    wanted = part.removeprefix("near ").casefold()
    carries = np.array(
        [
            wanted in {one.casefold() for one in (*genres, *artists, *decade(date))}
            for genres, artists, date in zip(songs.genres, songs.artists, songs.dates, strict=True)
        ]
    )
    if has is not None:
        tagged = carries.any()
        carries |= has & np.array([not (tagged and genres) for genres in songs.genres])
    return carried(carries)


def carried(carries: Array) -> Array:
    """The same of a word that songs carry or do not."""
    share = np.clip(carries.mean(), 0.01, 0.99)
    return (
        np.where(carries, np.log(0.8 / share), np.log(0.2 / (1 - share)))
        if carries.any()
        else np.zeros(len(carries))
    )


def assigned_rightly(
    names: Sequence[str], sets: Sequence[Array], songs: Overview, words: Mapping[str, Array]
) -> float:
    """Share of songs that their own set's name fits best, mean over sets."""
    fits = np.stack(
        [
            np.sum([likelihood(part, songs, words) for part in name.split(SEPARATOR)], axis=0)
            for name in names
        ],
        axis=1,
    )
    best = np.isclose(fits, fits.max(axis=1, keepdims=True))
    return float(np.mean([(best[rows, at] / best[rows].sum(axis=1)).mean() for at, rows in enumerate(sets)]))


def without_genres(
    sets: Sequence[Array], songs: Overview, words: Mapping[str, Array]
) -> tuple[list[str], Overview]:
    """The names that sets would have if no song had a genre, and such songs."""
    untagged = replace(songs, genres=[()] * len(songs.genres))
    described = Described(
        untagged.descriptors, moods=songs.moods, dates=songs.dates, artists=songs.artists, words=words
    )
    return Namer(described).names(sets), untagged


def places(db: Database) -> Iterator[tuple[str, list[str], list[Array], Overview]]:
    """Islands and groups with their names: what they are, names, rows of their songs, and these songs."""
    music_map, grouping = maps.load_map(db), maps.load_grouping(db)
    if music_map is None or grouping is None:
        raise SystemExit(f"{db.path} has no map or no groups")
    songs = overview(db, music_map.track_ids)
    numbers = looked_up(music_map.track_ids, *maps.labels(db))
    groups = [np.flatnonzero(numbers == group.number) for group in grouping.groups]
    yield "groups", [group.name for group in grouping.groups], groups, songs
    islands = mapping.islands(music_map)
    yield "islands", place_names.island_names(db, music_map.track_ids)(islands), islands, songs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("libraries", type=Path, nargs="+")
    parser.add_argument("--without-genres", action="store_true", help="as if no song had a genre")
    options = parser.parse_args()
    for library in options.libraries:
        db = Database(library)
        for kind, names, sets, songs in places(db):
            words = place_names.words_of(db, songs.track_ids)
            report(library.name, kind, names, sets, songs, words)
            for known in ({}, words) if options.without_genres else ():
                made, untagged = without_genres(sets, songs, known)
                about = f"{kind} without genres, {len(known)} words"
                report(library.name, about, made, sets, untagged, words)


def report(
    library: str,
    kind: str,
    names: Sequence[str],
    sets: Sequence[Array],
    songs: Overview,
    words: Mapping[str, Array],
) -> None:
    right = assigned_rightly(names, sets, songs, words)
    print(f"{library}: {len(sets)} {kind}, {right:.0%} right (chance {1 / len(sets):.0%})")
    for name, rows in zip(names, sets, strict=True):
        print(f"  {len(rows):7,}  {name}")


if __name__ == "__main__":
    main()
