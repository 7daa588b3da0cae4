"""What tidying up looks at: the songs as rows, what was looked at in their files, and what a person does not
want to see again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from organizer.base.folding import SEPARATOR
from organizer.library.storage.database import Database


class Row(NamedTuple):  # of a hundred thousand songs: made three times as fast as a dataclass
    """What one song says, as it stands in its file. Only songs whose file is there are looked at."""

    id: int
    path: str
    title: str
    artist: tuple[str, ...]
    album_artist: tuple[str, ...]
    album: str
    genre: tuple[str, ...]
    date: str
    track: str
    disc: str
    compilation: bool
    format: str
    duration: float
    sound: str  #: hash of its sound; empty while that is not known

    @property
    def folder(self) -> str:
        """Where its file lies."""
        return os.path.dirname(self.path)


def rows(db: Database) -> list[Row]:
    """Every song whose file is there. Long with many songs: call it from a job."""
    sql = """SELECT id, path, title, artist, album_artist, album, genre, date, track, disc, compilation,
        format, duration, CASE WHEN stale THEN '' ELSE audio_hash END
        FROM tracks WHERE origin = 'file' AND NOT away ORDER BY path"""
    return [_row(*values) for values in db.read().execute(sql)]


def _row(
    track_id: int,
    path: bytes,
    title: str,
    artist: str,
    owner: str,
    album: str,
    genre: str,
    date: str,
    track: str,
    disc: str,
    compilation: int,
    format_: str,
    duration: float,
    sound: str,
) -> Row:
    return Row(
        track_id,
        os.fsdecode(path),
        _line(title),
        _values(artist),
        _values(owner),
        _line(album),
        _values(genre),
        _line(date),
        _line(track),
        _line(disc),
        bool(compilation),
        format_ or "",
        duration or 0.0,
        sound or "",
    )


def _line(text: str | None) -> str:
    return (text or "").split(SEPARATOR, maxsplit=1)[0].strip()


def _values(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (text or "").split(SEPARATOR)))


def ignored(db: Database) -> dict[tuple[str, str], str]:
    """What is not to be shown: by kind and subject the digest of what was wrong when that was said."""
    return {
        (kind, subject): state
        for kind, subject, state in db.read().execute("SELECT kind, subject, state FROM tidy_ignored")
    }


def ignore(db: Database, entries: Iterable[tuple[str, str, str]]) -> None:
    """Do not show these again until they change: kind, subject and state. No subject: all of the kind."""
    with db.write() as connection:
        connection.executemany("INSERT OR REPLACE INTO tidy_ignored VALUES (?, ?, ?)", list(entries))


def show_again(db: Database, kind: str | None = None, *, whole: bool = False) -> int:
    """Let what is ignored be shown again, all or of one kind; ``whole``: only that the kind as a whole was.
    How much that was."""
    where, values = ("WHERE kind = ?", (kind,)) if kind is not None else ("", ())
    if whole:
        where += " AND subject = ''" if where else "WHERE subject = ''"
    with db.write() as connection:
        return int(connection.execute(f"DELETE FROM tidy_ignored {where}", values).rowcount)


def show_findings_again(db: Database) -> int:
    """Let the findings be shown again that are ignored; kinds that are left out stay so."""
    with db.write() as connection:
        return int(connection.execute("DELETE FROM tidy_ignored WHERE subject != ''").rowcount)
