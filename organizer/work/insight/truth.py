"""Tables of what is known of songs: labels, tempo, key. Used for judging only, never for fitting."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass

from organizer.base.errors import UsageError
from organizer.base.language import either, tr

#: The column that names the song goes by any of these.
_FILE = ("file", "path", "filename")
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: a row for each song, columns by their names in small letters."""

    path: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def read_table(path: str, *needed: str) -> Table:
    """Read a CSV with a column ``file`` and at least one of the ``needed`` ones.

    Separated by comma, semicolon or tab, UTF-8 with or without byte-order mark. Raises ``UsageError``.
    """
    remedy = tr("give it the columns file and {names} in its first line", names=either(needed))
    try:
        with open(path, newline="", encoding="utf-8-sig", errors="surrogateescape") as file:
            first = file.readline()
            file.seek(0)
            separator = max(_SEPARATORS, key=first.count)
            lines = list(csv.reader(file, delimiter=separator))
    except OSError as error:
        raise UsageError(
            tr("the table cannot be read: {reason}", reason=error.strerror),
            path=path,
            remedy=tr("check the path"),
        ) from error
    except csv.Error as error:
        raise UsageError(tr("this is no table: {reason}", reason=error), path=path, remedy=remedy) from error
    columns = [name.strip().lower() for name in lines[0]] if lines else []
    for name in _FILE:
        if name in columns:
            columns[columns.index(name)] = "file"
            break
    else:
        raise UsageError(tr("the table has no column “file”"), path=path, remedy=remedy)
    if not set(needed) & set(columns):
        raise UsageError(
            tr(
                "the table has no column {names}",
                names=either([tr("“{name}”", name=name) for name in needed]),
            ),
            path=path,
            remedy=remedy,
        )
    rows = tuple(dict(zip(columns, (value.strip() for value in line), strict=False)) for line in lines[1:])
    return Table(path, tuple(columns), tuple(row for row in rows if row.get("file")))


def match(table: Table, ids_by_path: Mapping[str, int]) -> list[int | None]:
    """The song of each row, None where the library does not have it.

    Parameters
    ----------
    known
        Path → track id. A file is looked for in the table's folder, then by the end of its path, which
        must fit one song only.
    """
    folder = os.path.dirname(os.path.abspath(table.path))
    real = os.path.realpath(folder)
    by_name: dict[str, list[str]] = {}
    for path in ids_by_path:
        by_name.setdefault(os.path.basename(path), []).append(path)
    ids: list[int | None] = []
    for row in table.rows:
        file = os.path.normpath(row["file"].replace("\\", "/"))
        exact = next(
            (
                ids_by_path[place]
                for base in (folder, real)
                if (place := os.path.join(base, file)) in ids_by_path
            ),
            None,
        )
        ids.append(ids_by_path.get(file) if exact is None else exact)
        if ids[-1] is None:
            ids[-1] = _by_end(file, by_name.get(os.path.basename(file), []), ids_by_path)
    return ids


def _by_end(file: str, paths: list[str], ids_by_path: Mapping[str, int]) -> int | None:
    """The one song whose path ends like this; by as much of the path as is needed to tell songs apart."""
    parts = file.split("/")
    for length in range(1, len(parts) + 1):
        end = "/" + "/".join(parts[-length:])
        fitting = [path for path in paths if path.endswith(end)]
        if len(fitting) == 1:
            return ids_by_path[fitting[0]]
        if not fitting:
            return None
    return None
