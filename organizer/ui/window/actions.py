"""Every action of the window: menu entry, shortcut, tooltip and name, in one table."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from organizer.base.language import tr
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import keys_text, with_keys, without_mnemonic


class Spec(NamedTuple):  # made a millisecond sooner than a dataclass, before the window is on the screen
    """One action. ``text`` carries the menu's mnemonic; ``tip`` says what it does."""

    name: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False


class Submenu(NamedTuple):
    """Entries that belong together, one step down: no menu is longer than an eye takes in."""

    name: str
    text: str
    specs: tuple[Spec, ...]


#: The menus, each by its name.
TITLES: Mapping[str, str] = {
    "file": tr("&File"),
    "edit": tr("&Edit"),
    "songs": tr("&Songs"),
    "view": tr("&View"),
    "playback": tr("&Playback"),
    "library": tr("&Library"),
    "help": tr("&Help"),
}

#: What is in the menus, in order; None is a line.
MENUS: Mapping[str, tuple[Spec | Submenu | None, ...]] = {
    "file": (
        Spec("add_folder", tr("&Add folder…"), tr("Add a folder of music"), ("Ctrl+O",), "folder-plus-outline"),
        Spec("add_files", tr("Add &files…"), tr("Add single songs, or those that a playlist file names"), ("Ctrl+Shift+O",), "file-music-outline"),
        Spec("folders", tr("Library f&olders…"), tr("The folders of the library: add one, look through it, take it out, watch it"), (), "folder-music-outline"),
        Spec("demo", tr("Add the &demo songs"), tr("Make sixty short synthesized songs and add them"), (), "flask-outline"),
        Spec("import_table", tr("&Import table…"), tr("Import a table of songs with audio features (CSV)"), ("Ctrl+I",), "table-plus"),
        None,
        Spec("export", tr("&Export playlist…"), tr("Write the playlist as a file that players open"), ("Ctrl+E",), "export"),
        Spec("export_songs", tr("Export se&lected songs…"), tr("Write the selected songs as text, CSV or M3U8"), ("Ctrl+Shift+E",)),
        Spec("copy_to_device", tr("Copy to de&vice…"), tr("Copy songs and playlists to a stick, a phone or a folder"), ("Ctrl+Shift+C",), "usb-flash-drive-outline"),
        None,
        Spec("settings", tr("&Settings…"), tr("Theme, folders, analysis"), ("Ctrl+,",), "cog-outline"),
        None,
        Spec("quit", tr("&Quit"), tr("Close Organizer; what runs goes on next time"), ("Ctrl+Q",)),
    ),
    "edit": (
        Spec("undo", tr("&Undo"), tr("Take the last change back"), ("Ctrl+Z",), "undo"),
        Spec("redo", tr("&Redo"), tr("Make the change again"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
        Spec("history", tr("&History of edits…"), tr("What was written into files, and taking any of it back"), ("Ctrl+H",), "history"),
        None,
        Spec("select_all", tr("Select &all"), tr("Select every song that is shown"), ("Ctrl+A",)),
        Spec("select_matches", tr("Select all &matches"), tr("Select every song that fits the search"), ("Ctrl+Return", "Ctrl+Enter")),
        Spec("select_none", tr("Select &none"), tr("Leave the selection"), ("Ctrl+Shift+A",)),
        Spec("back", tr("Selection &back"), tr("The selection before"), ("Alt+Left",), "arrow-left"),
        Spec("forward", tr("Selection &forward"), tr("The selection after"), ("Alt+Right",), "arrow-right"),
        None,
        Spec("find", tr("&Search"), tr("Search the library"), ("Ctrl+F", "/"), "magnify"),
        Spec("next_match", tr("Ne&xt match"), tr("Select the next song that fits the search, and show it on the map"), ("F3",)),
        Spec("previous_match", tr("Previous mat&ch"), tr("Select the song before that fits the search, and show it on the map"), ("Shift+F3",)),
    ),
    "songs": (
        Spec("edit_tags", tr("Edit &tags"), tr("Edit the tags of the selected songs"), ("Ctrl+T",), "tag-outline"),
        Submenu("tags", tr("Tags and &files"), (
            Spec("tag_tools", tr("&Tag tools…"), tr("Fields from file names, search and replace, case, numbers and more for the selected songs, as named actions"), ("Ctrl+Shift+T",), "auto-fix"),
            Spec("rename", tr("Rename &files…"), tr("Rename and move the files of the selected songs by a template; every change is shown first"), ("Ctrl+Alt+R",), "file-edit-outline"),
            Spec("write_field", tr("&Write into a field…"), tr("Energy, mood words, sound words, groups or regions of the selected songs, into a field of your choice"), ("Ctrl+Alt+I",), "tag-plus-outline"),
            Spec("suggestions", tr("&Suggest genres and moods…"), tr("Genre and mood for songs without one, from your own tags; you decide about each"), ("Ctrl+Shift+G",), "lightbulb-outline"),
            Spec("estimates", tr("Review tempo and &key…"), tr("Estimated tempo and key of the selected songs, or of all: listen, correct, accept, then write"), ("Ctrl+Shift+B",), "metronome"),
            Spec("loudness", tr("&Measure loudness exactly"), tr("Measure loudness, range and true peak of the selected songs on the whole, by EBU R 128"), (), "gauge"),
            Spec("replaygain", tr("Write &ReplayGain…"), tr("Measure the selected songs and their albums, then review the gains to be written"), (), "gauge"),
        )),
        None,
        Spec("to_playlist", tr("Add to &playlist"), tr("Add the selected songs to the playlist"), ("Ctrl+P",), "playlist-plus"),
        Spec("smart_playlist", tr("Ne&w smart playlist…"), tr("A playlist that follows a search: the one at hand, or one that you put together"), (), "lightning-bolt-outline"),
        Spec("name_region", tr("Name this r&egion…"), tr("Name the selected songs: a region of the map, which songs like them join"), ("Ctrl+Shift+N",), "shape-polygon-plus"),
        Spec("journey", tr("&Journey to…"), tr("A way over the map from the selected song on, or through those that are selected, as a playlist"), ("Ctrl+K",), "map-marker-path"),
        None,
        Spec("similar", tr("Songs &like this"), tr("Select the songs most like the selected one"), ("Ctrl+L",), "creation"),
        Spec("recommenders", tr("&Compare two recommenders…"), tr("What the nearest songs and the group of the selected song recommend, side by side"), (), "compare-horizontal"),
        Spec("show_on_map", tr("Sh&ow on the map"), tr("Go to the selected songs on the map"), ("Ctrl+J",), "map-outline"),
        Spec("show_in_folder", tr("Show in fol&der"), tr("Open the folder of the first selected song"), ("Ctrl+Shift+F",)),
        None,
        Spec("remove", tr("Remove from librar&y…"), tr("Forget the selected songs; their files stay as they are"), ("Ctrl+Del",), "minus-circle-outline"),
    ),
    "view": (
        Spec("show_sidebar", tr("&Sidebar"), tr("Show the library, groups and playlists"), ("F9",), checkable=True),
        Spec("show_table", tr("&Table"), tr("Show the songs as a table"), ("F10",), checkable=True),
        Spec("covers", tr("&Covers"), tr("Show the albums of the songs as covers, or the songs as a list"), ("F12",), "view-grid-outline", checkable=True),
        Spec("show_panels", tr("&Panels"), tr("Show song, tags and playlist"), ("F11",), checkable=True),
        None,
        Spec("go_table", tr("Go to the ta&ble"), tr("Move the keyboard to the table"), ("Ctrl+5",)),
        Spec("go_playlist", tr("Go to the p&laylist"), tr("Move the keyboard to the playlist"), ("Ctrl+6",)),
        Spec("go_queue", tr("Go to up ne&xt"), tr("Show what plays next, and move the keyboard there"), ("Ctrl+7",)),
        None,
        Spec("quality", tr("&Quality…"), tr("How well songs that belong together lie together"), ("Shift+F6",), "chart-bar"),
        Spec("details", tr("Number &details"), tr("LUFS, standard deviations, silhouettes and the like, beside the words for people"), ("Ctrl+Shift+D",), "numeric", checkable=True),
    ),
    "playback": (
        Spec("play", tr("&Play or pause"), tr("Play the selected song, or pause"), ("Space",), "play"),
        Spec("next", tr("&Next song"), tr("Play the next song"), ("Ctrl+Right",), "skip-next"),
        Spec("previous", tr("Pre&vious song"), tr("Play the song before"), ("Ctrl+Left",), "skip-previous"),
        None,
        Spec("shuffle", tr("S&huffle"), tr("Play the songs of the queue in an order by chance"), ("Ctrl+U",), "shuffle-variant", checkable=True),
        Spec("repeat", tr("&Repeat"), tr("Repeat all songs, then one, then none"), ("Ctrl+R",), "repeat"),
        Spec("radio", tr("Start rad&io"), tr("Songs like the selected ones without an end, or like the one that plays"), ("Ctrl+Shift+R",), "radio"),
        Spec("stop_radio", tr("Stop ra&dio"), tr("End the radio; its songs become a playlist, and what follows plays on"), ("Ctrl+Shift+S",)),
        None,
        Spec("output", tr("Sound &output…"), tr("Choose what songs are played on")),
        None,
        Spec("listen", tr("&Listen while wandering"), tr("Hear the telling part of the song near the pointer on the map, and of the cell that the arrow keys reach"), ("Ctrl+Shift+L",), "headphones", checkable=True),
        Spec("next_part", tr("Next p&art"), tr("Go to the next part of the song"), ("Ctrl+Shift+Right",), "skip-forward-outline"),
        Spec("previous_part", tr("Previous par&t"), tr("Go to the part of the song before"), ("Ctrl+Shift+Left",), "skip-backward-outline"),
    ),
    "library": (
        Spec("rescan", tr("&Rescan folders"), tr("Look for new, changed and missing songs"), ("F5",), "refresh"),
        Spec("reread", tr("Read all &tags again"), tr("Read the tags of all files again, also of those that seem not to have changed"), ("Shift+F5",)),
        Spec("listening", tr("Read play c&ounts and ratings"), tr("Read play counts, skips and ratings out of the files: they become numbers to group, search and look at"), (), "star-outline"),
        Spec("tables", tr("&Imported tables…"), tr("The tables in the library; forget one"), (), "table-plus"),
        None,
        Spec("analyze", tr("&Analyze what is left"), tr("Analyze the songs that were not analyzed yet"), ("F6",), "ear-hearing"),
        Spec("pause", tr("&Pause or go on"), tr("Pause the work that is running, or go on"), ("Ctrl+Shift+P",), "pause"),
        Spec("cancel", tr("&Cancel the work"), tr("Stop what is running; what was done stays"), ("Ctrl+.",), "close"),
        Spec("failures", tr("&Failed songs…"), tr("Which songs failed, and why"), ("F7",), "alert-circle-outline"),
        Spec("retry", tr("Retr&y failed songs"), tr("Try to analyze them again"), ("Shift+F7",)),
        None,
        Submenu("map", tr("&Map"), (
            Spec("rebuild", tr("&Rebuild map"), tr("Train the map again; places stay where they can"), ("F8",), "map-outline"),
            Spec("rebuild_anew", tr("Rebuild map from &scratch"), tr("Train a new map, without the old places"), ("Shift+F8",)),
            Spec("map_versions", tr("&Earlier maps…"), tr("The maps before this one, and going back to one of them"), (), "history"),
            Spec("map_numbers", tr("Map &by numbers…"), tr("Choose the numbers that songs are laid out by, or the ear"), (), "map-outline"),
            Spec("weights", tr("&Weights"), tr("What makes songs alike: sliders, and the map follows"), ("Ctrl+W",), "tune-variant", checkable=True),
        )),
        Spec("groups", tr("Make &groups…"), tr("Choose how songs fall into groups"), ("Ctrl+G",), "shape-outline"),
        None,
        Spec("tidy", tr("Ti&dy…"), tr("What is wrong in the library: names spelled two ways, gaps, covers, broken files; and what would put it right"), ("Ctrl+Shift+Y",), "broom"),
        Spec("duplicates", tr("Find d&uplicates…"), tr("Which recordings are there more than once, and what differs"), ("Ctrl+D",), "content-duplicate"),
    ),
    "help": (
        Spec("lessons", tr("&Lessons…"), tr("Six guided walks through clustering, on your own songs"), ("Shift+F1",), "school-outline"),
        Spec("shortcuts", tr("&Shortcuts"), tr("All keys"), ("F1",), "keyboard-outline"),
        Spec("messages", tr("&Messages…"), tr("All that was said since the window was opened"), ("Ctrl+Shift+M",), "message-text-outline"),
        Spec("report", tr("&Report a problem…"), tr("Versions, settings and the log, without names of your music"), (), "bug-outline"),
        Spec("about", tr("&About Organizer"), tr("What this is, and the licences of all that is in it"), (), "information-outline"),
    ),
}  # fmt: skip


def all_specs() -> list[Spec]:
    """Every action of the menus and of their submenus, in order."""
    entries = [entry for entries in MENUS.values() for entry in entries if entry is not None]
    return [spec for entry in entries for spec in (entry.specs if isinstance(entry, Submenu) else (entry,))]


class Actions(QObject):
    """The actions by name: ``actions["add_folder"]``. Each is made when it is first asked for, and the menus
    are filled when the window is on the screen: that much sooner it is there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._specs = {spec.name: spec for spec in all_specs()}
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
        for name in MENUS:
            self._menus[name] = self._dressed(bar.addMenu(TITLES[name]))

    def menu(self, name: str) -> QMenu:
        """The menu, or submenu, of this name."""
        return self._menus[name]

    def fill(self) -> None:
        """Put the entries into the menus."""
        for name, entries in MENUS.items():
            for entry in entries:
                if entry is None:
                    self._menus[name].addSeparator()
                elif isinstance(entry, Submenu):
                    submenu = self._dressed(self._menus[name].addMenu(entry.text))
                    submenu.addActions([self[spec.name] for spec in entry.specs])
                    self._menus[entry.name] = submenu
                else:
                    self._menus[name].addAction(self[entry.name])

    @staticmethod
    def _dressed(menu: QMenu) -> QMenu:
        menu.setToolTipsVisible(True)
        return menu

    def _make(self, spec: Spec) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setToolTip(with_keys(spec.tip, spec.keys[0] if spec.keys else ""))
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
    """Every entry of the menus with its keys, as a table for the help: four columns of menus, so that it fits
    a small screen."""
    blocks = []
    for title in bar.actions():
        rows = _keys_in(title.menu())  # type: ignore[arg-type]
        if title is bar.actions()[-1]:
            rows += [
                (tr("Search from anywhere"), tr("any letter")),
                (tr("Leave what one is in"), keys_text("Esc")),
            ]
        cells = "".join(
            f"<tr><td style='white-space: pre'>{text}   </td><td style='white-space: pre'><b>{keys}</b></td></tr>"
            for text, keys in rows
        )
        heading = without_mnemonic(title.text())
        block = f"<table cellspacing=3><tr><th colspan=2 align=left>{heading}</th></tr>{cells}</table>"
        blocks.append((len(rows) + 2, block))
    columns = "".join(
        f"<td style='padding-right: 28px'>{'<br>'.join(column)}</td>" for column in _columns(blocks)
    )
    return f"<table><tr valign=top>{columns}</tr></table>"


def _keys_in(menu: QMenu) -> list[tuple[str, str]]:
    """The entries of a menu that have keys, those of its submenus among them, with these."""
    rows = []
    for action in menu.actions():
        submenu = action.menu()
        if isinstance(submenu, QMenu):
            rows += _keys_in(submenu)
            continue
        keys = [keys_text(key.toString()) for key in action.shortcuts()]
        if keys and action.isVisible():
            text = without_mnemonic(action.text()).partition(":")[0].rstrip("…")
            rows.append((text, _or(keys)))
    return rows


def _or(keys: Sequence[str]) -> str:
    """Any of these keys."""
    return tr("{keys} or {others}", keys=keys[0], others=_or(keys[1:])) if len(keys) > 1 else keys[0]


def _columns(blocks: Sequence[tuple[int, str]], number: int = 4) -> list[list[str]]:
    """Blocks of so many lines each, in order, in columns about as high as each other."""
    columns: list[list[str]] = [[]]
    share, filled = sum(lines for lines, _ in blocks) / number, 0
    for lines, block in blocks:
        if columns[-1] and filled + lines / 2 > share * len(columns):
            columns.append([])
        columns[-1].append(block)
        filled += lines
    return columns
