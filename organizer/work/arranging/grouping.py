"""Songs → groups: clustering, what a person corrects, and new songs in the current groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import EAR, Grouping, MusicMap, Proposal, Space, Wish
from organizer.base.errors import LibraryError, UsageError
from organizer.base.language import tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import maps, measures, tracks, vectors
from organizer.library.overview import overview
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tags.listening import NAMES as LISTENED
from organizer.work.analysis.embedding import embed, embed_anew, embed_if_any, looked_up, newest_version
from organizer.work.arranging import regrouping
from organizer.work.arranging.current_groups import CurrentGroups
from organizer.work.jobs import JobContext
from organizer.work.next_step import ENOUGH_SONGS

if TYPE_CHECKING:
    from organizer.analysis.space.group_count import Count
    from organizer.analysis.space.groups import Cells, Groups, Method
    from organizer.analysis.space.scaling import Prepared

#: What songs of tables are compared by when nobody says by what.
_SOUND = (
    "tempo",
    "energy",
    "danceability",
    "loudness",
    "valence",
    "acousticness",
    "speechiness",
    "instrumentalness",
    "liveness",
)


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Songs as points that can be clustered and drawn."""

    ids: IntArray  #: shape=(n,), ascending
    matrix: npt.NDArray[Any]  #: shape=(n, d)
    space: Space  #: as it was used: with the features that were taken where none were named
    prepared: Prepared | None = None  #: how chosen numbers became points
    ear: int = 0  #: columns at the left that are the ear's; others stand beside them while songs are few


def points(context: JobContext | None, db: Database, space: Space) -> Points:
    """The songs of a space. Without features it is the ear's, or, in a library of tables alone, theirs.

    Raises ``LibraryError`` when no song can be compared, ``UsageError`` for features that nobody has.
    """
    if not space.features and not newest_version(db, missing_ok=True):
        space = replace(space, features=table_features(db))
        if not space.features:
            newest_version(db)  # says that nothing was analyzed yet
    chosen = tracks.query(db, space.query) if space.query else None
    if not space.features:
        # The current map lives in the axes as they are; they move only together with it.
        frozen = (current := maps.load_map(db)) is not None and not current.space.features
        ids, axes = embed(context, db) if frozen else embed_anew(context, db, newest_version(db))
        matrix = _beside(db, ids, axes)
        if chosen is not None:
            rows = np.flatnonzero(np.isin(ids, chosen))
            ids, matrix = ids[rows], matrix[rows]
        if not len(ids):
            raise LibraryError(
                tr("no analyzed song fits the query"), remedy=tr("ask for others, or analyze them")
            )
        return Points(ids, matrix, space, ear=axes.shape[1])
    from organizer.analysis.space import scaling

    space = _spelled(db, space)
    ids = np.sort(tracks.query(db) if chosen is None else chosen)
    values = measures.load(db, ids, space.features)
    rows = np.flatnonzero(np.isfinite(values).any(axis=1))
    if not len(rows):
        if space.query:
            raise LibraryError(tr("no song with these numbers fits the query"), remedy=tr("ask for others"))
        raise LibraryError(
            tr("no song has any of these numbers"), remedy=tr("analyze songs, or import a table")
        )
    try:
        prepared = scaling.prepare(
            values[rows],
            space.features,
            scale=space.scale,  # type: ignore[arg-type]
            weights=dict(space.weights),
            components=space.components,
        )
    except ValueError as error:
        alike = isinstance(error, scaling.AllAlikeError)
        remedy = (
            tr("songs that are all alike cannot be compared: choose other numbers, or add songs")
            if alike
            else ""
        )
        raise UsageError(str(error), remedy=remedy) from error
    return Points(ids[rows], prepared.points, space, prepared)


def table_features(db: Database) -> tuple[str, ...]:
    """What songs of tables are compared by when nobody says by what: how they sound, else all there is."""
    return telling(tables.number_names(db))


def telling(names: Sequence[str]) -> tuple[str, ...]:
    """Those of the numbers of tables that songs are compared by when nobody says by what."""
    names = [name for name in names if name not in LISTENED]
    return tuple(name for name in _SOUND if name in names) or tuple(names)


