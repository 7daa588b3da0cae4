"""Songs and their numbers, gathered to be looked at: for the *Insight* view and for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.judging import group_quality
from organizer.analysis.space import insight
from organizer.base.arrangement import Grouping
from organizer.base.errors import LibraryError
from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.base.palette import LABEL_COLOURS, group_colour
from organizer.library import maps, measures, tracks
from organizer.library.overview import overview
from organizer.library.storage.database import Database
from organizer.pictures.charts import Kinds
from organizer.work.analysis.embedding import looked_up
from organizer.work.arranging.group_labels import LabelTable, label_table
from organizer.work.arranging.grouping import points_of

BY = ("group", "genre")
#: Genres with a colour of their own; the others share one.
_GENRES = len(LABEL_COLOURS) - 1
#: Numbers that are looked at when nobody says which.
_MOST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Songs with their numbers, what they are coloured by, and their principal axes."""

    ids: IntArray  #: shape=(n,), ascending
    names: tuple[str, ...]  #: of the numbers
    values: insight.Array  #: shape=(n, len(names)), NaN where missing; a column lies in one piece
    cube: npt.NDArray[np.float32]  #: the same from −1 to 1, as from ``insight.unit_cube``
    by: str  #: "group" or "genre"
    kinds: dict[str, Kinds]  #: for "group" where there are groups, and for "genre"
    principal: insight.Principal | None  #: None where no number differs
    correlation: insight.Array  #: shape=(len(names), len(names))
    distributions: dict[tuple[str, str], insight.Distribution]  #: by colour and number
    silhouettes: group_quality.Silhouettes | None = None  #: of the groups, where asked for
    available: tuple[str, ...] = ()  #: every number that could be looked at
    labels: LabelTable | None = None  #: genres by group, where there are groups, for the report

    @property
    def colours(self) -> Kinds:
        """The kinds that songs are coloured by."""
        return self.kinds[self.by]

    def distribution(self, name: str) -> insight.Distribution:
        """Histogram and boxes of a number, by the colours in force."""
        return self.distributions[self.by, name]

    def ranges(self, names: Sequence[str]) -> list[tuple[float, float]]:
        """The least and the largest value of each of these numbers; 0 and 1 where no song has one."""
        columns = (self.column(name) for name in names)
        finite = [column[np.isfinite(column)] for column in columns]
        return [(float(v.min()), float(v.max())) if v.size else (0.0, 1.0) for v in finite]

    def column(self, name: str) -> insight.Array:
        """The values of a number, shape=(n,), NaN where missing."""
        return self.values[:, self.names.index(name)]


def load(library: str, features: Sequence[str] = (), query: str = "") -> Gathered:
    """The songs of a library that fit the query, for the window: to be run in a process of its own."""
    with Database(library) as db:
        return gather(db, features=features, query=query)


def gather(
    db: Database, *, features: Sequence[str] = (), by: str = "", query: str = "", silhouettes: bool = False
) -> Gathered:
    """The songs that fit the query and have any of the features.

    Without features all numbers that any of the songs has, at most twenty; without ``by`` groups where
    there are any, else genres.

    Raises ``UsageError`` for features that no song has, and ``LibraryError`` when no song is left.
    """
    features = measures.spelled(db, features)
    every = list(dict.fromkeys((*measures.without_words(db), *features)))
    ids = np.sort(tracks.query(db, query))
    values = measures.load(db, ids, every)
    available = [
        name for at, name in enumerate(every) if name != "excerpt_start" and np.isfinite(values[:, at]).any()
    ]
    names = tuple(features) or tuple(available[:_MOST])
    # words for sound are read when they are asked for: there are dozens
    available = [name for name in available if not measures.is_word(name)]
    available += [name for name in measures.known(db) if measures.is_word(name)]
    available += [name for name in features if name not in available]
    values = values[:, [every.index(name) for name in names]]
    rows = np.flatnonzero(np.isfinite(values).any(axis=1)) if len(names) else np.empty(0, np.int64)
    if not len(rows):
        raise _nothing(query)
    ids, values = ids[rows], values[rows]
    grouping = maps.load_grouping(db)
    kinds = {"genre": by_genre(overview(db, ids).genres)}
    if grouping is not None and grouping.groups:
        kinds["group"] = by_group(grouping, looked_up(ids, *maps.labels(db)))
    if by == "group" and by not in kinds:
        raise LibraryError(
            tr("there are no groups yet"), remedy=tr("run “organizer groups”, or choose genres")
        )
    try:
        principal = insight.principal(values, names)
    except ValueError:  # one song, or songs that are all alike
        principal = None
    distributions = {
        (kind, name): insight.distribution(values[:, at], coloured.labels, len(coloured.names))
        for kind, coloured in kinds.items()
        for at, name in enumerate(names)
    }
    return Gathered(
        ids,
        names,
        np.asfortranarray(values),
        np.asfortranarray(insight.unit_cube(values), np.float32),
        by or ("group" if "group" in kinds else "genre"),
        kinds,
        principal,
        insight.correlation(values),
        distributions,
        _silhouettes(db, ids, grouping) if silhouettes and grouping is not None else None,
        tuple(available),
        label_table(db, ids=ids) if silhouettes and "group" in kinds else None,
    )


