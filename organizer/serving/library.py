"""The library that is served: only looked at, while the window or a command may write it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from organizer.base.errors import LibraryError
from organizer.library.storage.database import Database


class ServedLibrary:
    """The open library, and whether it is still the one at its place."""

    def __init__(self, db: Database) -> None:
        """``db`` is only looked at from now on."""
        db.look_only()
        self._db = db
        self._file = self._identity()

    @property
    def db(self) -> Database:
        """The library; raises ``LibraryError`` where another file took its place."""
        if self._identity() != self._file:
            raise LibraryError(
                "another library file took the place of the one that is served",
                path=str(self._db.path),
                remedy="stop serving and start it again",
            )
        return self._db

    @contextlib.contextmanager
    def writing(self) -> Iterator[Database]:
        """The library for one thing that is kept in it."""
        with Database(self.db.path) as db:
            yield db

    def _identity(self) -> tuple[int, int]:
        try:
            status = os.stat(self._db.path)
        except OSError:
            return (0, 0)
        return status.st_dev, status.st_ino
