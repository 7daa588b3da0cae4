"""The questions of the lessons, answered from the library at hand, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from organizer.analysis.judging.crosstab import crosstab
from organizer.base.descriptors import readable
from organizer.base.errors import LibraryError, OrganizerError
from organizer.base.language import number, plural, tr
from organizer.base.model import IntArray, Track
from organizer.library import labels, maps, measures, tracks
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import looked_up
from organizer.work.arranging import group_labels, grouping, place_names
from organizer.work.arranging.grouping import Points
from organizer.work.insight.answer_words import of_map, of_parts
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.structure.parts import Structure

#: Fewer songs than this have no groups to speak of.
FEWEST = 10
#: Starts of KMeans that are compared, and groups that it is asked for.
_STARTS, _GROUPS = 10, 4
#: Songs that are looked at; of more, so many are drawn.
_MOST = 5_000
#: The shortest recording that has parts worth telling, in seconds.
_SHORTEST = 20.0
#: How long a song usually is, and recordings that are tried until one has a part that returns.
_USUAL, _TRIED = 150.0, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library says."""

    text: str
    reason: str
    figures: tuple[tuple[str, str], ...] = ()  #: name and value


def answer(context: JobContext, db: Database, key: str, *, track_id: int | None = None) -> Answer:
    """The answer to the question of the lesson ``key``; ``track_id``: the song to look at, where one is.

    Raises ``LibraryError`` with what to do, where the library has too little to answer from.
    """
    if not tracks.has_songs(db):
        raise LibraryError(
            tr("the library is empty, so there is nothing to answer from"),
            remedy=tr("add music, or the demo songs: “organizer demo songs”, then “organizer add songs”"),
        )
    if key == "structure":
        return _structure(context, db, track_id)
    return _ANSWERS[key](context, db)


def _songs(context: JobContext, db: Database) -> Points:
    """What the answers are computed from: the songs of the groups' space, else of the usual one."""
    current = maps.load_grouping(db)
    space = current.space if current is not None and grouping.has_features(db, current.space) else None
    try:
        songs = grouping.points(context, db, space or grouping.usual_space(db))
    except LibraryError as error:
        raise LibraryError(
            tr("no song is analyzed yet, and no table has numbers"),
            remedy=tr("let the songs be analyzed (F6)"),
        ) from error
    if len(songs.ids) < FEWEST:
        raise LibraryError(
            plural(
                "{n} song can be compared, too few to fall into groups",
                "{n} songs can be compared, too few to fall into groups",
                len(songs.ids),
            ),
            remedy=tr("add music until there are at least {fewest}, or try the demo songs", fewest=FEWEST),
        )
    return songs


def _part(songs: Points, seed: int = 0) -> npt.NDArray[np.float64]:
    rows = np.arange(len(songs.ids))
    if len(rows) > _MOST:
        rows = np.sort(np.random.default_rng(seed).choice(len(rows), _MOST, replace=False))
    return np.asarray(songs.matrix[rows], np.float64)


