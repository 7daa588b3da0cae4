"""Devices that songs are copied to, by the names that a person gave: where they are, what goes there, how."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.library.playlists.playlist_files import one_line
from organizer.library.storage.connection import Connection
from organizer.library.storage.database import Database

#: What songs are named by: a saved playlist, a search, or songs that were chosen, by their ids.
Kind: TypeAlias = Literal["playlist", "query", "songs"]


@dataclass(frozen=True, slots=True)
class Source:
    """Songs that go to a device, as they are found anew each time."""

    kind: Kind
    text: str  #: the name of the playlist, the search, or ids with commas between them


@dataclass(frozen=True, slots=True)
class Device:
    """A stick, a phone or a folder that is filled more than once."""

    name: str
    folder: str
    identity: str  #: as the device itself has it; "" when nothing was copied there yet
    settings: str  #: JSON
    sources: tuple[Source, ...]
    used: float = 0.0  #: in seconds since 1970


def save(db: Database, device: Device) -> None:
    """Keep a device under its name, in place of an older one of that name."""
    name = one_line(device.name)
    if not name:
        raise UsageError(tr("a device needs a name"), remedy=tr("type one"))
    sources = json.dumps([[source.kind, source.text] for source in device.sources])
    folder = os.fsencode(device.folder)
    with db.write() as connection:
        connection.execute("DELETE FROM devices WHERE name = ?", (name,))
        connection.execute(
            "INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?)",
            (name, folder, device.identity, device.settings, sources, device.used or time.time()),
        )


def listed(db: Database) -> list[Device]:
    """All of them, the one that was used last first."""
    return _rows(db.read(), "SELECT * FROM devices ORDER BY used DESC, name")


def named(db: Database, name: str) -> Device:
    """The device of this name; raises ``UsageError`` where there is none."""
    devices = _rows(db.read(), "SELECT * FROM devices WHERE name = ?", one_line(name))
    if not devices:
        known = ", ".join(f"“{device.name}”" for device in listed(db))
        raise UsageError(
            tr("there is no device “{name}”", name=name), remedy=known or tr("keep one with --save-as NAME")
        )
    return devices[0]


def forget(db: Database, name: str) -> None:
    """Forget a device; what is on it stays."""
    with db.write() as connection:
        connection.execute("DELETE FROM devices WHERE name = ?", (one_line(name),))


def _rows(connection: Connection, sql: str, *values: str) -> list[Device]:
    return [
        Device(
            str(row["name"]),
            os.fsdecode(row["folder"]),
            str(row["identity"]),
            str(row["settings"]),
            tuple(_sources(str(row["sources"]))),
            float(row["used"]),
        )
        for row in connection.execute(sql, values)
    ]


def _sources(text: str) -> list[Source]:
    """What can be used of what is stored."""
    try:
        stored = json.loads(text)
        return [Source(kind, str(what)) for kind, what in stored if kind in get_args(Kind)]
    except (ValueError, TypeError):
        return []
