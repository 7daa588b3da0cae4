"""Whether the computer runs on mains power, as each system says it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from organizer.base import system

#: Seconds that a program may take to answer.
_PATIENCE = 5.0

#: What is read of each supply of power on Linux.
_ATTRIBUTES = ("type", "online", "status", "scope")


def on_mains() -> bool | None:
    """Whether it does; None where the system does not say, as computers without a battery do. Reads a few
    small files or starts a program: not for the thread of a window."""
    if system.WINDOWS:
        return of_windows(_line_status())
    with suppress(OSError):
        return of_supplies(_supplies(system.POWER_SUPPLIES))
    with suppress(OSError, subprocess.SubprocessError):
        asked = subprocess.run(
            [system.PMSET, "-g", "batt"], capture_output=True, timeout=_PATIENCE, check=True
        )
        return of_pmset(asked.stdout.decode("utf-8", "replace"))
    return None


def of_supplies(supplies: Iterable[Mapping[str, str]]) -> bool | None:
    """From what Linux says of each supply. A battery that is being emptied tells more than a plug of USB,
    which may feed a telephone; batteries of mice and keyboards tell nothing."""
    own = [supply for supply in supplies if supply.get("scope") != "Device"]
    plugs = [supply.get("online") for supply in own if supply.get("type") == "Mains"]
    batteries = [supply.get("status") for supply in own if supply.get("type") in ("Battery", "UPS")]
    if "1" in plugs:
        return True
    if "Discharging" in batteries:
        return False
    return False if batteries and "0" in plugs and "Charging" not in batteries else None


def of_pmset(text: str) -> bool | None:
    """From the answer of macOS, which begins with: Now drawing from 'AC Power'."""
    first = text.partition("\n")[0]
    if "AC Power" in first:
        return True
    return False if "Battery Power" in first or "UPS Power" in first else None


def of_windows(status: int | None) -> bool | None:
    """From ``ACLineStatus``: 0 unplugged, 1 plugged in, 255 not known."""
    return {0: False, 1: True}.get(255 if status is None else status)


def _supplies(folder: str) -> list[dict[str, str]]:
    """Raises ``OSError`` where there is no such folder."""
    return [_supply(entry.path) for entry in os.scandir(folder)]


def _supply(folder: str) -> dict[str, str]:
    read = {}
    for name in _ATTRIBUTES:
        with suppress(OSError), open(os.path.join(folder, name), encoding="ascii", errors="replace") as file:
            read[name] = file.read(64).strip()
    return read


def _line_status() -> int | None:
    """``GetSystemPowerStatus``: its first byte of twelve."""
    import ctypes

    status = (ctypes.c_ubyte * 12)()
    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    return status[0] if kernel.GetSystemPowerStatus(ctypes.byref(status)) else None
