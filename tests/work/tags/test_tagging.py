"""Edits through the journal: undo, redo, restarts and sudden death."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from mutagen import id3

from organizer.base.descriptors import Descriptors
from organizer.base.errors import Cancelled, UsageError
from organizer.base.model import Changes, TagEdit, Track
from organizer.library import journal, tracks
from organizer.library.storage.database import Database
from organizer.library.tables import feature_csv, tables
from organizer.library.tags import tags
from organizer.work.jobs import JobContext
from organizer.work.tags.tagging import (
    EditResult,
    apply,
    edits_from_descriptors,
    edits_from_values,
    parse_assignment,
    preview,
    recover,
    redo,
    undo,
)
from tests.conftest import tone, unwatched, write_song

VALUES = {"title": "Neu ✓", "genre": ("Jazz", "Art"), "bpm": "99"}


def add(db: Database, *paths: Path) -> list[Track]:
    scanned = []
    for path in paths:
        status = path.stat()
        scanned.append(
            tracks.ScannedFile(str(path), status.st_size, status.st_mtime_ns, *tags.read(str(path)))
        )
    return tracks.get_many(db, tracks.upsert(db, scanned).added)


def write(db: Database, edits: list[TagEdit], *, label: str = "a") -> EditResult:
    return apply(JobContext(), db, preview(db, edits), label=label)


@pytest.fixture
def songs(tmp_path: Path, db: Database) -> list[Track]:
    paths = [
        write_song(tmp_path / "music" / f"{i}.{kind}", tone(0.5))
        for i, kind in enumerate(("mp3", "flac", "ogg"))
    ]
    return add(db, *paths)


def contents(songs: list[Track]) -> list[bytes]:
    return [Path(song.path).read_bytes() for song in songs]


def test_preview_apply_undo_redo_over_restarts(tmp_path: Path, db: Database, songs: list[Track]) -> None:
    before = contents(songs)
    edits = edits_from_values(songs, VALUES)
    assert len(preview(db, edits)) == 9
    result = write(db, edits, label="test")
    assert (result.done, result.failed) == (3, ())
    assert result.changes == Changes(updated=tuple(song.id for song in songs))
    after = contents(songs)
    assert [t.tags.title for t in tracks.get_many(db, [s.id for s in songs])] == ["Neu ✓"] * 3
    assert preview(db, edits) == []
    with Database(tmp_path / "library.db") as again:
        assert undo(JobContext(), again).done == 3
        assert contents(songs) == before
        assert undo(JobContext(), again) is None
    with Database(tmp_path / "library.db") as again:
        assert redo(JobContext(), again).done == 3
        assert contents(songs) == after
        assert redo(JobContext(), again) is None
        assert [entry.state for entry in journal.history(again)] == ["done"]


def test_redo_never_goes_back_to_before_a_later_edit(db: Database, songs: list[Track]) -> None:
    for label in ("first", "second"):
        write(db, edits_from_values(songs[:1], {"title": label}), label=label)
        assert undo(JobContext(), db).label == label
    assert redo(JobContext(), db).label == "second"
    assert tags.read(songs[0].path)[0].title == "second"
    assert redo(JobContext(), db) is None
    assert [entry.state for entry in journal.history(db)] == ["done", "void"]


def test_undo_after_another_program_touches_the_named_fields_only(db: Database, songs: list[Track]) -> None:
    path = songs[0].path
    write(db, edits_from_values(songs[:1], {"title": "Meins"}), label="a")
    frames = id3.ID3(path)
    frames.add(id3.TPE1(encoding=3, text="Fremd"))
    frames.save()
    assert undo(JobContext(), db).done == 1
    now = tags.read(path)[0]
    assert (now.title, now.artist) == ("", "Fremd")
    assert redo(JobContext(), db).done == 1
    assert tags.read(path)[0].title == "Meins"


def test_undo_refuses_another_song(db: Database, songs: list[Track]) -> None:
    write(db, edits_from_values(songs[:1], VALUES), label="a")
    write_song(Path(songs[0].path), tone(0.7, frequency=300))
    result = undo(JobContext(), db)
    assert result.done == 0 and "another song" in result.failed[0][1]


def test_bad_files_are_reported_and_the_rest_is_done(
    tmp_path: Path, db: Database, songs: list[Track]
) -> None:
    (tmp_path / "empty.mp3").touch()
    edits = [TagEdit(0, str(tmp_path / "empty.mp3"), VALUES), *edits_from_values(songs, VALUES)]
    result = write(db, edits, label="a")
    assert result.done == 3 and "empty" in result.failed[0][1]
    assert undo(JobContext(), db).done == 3


def test_what_another_program_wrote_after_the_preview_is_not_overwritten(
    db: Database, songs: list[Track]
) -> None:
    diffs = preview(db, edits_from_values(songs, {"title": "Mine"}))
    Path(songs[1].path).unlink()
    for song, change in ((songs[0], {"title": "Theirs"}), (songs[2], {"artist": "Theirs"})):
        tags.write(song.path, change)
    result = apply(JobContext(), db, diffs, label="a")
    reasons = dict(result.failed)
    assert result.done == 1 and set(reasons) == {songs[0].path, songs[1].path}
    assert "changed its title to “Theirs”" in reasons[songs[0].path]
    assert "not there" in reasons[songs[1].path]
    assert tags.read(songs[0].path)[0].title == "Theirs"
    now = tags.read(songs[2].path)[0]
    assert (now.title, now.artist) == ("Mine", "Theirs")
    # the next preview looks into the file, and what it shows is written
    again = preview(db, edits_from_values(songs[:1], {"title": "Mine"}))
    assert [diff.old for diff in again] == ["Theirs"]
    assert apply(JobContext(), db, again, label="b").done == 1


#: In a child without root's rights, so that it says the same whoever runs the tests. The first write loads
#: what is loaded late: the interpreter itself may lie where root alone can read.
UNPRIVILEGED = """
import os, sys
from organizer.base.errors import TagError
from organizer.library.tags import tags
tags.write(sys.argv[1], {"title": "New"})
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
for path in sys.argv[2:]:
    try:
        tags.write(path, {"title": "New"})
    except TagError as error:
        print(error)
