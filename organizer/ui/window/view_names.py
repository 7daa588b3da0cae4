"""The views in the middle of the window: one identity each, with what is shown of it beside it."""

from __future__ import annotations

from enum import Enum

from organizer.base.language import tr


class ViewName(Enum):
    """A view. The value is stored with the layout of the window and named by lessons; it never changes."""

    caption: str
    tip: str
    keys: str
    icon: str

    def __new__(cls, value: str, caption: str, tip: str, keys: str, icon: str) -> ViewName:
        """A member with its caption, keys and icon."""
        name = object.__new__(cls)
        name._value_ = value
        name.caption, name.tip, name.keys, name.icon = caption, tip, keys, icon
        return name

    MAP = "map", tr("Map"), tr("Show the map"), "Ctrl+1", "map-outline"
    GROUPS = "groups", tr("Groups"), tr("Show the groups"), "Ctrl+2", "shape-outline"
    INSIGHT = "insight", tr("Insight"), tr("Show insight"), "Ctrl+3", "chart-scatter-plot"
    SONG = "song", tr("Song"), tr("Show the song"), "Ctrl+4", "waveform"
