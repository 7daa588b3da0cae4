"""The songs: what the files and their tags say, kept in the database."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import kept, told, tr
from organizer.base.model import (
    AudioInfo,
    Changes,
    Failure,
    IntArray,
    Tags,
    TagValue,
    Track,
)
from organizer.library.files.scanner import File
from organizer.library.lists import more_tags, song_covers
from organizer.library.plays.records import move_pending
from organizer.library.query import Query
from organizer.library.searching import matching as matching  # noqa: PLC0414  songs are asked for here, too
from organizer.library.searching import parsed as parsed  # noqa: PLC0414
from organizer.library.searching import query as query  # noqa: PLC0414
from organizer.library.searching import sorted_ids
from organizer.library.sorting import TEXT_ORDERS
from organizer.library.storage.database import Connection, Database
from organizer.library.tags.limits import bounded
from organizer.library.track_rows import SELECT, column, sound_text, tag_values, track

_MARKS = ("ctime_ns", "inode")
_FILE_COLUMNS = ("size", "mtime_ns", *_MARKS, "away")
_NO_TAGS, _NO_INFO = Tags(), AudioInfo()
_INFO_COLUMNS = ("format", "duration", "bitrate", "sample_rate", "channels")
_info = attrgetter(*_INFO_COLUMNS)


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file that a scan read."""

    path: str
    size: int
    mtime_ns: int
    tags: Tags = Tags()
    info: AudioInfo = AudioInfo()
    error: OrganizerError | None = None  #: why its tags could not be read
    ctime_ns: int | None = None
    inode: int | None = None
    cover: int | None = None  #: the smaller side of the picture inside it (see ``lists.song_covers``)

    @classmethod
    def of(
        cls,
        file: File,
        tags: Tags = _NO_TAGS,
        info: AudioInfo = _NO_INFO,
        error: OrganizerError | None = None,
        cover: int | None = None,
    ) -> ScannedFile:
        """What was read of a file that a scan came to."""
        return cls(file.path, file.size, file.mtime_ns, tags, info, error, file.ctime_ns, file.inode, cover)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many songs of each kind the library holds."""

    all: int
    analyzed: int
    failed: int
    away: int
    waiting: int
    skipped: int = 0  #: left out because they are too long
    from_tables: int = 0  #: known from tables alone


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a list of songs is."""

    songs: int  #: that are in the library
    seconds: float
    away: int
    no_file: int  #: known from tables alone


def upsert(db: Database, files: Sequence[ScannedFile], *, trusted: Container[str] = ()) -> Changes:
    """Store what a scan found: new files are added, known ones updated; both are no longer away.

    ``trusted``: paths of files whose sound is what it was, unless their tags are others. A file that cannot
    be read keeps what was known of it.
    """
    added: list[int] = []
    updated: list[int] = []
    with db.write() as connection:
        known = _ids_of_paths(connection, [file.path for file in files])
        for file in files:
            values = _values(file)
            track_id = known.get(file.path)
            if track_id is None:
                row = (os.fsencode(file.path), time.time(), *values.values())
                cursor = connection.execute(_inserting(tuple(values)), row)
                track_id = known[file.path] = int(cursor.lastrowid or 0)
                added.append(track_id)
                more_tags.add(connection, track_id, bounded(file.tags).more)
            elif _update(connection, track_id, file, values, trusted=file.path in trusted):
                updated.append(track_id)
            if file.error is not None:
                _insert_failure(connection, track_id, "tags", 0, file.error)
        song_covers.put_inside(
            connection,
            [(known[f.path], song_covers.UNREADABLE if f.error else f.cover) for f in files],
        )
    return Changes(tuple(added), tuple(updated))


@cache
def _inserting(columns: tuple[str, ...]) -> str:
    places = ", ".join("?" * (2 + len(columns)))
    return f"INSERT INTO tracks (path, added, {', '.join(columns)}) VALUES ({places})"


