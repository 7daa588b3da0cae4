"""What an evaluation found, as values and in plain words. ``evaluating`` makes it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from organizer.base.errors import printable

#: The lists that are judged: the 5 nearest by their labels, the 10 nearest by who is in them how often.
NEAREST, OCCURRENCE = 5, 10


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
    unmatched: int  #: rows of the table whose file the library does not have or has not heard
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
    """The standing map, on the songs as they are now."""

    rows: int
    columns: int
    toroidal: bool
    songs: int
    quantization_error: float
    topographic_error: float
    edge_share: float


@dataclass(frozen=True, slots=True)
class Truth:
    """Tempo and key against the ground truth. An answer that was not given is a wrong one; 0–1."""

    rows: int
    unmatched: int
    tempo_songs: int
    tempo_answered: int
    acc1: float
    acc2: float
    key_songs: int
    key_answered: int
    key_score: float
    key_score_answered: float  #: of the songs that got a key


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


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it means."""

    name: str
    value: str
    meaning: str


def figures(found: Evaluation) -> list[tuple[str, list[Figure]]]:
    """Everything that was measured, in plain words: sections by their titles."""
    sections = [("Hubs", _of_hubs(found.hubs))]
    if found.labels is not None:
        sections.insert(0, (f"Neighbours and {label_word(found.labels.kind)}s", _of_labels(found.labels)))
    if found.labels is not None and found.labels.recommenders is not None:
        word = label_word(found.labels.kind)
        sections.insert(1, ("Two recommenders", _of_recommenders(found.labels.recommenders, word)))
    if found.map is not None:
        sections.append(("Map", _of_map(found.map)))
    if found.truth is not None:
        sections.append(("Tempo and key", _of_truth(found.truth)))
    return sections


def circumstances(found: Evaluation) -> list[str]:
    """On which songs it was measured, what was left out and why: a sentence each."""
    what = "songs, by " + ", ".join(found.features) + "," if found.features else "analyzed songs"
    said = [f"{found.songs:,} {what} in {found.dimensions} dimensions."]
    labels, hubs, truth = found.labels, found.hubs, found.truth
    if not found.same_artist:
        said.append("Neighbours by the same artist are skipped.")
        if found.without_artist:
            said.append(f"{found.without_artist:,} songs name no artist and are never skipped.")
    if labels is not None:
        said += _of_songs(labels, found.same_artist)
    if hubs.songs < found.songs:
        said.append(f"Hubs were counted among {hubs.songs:,} songs drawn from all.")
    if truth is not None and truth.unmatched:
        said.append(
            f"{truth.unmatched:,} of {truth.rows:,} songs of known tempo or key are not analyzed here."
        )
    return [*said, *found.notes]


def label_word(kind: str) -> str:
    """The word for a label; of a table of labels, "label"."""
    return kind if kind.replace("_", "").isalpha() else "label"


def label_name(kind: str, name: str) -> str:
    """A label for display: of a folder its own name and that of the folder around it."""
    return printable(os.path.join(*name.split("/")[-2:]) if kind == "folder" else name)


def _of_songs(labels: Labels, same_artist: bool) -> list[str]:
    word, scored = label_word(labels.kind), labels.labels - len(labels.unreachable)
    said = [
        f"{labels.songs:,} songs with {labels.labels:,} {word}s; {labels.unlabelled:,} without, left out."
    ]
    if labels.unmatched:
        said.append(f"{labels.unmatched:,} rows of the table fit no analyzed song.")
    if labels.unreachable:
        shown = ", ".join(label_name(labels.kind, name) for name in labels.unreachable[:5])
        more = ", …" if len(labels.unreachable) > 5 else ""
        why = "have one song only" if same_artist else "have no songs by two artists"
        said.append(f"{len(labels.unreachable):,} {word}s {why} and are not scored: {shown}{more}.")
    if labels.asked < labels.scored:
        said.append(f"Neighbours were looked up for {labels.asked:,} songs, drawn evenly over the {word}s.")
    if labels.grouped != (labels.scored, scored):
        songs, kinds = labels.grouped
        said.append(f"Groups were compared on {songs:,} songs of {kinds:,} {word}s.")
    return said


