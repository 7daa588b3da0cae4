"""A sample of ``python -m tests.faults.texts``."""

from __future__ import annotations

from pathlib import Path

from tests.faults import texts


def test_damaged_playlists_and_searches_are_answered_or_refused(tmp_path: Path) -> None:
    out, bad = texts.run(tmp_path, count=400, seed=1)
    assert not bad
    assert (
        min(out[f"{kind} {end}"] for kind in ("playlist", "search") for end in ("answered", "refused")) > 10
    )