def _update(
    connection: Connection, track_id: int, file: ScannedFile, values: dict[str, object], *, trusted: bool
) -> bool:
    """Store what a known file says now; whether that is news."""
    if file.error is not None:
        values = {name: values[name] for name in _FILE_COLUMNS}
    old = connection.execute(f"SELECT {', '.join(values)} FROM tracks WHERE id = ?", (track_id,)).fetchone()
    differs = any(old[name] != value for name, value in values.items() if name not in (*_MARKS, "duration"))
    if file.error is None:
        differs |= more_tags.put(connection, track_id, bounded(file.tags).more)
    if not differs:
        values.pop("duration", None)  # it may have been corrected by what was decoded
    trusted = trusted and not differs
    # otherwise the sound may be another one now: what was analyzed stays until it is hashed again
    assignments = ", ".join(f"{name} = ?" for name in values)
    connection.execute(
        f"UPDATE tracks SET {assignments}, stale = CASE WHEN ? THEN stale ELSE 1 END WHERE id = ?",
        (*values.values(), trusted, track_id),
    )
    if trusted:
        connection.execute("DELETE FROM failures WHERE track_id = ? AND stage = 'tags'", (track_id,))
    else:
        connection.execute("DELETE FROM failures WHERE track_id = ?", (track_id,))
    return differs or file.error is not None


def _ids_of_paths(connection: Connection, paths: Sequence[str]) -> dict[str, int]:
    """The songs that are known of these files."""
    result: dict[str, int] = {}
    for start in range(0, len(paths), 500):
        part = [os.fsencode(path) for path in paths[start : start + 500]]
        rows = connection.execute(
            f"SELECT path, id FROM tracks WHERE path IN ({','.join('?' * len(part))})", part
        )
        result.update((os.fsdecode(path), int(track_id)) for path, track_id in rows)
    return result


def ids_by_path(db: Database, paths: Sequence[str]) -> dict[str, int]:
    """The songs that are known of these files, by path as it was added; others are left out."""
    return _ids_of_paths(db.read(), paths)


def get(db: Database, track_id: int) -> Track:
    """One song; raises ``UsageError`` when it is not there."""
    tracks = get_many(db, [track_id])
    if not tracks:
        raise UsageError(
            tr("the library has no song number {id}", id=str(track_id)), remedy=tr("refresh the list")
        )
    return tracks[0]


def get_many(db: Database, ids: Iterable[int]) -> list[Track]:
    """The songs in the order of their ids; ids that are not in the library are left out."""
    wanted = [int(i) for i in ids]
    result: dict[int, Track] = {}
    connection = db.read()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = connection.execute(f"{SELECT} WHERE t.id IN ({','.join('?' * len(part))})", part)
        result.update((int(row[0]), track(row)) for row in rows)
    return [result[i] for i in wanted if i in result]


def extent(db: Database, ids: Iterable[int]) -> Extent:
    """How long these songs are, each as often as it is there, without reading them one by one."""
    count, seconds, away, no_file = (
        db.read()
        .execute(
            """SELECT count(*), total(t.duration), total(t.away), total(t.origin = 'table')
        FROM json_each(?) asked CROSS JOIN tracks t ON t.id = asked.value""",
            (json.dumps([int(i) for i in ids]),),
        )
        .fetchone()
    )
    return Extent(count, seconds, int(away), int(no_file))


def file_paths(db: Database, ids: Iterable[int]) -> list[str]:
    """The files of these songs in the order of the ids, without those that are away and songs of tables."""
    rows = db.read().execute(
        """SELECT t.path FROM json_each(?) asked CROSS JOIN tracks t ON t.id = asked.value
        WHERE t.available ORDER BY asked.key""",
        (json.dumps([int(i) for i in ids]),),
    )
    return [os.fsdecode(row[0]) for row in rows]


def by_path(db: Database, path: str) -> Track | None:
    """The song in this file, whose path may be relative or go through links; or of this ``reference``."""
    for candidate in dict.fromkeys((path, os.path.abspath(path), os.path.realpath(path))):
        row = db.read().execute(f"{SELECT} WHERE t.path = ?", (os.fsencode(candidate),)).fetchone()
        if row is not None:
            return track(row)
    return None


def first(db: Database, n: int, *, order: str = "artist", descending: bool = False) -> list[Track]:
    """The first ``n`` songs of the library in this order: what a list shows before it is there as a whole."""
    if order not in TEXT_ORDERS:
        return get_many(db, sorted_ids(db, "", order, descending, limit=n))
    # what is not empty first: one after the other, the two can be read from an index
    column = TEXT_ORDERS[order]
    ids: list[int] = []
    for condition in (f"{column} > ''", f"COALESCE({column}, '') = ''"):
        if len(ids) < n:
            ids += sorted_ids(db, Query(condition), order, descending, n - len(ids), empty_last=False)
    return get_many(db, ids)


