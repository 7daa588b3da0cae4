"""How players are asked what they make of a playlist, without a screen and without sound."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_PATIENCE = 60.0
#: VLC does not run for root.
_NOBODY = 65_534


@dataclass(frozen=True)
class Player:
    """A player, and how it is asked."""

    name: str
    programs: tuple[str, ...]  #: that it takes
    endings: tuple[str, ...]  #: of lists that it opens
    opened: Callable[
        [str, str, int], Iterable[bytes]
    ]  #: list, home, number of songs → the files that it took
    asks_version: tuple[str, ...]

    def lacks(self) -> str:
        """The programs that are not here; nothing where all are."""
        return ", ".join(f"no {one}" for one in self.programs if shutil.which(one) is None)

    def version(self) -> str:
        """Its version, as it says it."""
        asked = subprocess.run(
            self.asks_version, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
        match = re.search(r"\d+\.\d+(\.\d+)?", asked.stdout + asked.stderr)
        return match[0] if match else ""


def environment(home: str) -> dict[str, str]:
    """A home of its own for a player."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_"))}
    return own | {
        "HOME": home,
        "XDG_RUNTIME_DIR": home,
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
        "NO_AT_BRIDGE": "1",
    }


def _place(text: bytes) -> bytes:
    return unquote_to_bytes(text[7:]) if text.startswith(b"file://") else text


def mpv(path: str, home: str, songs: int) -> list[bytes]:
    """Each song that it plays it names."""
    quiet = ("--no-config", "--vo=null", "--ao=null", "--length=0.02", "--no-terminal=no")
    asked = ["mpv", *quiet[:-1], "--term-playing-msg=OK ${path}", f"--playlist={path}"]
    out = subprocess.run(
        asked, capture_output=True, check=False, timeout=_PATIENCE, env=environment(home), cwd=home
    ).stdout
    folder = os.path.dirname(os.fsencode(path))
    return [os.path.join(folder, _place(name)) for name in re.findall(rb"^OK (.*)$", out, re.MULTILINE)]


def vlc(path: str, home: str, songs: int) -> list[bytes]:
    """Its log names each file that it opened, as address; its threads write over each other now and then."""
    taken: set[bytes] = set()
    for _ in range(3):
        if len(taken) < songs:
            taken |= _vlc_once(path, home, songs)
    return list(taken)


def _vlc_once(path: str, home: str, songs: int) -> set[bytes]:
    asked = [
        "cvlc",
        "-I",
        "dummy",
        "--aout=dummy",
        "--no-video",
        "--play-and-exit",
        "-vv",
        "--no-color",
        path,
    ]
    nobody = _NOBODY if os.geteuid() == 0 else None
    log = os.path.join(home, "log")
    with open(log, "wb") as file:
        if nobody is not None:
            shutil.chown(home, nobody, nobody)
        process = subprocess.Popen(
            asked, stdout=file, stderr=file, env=environment(home), user=nobody, start_new_session=True
        )
    taken: set[bytes] = set()
    end = time.monotonic() + 40.0
    try:
        while time.monotonic() < end and len(taken) < songs and process.poll() is None:
            time.sleep(0.3)
            with open(log, "rb") as file:
                opened = re.findall(rb"`(file://[^\n]*)' successfully opened", file.read())
            taken = {
                place for one in opened if (place := _place(one)).endswith(b".wav") and os.path.exists(place)
            }
    finally:
        _end(process)
    return taken


def _session(asked: Sequence[str], home: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["dbus-run-session", "--", *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(home),
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


_AUDACIOUS = """
audacious -H >/dev/null 2>&1 &
for i in $(seq 50); do audtool version >/dev/null 2>&1 && break; sleep 0.2; done
audtool playlist-clear
audtool playlist-addurl "$1"
for i in $(seq 40); do [ "$(audtool playlist-length)" -ge "$2" ] && break; sleep 0.1; done
n=$(audtool playlist-length)
for i in $(seq "$n"); do audtool playlist-song-filename "$i"; done
audtool shutdown
"""


def audacious(path: str, home: str, songs: int) -> list[bytes]:
    """Asked over the bus by its own tool."""
    process = _session(["sh", "-c", _AUDACIOUS, "sh", path, str(songs)], home)
    try:
        out, _ = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        out = b""
    finally:
        _end(process)
    return [_place(line) for line in out.splitlines()]


#: Its own readers of lists; only the window that shows how far they are is left out.
_QUODLIBET = """
import os, sys
import quodlibet
quodlibet.init_cli()
from quodlibet.browsers.playlists import util
from quodlibet.library import SongFileLibrary
class Window:
    def __init__(self, *_): pass
    show = destroy = lambda self: None
    def step(self): return False
class Lists:
    def create_from_songs(self, songs): return songs
util.WaitLoadWindow = Window
name = sys.argv[1]
read = util.parse_pls if name.endswith(".pls") else util.parse_m3u
with open(name, "rb") as file:
    songs = read(file, name, SongFileLibrary("x"), Lists())
for song in songs:
    if song is not None:
        path = song if isinstance(song, str) else song("~filename")
        sys.stdout.buffer.write(os.fsencode(path) + b"\\n")
"""


def quodlibet(path: str, home: str, songs: int) -> list[bytes]:
    """Its readers of lists are called, by the Python that it runs with."""
    asked = subprocess.run(
        ["/usr/bin/python3", "-c", _QUODLIBET, path],
        capture_output=True,
        check=False,
        timeout=_PATIENCE,
        env=environment(home),
    )
    return asked.stdout.splitlines()


def strawberry(path: str, home: str, songs: int) -> list[bytes]:
    """It stores what it loaded in its database, where the songs are looked up."""
    process = _session(["xvfb-run", "-a", "strawberry", "--load", path], home)
    base = os.path.join(home, ".local/share/strawberry/strawberry/strawberry.db")
    taken: list[bytes] = []
    end = time.monotonic() + 30.0
    try:
        while time.monotonic() < end and len(taken) < songs:
            time.sleep(0.5)
            with contextlib.suppress(sqlite3.Error), sqlite3.connect(f"file:{base}?mode=ro", uri=True) as db:
                db.text_factory = bytes
                rows = db.execute("SELECT url FROM playlist_items WHERE url IS NOT NULL").fetchall()
                if len(rows) > len(taken):
                    taken, end = [_place(row[0]) for row in rows], time.monotonic() + 5.0
    finally:
        _end(process)
    return taken


PLAYERS = (
    Player("mpv", ("mpv",), (".m3u8", ".m3u", ".pls"), mpv, ("mpv", "--version")),
    Player("VLC", ("cvlc",), (".m3u8", ".m3u", ".pls", ".xspf", ".wpl"), vlc, ("cvlc", "--version")),
    Player(
        "Audacious",
        ("audacious", "audtool", "dbus-run-session"),
        (".m3u8", ".m3u", ".pls", ".xspf"),
        audacious,
        ("audacious", "--version"),
    ),
    Player("Quod Libet", ("quodlibet",), (".m3u8", ".m3u", ".pls"), quodlibet, ("quodlibet", "--version")),
    Player(
        "Strawberry",
        ("strawberry", "dbus-run-session", "xvfb-run"),
        (".m3u8", ".m3u", ".pls", ".xspf", ".wpl"),
        strawberry,
        ("strawberry", "--version"),
    ),
)
