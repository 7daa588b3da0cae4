"""What many songs add up to."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.errors import Cancelled
from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks
from organizer.library.lists import selections
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile


@pytest.fixture
def ids(db: Database) -> np.ndarray:
    files = [
        ScannedFile(
            f"/music/{n}.mp3",
            1,
            2,
            Tags(title=f"T{n}", artist=artist, album_artist="C", genre=("X", "Y")),
            AudioInfo("MP3", 60.0),
        )
        for n, artist in enumerate(("a", "A", "b", ""))
    ]
    return np.array(tracks.upsert(db, files).added)


def test_totals_count_songs_seconds_and_artists(db: Database, ids: np.ndarray) -> None:
    assert selections.totals(db, ids, lambda: None) == selections.Totals(4, 240.0, 3)
    assert selections.totals(db, ids[:0], lambda: None) == selections.Totals()


def test_fields_differ_also_between_parts(db: Database, ids: np.ndarray, monkeypatch) -> None:
    monkeypatch.setattr(selections, "_PART", 1)
    assert selections.differing(db, ids.tolist(), lambda: None) == {"title", "artist"}
    assert selections.differing(db, ids[:1].tolist(), lambda: None) == set()
    assert selections.totals(db, ids, lambda: None).artists == 3


def test_counting_stops_when_asked(db: Database, ids: np.ndarray) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        selections.totals(db, ids, stop)
