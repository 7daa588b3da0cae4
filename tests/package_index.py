"""A package index on this machine, for the real pip: it answers as it is told to."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from organizer.work.analysis import network_setup
from organizer.work.analysis.wheel_fetching import Wheel
from tests.analysis.network.test_musicnn import trust, write_wheel


def write_published(path: Path) -> Path:
    """A wheel of the same layout that pip takes for ``musicnn``, with a dependency that is nowhere."""
    write_wheel(path)
    with zipfile.ZipFile(path, "a") as archive:
        about = "Metadata-Version: 2.1\nName: musicnn\nVersion: 0.1.0\nRequires-Dist: that-is-nowhere\n"
        archive.writestr("musicnn-0.1.0.dist-info/METADATA", about)
        archive.writestr("musicnn-0.1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("musicnn-0.1.0.dist-info/RECORD", "")
    return path


def publish(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel that the program takes for the published one; its path."""
    path = write_published(folder / "musicnn-0.1.0-py3-none-any.whl")
    trust(path, monkeypatch)
    monkeypatch.setattr(network_setup, "MUSICNN", described(path))
    return path


def described(path: Path) -> Wheel:
    """What is known of a wheel."""
    content = path.read_bytes()
    return Wheel("musicnn", "0.1.0", path.name, hashlib.sha256(content).hexdigest(), len(content))


class PackageIndex:
    """Serves one wheel."""

    def __init__(self, wheel: Path) -> None:
        self.content = wheel.read_bytes()
        self.name = wheel.name
        self.asked: list[str] = []
        self.status = 200
        self.half = False  #: the connection ends in the middle of the wheel
        self.stuck = threading.Event()  #: half of the wheel was sent, and no more comes until …
        self.go_on = threading.Event()
        self.go_on.set()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        page = f'<html><body><a href="/files/{self.name}">{self.name}</a></body></html>'.encode()
        is_wheel = request.path.startswith("/files/")
        content = self.content if is_wheel else page
        there = is_wheel or request.path == "/simple/musicnn/"
        request.send_response(self.status if there else 404)
        request.send_header("Content-Type", "application/octet-stream" if is_wheel else "text/html")
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        with contextlib.suppress(OSError):
            request.wfile.write(content[: len(content) // 2])
            request.wfile.flush()
            if is_wheel and not self.go_on.is_set():
                self.stuck.set()
                self.go_on.wait(60)
            if not (is_wheel and self.half):
                request.wfile.write(content[len(content) // 2 :])


@contextlib.contextmanager
def package_index(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    """An index that pip uses, here and in programs that are started meanwhile."""
    index = PackageIndex(wheel)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    use_index(monkeypatch, f"http://127.0.0.1:{server.server_port}/simple")
    try:
        yield index
    finally:
        index.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


def use_index(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Let pip use this index alone, and try twice: it is silent about a first try that fails."""
    for name in list(os.environ):
        if name.upper().startswith("PIP_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name, value in {"CONFIG_FILE": os.devnull, "INDEX_URL": address, "RETRIES": "1"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