def _spelled(db: Database, space: Space) -> Space:
    """The space with its features and weights as the library calls them."""
    features = measures.spelled(db, space.features)
    weights = tuple((measures.spelled(db, (name,))[0], weight) for name, weight in space.weights)
    return replace(space, features=features, weights=weights)


def usual_space(db: Database) -> Space:
    """What this library is laid out by when nobody says by what: by ear where ``ENOUGH_SONGS`` were analyzed,
    or where no table has numbers; else by the numbers of its tables, which analyzed songs have as well."""
    version = newest_version(db, missing_ok=True)
    by_ear = version and vectors.at_least(db, version, ENOUGH_SONGS)
    return EAR if by_ear else Space(table_features(db))


def has_features(db: Database, space: Space) -> bool:
    """Whether the library still has every number of a space, also those that its songs were searched by: the
    table that held one may be forgotten, or the network whose word it is."""
    return set(space.features) <= set(measures.names(db)) and _is_understood(db, space.query)


def _is_understood(db: Database, query: str) -> bool:
    try:
        tracks.parsed(db, query)
    except UsageError:
        return False
    return True


def remaining(db: Database, space: Space) -> Space | None:
    """The space by those of its numbers that the library still has; None when none of them is left, or when
    its songs can be searched no more."""
    if not _is_understood(db, space.query):
        return None
    present = set(measures.names(db))
    features = tuple(name for name in space.features if name in present)
    if features == space.features:
        return space
    weights = tuple((name, weight) for name, weight in space.weights if name in present)
    some = space.components if space.components and space.components < len(features) else None
    return replace(space, features=features, weights=weights, components=some) if features else None


def points_of(db: Database, grouping: Grouping, context: JobContext | None = None) -> Points:
    """The songs of the space that groups were made in, by what of its numbers the library still has; in the
    usual space where that is nothing."""
    return points(context, db, remaining(db, grouping.space) or usual_space(db))


def build_groups(
    context: JobContext,
    db: Database,
    *,
    method: str = "kmeans",
    k: int | None = None,
    seed: int = 0,
    space: Space = EAR,
    sort_all: bool = True,
    smallest: int | None = None,
    provisional: bool = False,
) -> Grouping:
    """Cluster songs, name the groups, and store them.

    What a person did to the current groups stays: locked groups stay and count among the ``k``, songs
    that were moved stay where they were put, and names go to the groups that hold most of the same songs.
    ``provisional``: they may be made again when more songs are analyzed.
    """
    wish = Wish(method, k, space, seed, sort_all, smallest)
    songs, proposal = propose(context, db, wish)
    after = regrouping.outcome(db, songs.ids, songs.matrix, proposal)
    after = replace(after, grouping=replace(after.grouping, provisional=provisional))
    context.check_cancelled()
    regrouping.store(db, songs.ids, after)
    return after.grouping


def propose(context: JobContext, db: Database, wish: Wish) -> tuple[Points, Proposal]:
    """Cluster songs as ``build_groups`` does, and store nothing. Also the points that were clustered."""
    from organizer.analysis.space import groups as clustering

    if wish.k is not None and wish.k < 1:
        raise UsageError(tr("at least one group is needed"), remedy=tr("ask for 1 or more"))
    context.report(0, 0, tr("Gathering songs"))
    songs = points(context, db, wish.space)
    context.check_cancelled()
    old = CurrentGroups(db, songs.ids, songs.space)
    free = np.flatnonzero(~old.locked)
    labels = np.full(len(songs.ids), clustering.UNSORTED, np.int64)
    sure = np.full(len(songs.ids), np.nan, np.float32)
    noise = None
    if len(free):
        asked = replace(wish, k=old.fewer(wish.k))
        clustered = _clustered(context, db, songs, asked, free, current=old.free_groups)
        labels[free], noise = clustered.labels, clustered.noise
        if clustered.sureness is not None:
            sure[free] = clustered.sureness
    context.check_cancelled()
    made = Grouping(
        wish.method,
        wish.seed,
        (),
        np.empty((0, 0), np.float32),
        songs.space,
        k=wish.k,
        noise=noise,
        smallest=wish.smallest,
    )
    return songs, Proposal(made, songs.ids, labels, sure)


