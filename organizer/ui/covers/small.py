"""Small covers, squares that many are shown of: read from songs once, then from files in the cache."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, Qt
from PySide6.QtGui import QImage, QPainter

from organizer.base.atomic import replace_file
from organizer.base.errors import OrganizerError
from organizer.base.model import Track
from organizer.library.tags import tags
from organizer.work import covers
from organizer.work.playing import art

EDGE = 128  #: pixels of a small cover
_FILES, _FEWER = 3_000, 2_500  #: in the cache at most, and how many stay when there are more


def folder() -> Path:
    """Where small covers lie."""
    return art.folder().with_name("small covers")


def small_cover(track: Track, edge: int = EDGE) -> QImage | None:
    """The cover of a song as a square of ``edge`` pixels; None where it has none."""
    if not track.has_file:
        return None
    path = _file(f"{track.path!r} {track.mtime_ns} {edge}")
    known, image = _cached(path)
    if not known:
        try:
            whole = tags.cover(track.path)
        except (OrganizerError, OSError):
            return None  # also what is not reachable now: it is asked for again with the next window
        image = _square(whole, edge)
        _keep(path, image)
    return image or _beside(track, edge)


def _beside(track: Track, edge: int) -> QImage | None:
    """The picture in the folder of a song: looked for each time, since it may come later."""
    picture = covers.picture_beside(track.path)
    if picture is None:
        return None
    try:
        path = _file(f"{picture!r} {picture.stat().st_mtime_ns} {edge}")
        known, image = _cached(path)
        if not known:
            image = _square(picture.read_bytes(), edge)
            _keep(path, image)
    except OSError:
        return None
    return image


def _file(what: str) -> Path:
    name = hashlib.sha256(what.encode(errors="surrogatepass"))
    return folder() / f"{name.hexdigest()[:32]}.jpg"


def _cached(path: Path) -> tuple[bool, QImage | None]:
    """Whether the cache knows, and the cover; an empty file says that there is none."""
    with contextlib.suppress(OSError):
        content = path.read_bytes()
        image = QImage.fromData(QByteArray(content)) if content else None
        if image is None or not image.isNull():
            return True, image
    return False, None


def _square(content: bytes | None, edge: int) -> QImage | None:
    """The middle of a picture, on white where it is transparent."""
    image = QImage.fromData(QByteArray(content)) if content else QImage()
    if image.isNull():
        return None
    side = min(image.width(), image.height())
    part = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    small = part.scaled(
        edge, edge, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    result = QImage(edge, edge, QImage.Format.Format_RGB32)
    result.fill(Qt.GlobalColor.white)
    with QPainter(result) as painter:
        painter.drawImage(0, 0, small)
    return result


def _keep(path: Path, image: QImage | None) -> None:
    """Write a cover to the cache; an empty file says that there is none."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if image is not None:
        image.save(buffer, "JPEG", 88)  # type: ignore[call-overload]
    data = bytes(buffer.data().data())

    def write(file: BinaryIO) -> None:
        file.write(data)

    with contextlib.suppress(OrganizerError, OSError):  # a cache that cannot be written is none
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, write)
        files = list(path.parent.iterdir())
        if len(files) > _FILES:
            files.sort(key=lambda file: file.stat().st_mtime_ns)
            for file in files[: len(files) - _FEWER]:
                file.unlink(missing_ok=True)
