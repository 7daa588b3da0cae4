"""Many selected songs: their covers, what they add up to, their genres and words as bars, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import OrganizerError
from organizer.base.folding import fold
from organizer.base.language import number, plural, tr
from organizer.base.model import IntArray, Track
from organizer.library import sound_words, tracks
from organizer.library.lists import profiles, selections
from organizer.library.lists.profiles import Profile
from organizer.library.storage.database import Database
from organizer.ui.song.sound import Meter
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.covers import CoverActions
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, ElidedLabel, long_time
from organizer.ui.widgets.plain_text import Label, entry, plain
from organizer.work.jobs import JobContext

_COVERS = 88  #: the edge of the mosaic, in pixels
_WORDS = 5
#: The words of more songs than these are not counted: their numbers would fill the memory for one picture.
_MOST_WORDS = 20_000
#: To look through more songs than these is left until the window shows that they are selected.
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class _Bar:
    """A genre or word, the search for it, and how many of the songs have it."""

    name: str
    search: str
    songs: int


@dataclass(frozen=True, slots=True)
class _Many:
    ids: IntArray
    profile: Profile
    words: tuple[_Bar, ...]
    covers: tuple[QImage, ...]


class Mosaic(QWidget):
    """Up to four covers side by side, or one alone; a note where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.images: Sequence[QImage] = ()
        self.setFixedSize(_COVERS, _COVERS)
        self.setAccessibleName(tr("Covers"))

    def show_images(self, images: Sequence[QImage]) -> None:
        """Show these covers."""
        self.images = images
        self.setAccessibleName(plural("{n} cover", "{n} covers", len(images)) if images else tr("No cover"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
            )
            if not self.images:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.hollow())
                painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
                painter.setOpacity(0.5)
                quarter = _COVERS // 4
                theme.icon("music-note").paint(painter, quarter, quarter, _COVERS // 2, _COVERS // 2)
                return
            across = 1 if len(self.images) == 1 else 2
            edge = (_COVERS - 2 * (across - 1)) / across
            for at, image in enumerate(self.images[: across * across]):
                row, column = divmod(at, across)
                painter.drawImage(QRectF(column * (edge + 2), row * (edge + 2), edge, edge), image)


class _Bars(QWidget):
    """A line for each genre or word: its name, which searches for it, a bar, and how many songs."""

    search_requested = Signal(str)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(STEP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        head = Label(title)
        head.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._grid.addWidget(head, 0, 0, 1, 3)
        self.more = Label()
        self.more.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.names: list[QToolButton] = []
        self._rows: list[QWidget] = []

    def show_bars(self, bars: Sequence[_Bar], total: int, more: int = 0) -> None:
        """Show these of ``total`` songs; ``more`` are not shown."""
        for widget in self._rows:
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self.names, self._rows = [], []
        self._grid.removeWidget(self.more)
        for row, bar in enumerate(bars, start=1):
            name = QToolButton()
            name.setAutoRaise(True)
            name.setText(entry(name.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, 130)))
            name.setAccessibleName(
                tr("{name}: {songs} of {total}; search for it", name=bar.name, songs=bar.songs, total=total)
            )
            name.setToolTip(
                plain(
                    tr("{name}: {songs} of {total}", name=bar.name, songs=bar.songs, total=total)
                    + "\n"
                    + tr("Click searches: {search}", search=bar.search)
                )
            )
            name.clicked.connect(lambda _checked=False, bar=bar: self.search_requested.emit(bar.search))
            meter = Meter()
            meter.set_share(bar.songs / max(total, 1))
            meter.setAccessibleName(
                tr("{name}: {share}%", name=bar.name, share=round(100 * bar.songs / max(total, 1)))
            )
            count = Label(number(bar.songs))
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(meter, row, 1)
            self._grid.addWidget(count, row, 2)
            self.names.append(name)
            self._rows += [name, meter, count]
        self.more.setText(plural("and {n} more", "and {n} more", more))
        self.more.setVisible(more > 0)
        self._grid.addWidget(self.more, len(bars) + 1, 0, 1, 3)
        self.setVisible(bool(bars))


class ManyPanel(QScrollArea):
    """Shows what many songs are like, as soon as that is found out."""

    action_requested = Signal(str)  #: an action of the window, on the selection

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.ids: IntArray | None = None  #: those that are shown
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("The selected songs"))
        inner = QWidget()
        self.setWidget(inner)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(STEP, STEP, STEP, STEP)
        layout.setSpacing(STEP)
        layout.addLayout(self._make_head())
        layout.addLayout(self._make_buttons())
        self.genres, self.words = _Bars(tr("Genres")), _Bars(tr("Sounds like"))
        for bars in (self.genres, self.words):
            bars.search_requested.connect(state.set_query)
            bars.hide()
            layout.addWidget(bars)
        layout.addStretch(1)

    def _make_head(self) -> QHBoxLayout:
        self.mosaic = Mosaic()
        self.cover_actions = CoverActions(self.mosaic, self._state, self._songs, one=False)
        self.title, self.length, self.whose, self.tempo, self.years = (ElidedLabel() for _ in range(5))
        bold = self.title.font()
        bold.setBold(True)
        bold.setPointSizeF(bold.pointSizeF() * 1.15)
        self.title.setFont(bold)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        for label, name in (
            (self.title, tr("Selected songs")),
            (self.length, tr("Their length")),
            (self.whose, tr("Artists and albums")),
            (self.tempo, tr("Their tempo")),
            (self.years, tr("Their years")),
        ):
            label.setAccessibleName(name)
            words.addWidget(label)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(STEP + STEP // 2)
        head.addWidget(self.mosaic)
        head.addLayout(words, 1)
        return head

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(STEP // 2)
        self.play, self.make, self.edit = (
            QPushButton(text) for text in (tr("Play"), tr("Make playlist"), tr("Edit tags"))
        )
        for button, icon, tip, call in (
            (self.play, "play", tr("Play the selected songs, one after the other"), self._play),
            (self.make, "playlist-plus", tr("Make a playlist of the selected songs"), self._make_playlist),
            (self.edit, "tag-outline", tr("Edit the tags of the selected songs"), self._edit),
        ):
            button.setIcon(theme.icon(icon))
            button.setToolTip(tip)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.clicked.connect(call)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def load(self, ids: IntArray) -> None:
        """Show these songs: how many at once, the rest as soon as it is counted."""
        self.ids = ids
        self.title.set_whole(plural("{n} song", "{n} songs", len(ids)))
        edge = round(_COVERS * self.devicePixelRatioF())
        self._state.jobs.start(
            Job.MANY_SONGS, _look, self._state.db, ids, edge, on_result=self._show, owner=self
        )

    def _show(self, many: _Many) -> None:
        if many.ids is not self.ids:
            return
        told = many.profile
        self.title.set_whole(plural("{n} song", "{n} songs", told.totals.songs))
        self.length.set_whole(long_time(told.totals.seconds))
        whose = [plural("{n} artist", "{n} artists", told.totals.artists) if told.totals.artists else ""]
        whose += [plural("{n} album", "{n} albums", told.albums) if told.albums else ""]
        self.whose.set_whole(" · ".join(filter(None, whose)))
        self.tempo.set_whole("" if told.tempos is None else tr("♩ {tempo} BPM", tempo=_range(*told.tempos)))
        self.years.set_whole("" if told.years is None else _range(*told.years))
        for label in (self.whose, self.tempo, self.years):
            label.setVisible(bool(label.whole()))
        genres = [_Bar(name, f'genre:="{_quoted(name)}"', songs) for name, songs in told.genres]
        self.genres.show_bars(genres, told.totals.songs, told.other_genres)
        self.words.show_bars(many.words, told.totals.songs)
        self.mosaic.show_images(many.covers)

    def _songs(self) -> IntArray | None:
        return self.ids

    def _play(self) -> None:
        if self.ids is not None:
            self._state.queue_requested.emit(self.ids)

    def _make_playlist(self) -> None:
        if self.ids is not None:
            self._state.new_playlist_requested.emit("", self.ids)

    def _edit(self) -> None:
        self.action_requested.emit("edit_tags")


def _range(low: float, high: float) -> str:
    return f"{low:.0f}" if round(low) == round(high) else f"{low:.0f}–{high:.0f}"


def _quoted(text: str) -> str:
    return text.replace('"', "")


def _look(context: JobContext, db: Database, ids: IntArray, edge: int) -> _Many:
    if len(ids) > _MANY:
        context.give_way()
    totals = selections.totals(db, ids, context.check_cancelled)
    told = profiles.profile(db, ids, context.check_cancelled, totals)
    words = _words(db, ids, context) if len(ids) <= _MOST_WORDS else ()
    genres = {fold(name) for name, _ in told.genres}
    shown = tuple(word for word in words if fold(word.name) not in genres)[:_WORDS]  # not twice
    images = []
    for track in tracks.get_many(db, list(told.covers)):
        context.check_cancelled()
        image = _cover(track, edge)
        if image is not None:
            images.append(image)
    return _Many(ids, told, shown, tuple(images))


def _words(db: Database, ids: IntArray, context: JobContext) -> tuple[_Bar, ...]:
    """The words that most of these songs have, first the most; what nearly all songs have tells nothing."""
    vocabulary = [word for word in sound_words.vocabulary(db) if word.trust != "poor"]
    if not vocabulary:
        return ()
    counts = dict.fromkeys(range(len(vocabulary)), 0)
    for start in range(0, len(ids), _MANY):
        context.check_cancelled()
        for numbers in sound_words.of_songs(db, ids[start : start + _MANY].tolist()).values():
            for at, word in enumerate(vocabulary):
                counts[at] += bool(numbers[word.position] >= word.threshold)
    telling = [at for at in counts if counts[at] and not vocabulary[at].common]
    telling.sort(key=lambda at: -counts[at])
    return tuple(_Bar(vocabulary[at].name, vocabulary[at].search, counts[at]) for at in telling)


def _cover(track: Track, edge: int) -> QImage | None:
    from organizer.work import covers

    if not track.has_file or track.away:
        return None
    try:
        content = covers.cover(track.path)
    except (OrganizerError, OSError):
        return None  # a song without a cover is nothing to complain about
    image = QImage.fromData(QByteArray(content)) if content else QImage()
    if image.isNull():
        return None
    side = min(image.width(), image.height())
    middle = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    mode = Qt.TransformationMode.SmoothTransformation
    return middle.scaled(edge, edge, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
