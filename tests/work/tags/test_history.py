"""Undo, redo and recovery when files are away, moved or changed by others, or the journal is damaged."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base import leftovers
from organizer.base.atomic import replace_file
from organizer.base.errors import LibraryError
from organizer.base.model import Track
from organizer.cli.parser import run
from organizer.library import journal, tracks
from organizer.library.storage import schema
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.patch import Patch, Splice
from organizer.library.tags.payload import audio_hash
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags.tagging import (
    EditResult,
    apply,
    can_redo,
    can_undo,
    edits_from_values,
    next_step,
    preview,
    recover,
    redo,
    undo,
)
from tests.conftest import tone, write_song


@pytest.fixture
def music(tmp_path: Path, db: Database) -> Path:
    for number, kind in enumerate(("mp3", "flac", "ogg")):
        write_song(tmp_path / "music" / f"{number}.{kind}", tone(0.3, frequency=300 + 50 * number))
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    return tmp_path / "music"


def songs(db: Database) -> list[Track]:
    return tracks.get_many(db, tracks.query(db, order="path").tolist())


def write(db: Database, expected: list[Track], *, label: str = "a", **values: str) -> EditResult:
    return apply(JobContext(), db, preview(db, edits_from_values(expected, values)), label=label)


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def interrupt(db: Database, state: str) -> None:
    """As if the program had been killed after it wrote the files and before it said so."""
    with db.write() as connection:
        connection.execute("UPDATE edit_files SET state = ?", (state,))


@pytest.mark.parametrize("state", journal.OPEN)
@pytest.mark.parametrize("home", ["music", "elsewhere"])
def test_files_that_are_away_are_looked_at_when_they_are_back(
    db: Database, music: Path, state: str, home: str
) -> None:
    before = contents(music)
    write(db, songs(db), title="New")
    interrupt(db, state)
    with db.write() as connection:  # nor was the library told
        connection.execute("UPDATE tracks SET title = '', size = size - 1")
    away = music.rename(music.with_name("away"))
    for _ in range(2):
        recovery = recover(db)
        assert (recovery.edits, recovery.open) == (0, 3)
    assert [(entry.state, entry.open) for entry in journal.history(db)] == [("open", 3)]
    assert undo(JobContext(), db) is None and can_undo(db) is None
    back = away.rename(music.with_name(home))
    import_paths(JobContext(), db, [str(music), str(back)])  # which looks at them
    assert journal.unfinished(db) == []
    assert [(entry.state, entry.files) for entry in journal.history(db)] == [("done", 3)]
    assert {song.tags.title for song in songs(db) if Path(song.path).parent == back} == {"New"}
    assert undo(JobContext(), db).done == 3
    assert contents(back) == before


def test_a_file_that_cannot_be_read_stays_open(db: Database, music: Path) -> None:
    write(db, songs(db), title="New")
    interrupt(db, "pending")
    aside = (music / "1.flac").rename(music / "kept")
    (music / "1.flac").symlink_to(music / "1.flac")  # a circle: it is there, and cannot be opened
    assert recover(db).open == 1
    result = undo(JobContext(), db)
    assert result.done == 2 and [path for path, _ in result.failed] == [str(music / "1.flac")]
    (music / "1.flac").unlink()
    aside.rename(music / "1.flac")
    assert undo(JobContext(), db).done == 1


def test_the_rest_of_an_undo_is_offered_also_after_later_edits(db: Database, music: Path) -> None:
    before = contents(music)
    write(db, songs(db), label="first", title="New")
    aside = (music / "1.flac").rename(music.with_name("kept"))
    result = undo(JobContext(), db)
    assert (result.done, len(result.failed)) == (2, 1)
    write(db, songs(db)[:1], label="later", album="Later")
    assert can_undo(db) == "later" and can_redo(db) is None
    undo(JobContext(), db)
    assert can_undo(db) is None  # the file is not there
    assert journal.history(db)[1].in_part
    aside.rename(music / "1.flac")
    assert can_undo(db) == "first"
    step = next_step(db, "undo")
    assert (step.files, step.fields, step.rest, step.diffs[0].path) == (
        1,
        ("title",),
        True,
        str(music / "1.flac"),
    )
    assert undo(JobContext(), db).done == 1
    assert contents(music) == before and can_undo(db) is None


def test_an_older_edit_can_be_taken_back_by_its_number(db: Database, music: Path) -> None:
    write(db, songs(db), label="first", title="New")
    write(db, songs(db), label="second", album="Album")
    first = journal.history(db)[1].edit_id
    assert undo(JobContext(), db, first).done == 3
    assert {(s.tags.title, s.tags.album) for s in songs(db)} == {("", "Album")}
    assert redo(JobContext(), db).label == "first"


@pytest.mark.parametrize(
    "damage", ["inverse = x'00'", "inverse = NULL", "changes = '{'", "inverse = x'5031ff'"]
)
def test_a_damaged_row_stands_in_nobodys_way(db: Database, music: Path, damage: str) -> None:
    write(db, songs(db), title="New")
    with db.write() as connection:
        connection.execute(f"UPDATE edit_files SET {damage} WHERE sequence = 1")
    result = undo(JobContext(), db)
    assert result.done == 2
    ((path, reason),) = result.failed
    assert path == str(music / "1.flac") and "damaged" in reason
    assert [(entry.state, entry.damaged) for entry in journal.history(db)] == [("undone", 1)]
    assert write(db, songs(db), title="Newer").done == 3
    assert undo(JobContext(), db).done == 3


def test_a_damaged_row_of_an_interrupted_edit_is_reported_once(db: Database, music: Path) -> None:
    write(db, songs(db), title="New")
    interrupt(db, "pending")
    with db.write() as connection:
        connection.execute("UPDATE edit_files SET inverse = x'00' WHERE sequence = 1")
    recovery = recover(db)
    assert (recovery.written, [row.path for row in recovery.damaged]) == (2, [str(music / "1.flac")])
    assert recover(db).damaged == () and journal.unfinished(db) == []


def test_undo_and_redo_leave_a_field_that_another_program_changed(db: Database, music: Path) -> None:
    write(db, songs(db), title="Mine")
    tags.write(str(music / "0.mp3"), {"title": "Theirs"})
    result = undo(JobContext(), db)
    assert result.done == 2 and "its title was changed to “Theirs” since" in result.failed[0][1]
    assert tags.read(str(music / "0.mp3"))[0].title == "Theirs"
    tags.write(str(music / "1.flac"), {"title": "Theirs"})
    result = redo(JobContext(), db)
    assert result.done == 1 and "“Theirs”" in result.failed[0][1]
    # what somebody else has taken back is taken back
    tags.write(str(music / "0.mp3"), {"title": ""})
    assert undo(JobContext(), db, result.edit_id).done == 2


def test_the_way_back_to_known_bytes_does_not_read_tags(tmp_path: Path) -> None:
    path = write_song(tmp_path / "a.mp3", tone(0.3))
    tags.write(str(path), {"title": "A title", "album": "An album"})
    data = path.read_bytes()
    patch = Patch.of(len(data), [Splice(10, data[10:60], b"\xff" * 50)])
    tags.change(str(path), patch, audio_hash(str(path)))
    assert path.read_bytes() == data[:10] + b"\xff" * 50 + data[60:]
    (tmp_path / "b.mp3").write_bytes(write_song(tmp_path / "b.flac", tone(0.3)).read_bytes())
    before = (tmp_path / "b.mp3").read_bytes()
    planned = tags.write(str(tmp_path / "b.mp3"), {"title": "FLAC inside"})
    tags.change(str(tmp_path / "b.mp3"), planned.patch.inverse(), planned.audio_hash)
    assert (tmp_path / "b.mp3").read_bytes() == before


def failing_with(number: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_disk_without_locks_is_no_other_organizer(
    db: Database, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
        monkeypatch.setattr(fcntl, "flock", failing_with(number))
        assert write(db, songs(db), title=f"Without {number}").done == 3
    monkeypatch.setattr(fcntl, "flock", failing_with(errno.EIO))
    with pytest.raises(LibraryError, match="disk reports"):
        write(db, songs(db), title="No")
    monkeypatch.setattr(fcntl, "flock", failing_with(errno.EWOULDBLOCK))
    with pytest.raises(LibraryError, match="another Organizer"):
        write(db, songs(db), title="No")


def test_hard_links_are_kept_on_request(db: Database, music: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.mp3"
    os.link(music / "0.mp3", other)
    before = other.read_bytes()
    diffs = preview(db, edits_from_values(songs(db), {"title": "A longer title"}))
    assert apply(JobContext(), db, diffs, label="a", keep_links=True).done == 3
    assert tags.read(str(other))[0].title == "A longer title" and other.samefile(music / "0.mp3")
    assert undo(JobContext(), db, keep_links=True).done == 3
    assert other.read_bytes() == before
    assert redo(JobContext(), db).done == 3  # not asked for: the other name keeps what it says
    assert other.read_bytes() == before and not other.samefile(music / "0.mp3")


def test_a_file_that_was_being_written_into_is_finished(db: Database, music: Path, tmp_path: Path) -> None:
    path = music / "0.mp3"
    os.link(path, tmp_path / "other.mp3")
    before = path.read_bytes()
    write(db, songs(db)[:1], title="New")
    new = path.read_bytes()
    interrupt(db, "pending")
    path.unlink()
    os.link(tmp_path / "other.mp3", path)
    path.write_bytes(new[: len(new) // 2])  # the power went here
    whole = music / f"{leftovers.prefix(str(path))}x{leftovers.WHOLE}"
    whole.write_bytes(new)
    recover(db)
    assert path.read_bytes() == (tmp_path / "other.mp3").read_bytes() == new and not whole.exists()
    undo(JobContext(), db, keep_links=True)
    assert path.read_bytes() == (tmp_path / "other.mp3").read_bytes() == before


def test_the_command_line_lists_what_is_left_and_takes_it_back(
    db: Database, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(music)
    write(db, songs(db), title="New")
    library = ["--library", str(db.path)]
    aside = (music / "1.flac").rename(music.with_name("kept"))
    assert run([*library, "undo", "--yes"]) == 1
    assert "2 of 3 files are done; for the others, “organizer undo 1”" in capsys.readouterr().err
    assert run([*library, "undo", "--yes"]) == 1
    assert "1 file that cannot be reached may still hold an edit" in capsys.readouterr().err
    aside.rename(music / "1.flac")
    assert run([*library, "history"]) == 0
    assert "undone in part, left in 1" in capsys.readouterr().out
    assert run([*library, "undo", "1", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == 1
    assert contents(music) == before
    assert run([*library, "undo", "7", "--yes"]) == 1


def test_an_export_removes_what_a_killed_one_left_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "list.m3u8"
    left, written, foreign = (
        tmp_path / f"{begin}x.part" for begin in (leftovers.prefix(str(target)),) * 1 + (".organizer-", "x.")
    )
    for path in (left, written, foreign):
        path.touch()
    busy = tmp_path / f"{leftovers.prefix(str(target))}y.part"
    with open(busy, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # another program is writing it
        replace_file(target, lambda out: out.write(b"new") and None)
        assert {p.name for p in tmp_path.iterdir()} == {target.name, written.name, foreign.name, busy.name}


def test_notes_tell_the_next_start_what_was_left_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes, folder = tmp_path / "notes", tmp_path / "lists"
    folder.mkdir()
    monkeypatch.setattr(leftovers, "_notes", None)
    leftovers.keep_notes_in(notes)

    def killed(file: object) -> None:
        os.link(next(folder.glob(".organizer-*.part")), folder / "kept")
        for note in notes.iterdir():
            os.link(note, tmp_path / note.name)  # as the killed program leaves both

    replace_file(folder / "list.csv", killed)
    assert not notes.exists()
    notes.mkdir()
    (note,) = tmp_path.glob(".organizer-*")
    (folder / note.name).touch()
    note.rename(notes / note.name)
    (notes / f"{leftovers.PREFIX}foreign.part").write_bytes(os.fsencode(folder / "list.csv"))
    leftovers.keep_notes_in(notes)
    assert sorted(p.name for p in folder.iterdir()) == ["kept", "list.csv"] and list(notes.iterdir()) == []


def test_an_older_library_brings_its_edits_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what an older program gave up: done rows of an undone edit, and rows that it dropped unseen."""
    path = tmp_path / "old.db"
    before = schema.MIGRATIONS[: schema.MIGRATIONS.index(schema._EDITS_BY_FILES)]
    monkeypatch.setattr("organizer.library.storage.database.MIGRATIONS", before)
    monkeypatch.setattr("organizer.library.storage.database.VERSION", len(before))
    with Database(path) as old, old.write() as connection:
        for number, state in ((1, "void"), (2, "done"), (3, "undone")):
            connection.execute("INSERT INTO edits VALUES (?, 1.0, ?, ?)", (number, str(number), state))
        lost = "the program ended before it was written"
        for row in (
            (1, 0, "undone", ""),
            (2, 0, "done", ""),
            (2, 1, "dropped", lost),
            (2, 2, "dropped", "cancelled"),
            (3, 0, "done", ""),
            (3, 1, "undone", ""),
        ):
            connection.execute(
                "INSERT INTO edit_files (edit_id, sequence, path, track_id, changes, state, reason)"
                " VALUES (?, ?, x'61', 1, '{}', ?, ?)",
                row,
            )
    monkeypatch.undo()
    with Database(path) as new:
        listed = [(e.edit_id, e.state, e.files, e.open, e.redoable) for e in journal.history(new)]
        assert listed == [(3, "done", 1, 0, True), (2, "done", 1, 1, False), (1, "void", 1, 0, False)]


