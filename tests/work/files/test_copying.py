"""Songs onto a device: what is there afterwards, the second time, and when something is in the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.analysis.ear import audio, decoders
from organizer.base.errors import Cancelled, OrganizerError, UsageError
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.files import copying, copying_plan
from organizer.work.files.copying import CopyResult
from organizer.work.files.copying_manifest import NAME, PART
from organizer.work.files.copying_plan import CopyPlan, Wanted
from organizer.work.files.copying_settings import CopySettings
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from tests.conftest import tone, unwatched, write_song

AS_THEY_ARE = CopySettings()


class Here:
    """An executor that does the work at once: no process has to start."""

    def submit(self, function: Callable, /, *arguments: object) -> object:
        from concurrent.futures import Future

        future: Future = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


class Stick:
    """Some songs in a library, and an empty folder to copy them to."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.db, self.music, self.folder = db, folder / "music", folder / "stick"
        self.folder.mkdir()

    def add(self, name: str, seconds: float = 0.3, frequency: float = 440.0, **values: str) -> Path:
        path = write_song(self.music / name, tone(seconds, frequency=frequency))
        if values:
            tags.write(str(path), values)
        return path

    def scan(self) -> None:
        importing.import_paths(JobContext(), self.db, [str(self.music)])

    def plan(
        self, query: str = "", *, settings: CopySettings = AS_THEY_ARE, remove: bool = False, **lists: str
    ) -> CopyPlan:
        songs = tracks.get_many(self.db, tracks.query(self.db, query, order="path"))
        wanted = Wanted(tuple(songs), {name: tuple(song.id for song in songs) for name in lists})
        return copying_plan.plan(JobContext(), wanted, str(self.folder), settings, remove=remove)

    def copy(self, query: str = "", **options: object) -> CopyResult:
        return copying.copy(JobContext(), self.plan(query, **options), executor=Here())  # type: ignore

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name != NAME
        }


@pytest.fixture
def stick(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stick:
    monkeypatch.setattr(decoders, "_silenced", True)  # a worker's business, and this process is none
    made = Stick(db, tmp_path)
    made.add("a.mp3", title="One", artist="Björk", album="First", track="1/2")
    made.add("b.flac", title="Two", artist="Björk", album="First", track="2/2")
    made.scan()
    return made


def test_songs_lie_where_the_template_says_byte_for_byte(stick: Stick) -> None:
    result = stick.copy(mine="")
    files = stick.files()
    assert files["Björk/First/01 One.mp3"] == (stick.music / "a.mp3").read_bytes()
    assert files["Björk/First/02 Two.flac"] == (stick.music / "b.flac").read_bytes()
    assert "./Björk/First/01 One.mp3" in files["mine.m3u8"].decode()
    assert result.count("copied") == 2 and result.count("written") == 1 and not result.problems
    assert len(files) == 3
    stamp = (stick.music / "a.mp3").stat().st_mtime_ns
    assert (stick.folder / "Björk/First/01 One.mp3").stat().st_mtime_ns == stamp


def test_the_second_time_nothing_is_written(stick: Stick) -> None:
    stick.copy(mine="")
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in stick.folder.rglob("*.[mf]*")}
    plan = stick.plan(mine="")
    assert [step.action for step in plan.steps] == ["unchanged"] * 2 and plan.needed == 0
    result = stick.copy(mine="")
    assert result.count("unchanged") == len(result.outcomes) == 2
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in before} == before


def test_a_changed_tag_copies_that_song_alone_and_gives_it_its_new_name(stick: Stick) -> None:
    stick.copy(mine="")
    tags.write(str(stick.music / "a.mp3"), {"title": "Eins"})
    stick.scan()
    result = stick.copy(mine="")
    files = stick.files()
    assert sorted(files) == ["Björk/First/01 Eins.mp3", "Björk/First/02 Two.flac", "mine.m3u8"]
    assert files["Björk/First/01 Eins.mp3"] == (stick.music / "a.mp3").read_bytes()
    assert (result.count("copied"), result.count("unchanged"), result.count("written")) == (1, 1, 1)
    assert "01 Eins.mp3" in files["mine.m3u8"].decode()


