"""Names of islands and groups: can songs be assigned from the names alone?

    python -m bench.names LIBRARY.db …

Each song is given to the name that fits it best by its own tags and descriptors (naive Bayes: a word for a
number is the likelier the further out the song is in the library's order, a genre or decade where the song
carries it). Right is the island or the group that it is in; mean over islands, names that fit equally share.
LIBRARY.db needs a map and groups.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from organizer.analysis.space.terms import SEPARATOR, WORDS, decade  # noqa: E402
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


def likelihood(part: str, songs: Overview) -> Array:
    """Logarithm of how much likelier a song that is called so is than any: shape=(n,)."""
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
    share = np.clip(carries.mean(), 0.01, 0.99)
    return (
        np.where(carries, np.log(0.8 / share), np.log(0.2 / (1 - share)))
        if carries.any()
        else np.zeros(len(carries))
    )


def assigned_rightly(names: Sequence[str], sets: Sequence[Array], songs: Overview) -> float:
    """Share of songs that their own set's name fits best, mean over sets."""
    fits = np.stack(
        [np.sum([likelihood(part, songs) for part in name.split(SEPARATOR)], axis=0) for name in names],
        axis=1,
    )
    best = np.isclose(fits, fits.max(axis=1, keepdims=True))
    return float(np.mean([(best[rows, at] / best[rows].sum(axis=1)).mean() for at, rows in enumerate(sets)]))


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
    for library in parser.parse_args().libraries:
        db = Database(library)
        for kind, names, sets, songs in places(db):
            right = assigned_rightly(names, sets, songs)
            print(f"{library.name}: {len(sets)} {kind}, {right:.0%} right (chance {1 / len(sets):.0%})")
            for name, rows in zip(names, sets, strict=True):
                print(f"  {len(rows):7,}  {name}")


if __name__ == "__main__":
    main()
