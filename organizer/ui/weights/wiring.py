"""Puts the weights into the window: a button beside the map's tools, the sliders over the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction

from organizer.base.language import tr
from organizer.ui.map.view import MapView
from organizer.ui.state.job_ids import Job
from organizer.ui.state.library_work import LibraryWork
from organizer.ui.weights.morphing import Morphing
from organizer.ui.weights.panel import WeightsPanel
from organizer.ui.widgets.parts import IconButton

if TYPE_CHECKING:
    from organizer.ui.weights.odd_dialog import OddDialog


class Weights(QObject):
    """Lets panel, map and library act on each other."""

    def __init__(
        self, work: LibraryWork, view: MapView, action: QAction, *, sound: Callable[[], str] = str
    ) -> None:
        """``action``: what opens and closes the panel. ``sound``: why nothing can be played, "" if it can."""
        super().__init__(view)
        self._state, self._view, self._action = work.state, view, action
        self._sound = sound
        self.dialog: OddDialog | None = None  #: while it is open
        self.morphing = Morphing(work, view)
        self.panel = WeightsPanel(view)
        self.button = IconButton("tune-variant", tr("Weights"), action.toolTip())
        self.button.setText(tr("Weights"))
        self.button.setCheckable(True)
        self.button.toggled.connect(action.setChecked)
        action.toggled.connect(self.button.setChecked)
        view.toolbox.add_switch(self.button)
        action.setChecked(False)
        action.setEnabled(True)
        action.toggled.connect(self.show)
        self.morphing.ready.connect(self._ready)
        self.morphing.moved.connect(self.panel.show_moved)
        self.panel.weights_changed.connect(self.morphing.ask)
        self.panel.closed.connect(self._close)
        self.panel.kept.connect(self.keep)
        self.panel.odd_requested.connect(self.ask_odd)

    def show(self, shown: bool) -> None:
        """Open the panel, or leave it as if nothing had been."""
        if shown:
            self.panel.wait()
            self.panel.show()
            self.panel.place()
            self.morphing.begin()
        else:
            self.panel.hide()
            if self.morphing.open:
                self.morphing.leave()
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Store the weights, and build the map by them."""
        if self.morphing.keep():
            text = (
                tr(
                    "The map is built by your weights as soon as the songs are analyzed; that of before "
                    "is in Library → Map → Earlier maps"
                )
                if self._state.jobs.running(Job.ANALYSIS)
                else tr(
                    "The map is built by your weights now; that of before is in Library → Map → Earlier maps"
                )
            )
            self._state.message.emit(text, "info")
            self._action.setChecked(False)

    def ask_odd(self) -> None:
        """Let a person say which of three songs does not belong; the sliders then stand where that leads."""
        from organizer.ui.weights.odd_dialog import OddDialog

        dialog = OddDialog(self._state, self._view.window(), silent=self._sound())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.learnt.connect(self.panel.set_weights)
        dialog.finished.connect(self._odd_closed)
        self.dialog = dialog
        dialog.open()

    def _odd_closed(self) -> None:
        self.dialog = None

    def _close(self) -> None:
        self._action.setChecked(False)

    def _ready(self) -> None:
        if self.morphing.problem:
            self.panel.refuse(self.morphing.problem)
        else:
            first = not self.panel.sliders["timbre"].isEnabled()
            self.panel.begin(self.morphing.aspects, self.morphing.own)
            if first:
                self.panel.sliders["timbre"].setFocus(Qt.FocusReason.OtherFocusReason)
