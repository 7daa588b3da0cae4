"""Songs of the library for names of another machine: those whose paths end alike, case and Unicode aside."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from organizer.base.folding import fold
from organizer.library.playlists.playlist_files import ends, same_name
from organizer.library.storage.database import Database

#: Folders above a file that are compared, and rows between two checks.
_DEEPEST, _CHECKED = 8, 10_000

_End = tuple[str, ...]
_Bare = Callable[[str], str]


def find(
    db: Database, written: Iterable[str], check: Callable[[], None], *, endings: bool = True
) -> dict[str, str | None]:
    """The song whose path has most in common with the end of what was written: written → path. None where
    two songs have as much; left out where no song has the name. Without ``endings`` a song may be of another
    format. ``check`` is called now and then, and may raise."""
    bare = _same if endings else _stem
    wanted: dict[str, list[tuple[str, _End]]] = defaultdict(list)
    for one in dict.fromkeys(written):
        for end in ends(one):
            if end:
                wanted[bare(_name(end[-1]))].append((one, end))
    paths: dict[str, list[str]] = defaultdict(list)
    for name, path in _songs(db, wanted.keys(), check, bare):
        paths[name].append(path)
    matches: dict[str, str | None] = {}
    for name, candidates in paths.items():
        check()
        by_end = _by_end(candidates, bare)
        for one, end in wanted[name]:
            if matches.get(one) is not None:  # as it stands goes before without escapes
                continue
            same = _keys(end, bare)
            for length in range(len(same), 0, -1):
                if same[-length:] in by_end:
                    matches[one] = by_end[same[-length:]]
                    break
    return matches


def _by_end(paths: Iterable[str], bare: _Bare) -> dict[_End, str | None]:
    """The one path with each end; None where there are several."""
    by_end: dict[_End, str | None] = {}
    for path in paths:
        parts = re.split(r"[\\/]" if os.sep == "\\" else "/", path)
        keys = _keys(tuple(part for part in parts if part), bare)
        for length in range(1, len(keys) + 1):
            end = keys[-length:]
            by_end[end] = None if end in by_end else path
    return by_end


def _keys(parts: _End, bare: _Bare) -> _End:
    keys = tuple(same_name(part) for part in parts[-_DEEPEST:])
    return (*keys[:-1], bare(keys[-1])) if keys else ()


def _same(name: str) -> str:
    return name


def _stem(name: str) -> str:
    return os.path.splitext(name)[0]


def _songs(
    db: Database, names: Iterable[str], check: Callable[[], None], bare: _Bare
) -> Iterator[tuple[str, str]]:
    """Songs with one of these names, folded: (name, path)."""
    wanted = set(names)
    hits: dict[int, str] = {}
    if not wanted:
        return
    for number, (track_id, path) in enumerate(db.read().execute("SELECT track_id, path FROM folded")):
        if number % _CHECKED == 0:
            check()
        name = bare(_last(path))
        if name in wanted:
            hits[track_id] = name
    ids = list(hits)
    for start in range(0, len(ids), _CHECKED):
        part = json.dumps(ids[start : start + _CHECKED])
        for track_id, path in db.read().execute(
            "SELECT id, path FROM tracks WHERE origin = 'file' AND id IN (SELECT value FROM json_each(?))",
            (part,),
        ):
            yield hits[track_id], os.fsdecode(path)


def _name(name: str) -> str:
    return _last(fold(name))


def _last(folded: str) -> str:
    """The last part of a folded path; some signs in names are folded to a slash."""
    return re.split(r"[\\/]", folded)[-1].strip()