def try_out(
    context: JobContext,
    db: Database,
    songs: Points,
    *,
    method: str,
    k: int | None = None,
    seed: int = 0,
    sort_all: bool = True,
    rows: IntArray | None = None,
) -> IntArray:
    """Cluster songs (those of ``rows``) and store nothing: the group of each, −1 for none. shape=(n,)"""
    rows = np.arange(len(songs.ids)) if rows is None else rows
    wish = Wish(method, k, songs.space, seed, sort_all)
    return _clustered(context, db, songs, wish, rows).labels


def _clustered(
    context: JobContext,
    db: Database,
    songs: Points,
    wish: Wish,
    rows: IntArray,
    *,
    current: int | None = None,
) -> Groups:
    from organizer.analysis.space import groups as clustering

    cells = _cells(db, songs, rows) if wish.method == "som" else None
    try:
        return clustering.cluster(
            songs.matrix[rows],
            method=_method(wish.method),
            k=wish.k,
            seed=wish.seed,
            sort_all=wish.sort_all,
            cells=cells,
            axes=None if songs.space.features else songs.space.components,
            smallest=wish.smallest,
            current=current,
            report=reporter(context, tr("Grouping")),
        )
    except ValueError as error:
        raise UsageError(str(error), remedy=tr("choose another method")) from error


def judge_counts(
    context: JobContext,
    db: Database,
    *,
    method: str = "kmeans",
    space: Space = EAR,
    seed: int = 0,
) -> Count:
    """How good 2, 3, 4 … groups would be, by every judge there is. Proposes what ``build_groups`` makes."""
    from organizer.analysis.space import groups as clustering

    if method == "hdbscan":
        raise UsageError(tr("“hdbscan” finds its own number of groups"), remedy=tr("use another method"))
    songs = points(context, db, space)
    old = CurrentGroups(db, songs.ids, songs.space)
    free = np.flatnonzero(~old.locked)
    try:
        count = clustering.judge(
            songs.matrix[free],
            method=_method(method),
            seed=seed,
            cells=_cells(db, songs, free) if method == "som" else None,
            current=old.free_groups,
            report=reporter(context, tr("Judging")),
        )
    except ValueError as error:
        raise UsageError(str(error), remedy=tr("choose another method")) from error
    return count.beside(old.locked_groups)


def quality(db: Database) -> dict[str, float | int | None]:
    """How good the current groups are: mean silhouette, and agreement with the genre tags."""
    from organizer.analysis.judging import group_quality

    grouping = maps.load_grouping(db)
    if grouping is None or not grouping.groups:
        return {}
    songs = points_of(db, grouping)
    numbers = looked_up(songs.ids, *maps.labels(db))
    figures: dict[str, float | int | None] = {}
    if songs.space.features or grouping.centers.shape[1] == songs.matrix.shape[1]:
        apart = group_quality.silhouettes(songs.matrix, numbers)
        figures["silhouette"] = apart.mean if apart is not None else None
        members = [songs.matrix[numbers == g.number] for g in grouping.groups]
        figures["inertia"] = float(sum(np.square(m - m.mean(axis=0)).sum() for m in members if len(m)))
    genres = [genre[0] if genre else "" for genre in overview(db, songs.ids).genres]
    agreement = group_quality.agreement(numbers, genres)
    if agreement is not None:
        figures["ami with genre"] = agreement.ami
        figures["purity"] = agreement.purity
    figures["unsorted"] = int((numbers < 0).sum())
    return figures


