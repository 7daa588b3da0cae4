"""What analysis says of songs, as SQL."""

from __future__ import annotations

from organizer.base.descriptors import DESCRIPTOR_FIELDS
from organizer.library.lists.analysis_columns import DESCRIPTOR_COLUMNS, JOIN_ANALYSIS, TEMPO, YEAR
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs


def test_every_descriptor_has_a_column(db: Database) -> None:
    add_songs(db, 3)
    assert {*DESCRIPTOR_FIELDS} <= DESCRIPTOR_COLUMNS.keys()
    columns = ", ".join([*DESCRIPTOR_COLUMNS.values(), YEAR])
    rows = (
        db.read().execute(f"SELECT {TEMPO}, {columns} FROM tracks t {JOIN_ANALYSIS} ORDER BY t.id").fetchall()
    )
    assert [row[0] for row in rows] == [80.0, 110.0, 140.0]
