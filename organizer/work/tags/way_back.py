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

from organizer.base.errors import OrganizerError
from organizer.base.model import EDITABLE_FIELDS
from organizer.library import journal
from organizer.library.journal import FileEntry
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.patch import Patch, composed

#: Edits of one file that are looked at: of more, values come back, and bytes may not.
_MOST = 20
#: Ways that are tried before that is given up.
_TRIED = 500


def exact(db: Database, entry: FileEntry) -> FileEntry | None:
    """The entry with a patch that takes it back to bytes that were there before it, and before the edits that
    are taken back already; None where its own patch does so, or no way leads there."""
    with contextlib.suppress(OSError, OrganizerError), open(entry.path, "rb") as file:
        if entry.patch.inverse().fits(file) and not journal.was_refitted(db, entry.path):
            return None
        others, first = journal.first_patches(db, entry, _MOST)
        for own in filter(None, (entry.patch, first)):
            steps = _steps(file, own.inverse(), others)
            if steps and _is_right(entry, file, patch := composed(steps, file)):
                return replace(entry, patch=patch.inverse())
    return None


def _is_right(entry: FileEntry, file: BinaryIO, patch: Patch) -> bool:
    """Whether a patch changes what the edit changed, back to what it was, and nothing else: patches go by
    size and the bytes that they are about, and another program may have written to it."""
    before = tags.every_field_in(file, entry.path)
    after = tags.every_field_in(patch.over(file), entry.path)
    names = {*EDITABLE_FIELDS, *dict(before.more), *dict(after.more)}
    return all(
        tags.same(name, entry.old[name] if name in entry.old else before.get(name), after.get(name))
        for name in names | {*entry.old}
    )


#: A way: patches one after the other.
_Way = list[Patch]


def _steps(file: BinaryIO, own: Patch, others: Sequence[tuple[Patch, Patch]]) -> _Way:
    """Patches one after the other, each of which fits what those before it make: the own one, and of others
    both or none. Empty where there is no such way. A patch may fit by chance what it was not made for:
    one way is tried after another, those first that turn round what was laid out anew."""
    left = _TRIED

    def way(view: BinaryIO, done: bool, waiting: tuple[int, ...], begun: tuple[int, ...]) -> _Way | None:
        nonlocal left
        left -= 1
        if done and not begun:
            return []
        if left < 0:
            return None
        moves: list[tuple[Patch, bool, tuple[int, ...], tuple[int, ...]]] = []
        if not done:
            turned = [
                (others[at][0], False, tuple(each for each in waiting if each != at), (*begun, at))
                for at in waiting
            ]
            anew = sum(others[at][0] != others[at][1] for at in waiting)  # they come first
            moves += [*turned[:anew], (own, True, waiting, begun), *turned[anew:]]
        moves += [
            (others[at][1].inverse(), done, waiting, tuple(each for each in begun if each != at))
            for at in begun
        ]
        for step, is_done, still_waiting, now_begun in moves:
            if not step.fits(view):
                continue
            if (rest := way(step.over(view), is_done, still_waiting, now_begun)) is not None:
                return [step, *rest]
        return None

    return way(file, False, tuple(range(len(others))), ()) or []
