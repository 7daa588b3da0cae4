"""The views in the middle of the window: one identity each, with what is shown of it beside it."""

from __future__ import annotations

from enum import Enum


class ViewName(Enum):
    """A view. The value is stored with the layout of the window and named by lessons; it never changes."""

    caption: str
    keys: str
    icon: str

    def __new__(cls, value: str, caption: str, keys: str, icon: str) -> ViewName:
        """A member with its caption, keys and icon."""
        name = object.__new__(cls)
        name._value_ = value
        name.caption, name.keys, name.icon = caption, keys, icon
        return name

    MAP = "map", "Map", "Ctrl+1", "map-outline"
    GROUPS = "groups", "Groups", "Ctrl+2", "shape-outline"
    INSIGHT = "insight", "Insight", "Ctrl+3", "chart-scatter-plot"
    SONG = "song", "Song", "Ctrl+4", "waveform"
