"""Songs of a library as rows, without files: what the finders look at."""

from __future__ import annotations

import itertools
from typing import Any

from organizer.library.lists.tidying import Row
from organizer.work.tidying.findings import Finding

_ids = itertools.count(1)


def song(folder: str = "/music/a", name: str = "", **said: Any) -> Row:
    """A song with everything in order but what is said of it."""
    track_id = next(_ids)
    values: dict[str, Any] = {
        "title": f"Song {track_id}",
        "artist": ("Someone",),
        "album_artist": (),
        "album": "Album",
        "genre": ("Rock",),
        "date": "1999",
        "track": "",
        "disc": "",
        "compilation": False,
        "format": "FLAC",
        "duration": 200.0 + track_id,
        "sound": f"{track_id:032x}",
    } | {key: (value,) if key in _LISTS and isinstance(value, str) else value for key, value in said.items()}
    return Row(id=track_id, path=f"{folder}/{name or f'{track_id}.flac'}", **values)


_LISTS = ("artist", "album_artist", "genre")


def numbered(numbers: Any, **said: Any) -> list[Row]:
    """Songs with these track numbers."""
    return [song(track=str(number), **said) for number in numbers]


def whys(findings: Any) -> list[str]:
    """The sentences."""
    return [finding.why for finding in findings]


def written(finding: Finding, option: int = 0) -> dict[int, dict[str, Any]]:
    """What an option would write."""
    return {track_id: dict(values) for track_id, values in finding.options[option].changes.items()}
