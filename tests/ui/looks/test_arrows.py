"""Arrows of lists where edges are drawn around them."""

from __future__ import annotations

import re
from pathlib import Path

import platformdirs
from PySide6.QtGui import QImage

from organizer.ui.looks import arrows


def test_arrows_are_files_in_the_colour_that_is_asked_for(qapp, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    files = {Path(found) for found in re.findall(r'url\("(.*?)"\)', arrows.rules("#ffffff"))}
    assert len(files) == 2
    for file in files:
        image = QImage(str(file))
        middle = image.pixelColor(image.width() // 2, image.height() // 2)
        assert middle.name() == "#ffffff" and middle.alpha() == 255
        assert {image.pixelColor(0, y).alpha() for y in (0, image.height() - 1)} != {255}
    (tmp_path / "file").touch()
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "file"))
    assert arrows.rules("#ffffff") == ""
