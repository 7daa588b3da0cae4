"""What is done for the radio away from the GUI thread."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from organizer.base.errors import LibraryError
from organizer.library import drafts, radio_history, tracks
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.playing import radio_start
from organizer.work.playing.radio import Answer, Radio, Request


@dataclass(frozen=True, slots=True)
class Notes:
    """What is to be remembered of songs, by their ids."""

    played: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    name: str = ""  #: of the radio; "": its songs are kept already, or not to be
    songs: tuple[int, ...] = ()  #: all of the radio

    def __bool__(self) -> bool:
        return bool(self.played or self.skipped)


@dataclass(frozen=True, slots=True, eq=False)
class Started:
    """A radio with its first songs."""

    radio: Radio
    name: str
    answer: Answer


def start(
    context: JobContext, db: Database, seeds: Sequence[int], first: int | None, name: str, request: Request
) -> Started:
    """Begin a radio. ``first``: the song that plays; ``name``: of what it starts from, "" for none."""
    seed = time.time_ns() % 2**32  # another radio each time
    radio = radio_start.start(context, db, seeds, request.rules, seed=seed)
    if first is not None:
        radio.use([first])
    titles = [name] if name else [track.title for track in tracks.get_many(db, seeds[:1])]
    called = radio_start.name_of(titles, 1 if name else len(seeds))
    return Started(radio, called, choose(context, db, radio, request))


def choose(
    context: JobContext, db: Database, radio: Radio, request: Request, notes: Notes | None = None
) -> Answer:
    """Choose what comes next, of songs that are there now; and remember what was played."""
    if notes:
        note(context, db, notes)
    answer = radio.answer(request)
    there = {track.id for track in tracks.get_many(db, answer.songs) if track.available}
    if any(song not in there for song in answer.songs):
        kept = tuple(song for song in answer.songs if song in there)
        radio.leave_out_all_but(radio_start.available(db))
        instead = radio.answer(
            Request(
                request.rules,
                len(answer.songs) - len(kept),
                before=(*request.before, *kept),
                anew=tuple(song for song in answer.songs if song not in there),
            )
        )
        answer = replace(instead, songs=(*kept, *instead.songs))
    if notes and notes.name:
        _keep_draft(db, notes.name, (*notes.songs, *answer.songs))
    return answer


def note(_context: JobContext, db: Database, notes: Notes) -> None:
    """Remember what was played, for later days; not in a library that can only be looked at."""
    if db.read_only:
        return
    now = time.time()
    with contextlib.suppress(LibraryError), db.write():
        radio_history.note_played(db, notes.played, when=now)
        radio_history.note_skipped(db, notes.skipped, when=now)


def load(_context: JobContext, db: Database) -> tuple[str, list[int]] | None:
    """What is kept of the last radio."""
    return drafts.load_radio(db)


def forget(_context: JobContext, db: Database) -> None:
    """Nothing is kept of a radio any more."""
    _keep_draft(db, "", ())


def _keep_draft(db: Database, name: str, songs: Sequence[int]) -> None:
    if not db.read_only:
        with contextlib.suppress(LibraryError):
            drafts.save_radio(db, name, list(dict.fromkeys(songs)))


def keep(
    _context: JobContext, db: Database, name: str, songs: Sequence[int], kept_as: str
) -> tuple[str, int]:
    """Save the songs of a radio as a playlist: under this name, or as the one that it was kept as before. Its
    name, and how many songs it has."""
    there = kept_as if kept_as in playlists.names(db) else playlists.free_name(db, name)
    playlists.save(db, there, songs)
    return there, len(songs)