def test_folders_of_killed_runs_are_removed_and_those_in_use_stay(tmp_path: Path) -> None:
    (tmp_path / ".organizer-demo-foreign").mkdir()
    with leftovers.workshop(tmp_path, "demo") as used, leftovers.workshop(tmp_path, "demo") as second:
        assert Path(used).exists() and Path(second).exists()
        left = shutil.copytree(second, tmp_path / ".organizer-demo-left")
        with leftovers.workshop(tmp_path, "demo"):
            assert not left.exists() and Path(used).exists() and Path(second).exists()
    assert [path.name for path in tmp_path.iterdir()] == [".organizer-demo-foreign"]


def test_edits_of_an_older_organizer_hold_several_values_as_one_text(db: Database, music: Path) -> None:
    values = {"artist": ("Ada", "Bo")}
    apply(JobContext(), db, preview(db, edits_from_values(songs(db), values)), label="a")
    with db.write() as connection:
        connection.execute(
            'UPDATE edit_files SET changes = replace(changes, \'["Ada", "Bo"]\', \'"Ada; Bo"\')'
        )
    for path in music.iterdir():
        tags.write(str(path), {"album": "Theirs, so that the patches fit no more"})
    assert undo(JobContext(), db).done == 3
    assert redo(JobContext(), db).done == 3
    assert {song.tags.artist for song in songs(db)} == {("Ada", "Bo")}
