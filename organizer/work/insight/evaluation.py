"""What an evaluation measured, as values and in plain words. ``evaluating`` makes it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from organizer.base.errors import printable

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


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it means."""

    name: str
    value: str
    meaning: str


def figures(result: Evaluation) -> list[tuple[str, list[Figure]]]:
    """Everything that was measured, in plain words: sections by their titles."""
    sections = [("Hubs", _of_hubs(result.hubs))]
    if result.labels is not None:
        sections.insert(0, (f"Neighbours and {label_word(result.labels.kind)}s", _of_labels(result.labels)))
    if result.labels is not None and result.labels.recommenders is not None:
        word = label_word(result.labels.kind)
        sections.insert(1, ("Two recommenders", _of_recommenders(result.labels.recommenders, word)))
    if result.map is not None:
        sections.append(("Map", _of_map(result.map)))
    if result.truth is not None:
        sections.append(("Tempo and key", _of_truth(result.truth)))
    if result.words:
        sections.append(("Words for sound", [_of_word(score) for score in result.words]))
    if result.suggestions:
        sections.append(("Suggestions", [_of_suggestions(measured) for measured in result.suggestions]))
    return sections


def circumstances(result: Evaluation) -> list[str]:
    """On which songs it was measured, what was left out and why: a sentence each."""
    what = "songs, by " + ", ".join(result.features) + "," if result.features else "analyzed songs"
    sentences = [f"{result.songs:,} {what} in {result.dimensions} dimensions."]
    labels, hubs, truth = result.labels, result.hubs, result.truth
    if not result.same_artist:
        sentences.append("Neighbours by the same artist are skipped.")
        if result.without_artist:
            sentences.append(f"{result.without_artist:,} songs name no artist and are never skipped.")
    if labels is not None:
        sentences += _of_songs(labels, result.same_artist)
    if hubs.songs < result.songs:
        sentences.append(f"Hubs were counted among {hubs.songs:,} songs drawn from all.")
    if truth is not None and truth.unmatched:
        sentences.append(
            f"{truth.unmatched:,} of {truth.rows:,} songs of known tempo or key are not analyzed here."
        )
    return [*sentences, *result.notes]


def label_word(kind: str) -> str:
    """The word for a label; of a table of labels, "label"."""
    return kind if kind.replace("_", "").isalpha() else "label"


def label_name(kind: str, name: str) -> str:
    """A label for display: of a folder its own name and that of the folder around it."""
    return printable(os.path.join(*name.split("/")[-2:]) if kind == "folder" else name)


def _of_songs(labels: Labels, same_artist: bool) -> list[str]:
    word, scored = label_word(labels.kind), labels.labels - len(labels.unreachable)
    sentences = [
        f"{labels.songs:,} songs with {labels.labels:,} {word}s; {labels.unlabelled:,} without, left out."
    ]
    if labels.unmatched:
        sentences.append(f"{labels.unmatched:,} rows of the table fit no analyzed song.")
    if labels.unreachable:
        shown = ", ".join(label_name(labels.kind, name) for name in labels.unreachable[:5])
        more = ", …" if len(labels.unreachable) > 5 else ""
        why = "have one song only" if same_artist else "have no songs by two artists"
        sentences.append(f"{len(labels.unreachable):,} {word}s {why} and are not scored: {shown}{more}.")
    if labels.asked < labels.scored:
        sentences.append(
            f"Neighbours were looked up for {labels.asked:,} songs, drawn evenly over the {word}s."
        )
    if labels.grouped != (labels.scored, scored):
        songs, kinds = labels.grouped
        sentences.append(f"Groups were compared on {songs:,} songs of {kinds:,} {word}s.")
    return sentences


def _of_labels(labels: Labels) -> list[Figure]:
    word = label_word(labels.kind)
    plain, shipped = labels.plain, labels.shipped
    return [
        Figure(
            f"{NEAREST} nearest",
            f"{NEAREST * shipped.precision:.1f} of {NEAREST}",
            f"Of the {NEAREST} nearest songs, {NEAREST * shipped.precision:.1f} carry the same {word} "
            f"(precision {shipped.precision:.3f}, mean over the {word}s; {plain.precision:.3f} before hubs "
            f"are corrected). Drawn by lot it would be {NEAREST * labels.chance:.1f}, and more than "
            f"{NEAREST * labels.best:.1f} is not possible.",
        ),
        Figure(
            f"{word.capitalize()} guessed",
            f"{shipped.accuracy:.1%}",
            f"So many songs carry the {word} that most of their {NEAREST} nearest carry "
            f"({plain.accuracy:.1%} before hubs are corrected).",
        ),
        Figure(
            "Groups",
            f"{labels.agreement:.3f}",
            f"How far KMeans groups agree with the {word}s: 1 is the same, 0 no more than by chance "
            "(adjusted mutual information).",
        ),
    ]


