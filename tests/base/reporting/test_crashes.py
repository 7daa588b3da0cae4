"""How starts went: real processes that crash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from organizer.base.reporting.crashes import Before, Watch


def start(folder: Path, then: str) -> None:
    script = (
        "from pathlib import Path\n"
        "from organizer.base.reporting.crashes import Watch\n"
        f"watch = Watch(Path({str(folder)!r}))\n{then}"
    )
    subprocess.run([sys.executable, "-c", script], stderr=subprocess.DEVNULL)


def test_after_two_crashes_before_the_window_was_ready_safe_mode_is_due(tmp_path):
    fatal = "import ctypes; ctypes.string_at(0)"
    start(tmp_path, "watch.ready()\nwatch.close()")
    start(tmp_path, f"watch.ready()\n{fatal}")
    first = Watch(tmp_path)
    assert "egmentation" in first.before.crash or "violation" in first.before.crash
    assert not first.before.safe_mode_due
    first.close()
    start(tmp_path, "watch.crashed(ValueError('secret.mp3'))\nwatch.close()")
    start(tmp_path, fatal)
    third = Watch(tmp_path)
    assert third.before.safe_mode_due
    third.ready()
    third.close()
    fourth = Watch(tmp_path)
    assert fourth.before == Before()
    fourth.close()


def test_who_is_killed_did_not_crash(tmp_path):
    for _ in range(3):
        start(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGTERM)")
    again = Watch(tmp_path)
    assert again.before == Before()
    again.close()
