"""A bound on how many bytes are on their way at once."""

from __future__ import annotations

import threading


class Budget:
    """So many bytes; who wants more than is left waits. Thread-safe."""

    def __init__(self, total: int) -> None:
        self._left = self._total = total
        self._open = True
        self._changed = threading.Condition()

    def take(self, size: int) -> bool:
        """Wait for so many bytes; False when it was closed meanwhile. What is larger than all goes alone."""
        size = min(max(0, size), self._total)
        with self._changed:
            self._changed.wait_for(lambda: not self._open or self._left >= size)
            if self._open:
                self._left -= size
            return self._open

    def give(self, size: int) -> None:
        """So many bytes have arrived."""
        if size <= 0:
            return
        with self._changed:
            self._left += min(size, self._total)
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
