"""What is selected: the song's cover, tags and sound, and the songs that sound like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import OrganizerError, printable
from organizer.base.language import tr
from organizer.base.model import Changes, IntArray, Track
from organizer.base.settings import Settings
from organizer.library import sound_words, tracks
from organizer.library.storage.database import Database
from organizer.ui.song.sound import BARS, Meter, loudness_line, meters, tempo_line
from organizer.ui.song.words import WordChips
from organizer.ui.songs import number_titles, song_menu
from organizer.ui.songs.cover import CoverLabel
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.covers import CoverActions
from organizer.ui.widgets.parts import STEP, ElidedLabel, IconButton, clock
from organizer.ui.widgets.plain_text import Label, plain
from organizer.ui.widgets.stars import Stars
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.work.arranging.recommending import Similar

_COVER = 88  #: its edge, in pixels
_SIMILAR = 8

#: A selection that moves on within this time, in milliseconds, is not looked up.
_REST = 60

_ID_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class _Selected:
    track: Track | None  #: None: no song is selected
    words: tuple[tuple[sound_words.Word, float], ...] = ()  #: that stand out of one song


class SongPanel(QWidget):
    """Shows the song that is selected."""

    several = Signal(object)  #: int64 array of track ids: so many are selected; None: one is, or none

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._track: Track | None = None
        self._like: int | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self._load)
        self._build()
        state.selection_changed.connect(self._selection_changed)
        state.library_changed.connect(self._library_changed)
        state.map_changed.connect(self._look_for_similar_again)
        state.settings_changed.connect(self._settings_changed)
        self._show(_Selected(None))
        if len(state.selection):
            self._timer.start()

    # pieces

    def _build(self) -> None:
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.pick = QPushButton(tr("Pick one for me"))
        self.pick.setToolTip(tr("Select any song of the library"))
        self.pick.setAccessibleName(tr("Pick a song for me"))
        self.pick.clicked.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP, STEP, STEP, STEP)
        layout.setSpacing(STEP)
        layout.addLayout(self._make_head())
        self.words = WordChips()
        self.words.search_requested.connect(self._state.set_query)
        layout.addWidget(self.words)
        layout.addWidget(self._make_sound())
        layout.addWidget(self.note)
        layout.addWidget(self.pick, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.path)
        layout.addLayout(self._make_similar_head())
        layout.addWidget(self.similar, 1000)
        layout.addStretch(1)  # keeps the head at the top when the list is hidden

    def _make_head(self) -> QHBoxLayout:
        """Cover and names of the song."""
        self.cover = CoverLabel(self._state, Job.SONG_COVER, _COVER)
        self.cover_actions = CoverActions(self.cover, self._state, self._song, one=True)
        self.title = ElidedLabel()
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.15)
        self.title.setFont(font)
        self.artist, self.album = ElidedLabel(), ElidedLabel()
        self.tempo, self.estimated = ElidedLabel(), ElidedLabel()
        self.path = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        for quiet in (self.album, self.estimated, self.path):
            quiet.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label, name in (
            (self.title, tr("Title")),
            (self.artist, tr("Artist")),
            (self.album, tr("Album and year")),
            (self.tempo, tr("Tempo and key")),
            (self.estimated, tr("Tempo and key, estimated otherwise")),
            (self.path, tr("File")),
        ):
            label.setAccessibleName(name)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        self.stars = Stars()
        self.stars.rated.connect(self._rate)
        for label in (self.title, self.artist, self.album, self.tempo, self.estimated):
            words.addWidget(label)
        words.addWidget(self.stars, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(STEP + STEP // 2)
        head.addWidget(self.cover)
        head.addLayout(words, 1)
        return head

    def _make_sound(self) -> QWidget:
        """What the analysis says of the sound."""
        self.meters = {name: Meter() for name in BARS}
        self._titles = {name: Label(bar.title) for name, bar in BARS.items()}
        self.loudness = ElidedLabel()
        self.loudness.setAccessibleName(tr("Loudness"))
        self.measure = IconButton(
            "gauge",
            tr("Measure loudness exactly"),
            tr("Measure loudness, range and true peak on the whole song (EBU R 128)"),
        )
        self.measure.clicked.connect(self._measure)
        self.sound = QWidget()
        grid = QGridLayout(self.sound)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(STEP)
        grid.setVerticalSpacing(STEP // 4)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        self.caption = Label()
        self.caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        grid.addWidget(self.caption, 0, 0, 1, 4)
        for place, (name, what) in enumerate(self._titles.items()):
            row, side = divmod(place + 2, 2)
            what.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            what.setBuddy(self.meters[name])
            grid.addWidget(what, row, 2 * side)
            grid.addWidget(self.meters[name], row, 2 * side + 1)
        loud = QHBoxLayout()
        loud.addWidget(self.loudness, 1)
        loud.addWidget(self.measure)
        grid.addLayout(loud, (len(BARS) + 1) // 2 + 1, 0, 1, 4)
        return self.sound

    def _make_similar_head(self) -> QHBoxLayout:
        """What stands over the list of similar songs; the list, too."""
        self.similar_title = ElidedLabel()
        bold = self.similar_title.font()
        bold.setBold(True)
        self.similar_title.setFont(bold)
        self.again = IconButton(
            "target", tr("Songs like this one"), tr("Look for songs like the one shown above")
        )
        self.again.clicked.connect(self._look_again)
        self.similar = QListWidget()
        self.similar.setAccessibleName(tr("Similar songs"))
        self.similar.setToolTip(tr("Click selects, double click plays"))
        self.similar.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.similar.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.similar.setFrameShape(QListWidget.Shape.NoFrame)
        self.similar.itemClicked.connect(lambda item: self._select(item))
        self.similar.itemDoubleClicked.connect(lambda item: self._play(item))
        self.similar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.similar.customContextMenuRequested.connect(self._similar_menu)
        self.similar.itemActivated.connect(lambda item: self._select(item))
        similar_head = QHBoxLayout()
        similar_head.addWidget(self.similar_title, 1)
        similar_head.addWidget(self.again)
        return similar_head

    # what happens

    def _selection_changed(self, _ids: IntArray, source: str) -> None:
        if source != "similar":  # walking through the list must not pull it away under the pointer
            self._like = None
        self._timer.start()

    def _settings_changed(self, _settings: Settings) -> None:
        if self._track is not None:
            self._show_sound(self._track)

    def _library_changed(self, changes: Changes) -> None:
        if self._track is not None and self._track.id in (*changes.updated, *changes.removed):
            self._timer.start()

    def _load(self) -> None:
        ids = self._state.selection.copy()
        if len(ids) > 1:
            self._state.jobs.cancel(Job.SONG_LOAD)
            self._track = None
            self.several.emit(ids)
            return
        self._state.jobs.start(Job.SONG_LOAD, _selected, self._state.db, ids, on_result=self._show)

    def _show(self, selected: _Selected) -> None:
        self.several.emit(None)
        self._track = track = selected.track
        one = track is not None
        for widget in (self.sound, self.path, self.stars, self.similar, self.similar_title, self.again):
            widget.setVisible(one)
        self.similar.setVisible(one and self.similar.count() > 0)
        self.pick.setVisible(not one)
        self.words.show_words(selected.words)
        if track is None:
            self._show_none()
            return
        self.title.set_whole(track.title)
        self.artist.set_whole(track.artist or tr("Unknown artist"))
        year = track.tags.text("date")[:4]
        self.album.set_whole(
            " · ".join(part for part in (track.album, year, clock(track.info.duration)) if part)
        )
        self.path.set_whole(printable(track.path))
        self.stars.show_rating(track.rating)
        self._show_sound(track)
        self.cover.show_track(track)
        if self._like is None:
            self._look_again()

    def _pick(self) -> None:
        self._state.jobs.start(Job.SONG_PICK, _any_song, self._state.db, on_result=self._picked)

    def _picked(self, song: int | None) -> None:
        if song is not None:
            self._state.select([song], "song")

    def _show_none(self) -> None:
        self.cover.show_track(None)
        self.estimated.hide()
        self.note.show()
        self.note.setText(tr("Select a song to see what it is and what sounds like it."))
        self.title.set_whole(tr("Nothing selected"))
        for label in (self.artist, self.album, self.tempo):
            label.set_whole("")

    def _show_sound(self, track: Track) -> None:
        descriptors = track.descriptors
        self.sound.setVisible(descriptors is not None)
        note = tr("Not analyzed yet: its sound is not known.") if descriptors is None else ""
        if not track.has_file:
            note = tr(
                "Known from the table “{table}” alone: without a file it cannot be played.",
                table=printable(track.table),
            )
        elif track.away:
            note = tr("The file is away: its folder is offline, or it was moved.")
        self.caption.setText(
            tr("How it sounds, estimated") if track.has_file else tr("How it sounds, as the table tells")
        )
        self.path.setVisible(track.has_file)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        line, estimated, tip = tempo_line(track)
        self.tempo.set_whole(line, tip)
        self.estimated.set_whole(estimated, tip)
        self.estimated.setVisible(bool(estimated))
        if descriptors is None:
            return
        shown = meters(descriptors, from_table=not track.has_file)
        for name, meter in self.meters.items():
            meter.setVisible(name in shown)
            self._titles[name].setVisible(name in shown)
        for name, (share, word, tip) in shown.items():
            meter = self.meters[name]
            meter.set_share(share)
            meter.setAccessibleName(f"{number_titles.title_of(name)}: {word}")
            meter.setToolTip(tip)
        loudness, meaning = loudness_line(descriptors, details=self._state.settings.details)
        if not track.has_file:
            loudness, meaning = loudness.removeprefix("≈ "), tr("As the table tells")
        self.loudness.set_whole(loudness, meaning)
        measurable = descriptors.loudness is not None and not descriptors.loudness_measured
        self.measure.setVisible(track.has_file and measurable)

    def _song(self) -> IntArray | None:
        if self._track is None or not self._track.available:
            return None
        return np.array([self._track.id], np.int64)

    def _rate(self, rating: int | None) -> None:
        if self._track is not None:
            self._state.rating_requested.emit([self._track.id], rating)

    def _measure(self) -> None:
        if self._track is not None:
            self._state.loudness_requested.emit(np.array([self._track.id], np.int64))

    # similar songs

    def _look_for_similar_again(self) -> None:
        self._like = None
        self._timer.start()

    def _look_again(self) -> None:
        track = self._track
        self.similar.clear()
        found_out = track is not None and track.descriptors is not None
        for widget in (self.similar, self.similar_title, self.again):
            widget.setVisible(found_out)
        if track is None or not found_out:
            return
        self._like = track.id
        self.similar_title.set_whole(tr("Similar to “{title}”", title=track.title))
        self._state.jobs.start(
            Job.SONG_SIMILAR, _find_similar, self._state.db, track.id, on_result=self._show_similar
        )

    def _show_similar(self, answer: tuple[int, list[Similar]]) -> None:
        like, similar = answer
        if like != self._like:
            return
        self.similar.clear()
        for near in similar:
            track = near.track
            item = QListWidgetItem(track.label)
            item.setData(_ID_ROLE, track.id)
            alike = [tr("Alike in {why}", why=near.why)] if near.why else []
            item.setToolTip(plain("\n".join((track.label, *alike, tr("Click selects, double click plays")))))
            item.setSizeHint(QSize(80, self.fontMetrics().height() + STEP))
            self.similar.addItem(item)
        self.similar.setVisible(bool(similar))
        if not similar:
            self.similar_title.set_whole(
                tr("No similar songs yet"), tr("They show when more songs are analyzed")
            )

    def _select(self, item: QListWidgetItem) -> None:
        self._state.select([int(item.data(_ID_ROLE))], "similar")

    def _similar_menu(self, at: QPoint) -> None:
        item = self.similar.itemAt(at)
        if item is not None:
            menu, ids = QMenu(self.similar), np.array([item.data(_ID_ROLE)], np.int64)
            song_menu.fill(menu, self._state, ids, self._state.action_requested.emit)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.similar.viewport().mapToGlobal(at))

    def _play(self, item: QListWidgetItem) -> None:
        self._state.play_requested.emit(int(item.data(_ID_ROLE)))


def _selected(_context: JobContext, db: Database, ids: IntArray) -> _Selected:
    """What is selected; one that left the library meanwhile is none."""
    there = tracks.get_many(db, ids.tolist())
    return _Selected(there[0], _words(db, there[0].id)) if there else _Selected(None)


def _words(db: Database, track_id: int) -> tuple[tuple[sound_words.Word, float], ...]:
    """The words that stand out of a song."""
    numbers = sound_words.of_songs(db, [track_id]).get(track_id)
    if numbers is None:
        return ()
    return tuple(sound_words.standing_out(sound_words.vocabulary(db), numbers))


def _any_song(_context: JobContext, db: Database) -> int | None:
    return tracks.any_song(db)


def _find_similar(context: JobContext, db: Database, track_id: int) -> tuple[int, list[Similar]]:
    from organizer.work.arranging import recommending

    try:
        return track_id, recommending.similar_and_why(db, track_id, _SIMILAR)
    except OrganizerError:
        return track_id, []  # too few songs are analyzed yet
