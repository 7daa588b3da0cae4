"""Puts the radio into the window: along its player, above its queue, over its map."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QTabWidget

from organizer.ui.map.view import MapView
from organizer.ui.radio.bar import RadioBar
from organizer.ui.radio.control import RadioControl
from organizer.ui.radio.path import RadioPath
from organizer.ui.sound.player import Player
from organizer.ui.sound.queue_panel import QueuePanel
from organizer.ui.state.app_state import AppState


def connect_radio(
    state: AppState,
    player: Player,
    queue: QueuePanel,
    tabs: QTabWidget,
    map_view: MapView | None,
    parent: QObject,
) -> RadioControl:
    """The radio, as long as ``parent`` is there. ``tabs``: the queue is one of them, and shown with it."""
    control = RadioControl(state, player, parent)
    queue.put_above(RadioBar(control))
    control.began.connect(partial(tabs.setCurrentWidget, queue))
    if map_view is not None:
        path = RadioPath()
        map_view.canvas.guests.append(path.paint)
        control.changed.connect(partial(_show_way, map_view, control, path))
    return control


def _show_way(map_view: MapView, control: RadioControl, path: RadioPath) -> None:
    path.show(control.way if control.name else (), control.ahead)
    map_view.update()
