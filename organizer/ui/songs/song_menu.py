"""What can be done with songs: one menu wherever they are shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from organizer.base.model import IntArray
from organizer.ui.state.app_state import AppState

#: What the window does with the selection, by the name of its action; "" separates.
ON_SELECTION = (
    ("similar", "Songs &like this", "Songs &like these"),
    ("show_on_map", "Show on the &map", "Show on the &map"),
    ("edit_tags", "&Edit tags", "&Edit tags"),
    ("loudness", "Measure loudness e&xactly", "Measure loudness e&xactly"),
    ("show_in_folder", "Show in &folder", "Show in &folder"),
    ("", "", ""),
    ("remove", "&Remove from library…", "&Remove from library…"),
)


def add_playing(menu: QMenu, state: AppState, find: Callable[[Callable[[IntArray], object]], object]) -> None:
    """Entries that play songs or put them into a playlist. ``find`` calls what it is given with their ids."""
    menu.addAction("&Play", lambda: find(state.queue_requested.emit))
    menu.addAction("Play &next", lambda: find(state.play_next_requested.emit))
    menu.addAction("&Add to playlist", lambda: find(state.playlist_add_requested.emit))


def add_playing_and_making(
    menu: QMenu, state: AppState, find: Callable[[Callable[[IntArray], object]], object], name: str
) -> None:
    """As ``add_playing``, and an entry that makes a playlist of that name of them."""
    add_playing(menu, state, find)
    make = state.new_playlist_requested.emit
    menu.addAction("Ma&ke playlist", lambda: find(lambda ids: make(name, ids)))


def fill(
    menu: QMenu, state: AppState, ids: IntArray, ask: Callable[[str], object], *, name: str = ""
) -> None:
    """Fill the menu of these songs, in their order.

    ``ask`` triggers an action of the window by its name, on the selection: other songs are selected first.
    ``name``: of a playlist that is made of them.
    """
    one = len(ids) == 1
    add_playing(menu, state, lambda call: call(ids))
    if one:
        menu.addAction("Play the &telling part", lambda: state.preview_requested.emit(int(ids[0])))
    else:
        menu.addAction("Ma&ke playlist", lambda: state.new_playlist_requested.emit(name, ids))
    menu.addSeparator()

    def on_selection(action: str) -> None:
        state.select(ids, "menu")
        ask(action)

    for action, for_one, for_several in ON_SELECTION:
        if action:
            text = for_one if one else for_several
            menu.addAction(text, partial(on_selection, action))
        else:
            menu.addSeparator()
