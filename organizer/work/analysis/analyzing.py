"""Songs → features: the heavy work, in worker processes, resumable at every song."""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from functools import cache, partial

from organizer.base import system
from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import AudioError, OrganizerError, printable
from organizer.base.features import Features, NetworkFeatures
from organizer.base.language import plural, tr
from organizer.base.model import Changes
from organizer.library import fingerprints, network_vectors, tracks, vectors
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.analysis.embedding import has_other_network
from organizer.work.analysis.pacing import Pacing
from organizer.work.analysis.todo import Todo, none_come
from organizer.work.cluster.choice import ClusterChoice
from organizer.work.cluster.client import ClusterExecutor, cluster_executor
from organizer.work.jobs import JobContext, default_jobs, lent_or_own, processor_time, run_bounded

log = logging.getLogger(__name__)

#: Results are stored together at most this often, in seconds: what a power cut can cost. Nobody waits for
#: what the network says.
_STORE_INTERVAL = {"analysis": 0.5, "network": 2.0}
#: A network that knows no song and fails on so many is given up.
_HOPELESS = 20
#: The priority of workers; what is behind gives way to the ear, and both to the window and to other programs.
_NICE = {"analysis": 15, "network": 19}
#: That of the ear while songs are still being added: on two cores that are busy with reading tags the first
#: songs are done within seconds all the same, and reading takes no tenth longer.
_NICE_EARLY = 7


@dataclass(frozen=True, slots=True)
class AnalysisSummary:
    """How a run of the analysis ended, in numbers."""

    done: int = 0
    failed: int = 0
    left: int = 0
    seconds: float = 0.0
    other_network: bool = False  #: the map should be built again: with the network, or without it
    skipped: int = 0  #: left out because they are too long
    workers: tuple[tuple[str, int], ...] = ()  #: of a cluster: their names, and how many songs each analyzed
    refused: tuple[str, ...] = ()  #: why workers of a cluster got no songs
    away: int = 0  #: songs that were not found, and wait until they are there again


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """One track for a worker; with its library, so that no sound is analyzed twice."""

    track_id: int
    path: str
    library: str  #: its file; empty on another computer, which cannot ask it
    version: int
    network: str = ""  #: its file
    model: str = ""  #: its hash
    whole: bool = False  #: all of a long song instead of excerpts
    known: str = ""  #: without a library: the hash of a sound whose features are stored
    known_network: str = ""  #: the same for the vector of the network
    lower: int = 0  #: by so much the worker lowers its priority from here on


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """A worker's answer; None for what is stored already, or where there is no network."""

    audio_hash: str
    features: Features | None
    network: NetworkFeatures | None = None
    network_failure: OrganizerError | None = None  #: why the network could not listen
    seconds: float = 0.0  #: length of the song; 0 when unknown
    worked: float = 0.0  #: seconds of processor time that it took


def fingerprint_version() -> int:
    """The version of the fingerprints that come with the features."""
    from organizer.analysis.ear.fingerprint import VERSION

    return VERSION