def _of_recommenders(both: Recommenders, word: str) -> list[Figure]:
    return [
        Figure(
            "From neighbours",
            f"{NEAREST * both.neighbours:.1f} of {NEAREST}",
            f"Of the {NEAREST} nearest songs carry the same {word} (mean over the {word}s; over the songs "
            f"{NEAREST * both.neighbours_songs:.1f}). {both.neighbours_reach:.0%} of the songs are ever "
            "named.",
        ),
        Figure(
            "From groups",
            f"{NEAREST * both.clusters:.1f} of {NEAREST}",
            f"Of the {NEAREST} most typical songs of its group ({both.groups} groups; over the songs "
            f"{NEAREST * both.clusters_songs:.1f}). {both.clusters_reach:.1%} of the songs are ever named: "
            "every song of a group gets the same ones.",
        ),
        Figure(
            "In common",
            f"{both.overlap:.0%}",
            "So many of the songs that one names are named by the other, too.",
        ),
    ]


def _of_hubs(hubs: Hubs) -> list[Figure]:
    return [
        Figure(
            "Hubs",
            f"{hubs.shipped_skewness:.2f}",
            f"How unevenly songs turn up among the {OCCURRENCE} nearest of others: 0 is even, above 1 a few "
            f"are everyone's neighbours (skewness; {hubs.skewness:.2f} before hubs are corrected).",
        ),
        Figure(
            "Orphans",
            f"{hubs.shipped_orphans:.1%}",
            f"So many songs are among nobody's {OCCURRENCE} nearest ({hubs.orphans:.1%} before hubs are "
            "corrected).",
        ),
    ]


def _of_map(map_: Map) -> list[Figure]:
    return [
        Figure(
            "Quantization error",
            f"{map_.quantization_error:.3f}",
            "How far a song lies from its cell on average. Smaller is finer; compare only maps of the same "
            "songs.",
        ),
        Figure(
            "Topographic error",
            f"{map_.topographic_error:.1%}",
            "So many songs have their second-best cell elsewhere than beside the best: there the map is "
            "torn.",
        ),
        Figure(
            "Neighbours on the map",
            f"{map_.overlap:.0%}",
            "So many of the 10 songs nearest to a song are among the 10 nearest on the map; a plane of dots "
            "cannot hold them all.",
        ),
        Figure(
            "Edge",
            f"{map_.edge_share:.2f} ×",
            f"Share of songs in the outermost of the {map_.rows} × {map_.columns} cells over the share of "
            "these cells: 1 when no place is preferred, about 3 on a map that does not wrap around.",
        ),
    ]


def _of_word(score: WordScore) -> Figure:
    where = {"label": "their labels", "date": "their dates"}.get(score.source, f"their {score.source}s")
    has = "" if score.precision_of_search is None else f"; of what it finds {score.precision_of_search:.0%}"
    trust, top = "" if score.trusted else "Not to be relied on here. ", min(score.so, WORD_TOP)
    return Figure(
        score.word,
        f"{score.auc:.2f}" if score.trusted else f"{score.auc:.2f} ?",
        f"{trust}So often one of {score.so:,} songs that are so, by {where}, has more of it than one of "
        f"{score.songs - score.so:,} that are not (AUC). Of the {top} with most of it "
        f"{top * score.precision:.0f} are so. The search finds {score.recall:.0%} of them{has}.",
    )


def _of_suggestions(measured: Reliability) -> Figure:
    every, new = measured.every, measured.new_artists
    meaning = reliability_in_words(measured)
    if new.covered:
        meaning += (
            f" As if nothing by their artists were tagged: {new.covered:,} suggestions, "
            f"{new.right / new.covered:.0%} right."
        )
    elif every.covered:
        meaning += " Without other songs by their artists nothing could be suggested."
    value = f"{every.right / every.covered:.0%}" if every.covered else "none"
    return Figure(f"{measured.field.capitalize()} at {SURE:.0%}", value, meaning)


def reliability_in_words(measured: Reliability) -> str:
    """How far suggestions can be relied on: a sentence."""
    share = measured.every
    lead = f"Of {share.songs:,} tagged songs whose {measured.field} was hidden, and that of their albums"
    if not share.covered:
        return f"{lead}, none got a suggestion at {SURE:.0%} or more."
    return (
        f"{lead}, {share.covered:,} ({share.covered / share.songs:.0%}) got a suggestion at {SURE:.0%} or "
        f"more, and {share.right / share.covered:.0%} of these were right."
    )


def _of_truth(truth: Truth) -> list[Figure]:
    sentences = []
    if truth.tempo_songs:
        sentences += [
            Figure(
                "Tempo",
                f"{truth.acc1:.1%}",
                f"So many of {truth.tempo_songs:,} songs have the right tempo within 4 % (Acc1; answered for "
                f"{truth.tempo_answered:,}, no answer is wrong).",
            ),
            Figure(
                "Tempo or its multiple",
                f"{truth.acc2:.1%}",
                "So many, when half, double, a third or three times the tempo counts as right (Acc2).",
            ),
            Figure(
                "Tempo or its first alternative",
                f"{truth.first_two:.1%}",
                "So many have the right tempo within 4 % among the first two that the song panel shows.",
            ),
        ]
    if truth.key_songs:
        sentences.append(
            Figure(
                "Key",
                f"{truth.key_score:.3f}",
                f"Mean score of {truth.key_songs:,} songs: 1 for the right key, ½ for its fifth, 0.3 for the "
                f"relative, 0.2 for the parallel key (MIREX weights). Answered for "
                f"{truth.key_answered:,}, where it is {truth.key_score_answered:.3f}.",
            )
        )
    return sentences
