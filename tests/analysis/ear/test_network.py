from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.ear import audio, librosa_loader, network
from organizer.base.errors import OrganizerError, UsageError
from tests.conftest import tone
from tests.onnx_model import weights, write_model

needs_runtime = pytest.mark.skipif(not network.is_installed(), reason="onnxruntime is not installed")


def test_bands_are_those_of_librosa() -> None:
    librosa_filters = librosa_loader.load().filters.mel(
        sr=16_000, n_fft=512, n_mels=96, htk=False, norm="slaney"
    )
    assert np.allclose(network._filters().T, librosa_filters, atol=1e-7)


def test_a_sine_lights_the_band_around_it() -> None:
    time = np.arange(16_000) / 16_000
    bands = network.mel_bands((0.5 * np.sin(2 * np.pi * 1000.0 * time)).astype(np.float32))
    assert bands.shape == (64, 96) and bands.dtype == np.float32
    # 1000 Hz is 15 of the 45.24 mel up to 8 kHz, over which 98 edges are spread
    assert (bands[5:-5].argmax(axis=1) == round(15 / (15 + np.log(8) / np.log(6.4) * 27) * 97) - 1).all()
    # a sine's power spectrum at its bin is (amplitude / 2 · sum of the window)²
    window = np.hanning(512)
    whole = (0.25 * window.sum()) ** 2
    top = network._filters()[32].max()
    assert bands[30].max() == pytest.approx(np.log10(1 + 10_000 * whole * top), abs=0.05)


@pytest.mark.parametrize("samples", [0, 1, 255, 256, 257, 5000])
def test_frames_cover_all_of_the_sound(samples: int) -> None:
    bands = network.mel_bands(np.ones(samples, np.float32))
    assert bands.shape == (1 + -(-samples // 256), 96)
    assert np.isfinite(bands).all()
    assert (network.mel_bands(np.zeros(samples, np.float32)) == 0).all()


def test_patches_follow_each_other_and_short_sound_is_repeated() -> None:
    bands = np.repeat(np.arange(300, dtype=np.float32)[:, None], 96, axis=1)
    assert network.patches(bands, 128)[:, 0, 0].tolist() == [0.0, 128.0]
    assert network.patches(bands[:50], 128)[0, :, 5].tolist() == [float(i % 50) for i in range(128)]


def expected(samples: np.ndarray, frames: int, width: int) -> np.ndarray:
    """What the tiny network makes of an excerpt."""
    bands = network.mel_bands(audio.resampled(samples, 16_000))
    count = len(bands) // frames
    return bands[: count * frames].mean(axis=0) @ weights(width)


@needs_runtime
@pytest.mark.parametrize(
    ("shape", "family"),
    [
        (("n", 128, 96), "Discogs-EffNet"),
        ((4, 128, 96), "Discogs-EffNet"),
        ((64, 1, 128, 96), "Discogs-EffNet"),
        (("n", 187, 96), "MusiCNN"),
    ],
)
def test_the_vector_is_the_mean_over_all_patches(
    tmp_path: Path, shape: tuple[int | str, ...], family: str
) -> None:
    path = str(write_model(tmp_path / "tiny.onnx", shape=shape))
    assert network.check(path) == (family, 5)
    listener = network.load(path).listen()
    sound = tone(24.0, frequency=330.0)
    listener.add(sound)
    listener.add(sound[:0])
    found = listener.vector()
    assert found.shape == (5,) and found.dtype == np.float32
    assert np.allclose(found, expected(sound, shape[-2], 5), atol=1e-4)
    listener.add(sound)
    assert np.allclose(listener.vector(), found, atol=1e-5)


@needs_runtime
def test_without_a_name_the_widest_output_is_the_embedding(tmp_path: Path) -> None:
    outputs = (("model/Sigmoid", 4), ("model/dense/BiasAdd", 9))
    path = write_model(tmp_path / "tiny.onnx", shape=("n", 187, 96), outputs=outputs)
    assert network.check(str(path)) == ("MusiCNN", 9)


@needs_runtime
def test_a_blink_and_silence_have_a_vector(tmp_path: Path) -> None:
    loaded = network.load(str(write_model(tmp_path / "tiny.onnx")))
    for sound in (np.zeros(44_100, np.float32), np.full(1, np.nan, np.float32)):
        listener = loaded.listen()
        listener.add(sound)
        assert listener.vector().tolist() == [0.0] * 5
    with pytest.raises(OrganizerError, match="no finite numbers"):
        loaded.listen().vector()


@needs_runtime
@pytest.mark.parametrize(
    ("options", "cause"),
    [
        ({"shape": ("n", 128, 64)}, r"takes tensor\(float\) \('n', 128, 64\), not mel bands"),
        ({"shape": ("n", 100, 96)}, "not mel bands of the shape"),
        ({"shape": ("n", 3, 128, 96)}, "not mel bands of the shape"),
        ({"shape": ("n", 1, 128, 96), "flat": False}, "no vector for a patch"),
    ],
)
def test_networks_of_another_kind_are_refused(tmp_path: Path, options: dict, cause: str) -> None:
    path = write_model(tmp_path / "tiny.onnx", **options)
    with pytest.raises(UsageError, match=cause):
        network.check(str(path))


@needs_runtime
def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.onnx"
    path.write_text("not a network")
    with pytest.raises(UsageError, match="no ONNX model that can be run") as caught:
        network.check(str(path))
    assert caught.value.path == str(path) and caught.value.remedy


@needs_runtime
def test_a_file_that_changes_is_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "tiny.onnx"
    write_model(path)
    before = network.model_id(str(path))
    assert network.load(str(path)) is network.load(str(path))
    write_model(path, outputs=(("embeddings", 70),))
    assert network.check(str(path)) == ("Discogs-EffNet", 70)
    assert network.model_id(str(path)) != before


def test_a_missing_file_is_told_also_without_onnxruntime(tmp_path: Path) -> None:
    for call in (network.model_id, network.check):
        with pytest.raises(UsageError, match="the network cannot be read"):
            call(str(tmp_path / "none.onnx"))


def test_what_to_install_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_model(tmp_path / "tiny.onnx")
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    with pytest.raises(OrganizerError, match=r"pip install 'organizer\[network\]'"):
        network.check(str(path))
