"""Covers as files of their own, for the programs that show what plays and cannot look into songs."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import BinaryIO

import platformdirs

from organizer.base.atomic import replace_file
from organizer.base.errors import OrganizerError
from organizer.base.model import Track
from organizer.work import covers
from organizer.work.jobs import JobContext

#: Covers that are kept, the newest ones.
_MOST = 30
_ENDINGS = ((b"\xff\xd8", ".jpg"), (b"\x89PNG", ".png"), (b"GIF8", ".gif"), (b"RIFF", ".webp"))


def folder() -> Path:
    """Where they lie."""
    return Path(platformdirs.user_cache_dir("organizer", appauthor=False)) / "covers"


def cover_file(context: JobContext, track: Track) -> tuple[int, str]:
    """The song, and the file that holds its cover; "" where it has none."""
    content = None
    if track.has_file:
        with contextlib.suppress(OrganizerError, OSError):
            content = covers.cover(track.path)
    context.check_cancelled()
    ending = next((ending for head, ending in _ENDINGS if content and content.startswith(head)), "")
    if not content or not ending:
        return track.id, ""
    path = folder() / f"{hashlib.sha256(content).hexdigest()[:32]}{ending}"

    def write(file: BinaryIO) -> None:
        file.write(content)

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.touch()
        else:
            replace_file(path, write)
            _drop_old()
    except (OrganizerError, OSError):
        return track.id, ""
    return track.id, str(path)


def _drop_old() -> None:
    files = sorted(folder().iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in files[_MOST:]:
        path.unlink(missing_ok=True)
