"""What one pass over a lossless file tells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from organizer.analysis.lossless.claims import claimed_seconds
from organizer.analysis.lossless.examination import examine
from organizer.base.errors import AudioError
from tests.analysis.lossless.test_traces import RATE, decoded, struck


def stored(path: Path, samples: np.ndarray) -> str:
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return str(path)


@pytest.mark.parametrize("ending", ["flac", "wav", "aiff"])
def test_a_whole_file_is_whole_and_a_cut_one_says_more_than_it_has(tmp_path: Path, ending: str) -> None:
    path = Path(stored(tmp_path / f"song.{ending}", struck(4.0)[:, :1]))
    whole = examine(str(path))
    assert whole.claimed == pytest.approx(4.0) == whole.decoded and not whole.damage and not whole.codec
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 6 // 10])
    cut = examine(str(path))
    assert cut.claimed == pytest.approx(4.0) and cut.decoded < 3.2


def test_levels_at_both_ends(tmp_path: Path) -> None:
    tone = np.sin(np.arange(3 * RATE) / 10)[:, None]
    tone[: RATE // 2] = 0
    seen = examine(stored(tmp_path / "song.wav", 0.5 * tone))
    assert seen.start_level == -120 and seen.end_level == pytest.approx(-9.0, abs=0.5) == seen.level
    faded = tone * np.linspace(1, 0, len(tone))[:, None]
    assert examine(stored(tmp_path / "faded.wav", faded)).end_level < -30


def test_the_same_verdict_in_any_container_and_the_edge_is_told(tmp_path: Path) -> None:
    samples = decoded(struck(5.0), "mp3", "mp3", 128)
    seen = {ending: examine(stored(tmp_path / f"s.{ending}", samples)) for ending in ("flac", "wav")}
    assert {one.codec for one in seen.values()} == {"MP3"}
    assert len(set(seen.values())) == 1
    assert 15_000 < seen["flac"].cutoff < 18_000


def test_what_is_no_sound_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "no.flac").write_bytes(b"fLaC nothing")
    with pytest.raises(AudioError):
        examine(str(tmp_path / "no.flac"))
    with pytest.raises(AudioError):
        examine(str(tmp_path / "missing.flac"))
    assert claimed_seconds(str(tmp_path / "no.flac")) == 0.0
