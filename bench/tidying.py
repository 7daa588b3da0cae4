"""How long a look over a large library takes, by what is looked for.

    python -m bench.tidying [--songs N]

The library is made up: albums of ten songs, one album in fifty with an artist spelled otherwise, another with
a gap, another with an odd year; and one folder with a twentieth of all songs, which say little.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks
from organizer.library.lists import tidying as storage
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.tidying import tidying
from organizer.work.tidying.findings import KINDS


def _song(number: int) -> tracks.ScannedFile:
    album, track = number // 10, number % 10 + 1
    if number % 20 == 19 and album % 2:
        return tracks.ScannedFile(f"/music/loose/{number:07}.mp3", 1, 1, Tags(title=f"Loose {number}"))
    artist = f"The Artists of {album // 4}"
    tags = Tags(
        title=f"Song {number}",
        artist=artist.upper() if album % 50 == 7 and track == 3 else artist,
        album=f"Album {album}",
        date="2007" if album % 50 == 9 and track == 2 else "1997",
        genre=("Rock" if album % 3 else "rock",),
        track=str(track + (album % 50 == 11 and track > 4)),
    )
    info = AudioInfo("FLAC", 180.0 + track, 900_000, 44_100, 2)
    return tracks.ScannedFile(f"/music/{album:06}/{track:02} Song.flac", 1, 1, tags, info)


def main(arguments: list[str] | None = None) -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--songs", type=int, default=100_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        db = Database(Path(folder) / "library.db")
        for start in range(0, options.songs, 10_000):
            last = min(start + 10_000, options.songs)
            tracks.upsert(db, [_song(number) for number in range(start, last)])
        began = time.process_time()
        storage.rows(db)
        print(f"reading {options.songs:,} songs: {time.process_time() - began:.2f} s of processor time")
        for kind in KINDS:
            began = time.process_time()
            seen = tidying.look(JobContext(), db, kinds=[kind.name])
            print(f"{kind.name:16} {time.process_time() - began:6.2f} s  {len(seen.findings):,} findings")
        began = time.process_time()
        seen = tidying.look(JobContext(), db)
        print(f"all together: {time.process_time() - began:.2f} s, {len(seen.findings):,} findings")
        db.close()


if __name__ == "__main__":
    main()
