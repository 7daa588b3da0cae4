"""Changes of tags that other programs propose, as they stand to the songs now.

A song is known by its number and its path: where it left the library, its changes are left out.
"""

from __future__ import annotations

from organizer.base.model import TagEdit, Track
from organizer.library import tracks
from organizer.library.lists import tag_proposals
from organizer.library.lists.tag_proposals import TagProposal
from organizer.library.storage.database import Database


def current(db: Database, proposal: TagProposal) -> list[tuple[Track, TagEdit]]:
    """Its songs that are in the library, with what would change of them still."""
    songs = {track.id: track for track in tracks.get_many(db, [edit.track_id for edit in proposal.edits])}
    listed = []
    for edit in proposal.edits:
        song = songs.get(edit.track_id)
        if song is None or song.path != edit.path:
            song = tracks.by_path(db, edit.path)
        if song is None:
            continue
        values = {name: value for name, value in edit.values.items() if song.tags.get(name) != value}
        if values:
            listed.append((song, TagEdit(song.id, song.path, values)))
    return listed


def settle(db: Database) -> list[TagProposal]:
    """Forget those of which nothing would change any more; those that are left."""
    waiting = [(one, bool(current(db, one))) for one in tag_proposals.waiting(db)]
    done = [one.number for one, changes in waiting if not changes]
    if done and not db.read_only:
        tag_proposals.drop(db, done)
    return [one for one, changes in waiting if changes]
