"""A network listens to songs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.network import listening, model
from organizer.analysis.network.bands import mel_bands
from organizer.base.errors import AudioError, OrganizerError
from tests.conftest import tone, write_song
from tests.onnx_model import weights, write_model

needs_runtime = pytest.mark.skipif(not model.is_installed(), reason="onnxruntime is not installed")


def test_a_patch_is_cut_and_short_sound_is_repeated() -> None:
    sound = np.random.default_rng(0).standard_normal(60_000).astype(np.float32)
    assert np.array_equal(listening.patch(sound, 187), mel_bands(sound)[1:188])
    short = listening.patch(sound[:10_000], 187)
    assert np.array_equal(short[:41], mel_bands(sound[:10_000])) and np.array_equal(short[41:82], short[:41])
    assert listening.patch(sound[:0], 128).shape == (128, 96)


@needs_runtime
@pytest.mark.parametrize("shape", [("n", 128, 96), (4, 128, 96), (64, 1, 128, 96), ("n", 187, 96)])
def test_a_song_is_the_mean_over_patches_spread_over_it(tmp_path: Path, shape: tuple[int | str, ...]) -> None:
    outputs = (("embeddings", 5), ("tags", 3))
    path = write_model(tmp_path / "tiny.onnx", shape=shape, outputs=outputs, tags=("a", "b", "c"))
    sound = np.concatenate([tone(12.0, frequency=300.0), tone(12.0, frequency=900.0)])
    song = write_song(tmp_path / "a.wav", sound, sample_rate=16_000)
    features = listening.listen(str(song), model.load(str(path)))
    frames = int(shape[-2])
    size, count = (frames - 1) * 256 + 512, 3  # of 33 s
    starts = [round(len(sound) * (index + 0.5) / count - size / 2) for index in range(count)]
    mean = np.mean([mel_bands(sound[start : start + size])[1 : 1 + frames] for start in starts], axis=(0, 1))
    assert np.allclose(features.vector, mean @ weights(5), atol=0.02) and features.vector.dtype == np.float32
    assert features.tags is not None and np.allclose(features.tags, mean @ weights(3), atol=0.02)


@needs_runtime
def test_a_blink_and_silence_have_a_vector_and_no_song_has_none(tmp_path: Path) -> None:
    loaded = model.load(str(write_model(tmp_path / "tiny.onnx")))
    for name, sound in (("quiet", np.zeros(44_100, np.float32)), ("blink", np.zeros(1, np.float32))):
        song = write_song(tmp_path / f"{name}.wav", sound)
        features = listening.listen(str(song), loaded)
        assert features.vector.tolist() == [0.0] * 5 and features.tags is None
    (tmp_path / "bad.mp3").write_bytes(b"no sound")
    with pytest.raises(AudioError, match=r"bad\.mp3"):
        listening.listen(str(tmp_path / "bad.mp3"), loaded)


@needs_runtime
def test_what_is_not_finite_is_refused(tmp_path: Path) -> None:
    loaded = model.load(str(write_model(tmp_path / "tiny.onnx")))
    with pytest.raises(OrganizerError, match="no finite numbers"):
        listening.features(loaded, np.full((2, 128, 96), np.inf, np.float32))
