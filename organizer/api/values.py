"""What a library answers in Python: frozen values and numpy arrays.

Songs are named by their ids, which stay theirs as long as they are in the library. Arrays are copies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from organizer.base.model import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Song:
    """A song, with what lists show of it."""

    id: int
    title: str
    artist: str
    album: str
    genre: tuple[str, ...]
    date: str  #: as its tags have it: "1971", "1971-05-02"; "" without
    seconds: float  #: 0 where not known
    bpm: float | None  #: of the tags, else estimated
    key: str  #: the same: "Am", "F#"; "" where not known
    group: int | None  #: number of the stored group that it is in
    rating: float | None  #: stars, 0 to 5 in halves
    plays: int
    available: bool  #: it has a file, and that is there
    path: str | None  #: of its file, as ``os.fsdecode`` gives it; None: a song of a table


@dataclass(frozen=True, slots=True)
class SimilarSong:
    """A song that is like others, and why."""

    song: Song
    distance: float  #: locally scaled: 0 the same, 1 unlike
    shares: Mapping[str, float]  #: aspect ("timbre", "rhythm" …) or number → its share in the likeness, 0–1


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Songs as rows of numbers."""

    ids: IntArray = field(repr=False)  #: shape=(n,), ascending
    names: tuple[str, ...]  #: of the columns
    values: npt.NDArray[np.float64] = field(repr=False)  #: shape=(n, len(names))


@dataclass(frozen=True, slots=True)
class Group:
    """Songs that sound alike."""

    number: int
    name: str  #: what sets them apart, in plain words, or as a person named it
    size: int
    typical: tuple[int, ...]  #: ids of songs near its middle, the nearest first


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """All songs that can be compared, and the group of each."""

    method: str  #: "kmeans", "gmm", "ward", "hdbscan" or "som"
    groups: tuple[Group, ...]
    ids: IntArray = field(repr=False)  #: shape=(n,), ascending
    labels: IntArray = field(repr=False)  #: shape=(n,), the number of the song's group, −1 for none
    points: FloatArray = field(repr=False)  #: shape=(n, d), what was clustered
    features: tuple[str, ...] = ()  #: the numbers that songs were compared by; empty: by ear


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """How good groups are. −1 of ``labels`` is left out of everything."""

    silhouette: float | None  #: mean of ``silhouettes``; None where there are no two groups
    silhouettes: FloatArray = field(
        repr=False
    )  #: shape=(n,), −1 astray, 0 between, 1 well inside; NaN where not judged
    of_groups: Mapping[int, float]  #: number of a group → mean silhouette of its songs
    inertia: float  #: squared distances of songs to the middle of their group, added up
    unsorted: int  #: songs in no group
    ami: float | None  #: adjusted mutual information of groups and labels: 0 as by chance, 1 the same
    purity: float | None  #: share of songs with the commonest label of their group
    names: tuple[str, ...]  #: of the labels, the commonest first
    table: IntArray  #: shape=(number of groups, len(names)), songs of a group with a label


@dataclass(frozen=True, slots=True, eq=False)
class Map:
    """The self-organizing map, and where songs lie on it. Cell number c is at row c // columns, column
    c % columns, and reaches one unit right and down; where ``toroidal`` is true opposite edges meet."""

    rows: int
    columns: int
    toroidal: bool
    names: tuple[str, ...] = field(repr=False)  #: of each cell in plain words, "" when empty
    ids: IntArray = field(repr=False)  #: shape=(n,), ascending
    cells: IntArray = field(repr=False)  #: shape=(n,), the cell of each song
    places: FloatArray = field(repr=False)  #: shape=(n, 2), x and y, in cells
    codebook: FloatArray = field(repr=False)  #: shape=(rows * columns, d), each cell as a point among songs
    u_matrix: FloatArray = field(repr=False)  #: shape=(rows, columns), mean distance to the cells beside it
    quantization_error: float  #: mean distance of songs to their nearest cell
    topographic_error: float  #: share of songs whose two nearest cells are not neighbours, 0–1
    features: tuple[str, ...] = ()  #: the numbers that songs are compared by; empty: by ear


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A named part of the map."""

    number: int
    name: str
    ids: IntArray = field(repr=False)  #: shape=(n,), ascending
    joined: npt.NDArray[np.bool_] = field(
        repr=False
    )  #: shape=(n,), songs that joined by themselves, as they are like the others


@dataclass(frozen=True, slots=True, eq=False)
class Playlist:
    """A playlist of the library."""

    name: str
    query: str | None  #: of a smart one, the search that it is; None: it was saved
    ids: IntArray | None = field(
        repr=False
    )  #: shape=(n,), in their order; None: its search is not understood any more


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A stretch of a recording."""

    path: str
    rate: int  #: samples a second
    start: float  #: seconds from the beginning of the song
    samples: FloatArray = field(repr=False)  #: shape=(n,), mean of the channels, full scale 1
