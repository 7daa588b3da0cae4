"""Editing in the table of songs: a cell, a column filled down, what a spreadsheet has copied.

Nothing is written here: what is entered waits in the editor of tags, is shown in the table, and goes into
files by its review.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMessageBox

from organizer.base.language import plural, tr
from organizer.base.model import LIST_FIELDS, Changes
from organizer.library import tracks
from organizer.library.lists import vocabulary
from organizer.library.storage.database import Database
from organizer.ui.cells import clipboard_text, plans
from organizer.ui.cells.cell_cursor import CellCursor
from organizer.ui.cells.cell_line import CellLine, Way
from organizer.ui.cells.plans import FIELDS, Entries, Plan
from organizer.ui.songs.columns import COLUMNS
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import Step
from organizer.ui.tags import drafts
from organizer.ui.tags.editor import TagEditor
from organizer.ui.widgets.plain_text import plain
from organizer.work.jobs import JobContext

#: Up to so many songs are read at once on the GUI thread, more by a job.
_AT_ONCE = 100


class Cells(QObject):
    """Listens to the keys of the table."""

    def __init__(self, state: AppState, table: TrackTable, editor: TagEditor) -> None:
        super().__init__(table)
        self._state, self._table, self._editor = state, table, editor
        self._drafts: dict[int, dict[str, str]] = {}
        self._words: dict[str, list[str]] = {}  #: of the fields that were asked for, the most usual first
        self._at: tuple[int, int] = (0, 0)  #: song and column of the cell that is edited
        self._text = ""  #: that was in it
        self.line: CellLine | None = None
        self.question: QMessageBox | None = None
        self.cursor = CellCursor(table.viewport())
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)
        table.window().installEventFilter(self)
        for moved in (
            table.verticalScrollBar().valueChanged,
            table.horizontalScrollBar().valueChanged,
            table.horizontalHeader().sectionResized,
            table.horizontalHeader().sectionMoved,
            table.tracks.modelReset,
            table.selectionModel().currentChanged,
            table.selectionModel().selectionChanged,
        ):
            moved.connect(self._place)
        editor.unsaved_changed.connect(self._show_drafts)
        state.library_changed.connect(self._library_changed)
        self._show_drafts()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._table and isinstance(event, QKeyEvent) and event.type() in _KEYS:
            call = self._call(event)
            if call is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    call()
                return True
        elif event.type() in _FOCUS and watched is self._table:
            self._show_cursor(event.type() == QEvent.Type.FocusIn)
        elif event.type() == QEvent.Type.Resize and watched is self._table.viewport():
            self._place()
        elif event.type() == QEvent.Type.Close and watched is not self._table.viewport():
            self._leave(Way.STAY)
        return False

    def _call(self, event: QKeyEvent) -> Callable[[], object] | None:
        if event.key() == Qt.Key.Key_F2 and not event.modifiers():
            return self.edit
        if event.matches(QKeySequence.StandardKey.Copy):
            return self.copy
        if event.matches(QKeySequence.StandardKey.Paste):
            return self.paste
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        # with one song it is the window's: there is nothing to fill
        if event.key() == Qt.Key.Key_D and control and len(self._table.selected_ids()) > 1:
            return self.fill_down
        return None

    # -- one cell

    def edit(self) -> None:
        """Edit the cell under the cursor of the keyboard."""
        self._begin(self._table.currentIndex())

    def _begin(self, index: QModelIndex) -> None:
        self._leave(Way.STAY)
        song = self._table.tracks.track(index.row()) if index.isValid() else None
        if song is None:
            return
        name = FIELDS.get(index.column())
        if name is None:
            title = COLUMNS[index.column()].title
            self._say(
                tr(
                    "“{title}” is no tag: go to a cell that is one with the arrow keys or a click",
                    title=title,
                )
            )
        elif why := plans.refusal(song):
            self._say(why)
        elif "\n" in (text := plans.text_of(song, name, self._drafts)):
            self._say(tr("This text has several lines: edit it in the tag panel (Ctrl+T)"))
        else:
            self._table.scrollTo(index)
            self._at, self._text = (song.id, index.column()), text
            self.line = CellLine(self._table.viewport(), name, text)
            self.line.left.connect(self._leave)
            self._offer(name)
            self._place()
            self.line.show()
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self, *_: object) -> None:
        """Keep the line over its cell, wherever that goes; without the cell, what is typed is entered."""
        self._show_cursor(self._table.hasFocus())
        if self.line is None:
            return
        row = self._table.row_of(self._at[0])
        if row is None:
            self._leave(Way.STAY)
            return
        cell = self._table.visualRect(self._table.tracks.index(row, self._at[1]))
        self.line.place(cell, self._table.viewport().rect())

    def _show_cursor(self, focused: bool) -> None:
        """A frame around the cell that keys would edit."""
        index = self._table.currentIndex()
        if focused and index.isValid() and index.column() in FIELDS:
            selected = self._table.selectionModel().isSelected(index)
            self.cursor.show_at(self._table.visualRect(index), selected=selected)
        else:
            self.cursor.hide()

    def _leave(self, way: Way) -> None:
        line, self.line = self.line, None
        if line is None:
            return
        had = line.hasFocus()
        line.hide()
        line.deleteLater()
        if had:
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        (track_id, column), text = self._at, line.text().strip()
        row = self._table.row_of(track_id)
        if way is not Way.CANCEL and text != self._text.strip():
            self._enter_text(track_id, FIELDS[column], text)
        if row is not None and way not in (Way.STAY, Way.CANCEL):
            self._go_on(way, row, column)

    def _enter_text(self, track_id: int, name: str, text: str) -> None:
        song = next(iter(tracks.get_many(self._state.db, [track_id])), None)
        if song is not None:
            self._enter(
                {track_id: {name: plans.entry(song, name, text)}},
                plural("{fields} of {n} song", "{fields} of {n} songs", 1, fields=plans.labels([name])),
            )

    def _go_on(self, way: Way, row: int, column: int) -> None:
        """On to another cell: along the row and on into the one below or above, or down the column."""
        columns = [number for number in self._columns() if number in FIELDS]
        if way is Way.BELOW:
            row += 1
        elif column in columns:
            place = columns.index(column) + (1 if way is Way.NEXT else -1)
            row += place // len(columns)
            column = columns[place % len(columns)]
        if 0 <= row < len(self._table.tracks.ids):
            index = self._table.tracks.index(row, column)
            # the row at hand stays the selected one; a selection of several is not lost by going on
            flags = QItemSelectionModel.SelectionFlag
            several = len(self._state.selection) > 1
            how = flags.NoUpdate if several else flags.ClearAndSelect | flags.Rows
            self._table.selectionModel().setCurrentIndex(index, how)
            self._begin(index)

    def _columns(self) -> list[int]:
        """The columns that are seen, from left to right."""
        header = self._table.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        return [number for number in order if not self._table.isColumnHidden(number)]

    # -- what the library offers

    def _offer(self, name: str) -> None:
        if name in self._words:
            self._show_words(name, self._words[name])
        elif name in vocabulary.TAGS:
            self._state.jobs.start(
                Job.CELL_WORDS,
                _read_words,
                self._state.db,
                name,
                on_result=partial(self._show_words, name),
                owner=self,
            )

    def _show_words(self, name: str, words: list[str]) -> None:
        self._words[name] = words
        if self.line is not None and FIELDS[self._at[1]] == name:
            self.line.offer(words)

    def _library_changed(self, _changes: Changes) -> None:
        self._words.clear()

    # -- several cells

    def fill_down(self) -> None:
        """Enter the first selected song's text of the column for the other selected songs."""
        name = FIELDS.get(self._table.currentIndex().column())
        if name is None:
            title = COLUMNS[self._table.currentIndex().column()].title
            self._say(tr("“{title}” is no tag: click in the column that is to be filled down", title=title))
            return
        ids = self._table.selected_ids().tolist()
        label = tr("{fields} filled down", fields=plans.labels([name]))
        self._work_out(len(ids), plans.filled, ids, name, self._drafts, then=partial(self._take, label))

    def paste(self) -> None:
        """Enter the cells of the clipboard from the cell of the keyboard on, or for the selected songs."""
        text = QGuiApplication.clipboard().text()
        index = self._table.currentIndex()
        if not text.strip("\r\n") or not index.isValid():
            self._say(tr("There is no text to paste") if index.isValid() else tr("Click in a cell first"))
            return
        rows = clipboard_text.parsed(text)
        seen = self._columns()
        columns = seen[seen.index(index.column()) :] if index.column() in seen else []
        wide = max(map(len, rows))
        names = [FIELDS.get(number) for number in columns[:wide]]
        if not any(names):
            self._say(
                tr(
                    "“{title}” is no tag: click in the column to paste into",
                    title=COLUMNS[index.column()].title,
                )
            )
            return
        chosen = self._table.selected_ids().tolist()
        several = len(chosen) > 1
        ids = chosen if several else self._table.tracks.ids[index.row() :][: len(rows)].tolist()
        asked, extra = _misfit(len(rows), len(ids), selected=several), ""
        if wide > len(columns):
            extra = plural(
                "There is {n} column of text, and {room} here from this cell on.",
                "There are {n} columns of text, and {room} here from this cell on.",
                wide,
                room=len(columns),
            )
        if several and len(rows) == 1:
            rows = rows * len(ids)
        count = min(len(rows), len(ids))
        go = partial(self._paste_rows, ids[:count], names, rows[:count])
        if asked or extra:
            self._ask(
                asked or plural("Paste the first {n} column?", "Paste the first {n} columns?", len(columns)),
                extra,
                go,
            )
        else:
            go()

    def _paste_rows(self, ids: list[int], names: list[str | None], rows: list[list[str]]) -> None:
        into = plans.labels([name for name in names if name is not None])
        self._work_out(
            len(ids),
            plans.pasted,
            ids,
            names,
            rows,
            then=partial(self._take, tr("{fields} pasted", fields=into)),
        )

    def copy(self) -> None:
        """Copy the cell of the keyboard; of several selected songs all columns that are seen."""
        ids = self._table.selected_ids().tolist()
        columns = self._columns()
        index = self._table.currentIndex()
        if len(ids) <= 1:
            ids, columns = self._table.tracks.ids[index.row() :][:1].tolist(), [index.column()]
        if not index.isValid() and not ids:
            return
        grouping = self._state.grouping
        groups = {group.number: group.name for group in grouping.groups} if grouping is not None else {}
        word = self._table.tracks.word
        self._work_out(len(ids), plans.copied, ids, columns, self._drafts, groups, word, then=self._copied)

    def _copied(self, rows: list[list[str]]) -> None:
        QGuiApplication.clipboard().setText(clipboard_text.written(rows))
        if len(rows) > 1:
            self._say(
                tr(
                    "Copied {songs} with {columns}",
                    songs=plural("{n} song", "{n} songs", len(rows)),
                    columns=plural("{n} column", "{n} columns", len(rows[0])),
                )
            )

    def _work_out(
        self, songs: int, plan: Callable[..., Any], *args: Any, then: Callable[[Any], None]
    ) -> None:
        if songs <= _AT_ONCE:
            then(plan(JobContext(), self._state.db, *args))
        else:
            self._state.jobs.start(
                Job.CELLS,
                plan,
                self._state.db,
                *args,
                on_result=then,
                on_error=self._state.complain,
                owner=self,
            )

    def _ask(self, text: str, more: str, go: Callable[[], None]) -> None:
        self.question = box = QMessageBox(self._table)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("Paste"))
        box.setText(text)
        box.setInformativeText(more)
        box.addButton(tr("&Paste"), QMessageBox.ButtonRole.AcceptRole).clicked.connect(lambda: go())
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._answered)
        box.open()

    def _answered(self) -> None:
        self.question = None

    # -- what was entered

    def _take(self, label: str, plan: Plan) -> None:
        entered = self._enter(
            plan.entries, plural("{label}: {n} song", "{label}: {n} songs", len(plan.entries), label=label)
        )
        said = (
            plural(
                "{label} for {n} song, not written yet",
                "{label} for {n} songs, not written yet",
                entered,
                label=label,
            )
            if entered
            else tr("Nothing would change")
        )
        why = plans.sentence_of(plan)
        self._say(
            why
            if why and not plan.entries
            else tr("{done}. {left_out}", done=said, left_out=why)
            if why
            else said
        )

    def _enter(self, entries: Entries, label: str) -> int:
        """Enter what is another text than now; of how many songs that is."""
        now = self._drafts
        after: Entries = {}
        for track_id, texts in entries.items():
            changed = {n: text for n, text in texts.items() if text != now.get(track_id, {}).get(n)}
            if changed:
                after[track_id] = changed
        if not after:
            return 0
        before: Entries = {i: {n: now.get(i, {}).get(n) for n in texts} for i, texts in after.items()}
        self._editor.enter(after)
        enter = self._editor.enter
        self._state.undoable.emit(Step(label, partial(enter, before), partial(enter, after)))
        return len(after)

    def _show_drafts(self) -> None:
        self._drafts = drafts.by_song(self._editor.edits())
        self._table.tracks.set_drafts(self._drafts)

    def _say(self, text: str) -> None:
        self._state.message.emit(plain(text), "info")


_FOCUS = (QEvent.Type.FocusIn, QEvent.Type.FocusOut)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)


def _misfit(lines: int, songs: int, *, selected: bool) -> str:
    """The question where lines and songs are not the same number; "" where they are."""
    if lines == songs:
        return ""
    chosen = plural("{n} selected song", "{n} selected songs", songs)
    if selected and lines == 1:
        return tr("One line for {songs}. Enter it for all of them?", songs=chosen)
    rows = plural("{n} line of text", "{n} lines of text", lines)
    if lines < songs:
        return tr(
            "There are {lines} and {songs}. Paste them for the first {number}?",
            lines=rows,
            songs=chosen if selected else plural("{n} song", "{n} songs", songs),
            number=lines,
        )
    if selected:
        return tr(
            "There are {lines} and {songs}. Paste the first {number}?", lines=rows, songs=chosen, number=songs
        )
    return tr(
        "There are {lines} and {songs} from this cell on. Paste the first {number}?",
        lines=rows,
        songs=plural("{n} song", "{n} songs", songs),
        number=songs,
    )


def _read_words(context: JobContext, db: Database, name: str) -> list[str]:
    return [word.text for word in vocabulary.of_tag(db, name, split=name in LIST_FIELDS)]
