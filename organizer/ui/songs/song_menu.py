"""What can be done with songs: one menu wherever they are shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.library import tracks
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets.plain_text import entry

#: What the window does with the selection, by the name of its action; "" separates.
ON_SELECTION = (
    ("similar", tr("Songs &like this"), tr("Songs &like these")),
    ("journey", tr("&Journey to…"), tr("&Journey through these")),
    ("show_on_map", tr("Show on the &map"), tr("Show on the &map")),
    ("edit_tags", tr("&Edit tags"), tr("&Edit tags")),
    ("rename", tr("&Rename files…"), tr("&Rename files…")),
    ("tag_tools", tr("Tag t&ools…"), tr("Tag t&ools…")),
    ("loudness", tr("Measure loudness e&xactly"), tr("Measure loudness e&xactly")),
    ("replaygain", tr("&Write ReplayGain…"), tr("&Write ReplayGain…")),
    ("show_in_folder", tr("Show in &folder"), tr("Show in &folder")),
    ("", "", ""),
    ("remove", tr("Remove from li&brary…"), tr("Remove from li&brary…")),
)

#: Of these, what is asked of songs that are looked for first.
_ON_FOUND = frozenset({"similar", "show_on_map", "edit_tags", "rename", "show_in_folder"})

#: Of these, what stands in a menu of its own, so that no menu is longer than an eye takes in.
_ON_FILES = frozenset({"rename", "tag_tools", "loudness", "replaygain"})

#: Songs that a smart playlist is to be like, at most, and how many others it holds.
_SEEDS, _LIKE = 5, 40

#: Calls what it is given with the ids of songs, now or when they are found.
Find = Callable[[Callable[[IntArray], object]], object]


def add_playing(menu: QMenu, state: AppState, find: Find) -> None:
    """Entries that play songs, now or next."""
    menu.addAction(tr("&Play"), lambda: find(state.queue_requested.emit))
    menu.addAction(tr("Play &next"), lambda: find(state.play_next_requested.emit))


def add_gathering(
    menu: QMenu,
    state: AppState,
    find: Find,
    name: str = "",
    *,
    make: Callable[[], object] | None = None,
    saved: str = "",
) -> None:
    """Entries that put others to these songs, or these into a playlist or onto a device. ``name`` is what
    they are called, and the playlist that is made of them; ``make`` makes another one. ``saved``: the saved
    playlist that they are."""
    menu.addAction(tr("Start ra&dio"), lambda: find(lambda ids: state.radio_requested.emit(ids, name)))
    menu.addAction(tr("&Add to playlist"), lambda: find(state.playlist_add_requested.emit))
    made = state.new_playlist_requested.emit
    menu.addAction(tr("Ma&ke playlist"), make or (lambda: find(lambda ids: made(name, ids))))
    arranged = state.arrange_requested.emit
    menu.addAction(tr("Make playlist b&y rules…"), lambda: find(lambda ids: arranged(ids, name)))
    copied = state.copy_requested.emit
    menu.addAction(tr("Copy to de&vice…"), lambda: find(lambda ids: copied(ids, saved)))


def add_looking(menu: QMenu, state: AppState, find: Find, ask: Callable[[str], object]) -> None:
    """Entries that the window does with the selection, which these songs become; none takes songs away."""

    def select(action: str, ids: IntArray) -> None:
        state.select(ids, "menu")
        ask(action)

    for action, _for_one, text in ON_SELECTION:
        if action in _ON_FOUND:
            menu.addAction(text, partial(find, partial(select, action)))


def fill_found(
    menu: QMenu,
    state: AppState,
    find: Find,
    ask: Callable[[str], object],
    *,
    name: str = "",
    make: Callable[[], object] | None = None,
    saved: str = "",
) -> None:
    """Fill the menu of songs that are looked for when something is to be done with them."""
    add_playing(menu, state, find)
    add_gathering(menu, state, find, name, make=make, saved=saved)
    menu.addSeparator()
    add_looking(menu, state, find, ask)


def fill(
    menu: QMenu, state: AppState, ids: IntArray, ask: Callable[[str], object], *, name: str = ""
) -> None:
    """Fill the menu of these songs, in their order.

    ``ask`` triggers an action of the window by its name, on the selection: other songs are selected first.
    ``name``: of a playlist that is made of them.
    """
    from organizer.ui.songs import rating  # not before: it loads what the window opens without

    one = len(ids) == 1

    def given(call: Callable[[IntArray], object]) -> None:
        call(ids)

    add_playing(menu, state, given)
    add_gathering(menu, state, given, "" if one else name)
    like = tr("&Smart playlist like this…") if one else tr("&Smart playlist like these…")
    menu.addAction(like, partial(_ask_like, state, ids))
    if one:
        menu.addAction(tr("Play the &telling part"), lambda: state.preview_requested.emit(int(ids[0])))
    menu.addMenu(rating.menu_of(menu, state, ids))
    menu.addSeparator()

    def on_selection(action: str) -> None:
        state.select(ids, "menu")
        ask(action)

    _add_regions(menu.addMenu(tr("&Regions")), state, ids, partial(on_selection, "name_region"))
    _add_pins(menu, state, ids)

    into = menu
    for action, for_one, for_several in ON_SELECTION:
        if not action:
            menu.addSeparator()
            continue
        if action in _ON_FILES and into is menu:
            into = menu.addMenu(tr("Ta&gs and files"))
        target = into if action in _ON_FILES else menu
        target.addAction(for_one if one else for_several, partial(on_selection, action))


def _ask_like(state: AppState, ids: IntArray) -> None:
    """A smart playlist of the songs most like the first of these, to be named."""
    songs = tracks.get_many(state.db, ids[:_SEEDS].tolist())
    names = ",".join('"' + song.label.replace('"', '\\"') + '"' for song in songs)
    if names:
        state.smart_edit_requested.emit(0, f"like:{names}:{_LIKE}")


def _add_regions(menu: QMenu, state: AppState, ids: IntArray, name: Callable[[], object]) -> None:
    """Name these songs, put them into regions or take them out."""
    import numpy as np

    menu.addAction(tr("&Name this region…"), name)
    inside = [(drawn.region, np.isin(ids, drawn.ids)) for drawn in state.regions or ()]
    menu.addSeparator()
    for region, held in inside:
        if not held.all():
            text = tr("Add to “{name}”", name=region.name)
            menu.addAction(entry(text), _edit(state, "add", region.number, ids))
    menu.addSeparator()
    for region, held in inside:
        if held.any():
            text = tr("Take out of “{name}”", name=region.name)
            menu.addAction(entry(text), _edit(state, "take", region.number, ids))


def _add_pins(menu: QMenu, state: AppState, ids: IntArray) -> None:
    """Keep these songs at their places of the map, or no more."""
    held = state.pins.holds(ids) if state.pins is not None else None
    if state.music_map is not None and (held is None or not held.all()):
        menu.addAction(tr("Pin &here"), lambda: state.pin_requested.emit(ids))
    if held is not None and held.any():
        menu.addAction(tr("&Unpin"), lambda: state.unpin_requested.emit(ids))


def _edit(state: AppState, what: str, number: int, ids: IntArray) -> Callable[[], None]:
    return lambda: state.region_edit_requested.emit(what, number, ids)
