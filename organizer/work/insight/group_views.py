"""What the window's view of groups shows and does. All of it runs in the helper (``work.helper``): each
function takes the library's path first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import Group, Grouping, Space, Wish
from organizer.base.errors import LibraryError, UsageError
from organizer.base.language import tr
from organizer.base.model import IntArray, Track
from organizer.library import maps, measures, tracks
from organizer.library.overview import overview
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import looked_up
from organizer.work.arranging import group_edits, group_labels, grouping, place_names, proposing, topping_up
from organizer.work.arranging.current_groups import GroupsState
from organizer.work.arranging.group_labels import LabelTable
from organizer.work.arranging.regrouping import Change
from organizer.work.helper import context
from organizer.work.insight.insighting import by_group
from organizer.work.playlists import likeness

if TYPE_CHECKING:
    from organizer.analysis.judging.group_quality import Agreement, Silhouettes
    from organizer.analysis.space.group_count import Count
    from organizer.pictures.charts import Kinds

likeness.install()  # searches that choose songs for groups are asked in the helper process

#: How many features, genres, artists and decades a portrait names.
_NAMED = 6
#: Songs that a group is least sure of: so many, and none that it is surer of than this.
_UNSURE, _SURE = 5, 0.95
#: Standard deviations that set a group apart; less is 0.0 when it is rounded, as for a group of all songs.
_APART = 0.05
#: Numbers that say where the telling part begins set no group apart.
_NOT_TELLING = ("excerpt_start",)


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """Groups after a change, and as they stood before; None when there were none."""

    grouping: Grouping
    was: GroupsState | None
    same_songs: bool = False  #: only names and locks are others
    topped: tuple[topping_up.Topped, ...] = ()  #: playlists that grew by it


@dataclass(frozen=True, slots=True)
class Portrait:
    """One group: its songs, and what sets it apart."""

    group: Group
    typical: tuple[Track, ...]  #: nearest to the centre first
    border: tuple[Track, ...]  #: nearest to another group first
    differences: tuple[tuple[str, float], ...]  #: feature, standard deviations from everyone's mean
    genres: tuple[tuple[str, int], ...]
    artists: tuple[tuple[str, int], ...]
    decades: tuple[tuple[str, int], ...]  #: in order of time
    sureness: float | None = None  #: of its songs on average, 0–1; None: the method does not tell
    unsure: tuple[tuple[Track, float], ...] = ()  #: the songs it is least sure of, that one first


@dataclass(frozen=True, slots=True, eq=False)
class Portraits:
    """All groups, and who is in them."""

    groups: tuple[Portrait, ...]
    ids: IntArray  #: shape=(n,), ascending
    numbers: IntArray  #: shape=(n,)

    def songs(self, numbers: Iterable[int]) -> IntArray:
        """The ids of the songs of these groups, ascending."""
        return self.ids[np.isin(self.numbers, list(numbers))]


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """How good the current groups are."""

    silhouettes: Silhouettes | None  #: None for a single group
    kinds: Kinds  #: the group of each song
    inertia: float
    genres: Agreement | None  #: None when no two songs have a genre
    names: tuple[tuple[int, str], ...]  #: of the groups


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The current groups beside those of another method, in the same space."""

    method: str
    ami: float
    names: tuple[str, ...]  #: of the other method's groups: columns
    table: IntArray  #: shape=(highest number + 1, len(names))
    groups: tuple[tuple[int, str], ...]  #: the current ones, by number: rows


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Ward's tree, its lowest branches folded up."""

    x: npt.NDArray[np.float64]  #: shape=(links, 4), as scipy draws it: a leaf every ten units
    y: npt.NDArray[np.float64]  #: shape=(links, 4), squared distance that each link bridges, as a length
    leaves: tuple[int, ...]  #: songs in each leaf
    cut: float | None  #: height that cuts the tree into as many parts as there are groups
    songs: int


def make(library: str, wish: Wish) -> Changed | Change:
    """Groups as asked for. Where there are none yet, or no song moves, they are made; else they wait to be
    taken or left, and what they would change is given back."""
    with Database(library) as db:
        was = group_edits.current(db) if maps.load_grouping(db) is not None else None
        change, made = proposing.propose(context(), db, wish)
        return change if made is None else Changed(made, was, topped=tuple(topping_up.top_up(db)))


def proposed(library: str) -> Change | None:
    """See ``proposing.change``."""
    with Database(library) as db:
        return proposing.change(db)


