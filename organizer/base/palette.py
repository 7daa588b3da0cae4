"""Colours that window and pictures share."""

from __future__ import annotations

#: Ten colours that colour-blind people can tell apart (after Okabe and Ito, and Tol), for groups and parts.
GROUP_COLOURS = (
    "#e69f00",
    "#56b4e9",
    "#009e73",
    "#d55e00",
    "#cc79a7",
    "#8c7ae6",
    "#b8ac2b",
    "#0072b2",
    "#a0522d",
    "#8a929c",
)
