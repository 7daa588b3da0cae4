"""A library with all that can be asked for."""

from __future__ import annotations

import os
from pathlib import Path

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.playlists import playlists, smart
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, mapping, regions
from organizer.work.jobs import JobContext
from tests.conftest import tone, write_song
from tests.work.arranging.test_mapping import add_songs


def furnish(folder: Path) -> tuple[list[int], int]:
    """Songs, a map, groups, a region, playlists, and a file of an odd name; ids of the songs and of that."""
    with Database(folder / "library.db") as db:
        ids = add_songs(db, 60)
        mapping.build_map(JobContext(), db)
        grouping.build_groups(JobContext(), db, k=3)
        regions.make(db, "Late/night", ids[:4])
        playlists.save(db, "Sunday", ids[5:8])
        smart.save(db, "All folk", "genre:folk limit:7")
        smart.save(db, "Broken", "genre:folk")
        with db.write() as connection:
            connection.execute("UPDATE smart_playlists SET query = 'bpm:x..y' WHERE name = 'Broken'")
        song = write_song(folder / "music" / "plain.wav", tone(1.0))
        odd = os.fsdecode(os.fsencode(song.parent) + b"/\xff odd.wav")
        os.rename(song, odd)
        status = os.stat(odd)
        scanned = tracks.ScannedFile(odd, status.st_size, status.st_mtime_ns, Tags(title="Odd", artist="One"))
        (odd_song,) = tracks.upsert(db, [scanned]).added
    return ids, odd_song
