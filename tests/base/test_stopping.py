"""Ctrl+C and its like: a short word, exit code 1, nobody left behind, and the next run goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from organizer.base.descriptors import FEATURE_VERSION
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from tests.conftest import tone, write_song


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_while_songs_are_analyzed(tmp_path: Path, number: signal.Signals) -> None:
    for index in range(40):
        write_song(tmp_path / "music" / f"{index}.flac", tone(2.0, seed=index))
    command = [sys.executable, "-m", "organizer", "--library", str(tmp_path / "library.db")]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}
    with subprocess.Popen(
        [*command, "add", str(tmp_path / "music"), "--jobs", "2"],
        cwd=Path(__file__).parents[2],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("40 files")  # workers start now
        os.killpg(running.pid, number)  # as a terminal does: to the workers as well
        _, message = running.communicate(timeout=60)  # ends when nobody holds the pipes: workers are gone too
    assert running.returncode == 1
    assert message == "organizer: stopped; what was finished is kept, run it again to go on\n"
    with Database(tmp_path / "library.db") as db:
        assert tracks.count(db).all == 40 and not tracks.failures(db)
        assert vectors.count_pending(db, FEATURE_VERSION) > 0
    again = subprocess.run([*command, "analyze"], cwd=Path(__file__).parents[2], env=environment)
    assert again.returncode == 0
    with Database(tmp_path / "library.db") as db:
        assert tracks.count(db).analyzed == 40


def test_stopped_before_it_began(tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, signal, sys; from organizer import __main__;"
            "__main__.limit_linear_algebra = lambda: os.kill(os.getpid(), signal.SIGINT);"
            "sys.exit(__main__.main())",
        ],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (1, "organizer: stopped\n")
