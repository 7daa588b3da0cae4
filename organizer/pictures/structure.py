"""The parts of a recording as a picture file: waveform in the colours of the parts, and self-similarity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from organizer.analysis.space import planes
from organizer.base.atomic import replace_file
from organizer.base.model import clock
from organizer.base.palette import LABEL_COLOURS

if TYPE_CHECKING:
    from organizer.analysis.structure.parts import Structure

_WIDTH, _WAVE, _EDGE, _TEXT = 1000, 160, 24, 22
_INK, _PAPER, _QUIET = "#22242b", "#ffffff", "#d7d8de"


def write_structure(structure: Structure, path: str) -> None:
    """Draw into a PNG file, atomically."""
    image = render(structure)
    replace_file(path, lambda file: image.save(file, format="PNG"))


def render(structure: Structure) -> Any:
    """The picture as a ``PIL.Image.Image``."""
    from PIL import Image, ImageDraw, ImageFont

    size = _WIDTH
    image = Image.new("RGB", (size + 2 * _EDGE, _WAVE + size + 4 * _EDGE + _TEXT), _PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(_TEXT - 6)
    seconds = max(structure.duration, 1e-9)
    middle = _EDGE + _TEXT + _WAVE / 2
    wave = structure.wave / max(float(structure.wave.max()), 1e-9)
    for x in range(size):
        height = max(1.0, float(wave[x * len(wave) // size]) * _WAVE / 2)
        part = int(np.searchsorted(structure.starts, x / size * seconds, side="right")) - 1
        colour = LABEL_COLOURS[structure.labels[part] % len(LABEL_COLOURS)]
        draw.line((_EDGE + x, middle - height, _EDGE + x, middle + height), fill=colour)
    for start, end, name in zip(structure.starts, structure.ends, structure.names, strict=True):
        left = _EDGE + start / seconds * size
        draw.line((left, _EDGE, left, _EDGE + _TEXT + _WAVE), fill=_QUIET)
        room = (end - start) / seconds * size - 8
        texts = (f"{name} {clock(start)}", name, "")
        text = next(text for text in texts if not text or draw.textlength(text, font=font) <= room)
        draw.text((left + 4, _EDGE - 6), text, font=font, fill=_INK)
    grey = Image.fromarray(structure.similarity).resize((size, size))
    top = _WAVE + 3 * _EDGE + _TEXT
    shades = planes.viridis(np.arange(256) / 255)  # dark violet for unlike to light yellow for alike
    image.paste(Image.fromarray(shades[np.asarray(grey)]), (_EDGE, top))
    roomy = size >= 6 * len(structure.starts)  # else the borders would hide everything
    for start in structure.starts[1:] if roomy else ():
        at = start / seconds * size
        draw.line((_EDGE + at, top, _EDGE + at, top + size), fill=_PAPER)
        draw.line((_EDGE, top + at, _EDGE + size, top + at), fill=_PAPER)
    return image
