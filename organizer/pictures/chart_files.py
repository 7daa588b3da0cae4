"""Charts as files: SVG that follows light and dark, and PNG on white."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from html import escape
from io import BytesIO
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from organizer.base.atomic import replace_file
from organizer.pictures.charts import Chart, Dots, Line, Mark, Picture, Rect, Text

#: What the roles of colours are in light and in dark.
LIGHT = {"ink": "#22242b", "faint": "#6b6e79", "quiet": "#dcdde3", "paper": "#ffffff", "accent": "#7357ee"}
DARK = {"ink": "#e4e5ea", "faint": "#9a9da8", "quiet": "#383a45", "paper": "#15161b", "accent": "#a795ff"}
_SCALE = 2  #: pixels of a PNG to those of the chart


def style() -> str:
    """What turns the roles dark where the person's system is; without CSS a chart is light."""
    rules = "".join(
        f".f-{role}{{fill:{colour}}}.s-{role}{{stroke:{colour}}}" for role, colour in DARK.items()
    )
    return f"@media(prefers-color-scheme:dark){{{rules}}}"


def svg(chart: Chart, *, alone: bool = True) -> str:
    """The chart as SVG: with its colours for a file of its own (``alone``), or for a page with ``style``."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chart.width} {chart.height}" role="img"'
    parts = [
        f'{head} aria-label="{_clean(chart.title)}" font-family="system-ui, sans-serif"'
        + (f' width="{chart.width}" height="{chart.height}">' if alone else ">")
    ]
    if alone:
        parts.append(f"<style>{style()}</style>")
        parts.append(f'<rect width="{chart.width}" height="{chart.height}" {_paint(fill="paper")}/>')
    parts += [_svg_mark(mark) for mark in chart.marks]
    return "\n".join([*parts, "</svg>\n"])


def _paint(*, fill: str = "", stroke: str = "") -> str:
    """Colours as they are in light, and the classes by which ``style`` makes them dark."""
    roles = [f"{kind}-{name}" for kind, name in (("f", fill), ("s", stroke)) if name in LIGHT]
    text = f'fill="{LIGHT.get(fill, fill) or "none"}"'
    if stroke:
        text += f' stroke="{LIGHT.get(stroke, stroke)}"'
    return text + (f' class="{" ".join(roles)}"' if roles else "")


def _svg_mark(mark: Mark) -> str:
    if isinstance(mark, Rect):
        return (
            f'<rect x="{mark.x:.1f}" y="{mark.y:.1f}" width="{mark.width:.1f}" height="{mark.height:.1f}" '
            f'{_paint(fill=mark.fill, stroke=mark.stroke)} fill-opacity="{mark.opacity:g}"/>'
        )
    if isinstance(mark, Line):
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in mark.points)
        return f'<polyline points="{places}" {_paint(stroke=mark.colour)} stroke-width="{mark.width:g}"/>'
    if isinstance(mark, Dots):
        dots = "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{mark.radius:g}" {_paint(fill=colour, stroke=mark.rim)}/>'
            for x, y, colour in zip(mark.x, mark.y, mark.colours, strict=True)
        )
        return f'<g opacity="{mark.opacity:g}">{dots}</g>'
    if isinstance(mark, Text):
        halo = ' paint-order="stroke" stroke-width="3" stroke-linejoin="round"' if mark.halo else ""
        turn = f' transform="rotate(-90 {mark.x:.1f} {mark.y:.1f})"' if mark.upright else ""
        bold = ' font-weight="600"' if mark.bold else ""
        return (
            f'<text x="{mark.x:.1f}" y="{mark.y:.1f}" dy="0.35em" font-size="{mark.size}" '
            f'text-anchor="{mark.anchor}" {_paint(fill=mark.colour, stroke="paper" if mark.halo else "")}'
            f"{halo}{bold}{turn}>{_clean(mark.text)}</text>"
        )
    data = base64.b64encode(_png(mark.pixels)).decode("ascii")
    return (
        f'<image x="{mark.x:.1f}" y="{mark.y:.1f}" width="{mark.width:.1f}" height="{mark.height:.1f}" '
        f'preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
    )


def _clean(text: str) -> str:
    """Text that may stand in XML: names of genres may hold anything."""
    return escape(re.sub("[\x00-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text))


def _png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """An RGBA picture as PNG."""
    from PIL import Image

    file = BytesIO()
    Image.fromarray(pixels).save(file, format="PNG")
    return file.getvalue()


def write_svg(chart: Chart, path: str) -> None:
    """Into a file, atomically."""
    replace_file(path, bytes_writer(svg(chart).encode("utf-8")))


def bytes_writer(data: bytes) -> Callable[[BinaryIO], None]:
    """What writes these bytes into a file."""

    def write(file: BinaryIO) -> None:
        file.write(data)

    return write


def write_png(chart: Chart, path: str) -> None:
    """Into a file, atomically, on white, at two pixels for each of the chart."""
    image = render(chart)
    replace_file(path, lambda file: image.save(file, format="PNG"))


def render(chart: Chart) -> Any:
    """The chart as a ``PIL.Image.Image``."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (chart.width * _SCALE, chart.height * _SCALE), LIGHT["paper"])
    for mark in chart.marks:
        # Each on a sheet of its own where it lets through what is below; else at once.
        if isinstance(mark, Picture):
            size = (max(1, round(mark.width * _SCALE)), max(1, round(mark.height * _SCALE)))
            tile = Image.fromarray(mark.pixels).resize(size)
            image.alpha_composite(tile, (round(mark.x * _SCALE), round(mark.y * _SCALE)))
        elif isinstance(mark, Dots):
            sheet = Image.new("RGBA", image.size, (0, 0, 0, 0))
            _dots(ImageDraw.Draw(sheet), mark)
            sheet.putalpha(sheet.getchannel("A").point([round(v * mark.opacity) for v in range(256)]))
            image.alpha_composite(sheet)
        else:
            _draw(ImageDraw.Draw(image), image, mark)
    return image.convert("RGB")


