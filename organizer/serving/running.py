"""What is computed runs on a few threads, beside the loop that talks to programs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from organizer.base.errors import OrganizerError

T = TypeVar("T")

#: Answers that are computed at once, and that wait for it.
AT_ONCE, WAITING = 4, 40


class BusyError(OrganizerError):
    """Too much was asked at once."""


class Threads:
    """So many questions are worked on at once; so many wait; others are told to come again."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, "answers")
        self._asked = 0

    async def call(self, function: Callable[..., T], *args: object) -> T:
        """The answer of a function, from one of the threads. Raises ``BusyError``."""
        if self._asked >= AT_ONCE + WAITING:
            raise BusyError("too many questions at once", remedy="try again")
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, function, *args)
        finally:
            self._asked -= 1
