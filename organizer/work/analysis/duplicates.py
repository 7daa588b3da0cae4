"""The same recording twice: fingerprints → groups of copies, the best first. Nothing is ever deleted."""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass

from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import OrganizerError, printable
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, Changes, Track
from organizer.library import fingerprints, tracks
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.analysis.analyzing import fingerprint_version
from organizer.work.jobs import JobContext, default_jobs, lent_or_own, run_bounded

log = logging.getLogger(__name__)

LOSSLESS = frozenset(
    {
        "FLAC",
        "Ogg FLAC",
        "ALAC",
        "WAV",
        "AIFF",
        "WavPack",
        "Monkey's Audio",
        "OptimFROG",
        "TAK",
        "TrueAudio",
        "DSF",
        "DSDIFF",
    }
)

#: Fingerprints are stored together, this many at a time.
_BATCH = 64

#: Differences of length and loudness below this are those of encoders, in seconds and LU.
_SAME_DURATION, _SAME_LOUDNESS = 0.1, 0.1


@dataclass(frozen=True, slots=True)
class Copy:
    """One file of a recording, beside the best of its group."""

    track: Track
    likeness: float = 1.0  #: share of the fingerprint's bits that are those of the best copy
    later: float = 0.0  #: seconds by which its sound comes later in the file than in the best copy


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The files of one recording, the best first: lossless, then bitrate, then tags."""

    copies: tuple[Copy, ...]

    @property
    def best(self) -> Track:
        """The copy that ranks first: the one to keep."""
        return self.copies[0].track

    def differing(self) -> dict[str, tuple[object, ...]]:
        """What is not the same in all copies: name → value of each copy, in their order."""
        songs = [copy.track for copy in self.copies]
        facts: dict[str, tuple[object, ...]] = {
            name: tuple(getattr(song.info, name) for song in songs)
            for name in ("format", "bitrate", "sample_rate", "channels")
        }
        facts["duration"] = _apart([song.info.duration for song in songs], _SAME_DURATION)
        facts["size"] = tuple(song.size for song in songs)
        facts["loudness"] = _apart(
            [song.descriptors.loudness if song.descriptors else None for song in songs], _SAME_LOUDNESS
        )
        facts |= {name: tuple(song.tags.text(name) for song in songs) for name in EDITABLE_FIELDS}
        return {name: values for name, values in facts.items() if len(set(values)) > 1}


@dataclass(frozen=True, slots=True)
class DuplicateSearch:
    """What a search for copies gave."""

    groups: tuple[Duplicates, ...]  #: by the label of the best copy
    compared: int = 0  #: different sounds that were compared
    failed: int = 0  #: songs of which no fingerprint could be taken now
    not_analyzed: int = 0  #: songs without a fingerprint


@dataclass(frozen=True, slots=True)
class FingerprintRequest:
    """One track for a worker; ``audio_hash`` is empty while it is not known."""

    track_id: int
    path: str
    audio_hash: str


def find(
    context: JobContext,
    db: Database,
    *,
    jobs: int | None = None,
    time_limit: float = 120.0,
    take_missing: bool = True,
    executor: Executor | None = None,
    on_changed: Callable[[Changes], None] = lambda _changes: None,
) -> DuplicateSearch:
    """Find the recordings that the library holds more than once.

    Songs without a fingerprint get one first, in worker processes, if ``take_missing``; it is stored, so that
    the next search decodes only what is new. Then all are compared.
    """
    version = fingerprint_version()
    failed = 0
    if take_missing:
        failed = _take_missing(context, db, version, jobs or default_jobs(), time_limit, executor, on_changed)
    return _search(context, db, version, failed)


def take_fingerprint(request: FingerprintRequest) -> tuple[str, bytes]:
    """In a worker: the hash of a song's sound and its fingerprint."""
    from organizer.analysis.ear import decoders, fingerprint

    if multiprocessing.parent_process() is not None:
        decoders.silence_decoders()
    audio_hash = request.audio_hash or payload.audio_hash(request.path)
    return audio_hash, fingerprint.of_file(request.path).to_bytes()


def _take_missing(
    context: JobContext,
    db: Database,
    version: int,
    jobs: int,
    time_limit: float,
    executor: Executor | None,
    on_changed: Callable[[Changes], None],
) -> int:
    """Take the fingerprints that are missing; how many songs failed."""
    todo = [FingerprintRequest(*row) for row in fingerprints.pending(db, version)]
    if not todo:
        return 0
    workers = min(jobs, len(todo))
    failed = 0
    waiting: list[tuple[FingerprintRequest, tuple[str, bytes]]] = []

    def store() -> None:
        changes = []
        with db.write():
            fingerprints.put(db, [taken for _, taken in waiting], version)
            for request, (audio_hash, _) in waiting:
                if audio_hash != request.audio_hash:
                    changes.append(tracks.set_audio_hash(db, request.track_id, audio_hash))
        waiting.clear()
        updated = tuple(i for change in changes for i in change.updated)
        on_changed(Changes(updated=updated, removed=tuple(i for change in changes for i in change.removed)))

    context.report(0, len(todo), tr("taking fingerprints"))
    with ExitStack() as stack:
        pool = stack.enter_context(lent_or_own(executor, workers, time_limit=time_limit))
        stack.callback(store)
        for done, (request, outcome) in enumerate(
            run_bounded(context, pool, take_fingerprint, todo, limit=2 * workers), start=1
        ):
            if isinstance(outcome, Exception):
                failed += 1
                _fail(db, request, outcome)
                on_changed(Changes(updated=(request.track_id,)))
            else:
                waiting.append((request, outcome))
                if len(waiting) >= _BATCH:
                    store()
            context.report(done, len(todo), printable(os.path.basename(request.path)))
    return failed


