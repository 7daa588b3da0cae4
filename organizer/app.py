"""The composition root of the window: the one place that wires things together."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import organizer.ui  # noqa: F401  first: what is loaded after it loads faster

# isort: split
from PySide6.QtCore import QCoreApplication, QEvent, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from organizer.base import settings as settings_module
from organizer.base.errors import DamagedLibrary, LibraryError, OrganizerError
from organizer.base.language import plural, tr
from organizer.base.reporting import crashes, log_file
from organizer.base.settings import Settings
from organizer.base.stopping import on_stop
from organizer.library.files import folders
from organizer.library.storage.database import Database
from organizer.ui import qt_language, startup
from organizer.ui.help import last_start
from organizer.ui.looks import motion
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.state.library_work import LibraryWork
from organizer.ui.widgets import theme
from organizer.ui.widgets.dressing import Dressing
from organizer.ui.window.main_window import MainWindow
from organizer.work.jobs import JobContext
from organizer.work.playlists import likeness
from organizer.work.watching import Watcher

if TYPE_CHECKING:
    from organizer.work.tags.tagging import Recovery

log = logging.getLogger(__name__)

#: Background threads let the window run this often, in seconds.
_SWITCH_INTERVAL = 0.0002

#: Every so many milliseconds it is checked whether a day has passed since the last copy of the library.
_COPY_INTERVAL = 180_000

#: A window that is not painted, since it starts as a mere icon, begins its work after so many milliseconds.
_UNSEEN = 500

#: From this many pixels on a screen without a scale of its own is enlarged.
_WIDE = 3200

#: Songs from which on bringing an older library up to date takes a moment.
_SLOW_UPGRADE = 20_000


def run_gui(
    paths: Sequence[str],
    library: Path | None = None,
    settings: Settings | None = None,
    *,
    safe_mode: bool = False,
) -> int:
    """Open the window on a library and add these paths to it. Returns when the window is closed.

    In safe mode it has the usual settings and layout, stores neither, and works on nothing by itself.
    """
    written = log_file.start()
    watch = crashes.Watch()
    try:
        return _run(paths, library, settings, watch, safe_mode=safe_mode or watch.before.safe_mode_due)
    except BaseException as error:
        watch.crashed(error)
        raise
    finally:
        watch.close()
        log_file.stop(written)


def _run(
    paths: Sequence[str],
    library: Path | None,
    settings: Settings | None,
    watch: crashes.Watch,
    *,
    safe_mode: bool,
) -> int:
    app = make_application()
    problem = "" if settings else settings_module.mend()
    chosen = settings or settings_module.load()
    if safe_mode:
        chosen = last_start.safe(chosen)
    theme.apply(app, chosen.theme, chosen.text_size)
    try:
        db = _open(library or settings_module.default_library())
    except LibraryError as error:
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.critical(None, "Organizer", str(error))
        print(f"organizer: {error}", file=sys.stderr)
        return 1
    if db is None:
        return 1
    with contextlib.closing(db):
        session = Session(app, db, chosen, safe_mode=safe_mode)
        if problem:
            session.state.message.emit(problem, "warning")
        if text := last_start.words(watch.before, safe_mode=safe_mode):
            session.state.message.emit(text, "warning")
        session.window.views_ready.connect(watch.ready)
        session.window.views_ready.connect(startup.settle)
        session.window.show()
        session.start(paths)
        with _interruptible(session.window.close):
            code = app.exec()
        session.close()
    return code


def _open(library: Path) -> Database | None:
    """The library; a damaged one after a copy took its place, or None when the person gave it up."""
    while True:
        try:
            return Database(library, on_upgrade=_upgrading())
        except DamagedLibrary as error:
            from organizer.ui.window.library_rescue import LibraryRescue

            print(f"organizer: {error}", file=sys.stderr)
            dialog = LibraryRescue(library, error)
            with _interruptible(dialog.reject):
                if not dialog.exec():
                    return None


def _upgrading() -> Callable[[int, int], None]:
    """What shows that a library is brought up to date before it opens; a small one is at once."""
    from PySide6.QtWidgets import QProgressDialog

    dialog: QProgressDialog | None = None

    def report(done: int, songs: int) -> None:
        nonlocal dialog
        if songs < _SLOW_UPGRADE:
            return
        if dialog is None:
            dialog = QProgressDialog(tr("Bringing the library up to date, once …"), "", 0, songs)
            dialog.setCancelButton(None)
            dialog.setMinimumDuration(0)
        dialog.setMaximum(songs)
        dialog.setValue(done)
        QApplication.processEvents()

    return report


def make_application() -> QApplication:
    """The one application object of this process."""
    app = QApplication.instance() or _scaled_application()
    assert isinstance(app, QApplication)
    qt_language.install(app)
    app.setApplicationName("organizer")
    app.setApplicationDisplayName("Organizer")
    app.setDesktopFileName("organizer")
    # background threads must not hold up the GUI thread for longer than a small part of a frame
    sys.setswitchinterval(_SWITCH_INTERVAL)
    return app


def _scaled_application() -> QApplication:
    """On a screen of very many pixels whose desktop does not enlarge anything, everything would be tiny:
    enlarge it then. Qt takes the factor only before its application is made, hence the second one."""
    arguments = [*sys.argv[:1], "-style", "fusion"]
    app = QApplication(arguments)
    screen = app.primaryScreen()
    scaled = any(name in os.environ for name in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI"))
    if screen is None or scaled or screen.size().width() < _WIDE or screen.devicePixelRatio() > 1:
        return app
    if screen.logicalDotsPerInch() > 110:
        return app
    os.environ["QT_SCALE_FACTOR"] = "2" if screen.physicalDotsPerInch() > 150 else "1.5"
    try:
        app.shutdown()
        del app, screen
        return QApplication(arguments)
    finally:
        del os.environ["QT_SCALE_FACTOR"]  # not for the programs that are started from here


class Session:
    """A library in a window, from its opening to its close."""

    def __init__(
        self, app: QApplication, db: Database, settings: Settings, *, safe_mode: bool = False
    ) -> None:
        likeness.install()
        self.app = app
        self.db = db
        self.state = AppState(db, settings)
        self.work = LibraryWork(self.state, self.state)
        self.window = MainWindow(
            self.state, self.work, settings_module.settings_file().with_name(_layout_file(safe_mode))
        )
        self._safe_mode = safe_mode
        self._told: set[str] = set()  #: errors of the program itself that the person knows of
        self._paths: list[str] | None = None  #: to be added when the work begins
        self._watcher: Watcher | None = None
        self._settings = settings  #: as they were before the next change
        self._dressing = Dressing(app, self.window)
        self._dressing.changed.connect(self.state.theme_changed)
        self.state.settings_changed.connect(self._settings_changed)
        self.state.watched_changed.connect(self._watch_anew)
        self.state.jobs.job_ended.connect(self._job_ended)
        motion.choose(settings.motion)
        app.styleHints().colorSchemeChanged.connect(self._system_theme_changed)
        app.styleHints().accessibility().contrastPreferenceChanged.connect(self._system_theme_changed)
        self.state.jobs.explain = db.explain
        self._hook = sys.excepthook
        sys.excepthook = self._excepted
        self._copying = QTimer(self.window, interval=_COPY_INTERVAL)
        self._copying.timeout.connect(self._copy_library)

    def start(self, paths: Sequence[str] = ()) -> None:
        """Begin the background work, once the window is on the screen: it must not wait for it."""
        self._paths = list(paths)
        self.window.painted.connect(lambda: self._begin())
        QTimer.singleShot(_UNSEEN, self.window, lambda: self._begin())

    def close(self) -> None:
        """Stop what runs; what is left goes on next time."""
        hints = self.app.styleHints()
        hints.colorSchemeChanged.disconnect(self._system_theme_changed)
        hints.accessibility().contrastPreferenceChanged.disconnect(self._system_theme_changed)
        sys.excepthook = self._hook
        self._copying.stop()
        if not self.state.jobs.stop_all():
            log.warning("some background work did not stop in time")
        self.work.close()
        if self._watcher is not None:
            self._watcher.stop()
        self.window.deleteLater()
        self.state.deleteLater()
        # now, and in this order: what is left to the end of the process is taken apart in any
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _begin(self) -> None:
        """First the window as a whole, then the work: both at once would hold each other up."""
        paths, self._paths = self._paths, None
        if paths is None:
            return
        from organizer.base.memory import give_back

        give_back()
        self.window.views_ready.connect(self._go_on)
        self.window.build_views()
        self.window.commands.add_paths(paths)
        self.work.take_stock()

    def _go_on(self) -> None:
        self.db.on_remark(lambda text: self.state.jobs.call_later(self._remarked, text))
        if self._safe_mode:
            self.work.show()
            return
        if self.db.read_only:
            self.state.message.emit(
                tr("The library can only be looked at: {reason}", reason=self.db.read_only), "warning"
            )
            self.work.show()
            return
        self.state.jobs.start(Job.RECOVER, _recover, self.db, on_result=self._recovered)
        self.work.begin()
        self._copying.start()
        self.state.jobs.start(Job.MOTION, _ask_about_motion, on_result=motion.system_says)
        if self.db.left_open:
            self.state.jobs.start(Job.CHECK, _check, self.db, on_result=self._checked)
        if self.state.settings.watch_folders:
            self._watch()

    def _remarked(self, text: str) -> None:
        self.state.message.emit(f"{text[:1].upper()}{text[1:]}", "warning")

    def _checked(self, damage: DamagedLibrary | None) -> None:
        """After a start that followed a bad end."""
        if damage is not None:
            self.state.message.emit(str(damage), "error")

    def _copy_library(self) -> None:
        """Once a day, in the background."""
        self.state.jobs.start(Job.COPY, _copy, self.db.path, on_error=self._not_copied)

    def _not_copied(self, error: Exception) -> None:
        self.state.message.emit(tr("No copy of the library was made: {error}", error=error), "warning")

    def _excepted(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """What nobody caught on the window's thread: what the world did is shown, the rest is a bug."""
        if isinstance(error, OrganizerError):
            self.state.message.emit(str(error), "error")
            return
        log.error("an error of the program", exc_info=(kind, error, trace))
        self._hook(kind, error, trace)
        place = log_file.described(error)
        if place not in self._told:
            self._told.add(place)
            text = tr(
                "Something went wrong inside, and what you asked for may not have been done: {error}. Your "
                "library and your files are whole. Help → Report a problem… has what happened.",
                error=f"{kind.__name__}: {error}",
            )
            self.state.message.emit(text, "error")

    def _recovered(self, recovery: Recovery) -> None:
        self.state.change_library(recovery.changes)
        if recovery.edits:
            self.state.message.emit(
                plural(
                    "{n} unfinished tag edit was put right",
                    "{n} unfinished tag edits were put right",
                    recovery.edits,
                ),
                "info",
            )
        if recovery.open:
            self.state.message.emit(
                tr(
                    "A tag edit was interrupted, and {open} of its files cannot be looked at now; that "
                    "is done when they are there again",
                    open=recovery.open,
                ),
                "warning",
            )
        if recovery.damaged:
            self.state.message.emit(
                plural(
                    "{n} row in the journal of tag edits is damaged and was set aside: see Edit → "
                    "History of edits",
                    "{n} rows in the journal of tag edits are damaged and were set aside: see Edit → History "
                    "of edits",
                    len(recovery.damaged),
                ),
                "warning",
            )

    def _watch(self) -> None:
        if self._watcher is None:
            from organizer.library.tags.tags import AUDIO_SUFFIXES

            self._watcher = Watcher(
                lambda folders: self.state.jobs.call_later(self.work.intake.notice, folders), AUDIO_SUFFIXES
            )
        self.state.jobs.start(Job.WATCH, _watch_roots, self.db, self._watcher)

    def _watch_anew(self) -> None:
        """Other folders are watched from now on."""
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None
            self._watch()

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job == Job.IMPORT and self.state.settings.watch_folders:
            self._watch()

    def _settings_changed(self, settings: Settings) -> None:
        """Each setting that changed has its effect, and no other: the volume dresses nothing anew."""
        before, self._settings = self._settings, settings
        try:
            if not self._safe_mode:
                settings_module.save(settings)
        except OrganizerError as error:
            self.state.message.emit(tr("The settings could not be stored: {error}", error=error), "error")
        if (settings.theme, settings.text_size) != (before.theme, before.text_size):
            self._dress()
        motion.choose(settings.motion)
        if settings.network != before.network:
            self.work.network_stage.change()
            self.work.analyze()
        if settings.weights != before.weights and self.state.music_map is not None:
            self.work.build_map()
        if settings.watch_folders and not before.watch_folders:
            self._watch()
        elif self._watcher is not None and not settings.watch_folders:
            self._watcher.stop()
            self._watcher = None

    def _system_theme_changed(self, _scheme: object) -> None:
        if self.state.settings.theme == theme.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        self._dressing.change(self.state.settings.theme, self.state.settings.text_size)