"""


def test_a_file_or_folder_without_the_right_to_write_stays_as_it_is() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are the tester's alone
        folder = Path(name)
        free = write_song(folder / "free.mp3", tone(0.5))
        file, closed = folder / "file.mp3", folder / "closed" / "song.mp3"
        closed.parent.mkdir()
        for path, mode in ((file, 0o444), (closed, 0o666), (closed.parent, 0o555), (folder, 0o777)):
            if path.suffix:
                shutil.copy(free, path)
            path.chmod(mode)
        before = free.read_bytes()
        ended = subprocess.run(
            [sys.executable, "-c", UNPRIVILEGED, str(free), str(file), str(closed)],
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            env=unwatched(),  # its files could not be written
        )
        closed.parent.chmod(0o755)
        assert ended.stderr == ""
        assert ended.stdout.splitlines() == [
            f"{file}: the file is read-only (make it writable and try again)",
            f"{closed}: no permission (check the rights of the file and of its folder)",
        ]
        assert (file.read_bytes(), closed.read_bytes()) == (before, before)
        assert sorted(os.listdir(folder)) == ["closed", "file.mp3", "free.mp3"]
        assert os.listdir(closed.parent) == ["song.mp3"]


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from organizer.library.tags import tags
from organizer.base.errors import TagError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    tags.write(sys.argv[1], {"title": "New"})
except TagError as error:
    print(error)
"""


def test_a_file_that_cannot_be_written_to_its_end_stays_as_it_is(songs: list[Track]) -> None:
    path = Path(songs[0].path)
    before = path.read_bytes()
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(len(before) // 2)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
    )
    assert ended.stdout.startswith(f"{path}: ") and "too large" in ended.stdout
    assert path.read_bytes() == before
    assert not [name for name in os.listdir(path.parent) if name.startswith(".")]