def analyze(
    context: JobContext,
    db: Database,
    *,
    jobs: int | None = None,
    time_limit: float = 120.0,
    retry: bool = False,
    network: str | None = "",
    whole: bool = False,
    skip_longer: float = 0.0,
    executor: Executor | None = None,
    cluster: ClusterChoice | None = None,
    behind: bool = False,
    at_once: bool = False,
    grows: Callable[[], bool] = none_come,
    on_analyzed: Callable[[Changes], None] | None = None,
) -> AnalysisSummary:
    """Analyze every track that this version of the ear, and the network in the ONNX file ``network`` if one
    is named, did not analyze yet. "": no network is in use from now on; None: the ear alone, what is in use
    stays, and can follow in a call of its own (``work.analysis.stages``). ``behind``: the network alone, at
    songs that the ear knows; what fails then is a failure of the network.

    A file that cannot be decoded becomes a ``Failure`` and is left alone until ``retry``; so does a song that
    the network fails on, of which the rest is stored. Stored as it goes: stopped at any point, the next call
    goes on from there. A network that cannot be used raises an ``OrganizerError`` before the first track.
    ``whole`` decodes all of long songs instead of excerpts. Songs longer than ``skip_longer`` minutes are
    left out, with a note beside the failures, until a call with another limit; 0: none. A ``cluster`` does
    the work instead of this computer; one that is lost raises ``ExecutorLost``, when what it did is stored.

    It keeps to the pace of the library (``pacing``), and waits where that says so, unless ``at_once``. While
    ``grows``, asked from this thread, songs are being added to the library: those that come are analyzed too.
    """
    from organizer.analysis.network.model import model_id

    started, version = time.monotonic(), FEATURE_VERSION
    for stage in ("analysis", "network") if retry else ():
        tracks.clear_failures(db, stage)
    model = model_id(network) if network else ""
    listening = model or (network_vectors.chosen(db) if network is None else "")
    skipped = vectors.skip_longer(db, version, skip_longer, listening)
    known = network_vectors.count(db, version, model) if behind else 0
    look = partial(_waiting, db, version, model, behind, skip_longer, listening)
    todo = Todo(look, grows=grows, known=None if behind else vectors.count(db, version))
    if todo.first is None:
        _use(db, network, model, network_vectors.tag_names(db, model))
        return AnalysisSummary(other_network=has_other_network(db), skipped=skipped)
    common = AnalysisRequest(0, "", "" if cluster else str(db.path), version, network or "", model, whole)
    stage = "network" if behind else "analysis"
    nice = _NICE_EARLY if todo.grows else _NICE[stage]
    store = _Store(db, version, model, stage, on_analyzed or (lambda _changes: None))
    pacing = Pacing(db, workers=jobs or default_jobs(), elsewhere=cluster is not None, at_once=at_once)
    lend = partial(lent_or_own, executor, time_limit=time_limit, nice=nice)
    hire = partial(_workers, context, store, lend, common, cluster, network, time_limit)
    context.report(known, known + todo.total, _name(todo.first[1]))
    context.check_cancelled()  # before there are workers: one that is paused from the start has none
    requests = _requests(db, common, todo, _NICE[stage] - nice)
    pools = _run(context, pacing, store, todo, requests, hire, known)
    summary = _summary(db, version, model, store.summary(skipped), pools, behind)
    return replace(summary, seconds=time.monotonic() - started)


def _run(
    context: JobContext,
    pacing: Pacing,
    store: _Store,
    todo: Todo,
    requests: Iterator[AnalysisRequest],
    hire: Callable[[int], AbstractContextManager[Executor]],
    known: int,
) -> list[Executor]:
    """Analyze songs while they may be, by workers that go where it waits; who did it, one after the other."""
    pools: list[Executor] = []
    behind = store.stage == "network"
    while store.done < todo.total or todo.waits():
        workers = pacing.wait(context, known + store.done, known + todo.total)
        with hire(workers if todo.grows else min(workers, todo.total - store.done)) as pool:
            pools.append(pool)
            usual = _limit(pool, partial(pacing.limit, workers + 1 if behind else 2 * workers))
            limit = partial(_under_way, todo, store, usual)
            begun = pacing.songs(context, requests)
            for request, outcome in run_bounded(context, pool, analyze_one, begun, limit=limit):
                pacing.ended(request, None if isinstance(outcome, Exception) else outcome.worked)
                store.add(request, outcome)
                done, total = known + store.done, known + todo.total
                context.report(done, total, _name(request.path), workers=_progress(pools))
                if behind and not known and store.done == store.failed == _HOPELESS:
                    raise _hopeless(outcome)
    return pools


@contextlib.contextmanager
def _workers(
    context: JobContext,
    store: _Store,
    lend: Callable[[int], AbstractContextManager[Executor]],
    common: AnalysisRequest,
    cluster: ClusterChoice | None,
    network: str | None,
    time_limit: float,
    workers: int,
) -> Iterator[Executor]:
    """Who analyzes, here or on a cluster, with the network in use; in the end all that they did is stored."""
    with ExitStack() as stack:
        if cluster is None:
            pool = stack.enter_context(lend(workers))
            tags = _network_tags(context, pool, common.network)
        else:
            with lend(1) as here:
                tags = _network_tags(context, here, common.network)
            made = cluster_executor(context, cluster, time_limit=time_limit, model=common.model)
            pool = stack.enter_context(made)
        _use(store.db, network, common.model, tags)
        stack.callback(store.flush)
        yield pool


def _hopeless(last: AnalysisResult | Exception) -> OrganizerError:
    """Why a network that no song agreed with listens no further."""
    error = last.network_failure if isinstance(last, AnalysisResult) else last
    return OrganizerError(
        plural(
            "the network failed on the first song: {reason}",
            "the network failed on the first {n} songs: {reason}",
            _HOPELESS,
            reason=error,
        ),
        remedy=tr("choose another network in the settings, or none (--network none)"),
    )


