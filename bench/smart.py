"""Smart playlists: what the lists of a large library cost to be counted, and rows to be made of a search.

    python -m bench.smart [--songs N …] [--library FILE]

Processor time, the best of a few, in a library of made songs (or a copy of FILE, which is only read). A list
without a limit is beside each, for the share of sorting.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from organizer.base.model import AudioInfo, Tags
from organizer.library import searching, tracks
from organizer.library.playlists import smart
from organizer.library.storage.database import Database
from organizer.work.playlists import smart_rows

ROUNDS = 5
#: Names of lists, and their searches: each is counted whenever the library changes.
LISTS = {
    "everything that fits": "year:1990.. (genre:rock or genre:jazz) -plays:5..",
    "least played, 25 songs, 90 minutes": "rating:4.. sort:plays limit:25,90min",
    "newest 50": "sort:-added limit:50",
    "not heard for long": "-lastplayed:6mo sort:lastplayed,-rating limit:50,2/artist",
    "by chance, 2 GB": "plays:0 sort:random:7 limit:2GB",
    "words and ranges": "song 1 duration:2:00..4:00 sort:-duration limit:100",
    "list of a list": 'playlist:="least played, 25 songs, 90 minutes" -genre:rock',
}


def make(path: Path, songs: int) -> None:
    """A library of made songs, a third of them played and rated."""
    chance = random.Random(1)
    with Database(path) as db:
        for start in range(0, songs, 10_000):
            files = []
            for n in range(start, min(start + 10_000, songs)):
                tags = Tags(
                    title=f"Song {n}",
                    artist=f"Artist {chance.randrange(songs // 20 + 1)}",
                    album=f"Album {n // 12}",
                    genre=(chance.choice(("Rock", "Jazz", "Folk", "Soul")),),
                    date=str(1960 + chance.randrange(65)),
                )
                info = AudioInfo(duration=60.0 + chance.randrange(400))
                files.append(tracks.ScannedFile(f"/music/{n:07}.flac", 5_000_000 + n, 1, tags, info))
            tracks.upsert(db, files)
        with db.write() as connection:
            connection.execute("UPDATE tracks SET audio_hash = printf('%032x', id), stale = 0")
            connection.execute(
                """INSERT OR REPLACE INTO plays (audio_hash, plays, last_played, rating)
                   SELECT audio_hash, id % 7, 1.7e9 + id, id % 11 FROM tracks WHERE id % 3 = 0"""
            )


def best(call: Callable[[], object]) -> float:
    """Processor time in milliseconds, of the quickest of a few rounds."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        call()
        took.append(time.process_time() - began)
    return 1000 * min(took)


def report(path: Path) -> None:
    """What each list costs, and all of them together."""
    with Database(path) as db:
        lists = [smart.save(db, name, query) for name, query in LISTS.items()]
        print(f"{tracks.count(db).all:,} songs; CPU in ms, songs of the list, its search")
        total = 0.0
        for one in lists:
            cost = best(lambda one=one: searching.of_smart(db, one))  # type: ignore[misc]
            total += cost
            print(f"{cost:8.1f} {len(searching.of_smart(db, one)):8,}  {one.query}", flush=True)
        print(f"{total:8.1f}  all of them")
        rows = best(lambda: [smart_rows.read(smart_rows.read(query).text) for query in LISTS.values()])
        print(f"{rows:8.1f}  all of them as rows, as text and as rows again")


def main(arguments: Sequence[str] | None = None) -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(prog="python -m bench.smart")
    parser.add_argument("--songs", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--library", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if options.library is not None:
            shutil.copy(options.library, Path(folder, "library.db"))
            report(Path(folder, "library.db"))
            return
        for songs in options.songs:
            path = Path(folder, f"{songs}.db")
            make(path, songs)
            report(path)


if __name__ == "__main__":
    main()
