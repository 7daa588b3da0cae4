"""What differs between systems: as functions of paths, and the whole program where names are missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base import system
from organizer.base.atomic import replace_file, world_error
from organizer.base.errors import OrganizerError, printable
from organizer.base.memory import keep_freed


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (r"C:\Music\a b#1.mp3", "file:///C:/Music/a%20b%231.mp3"),
        (r"d:\ä\é.mp3", "file:///d:/%C3%A4/%C3%A9.mp3"),
        (r"\\server\share\x.mp3", "file://server/share/x.mp3"),
        (r"\\?\C:\long\x.mp3", "file:///C:/long/x.mp3"),
        (r"\\?\UNC\server\share\x.mp3", "file://server/share/x.mp3"),
    ],
)
def test_windows_paths_become_addresses_and_come_back(path: str, address: str) -> None:
    assert system.file_address(path, windows=True) == address
    short = path.replace("\\\\?\\UNC\\", "\\\\").replace("\\\\?\\", "")
    assert system.address_path(address.encode(), windows=True) == short


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (b"file:///C|/Music/a.mp3", r"C:\Music\a.mp3"),
        (b"file://C:/Music/a.mp3", r"C:\Music\a.mp3"),
        (b"file:/C:/Music/a.mp3", r"C:\Music\a.mp3"),
        (b"FILE://localhost/C:/a%20b.mp3", r"C:\a b.mp3"),
        (b"file:////server/share/a.mp3", r"\\server\share\a.mp3"),
        (b"file:///C:/100%25?.mp3", r"C:\100%?.mp3"),
        (b"file:///C:", "C:\\"),
        (b"file:///C:/\xff.mp3", "C:\\\ufffd.mp3"),
        (b"file:///Music/a.mp3", r"\Music\a.mp3"),
    ],
)
def test_careless_addresses_are_read_on_windows(address: bytes, path: str) -> None:
    assert system.address_path(address, windows=True) == path


@pytest.mark.parametrize("path", ["/m/a b.mp3", "/m/#%41?.mp3", "/m/\udcff\udcfe.mp3", "/C:/x.mp3"])
def test_addresses_of_other_systems_keep_every_byte(path: str) -> None:
    assert system.address_path(system.file_address(path, windows=False).encode(), windows=False) == path


def test_addresses_are_told_from_names() -> None:
    assert system.is_file_address(b"FILE:///x")
    assert not system.is_file_address(b"file: my song.mp3")


@pytest.mark.parametrize("name", ["CON", "nul.m3u8", "Com1.txt", "aux .csv"])
def test_names_of_devices_are_refused_on_windows(name: str) -> None:
    assert "device" in system.refused_name(f"C:\\lists\\{name}", windows=True)
    assert system.refused_name(f"/lists/{name}", windows=False) == ""


@pytest.mark.parametrize(("name", "why"), [("a.", "end"), ("a ", "end"), ("what?.m3u8", "hold")])
def test_names_that_windows_changes_are_refused_there(name: str, why: str) -> None:
    assert why in system.refused_name(rf"C:\lists\{name}", windows=True)


def test_an_ordinary_name_is_taken() -> None:
    assert system.refused_name(r"C:\lists\Console.m3u8", windows=True) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("slow · acoustic", "slow · acoustic"),
        ("AC/DC: live?", "AC-DC- live-"),
        ("con", "con_"),
        ("LPT1.x", "LPT1.x_"),
        ("end. . ", "end"),
        ("...", "playlist"),
        ("", "playlist"),
        ("a" * 99 + ". b", "a" * 99),
    ],
)
def test_text_becomes_a_name_that_every_system_takes(text: str, name: str) -> None:
    assert system.safe_file_name(text) == name


def test_a_name_that_is_refused_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "refused_name", lambda path: "it is the name of a device")
    with pytest.raises(OrganizerError, match=r"NUL\.m3u8: it is the name of a device"):
        replace_file(tmp_path / "NUL.m3u8", lambda file: None)
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_can_be_shown() -> None:
    assert printable("C:\\\ud83d.mp3") == "C:\\\ufffd.mp3"


def test_a_file_that_another_program_holds_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = PermissionError(13, "in use")
    refused.winerror = 32  # type: ignore[attr-defined]
    real, calls = os.replace, []

    def replace(source: str, target: str) -> None:
        calls.append(source)
        if len(calls) < 3:
            raise refused
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    replace_file(tmp_path / "a.txt", lambda file: file.write(b"new"))  # type: ignore[arg-type, return-value]
    assert (tmp_path / "a.txt").read_bytes() == b"new"
    assert len(calls) == 3
    assert "another program" in str(world_error(refused, "a.txt"))


def test_two_open_files_do_not_both_get_the_lock(tmp_path: Path) -> None:
    name = tmp_path / "x.lock"
    with os.fdopen(system.create_private(name), "r+b") as one, open(name, "r+b") as other:
        assert system.try_lock(one)
        assert not system.try_lock(other)
    assert name.stat().st_mode & 0o777 == 0o600


def test_a_link_in_the_place_of_a_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "x.lock").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match=r"x\.lock"):
        system.create_private(tmp_path / "x.lock")
    assert (tmp_path / "precious").read_text() == "precious"


#: Runs at the start of every Python there, workers included: takes away what not every system has.
_ELSEWHERE = """
import platformdirs.unix, subprocess
import os, random, shutil, signal, socket, sys, tempfile, uuid
for name in ("sched_getaffinity", "sched_setaffinity", "nice", "getuid", "geteuid", "getgid", "getegid",
    "chown", "fchown", "lchown", "fchmod", "sync", "fdatasync", "posix_fadvise", "posix_fallocate",
    "listxattr", "getxattr", "setxattr", "set_blocking", "getloadavg", "statvfs", "setsid", "killpg",
    "O_NOFOLLOW", "O_CLOEXEC", "O_DIRECTORY", "O_NONBLOCK"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGHUP", "SIGALRM", "SIGUSR1", "SIGXFSZ", "pthread_sigmask", "setitimer", "alarm"):
    delattr(signal, name)
for name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "syslog"):
    sys.modules[name] = None
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """The environment of a Python without the names that not every system has."""
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "sitecustomize.py").write_text(_ELSEWHERE)
    return {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "start"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


def test_the_names_are_really_gone(elsewhere: dict[str, str]) -> None:
    program = "import os, signal; print(hasattr(os, 'nice'), hasattr(signal, 'SIGHUP'))\nimport fcntl"
    done = subprocess.run([sys.executable, "-c", program], env=elsewhere, capture_output=True, text=True)
    assert done.stdout == "False False\n"
    assert "fcntl" in done.stderr


def test_songs_are_added_analyzed_edited_and_listed_elsewhere(
    elsewhere: dict[str, str], make_song: Callable[..., Path], tmp_path: Path
) -> None:
    music = make_song("a.flac", title="One").parent
    make_song("b.mp3", title="Two", frequency=330.0)

    def organizer(*arguments: str) -> str:
        command = [sys.executable, "-m", "organizer", "--library", str(tmp_path / "x.db"), *arguments]
        done = subprocess.run(
            command, env=elsewhere, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    report = json.loads(organizer("add", str(music), "--jobs", "1", "--json"))
    assert report["analysis"]["done"] == 2
    organizer("tag", "one", "--set", "genre=Folk", "--yes")
    organizer("undo", "--yes")
    organizer("playlist", "--query", "", "-o", str(tmp_path / "all.m3u8"))
    assert (tmp_path / "all.m3u8").read_text("utf-8").count(".flac\n") == 1
    assert "One" in organizer("list")


def test_the_window_opens_and_closes_elsewhere(elsewhere: dict[str, str], tmp_path: Path) -> None:
    pytest.importorskip("PySide6")
    program = (
        "import os, signal, sys\n"
        "import organizer.app as app\n"
        "from PySide6.QtCore import QTimer\n"
        "make = app.make_application\n"
        "def made():\n"
        "    one = make()\n"
        "    QTimer.singleShot(1500, lambda: os.kill(os.getpid(), signal.SIGTERM))\n"
        "    return one\n"
        "app.make_application = made\n"
        "sys.exit(app.run_gui([], library=app.settings_module.Path(sys.argv[1])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "x.db")], env=elsewhere, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_a_library_of_c_that_cannot_be_asked_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless(name: str | None) -> None:
        raise TypeError("a library has a name")

    monkeypatch.setattr("ctypes.CDLL", nameless)
    keep_freed()


def test_every_signal_that_this_system_has_is_heeded() -> None:
    assert set(system.STOP_SIGNALS) >= {signal.SIGINT, signal.SIGTERM}