def _groups(context: JobContext, db: Database, songs: Points) -> tuple[IntArray, dict[int, str], bool]:
    """The group of each song, their names, and whether they are the library's own."""
    current = maps.load_grouping(db)
    if current is not None and len(current.groups) > 1:
        numbers = looked_up(songs.ids, *maps.labels(db))
        if (numbers >= 0).any():
            return numbers, {group.number: group.name for group in current.groups}, True
    numbers = grouping.try_out(context, db, songs, method="kmeans", k=min(_GROUPS, len(songs.ids) // 3))
    members = [np.flatnonzero(numbers == number) for number in range(int(numbers.max()) + 1)]
    return numbers, dict(enumerate(place_names.namer(db, songs.ids).names(members))), False


def _clustering(context: JobContext, db: Database) -> Answer:
    from organizer.analysis.judging import group_quality

    songs = _songs(context, db)
    numbers, names, own = _groups(context, db, songs)
    apart = group_quality.silhouettes(songs.matrix, numbers)
    if apart is None:
        raise LibraryError(tr("there is one group only"), remedy=tr("ask for two or more groups"))
    best = int(np.nanargmax(apart.of_groups))
    measured = [name for name in measures.telling(db) if name != "excerpt_start"]
    values = measures.load(db, songs.ids, measured)
    rows = np.flatnonzero(numbers == best)
    differences = ", ".join(
        _difference(name, deviation)
        for name, deviation in group_quality.differences(values, measured, rows)[:3]
        if abs(deviation) >= 0.2
    )
    name = names.get(best, str(best))
    if differences:
        text = plural(
            "“{name}”, {n} song: {differences} than all songs have.",
            "“{name}”, {n} songs: {differences} than all songs have.",
            len(rows),
            name=name,
            differences=differences,
        )
    else:
        text = plural(
            "“{name}”, {n} song: it differs in hardly anything from all songs.",
            "“{name}”, {n} songs: it differs in hardly anything from all songs.",
            len(rows),
            name=name,
        )
    why = [
        tr(
            "Its songs are nearest to each other, measured against the next group: the mean silhouette of "
            "the group is {own}, of all groups {all}. σ is the deviation of all songs.",
            own=number(apart.of_groups[best], 2),
            all=number(apart.mean, 2),
        )
    ]
    if not own:
        why.append(tr("Groups were made for this answer; make your own to see other ones."))
    return Answer(
        text,
        " ".join(why),
        tuple(
            (tr("silhouette of {name}", name=names.get(group, str(group))), number(value, 2))
            for group, value in enumerate(apart.of_groups)
            if np.isfinite(value)
        ),
    )


def _difference(name: str, deviation: float) -> str:
    sigma = f"{deviation:+.1f} σ"
    if deviation > 0:
        return tr("more {name} ({sigma})", name=readable(name), sigma=sigma)
    return tr("less {name} ({sigma})", name=readable(name), sigma=sigma)


def _kmeans(context: JobContext, db: Database) -> Answer:
    from sklearn.metrics import adjusted_mutual_info_score

    from organizer.analysis.space.group_methods import kmeans

    points = _part(_songs(context, db))
    k = min(_GROUPS, len(points) // 3)
    runs = []
    for seed in range(_STARTS):
        context.report(seed, _STARTS, tr("Starting KMeans elsewhere"))
        context.check_cancelled()
        labels_, _ = kmeans(seed, starts=1)(points, k)
        middles = np.stack([points[labels_ == g].mean(axis=0) for g in range(int(labels_.max()) + 1)])
        runs.append((float(np.square(points - middles[labels_]).sum()), labels_))
    runs.sort(key=lambda entry: entry[0])
    best, worst = runs[0][0], runs[-1][0]
    alike = [adjusted_mutual_info_score(runs[0][1], other) for _, other in runs[1:]]
    same = 1 + sum(value > 0.999 for value in alike)
    if same == _STARTS:
        text = tr("Yes: all {starts} starts end in the same {groups} groups.", starts=_STARTS, groups=k)
        why = tr("Clear heaps draw the centres to them from anywhere.")
    else:
        text = plural(
            "No: of {starts} starts {n} ends in the best {groups} groups, the others elsewhere.",
            "No: of {starts} starts {n} end in the best {groups} groups, the others elsewhere.",
            same,
            starts=_STARTS,
            groups=k,
        )
        why = tr(
            "Where the songs are one cloud, there are many ways to cut it that are nearly as good. So never "
            "trust a single start."
        )
    share = number(100 * (worst / best - 1.0) if best > 0 else 0.0, 1)
    end = tr("The worst start ends at an inertia {share}% above the best one.", share=share)
    return Answer(
        text,
        f"{end} {why}",
        (
            (tr("lowest inertia"), number(best, 1)),
            (tr("highest inertia"), number(worst, 1)),
            (tr("mean agreement with the best (AMI)"), number(_unsigned(np.mean(alike)), 2)),
        ),
    )


def _unsigned(value: float) -> float:
    """Without the sign of a zero."""
    return round(float(value), 4) + 0.0


def _count(context: JobContext, db: Database) -> Answer:
    from organizer.analysis.space.groups import judge

    points = _part(_songs(context, db))
    count = judge(points, report=grouping.reporter(context, tr("Judging")))
    if not count.tried:
        raise LibraryError(tr("there are too few different songs to judge"), remedy=tr("add other songs"))
    best = count.silhouette[count.tried.index(count.proposal)]
    sure = (
        tr("They lie well apart (silhouette {value}).", value=number(best, 2))
        if best >= 0.5
        else tr("They lie apart, with blurred borders (silhouette {value}).", value=number(best, 2))
        if best >= 0.25
        else tr(
            "That is not sure at all: they are ways to cut one cloud (silhouette {value}).",
            value=number(best, 2),
        )
    )
    proposed = plural(
        "{n} group is proposed, of 2 to {most}.",
        "{n} groups are proposed, of 2 to {most}.",
        count.proposal,
        most=count.tried[-1],
    )
    sentences = [proposed, sure]
    if count.note:
        sentences.insert(1, f"({count.note})")
    if count.elbow:
        sentences.insert(-1, tr("The inertia bends at {groups}.", groups=count.elbow))
    why = [
        tr(
            "The silhouette compares the distance of each song to its own group with that to the next one; "
            "the elbow is where another group stops to help much. Where the two differ, neither is wrong: "
            "take what is useful."
        )
    ]
    steady = count.stability[count.tried.index(count.proposal)] if count.stability else None
    if steady is not None:
        why.append(
            tr(
                "Made from random halves of the songs, the groups agree to {value} (1 is the same).",
                value=number(_unsigned(steady), 2),
            )
        )
    if count.sample:
        why.append(f"({count.sample})")
    return Answer(
        " ".join(sentences),
        " ".join(why),
        tuple(
            (plural("silhouette of {n} group", "silhouette of {n} groups", k), number(s, 2))
            for k, s in zip(count.tried, count.silhouette, strict=True)
        ),
    )


def _table(context: JobContext, db: Database) -> Answer:
    from organizer.analysis.judging import group_quality

    songs = _songs(context, db)
    numbers, names, own = _groups(context, db, songs)
    genres = labels.of(db, songs.ids, "genre")
    agreement = group_quality.agreement(numbers, genres)
    if agreement is None or len(agreement.names) < 2:
        raise LibraryError(
            tr("the songs have no two genres to compare the groups with"),
            remedy=tr("import a table with genres, tag your songs, or try the demo songs"),
        )
    table = crosstab(numbers, genres, sorted(names))
    enough = max(3, len(songs.ids) // 50)
    counts, shares = table.counts, table.of_label
    rows = [r for r in range(len(table.labels)) if table.labels[r] and counts[r].sum() >= enough]
    rows = rows or [r for r in range(len(table.labels)) if table.labels[r]]
    home = max(rows, key=lambda r: float(shares[r].max()))
    group = int(shares[home].argmax())
    name = names.get(table.groups[group], group_labels.NO_LABEL)
    ami = number(_unsigned(agreement.ami), 2)
    verdict = (
        tr("Hardly: groups and genres agree to {ami} (0 as by chance, 1 the same).", ami=ami)
        if agreement.ami < 0.1
        else tr("Somewhat: groups and genres agree to {ami} (0 as by chance, 1 the same).", ami=ami)
        if agreement.ami < 0.4
        else tr("Yes, mostly: groups and genres agree to {ami} (0 as by chance, 1 the same).", ami=ami)
    )
    most = tr(
        "Most at home in one group is {genre}: {share}% of its songs are in “{group}”.",
        genre=table.labels[home],
        share=round(100 * float(shares[home, group])),
        group=name,
    )
    why = [
        tr(
            "The groups know nothing of genres: where they agree, the genre shows in the numbers. Where they "
            "do not, genres say who plays and for whom rather than how it sounds, or the numbers leave out "
            "what makes the genre."
        )
    ]
    if not own:
        why.append(tr("Groups were made for this answer."))
    purity = tr("{share}%", share=round(100 * agreement.purity))
    return Answer(
        f"{verdict} {most}",
        " ".join(why),
        (
            (tr("agreement (AMI)"), number(_unsigned(agreement.ami), 3)),
            (tr("songs that carry the commonest genre of their group"), purity),
            (tr("genres"), number(len(agreement.names))),
            (tr("songs with a genre"), number(agreement.songs)),
        ),
    )


def _structure(context: JobContext, db: Database, track_id: int | None) -> Answer:
    from organizer.work.analysis import structuring

    best: tuple[Track, Structure] | None = None
    for song in _recordings(db, track_id):
        try:
            structure = structuring.find_structure(context, song.path, duration=song.info.duration)
        except OrganizerError:
            continue
        if best is None or len(structure.starts) > len(best[1].starts):
            best = song, structure
        if len(structure.names) > len(set(structure.names)):  # something returns
            break
    if best is None:
        raise LibraryError(
            tr("there is no recording of 20 seconds or more that could be analyzed"),
            remedy=tr("add music files; songs of tables have no sound"),
        )
    return Answer(*of_parts(*best))


def _recordings(db: Database, track_id: int | None) -> list[Track]:
    """The song that is meant, if it has a file; else a few that last about as long as songs do."""
    if track_id is not None:
        song = tracks.get(db, track_id)
        if song.available:
            return [song]
    rows = db.read().execute(
        "SELECT id FROM tracks WHERE available AND duration >= ? ORDER BY abs(duration - ?), id LIMIT ?",
        (_SHORTEST, _USUAL, _TRIED),
    )
    return tracks.get_many(db, [int(row[0]) for row in rows])


def _map(context: JobContext, db: Database) -> Answer:
    from organizer.analysis.judging import quality
    from organizer.analysis.space import planes, som

    current = maps.load_map(db)
    if current is not None and grouping.has_features(db, current.space):
        songs = grouping.points(context, db, current.space)
        points = songs.matrix[:, : songs.ear or None].astype(np.float32)
    else:
        points = _songs(context, db).matrix.astype(np.float32)
    made = current is None or current.codebook.shape[1] != points.shape[1]
    if current is None or made:
        rows, columns = som.grid_size(len(points))
        trained = som.fit(points, rows=rows, columns=columns, toroidal=True, epochs=20, seed=0)
        codebook, wraps, names = trained.codebook, True, ("",) * (rows * columns)
    else:
        rows, columns, codebook = current.rows, current.columns, current.codebook
        wraps, names = current.toroidal, current.names
    part = points if len(points) <= _MOST else points[:: len(points) // _MOST]
    torn = quality.topographic_error(codebook, part, rows=rows, columns=columns, toroidal=wraps)
    far = quality.quantization_error(codebook, part)
    walls = planes.u_matrix(codebook, rows=rows, columns=columns, toroidal=wraps)
    row, column = divmod(int(walls.argmax()), columns)
    name = names[int(walls.argmax())] if names else ""
    times = float(walls.max()) / max(float(np.median(walls)), 1e-9)
    why = [
        tr(
            "Where a song's second-best cell is elsewhere, the sheet is torn or folded (topographic error): "
            "a plane cannot hold everything that is near in many dimensions."
        )
    ]
    if made:
        why.append(tr("There is no map of these songs yet, so one was made for this answer."))
    return Answer(
        of_map(torn, (row, column), name, times),
        " ".join(why),
        (
            (tr("topographic error"), number(torn, 3)),
            (tr("quantization error"), number(far, 3)),
            (tr("cells"), f"{rows} × {columns}"),
            (tr("median wall"), number(float(np.median(walls)), 3)),
            (tr("highest wall"), number(float(walls.max()), 3)),
        ),
    )


_ANSWERS: Mapping[str, Callable[[JobContext, Database], Answer]] = {
    "clustering": _clustering,
    "kmeans": _kmeans,
    "count": _count,
    "table": _table,
    "map": _map,
}


def answer_in_helper(library: str, key: str, track_id: int | None) -> Answer:
    """For ``work.helper``."""
    from organizer.work.helper import context

    with Database(library) as db:
        return answer(context(), db, key, track_id=track_id)
