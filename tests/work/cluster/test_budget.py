"""Bytes on their way are bounded, and nobody waits for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from organizer.work.cluster.budget import Budget


def test_who_wants_more_than_is_left_waits_until_it_is_given_back() -> None:
    budget = Budget(10)
    assert budget.take(6)
    with ThreadPoolExecutor(1) as threads:
        second = threads.submit(budget.take, 5)
        assert not second.done()
        budget.give(6)
        assert second.result(10)


def test_what_is_larger_than_all_goes_alone() -> None:
    budget = Budget(10)
    assert budget.take(50)
    with ThreadPoolExecutor(1) as threads:
        second = threads.submit(budget.take, 1)
        assert not second.done()
        budget.give(50)
        assert second.result(10)
    assert budget.take(9)


def test_closing_it_ends_the_waiting() -> None:
    budget = Budget(1)
    assert budget.take(1)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(budget.take, 1)
        budget.close()
        assert waiting.result(10) is False
