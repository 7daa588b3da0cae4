"""Whatever is written can be read, in every look."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QPalette

from organizer.pictures import chart_files
from organizer.ui.looks import palettes, sheet
from organizer.ui.widgets import theme
from tests.ui.looks.contrast import ratio

LOOKS = pytest.mark.parametrize("name", palettes.LOOKS)

_Role, _Group = QPalette.ColorRole, QPalette.ColorGroup
#: Roles that are written with, and the roles that they are written on.
_WRITTEN = {
    _Role.WindowText: (_Role.Window, _Role.Midlight),
    _Role.Text: (_Role.Base, _Role.AlternateBase, _Role.Midlight),
    _Role.ButtonText: (_Role.Button, _Role.Window, _Role.Midlight),
    _Role.PlaceholderText: (_Role.Base, _Role.AlternateBase, _Role.Window, _Role.Midlight),
    _Role.BrightText: (_Role.Base, _Role.Window),
    _Role.Link: (_Role.Base, _Role.Window),
    _Role.LinkVisited: (_Role.Base, _Role.Window),
    _Role.ToolTipText: (_Role.ToolTipBase,),
    _Role.HighlightedText: (_Role.Highlight,),
}


def needed(look: palettes.Look) -> float:
    return 7.0 if look.high_contrast else 4.5


def test_black_on_white_is_the_most_there_is():
    assert ratio("#000000", "#ffffff") == pytest.approx(21.0)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@LOOKS
def test_text_stands_out_in_every_state(name):
    look = palettes.LOOKS[name]
    colours = theme.palette(look)
    for group in (_Group.Active, _Group.Inactive, _Group.Disabled):
        for role, grounds in _WRITTEN.items():
            for ground in grounds:
                if group == _Group.Disabled and ground == _Role.Midlight:
                    continue  # the pointer marks only what can be used
                apart = ratio(colours.color(group, role), colours.color(group, ground))
                assert apart >= (4.5 if group == _Group.Disabled else needed(look)), (group, role, ground)


@LOOKS
def test_what_is_disabled_is_still_told_from_what_is_not(name):
    look = palettes.LOOKS[name]
    assert ratio(look.text, look.disabled) > 2


@LOOKS
def test_marks_stand_out(name):
    look = palettes.LOOKS[name]
    for ground in (look.window, look.base, look.alternate):
        for mark in (look.accent, look.link, look.edge, look.handle, look.star):
            assert ratio(mark, ground) >= 3, (mark, ground)
    assert ratio(look.link, look.pressed) >= 3 and ratio(look.link, look.soft) >= 3
    assert ratio(look.text, look.accent) >= 2 or ratio(look.on_accent, look.accent) >= 4.5


@LOOKS
def test_pairs_of_the_style_sheet_can_be_read(name):
    look = palettes.LOOKS[name]
    roles = {
        "window": _Role.Window,
        "window-text": _Role.WindowText,
        "base": _Role.Base,
        "text": _Role.Text,
        "midlight": _Role.Midlight,
        "mid": _Role.Mid,
        "placeholder-text": _Role.PlaceholderText,
        "tool-tip-text": _Role.ToolTipText,
        "tool-tip-base": _Role.ToolTipBase,
        "link": _Role.Link,
        "bright-text": _Role.BrightText,
    }
    colours = theme.palette(look)

    def colour(text: str) -> str:
        found = re.match(r"palette\(([\w-]+)\)", text)
        return colours.color(roles[found[1]]).name() if found else text

    pairs = 0
    for selector, rule in re.findall(r"([^{}]+)\{([^}]*)\}", sheet.sheet(look, 16)):
        values = dict(re.findall(r"(?<![-\w])(color|background): *([#\w()-]+)", rule))
        ground = values.get("background", "transparent")
        if ground == "transparent" or any(bare in selector for bare in ("Bar:", "::", "#job", "QSplitter")):
            continue  # nothing is written there
        ink = colour(values.get("color", "palette(window-text)"))
        assert ratio(ink, colour(ground)) >= 4.5, (selector, rule)
        pairs += 1
    assert pairs > 10 and "@" not in sheet.sheet(look, 16)


@pytest.mark.parametrize("colours", [chart_files.LIGHT, chart_files.DARK])
def test_text_of_charts_stands_out(colours):
    assert ratio(colours["ink"], colours["paper"]) >= 7
    assert ratio(colours["faint"], colours["paper"]) >= 4.5
    assert ratio(colours["accent"], colours["paper"]) >= 3


def test_the_look_follows_the_system():
    def chosen(name: str, *, dark: bool = False, high_contrast: bool = False) -> palettes.Look:
        return palettes.look_of(name, dark=dark, high_contrast=high_contrast)

    assert chosen("system") is palettes.LIGHT and chosen("system", dark=True) is palettes.DARK
    assert chosen("system", high_contrast=True) is palettes.LIGHT_CONTRAST
    assert chosen("system", dark=True, high_contrast=True) is palettes.DARK_CONTRAST
    assert chosen("light", dark=True, high_contrast=True) is palettes.LIGHT