#: Of each song it asks only for what the index ``tracks_by_sound`` has: a million songs are not read for it.
COUNTS = """
SELECT count(*), sum(d.audio_hash IS NOT NULL AND t.origin = 'file'), sum(f.failed), sum(t.away),
  sum(d.audio_hash IS NULL AND f.track_id IS NULL AND t.origin = 'file' AND NOT t.away), sum(NOT f.failed),
  sum(t.origin = 'table')
FROM tracks t
LEFT JOIN descriptors d ON d.audio_hash = t.audio_hash AND t.audio_hash != ''
LEFT JOIN (SELECT track_id, max(stage != 'skipped') AS failed FROM failures GROUP BY track_id) f
  ON f.track_id = t.id
"""


def count(db: Database) -> Counts:
    """How many songs of each kind there are."""
    return Counts(*(int(value or 0) for value in db.read().execute(COUNTS).fetchone()))


def has_songs(db: Database) -> bool:
    """Whether the library holds any song; answers at once, however many there are."""
    return bool(db.read().execute("SELECT EXISTS (SELECT 1 FROM tracks)").fetchone()[0])


def any_song(db: Database) -> int | None:
    """A song by chance; None when the library is empty. One of a gap in the numbers is a little likelier."""
    by_chance = "SELECT 1 + abs(random()) % max(id) FROM tracks"
    row = db.read().execute(f"SELECT min(id) FROM tracks WHERE id >= ({by_chance})").fetchone()
    return None if row[0] is None else int(row[0])


def ids_of_kind(db: Database, kind: str) -> IntArray:
    """The songs that are "failed", "away", "waiting" or "new" (added in the last day), in no order.
    shape=(n,)."""
    conditions = {
        "failed": "t.id IN (SELECT track_id FROM failures WHERE stage != 'skipped')",
        "away": "t.away",
        "waiting": "d.audio_hash IS NULL AND t.available AND t.id NOT IN (SELECT track_id FROM failures)",
        "new": f"t.added > {_a_day_ago():.0f}",
    }
    result = matching(db, Query(conditions[kind]))
    assert result is not None
    return result


def count_new(db: Database) -> int:
    """How many songs were added in the last day."""
    row = db.read().execute("SELECT count(*) FROM tracks WHERE added > ?", (round(_a_day_ago()),)).fetchone()
    return int(row[0])


def _a_day_ago() -> float:
    return time.time() - 86_400


def failures(db: Database) -> list[Failure]:
    """Every failure with its song and remedy, by path and stage."""
    rows = db.read().execute(
        """SELECT f.track_id, t.path, f.stage, f.reason, f.remedy
           FROM failures f JOIN tracks t ON t.id = f.track_id ORDER BY t.path, f.stage"""
    )
    return [Failure(r[0], os.fsdecode(r[1]), r[2], told(r[3]), told(r[4])) for r in rows]


def record_failure(db: Database, track_id: int, stage: str, error: Exception, *, version: int = 0) -> None:
    """Store why a stage failed for a song."""
    with db.write() as connection:
        _insert_failure(connection, track_id, stage, version, error)


def clear_failures(db: Database, stage: str = "analysis") -> int:
    """Forget the failures of a stage, so that it is tried again; how many there were."""
    with db.write() as connection:
        return connection.execute("DELETE FROM failures WHERE stage = ?", (stage,)).rowcount


def update_tags(db: Database, written: Sequence[tuple[int, Tags, File]]) -> Changes:
    """After an edit: (id, tags, what the file is now) of each. The sound is the same, its hash stays."""
    with db.write() as connection:
        for track_id, tags, file in written:
            row = connection.execute("SELECT * FROM tracks WHERE id = ?", (track_id,)).fetchone()
            if row is None:
                continue
            values = tag_values(os.fsdecode(row["path"]), tags)
            values.update((name, getattr(file, name)) for name in ("size", "mtime_ns", *_MARKS))
            # a column that is named is folded, indexed and put into words again, whatever it becomes
            values = {name: value for name, value in values.items() if row[name] != value}
            assignments = ", ".join(f"{name} = ?" for name in values) or "id = id"
            connection.execute(f"UPDATE tracks SET {assignments} WHERE id = ?", (*values.values(), track_id))
            more_tags.put(connection, track_id, bounded(tags).more)
    return Changes(updated=tuple(track_id for track_id, *_ in written))


