"""All messages since the window was opened, the latest first, to be read in full and copied."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import tr
from organizer.ui.looks.dialog import Dialog
from organizer.ui.messages.log import LEVELS, Message, MessageLog
from organizer.ui.messages.notices import SIGNS
from organizer.ui.widgets import theme
from organizer.ui.widgets.empty_view import EmptyView


class MessagesDialog(Dialog):
    """Follows what is said while it is open. It deletes itself when closed."""

    def __init__(self, log: MessageLog, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Messages"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._log = log
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Messages, the latest first"))
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(2)
        self._empty = EmptyView.over(self.list)
        self._empty.say(tr("Nothing was said yet. What the program tells you is kept here."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._copy = buttons.addButton(tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.setToolTip(tr("Copy the selected messages, or all"))
        self._clear = buttons.addButton(tr("C&lear the list"), QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.clicked.connect(self.copy)
        self._clear.clicked.connect(self.clear)
        buttons.rejected.connect(self.reject)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.list, self.copy)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        log.added.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def copy(self) -> None:
        """Put the selected messages into the clipboard, the earliest first; all when none is selected."""
        chosen = sorted({index.row() for index in self.list.selectedIndexes()}) or range(self.list.count())
        lines = [self.list.item(row).text() for row in chosen]
        QGuiApplication.clipboard().setText("\n".join(reversed(lines)))

    def clear(self) -> None:
        """Forget all messages."""
        self._log.clear()
        self._show()

    def _show(self, _message: Message | None = None) -> None:
        self.list.clear()
        for message in reversed(self._log.messages):
            row = QListWidgetItem(theme.icon(SIGNS[message.level]), message.line)
            row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{LEVELS[message.level]}: {message.line}")
            self.list.addItem(row)
        filled = self.list.count() > 0
        self._empty.setVisible(not filled)
        self._copy.setEnabled(filled)
        self._clear.setEnabled(filled)
