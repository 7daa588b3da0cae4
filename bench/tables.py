"""Groups of songs from tables: figures of plain scikit-learn through our own import and grouping.

    python -m bench.tables FOLDER

FOLDER holds the tables that are named below. Beside each figure that is known for it (10 starts, seed 0)
stands what comes out here, and what the defaults (own number of groups) reach.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from organizer import grouping, tabling
from organizer.jobs import JobContext
from organizer.library import maps, measures, tracks
from organizer.library.database import Database
from organizer.library.overview import overview
from organizer.model import Space

SPOTIFY = ("tempo", "loudness", "liveness", "valence", "acousticness", "speechiness")
AUDIO = ("danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness", "liveness",
         "valence", "tempo")  # fmt: skip
FEW = ("popularity", "danceability", "acousticness", "loudness", "energy")


def row(name: str, known: float | str, found: float | str | None) -> None:
    shown = [f"{value:.4g}" if isinstance(value, float) else str(value) for value in (known, found)]
    print(f"  {name:44}{shown[0]:>12}{shown[1]:>12}", flush=True)


def grouped(db: Database, space: Space, method: str = "kmeans", k: int | None = None) -> dict[str, Any]:
    made = grouping.build_groups(JobContext(), db, method=method, k=k, space=space)
    found = dict(grouping.quality(db))
    found["sizes"] = " ".join(str(group.size) for group in made.groups)
    found["k"] = len(made.groups)
    return found


def opened(folder: Path, table: str, library: Path) -> Database:
    db = Database(library / f"{table}.db")
    read, imported = tabling.import_table(JobContext(), db, str(folder / f"{table}.csv"))
    told = (
        f", {len(read.problems)} problems, the first on line {read.problems[0].line}" if read.problems else ""
    )
    print(f"\n{table}: {imported.rows:,} songs{told}")
    return db


def defaults(db: Database, space: Space | None = None) -> None:
    found = grouped(db, space or Space())
    row(f"defaults: {found['k']} groups; silhouette", "", found["silhouette"])
    row("  agreement with genre (AMI)", "", found.get("ami with genre"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    print(f"{'':46}{'known':>12}{'here':>12}")
    with tempfile.TemporaryDirectory() as name:
        library = Path(name)
        with opened(folder, "nigerian-songs", library) as db:
            genres = [g[0] if g else "" for g in overview(db, tracks.query(db)).genres]
            three = [genre for genre, _ in Counter(filter(None, genres)).most_common(3)]
            ids = np.concatenate([tracks.query(db, f'genre:"{g}" popularity:0.01..') for g in three])
            every = overview(db, ids).genres
            row("songs of the three largest genres, popular", 286.0, float(sum(g[0] in three for g in every)))
            others = " ".join(f'-genre:"{g}"' for g in sorted(set(genres) - {"", *three}))
            space = Space(FEW, scale="none", query=f"popularity:0.01.. genre:a {others}")
            row("KMeans(3), unscaled: silhouette", 0.5495, grouped(db, space, k=3)["silhouette"])
            standard = Space(FEW, query=space.query)
            row("KMeans(3), standardized: silhouette", 0.223, grouped(db, standard, k=3)["silhouette"])
            judged = grouping.judge_counts(JobContext(), db, space=space)
            row("elbow at", 3.0, float(judged.elbow or 0))
            defaults(db)
        with opened(folder, "Spotify-2000", library) as db:
            found = grouped(db, Space(SPOTIFY, scale="minmax"), k=10)
            row("KMeans(10), min–max: inertia", 151.03, found["inertia"])
            row("  silhouette", 0.190, found["silhouette"])
            row("  AMI with genre", 0.044, found["ami with genre"])
            row("  sizes", "", found["sizes"])
            row("GMM(10): AMI with genre", 0.047,
                grouped(db, Space(SPOTIFY, scale="minmax"), "gmm", 10)["ami with genre"])  # fmt: skip
            defaults(db)
            first = {s.label for s in tracks.get_many(db, tracks.query(db))}
        with opened(folder, "Spotify-2000_semicolon_noindex", library) as db:
            second = {s.label for s in tracks.get_many(db, tracks.query(db))}
            row("songs in one spelling only", "", ", ".join(sorted(first ^ second)))
        with opened(folder, "spotify114k_sample_ismayc", library) as db:
            for k, silhouette, ami in ((7, 0.157, 0.077), (8, 0.161, 0.078)):
                found = grouped(db, Space(AUDIO), k=k)
                row(f"KMeans({k}), standardized: silhouette", silhouette, found["silhouette"])
                row("  AMI with genre", ami, found["ami with genre"])
            row("GMM(8): AMI with genre", 0.080, grouped(db, Space(AUDIO), "gmm", 8)["ami with genre"])
            defaults(db)
        with opened(folder, "tidytuesday_spotify_songs_subset", library) as db:
            found = grouped(db, Space(("danceability", "energy", "tempo", "liveness")), k=8)
            row("KMeans(8), standardized: silhouette", 0.206, found["silhouette"])
            row("  AMI with genre", 0.069, found["ami with genre"])
            defaults(db)
        with opened(folder, "gtzan_features_30_sec", library) as db:
            names = tuple(n for n in measures.names(db) if "mean" in n or "var" in n or n == "tempo")
            for method, known in (("kmeans", 0.297), ("gmm", 0.311)):
                found = grouped(db, Space(names), method, 10)
                songs = grouping.points(None, db, Space(names))
                labels = grouping.looked_up(songs.ids, *maps.labels(db))
                styles = [song.title.split(".")[0] for song in tracks.get_many(db, songs.ids.tolist())]
                from sklearn.metrics import adjusted_mutual_info_score

                if method == "kmeans":
                    row("KMeans(10), standardized: silhouette", 0.119, found["silhouette"])
                row(f"{method}(10): AMI with style", known, float(adjusted_mutual_info_score(styles, labels)))


if __name__ == "__main__":
    main()
