"""A sample of ``python -m tests.faults.tables``."""

from __future__ import annotations

from pathlib import Path

from tests.faults import tables


def test_damaged_tables_are_read_or_refused_with_a_remedy(tmp_path: Path) -> None:
    out, bad = tables.run(tmp_path, count=300, seed=1)
    assert not bad
    assert out["read"] > 100 and out["refused"] > 10
