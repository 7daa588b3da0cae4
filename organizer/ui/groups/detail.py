"""One group at a glance: what sets it apart, its typical and border songs, its genres, artists, decades."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from organizer.base.descriptors import readable
from organizer.base.model import Track
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, ElidedLabel, count_of
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.insight.group_views import Portrait

_ROW = 20


class Bars(QWidget):
    """Names with bars: from the left for counts, from the middle for what is more or less than usual."""

    def __init__(self, name: str, *, signed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._signed = signed
        self._rows: Sequence[tuple[str, float]] = ()
        self._full = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[tuple[str, float]], full: float) -> None:
        """``full``: the value of a bar over the whole width."""
        self._rows, self._full = [(readable(name), value) for name, value in rows], max(full, 1e-9)
        self.setAccessibleDescription(", ".join(f"{name} {self._text(value)}" for name, value in rows))
        self.setToolTip(plain("\n".join(f"{name}: {self._text(value)}" for name, value in rows)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, max(1, len(self._rows)) * _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            palette, metrics = self.palette(), self.fontMetrics()
            left = min(self.width() // 2, 150)
            room = self.width() - left - 52
            for at, (name, value) in enumerate(self._rows):
                line = QRect(0, at * _ROW, self.width(), _ROW)
                painter.setPen(palette.color(palette.ColorRole.Text))
                middle = Qt.AlignmentFlag.AlignVCenter
                shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, left - STEP)
                painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, shown)
                ground = QRect(left, line.top() + 6, room, _ROW - 12)
                painter.fillRect(ground, palette.color(palette.ColorRole.Midlight))
                share = max(-1.0, min(1.0, value / self._full))
                if self._signed:
                    length = round(share * room / 2)
                    start = left + room // 2 + min(0, length)
                else:
                    length, start = round(share * room), left
                bar = QRect(start, ground.top(), max(1, abs(length)), ground.height())
                painter.fillRect(bar, QColor(theme.ACCENT))
                painter.setPen(palette.color(palette.ColorRole.PlaceholderText))
                painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, self._text(value))

    def _text(self, value: float) -> str:
        return f"{value:+.1f} σ".replace("-", "−") if self._signed else f"{value:,.0f}"


class _Songs(QListWidget):
    """A few songs, as high as they are many."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip("Click selects, double click plays the telling part")
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def show_tracks(self, tracks: Sequence[Track], before: Sequence[str] = ()) -> None:
        """``before``: a word in front of each."""
        self.clear()
        for at, track in enumerate(tracks):
            item = QListWidgetItem(f"{before[at]}  {track.label}" if before else track.label, self)
            item.setData(Qt.ItemDataRole.UserRole, track.id)
        self.setFixedHeight(len(tracks) * (self.sizeHintForRow(0) if tracks else 0) + 2)


class GroupDetail(QScrollArea):
    """The portrait of the group that was chosen."""

    select_requested = Signal(int)  #: track id
    play_requested = Signal(int)  #: track id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("About the group")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.portrait: Portrait | None = None
        self.title = ElidedLabel()
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setWeight(font.Weight.DemiBold)
        self.title.setFont(font)
        self.apart = Bars("What sets it apart", signed=True)
        self.typical, self.border = _Songs("Typical songs"), _Songs("Songs at the border")
        self.unsure = _Songs("Songs it is least sure of")
        self.genres, self.artists, self.decades = Bars("Genres"), Bars("Artists"), Bars("Decades")
        self._inside = QWidget()
        self.setWidget(self._inside)  # before it is filled: what is moved is dressed anew with all in it
        self._layout = QVBoxLayout(self._inside)
        self._layout.setContentsMargins(STEP * 2, STEP, STEP * 2, STEP)
        self._layout.setSpacing(2)
        self._layout.addWidget(self.title)
        self._parts: list[tuple[QLabel, QWidget]] = []
        for heading, part in (
            ("What sets it apart, in standard deviations", self.apart),
            ("Typical songs", self.typical),
            ("At the border to other groups", self.border),
            ("It is least sure of", self.unsure),
            ("Genres", self.genres),
            ("Artists", self.artists),
            ("Decades", self.decades),
        ):
            label = Label(heading)
            label.setEnabled(False)
            label.setContentsMargins(0, STEP, 0, 0)
            self._layout.addWidget(label)
            self._layout.addWidget(part)
            self._parts.append((label, part))
        self._layout.addStretch()
        self._inside.hide()
        for songs in (self.typical, self.border, self.unsure):
            songs.itemClicked.connect(lambda item: self.select_requested.emit(self._id(item)))
            songs.itemActivated.connect(lambda item: self.play_requested.emit(self._id(item)))

    def show_portrait(self, portrait: Portrait | None) -> None:
        """Show a group; with None, nothing."""
        self.portrait = portrait
        self._inside.setVisible(portrait is not None)
        if portrait is None:
            return
        group = portrait.group
        sure = "" if portrait.sureness is None else f" · {portrait.sureness:.0%} sure"
        self.title.set_whole(
            f"{group.name} · {count_of(group.size, 'song')}{sure}",
            "How sure the mixture is, on average, that these songs belong here" if sure else None,
        )
        self.apart.show_rows(portrait.differences, max([2.0, *(abs(d) for _, d in portrait.differences)]))
        self.typical.show_tracks(portrait.typical)
        self.border.show_tracks(portrait.border)
        self.unsure.show_tracks(
            [track for track, _ in portrait.unsure], [f"{value:.0%}" for _, value in portrait.unsure]
        )
        for bars, counts in (
            (self.genres, portrait.genres),
            (self.artists, portrait.artists),
            (self.decades, portrait.decades),
        ):
            bars.show_rows(counts, group.size)
        rows_of = (
            portrait.differences,
            portrait.typical,
            portrait.border,
            portrait.unsure,
            portrait.genres,
            portrait.artists,
            portrait.decades,
        )
        for (label, part), rows in zip(self._parts, rows_of, strict=True):
            label.setVisible(bool(rows))
            part.setVisible(bool(rows))

    def _id(self, item: QListWidgetItem) -> int:
        return int(item.data(Qt.ItemDataRole.UserRole))