def _fail(db: Database, request: FingerprintRequest, error: Exception) -> None:
    """What cannot be decoded for the fingerprint cannot be analyzed either: it is listed as such."""
    if not os.path.lexists(request.path):
        tracks.set_away(db, [request.track_id], True)
        return
    if not isinstance(error, OrganizerError):
        log.error("fingerprint of %s failed", printable(request.path), exc_info=error)
    tracks.record_failure(db, request.track_id, "analysis", error, version=FEATURE_VERSION)


def _search(context: JobContext, db: Database, version: int, failed: int) -> DuplicateSearch:
    from organizer.analysis.ear.fingerprint import Fingerprint, Match, match
    from organizer.analysis.space.fingerprint_search import Index

    index = Index()
    sounds: list[str] = []
    for audio_hash, data in fingerprints.load(db, version):
        context.check_cancelled()
        try:
            song = Fingerprint.from_bytes(data)
        except ValueError:
            fingerprints.forget(db, audio_hash)
            continue
        if song.codes.size:  # silence is not a recording
            index.add(song)
            sounds.append(audio_hash)

    def report(share: float) -> None:
        context.check_cancelled()
        context.report(round(share * len(sounds)), len(sounds), tr("comparing"))

    matches = {(a, b): how for a, b, how in index.same(report)}
    same_file = fingerprints.repeated(db)
    together = _components(matches)
    linked = {number for numbers in together for number in numbers}
    together += [[n] for n, sound in enumerate(sounds) if sound in same_file and n not in linked]
    songs = _songs(db, [sounds[number] for numbers in together for number in numbers])

    def matched(a: int, b: int) -> Match | None:
        """How b lies beside a: known, or compared now."""
        return matches.get((a, b)) or match(index[a], index[b])

    groups: list[Duplicates] = []
    for numbers in together:
        rest = {number: songs.get(sounds[number], []) for number in numbers}
        while sum(map(len, rest.values())) > 1:
            context.check_cancelled()
            best = min((n for n in rest if rest[n]), key=lambda n: min(map(_rank, rest[n])))
            copies = [Copy(song) for song in rest.pop(best)]
            for number in list(rest):
                how = matched(best, number)
                if how is not None:
                    copies += [Copy(song, how.likeness, how.offset) for song in rest.pop(number)]
            if len(copies) > 1:
                groups.append(Duplicates(tuple(sorted(copies, key=lambda copy: _rank(copy.track)))))
    groups.sort(key=lambda group: (group.best.label.casefold(), group.best.path))
    not_analyzed = len(fingerprints.pending(db, version))
    return DuplicateSearch(tuple(groups), len(sounds), failed, not_analyzed)


def _songs(db: Database, sounds: Sequence[str]) -> dict[str, list[Track]]:
    ids = fingerprints.songs(db, sounds)
    by_id = {song.id: song for song in tracks.get_many(db, [i for part in ids.values() for i in part])}
    return {sound: [by_id[i] for i in part if i in by_id] for sound, part in ids.items()}


def _components(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Numbers that hang together through pairs, each group ascending."""
    root: dict[int, int] = {}

    def find_root(number: int) -> int:
        while root.setdefault(number, number) != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for a, b in pairs:
        root[find_root(b)] = find_root(a)
    groups: dict[int, list[int]] = {}
    for number in sorted(root):
        groups.setdefault(find_root(number), []).append(number)
    return list(groups.values())


def _rank(song: Track) -> tuple[bool, int, int, int, bytes]:
    """Smaller is better. Among lossless copies the sample rate counts, among others the bitrate (in steps
    of 16 kbit/s: less is chance); then the tags that are filled in."""
    lossless = song.info.format in LOSSLESS
    quality = song.info.sample_rate if lossless else round(song.info.bitrate / 16_000)
    filled = sum(bool(song.tags.text(name)) for name in EDITABLE_FIELDS)
    return not lossless, -quality, -filled, -song.size, os.fsencode(song.path)


def _apart(values: Sequence[float | None], least: float) -> tuple[object, ...]:
    """The values, or nothing where they differ by less than ``least``."""
    given = [value for value in values if value is not None]
    if len(given) == len(values) and max(given) - min(given) < least:
        return ()
    return tuple(values)


def shown(name: str, value: object) -> str:
    """A value of ``Duplicates.differing`` for a person, with its unit; empty when it is not known."""
    if value is None or value == "" or (value == 0 and name != "loudness"):
        return ""
    if not isinstance(value, int | float):
        return str(value)
    if name == "duration":
        return f"{int(value) // 60}:{value % 60:04.1f}"
    units = {
        "bitrate": (1e-3, 0, "kbit/s"),
        "sample_rate": (1e-3, 1, "kHz"),
        "size": (1e-6, 1, "MB"),
        "loudness": (1.0, 1, "LUFS"),
        "channels": (1.0, 0, "channels"),
    }
    factor, digits, unit = units[name]
    return f"{value * factor:.{digits}f} {unit}"
