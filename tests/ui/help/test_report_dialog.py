"""About the program, the report of a problem, and safe mode, in the window."""

from __future__ import annotations

import json
import logging

from PySide6.QtGui import QGuiApplication

from organizer import app
from organizer.base import settings as settings_module
from organizer.base.reporting import log_file
from organizer.base.settings import Settings
from organizer.library.storage.database import Database
from organizer.ui.help import last_start
from organizer.ui.help.about_dialog import AboutDialog
from organizer.ui.help.report_dialog import ReportDialog
from tests.work.arranging.test_mapping import add_songs


def opened(qtbot, window, kind):
    qtbot.waitUntil(lambda: bool(window.findChildren(kind)), timeout=60_000)
    return window.findChildren(kind)[0]


def test_a_report_is_read_copied_and_saved_and_names_only_what_was_wanted(qtbot, open_window, db, tmp_path):
    add_songs(db, 3)
    log_file.folder().mkdir(parents=True)
    log_file.path().write_text("‹/music/a.mp3› cannot be read\n", "utf-8")
    window = open_window().window
    window.commands.dialogs.report()
    dialog = opened(qtbot, window, ReportDialog)
    qtbot.waitUntil(dialog.copy_button.isEnabled, timeout=60_000)
    assert "- songs: 3" in dialog.text.toPlainText() and "/music" not in dialog.text.toPlainText()
    dialog.copy()
    assert QGuiApplication.clipboard().text() == dialog.text.toPlainText()
    dialog.names.setChecked(True)
    qtbot.waitUntil(lambda: "/music/a.mp3" in dialog.text.toPlainText(), timeout=60_000)
    dialog.save(str(tmp_path / "report.txt"))
    assert (tmp_path / "report.txt").read_text("utf-8") == dialog.text.toPlainText()
    dialog.reject()


def test_about_names_all_parts_and_their_licences(qtbot, open_window):
    window = open_window().window
    window.commands.dialogs.about()
    dialog = opened(qtbot, window, AboutDialog)
    qtbot.waitUntil(lambda: "mutagen" in dialog.licences.toPlainText(), timeout=60_000)
    assert "GPL-2.0-or-later" in dialog.licences.toPlainText()
    dialog.reject()


def test_safe_mode_has_the_usual_settings_and_stores_none(qtbot, qapp, tmp_path):
    settings_module.save(Settings(theme="dark", network="/gone.onnx", jobs=7))
    stored = json.loads(settings_module.settings_file().read_text("utf-8"))
    chosen = last_start.safe(settings_module.load())
    assert (chosen.theme, chosen.network, chosen.watch_folders) == ("dark", "", False)
    with Database(tmp_path / "library.db") as db:
        session = app.Session(qapp, db, chosen, safe_mode=True)
        session.window.show()
        with qtbot.waitSignal(session.window.views_ready, timeout=60_000):
            session.start()
        session.state.set_settings(Settings(jobs=3))
        session.window.close()
        session.close()
    assert json.loads(settings_module.settings_file().read_text("utf-8")) == stored


def test_an_error_of_the_program_is_told_once_and_logged(qtbot, open_window, caplog):
    session = open_window()
    session._hook = lambda *_: None
    said = []
    session.state.message.connect(lambda text, level: said.append((text, level)))
    for _ in range(2):
        try:
            raise ZeroDivisionError("by nothing")
        except ZeroDivisionError as error:
            with caplog.at_level(logging.ERROR):
                session._excepted(ZeroDivisionError, error, error.__traceback__)
    assert len(said) == 1 and "ZeroDivisionError: by nothing" in said[0][0] and said[0][1] == "error"
    assert len(caplog.records) == 2
