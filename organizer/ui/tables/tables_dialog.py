"""The tables of the library: what was imported, and forgetting it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
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
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.tables import ImportedTable
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import plain
from organizer.work.jobs import JobContext

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TablesDialog(Dialog):
    """Lists the imported tables. To forget one asks first; files of songs and tables are never touched."""

    forget_requested = Signal(str)  #: name of a table
    import_requested = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Imported tables"))
        self._state = state
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Imported tables"))
        self.list.setHeaderLabels([tr("Table"), tr("Songs"), tr("Numbers"), tr("Read from")])
        for column in (1, 2):
            self.list.headerItem().setTextAlignment(column, _RIGHT)
        self.list.setRootIsDecorated(False)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.none = EmptyView(tr("No table was imported yet. Drop one on the window, or import it here."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._close = buttons.button(QDialogButtonBox.StandardButton.Close)
        self.forget = buttons.addButton(tr("&Forget…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.forget.setToolTip(tr("Take the selected table out of the library; no file is touched"))
        self.forget.setAutoDefault(False)
        self.more = buttons.addButton(tr("&Import…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.more.setAutoDefault(False)
        self.more.clicked.connect(self.import_requested)
        self.more.clicked.connect(self.close)
        self.forget.clicked.connect(self._ask)
        buttons.rejected.connect(self.reject)
        self.list.itemSelectionChanged.connect(self._show_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        for widget in (self.none, self.list, buttons):
            layout.addWidget(widget)
        self.resize(620, 300)
        state.library_changed.connect(self.refresh)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Read which tables there are."""
        self._state.jobs.start(Job.TABLES_LIST, _imported, self._state.db, on_result=self._show)

    def _show(self, tables: list[ImportedTable]) -> None:
        self.list.clear()
        rows = []
        for table in tables:
            row = QTreeWidgetItem(
                [table.name, number(table.songs), number(len(table.numbers)), printable(table.path)]
            )
            for column in (1, 2):
                row.setTextAlignment(column, _RIGHT)
            row.setToolTip(2, plain(", ".join(table.numbers[:40])))
            row.setToolTip(3, plain(printable(table.path)))
            rows.append(row)
        self.list.addTopLevelItems(rows)
        self.list.setColumnWidth(0, theme.scaled(220))
        for column in (1, 2):
            self.list.resizeColumnToContents(column)
        if rows:
            self.list.setCurrentItem(rows[0])
        self.none.setVisible(not tables)
        self.list.setVisible(bool(tables))
        self.forget.setVisible(bool(tables))
        (self._close if tables else self.more).setDefault(True)  # Enter forgets nothing
        self._show_button()

    def _show_button(self) -> None:
        self.forget.setEnabled(bool(self.list.selectedItems()))

    def _ask(self) -> None:
        row = self.list.selectedItems()[0]
        name, songs = row.text(0), int(row.text(1).replace(",", ""))
        self.question = box = QMessageBox(
            QMessageBox.Icon.Question,
            tr("Forget a table"),
            tr("Forget the table “{name}”?", name=name),
            QMessageBox.StandardButton.Cancel,
            self,
        )
        box.setInformativeText(
            plural(
                "It tells of {n} song. Those without a file leave the library, with its map, groups "
                "and playlists; those with a file stay, and only lose what the table tells of them. "
                "No file is changed or deleted. Import the table again to have it back.",
                "It tells of {n} songs. Those without a file leave the library, with its map, groups "
                "and playlists; those with a file stay, and only lose what the table tells of them. "
                "No file is changed or deleted. Import the table again to have it back.",
                songs,
            )
        )
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        sure = box.addButton(tr("&Forget"), QMessageBox.ButtonRole.DestructiveRole)
        sure.clicked.connect(lambda: self.forget_requested.emit(name))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def _imported(_context: JobContext, db: Database) -> list[ImportedTable]:
    return tables.imported(db)
