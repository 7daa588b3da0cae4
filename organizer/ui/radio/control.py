"""The radio of the window: keeps songs in the queue as it plays, and learns from what is skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from organizer.analysis.playing.radio import Rules
from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.library import tracks
from organizer.ui.radio import work
from organizer.ui.radio.work import Notes, Started
from organizer.ui.sound.player import Player
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.playing.queue import PlayQueue
from organizer.work.playing.radio import Answer, Radio, Request

#: Songs that are ahead in the queue: one more than five, so that it is five when one is over.
AHEAD = 6
#: Songs of the way over the map.
_WAY = 30
#: Milliseconds that the slider rests before what comes is chosen anew.
_REST = 300


class RadioControl(QObject):
    """At most one radio, along the queue of the player."""

    began = Signal()  #: a radio plays
    changed = Signal()  #: another radio or none, other songs, or other words about it
    playlist_saved = Signal(str)  #: name of a playlist in the library that has its songs now

    def __init__(self, state: AppState, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._player = state, player
        self.name = ""  #: "Radio: Title and 2 more"; of the last one when it has ended
        self.active = False
        self.remark = ""  #: which rule gave way, or why nothing follows
        self.rules = Rules(state.settings.radio_drift, state.settings.radio_artist_gap)
        self.played: list[int] = []  #: what it played, with what a person queued in between
        self.skipped: set[int] = set()  #: of these, what was skipped
        self._kept_as = ""  #: the playlist that it was kept as
        self._radio: Radio | None = None
        self._own: set[int] = set()  #: what it chose
        self._seen: list[int] = []  #: of these, what was ahead when the queue was looked at last
        self._fills = 0  #: of the queue, when it was this radio's
        self._plays_first = False  #: the one song that it starts from
        self._busy = False
        self._taught = False
        self._request = Request(self.rules, 0)  #: what is to be told to the radio next
        self._notes = Notes()
        self._left: list[int] = []  #: what was skipped, until the next song is loaded
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._choose_anew)
        player.track_changed.connect(self._track_changed)
        player.queue_changed.connect(self._queue_changed)
        player.counted.connect(self._counted)
        state.radio_requested.connect(self.start)
        state.jobs.start(Job.RADIO_LOAD, work.load, state.db, on_result=self._restore, owner=self)

    # what is so

    @property
    def ahead(self) -> tuple[int, ...]:
        """The songs that follow, as far as it is certain."""
        if not self.active:
            return ()
        queue = self._queue
        return tuple(queue.songs[self._at + 1 :]) if len(queue) else ()

    @property
    def way(self) -> tuple[int, ...]:
        """The last songs that were played, in order."""
        return tuple(self.played[-_WAY:])

    @property
    def songs(self) -> tuple[int, ...]:
        """The radio as a playlist: what was played and not skipped, then what follows."""
        own = [song for song in self.played if song not in self.skipped]
        if self.active and not self.played and len(self._queue):  # no sound: it waits at the first
            own = [self._queue.song(self._at)]
        return tuple(dict.fromkeys([*own, *(self.ahead if self.active else self._seen)]))

    # what a person asks for

    def start(self, ids: IntArray | Sequence[int], name: str = "") -> None:
        """Play songs like these without an end; with none, like the one that plays."""
        seeds = [int(i) for i in ids]
        if not seeds and self._state.current_track is not None:
            seeds = [self._state.current_track]
        if not seeds:
            self._state.message.emit(tr("Select the songs that the radio is to start from"), "info")
            return
        self._end()
        first = seeds[0] if len(seeds) == 1 else None
        self._plays_first = first is not None and self._play_first(first)
        self._busy = True
        self._state.jobs.start(
            Job.RADIO,
            work.start,
            self._state.db,
            seeds,
            first,
            name,
            Request(self.rules, AHEAD, before=() if first is None else (first,)),
            on_result=self._started,
            on_error=self._not_started,
        )

    def stop(self) -> None:
        """End it; what was played and what follows is a playlist, and plays on."""
        if not self.active:
            self._state.message.emit(tr("No radio is running"), "info")
            return
        self._seen = list(self.ahead)
        self._end()
        self.make_playlist()
        self._state.message.emit(
            tr("“{name}” is a playlist now; what was to follow plays on", name=self.name), "info"
        )
        self.forget()

    def keep(self) -> None:
        """Save its songs so far, and what follows, as a playlist in the library; it goes on. Later again as
        the same one."""
        if self.songs:
            self._state.jobs.start(
                Job.RADIO_KEEP,
                work.keep,
                self._state.db,
                self.name,
                self.songs,
                self._kept_as,
                on_result=self._kept,
                on_error=self._state.complain,
            )

    def make_playlist(self) -> None:
        """Its songs as the playlist at hand."""
        if self.songs:
            self._state.new_playlist_requested.emit(self.name, list(self.songs))

    def forget(self) -> None:
        """Nothing is to be shown of a radio that has ended."""
        if not self.active:
            self.name, self.remark = "", ""
            self.played.clear()
            self._state.jobs.start(Job.RADIO_FORGET, work.forget, self._state.db)
            self.changed.emit()

    def set_rules(self, rules: Rules) -> None:
        """Let these be the rules; what comes is chosen anew when the slider rests."""
        if rules != self.rules:
            self.rules = rules
            self._rest.start()

    # inside

    @property
    def _queue(self) -> PlayQueue:
        return self._player.order.queue

    @property
    def _at(self) -> int:
        """The row at hand; the first one where nothing can be played."""
        row = self._player.order.row
        return self._queue.at if row is None else row

    def _restore(self, last: tuple[str, list[int]] | None) -> None:
        """Show the radio of the last session, which has ended with it, until another one begins."""
        if last is not None and last[1] and not (self.name or self._busy):
            self.name, self.played = last
            self.changed.emit()

    def _kept(self, answer: tuple[str, int]) -> None:
        name, songs = answer
        self._kept_as = name
        told = plural(
            "{n} song is kept as playlist “{name}”",
            "{n} songs are kept as playlist “{name}”",
            songs,
            name=name,
        )
        self._state.message.emit(told, "info")
        self.playlist_saved.emit(name)

    def _play_first(self, song: int) -> bool:
        """Play the one song that it starts from, at once. False where it is not there."""
        track = next(iter(tracks.get_many(self._state.db, [song])), None)
        if song == self._state.current_track:
            self._player.order.change(lambda queue: queue.fill([song]))
        elif track is not None and track.available:
            self._player.play_all([song])
        else:
            return False
        self._fills = self._queue.fills
        return True

    def _started(self, started: Started) -> None:
        self._busy = False
        chosen = started.answer.songs
        if self._plays_first and self._queue.fills != self._fills:
            return  # something else is played by now
        if not self._plays_first and not chosen:
            self._state.message.emit(started.answer.over, "warning")
            return
        if not self._plays_first:
            self._player.order.change(lambda queue: queue.fill(chosen))
        self._fills = self._queue.fills
        self._radio, self.name, self.active = started.radio, started.name, True
        self._own, self._seen, self.played, self.skipped = set(), [], [], set()
        self._kept_as = ""
        self._request, self.remark, self._taught = Request(self.rules, 0), "", False
        if self._plays_first:
            if self._state.current_track is not None:
                self.played.append(self._state.current_track)
                self._note(played=(self._state.current_track,))
            self._take(started.answer)
        else:
            self._own.update(chosen)
            self._take(replace(started.answer, songs=()))
            self._player.play_row(0)
        self.began.emit()
        self.changed.emit()

    def _not_started(self, error: Exception) -> None:
        self._busy = False
        self._state.complain(error)
        self.changed.emit()

    def _end(self) -> None:
        if self.active:
            self._flush()
        self.active = False
        self._radio = None
        self._rest.stop()

    def _take(self, answer: Answer) -> None:
        """Put what was chosen behind what is in the queue."""
        self._own.update(answer.songs)
        if answer.songs:
            self._player.order.change(lambda queue: queue.insert(answer.songs, len(queue)))
        self.remark = ". ".join(filter(None, (answer.remark, answer.over)))
        self._seen = [song for song in self.ahead if song in self._own]

    def _choose_anew(self) -> None:
        """After another place of the slider: what it chose and what was not played yet."""
        rules = self.rules
        self._state.set_settings(
            replace(self._state.settings, radio_drift=rules.drift, radio_artist_gap=rules.artist_gap)
        )
        if self.active:
            self._withdraw()
            self._refill()

    def _withdraw(self) -> None:
        """Take what it chose and what was not played yet out of the queue: it is chosen anew."""
        row = self._at
        rows = [at for at in range(row + 1, len(self._queue)) if self._queue.song(at) in self._own]
        gone = tuple(self._queue.song(at) for at in rows)
        self._seen = []
        self._own.difference_update(gone)
        self._request = replace(self._request, anew=(*self._request.anew, *gone))
        self._player.order.remove(rows)

    def _refill(self) -> None:
        """Ask for as many songs as are missing, and tell the radio what happened."""
        if not self.active or self._busy or self._radio is None:
            return
        asked = self._request
        count = max(AHEAD - len(self.ahead), 0)
        if not (count or asked.skipped or asked.liked or asked.unwanted or asked.anew or self._notes):
            return
        row = self._at
        before = self._queue.songs[max(row + 1 - self.rules.artist_gap, 0) :]
        request = replace(asked, rules=self.rules, count=count, before=tuple(before))
        notes = replace(self._notes, name=self.name, songs=self.songs)
        self._request, self._notes = Request(self.rules, 0), Notes()
        self._busy = True
        self._state.jobs.start(
            Job.RADIO,
            work.choose,
            self._state.db,
            self._radio,
            request,
            notes,
            on_result=self._chosen,
            on_error=self._failed,
        )

    def _chosen(self, answer: Answer) -> None:
        self._busy = False
        if not self.active:
            return
        self._take(answer)
        if not answer.over:
            self._refill()
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._end()
        self._state.complain(error)
        self.changed.emit()

    def _flush(self) -> None:
        """Remember what was played, when no more songs are asked for."""
        if self._notes:
            self._state.jobs.start(Job.RADIO_NOTE, work.note, self._state.db, self._notes)
            self._notes = Notes()

    def _note(self, *, played: tuple[int, ...] = (), skipped: tuple[int, ...] = ()) -> None:
        self._notes = Notes((*self._notes.played, *played), (*self._notes.skipped, *skipped))

    # what the player says

    def _counted(self, kind: str, song: int) -> None:
        """A song was played, or was left before: what comes is chosen when the next one is loaded."""
        if not self.active or song not in self._own:
            return
        if kind == "play":
            self._request = replace(self._request, liked=(*self._request.liked, song))
        else:
            self._left.append(song)

    def _queue_changed(self) -> None:
        """A person put other songs in place of the queue, or took out some that it chose."""
        if not self.active:
            return
        if self._queue.fills != self._fills:
            self._end()
            self.changed.emit()
            return
        still = set(self._queue.songs)
        out = tuple(song for song in self._seen if song not in still)
        self._seen = [song for song in self.ahead if song in self._own]
        if out:
            self._request = replace(self._request, unwanted=(*self._request.unwanted, *out))
        self._refill()
        self.changed.emit()

    def _track_changed(self, song: int | None) -> None:
        if not self.active or song is None or self._player.order.row is None:
            return
        if song not in self.played[-1:]:
            self.played.append(song)
            self._note(played=(song,))
        self._seen = [one for one in self.ahead if one in self._own]
        left, self._left = self._left, []
        for one in left:
            self._skip(one)
        self._refill()
        self.changed.emit()

    def _skip(self, song: int) -> None:
        self.skipped.add(song)
        self._note(skipped=(song,))
        self._request = replace(self._request, skipped=(*self._request.skipped, song))
        self._withdraw()
        if not self._taught:
            self._taught = True
            self._state.message.emit(tr("Skipped: the radio plays fewer songs like that one"), "info")
