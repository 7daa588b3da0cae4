"""A song's cover as a square, read from its file in the background."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from organizer.base.errors import OrganizerError
from organizer.base.fields.picture import look
from organizer.base.language import number, tr
from organizer.base.model import Track
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.jobs import JobContext

_KEPT = 32  #: covers that are remembered


class CoverLabel(Label):
    """Shows the cover of one song, or a note where it has none."""

    def __init__(self, state: AppState, job: Job, edge: int, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._state, self._job, self._edge = state, job, edge
        self._track: Track | None = None
        self._covers: OrderedDict[tuple[str, int], tuple[QPixmap, str]] = OrderedDict()
        self.setFixedSize(edge, edge)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        state.theme_changed.connect(self._show_again)  # the stand-in is painted
        self.show_track(None)

    def show_track(self, track: Track | None) -> None:
        """Show the cover of this song as soon as it is read; None: of no song."""
        self._track = track
        if track is None or not track.has_file:
            self._state.jobs.cancel(self._job)
            self._stand_in()
            return
        cached = self._covers.get((track.path, track.mtime_ns))
        if cached is not None:
            self._covers.move_to_end((track.path, track.mtime_ns))
            self._show(*cached)
            return
        self._stand_in()
        edge = round(self._edge * self.devicePixelRatioF())
        self._state.jobs.start(self._job, _read, track, edge, on_result=self._take, owner=self)

    def _show_again(self) -> None:
        self.show_track(self._track)

    def _take(self, answer: tuple[Track, QImage | None, str]) -> None:
        track, image, words = answer
        if image is None:
            return
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self._covers[(track.path, track.mtime_ns)] = pixmap, words
        while len(self._covers) > _KEPT:
            self._covers.popitem(last=False)
        if self._track is not None and self._track.id == track.id:
            self._show(pixmap, words)

    def _show(self, pixmap: QPixmap, words: str) -> None:
        self.setPixmap(pixmap)
        self.setAccessibleName(tr("Cover"))
        self.setToolTip(plain(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self) as painter:
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _stand_in(self) -> None:
        self.setPixmap(_placeholder(self._edge, self.devicePixelRatioF()))
        self.setAccessibleName(tr("No cover"))
        self.setToolTip("")


def _read(context: JobContext, track: Track, edge: int) -> tuple[Track, QImage | None, str]:
    from organizer.work import covers

    try:
        cover = covers.cover_and_place(track.path)
    except (OrganizerError, OSError):
        cover = None  # a song without a cover is nothing to complain about
    context.check_cancelled()
    image = QImage.fromData(QByteArray(cover[0])) if cover else QImage()
    if cover is None or image.isNull():
        return track, None, ""
    scaled = image.scaled(
        edge, edge, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return track, scaled, _in_words(image, *cover)


def _in_words(image: QImage, content: bytes, beside: str) -> str:
    size = len(content) / 1000
    large = (
        tr("{size} MB", size=number(size / 1000, 1))
        if size >= 1000
        else tr("{size} kB", size=number(size, 0))
    )
    what = tr(
        "{width} × {height} pixels, {format}, {size}",
        width=image.width(),
        height=image.height(),
        format=look(content).format or tr("picture"),
        size=large,
    )
    where = tr("In the file beside the song: {name}", name=beside) if beside else tr("Inside the file")
    return f"{what}\n{where}"


def _placeholder(edge: int, ratio: float) -> QPixmap:
    """A quiet square with a note, where a song has no cover."""
    pixmap = QPixmap(round(edge * ratio), round(edge * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.hollow())
        painter.drawRoundedRect(QRectF(0, 0, edge, edge), edge / 15, edge / 15)
        painter.setOpacity(0.5)
        theme.icon("music-note").paint(painter, edge // 4, edge // 4, edge // 2, edge // 2)
    return pixmap
