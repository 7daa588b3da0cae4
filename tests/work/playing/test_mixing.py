"""Voices that take over from each other: equal power, never three, never two at full level."""

from __future__ import annotations

import random

import pytest

from organizer.work.playing.mixing import Mix


def test_one_voice_takes_over_from_another_at_equal_power():
    mix = Mix((1.0, 0.0, 0.0), 0).to(1)
    seen = []
    while not mix.settled:
        mix = mix.stepped(0.125, 1.0)
        seen.append(mix.levels)
        assert sum(level**2 for level in mix.levels) == pytest.approx(1.0)
    assert len(seen) == 8 and seen[-1] == pytest.approx((0.0, 1.0, 0.0))
    assert seen[3] == pytest.approx((0.5**0.5, 0.5**0.5, 0.0))


def test_a_third_voice_has_to_wait():
    mix = Mix((0.0, 1.0, 0.0), 1).to(2)
    assert mix.full  # although the second is silent still
    mix = mix.stepped(0.1, 0.4)
    assert mix.full
    with pytest.raises(ValueError, match="wait"):
        mix.to(0)
    mix = mix.stepped(0.4, 0.4)
    assert not mix.full and mix.settled
    assert mix.to(0).front == 0


def test_a_change_that_is_taken_back_goes_on_from_where_it_is():
    mix = Mix((0.0, 1.0, 0.0), 1).to(2).stepped(0.1, 0.4)
    assert mix.shares == pytest.approx((0.0, 0.75, 0.25))
    mix = mix.to(1).stepped(0.05, 0.4)
    assert mix.shares == pytest.approx((0.0, 0.875, 0.125))


def test_all_fall_silent_and_without_time_at_once():
    assert Mix((0.0, 1.0, 0.0), 1).to(None).stepped(0.0, 0.0).shares == (0.0, 0.0, 0.0)
    mix = Mix((0.0, 0.5, 0.5), None).stepped(1.0, 0.4)
    assert mix.settled and mix.levels == (0.0, 0.0, 0.0)


def test_however_one_wanders_two_are_heard_at_most_and_never_louder_than_one():
    chance = random.Random(0)
    mix = Mix((1.0, 0.0, 0.0), 0)
    for _ in range(5000):
        wanted = chance.choice([None, 0, 1, 2])
        try:
            mix = mix.to(wanted)
        except ValueError:
            assert sum(share > 0 for share in mix.shares) == 2
        mix = mix.stepped(chance.random() * 0.2, 0.4)
        assert sum(share > 0 for share in mix.shares) <= 2
        assert sum(level**2 for level in mix.levels) <= 1.0 + 1e-9
