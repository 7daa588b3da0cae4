"""What goes to a device: songs that were chosen, what the list shows, playlists; each with a box to tick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from organizer.base.language import plural, tr
from organizer.library.playlists.devices import Source
from organizer.ui.widgets.plain_text import plain

_SOURCE = Qt.ItemDataRole.UserRole


class SourcesList(QListWidget):
    """Holds sources; those that are ticked are copied."""

    changed = Signal()  #: others are ticked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("What is copied"))
        self.setUniformItemSizes(True)
        self.itemChanged.connect(self.changed)

    def sizeHint(self) -> QSize:
        return QSize(360, 120)

    def offer(self, source: Source, text: str, *, ticked: bool = False) -> None:
        """Add a source, unless it is there."""
        row = self._row_of(source)
        if row is None:
            self.blockSignals(True)
            row = QListWidgetItem(plain(text))
            row.setData(_SOURCE, source)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.addItem(row)
            self.blockSignals(False)

    def offer_playlists(self, lists: Iterable[tuple[str, int]]) -> None:
        """Add the saved playlists, with the number of their songs."""
        for name, songs in lists:
            self.offer(
                Source("playlist", name),
                plural("Playlist “{name}”, {n} song", "Playlist “{name}”, {n} songs", songs, name=name),
            )

    def tick(self, sources: Sequence[Source]) -> None:
        """These, and no others, are copied; what is not in the list comes into it."""
        self.blockSignals(True)
        for row in self._rows():
            chosen = row.data(_SOURCE) in sources
            row.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        for source in sources:
            self.offer(source, named(source), ticked=True)
        first = next((row for row in self._rows() if row.checkState() == Qt.CheckState.Checked), None)
        if first is not None:
            self.scrollToItem(first)
        self.changed.emit()

    def ticked(self) -> tuple[Source, ...]:
        """What is copied, in the order of the list."""
        return tuple(row.data(_SOURCE) for row in self._rows() if row.checkState() == Qt.CheckState.Checked)

    def _rows(self) -> list[QListWidgetItem]:
        return [row for row in map(self.item, range(self.count())) if row is not None]

    def _row_of(self, source: Source) -> QListWidgetItem | None:
        return next((row for row in self._rows() if row.data(_SOURCE) == source), None)


def named(source: Source) -> str:
    """A source as the list shows it."""
    if source.kind == "playlist":
        return tr("Playlist “{name}”", name=source.text)
    if source.kind == "query":
        return (
            tr("Songs found by “{search}”", search=source.text)
            if source.text
            else tr("All songs of the library")
        )
    return plural("{n} chosen song", "{n} chosen songs", source.text.count(",") + 1)