def test_cancelling_leaves_whole_files(db: Database, songs: list[Track]) -> None:
    before = contents(songs)
    context = JobContext(lambda progress: context.cancel())
    with pytest.raises(Cancelled):
        apply(context, db, preview(db, edits_from_values(songs, VALUES)), label="a")
    assert [old == new for old, new in zip(before, contents(songs), strict=True)] == [False, True, True]
    assert undo(JobContext(), db).done == 1
    assert contents(songs) == before


def test_an_undo_that_was_interrupted_goes_on(db: Database, songs: list[Track]) -> None:
    before = contents(songs)
    write(db, edits_from_values(songs, VALUES))
    context = JobContext(lambda progress: context.cancel())
    with pytest.raises(Cancelled):
        undo(context, db)
    assert [(entry.state, entry.files) for entry in journal.history(db)] == [("done", 2)]
    assert undo(JobContext(), db).done == 2
    assert contents(songs) == before
    context = JobContext(lambda progress: context.cancel())
    with pytest.raises(Cancelled):
        redo(context, db)
    assert undo(JobContext(), db).done == 1
    assert contents(songs) == before
    assert redo(JobContext(), db).done == 3


def test_a_file_that_cannot_be_undone_does_not_stand_before_earlier_edits(
    db: Database, songs: list[Track]
) -> None:
    for title in ("first", "second"):
        write(db, edits_from_values(songs, {"title": title}), label=title)
    Path(songs[0].path).rename(songs[0].path + ".away")
    assert undo(JobContext(), db).done == 2
    assert undo(JobContext(), db).label == "first"
    Path(songs[0].path + ".away").rename(songs[0].path)
    assert redo(JobContext(), db).label == "first"
    assert redo(JobContext(), db).label == "second"
    assert [tags.read(song.path)[0].title for song in songs] == ["second"] * 3
    assert undo(JobContext(), db).done == 3


KILLED = """
import os, signal, sys
from organizer.work.jobs import JobContext
from organizer.base import atomic
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.tags.tagging import apply, edits_from_values, preview
library, point, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = Database(library)
songs = tracks.get_many(db, tracks.query(db, order="path"))
seen = 0
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def count(real, after):
    def wrapped(*arguments, **options):
        global seen
        seen += 1
        if seen == number and not after: die()
        result = real(*arguments, **options)
        if seen == number: die()
        return result
    return wrapped
if point == "before": os.replace = count(os.replace, False)
if point == "after": os.replace = count(os.replace, True)
if point == "sync": os.fsync = count(os.fsync, False)
report = (lambda p: p.done == number and die()) if point == "report" else None
edits = edits_from_values(songs, {"title": "Neu", "genre": ("A", "B")})
apply(JobContext(report), db, preview(db, edits), label="killed")
"""


@pytest.mark.parametrize(("point", "number"), [("report", 100), ("before", 70), ("after", 41), ("sync", 120)])
def test_killed_in_the_middle(tmp_path: Path, point: str, number: int) -> None:
    first = write_song(tmp_path / "music" / "000.mp3", tone(0.1))
    paths = [first, *(first.with_name(f"{i:03}.mp3") for i in range(1, 200))]
    for path in paths[1:]:
        shutil.copy(first, path)
    before = first.read_bytes()
    with Database(tmp_path / "library.db") as db:
        add(db, *paths)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "library.db"), point, str(number)],
        cwd=Path(__file__).parents[3],
    )
    assert ended.returncode == -signal.SIGKILL
    with Database(tmp_path / "library.db") as db:
        recovery = recover(db)
        assert recovery.edits == 1
        new = [path for path in paths if path.read_bytes() != before]
        assert 0 < len(new) < 200
        assert all(tags.read(str(path))[0].genre == ("A", "B") for path in new)
        assert len({path.read_bytes() for path in new}) == 1
        assert [t.path for t in tracks.get_many(db, tracks.query(db, order="path")) if t.tags.title] == list(
            map(str, new)
        )
        assert not [name for name in os.listdir(first.parent) if name.startswith(".")]
        assert recover(db).edits == 0
        assert undo(JobContext(), db).done == len(new)
        assert {path.read_bytes() for path in paths} == {before}


