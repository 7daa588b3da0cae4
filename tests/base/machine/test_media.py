"""Which mounted disks are media that can be taken out, and which of them can be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.machine import media
from organizer.base.machine.media import Medium


def disk(root: Path, name: str, number: str, way: str, removable: str) -> None:
    """A disk with one partition as the kernel shows it."""
    part = root / "devices" / way / name / f"{name}1"
    part.mkdir(parents=True)
    (part.parent / "removable").write_text(f"{removable}\n")
    for place, key in (("dev/block", number), ("class/block", f"{name}1")):
        (root / place).mkdir(parents=True, exist_ok=True)
        (root / place / key).symlink_to(part)


def test_usb_disks_and_cards_can_be_taken_out_and_built_in_ones_cannot(tmp_path: Path) -> None:
    disk(tmp_path, "sda", "8:1", "pci0/ata1", "0")
    disk(tmp_path, "sdb", "8:17", "pci0/usb1/1-1", "0")
    disk(tmp_path, "mmcblk0", "179:1", "pci0/card", "1")
    root = str(tmp_path)
    assert not media.can_be_taken_out("8:1", "/dev/sda1", root)
    assert media.can_be_taken_out("8:17", "/dev/sdb1", root)
    assert media.can_be_taken_out("0:44", "/dev/sdb1", root), "as FUSE mounts NTFS"
    assert media.can_be_taken_out("179:1", "/dev/mmcblk01", root)
    assert not media.can_be_taken_out("0:50", "//server/share", root)


def test_what_is_mounted_anywhere_is_offered_only_where_it_can_be_taken_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mounts = [
        ("/", "ext4", "8:1", "/dev/sda1"),
        ("/mnt/built-in", "ext4", "8:2", "/dev/sda2"),
        ("/mnt/stick", "vfat", "8:17", "/dev/sdb1"),
        ("/media/me/CARD", "exfat", "179:1", "/dev/mmcblk0p1"),
        ("/media/net", "autofs", "0:9", "systemd-1"),
    ]
    monkeypatch.setattr(media.system, "mounts", lambda: mounts)
    monkeypatch.setattr(media, "can_be_taken_out", lambda number, _source: number == "8:17")
    monkeypatch.setattr(media, "why_not", lambda folder: "it is read-only" if "CARD" in folder else "")
    assert media.media() == [Medium("/mnt/stick"), Medium("/media/me/CARD", "it is read-only")]
    assert media.removable_media() == ["/mnt/stick", "/media/me/CARD"]


def test_a_folder_that_can_be_written_has_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert media.why_not(str(tmp_path)) == ""
    monkeypatch.setattr(media.system, "is_read_only", lambda _folder: True)
    assert "read-only" in media.why_not(str(tmp_path))
    monkeypatch.undo()
    assert media.why_not(str(tmp_path / "gone")) == ""
