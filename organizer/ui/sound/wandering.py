"""Listening while wandering over the map: the telling part of one song after the other, beside what plays.

Two players of their own take over from each other; what plays of the queue steps back, pauses, and goes on
when one leaves the map. Never more than two are heard (``work.playing.mixing``). Nothing of it is a play: the
player's own song stays loaded. Files are looked at and opened in a job, and of songs that are asked for while
others load the last one counts.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer

from organizer.base.errors import OrganizerError, printable
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.sound.engine import Engine, Status
from organizer.ui.sound.player import Player
from organizer.ui.sound.source import checked
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext
from organizer.work.playing import gain
from organizer.work.playing.mixing import Mix

#: Seconds in which one song takes over from another.
CROSS = 0.4
#: Milliseconds between two levels on the way.
_STEP = 25
#: The voices: what plays of the queue, and the two players for what is listened to.
_MUSIC, _DECKS = 0, (1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """A song that is ready to be listened to."""

    song: int
    path: str
    begin: int  #: milliseconds into it
    factor: float  #: what brings it to the loudness of the others


class Wandering(QObject):
    """What is listened to on the map, and how the player gives way to it."""

    def __init__(self, state: AppState, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent or player)
        self._state, self._player = state, player
        self.mix = Mix((1.0, 0.0, 0.0), _MUSIC)
        self._wanted: int | None = None
        self._next: Excerpt | None = None  #: waits until a voice is silent
        self._on: dict[int, Excerpt] = {}  #: by voice
        self._engines: dict[int, Engine] = {}
        self._loading: int | None = None  #: the voice that loads
        self._music_waits = False  #: the player was paused from here
        self._held = False  #: a person plays a song: the map is silent until they leave it or pause
        self._complained: set[int] = set()
        self._before = 0.0
        self._timer = QTimer(self, interval=_STEP)
        self._timer.timeout.connect(self._step)
        player.taker = self.take_over
        player.playing_changed.connect(self._player_changed)
        player.track_changed.connect(self._player_stopped)
        player.volume_changed.connect(self._apply)
        state.audition_requested.connect(self.listen)
        state.audition_ended.connect(self.end)
        state.audition_kept.connect(self.take_over)
        state.settings_changed.connect(self._settings_changed)

    @property
    def song(self) -> int | None:
        """What is listened to now."""
        front = self.mix.front
        return self._on[front].song if front in self._on else None

    def listen(self, song: int) -> None:
        """Let this song be heard, from where its most telling part begins."""
        if self._held or (self.song is None and self._player.playing and self._player.track == song):
            return  # it plays: once is enough
        if song == self._wanted or not self._player.check():
            return
        self._wanted = song
        self._forget_next()
        if song == self.song:
            return
        self._state.jobs.start(
            Job.AUDITION,
            ready_excerpt,
            self._state.db,
            song,
            on_result=self._ready,
            on_error=partial(self._complain, song),
            owner=self,
        )

    def end(self, left: bool = True) -> None:
        """Fade out; the player goes on with what it played. ``left``: one left the map."""
        if left:
            self._held = False
        self._wanted = None
        self._forget_next()
        if self.mix.front in _DECKS:
            self._bring(_MUSIC if self._music_waits else None)

    def take_over(self) -> bool:
        """Go on with what is listened to as what plays, from there. False where nothing is."""
        front = self.mix.front
        if front is None or front not in self._on:
            return False
        excerpt, place = self._on[front], self._engines[front].position
        self._give_way()
        self._player.order.change(lambda queue: queue.choose(excerpt.song))
        self._player.play_from(excerpt.song, place)
        self._held = True
        return True

    def close(self) -> None:
        """At the end of the window: let go of all files."""
        self._music_waits = False
        self.end()
        self._timer.stop()
        for voice in _DECKS:
            self._empty(voice)

    # inside

    def _ready(self, excerpt: Excerpt) -> None:
        if excerpt.song != self._wanted:
            return
        self._next = excerpt
        self._advance()

    def _advance(self) -> None:
        """Load what waits, as soon as at most one voice is heard."""
        if self._next is None or self.mix.full or self._loading is not None:
            return
        voice = next(deck for deck in _DECKS if deck != self.mix.front and not self.mix.shares[deck])
        engine = self._engine(voice)
        self._loading, self._on[voice], self._next = voice, self._next, None
        self._apply()
        engine.load(self._on[voice].path)

    def _engine(self, voice: int) -> Engine:
        """The player of a voice; on the same output as the queue."""
        if voice not in self._engines:
            engine = self._engines[voice] = Engine.get(voice)
            first = voice == _DECKS[0]
            status = self._first_status if first else self._second_status
            engine.follow(status=status, error=self._first_failed if first else self._second_failed)
        output = self._player.used_output
        if output:
            self._engines[voice].use_output(output)
        return self._engines[voice]

    # an engine holds nothing of who follows it, and so takes methods only

    def _first_status(self, status: Status) -> None:
        self._status(_DECKS[0], status)

    def _second_status(self, status: Status) -> None:
        self._status(_DECKS[1], status)

    def _first_failed(self, text: str) -> None:
        self._failed(_DECKS[0], text)

    def _second_failed(self, text: str) -> None:
        self._failed(_DECKS[1], text)

    def _status(self, voice: int, status: Status) -> None:
        engine, excerpt = self._engines[voice], self._on.get(voice)
        if excerpt is None:
            return
        if voice == self._loading and status is Status.LOADED:
            self._loading = None
            engine.seek(excerpt.begin)
            engine.play()
            if self.mix.front == _MUSIC and self._player.playing:
                self._music_waits = True
            self._bring(voice)
        elif status is Status.ENDED and voice == self.mix.front:
            # later: an engine is not moved from inside what it tells
            QTimer.singleShot(0, self, partial(self._again, voice))

    def _again(self, voice: int) -> None:
        """It came to its end while one still listens: the telling part once more."""
        if voice == self.mix.front and voice in self._on:
            self._engines[voice].seek(self._on[voice].begin)
            self._engines[voice].play()

    def _failed(self, voice: int, text: str) -> None:
        excerpt = self._on.get(voice)
        if excerpt is None:
            return
        problem = OrganizerError(text)
        QTimer.singleShot(0, self, partial(self._give_up, voice, excerpt, problem))

    def _give_up(self, voice: int, excerpt: Excerpt, problem: Exception) -> None:
        if self._on.get(voice) is not excerpt:
            return
        if voice == self.mix.front:
            self._bring(_MUSIC if self._music_waits else None)
        self._empty(voice)
        self._complain(excerpt.song, problem)
        self._advance()

    def _complain(self, song: int, problem: Exception) -> None:
        """Say once of each song why it is not heard."""
        if song == self._wanted:
            self._wanted = None
        if song not in self._complained:
            self._complained.add(song)
            self._state.message.emit(tr("Cannot play: {problem}", problem=problem), "warning")

    def _bring(self, voice: int | None) -> None:
        """Let a voice come to the front."""
        before = self.mix
        silent = _MUSIC in (before.front, voice) and not (self._player.playing or self._music_waits)
        if silent:  # nothing plays that would have to fall or to rise
            before = Mix((0.0, *before.shares[1:]), before.front)
        self.mix = before.to(voice)
        self._state.set_audition(self.song)
        if voice == _MUSIC and self._music_waits:
            self._music_waits = False
            self._apply()
            self._player.come_back()
        self._before = time.monotonic()
        self._timer.start()

    def _step(self) -> None:
        now = time.monotonic()
        self.mix = self.mix.stepped(now - self._before, CROSS)
        self._before = now
        for voice in _DECKS:
            idle = voice not in (self.mix.front, self._loading) and not self.mix.shares[voice]
            if idle and voice in self._on:
                self._empty(voice)
        if self.mix.front in _DECKS and not self.mix.shares[_MUSIC] and self._player.playing:
            self._player.step_aside()
        self._apply()
        if self.mix.settled:
            self._timer.stop()
            if self.mix.front is None:
                self.mix = Mix((1.0, 0.0, 0.0), _MUSIC)
                self._apply()
        self._advance()

    def _apply(self, *_: object) -> None:
        levels = self.mix.levels
        volume = (self._player.volume / 100) ** 2
        for voice, excerpt in self._on.items():
            self._engines[voice].set_volume(volume * excerpt.factor * levels[voice])
        self._player.set_level(levels[_MUSIC])

    def _empty(self, voice: int) -> None:
        """Let a voice fall silent at once, and let go of its file."""
        excerpt = self._on.pop(voice, None)
        if self._loading == voice:
            self._loading = None
        if excerpt is not None:
            self._engines[voice].unload()

    def _forget_next(self) -> None:
        """What was to be heard next is not wanted any more."""
        self._state.jobs.cancel(Job.AUDITION)
        self._next = None
        if self._loading is not None:
            self._empty(self._loading)

    def _give_way(self) -> None:
        """A person plays a song: what is listened to fades, and the map is silent from then on."""
        self._held, self._music_waits, self._wanted = True, False, None
        self._forget_next()
        for voice in _DECKS:  # two would be three with the song
            if voice != self.mix.front:
                self._empty(voice)
        falling = tuple(share if at == self.mix.front else 0.0 for at, share in enumerate(self.mix.shares))
        self.mix = Mix(falling, _MUSIC)
        self._state.set_audition(None)
        self._before = time.monotonic()
        self._timer.start()

    def _player_changed(self, playing: bool) -> None:
        if playing and self.mix.front in _DECKS:
            self._give_way()
        elif not playing and self.mix.front not in _DECKS:
            self._held = False

    def _player_stopped(self, track: object) -> None:
        if track is None:
            self._music_waits = False

    def _settings_changed(self, chosen: Settings) -> None:
        if not chosen.listen_on_map:
            self.end()


def ready_excerpt(_context: JobContext, db: Database, song: int) -> Excerpt:
    """Look a song up and at its file. Raises ``OrganizerError``."""
    track: Track = tracks.get(db, song)
    begin = track.descriptors.excerpt_start if track.descriptors is not None else None
    try:
        path = checked(track)
    except OSError as error:
        cause, remedy = error.strerror or str(error), tr("connect its disk, or scan its folder")
        raise OrganizerError(cause, path=printable(track.path), remedy=remedy) from error
    return Excerpt(song, path, round(1000 * (begin or 0.0)), gain.of_track(track).factor)
