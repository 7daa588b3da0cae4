"""One wheel from the Python package index: by name, version and hash, and nothing else.

pip does it, in a process of its own, as the person set it up: with their index, mirror, proxy, certificates
and passwords. No dependency is fetched, nothing is built and nothing is installed. What is fetched lies in
the folder that is given, also what pip needs meanwhile: whoever removes the folder removes all of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from organizer.base.atomic import world_error
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.work.jobs import JobContext

#: Seconds between looks at how far it is, and at whether it is still wanted.
_LOOK_EVERY = 0.2
_TO_END = 5.0  #: seconds that pip gets to end by itself


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel on the package index."""

    name: str
    version: str
    file: str
    sha256: str
    size: int  #: bytes

    @property
    def by_hand(self) -> str:
        """The command that fetches it."""
        return f"pip download --no-deps {self.name}=={self.version}"


def fetch(context: JobContext, wheel: Wheel, folder: str | Path) -> Path:
    """Fetch the wheel into a folder of the caller's, which removes it with all that lies there.

    Progress is reported in millions of bytes. Raises ``OrganizerError``: no pip, no connection, another file
    than the one that is known, a full disk; ``Cancelled``.
    """
    temporary = Path(folder) / "pip"
    requirement = Path(folder) / "requirement.txt"
    try:
        temporary.mkdir()
        requirement.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n")
    except OSError as error:
        raise world_error(error, str(folder)) from error
    command = [
        *_pip(wheel),
        *("download", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--no-cache-dir"),
        *("--no-input", "--disable-pip-version-check", "--progress-bar", "off"),
        *("--requirement", str(requirement), "--dest", str(folder)),
    ]
    code, said = _run(context, command, temporary, wheel)
    fetched = Path(folder) / wheel.file
    if code != 0 or not fetched.is_file():
        raise _explained(said, wheel)
    check(fetched, wheel)
    return fetched


def check(path: str | Path, wheel: Wheel) -> None:
    """Raise ``OrganizerError`` unless the file is that wheel, bit for bit."""
    try:
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise world_error(error, str(path)) from error
    if digest != wheel.sha256:
        raise _another_file(wheel)


def _run(context: JobContext, command: list[str], temporary: Path, wheel: Wheel) -> tuple[int, str]:
    """Let pip do it: its exit code, and what it said."""
    environment = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))}
    environment |= {"PYTHONIOENCODING": "utf-8:replace", "NO_COLOR": "1"}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=temporary,
        )
    except OSError as error:
        raise world_error(error, command[0]) from error
    said: list[bytes] = []  # not in a file: the disk may be full

    def listen(pipe: IO[bytes]) -> None:
        said.extend(pipe)

    assert process.stdout is not None
    with process.stdout as pipe:
        listener = threading.Thread(target=listen, args=(pipe,))
        listener.start()
        try:
            code = _watch(context, process, temporary.parent, wheel)
        finally:
            _end(process)
            listener.join()
    return code, b"".join(said).decode("utf-8", "replace")


def _watch(context: JobContext, process: subprocess.Popen[bytes], folder: Path, wheel: Wheel) -> int:
    """Report how far it is until it ends: its exit code."""
    total = round(wheel.size / 1e6)
    while True:
        context.check_cancelled()
        context.report(min(total, round(_arrived(folder) / 1e6)), total, wheel.file)
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(_LOOK_EVERY)
            context.check_cancelled()  # Ctrl+C in a terminal reaches pip as well: not a failure of its own
            return code


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _arrived(folder: Path) -> int:
    """The bytes that have arrived: those of the largest file, wherever pip puts it for the time being."""
    largest = 0
    for path, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # pip moves and removes meanwhile
                largest = max(largest, os.stat(os.path.join(path, name)).st_size)
    return largest


