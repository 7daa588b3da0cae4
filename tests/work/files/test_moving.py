"""Files renamed and moved, and taken back: with what lies beside them, lists and folders."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.model import Track
from organizer.base.naming.file_names import Rules
from organizer.library import tracks
from organizer.library.files import file_rows, moves
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.files import history, moving
from organizer.work.files.places import placing
from organizer.work.files.planning import Options, Plan, plan
from organizer.work.intake.importing import ImportResult, import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from organizer.work.tags.tagging import EditResult
from tests.conftest import tone, write_song

Make = Callable[..., Path]


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """A few songs, made once."""
    folder = tmp_path_factory.mktemp("sounds")
    paths = [write_song(folder / f"{n}.flac", tone(0.05, frequency=200 + 40 * n)) for n in range(6)]
    return [path.read_bytes() for path in paths]


@pytest.fixture
def song(tmp_path: Path, sounds: list[bytes]) -> Make:
    """Make a song below the folder of music, with these tags."""
    left = list(sounds)

    def make(name: str, **values: str) -> Path:
        path = tmp_path / "music" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(left.pop(0))
        if values:
            tags.write(str(path), dict(values))
        return path

    return make


def songs(db: Database) -> list[Track]:
    return tracks.get_many(db, tracks.query(db, order="path").tolist())


def scan(db: Database, folder: Path) -> ImportResult:
    return import_paths(JobContext(), db, [str(folder / "music")])


def planned(db: Database, options: Options) -> Plan:
    return plan(JobContext(), db, songs(db), options)


def rename(db: Database, template: str, **options: object) -> EditResult:
    chosen = planned(db, Options(template, **options))  # type: ignore[arg-type]
    return moving.apply(JobContext(), db, chosen, label="rename")


def listed(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def folders(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_dir())


def is_quiet(result: ImportResult) -> bool:
    return not any((result.added, result.updated, result.moved, result.away, result.merged, result.failed))


def test_songs_go_where_the_template_says_and_back_as_they_were(
    tmp_path: Path, db: Database, song: Make
) -> None:
    song("in/x.flac", title="Rain", album="Blue", artist="Ann", track="3/9", date="1999")
    song("in/y.flac", title="Snow", album="Blue", artist="Ann", track="4", disc="1", date="1999")
    (tmp_path / "music/in/cover.jpg").write_bytes(b"picture")
    (tmp_path / "music/in/x.lrc").write_bytes(b"la")
    (tmp_path / "music/all.m3u8").write_bytes(b"in/x.flac\nin/y.flac\n")
    scan(db, tmp_path)
    ids = [one.id for one in songs(db)]
    playlists.save(db, "Mine", ids)
    before = {name: (tmp_path / "music" / name).read_bytes() for name in listed(tmp_path / "music")}

    result = rename(db, "{albumartist}/{year} {album}/[{disc}-]{track:02} {title}")

    assert (result.done, result.failed) == (4, ())
    assert listed(tmp_path / "music") == [
        "Ann/1999 Blue/03 Rain.flac",
        "Ann/1999 Blue/03 Rain.lrc",
        "Ann/1999 Blue/1-04 Snow.flac",
        "Ann/1999 Blue/cover.jpg",
        "all.m3u8",
    ]
    assert folders(tmp_path / "music") == ["Ann", "Ann/1999 Blue"]  # the one that became empty is gone
    assert (
        tmp_path / "music/all.m3u8"
    ).read_text() == "Ann/1999 Blue/03 Rain.flac\nAnn/1999 Blue/1-04 Snow.flac\n"
    assert [one.id for one in songs(db)] == ids and playlists.load(db, "Mine") == ids
    assert all(Path(one.path).is_file() for one in songs(db))
    assert is_quiet(scan(db, tmp_path))

    undone = history.undo(JobContext(), db)
    assert undone is not None and (undone.done, undone.failed) == (4, ())
    assert {name: (tmp_path / "music" / name).read_bytes() for name in listed(tmp_path / "music")} == before
    assert folders(tmp_path / "music") == ["in"]
    assert is_quiet(scan(db, tmp_path))

    again = history.redo(JobContext(), db)
    assert again is not None and (again.done, again.failed) == (4, ())
    assert "Ann/1999 Blue/03 Rain.flac" in listed(tmp_path / "music")
    assert is_quiet(scan(db, tmp_path))


def test_a_plan_of_what_has_its_name_already_is_empty(tmp_path: Path, db: Database, song: Make) -> None:
    for number in range(3):
        song(f"{number}.flac", title="Same")
    scan(db, tmp_path)
    rename(db, "{title}")
    assert listed(tmp_path / "music") == ["Same (2).flac", "Same (3).flac", "Same.flac"]
    again = planned(db, Options("{title}"))
    assert (again.moves, again.unchanged) == ((), 3)


def test_songs_exchange_their_names(tmp_path: Path, db: Database, song: Make) -> None:
    names = {"a": "b", "b": "a", "c": "d", "d": "e", "e": "c"}
    content = {title: song(f"{name}.flac", title=title).read_bytes() for name, title in names.items()}
    scan(db, tmp_path)
    assert rename(db, "{title}").failed == ()
    assert {p.stem: p.read_bytes() for p in (tmp_path / "music").iterdir()} == content
    history.undo(JobContext(), db)
    assert {p.stem: p.read_bytes() for p in (tmp_path / "music").iterdir()} == {
        name: content[title] for name, title in names.items()
    }


def test_a_chain_of_a_thousand_names_needs_no_deep_stack() -> None:
    from organizer.library.files.moves import MoveEntry
    from organizer.work.files.places.ordering import units

    entries = [MoveEntry(1, n, "song", f"/nowhere/{n}", f"/nowhere/{n + 1}", n + 1) for n in range(3_000)]
    ordered = [step.entry.sequence for unit in units(entries, lambda e: (e.old, e.new)) for step in unit]
    assert ordered == list(reversed(range(3_000)))


@pytest.mark.parametrize("clash", ["number", "refuse"])
def test_a_file_that_is_there_is_never_overwritten(
    tmp_path: Path, db: Database, song: Make, clash: str
) -> None:
    song("a.flac", title="Rain")
    (tmp_path / "music/Rain.flac").write_bytes(b"no song at all")
    scan(db, tmp_path)
    chosen = plan(
        JobContext(),
        db,
        [s for s in songs(db) if s.title == "Rain" and s.path.endswith("a.flac")],
        Options("{title}", clash=clash),
    )  # type: ignore[arg-type]
    assert (tmp_path / "music/Rain.flac").read_bytes() == b"no song at all"
    if clash == "number":
        moving.apply(JobContext(), db, chosen, label="rename")
        assert listed(tmp_path / "music") == ["Rain (2).flac", "Rain.flac"]
    else:
        assert [move.refused for move in chosen.moves] == [
            "Rain.flac is there already, or another song gets this name"
        ]
        assert chosen.wanted == ()
    assert (tmp_path / "music/Rain.flac").read_bytes() == b"no song at all"


def test_a_file_that_appears_after_the_preview_stays(tmp_path: Path, db: Database, song: Make) -> None:
    path = song("a.flac", title="Rain")
    scan(db, tmp_path)
    chosen = planned(db, Options("{title}"))
    (tmp_path / "music/Rain.flac").write_bytes(b"came meanwhile")
    result = moving.apply(JobContext(), db, chosen, label="rename")
    assert result.failed == ((str(path), "a file of that name is there already (choose another name)"),)
    assert (tmp_path / "music/Rain.flac").read_bytes() == b"came meanwhile" and path.is_file()
    assert [one.state for one in moves.read(db, states=("failed",))] == ["failed"]
    assert history.next_edit(db, "undo") is None


def test_songs_that_say_nothing_stay_and_it_is_said_what_to_write(
    tmp_path: Path, db: Database, song: Make
) -> None:
    song("a.flac", title="Rain")
    scan(db, tmp_path)
    chosen = planned(db, Options("{album}/{title}"))
    assert "[{album}/]" in chosen.moves[0].refused
    assert chosen.wanted == ()
    with pytest.raises(OrganizerError, match="leave the first"):
        planned(db, Options("/{title}"))
    with pytest.raises(OrganizerError, match="ends with a folder"):
        planned(db, Options("{title}/"))


def test_a_folder_that_songs_stay_in_keeps_its_cover(tmp_path: Path, db: Database, song: Make) -> None:
    song("in/a.flac", title="A", album="One")
    song("in/b.flac", title="B", album="Two")
    (tmp_path / "music/in/cover.jpg").write_bytes(b"picture")
    scan(db, tmp_path)
    rename(db, "{album}/{title}")
    assert listed(tmp_path / "music") == ["One/A.flac", "Two/B.flac", "in/cover.jpg"]


def test_the_folder_around_the_discs_of_an_album_goes_along(tmp_path: Path, db: Database, song: Make) -> None:
    song("Old/CD 1/a.flac", title="A", album="X", disc="1")
    song("Old/CD 2/b.flac", title="B", album="X", disc="2")
    for name in ("cover.jpg", "Scans/1.png"):
        (tmp_path / "music/Old" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "music/Old" / name).write_bytes(b"x")
    scan(db, tmp_path)
    rename(db, "{album}/{disc}-{title}")
    assert listed(tmp_path / "music") == ["X/1-A.flac", "X/2-B.flac", "X/Scans/1.png", "X/cover.jpg"]
    assert folders(tmp_path / "music") == ["X", "X/Scans"]


def test_what_is_left_behind_by_choice_stays(tmp_path: Path, db: Database, song: Make) -> None:
    song("in/a.flac", title="A", album="One")
    for name in ("cover.jpg", "a.lrc"):
        (tmp_path / "music/in" / name).write_bytes(b"x")
    (tmp_path / "music/l.m3u8").write_bytes(b"in/a.flac\n")
    scan(db, tmp_path)
    rename(db, "{album}/{title}", same_name=False, others=False, lists=False)
    assert listed(tmp_path / "music") == ["One/A.flac", "in/a.lrc", "in/cover.jpg", "l.m3u8"]
    assert (tmp_path / "music/l.m3u8").read_bytes() == b"in/a.flac\n"


def test_the_folder_of_the_library_is_never_removed(tmp_path: Path, db: Database, song: Make) -> None:
    song("a.flac", title="A")
    scan(db, tmp_path)
    far = tmp_path / "far"
    chosen = planned(db, Options(folder=str(far)))
    moving.apply(JobContext(), db, chosen, label="move")
    assert listed(far) == ["a.flac"] and (tmp_path / "music").is_dir()
    assert file_rows.roots(db) == [str(tmp_path / "music"), str(far)]
    history.undo(JobContext(), db)
    assert listed(tmp_path / "music") == ["a.flac"] and not far.exists()
    assert file_rows.roots(db) == [str(tmp_path / "music")]


def test_another_disk_gets_a_whole_copy_with_its_times_rights_and_attributes(
    tmp_path: Path, db: Database, song: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = song("in/a.flac", title="A")
    path.chmod(0o640)
    os.utime(path, ns=(1_000_000_000_000, 1_234_567_891_234))
    scan(db, tmp_path)
    content = path.read_bytes()
    real = placing.rename_new

    def across(source: str, target: str) -> None:
        if os.path.dirname(source) != os.path.dirname(target):
            raise OSError(errno.EXDEV, "another disk", source)
        real(source, target)

    monkeypatch.setattr(placing, "rename_new", across)
    chosen = planned(db, Options(folder=str(tmp_path / "far")))
    assert moving.apply(JobContext(), db, chosen, label="move").failed == ()
    new = tmp_path / "far/in/a.flac"
    assert new.read_bytes() == content and not path.exists()
    assert (new.stat().st_mode & 0o777, new.stat().st_mtime_ns) == (0o640, 1_234_567_891_234)
    assert listed(tmp_path / "far") == ["in/a.flac"]
    assert is_quiet(import_paths(JobContext(), db, [str(tmp_path / "far")]))
    history.undo(JobContext(), db)
    assert path.read_bytes() == content and not new.exists()


def test_cancelled_files_stay_and_those_that_arrived_can_be_taken_back(
    tmp_path: Path, db: Database, song: Make
) -> None:
    for number in range(4):
        song(f"{number}.flac", title=f"T{number}")
    (tmp_path / "music/l.m3u8").write_bytes(b"0.flac\n3.flac\n")
    scan(db, tmp_path)
    chosen = planned(db, Options("{title}"))
    context = JobContext(lambda progress: context.cancel() if progress.done == 2 else None)
    with pytest.raises(Cancelled):
        moving.apply(context, db, chosen, label="rename")
    assert listed(tmp_path / "music") == ["2.flac", "3.flac", "T0.flac", "T1.flac", "l.m3u8"]
    assert (tmp_path / "music/l.m3u8").read_bytes() == b"T0.flac\n3.flac\n"
    assert not moves.unfinished(db) and is_quiet(scan(db, tmp_path))
    history.undo(JobContext(), db)
    assert listed(tmp_path / "music") == ["0.flac", "1.flac", "2.flac", "3.flac", "l.m3u8"]
    assert (tmp_path / "music/l.m3u8").read_bytes() == b"0.flac\n3.flac\n"


def test_edits_of_tags_and_places_are_one_history(tmp_path: Path, db: Database, song: Make) -> None:
    song("a.flac", title="Rain")
    scan(db, tmp_path)
    rename(db, "{title}")
    diffs = tagging.preview(db, tagging.edits_from_values(songs(db), {"title": "Snow"}))
    tagging.apply(JobContext(), db, diffs, label="title")
    rename(db, "{title}")
    assert [(e.label, e.moves) for e in history.history(db)] == [
        ("rename", True),
        ("title", False),
        ("rename", True),
    ]
    for name, title in (("Rain.flac", "Snow"), ("Rain.flac", "Rain"), ("a.flac", "Rain")):
        history.undo(JobContext(), db)
        assert (listed(tmp_path / "music"), songs(db)[0].title) == ([name], title)
    assert history.next_edit(db, "undo") is None
    for name, title in (("Rain.flac", "Rain"), ("Rain.flac", "Snow"), ("Snow.flac", "Snow")):
        history.redo(JobContext(), db)
        assert (listed(tmp_path / "music"), songs(db)[0].title) == ([name], title)
    history.undo(JobContext(), db)
    rename(db, "{title} x")  # what was undone before can no longer be brought
    assert history.next_edit(db, "redo") is None


def test_an_undo_that_finds_its_place_taken_says_so_and_is_offered_again(
    tmp_path: Path, db: Database, song: Make
) -> None:
    song("a.flac", title="Rain")
    scan(db, tmp_path)
    rename(db, "{title}")
    (tmp_path / "music/a.flac").write_bytes(b"another one")
    result = history.undo(JobContext(), db)
    assert result is not None and "is there already" in result.failed[0][1]
    assert (tmp_path / "music/a.flac").read_bytes() == b"another one"
    assert history.next_edit(db, "undo") is None
    (tmp_path / "music/a.flac").unlink()
    result = history.undo(JobContext(), db)
    assert result is not None and result.failed == () and listed(tmp_path / "music") == ["a.flac"]


def test_a_list_that_a_person_changed_since_keeps_that_change(
    tmp_path: Path, db: Database, song: Make
) -> None:
    song("a.flac", title="Rain")
    lists = tmp_path / "music/l.m3u8"
    lists.write_bytes(b"a.flac\n")
    scan(db, tmp_path)
    rename(db, "{title}")
    lists.write_bytes(b"# mine\nRain.flac\n")
    history.undo(JobContext(), db)
    assert lists.read_bytes() == b"# mine\na.flac\n"


def test_a_link_to_a_song_is_left_alone(tmp_path: Path, db: Database, song: Make) -> None:
    path = song("real.flac", title="Rain")
    elsewhere = tmp_path / "elsewhere.flac"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    scan(db, tmp_path)
    result = rename(db, "{title}")
    assert "it is a link" in result.failed[0][1] and path.is_symlink()


def test_without_room_on_the_other_disk_nothing_begins(
    tmp_path: Path, db: Database, song: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    song("a.flac", title="A")
    scan(db, tmp_path)
    chosen = planned(
        db, Options(folder="/dev/shm/organizer-test" if os.path.isdir("/dev/shm") else str(tmp_path))
    )
    if os.stat("/dev").st_dev == os.stat(tmp_path).st_dev:
        pytest.skip("one disk holds all")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 10})())
    with pytest.raises(OrganizerError, match="there is no room"):
        moving.apply(JobContext(), db, chosen, label="move")
    assert listed(tmp_path / "music") == ["a.flac"] and not moves.unfinished(db)


def test_names_for_cards_and_their_paths_are_no_longer_than_they_take(
    tmp_path: Path, db: Database, song: Make
) -> None:
    song("a.flac", title="What? " + "very " * 40 + "long", album="A: B " + "and so on " * 30)
    scan(db, tmp_path)
    chosen = planned(db, Options("{album}/{title}", rules=Rules("windows")))
    new = chosen.moves[0].new
    assert len(new) <= 259 and "?" not in new and "A- B" in new
    assert "shortened" in chosen.moves[0].notes
    assert moving.apply(JobContext(), db, chosen, label="rename").failed == ()


def test_folders_that_differ_in_case_alone_become_one_where_they_would_be(
    tmp_path: Path, db: Database, song: Make
) -> None:
    song("a.flac", title="A", artist="Björk")
    song("b.flac", title="B", artist="BJÖRK")
    scan(db, tmp_path)
    chosen = planned(db, Options("{artist}/{title}", rules=Rules("fat")))
    assert {os.path.basename(os.path.dirname(move.new)) for move in chosen.moves} == {"Björk"}
    chosen = planned(db, Options("{artist}/{title}", rules=Rules("linux")))
    assert {os.path.basename(os.path.dirname(move.new)) for move in chosen.moves} == {"Björk", "BJÖRK"}
