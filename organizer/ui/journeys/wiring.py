"""Journeys in the window: the map's tools, the menus, the playlist at hand, the player."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction

from organizer.base.language import tr
from organizer.library.playlists import playlists
from organizer.ui.canvas.drawing import Tool
from organizer.ui.journeys import work
from organizer.ui.journeys.bar import JourneyBar
from organizer.ui.journeys.hands import JourneyHands
from organizer.ui.journeys.journeys import Journeys
from organizer.ui.map.view import MapView
from organizer.ui.state.app_state import AppState
from organizer.work.arranging.journeying import MOST_STOPS

if TYPE_CHECKING:
    from organizer.ui.playlist.panel import PlaylistPanel


class JourneyWiring(QObject):
    """Lets hands, bar, actions and panel act on the one journey."""

    def __init__(
        self,
        state: AppState,
        view: MapView,
        playlist: PlaylistPanel,
        action: QAction,
        show: Callable[[str], object],
    ) -> None:
        """``action``: what begins a journey in the menus. ``show``: shows the "map" or the "panels"."""
        super().__init__(view)
        self._state, self._view, self._playlist, self._show_part = state, view, playlist, show
        self.journeys = Journeys(state, self)
        self.hands = JourneyHands(self.journeys, view)
        self.bar = JourneyBar(state, self.journeys, view)
        self._name = ""  #: as it was put into the playlist at hand
        self._ids: tuple[int, ...] = ()
        self._kept = ""  #: the name that it was saved by
        self.hands.stop_chosen.connect(self.add_stop)
        self.hands.done.connect(self.finish)
        self.hands.closed.connect(self.close)
        self.bar.add_stop_requested.connect(self.pick)
        self.bar.done_requested.connect(self.finish)
        self.bar.stop_named.connect(self.add_stop)
        self.bar.play_requested.connect(self.play)
        self.bar.keep_requested.connect(self.keep)
        self.bar.close_requested.connect(self.close)
        self.journeys.changed.connect(self._show)
        view.tools.tool_changed.connect(self._tool_changed)
        action.triggered.connect(self.begin)
        action.setEnabled(True)

    def begin(self) -> None:
        """A journey from the selected song on; through all of them where there are several. Without a
        selection the first stop is chosen on the map."""
        chosen = [int(song) for song in self._state.selection]
        if len(chosen) > MOST_STOPS:
            self._state.message.emit(
                tr("A journey has at most {n} stops: select fewer songs", n=MOST_STOPS), "info"
            )
            return
        self._show_part("map")
        if chosen:
            self.journeys.ask(work.begin(chosen, None if len(chosen) > 1 else 1))
        if len(chosen) < 2:
            if not chosen and self.journeys.shown is not None:
                self.journeys.close()
            self.pick()

    def pick(self) -> None:
        """Let clicks on the map add stops."""
        self._view.tools.choose_tool(Tool.JOURNEY)
        self._view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def finish(self) -> None:
        """No more stops; the journey stays open."""
        if self._view.tools.tool is Tool.JOURNEY:
            self._view.tools.choose_tool(Tool.MOVE)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """No journey on the map any more; its playlist stays."""
        self.finish()
        self.journeys.close()

    def add_stop(self, song: int) -> None:
        """Begin at this song, or lead on to it."""
        journey = self.journeys.journey
        if journey is None and not self.journeys.busy:
            self.journeys.ask(work.begin([song], 1))
        elif journey is not None and song in journey.stops:
            self._state.message.emit(tr("This song is a stop of the journey already"), "info")
        else:
            self.journeys.ask(work.add_stop(song))

    def play(self) -> None:
        """Play it from its first song."""
        journey = self.journeys.journey
        if journey is not None:
            self._state.queue_requested.emit(np.array(journey.ids, np.int64))

    def keep(self) -> None:
        """Save the playlist in the library, under a name that no other playlist has."""
        shown = self.journeys.shown
        if shown is None:
            return
        if tuple(self._playlist.ids()) != shown.journey.ids:
            self._playlist.show_playlist(shown.name, shown.journey.ids, saved=False)
        name = self._playlist.name()
        if name != self._kept:
            name = playlists.free_name(self._state.db, name)
        self._playlist.name_edit.setText(name)
        self._kept = self._name = name
        self._playlist.save_in_library()

    def _tool_changed(self, tool: Tool) -> None:
        self.bar.set_picking(tool is Tool.JOURNEY)

    def _show(self) -> None:
        """The journey is the playlist at hand, under the name that a person gave it there."""
        shown = self.journeys.shown
        if shown is None:
            self._name, self._ids, self._kept = "", (), ""
            return
        if len(shown.journey.ids) < 2 or shown.journey.ids == self._ids:
            return
        panel = self._playlist
        renamed = bool(self._ids) and tuple(panel.ids()) == self._ids and panel.name() != self._name
        name = panel.name() if renamed else shown.name
        self._name, self._ids = (self._name if renamed else name), shown.journey.ids
        panel.show_playlist(name, shown.journey.ids, saved=False)
        self._show_part("panels")