def set_audio_hash(db: Database, track_id: int, audio_hash: str) -> Changes:
    """Store the hash of a song's sound. When the sound is that of a song that is gone from its place,
    this is the same song, moved: the older one takes over this file, with its id and all that hangs on it."""
    with db.write() as connection:
        gone = connection.execute(
            "SELECT id FROM tracks WHERE audio_hash = ? AND away AND id != ? ORDER BY id LIMIT 1",
            (audio_hash, track_id),
        ).fetchone()
        if gone is None:
            _forget_places(connection, track_id, audio_hash)
            connection.execute(
                "UPDATE tracks SET audio_hash = ?, stale = 0 WHERE id = ?", (audio_hash, track_id)
            )
            return Changes(updated=(track_id,))
        row = connection.execute("SELECT * FROM tracks WHERE id = ?", (track_id,)).fetchone()
        if row is None:
            return Changes()
        move_pending(connection, track_id, int(gone["id"]))
        more_tags.move(connection, track_id, int(gone["id"]))
        song_covers.move(connection, track_id, int(gone["id"]))
        connection.execute("DELETE FROM tracks WHERE id = ?", (track_id,))
        taken = [
            name
            for name in tuple(row.keys())
            if name not in ("id", "audio_hash", "added", "away", "stale", "available")
        ]
        assignments = ", ".join(f"{name} = ?" for name in taken)
        connection.execute(
            f"UPDATE tracks SET {assignments}, away = 0, stale = 0 WHERE id = ?",
            (*(row[name] for name in taken), gone["id"]),
        )
    return Changes(updated=(int(gone["id"]),), removed=(track_id,))


def correct_duration(db: Database, ids: Sequence[int], seconds: float) -> None:
    """Store the length that was decoded or counted where the file's header told another one. 0: unknown."""
    if seconds > 0:
        rows = [(seconds, track_id, seconds) for track_id in ids]
        with db.write() as connection:
            connection.executemany(
                "UPDATE tracks SET duration = ?1 WHERE id = ?2 AND abs(duration - ?3) > max(0.25, 0.01 * ?3)",
                rows,
            )


def set_away(db: Database, ids: Sequence[int], away: bool) -> Changes:
    """Note that files are not in their places, or are there again."""
    with db.write() as connection:
        connection.executemany("UPDATE tracks SET away = ? WHERE id = ?", [(int(away), i) for i in ids])
        if away:  # when they come back they are tried again
            connection.executemany(
                "DELETE FROM failures WHERE track_id = ? AND stage = 'analysis'", [(i,) for i in ids]
            )
    return Changes(updated=tuple(ids))


def without_isrc(db: Database) -> list[tuple[int, str]]:
    """Files that are there and whose ISRC was never asked for: (id, path)."""
    rows = db.read().execute("SELECT id, path FROM tracks WHERE isrc IS NULL AND available ORDER BY id")
    return [(int(row[0]), os.fsdecode(row[1])) for row in rows]


def set_isrc(db: Database, codes: Sequence[tuple[int, TagValue]]) -> None:
    """Store the ISRCs that were read, by song."""
    with db.write() as connection:
        connection.executemany(
            "UPDATE tracks SET isrc = ? WHERE id = ?", [(column(isrc), i) for i, isrc in codes]
        )


def _insert_failure(
    connection: Connection, track_id: int, stage: str, version: int, error: Exception
) -> None:
    reason = error.cause if isinstance(error, OrganizerError) else f"{type(error).__name__}: {error}"
    remedy = (
        error.remedy
        if isinstance(error, OrganizerError)
        else tr("this is a fault of Organizer; please report it")
    )
    connection.execute(
        "INSERT OR REPLACE INTO failures SELECT id, ?, ?, ?, ?, ? FROM tracks WHERE id = ?",
        (stage, version, _text(reason), _text(remedy), time.time(), track_id),
    )


def _text(text: str) -> str:
    return sound_text(kept(text))


def _forget_places(connection: Connection, track_id: int, audio_hash: str) -> None:
    """A file whose sound became another one does not stay where the old sound was on the map."""
    old = connection.execute("SELECT audio_hash FROM tracks WHERE id = ?", (track_id,)).fetchone()
    if old is not None and old[0] not in ("", audio_hash):
        for table in ("embeddings", "track_cells", "track_groups"):
            connection.execute(f"DELETE FROM {table} WHERE track_id = ?", (track_id,))


def _values(file: ScannedFile) -> dict[str, object]:
    values = tag_values(file.path, file.tags)
    values.update(zip(_INFO_COLUMNS, _info(file.info), strict=True))
    values.update(size=file.size, mtime_ns=file.mtime_ns, ctime_ns=file.ctime_ns, inode=file.inode, away=0)
    return values
