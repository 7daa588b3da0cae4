"""Opens every dialog of the window, one after the other, for those who look at what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from organizer.base.arrangement import Missing
from organizer.ui.playlist.import_dialog import ImportDialog
from organizer.ui.weights.wiring import Weights
from organizer.ui.widgets.diff_dialog import DiffDialog
from organizer.ui.window.main_window import MainWindow
from organizer.work.playlists.foreign import Line, Report
from organizer.work.tags.writing import Diff

#: Those that an action of the window opens, by its name. One song at least is selected.
_ACTIONS = (
    *("settings", "messages", "folders", "failures", "quality", "history", "map_numbers", "map_versions"),
    *("tables", "duplicates", "suggestions", "lessons", "recommenders", "shortcuts", "about", "name_region"),
    *(
        "rename",
        "estimates",
        "write_field",
        "tag_tools",
        "tidy",
        "report",
        "copy_to_device",
        "smart_playlist",
    ),
    *("export", "remove"),
)
_FOUND = Report(
    "/x/Old.m3u",
    "Old",
    (
        Line(Missing("/m/a.mp3", "a.mp3"), "there", "/m/a.mp3"),
        Line(Missing("/y/c.mp3", "/y/c.mp3", "C"), "unsure", "/m/cc.mp3", "its name", 0.45, 2),
    ),
)


def shown() -> list[QDialog]:
    """The dialogs that are open."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def _openers(window: MainWindow, ids: Sequence[int]) -> dict[str, Callable[[], object]]:
    def by_action(name: str) -> Callable[[], object]:
        return lambda: window.actions_[name].trigger()

    weights = window.findChild(Weights)
    assert weights is not None and window.playlist is not None
    return {
        **{name: by_action(name) for name in _ACTIONS},
        "rules": lambda: window.state.arrange_requested.emit(np.array(ids), "Evening"),
        "odd one out": weights.ask_odd,
        "playlist file": lambda: ImportDialog(_FOUND, window).open(),
        "changes": lambda: DiffDialog([Diff(ids[0], "/music/a.mp3", "genre", "Pop", "Folk")], window).open(),
    }


def dialogs(
    window: MainWindow, ids: Sequence[int], until: Callable[[Callable[[], object]], None]
) -> Iterator[tuple[str, QDialog]]:
    """Each dialog with a name for it, open and with nothing under way; closed when the next is asked for.

    ``ids``: songs of the library; they are selected, and in the playlist. ``until``: lets the window live
    until something holds.
    """
    window.state.select(ids, "test")
    assert window.playlist is not None
    window.playlist.add(ids)
    for name, opens in _openers(window, ids).items():
        opens()
        until(lambda: bool(shown()))
        until(lambda: not window.state.jobs.running())
        for dialog in shown():
            yield name, dialog
            if isValid(dialog):
                dialog.reject()
        until(lambda: not shown())