def test_another_template_renames_what_is_there_and_writes_no_song(stick: Stick) -> None:
    stick.copy()
    inodes = {path.stat().st_ino for path in stick.folder.rglob("*.*") if path.name != NAME}
    result = stick.copy(settings=CopySettings(template="{artist} - {title}"))
    assert sorted(stick.files()) == ["Björk - One.mp3", "Björk - Two.flac"]
    assert result.count("renamed") == 2
    assert {p.stat().st_ino for p in stick.folder.rglob("*.*") if p.name != NAME} == inodes
    assert not (stick.folder / "Björk").exists()


def test_a_file_that_has_another_time_and_the_same_content_is_not_copied_again(stick: Stick) -> None:
    stick.copy()
    os.utime(stick.music / "a.mp3", ns=(1, 1))
    result = stick.copy()
    assert result.count("unchanged") == 2
    assert all(step.action == "unchanged" for step in stick.plan().steps)


def test_what_was_edited_on_the_device_is_left_alone_and_told(stick: Stick) -> None:
    stick.copy()
    there = stick.folder / "Björk/First/01 One.mp3"
    tags.write(str(there), {"title": "Mine now"})
    edited = there.read_bytes()
    tags.write(str(stick.music / "a.mp3"), {"comment": "newer"})
    stick.scan()
    result = stick.copy(remove=True)
    assert there.read_bytes() == edited
    assert [(o.state, o.path) for o in result.problems] == [("edited", "Björk/First/01 One.mp3")]
    result = stick.copy("title:Two", remove=True)  # no longer wanted, and not ours any more
    assert there.read_bytes() == edited and result.count("removed") == 0


def test_files_of_others_are_never_overwritten_or_removed(stick: Stick) -> None:
    mine = stick.folder / "Björk/First/01 One.mp3"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"a song of my own")
    (stick.folder / "photo.jpg").write_bytes(b"a photo")
    stick.copy()
    assert mine.read_bytes() == b"a song of my own"
    copy = (stick.folder / "Björk/First/01 One (2).mp3").read_bytes()
    assert copy == (stick.music / "a.mp3").read_bytes()
    stick.copy("title:nothing", remove=True)
    assert sorted(stick.files()) == ["Björk/First/01 One.mp3", "photo.jpg"]


def test_a_song_that_the_person_put_there_is_not_copied_a_second_time(stick: Stick) -> None:
    mine = stick.folder / "Björk/First/01 One.mp3"
    mine.parent.mkdir(parents=True)
    mine.write_bytes((stick.music / "a.mp3").read_bytes())
    result = stick.copy()
    assert result.count("there") == 1 and len(stick.files()) == 2
    stick.copy("title:nothing", remove=True)
    assert list(stick.files()) == ["Björk/First/01 One.mp3"]  # it never was ours


def test_songs_leave_only_when_it_is_chosen_and_named_before(stick: Stick) -> None:
    stick.copy(mine="")
    plan = stick.plan("title:One")
    assert {entry.path for entry in plan.leftovers} == {"Björk/First/02 Two.flac", "mine.m3u8"}
    assert "no longer wanted" in copying_plan.in_words(plan)
    stick.copy("title:One")
    assert len(stick.files()) == 3
    result = stick.copy("title:One", remove=True)
    assert result.count("removed") == 2
    assert list(stick.files()) == ["Björk/First/01 One.mp3"]
    stick.copy("title:nothing", remove=True)
    assert [path.name for path in stick.folder.iterdir()] == [NAME]  # the folders were ours, too


def test_a_file_with_the_time_and_size_of_ours_but_other_bytes_is_not_removed(stick: Stick) -> None:
    stick.copy()
    there = stick.folder / "Björk/First/01 One.mp3"
    status = there.stat()
    there.write_bytes(bytes(status.st_size))
    os.utime(there, ns=(status.st_atime_ns, status.st_mtime_ns))
    result = stick.copy("title:Two", remove=True)
    assert there.exists() and result.count("removed") == 0 and result.count("edited") == 1


