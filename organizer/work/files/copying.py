"""Songs and their playlists onto a stick, a phone or into a folder: what a plan says is done, file by file.

Whatever ends a run, each file on the device is there whole or not at all, and the next run goes on from
there. Nothing is overwritten or removed but what we put there ourselves, and only while it is as it was put.
"""

from __future__ import annotations

import contextlib
import errno
import io
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from organizer.base import leftovers, system
from organizer.base.atomic import world_error
from organizer.base.errors import Cancelled, OrganizerError, printable
from organizer.base.language import plural, tr
from organizer.work.files.copying_converting import Converted, ConvertRequest, convert, time_limit
from organizer.work.files.copying_lists import content, list_path
from organizer.work.files.copying_manifest import Entry, Manifest, digest_of, digest_of_bytes
from organizer.work.files.copying_plan import CopyPlan, Step
from organizer.work.files.copying_target import DeviceGoneError, OtherFileError, Target
from organizer.work.jobs import JobContext, default_jobs, lent_or_own, run_bounded

log = logging.getLogger(__name__)

State: TypeAlias = Literal[
    "copied", "converted", "renamed", "unchanged", "there", "edited", "failed", "removed", "written"
]
#: After so many failures of the disk one after the other the rest is not tried.
_HOPELESS = 20
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended for one file."""

    state: State
    path: str  #: on the device, below the folder
    source: str = ""
    size: int = 0
    reason: str = ""  #: one line, where there is something to say


@dataclass(frozen=True, slots=True)
class CopyResult:
    """How a run ended."""

    folder: str
    device_id: str
    outcomes: tuple[Outcome, ...]

    def count(self, *states: State) -> int:
        """How many files ended in one of these ways."""
        return sum(outcome.state in states for outcome in self.outcomes)

    @property
    def problems(self) -> tuple[Outcome, ...]:
        """What a person should look at."""
        return tuple(outcome for outcome in self.outcomes if outcome.state in ("failed", "edited"))


def result_in_words(result: CopyResult) -> str:
    """How a run ended, in one line."""
    parts = (
        (plural("{n} copied", "{n} copied", n) if (n := result.count("copied", "converted")) else ""),
        (plural("{n} renamed", "{n} renamed", n) if (n := result.count("renamed")) else ""),
        (plural("{n} unchanged", "{n} unchanged", n) if (n := result.count("unchanged", "there")) else ""),
        (plural("{n} removed", "{n} removed", n) if (n := result.count("removed")) else ""),
        (
            plural("{n} playlist file written", "{n} playlist files written", n)
            if (n := result.count("written"))
            else ""
        ),
        (
            plural("{n} left alone, for it was edited there", "{n} left alone, for they were edited there", n)
            if (n := result.count("edited"))
            else ""
        ),
        (plural("{n} failed", "{n} failed", n) if (n := result.count("failed")) else ""),
    )
    return ", ".join(filter(None, parts))


@dataclass
class _Run:
    """A run, as far as it is."""

    context: JobContext
    plan: CopyPlan
    manifest: Manifest
    target: Target
    total: int
    outcomes: list[Outcome] = field(default_factory=list)
    placed: dict[int, str] = field(default_factory=dict)  #: songs that are there, and where
    failures: int = 0  #: of the disk, one after the other

    def ended(self, outcome: Outcome, step: Step | None = None) -> None:
        self.outcomes.append(outcome)
        if step is not None and outcome.state != "failed":
            self.placed[step.track.id] = outcome.path
        self.context.report(len(self.outcomes), self.total, printable(os.path.basename(outcome.path)))


def copy(
    context: JobContext, plan: CopyPlan, *, jobs: int | None = None, executor: Executor | None = None
) -> CopyResult:
    """Do what the plan says. What fails for one file is told with it, and the rest goes on.

    Raises ``OrganizerError`` when there is no room, or the device cannot be written at all, ``Cancelled``
    when the job is asked to stop: what is there by then is whole, and noted.
    """
    plan.check_room()
    if not os.path.isdir(plan.folder):
        raise DeviceGoneError(tr("the device is not there"), path=plan.folder, remedy=tr("connect it"))
    manifest = Manifest(plan.folder)
    if manifest.id != plan.device_id:
        raise OrganizerError(
            tr("this is another device than the one that was looked at"),
            path=plan.folder,
            remedy=tr("look again"),
        )
    total = len(plan.steps) + (len(plan.leftovers) if plan.remove else 0)
    try:
        with manifest.writing(flush=plan.settings.flush):
            target = Target(manifest, flush=plan.settings.flush, verify=plan.settings.verify)
            run = _Run(context, plan, manifest, target, total)
            try:
                _remove(run)
                _songs(run, jobs, executor)
                _lists(run)
            except DeviceGoneError as error:
                _give_up(run, error)
            if not plan.settings.flush:
                system.flush_all()
    except OSError as error:
        raise world_error(error, plan.folder) from error
    return CopyResult(plan.folder, manifest.id, tuple(run.outcomes))


def _give_up(run: _Run, error: OrganizerError) -> None:
    """What is left is not tried."""
    done = {outcome.source for outcome in run.outcomes}
    for step in run.plan.steps:
        if step.track.path not in done:
            run.ended(Outcome("failed", step.path, step.track.path, reason=error.cause))


def _remove(run: _Run) -> None:
    """What is no longer wanted goes first: it makes room."""
    for entry in run.plan.leftovers if run.plan.remove else ():
        run.context.check_cancelled()
        with _noting(run, Outcome("failed", entry.path)):
            run.target.remove(entry.path)
            run.ended(Outcome("removed", entry.path, size=entry.size))


def _songs(run: _Run, jobs: int | None, executor: Executor | None) -> None:
    plan = run.plan
    for step in plan.steps:
        if step.action == "refused":
            run.ended(Outcome("failed", step.path, step.track.path, reason=step.reason))
        elif step.action in ("unchanged", "there", "edited"):
            state: State = step.action
            if step.action == "there" and step.path in run.manifest.intended:
                _adopt(run, step)
            run.ended(Outcome(state, step.path, step.track.path, reason=step.reason), step)
    run.manifest.intend(step.path for step in plan.written if _is_intended(step))
    as_they_are = iter([step for step in plan.steps if _at_once(step)])
    to_convert = [step for step in plan.written if step.convert]
    if to_convert:
        _converted(run, to_convert, as_they_are, jobs, executor)
    while _next_copy(run, as_they_are):
        pass


def _is_intended(step: Step) -> bool:
    return step.action == "new" and not step.convert


def _adopt(run: _Run, step: Step) -> None:
    """What a run made that was cut off before its line was on the disk is ours."""
    source, place = os.stat(step.track.path), run.target.place(step.path)
    status = os.stat(place)
    entry = _entry(run, step, source.st_size, source.st_mtime_ns)
    digest = digest_of(place)
    run.manifest.put(
        replace(entry, size=status.st_size, mtime_ns=status.st_mtime_ns, digest=digest), flush=False
    )


def _at_once(step: Step) -> bool:
    return step.action == "moved" or (step.action in ("new", "changed") and not step.convert)


def _next_copy(run: _Run, steps: Iterator[Step]) -> bool:
    """Do the next step that takes no encoder; whether there was one."""
    step = next(steps, None)
    if step is None:
        return False
    run.context.check_cancelled()
    if step.action == "moved":
        _rename(run, step)
    else:
        _copy(run, step)
    return True


def _rename(run: _Run, step: Step) -> None:
    assert step.entry is not None
    with _noting(run, Outcome("failed", step.path, step.track.path), step):
        run.target.rename(step.entry, replace(step.entry, path=step.path, wish=step.wish))
        run.ended(Outcome("renamed", step.path, step.track.path), step)


def _copy(run: _Run, step: Step) -> None:
    """One song as it is."""
    source = step.track.path
    with _noting(run, Outcome("failed", step.path, source), step), open(source, "rb") as file:
        before = os.fstat(file.fileno())

        def check() -> None:
            run.context.check_cancelled()
            now = os.fstat(file.fileno())
            if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                raise OrganizerError(
                    tr("changed while it was copied"), path=source, remedy=tr("copy it again")
                )

        entry = _entry(run, step, before.st_size, before.st_mtime_ns)
        if step.action == "changed" and (old := _same_content(run, step)) is not None:
            size, mtime_ns, digest = old.size, old.mtime_ns, old.digest
            run.manifest.put(replace(entry, size=size, mtime_ns=mtime_ns, digest=digest), flush=False)
            run.ended(Outcome("unchanged", step.path, source), step)
            return
        written = run.target.write(
            entry, file, check=check, time_ns=before.st_mtime_ns, intended=_is_intended(step)
        )
        _old_name_goes(run, step)
        run.ended(Outcome("copied", step.path, source, written.size), step)


def _same_content(run: _Run, step: Step) -> Entry | None:
    """What is there of a song whose file has another time, and the same bytes as before."""
    entry = step.entry
    if entry is None or entry.path != step.path or entry.how or entry.size != step.size:
        return None
    return entry if digest_of(step.track.path) == entry.digest and run.manifest.at(entry.path) else None


def _old_name_goes(run: _Run, step: Step) -> None:
    """A song that changed and has another name now was written under that; its older file is ours."""
    if step.entry is not None and step.entry.path != step.path:
        with contextlib.suppress(OrganizerError, OSError):
            run.target.remove(step.entry.path)


def _entry(run: _Run, step: Step, size: int, mtime_ns: int) -> Entry:
    return Entry(
        step.path,
        0,
        0,
        "",
        source=step.track.path,
        source_size=size,
        source_mtime_ns=mtime_ns,
        sound=step.track.audio_hash,
        how=run.plan.settings.how(convert=step.convert),
        wish=step.wish,
    )


def _converted(
    run: _Run, steps: list[Step], others: Iterator[Step], jobs: int | None, executor: Executor | None
) -> None:
    """Convert songs in worker processes, a few ahead, into files of this computer; each is copied when it is
    there, and what takes no encoder meanwhile."""
    settings = run.plan.settings
    assert settings.encoding is not None
    workers = min(jobs or default_jobs(), len(steps))
    limit = time_limit([step.track for step in steps])
    with (
        _workshop() as folder,
        lent_or_own(executor, workers, time_limit=limit, nice=10) as pool,
    ):
        requests = (
            ConvertRequest(
                number,
                step.track,
                settings.encoding,
                os.path.join(folder, f"{number}{settings.encoding.ending}"),
                settings.even_loudness,
            )
            for number, step in enumerate(steps)
        )
        answers = run_bounded(
            run.context, pool, convert, requests, limit=workers + 1, meanwhile=lambda: _next_copy(run, others)
        )
        for request, answer in answers:
            _take_over(run, steps[request.number], request.target, answer)
            with contextlib.suppress(OSError):
                os.unlink(request.target)


@contextlib.contextmanager
def _workshop() -> Iterator[str]:
    """A folder of this computer for what is converted, which is gone afterwards."""
    try:
        with leftovers.workshop(tempfile.gettempdir(), "converting") as folder:
            yield folder
    except OSError as error:
        raise world_error(error, tempfile.gettempdir()) from error


def _take_over(run: _Run, step: Step, path: str, answer: Converted | Exception) -> None:
    """What was converted goes onto the device."""
    with _noting(run, Outcome("failed", step.path, step.track.path), step):
        if isinstance(answer, Exception):
            if not isinstance(answer, OrganizerError):
                log.error("converting %s failed", printable(step.track.path), exc_info=answer)
            raise answer
        entry = _entry(run, step, answer.source_size, answer.source_mtime_ns)
        with open(path, "rb") as file:
            written = run.target.write(entry, file, check=run.context.check_cancelled)
        _old_name_goes(run, step)
        named = ", ".join(answer.without[:3]) + (" …" if len(answer.without) > 3 else "")
        reason = tr("without {names}", names=named) if named else ""
        run.ended(Outcome("converted", step.path, step.track.path, written.size, reason), step)


@contextlib.contextmanager
def _noting(run: _Run, outcome: Outcome, step: Step | None = None) -> Iterator[None]:
    """What the world does to one file is noted with it. Raises ``DeviceGoneError`` when the device is gone,
    or nothing can be written to it any more."""
    try:
        yield
        run.failures = 0
    except (Cancelled, DeviceGoneError):
        raise
    except OtherFileError as error:
        edited = replace(outcome, state="edited", reason=error.cause)
        run.ended(edited, step)
    except OrganizerError as error:
        run.ended(replace(outcome, reason=error.cause))
    except OSError as error:
        run.target.check_there(error)
        run.ended(replace(outcome, reason=world_error(error, outcome.source).cause))
        if error.filename != outcome.source:
            _count_failure(run, error)
    except Exception as error:  # a bug in a worker: noted with the song, the rest goes on
        run.ended(replace(outcome, reason=str(error) or type(error).__name__))


def _count_failure(run: _Run, error: OSError) -> None:
    """A disk that takes nothing any more is not tried with thousands of files."""
    run.failures += 1
    full = error.errno in _FULL and shutil.disk_usage(run.target.folder).free < 1 << 16
    if full or error.errno == errno.EROFS or run.failures >= _HOPELESS:
        raise DeviceGoneError(world_error(error, run.target.folder).cause, path=run.target.folder)


def _lists(run: _Run) -> None:
    """The files of the playlists, as far as they differ from those that are there."""
    kind = run.plan.settings.lists
    if not kind:
        return
    by_id = {step.track.id: step.track for step in run.plan.steps}
    placed = {track_id: (by_id[track_id], path) for track_id, path in run.placed.items()}
    for name, ids in run.plan.lists.items():
        run.context.check_cancelled()
        path = list_path(name, kind)
        with _noting(run, Outcome("failed", path)):
            _list(run, path, content(name, kind, ids, placed))


def _list(run: _Run, path: str, text: bytes) -> None:
    known = run.manifest.at(path)
    if known is not None and known.digest == digest_of_bytes(text):
        return
    written = run.target.write(Entry(path, 0, 0, "", kind="list"), io.BytesIO(text), check=lambda: None)
    run.ended(Outcome("written", path, size=written.size))
