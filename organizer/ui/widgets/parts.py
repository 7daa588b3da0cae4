"""Small parts that several panels share: buttons with themed icons, times as text, files as URLs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QDateTime, QEvent, QLocale, QMimeData, QObject, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QSizePolicy, QToolButton, QWidget

from organizer.base import model, system
from organizer.base.language import tr
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import Label, plain, shown

#: One step of the window's rhythm, in pixels.
STEP = 8


def next_turn(context: QObject, call: Callable[[], object]) -> None:
    """Call this when keys, clicks and painting that wait have had their turn; not at all if ``context`` is
    gone by then. (Qt posts what is asked for after 0 ms behind the event at hand, and calls it together
    with that, so that two pieces of work would hold the window up as long as one twice as large.)
    """
    QTimer.singleShot(1, context, call)


def in_turns(context: QObject, steps: Sequence[Callable[[], object]]) -> None:
    """Do one step after another, each in a turn of its own: what takes a frame or two as a whole must not
    hold up the window for longer than one step."""
    if steps:
        steps[0]()
        next_turn(context, lambda: in_turns(context, steps[1:]))


def walk_offers(offers: QListWidget, key: int, take: Callable[[QListWidgetItem], object]) -> bool:
    """Whether a key of the field above a list of offers was one for the list: Up and Down mark an offer,
    Enter takes the one that is marked."""
    if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and offers.count():
        row = offers.currentRow() + (1 if key == Qt.Key.Key_Down else -1)
        offers.setCurrentRow(min(max(row, 0), offers.count() - 1))
        return True
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        if offers.currentItem() is not None:
            take(offers.currentItem())
        return True
    return False


class IconButton(QToolButton):
    """A flat button with an icon that follows the palette; its name is read by screen readers."""

    def __init__(self, icon: str, name: str, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setIconSize(QSize(theme.icon_side(), theme.icon_side()))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setToolTip(tip or name)
        self.set_icon(icon)

    def set_icon(self, icon: str) -> None:
        """Show another icon of the icon font."""
        self.setIcon(theme.icon(icon))


class ExportButton(QToolButton):
    """A flat button with a menu of what can be saved; calls ``save`` with the ending that was chosen."""

    def __init__(
        self, endings: Sequence[tuple[str, str]], save: Callable[[str], object], *, name: str, tip: str
    ) -> None:
        """``endings``: each with its entry in the menu. ``name`` is for screen readers."""
        super().__init__()
        self.setText(tr("Export"))
        self.setIcon(theme.icon("download"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        self.setToolTip(tip)
        self.setAccessibleName(name)
        menu = QMenu(self)
        for ending, text in endings:
            menu.addAction(text, partial(save, ending))
        self.setMenu(menu)


class ElidedLabel(Label):
    """One line of text that is shortened to fit; the whole of it stands in the tooltip."""

    def __init__(
        self, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._mode = mode
        self._whole = self._caption = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_whole(self, text: str, tip: str | None = None) -> None:
        """Show this, shortened to fit; ``tip`` instead of the whole text in the tooltip."""
        self._whole = shown(text)
        self.setToolTip(plain(text if tip is None else tip))
        self._fit()
        self._name()

    def setAccessibleName(self, name: str) -> None:
        """What the text is; screen readers say it before the text, whole."""
        self._caption = name
        self._name()

    def _name(self) -> None:
        if self._caption:
            super().setAccessibleName(f"{self._caption}: {self._whole}" if self._whole else self._caption)

    def whole(self) -> str:
        """The text before it was shortened."""
        return self._whole

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_whole"):
            self._fit()

    def _fit(self) -> None:
        line = " ".join(self._whole.split())  # a message of several lines would make the bar higher
        self.setText(self.fontMetrics().elidedText(line, self._mode, max(0, self.width() - 2)))


def clock(seconds: float) -> str:
    """ "4:01", "1:02:03"; a dash when it is not known."""
    return model.clock(seconds) if round(seconds) > 0 else "–"


def long_time(seconds: float) -> str:
    """ "52 min", "3 h 20 min", "40 s"."""
    if seconds < 60:
        return tr("{n} s", n=round(seconds))
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return tr("{n} min", n=minutes)
    return tr("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else tr("{n} h", n=hours)


def without_mnemonic(text: str) -> str:
    """A caption without the mark of its letter for Alt: “&Play” → “Play”, “再生(&P)” → “再生”."""
    return re.sub(r"\s*\(&.\)|&", "", text)


def keys_text(keys: str) -> str:
    """Keys as the keyboard of the person has them: "Ctrl+O", "Strg+O", "⌘O"."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def with_keys(tip: str, keys: str) -> str:
    """What something does, with the keys that do it too."""
    return f"{tip} ({keys_text(keys)})" if keys else tip


def short_time(seconds: float) -> str:
    """A day and a time of it, in the manner of the person's country."""
    when = QDateTime.fromSecsSinceEpoch(int(seconds))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def file_url(path: str) -> QUrl:
    """The file as a URL, byte for byte: QUrl.fromLocalFile would spoil names that are not UTF-8."""
    return QUrl.fromEncoded(system.file_address(os.path.abspath(path)).encode("ascii"))


def url_path(url: QUrl) -> str | None:
    """The file that a URL names, byte for byte; None when it is not one of this machine."""
    if not url.isLocalFile() or not (system.WINDOWS or url.host() in ("", "localhost")):
        return None
    return system.address_path(bytes(url.toEncoded().data()))


def url_paths(mime: QMimeData) -> list[str]:
    """The local files that are being dragged."""
    return [path for url in mime.urls() if (path := url_path(url)) is not None]
