"""Playing songs, one after the other along a queue."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.library import tracks
from organizer.ui.sound.engine import Engine, Status
from organizer.ui.sound.gain_keeper import GainKeeper
from organizer.ui.sound.next_song import NextSong, Ready
from organizer.ui.sound.play_counter import PlayCounter
from organizer.ui.sound.playing_order import PlayingOrder
from organizer.ui.sound.source import checked
from organizer.ui.state.app_state import AppState
from organizer.work.playing.crossing import BY_HAND
from organizer.work.playing.joined import QUICK
from organizer.work.playing.output_choice import Outputs, choose
from organizer.work.playing.queue import plain

log = logging.getLogger(__name__)

_NO_DEVICE = tr("No sound device was found: connect one to hear songs")

#: After so many songs that cannot be played it stops.
_MOST_FAILURES = 10

#: The volume is stored when the slider has rested for so long, in milliseconds.
_REST = 500


class Player(QObject):
    """Plays songs of the library, one after the other along a queue."""

    track_changed = Signal(object)  #: id of the song that is loaded, or None
    playing_changed = Signal(bool)
    position_changed = Signal(int)  #: milliseconds
    duration_changed = Signal(int)  #: milliseconds
    availability_changed = Signal()
    queue_changed = Signal()
    volume_changed = Signal()
    counted = Signal(str, int)  #: "play" or "skip", and the song: see ``PlayCounter``
    seeked = Signal(int)  #: milliseconds; it goes on from there, and not from where it was

    def __init__(self, state: AppState, parent: QObject | None = None, *, need_device: bool = True) -> None:
        super().__init__(parent or state)
        self._state = state
        self._need_device = need_device
        self._engine: Engine | None = None
        self.starter: Callable[[], bool] | None = None  #: plays from what is chosen on, if anything is
        self.taker: Callable[[], bool] | None = None  #: goes on with what one listens to on the map
        self._reason = ""
        self.order = PlayingOrder(state, self)
        self._output = ""  #: the sound output that is used
        self._failed_in_a_row = 0
        self._begin_at = 0  #: milliseconds into the song that is being loaded
        self._volume = min(max(state.settings.volume, 0), 100)
        self._save_timer = QTimer(self, singleShot=True, interval=_REST)
        self._save_timer.timeout.connect(self._save_volume)
        state.current_track_changed.connect(self.track_changed)
        state.play_requested.connect(self.play)
        state.queue_requested.connect(self.play_all)
        state.play_next_requested.connect(self.play_next)
        state.preview_requested.connect(self.preview)
        state.preview_ended.connect(self.end_preview)
        self.order.changed.connect(self.queue_changed)
        self._gains = GainKeeper(state, self)
        self._gains.changed.connect(self._apply_volume)
        self._plays = PlayCounter(state, self)
        self._plays.counted.connect(self.counted)
        state.current_track_changed.connect(self._plays.forget)
        self.seeked.connect(self._plays.moved)
        self._loaded: Track | None = None  #: the song that the volume is for
        self._level = 1.0  #: it steps back where something else is listened to
        self._next = NextSong(state, self.order, self)
        self._next.found.connect(self._next_found)
        self._next.outdated.connect(self._next_outdated)

    # what is so

    @property
    def track(self) -> int | None:
        """Id of the song that is loaded, whether it plays or pauses."""
        return self._state.current_track

    @property
    def has_next(self) -> bool:
        """Whether a song follows in the queue."""
        return self.order.following is not None

    @property
    def available(self) -> bool:
        """Whether songs can be played, as far as is known: the first play tries."""
        return not self._reason

    @property
    def reason(self) -> str:
        """Why songs cannot be played; empty when they can."""
        return self._reason

    @property
    def playing(self) -> bool:
        """Whether a song plays now; False when it pauses."""
        return self._engine is not None and self._engine.playing

    @property
    def position(self) -> int:
        """Milliseconds into the song."""
        return self._engine.position if self._engine else 0

    @property
    def duration(self) -> int:
        """Milliseconds; 0 until the song is loaded."""
        return self._engine.duration if self._engine else 0

    @property
    def used_output(self) -> str:
        """The output that songs are played on now; empty where there is none."""
        return self._output

    @property
    def volume(self) -> int:
        """0–100."""
        return self._volume

    # what others ask for

    def set_queue(self, ids: Iterable[int], at: int = 0) -> None:
        """What ``next`` and ``previous`` walk along: the playlist or the table's order. ``at``: the place of
        it that is about to play, since a song may be there twice."""
        self.order.change(lambda queue: queue.fill(ids, at))

    def play_all(self, ids: Iterable[int]) -> None:
        """Play these songs, one after the other, in place of the queue."""
        chosen = plain(ids)
        if chosen:
            self.set_queue(chosen)
            self.play(chosen[0])

    def play_next(self, ids: Iterable[int]) -> None:
        """Play these songs when the one that plays is over, before what is in the queue; at once when none is
        loaded."""
        chosen = plain(ids)
        if self._state.current_track is None:
            self.play_all(chosen)
        elif chosen:
            self.order.insert_next(chosen)

    def play_row(self, row: int) -> None:
        """Play this row of the queue, and go on from there."""
        self._play(self.order.queue.go(row))

    def play(self, track_id: int) -> None:
        """Play this song from its start; where it is in the queue, go on from there."""
        self.order.change(lambda queue: queue.choose(track_id))
        self._play(track_id)

    def _play(self, track_id: int) -> None:
        self._failed_in_a_row = 0
        self._start(track_id)

    def preview(self, track_id: int) -> None:
        """Play this song from where its most telling part begins; from its start when that is not known."""
        self._failed_in_a_row = 0
        begin = 0.0
        for track in tracks.get_many(self._state.db, [track_id]):
            if track.descriptors is not None:
                begin = track.descriptors.excerpt_start or 0.0
        self._start(track_id, round(1000 * begin), excerpt=True)

    def end_preview(self, track_id: int) -> None:
        """Stop, if it is this song that plays."""
        if self._state.current_track == track_id:
            self.stop()

    def play_from(self, track_id: int, milliseconds: int) -> None:
        """Play this song from there; go on there when it is loaded already."""
        if track_id != self._state.current_track:
            self._failed_in_a_row = 0
            self._start(track_id, milliseconds)
        elif self._ready():
            assert self._engine is not None
            if self._engine.status is Status.LOADING:
                self._begin_at = milliseconds
            self._engine.seek(milliseconds)
            self._engine.play()
            self.seeked.emit(milliseconds)

    def toggle(self) -> None:
        """Pause or go on; with nothing loaded, play from the chosen song on."""
        if self.taker is not None and self.taker():
            return
        if self._state.current_track is None:
            if self.starter is not None and self.starter():
                return
            first = [int(i) for i in self._state.selection[:1]] or list(self.order.queue.songs[:1])
            if first:
                self.play(first[0])
            else:
                self._state.message.emit(tr("Select a song to play it"), "info")
        elif self._ready():
            assert self._engine is not None
            if self.playing:
                self._engine.pause()
            else:
                self._engine.play()

    def pause(self) -> None:
        """Pause, if it plays."""
        if self.playing:
            self.toggle()

    def resume(self) -> None:
        """Go on, or begin, unless it plays."""
        if not self.playing:
            self.toggle()

    def media_key(self, key: int) -> bool:
        """Do what this key of a keyboard says; False when it is no such key."""
        call = {
            Qt.Key.Key_MediaPlay.value: self.toggle,  # most keyboards have one for both
            Qt.Key.Key_MediaTogglePlayPause.value: self.toggle,
            Qt.Key.Key_MediaPause.value: self.pause,
            Qt.Key.Key_MediaStop.value: self.stop,
            Qt.Key.Key_MediaNext.value: self.next,
            Qt.Key.Key_MediaPrevious.value: self.previous,
        }.get(key)
        if call is not None:
            call()
        return call is not None

    def stop(self) -> None:
        """Play nothing, and let go of the file."""
        if self._engine is not None:
            self._engine.unload()
        self._state.set_current_track(None)

    def next(self) -> None:
        """The next song of the queue, if there is one."""
        self._go_on(self.order.next())

    def previous(self) -> None:
        """The song before; the start of this one when it has played for more than three seconds."""
        if self.position > 3000 or self.order.before is None:
            self.seek(0)
        else:
            self._go_on(self.order.previous())

    def seek(self, milliseconds: int) -> None:
        """Go to a place in the song that is loaded."""
        if self._engine is not None:
            self._engine.seek(milliseconds)
            self.seeked.emit(milliseconds)

    @property
    def output(self) -> str:
        """The output that was chosen; ``SYSTEM`` where none was."""
        return self._state.settings.output_device

    def outputs(self) -> Outputs:
        """The sound outputs that are there; none where sound cannot be had."""
        if self._engine is None:
            self._ready()
        return self._engine.outputs() if self._engine is not None else Outputs({})

    def set_output(self, output: str) -> None:
        """Play on this output, or on that of the system (``SYSTEM``); kept in the settings."""
        self._state.set_settings(replace(self._state.settings, output_device=output))
        if self._engine is not None:
            self._use_output()

    def set_level(self, level: float) -> None:
        """Step back to this share of the volume, 0–1, for something that is listened to beside."""
        self._level = level
        if self._engine is not None:
            self._engine.set_alone(level < 1.0)
        self._apply_volume()

    def step_aside(self) -> None:
        """Pause for what is listened to beside; ``come_back`` goes on."""
        if self._engine is not None:
            self._engine.pause()

    def come_back(self) -> None:
        """Go on after what was listened to beside, unless another song was begun or it was stopped."""
        if self._engine is not None and self._state.current_track is not None and not self.playing:
            self._engine.play()

    def check(self) -> bool:
        """Whether songs can be played; makes what plays them. Says nothing: see ``reason``."""
        return self._ready(quiet=True)

    def set_volume(self, volume: int) -> None:
        """0–100; stored in the settings when it has rested for a moment."""
        self._volume = min(max(volume, 0), 100)
        self._apply_volume()
        self._save_timer.start()
        self.volume_changed.emit()

    # inside

    def _ready(self, *, quiet: bool = False) -> bool:
        """Make the engine if there is none, and, unless ``quiet``, say so when songs cannot be played."""
        if self._engine is None:
            try:
                engine = Engine.get()
            except ImportError as error:
                log.info("miniaudio does not import: %s", error)
                self._set_reason(tr("Sound is not available: {error}", error=error))
                if not quiet:
                    self._state.message.emit(self._reason, "warning")
                return False
            self._engine = engine
            engine.follow(
                devices=self._devices_changed,
                state=self._state_changed,
                position=self._position_changed,
                duration=self._duration_changed,
                status=self._status_changed,
                followed=self._followed,
                error=self._failed,
            )
            self._apply_volume()
        self._devices_changed()
        if self._reason and not quiet:
            self._state.message.emit(self._reason, "warning")
        return not self._reason

    def _state_changed(self, _state: object) -> None:
        self.playing_changed.emit(self.playing)

    def _position_changed(self, milliseconds: int) -> None:
        self._plays.passed(int(milliseconds), self.duration)
        if self.playing:
            self._next.look(self.duration - int(milliseconds))
        self.position_changed.emit(int(milliseconds))

    def _duration_changed(self, milliseconds: int) -> None:
        self.duration_changed.emit(int(milliseconds))

    def _start(
        self, track_id: int, milliseconds: int = 0, *, follows: bool = False, excerpt: bool = False
    ) -> None:
        if not self._ready():
            return
        self._begin_at = milliseconds
        assert self._engine is not None
        try:
            track = tracks.get(self._state.db, track_id)
            self._engine.load(checked(track), fade=self._fade_by_hand)
        except (OSError, UsageError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            place = f"{printable(track.path)}: " if isinstance(error, OSError) else ""
            self._skip(track_id, f"{place}{why}")
            return
        self._begin(track, follows=follows, excerpt=excerpt)
        self._engine.play()

    def _begin(self, track: Track, *, follows: bool = False, excerpt: bool = False) -> None:
        """This song is the one at hand from now on."""
        self._next.forget()
        self._plays.begin(track, follows=follows, excerpt=excerpt)
        self._loaded = track
        self._apply_volume()
        self._state.set_current_track(track.id)
        self._gains.look_up(track.id, self.order.following)

    @property
    def _fade_by_hand(self) -> float:
        """Seconds in which a song falls silent when another one is chosen."""
        return min(BY_HAND, self._state.settings.fade_seconds) or QUICK

    def _next_found(self, following: Ready) -> None:
        if self._engine is not None:
            gain = self._gains.factor(following.track)
            self._engine.follow_with(following.path, overlap=following.overlap, gain=gain)

    def _next_outdated(self) -> None:
        if self._engine is not None:
            self._engine.follow_with_none()

    def _followed(self) -> None:
        """The next song took over by itself; what was changed in the queue at that moment counts."""
        ready, following = self._next.ready, self.order.after_end()
        if ready is not None and following == ready.track.id:
            self._begin(ready.track, follows=True)
        elif following is not None:
            self._start(following, follows=True)
        else:
            self.stop()

    def _skip(self, track_id: int, why: str) -> None:
        """Say why a song cannot be played and go on with the next, but not round and round."""
        self._state.message.emit(tr("Cannot play: {problem}", problem=why), "warning")
        self._state.set_current_track(track_id)
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= min(_MOST_FAILURES, max(len(self.order.queue), 1)):
            self.stop()
            return
        following = self.order.next()
        if following is None:
            self.stop()
        else:
            # later: a song is not begun from inside what tells of another
            QTimer.singleShot(0, self, lambda: self._start(following))

    def _go_on(self, track_id: int | None) -> None:
        if track_id is not None:
            self._play(track_id)

    def _status_changed(self, status: Status) -> None:
        assert self._engine is not None
        if status is Status.LOADED:
            self._failed_in_a_row = 0
            if self._begin_at:
                self._begin_at, begin = 0, self._begin_at  # until it is loaded, it seeks nowhere
                self._engine.seek(begin)
                self.seeked.emit(begin)
        elif status is Status.ENDED:
            following = self.order.after_end()
            if following is not None:
                QTimer.singleShot(0, self, lambda: self._start(following, follows=True))

    def _failed(self, text: str) -> None:
        current = self._state.current_track
        if current is not None:
            self._skip(current, text)

    def _devices_changed(self) -> None:
        assert self._engine is not None
        self._use_output()
        missing = self._need_device and not self._engine.has_device()
        self._set_reason(_NO_DEVICE if missing else "")

    def _use_output(self) -> None:
        """Play on what was chosen, if it is there. When what is used is taken away, it pauses: who pulls the
        headphones out does not want the room to hear it."""
        assert self._engine is not None
        there = self._engine.outputs()
        use = choose(self._state.settings.output_device, self._output, there)
        if use.gone and self.playing:
            self._engine.pause()
            instead = there.names.get(use.output)
            text = tr("Paused, because the sound output is gone")
            if instead:
                text = tr(
                    "Paused, because the sound output is gone; it goes on with {output}", output=instead
                )
            self._state.message.emit(text, "warning")
        if use.output != self._output:
            self._engine.use_output(use.output)
            self._output = use.output

    def _set_reason(self, reason: str) -> None:
        if reason != self._reason:
            self._reason = reason
            self.availability_changed.emit()

    def _apply_volume(self) -> None:
        if self._engine is not None:
            following = self._next.ready.track if self._next.ready is not None else None
            self._engine.set_gain(self._gains.factor(self._loaded), self._gains.factor(following))
            # about as loudness is perceived
            self._engine.set_volume((self._volume / 100) ** 2 * self._level)

    def _save_volume(self) -> None:
        self._state.set_settings(replace(self._state.settings, volume=self._volume))
