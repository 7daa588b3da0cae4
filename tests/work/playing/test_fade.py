"""How loud songs are near their ends."""

from __future__ import annotations

import pytest

from organizer.work.playing.fade import level

BOTH = {"follows": True, "goes_on": True}


def test_a_song_fades_out_before_another_and_in_after_another():
    assert level(100, 200, 5, **BOTH) == 1.0
    assert level(200, 200, 5, **BOTH) == 0.0 == level(0, 200, 5, **BOTH)
    assert level(197.5, 200, 5, **BOTH) == pytest.approx(0.5**0.5) == level(2.5, 200, 5, **BOTH)
    falling = [level(195 + 0.1 * step, 200, 5, **BOTH) for step in range(51)]
    assert falling == sorted(falling, reverse=True)


def test_what_is_chosen_begins_at_once_and_the_last_one_ends_as_it_is():
    assert level(0, 200, 5, follows=False, goes_on=True) == 1.0
    assert level(199, 200, 5, follows=False, goes_on=True) < 0.4
    assert level(199, 200, 5, follows=True, goes_on=False) == 1.0
    assert level(1, 200, 5, follows=True, goes_on=False) < 0.4


def test_short_songs_unknown_lengths_and_no_fade():
    assert level(1.5, 3, 10, **BOTH) == 1.0  # a third of it at either end
    assert level(2.5, 3, 10, **BOTH) == pytest.approx(0.5**0.5)
    assert level(5, 0, 10, **BOTH) == 1.0
    assert level(199, 200, 0, **BOTH) == 1.0
    assert level(300, 200, 5, **BOTH) == 0.0  # beyond what the length says