def place_new(db: Database, *, more_come: bool = False) -> None:
    """Songs that are new in the space of the current groups join the nearest one; groups whose songs all
    left the library are gone. Provisional ones stay so while songs are waiting, or on their way."""
    from organizer.analysis.space import groups as clustering

    grouping = maps.load_grouping(db)
    if grouping is None or not grouping.groups:
        return
    if grouping.space.features:
        songs = points_of(db, grouping)
    else:
        ids, axes = embed_if_any(db)
        songs = Points(ids, _beside(db, ids, axes), grouping.space)
    ids, labels = maps.labels(db)
    numbers = looked_up(songs.ids, ids, labels)
    populated = [group.number for group in grouping.groups if (numbers == group.number).any()]
    new = (numbers < 0) & ~np.isin(songs.ids, grouping.unsorted)
    if not populated:
        return
    if new.any() and not (grouping.method == "hdbscan" and (numbers >= 0).sum() < len(numbers) / 2):
        middles = np.stack([songs.matrix[numbers == number].mean(axis=0) for number in populated])
        numbers[new] = np.array(populated, np.int64)[clustering.assign(songs.matrix[new], middles)]
        ids, labels = songs.ids[numbers >= 0], numbers[numbers >= 0]
    sized = [replace(group, size=int((labels == group.number).sum())) for group in grouping.groups]
    provisional = grouping.provisional and (more_come or tracks.count(db).waiting > 0)
    if sized == list(grouping.groups) and provisional == grouping.provisional:
        return
    filled = [at for at, group in enumerate(sized) if group.size]
    left = tuple(sized[at] for at in filled)
    lost = regrouping.lost_playlists(grouping, left)
    middles = grouping.centers[filled]
    grouping = replace(grouping, groups=left, centers=middles, lost=lost, provisional=provisional)
    maps.save_grouping(db, grouping, ids, labels)


def centers(songs: Points, made: Grouping, numbers: IntArray) -> FloatArray:
    """The middle of each group among points, shape=(k, d); ``numbers``: the group of each, shape=(n,)."""
    if made.centers.shape[1] == songs.matrix.shape[1]:
        return made.centers
    middles = np.zeros((len(made.groups), songs.matrix.shape[1]), np.float32)
    for at, group in enumerate(made.groups):
        if (numbers == group.number).any():
            middles[at] = songs.matrix[numbers == group.number].mean(axis=0)
    return middles


def _beside(db: Database, ids: IntArray, axes: FloatArray) -> FloatArray:
    """See ``analysis.few_songs``."""
    from organizer.analysis.space import few_songs

    if len(ids) >= few_songs.ENOUGH or not len(ids):
        return axes
    return few_songs.beside(axes, overview(db, ids).descriptors)


def carry(db: Database, ids: IntArray, matrix: FloatArray) -> None:
    """Give the current groups their centres in the space of a new map."""
    grouping = maps.load_grouping(db)
    if grouping is None or not grouping.groups or grouping.space.features:
        return
    numbers = looked_up(ids, *maps.labels(db))
    filled = [group for group in grouping.groups if (numbers == group.number).any()]
    if not filled:
        return
    matrix = _beside(db, ids, matrix)
    centers = np.stack([matrix[numbers == group.number].mean(axis=0) for group in filled])
    members = numbers >= 0
    changed = replace(
        grouping, groups=tuple(filled), centers=centers, lost=regrouping.lost_playlists(grouping, filled)
    )
    maps.save_grouping(db, changed, ids[members], numbers[members])


def reporter(context: JobContext, what: str) -> Callable[[int, int], None]:
    """Reports steps of a job under one title, and stops it when it is cancelled."""

    def report(done: int, total: int) -> None:
        context.report(done, total, what)
        context.check_cancelled()

    return report


def _cells(db: Database, songs: Points, rows: IntArray) -> Cells:
    """The current map, for groups that follow its borders."""
    from organizer.analysis.space.groups import Cells

    music_map: MusicMap | None = maps.load_map(db)
    width = songs.ear or songs.matrix.shape[1]
    same = music_map is not None and replace(songs.space, query="") == music_map.space
    if music_map is None or not same or music_map.codebook.shape[1] != width:
        raise UsageError(
            tr("groups of the map's regions need a map by the same ear or numbers"),
            remedy=tr("make the map first"),
        )
    from organizer.analysis.space.som import best_matching_units

    cells = looked_up(songs.ids[rows], music_map.track_ids, music_map.cells)
    new = cells < 0
    if new.any():
        cells[new] = best_matching_units(music_map.codebook, songs.matrix[rows, :width][new])
    return Cells(music_map.codebook, music_map.rows, music_map.columns, music_map.toroidal, cells)


def _method(name: str) -> Method:
    from organizer.analysis.space.groups import METHODS

    for method in METHODS:
        if method == name:
            return method
    raise UsageError(
        tr("unknown method “{name}”", name=name),
        remedy=tr("use one of {names}", names=", ".join(METHODS)),
    )
