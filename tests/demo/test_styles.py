"""Each style makes sound."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.demo import library, styles
from organizer.demo.synthesis import SAMPLE_RATE


@pytest.mark.parametrize("style", library.STYLES)
@pytest.mark.parametrize("seconds", [0.5, 8.0])
def test_every_style_makes_sound_that_never_clips(style: str, seconds: float) -> None:
    sound = styles.write_song(style, np.random.default_rng(3), seconds=seconds)
    assert sound.shape == (int(seconds * SAMPLE_RATE), 2)
    assert sound.dtype == np.float32
    assert np.isfinite(sound).all()
    assert 0.3 <= np.abs(sound).max() <= 0.95
    if seconds > 1:
        assert np.sqrt(np.mean(sound**2)) > 0.02
        assert not np.array_equal(sound[:, 0], sound[:, 1])
