"""Songs as a table (CSV), as arrays (npz) or as a list (CSV or text), for other programs and services."""

from __future__ import annotations

import csv
import io
import itertools
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, Literal

import numpy as np
import numpy.typing as npt

from organizer.base import atomic, tempo_and_key
from organizer.base.arrangement import Playlist
from organizer.base.descriptors import DESCRIPTOR_FIELDS, OF_TABLES
from organizer.base.errors import LibraryError, UsageError, printable
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, FloatArray, IntArray, Track
from organizer.library import maps, sound_words, tracks, vectors
from organizer.library.places import regions
from organizer.library.playlists import playlist_files, writing
from organizer.library.storage.database import Database
from organizer.library.tables import tables

_INFO = ("format", "duration", "bitrate", "sample_rate", "channels")

#: What only tables tell stands in their columns.
_MEASURED = (*(name for name in DESCRIPTOR_FIELDS if name not in OF_TABLES), "replay_gain")

#: Tempo and key as they are shown, and where they are from. What tags and analysis tell has columns of its
#: own: "bpm" and "key" are the tags' texts, "tempo" and "key_heard" what was estimated.
_SHOWN = ("bpm_shown", "bpm_from", "key_shown", "key_from")

COLUMNS = (
    "path",
    *EDITABLE_FIELDS,
    "isrc",
    "compilation",
    *_INFO,
    *("key_heard" if name == "key" else name for name in _MEASURED),
    *_SHOWN,
    "cell_row",
    "cell_column",
    "group",
    "group_name",
    "regions",
    "rating",
    "plays",
    "skips",
    "last_played",
    "added",
    "table",
)


#: Songs that are in memory together.
_BLOCK = 2_000


def export(db: Database, path: str) -> int:
    """Write one row per song that was analyzed or that a table holds, sorted by path, to ``path`` (.csv or
    .npz); how many there were. What tables tell stands in columns of its own, "table_" and its name; so
    do words for sound ("sound:jazz")."""
    ending = os.path.splitext(path)[1].lower()
    if ending not in (".csv", ".npz"):
        raise UsageError(
            tr("the export knows .csv and .npz files"),
            path=path,
            remedy=tr("give the file one of these endings"),
        )
    ordered = _exported(db)
    if not ordered.size:
        raise LibraryError(
            tr("no song was analyzed yet"), remedy=tr("run “organizer analyze” first, or import a table")
        )
    names = tables.number_names(db)
    words = list(dict.fromkeys(word.measure for word in sound_words.vocabulary(db)))
    header = (*COLUMNS, *(f"table_{name}" for name in names), *words)
    written: list[int] = []  # one that is removed meanwhile is none of them
    blocks = _blocks(db, ordered, names, words, written)
    if ending == ".csv":
        atomic.replace_file(path, write_csv(header, itertools.chain.from_iterable(blocks)))
    else:
        atomic.replace_file(
            path, _npz_writer(db, header, list(itertools.chain.from_iterable(blocks)), written)
        )
    return len(written)


def _exported(db: Database) -> IntArray:
    """Songs that were analyzed or that a table holds, by path; last those without a file. shape=(n,)"""
    version = vectors.newest_version(db)
    ids = vectors.ids(db, version) if version is not None else np.empty(0, np.int64)
    every = np.union1d(ids, tables.track_ids(db))
    rows = db.read().execute("SELECT id FROM tracks ORDER BY origin, path")
    ordered = np.fromiter((row[0] for row in rows), np.int64)
    return ordered[np.isin(ordered, every, assume_unique=True)]


def _blocks(
    db: Database, ordered: IntArray, names: Sequence[str], words: Sequence[str], written: list[int]
) -> Iterator[list[list[object]]]:
    """The rows of songs, a block after the other, so that a million songs are never in memory together."""
    of_tables = tables.numbers(db, ordered, names)
    about = _About.read(db)
    for start in range(0, len(ordered), _BLOCK):
        ids = ordered[start : start + _BLOCK]
        songs = {song.id: song for song in tracks.get_many(db, ids.tolist())}
        more = np.hstack([of_tables[start : start + _BLOCK], sound_words.load(db, ids, words).round(4)])
        written.extend(songs)
        yield [
            [*about.row(songs[track_id]), *(None if np.isnan(value) else value for value in numbers)]
            for track_id, numbers in zip(ids.tolist(), more.tolist(), strict=True)
            if track_id in songs
        ]


#: What services that import lists look for, and what identifies a song.
LIST_COLUMNS = ("title", "artist", "album", "isrc", "duration", "genre", "date", "file")
LIST_ENDINGS = (*playlist_files.WRITTEN, ".csv", ".txt")


def write_list(path: str, playlist: Playlist, *, paths: Literal["relative", "absolute"] = "relative") -> int:
    """Write songs in their order, as what the ending says: a playlist for players (.m3u8, .pls, .xspf), a
    table (.csv), or "Artist - Title" line by line (.txt), which services that import lists read. How many
    were left out because they have no file that a player could play."""
    ending = os.path.splitext(path)[1].lower()
    if ending == ".csv":
        rows = (
            (
                song.title,
                song.artist,
                song.tags.text("album"),
                song.tags.text("isrc"),
                round(song.info.duration, 3) or None,
                song.tags.text("genre"),
                song.tags.text("date"),
                song.path or None,
            )
            for song in playlist.tracks
        )
        atomic.replace_file(path, write_csv(LIST_COLUMNS, rows))
        return 0
    if ending == ".txt":
        lines = "".join(" ".join(printable(song.label).split()) + "\n" for song in playlist.tracks)

        def write(file: BinaryIO) -> None:
            file.write(lines.encode("utf-8", "replace"))

        atomic.replace_file(path, write)
        return 0
    if ending not in LIST_ENDINGS:
        raise UsageError(
            tr("a list of songs is written as M3U8, PLS, XSPF, CSV or text"),
            path=path,
            remedy=tr("give it the ending .m3u8, .pls, .xspf, .csv or .txt"),
        )
    files = tuple(song for song in playlist.tracks if song.has_file)
    if playlist.tracks and not files:
        raise UsageError(
            tr("none of these songs has a file that a player could play"),
            path=path,
            remedy=tr("write them as .csv or .txt"),
        )
    writing.write(path, replace(playlist, tracks=files), paths=paths)
    return len(playlist.tracks) - len(files)