def _nothing(query: str) -> LibraryError:
    if query.strip():
        return LibraryError(tr("no song with these numbers fits the query"), remedy=tr("ask for others"))
    return LibraryError(tr("no song has any of these numbers"), remedy=tr("analyze songs, or import a table"))


def by_genre(genres: Sequence[tuple[str, ...]]) -> Kinds:
    """The first genre of each song; the commonest have a colour of their own."""
    first = [genre[0].strip() if genre else "" for genre in genres]
    keys = [genre.casefold() for genre in first]
    spelling = {key: genre for key, genre in zip(reversed(keys), reversed(first), strict=True) if key}
    common = [key for key, _ in Counter(key for key in keys if key).most_common()]
    own = common if len(common) <= _GENRES + 1 else common[:_GENRES]
    place = {key: min(at, _GENRES) for at, key in enumerate(common)}
    names = [spelling[key] for key in own]
    if len(own) < len(common):
        names.append(plural("{n} other genre", "{n} other genres", len(common) - len(own)))
    labels = np.array([place.get(key, -1) for key in keys], np.int64)
    return Kinds(labels, tuple(names), LABEL_COLOURS[: len(names)])


def by_group(grouping: Grouping, numbers: IntArray) -> Kinds:
    """The group of each song, in the colours that groups have everywhere."""
    place = {group.number: at for at, group in enumerate(grouping.groups)}
    labels = np.array([place.get(int(number), -1) for number in numbers], np.int64)
    colours = tuple(group_colour(group.number) for group in grouping.groups)
    return Kinds(labels, tuple(group.name for group in grouping.groups), colours)


def _silhouettes(db: Database, ids: IntArray, grouping: Grouping) -> group_quality.Silhouettes | None:
    """In the space in which the groups were made; rows are those of ``ids``."""
    songs = points_of(db, grouping)
    shared = np.flatnonzero(np.isin(songs.ids, ids))
    if not len(shared):
        return None
    labels = by_group(grouping, looked_up(songs.ids[shared], *maps.labels(db))).labels
    apart = group_quality.silhouettes(songs.matrix[shared], labels)
    if apart is None:
        return None
    rows = np.searchsorted(ids, songs.ids[shared][apart.rows])
    return group_quality.Silhouettes(rows, apart.values, apart.of_groups, apart.mean)


def telling_pairs(gathered: Gathered, most: int = 4) -> list[tuple[str, str]]:
    """Pairs to look at: tempo and energy if they are there, then what goes together most strongly."""
    pairs = [("tempo", "energy")] if {"tempo", "energy"} <= set(gathered.names) else []
    matrix = np.abs(np.nan_to_num(gathered.correlation))
    order = np.dstack(np.unravel_index(np.argsort(-matrix, axis=None), matrix.shape))[0]
    for a, b in order.tolist():
        pair = (gathered.names[a], gathered.names[b])
        if a < b and len(pairs) < most and pair not in pairs:
            pairs.append(pair)
    return pairs


def first_three(names: Sequence[str]) -> tuple[str, str, str]:
    """What a picture in space starts with: tempo, energy and danceability, as far as they are there."""
    chosen = [name for name in ("tempo", "energy", "danceability") if name in names]
    chosen += [name for name in names if name not in chosen]
    chosen += chosen[-1:] * 2
    return chosen[0], chosen[1], chosen[2]
