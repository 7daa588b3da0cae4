"""Times in searches: spans, days, dates and ranges of them."""

from __future__ import annotations

from datetime import datetime

import pytest

from organizer.library.plays.query_times import bounds

NOW = datetime(2026, 3, 31, 15, 30)


def stamp(*parts: int) -> float:
    return datetime(*parts).timestamp()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30d", (stamp(2026, 3, 1, 15, 30), None)),
        ("30 days", (stamp(2026, 3, 1, 15, 30), None)),
        ("2w", (stamp(2026, 3, 17, 15, 30), None)),
        ("12h", (stamp(2026, 3, 31, 3, 30), None)),
        ("1m", (stamp(2026, 2, 28, 15, 30), None)),  # there is no 31st of February
        ("2years", (stamp(2024, 3, 31, 15, 30), None)),
        ("..30d", (None, stamp(2026, 3, 1, 15, 30))),
        ("90d..30d", (stamp(2025, 12, 31, 15, 30), stamp(2026, 3, 1, 15, 30))),
        ("today", (stamp(2026, 3, 31), stamp(2026, 4, 1))),
        ("yesterday", (stamp(2026, 3, 30), stamp(2026, 3, 31))),
        ("2026", (stamp(2026, 1, 1), stamp(2027, 1, 1))),
        ("2025-12", (stamp(2025, 12, 1), stamp(2026, 1, 1))),
        ("2025-12-31", (stamp(2025, 12, 31), stamp(2026, 1, 1))),
        ("2026-01..", (stamp(2026, 1, 1), None)),
        ("..2026-01", (None, stamp(2026, 2, 1))),
        ("2025..2026-01", (stamp(2025, 1, 1), stamp(2026, 2, 1))),
        ("2025..30d", (stamp(2025, 1, 1), stamp(2026, 3, 1, 15, 30))),
        (">2025", (stamp(2026, 1, 1), None)),
        (">=2025", (stamp(2025, 1, 1), None)),
        ("<2025", (None, stamp(2025, 1, 1))),
        ("<=2025-02", (None, stamp(2025, 3, 1))),
        (">30d", (None, stamp(2026, 3, 1, 15, 30))),
        ("<2mo", (stamp(2026, 1, 31, 15, 30), None)),
        ("this week", (stamp(2026, 3, 30), stamp(2026, 4, 6))),
        ("last-week", (stamp(2026, 3, 23), stamp(2026, 3, 30))),
        ("lastmonth", (stamp(2026, 2, 1), stamp(2026, 3, 1))),
        ("this year", (stamp(2026, 1, 1), stamp(2027, 1, 1))),
        ("last_year..", (stamp(2025, 1, 1), None)),
        ("..", (None, None)),
        ("99999y", (stamp(1970, 1, 2), None)),
        ("99999d", (stamp(1970, 1, 2), None)),
    ],
)
def test_a_time_has_its_ends(text: str, expected: tuple[float | None, float | None]) -> None:
    assert bounds(text, NOW) == expected


@pytest.mark.parametrize(
    "text",
    ["30", "d", "2026-13", "2026-02-30", "0000", ">30", "<today..", "this day", "soon", "1..2", "-3d", "3x"],
)
def test_what_is_no_time_is_told_apart(text: str) -> None:
    assert bounds(text, NOW) is None
