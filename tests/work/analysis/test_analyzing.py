"""Analysis in worker processes: resumed, never twice, whatever the files are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import Cancelled
from organizer.base.model import Changes, Progress
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.analysis import analyzing
from organizer.work.analysis.analyzing import analyze
from organizer.work.intake import importing
from organizer.work.jobs import JobContext, WorkerPool
from tests.conftest import tone, write_song

Make = Callable[..., Path]


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, time_limit=60) as made:
        yield made


@pytest.fixture
def version() -> int:
    return FEATURE_VERSION


def import_all(db: Database, folder: Path) -> None:
    importing.import_paths(JobContext(), db, [str(folder)])


def test_songs_are_analyzed_once(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool, version: int
) -> None:
    make_song("a.mp3")
    make_song("b.ogg", frequency=300.0)
    import_all(db, tmp_path / "music")
    reported: list[Progress] = []
    changed: list[Changes] = []
    result = analyze(JobContext(reported.append), db, executor=pool, on_analyzed=changed.append)
    assert (result.done, result.failed, result.left) == (2, 0, 0)
    assert (reported[-1].done, reported[-1].total) == (2, 2)
    ids, matrix = vectors.load(db, version)
    assert sorted(i for c in changed for i in c.updated) == ids.tolist()
    assert np.isfinite(matrix).all()
    assert matrix.shape[0] == 2
    assert all(track.descriptors is not None for track in tracks.get_many(db, ids.tolist()))
    assert analyze(JobContext(), db, executor=pool).done == 0


def test_the_first_songs_come_from_every_folder(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool
) -> None:
    for number in range(4):
        make_song(f"a/{number}.mp3", frequency=200.0 + 10 * number)
    make_song("b/0.mp3", frequency=300.0)
    import_all(db, tmp_path / "music")
    seen: list[Progress] = []
    analyze(JobContext(seen.append), db, executor=pool)
    begun = [progress.what for progress in seen if progress.done][:2]
    assert begun == ["0.mp3", "0.mp3"]


def test_a_length_that_the_header_tells_wrongly_is_corrected(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool
) -> None:
    song = make_song("a.flac", seconds=4.0)
    content = bytearray(song.read_bytes())
    content[22:26] = (400 * 44_100).to_bytes(4, "big")
    song.write_bytes(content)
    import_all(db, tmp_path / "music")
    (track_id,) = tracks.query(db).tolist()
    assert tracks.get(db, track_id).info.duration > 60
    analyze(JobContext(), db, executor=pool)
    assert tracks.get(db, track_id).info.duration == pytest.approx(4, abs=0.1)


def test_a_retagged_and_renamed_copy_is_not_analyzed_again(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool, version: int
) -> None:
    import mutagen

    song = make_song("a.mp3", title="Old")
    import_all(db, tmp_path / "music")
    analyze(JobContext(), db, executor=pool)
    (before,) = tracks.query(db).tolist()
    moved = song.rename(song.with_name("z.mp3"))
    file = mutagen.File(moved, easy=True)
    file["title"] = "New"
    file.save()
    import_all(db, tmp_path / "music")
    analyzed = db.read().execute("SELECT analyzed FROM features").fetchone()[0]
    analyze(JobContext(), db, executor=pool)
    assert tracks.query(db).tolist() == [before]
    track = tracks.get(db, before)
    assert (track.title, track.path) == ("New", str(moved))
    assert [row[0] for row in db.read().execute("SELECT analyzed FROM features")] == [analyzed]
    assert vectors.count(db, version) == 1


def test_odd_files_are_analyzed_or_explained(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool
) -> None:
    music = tmp_path / "music"
    whole = make_song("whole.mp3", seconds=4.0)
    (music / "empty.mp3").write_bytes(b"")
    (music / "text.mp3").write_text("no sound here\n" * 100)
    (music / "truncated.mp3").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    write_song(music / "flac.flac", tone(3.0)).rename(music / "mislabeled.mp3")
    write_song(music / "silent.wav", np.zeros(44_100, np.float32))
    write_song(music / "second.mp3", tone(1.0))
    write_song(music / "stub.wav", np.zeros(10, np.float32))
    write_song(music / "loud \N{MUSICAL NOTE} ünïcode.flac", tone(2.0))
    raw = os.fsdecode(os.fsencode(music) + b"/caf\xe9.mp3")
    Path(raw).write_bytes(whole.read_bytes())
    import_all(db, music)
    result = analyze(JobContext(), db, executor=pool)
    assert result.left == 0
    failed = {os.path.basename(f.path): f for f in tracks.failures(db) if f.stage == "analysis"}
    assert set(failed) == {"empty.mp3", "text.mp3"}
    assert all(f.reason and f.remedy for f in failed.values())
    assert result.done == 8
    silent = tracks.by_path(db, str(music / "silent.wav"))
    assert silent is not None and silent.descriptors is not None
    assert (silent.descriptors.tempo, silent.descriptors.key) == (None, None)
    # a failed song is left alone until a retry
    assert analyze(JobContext(), db, executor=pool) == analyzing.AnalysisSummary()
    (music / "empty.mp3").write_bytes(whole.read_bytes())
    import_all(db, music)
    assert analyze(JobContext(), db, executor=pool, retry=True).failed == 1


def test_a_file_that_goes_away_during_analysis_is_marked_away(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool
) -> None:
    song = make_song("a.mp3")
    import_all(db, tmp_path / "music")
    song.unlink()
    result = analyze(JobContext(), db, executor=pool)
    assert (result.done, result.failed, result.away) == (0, 0, 1)
    assert tracks.failures(db) == []
    assert tracks.count(db).away == 1


def test_a_cancelled_analysis_goes_on_where_it_stopped(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool, version: int
) -> None:
    for number in range(6):
        make_song(f"{number}.mp3", frequency=200.0 + 50 * number, seconds=1.0)
    import_all(db, tmp_path / "music")
    context = JobContext(lambda progress: context.cancel() if progress.done == 2 else None)
    with pytest.raises(Cancelled):
        analyze(context, db, executor=pool)
    stored = vectors.count(db, version)
    assert 2 <= stored < 6
    assert analyze(JobContext(), db, executor=pool).done == 6 - stored


_KILLED = """
import os, signal, sys
from organizer.work.analysis import analyzing
from organizer.work.jobs import JobContext
from organizer.library.storage.database import Database

