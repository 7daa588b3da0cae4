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
from organizer.base.model import IntArray, Track, clock
from organizer.library import labels, maps, measures, tracks
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import looked_up
from organizer.work.arranging import group_labels, grouping, place_names
from organizer.work.arranging.grouping import Points
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
            "the library is empty, so there is nothing to answer from",
            remedy="add music, or the demo songs: “organizer demo songs”, then “organizer add songs”",
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
            "no song is analyzed yet, and no table has numbers", remedy="let the songs be analyzed (F6)"
        ) from error
    if len(songs.ids) < FEWEST:
        count = "1 song" if len(songs.ids) == 1 else f"{len(songs.ids)} songs"
        raise LibraryError(
            f"{count} can be compared, too few to fall into groups",
            remedy=f"add music until there are at least {FEWEST}, or try the demo songs",
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
        raise LibraryError("there is one group only", remedy="ask for two or more groups")
    best = int(np.nanargmax(apart.of_groups))
    measured = [name for name in measures.telling(db) if name != "excerpt_start"]
    values = measures.load(db, songs.ids, measured)
    rows = np.flatnonzero(numbers == best)
    words = [
        f"{'more' if deviation > 0 else 'less'} {readable(name)} ({deviation:+.1f} σ)"
        for name, deviation in group_quality.differences(values, measured, rows)[:3]
        if abs(deviation) >= 0.2
    ]
    made = "" if own else " Groups were made for this answer; make your own to see other ones."
    return Answer(
        f"“{names.get(best, best)}”, {len(rows):,} songs: {', '.join(words) or 'hardly anything'} than all "
        "songs have.",
        "Its songs are nearest to each other, measured against the next group: the mean silhouette of "
        f"the group is {apart.of_groups[best]:.2f}, of all groups {apart.mean:.2f}. σ is the deviation of "
        f"all songs.{made}",
        tuple(
            (f"silhouette of {names.get(number, str(number))}", f"{value:.2f}")
            for number, value in enumerate(apart.of_groups)
            if np.isfinite(value)
        ),
    )


def _kmeans(context: JobContext, db: Database) -> Answer:
    from sklearn.metrics import adjusted_mutual_info_score

    from organizer.analysis.space.group_methods import kmeans

    points = _part(_songs(context, db))
    k = min(_GROUPS, len(points) // 3)
    runs = []
    for seed in range(_STARTS):
        context.report(seed, _STARTS, "Starting KMeans elsewhere")
        context.check_cancelled()
        labels_, _ = kmeans(seed, starts=1)(points, k)
        middles = np.stack([points[labels_ == g].mean(axis=0) for g in range(int(labels_.max()) + 1)])
        runs.append((float(np.square(points - middles[labels_]).sum()), labels_))
    runs.sort(key=lambda entry: entry[0])
    best, worst = runs[0][0], runs[-1][0]
    alike = [adjusted_mutual_info_score(runs[0][1], other) for _, other in runs[1:]]
    same = 1 + sum(value > 0.999 for value in alike)
    text = (
        f"Yes: all {_STARTS} starts end in the same {k} groups."
        if same == _STARTS
        else f"No: of {_STARTS} starts {same} {'ends' if same == 1 else 'end'} in the best {k} groups, the "
        "others elsewhere."
    )
    more = (worst / best - 1.0) if best > 0 else 0.0
    return Answer(
        text,
        f"The worst start ends at an inertia {more:.1%} above the best one. "
        + (
            "Clear heaps draw the centres to them from anywhere."
            if same == _STARTS
            else "Where the songs are one cloud, there are many ways to cut it that are nearly as good. So "
            "never trust a single start."
        ),
        (
            ("lowest inertia", f"{best:,.1f}"),
            ("highest inertia", f"{worst:,.1f}"),
            ("mean agreement with the best (AMI)", f"{np.mean(alike):z.2f}"),
        ),
    )


def _count(context: JobContext, db: Database) -> Answer:
    from organizer.analysis.space.groups import judge

    points = _part(_songs(context, db))
    count = judge(points, report=grouping.reporter(context, "Judging"))
    if not count.tried:
        raise LibraryError("there are too few different songs to judge", remedy="add other songs")
    best = count.silhouette[count.tried.index(count.proposal)]
    sure = (
        "They lie well apart"
        if best >= 0.5
        else "They lie apart, with blurred borders"
        if best >= 0.25
        else "That is not sure at all: they are ways to cut one cloud"
    )
    steady = count.stability[count.tried.index(count.proposal)] if count.stability else None
    again = (
        f" Made from random halves of the songs, the groups agree to {steady:z.2f} (1 is the same)."
        if steady is not None
        else ""
    )
    if count.sample:
        again += f" ({count.sample.capitalize()}.)"
    why = f" ({count.note})" if count.note else ""
    bend = f"; the inertia bends at {count.elbow}" if count.elbow else ""
    return Answer(
        f"{count.proposal} groups are proposed, of 2 to {count.tried[-1]}{why}{bend}. {sure} "
        f"(silhouette {best:.2f}).",
        "The silhouette compares the distance of each song to its own group with that to the next one; "
        "the elbow is where another group stops to help much. Where the two differ, neither is wrong: "
        f"take what is useful.{again}",
        tuple(
            (f"silhouette of {k} groups", f"{s:.2f}")
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
            "the songs have no two genres to compare the groups with",
            remedy="import a table with genres, tag your songs, or try the demo songs",
        )
    table = crosstab(numbers, genres, sorted(names))
    enough = max(3, len(songs.ids) // 50)
    counts, shares = table.counts, table.of_label
    rows = [r for r in range(len(table.labels)) if table.labels[r] and counts[r].sum() >= enough]
    rows = rows or [r for r in range(len(table.labels)) if table.labels[r]]
    home = max(rows, key=lambda r: float(shares[r].max()))
    group = int(shares[home].argmax())
    name = names.get(table.groups[group], group_labels.NO_LABEL)
    verdict = "Hardly" if agreement.ami < 0.1 else "Somewhat" if agreement.ami < 0.4 else "Yes, mostly"
    made = "" if own else " Groups were made for this answer."
    return Answer(
        f"{verdict}: groups and genres agree to {agreement.ami:z.2f} (0 as by chance, 1 the same). Most at "
        f"home in one group is {table.labels[home]}: {shares[home, group]:.0%} of its songs are in "
        f"“{name}”.",
        "The groups know nothing of genres: where they agree, the genre shows in the numbers. "
        "Where they do not, genres say who plays and for whom rather than how it sounds, or the numbers "
        f"leave out what makes the genre.{made}",
        (
            ("agreement (AMI)", f"{agreement.ami:z.3f}"),
            ("songs that carry the commonest genre of their group", f"{agreement.purity:.0%}"),
            ("genres", f"{len(agreement.names)}"),
            ("songs with a genre", f"{agreement.songs:,}"),
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
            "there is no recording of 20 seconds or more that could be analyzed",
            remedy="add music files; songs of tables have no sound",
        )
    return _of_parts(*best)


def _of_parts(song: Track, structure: Structure) -> Answer:
    times: dict[str, list[float]] = {}
    lengths: dict[str, float] = {}
    for name, start, end in zip(structure.names, structure.starts, structure.ends, strict=True):
        times.setdefault(name, []).append(start)
        lengths[name] = lengths.get(name, 0.0) + end - start
    most = max(times, key=lambda name: (len(times[name]), lengths[name]))
    if len(times[most]) > 1:
        when = ", ".join(clock(start) for start in times[most])
        share = lengths[most] / max(structure.duration, 1e-9)
        text = f"In “{song.label}” part {most} comes {len(times[most])} times, at {when}: {share:.0%} of it."
    elif len(times) > 1:
        text = f"In “{song.label}” nothing returns: its {len(times)} parts are all different."
    else:
        text = f"“{song.label}” is one part from beginning to end: nothing in it changes enough."
    beats = ", beat by beat" if structure.has_beat else ""
    count = "1 part was" if len(structure.starts) == 1 else f"{len(structure.starts)} parts were"
    return Answer(
        text,
        f"{count} found in {clock(structure.duration)}{beats}. Moments of the same letter are alike to "
        "the same other moments: that is what the clustering goes by. Select another song, and ask again.",
        tuple((f"part {name}", f"{len(starts)} ×, {lengths[name]:.0f} s") for name, starts in times.items()),
    )


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
    if current is None or current.codebook.shape[1] != points.shape[1]:
        rows, columns = som.grid_size(len(points))
        trained = som.fit(points, rows=rows, columns=columns, toroidal=True, epochs=20, seed=0)
        codebook, wraps, names = trained.codebook, True, ("",) * (rows * columns)
        made = " There is no map of these songs yet, so one was made for this answer."
    else:
        rows, columns, codebook = current.rows, current.columns, current.codebook
        wraps, names, made = current.toroidal, current.names, ""
    part = points if len(points) <= _MOST else points[:: len(points) // _MOST]
    torn = quality.topographic_error(codebook, part, rows=rows, columns=columns, toroidal=wraps)
    far = quality.quantization_error(codebook, part)
    walls = planes.u_matrix(codebook, rows=rows, columns=columns, toroidal=wraps)
    row, column = divmod(int(walls.argmax()), columns)
    name = names[int(walls.argmax())] if names else ""
    where = f"row {row + 1}, column {column + 1}" + (f", beside “{name}”" if name else "")
    verdict = "Yes" if torn < 0.1 else "Mostly" if torn < 0.25 else "Not everywhere"
    return Answer(
        f"{verdict}: for {1 - torn:.0%} of the songs the two best cells lie side by side. The highest wall "
        f"runs at {where}: there the next cell is {walls.max() / max(float(np.median(walls)), 1e-9):.1f} "
        "times as far as usual.",
        "Where a song's second-best cell is elsewhere, the sheet is torn or folded (topographic error): "
        f"a plane cannot hold everything that is near in many dimensions.{made}",
        (
            ("topographic error", f"{torn:.3f}"),
            ("quantization error", f"{far:.3f}"),
            ("cells", f"{rows} × {columns}"),
            ("median wall", f"{float(np.median(walls)):.3f}"),
            ("highest wall", f"{float(walls.max()):.3f}"),
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
