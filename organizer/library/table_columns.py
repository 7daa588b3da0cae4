"""What columns of tables are called: the spellings of exporters and data sets, as one field each."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

#: Endings of what may be a table.
SUFFIXES = (".csv", ".tsv", ".tab", ".txt")

UNUSED = "unused"
#: A number that has no field of its own: kept under its header.
OTHER_NUMBER = "number"

#: What each text field is called elsewhere.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "track name", "track", "song", "song name", "song title", "name"),
    "artist": ("artist", "artist name", "artist name s", "artists", "artist names", "track artist",
               "performer"),
    "album_artist": ("album artist", "album artist name", "album artist name s"),
    "album": ("album", "album name", "track album name", "album title", "release"),
    "genre": (
        "genre", "genres", "top genre", "track genre", "artist top genre", "playlist genre", "artist genres",
        "label", "style", "main genre", "music genre",
    ),
    "date": (
        "date", "year", "release date", "album release date", "track album release date", "release year",
        "released", "released year", "year released",
    ),
    "isrc": ("isrc", "track isrc"),
    "file": ("file", "filename", "file name", "path", "filepath", "file path", "location"),
    "source": ("id", "track id", "uri", "track uri", "spotify id", "spotify track id", "spotify uri",
               "song id"),
}  # fmt: skip

#: Number fields with their unit: "share" is 0–1 (tables have it in percent, too).
NUMBERS: Mapping[str, str] = {
    "tempo": "BPM", "loudness": "dB", "energy": "share", "danceability": "share", "acousticness": "share",
    "valence": "share", "speechiness": "share", "instrumentalness": "share", "liveness": "share",
    "popularity": "", "duration": "seconds",
}  # fmt: skip

_NUMBER_NAMES: Mapping[str, tuple[str, ...]] = {
    "tempo": ("tempo", "bpm", "beats per minute", "beats per minute bpm"),
    "loudness": ("loudness", "loudness db", "loudness in db", "db", "lufs", "loudness lufs"),
    "energy": ("energy", "nrgy"),
    "danceability": ("danceability", "dnce", "dance"),
    "acousticness": ("acousticness", "acous", "acoustic"),
    "valence": ("valence", "val", "mood valence"),
    "speechiness": ("speechiness", "spch", "speech"),
    "instrumentalness": ("instrumentalness", "instrumental"),
    "liveness": ("liveness", "live"),
    "popularity": ("popularity", "track popularity", "pop", "song popularity"),
    "duration": (
        "duration", "duration ms", "duration s", "length", "length duration", "track duration ms", "dur",
        "song duration ms", "duration min", "track length", "time", "duration sec", "length ms",
    ),
}  # fmt: skip

#: Numbers that say where a row stands, not how it sounds.
_INDEX = {"index", "unnamed 0", "unnamed: 0", "column 1", "row", "no", "nr", "number", "position", "rank", ""}


def is_table(path: str) -> bool:
    """Whether a path looks like a table from outside; folders never do."""
    return path.lower().endswith(SUFFIXES) and not os.path.isdir(path)


def guess_role(header: str, *, numeric: bool) -> str:
    """What a column is, by its name and whether it holds numbers."""
    words = _words(header)
    bare = re.sub(r" (db|bpm|percent|lufs|s|ms|sec|seconds)$", "", words)
    bare = re.sub(r" of the (track|song)$", "", re.sub(r"^(the|track|song|audio|feature|af) ", "", bare))
    for word in (words, bare):
        if numeric:
            for role, names in _NUMBER_NAMES.items():
                if word in names:
                    return role
        for role, names in TEXTS.items():
            if word in names and (not numeric or role in ("date", "source", "title", "isrc")):
                return role
    if words in _INDEX:
        return UNUSED
    return OTHER_NUMBER if numeric else UNUSED


def column_name(header: str) -> str:
    """A header as a name that can be typed: "Beats Per Minute (BPM)" → "beats per minute bpm"."""
    return _words(header)


def _words(header: str) -> str:
    split = re.sub(r"(?<=[a-z]{3})(?=[A-Z][a-z])", " ", header)  # camelCase, but not dB
    return re.sub(r"[^a-z0-9]+", " ", split.casefold()).strip()
