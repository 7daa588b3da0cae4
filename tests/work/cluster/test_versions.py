"""Which workers may analyze songs that are compared with others."""

from __future__ import annotations

import pytest

from organizer.work.cluster import versions
from organizer.work.cluster.versions import Versions, WorkerInfo


def test_a_worker_that_differs_is_refused_and_both_versions_named() -> None:
    wanted = Versions("2.0", 7, "f" * 32)
    fits = WorkerInfo("alpha", "tcp://a:1", 2, wanted)
    assert versions.refusal(fits, wanted) == ""
    assert versions.refusal(fits, Versions("2.0", 7)) == ""  # its network is not needed
    older = versions.refusal(WorkerInfo("beta", "", 2, Versions("1.9", 6)), wanted)
    assert all(part in older for part in ("beta", "1.9", "ear 6", "2.0", "ear 7"))
    other = versions.refusal(WorkerInfo("beta", "", 2, Versions("2.0", 7, "e" * 32)), wanted)
    assert "eeeeeeee" in other and "ffffffff" in other
    assert "no network" in versions.refusal(WorkerInfo("beta", "", 2, Versions("2.0", 7)), wanted)
    assert "organizer worker" in versions.refusal(WorkerInfo("dask", "", 2, None), wanted)


@pytest.mark.parametrize("told", [{}, {"organizer": 3}, {"organizer": {"ear": "x"}, "nthreads": None}])
def test_nothing_that_a_worker_tells_is_relied_on(told: dict[str, object]) -> None:
    read = versions.read_worker("tcp://a:1", told)
    assert (read.processes, read.versions) == (0, None)


def test_songs_ask_for_workers_of_their_own_versions() -> None:
    assert versions.here().tags()[0] in versions.here("abc").tags()
    assert Versions("1", 2).tags() != Versions("1", 3).tags()
