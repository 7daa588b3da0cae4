"""How well the ear does on this library: neighbours, groups, map, and tempo and key where the truth is known.

Everything is measured on the songs as they stand in the axes of the library. Labels are for judging only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import Space
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.library import labels as label_kinds
from organizer.library import maps, tracks
from organizer.library.files import file_rows
from organizer.library.overview import Overview, overview
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import embed, evenly, looked_up
from organizer.work.arranging.grouping import Points, points, try_out, usual_space
from organizer.work.insight import suggesting, word_scores
from organizer.work.insight.evaluation import (
    NEAREST,
    OCCURRENCE,
    Evaluation,
    Hubs,
    Labels,
    Map,
    Neighbours,
    Recommenders,
    Truth,
)
from organizer.work.insight.truth import match, read_table
from organizer.work.jobs import JobContext, WorkerPool, run_bounded

#: Up to so many songs each one is asked for its neighbours; of more, so many are drawn.
_ALL, _DRAWN = 10_000, 1_000
#: Songs and labels that KMeans is compared on, songs that the errors of the map are measured on.
_GROUPED, _GROUPED_LABELS, _PLACED = 20_000, 100, 20_000
#: Songs whose neighbours on the map are looked at.
_ON_MAP = 500
_STEPS = 4


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """What to evaluate. Without a label it is the genre, where there are genres."""

    label: str | None = None
    same_artist: bool = True
    tempo_key: str | None = None
    seed: int = 0
    space: Space | None = None  #: what songs are compared by, and which; None: as the library is laid out


def evaluate(context: JobContext, db: Database, options: EvaluationOptions) -> Evaluation:
    """Measure everything that can be measured.

    In a library of more than 10,000 songs neighbours are asked of 1,000 songs, drawn so that every label
    has its share, among all; hubs are counted among 10,000 drawn songs. Raises ``UsageError`` for a
    label that cannot be used and ``OrganizerError`` where there are too few songs.
    """
    context.report(0, _STEPS, tr("Reading"))
    placed = _songs(context, db, options.space)
    ids, matrix = placed.ids, placed.matrix
    if len(ids) <= NEAREST:
        raise _too_few(len(ids))
    seen = overview(db, ids)
    paths = {row[file_rows.ID]: path for path, row in file_rows.known_files(db).items()}
    songs = {paths[i]: i for i in ids.tolist() if i in paths}
    apart = None if options.same_artist else _artists(seen)
    notes: list[str] = []
    rng = np.random.default_rng(options.seed)

    _step(context, 1, tr("Comparing neighbours"))
    names, unmatched = label_names(db, options.label or "genre", ids, songs)
    labels: Labels | None = None
    try:
        groups = _groups(context, db, placed, options.seed)
        labelled = _labelled(names, options.label or "genre", apart)
        labels = _judge(labelled, matrix, groups, unmatched=unmatched, seed=options.seed, rng=rng)
    except UsageError as error:
        if options.label is not None:
            raise
        notes.append(str(error))

    _step(context, 2, tr("Counting hubs"))
    hubs = _hubs(matrix, apart, rng)

    _step(context, 3, tr("Measuring the map"))
    map_ = _map(db, placed, notes)
    truth = None if options.tempo_key is None else _truth(db, options.tempo_key, songs)
    by_label = None if options.label in (None, "genre") else [os.path.basename(name) for name in names]
    words = word_scores.scores(db, ids, seen, by_label)
    suggestions = () if placed.space.features else suggesting.reliabilities(context, db)
    context.report(_STEPS, _STEPS, "")
    return Evaluation(
        len(ids),
        matrix.shape[1],
        options.same_artist,
        0 if options.same_artist else sum(not artists for artists in seen.artists),
        labels,
        hubs,
        map_,
        truth,
        tuple(notes),
        placed.space.features,
        words,
        suggestions,
    )


def _step(context: JobContext, step: int, what: str) -> None:
    context.check_cancelled()
    context.report(step, _STEPS, what)


def _too_few(songs: int) -> OrganizerError:
    return OrganizerError(
        plural(
            "only {n} song is analyzed or in tables, too few to have {nearest} neighbours each",
            "only {n} songs are analyzed or in tables, too few to have {nearest} neighbours each",
            songs,
            nearest=NEAREST,
        ),
        remedy=tr("add music until there are at least {nearest}, better a few dozen", nearest=NEAREST + 1),
    )


def evaluate_apart(context: JobContext, library: str, options: EvaluationOptions) -> Evaluation:
    """The same in a process of its own, so that nothing of it holds up a window; cancelled at once."""
    with WorkerPool(1, nice=0) as pool:  # somebody waits for it
        context.report(0, 0, tr("Measuring the quality"))
        for _, outcome in run_bounded(context, pool, _evaluate_there, [(library, options)], limit=1):
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        raise RuntimeError("the worker gave no answer")


def _evaluate_there(task: tuple[str, EvaluationOptions]) -> Evaluation:
    library, options = task
    with Database(library) as db:
        return evaluate(JobContext(), db, options)


def _songs(context: JobContext, db: Database, space: Space | None) -> Points:
    """The songs to be judged, as they are compared."""
    if space is None:
        space = usual_space(db)
    if space.features or space.query:
        return points(context, db, space)
    return Points(*embed(context, db), space)


def _groups(context: JobContext, db: Database, songs: Points, seed: int) -> IntArray:
    """The group of each song: those of the library, else groups that are made for this alone."""
    numbers = looked_up(songs.ids, *maps.labels(db))
    if (numbers >= 0).sum() < len(numbers) / 2:
        part = evenly(len(songs.ids), _ALL)
        numbers = np.full(len(songs.ids), -1, np.int64)
        numbers[part] = try_out(context, db, songs, method="kmeans", seed=seed, rows=part)
    return numbers


def label_names(db: Database, kind: str, ids: IntArray, songs: Mapping[str, int]) -> tuple[list[str], int]:
    """The label of each song, "" where there is none, and how many rows of a table fit no song."""
    if kind in label_kinds.KINDS or not (os.path.exists(kind) or os.path.splitext(kind)[1]):
        return label_kinds.of(db, ids, kind), 0
    table = read_table(kind, "label")
    matched = match(table, songs)
    label_of: dict[int, str] = {}
    for song, row in zip(matched, table.rows, strict=True):
        if song is not None:
            label_of.setdefault(song, row.get("label", ""))
    return [label_of.get(i, "") for i in ids.tolist()], matched.count(None)


def _artists(seen: Overview) -> IntArray:
    """A number for each artist, of several the first; songs of nobody have each their own."""
    names = [names[0].strip().casefold() if names else f"\0{i}" for i, names in enumerate(seen.artists)]
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _hubs(matrix: npt.NDArray[Any], apart: IntArray | None, rng: np.random.Generator) -> Hubs:
    """How unevenly songs are named as neighbours, among some of them."""
    from organizer.analysis.judging import quality

    n = len(matrix)
    part = np.arange(n) if n <= _ALL else np.sort(rng.choice(n, _ALL, replace=False))
    lists = quality.neighbour_lists(
        matrix[part], np.arange(len(part)), n=OCCURRENCE, apart=None if apart is None else apart[part]
    )
    plain, shipped = (quality.hubness(near, len(part)) for near in lists)
    return Hubs(len(part), *plain, *shipped)


@dataclass(frozen=True, slots=True, eq=False)
class _Labelled:
    """The songs that have a label."""

    kind: str
    rows: IntArray  #: shape=(n,), their rows among all songs
    codes: IntArray  #: shape=(n,), the number of each one's label
    names: list[str]  #: of the labels
    sizes: IntArray  #: songs of each label
    apart: IntArray | None  #: shape=(n,), numbers of artists, who are no neighbours of themselves
    ceiling: npt.NDArray[Any]  #: shape=(n,), the precision that each song could have
    askable: npt.NDArray[np.bool_]  #: labels that any song can be a neighbour by


def _labelled(names: list[str], kind: str, apart: IntArray | None) -> _Labelled:
    """Raises ``UsageError`` when the labels are too few to judge by."""
    from organizer.analysis.judging import quality

    folded = [name.casefold() if kind != "folder" else name for name in names]
    rows = np.flatnonzero([bool(name) for name in names])
    if not len(rows):
        raise UsageError(
            tr("no song has a label of the kind “{kind}”", kind=kind),
            remedy=tr("choose genre, folder or a table whose files are in the library and analyzed"),
        )
    _, first, codes, sizes = np.unique(
        np.array([folded[i] for i in rows]), return_index=True, return_inverse=True, return_counts=True
    )
    codes = codes.astype(np.int64)
    shown = [names[rows[i]] for i in first]
    filtered = None if apart is None else apart[rows]
    ceiling = quality.reachable(NEAREST, codes, apart=filtered)
    askable = np.bincount(codes, weights=ceiling) > 0
    if askable.sum() < 2 or len(rows) <= NEAREST:
        raise UsageError(
            tr(
                "{songs} songs with {labels} labels of the kind “{kind}” are too few to judge by",
                songs=len(rows),
                labels=len(shown),
                kind=kind,
            ),
            remedy=tr("two labels with two songs each are needed, and more than {n} songs", n=NEAREST)
            if apart is None
            else tr(
                "two labels with two songs each are needed, and more than {n} songs, by different artists",
                n=NEAREST,
            ),
        )
    return _Labelled(kind, rows, codes, shown, sizes, filtered, ceiling, askable)


def _judge(
    songs: _Labelled,
    matrix: npt.NDArray[Any],
    groups: IntArray,
    *,
    unmatched: int,
    seed: int,
    rng: np.random.Generator,
) -> Labels:
    """Do the neighbours and the groups of songs carry their labels?"""
    from organizer.analysis.judging import quality

    codes, sizes, askable = songs.codes, songs.sizes, songs.askable
    points = matrix[songs.rows]
    queries = scored = np.flatnonzero(askable[codes])
    if len(codes) > _ALL:
        queries = _drawn(queries, codes, _DRAWN, rng)
    lists = quality.neighbour_lists(points, queries, n=NEAREST, apart=songs.apart)
    of_queries = codes[queries]
    hits = [quality.hits(near, codes, queries) for near in lists]
    judged = []
    for near, shares in zip(lists, hits, strict=True):
        right = (quality.vote(near, codes) == of_queries).astype(np.float64)
        judged.append(Neighbours(quality.macro(shares, of_queries), _weighted(right, of_queries, sizes)))
    compared = _compared_with_groups(songs, scored, rng)
    means = np.bincount(of_queries, weights=hits[1], minlength=len(sizes)) / np.maximum(
        np.bincount(of_queries, minlength=len(sizes)), 1
    )
    order = [i for i in np.argsort(-sizes, kind="stable") if (of_queries == i).any()]
    return Labels(
        kind=songs.kind,
        songs=len(codes),
        unlabelled=len(matrix) - len(codes),
        unmatched=unmatched,
        labels=len(songs.names),
        unreachable=tuple(songs.names[i] for i in np.flatnonzero(~askable)),
        scored=len(scored),
        asked=len(queries),
        plain=judged[0],
        shipped=judged[1],
        best=quality.macro(songs.ceiling[queries], of_queries),
        chance=quality.macro((sizes[of_queries] - 1) / (len(codes) - 1), of_queries),
        agreement=quality.grouping_agreement(points[compared], codes[compared], seed=seed),
        grouped=(len(compared), len(np.unique(codes[compared]))),
        each=tuple((songs.names[i], int(sizes[i]), float(means[i])) for i in order),
        recommenders=_recommenders(points, groups[songs.rows], queries, codes, lists[1], songs.apart),
    )


def _compared_with_groups(songs: _Labelled, scored: IntArray, rng: np.random.Generator) -> IntArray:
    """Those of the scored songs on which groups are compared with labels: of the largest labels, drawn."""
    if songs.askable.sum() > _GROUPED_LABELS:
        largest = np.argsort(np.where(songs.askable, -songs.sizes, 1), kind="stable")[:_GROUPED_LABELS]
        scored = scored[np.isin(songs.codes[scored], largest)]
    if len(scored) > _GROUPED:
        scored = np.sort(rng.choice(scored, _GROUPED, replace=False))
    return scored


def _recommenders(
    points: npt.NDArray[Any],
    groups: IntArray,
    queries: IntArray,
    codes: IntArray,
    nearest: IntArray,
    apart: IntArray | None,
) -> Recommenders:
    """Neighbours and groups as recommenders: does what they name carry the label, and do they reach all?"""
    from organizer.analysis.judging import quality, recommend

    typical = recommend.from_clusters(points, groups, queries, n=nearest.shape[1], apart=apart)
    of_queries, hits = codes[queries], [quality.hits(near, codes, queries) for near in (nearest, typical)]
    return Recommenders(
        len(np.unique(groups[groups >= 0])),
        quality.macro(hits[0], of_queries),
        quality.macro(hits[1], of_queries),
        float(hits[0].mean()),
        float(hits[1].mean()),
        recommend.coverage(nearest, len(points)),
        recommend.coverage(typical, len(points)),
        recommend.overlap(nearest, typical),
    )


def _drawn(queries: IntArray, codes: IntArray, most: int, rng: np.random.Generator) -> IntArray:
    """``most`` of the queries, a song of each label in turn, so that small labels are asked too."""
    shuffled = rng.permutation(queries)
    by_label = np.argsort(codes[shuffled], kind="stable")
    sorted_codes = codes[shuffled][by_label]
    starts = np.flatnonzero(np.diff(sorted_codes, prepend=-1))
    place = np.empty(len(shuffled), np.int64)
    place[by_label] = np.arange(len(shuffled)) - np.repeat(starts, np.diff(starts, append=len(shuffled)))
    return np.sort(shuffled[np.argsort(place, kind="stable")[:most]])


def _weighted(values: np.ndarray, codes: IntArray, sizes: IntArray) -> float:
    """Mean over the songs of the library, from queries that were drawn label by label."""
    drawn = np.bincount(codes, minlength=len(sizes))
    means = np.bincount(codes, weights=values, minlength=len(sizes)) / np.maximum(drawn, 1)
    weights = np.where(drawn > 0, sizes, 0)
    return float((means * weights).sum() / weights.sum())


def _map(db: Database, songs: Points, notes: list[str]) -> Map | None:
    from organizer.analysis.judging import fidelity, quality
    from organizer.analysis.space import landscape

    current, matrix = maps.load_map(db), songs.matrix
    if current is None:
        notes.append(tr("There is no map yet: build one with “organizer map” or in the window."))
        return None
    cells = looked_up(songs.ids, current.track_ids, current.cells)
    rows = np.flatnonzero(cells >= 0)
    same = replace(current.space, query="") == replace(songs.space, query="")
    if not same or current.codebook.shape[1] != matrix.shape[1] or not len(rows):
        notes.append(
            tr(
                "The map was made for other songs, by other numbers or by an earlier ear: rebuild it to "
                "measure it."
            )
        )
        return None
    share = quality.edge_share(cells[rows], rows=current.rows, columns=current.columns)
    on_map = looked_up(songs.ids[rows], current.track_ids, np.arange(len(current.track_ids)))
    overlap = fidelity.overlap(
        matrix[rows],
        landscape.places(current)[on_map],
        evenly(len(rows), _ON_MAP),
        size=current.shape if current.toroidal else None,
    )
    rows = rows[evenly(len(rows), _PLACED)]
    return Map(
        current.rows,
        current.columns,
        current.toroidal,
        len(rows),
        quality.quantization_error(current.codebook, matrix[rows]),
        quality.topographic_error(
            current.codebook,
            matrix[rows],
            rows=current.rows,
            columns=current.columns,
            toroidal=current.toroidal,
        ),
        share,
        overlap,
    )


def _truth(db: Database, path: str, songs: Mapping[str, int]) -> Truth:
    from organizer.analysis.judging import quality

    table = read_table(path, "bpm", "key")
    matched = match(table, songs)
    by_id = {
        track.id: track.descriptors for track in tracks.get_many(db, {i for i in matched if i is not None})
    }
    tempo: list[tuple[bool, bool, bool, bool]] = []
    key: list[tuple[bool, float]] = []
    for number, (song, row) in enumerate(zip(matched, table.rows, strict=True), start=2):
        descriptors = None if song is None else by_id.get(song)
        if descriptors is None:
            continue
        try:
            if row.get("bpm"):
                bpm = _tempo(row["bpm"])
                right = quality.tempo_right(descriptors.tempo, bpm)
                offered = quality.tempo_offered(descriptors.tempo, descriptors.tempo_alternatives, bpm)
                tempo.append((descriptors.tempo is not None, *right, offered))
            if row.get("key"):
                key.append((descriptors.key is not None, quality.key_score(descriptors.key, row["key"])))
        except ValueError as error:
            raise UsageError(
                tr("line {number}: {reason}", number=number, reason=error),
                path=path,
                remedy=tr("write tempo as 92.5 and key as C, f#, Bbm"),
            ) from error
    if not tempo and not key:
        raise UsageError(
            tr("no song of the table is in the library and analyzed"),
            path=path,
            remedy=tr("add its songs first; files are found by their path or their name"),
        )
    answered_keys = [score for answered, score in key if answered]
    return Truth(
        len(table.rows),
        matched.count(None),
        len(tempo),
        sum(row[0] for row in tempo),
        _mean([row[1] for row in tempo]),
        _mean([row[2] for row in tempo]),
        _mean([row[3] for row in tempo]),
        len(key),
        len(answered_keys),
        _mean([score for _, score in key]),
        _mean(answered_keys),
    )


def _tempo(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = 0.0
    if not 0 < value < 10_000:
        raise ValueError(tr("“{text}” is no tempo", text=text))
    return value


def _mean(values: list[float] | list[bool]) -> float:
    return float(np.mean(values)) if values else 0.0