def stop(progress):
    if progress.done == 3:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    analyzing._STORE_INTERVAL["analysis"] = 0.0
    with Database(sys.argv[1]) as db:
        analyzing.analyze(JobContext(stop), db, jobs=1)
"""


def test_a_killed_analysis_goes_on_where_it_stopped(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool, version: int
) -> None:
    for number in range(6):
        make_song(f"{number}.mp3", frequency=200.0 + 50 * number, seconds=1.0)
    import_all(db, tmp_path / "music")
    script = tmp_path / "killed.py"
    script.write_text(_KILLED)
    killed = subprocess.run(
        [sys.executable, str(script), str(db.path)], stderr=subprocess.DEVNULL, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    stored = vectors.count(db, version)
    assert stored == 3
    before = dict(db.read().execute("SELECT audio_hash, analyzed FROM features").fetchall())
    assert analyze(JobContext(), db, executor=pool).done == 3
    after = dict(db.read().execute("SELECT audio_hash, analyzed FROM features").fetchall())
    assert len(after) == 6
    assert before.items() <= after.items()


def test_songs_that_are_too_long_are_left_out_and_say_so(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool
) -> None:
    make_song("short.mp3", seconds=2.0)
    long = make_song("long.mp3", seconds=8.0)
    import_all(db, tmp_path / "music")
    result = analyze(JobContext(), db, executor=pool, skip_longer=0.1)
    assert (result.done, result.failed, result.left, result.skipped) == (1, 0, 0, 1)
    (failure,) = tracks.failures(db)
    assert (failure.path, failure.stage) == (str(long), "skipped")
    assert "longer than 0.1" in failure.reason and "settings" in failure.remedy
    counts = tracks.count(db)
    assert (counts.failed, counts.skipped, counts.waiting) == (0, 1, 0)
    assert tracks.ids_of_kind(db, "failed").size == 0
    # neither another run nor a retry hears it; a higher limit does
    assert analyze(JobContext(), db, executor=pool, skip_longer=0.1, retry=True).done == 0
    assert tracks.count(db).skipped == 1
    assert analyze(JobContext(), db, executor=pool, skip_longer=1.0).done == 1
    assert tracks.failures(db) == []


def test_a_duration_that_cannot_be_true_skips_nothing(
    db: Database, tmp_path: Path, make_song: Make, pool: WorkerPool
) -> None:
    make_song("liar.mp3", seconds=2.0)
    import_all(db, tmp_path / "music")
    with db.write() as connection:
        connection.execute("UPDATE tracks SET duration = 80000")
    assert analyze(JobContext(), db, executor=pool, skip_longer=10.0).done == 1


def test_whole_songs_are_analyzed_on_request(
    db: Database, tmp_path: Path, pool: WorkerPool, version: int
) -> None:
    # quiet but for a passage between two of the excerpts that are heard of a long song
    sound = tone(150.0) * 0.05
    sound[35 * 22_050 : 40 * 22_050] *= 20.0
    write_song(tmp_path / "music" / "long.flac", sound)
    import_all(db, tmp_path / "music")
    loudness = []
    for whole in (False, True):
        analyze(JobContext(), db, executor=pool, whole=whole)
        (track,) = tracks.get_many(db, tracks.query(db).tolist())
        assert track.descriptors is not None and track.descriptors.loudness is not None
        loudness.append(track.descriptors.loudness)
        with db.write() as connection:
            connection.execute("DELETE FROM features")
    assert loudness[1] > loudness[0] + 3.0
