"""The right half of the bottom bar: what runs, how fast, how long yet, and what went wrong."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from organizer.base.model import Progress
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import ElidedLabel, clock, count_of, long_time
from organizer.ui.widgets.plain_text import Label

#: Jobs that are shown, the most telling first; what is not named here comes between them.
_FIRST, _LAST = (Job.ANALYSIS, Job.IMPORT, Job.DEMO, Job.MAP), (Job.NETWORK,)

#: What a job is about, where its title does not say it all.
_ABOUT = {
    Job.NETWORK: "The songs are on the map. Behind that the network listens to them; when it has listened\n"
    "to all of them, the map compares songs with it as well."
}

#: The speed is that of the last so many seconds.
_WINDOW = 20.0

#: How long a message stays, in milliseconds; and yet, once a job has something to tell and it only informs.
_MESSAGE_MS, _BESIDE_JOB_MS = 8_000, 3_000


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
    title: str, progress: Progress | None, rate: float | None, paused: bool = False, timed: bool = False
) -> str:
    """ "Hearing 1,204 of 12,408 · 5.1/s · about 36 min left"; ``timed``: "Finding parts 1:20 of 3:04"."""
    if progress is None:
        return f"{title} …"
    if timed and progress.total:
        text = f"{title} {clock(progress.done)} of {clock(progress.total)}"
        return f"{text} · paused" if paused else text
    if not progress.total:
        parts = [f"{title}: {progress.done:,}"] if progress.done else [f"{title} …"]
    else:
        parts = [f"{title} {progress.done:,} of {progress.total:,}"]
    if paused:
        return " · ".join([*parts, "paused"])
    if rate is not None:
        parts.append(f"{rate:.1f}/s" if rate < 100 else f"{rate:,.0f}/s")
        if progress.total:
            parts.append(f"about {long_time((progress.total - progress.done) / rate)} left")
    return " · ".join(parts)


class ProgressPanel(QWidget):
    """Shows the most telling running job, and messages when nothing runs."""

    failures_requested = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Progress")
        self.state = state
        self._shows_paused = False  #: what the button says
        self._progress: dict[Job, Progress | None] = {}
        self._speeds: dict[Job, Speed] = {}
        self.text = ElidedLabel()
        self.text.setAccessibleName("What is being done")
        # on the left, so that nothing moves when the song at the end of the line changes
        self.text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setObjectName("job")
        self.bar.setAccessibleName("Progress of the work")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.pause_button = self._button("pause", "Pause", "Pause the work (Ctrl+Shift+P)", self.toggle_pause)
        self.cancel_button = self._button(
            "close",
            "Cancel",
            "Stop; what was done stays, and Library → Analyze what is left goes on",
            self.cancel,
        )
        self.failed = QToolButton()
        self.failed.setAutoRaise(True)
        self.failed.setIcon(theme.icon("alert-circle-outline"))
        self.failed.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.failed.setToolTip("Which songs failed, and why")
        self.failed.clicked.connect(self.failures_requested)
        self.failed.hide()
        self.map_text = Label()
        self.map_text.setAccessibleName("State of the map")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(8)
        for widget in (self.failed, self.text, self.bar, self.pause_button, self.cancel_button):
            layout.addWidget(widget, 1 if widget is self.text else 0)
        self._message = QTimer(self, singleShot=True)
        self._message.timeout.connect(self._show)
        state.jobs.job_started.connect(self._started)
        state.jobs.job_progressed.connect(self._progressed)
        state.jobs.job_paused.connect(self._show)  # pressing a button is answered at once
        state.jobs.job_ended.connect(self._ended)
        state.message.connect(self.show_message)
        state.message_over.connect(self.end_message)
        self._show()

    @property
    def job(self) -> Job | None:
        """The job that is shown."""
        shown = {job for job, progress in self._progress.items() if progress or not job.late}
        order = [*_FIRST, *(job for job in self._progress if job not in (*_FIRST, *_LAST)), *_LAST]
        return next((job for job in order if job in shown), None)

    def toggle_pause(self) -> None:
        """Hold the job that is shown, or let it go on."""
        job = self.job
        context = self.state.jobs.context(job) if job else None
        if job and context is not None:
            self.state.jobs.pause(job, not context.paused)

    def cancel(self) -> None:
        """Stop the job that is shown."""
        if self.job:
            self.state.jobs.cancel(self.job)
            self.text.set_whole("Stopping …")

    def show_failed(self, failed: int) -> None:
        """Offer the songs that failed, so many."""
        self.failed.setVisible(bool(failed))
        self.failed.setText(f"{failed:,} failed")
        self.failed.setAccessibleName(f"{failed:,} songs failed: show them")

    def show_message(self, text: str, level: str) -> None:
        """Show a message for a while, in the place of the job."""
        self._message.start(_MESSAGE_MS)
        self.text.set_whole(text)
        self.text.setProperty("level", level)

    def end_message(self, text: str) -> None:
        """Take a message back that is no longer true, if it is still shown."""
        if self._message.isActive() and self.text.whole() == text:
            self._message.stop()
            self._show()

    def _button(self, icon: str, name: str, tip: str, call: object) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(theme.icon(icon))
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.clicked.connect(call)
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
            if job == self.job and not self._message.isActive():
                self._show()
            elif job == self.job:
                self._show_controls()
                self._show_bar(progress)
                if self.text.property("level") == "info" and self._message.remainingTime() > _BESIDE_JOB_MS:
                    self._message.start(_BESIDE_JOB_MS)

    def _ended(self, ending: JobEnding) -> None:
        if self._progress.pop(ending.job, self) is not self:
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
        for widget in (self.bar, self.pause_button, self.cancel_button):
            widget.setVisible(job is not None)
        context = self.state.jobs.context(job) if job else None
        paused = context is not None and context.paused
        label = "Go on" if paused else "Pause"
        if paused != self._shows_paused:
            self._shows_paused = paused
            self.pause_button.setIcon(theme.icon("play" if paused else "pause"))
            self.pause_button.setAccessibleName(label)
            self.pause_button.setToolTip(f"{label} (Ctrl+Shift+P)")

    def _show(self, *_: object) -> None:
        self._show_controls()
        job = self.job
        if job is None:
            self.text.set_whole("")
            return
        progress = self._progress[job]
        context = self.state.jobs.context(job)
        paused = context is not None and context.paused
        line = describe(job.title, progress, self._speeds[job].rate(), paused, job.in_seconds)
        what = progress.what if progress is not None and progress.what != job.title else ""
        shares = progress.shares if progress is not None else ""
        workers = progress.workers if progress is not None else ()
        whole = " · ".join(filter(None, (line, shares, what)))
        about = [f"{name}: {count_of(done, 'song')}" for name, done in workers]
        if job in _ABOUT:
            about = [whole, _ABOUT[job], *about]
        self.text.set_whole(whole, "\n".join(about) or None)
        self._show_bar(progress)

    def _show_bar(self, progress: Progress | None) -> None:
        total = progress.total if progress is not None else 0
        self.bar.setRange(0, total)
        if progress is not None and total:
            self.bar.setValue(progress.done)
