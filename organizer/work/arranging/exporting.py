"""Songs as a table (CSV), as arrays (npz) or as a list (CSV or text), for other programs and services."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
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
    version = vectors.newest_version(db)
    ids, matrix = vectors.load(db, version) if version is not None else (np.empty(0, np.int64), _empty())
    every = np.union1d(ids, tables.track_ids(db))
    if not every.size:
        raise LibraryError(
            tr("no song was analyzed yet"), remedy=tr("run “organizer analyze” first, or import a table")
        )
    songs = sorted(
        tracks.get_many(db, every.tolist()), key=lambda song: (song.origin, os.fsencode(song.reference))
    )
    ordered = np.array([song.id for song in songs], np.int64)
    names = tables.number_names(db)
    words = list(dict.fromkeys(word.measure for word in sound_words.vocabulary(db)))
    header = (*COLUMNS, *(f"table_{name}" for name in names), *words)
    more = np.hstack([tables.numbers(db, ordered, names), sound_words.load(db, ordered, words).round(4)])
    rows = [
        [*row, *(None if np.isnan(value) else value for value in numbers)]
        for row, numbers in zip(_rows(db, songs), more.tolist(), strict=True)
    ]
    if ending == ".csv":
        atomic.replace_file(path, write_csv(header, rows))
    else:
        atomic.replace_file(path, _npz_writer(songs, _aligned(ordered, ids, matrix), header, rows))
    return len(songs)


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


def _rows(db: Database, songs: list[Track]) -> list[list[object]]:
    music_map, grouping = maps.load_map(db), maps.load_grouping(db)
    columns = music_map.columns if music_map else 1
    names = {group.number: group.name for group in grouping.groups} if grouping else {}
    in_regions = regions.of_songs(db)
    rows = []
    for song in songs:
        descriptors = song.descriptors
        tempo, key = tempo_and_key.tempo(song), tempo_and_key.key(song)
        cell = divmod(song.cell, columns) if song.cell is not None else (None, None)
        rows.append(
            [
                song.path,
                *(song.tags.text(name) for name in EDITABLE_FIELDS),
                song.tags.text("isrc"),
                int(song.tags.compilation),
                *(getattr(song.info, name) for name in _INFO),
                *(_cell(getattr(descriptors, name)) if descriptors else None for name in _MEASURED),
                *(tempo.value, tempo.source, tempo_and_key.bare(key), key.source),
                *cell,
                song.group,
                names.get(song.group, "") if song.group is not None else "",
                "; ".join(in_regions.get(song.id, ())),
                None if song.rating is None else song.rating / 2,
                song.plays,
                song.skips,
                _time(song.last_played),
                _time(song.added),
                song.table,
            ]
        )
    return rows


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
    songs: list[Track], matrix: FloatArray, header: Sequence[str], rows: list[list[object]]
) -> Callable[[BinaryIO], None]:
    from organizer.analysis.ear.layout import VECTOR_NAMES

    arrays: dict[str, Any] = {
        name: _array([row[i] for row in rows]) for i, name in enumerate(header) if name != "path"
    }
    arrays["vectors"] = matrix
    arrays["paths"] = np.array([song.path for song in songs])
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