def take_network(context: JobContext, db: Database, path: str, *, time_limit: float = 120.0) -> None:
    """Take the network in an ONNX file into use, before it listens to any song. Raises ``OrganizerError`` for
    one that cannot be used."""
    from organizer.analysis.network.model import model_id

    model = model_id(path)
    with lent_or_own(None, 1, time_limit=time_limit) as pool:
        network_vectors.choose(db, model, tags=_network_tags(context, pool, path))


def _waiting(
    db: Database, version: int, model: str, behind: bool, skip_longer: float, listening: str
) -> list[tuple[int, str]]:
    """The songs that are to be analyzed now."""
    if behind:
        return network_vectors.pending(db, version, model)
    if skip_longer:
        vectors.skip_longer(db, version, skip_longer, listening)  # of those that came
    return vectors.pending(db, version, model)


def _under_way(todo: Todo, store: _Store, usual: Callable[[], int]) -> int:
    """How many songs may be under way now. While more may come, no more than there are: who asks for another
    one is told that all are done."""
    most = usual()
    todo.waits()
    return min(most, todo.total - store.done) if todo.grows else most


def _summary(
    db: Database, version: int, model: str, summary: AnalysisSummary, pools: Sequence[Executor], behind: bool
) -> AnalysisSummary:
    """With what is left, and what there is to say of a cluster; of an ear that all songs were analyzed with,
    the one before is forgotten."""
    if behind:
        left = len(network_vectors.pending(db, version, model))
    elif not (left := vectors.count_pending(db, version, model)):
        vectors.forget_older(db, version)
    return replace(
        summary,
        left=left,
        other_network=has_other_network(db),
        workers=_progress(pools),
        refused=tuple(dict.fromkeys(reason for pool in _clusters(pools) for reason in pool.refusals)),
    )


def _requests(db: Database, common: AnalysisRequest, todo: Todo, lower: int) -> Iterator[AnalysisRequest]:
    """For one song after the other; when no more are added, workers have ``lower`` less priority."""
    for track_id, path in todo:
        yield replace(_request(db, common, track_id, path), lower=0 if todo.grows else lower)


def _request(db: Database, common: AnalysisRequest, track_id: int, path: str) -> AnalysisRequest:
    """For one track; for a worker that cannot ask the library, with what the library would say."""
    known = known_network = ""
    if not common.library:
        # A song can be taken out of the library while it waits for its turn.
        audio_hash = next((track.audio_hash for track in tracks.get_many(db, [track_id])), "")
        if audio_hash and vectors.has(db, audio_hash, common.version):
            known = audio_hash
        if audio_hash and common.model and network_vectors.has(db, audio_hash, common.model):
            known_network = audio_hash
    return replace(common, track_id=track_id, path=path, known=known, known_network=known_network)


def _name(path: str) -> str:
    return printable(os.path.basename(path))


def _limit(pool: Executor, here: Callable[[], int]) -> Callable[[], int]:
    """How many songs may be under way; ``here`` is for this computer."""
    return (lambda: pool.capacity) if isinstance(pool, ClusterExecutor) else here


def _clusters(pools: Sequence[Executor]) -> Iterator[ClusterExecutor]:
    return (pool for pool in pools if isinstance(pool, ClusterExecutor))


def _progress(pools: Sequence[Executor]) -> tuple[tuple[str, int], ...]:
    """What each worker of a cluster has done, before and after each wait."""
    done = Counter[str]()
    for pool in _clusters(pools):
        done.update(dict(pool.progress))
    return tuple(sorted(done.items()))


def analyze_one(request: AnalysisRequest) -> AnalysisResult:
    """In a worker: hash the sound of a song and, unless the library knows it, extract its features and let
    the network listen to it."""
    _lower_once(request.lower)
    before = processor_time()
    result = _analyze(request)
    return replace(result, worked=processor_time() - before)


def _analyze(request: AnalysisRequest) -> AnalysisResult:
    from organizer.analysis.ear import audio
    from organizer.analysis.ear.extract import extract

    audio_hash = payload.audio_hash(request.path)
    if request.library:
        library = _library(request.library)
        stored = vectors.has(library, audio_hash, request.version)
        has_network = bool(request.model) and network_vectors.has(library, audio_hash, request.model)
    else:
        stored, has_network = audio_hash == request.known, audio_hash == request.known_network
    features, seconds = None, 0.0
    if stored:
        with contextlib.suppress(AudioError):  # its features are there, whatever its file is now
            seconds = audio.length(request.path)
    else:
        features = extract(request.path, whole=request.whole)
        seconds = features.seconds
    if not request.model or has_network:
        return AnalysisResult(audio_hash, features, seconds=seconds)
    from organizer.analysis.network import listening, model

    try:
        network = listening.listen(request.path, model.load(request.network))
    except OrganizerError as error:
        return AnalysisResult(audio_hash, features, network_failure=error, seconds=seconds)
    return AnalysisResult(audio_hash, features, network, seconds=seconds)