def take(library: str) -> Changed:
    """See ``proposing.take``."""
    with Database(library) as db:
        was = group_edits.current(db)
        return Changed(proposing.take(db), was, topped=tuple(topping_up.top_up(db)))


def rename(library: str, number: int, name: str) -> Changed:
    """See ``group_edits.rename``."""
    with Database(library) as db:
        return _changed(db, group_edits.rename(db, number, name), same_songs=True)


def link(library: str, number: int, file: str = "") -> Changed:
    """See ``topping_up.link``."""
    with Database(library) as db:
        return _changed(db, topping_up.link(db, number, file=file), same_songs=True)


def unlink(library: str, number: int) -> Changed:
    """See ``topping_up.unlink``."""
    with Database(library) as db:
        return _changed(db, topping_up.unlink(db, number), same_songs=True)


def lock(library: str, number: int, locked: bool) -> Changed:
    """See ``group_edits.lock``."""
    with Database(library) as db:
        return _changed(db, group_edits.lock(db, number, locked), same_songs=True)


def merge(library: str, numbers: Sequence[int]) -> Changed:
    """See ``group_edits.merge``."""
    with Database(library) as db:
        return _changed(db, group_edits.merge(db, numbers))


def split(library: str, number: int, k: int) -> Changed:
    """See ``group_edits.split``."""
    with Database(library) as db:
        return _changed(db, group_edits.split(db, number, k=k))


def move(library: str, ids: Sequence[int], number: int) -> Changed:
    """See ``group_edits.move``."""
    with Database(library) as db:
        return _changed(db, group_edits.move(db, ids, number))


def restore(library: str, was: GroupsState) -> Changed:
    """See ``group_edits.restore``."""
    with Database(library) as db:
        return _changed(db, group_edits.restore(db, was))


def _changed(db: Database, was: GroupsState, *, same_songs: bool = False) -> Changed:
    topped = tuple(topping_up.top_up(db))
    return Changed(group_edits.current(db).grouping, was, same_songs, topped)


def portraits(library: str) -> Portraits:
    """Raises ``LibraryError`` when there are no groups."""
    from organizer.analysis.judging import group_quality
    from organizer.analysis.space import groups as clustering

    with Database(library) as db:
        was = group_edits.current(db)
        names = [name for name in measures.telling(db) if name not in _NOT_TELLING]
        seen = overview(db, was.ids)
        values = measures.load(db, was.ids, names)
        places = grouping.points_of(db, was.grouping)
        here = looked_up(places.ids, was.ids, was.numbers)
        middles = grouping.centers(places, was.grouping, here)
        edge = clustering.border(places.matrix, clustering.Groups(_rank(was.grouping, here), middles), n=3)
        sure = maps.sureness(db, was.ids)
        made = []
        for at, group in enumerate(was.grouping.groups):
            rows = np.flatnonzero(was.numbers == group.number)
            border = tracks.get_many(db, places.ids[edge[at]])
            apart = group_quality.differences(values, names, rows) if len(rows) else []
            telling = _telling([entry for entry in apart if abs(entry[1]) >= _APART])
            made.append(
                Portrait(
                    group,
                    tuple(tracks.get_many(db, group.typical)),
                    tuple(border),
                    tuple(telling),
                    _counts(genre for row in rows for genre in seen.genres[row]),
                    _counts(artist for row in rows for artist in seen.artists[row]),
                    tuple(sorted(_counts(_decade(seen.dates[row]) for row in rows))),
                    *_sureness(db, was.ids[rows], sure[rows]),
                )
            )
        return Portraits(tuple(made), was.ids, was.numbers)


