"""The style sheet follows the look, and the size of the text."""

from __future__ import annotations

from organizer.ui.looks import palettes
from organizer.ui.looks.sheet import sheet


def test_rows_grow_with_the_text():
    small, large = (sheet(palettes.LIGHT, height) for height in (15, 40))
    assert "::item { height: 26px" in small and "::item { height: 46px" in large


def test_every_look_has_its_own():
    assert len({sheet(look, 15) for look in palettes.LOOKS.values()}) == len(palettes.LOOKS)
    assert "dashed" in sheet(palettes.DARK_CONTRAST, 15) and "dashed" not in sheet(palettes.DARK, 15)
