"""The icon as Windows and macOS take it, drawn of the SVG: python packaging/icons.py FOLDER"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from PIL import Image

SVG = Path(__file__).parent.parent / "resources" / "organizer.svg"
#: Pixels that Windows asks for; macOS asks for what Pillow makes of the largest.
_ICO = [(size, size) for size in (16, 24, 32, 48, 64, 128, 256)]
_LARGEST = 1024


def drawn(size: int) -> Image.Image:
    """The icon, so many pixels wide and high."""
    from PySide6.QtCore import QBuffer, QIODevice, QSize
    from PySide6.QtGui import QGuiApplication, QImageReader

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication([])
    reader = QImageReader(str(SVG))
    reader.setScaledSize(QSize(size, size))
    image, buffer = reader.read(), QBuffer()
    if image.isNull():
        raise SystemExit("the icon cannot be drawn: Qt's plugin for SVG is missing")
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    del app
    return Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGBA")


def main(folder: Path) -> None:
    """Write both."""
    folder.mkdir(parents=True, exist_ok=True)
    icon = drawn(_LARGEST)
    icon.save(folder / "organizer.ico", sizes=_ICO)
    icon.save(folder / "organizer.icns")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
