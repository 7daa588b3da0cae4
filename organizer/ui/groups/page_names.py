"""The pages of the view of groups, in the order of their tabs."""

from __future__ import annotations

from enum import Enum

from organizer.base.language import tr


class PageName(Enum):
    """A page. Lessons name it by its value."""

    caption: str

    def __new__(cls, value: str, caption: str) -> PageName:
        """A member with its caption."""
        name = object.__new__(cls)
        name._value_ = value
        name.caption = caption
        return name

    GROUPS = "groups", tr("The groups")
    COUNT = "count", tr("How many?")
    QUALITY = "quality", tr("How good?")
    LABELS = "labels", tr("What is in them?")
    COMPARE = "compare", tr("Side by side")
    TREE = "tree", tr("Tree")
