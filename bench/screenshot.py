"""The pictures of the README and the guide: the real window, with the demo songs and covers drawn for them.

python -m bench.screenshot [docs] [--songs 120] [--seconds 20] [--pause 1] [--library FILE] [--everywhere]

With --everywhere two more: the window in four languages, and in four looks (mirrored, text of 200 %, two of
high contrast).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from organizer.base import settings

if TYPE_CHECKING:
    from PIL.Image import Image
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from organizer.library.storage.database import Database
    from organizer.ui.window.main_window import MainWindow

_SIZE = (1280, 800)
_EDGE = 240  #: pixels of a cover
_MOST_BYTES = 250_000
_EFFORT = 6  #: that WebP makes, up to 6: smaller files, and most of the time that a picture takes
#: What a window is opened with: environment, theme, text in percent. Four each are on one picture.
_EVERYWHERE = {
    "languages": [({"ORGANIZER_LANGUAGE": language}, "light", 100) for language in ("de", "es", "fr", "ja")],
    "looks": [
        ({"ORGANIZER_LANGUAGE": "ar-XB"}, "light", 100),
        ({}, "light", 200),
        ({}, "light-contrast", 100),
        ({}, "dark-contrast", 100),
    ],
}
_REGIONS = (("Late night", "genre:ambient or genre:classical"), ("Kitchen", "genre:folk or genre:jazz"))


def cover(album: str) -> bytes:
    """A sleeve for an album: shapes in three colours, the same for the same name; a PNG."""
    from PIL import Image, ImageColor, ImageDraw

    seed = hashlib.sha256(album.encode()).digest()
    hue = seed[0] * 360 // 256
    ground, shape, other = (
        ImageColor.getrgb(f"hsl({(hue + turn) % 360}, {full}%, {light}%)")
        for turn, full, light in ((0, 45, 30), (150 + seed[1] % 60, 60, 62), (40, 55, 80))
    )
    image = Image.new("RGB", (_EDGE, _EDGE), ground)
    draw = ImageDraw.Draw(image)
    for at, value in enumerate(seed[2:7]):
        x, y, size = value % 200, seed[10 + at] % 200, 40 + seed[20 + at] % 90
        box = (x, y, x + size, y + size)
        colour = (shape, other)[at % 2]
        (draw.ellipse, draw.rectangle, draw.pieslice)[seed[3] % 3](
            box, *((20, 250) if seed[3] % 3 == 2 else ()), fill=colour
        )
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def dress(songs: Path) -> None:
    """Put the covers into the files of the demo."""
    from mutagen.id3 import APIC, ID3

    for path in sorted(songs.rglob("*.mp3")):
        opened = ID3(path)
        album = f"{opened.get('TPE1')} {opened.get('TALB')}"
        opened.add(APIC(encoding=3, mime="image/png", type=3, desc="", data=cover(album)))
        opened.save(path)


def make_library(folder: Path, songs: str, seconds: str) -> Path:
    """The demo songs on a map, in groups, with two regions."""
    from organizer.cli.parser import run

    library = folder / "library.db"

    def call(*arguments: str) -> None:
        if code := run(["--library", str(library), *arguments]):
            raise SystemExit(code)

    call("demo", str(folder / "songs"), "--songs", songs, "--seconds", seconds)
    dress(folder / "songs")
    call("add", str(folder / "songs"))
    call("map")
    call("groups")
    for name, query in _REGIONS:
        call("regions", "make", name, query)
    return library


def write(image: QImage, path: Path, effort: int = _EFFORT) -> None:
    """As WebP, in colours that stay true, as good as the size that a picture of the guide may have allows."""
    from PIL import Image
    from PySide6.QtGui import QImage

    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    data = bytes(plain.constBits())[: plain.bytesPerLine() * plain.height()]
    size = plain.width(), plain.height()
    save(Image.frombytes("RGB", size, data, "raw", "RGB", plain.bytesPerLine()), path, effort)


def save(picture: Image, path: Path, effort: int = _EFFORT) -> None:
    """As ``write``, of a picture of Pillow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for quality in (92, 88, 84, 80):
        picture.save(path, quality=quality, method=effort)
        if path.stat().st_size < _MOST_BYTES:
            break
    print(f"{path}: {path.stat().st_size:,} bytes")


