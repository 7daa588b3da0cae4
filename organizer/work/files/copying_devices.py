"""Devices: where one with a name is now, and which songs go there."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import plural, tr
from organizer.base.machine import media
from organizer.library import searching, tracks
from organizer.library.playlists import devices, playlists, smart
from organizer.library.playlists.devices import Device, Source
from organizer.library.storage.database import Database
from organizer.work.files import copying_settings
from organizer.work.files.copying_manifest import NAME, Manifest
from organizer.work.files.copying_plan import Wanted
from organizer.work.files.copying_settings import CopySettings


def wanted(db: Database, sources: Sequence[Source]) -> Wanted:
    """The songs that sources name now, each once, and the playlists among them. Raises ``UsageError`` for a
    playlist that is not there, a search that cannot be read, and when there is no song at all."""
    ids: list[int] = []
    lists: dict[str, tuple[int, ...]] = {}
    for source in sources:
        if source.kind == "playlist":
            members = _members(db, source.text)
            lists[source.text] = tuple(members)
            ids += members
        elif source.kind == "query":
            ids += tracks.query(db, source.text).tolist()
        else:
            ids += [int(part) for part in source.text.split(",") if part.isdigit()]
    songs = tracks.get_many(db, dict.fromkeys(ids))
    if not songs:
        raise UsageError(
            tr("there are no songs to copy"), remedy=tr("name a playlist with songs, or search for some")
        )
    return Wanted(tuple(songs), lists)


def _members(db: Database, name: str) -> list[int]:
    """The songs of a saved playlist, or of a smart one, in order."""
    if name not in playlists.names(db) and name in [one.name for one in smart.listed(db)]:
        return [int(track_id) for track_id in searching.of_smart(db, smart.named(db, name))]
    return playlists.load(db, name)


def of_songs(ids: Sequence[int]) -> Source:
    """Songs that were chosen one by one."""
    return Source("songs", ",".join(str(int(track_id)) for track_id in ids))


def in_words(sources: Sequence[Source]) -> str:
    """What goes to a device, for people: "Sunday, genre:jazz, 12 songs"."""
    parts = []
    for source in sources:
        count = source.text.count(",") + 1
        parts.append(
            source.text
            if source.kind == "playlist"
            else (source.text or tr("all songs"))
            if source.kind == "query"
            else plural("{n} song", "{n} songs", count)
        )
    return ", ".join(parts)


def folder_of(device: Device) -> str:
    """Where a device is now: in its folder, else wherever the system shows it this time.

    Raises ``OrganizerError`` when it is not there, and when another disk lies in its place: an empty folder
    is all that is left where a disk is mounted no more.
    """
    here = device.folder
    if not device.identity:
        if os.path.isdir(here):
            return here
    elif (identity := identity_of(here)) == device.identity:
        return here
    else:
        for place in _elsewhere(here):
            if identity_of(place) == device.identity:
                return place
        if identity is not None:
            raise OrganizerError(
                tr("the folder of “{name}” holds another device", name=device.name)
                if identity
                else tr(
                    "the folder of “{name}” is there, and nothing of this device is in it", name=device.name
                ),
                path=here,
                remedy=tr("connect it; or, if it was emptied, choose its folder anew"),
            )
    raise OrganizerError(
        tr("“{name}” is not connected", name=device.name), path=here, remedy=tr("connect it and try again")
    )


def identity_of(folder: str) -> str | None:
    """What a device calls itself, "" for a folder that was never filled; None where there is no folder."""
    if not os.path.isdir(folder):
        return None
    if not os.path.lexists(os.path.join(folder, NAME)):
        return ""
    try:
        return Manifest(folder).id
    except OrganizerError:
        return ""


def _elsewhere(folder: str) -> list[str]:
    """Where the folder may be on media that are there now: under the same names, below another mount."""
    parts = os.path.normpath(folder).split(os.sep)
    tails = [os.path.join(*parts[at:]) for at in range(1, len(parts))]
    return [
        place
        for medium in media.removable_media()
        for place in (medium, *(os.path.join(medium, tail) for tail in tails))
    ]


def keep(
    db: Database, name: str, folder: str, identity: str, settings: CopySettings, sources: Sequence[Source]
) -> Device:
    """Keep a device, so that the next time is two clicks."""
    text = copying_settings.to_text(settings)
    device = Device(name, folder, identity, text, tuple(sources), time.time())
    devices.save(db, device)
    return device


def note_use(db: Database, device: Device, folder: str, identity: str) -> None:
    """A device was filled, at this place."""
    devices.save(db, replace(device, folder=folder, identity=identity, used=time.time()))
