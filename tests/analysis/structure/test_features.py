"""A recording unit by unit: its pitch classes, and how it is stored."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from organizer.analysis.ear import librosa_loader
from organizer.analysis.structure import features
from tests.analysis.forms import play
from tests.conftest import SAMPLE_RATE, write_song


def test_pitch_classes_are_those_of_librosa():
    theirs = librosa_loader.load().filters.chroma(sr=SAMPLE_RATE, n_fft=4096, tuning=0.0)
    np.testing.assert_allclose(features.pitch_bank(), theirs.T, rtol=1e-4, atol=1e-6)


def test_the_cosine_transform_is_that_of_scipy():
    from scipy.fft import dct

    values = np.random.default_rng(0).standard_normal((5, 71))
    expected = dct(values, axis=1, norm="ortho")[:, :20]
    np.testing.assert_allclose(values @ features._cosines(71), expected, atol=1e-12)


def test_a_recording_is_the_same_when_it_was_packed(tmp_path):
    path = write_song(tmp_path / "song.wav", play("AB", bars=4)[0])
    recording = features.decode_features(str(path))
    again = features.unpacked(features.packed(recording))
    for name in ("duration", "has_beat", "silent"):
        assert getattr(again, name) == getattr(recording, name)
    for name in ("times", "features", "wave"):
        np.testing.assert_allclose(getattr(again, name), getattr(recording, name), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("rubbish", [b"", b"no", features.zlib.compress(b"short")])
def test_bytes_that_are_no_recording_are_refused(rubbish):
    with pytest.raises(ValueError, match="packed"):
        features.unpacked(rubbish)


def test_parts_are_found_without_what_is_slow_to_load(tmp_path):
    path = write_song(tmp_path / "song.wav", play("ABA", tempo=160.0, bars=5)[0])
    program = (
        "import sys\nfrom organizer.analysis.structure import features, parts\n"
        "print(*parts.analyze(features.decode_features(sys.argv[1])).names)\n"
        "print([n for n in sys.modules if n.partition('.')[0] in ('librosa', 'sklearn', 'numba')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["A B A", "[]"]