def _ink(colour: str) -> str:
    return LIGHT.get(colour, colour)


def _dots(draw: Any, mark: Dots) -> None:
    r = mark.radius * _SCALE
    for x, y, colour in zip(mark.x * _SCALE, mark.y * _SCALE, mark.colours, strict=True):
        outline = _ink(mark.rim) if mark.rim else None
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_ink(colour), outline=outline, width=_SCALE)


def _draw(draw: Any, image: Any, mark: Rect | Line | Text) -> None:
    if isinstance(mark, Rect):
        x, y = mark.x * _SCALE, mark.y * _SCALE
        corner = (x + max(mark.width * _SCALE - 1, 0), y + max(mark.height * _SCALE - 1, 0))
        fill = _ink(mark.fill) if mark.fill else None
        if fill and mark.opacity < 1:
            fill = _thinned(fill, mark.opacity)
        stroke = _ink(mark.stroke) if mark.stroke else None
        draw.rectangle((x, y, *corner), fill=fill, outline=stroke, width=_SCALE)
    elif isinstance(mark, Line):
        places = [(x * _SCALE, y * _SCALE) for x, y in mark.points]
        draw.line(places, fill=_ink(mark.colour), width=max(1, round(mark.width * _SCALE)))
    else:
        _write(draw, image, mark)


def _write(draw: Any, image: Any, mark: Text) -> None:
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(mark.size * _SCALE)
    anchor = {"start": "lm", "middle": "mm", "end": "rm"}[mark.anchor]
    bold = 1 if mark.bold else 0
    text = mark.text.replace("−", "-")  # the font that Pillow brings has no minus sign
    at, ink = (mark.x * _SCALE, mark.y * _SCALE), _ink(mark.colour)
    if not mark.upright:
        rim = 3 if mark.halo and not bold else bold
        around = LIGHT["paper"] if mark.halo and not bold else ink
        draw.text(at, text, font=font, fill=ink, anchor=anchor, stroke_width=rim, stroke_fill=around)
        return
    length = int(draw.textlength(text, font=font)) + 4
    strip = Image.new("RGBA", (length, mark.size * 2 * _SCALE), (0, 0, 0, 0))
    ImageDraw.Draw(strip).text((2, strip.height // 2), text, font=font, fill=ink, anchor="lm")
    strip = strip.rotate(90, expand=True)
    above = {"start": strip.height, "middle": strip.height // 2, "end": 0}[mark.anchor]
    image.alpha_composite(strip, (max(0, round(at[0] - strip.width / 2)), max(0, round(at[1] - above))))


def _thinned(colour: str, opacity: float) -> str:
    """A colour over white."""
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (c - 255) * opacity):02x}" for c in channels)
