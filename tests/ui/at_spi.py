"""The window as a screen reader is given it: read over a real accessibility bus, as Orca does.

Run inside ``dbus-run-session`` and ``xvfb-run``: opens the window on the library that is named, walks what
AT-SPI shows of it, and prints each object as a line of JSON: showing, depth, role, name, description. With
``dialogs`` after the library it does so with every dialog, one after the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_ROOT = "/org/a11y/atspi/accessible/root"
#: Of a table so many cells are looked at.
_MOST = 60


class Reader:
    """Asks for objects on the accessibility bus."""

    def __init__(self) -> None:
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        self._address, self._call = DBusAddress, new_method_call
        with open_dbus_connection() as session:
            bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (address,) = session.send_and_get_reply(new_method_call(bus, "GetAddress"), timeout=20).body
        self._bus = open_dbus_connection(address)

    def ask(self, where: tuple[str, str], method: str, interface: str = _ACCESSIBLE, *values: Any) -> Any:
        """The answer of an object to a method."""
        address = self._address(where[1], where[0], interface)
        call = self._call(address, method, "s" * len(values), values)
        answer = self._bus.send_and_get_reply(call, timeout=20)
        if answer.header.message_type.name != "method_return":
            raise LookupError(f"{where}: {answer.body}")
        return answer.body[0] if answer.body else None

    def value(self, where: tuple[str, str], name: str) -> Any:
        """A property of an object."""
        return self.ask(where, "Get", "org.freedesktop.DBus.Properties", _ACCESSIBLE, name)[1]

    def walk(self, where: tuple[str, str], depth: int = 0) -> Iterator[dict[str, Any]]:
        """An object, and all that is inside it."""
        role = self.ask(where, "GetRoleName")
        showing = bool(self.ask(where, "GetState")[0] >> 25 & 1)
        yield {
            "showing": showing,
            "depth": depth,
            "role": role,
            "name": self.value(where, "Name"),
            "description": self.value(where, "Description"),
        }
        for child in self.ask(where, "GetChildren")[:_MOST]:
            yield from self.walk(tuple(child), depth + 1)

    def application(self) -> tuple[str, str]:
        """The one application that is there."""
        (child, *_) = self.ask(("org.a11y.atspi.Registry", _ROOT), "GetChildren")
        return tuple(child)


def main(library: str, wanted: str = "") -> None:
    """Open the window, read it from another thread, close it."""
    launcher = next(path for path in LAUNCHERS if Path(path).exists())
    bus = subprocess.Popen([launcher, "--launch-immediately"])

    from PySide6.QtCore import QTimer

    from organizer.app import Session, make_application
    from organizer.base.settings import Settings
    from organizer.library.storage.database import Database
    from organizer.ui.widgets import theme

    app = make_application()
    theme.apply(app, "light")
    session = Session(app, Database(Path(library)), Settings(watch_folders=False, jobs=1, theme="light"))
    session.window.resize(1280, 800)

    def read_all() -> None:
        from organizer.library import tracks
        from tests.ui.dialog_walk import dialogs

        def until(condition: Callable[[], object]) -> None:
            while not condition():
                app.processEvents()

        ids = [int(one) for one in tracks.query(session.db, "")][:3]
        for _name, _dialog in dialogs(session.window, ids, until):
            reading = threading.Thread(target=tell, daemon=True)
            reading.start()
            until(lambda reading=reading: not reading.is_alive())
        session.window.close()

    def tell() -> None:
        reader = Reader()
        for line in reader.walk(reader.application()):
            print(json.dumps(line), flush=True)

    def read() -> None:
        try:
            tell()
        finally:
            session.state.jobs.call_later(lambda _none: session.window.close(), None)

    def begin() -> None:
        if session.window.map is not None and session.window.map.content.songs is not None:
            read_all() if wanted == "dialogs" else thread.start()
        else:
            QTimer.singleShot(100, session.window, begin)

    thread = threading.Thread(target=read, daemon=True)
    session.window.views_ready.connect(begin)
    session.window.show()
    session.start([])
    app.exec()
    session.close()
    bus.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
