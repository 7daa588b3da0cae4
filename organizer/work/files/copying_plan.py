"""What copying songs to a device would do, before anything is done, in numbers.

A song of which the device has the file that was made of it is *unchanged*, or *moved* where its name is
another one now; of which it has an older one *changed*; else *new*. What was edited there is left alone.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

from organizer.base import system
from organizer.base.atomic import world_error
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import number, plural, tr
from organizer.base.machine import media
from organizer.base.model import Track
from organizer.library.storage.database import Database
from organizer.work.files.copying_lists import list_path
from organizer.work.files.copying_manifest import Entry, Manifest, digest_of, status_of
from organizer.work.files.copying_names import LARGEST_ON_FAT, Taken, is_fat, rules_for, template_of, wish
from organizer.work.files.copying_settings import CopySettings
from organizer.work.jobs import JobContext

Action: TypeAlias = Literal["new", "changed", "moved", "unchanged", "there", "edited", "refused"]
#: Of these a file is written.
WRITTEN: tuple[Action, ...] = ("new", "changed")
#: Bytes that folders and the manifest may take beside the songs.
_RESERVE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be on the device: songs, and playlists of some of them."""

    tracks: tuple[Track, ...]
    lists: Mapping[str, tuple[int, ...]]  #: name → ids of songs, in their order


@dataclass(frozen=True, slots=True)
class Step:
    """What is done for one song."""

    track: Track
    action: Action
    path: str = ""  #: on the device, below the folder, with slashes
    wish: str = ""
    convert: bool = False
    size: int = 0  #: bytes that it will take; of what is converted about
    entry: Entry | None = None  #: of the file that is there
    reason: str = ""

    @property
    def taken(self) -> int:
        """Bytes that its file takes now."""
        return self.entry.size if self.entry is not None else 0