class Photographer:
    """Does in the window what a person would, and draws it after each step."""

    def __init__(self, window: MainWindow, db: Database, folder: Path, pause: float) -> None:
        self._window, self._state, self._folder = window, window.state, folder
        self._db, self._pause = db, pause
        self._effort = _EFFORT if pause >= 1 else 0

    def draw(self, *, first: bool) -> None:
        """All pictures, one after the other, or the first alone."""
        self._window.resize(*_SIZE)
        self.wait(1500)
        steps = (
            *(self.start, self.search, self.near, self.regions, self.journey, self.radio, self.device),
            *(self.tools, self.renaming, self.smart, self.night),
        )
        for step in steps[: 1 if first else None]:
            step()
        self._window.close()

    def wait(self, milliseconds: int) -> None:
        """Let the window work for a while, and until no job runs."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        for _ in range(40):
            QTimer.singleShot(round(milliseconds * self._pause), loop.quit)
            loop.exec()
            if not self._state.jobs.running():
                break

    def save(self, name: str) -> None:
        """The window as it is now."""
        assert self._window.playlist is not None
        self._window.playlist.view.scrollToTop()
        self.wait(1200)
        self.write(self._window, name)

    def write(self, widget: QWidget, name: str) -> None:
        """A widget as it is now."""
        write(widget.grab().toImage(), self._folder / name, self._effort)

    def songs(self, query: str) -> list[int]:
        """The songs that a search gives."""
        from organizer.library import tracks

        return [int(song) for song in tracks.query(self._db, query, order="title")]

    def start(self) -> None:
        """An island is selected, some of its songs are in the playlist."""
        folk = self.songs("genre:folk")
        self._state.select(folk[:1], "picture")
        self._state.playlist_add_requested.emit(folk[:9])
        self._window.playlist.name_edit.setText("Sunday morning")  # type: ignore[union-attr]
        self.save("window.webp")

    def search(self) -> None:
        """A search is answered on the map."""
        self._state.select((), "picture")
        self._window.search.setText("genre:jazz or genre:folk")
        self._window.search.search()
        self.save("pictures/search.webp")
        self._state.set_query("")

    def near(self) -> None:
        """Covers and titles, near enough for them."""
        import numpy as np

        tools = self._window.map.tools  # type: ignore[union-attr]
        tools.look_over(np.array(self.songs("genre:folk"), np.int64))
        tools.zoom(1.2)
        self.wait(600)
        self.save("pictures/near.webp")
        tools.fit()

    def regions(self) -> None:
        """Regions on the map and in the sidebar."""
        self._state.set_scope("")
        self.save("pictures/regions.webp")

    def journey(self) -> None:
        """From ambient to rock."""
        stops = [self.songs(f"genre:{genre}")[0] for genre in ("ambient", "rock")]
        self._state.select(stops, "picture")
        self._window.actions_["journey"].trigger()
        self.wait(1500)
        self._state.select((), "picture")
        self.save("pictures/journey.webp")
        self._window.map.tools.escape()  # type: ignore[union-attr]
        self._window.map.tools.escape()  # type: ignore[union-attr]

    def radio(self) -> None:
        """A radio from one song, with its bar above what plays next."""
        player = self._window.player
        assert player is not None
        player._need_device = False  # a picture makes no sound
        self._state.radio_requested.emit(self.songs("genre:jazz")[:2], "")
        self.wait(2500)
        self.save("pictures/radio.webp")
        if self._window.radio is not None and self._window.radio.active:
            self._window.radio.stop()
        if player.playing:
            player.toggle()

    def device(self) -> None:
        """The dialog that copies a playlist to a stick, converted."""
        import numpy as np

        from organizer.library.playlists import playlists
        from organizer.ui.files.copy_dialog import CopyDialog

        playlists.save(self._db, "Sunday morning", self.songs("genre:folk or genre:jazz"))
        playlists.save(self._db, "Running", self.songs("genre:techno or genre:rock")[:9])
        self._state.copy_requested.emit(np.empty(0, np.int64), "Sunday morning")
        self.wait(1200)
        dialog = self._window.findChild(CopyDialog)
        assert dialog is not None
        with tempfile.TemporaryDirectory(prefix="STICK") as stick:
            dialog.name.setText("Car")
            dialog.form.convert.setCurrentIndex(1)
            dialog.form.convert.activated.emit(1)
            dialog.form.played["mp3"].click()
            dialog.folder.setEditText(stick)
            self.wait(1200)
            for field, text in ((dialog.folder, stick), (dialog.room, dialog.room.text())):
                field.blockSignals(True)
                shown = text.replace(stick, "/media/hazel/STICK")
                getattr(field, "setEditText", getattr(field, "setText", None))(shown)
        self.write(dialog, "pictures/device.webp")
        dialog.reject()
        self.wait(300)

    def tools(self) -> None:
        """Tools for tags, with what they would change."""
        from organizer.ui.tags.tools.dialog import ToolsDialog
        from organizer.work.tags.tools.actions import Step
        from organizer.work.tags.tools.casing import Case
        from organizer.work.tags.tools.numbering import Number

        self._state.select(self.songs("genre:folk or genre:jazz"), "picture")
        self._window.actions_["tag_tools"].trigger()
        dialog = self._window.findChild(ToolsDialog)
        assert dialog is not None
        dialog.steps.show_steps([Step(Case(fields=("title",), style="sentence")), Step(Number())])
        dialog.steps.changed.emit()
        self.wait(1200)
        self.write(dialog, "pictures/tools.webp")
        dialog.close()

    def renaming(self) -> None:
        """The dialog that renames files by a template."""
        from organizer.ui.files.rename_dialog import RenameDialog

        self._window.actions_["rename"].trigger()
        dialog = self._window.findChild(RenameDialog)
        assert dialog is not None
        self.wait(1500)
        self.write(dialog, "pictures/renaming.webp")
        dialog.reject()
        self.wait(300)

    def smart(self) -> None:
        """A smart playlist as rows."""
        from organizer.library.playlists.smart import SmartPlaylist
        from organizer.ui.smart.dialog import SmartDialog

        query = "(genre:folk or genre:jazz) tempo:..130 sort:energy limit:25"
        dialog = SmartDialog(self._state, SmartPlaylist(0, "Slow evening", query), self._window)
        dialog.show()
        self.wait(1200)
        self.write(dialog, "pictures/smart.webp")
        dialog.close()

    def night(self) -> None:
        """The dark theme."""
        from PySide6.QtWidgets import QApplication

        from organizer.ui.widgets import theme

        self._state.set_settings(replace(self._state.settings, theme="dark"))
        theme.apply(QApplication.instance(), "dark")  # type: ignore[arg-type]
        self._window.tabs.setCurrentIndex(0)
        self._state.select(self.songs("genre:techno")[:1], "picture")
        self.save("pictures/night.webp")


def photograph(
    library: Path, folder: Path, pause: float, *, first: bool = False, theme: str = "light", text: int = 100
) -> int:
    """Open the window on a library, and draw it; ``pause``: how long it may settle, 1 for good pictures."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from organizer.app import run_gui
    from organizer.library.storage.database import Database
    from organizer.ui.window.main_window import MainWindow

    application_exec = QApplication.exec

    def prepare(db: Database) -> Callable[[], None]:
        def draw() -> None:
            window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
            Photographer(window, db, folder, pause).draw(first=first)

        return draw

    with Database(library) as db:

        def execute(*_: object) -> int:
            QTimer.singleShot(2500, prepare(db))
            return application_exec()

        QApplication.exec = execute  # type: ignore[method-assign,assignment]
        chosen = settings.Settings(theme=theme, text_size=text, watch_folders=False, listen_hint=False)
        return run_gui([], library=library, settings=chosen)


