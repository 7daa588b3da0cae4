"""The player on the desktop of Linux (MPRIS): media keys, lock screen and other programs control it there.

It joins the session bus when a song is first played. Without a bus, or on other systems, nothing happens.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from organizer.base.errors import OrganizerError, printable
from organizer.base.model import Changes, Track
from organizer.library import tracks
from organizer.ui.sound.mpris_bus import BusObject, Interface, Method, Property, Variant, connect
from organizer.ui.sound.player import Player
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import file_url
from organizer.work.jobs import JobContext
from organizer.work.playing import art
from organizer.work.playing.queue import Repeat

log = logging.getLogger(__name__)

PATH = "/org/mpris/MediaPlayer2"
ROOT = "org.mpris.MediaPlayer2"
PLAYER = "org.mpris.MediaPlayer2.Player"
NAME = f"{ROOT}.organizer"

_LOOPS: dict[Repeat, str] = {"off": "None", "all": "Playlist", "one": "Track"}


def _join(context: JobContext) -> Any:
    try:
        return connect(NAME)
    except Exception as error:  # of whatever kind: no bus, no library for it, a bus that answers oddly
        log.info("not on the session bus: %s", error)
        return None


class Mpris(QObject):
    """Offers the player on the session bus. ``present`` shows the window, ``leave`` closes it."""

    def __init__(
        self,
        state: AppState,
        player: Player,
        *,
        present: Callable[[], object],
        leave: Callable[[], object],
    ) -> None:
        super().__init__(player)
        self._state, self._player = state, player
        self._present, self._leave = present, leave
        self._object: BusObject | None = None
        self._joining = False
        self._track: Track | None = None
        self._art: tuple[int, str] | None = None  #: a song, and the address of its cover
        self._sent: dict[str, Variant] = {}
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._tell)
        for signal in (
            player.playing_changed,
            player.duration_changed,
            player.queue_changed,
            player.volume_changed,
            player.availability_changed,
        ):
            signal.connect(self._changed)
        player.track_changed.connect(self._track_changed)
        player.seeked.connect(self._seeked)
        state.library_changed.connect(self._library_changed)
        self._track_changed(player.track)

    @property
    def joined(self) -> bool:
        """Whether it is on the bus."""
        return self._object is not None

    def close(self) -> None:
        """Leave the bus."""
        if self._object is not None:
            self._object.close()
            self._object = None

    # what happens in the player

    def _track_changed(self, track_id: int | None) -> None:
        self._track = None
        if track_id is not None:
            if not self._joining:
                self._joining = True
                self._state.jobs.start(Job.MPRIS, _join, on_result=self._joined)
            self._read_track(track_id)
        self._changed()

    def _read_track(self, track_id: int) -> None:
        try:
            self._track = track = tracks.get(self._state.db, track_id)
        except OrganizerError:  # it was taken out of the library, and plays on
            return
        if self._art is None or self._art[0] != track_id:
            self._state.jobs.start(Job.MPRIS_ART, art.cover_file, track, on_result=self._have_art)

    def _have_art(self, answer: tuple[int, str]) -> None:
        self._art = answer[0], file_url(answer[1]).toString() if answer[1] else ""
        self._changed()

    def _library_changed(self, changes: Changes) -> None:
        if self._player.track is not None and self._player.track in changes.updated:
            self._art = None
            self._read_track(self._player.track)
            self._changed()

    def _joined(self, connection: Any) -> None:
        if connection is not None:
            self._object = BusObject(connection, PATH, [self._root(), self._controls()], self)
            self._sent = {}
            self._changed()

    def _changed(self, *_: object) -> None:
        if self._object is not None:
            self._timer.start()

    def _tell(self) -> None:
        """Send what is other than it was sent last."""
        if self._object is None:
            return
        values = self._controls().values()
        del values["Position"]  # it is asked for
        changed = {name: value for name, value in values.items() if self._sent.get(name) != value}
        self._sent = values
        if changed:
            self._object.tell_changed(PLAYER, changed)

    def _seeked(self, milliseconds: int) -> None:
        if self._object is not None:
            self._object.send_signal(PLAYER, "Seeked", "x", (milliseconds * 1000,))

    # what the bus is offered

    def _root(self) -> Interface:
        fixed: dict[str, Variant] = {
            "CanQuit": ("b", True),
            "CanRaise": ("b", True),
            "HasTrackList": ("b", False),
            "Identity": ("s", "Organizer"),
            "DesktopEntry": ("s", "organizer"),
            "SupportedUriSchemes": ("as", []),
            "SupportedMimeTypes": ("as", []),
        }
        return Interface(
            ROOT,
            {"Raise": Method((), self._present), "Quit": Method((), self._quit)},
            {name: Property(kind, partial(_same, value)) for name, (kind, value) in fixed.items()},
        )

    def _quit(self) -> None:
        QTimer.singleShot(0, self, self._leave)  # when the call is answered

    def _controls(self) -> Interface:
        player = self._player
        methods = {
            "Next": Method((), player.next),
            "Previous": Method((), player.previous),
            "Pause": Method((), player.pause),
            "PlayPause": Method((), player.toggle),
            "Stop": Method((), player.stop),
            "Play": Method((), player.resume),
            "Seek": Method((("Offset", "x"),), self._seek),
            "SetPosition": Method((("TrackId", "o"), ("Position", "x")), self._set_position),
        }
        loaded = player.track is not None
        properties = {
            "PlaybackStatus": Property("s", self._status),
            "LoopStatus": Property("s", lambda: _LOOPS[player.order.queue.repeat], self._set_loop),
            "Rate": Property("d", lambda: 1.0, lambda _rate: None),
            "Shuffle": Property("b", lambda: player.order.queue.shuffle, player.order.set_shuffle),
            "Metadata": Property("a{sv}", self._metadata),
            "Volume": Property("d", lambda: player.volume / 100, self._set_volume),
            "Position": Property("x", lambda: player.position * 1000),
            "MinimumRate": Property("d", lambda: 1.0),
            "MaximumRate": Property("d", lambda: 1.0),
            "CanGoNext": Property("b", lambda: player.has_next),
            "CanGoPrevious": Property("b", lambda: loaded),
            "CanPlay": Property("b", lambda: player.available),
            "CanPause": Property("b", lambda: player.available),
            "CanSeek": Property("b", lambda: loaded),
            "CanControl": Property("b", lambda: True),
        }
        return Interface(PLAYER, methods, properties, {"Seeked": "x"})

    def _status(self) -> str:
        if self._player.track is None:
            return "Stopped"
        return "Playing" if self._player.playing else "Paused"

    def _id(self) -> str:
        return f"/io/organizer/track/{self._player.track}"

    def _length(self) -> int:
        """Microseconds."""
        if self._player.duration > 0:
            return self._player.duration * 1000
        return round(self._track.info.duration * 1_000_000) if self._track is not None else 0

    def _metadata(self) -> dict[str, Variant]:
        track = self._track
        if track is None:
            return {}
        tags = track.tags
        values: dict[str, Variant] = {
            "mpris:trackid": ("o", self._id()),
            "xesam:title": ("s", _text(track.title)),
            "xesam:url": ("s", file_url(track.path).toString() if track.path else ""),
            "xesam:artist": ("as", [_text(one) for one in tags.values("artist")]),
            "xesam:album": ("s", _text(tags.text("album"))),
            "xesam:albumArtist": ("as", [_text(one) for one in tags.values("album_artist")]),
            "xesam:genre": ("as", [_text(one) for one in tags.values("genre")]),
        }
        if self._length():
            values["mpris:length"] = ("x", self._length())
        number = tags.text("track").partition("/")[0].strip()
        if number.isascii() and number.isdigit() and len(number) < 9:
            values["xesam:trackNumber"] = ("i", int(number))
        if self._art is not None and self._art[0] == track.id and self._art[1]:
            values["mpris:artUrl"] = ("s", self._art[1])
        return {name: value for name, value in values.items() if value[1] not in ("", [])}

    # what the bus asks for

    def _seek(self, offset: int) -> None:
        target = self._player.position + round(offset / 1000)
        if self._player.track is None:
            return
        if self._length() and target * 1000 > self._length():
            self._player.next()
        else:
            self._player.seek(max(target, 0))

    def _set_position(self, track_id: str, position: int) -> None:
        """Of another song, or beyond the end, it is late, and does nothing."""
        if self._track is not None and track_id == self._id() and 0 <= position <= self._length():
            self._player.seek(round(position / 1000))

    def _set_loop(self, loop: str) -> None:
        for repeat, name in _LOOPS.items():
            if name == loop:
                self._player.order.set_repeat(repeat)

    def _set_volume(self, volume: float) -> None:
        if volume == volume:  # NaN is no volume
            self._player.set_volume(round(100 * min(max(volume, 0.0), 1.0)))


def _same(value: Any) -> Any:
    return value


def _text(text: str) -> str:
    return printable(text).replace("\0", "")
