"""Changes of tags that programs ask for: shown, or kept for a person to review. No file is touched here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from organizer.api.documents import Document, moment
from organizer.api.parameters import told_of
from organizer.api.queries import song_called
from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, TagEdit, TagValue, Track, joined
from organizer.library.lists import tag_proposals
from organizer.library.storage.database import Database


def preview_tags(db: Database, *, songs: Sequence[str], values: Mapping[str, TagValue]) -> Document:
    """What an edit of tags would change in the files of some songs, and what they cannot hold."""
    from organizer.work.tags import previewing

    edits = _edits(db, songs, values)
    diffs = previewing.preview(db, edits) if edits else []
    return {
        "changes": [
            {
                "song": diff.track_id,
                "field": diff.field,
                "before": joined(diff.old),
                "after": joined(diff.new),
                "refused": diff.refused or None,
            }
            for diff in diffs
        ]
    }


def propose_tags(
    db: Database, *, songs: Sequence[str], values: Mapping[str, TagValue], reason: str, source: str = ""
) -> Document:
    """Keep an edit of tags for a person to review in the window: until then nothing changes."""
    edits = _edits(db, songs, values)
    number = tag_proposals.add(db, source or "a program", reason, edits)
    return {
        "proposal": number,
        "songs": len(edits),
        "changes": sum(len(edit.values) for edit in edits),
        "note": "A person reviews it in the window of Organizer and may leave it. No file was changed.",
    }


def proposals(db: Database) -> Document:
    """The edits of tags that wait for a person."""
    return {
        "proposals": [
            {
                "proposal": one.number,
                "created": moment(one.created),
                "source": one.source,
                "reason": one.label,
                "songs": len(one.edits),
                "changes": one.changes,
            }
            for one in tag_proposals.waiting(db)
        ]
    }


def _edits(db: Database, songs: Sequence[str], values: Mapping[str, TagValue]) -> list[TagEdit]:
    """Of each song what would change. Raises ``UsageError`` for a field that cannot be proposed."""
    from organizer.library.tags import tags

    with told_of("values"):
        for name in values:
            if name not in EDITABLE_FIELDS:
                raise UsageError(
                    tr("“{field}” cannot be proposed", field=printable(name)[:60]),
                    remedy=tr("one of {names}", names=", ".join(EDITABLE_FIELDS)),
                )
    with told_of("songs"):
        named = {track.id: track for track in (song_called(db, name) for name in songs)}
        if not any(track.has_file for track in named.values()):
            raise UsageError(tr("these songs are known from a table alone and have no files"))

    def changed(track: Track) -> dict[str, TagValue]:
        new = {name: tags.normal(name, value, track.tags.get(name)) for name, value in values.items()}
        return {name: value for name, value in new.items() if value != track.tags.get(name)}

    files = [track for track in named.values() if track.has_file]
    return [TagEdit(track.id, track.path, changes) for track in files if (changes := changed(track))]
