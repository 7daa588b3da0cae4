"""Songs to be looked at, and a view of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from organizer.library.storage.database import Database
from organizer.work.intake.tabling import import_table
from organizer.work.jobs import JobContext


def fill(db: Database, folder: Path, n: int) -> None:
    """Songs of two genres with three numbers each."""
    rng = np.random.default_rng(n)
    lines = ["track_name,artist_name,track_genre,tempo,energy,danceability"]
    lines += [
        f"Song {i},Artist,{'Folk' if i % 2 else 'Rock'},{60 + 100 * a:.3f},{b:.4f},{(a + b) / 2:.4f}"
        for i, (a, b) in enumerate(rng.random((n, 2)))
    ]
    path = folder / "songs.csv"
    path.write_text("\n".join(lines), "utf-8")
    import_table(JobContext(), db, str(path))
