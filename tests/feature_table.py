"""A small table of songs in three kinds, as an exporter would write it, and a library that has it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.feature_csv import read_table

GENRES = ("Folk", "Rock", "Jazz")
FEATURES = ("danceability", "energy", "acousticness", "popularity")
#: The middle of each genre in these numbers.
_MIDDLES = ((0.2, 0.2, 0.9, 20), (0.5, 0.9, 0.1, 60), (0.8, 0.4, 0.5, 90))


def write_table(path: Path, songs: int = 30, *, unpopular: int = 0) -> Path:
    """Songs of the three genres in turn; the last ``unpopular`` ones have popularity 0 and lie anywhere."""
    rng = np.random.default_rng(0)
    lines = ["title,artist,genre,release_date," + ",".join(FEATURES)]
    for i in range(songs + unpopular):
        kind = i % 3
        values = np.array(_MIDDLES[kind]) + rng.normal(0, 0.02, 4) * (1, 1, 1, 30)
        if i >= songs:
            values = np.array([*rng.uniform(0, 1, 3), 0])
        text = ",".join(f"{value:.3f}" for value in values)
        lines.append(f"Tune {i},Singer {i // 6},{GENRES[kind]},{1990 + i % 20}-01-01,{text}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def add_table(db: Database, folder: Path, songs: int = 30, *, unpopular: int = 0) -> list[int]:
    """The table in the library; the ids of its songs in its order."""
    tables.add(db, read_table(str(write_table(folder / "songs.csv", songs, unpopular=unpopular))))
    rows = db.read().execute("SELECT track_id FROM table_rows ORDER BY row")
    return [int(row[0]) for row in rows]