def test_names_that_are_one_on_fat_get_a_number(stick: Stick) -> None:
    stick.add("c.mp3", title="One", artist="BJÖRK", album="FIRST", track="1")
    stick.add("d.mp3", title="What? A/B: C", artist="con", album="..")
    stick.add("e.mp3", title="x" * 400, artist="ok", album="ok.")
    stick.scan()
    stick.copy(settings=CopySettings(names="safe"))
    assert sorted(stick.files()) == [
        "Björk/First/01 One (2).mp3",
        "Björk/First/01 One.mp3",
        "Björk/First/02 Two.flac",
        "con_/_/What A-B- C.mp3",
        f"ok/ok_/{'x' * 116}.mp3",
    ]
    again = stick.plan(settings=CopySettings(names="safe"))
    assert all(step.action == "unchanged" for step in again.steps)


def test_nothing_is_left_beside_a_field_that_is_empty(stick: Stick) -> None:
    stick.add("c.mp3", title="Alone")
    stick.add("d.mp3", title="Signs", artist="???")
    stick.scan()
    stick.copy("-artist:Björk", settings=CopySettings(template="{artist} - {title}", names="safe"))
    assert sorted(stick.files()) == ["Alone.mp3", "Signs.mp3"]


def test_long_names_leave_room_in_bytes_too_and_for_a_number(stick: Stick) -> None:
    for name in ("c", "d"):
        stick.add(f"{name}.mp3", title="日" * 200, artist="ok")
    stick.scan()
    stick.copy("artist:ok", settings=CopySettings(template="{title}", names="safe"))
    assert sorted(stick.files()) == ["日" * 64 + " (2).mp3", "日" * 65 + ".mp3"]


def test_the_manifest_of_another_can_name_no_file_outside(stick: Stick, tmp_path: Path) -> None:
    stick.copy()
    outside = tmp_path / "diary.txt"
    outside.write_bytes(b"dear diary")
    from organizer.work.files.copying_manifest import digest_of

    line = {"path": "../diary.txt", "size": 10, "mtime_ns": outside.stat().st_mtime_ns}
    with open(stick.folder / NAME, "a") as file:
        file.write(json.dumps({"put": {**line, "digest": digest_of(str(outside))}}) + "\n")
    os.symlink(tmp_path, stick.folder / "link")
    with open(stick.folder / NAME, "a") as file:
        line["path"] = "link/diary.txt"
        file.write(json.dumps({"put": {**line, "digest": digest_of(str(outside))}}) + "\n")
    stick.copy("title:nothing", remove=True)
    assert outside.read_bytes() == b"dear diary"


def test_signs_of_paths_elsewhere_are_signs_like_others_in_the_manifest() -> None:
    from organizer.work.files.copying_manifest import _is_below

    for name in ("a/say \\o/.mp3", "C: a.mp3"):
        assert _is_below(name, windows=False) and not _is_below(name, windows=True)


def test_converted_files_are_as_long_with_tags_and_cover(stick: Stick) -> None:
    from tests.work.files.covers import jpeg, with_cover

    song = stick.music / "b.flac"
    written = {"genre": ("Folk", "Live"), "comment": "ü", "composer": ("Ann", "Bob"), "lyrics": "la\nla"}
    tags.write(str(song), {**written, "replaygain_track_gain": "-7.50 dB", "isrc": "GBAYE0000351"})
    with_cover(song, jpeg())
    stick.scan()
    length = sum(block.shape[0] / rate for rate, block in audio.blocks(str(song)))
    for kind, ending in (("opus", "opus"), ("mp3", "mp3"), ("aac", "m4a")):
        settings = CopySettings(convert=kind, rate=96, template=f"{kind}/{{title}}")
        result = stick.copy("title:Two", settings=settings)
        assert result.count("converted") == 1, result
        made = stick.folder / kind / f"Two.{ending}"
        assert sum(b.shape[0] / rate for rate, b in audio.blocks(str(made))) == pytest.approx(
            length, abs=0.03
        )
        said, info = tags.read(str(made))
        assert said == tags.read(str(song))[0]
        every = tags.every_field(str(made))
        assert all(every.get(name) == tags.every_field(str(song)).get(name) for name in (*written, "isrc"))
        assert every.get("replaygain_track_gain")
        assert tags.cover(str(made)) == jpeg()
        assert info.format == {"opus": "Opus", "mp3": "MP3", "aac": "MP4"}[kind]
        assert [step.action for step in stick.plan("title:Two", settings=settings).steps] == ["unchanged"]