@dataclass(frozen=True)
class CopyPlan:
    """What would be done, and whether there is room for it. What its steps add up to is counted once."""

    folder: str
    settings: CopySettings
    lists: Mapping[str, tuple[int, ...]]
    steps: tuple[Step, ...]
    leftovers: tuple[Entry, ...]  #: ours, and of no song or list that is wanted
    free: int  #: bytes
    block: int
    device_id: str
    remove: bool = False  #: leftovers are removed

    @cached_property
    def counts(self) -> Mapping[Action, int]:
        """How many steps do what."""
        return Counter(step.action for step in self.steps)

    @cached_property
    def written(self) -> tuple[Step, ...]:
        """The steps that write a file."""
        return tuple(step for step in self.steps if step.action in WRITTEN)

    @cached_property
    def _taken(self) -> int:
        """Bytes that what is written takes in the end beyond those that are taken now, and meanwhile."""
        more = sum(self._rounded(step.size) - self._rounded(step.taken) for step in self.written)
        # of what is changed, old and new are there for a moment
        return more + max((self._rounded(step.taken) for step in self.written), default=0)

    @property
    def needed(self) -> int:
        """Bytes that will be taken in the end beyond those that are now; about, where songs are converted."""
        return max(0, self._taken + _RESERVE - self.freed) if self.written else 0

    @property
    def freed(self) -> int:
        """Bytes of the files that are removed."""
        return self.leftover_bytes if self.remove else 0

    @cached_property
    def leftover_bytes(self) -> int:
        """Bytes of the files that could be removed."""
        return sum(self._rounded(entry.size) for entry in self.leftovers)

    @property
    def fits(self) -> bool:
        """Whether there is room for everything."""
        return self.needed <= self.free

    @cached_property
    def is_estimate(self) -> bool:
        """Whether what is needed is an estimate: some songs are converted."""
        return any(step.convert for step in self.written)

    def _rounded(self, size: int) -> int:
        return -(-size // self.block) * self.block

    def count_all(self) -> None:
        """Count what one asks a plan for. Of many songs it takes several frames."""
        _ = self.counts, self.leftover_bytes, self.is_estimate
        if not self.fits:
            _ = self.fitting.written

    @cached_property
    def fitting(self) -> CopyPlan:
        """The same with as many songs, from the first on, as there is room for."""
        room = self.free + self.freed - _RESERVE
        steps = []
        for step in self.steps:
            if step.action in WRITTEN:
                more = self._rounded(step.size) - self._rounded(step.taken)
                if more + self._rounded(step.taken) > room:
                    step = replace(step, action="refused", reason=tr("there is no room for it on the device"))
                else:
                    room -= more
            steps.append(step)
        return replace(self, steps=tuple(steps))

    def check_room(self) -> None:
        """Raise ``OrganizerError`` with the numbers when there is not enough."""
        if self.fits:
            return
        would = len(self.fitting.written)
        values = {
            "needed": in_bytes(self.needed),
            "free": in_bytes(self.free),
            "fitting": would,
            "songs": len(self.written),
        }
        raise OrganizerError(
            tr(
                "about {needed} are needed and {free} are free: {fitting} of the {songs} songs would fit",
                **values,
            )
            if self.is_estimate
            else tr(
                "{needed} are needed and {free} are free: {fitting} of the {songs} songs would fit", **values
            ),
            path=self.folder,
            remedy=tr("make room, choose fewer songs or a lower rate, or copy what fits"),
        )


def in_bytes(count: int) -> str:
    """ "310 MB", "3.1 GB"."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            shown = count / size
            return f"{number(shown, 1 if shown < 10 else 0)} {unit}"
    return plural("{n} byte", "{n} bytes", count)


def in_words(plan: CopyPlan) -> str:
    """What would be done, in one line."""
    parts = [
        (plural("{n} new", "{n} new", n) if (n := plan.counts.get("new")) else ""),
        (plural("{n} changed", "{n} changed", n) if (n := plan.counts.get("changed")) else ""),
        (plural("{n} renamed", "{n} renamed", n) if (n := plan.counts.get("moved")) else ""),
        (plural("{n} unchanged", "{n} unchanged", n) if (n := plan.counts.get("unchanged")) else ""),
        (plural("{n} there already", "{n} there already", n) if (n := plan.counts.get("there")) else ""),
        (
            plural("{n} edited on the device and left alone", "{n} edited on the device and left alone", n)
            if (n := plan.counts.get("edited"))
            else ""
        ),
        (
            plural("{n} cannot be copied", "{n} cannot be copied", n)
            if (n := plan.counts.get("refused"))
            else ""
        ),
    ]
    if n := len(plan.leftovers):
        size = in_bytes(plan.leftover_bytes)
        parts.append(
            plural("{n} to be removed ({size})", "{n} to be removed ({size})", n, size=size)
            if plan.remove
            else plural("{n} no longer wanted ({size})", "{n} no longer wanted ({size})", n, size=size)
        )
    return ", ".join(filter(None, parts)) or tr("nothing to do")


def check_folder(db: Database, folder: str) -> str:
    """The folder as an absolute path. Raises ``OrganizerError`` for one that is not there, and for one in
    which the library's own songs lie: they would be taken for new songs."""
    absolute = os.path.abspath(folder)
    if os.path.isfile(absolute):
        raise OrganizerError(tr("this is a file"), path=folder, remedy=tr("choose a folder"))
    if not os.path.isdir(absolute):
        raise OrganizerError(
            tr("the device or folder is not there"),
            path=folder,
            remedy=tr("connect it, or make the folder first"),
        )
    real = os.path.realpath(absolute)
    for (root,) in db.read().execute("SELECT path FROM roots"):
        above = os.path.realpath(os.fsdecode(root))
        if real == above or real.startswith(above.rstrip(os.sep) + os.sep):
            raise UsageError(
                tr("this folder is a part of the library, which would take the copies for new songs"),
                path=folder,
                remedy=tr("choose a folder outside of it"),
            )
    if problem := media.why_not(absolute):
        raise OrganizerError(
            tr("nothing can be written there: {problem}", problem=problem),
            path=folder,
            remedy=tr("take the lock off, or choose another folder"),
        )
    return absolute


def plan(
    context: JobContext, wanted: Wanted, folder: str, settings: CopySettings, *, remove: bool = False
) -> CopyPlan:
    """Look at songs and device, and say what is to be done. Nothing is changed. ``folder`` is one that
    ``check_folder`` returned. Raises ``OrganizerError`` where the device cannot be looked at."""
    settings.check()
    manifest = Manifest(folder)
    planner = _Planner(folder, settings, manifest)
    tracks = list({track.id: track for track in wanted.tracks}.values())
    try:
        steps = planner.steps(context, tracks)
        leftovers = planner.leftovers(steps, wanted.lists)
        free, block = shutil.disk_usage(folder).free, system.block_size(folder)
    except OSError as error:
        raise world_error(error, error.filename or folder) from error
    return CopyPlan(folder, settings, wanted.lists, steps, leftovers, free, block, manifest.id, remove)


class _Planner:
    """Finds each song's place and what is there."""

    def __init__(self, folder: str, settings: CopySettings, manifest: Manifest) -> None:
        kind = system.file_system(folder)
        self._folder, self._settings, self._manifest = folder, settings, manifest
        self._rules, self._fat = rules_for(settings.names, kind), is_fat(kind)
        self._template = template_of(settings.template)
        songs = [entry for entry in manifest.entries.values() if entry.kind == "song"]
        self._by_source = {entry.source: entry for entry in songs}
        self._by_sound = {entry.sound: entry for entry in songs if entry.sound}
        self._by_wish = {entry.wish: entry for entry in songs}
        self._used: set[str] = set()  #: paths of entries that belong to a song that is wanted
        self._taken = Taken(self._rules)

    def steps(self, context: JobContext, tracks: Sequence[Track]) -> tuple[Step, ...]:
        """A step for each song, in their order."""
        drafts = [self._draft(track) for track in tracks]
        known = self._known(drafts)
        for path in self._manifest.entries:
            self._taken.claim(path)  # also what is no longer wanted: it stays, unless it is removed
        steps = []
        for done, (draft, entry) in enumerate(zip(drafts, known, strict=True), start=1):
            context.check_cancelled()
            steps.append(self._placed(draft, entry))
            if done % 50 == 0 or done == len(drafts):
                context.report(done, len(drafts), tr("Looking at the device"))
        return tuple(steps)

    def _draft(self, track: Track) -> Step:
        """The song with the name that it wishes for, and its size."""
        if not track.has_file:
            return Step(track, "refused", reason=tr("it is known from a table alone: there is no file of it"))
        if (status := _file(track.path)) is None:
            return Step(track, "refused", reason=tr("its file is not there"))
        convert = self._settings.converts(track)
        encoding = self._settings.encoding
        ending = encoding.ending if convert and encoding else os.path.splitext(track.path)[1].lower()
        size = self._settings.estimate(track) if convert else status.st_size
        name = wish(self._template, track, ending, self._rules)
        if self._fat and size > LARGEST_ON_FAT:
            reason = tr("it has {size}, and no file on FAT can have more than 4 GB", size=in_bytes(size))
            return Step(track, "refused", wish=name, convert=convert, reason=reason)
        return Step(track, "new", wish=name, convert=convert, size=size)

    def _known(self, drafts: Sequence[Step]) -> list[Entry | None]:
        """For each song what the device has of it: by its file, by its sound, by its name."""
        result: list[Entry | None] = [None] * len(drafts)
        sources = {draft.track.path for draft in drafts}
        for find in (self._of_source, self._of_sound, self._of_wish):
            for at, draft in enumerate(drafts):
                if result[at] is not None or (draft.action == "refused" and not draft.track.has_file):
                    continue
                entry = find(draft)
                if entry is None or entry.path in self._used:
                    continue
                if find != self._of_source and entry.source in sources:
                    continue  # it is of another song that is wanted
                result[at] = entry
                self._used.add(entry.path)
        return result

    def _of_source(self, draft: Step) -> Entry | None:
        return self._by_source.get(draft.track.path)

    def _of_sound(self, draft: Step) -> Entry | None:
        return self._by_sound.get(draft.track.audio_hash) if draft.track.audio_hash else None

    def _of_wish(self, draft: Step) -> Entry | None:
        return self._by_wish.get(draft.wish) if draft.wish else None

    def _placed(self, draft: Step, entry: Entry | None) -> Step:
        """The step with its place and what is to be done."""
        if entry is None:
            return draft if draft.action == "refused" else self._unknown(draft)
        if draft.action == "refused":  # what is there of it stays
            return replace(draft, path=entry.path, entry=entry)
        is_there = status_of(self._place(entry.path)) is not None
        fits = self._manifest.at(entry.path) if is_there else None
        if not is_there:
            as_before = entry.wish == draft.wish and not self._exists(entry.path)
            path = entry.path if as_before else self._taken.free(draft.wish, self._exists)
            return replace(draft, action="new", path=path)
        if fits is None and entry.path in self._manifest.torn:
            return replace(draft, action="changed", path=entry.path, entry=entry)
        if fits is None:
            return replace(
                draft, action="edited", path=entry.path, entry=entry, reason=tr("it was edited on the device")
            )
        same = _same_source(fits, draft.track) and fits.how == self._settings.how(convert=draft.convert)
        if fits.wish == draft.wish:
            return replace(draft, action="unchanged" if same else "changed", path=entry.path, entry=fits)
        if self._taken.key(self._taken.spelled(draft.wish)) == self._taken.key(entry.path):
            # another case of letters: not worth it, and on FAT it is the same name
            return replace(draft, action="unchanged" if same else "changed", path=entry.path, entry=fits)
        path = self._taken.free(draft.wish, self._exists)
        return replace(draft, action="moved" if same else "changed", path=path, entry=fits)

    def _unknown(self, draft: Step) -> Step:
        """A song of which nothing is known to be there; perhaps the person put it there."""
        spelled = self._taken.spelled(draft.wish)
        place = self._place(spelled)
        free = self._taken.key(spelled) not in self._taken.names
        if free and not draft.convert and _same_content(place, draft.track.path, draft.size):
            self._taken.claim(spelled)
            return replace(draft, action="there", path=spelled)
        path = self._taken.free(draft.wish, self._exists)
        reason = "" if path == spelled else tr("another file has its name there")
        return replace(draft, path=path, reason=reason)

    def _place(self, path: str) -> str:
        return os.path.join(self._folder, *path.split("/"))

    def _exists(self, path: str) -> bool:
        return os.path.lexists(self._place(path))

    def leftovers(self, steps: Iterable[Step], lists: Mapping[str, object]) -> tuple[Entry, ...]:
        """What we put there and is no longer wanted."""
        wanted = {step.entry.path for step in steps if step.entry is not None} | self._used
        wanted |= {list_path(name, self._settings.lists) for name in lists if self._settings.lists}
        rest = [entry for path, entry in self._manifest.entries.items() if path not in wanted]
        return tuple(entry for entry in rest if status_of(self._place(entry.path)) is not None)


def _file(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def _same_source(entry: Entry, track: Track) -> bool:
    status = _file(track.path)
    return status is not None and (entry.source_size, entry.source_mtime_ns) == (
        status.st_size,
        status.st_mtime_ns,
    )


def _same_content(place: str, source: str, size: int) -> bool:
    status = status_of(place)
    return status is not None and status.st_size == size and digest_of(place) == digest_of(source)
