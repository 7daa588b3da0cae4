"""Every action of the window: menu entry, shortcut, tooltip and name, in one table."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from organizer.ui.widgets import theme


class Spec(NamedTuple):  # made a millisecond sooner than a dataclass, before the window is on the screen
    """One action. ``text`` carries the menu's mnemonic; ``tip`` says what it does."""

    name: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False


#: The menus in order; None is a line.
MENUS: Mapping[str, tuple[Spec | None, ...]] = {
    "&File": (
        Spec("add_folder", "&Add folder…", "Add a folder of music", ("Ctrl+O",), "folder-plus-outline"),
        Spec("add_files", "Add &files…", "Add single songs, or those that a playlist file names", ("Ctrl+Shift+O",), "file-music-outline"),
        Spec("demo", "Add the &demo songs", "Make sixty short synthesized songs and add them", (), "flask-outline"),
        Spec("import_table", "&Import table…", "Import a table of songs with audio features (CSV)", ("Ctrl+I",), "table-plus"),
        None,
        Spec("export", "&Export playlist…", "Write the playlist as a file that players open", ("Ctrl+E",), "export"),
        Spec("export_songs", "Export se&lected songs…", "Write the selected songs as text, CSV or M3U8", ("Ctrl+Shift+E",)),
        None,
        Spec("settings", "&Settings…", "Theme, folders, analysis", ("Ctrl+,",), "cog-outline"),
        None,
        Spec("quit", "&Quit", "Close Organizer; what runs goes on next time", ("Ctrl+Q",)),
    ),
    "&Edit": (
        Spec("undo", "&Undo", "Take the last change back", ("Ctrl+Z",), "undo"),
        Spec("redo", "&Redo", "Make the change again", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
        Spec("history", "&History of edits…", "What was written into files, and taking any of it back", ("Ctrl+H",), "history"),
        None,
        Spec("select_all", "Select &all", "Select every song that is shown", ("Ctrl+A",)),
        Spec("select_matches", "Select all &matches", "Select every song that fits the search", ("Ctrl+Return", "Ctrl+Enter")),
        Spec("select_none", "Select &none", "Leave the selection", ("Ctrl+Shift+A",)),
        Spec("back", "Selection &back", "The selection before", ("Alt+Left",), "arrow-left"),
        Spec("forward", "Selection &forward", "The selection after", ("Alt+Right",), "arrow-right"),
        None,
        Spec("find", "&Search", "Search the library", ("Ctrl+F", "/"), "magnify"),
        Spec("next_match", "Ne&xt match", "Select the next song that fits the search, and show it on the map", ("F3",)),
        Spec("previous_match", "Previous matc&h", "Select the song before that fits the search, and show it on the map", ("Shift+F3",)),
        Spec("edit_tags", "Edit &tags", "Edit the tags of the selected songs", ("Ctrl+T",), "tag-outline"),
        Spec("to_playlist", "Add to &playlist", "Add the selected songs to the playlist", ("Ctrl+P",), "playlist-plus"),
        Spec("show_on_map", "Show on the m&ap", "Go to the selected songs on the map", ("Ctrl+J",), "map-outline"),
        Spec("show_in_folder", "Show in f&older", "Open the folder of the first selected song", ("Ctrl+Shift+F",)),
        None,
        Spec("remove", "Re&move from library…", "Forget the selected songs; their files stay as they are", ("Ctrl+Del",), "minus-circle-outline"),
    ),
    "&View": (
        Spec("show_sidebar", "&Sidebar", "Show the library, groups and playlists", ("F9",), checkable=True),
        Spec("show_table", "&Table", "Show the songs as a table", ("F10",), checkable=True),
        Spec("show_panels", "&Panels", "Show song, tags and playlist", ("F11",), checkable=True),
        None,
        Spec("go_table", "Go to the ta&ble", "Move the keyboard to the table", ("Ctrl+5",)),
        Spec("go_playlist", "Go to the p&laylist", "Move the keyboard to the playlist", ("Ctrl+6",)),
        Spec("go_queue", "Go to up ne&xt", "Show what plays next, and move the keyboard there", ("Ctrl+7",)),
        None,
        Spec("quality", "&Quality…", "How well songs that belong together lie together", ("Shift+F6",), "chart-bar"),
    ),
    "&Playback": (
        Spec("play", "&Play or pause", "Play the selected song, or pause", ("Space",), "play"),
        Spec("next", "&Next song", "Play the next song", ("Ctrl+Right",), "skip-next"),
        Spec("previous", "Pre&vious song", "Play the song before", ("Ctrl+Left",), "skip-previous"),
        None,
        Spec("shuffle", "S&huffle", "Play the songs of the queue in an order by chance", ("Ctrl+U",), "shuffle-variant", checkable=True),
        Spec("repeat", "&Repeat", "Repeat all songs, then one, then none", ("Ctrl+R",), "repeat"),
        Spec("output", "Sound &output…", "Choose what songs are played on"),
        None,
        Spec("listen", "&Listen on the map", "Hear the telling part of the song under the pointer, and of the cell that the arrow keys reach", ("Ctrl+Shift+L",), "headphones", checkable=True),
        Spec("next_part", "Next p&art", "Go to the next part of the song", ("Ctrl+Shift+Right",), "skip-forward-outline"),
        Spec("previous_part", "Previous pa&rt", "Go to the part of the song before", ("Ctrl+Shift+Left",), "skip-backward-outline"),
    ),
    "&Library": (
        Spec("rescan", "&Rescan folders", "Look for new, changed and missing songs", ("F5",), "refresh"),
        Spec("reread", "Read all &tags again", "Read the tags of all files again, also of those that seem not to have changed", ("Shift+F5",)),
        Spec("analyze", "&Analyze what is left", "Analyze the songs that were not analyzed yet", ("F6",), "ear-hearing"),
        Spec("pause", "&Pause or go on", "Pause the work that is running, or go on", ("Ctrl+Shift+P",), "pause"),
        Spec("cancel", "&Cancel the work", "Stop what is running; what was done stays", ("Ctrl+.",), "close"),
        None,
        Spec("failures", "&Failed songs…", "Which songs failed, and why", ("F7",), "alert-circle-outline"),
        Spec("retry", "Re&try failed songs", "Try to analyze them again", ("Shift+F7",)),
        None,
        Spec("rebuild", "Rebuild &map", "Train the map again; places stay where they can", ("F8",), "map-outline"),
        Spec("rebuild_anew", "Rebuild map from &scratch", "Train a new map, without the old places", ("Shift+F8",)),
        Spec("map_numbers", "Map by &numbers…", "Choose the numbers that songs are laid out by, or the ear", (), "map-outline"),
        Spec("groups", "Make &groups…", "Choose how songs fall into groups", ("Ctrl+G",), "shape-outline"),
        Spec("loudness", "&Measure loudness exactly", "Measure loudness, range and true peak of the selected songs on the whole, by EBU R 128", (), "gauge"),
        Spec("suggestions", "Suggest g&enres and moods…", "Genre and mood for songs without one, from your own tags; you decide about each", ("Ctrl+Shift+G",), "lightbulb-outline"),
        Spec("duplicates", "Find &duplicates…", "Which recordings are there more than once, and what differs", ("Ctrl+D",), "content-duplicate"),
        Spec("listening", "Read play counts and rati&ngs", "Read play counts, skips and ratings out of the files: they become numbers to group, search and look at", (), "star-outline"),
        Spec("tables", "&Imported tables…", "The tables in the library; forget one", (), "table-plus"),
        Spec("similar", "Songs &like this", "Select the songs most like the selected one", ("Ctrl+L",), "creation"),
        Spec("recommenders", "Compare two reco&mmenders…", "What the nearest songs and the group of the selected song recommend, side by side", (), "compare-horizontal"),
    ),
    "&Help": (
        Spec("lessons", "&Lessons…", "Six guided walks through clustering, on your own songs", ("Shift+F1",), "school-outline"),
        Spec("shortcuts", "&Shortcuts", "All keys", ("F1",), "keyboard-outline"),
        Spec("about", "&About Organizer", "What this is", (), "information-outline"),
    ),
}  # fmt: skip


class Actions(QObject):
    """The actions by name: ``actions["add_folder"]``. Each is made when it is first asked for, and the menus
    are filled when the window is on the screen: that much sooner it is there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._specs = {spec.name: spec for specs in MENUS.values() for spec in specs if spec is not None}
        self._calls: Mapping[str, Callable[[], object]] = {}
        self._actions: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}

    def __getitem__(self, name: str) -> QAction:
        action = self._actions.get(name)
        if action is None:
            action = self._actions[name] = self._make(self._specs[name])
        return action

    def build(self, bar: QMenuBar, calls: Mapping[str, Callable[[], object]]) -> None:
        """Make the menus, without their entries. An action without a call is left disabled until it has one."""
        self._calls = calls
        for title in MENUS:
            self._menus[title] = bar.addMenu(title)
            self._menus[title].setToolTipsVisible(True)

    def menu(self, title: str) -> QMenu:
        """The menu of this title."""
        return self._menus[title]

    def fill(self) -> None:
        """Put the entries into the menus."""
        for title, specs in MENUS.items():
            for spec in specs:
                if spec is None:
                    self._menus[title].addSeparator()
                else:
                    self._menus[title].addAction(self[spec.name])

    def _make(self, spec: Spec) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        keys = (
            f" ({QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)})"
            if spec.keys
            else ""
        )
        action.setToolTip(spec.tip + keys)
        action.setStatusTip(spec.tip)
        action.setCheckable(spec.checkable)
        if spec.checkable:
            action.setChecked(True)
        if spec.icon:
            action.setIcon(theme.icon(spec.icon))
            action.setIconVisibleInMenu(True)
        call = self._calls.get(spec.name)
        if call is not None:
            action.triggered.connect(lambda _checked=False: call())
        elif not spec.checkable:
            action.setEnabled(False)
        return action


def shortcuts_text(bar: QMenuBar) -> str:
    """Every entry of the menus with its keys, as a table for the help: three menus side by side twice, so
    that it fits a small screen."""
    blocks = []
    for title in bar.actions():
        rows = []
        for action in title.menu().actions():  # type: ignore[attr-defined]
            keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
            if keys and action.isVisible():
                text = action.text().replace("&", "").partition(":")[0].rstrip("…")
                rows.append((text, " or ".join(keys)))
        if title is bar.actions()[-1]:
            rows += [("Search from anywhere", "any letter"), ("Leave what one is in", "Esc")]
        cells = "".join(
            f"<tr><td style='white-space: pre'>{text}   </td><td style='white-space: pre'><b>{keys}</b></td></tr>"
            for text, keys in rows
        )
        heading = title.text().replace("&", "")
        blocks.append(f"<table cellspacing=3><tr><th colspan=2 align=left>{heading}</th></tr>{cells}</table>")
    columns = "".join(
        f"<td style='padding-right: 28px'>{'<br>'.join(blocks[at : at + 2])}</td>"
        for at in range(0, len(blocks), 2)
    )
    return f"<table><tr valign=top>{columns}</tr></table>"
