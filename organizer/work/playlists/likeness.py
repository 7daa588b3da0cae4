"""``like:"artist - title"`` in searches: the songs most like those that are named, and these themselves."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from organizer.base.errors import UsageError, printable
from organizer.base.folding import fold
from organizer.base.language import tr
from organizer.library import searching, tracks
from organizer.library.storage.database import Database

if TYPE_CHECKING:
    from organizer.base.model import FloatArray, IntArray

#: So many songs are like others where a search does not say how many.
COUNT = 25
#: Songs that fit a name and are told when one is asked for, and answers that are remembered.
_NAMED, _KEPT = 4, 64

_answers: OrderedDict[tuple[object, ...], tuple[int, ...]] = OrderedDict()
_lock = threading.Lock()


def install() -> None:
    """Let searches of this process know which songs are alike."""
    searching.recommend_by(songs_like)


def songs_like(
    db: Database, names: Sequence[str], count: int | None = None, near: float | None = None
) -> tuple[int, ...]:
    """The songs with these names, then the others most like any of them, the nearest first.

    ``count``: so many others; ``near``: those with a smaller distance, 0 the same and 1 unlike, instead.
    Raises ``UsageError`` for a name that no song has, or several, and where songs cannot be compared. An
    answer is remembered until other songs are analyzed: lists that follow it ask again and again.
    """
    asked = (str(db.path), tuple(dict.fromkeys(song_called(db, name) for name in names)), count, near)
    with _lock:
        if (answer := _answers.get((*asked, *_state(db)))) is not None:
            _answers.move_to_end((*asked, *_state(db)))
            return answer
    ids = (*asked[1], *_others(db, asked[1], count, near))
    with _lock:
        _answers[(*asked, *_state(db))] = ids
        while len(_answers) > _KEPT:
            _answers.popitem(last=False)
    return ids


def _state(db: Database) -> tuple[object, ...]:
    """Differs when other songs can be compared."""
    from organizer.library import maps  # not before: the window opens without numpy

    row = db.read().execute("SELECT count(*), max(id) FROM tracks").fetchone()
    return (maps.place_changes(db), *row)


def _others(db: Database, seeds: Sequence[int], count: int | None, near: float | None) -> list[int]:
    import numpy as np

    from organizer.analysis.space import seeds as search
    from organizer.work.arranging import alike

    points = alike.places(db, seeds)
    rows = np.searchsorted(points.ids, seeds).tolist()
    if near is None:
        matched = search.matching(points.matrix, rows, n=count or COUNT)
        return [int(song) for song in points.ids[matched.songs]]
    songs, distances = _all_distances(points.matrix, rows)
    order = songs[np.argsort(distances, kind="stable")]
    return [int(song) for song in points.ids[order[: int((distances < near).sum())]]]


def _all_distances(matrix: FloatArray, rows: list[int]) -> tuple[IntArray, FloatArray]:
    """The rows of all other songs, and how far each is from the nearest of these."""
    import numpy as np

    from organizer.analysis.space import seeds as search

    matched = search.matching(matrix, rows, n=len(matrix))
    return matched.songs.astype(np.int64), matched.distances


def song_called(db: Database, name: str) -> int:
    """The song of this name: "artist - title", a path, or a search that one song fits.

    Of songs by the same artist with the same title the first in the library. Raises ``UsageError``.
    """
    parts = name.split(" - ")
    splits = [(" - ".join(parts[:at]), " - ".join(parts[at:])) for at in range(1, len(parts))]
    for artist, title in splits:
        row = (
            db.read()
            .execute(
                """SELECT f.track_id FROM folded f JOIN tracks t ON t.id = f.track_id WHERE f.title = ?1
                   AND (INSTR(char(31) || f.artist || char(31), char(31) || ?2 || char(31)) > 0
                     OR REPLACE(f.artist, char(31), '; ') = ?2 OR REPLACE(f.artist, char(31), ', ') = ?2)
                   ORDER BY t.away, f.track_id LIMIT 1""",
                (fold(title), fold(artist)),
            )
            .fetchone()
        )
        if row is not None:
            return int(row[0])
    titled = (
        db.read().execute("SELECT track_id FROM folded WHERE title = ? LIMIT 2", (fold(name),)).fetchall()
    )
    if len(titled) == 1:
        return int(titled[0][0])
    if os.sep in name and (track := tracks.by_path(db, name)) is not None:
        return track.id
    quoted = '"' + name.replace('"', '\\"') + '"'
    ids = searching.query(db, quoted if "(" in name or ":" in name else name)[: _NAMED + 1]
    if len(ids) == 1:
        return int(ids[0])
    if not len(ids):
        raise UsageError(
            tr("no song is called “{name}”", name=printable(name)[:80]),
            remedy=tr('write "artist - title" as its tags have it'),
        )
    labels = [printable(track.label) for track in tracks.get_many(db, ids.tolist())[:_NAMED]]
    labels += ["…"] if len(ids) > _NAMED else []
    raise UsageError(
        tr("several songs fit “{name}”", name=printable(name)[:80]),
        remedy=tr("name one of {songs}", songs="; ".join(labels)),
    )