def test_helpers() -> None:
    song = Track(1, "/a.mp3", 0, 0, descriptors=Descriptors(tempo=119.6, key="Am"))
    assert edits_from_descriptors([song])[0].values == {"bpm": "120", "key": "Am"}
    assert parse_assignment("Album artist=Jazz; Folk") == ("album_artist", "Jazz; Folk")
    for wrong in ("nothing", "gener=Jazz", "=Jazz"):
        with pytest.raises(UsageError):
            parse_assignment(wrong)


def test_songs_without_a_file_are_left_out_of_edits(db: Database, songs: list[Track], tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("title,artist,tempo\nChanges,2Pac,110\n")
    (tabled,) = tracks.get_many(db, tables.add(db, feature_csv.read_table(str(table))).changes.added)
    edit = TagEdit(tabled.id, tabled.path, {"genre": ("Rap",)})
    diffs = preview(db, [edit, TagEdit(songs[0].id, songs[0].path, {"genre": ("Rap",)})])
    assert [diff.track_id for diff in diffs] == [songs[0].id]
    with pytest.raises(UsageError, match="has no file"):
        preview(db, [edit])


def test_what_a_file_cannot_hold_is_shown_and_the_rest_is_written(db: Database, songs: list[Track]) -> None:
    frames = id3.ID3()
    frames.add(id3.TIT2(encoding=1, text="T"))
    frames.save(songs[0].path, v2_version=3)
    diffs = preview(db, edits_from_values(songs[:2], {"date": "2001-07", "artist": "A; B"}))
    refused = [diff for diff in diffs if diff.refused]
    assert [(diff.path, diff.field) for diff in refused] == [(songs[0].path, "date")]
    assert "ID3v2.3 tags cannot hold the date “2001-07”" in refused[0].refused
    result = apply(JobContext(), db, diffs, label="a")
    assert (result.done, result.failed) == (2, ((songs[0].path, refused[0].refused),))
    now = tracks.get_many(db, [song.id for song in songs[:2]])
    assert [(song.tags.artist, song.tags.date) for song in now] == [
        (("A", "B"), ""),
        (("A", "B"), "2001-07"),
    ]
    assert [song.artist for song in now] == ["A; B"] * 2
    assert undo(JobContext(), db).done == redo(JobContext(), db).done == 2
    assert [tags.read(song.path)[0].artist for song in songs[:2]] == [("A", "B")] * 2
    # alone, it leaves the file as it is
    before = contents(songs)
    result = apply(JobContext(), db, refused, label="b")
    assert (result.done, result.failed) == (0, ((songs[0].path, refused[0].refused),))
    assert contents(songs) == before


def test_a_preview_tells_one_value_from_two_that_look_alike(db: Database, songs: list[Track]) -> None:
    tags.write(songs[0].path, {"artist": ("A; B",)})
    (diff,) = preview(db, edits_from_values(songs[:1], {"artist": "A; B"}))
    assert (diff.old, diff.new) == ("A; B", ("A", "B"))
    assert diff.shown == ("A; B (1 value)", "A; B (2 values)")


def test_a_tempo_is_a_number(db: Database, songs: list[Track]) -> None:
    with pytest.raises(UsageError, match="“fast” is no tempo"):
        preview(db, [TagEdit(songs[0].id, songs[0].path, {"bpm": "fast"})])
    (diff,) = preview(db, [TagEdit(songs[0].id, songs[0].path, {"bpm": "120,5"})])
    assert diff.new == "120,5"
