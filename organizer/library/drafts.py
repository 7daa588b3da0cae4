"""What is being made in the window and was not saved yet: the playlist at hand with its undo history, and
edits of tags; what was looked at; and the songs of a radio. Kept with every change, so that no crash takes it
away.

Songs are kept by their numbers. A number may be given to another song once its song was removed; hence a
draft comes back only with songs that were in the library when it was written.
"""

from __future__ import annotations

import array
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from organizer.base.model import IntArray
from organizer.library.storage.database import Connection, Database

_PLAYLIST, _EDITS, _VIEW, _RADIO = "playlist", "tag edits", "view", "radio"

#: Unsaved values of the fields of songs, by the songs that they were entered for.
Edits = Mapping[tuple[int, ...], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a playlist's undo history: the songs before and after it."""

    serial: int  #: greater for later ones
    text: str
    before: Sequence[int]
    after: Sequence[int]


@dataclass(frozen=True, slots=True)
class PlaylistDraft:
    """The playlist at hand."""

    name: str
    saved_as: str  #: its name in the library; empty when it is not there
    ids: Sequence[int]
    changes: tuple[Change, ...] = ()
    done: int = 0  #: so many of the changes are not undone


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """What was looked at: the search, what the side bar shows, the selection, the place on the map."""

    query: str = ""
    scope: str = ""
    selection: Sequence[int] | IntArray = ()  #: int64, where it is an array
    look: Sequence[float] = ()  #: rows, columns, toroidal, x, y, zoom of the map; empty: there was none


def save_view(db: Database, view: ViewDraft) -> None:
    """Keep what is looked at."""
    head = {"query": view.query, "scope": view.scope, "look": list(view.look)}
    with db.write() as connection:
        _keep(connection, _VIEW, head, view.selection)


def load_view(db: Database) -> ViewDraft | None:
    """What was looked at, with the songs that are still there; None when it was never kept."""
    row = db.read().execute("SELECT head, ids, written FROM drafts WHERE name = ?", (_VIEW,)).fetchone()
    if row is None:
        return None
    head, ids = json.loads(row[0]), _unpacked(row[1])
    there = _there(db, ids, row[2])
    return ViewDraft(
        str(head["query"]), str(head["scope"]), [i for i in ids if i in there], tuple(head["look"])
    )


def save_radio(db: Database, name: str, ids: Sequence[int]) -> None:
    """Keep the songs of a radio: those that it played, and what was to follow; none: there is no radio."""
    with db.write() as connection:
        if ids:
            _keep(connection, _RADIO, {"name": name}, ids)
        else:
            connection.execute("DELETE FROM drafts WHERE name = ?", (_RADIO,))


def load_radio(db: Database) -> tuple[str, list[int]] | None:
    """The name of the last radio, and those of its songs that are still there; None when there was none."""
    row = db.read().execute("SELECT head, ids, written FROM drafts WHERE name = ?", (_RADIO,)).fetchone()
    if row is None:
        return None
    ids = _unpacked(row[1])
    there = _there(db, ids, row[2])
    return str(json.loads(row[0])["name"]), [i for i in ids if i in there]


def save_playlist(db: Database, draft: PlaylistDraft) -> None:
    """Keep the playlist at hand. Of the history only what is new is written."""
    head = {"name": draft.name, "kept": draft.saved_as, "done": draft.done}
    with db.write() as connection:
        there = {int(row[0]) for row in connection.execute("SELECT serial FROM draft_changes")}
        wanted = {change.serial: change for change in draft.changes}
        connection.executemany(
            "DELETE FROM draft_changes WHERE serial = ?", [(serial,) for serial in there - wanted.keys()]
        )
        for serial in sorted(wanted.keys() - there):
            start, before, after = _difference(wanted[serial].before, wanted[serial].after)
            connection.execute(
                "INSERT INTO draft_changes VALUES (?, ?, ?, ?, ?)",
                (serial, wanted[serial].text, start, _packed(before), _packed(after)),
            )
        _keep(connection, _PLAYLIST, head, draft.ids)


def load_playlist(db: Database) -> PlaylistDraft | None:
    """The playlist that was being made; None when there was none."""
    row = db.read().execute("SELECT head, ids, written FROM drafts WHERE name = ?", (_PLAYLIST,)).fetchone()
    if row is None:
        return None
    head, ids, written = json.loads(row[0]), _unpacked(row[1]), row[2]
    rows = db.read().execute("SELECT serial, text, start, before, after FROM draft_changes ORDER BY serial")
    steps = [(int(r[0]), str(r[1]), int(r[2]), _unpacked(r[3]), _unpacked(r[4])) for r in rows]
    done = min(int(head["done"]), len(steps))
    changes: list[Change] = []
    now = ids
    for serial, text, start, before, after in reversed(steps[:done]):
        was = [*now[:start], *before, *now[start + len(after) :]]
        changes.insert(0, Change(serial, text, was, now))
        now = was
    now = ids
    for serial, text, start, before, after in steps[done:]:
        then = [*now[:start], *after, *now[start + len(before) :]]
        changes.append(Change(serial, text, now, then))
        now = then
    draft = PlaylistDraft(str(head["name"]), str(head["kept"]), ids, tuple(changes), done)
    return _with_songs_there(db, draft, written)


def save_edits(db: Database, edits: Edits) -> None:
    """Keep edits of tags that were not written yet."""
    listed = [[list(ids), dict(values)] for ids, values in edits.items()]
    with db.write() as connection:
        if listed:
            _keep(connection, _EDITS, listed, ())
        else:
            connection.execute("DELETE FROM drafts WHERE name = ?", (_EDITS,))


def load_edits(db: Database) -> dict[tuple[int, ...], dict[str, str]]:
    """The edits of tags that were not written yet, by the songs that they are of and that are there."""
    row = db.read().execute("SELECT head, written FROM drafts WHERE name = ?", (_EDITS,)).fetchone()
    if row is None:
        return {}
    listed = json.loads(row[0])
    there = _there(db, {i for ids, _ in listed for i in ids}, row[1])
    remaining = {tuple(i for i in ids if i in there): dict(values) for ids, values in listed}
    return {ids: values for ids, values in remaining.items() if ids}


def _with_songs_there(db: Database, draft: PlaylistDraft, written: float) -> PlaylistDraft:
    every = set(draft.ids).union(
        *(change.before for change in draft.changes), *(change.after for change in draft.changes)
    )
    there = _there(db, every, written)
    if there == every:
        return draft

    def left(ids: Sequence[int]) -> list[int]:
        return [i for i in ids if i in there]

    changes = tuple(replace(c, before=left(c.before), after=left(c.after)) for c in draft.changes)
    return replace(draft, ids=left(draft.ids), changes=changes)


def _there(db: Database, ids: Iterable[int], written: float) -> set[int]:
    """Those of the songs that are in the library now and were when the draft was written."""
    rows = db.read().execute(
        "SELECT id FROM tracks WHERE id IN (SELECT value FROM json_each(?)) AND added <= ?",
        (json.dumps(list(ids)), written),
    )
    return {int(row[0]) for row in rows}


def _keep(connection: Connection, name: str, head: object, ids: Sequence[int] | IntArray) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)",
        (name, json.dumps(head, ensure_ascii=True), _packed(ids), time.time()),
    )


def _difference(before: Sequence[int], after: Sequence[int]) -> tuple[int, Sequence[int], Sequence[int]]:
    """Where two lists begin to differ, and what stands there in each until they are the same again."""
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - start
    same = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    return start, before[start : len(before) - same], after[start : len(after) - same]


def _packed(ids: Sequence[int] | IntArray) -> bytes:
    made = ids if hasattr(ids, "tobytes") else array.array("q", ids)
    return bytes(made.tobytes())


def _unpacked(packed: bytes) -> list[int]:
    ids = array.array("q")
    ids.frombytes(packed)
    return ids.tolist()
