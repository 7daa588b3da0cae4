"""The terms of a search as chips beside the box: each is taken off by a click; the star keeps the search."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QSizePolicy, QToolButton, QWidget

from organizer.base.folding import fold
from organizer.base.language import tr
from organizer.library.lists import searches
from organizer.library.lists.completing import without
from organizer.library.lists.query_grammar import parts
from organizer.library.query import FIELDS, has_numbers
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import STEP, IconButton
from organizer.ui.widgets.plain_text import Label, entry, plain
from organizer.work.jobs import JobContext

_LONGEST = 140  #: logical pixels of a chip's text


class _Chip(QToolButton):
    """A term. Delete and Backspace take it off, too."""

    def __init__(self, term: str) -> None:
        super().__init__()
        self.setObjectName("word")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        text = self.fontMetrics().elidedText(term, Qt.TextElideMode.ElideRight, _LONGEST)
        self.setText(f"{entry(text)}  ✕")
        self.setAccessibleName(tr("Take off {term}", term=term))
        self.setToolTip(plain(tr("{term}\nClick takes it off the search", term=term)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class SearchChips(QWidget):
    """A row in the room beside the box; chips that have no room are counted."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setAccessibleName(tr("Terms of the search"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.chips: list[_Chip] = []
        self._pieces: list[tuple[str, bool]] = []
        self._kept: dict[str, str] = {}  #: names of searches that were kept
        self.more = Label()
        self.star = IconButton("star-outline", tr("Keep this search"))
        self.star.clicked.connect(self.ask_name)
        self.smart = IconButton("lightning-bolt-outline", tr("Make a smart playlist of this search"))
        self.smart.clicked.connect(lambda: state.smart_edit_requested.emit(0, " ".join(state.query.split())))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(STEP, 0, 0, 0)
        self._row.setSpacing(STEP // 2)
        self._row.addWidget(self.more)
        self._row.addWidget(self.star)
        self._row.addWidget(self.smart)
        self._row.addStretch(1)
        state.query_changed.connect(self._show)
        state.searches_changed.connect(self._read_kept)
        self._read_kept()
        self._show(state.query)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(0, super().sizeHint().height())

    def take_off(self, at: int) -> None:
        """Search without a term; the keyboard goes to the one beside it."""
        focused = self.chips[at].hasFocus()
        self._state.set_query(without(self._pieces, at))
        if focused and self.chips:
            self.chips[min(at, len(self.chips) - 1)].setFocus()
        elif focused:
            window = self.window()
            window.setFocus()

    def ask_name(self) -> None:
        """Keep the search under a name; of one that is kept: give it another name, or forget it."""
        query = " ".join(self._state.query.split())
        name = self._kept.get(query, "")
        if not name:
            self._ask(query, query)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("&Rename…"), lambda: self._ask(query, name))
        menu.addAction(tr("&Forget this search"), lambda: self._forget(query))
        menu.popup(self.star.mapToGlobal(self.star.rect().bottomLeft()))

    def _ask(self, query: str, name: str) -> None:
        dialog = QInputDialog(self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Keep this search"))
        dialog.setLabelText(tr("Its name in the side bar:"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(lambda chosen: self.keep(query, chosen))
        dialog.open()

    def keep(self, query: str, name: str) -> None:
        """Keep a search under this name."""
        self._write(lambda _context: searches.keep(self._state.db, query, name))

    def _forget(self, query: str) -> None:
        self._write(lambda _context: searches.forget(self._state.db, query))

    def _write(self, change: Callable[[JobContext], None]) -> None:
        """By a job: a scan may be writing at the moment."""
        state = self._state
        state.jobs.start(
            Job.SEARCH_KEEP,
            change,
            on_result=lambda _none: state.searches_changed.emit(),
            on_error=state.complain,
            owner=self,
        )

    def _show(self, query: str) -> None:
        text = " ".join(query.split())
        listed = parts(text, lambda name: fold(name) in FIELDS, has_numbers)
        self._pieces = [(text[part.start : part.end], part.either) for part in listed]
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        telling = len(self._pieces) > 1 or any(":" in piece for piece, _ in self._pieces)
        self.chips = [_Chip(("or " if either else "") + piece) for piece, either in self._pieces if telling]
        for at, chip in enumerate(self.chips):
            chip.clicked.connect(lambda _checked=False, at=at: self.take_off(at))
            self._row.insertWidget(at, chip)
        self._show_star()
        if not self._pieces or self.parentWidget() is not None:
            self.setVisible(bool(self._pieces))  # without a search the room is for what lies beside it
        self._fit()

    def _read_kept(self) -> None:
        self._kept = {search.query: search.name for search in searches.kept(self._state.db)}
        self._show_star()

    def _show_star(self) -> None:
        query = " ".join(self._state.query.split())
        kept = query in self._kept
        self.star.set_icon("star" if kept else "star-outline")
        self.star.setAccessibleName(tr("Kept search") if kept else tr("Keep this search"))
        self.star.setToolTip(
            tr("Rename or forget this kept search") if kept else tr("Keep this search in the side bar")
        )
        self.star.setVisible(bool(query))
        self.smart.setVisible(bool(query))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show as many chips as there is room for."""
        gap = self._row.spacing()
        buttons = sum(
            each.sizeHint().width() + gap for each in (self.star, self.smart) if not each.isHidden()
        )
        room = self.width() - STEP - buttons
        widths = [chip.sizeHint().width() + gap for chip in self.chips]
        count = self.fontMetrics().horizontalAdvance("+99") + gap
        fitting = 0
        while fitting < len(widths):
            rest = count if fitting + 1 < len(widths) else 0
            if sum(widths[: fitting + 1]) + rest > room:
                break
            fitting += 1
        for at, chip in enumerate(self.chips):
            chip.setVisible(at < fitting)
        left = [piece for piece, _ in self._pieces[fitting:]] if self.chips else []
        self.more.setText(f"+{len(left)}")
        self.more.setToolTip(plain("\n".join(left)))
        self.more.setVisible(bool(left) and room > count)
