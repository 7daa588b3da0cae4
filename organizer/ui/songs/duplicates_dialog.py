"""The recordings that are there more than once, and what differs. Stays open beside the window."""

from __future__ import annotations

import os

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import OrganizerError, printable
from organizer.base.model import FIELD_LABELS
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.analysis.duplicates import Copy, Duplicates, DuplicateSearch, find, shown

#: More groups than this nobody reads; the rest is counted.
_MOST = 2_000

_IDS = Qt.ItemDataRole.UserRole
_COLUMNS = ("Song", "Format", "Bitrate", "Length", "Size", "Loudness", "Alike", "Tags that differ")
_WIDTHS = (300, 90, 90, 70, 80, 100, 60, 220)


class DuplicatesDialog(QDialog):
    """Not modal. Selecting a recording selects its copies in the whole window; double click plays one."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Duplicates")
        self.resize(1080, 520)
        self.state = state
        self._search: DuplicateSearch | None = None
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(list(_COLUMNS))
        self.list.setAccessibleName("Recordings that are there more than once")
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(self.list.SelectionMode.ExtendedSelection)
        for column, width in enumerate(_WIDTHS):
            self.list.setColumnWidth(column, width)
        self.list.itemSelectionChanged.connect(self._selected)
        self.list.itemActivated.connect(self._play)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.again = buttons.addButton("&Find again", role)
        self.again.clicked.connect(self._find_or_stop)
        self.others = buttons.addButton("Select the &others", role)
        self.others.setToolTip("Select every copy but the best one of each recording in the window")
        self.others.clicked.connect(self._select_others)
        self.keep = buttons.addButton("Add the &best to the playlist", role)
        self.keep.setToolTip("Add the best copy of each recording to the playlist")
        self.keep.clicked.connect(self._add_best)
        buttons.rejected.connect(self.hide)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.summary)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        state.jobs.job_ended.connect(self._ended)
        self._show_state()

    def search(self) -> None:
        """Search the library. Songs that are not analyzed yet are analyzed first, unless that goes on."""
        if self.state.jobs.running(Job.DUPLICATES):
            return
        state, settings = self.state, self.state.settings
        # nothing that the job holds may hold this dialog: threads let go of their jobs when they please
        state.jobs.start(
            Job.DUPLICATES,
            find,
            state.db,
            jobs=settings.jobs or None,
            time_limit=settings.time_limit,
            take_missing=not state.jobs.running(Job.ANALYSIS),
            on_changed=lambda changes: state.jobs.call_later(state.change_library, changes),
            on_result=self._show,
            on_error=self._failed,
        )
        self._show_state()

    def _find_or_stop(self) -> None:
        if self.state.jobs.running(Job.DUPLICATES):
            self.state.jobs.cancel(Job.DUPLICATES)
        else:
            self.search()

    def _ended(self, ending: JobEnding) -> None:
        if ending.job == Job.DUPLICATES:
            self._show_state()

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, OrganizerError)
        self.summary.setText(str(error) if known else f"Something went wrong inside: {error}")

    def _show(self, result: DuplicateSearch) -> None:
        self._search = result
        self.list.clear()
        rows = [_group_row(group) for group in result.groups[:_MOST]]
        self.list.addTopLevelItems(rows)
        for row in rows:
            row.setExpanded(True)
            row.setFirstColumnSpanned(True)
        self._show_state()

    def _show_state(self) -> None:
        running = self.state.jobs.running(Job.DUPLICATES)
        groups = self._search.groups if self._search is not None else ()
        self.again.setText("&Stop" if running else "&Find again")
        for button in (self.others, self.keep):
            button.setEnabled(bool(groups))
        self.summary.setText("Analyzing and comparing …" if running else _summary(self._search))

    def _chosen(self) -> list[Duplicates]:
        """The groups that are selected in the list, or all."""
        if self._search is None:
            return []
        rows = {self.list.indexOfTopLevelItem(row.parent() or row) for row in self.list.selectedItems()}
        return [self._search.groups[row] for row in sorted(rows)] or list(self._search.groups)

    def _selected(self) -> None:
        ids = [i for row in self.list.selectedItems() for i in row.data(0, _IDS)]
        if ids:
            self.state.select(ids, "duplicates")

    def _select_others(self) -> None:
        others = [copy.track.id for group in self._chosen() for copy in group.copies[1:]]
        self.state.select(others, "duplicates: others")

    def _add_best(self) -> None:
        best = [group.best.id for group in self._chosen()]
        self.state.playlist_add_requested.emit(np.array(best, np.int64))

    def _play(self, row: QTreeWidgetItem) -> None:
        self.state.play_requested.emit(row.data(0, _IDS)[0])


def _summary(result: DuplicateSearch | None) -> str:
    if result is None:
        return "The search was stopped. What was analyzed is stored: find again goes on from there."
    left = f" {result.not_analyzed:,} songs are not analyzed yet." if result.not_analyzed else ""
    if not result.compared:
        return f"There is nothing to compare yet: add music first.{left}"
    if not result.groups:
        return f"No recording is there twice: all {result.compared:,} sounds are different ones.{left}"
    copies = sum(len(group.copies) for group in result.groups)
    recordings = "recording is" if len(result.groups) == 1 else "recordings are"
    more = f" The first {_MOST:,} are shown." if len(result.groups) > _MOST else ""
    return (
        f"{len(result.groups):,} {recordings} there more than once, in {copies:,} files; the best copy comes "
        f"first. Listen before you tidy up: Organizer deletes nothing.{left}{more}"
    )


def _group_row(group: Duplicates) -> QTreeWidgetItem:
    row = QTreeWidgetItem([f"{group.best.label}  ·  {len(group.copies)} copies"])
    row.setData(0, _IDS, [copy.track.id for copy in group.copies])
    font = row.font(0)
    font.setBold(True)
    row.setFont(0, font)
    tags = {name: all_ for name, all_ in group.differing().items() if name in FIELD_LABELS}
    for place, copy in enumerate(group.copies):
        values = {name: shown(name, of_all[place]) for name, of_all in tags.items()}
        row.addChild(_copy_row(copy, values, best=place == 0))
    return row


def _copy_row(copy: Copy, tags: dict[str, str], *, best: bool) -> QTreeWidgetItem:
    song = copy.track
    path = printable(song.path)
    loudness = song.descriptors.loudness if song.descriptors is not None else None
    differing = "; ".join(f"{FIELD_LABELS[name]}: {text or '–'}" for name, text in tags.items())
    later = f", {copy.later:+.1f} s" if abs(copy.later) >= 0.1 else ""
    row = QTreeWidgetItem(
        [
            os.path.basename(path),
            song.info.format,
            shown("bitrate", song.info.bitrate),
            shown("duration", song.info.duration),
            shown("size", song.size),
            shown("loudness", loudness),
            "best" if best else f"{copy.likeness:.0%}{later}",
            differing,
        ]
    )
    row.setData(0, _IDS, [song.id])
    row.setToolTip(0, plain(path))
    row.setToolTip(6, "Share of the fingerprint that is the same; how much later the sound begins")
    row.setToolTip(7, plain(differing))
    return row