def _layout_file(safe_mode: bool) -> str:
    """What the window's layout is stored in; that of safe mode is not that of other starts."""
    return "window-safe-mode.ini" if safe_mode else "window.ini"


def _recover(context: JobContext, db: Database) -> Recovery:
    """Put right what a crash in the middle of writing tags or of moving files left behind."""
    from organizer.work.files import history

    return history.recover(db)


def _check(_context: JobContext, db: Database) -> DamagedLibrary | None:
    from organizer.library import health

    return health.explanation(db)


def _ask_about_motion(_context: JobContext) -> bool | None:
    from organizer.ui.looks import desktop_motion

    return desktop_motion.reduced()


def _copy(context: JobContext, library: Path) -> None:
    from organizer.library.storage import copies

    if copies.is_due(library):
        copies.make(library, context.check_cancelled)


def _watch_roots(_context: JobContext, db: Database, watcher: Watcher) -> None:
    with contextlib.suppress(OrganizerError):
        watcher.watch(folders.watched(db))


@contextlib.contextmanager
def _interruptible(close: Callable[[], object]) -> Iterator[None]:
    """Ctrl+C and its like close the window in order. A byte through a socket, which every system can wait
    for, wakes Qt's loop; Python's handler alone would not."""
    read, write = socket.socketpair()
    write.setblocking(False)
    notifier = QSocketNotifier(read.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_: (read.recv(64), close()))
    before_wakeup = signal.set_wakeup_fd(write.fileno())
    try:
        with on_stop(lambda: None):
            yield
    finally:
        signal.set_wakeup_fd(before_wakeup)
        notifier.setEnabled(False)
        read.close()
        write.close()
