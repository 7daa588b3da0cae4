"""Programs of a cluster as a person starts them: each a process of its own, ended at the end."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Program:
    """``organizer`` with these arguments; what it says is gathered as it comes."""

    def __init__(self, *arguments: str, code: str = "", home: Path | None = None) -> None:
        """``code``: Python that runs before the program does."""
        start = f"{code}\nimport sys\nfrom organizer.__main__ import main\nsys.exit(main())"
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONUNBUFFERED="1")
        if home is not None:
            environment |= {f"XDG_{kind}_HOME": str(home) for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", start, *arguments],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        self.said: list[str] = []
        self._more = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._more:
                self.said.append(line.rstrip("\n"))
                self._more.notify_all()
        with self._more:
            self._ended = True
            self._more.notify_all()

    def says(self, pattern: str, *, within: float = 60.0) -> re.Match[str]:
        """Wait for a line like this."""

        def found() -> re.Match[str] | None:
            return next((m for line in self.said if (m := re.search(pattern, line))), None)

        with self._more:
            self._more.wait_for(lambda: found() or self._ended, timeout=within)
            match = found()
        assert match is not None, self.said
        return match

    def kill(self) -> None:
        """Without a word, with all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> int:
        """As Ctrl+C does; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def end(self) -> None:
        """However it is, it is gone afterwards."""
        self.kill()
        self.process.wait(60)
        self._reader.join(60)
        assert self.process.stderr is not None
        self.process.stderr.close()


class Programs:
    """The programs of one cluster."""

    def __init__(self) -> None:
        self._all: list[Program] = []
        self.address = ""

    def start(self, *arguments: str, code: str = "", home: Path | None = None) -> Program:
        program = Program(*arguments, code=code, home=home)
        self._all.append(program)
        return program

    def scheduler(self, *options: str) -> Program:
        program = self.start("worker", "--scheduler", "127.0.0.1:0", *options)
        self.address = program.says(r"scheduler at (\S+)\. ")[1]
        return program

    def worker(self, *options: str, code: str = "", home: Path | None = None) -> Program:
        """It is not waited for: several start at once."""
        return self.start("worker", self.address, "--jobs", "1", *options, code=code, home=home)

    def end(self) -> None:
        for program in self._all:
            program.kill()
        for program in self._all:
            program.end()


@contextlib.contextmanager
def programs() -> Iterator[Programs]:
    """Programs that are gone afterwards."""
    made = Programs()
    try:
        yield made
    finally:
        made.end()
