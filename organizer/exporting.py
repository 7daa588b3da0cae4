"""The analyzed songs as a table (CSV) or as arrays (npz), for other programs."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from organizer.errors import LibraryError, UsageError
from organizer.library import atomic, maps, tracks, vectors
from organizer.library.database import Database
from organizer.model import DESCRIPTOR_FIELDS, EDITABLE_FIELDS, FloatArray, Track

_INFO = ("format", "duration", "bitrate", "sample_rate", "channels")

_HEARD = (*DESCRIPTOR_FIELDS, "replay_gain")

COLUMNS = (
    "path", *EDITABLE_FIELDS, "compilation", *_INFO,
    *("key_heard" if name == "key" else name for name in _HEARD),
    "cell_row", "cell_column", "group", "group_name",
)  # fmt: skip


def export(db: Database, path: str) -> int:
    """Write one row per analyzed song, sorted by path, to ``path`` (.csv or .npz); how many there were."""
    ending = os.path.splitext(path)[1].lower()
    if ending not in (".csv", ".npz"):
        raise UsageError(
            "the export knows .csv and .npz files", path=path, remedy="give the file one of these endings"
        )
    version = vectors.newest_version(db)
    ids, matrix = vectors.load(db, version) if version is not None else (np.empty(0, np.int64), _empty())
    if not ids.size:
        raise LibraryError("no song was analyzed yet", remedy="run “organizer analyze” first")
    songs = tracks.get_many(db, ids.tolist())
    by_path = sorted(range(len(songs)), key=lambda i: os.fsencode(songs[i].path))
    songs, matrix = [songs[i] for i in by_path], matrix[by_path]
    rows = _rows(db, songs)
    atomic.replace_file(
        path, write_csv(COLUMNS, rows) if ending == ".csv" else _npz_writer(songs, matrix, rows)
    )
    return len(songs)


def _rows(db: Database, songs: list[Track]) -> list[list[object]]:
    music_map, grouping = maps.load_map(db), maps.load_grouping(db)
    columns = music_map.columns if music_map else 1
    names = {group.number: group.name for group in grouping.groups} if grouping else {}
    rows = []
    for song in songs:
        heard = song.descriptors
        cell = divmod(song.cell, columns) if song.cell is not None else (None, None)
        rows.append(
            [
                song.path,
                *(song.tags.text(name) for name in EDITABLE_FIELDS),
                int(song.tags.compilation),
                *(getattr(song.info, name) for name in _INFO),
                *(_cell(getattr(heard, name)) if heard else None for name in _HEARD),
                *cell,
                song.group,
                names.get(song.group, "") if song.group is not None else "",
            ]
        )
    return rows


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
    return "" if cell is None else cell


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Callable[[BinaryIO], None]:
    """What writes a table into an open file; see ``atomic.replace_file``."""

    def write(file: BinaryIO) -> None:
        # surrogateescape: a path that is not UTF-8 leaves byte for byte as it is on disk
        text = io.TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([harmless(name) for name in header])
        writer.writerows([harmless(cell) for cell in row] for row in rows)
        text.flush()
        text.detach()

    return write


def _npz_writer(
    songs: list[Track], matrix: FloatArray, rows: list[list[object]]
) -> Callable[[BinaryIO], None]:
    from organizer.analysis.extract import VECTOR_NAMES

    arrays: dict[str, Any] = {
        name: _array([row[i] for row in rows]) for i, name in enumerate(COLUMNS) if name != "path"
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
