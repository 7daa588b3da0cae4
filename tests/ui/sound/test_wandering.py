"""What is listened to on the map: songs take over from each other, the player gives way and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from organizer.base.descriptors import Descriptors
from organizer.base.features import Features
from organizer.library import tracks, vectors
from organizer.ui.sound.engine import Status
from organizer.ui.sound.wandering import Wandering, ready_excerpt
from organizer.work.jobs import JobContext
from tests.ui.playlist.test_panel import add_songs

pytestmark = pytest.mark.usefixtures("quiet_sound")


@pytest.fixture
def songs(make_song, db) -> list[int]:
    """The telling part of each begins at a second of its own."""
    ids = add_songs(db, [make_song(f"{n}.mp3", seconds=9.0, frequency=200 + 50 * n) for n in range(4)])
    for number, song in enumerate(ids):
        tracks.set_audio_hash(db, song, f"h{number}")
        described = Descriptors(excerpt_start=2.0 + number, loudness=-24.0 + 4 * number, true_peak=-6.0)
        vectors.put(db, [(f"h{number}", Features(np.zeros(4, np.float32), described, 1))])
    return ids


@pytest.fixture
def wandering(state, player) -> Iterator[Wandering]:
    state.set_settings(replace(state.settings, listen_on_map=True))
    made = Wandering(state, player)
    yield made
    made.close()


def heard(wandering: Wandering, song: int) -> bool:
    return wandering.song == song and wandering.mix.settled


def test_the_telling_part_is_heard_beside_a_player_that_has_nothing_loaded(
    state, player, wandering, songs, qtbot
):
    state.audition_requested.emit(songs[1])
    qtbot.waitUntil(lambda: heard(wandering, songs[1]))
    engine = wandering._engines[wandering.mix.front]
    qtbot.waitUntil(lambda: engine.position >= 3000)
    assert state.audition == songs[1] and state.current_track is None and not player.playing
    state.audition_ended.emit(True)
    assert state.audition is None
    qtbot.waitUntil(lambda: wandering.mix.settled)
    assert not wandering._on and engine.status is Status.EMPTY
    assert not player.playing and state.current_track is None


def test_songs_are_heard_alike_in_loudness(state, player, wandering, songs, qtbot):
    volumes = []
    for song in (songs[0], songs[3]):
        state.audition_requested.emit(song)
        qtbot.waitUntil(lambda song=song: heard(wandering, song))
        volumes.append(wandering._engines[wandering.mix.front].volume)
    assert volumes[0] / volumes[1] == pytest.approx(10 ** (12.0 / 20), rel=0.01)


def test_never_more_than_two_are_heard_and_the_last_one_asked_for_wins(
    state, player, wandering, songs, qtbot
):
    state.audition_requested.emit(songs[0])
    qtbot.waitUntil(lambda: heard(wandering, songs[0]))
    most, step = [0], wandering._step

    def watched() -> None:
        step()
        assert sum(share > 0 for share in wandering.mix.shares) <= 2
        assert len(wandering._on) <= 2
        assert sum(level**2 for level in wandering.mix.levels) <= 1.0 + 1e-9
        most[0] = max(most[0], sum(share > 0 for share in wandering.mix.shares[1:]))

    wandering._timer.timeout.disconnect()
    wandering._timer.timeout.connect(watched)
    for _ in range(10):
        for song in (songs[1], songs[2], songs[0], songs[3]):
            state.audition_requested.emit(song)
        qtbot.wait(20)
    qtbot.waitUntil(lambda: heard(wandering, songs[3]))
    assert most[0] == 2  # they overlap
    assert [excerpt.song for excerpt in wandering._on.values()] == [songs[3]]


def test_a_song_that_is_asked_for_as_another_begins_waits_its_turn(state, wandering, songs, qtbot):
    state.audition_requested.emit(songs[0])
    qtbot.waitUntil(lambda: heard(wandering, songs[0]))
    brought, bring = [], wandering._bring

    def asked_at_once(voice: int | None) -> None:
        bring(voice)
        wandering._wanted = songs[2]
        wandering._ready(ready_excerpt(JobContext(), state.db, songs[2]))
        brought.append(len(wandering._on))

    wandering._bring = asked_at_once
    state.audition_requested.emit(songs[1])
    qtbot.waitUntil(lambda: bool(brought))
    wandering._bring = bring
    assert brought == [2]
    state.audition_requested.emit(songs[2])
    qtbot.waitUntil(lambda: heard(wandering, songs[2]))


def test_music_gives_way_and_comes_back_where_it_was(state, player, wandering, songs, qtbot):
    player.play(songs[0])
    qtbot.waitUntil(lambda: player.playing and player.position > 100)
    full = player._engine.volume
    state.audition_requested.emit(songs[2])
    qtbot.waitUntil(lambda: heard(wandering, songs[2]) and not player.playing)
    place = player.position
    assert state.current_track == songs[0]
    state.audition_ended.emit(True)
    qtbot.waitUntil(lambda: player.playing and wandering.mix.settled)
    assert place - 200 <= player.position < place + 3000 and state.audition is None
    assert player._engine.volume == pytest.approx(full)


def test_what_plays_already_is_not_heard_twice_and_a_pause_stays_one(state, player, wandering, songs, qtbot):
    player.play(songs[0])
    qtbot.waitUntil(lambda: player.playing)
    with qtbot.assertNotEmitted(state.audition_changed, wait=300):
        state.audition_requested.emit(songs[0])
    assert player.playing
    player.pause()
    state.audition_requested.emit(songs[1])
    qtbot.waitUntil(lambda: heard(wandering, songs[1]))
    state.audition_ended.emit(True)
    qtbot.waitUntil(lambda: wandering.mix.settled)
    assert not player.playing and state.current_track == songs[0]


@pytest.mark.parametrize("way", ["play", "enter"])
def test_what_is_heard_goes_on_as_the_whole_song(state, player, wandering, songs, qtbot, way):
    player.set_queue(songs)
    state.audition_requested.emit(songs[1])
    qtbot.waitUntil(lambda: heard(wandering, songs[1]))
    if way == "play":
        player.toggle()
    else:
        state.audition_kept.emit()
    qtbot.waitUntil(lambda: player.playing and player.position >= 3000)
    assert state.current_track == songs[1] and state.audition is None
    assert player.order.following == songs[2]
    state.audition_requested.emit(songs[3])  # the pointer is still on the map
    qtbot.waitUntil(lambda: wandering.mix.settled)
    assert wandering.song is None and player.playing
    state.audition_ended.emit(True)
    state.audition_requested.emit(songs[3])  # it left, and came again
    qtbot.waitUntil(lambda: heard(wandering, songs[3]))


def test_a_song_that_is_played_meanwhile_silences_the_map(state, player, wandering, songs, qtbot):
    state.audition_requested.emit(songs[1])
    qtbot.waitUntil(lambda: heard(wandering, songs[1]))
    state.play_requested.emit(songs[2])
    qtbot.waitUntil(lambda: player.playing and wandering.mix.settled)
    assert (
        state.current_track == songs[2] and state.audition is None and wandering.mix.shares == (1.0, 0.0, 0.0)
    )


def test_a_song_that_cannot_be_heard_is_told_once_and_the_others_go_on(
    state, wandering, songs, db, tmp_path, qtbot
):
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"this is not music" * 100)
    gone = tmp_path / "gone.mp3"
    gone.write_bytes(b"x")
    broken, missing = add_songs(db, [bad, gone])
    gone.unlink()
    told = []
    state.message.connect(lambda text, _kind: told.append(text))
    for song in (broken, missing, broken, missing):
        before = len(told)
        state.audition_requested.emit(song)
        if before < 2:
            qtbot.waitUntil(lambda before=before: len(told) > before)
    state.audition_requested.emit(songs[1])
    qtbot.waitUntil(lambda: heard(wandering, songs[1]))
    assert len(told) == 2 and "gone.mp3" in told[1]


def test_without_a_device_nothing_is_heard_and_nothing_asked_twice(
    state, player, wandering, songs, qtbot, monkeypatch
):
    player._need_device = True
    assert player.check() in (True, False)
    monkeypatch.setattr(type(player._engine), "has_device", lambda _self: False)
    with qtbot.assertNotEmitted(state.message, wait=100):
        state.audition_requested.emit(songs[0])
    assert wandering.song is None and "device" in player.reason


def test_switching_it_off_lets_the_music_come_back(state, player, wandering, songs, qtbot):
    player.play(songs[0])
    qtbot.waitUntil(lambda: player.playing)
    state.audition_requested.emit(songs[1])
    qtbot.waitUntil(lambda: heard(wandering, songs[1]) and not player.playing)
    state.set_settings(replace(state.settings, listen_on_map=False))
    qtbot.waitUntil(lambda: player.playing and wandering.mix.settled)
