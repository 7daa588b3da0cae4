"""A name that is taken is refused, in whichever way the disk can."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from organizer.base.naming import renaming


def test_a_place_that_the_system_refuses_by_link_alone_is_kept_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    monkeypatch.setattr(renaming, "_refusing_rename", lambda: lambda *_: errno.EINVAL)
    with pytest.raises(FileExistsError):
        renaming.rename_new(str(tmp_path / "a"), str(tmp_path / "b"))
    renaming.rename_new(str(tmp_path / "a"), str(tmp_path / "c"))
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["b", "c"]

    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(FileExistsError):
        renaming.rename_new(str(tmp_path / "c"), str(tmp_path / "b"))
    renaming.rename_new(str(tmp_path / "c"), str(tmp_path / "d"))
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"b": b"b", "d": b"a"}
