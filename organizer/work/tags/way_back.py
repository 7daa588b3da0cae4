"""The way back to the bytes of before, where edits of one file are taken back in another order than theirs.

An edit that is taken back while a later one is there gets a patch that fits the file as it is then, and the
file is laid out otherwise than it ever was. When the last edit goes, the way leads through what the file was:
that patch is turned round, the later edits go, then the edit itself by the patch that it was written with.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from organizer.library import journal
from organizer.library.journal import FileEntry
from organizer.library.storage.database import Database
from organizer.library.tags.patch import Patch, composed

#: Edits of one file that are looked at: of more, values come back, and bytes may not.
_MOST = 50


def exact(db: Database, entry: FileEntry) -> FileEntry | None:
    """The entry with a patch that takes it back to bytes that were there before it, and before the edits that
    are taken back already; None where its own patch does so, or no way leads there."""
    others, first = journal.first_patches(db, entry)
    if (not others and first is None) or len(others) > _MOST:
        return None
    with contextlib.suppress(OSError), open(entry.path, "rb") as file:
        if entry.patch.inverse().fits(file):
            return None
        for own in filter(None, (entry.patch, first)):
            if steps := _steps(file, own.inverse(), others):
                return replace(entry, patch=composed(steps, file).inverse())
    return None


def _steps(file: BinaryIO, own: Patch, others: Sequence[tuple[Patch, Patch]]) -> list[Patch]:
    """Patches one after the other, each of which fits what those before it make: the own one, and of others
    both or none. Empty where there is no such way."""
    steps: list[Patch] = []
    view, waiting, done = file, list(others), False
    begun: list[Patch] = []
    while True:
        step = next((first.inverse() for first in begun if first.inverse().fits(view)), None)
        if step is not None:
            begun = [first for first in begun if first.inverse() != step]
        elif not done and own.fits(view):
            step, done = own, True
        elif not done and (pair := next((each for each in waiting if each[0].fits(view)), None)):
            waiting.remove(pair)
            begun.append(pair[1])
            step = pair[0]
        if step is None:
            return steps if done and not begun else []
        steps.append(step)
        view = step.over(view)
