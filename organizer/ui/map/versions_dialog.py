"""Earlier maps with small pictures, and going back to one of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import plural, tr
from organizer.library.places.map_versions import Version
from organizer.ui.canvas.layers import to_image
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import Step
from organizer.ui.widgets.empty_view import EmptyView
from organizer.ui.widgets.parts import STEP, keys_text, short_time
from organizer.ui.widgets.plain_text import Label
from organizer.work.arranging import map_tasks
from organizer.work.arranging.map_tasks import DrawnMap
from organizer.work.arranging.map_versions import Pixels
from organizer.work.helper import Helper

#: Of a small picture, in logical pixels.
_WIDE, _HIGH = 176, 110
_NUMBER = Qt.ItemDataRole.UserRole


class MapVersions(QObject):
    """Opens the dialog when it is asked for, and goes back; undo goes forth again."""

    def __init__(self, state: AppState, helper: Helper, window: QWidget) -> None:
        super().__init__(window)
        self._state, self._helper, self._window = state, helper, window
        self.dialog: VersionsDialog | None = None  #: while it is open
        state.map_versions_requested.connect(self.ask)

    def ask(self) -> None:
        """Show the earlier maps."""
        dialog = self.dialog = VersionsDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._go_back)
        dialog.finished.connect(self._closed)
        self._state.jobs.start(
            Job.MAP_VERSIONS,
            self._helper.run,
            map_tasks.versions,
            str(self._state.db.path),
            2 * _WIDE,
            on_result=dialog.show_versions,
            on_error=self._state.complain,
            owner=dialog,
        )
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None

    def _go_back(self, number: int) -> None:
        """To a version; the map of now becomes one, which undo goes back to."""
        other: list[int | None] = [number]

        def swap() -> None:
            if other[0] is not None:
                self._restore(other[0], swapped)

        def swapped(replaced: int | None) -> None:
            other[0] = replaced

        def first(replaced: int | None) -> None:
            swapped(replaced)
            self._state.undoable.emit(Step(tr("Go back to an earlier map"), swap, swap))
            self._state.message.emit(
                tr("This is the earlier map; {keys} goes forth again", keys=keys_text("Ctrl+Z")), "info"
            )

        self._restore(number, first)

    def _restore(self, number: int, then: object) -> None:
        def show(answer: tuple[DrawnMap, int | None]) -> None:
            drawn, replaced = answer
            self._state.set_map(drawn.music_map, drawn.landscape, drawn.relief)
            assert callable(then)
            then(replaced)

        self._state.jobs.start(
            Job.MAP,
            self._helper.run,
            map_tasks.restore,
            str(self._state.db.path),
            number,
            on_result=show,
            on_error=self._state.complain,
            owner=self,
        )


class VersionsDialog(Dialog):
    """A list of maps, the latest first."""

    chosen = Signal(int)  #: the number of the version to go back to

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Earlier maps"))
        words = Label(
            tr(
                "Whenever a map takes the place of another, the one before is kept, the last ten. Going back "
                "puts songs where they lay then; those that came since get a place beside songs like them."
            )
        )
        words.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Earlier maps, the latest first"))
        self.list.setIconSize(QSize(_WIDE, _HIGH))
        self.list.setSpacing(3)
        self.list.setWordWrap(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._empty = EmptyView.over(self.list)
        self._empty.say(tr("The earlier maps are being drawn…"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.button = buttons.addButton(tr("&Go back to this map"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.button.setEnabled(False)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        self.list.itemActivated.connect(self._choose)
        self.list.currentRowChanged.connect(self._show_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        for widget in (words, self.list, buttons):
            layout.addWidget(widget)
        self.resize(560, 520)

    def show_versions(self, versions: list[tuple[Version, Pixels]]) -> None:
        """List these."""
        for version, picture in versions:
            pixmap = QPixmap.fromImage(to_image(picture)).scaled(
                2 * _WIDE,
                2 * _HIGH,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            pixmap.setDevicePixelRatio(2.0)
            lines = (
                plural("{n} song", "{n} songs", version.songs),
                tr("until {when}", when=short_time(version.replaced)),
                tr("then: {reason}", reason=version.reason),
            )
            icon = QIcon(pixmap)
            icon.addPixmap(pixmap, QIcon.Mode.Selected)  # or the chosen one would be tinted
            row = QListWidgetItem(icon, "\n".join(lines))
            row.setData(_NUMBER, version.number)
            self.list.addItem(row)
        self._empty.say(tr("There are no earlier maps yet: one is kept each time the map is built again."))
        self._empty.setVisible(not versions)
        self.list.setCurrentRow(0)

    def _show_button(self, row: int) -> None:
        self.button.setEnabled(row >= 0)

    def _choose(self, *_: object) -> None:
        row = self.list.currentItem()
        if row is not None:
            self.accept()
            self.chosen.emit(row.data(_NUMBER))
