"""What an edit would change, shown before anything is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.fields.tag_names import label_of
from organizer.base.language import plural, tr
from organizer.ui.looks.dialog import Dialog
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label, plain
from organizer.ui.widgets.row_table import row_table, set_widths
from organizer.work.tags.tagging import Diff

Index = QModelIndex | QPersistentModelIndex

#: Reasons for what cannot be written that are told above the table; all stand in their rows' tooltips.
_REASONS = 3

_HEADERS = (tr("Song"), tr("Field"), tr("Before"), tr("After"))


#: A field with a longer name than this has room for is cut off, in pixels.
_FIELD_WIDTH = 240


class DiffModel(QAbstractTableModel):
    """A row for each field of each song that would change."""

    def __init__(self, diffs: Sequence[Diff], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._diffs = diffs

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._diffs)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        diff, column = self._diffs[index.row()], index.column()
        if role == Qt.ItemDataRole.FontRole and column == 3:
            font = QFont()
            font.setBold(not diff.refused)
            font.setItalic(bool(diff.refused))
            return font
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            return plain(printable(diff.path))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column == 0:
            return os.path.basename(printable(diff.path))
        if column == 1:
            return label_of(diff.field)
        text = diff.shown[column - 2]
        if column == 3 and diff.refused:
            text = tr("cannot be written: {reason}", reason=diff.refused)
        elif column == 3 and not text:
            text = tr("(removed)")
        return plain(text) if role == Qt.ItemDataRole.ToolTipRole else " ".join(text.split())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None


def _asked(changes: int, files: int, refused: int) -> str:
    """How many changes there are, in how many files, and how many cannot be written."""
    sentences = [
        tr(
            "{changes} in {files}.",
            changes=plural("{n} change", "{n} changes", changes),
            files=plural("{n} file", "{n} files", files),
        )
    ]
    if refused:
        sentences.append(plural("{n} value cannot be written.", "{n} values cannot be written.", refused))
    return " ".join([*sentences, tr("Nothing is written yet; afterwards it can be undone.")])


class DiffDialog(Dialog):
    """Asks whether to write these changes; ``accepted`` means yes. Shown by ``open``, never blocking.

    ``title``, ``question`` and ``button`` say what it is when it is not an edit but an undo, for example."""

    def __init__(
        self,
        diffs: Sequence[Diff],
        parent: QWidget | None = None,
        *,
        title: str = "",
        question: str = "",
        button: str = "",
        note: str = "",
    ) -> None:
        super().__init__(parent)
        refused = sum(bool(diff.refused) for diff in diffs)
        files = len({diff.path for diff in diffs if not diff.refused})
        self.setWindowTitle(title or tr("Review changes of tags"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question = question or _asked(len(diffs) - refused, files, refused)
        reasons = list(dict.fromkeys(diff.refused for diff in diffs if diff.refused))
        lines = [
            f"{question} {note}".strip(),
            *reasons[:_REASONS],
            *(["…"] if len(reasons) > _REASONS else []),
        ]
        self.summary = Label("\n".join(lines))
        self.summary.setWordWrap(True)
        self.table = row_table(DiffModel(diffs, self), tr("Changes"))
        self.table.setToolTip(tr("What would change"))
        names = {label_of(diff.field) for diff in diffs} | {tr("Album artist")}
        width = max(map(self.fontMetrics().horizontalAdvance, names)) + 3 * STEP
        set_widths(self.table, {1: min(width, _FIELD_WIDTH)})
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.write_button = self.buttons.addButton(
            button or plural("Write to {n} file", "Write to {n} files", files),
            QDialogButtonBox.ButtonRole.AcceptRole,
        )
        self.write_button.setToolTip(tr("Write these changes to the files"))
        self.write_button.setDefault(True)
        self.write_button.setEnabled(files > 0)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(STEP)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)
        self.resize(760, 460)
