"""The colours of the window, light and dark, each with a look of high contrast.

Text stands out from every ground that it is written on at 4.5 : 1 at least (7 : 1 in high contrast), also
where it is faint or cannot be used now; marks of the keyboard and of what is chosen at 3 : 1 (WCAG 2.2:
1.4.3, 1.4.6, 1.4.11). ``tests/ui/looks/test_palettes.py`` reads all of them.
"""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """Colours as "#rrggbb", by what they are for."""

    dark: bool
    high_contrast: bool
    window: str  #: the ground of the window
    base: str  #: of lists and fields
    alternate: str  #: of every other row
    button: str
    tip: str
    soft: str  #: under the pointer, and the current row
    pressed: str  #: pressed, switched on; the empty part of a bar
    text: str
    faint: str  #: said beside: captions, units, what a field is for
    disabled: str  #: cannot be used now, but can be read
    line: str  #: between parts; nothing hangs on seeing it
    edge: str  #: around what can be used
    warning: str
    link: str  #: also the mark of the keyboard
    accent: str
    on_accent: str
    accent_hover: str
    idle: str  #: what is selected in a view without the keyboard
    on_idle: str
    light: str  #: edges of what Qt paints as raised
    shade: str
    handle: str  #: of bars that scroll
    star: str


# fmt: off
LIGHT = Look(
    dark=False, high_contrast=False,
    window="#f3f3f6", base="#ffffff", alternate="#f8f8fb", button="#f3f3f6", tip="#ffffff", soft="#e9e9ee",
    pressed="#d7d8de", text="#22242b", faint="#5a5d67", disabled="#6a6d77", line="#d7d8de", edge="#7d808a",
    warning="#b92836", link="#5a3fd6", accent="#7357ee", on_accent="#ffffff", accent_hover="#6546e3",
    idle="#d9d2fb", on_idle="#22242b", light="#ffffff", shade="#b4b6bf", handle="#7d808a", star="#a87400",
)
DARK = Look(
    dark=True, high_contrast=False,
    window="#1d1e24", base="#15161b", alternate="#1a1b20", button="#2a2c34", tip="#2a2c34", soft="#30323b",
    pressed="#33353f", text="#e4e5ea", faint="#a2a5b0", disabled="#9093a0", line="#33353f", edge="#8a8d98",
    warning="#ff7b86", link="#a795ff", accent="#7357ee", on_accent="#ffffff", accent_hover="#6546e3",
    idle="#453b78", on_idle="#ffffff", light="#3b3e49", shade="#101116", handle="#8a8d98", star="#e0a018",
)
LIGHT_CONTRAST = Look(
    dark=False, high_contrast=True,
    window="#ffffff", base="#ffffff", alternate="#f4f4f4", button="#ffffff", tip="#ffffff", soft="#e6e0ff",
    pressed="#d3c9ff", text="#000000", faint="#2b2d33", disabled="#4b4d54", line="#000000", edge="#000000",
    warning="#99001a", link="#2a10a8", accent="#3f22b8", on_accent="#ffffff", accent_hover="#2a10a8",
    idle="#c4b8ff", on_idle="#000000", light="#ffffff", shade="#000000", handle="#3a3c42", star="#6b4600",
)
DARK_CONTRAST = Look(
    dark=True, high_contrast=True,
    window="#000000", base="#000000", alternate="#101010", button="#000000", tip="#000000", soft="#2b2640",
    pressed="#40346e", text="#ffffff", faint="#d9dbe2", disabled="#b4b7c2", line="#ffffff", edge="#ffffff",
    warning="#ffa0a8", link="#ffd60a", accent="#ffd60a", on_accent="#000000", accent_hover="#ffe768",
    idle="#5c4c00", on_idle="#ffffff", light="#ffffff", shade="#ffffff", handle="#d9dbe2", star="#ffd60a",
)
# fmt: on

#: By the name that the settings have for them; "system" chooses among them.
LOOKS = {
    "light": LIGHT,
    "dark": DARK,
    "light-contrast": LIGHT_CONTRAST,
    "dark-contrast": DARK_CONTRAST,
}
SYSTEM = "system"


def look_of(name: str, *, dark: bool, high_contrast: bool) -> Look:
    """The look of this name; for the system's, by whether it shows dark, and wants contrast."""
    name = name if name in LOOKS else ("dark" if dark else "light") + ("-contrast" if high_contrast else "")
    return LOOKS[name]
