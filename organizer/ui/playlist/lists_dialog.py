"""Which playlists of a file that holds several are taken, and under which names."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import plural, tr
from organizer.library.playlists.playlist_xml import FOLDERS
from organizer.ui.looks.dialog import Dialog
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label, shown
from organizer.work.playlists.several import Several

_NAME = int(Qt.ItemDataRole.UserRole)
_IN_FILE, _SAVED = range(2)


class ListsDialog(Dialog):
    """Folders and playlists as a tree with boxes; the second column is what a playlist is called here."""

    taken = Signal(str, object)  #: the file, and of each playlist its name there and here

    def __init__(self, several: Several, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Playlists of a file"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path = several.path
        self.summary = Label()
        self.summary.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Playlists of the file"))
        self.tree.setToolTip(tr("Tick what is taken; a double click on a name changes it"))
        self.tree.setHeaderLabels([tr("In the file"), tr("Saved as")])
        self.tree.setUniformRowHeights(True)
        self._fill(several)
        self.tree.expandAll()
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.tree.itemChanged.connect(lambda *_: self._show_count())
        self.tree.itemDoubleClicked.connect(self._edit)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take_button = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take_button.setToolTip(tr("Save the ticked playlists in the library"))
        for text, tip, on in (
            (tr("&All"), tr("Tick all playlists"), True),
            (tr("&None"), tr("Tick none"), False),
        ):
            button = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, on=on: self._tick(on))
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        layout.addWidget(self.summary)
        layout.addWidget(self.tree, 1)
        layout.addWidget(buttons)
        self.resize(640, 460)
        self._show_count()

    def wanted(self) -> list[tuple[str, str]]:
        """The names of the ticked playlists, in the file and here."""
        return [
            (str(item.data(_IN_FILE, _NAME)), item.text(_SAVED).strip() or str(item.data(_IN_FILE, _NAME)))
            for item in self._lists()
            if item.checkState(_IN_FILE) == Qt.CheckState.Checked
        ]

    def _fill(self, several: Several) -> None:
        folders: dict[tuple[str, ...], QTreeWidgetItem] = {}
        for name in several.names:
            *way, last = name.split(FOLDERS)
            above: QTreeWidget | QTreeWidgetItem = self.tree
            for depth in range(1, len(way) + 1):
                key = tuple(way[:depth])
                if key not in folders:
                    folders[key] = QTreeWidgetItem(above, [shown(way[depth - 1])])
                    folders[key].setFlags(
                        folders[key].flags()
                        | Qt.ItemFlag.ItemIsUserCheckable
                        | Qt.ItemFlag.ItemIsAutoTristate
                    )
                above = folders[key]
            item = QTreeWidgetItem(above, [shown(last), shown(name)])
            item.setData(_IN_FILE, _NAME, name)
            item.setFlags(
                item.flags()
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsEditable
                | Qt.ItemFlag.ItemNeverHasChildren
            )
            item.setCheckState(_IN_FILE, Qt.CheckState.Checked)
        self.tree.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)  # see ``_edit``

    def _lists(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        left = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        while left:
            item = left.pop(0)
            if item is None:
                continue
            left[:0] = [item.child(at) for at in range(item.childCount())]
            if item.data(_IN_FILE, _NAME) is not None:
                found.append(item)
        return found

    def _edit(self, item: QTreeWidgetItem, _column: int) -> None:
        """The name here is changed; that in the file stays."""
        if item.data(_IN_FILE, _NAME) is not None:
            self.tree.editItem(item, _SAVED)

    def _tick(self, on: bool) -> None:
        for item in self._lists():
            item.setCheckState(_IN_FILE, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _show_count(self) -> None:
        wanted, all_of = len(self.wanted()), len(self._lists())
        self.summary.setText(
            plural(
                "The file holds {n} playlist. What is ticked is saved; songs that lack are kept as missing.",
                "The file holds {n} playlists. What is ticked is saved; songs that lack are kept as missing.",
                all_of,
            )
        )
        self.take_button.setText(plural("&Save {n} playlist", "&Save {n} playlists", wanted))
        self.take_button.setEnabled(wanted > 0)

    def _take(self) -> None:
        self.taken.emit(self._path, self.wanted())
        self.accept()
