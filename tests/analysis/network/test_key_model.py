"""Key finders as ONNX files, on tiny models with the inputs and outputs of S-KEY."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.network import key_model, model
from organizer.analysis.network.key_model import S_KEY_ORDER, KeyModel
from organizer.base.errors import UsageError
from tests.conftest import tone, write_song
from tests.key_finder import LENGTH, write_any_length, write_key_finder
from tests.onnx_model import write_model

pytestmark = pytest.mark.skipif(not model.is_installed(), reason="onnxruntime is not installed")


def sine(frequency: float, seconds: float = 1.0, rate: int = LENGTH) -> np.ndarray:
    return 0.1 * np.sin(2 * np.pi * frequency * np.arange(int(seconds * rate)) / rate).astype(np.float32)


def test_the_order_of_s_key_is_major_from_a_and_minor_from_b() -> None:
    assert S_KEY_ORDER[:4] == ("A", "Bb", "B", "C") and S_KEY_ORDER[11] == "Ab"
    assert S_KEY_ORDER[12:15] == ("Bm", "Cm", "C#m") and S_KEY_ORDER[-2:] == ("Am", "Bbm")
    assert len(set(S_KEY_ORDER)) == 24


@pytest.mark.parametrize("shape", [(1, LENGTH), (1, 1, LENGTH), (LENGTH,)])
def test_the_key_of_a_song_is_that_of_most_of_its_pieces(tmp_path: Path, shape: tuple[int, ...]) -> None:
    finder = KeyModel(str(write_key_finder(tmp_path / "tiny.onnx", shape=shape)))
    found = key_model.key_of([sine(261.63), sine(261.63, 0.4), sine(220.0), 0 * sine(1)], finder)
    assert found is not None and (found.key, found.camelot) == ("C", "8B")
    assert 0.3 < found.confidence < 0.8
    assert key_model.key_of([0 * sine(1)], finder) is None


def test_a_file_is_listened_to(tmp_path: Path) -> None:
    finder = key_model.load(str(write_key_finder(tmp_path / "tiny.onnx")))
    song = write_song(tmp_path / "song.flac", sine(329.63, 2.0))
    found = key_model.listen(str(song), finder)
    assert found is not None and found.key == "E"
    assert key_model.listen(str(write_song(tmp_path / "silence.flac", 0 * tone(1.0))), finder) is None


def test_any_length_and_logits_are_taken(tmp_path: Path) -> None:
    finder = KeyModel(str(write_any_length(tmp_path / "tiny.onnx")))
    shares = finder.run(sine(220.0, 3.3))
    assert finder.keys[int(shares.argmax())] == "C" and shares.sum() == pytest.approx(1.0)


def test_metadata_give_another_order_and_rate(tmp_path: Path) -> None:
    order = [*S_KEY_ORDER[3:12], *S_KEY_ORDER[:3], *(f"{key[:-1]} minor" for key in S_KEY_ORDER[12:])]
    metadata = {"keys": json.dumps(order), "sample_rate": "16000"}
    finder = KeyModel(str(write_key_finder(tmp_path / "tiny.onnx", metadata=metadata)))
    assert (finder.sample_rate, finder.keys[0], finder.keys[12]) == (16_000, "C", "Bm")


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"keys": "[]"}, "no list of 24 keys"),
        ({"keys": "C, D"}, "no list of 24 keys"),
        ({"keys": json.dumps(["C"] * 24)}, "no list of 24 keys"),
        ({"keys": "3"}, "no list of 24 keys"),
        ({"sample_rate": "fast"}, "“sample_rate” of this key finder is “fast”"),
        ({"sample_rate": "1"}, "“sample_rate” of this key finder is “1”"),
    ],
)
def test_metadata_that_make_no_sense_are_refused(
    tmp_path: Path, metadata: dict[str, str], reason: str
) -> None:
    with pytest.raises(UsageError, match=reason):
        KeyModel(str(write_key_finder(tmp_path / "tiny.onnx", metadata=metadata)))


def test_other_models_are_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not samples of the shape"):
        KeyModel(str(write_model(tmp_path / "embedding.onnx")))
    with pytest.raises(UsageError, match=r"gives keys .*, not 24 keys"):
        KeyModel(str(write_key_finder(tmp_path / "twelve.onnx", keys=12)))
    (tmp_path / "text.onnx").write_text("no model")
    with pytest.raises(UsageError, match=r"no ONNX model that can be run.*choose a key finder"):
        KeyModel(str(tmp_path / "text.onnx"))
    with pytest.raises(UsageError, match="cannot be read"):
        key_model.load(str(tmp_path / "missing.onnx"))
    with pytest.raises(UsageError, match="not 24 finite numbers"):
        KeyModel(str(write_any_length(tmp_path / "nan.onnx", scale=np.nan)))