def _use(db: Database, network: str | None, model: str, tags: tuple[str, ...]) -> None:
    """Take a network into use, or leave it; None: as it is."""
    if network is not None:
        network_vectors.choose(db, model, tags=tags)


def _network_tags(context: JobContext, pool: Executor, path: str) -> tuple[str, ...]:
    """The tags of the network, if there is one, which is loaded in a worker, so that one that cannot be used
    is reported once, not for every song."""
    from organizer.analysis.network.model import tags

    names: tuple[str, ...] = ()
    for _, outcome in run_bounded(context, pool, tags, [path] if path else [], limit=1):
        if isinstance(outcome, Exception):
            raise outcome
        names = outcome
    return names


@cache
def _lower_once(by: int) -> None:
    """In a worker, however often it is asked."""
    system.lower_priority(by)


_open: dict[str, Database] = {}


def _library(path: str) -> Database:
    """The library as this process opened it, once."""
    if path not in _open:
        _open[path] = Database(path)
    return _open[path]


class _Store:
    """Gathers outcomes and writes them together."""

    def __init__(
        self, db: Database, version: int, model: str, stage: str, announce: Callable[[Changes], None]
    ) -> None:
        self.db = db
        self._version = version
        self._model = model
        self.stage = stage  #: that fails with a song
        #: Songs that were taken, how many of them are failures, and how many are not there.
        self.done = self.failed = self.away = 0
        self._announce = announce
        self._waiting: list[tuple[AnalysisRequest, AnalysisResult | Exception]] = []
        self._last = 0.0

    def add(self, request: AnalysisRequest, outcome: AnalysisResult | Exception) -> None:
        """Take an outcome."""
        self._waiting.append((request, outcome))
        if time.monotonic() - self._last >= _STORE_INTERVAL[self.stage]:
            self.flush()
        self.done += 1
        if isinstance(outcome, Exception):
            away = not os.path.lexists(request.path)
            self.away += away
            self.failed += not away
        else:
            self.failed += self.stage == "network" and outcome.network_failure is not None

    def summary(self, skipped: int) -> AnalysisSummary:
        """What became of the songs that were taken."""
        done = self.done - self.failed - self.away
        return AnalysisSummary(done, self.failed, skipped=skipped, away=self.away)

    def flush(self) -> None:
        if not self._waiting:
            return
        updated: list[int] = []
        removed: list[int] = []
        with self.db.write():
            new = list(self._new_features())
            vectors.put(self.db, new)
            prints = [(sound, features.fingerprint) for sound, features in new if features.fingerprint]
            fingerprints.put(self.db, prints, fingerprint_version())
            if self._model:
                network_vectors.put(self.db, self._model, self._new_network())
            for request, outcome in self._waiting:
                if isinstance(outcome, Exception):
                    self._fail(request, outcome)
                    updated.append(request.track_id)
                else:
                    changes = tracks.set_audio_hash(self.db, request.track_id, outcome.audio_hash)
                    tracks.correct_duration(self.db, changes.updated, outcome.seconds)
                    if outcome.network_failure is not None:
                        tracks.record_failure(
                            self.db,
                            request.track_id,
                            "network",
                            outcome.network_failure,
                            version=self._version,
                        )
                    updated.extend(changes.updated)
                    removed.extend(changes.removed)
        self._waiting.clear()
        self._last = time.monotonic()
        self._announce(Changes(updated=tuple(updated), removed=tuple(removed)))

    def _new_features(self) -> Iterator[tuple[str, Features]]:
        for _, outcome in self._waiting:
            if not isinstance(outcome, Exception) and outcome.features is not None:
                yield outcome.audio_hash, outcome.features

    def _new_network(self) -> Iterator[tuple[str, NetworkFeatures]]:
        for _, outcome in self._waiting:
            if not isinstance(outcome, Exception) and outcome.network is not None:
                yield outcome.audio_hash, outcome.network

    def _fail(self, request: AnalysisRequest, error: Exception) -> None:
        if not os.path.lexists(request.path):
            tracks.set_away(self.db, [request.track_id], True)
            return
        if not isinstance(error, OrganizerError):
            log.error("analysis of %s failed", printable(request.path), exc_info=error)
        tracks.record_failure(self.db, request.track_id, self.stage, error, version=self._version)
