"""The real window with the demo songs, as a picture: ``python -m bench.screenshot docs/window.png``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    from PySide6.QtCore import QTimer

    from organizer import settings
    from organizer.cli import run

    target = Path(sys.argv[1] if len(sys.argv) > 1 else "window.png").resolve()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = folder
        library = Path(folder) / "library.db"
        for arguments in (["demo", f"{folder}/songs"], ["add", f"{folder}/songs"], ["map"], ["groups"]):
            if code := run(["--library", str(library), *arguments]):
                return code

        from PySide6.QtWidgets import QApplication

        from organizer.app import run_gui
        from organizer.library import tracks
        from organizer.library.database import Database
        from organizer.ui.main_window import MainWindow

        with Database(library) as db:
            chosen = tracks.query(db, "folk", order="title")

        def prepare() -> None:
            window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
            window.resize(1440, 900)
            window.state.select(chosen[:4], "screenshot")
            window.state.playlist_add_requested.emit(chosen)
            QTimer.singleShot(1500, lambda: (window.grab().save(str(target)), window.close()))

        application_exec = QApplication.exec

        def execute(*_: object) -> int:
            QTimer.singleShot(2500, prepare)
            return application_exec()

        QApplication.exec = execute
        return run_gui([], library=library, settings=settings.Settings(theme="light"))


if __name__ == "__main__":
    sys.exit(main())
