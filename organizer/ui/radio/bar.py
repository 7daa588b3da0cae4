"""The bar of the radio, above the queue: what it plays from, how far it may go, and its end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from organizer.analysis.playing.radio import Rules
from organizer.base.language import tr
from organizer.ui.radio.control import RadioControl
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, ElidedLabel, IconButton
from organizer.ui.widgets.plain_text import Label

#: Places of the slider.
_STEPS = 20
#: Songs between two of one artist that can be asked for.
_MOST_APART = 50


class RadioBar(QFrame):
    """Hidden while there is no radio."""

    def __init__(self, control: RadioControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._control = control
        self.setObjectName("radio")
        self.setAccessibleName(tr("Radio"))
        self.name = ElidedLabel()
        font = self.name.font()
        font.setBold(True)
        self.name.setFont(font)
        self._icon = Label()
        self.stop_button = QPushButton(tr("Stop"))
        self.stop_button.setToolTip(
            tr("End the radio; its songs become a playlist, and what follows plays on")
        )
        self.stop_button.setAccessibleName(tr("Stop the radio"))
        self.save_button = QPushButton(tr("Keep as playlist"))
        self.save_button.setToolTip(
            tr("Save what it played, and what follows, as a playlist in the library; the radio goes on")
        )
        self.keep_button = QPushButton(tr("Make playlist"))
        self.keep_button.setToolTip(tr("Make what it played, and what was to follow, the playlist at hand"))
        self.close_button = IconButton("close", tr("Close the bar of the radio"))
        self.drift = QSlider(Qt.Orientation.Horizontal)
        self.drift.setRange(0, _STEPS)
        self.drift.setPageStep(_STEPS // 5)
        self.drift.setAccessibleName(tr("How far the radio goes: stays or drifts"))
        self.drift.setToolTip(
            tr("Left: all songs are like those that it started from. Right: it walks away, song by song")
        )
        self.apart = QSpinBox()
        self.apart.setRange(0, _MOST_APART)
        self.apart.setAccessibleName(tr("No artist again within so many songs"))
        self.apart.setToolTip(tr("So many other songs come first, if there are enough artists"))
        self.remark = Label()
        self.remark.setWordWrap(True)
        self._settings = QWidget()
        self._arrange()
        self._read(control.rules)
        self.stop_button.clicked.connect(control.stop)
        self.save_button.clicked.connect(control.keep)
        self.keep_button.clicked.connect(self._keep)
        self.close_button.clicked.connect(control.forget)
        self.drift.valueChanged.connect(self._changed)
        self.apart.valueChanged.connect(self._changed)
        control.changed.connect(self.show_radio)
        self.show_radio()

    def show_radio(self) -> None:
        """Show what is so now."""
        control = self._control
        self.setVisible(bool(control.name))
        if not control.name:
            return
        self._icon.setPixmap(theme.icon("radio").pixmap(18, 18))
        self.name.set_whole(control.name if control.active else tr("{name} (ended)", name=control.name))
        self.stop_button.setVisible(control.active)
        self.save_button.setVisible(control.active)
        self.keep_button.setVisible(not control.active)
        self.close_button.setVisible(not control.active)
        self._settings.setVisible(control.active)
        self.remark.setVisible(bool(control.remark) and control.active)
        self.remark.setText(f"{control.remark}.")

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(STEP)
        for widget in (self._icon, self.name, self.keep_button, self.stop_button, self.close_button):
            head.addWidget(widget, 1 if widget is self.name else 0)
        slide = QHBoxLayout()
        slide.setSpacing(STEP)
        slide.addWidget(Label(tr("stays")))
        slide.addWidget(self.drift, 1)
        slide.addWidget(Label(tr("drifts")))
        apart = QHBoxLayout()
        apart.setSpacing(STEP)
        apart.addWidget(Label(tr("No artist again within")))
        apart.addWidget(self.apart)
        apart.addWidget(Label(tr("songs")))
        apart.addStretch(1)
        settings = QVBoxLayout(self._settings)
        settings.setContentsMargins(0, 0, 0, 0)
        settings.setSpacing(STEP // 2)
        settings.addLayout(slide)
        settings.addLayout(apart)
        settings.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignRight)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(STEP, STEP, STEP, STEP)
        rows.setSpacing(STEP // 2)
        rows.addLayout(head)
        rows.addWidget(self._settings)
        rows.addWidget(self.remark)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _read(self, rules: Rules) -> None:
        self.drift.setValue(round(rules.drift * _STEPS))
        self.apart.setValue(rules.artist_gap)

    def _changed(self) -> None:
        self._control.set_rules(Rules(self.drift.value() / _STEPS, self.apart.value()))

    def _keep(self) -> None:
        self._control.make_playlist()
        self._control.forget()
