"""What the dialog of tools does away from the GUI thread: reading songs, running steps, storing actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from organizer.base.errors import OrganizerError
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.tags.tools import actions, loading, stored
from organizer.work.tags.tools.actions import Action, Result, Step
from organizer.work.tags.tools.song import Song, Values

Ids = tuple[int, ...]

#: Songs that are read between two looks at whether the job was cancelled.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """Songs as tools see them, in the order of the list; those without a file are left out."""

    ids: Ids
    songs: tuple[Song, ...]
    names: frozenset[str] = frozenset()  #: fields that were read from the files


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the preview: a field that changes, or what is to be said of a song."""

    track_id: int
    path: str
    field: str  #: of a remark: the step that it is about
    old: Values
    new: Values
    note: str = ""
    sure: float | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What steps would make of songs."""

    loaded: Loaded  #: the songs, with the fields that the steps are about
    steps: tuple[Step, ...]
    results: tuple[Result, ...]
    changes: tuple[Row, ...]
    misfits: tuple[Row, ...]
    notes: tuple[Row, ...]
    songs: tuple[int, int, int]  #: how many songs change, a step does not fit, are worth a look
    proposed: bool = False  #: whether some changes are proposals, which are more or less sure
    problem: str = ""  #: why nothing can be shown


def load(context: JobContext, db: Database, ids: Ids, before: Loaded | None = None) -> Loaded:
    """Read these songs; ``before`` itself where they say what they said then."""
    songs: list[Song] = []
    for start in range(0, len(ids), _BATCH):
        context.check_cancelled()
        listed = tracks.get_many(db, ids[start : start + _BATCH])
        songs += loading.from_library(db, [song for song in listed if song.has_file])
    if before is not None and [(s.path, s.values) for s in before.songs] == [
        (s.path, s.values) for s in songs
    ]:
        return before
    return Loaded(ids, tuple(songs))


def preview(context: JobContext, loaded: Loaded, steps: tuple[Step, ...]) -> Preview:
    """What the steps would make of the songs; fields that only their files tell are read once."""
    names = loading.fields_in_files(steps)
    if missing := names - loaded.names:
        songs = loading.with_fields(context, loaded.songs, missing)
        loaded = Loaded(loaded.ids, tuple(songs), loaded.names | missing)
    try:
        results = tuple(actions.run(steps, loaded.songs, context.check_cancelled))
    except OrganizerError as error:
        return Preview(loaded, steps, (), (), (), (), (0, 0, 0), problem=str(error))
    changes, misfits, notes = [], [], []
    for number, each in enumerate(results):
        if not number % _BATCH:
            context.check_cancelled()
        song = each.song
        note = "; ".join(each.notes)
        changes += [
            Row(song.track_id, song.path, name, song.get(name), new, note, each.sure)
            for name, new in each.values.items()
        ]
        misfits += [
            Row(song.track_id, song.path, f"{at + 1}. {steps[at].tool.label}", (), (), reason)
            for at, reason in each.misfits
        ]
        notes += [
            Row(song.track_id, song.path, "", (), (), text, each.sure) for text in dict.fromkeys(each.notes)
        ]
    counts = (
        sum(bool(each.values) for each in results),
        sum(bool(each.misfits) for each in results),
        sum(bool(each.notes) for each in results),
    )
    proposed = any(each.sure is not None for each in results)
    return Preview(loaded, steps, results, tuple(changes), tuple(misfits), tuple(notes), counts, proposed)


@dataclass(frozen=True, slots=True)
class Stored:
    """The named actions: those that can be read, and the names of the others."""

    actions: tuple[Action, ...]
    broken: tuple[str, ...] = ()


def named_actions(_context: JobContext, db: Database) -> Stored:
    """All named actions."""
    good, broken = [], []
    for name in stored.names(db):
        try:
            good.append(stored.named(db, name))
        except OrganizerError:
            broken.append(name)
    return Stored(tuple(good), tuple(broken))


def store(context: JobContext, db: Database, action: Action) -> Stored:
    """Store an action; all that there are then."""
    stored.store(db, action)
    return named_actions(context, db)


def forget(context: JobContext, db: Database, name: str) -> Stored:
    """Forget an action; all that there are then."""
    stored.forget(db, name)
    return named_actions(context, db)


def export(_context: JobContext, action: Action, path: str) -> str:
    """Write an action to a file; the file."""
    stored.export(action, path)
    return path


def read_file(_context: JobContext, path: str) -> Action:
    """The action that a file holds."""
    return stored.read_file(path)


def active(steps: Sequence[Step]) -> bool:
    """Whether any step is on."""
    return any(step.on for step in steps)
