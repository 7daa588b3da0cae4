"""Edit, undo and compare every file of a folder of odd files, on a copy: what works and what is refused.

Usage: python bench/nasty_tags.py FOLDER
"""

from __future__ import annotations

import collections
import hashlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from organizer.base.errors import OrganizerError, TagError
from organizer.base.model import TagEdit
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.payload import audio_hash
from organizer.work.jobs import JobContext
from organizer.work.tags.tagging import apply, preview, undo

VALUES = {"title": "Ein schöner Titel ✓", "genre": ("Jazz", "Neue Art"), "bpm": "123"}


def frames(path: str) -> list[tuple[str, str]]:
    from organizer.library.tags.compare import frames_besides
    from organizer.library.tags.opening import open_file

    with open(path, "rb") as file:
        found = open_file(file, path, full=True)
        return frames_besides(found, VALUES)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(source: Path) -> int:
    counts: collections.Counter[str] = collections.Counter()
    reasons: collections.Counter[str] = collections.Counter()
    bad: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(source, copy)
        os.system(f"chmod -R u+w '{copy}'")
        db = Database(Path(folder) / "library.db")
        for path in sorted(p for p in copy.rglob("*") if p.is_file()):
            name = str(path.relative_to(copy))
            counts["files"] += 1
            started = time.process_time()
            try:
                tags.read(str(path))
                counts["read"] += 1
            except TagError as error:
                counts["explained"] += 1
                if "-v" in sys.argv:
                    print("unread", name, error.cause)
                continue
            except BaseException as error:
                bad.append(f"{name}: read raised {error!r}")
                continue
            had_front = path.read_bytes()[:3] == b"ID3"
            before, sound = digest(path), audio_hash(str(path))
            tags.cover(str(path))
            kept = frames(str(path))
            try:
                result = apply(JobContext(), db, preview(db, [TagEdit(0, str(path), VALUES)]), label=name)
            except BaseException as error:
                bad.append(f"{name}: apply raised {error!r}")
                continue
            if result.failed:
                counts["refused"] += 1
                reasons[result.failed[0][1]] += 1
                if "-v" in sys.argv:
                    print("refused", name, result.failed[0][1])
                if digest(path) != before:
                    bad.append(f"{name}: refused, but changed")
                continue
            counts["edited"] += 1
            found = tags.read(str(path))[0]
            if (found.title, found.genre, found.bpm) != (VALUES["title"], VALUES["genre"], VALUES["bpm"]):
                bad.append(f"{name}: reads back {found}")
            v1_only = path.read_bytes()[:3] == b"ID3" and not had_front
            if frames(str(path)) != kept and not v1_only:  # its comment moves to the new ID3v2 tag
                bad.append(f"{name}: other frames changed")
            if audio_hash(str(path)) != sound:
                bad.append(f"{name}: sound changed")
            taken_back = undo(JobContext(), db)
            if taken_back is None or taken_back.failed or digest(path) != before:
                bad.append(f"{name}: undo {taken_back}")
            else:
                counts["undone, same bytes"] += 1
            if time.process_time() - started > 5:
                bad.append(f"{name}: slow")
        db.close()
    print(dict(counts))
    for reason, count in reasons.most_common():
        print(f"{count:4} {reason}")
    print("\n".join(["PROBLEMS", *bad]) if bad else "no problems")
    return bool(bad)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except OrganizerError as error:
        sys.exit(str(error))
