"""The real window with the demo songs, as a picture.

python -m bench.screenshot [docs/window.png] [--songs 60] [--seconds 30]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    from PySide6.QtCore import QTimer

    from organizer.base import settings
    from organizer.cli.parser import run

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", type=Path, nargs="?", default=Path("window.png"))
    parser.add_argument("--songs", default="60")
    parser.add_argument("--seconds", default="30")
    options = parser.parse_args()
    target = options.target.resolve()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = folder
        library = Path(folder) / "library.db"
        demo = ["demo", f"{folder}/songs", "--songs", options.songs, "--seconds", options.seconds]
        for arguments in (demo, ["add", f"{folder}/songs"], ["map"], ["groups"]):
            if code := run(["--library", str(library), *arguments]):
                return code

        from PySide6.QtWidgets import QApplication

        from organizer.app import run_gui
        from organizer.library import tracks
        from organizer.library.storage.database import Database
        from organizer.ui.window.main_window import MainWindow

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
