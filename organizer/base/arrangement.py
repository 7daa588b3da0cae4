"""How songs are laid out: what they are compared by, groups, map, playlists. Frozen, plain values.

Apart from ``model``, which every list of songs needs: a window opens before it needs these.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from organizer.base.model import FloatArray, IntArray, Track

#: Between the words of a name that the program made.
NAME_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Space:
    """What songs are compared by: the ear's vector, or chosen numbers, and of which songs."""

    features: tuple[str, ...] = ()  #: empty: the ear's vector; of what is below ``query`` counts, and HDBSCAN
    #: looks at ``components`` axes of it
    scale: str = "standard"  #: "standard", "minmax", "robust" or "none"
    components: int | None = None  #: principal axes that are kept
    weights: tuple[tuple[str, float], ...] = ()  #: of features, after scaling; 1 where not named
    query: str = ""  #: the songs that take part; empty: all


#: The space of the ear.
EAR = Space()


@dataclass(frozen=True, slots=True)
class Wish:
    """How groups are asked for."""

    method: str = "kmeans"
    k: int | None = None  #: None: to be chosen
    space: Space = EAR
    seed: int = 0
    sort_all: bool = True  #: give songs that HDBSCAN leaves out to the nearest group
    smallest: int | None = None  #: songs that a group of HDBSCAN has at least; None: to be chosen


@dataclass(frozen=True, slots=True)
class Group:
    """A set of songs that sound alike."""

    number: int
    name: str
    size: int
    typical: tuple[int, ...] = ()  #: ids of the songs nearest to the centre, nearest first
    named: bool = False  #: a person gave the name
    locked: bool = False  #: stays as it is when groups are made again
    playlist: str = ""  #: name of the playlist that songs which join the group are added to


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups of one clustering, as stored."""

    method: str
    seed: int
    groups: tuple[Group, ...]
    centers: FloatArray  #: shape=(k, d), in the space that songs are compared in
    space: Space = EAR
    pins: tuple[tuple[int, int], ...] = ()  #: songs that a person put into a group: (track id, number)
    unsorted: tuple[int, ...] = ()  #: ids of songs that were left out of every group on purpose
    k: int | None = None  #: the number of groups that was asked for; None: found
    lost: tuple[str, ...] = ()  #: playlists whose groups are gone, until it was said that they grow no more
    noise: float | None = None  #: share of songs that HDBSCAN found in no dense region
    smallest: int | None = None  #: songs that a group of HDBSCAN was asked to have at least
    provisional: bool = False  #: made while songs were still to be analyzed, and made again when they are
    words: bool = False  #: its names were made when a network had words for its songs


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """Songs clustered anew, for a person to take or leave."""

    made: Grouping  #: how; without groups
    ids: IntArray  #: shape=(n,), ascending
    numbers: IntArray  #: shape=(n,), 0 … for each; −1 for none, and for songs of locked groups
    sureness: FloatArray  #: shape=(n,), 0–1, NaN where the method does not say
    left: bool = False  #: a person did not want it
    rename: bool = False  #: names that no person gave are made anew


@dataclass(frozen=True, slots=True, eq=False)
class NamedIsland:
    """An island of the map, as it was named last."""

    name: str
    songs: IntArray  #: ids, ascending
    group: int | None = None  #: number of the group that it shows, whose name it has


@dataclass(frozen=True, slots=True)
class MusicMap:
    """A trained self-organizing map and where each song lives on it."""

    rows: int
    columns: int
    toroidal: bool
    seed: int
    feature_version: int
    codebook: FloatArray  #: shape=(rows * columns, d), in the space of the embedding
    track_ids: IntArray = field(repr=False)  #: shape=(n,)
    cells: IntArray = field(repr=False)  #: shape=(n,), the cell that each track lies in
    names: tuple[str, ...] = ()  #: name of each cell in plain words, "" when empty
    quantization_error: float = 0.0
    topographic_error: float = 0.0
    trained_on: int = 0  #: number of songs the codebook was trained on
    library_size: int = 0  #: songs in the library when it was trained
    space: Space = EAR  #: what the songs are compared by: the ear, or numbers
    chosen: bool = False  #: a person chose these numbers; otherwise the library decides
    #: Where each track lies, row and column, cell (r, c) from (r, c) to (r + 1, c + 1): shape=(n, 2); None
    #: where the cell alone is known, as on maps of earlier versions.
    places: FloatArray | None = field(default=None, repr=False)
    made_of: str = ""  #: tells whether a map was trained on the same songs in the same space
    #: Row and column that a torus is cut at to be shown; None: where it is emptiest.
    cut: tuple[int, int] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        return self.rows, self.columns


@dataclass(frozen=True, slots=True)
class Missing:
    """A song that a playlist names and that the library lacks: what the list says of it."""

    path: str  #: where it would be here; an address on the web stays one
    written: str = ""  #: as the list names it
    title: str = ""
    artist: str = ""
    album: str = ""
    duration: float = 0.0  #: seconds; 0 when unknown
    audio_hash: str = ""  #: of its sound, where the list told it
    number: int = 0  #: in the library; 0 where it is not stored

    @property
    def label(self) -> str:
        """ "Artist - Title", the title alone, the name of the file, or an address as it is."""
        written = self.written or self.path
        name = self.title or (written if "://" in written else written.replace("\\", "/").rpartition("/")[2])
        return f"{self.artist} - {name}" if self.artist else name


@dataclass(frozen=True, slots=True)
class Playlist:
    """An ordered list of songs with a name. " / " in the name stands between folders of playlists."""

    name: str
    tracks: tuple[Track, ...]
    missing: tuple[
        tuple[int, Missing], ...
    ] = ()  #: songs that are not there, each with its place in the whole

    @property
    def entries(self) -> tuple[Track | Missing, ...]:
        """All songs in their order, those that are missing at their places."""
        listed: list[Track | Missing] = list(self.tracks)
        for place, missing in sorted(self.missing, key=lambda one: one[0]):
            listed.insert(place, missing)
        return tuple(listed)

    @property
    def duration(self) -> float:
        """Seconds in all."""
        return sum(track.info.duration for track in self.tracks)
