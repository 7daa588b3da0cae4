"""How a song sounds, at a glance: thin bars with a word each, and the square where a cover would be."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from organizer.model import Descriptors
from organizer.ui import theme

#: Edge of a cover, in pixels.
COVER = 88


class Meter(QWidget):
    """A thin bar that is filled by a share of its length."""

    def __init__(self) -> None:
        super().__init__()
        self.share: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(40, 12)

    def set_share(self, share: float | None) -> None:
        self.share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(0, self.height() / 2 - 3, self.width(), 6)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(bar, 3, 3)
        if self.share is not None:
            bar.setWidth(max(6.0, self.width() * min(max(self.share, 0.0), 1.0)))
            painter.setBrush(self.palette().color(QPalette.ColorGroup.Active, QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(bar, 3, 3)
        painter.end()


def tempo_and_key(heard: Descriptors) -> tuple[str, str]:
    """The line under the album, and its tooltip."""
    parts, tips = [], []
    if heard.tempo is not None:
        parts.append(f"♩ {heard.tempo:.0f} BPM")
        tips.append(
            f"Tempo, estimated: {heard.tempo:.1f} BPM (confidence {heard.tempo_confidence:.0%});"
            f" half and double: {heard.tempo / 2:.0f}, {heard.tempo * 2:.0f}"
        )
    if heard.key is not None:
        parts.append(heard.key)
        tips.append(f"Key, estimated: {heard.key} (confidence {heard.key_confidence:.0%})")
    else:
        tips.append("Key: not sure enough to say")
    return " · ".join([*parts, "estimated"]) if parts else "", "\n".join(tips)


def meters(heard: Descriptors) -> dict[str, tuple[float | None, str, str]]:
    """For each bar: how far it is filled, in a word, and the number behind it."""
    energy, bright, loud = heard.energy, heard.brightness, heard.loudness
    unknown = (None, "–", "Not sure enough to say")
    return {
        "energy": unknown
        if energy is None
        else (energy, _word(energy, "calm", "medium", "lively"), f"Energy, estimated: {energy:.0%}"),
        # 500 Hz … 4 kHz and −35 … −5 LUFS hold nearly all music
        "brightness": unknown
        if bright is None
        else (
            share := (bright - 500) / 3500,
            _word(share, "dark", "medium", "bright"),
            f"Brightness: {bright:,.0f} Hz (mean spectral centroid)",
        ),
        "loudness": unknown
        if loud is None
        else (
            share := (loud + 35) / 30,
            _word(share, "soft", "medium", "loud"),
            f"Loudness, estimated from excerpts: {loud:.1f} LUFS",
        ),
    }


def _word(share: float, low: str, middle: str, high: str) -> str:
    return low if share < 1 / 3 else middle if share < 2 / 3 else high


def placeholder(ratio: float) -> QPixmap:
    """A quiet square with a note, where a song has no cover."""
    pixmap = QPixmap(round(COVER * ratio), round(COVER * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QApplication.palette().color(QPalette.ColorRole.Mid))
    painter.drawRoundedRect(QRectF(0, 0, COVER, COVER), 6, 6)
    painter.setOpacity(0.5)
    edge = COVER // 2
    theme.icon("music-note").paint(painter, edge // 2, edge // 2, edge, edge)
    painter.end()
    return pixmap
