"""One group at a glance: what sets it apart, its typical and border songs, its genres, artists, decades."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
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

from organizer.base import plain_words
from organizer.base.descriptors import readable
from organizer.base.language import number, plural, tr
from organizer.base.model import Track
from organizer.ui.looks.direction import mirror
from organizer.ui.looks.walking import Walked
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, ElidedLabel
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.insight.group_views import Portrait

_ROW = 20

_APART = tr("What sets it apart from the others")
_APART_IN_NUMBERS = tr("What sets it apart from the others, in standard deviations")


class Bars(QWidget):
    """Names with bars: from the left for counts, from the middle for what is more or less than usual."""

    def __init__(self, name: str, *, signed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._signed = signed
        self.walked = Walked(self)
        self._given: Sequence[tuple[str, float]] = ()
        self._rows: Sequence[tuple[str, float]] = ()
        self._full = 1.0
        self._details = True  #: numbers, not words
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[tuple[str, float]], full: float) -> None:
        """``full``: the value of a bar over the whole width."""
        self._given, self._full = rows, max(full, 1e-9)
        called = plain_words.name if self._signed and not self._details else readable
        self._rows = shown = [(called(name), value) for name, value in rows]
        self.walked.show_lines([f"{name} {self._text(value)}" for name, value in shown])
        self.setToolTip(plain("\n".join(f"{name}: {self._text(value)}" for name, value in shown)))
        self.updateGeometry()
        self.update()

    def show_details(self, *, shown: bool) -> None:
        """Numbers, or words."""
        if shown != self._details:
            self._details = shown
            self.show_rows(self._given, self._full)

    @property
    def _row(self) -> int:
        return max(_ROW, self.fontMetrics().height() + 4)

    def sizeHint(self) -> QSize:
        return QSize(200, max(1, len(self._rows)) * self._row)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            palette, metrics = self.palette(), self.fontMetrics()
            left = min(self.width() // 2, 190 if self._signed and not self._details else 150)
            values = [0.0, *(value for _, value in self._rows)]
            room = (
                self.width()
                - left
                - max(52, *(metrics.horizontalAdvance(self._text(v)) + STEP for v in values))
            )
            place = mirror(self.layoutDirection(), self.rect())
            for at, (name, value) in enumerate(self._rows):
                line = QRect(0, at * self._row, self.width(), self._row)
                painter.setPen(palette.color(palette.ColorRole.Text))
                middle = Qt.AlignmentFlag.AlignVCenter
                shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, left - STEP)
                painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, shown)
                ground = QRect(left, line.top() + 6, room, self._row - 12)
                painter.fillRect(place(ground), palette.color(palette.ColorRole.Midlight))
                share = max(-1.0, min(1.0, value / self._full))
                if self._signed:
                    length = round(share * room / 2)
                    start = left + room // 2 + min(0, length)
                else:
                    length, start = round(share * room), left
                bar = QRect(start, ground.top(), max(1, abs(length)), ground.height())
                painter.fillRect(place(bar), theme.accent())
                painter.setPen(palette.color(palette.ColorRole.PlaceholderText))
                painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, self._text(value))

    def _text(self, value: float) -> str:
        if not self._signed:
            return number(value, 0)
        return f"{_sign(value)}{number(abs(value), 1)} σ" if self._details else plain_words.apart(value)


def _sign(value: float) -> str:
    return "−" if value < 0 else "+"


class _Songs(QListWidget):
    """A few songs, as high as they are many."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(tr("Click selects, double click plays the telling part"))
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
        self.setAccessibleName(tr("About the group"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.portrait: Portrait | None = None
        self.title = ElidedLabel()
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setWeight(font.Weight.DemiBold)
        self.title.setFont(font)
        self.apart = Bars(tr("What sets it apart"), signed=True)
        self.typical, self.border = _Songs(tr("Typical songs")), _Songs(tr("Songs at the border"))
        self.unsure = _Songs(tr("Songs it is least sure of"))
        self.genres, self.artists, self.decades = Bars(tr("Genres")), Bars(tr("Artists")), Bars(tr("Decades"))
        self._inside = QWidget()
        self.setWidget(self._inside)  # before it is filled: what is moved is dressed anew with all in it
        self._layout = QVBoxLayout(self._inside)
        self._layout.setContentsMargins(STEP * 2, STEP, STEP * 2, STEP)
        self._layout.setSpacing(2)
        self._layout.addWidget(self.title)
        self._parts: list[tuple[QLabel, QWidget]] = []
        for heading, part in (
            (_APART, self.apart),
            (tr("Typical songs"), self.typical),
            (tr("At the border to other groups"), self.border),
            (tr("It is least sure of"), self.unsure),
            (tr("Genres"), self.genres),
            (tr("Artists"), self.artists),
            (tr("Decades"), self.decades),
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

    def show_details(self, *, shown: bool) -> None:
        """Numbers with their units, or words for people."""
        self.apart.show_details(shown=shown)
        self._parts[0][0].setText(_APART_IN_NUMBERS if shown else _APART)

    def show_portrait(self, portrait: Portrait | None) -> None:
        """Show a group; with None, nothing."""
        self.portrait = portrait
        self._inside.setVisible(portrait is not None)
        if portrait is None:
            return
        group = portrait.group
        title = [group.name, plural("{n} song", "{n} songs", group.size)]
        if portrait.sureness is not None:
            title.append(tr("{share}% sure", share=round(100 * portrait.sureness)))
        self.title.set_whole(
            " · ".join(title),
            None
            if portrait.sureness is None
            else tr("How sure the mixture is, on average, that these songs belong here"),
        )
        self.apart.show_rows(portrait.differences, max([2.0, *(abs(d) for _, d in portrait.differences)]))
        self.typical.show_tracks(portrait.typical)
        self.border.show_tracks(portrait.border)
        self.unsure.show_tracks(
            [track for track, _ in portrait.unsure],
            [tr("{share}%", share=round(100 * value)) for _, value in portrait.unsure],
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
