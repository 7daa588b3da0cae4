"""Workers and schedulers as a person starts and stops them."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from organizer.cli.parser import run
from organizer.work.cluster.choice import Certificates, choose
from organizer.work.cluster.client import look
from tests.programs import programs


def test_it_stops_at_ctrl_c_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with programs() as made:
        scheduler = made.scheduler()
        killed, worker = made.worker("--name", "alpha"), made.worker("--name", "beta")
        killed.says("Ctrl")
        worker.says("Ctrl")
        assert len(list(tmp_path.glob(".organizer-worker-*"))) == 2
        assert {one.name for one in look(choose(made.address))} == {"alpha", "beta"}
        killed.kill()
        assert worker.stop() == 0
        third = made.worker("--name", "gamma")
        third.says("Ctrl")
        (folder,) = tmp_path.glob(".organizer-worker-*")  # what the killed one left is gone
        assert folder.is_dir()
        scheduler.process.send_signal(signal.SIGTERM)
        assert scheduler.process.wait(60) == 0
        third.says("is gone")
        assert third.process.wait(60) == 1
        assert list(tmp_path.glob(".organizer-worker-*")) == []


def test_what_cannot_be_started_is_explained(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["worker", "--scheduler", f"127.0.0.1:{port}"]) == 1
    assert run(["worker"]) == 1
    assert run(["worker", "a b"]) == 1
    assert run(["worker", "127.0.0.1", "--network", str(tmp_path / "gone.onnx")]) == 1
    taken_port, which, address, network = capsys.readouterr().err.splitlines()
    assert f"no scheduler can be started at tcp://127.0.0.1:{port}" in taken_port
    assert "organizer worker HOST:PORT" in which
    assert "no address of a cluster" in address
    assert "gone.onnx" in network


def test_connections_are_encrypted_where_there_are_certificates() -> None:
    files = Path(__file__).parents[2] / "data" / "tls"
    names = [str(files / name) for name in ("cert.pem", "cert.pem", "key.pem")]
    options = [f"--tls-{kind}={name}" for kind, name in zip(("ca", "cert", "key"), names, strict=True)]
    with programs() as made:
        made.scheduler(*options)
        assert made.address.startswith("tls://")
        made.worker("--name", "alpha", *options).says("Ctrl")
        (worker,) = look(choose(made.address, certificates=Certificates(*names)))
        assert worker.address.startswith("tls://")
