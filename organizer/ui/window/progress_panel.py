"""The right half of the bottom bar: what runs, how fast, how long yet, and what went wrong."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from organizer.base.language import number, plural, tr
from organizer.base.model import Progress
from organizer.ui.messages.log import reading_time
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import ElidedLabel, clock, long_time, with_keys
from organizer.ui.widgets.plain_text import Label

#: Jobs that are shown, the most telling first; what is not named here comes between them.
_FIRST = (Job.DEVICE_COPY, Job.ANALYSIS, Job.IMPORT, Job.DEMO, Job.MAP)
_LAST = (Job.NETWORK,)

#: What a job is about, where its title does not say it all.
_ABOUT = {
    Job.NETWORK: tr(
        "The songs are on the map. Behind that the network listens to them; when it has listened\n"
        "to all of them, the map compares songs with it as well."
    )
}

#: The speed is that of the last so many seconds.
_WINDOW = 20.0

#: How long a message stays yet, in milliseconds, once a job has something to tell.
_BESIDE_JOB_MS = 3_000

_PAUSE = "Ctrl+Shift+P"


class Speed:
    """Items a second over the last while, from (time, done) pairs."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()

    def add(self, now: float, done: int) -> None:
        """So many were done at this time, in seconds."""
        if self._points and done < self._points[-1][1]:
            self._points.clear()
        self._points.append((now, done))
        while self._points[-1][0] - self._points[0][0] > _WINDOW:
            self._points.popleft()

    def rate(self) -> float | None:
        """None until there is enough to go by."""
        seconds = self._points[-1][0] - self._points[0][0] if self._points else 0.0
        items = self._points[-1][1] - self._points[0][1] if self._points else 0
        return items / seconds if seconds >= 1.0 and items > 0 else None


def describe(
    title: str,
    progress: Progress | None,
    rate: float | None,
    paused: bool = False,
    timed: bool = False,
    grows: bool = False,
) -> str:
    """ "Hearing 1,204 of 12,408 · 5.1/s · about 36 min left"; ``timed``: "Finding parts 1:20 of 3:04"."""
    if progress is None:
        return f"{title} …"
    done, total = progress.done, progress.total
    if timed and total:
        parts = [f"{title} {tr('{done} of {total}', done=clock(done), total=clock(total))}"]
    elif not total:
        parts = [f"{title}: {number(done)}"] if done else [f"{title} …"]
    else:
        parts = [f"{title} {tr('{done} of {total}', done=done, total=total)}"]
    if paused:
        parts.append(tr("paused"))
    elif progress.waiting:
        parts.insert(0, progress.waiting)  # what matters then, also where there is little room
    elif rate is not None and not timed:
        parts.append(tr("{n}/s", n=number(rate, 1 if rate < 100 else 0)))
        if total:
            left = long_time((total - done) / rate)
            parts.append(
                tr("at least {time} left", time=left) if grows else tr("about {time} left", time=left)
            )
    return " · ".join(parts)


def _icon_size() -> QSize:
    return QSize(theme.small_icon_side(), theme.small_icon_side())


