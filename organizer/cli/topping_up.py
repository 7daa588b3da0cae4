"""Playlists that are linked to groups and regions, as the command line tells of them."""

from __future__ import annotations

from organizer.base.language import plural
from organizer.cli.terminal import note
from organizer.library.storage.database import Database
from organizer.work.arranging import topping_up


def top_up(db: Database) -> None:
    """Have songs join, and playlists follow; say what came of it."""
    for topped in topping_up.top_up(db):
        if topped.added:
            note(
                plural(
                    "{n} song added to the playlist “{name}”",
                    "{n} songs added to the playlist “{name}”",
                    topped.added,
                    name=topped.name,
                )
            )
        if topped.message:
            note(topped.message)