def everywhere(library: Path, folder: Path, pause: float) -> None:
    """The first picture in a process of its own each, as language and text are chosen before all else."""
    from PIL import Image

    width, height = _SIZE[0] * 5 // 8, _SIZE[1] * 5 // 8
    for name, windows in _EVERYWHERE.items():
        sheet = Image.new("RGB", (2 * width + 8, 2 * height + 8), "white")
        for at, (environment, theme, text) in enumerate(windows):
            with tempfile.TemporaryDirectory(prefix="organizer-demo-") as own:
                copied = shutil.copy(library, own)  # names are kept in the language that they were made in
                command = [sys.executable, "-m", "bench.screenshot", own, "--first", "--library", copied]
                command += ["--theme", theme, "--text", str(text), "--pause", str(pause)]
                subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)
                window = Image.open(Path(own) / "window.webp").resize(
                    (width, height), Image.Resampling.LANCZOS
                )
            sheet.paste(window, (at % 2 * (width + 8), at // 2 * (height + 8)))
        save(sheet, folder / "pictures" / f"{name}.webp")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs"))
    parser.add_argument("--songs", default="120")
    parser.add_argument("--seconds", default="20")
    parser.add_argument("--pause", type=float, default=1.0, help="less is sooner, and may show less")
    parser.add_argument("--library", type=Path, help="one that was made before, in place of the demo")
    parser.add_argument("--everywhere", action="store_true", help="in four languages and four looks, too")
    parser.add_argument("--first", action="store_true", help="the first picture alone")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--text", type=int, default=100, help="its size, in percent")
    options = parser.parse_args()
    target = options.folder.resolve()
    with tempfile.TemporaryDirectory(prefix="organizer-demo-") as folder:
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = folder
        library = options.library or make_library(Path(folder), options.songs, options.seconds)
        if options.everywhere:
            everywhere(library, target, options.pause)
        look = {"theme": options.theme, "text": options.text}
        return photograph(library, target, options.pause, first=options.first, **look)


if __name__ == "__main__":
    sys.exit(main())
