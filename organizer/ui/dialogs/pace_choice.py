"""When and how hard the songs of this library are analyzed."""

from __future__ import annotations

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QTimeEdit, QVBoxLayout, QWidget

from organizer.base import system
from organizer.base.language import number, tr
from organizer.library.sounds.pace import Pace
from organizer.library.storage.database import Database
from organizer.ui.widgets.plain_text import Label
from organizer.work.jobs import JobContext

#: What is offered to who has set no hours.
_NIGHT = (22 * 60, 6 * 60)


def keep(_context: JobContext, db: Database, chosen: Pace) -> None:
    """A job: store the pace with the library."""
    from organizer.library.sounds import pace

    pace.store(db, chosen)


class PaceChoice(QWidget):
    """Hours of the day, a share of the processors, and mains power; ``pace()`` gives what was chosen."""

    def __init__(self, pace: Pace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        begin, end = pace.hours or _NIGHT
        self.limited = QCheckBox(tr("Only at these hours:"))
        self.limited.setChecked(pace.hours is not None)
        self.begin = _time(tr("Analyze from"), begin)
        self.end = _time(tr("Analyze until"), end)
        self.share = QSpinBox()
        self.share.setRange(1, 100)
        before, _, behind = tr("at most {n} % of all processors", n="{n}").partition("{n}")
        self.share.setPrefix(before)
        self.share.setSuffix(behind)
        self.share.setAccessibleName(tr("Share of the processors"))
        self.share.setToolTip(
            tr(
                "How busy they may be on average: processes rest between songs for it. How many processes "
                "there are at most says “Songs analyzed at once”."
            )
        )
        self.share.setValue(pace.share)
        self.means = Label()
        self.means.setEnabled(False)
        self.mains = QCheckBox(tr("Only on mains power"))
        self.mains.setToolTip(tr("Not while the computer runs on its battery, if it says so"))
        self.mains.setChecked(pace.mains_only)
        self._lay_out()
        self.limited.toggled.connect(self._show)
        self.share.valueChanged.connect(self._show)
        self.setFocusProxy(self.limited)
        self._show()

    def pace(self) -> Pace:
        """What was chosen. From a time until the same is all day."""
        hours = (_minute(self.begin), _minute(self.end))
        limited = self.limited.isChecked() and hours[0] != hours[1]
        return Pace(hours if limited else None, self.share.value(), self.mains.isChecked())

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widgets in (
            (self.limited, self.begin, Label("–"), self.end),
            (self.share, self.means),
            (self.mains,),
        ):
            row = QHBoxLayout()
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            layout.addLayout(row)

    def _show(self, *_: object) -> None:
        for time in (self.begin, self.end):
            time.setEnabled(self.limited.isChecked())
        share, processors = self.share.value(), system.cores()
        busy = number(processors * share / 100, 1)
        self.means.setText(
            tr("no limit") if share == 100 else tr("{busy} of {n} processors", busy=busy, n=processors)
        )


def _time(name: str, minute: int) -> QTimeEdit:
    time = QTimeEdit(QTime(minute // 60, minute % 60))
    time.setAccessibleName(name)
    time.setDisplayFormat("HH:mm")
    return time


def _minute(time: QTimeEdit) -> int:
    shown = time.time()
    return 60 * shown.hour() + shown.minute()
