"""Edit, undo and compare every file of a folder of odd files, on a copy: what works and what is refused.

Each file is edited in each way of ``WAYS`` (fields with names, several values, frames of its own, removal, a
cover, the tag made one of ID3v2.4), taken back and compared byte by byte. Then all that can be read are
renamed by their tags and moved to another folder, and that is taken back.

Usage: python bench/nasty_tags.py FOLDER [-v]
"""

from __future__ import annotations

import collections
import hashlib
import io
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from organizer.base.errors import OrganizerError, TagError
from organizer.base.fields.picture import Picture
from organizer.base.model import TagEdit, TagValue
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.named.id3_upgrade import REWRITTEN
from organizer.library.tags.payload import audio_hash
from organizer.work.files import history, moving, planning
from organizer.work.files.planning import Options
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags.tagging import apply, preview, undo


def picture() -> Picture:
    """A cover that does not fit into the padding of most files."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(buffer, "PNG")
    return Picture.of(buffer.getvalue())


#: Fields that every list shows; those with a name of ours, some with several values; a frame of the file's
#: own; and fields that go.
WAYS: Mapping[str, Mapping[str, TagValue]] = {
    "shown": {"title": "Ein schöner Titel ✓", "genre": ("Jazz", "Neue Art"), "bpm": "123"},
    "named": {
        "composer": ("Änne ✓", "Второй"),
        "performer": ("Änne (guitar)", "Cy", "Второй (producer)"),
        "lyrics": "Erste Zeile\nzweite ✓",
        "rating": "7",
        "label": "Blue Note",
        "catalog_number": ("BLP 1", "BLP 2"),
        "original_date": "1969",
        "compilation": "1",
        "artist_sort": "Künstler, Ein",
        "musicbrainz_trackid": "5c4d0cd4-1cd5-45a4-a7ec-2b2d2b6fc7e3",
        "replaygain_track_gain": "-7.30 dB",
    },
    "own": {"TXXX:Organizer Test": ("eins ✓", "zwei"), "artist": ("Erster", "Zweiter")},
    "removed": dict.fromkeys(("title", "artist", "comment", "composer", "lyrics", "rating", "label"), ""),
    "cover": {"cover": picture()},
    "no cover": {"cover": ""},
    "upgraded": {"title": "Ein schöner Titel ✓", "artist": ("Erster", "Zweiter"), "original_date": "1969-05"},
}
#: The way in which older ID3 tags become ones of version 2.4.
UPGRADED = "upgraded"
#: Names that songs get.
TEMPLATE = "{artist}/{album}/{track:02} {title}"


def frames(path: str, values: Mapping[str, TagValue]) -> list[tuple[str, str]]:
    from organizer.library.tags.compare import frames_besides
    from organizer.library.tags.opening import open_file

    with open(path, "rb") as file:
        file_tags = open_file(file, path, full=True)
        return frames_besides(file_tags, values)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Report:
    """What came of the files, to be printed at the end."""

    def __init__(self) -> None:
        self.counts: collections.Counter[str] = collections.Counter()
        self.reasons: collections.Counter[str] = collections.Counter()
        self.bad: list[str] = []

    def show(self) -> None:
        print(dict(self.counts))
        for reason, count in self.reasons.most_common():
            print(f"{count:4} {reason}")
        print("\n".join(["PROBLEMS", *self.bad]) if self.bad else "no problems")


def main() -> int:
    try:
        return compare(Path(sys.argv[1]))
    except OrganizerError as error:
        print(error, file=sys.stderr)
        return 1


def compare(source: Path) -> int:
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(source, copy)
        os.system(f"chmod -R u+w '{copy}'")
        with Database(Path(folder) / "library.db") as db:
            for path in sorted(p for p in copy.rglob("*") if p.is_file()):
                name = str(path.relative_to(copy))
                report.counts["files"] += 1
                started = time.process_time()
                if is_readable(path, name, report):
                    for way, values in WAYS.items():
                        edit_and_undo(db, path, f"{name} ({way})", values, report, upgrade=way == UPGRADED)
                if time.process_time() - started > 5 * len(WAYS):
                    report.bad.append(f"{name}: slow")
            move_and_undo(db, copy, Options(TEMPLATE), "renamed", report)
            move_and_undo(db, copy, Options(folder=str(Path(folder) / "far")), "moved", report)
    report.show()
    return bool(report.bad)


def is_readable(path: Path, name: str, report: Report) -> bool:
    try:
        tags.read(str(path))
    except TagError as error:
        report.counts["explained"] += 1
        if "-v" in sys.argv:
            print("unread", name, error.cause)
        return False
    except BaseException as error:
        report.bad.append(f"{name}: read raised {error!r}")
        return False
    report.counts["read"] += 1
    return True


def edit_and_undo(
    db: Database,
    path: Path,
    name: str,
    values: Mapping[str, TagValue],
    report: Report,
    *,
    upgrade: bool = False,
) -> None:
    had_front = path.read_bytes()[:3] == b"ID3"
    before, sound = digest(path), audio_hash(str(path))
    tags.cover(str(path))
    named = {**values, **dict.fromkeys(REWRITTEN, "")} if upgrade else values
    others = frames(str(path), named)
    try:
        diffs = preview(db, [TagEdit(0, str(path), values)], upgrade=upgrade)
        if not diffs:  # there is nothing to remove
            report.counts["nothing to change"] += 1
            return
        result = apply(JobContext(), db, diffs, label=name, upgrade=upgrade)
    except BaseException as error:
        report.bad.append(f"{name}: apply raised {error!r}")
        return
    if result.failed and result.done:
        report.counts["edited but for values that it cannot hold"] += 1
    elif result.failed:
        report.counts["refused"] += 1
        report.reasons[result.failed[0][1]] += 1
        if "-v" in sys.argv:
            print("refused", name, result.failed[0][1])
        if digest(path) != before:
            report.bad.append(f"{name}: refused, but changed")
        return
    report.counts["edited"] += 1
    edited = tags.read(str(path), names=values)[0]
    if any(edited.get(diff.field) != diff.new for diff in diffs if not diff.refused):
        report.bad.append(f"{name}: reads back {edited}")
    v1_only = path.read_bytes()[:3] == b"ID3" and not had_front
    if frames(str(path), named) != others and not v1_only:  # its comment moves to the new ID3v2 tag
        report.bad.append(f"{name}: other frames changed")
    if audio_hash(str(path)) != sound:
        report.bad.append(f"{name}: sound changed")
    taken_back = undo(JobContext(), db)
    if taken_back is None or taken_back.failed or digest(path) != before:
        report.bad.append(f"{name}: undo {taken_back}")
    else:
        report.counts["undone, same bytes"] += 1


def contents(folder: Path) -> dict[str, str]:
    """What each file in the copy, and where it is moved to, holds, by its place."""
    places = [p for top in ("copy", "far") for p in (folder / top).rglob("*") if p.is_file()]
    return {str(path.relative_to(folder)): digest(path) for path in places}


def move_and_undo(db: Database, folder: Path, options: Options, what: str, report: Report) -> None:
    """Move every song that can be read, and take it back: no byte changes, and each is at its place again."""
    import_paths(JobContext(), db, [str(folder)])
    before = contents(folder.parent)
    songs = [song for song in tracks.get_many(db, tracks.query(db).tolist()) if not song.away]
    plan = planning.plan(JobContext(), db, songs, options)
    result = moving.apply(JobContext(), db, plan, label=what)
    report.counts[what] += result.done
    for _, reason in result.failed:
        report.reasons[f"not {what}: {reason}"] += 1
    after = contents(folder.parent)
    lists = {Path(path).name for path in plan.lists}  # these follow the songs
    held, holds = (
        sorted(content for place, content in each.items() if Path(place).name not in lists)
        for each in (before, after)
    )
    if held != holds or len(before) != len(after):
        report.bad.append(f"{what}: files are lost or changed")
    if result.done and set(after) == set(before):
        report.bad.append(f"{what}: no file is elsewhere")
    if not result.done:
        return
    taken_back = history.undo(JobContext(), db)
    if taken_back is None or taken_back.failed or contents(folder.parent) != before:
        report.bad.append(f"{what}: undo {taken_back and taken_back.failed[:3]}")
    else:
        report.counts[f"{what}, taken back"] += taken_back.done


if __name__ == "__main__":
    sys.exit(main())
