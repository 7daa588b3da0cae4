"""What the window does with new songs: ``work.next_step`` decides, and the map shows it."""

from __future__ import annotations

import numpy as np

from organizer.library import maps, tracks
from organizer.ui.state.job_ids import Job
from organizer.work.arranging import group_edits, grouping, mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def test_one_new_song_is_placed_and_several_train_the_map_again(qtbot, open_window, db, make_song):
    add_songs(db, 60)
    before = mapping.build_map(JobContext(), db)
    grouping.build_groups(JobContext(), db, k=3)
    session = open_window()
    state = session.state
    qtbot.waitUntil(lambda: state.music_map is not None, timeout=60_000)
    jobs, order = [], []
    state.jobs.job_started.connect(jobs.append)
    state.jobs.job_started.connect(lambda job: order.append(("begun", job)))
    state.jobs.job_ended.connect(lambda ending: order.append(("ended", ending.job)))
    folder = make_song("a.wav", seconds=1.0).parent
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([str(folder)])
    assert Job.PLACE in jobs and Job.MAP not in jobs
    assert order.index(("begun", Job.ANALYSIS)) < order.index(("ended", Job.IMPORT))  # while songs come
    assert np.array_equal(state.music_map.codebook, before.codebook) and len(state.music_map.track_ids) == 61
    (new,) = tracks.get_many(db, tracks.query(db, "path:a.wav").tolist())
    assert new.cell is not None and new.group is not None
    assert sum(group.size for group in state.grouping.groups) == 61

    jobs.clear()
    for number in range(3):
        make_song(f"b{number}.wav", seconds=1.0, frequency=220.0 * (number + 1))
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([str(folder)])
    assert [job for job in jobs if job in (Job.MAP, Job.GROUPS)] == [Job.MAP, Job.GROUPS]
    assert state.music_map.trained_on == 64
    stored = maps.load_grouping(db)
    assert stored.groups == state.grouping.groups and sum(group.size for group in stored.groups) == 64


def test_islands_are_called_as_their_groups_at_once(qtbot, open_window, db):
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    grouping.build_groups(JobContext(), db, k=3)
    state = open_window().state
    qtbot.waitUntil(lambda: state.landscape is not None and state.grouping is not None, timeout=60_000)
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
    linked = next(island for island in maps.load_islands(db) if island.group is not None)
    assert linked.name in state.landscape.regions
    group_edits.rename(db, linked.group, "Sunday")
    with qtbot.waitSignal(state.labels_changed, timeout=60_000):
        state.set_grouping(maps.load_grouping(db))
    assert "Sunday" in state.landscape.regions and linked.name not in state.landscape.regions
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)
