from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping
from organizer.work.insight import odd_rounds
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def test_rounds_lead_on_and_only_answers_count(db: Database) -> None:
    add_songs(db, 30)
    music_map = mapping.build_map(JobContext(), db)
    first = odd_rounds.begin(JobContext(), db, music_map)
    assert len(set(first.round.ids)) == 3
    second = odd_rounds.answer(JobContext(), first, None)
    assert (second.asked, len(second.belief.answers)) == (1, 0)
    third = odd_rounds.answer(JobContext(), second, 2)
    assert third.belief.answers.tolist() == [2]
    assert set(third.belief.weights) == {"timbre", "dynamics", "rhythm", "harmony"}
    assert first.belief.answers.tolist() == [], "a round before can be gone back to"


def test_songs_that_are_away_are_not_asked_about(db: Database) -> None:
    ids = add_songs(db, 12)
    music_map = mapping.build_map(JobContext(), db)
    tracks.set_away(db, ids[:7], True)
    rounds = odd_rounds.begin(JobContext(), db, music_map)
    assert set(rounds.ids.tolist()) == set(ids[7:])
    tracks.set_away(db, ids[:10], True)
    with pytest.raises(UsageError, match="too few songs"):
        odd_rounds.begin(JobContext(), db, music_map)
