"""The recordings that are there more than once, and what differs. Stays open beside the window."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QMessageBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import number, plural, tr
from organizer.base.model import FIELD_LABELS
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets import theme
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.analysis.duplicates import Copy, Duplicates, DuplicateSearch, find, shown
from organizer.work.files import trash

#: More groups than this nobody reads; the rest is counted.
_MOST = 2_000

#: So many files are named when it is asked whether they go.
_NAMED = 8

_IDS = Qt.ItemDataRole.UserRole
_COLUMNS = (
    tr("Song"),
    tr("Format"),
    tr("Bitrate"),
    tr("Length"),
    tr("Size"),
    tr("Loudness"),
    tr("Alike"),
    tr("Tags that differ"),
)
_WIDTHS = (300, 90, 90, 70, 80, 100, 60, 220)


class DuplicatesDialog(Dialog):
    """Not modal. Selecting a recording selects its copies in the whole window; double click plays one."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Duplicates"))
        self.resize(1080, 520)
        self.state = state
        self._search: DuplicateSearch | None = None
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(list(_COLUMNS))
        self.list.setAccessibleName(tr("Recordings that are there more than once"))
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(self.list.SelectionMode.ExtendedSelection)
        for column, width in enumerate(_WIDTHS):
            self.list.setColumnWidth(column, theme.scaled(width))
        self.list.itemSelectionChanged.connect(self._selected)
        self.list.itemActivated.connect(self._play)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.again = buttons.addButton(tr("&Find again"), role)
        self.again.clicked.connect(self._find_or_stop)
        self.others = buttons.addButton(tr("Select the &others"), role)
        self.others.setToolTip(tr("Select every copy but the best one of each recording in the window"))
        self.others.clicked.connect(self._select_others)
        self.keep = buttons.addButton(tr("Add the &best to the playlist"), role)
        self.keep.setToolTip(tr("Add the best copy of each recording to the playlist"))
        self.keep.clicked.connect(self._add_best)
        self.trash = buttons.addButton(tr("Move to the &trash…"), role)
        self.trash.setToolTip(
            tr(
                "Put the selected copies into the system’s trash; without a selection, of each recording all "
                "copies but the best. One copy always stays"
            )
        )
        self.trash.clicked.connect(self.ask_trash)
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
        self.summary.setText(complaint(error))

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
        self.again.setText(tr("&Stop") if running else tr("&Find again"))
        for button in (self.others, self.keep, self.trash):
            button.setEnabled(bool(groups))
        self.summary.setText(tr("Analyzing and comparing …") if running else _summary(self._search))

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

    def discards(self) -> list[trash.Discard]:
        """The copies that the person chose to discard, with those that stay; of a recording that was chosen
        as a whole, all but the best."""
        chosen: set[int] = set()
        for row in self.list.selectedItems():
            chosen.update(row.data(0, _IDS))
        groups = [[copy.track for copy in group.copies] for group in self._chosen()]
        return trash.discards(groups, chosen or None)

    def ask_trash(self) -> None:
        """Ask whether these copies go into the trash."""
        wanted = self.discards()
        if not wanted:
            self.state.message.emit(tr("None of these copies can go: one of each recording stays"), "info")
            return
        size = shown("size", sum(one.song.size for one in wanted))
        self.question = box = QMessageBox(self)
        box.setWindowTitle(tr("Move to the trash"))
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(
            plural(
                "Move {n} file ({size}) to the system’s trash?",
                "Move {n} files ({size}) to the system’s trash?",
                len(wanted),
                size=size,
            )
        )
        names = [printable(one.song.path) for one in wanted[:_NAMED]]
        if len(wanted) > _NAMED:
            names.append(tr("… and {n} more", n=len(wanted) - _NAMED))
        stays = tr(
            "A better copy of each stays. Their songs are away from then on, and come back when "
            "you restore a file and scan its folder."
        )
        box.setInformativeText("\n".join((stays, "", *names)))
        self.agree = box.addButton(
            plural("&Move {n} file", "&Move {n} files", len(wanted)), QMessageBox.ButtonRole.AcceptRole
        )
        self.agree.clicked.connect(lambda: self._to_trash(wanted))
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _to_trash(self, wanted: list[trash.Discard]) -> None:
        self.state.jobs.start(
            Job.FILES_TRASH,
            trash.to_trash,
            self.state.db,
            wanted,
            on_result=self._trashed,
            on_error=self.state.complain,
        )

    def _trashed(self, result: trash.TrashResult) -> None:
        self.state.change_library(result.changes)
        text = plural(
            "{n} file ({size}) moved to the trash",
            "{n} files ({size}) moved to the trash",
            result.done,
            size=shown("size", result.size),
        )
        if result.failed:
            path, reason = result.failed[0]
            text = plural(
                "{moved}; {n} stays. It is {path}: {reason}",
                "{moved}; {n} stay. The first is {path}: {reason}",
                len(result.failed),
                moved=text,
                path=printable(path),
                reason=reason,
            )
        self.state.message.emit(text, "warning" if result.failed else "info")
        self.search()

    def _add_best(self) -> None:
        best = [group.best.id for group in self._chosen()]
        self.state.playlist_add_requested.emit(np.array(best, np.int64))

    def _play(self, row: QTreeWidgetItem) -> None:
        self.state.play_requested.emit(row.data(0, _IDS)[0])


def _summary(result: DuplicateSearch | None) -> str:
    if result is None:
        return tr("The search was stopped. What was analyzed is stored: find again goes on from there.")
    return " ".join(_sentences(result))


def _sentences(result: DuplicateSearch) -> Iterator[str]:
    if not result.compared:
        yield tr("There is nothing to compare yet: add music first.")
    elif not result.groups:
        yield plural(
            "No recording is there twice: there is {n} sound.",
            "No recording is there twice: all {n} sounds are different ones.",
            result.compared,
        )
    else:
        yield plural(
            "{n} recording is there more than once, in {copies} files; the best copy comes first. "
            "Listen before you tidy up; nothing goes unless you say so.",
            "{n} recordings are there more than once, in {copies} files; the best copy comes first. "
            "Listen before you tidy up; nothing goes unless you say so.",
            len(result.groups),
            copies=sum(len(group.copies) for group in result.groups),
        )
    if result.not_analyzed:
        yield plural("{n} song is not analyzed yet.", "{n} songs are not analyzed yet.", result.not_analyzed)
    if len(result.groups) > _MOST:
        yield tr("The first {n} are shown.", n=_MOST)


def _signed(seconds: float) -> str:
    return ("+" if seconds > 0 else "") + number(seconds, 1)


def _group_row(group: Duplicates) -> QTreeWidgetItem:
    row = QTreeWidgetItem(
        [plural("{song}  ·  {n} copy", "{song}  ·  {n} copies", len(group.copies), song=group.best.label)]
    )
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
    later = f", {_signed(copy.later)} s" if abs(copy.later) >= 0.1 else ""
    row = QTreeWidgetItem(
        [
            os.path.basename(path),
            song.info.format,
            shown("bitrate", song.info.bitrate),
            shown("duration", song.info.duration),
            shown("size", song.size),
            shown("loudness", loudness),
            tr("best") if best else tr("{share}%", share=round(100 * copy.likeness)) + later,
            differing,
        ]
    )
    row.setData(0, _IDS, [song.id])
    row.setToolTip(0, plain(path))
    row.setToolTip(6, tr("Share of the fingerprint that is the same; how much later the sound begins"))
    row.setToolTip(7, plain(differing))
    return row
