"""Replacing a file: whole or not at all, with its rights kept."""

from __future__ import annotations

import contextlib
import os
import stat
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO, cast

import pytest

from organizer.base import atomic, leftovers
from organizer.base.atomic import replace_file, replacement, sync_folder
from organizer.base.errors import OrganizerError


def _new(file: BinaryIO) -> None:
    file.write(b"new")


def test_mode_and_links_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(path)
    replace_file(link, _new)
    assert path.read_bytes() == b"new" and link.is_symlink() and path.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["a", "link"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def refuse(temporary: str) -> None:
        raise OrganizerError("no")

    with pytest.raises(OrganizerError):
        replace_file(path, _new, check=refuse)
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["a"]
    with pytest.raises(OrganizerError, match="not there"):
        replace_file(tmp_path / "gone" / "a", lambda file: None)


def test_leftovers_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a"
    (tmp_path / f"{leftovers.prefix(str(path))}x.part").touch()
    assert leftovers.remove(str(path)) == 1 and os.listdir(tmp_path) == []


def test_an_edit_is_refused_when_another_program_writes_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def slow(file: BinaryIO) -> None:
        path.write_bytes(b"theirs")
        file.write(b"ours")

    with pytest.raises(OrganizerError, match="another program changed"):
        replace_file(path, slow, edit=True)
    assert path.read_bytes() == b"theirs" and os.listdir(tmp_path) == ["a"]


def test_what_another_program_writes_in_the_last_moment_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    real = os.replace

    def late(source: str, target: str) -> None:
        monkeypatch.setattr(os, "replace", real)
        path.write_bytes(b"theirs")
        real(source, target)

    monkeypatch.setattr(os, "replace", late)
    with pytest.raises(OrganizerError, match="another program changed"):
        replace_file(path, _new, edit=True)
    assert path.read_bytes() == b"theirs" and os.listdir(tmp_path) == ["a"]
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to somebody else")
def test_an_edit_never_takes_a_file_from_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    os.chown(path, 12_345, 12_346)
    replace_file(path, _new, edit=True)
    assert (path.stat().st_uid, path.stat().st_gid) == (12_345, 12_346)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "fchown", refuse)
    with pytest.raises(OrganizerError, match="belongs to another user"):
        replace_file(path, lambda file: None, edit=True)
    assert path.read_bytes() == b"new" and os.listdir(tmp_path) == ["a"]


def test_extended_attributes_and_access_lists_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    # owner rw, user 1 r, group r, mask r, others none
    access = struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, rights, number)
        for tag, rights, number in (
            (1, 6, 2**32 - 1),
            (2, 4, 1),
            (4, 4, 2**32 - 1),
            (16, 4, 2**32 - 1),
            (32, 0, 2**32 - 1),
        )
    )
    attributes = {"user.mood": b"happy", "system.posix_acl_access": access}
    try:
        for name, value in attributes.items():
            os.setxattr(path, name, value)
    except OSError:
        pytest.skip("this file system has no extended attributes")
    replace_file(path, _new, edit=True)
    assert {name: os.getxattr(path, name) for name in attributes} == attributes


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_of_new_files_and_the_umask_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mask: int, mode: int
) -> None:
    before = os.umask(mask)
    try:
        with monkeypatch.context() as patch:  # it is one for all threads, which may be making files
            patch.setattr(os, "umask", lambda _mask: pytest.fail("the umask was changed"))
            replace_file(tmp_path / "new", _new)
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == mode


def test_a_workshop_that_stays_is_removed_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "_notes", None)
    notes = tmp_path / "notes"
    leftovers.keep_notes_in(notes)
    with monkeypatch.context() as patch:
        patch.setattr(leftovers.shutil, "rmtree", lambda *_, **__: None)
        with leftovers.workshop(tmp_path, "wheel") as workshop:
            (Path(workshop) / "large").write_bytes(b"half of it")
            leftovers.keep_notes_in(notes)
            assert Path(workshop).exists(), "it is in use"
    assert Path(workshop).exists()
    leftovers.keep_notes_in(notes)
    assert not Path(workshop).exists() and not list(notes.glob("*"))


def test_a_workshop_that_was_never_begun_is_removed_a_day_later(tmp_path: Path) -> None:
    young, old = (tmp_path / f".organizer-wheel-{name}.part" for name in ("young", "old"))
    for folder in (young, old):
        folder.mkdir()
    os.utime(old, (0, 0))
    with leftovers.workshop(tmp_path, "wheel"):
        assert young.exists() and not old.exists()


def test_swaps_of_many_files_are_put_on_the_disk_folder_by_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / folder / name for folder in "ab" for name in ("1", "2", "3")]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"old")
    synced: list[bool] = []  # whether it was a folder
    fsync = os.fsync

    def counted(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", counted)
    folders = {}
    with contextlib.ExitStack() as copies:
        for new in [copies.enter_context(replacement(path, _new, edit=True)) for path in paths]:
            assert Path(new.shown).read_bytes() == b"old"
            new.swap()
            folders[new.folder] = None
    assert synced == [False] * len(paths)
    for folder in folders:
        sync_folder(folder)
    assert synced[len(paths) :] == [True, True]
    assert {path.read_bytes() for path in paths} == {b"new"}


def _same_as_new(part: str) -> None:
    if Path(part).read_bytes() != b"new" or Path(part).with_name("a").read_bytes() != b"old":
        raise OrganizerError("not so")


def test_an_edit_that_waited_sees_changes_that_size_and_time_do_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    before = path.stat()
    with replacement(path, _new, edit=True, check=_same_as_new) as new:
        path.write_bytes(b"bad")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(OrganizerError, match="another program changed"):
            new.swap()
    assert path.read_bytes() == b"bad" and os.listdir(tmp_path) == ["a"]


def test_an_edit_that_waited_keeps_rights_that_its_file_got_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with replacement(path, _new, edit=True, check=_same_as_new) as new:
        path.chmod(0o600)
        new.swap()
    assert path.read_bytes() == b"new" and path.stat().st_mode & 0o777 == 0o600


def test_an_edit_that_waited_goes_on_when_another_name_of_its_file_went(tmp_path: Path) -> None:
    path, name = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"old")
    os.link(path, name)
    with replacement(path, _new, edit=True, check=_same_as_new) as new:
        name.unlink()
        new.swap()
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("modified", "changed", "looked", "hides"),
    [
        (5, 5, 5 + 10**7, True),
        (5, 5, 10**9, False),
        (0, 0, 10**9, True),
        (0, 5, 10**9, False),
        (0, 0, 2 * 10**9, False),
    ],
)
def test_times_of_a_file_hide_changes_as_long_as_its_disk_is_coarse(
    modified: int, changed: int, looked: int, hides: bool
) -> None:
    status = cast(os.stat_result, SimpleNamespace(st_mtime_ns=modified, st_ctime_ns=changed))
    assert atomic._may_hide_changes(status, looked) is hides