def _aligned(ids: IntArray, have: IntArray, matrix: FloatArray) -> FloatArray:
    """The vectors of these songs; NaN for those that were not analyzed."""
    rows = np.full((len(ids), matrix.shape[1]), np.nan, np.float32)
    _, here, there = np.intersect1d(ids, have, assume_unique=True, return_indices=True)
    rows[here] = matrix[there]
    return rows


@dataclass(frozen=True)
class _About:
    """What rows need beside their songs."""

    columns: int  #: of the map
    groups: dict[int, str]  #: their names
    regions: Mapping[int, Sequence[str]]  #: of each song, by its id

    @classmethod
    def read(cls, db: Database) -> _About:
        """As the library has it."""
        music_map, grouping = maps.load_map(db), maps.load_grouping(db)
        names = {group.number: group.name for group in grouping.groups} if grouping else {}
        return cls(music_map.columns if music_map else 1, names, regions.of_songs(db))

    def row(self, song: Track) -> list[object]:
        """A song as ``COLUMNS`` has it."""
        descriptors = song.descriptors
        tempo, key = tempo_and_key.tempo(song), tempo_and_key.key(song)
        cell = divmod(song.cell, self.columns) if song.cell is not None else (None, None)
        return [
            song.path,
            *(song.tags.text(name) for name in EDITABLE_FIELDS),
            song.tags.text("isrc"),
            int(song.tags.compilation),
            *(getattr(song.info, name) for name in _INFO),
            *(_cell(getattr(descriptors, name)) if descriptors else None for name in _MEASURED),
            *(tempo.value, tempo.source, tempo_and_key.bare(key), key.source),
            *cell,
            song.group,
            self.groups.get(song.group, "") if song.group is not None else "",
            "; ".join(self.regions.get(song.id, ())),
            None if song.rating is None else song.rating / 2,
            song.plays,
            song.skips,
            _time(song.last_played),
            _time(song.added),
            song.table,
        ]


def _time(seconds: float | None) -> str | None:
    """As ISO 8601 has it, in the time of this computer."""
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds") if seconds else None


def _cell(value: object) -> object:
    """A descriptor as one cell: several numbers apart by spaces, yes and no as 1 and 0."""
    if isinstance(value, tuple):
        return " ".join(f"{part:g}" for part in value)
    return int(value) if isinstance(value, bool) else value


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front.

    Numbers stay as they are, negative ones too, and so does text that is a number.
    """
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        try:
            float(cell)
        except ValueError:
            return "'" + cell
    return "" if cell is None else shortest(cell) if isinstance(cell, float) else cell


def shortest(value: float) -> float:
    """A number without the noise of its rounding: 0.3, not 0.30000000000000004 or 0.30000001192092896."""
    if abs(value) < 1e38 and float(single := np.float32(value)) == value:
        return float(str(single))  # the shortest that gives the same in 32 bits
    rounded = f"{value:.15g}"
    return float(rounded) if len(rounded) < 14 else value  # a few digits, and noise far behind them


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Callable[[BinaryIO], None]:
    """What writes a table into an open file; see ``atomic.replace_file``."""

    def write(file: BinaryIO) -> None:
        # surrogateescape: a path that is not UTF-8 leaves byte for byte as it is on disk
        text = io.TextIOWrapper(file, encoding="utf-8", errors=sys.getfilesystemencodeerrors(), newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([harmless(name) for name in header])
        writer.writerows([harmless(cell) for cell in row] for row in rows)
        text.flush()
        text.detach()

    return write


def _npz_writer(
    db: Database, header: Sequence[str], rows: list[list[object]], written: list[int]
) -> Callable[[BinaryIO], None]:
    from organizer.analysis.ear.layout import VECTOR_NAMES

    version = vectors.newest_version(db)
    have, matrix = (np.empty(0, np.int64), _empty()) if version is None else vectors.load(db, version)
    arrays: dict[str, Any] = {
        name: _array(list(column)) for name, column in zip(header, zip(*rows, strict=True), strict=True)
    }
    arrays["paths"] = arrays.pop("path")
    arrays["vectors"] = _aligned(np.array(written, np.int64), have, matrix)
    arrays["names"] = np.array(VECTOR_NAMES[: matrix.shape[1]])

    def write(file: BinaryIO) -> None:
        np.savez_compressed(file, allow_pickle=False, **arrays)

    return write


def _array(values: list[object]) -> npt.NDArray[Any]:
    """A column as text, or as numbers with NaN where there is none."""
    if any(isinstance(value, str) for value in values):
        return np.array(["" if value is None else str(value) for value in values])
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _empty() -> FloatArray:
    return np.empty((0, 0), np.float32)
