"""MusiCNN as an ONNX model, beside the same network in plain numpy."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.network import model, musicnn
from organizer.base.errors import OrganizerError, UsageError
from tests.analysis.network.checkpoint_file import checkpoint
from tests.analysis.network.plain_musicnn import forward, random_variables
from tests.onnx_model import write_model

TAGS = ("rock", "female vocalists", "80s", "sad")

needs_runtime = pytest.mark.skipif(not model.is_installed(), reason="onnxruntime is not installed")


def write_wheel(path: Path, *, left_out: str = "") -> Path:
    """A wheel of the same layout, of a small network."""
    index, data = checkpoint(random_variables())
    parts = {
        musicnn._INDEX: index,
        musicnn._DATA: data,
        musicnn._CONFIGURATION: f"SR = 16000\nMTT_LABELS = []\nMSD_LABELS = {list(TAGS)!r}\n".encode(),
        musicnn._LICENSE_TEXT: b"Permission to use, copy, modify",
        "musicnn/__init__.py": b"raise RuntimeError('this must not run')",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name != left_out:
                archive.writestr(name, content)
    return path


def trust(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take this wheel for the one that is known, and its answers with it."""
    with zipfile.ZipFile(wheel) as archive:
        digests = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in musicnn._DIGESTS}
    monkeypatch.setattr(musicnn, "_DIGESTS", digests)
    embedding, tags = (values.mean(axis=0) for values in forward(random_variables(), musicnn.probe()))
    answers = {musicnn.EMBEDDING: tuple(embedding[::2]), musicnn.TAGS: tuple(tags)}
    monkeypatch.setattr(musicnn, "ANSWERS", answers)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@needs_runtime
@pytest.mark.parametrize("seed", [0, 1])
def test_the_model_gives_what_the_network_gives(tmp_path: Path, seed: int) -> None:
    variables = random_variables(seed=seed)
    (tmp_path / "a.onnx").write_bytes(musicnn.build(variables, tags=TAGS, licence="ISC"))
    patches = np.concatenate([musicnn.probe(), np.random.default_rng(seed).random((1, 187, 96))])
    loaded = model.load(str(tmp_path / "a.onnx"))
    embedding, tags = loaded.run(patches.astype(np.float32))
    true_embedding, true_tags = forward(variables, patches)
    assert np.allclose(embedding, true_embedding, atol=1e-4) and tags is not None
    assert np.allclose(tags, true_tags, atol=1e-5)
    assert (true_embedding.std(axis=0) > 1e-3).sum() >= 3, "the patches differ for it"
    assert (loaded.family, loaded.dimensions, loaded.tags, loaded.licence) == ("MusiCNN", 8, TAGS, "ISC")


@needs_runtime
def test_a_wheel_becomes_a_model_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = write_wheel(tmp_path / "musicnn.whl")
    trust(wheel, monkeypatch)
    target = tmp_path / "networks.onnx"
    musicnn.convert(wheel, target)
    assert model.tags(str(target)) == TAGS and files(tmp_path) == {"musicnn.whl", "networks.onnx"}
    before = target.read_bytes()
    musicnn.convert(str(wheel), str(target))
    assert target.read_bytes() == before, "the same wheel makes the same file"


@needs_runtime
def test_a_model_with_other_answers_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = write_wheel(tmp_path / "musicnn.whl")
    trust(wheel, monkeypatch)
    other = tuple(value + 0.01 for value in musicnn.ANSWERS[musicnn.TAGS])
    monkeypatch.setitem(musicnn.ANSWERS, musicnn.TAGS, other)
    (tmp_path / "a.onnx").write_bytes(b"the one before")
    with pytest.raises(OrganizerError, match="does not give the answers that are known"):
        musicnn.convert(wheel, tmp_path / "a.onnx")
    assert (tmp_path / "a.onnx").read_bytes() == b"the one before"
    assert files(tmp_path) == {"musicnn.whl", "a.onnx"}
    with pytest.raises(OrganizerError, match="answers that are known"):
        musicnn.check(str(write_model(tmp_path / "b.onnx", shape=("n", 187, 96))), answers=musicnn.ANSWERS)


@pytest.mark.parametrize("left_out", ["", musicnn._INDEX, musicnn._CONFIGURATION])
def test_other_wheels_are_refused(tmp_path: Path, left_out: str) -> None:
    wheel = write_wheel(tmp_path / "other.whl", left_out=left_out)
    with pytest.raises(UsageError, match=r"other\.whl: .*musicnn-0\.1\.0.*pip download") as caught:
        musicnn.convert(wheel, tmp_path / "a.onnx")
    assert caught.value.path == str(wheel) and files(tmp_path) == {"other.whl"}


def test_what_is_no_wheel_is_refused(tmp_path: Path) -> None:
    whole = write_wheel(tmp_path / "whole.whl").read_bytes()
    for name, content in (
        ("empty.whl", b""),
        ("text.whl", b"no archive"),
        ("cut.whl", whole[: len(whole) // 2]),
        ("damaged.whl", whole.replace(whole[100:140], bytes(40))),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UsageError, match=name):
            musicnn.convert(tmp_path / name, tmp_path / "a.onnx")
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        musicnn.convert(tmp_path / "none.whl", tmp_path / "a.onnx")
    with pytest.raises(UsageError, match="cannot be read"):
        musicnn.convert(tmp_path, tmp_path / "a.onnx")
    assert not (tmp_path / "a.onnx").exists()


def test_the_tags_are_read_and_nothing_is_run() -> None:
    text = b"import sys\nMSD_LABELS = ['rock',\n 'Hip-Hop']\nsys.exit(1)\n"
    assert musicnn._tag_names(text) == ("rock", "Hip-Hop")


WHEEL = Path(os.environ.get("ORGANIZER_MUSICNN_WHEEL", ""))


@needs_runtime
@pytest.mark.skipif(not WHEEL.is_file(), reason="the wheel musicnn 0.1.0 is not here; make test fetches it")
def test_the_published_weights_give_the_stored_answers(tmp_path: Path) -> None:
    target = tmp_path / "musicnn.onnx"
    musicnn.convert(WHEEL, target)
    loaded = model.load(str(target))
    assert loaded.dimensions == 200 and len(loaded.tags) == 50 and {"rock", "Hip-Hop"} < set(loaded.tags)
    assert "Permission to use, copy, modify" in loaded.licence
    parts = musicnn._read(WHEEL)
    variables = musicnn.variables(parts[musicnn._INDEX], parts[musicnn._DATA])
    true_embedding, true_tags = forward(variables, musicnn.probe())
    embedding, tags = loaded.run(musicnn.probe())
    assert tags is not None and np.allclose(tags, true_tags, atol=1e-5)
    assert np.allclose(embedding, true_embedding, atol=1e-4)
    assert target.stat().st_size < 1_000_000, "the filters that training left are few"
