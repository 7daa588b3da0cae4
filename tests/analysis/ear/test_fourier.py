"""Our door to the Fourier transform is scipy's, to the bit, and leaves scipy's package unloaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.fft

from organizer.analysis.ear import fourier
from tests.conftest import tone, write_song


@pytest.fixture(params=["extension", "package"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "package":
        monkeypatch.setattr(fourier, "_pocketfft", lambda: None)
    return str(request.param)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_transforms_are_scipys(way: str, kind: type) -> None:
    values = np.random.default_rng(0).standard_normal((5, 300)).astype(kind)
    for size in (None, 300, 256, 320):
        result = fourier.rfft(values, size)
        expected = scipy.fft.rfft(values, size)
        assert result.dtype == expected.dtype and np.array_equal(result, expected)
    for size in (300, 299, 640, 128):
        result = fourier.irfft(scipy.fft.rfft(values), size)
        expected = scipy.fft.irfft(scipy.fft.rfft(values), size)
        assert result.dtype == expected.dtype and np.array_equal(result, expected)
    power = np.abs(scipy.fft.rfft(values)) ** 2
    result, expected = fourier.irfft(power, 1200), scipy.fft.irfft(power, 1200)
    assert result.dtype == expected.dtype and np.array_equal(result, expected)
    assert np.array_equal(fourier.rfft(values[0]), scipy.fft.rfft(values[0]))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_power_is_the_square_of_the_transform(way: str, kind: type) -> None:
    values = np.random.default_rng(0).standard_normal((2, 3, 300)).astype(kind)
    expected = np.abs(scipy.fft.rfft(values.astype(np.float64), 320)) ** 2
    for bins in (None, 1, 40):
        result = fourier.power(values, 320, bins=bins)
        assert result.dtype == kind
        np.testing.assert_allclose(result, expected[..., :bins], rtol=1e-4, atol=1e-3)


def test_fast_sizes_are_scipys(way: str) -> None:
    for least in (1, 7, 1237, 100_003):
        assert fourier.fast_size(least) == scipy.fft.next_fast_len(least, real=True)


def test_a_worker_analyzes_without_loading_what_is_slow(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.mp3", tone(8.0))
    code = """
import sys
from organizer.analysis.ear import extract; from organizer.analysis.ear import fourier
extract.extract(sys.argv[1])
assert fourier._pocketfft() is not None
slow = {"scipy.fft", "scipy.signal", "scipy.special", "librosa", "sklearn", "av"} & set(sys.modules)
assert not slow, f"import rfft and irfft from organizer.analysis.ear.fourier; loaded: {slow}"
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(song)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