def test_only_what_the_device_cannot_play_is_converted(stick: Stick) -> None:
    settings = CopySettings(convert="opus", rate=320, accept=("mp3",))
    result = stick.copy(settings=settings)
    assert {o.path.rpartition("/")[2]: o.state for o in result.outcomes} == {
        "01 One.mp3": "copied",
        "02 Two.opus": "converted",
    }
    lower = CopySettings(convert="mp3", rate=32)
    assert all(step.convert for step in stick.plan(settings=lower).steps)
    kept = CopySettings(convert="mp3", rate=32, any_rate=True)
    assert [step.convert for step in stick.plan(settings=kept).steps] == [False, True]


def test_too_little_room_is_told_in_numbers_before_anything_is_written(
    stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil
    from types import SimpleNamespace

    free = stick.plan().needed - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    plan = stick.plan()
    with pytest.raises(OrganizerError, match="1 of the 2 songs would fit"):
        copying.copy(JobContext(), plan)
    assert not stick.files()
    result = copying.copy(JobContext(), plan.fitting)
    assert (result.count("copied"), result.count("failed")) == (1, 1)


def test_a_full_disk_fails_for_its_file_and_leaves_no_half_of_it(
    stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    real = os.fsync
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 3:  # twice the manifest, then the first song
            raise OSError(errno.ENOSPC, "no space")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    result = stick.copy()
    assert [o.reason for o in result.problems] == ["the disk is full"]
    assert list(stick.files()) == ["Björk/First/02 Two.flac"]
    assert stick.copy().count("copied") == 1


def test_a_source_that_is_gone_or_unreadable_fails_alone(stick: Stick) -> None:
    (stick.music / "a.mp3").unlink()
    (stick.music / "c.wav").write_bytes(b"RIFF\x10\x00\x00\x00WAVEfmt ")
    result = stick.copy()
    assert {o.source.rpartition("/")[2]: o.state for o in result.outcomes} == {
        "a.mp3": "failed",
        "b.flac": "copied",
    }


def test_a_song_whose_sound_is_damaged_is_not_converted_to_half_of_it(stick: Stick) -> None:
    path = stick.add("c.flac", seconds=4.0, title="Torn", artist="x")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = os.urandom(len(data) - len(data) // 2)
    path.write_bytes(data)
    stick.scan()
    result = stick.copy("title:Torn", settings=CopySettings(convert="opus"))
    assert result.count("failed") == 1 and not stick.files()


def test_a_run_that_is_cancelled_leaves_whole_files_and_goes_on(stick: Stick) -> None:
    context = JobContext(lambda progress: context.cancel() if progress.done == 1 else None)
    plan = stick.plan()
    with pytest.raises(Cancelled):
        copying.copy(context, plan)
    assert len(stick.files()) == 1 and not (stick.folder / PART).exists()
    assert {step.action for step in stick.plan().steps} == {"unchanged", "new"}


def test_a_device_that_was_taken_out_ends_the_run_with_a_word_for_each_song(
    stick: Stick, tmp_path: Path
) -> None:
    plan = stick.plan()
    moved = []

    def unplug(progress: object) -> None:
        if not moved:
            moved.append(stick.folder.rename(tmp_path / "elsewhere"))
            stick.folder.mkdir()  # the empty folder that a mounted disk lay on

    result = copying.copy(JobContext(unplug), plan)
    assert result.count("copied", "failed") == 2 and result.count("failed") == 1
    assert not any(stick.folder.iterdir())


def test_another_device_at_the_same_place_is_not_taken_for_this_one(stick: Stick, tmp_path: Path) -> None:
    stick.copy()
    plan = stick.plan()
    stick.folder.rename(tmp_path / "elsewhere")
    stick.folder.mkdir()
    with pytest.raises(OrganizerError, match="another device"):
        copying.copy(JobContext(), plan)


def test_folders_of_the_library_are_no_device(stick: Stick) -> None:
    (stick.music / "phone").mkdir()
    with pytest.raises(UsageError, match="part of the library"):
        copying_plan.check_folder(stick.db, str(stick.music / "phone"))
    with pytest.raises(OrganizerError, match="not there"):
        copying_plan.check_folder(stick.db, str(stick.folder / "nowhere"))
    assert copying_plan.check_folder(stick.db, str(stick.folder)) == str(stick.folder)


def test_two_runs_do_not_write_to_one_device(stick: Stick) -> None:
    from organizer.work.files.copying_manifest import Manifest

    stick.copy()
    with (
        Manifest(str(stick.folder)).writing(flush=True),
        pytest.raises(OrganizerError, match="another run"),
    ):
        stick.copy()


def test_what_an_unflushed_run_did_not_finish_is_read_again(stick: Stick) -> None:
    stick.copy(settings=CopySettings(flush=False))
    manifest = stick.folder / NAME
    manifest.write_bytes(manifest.read_bytes().replace(b'{"run":"ended"}\n', b""))
    there = stick.folder / "Björk/First/01 One.mp3"
    status = there.stat()
    there.write_bytes(bytes(status.st_size))  # what a disk has that was taken out too early
    os.utime(there, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert [step.action for step in stick.plan().steps] == ["changed", "unchanged"]
    stick.copy()
    assert there.read_bytes() == (stick.music / "a.mp3").read_bytes()


def test_what_a_power_cut_took_the_line_of_is_still_ours(stick: Stick) -> None:
    stick.copy()
    manifest = stick.folder / NAME
    lines = manifest.read_bytes().splitlines(keepends=True)
    lost = [line for line in lines if b'"put"' in line or b"ended" in line]
    manifest.write_bytes(b"".join(line for line in lines if line not in lost))
    assert [step.action for step in stick.plan().steps] == ["there", "there"]
    stick.copy()
    assert [step.action for step in stick.plan().steps] == ["unchanged", "unchanged"]
    stick.copy("title:One", remove=True)
    assert list(stick.files()) == ["Björk/First/01 One.mp3"]


_KILLED = """
import os, signal, sys
from organizer.base import system
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.files import copying, copying_plan
from organizer.work.files.copying_plan import Wanted
from organizer.work.files.copying_settings import CopySettings
from organizer.work.jobs import JobContext

replace, calls = system.replace, []

def killed(source, target):
    calls.append(target)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)

if __name__ == "__main__":
    system.replace = killed
    with Database(sys.argv[1]) as db:
        songs = tuple(tracks.get_many(db, tracks.query(db)))
        plan = copying_plan.plan(JobContext(), Wanted(songs, {}), sys.argv[2], CopySettings(convert="opus"))
        copying.copy(JobContext(), plan, jobs=1)
"""


def test_killed_while_it_converts_it_leaves_whole_songs_and_the_next_run_goes_on(stick: Stick) -> None:
    script = stick.music.parent / "killed.py"
    script.write_text(_KILLED)
    environment = {**unwatched(), "PYTHONPATH": os.getcwd(), "TMPDIR": str(stick.music.parent)}
    command = [sys.executable, str(script), str(stick.db.path), str(stick.folder)]
    ended = subprocess.run(command, env=environment, stderr=subprocess.DEVNULL)  # of leaked semaphores
    assert ended.returncode == -signal.SIGKILL
    (made,) = [name for name in stick.files() if name != PART]
    assert audio.length(str(stick.folder / made)) == pytest.approx(0.3, abs=0.05)
    settings = CopySettings(convert="opus")
    assert sorted(step.action for step in stick.plan(settings=settings).steps) == ["new", "unchanged"]
    result = stick.copy(settings=settings)
    assert (result.count("converted"), result.count("unchanged")) == (1, 1)
    assert len(stick.files()) == 2 and PART not in stick.files()