def _telling(apart: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The first of them, at most half of these words for sound: many words say nearly the same."""
    words = [entry for entry in apart if measures.is_word(entry[0])][: _NAMED // 2]
    return [entry for entry in apart if not measures.is_word(entry[0]) or entry in words][:_NAMED]


def _sureness(
    db: Database, ids: IntArray, sure: npt.NDArray[np.float64]
) -> tuple[float | None, tuple[tuple[Track, float], ...]]:
    """How sure a group is on average, and the songs that may as well belong elsewhere."""
    sure_rows = np.flatnonzero(np.isfinite(sure))
    if not len(sure_rows):
        return None, ()
    least = sure_rows[np.argsort(sure[sure_rows], kind="stable")][:_UNSURE]
    least = least[sure[least] < _SURE]
    listed = zip(tracks.get_many(db, ids[least].tolist()), sure[least].tolist(), strict=True)
    return float(sure[sure_rows].mean()), tuple(listed)


def judge(library: str, wish: Wish) -> Count:
    """See ``grouping.judge_counts``; HDBSCAN, which finds its own number, is judged as KMeans."""
    method = "kmeans" if wish.method == "hdbscan" else wish.method
    with Database(library) as db:
        return grouping.judge_counts(context(), db, method=method, space=wish.space, seed=wish.seed)


def quality(library: str) -> Quality:
    """Raises ``LibraryError`` when there are no groups."""
    from organizer.analysis.judging import group_quality

    with Database(library) as db:
        was = group_edits.current(db)
        songs = grouping.points_of(db, was.grouping)
        numbers = looked_up(songs.ids, was.ids, was.numbers)
        kinds = by_group(was.grouping, numbers)
        apart = group_quality.silhouettes(songs.matrix, kinds.labels)
        members = [songs.matrix[numbers == g.number] for g in was.grouping.groups]
        inertia = float(sum(np.square(m - m.mean(axis=0)).sum() for m in members if len(m)))
        genres = [genre[0] if genre else "" for genre in overview(db, songs.ids).genres]
        return Quality(
            apart,
            kinds,
            inertia,
            group_quality.agreement(numbers, genres, most=12),
            _names(was.grouping),
        )


def labels(library: str, kind: str) -> LabelTable:
    """See ``group_labels.label_table``."""
    with Database(library) as db:
        return group_labels.label_table(db, kind)


def compare(library: str, method: str) -> Comparison:
    """Cluster by another method into as many groups, and count how the two overlap."""
    from organizer.analysis.judging import group_quality

    with Database(library) as db:
        was = group_edits.current(db)
        songs = grouping.points_of(db, was.grouping, context())
        labels = grouping.try_out(
            context(), db, songs, method=method, k=len(was.grouping.groups), seed=was.grouping.seed
        )
        members = [np.flatnonzero(labels == number) for number in range(int(labels.max()) + 1)]
        names = place_names.namer(db, songs.ids).names(members)
        names_of_labels = [names[label] if label >= 0 else "" for label in labels]
        agreement = group_quality.agreement(looked_up(songs.ids, was.ids, was.numbers), names_of_labels)
        if agreement is None:
            raise LibraryError(tr("there are too few songs to compare"), remedy=tr("add more songs"))
        return Comparison(method, agreement.ami, agreement.names, agreement.table, _names(was.grouping))


def tree(library: str, space: Space, parts: int | None, leaves: int = 60) -> Tree:
    """Ward's tree of the songs of a space. Raises ``UsageError`` for more than 5,000 songs, or one."""
    from scipy.cluster.hierarchy import dendrogram

    from organizer.analysis.space.group_methods import ward_tree

    with Database(library) as db:
        songs = grouping.points(context(), db, space)
    if len(songs.ids) < 2:
        raise UsageError(tr("a tree takes two songs or more"), remedy=tr("add songs"))
    try:
        links = ward_tree(songs.matrix)
    except ValueError as error:
        raise UsageError(
            str(error), remedy=tr("choose fewer songs with a search, or another method")
        ) from error
    drawn = dendrogram(links, p=leaves, truncate_mode="lastp", no_plot=True)
    sizes = [1 if leaf < len(songs.ids) else int(links[leaf - len(songs.ids), 3]) for leaf in drawn["leaves"]]
    heights = np.concatenate([[0.0], links[:, 2]])
    cut = None
    if parts is not None and 2 <= parts <= len(songs.ids):
        cut = float(heights[-parts : len(heights) - parts + 2].mean())
    return Tree(np.array(drawn["icoord"]), np.array(drawn["dcoord"]), tuple(sizes), cut, len(songs.ids))


def _rank(made: Grouping, numbers: IntArray) -> IntArray:
    """Group numbers as places in the list of groups; −1 stays."""
    listed = np.array([group.number for group in made.groups])
    return np.where(numbers >= 0, np.searchsorted(listed, numbers), -1).astype(np.int64)


def _names(made: Grouping) -> tuple[tuple[int, str], ...]:
    return tuple((group.number, group.name) for group in made.groups)


def _counts(texts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(text for text in texts if text)
    return tuple(sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))[:_NAMED])


def _decade(date: str) -> str:
    year = date[:4]
    return f"{year[:3]}0s" if len(year) == 4 and year.isascii() and year.isdigit() else ""
