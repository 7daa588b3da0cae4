"""What an evaluation measured, as values. ``evaluating`` makes it, ``evaluation_words`` says it."""

from __future__ import annotations

from dataclasses import dataclass

#: The lists that are judged: the 5 nearest by their labels, the 10 nearest by who is in them how often.
NEAREST, OCCURRENCE = 5, 10
#: The songs with most of a word that are looked at; fewer where fewer are known to be so.
WORD_TOP = 10
#: How sure suggestions must be to be judged: four in five are to be right.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Neighbours:
    """One kind of neighbour lists, judged by labels; 0–1."""

    precision: float  #: of the 5 nearest, mean over the labels
    accuracy: float  #: share of songs whose label most of the 5 nearest carry


@dataclass(frozen=True, slots=True)
class Recommenders:
    """Two recommenders beside each other: the nearest songs, and the most typical ones of a song's group."""

    groups: int  #: that the second one draws from
    neighbours: float  #: precision, mean over the labels, 0–1
    clusters: float
    neighbours_songs: float  #: the same, mean over the songs
    clusters_songs: float
    neighbours_reach: float  #: share of the songs that are ever recommended
    clusters_reach: float
    overlap: float  #: share of the songs that both name


@dataclass(frozen=True, slots=True)
class Labels:
    """How well songs of one label lie together."""

    kind: str  #: "genre", "folder", or the path of a table
    songs: int  #: with a label
    unlabelled: int  #: left out
    unmatched: int  #: rows of the table whose file the library does not have or has not analyzed
    labels: int
    unreachable: tuple[str, ...]  #: left out of the means: no neighbour could carry these (one song only)
    scored: int  #: songs whose label others carry too
    asked: int  #: of these, the songs whose neighbours were looked up
    plain: Neighbours
    shipped: Neighbours
    best: float  #: the highest precision that the sizes of the labels allow
    chance: float  #: the precision of neighbours drawn by lot
    agreement: float  #: adjusted mutual information of KMeans and labels
    grouped: tuple[int, int]  #: songs and labels that it was measured on
    each: tuple[
        tuple[str, int, float], ...
    ]  #: label, songs, precision of the lists as shipped; largest first
    recommenders: Recommenders | None = None


@dataclass(frozen=True, slots=True)
class Hubs:
    """How evenly songs turn up in the lists of the 10 nearest."""

    songs: int
    skewness: float
    orphans: float  #: share of songs in nobody's list
    shipped_skewness: float
    shipped_orphans: float


@dataclass(frozen=True, slots=True)
class Map:
    """The current map, on the songs as they are now."""

    rows: int
    columns: int
    toroidal: bool
    songs: int
    quantization_error: float
    topographic_error: float
    edge_share: float
    overlap: float  #: share of the 10 nearest songs that are among the 10 nearest on the map


@dataclass(frozen=True, slots=True)
class Truth:
    """Tempo and key against the ground truth. An answer that was not given is a wrong one; 0–1."""

    rows: int
    unmatched: int
    tempo_songs: int
    tempo_answered: int
    acc1: float
    acc2: float
    first_two: float  #: the tempo or its first alternative is right
    key_songs: int
    key_answered: int
    key_score: float
    key_score_answered: float  #: of the songs that got a key


@dataclass(frozen=True, slots=True)
class WordScore:
    """A word for sound against what the person's own tags or labels say."""

    word: str
    source: str  #: where it is known from: "genre", "mood", "date" or "label"
    songs: int  #: of which something is known there
    so: int  #: of these, the songs that are so
    auc: float  #: how often one that is so has a higher number than one that is not
    precision: float  #: of the ten songs with most of it, the share that is so; of fewer where ``so`` is less
    recall: float  #: of the songs that are so, the share that has the word
    precision_of_search: float | None  #: of the songs that have the word, the share that is so
    trusted: bool  #: whether it can be relied on in this library


@dataclass(frozen=True, slots=True)
class Share:
    """Of tagged songs whose tag was hidden: how many got a suggestion, and of how many it was right."""

    songs: int
    covered: int
    right: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far suggestions at 80 % or more can be relied on, by songs that the confidence was not learnt
    from."""

    field: str  #: "genre" or "mood"
    values: int  #: that can be suggested
    every: Share
    new_artists: Share  #: as if nothing by their artists were tagged


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All of it. What could not be measured is None, and ``notes`` says why."""

    songs: int
    dimensions: int
    same_artist: bool  #: whether songs by one artist count as each other's neighbours
    without_artist: int  #: songs that the artist filter knows nothing of
    labels: Labels | None
    hubs: Hubs
    map: Map | None
    truth: Truth | None
    notes: tuple[str, ...]
    features: tuple[str, ...] = ()  #: numbers that songs were compared by; empty: by ear
    words: tuple[WordScore, ...] = ()  #: words for sound of which enough is known, the best first
    suggestions: tuple[Reliability, ...] = ()  #: of genre and mood, where enough songs are tagged