class ProgressPanel(QWidget):
    """Shows the most telling running job, and for a while what was said."""

    failures_requested = Signal()
    messages_requested = Signal()  #: all that was said is wanted

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Progress"))
        self.state = state
        self._shows_paused = False  #: what the button says
        self._progress: dict[Job, Progress | None] = {}
        self._speeds: dict[Job, Speed] = {}
        self.text = ElidedLabel()
        self.text.setAccessibleName(tr("What is being done"))
        # on the left, so that nothing moves when the song at the end of the line changes
        self.text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setObjectName("job")
        self.bar.setAccessibleName(tr("Progress of the work"))
        self.bar.setTextVisible(False)
        self.pause_button = self._button(
            "pause", tr("Pause"), with_keys(tr("Pause the work"), _PAUSE), self.toggle_pause
        )
        self.hurry_button = self._hurry_button()
        self.cancel_button = self._button(
            "close",
            tr("Cancel"),
            tr("Stop; what was done stays, and Library → Analyze what is left goes on"),
            self.cancel,
        )
        self.other_button = self._button(
            "swap-horizontal", tr("Other work"), tr("Show the other work that is being done"), self.show_other
        )
        self._chosen: Job | None = None  #: the job that a person wants to see
        self.failed = QToolButton()
        self.failed.setAutoRaise(True)
        self.failed.setIcon(theme.icon("alert-circle-outline"))
        self.failed.setIconSize(_icon_size())
        self.failed.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.failed.setToolTip(tr("Which songs failed, and why"))
        self.failed.clicked.connect(self.failures_requested)
        self.failed.hide()
        self.map_text = Label()
        self.map_text.setAccessibleName(tr("State of the map"))
        self.messages_button = self._button(
            "message-text-outline",
            tr("Messages"),
            with_keys(tr("All that was said"), "Ctrl+Shift+M"),
            self.messages_requested,
        )
        self._lay_out()
        self._message = QTimer(self, singleShot=True)
        self._message.timeout.connect(self._show)
        state.jobs.job_started.connect(self._started)
        state.jobs.job_progressed.connect(self._progressed)
        state.jobs.job_paused.connect(self._show)  # pressing a button is answered at once
        state.jobs.job_ended.connect(self._ended)
        state.message.connect(self.show_message)
        state.message_over.connect(self.end_message)
        self._show()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(8)
        lines = QVBoxLayout()  # the bar below the text, which has all the room that there is
        lines.setSpacing(4)
        lines.addStretch()
        lines.addWidget(self.text)
        lines.addWidget(self.bar)
        lines.addStretch()
        layout.addWidget(self.failed)
        layout.addLayout(lines, 1)
        for widget in (
            self.other_button,
            self.hurry_button,
            self.pause_button,
            self.cancel_button,
            self.messages_button,
        ):
            layout.addWidget(widget)

    @property
    def jobs(self) -> list[Job]:
        """The jobs that can be shown, the most telling first."""
        order = [*_FIRST, *(job for job in self._progress if job not in (*_FIRST, *_LAST)), *_LAST]
        return [job for job in order if job in self._progress and (self._progress[job] or not job.late)]

    @property
    def job(self) -> Job | None:
        """The job that is shown, and that the buttons are for."""
        jobs = self.jobs
        return self._chosen if self._chosen in jobs else next(iter(jobs), None)

    def show_other(self) -> None:
        """Show the next one of the jobs that run, in turn."""
        jobs = self.jobs
        if self.job is not None:
            self._chosen = jobs[(jobs.index(self.job) + 1) % len(jobs)]
        self._show()

    def toggle_pause(self) -> None:
        """Hold the job that is shown, or let it go on."""
        job = self.job
        context = self.state.jobs.context(job) if job else None
        if job and context is not None:
            self.state.jobs.pause(job, not context.paused)

    def hurry(self) -> None:
        """Let the job that is shown go on now, although it waits for its hours or for power."""
        if self.job:
            self.state.jobs.hurry(self.job)

    def cancel(self) -> None:
        """Stop the job that is shown."""
        if self.job:
            self.state.jobs.cancel(self.job)
            self.text.set_whole(tr("Stopping …"))

    def show_failed(self, failed: int) -> None:
        """Offer the songs that failed, so many."""
        self.failed.setVisible(bool(failed))
        self.failed.setText(plural("{n} failed", "{n} failed", failed))
        self.failed.setAccessibleName(
            plural("{n} song failed: show it", "{n} songs failed: show them", failed)
        )

    def show_message(self, text: str, level: str) -> None:
        """Show what informs for as long as it takes to read, in the place of the job; what warns stands in
        a notice of its own."""
        if level == "info":
            self._message.start(reading_time(text))
            self.text.set_whole(text)

    def end_message(self, text: str) -> None:
        """Take a message back that is no longer true, if it is still shown."""
        if self._message.isActive() and self.text.whole() == text:
            self._message.stop()
            self._show()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a message that has no room opens it in full."""
        if self._message.isActive() and self.text.geometry().contains(event.position().toPoint()):
            self.messages_requested.emit()
        super().mouseReleaseEvent(event)

    def _button(self, icon: str, name: str, tip: str, call: object) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(theme.icon(icon))
        button.setIconSize(_icon_size())
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.clicked.connect(call)
        return button

    def _hurry_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Go on now"))
        button.setToolTip(tr("Do not wait this time"))
        button.clicked.connect(self.hurry)
        return button

    def _started(self, job: Job) -> None:
        if job.title:
            self._progress[job] = None
            self._speeds[job] = Speed()
            self._show_after_message()

    def _progressed(self, job: Job, progress: Progress) -> None:
        if job in self._progress:
            self._progress[job] = progress
            self._speeds[job].add(time.monotonic(), progress.done)
            if not self._message.isActive():  # the other work is named beside the one that is shown
                self._show()
            elif job == self.job:
                self._show_controls()
                self._show_bar(progress)
                if self._message.remainingTime() > _BESIDE_JOB_MS:
                    self._message.start(_BESIDE_JOB_MS)

    def _ended(self, ending: JobEnding) -> None:
        if self._progress.pop(ending.job, self) is not self:
            if ending.job is self._chosen:
                self._chosen = None
            self._speeds.pop(ending.job, None)
            self._show_after_message()

    def _show_after_message(self) -> None:
        """Show the job; a message that was given stays its time."""
        if self._message.isActive():
            self._show_controls()
        else:
            self._show()

    def _show_controls(self) -> None:
        job = self.job
        self.other_button.setVisible(len(self.jobs) > 1)
        for widget in (self.pause_button, self.cancel_button):
            widget.setVisible(job is not None)
        context = self.state.jobs.context(job) if job else None
        paused = context is not None and context.paused
        progress = self._progress[job] if job else None
        waits = progress is not None and bool(progress.waiting) and not paused
        self.hurry_button.setVisible(waits)
        self.bar.setVisible(job is not None and not waits)
        label = tr("Go on") if paused else tr("Pause")
        if paused != self._shows_paused:
            self._shows_paused = paused
            self.pause_button.setIcon(theme.icon("play" if paused else "pause"))
            self.pause_button.setAccessibleName(label)
            self.pause_button.setToolTip(with_keys(label, _PAUSE))

    def _show(self, *_: object) -> None:
        self._show_controls()
        job = self.job
        if job is None:
            self.text.set_whole("")
            return
        progress = self._progress[job]
        context = self.state.jobs.context(job)
        paused = context is not None and context.paused
        grows = job is Job.ANALYSIS and Job.IMPORT in self.jobs  # songs come that are to be analyzed, too
        line = describe(job.title, progress, self._speeds[job].rate(), paused, job.in_seconds, grows)
        what = progress.what if progress is not None and progress.what != job.title else ""
        shares = progress.shares if progress is not None else ""
        workers = progress.workers if progress is not None else ()
        others = [describe(one.title, self._progress[one], None, timed=one.in_seconds) for one in self.jobs]
        beside = [text for one, text in zip(self.jobs, others, strict=True) if one is not job]
        whole = " · ".join(filter(None, (line, shares, *beside, what)))
        about = [f"{name}: {plural('{n} song', '{n} songs', done)}" for name, done in workers]
        if job in _ABOUT:
            about = [whole, _ABOUT[job], *about]
        self.text.set_whole(whole, "\n".join(about) or None)
        self._show_bar(progress)

    def _show_bar(self, progress: Progress | None) -> None:
        total = progress.total if progress is not None else 0
        self.bar.setRange(0, total)
        if progress is not None and total:
            self.bar.setValue(progress.done)
