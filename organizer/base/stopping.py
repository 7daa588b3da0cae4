"""The signals that ask a program to stop: Ctrl+C, a terminal that closes, a system that shuts down."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

from organizer.base import system


class Stopped(KeyboardInterrupt):
    """One of them came. Of a kind of its own, because Python notes a plain ``KeyboardInterrupt`` even where
    it is caught, and then ends with the signal's exit code."""


def stop() -> None:
    """Raise ``Stopped`` where the program is."""
    raise Stopped


@contextlib.contextmanager
def on_stop(call: Callable[[], object]) -> Iterator[None]:
    """While it lasts, the signals call this. Those that are ignored from outside (``nohup``) stay so."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        heeded = [number for number in system.STOP_SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
        before = {number: signal.signal(number, lambda *_: call()) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """Processes and threads started meanwhile never see what a terminal sends to all of them at once:
    whoever started them stops them."""
    with system.blocked(number for number in system.STOP_SIGNALS if number != signal.SIGTERM):
        yield