def _pip(wheel: Wheel) -> list[str]:
    """What starts pip: this Python's own, else the one that Python brings along for new environments, which
    runs as it lies there. Neither looks for modules in the folder that one is in (-P)."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-P", "-m", "pip"]
    folders = [sysconfig.get_config_var("WHEEL_PKG_DIR")]
    bundled = importlib.util.find_spec("ensurepip")
    if bundled is not None and bundled.origin:
        folders.append(os.path.join(os.path.dirname(bundled.origin), "_bundled"))
    for folder in filter(None, folders):
        for wheel_of_pip in sorted(Path(folder).glob("pip-*.whl")):
            return [sys.executable, "-P", str(wheel_of_pip / "pip")]
    raise OrganizerError(
        tr("pip, which fetches it, is not there"),
        remedy=tr(
            "fetch it with another Python ({by_hand}) and name the file: organizer network install {file}",
            by_hand=wheel.by_hand,
            file=wheel.file,
        ),
    )


def _another_file(wheel: Wheel) -> OrganizerError:
    return OrganizerError(
        tr(
            "what arrived is not {name} {version} as it was published (its SHA-256 differs), and "
            "nothing of it was used",
            name=wheel.name,
            version=wheel.version,
        ),
        remedy=tr("try again: it may have broken off; if that does not help, a proxy or mirror changes it"),
    )


_FULL = tr("the disk is full")
#: What pip says → the cause and the remedy. The first that fits is taken.
_SAID = (
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError",
        tr("the package index could not be trusted: its certificate is not known here"),
        tr("name the certificate of your network to pip: pip config set global.cert FILE.pem"),
    ),
    (
        r"ProxyError|Tunnel connection failed|407 Proxy",
        tr("the proxy refuses the connection to the package index"),
        tr("see that the proxy is right, as pip knows it: pip config list, https_proxy"),
    ),
    (r"No space left|Errno 28\b|Errno 122\b|Disk quota", _FULL, tr("make room and try again")),
    (
        r"\b40[13] (?:Client )?Error|\b40[13]\b.{0,40}(?:Unauthorized|Forbidden)",
        tr("the package index wants a name and a password, or refuses them"),
        tr("give them to pip, or use another index"),
    ),
    (
        r"Failed to establish a new connection|Name or service not known|name resolution|getaddrinfo"
        r"|ConnectTimeout|Connection refused|Network is unreachable|NewConnectionError|NameResolutionError"
        r"|Read timed out|ReadTimeoutError|Connection aborted|Connection reset|IncompleteRead"
        r"|ProtocolError|connection broken|Remote end closed|\b50[0-4] Server Error|incomplete-download",
        tr("the package index cannot be reached, or the connection broke"),
        tr("see that this computer is online, and try again"),
    ),
)


def _explained(said: str, wheel: Wheel) -> OrganizerError:
    """Why pip failed, in plain words."""
    by_hand = tr(
        "or fetch it elsewhere ({command}) and name the file: organizer network install FILE",
        command=wheel.by_hand,
    )
    if "DO NOT MATCH THE HASHES" in said:
        return _another_file(wheel)
    for pattern, cause, remedy in _SAID:
        if re.search(pattern, said, re.IGNORECASE):
            return OrganizerError(
                tr("{file} was not fetched: {cause}", file=wheel.file, cause=cause),
                remedy=remedy if cause == _FULL else f"{remedy}; {by_hand}",
            )
    if "No matching distribution" in said:
        online = tr("see that this computer is online, and which index pip uses (pip config list)")
        return OrganizerError(
            tr(
                "the package index has no {name} {version}, or cannot be reached",
                name=wheel.name,
                version=wheel.version,
            ),
            remedy=f"{online}; {by_hand}",
        )
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    named = [line for line in lines if line.startswith("ERROR:") and line != "ERROR: Exception:"]
    last = (named or lines or [tr("no reason given")])[-1].removeprefix("ERROR:").strip()
    return OrganizerError(
        tr("{file} was not fetched: pip says: {said}", file=wheel.file, said=_bare(last)[:300]),
        remedy=by_hand,
    )


def _bare(text: str) -> str:
    """Without names and passwords in addresses."""
    return re.sub(r"://[^/\s@]+@", "://", text)
