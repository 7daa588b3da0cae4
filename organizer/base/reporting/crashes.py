"""How starts went before this one: whether the last ended in a crash, and when safe mode is due."""

from __future__ import annotations

import contextlib
import faulthandler
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from organizer.base.reporting import log_file

#: After so many starts in a row that crashed before the window was ready, the next is in safe mode.
_PATIENCE = 2


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of the starts before this one."""

    crash: str = ""  #: how the last one crashed; empty: it did not
    safe_mode_due: bool = False


class Watch:
    """Notes how this start goes, from its making on; crashes of the interpreter itself too."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or log_file.folder()
        self._crash, self._starting = folder / "crash.txt", folder / "starting"
        self._file: IO[str] | None = None
        self._enabled = False
        self.before = Before()
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            self.before = self._looked_back()
            self._file = open(self._crash, "w", encoding="utf-8")  # noqa: SIM115  as long as the process
            if not faulthandler.is_enabled():  # else the person has it told elsewhere
                faulthandler.enable(self._file)
                self._enabled = True

    def _looked_back(self) -> Before:
        crash = self._crash.read_text("utf-8", errors="replace") if self._crash.exists() else ""
        if crash:
            self._crash.replace(self._crash.with_name("last-crash.txt"))
        unready = 0
        if crash and self._starting.exists():
            words = self._starting.read_text("utf-8", errors="replace")
            unready = 1 + (int(words) if words.isdecimal() and len(words) < 9 else 0)
        self._starting.write_text(str(unready), "utf-8")
        return Before(crash, unready >= _PATIENCE)

    def ready(self) -> None:
        """The window is there, whole."""
        with contextlib.suppress(OSError):
            self._starting.unlink(missing_ok=True)

    def crashed(self, error: BaseException) -> None:
        """An error ends the program."""
        if self._file is not None:
            with contextlib.suppress(OSError, ValueError):
                self._file.write(log_file.described(error))
                self._file.flush()

    def close(self) -> None:
        """The program ends as it should."""
        if self._file is not None:
            if self._enabled:
                faulthandler.disable()
            self._file.close()
            self._file = None
            with contextlib.suppress(OSError):
                if not self._crash.stat().st_size:
                    self._crash.unlink()


def last_crash(*, names: bool = False) -> str:
    """How the program crashed the last time that it did; "" where it never did."""
    try:
        text = (log_file.folder() / "last-crash.txt").read_text("utf-8", errors="replace")
    except OSError:
        return ""
    # modules stand there with their folders, which may name a person
    short = re.sub(r'(?m)^(  File )"(?:[^"\n]*[/\\])?([^"/\\\n]+[/\\][^"/\\\n]+)"', r'\1"\2"', text)
    return short if names else log_file.without_names(short)
