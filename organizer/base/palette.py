"""Colours that window and pictures share."""

from __future__ import annotations

import colorsys

#: Twenty colours that colour-blind people can tell apart, for groups; the first ten differ most. After Okabe
#: and Ito; the others are each as far as can be from those before, as all kinds of eyes see them (OKLab;
#: Machado et al. 2009 for eyes that lack a kind of cone).
GROUP_COLOURS = (
    *("#e69f00", "#56b4e9", "#009e73", "#d55e00", "#cc79a7", "#8c7ae6", "#0072b2"),
    *("#87004b", "#96e187", "#5a2d96", "#875a5a", "#d2c3d2", "#96b487", "#693c00"),
    *("#2de1ff", "#2d4b69", "#a53c96", "#b43c1e", "#5a4bc3", "#f0c300"),
)
#: For genres, and parts of a recording: as many as a legend can explain.
LABEL_COLOURS = GROUP_COLOURS[:10]
_GOLDEN = 0.618034


def group_colour(number: int) -> str:
    """The colour of a group, "#rrggbb"; beyond the twenty one of its own, too, if less unlike the others."""
    if number < len(GROUP_COLOURS):
        return GROUP_COLOURS[number]
    round_, place = divmod(number - len(GROUP_COLOURS), 12)
    hue, lightness = (number * _GOLDEN) % 1.0, 0.35 + (place % 3) * 0.15 + (round_ % 4) * 0.02
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, 0.65)
    return f"#{round(255 * red):02x}{round(255 * green):02x}{round(255 * blue):02x}"