def _of_labels(found: Labels) -> list[Figure]:
    word = label_word(found.kind)
    plain, shipped = found.plain, found.shipped
    return [
        Figure(
            f"{NEAREST} nearest",
            f"{NEAREST * shipped.precision:.1f} of {NEAREST}",
            f"Of the {NEAREST} nearest songs, {NEAREST * shipped.precision:.1f} carry the same {word} "
            f"(precision {shipped.precision:.3f}, mean over the {word}s; {plain.precision:.3f} before hubs "
            f"are corrected). Drawn by lot it would be {NEAREST * found.chance:.1f}, and more than "
            f"{NEAREST * found.best:.1f} is not possible.",
        ),
        Figure(
            f"{word.capitalize()} guessed",
            f"{shipped.accuracy:.1%}",
            f"So many songs carry the {word} that most of their {NEAREST} nearest carry "
            f"({plain.accuracy:.1%} before hubs are corrected).",
        ),
        Figure(
            "Groups",
            f"{found.agreement:.3f}",
            f"How far KMeans groups agree with the {word}s: 1 is the same, 0 no more than by chance "
            "(adjusted mutual information).",
        ),
    ]


def _of_recommenders(found: Recommenders, word: str) -> list[Figure]:
    return [
        Figure(
            "From neighbours",
            f"{NEAREST * found.neighbours:.1f} of {NEAREST}",
            f"Of the {NEAREST} nearest songs carry the same {word} (mean over the {word}s; over the songs "
            f"{NEAREST * found.neighbours_songs:.1f}). {found.neighbours_reach:.0%} of the songs are ever "
            "named.",
        ),
        Figure(
            "From groups",
            f"{NEAREST * found.clusters:.1f} of {NEAREST}",
            f"Of the {NEAREST} most typical songs of its group ({found.groups} groups; over the songs "
            f"{NEAREST * found.clusters_songs:.1f}). {found.clusters_reach:.1%} of the songs are ever named: "
            "every song of a group gets the same ones.",
        ),
        Figure(
            "In common",
            f"{found.overlap:.0%}",
            "So many of the songs that one names are named by the other, too.",
        ),
    ]


def _of_hubs(found: Hubs) -> list[Figure]:
    return [
        Figure(
            "Hubs",
            f"{found.shipped_skewness:.2f}",
            f"How unevenly songs turn up among the {OCCURRENCE} nearest of others: 0 is even, above 1 a few "
            f"are everyone's neighbours (skewness; {found.skewness:.2f} before hubs are corrected).",
        ),
        Figure(
            "Orphans",
            f"{found.shipped_orphans:.1%}",
            f"So many songs are among nobody's {OCCURRENCE} nearest ({found.orphans:.1%} before hubs are "
            "corrected).",
        ),
    ]


def _of_map(found: Map) -> list[Figure]:
    return [
        Figure(
            "Quantization error",
            f"{found.quantization_error:.3f}",
            "How far a song lies from its cell on average. Smaller is finer; compare only maps of the same "
            "songs.",
        ),
        Figure(
            "Topographic error",
            f"{found.topographic_error:.1%}",
            "So many songs have their second-best cell elsewhere than beside the best: there the map is "
            "torn.",
        ),
        Figure(
            "Edge",
            f"{found.edge_share:.2f} ×",
            f"Share of songs in the outermost of the {found.rows} × {found.columns} cells over the share of "
            "these cells: 1 when no place is preferred, about 3 on a map that does not wrap around.",
        ),
    ]


def _of_truth(found: Truth) -> list[Figure]:
    said = []
    if found.tempo_songs:
        said += [
            Figure(
                "Tempo",
                f"{found.acc1:.1%}",
                f"So many of {found.tempo_songs:,} songs have the right tempo within 4 % (Acc1; answered for "
                f"{found.tempo_answered:,}, no answer is wrong).",
            ),
            Figure(
                "Tempo or its multiple",
                f"{found.acc2:.1%}",
                "So many, when half, double, a third or three times the tempo counts as right (Acc2).",
            ),
        ]
    if found.key_songs:
        said.append(
            Figure(
                "Key",
                f"{found.key_score:.3f}",
                f"Mean score of {found.key_songs:,} songs: 1 for the right key, ½ for its fifth, 0.3 for the "
                f"relative, 0.2 for the parallel key (MIREX weights). Answered for "
                f"{found.key_answered:,}, where it is {found.key_score_answered:.3f}.",
            )
        )
    return said
