"""Plays and skips, as the player tells what is heard."""

from __future__ import annotations

import pytest

from organizer.library import tracks
from organizer.library.plays import records
from organizer.library.plays.records import Record
from organizer.library.storage.database import Database
from organizer.ui.sound.play_counter import PlayCounter
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from tests.ui.playlist.test_panel import add_songs

pytestmark = pytest.mark.usefixtures("quiet_sound")


@pytest.fixture
def counter(state: AppState) -> PlayCounter:
    return PlayCounter(state, state)


@pytest.fixture
def pair(db: Database) -> list[int]:
    """Two songs of ten seconds whose files are not there: nothing is played here."""
    from organizer.base.model import AudioInfo

    files = [tracks.ScannedFile(f"/music/{n}.mp3", 1, 1, info=AudioInfo(duration=10.0)) for n in range(2)]
    return list(tracks.upsert(db, files).added)


def counts(state: AppState, qtbot, track_id: int) -> tuple[int, int]:
    qtbot.waitUntil(lambda: not state.jobs.running(Job.PLAYS))
    known = records.read(state.db, [track_id])[track_id]
    return known.plays, known.skips


def hear(counter: PlayCounter, start: int, end: int, duration: int = 10_000) -> None:
    for at in range(start + 250, end + 1, 250):
        counter.passed(at, duration)


def begin(state: AppState, counter: PlayCounter, track_id: int, *, follows=False, excerpt=False) -> None:
    counter.begin(tracks.get(state.db, track_id), follows=follows, excerpt=excerpt)
    counter.passed(0, 0)


def test_half_of_a_song_is_a_play_and_counts_once(state, counter, pair, qtbot):
    begin(state, counter, pair[0])
    hear(counter, 0, 4_750)
    assert counts(state, qtbot, pair[0]) == (0, 0)
    with qtbot.waitSignal(state.library_changed) as changed:
        hear(counter, 4_750, 9_000)
    assert changed.args[0].updated == (pair[0],)
    begin(state, counter, pair[1])  # gone on after it was played: no skip
    assert counts(state, qtbot, pair[0]) == (1, 0)
    assert records.read(state.db, pair)[pair[0]].last_played is not None


def test_four_minutes_of_a_long_song_are_a_play(state, counter, pair, qtbot):
    begin(state, counter, pair[0])
    hear(counter, 0, 239_000, 3_600_000)
    assert counts(state, qtbot, pair[0]) == (0, 0)
    hear(counter, 239_000, 240_000, 3_600_000)
    assert counts(state, qtbot, pair[0]) == (1, 0)


def test_what_is_jumped_over_was_not_heard(state, counter, pair, qtbot):
    begin(state, counter, pair[0])
    hear(counter, 0, 1_000)
    counter.moved(9_000)
    hear(counter, 9_000, 9_750)
    begin(state, counter, pair[1])
    assert counts(state, qtbot, pair[0]) == (0, 1)


def test_who_goes_on_before_half_skips_but_not_a_song_that_made_no_sound(state, counter, pair, qtbot):
    begin(state, counter, pair[0])
    begin(state, counter, pair[1])
    hear(counter, 0, 2_000)
    begin(state, counter, pair[0])
    assert counts(state, qtbot, pair[0]) == (0, 0) and counts(state, qtbot, pair[1]) == (0, 1)


@pytest.mark.parametrize("how", ["follows", "stopped", "excerpt", "again"])
def test_what_ends_otherwise_is_no_skip(state, counter, pair, qtbot, how):
    begin(state, counter, pair[0])
    hear(counter, 0, 2_000)
    if how == "stopped":
        counter.forget(None)
    begin(
        state, counter, pair[0 if how == "again" else 1], follows=how == "follows", excerpt=how == "excerpt"
    )
    assert counts(state, qtbot, pair[0]) == counts(state, qtbot, pair[1]) == (0, 0)


def test_excerpts_count_nothing(state, counter, pair, qtbot):
    begin(state, counter, pair[0], excerpt=True)
    hear(counter, 0, 9_000)
    begin(state, counter, pair[1])
    assert counts(state, qtbot, pair[0]) == (0, 0)


def test_a_song_that_is_played_again_counts_again(state, counter, pair, qtbot):
    begin(state, counter, pair[0])
    hear(counter, 0, 9_000)
    begin(state, counter, pair[0], follows=True)
    hear(counter, 0, 9_000)
    counter.moved(0)
    hear(counter, 0, 9_000)
    counter.passed(0, 10_000)  # at its end it was begun again
    hear(counter, 0, 9_000)
    assert counts(state, qtbot, pair[0]) == (4, 0)


def test_the_sound_of_a_song_that_was_played_becomes_known(state, player, make_song, db, qtbot):
    files = [make_song(f"{pitch}.mp3", seconds=2.0, frequency=pitch) for pitch in (300, 500)]
    song, other = add_songs(db, files)
    player.play(song)
    with qtbot.waitSignal(state.library_changed, timeout=20_000):
        pass
    player.play(other)
    qtbot.waitUntil(lambda: player.position > 0)
    with qtbot.waitSignal(state.library_changed):
        player.play(song)
        player.pause()
    assert tracks.get(db, song).audio_hash and records.unsettled(db) == []
    assert counts(state, qtbot, song) == (1, 0) and counts(state, qtbot, other) == (0, 1)
    assert records.read(db, [other])[other] == Record(skips=1)


def test_a_library_that_cannot_be_written_is_told_and_plays_on(state, player, make_song, db, qtbot):
    (song,) = add_songs(db, [make_song("a.mp3", seconds=2.0)])
    db.read_only = "for this test"
    with qtbot.waitSignal(state.message, timeout=20_000) as told:
        player.play(song)
    assert "can only be looked at" in told.args[0] and player.playing
