"""Networks as ONNX files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.network import model as network
from organizer.base.errors import OrganizerError, UsageError
from tests.onnx_model import weights, write_model

needs_runtime = pytest.mark.skipif(not network.is_installed(), reason="onnxruntime is not installed")


def summary(path: Path) -> tuple[str, int]:
    loaded = network.load(str(path))
    return loaded.family, loaded.dimensions


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
def test_families_are_told_by_the_input(tmp_path: Path, shape: tuple[int | str, ...], family: str) -> None:
    loaded = network.load(str(write_model(tmp_path / "tiny.onnx", shape=shape)))
    assert (loaded.family, loaded.dimensions, loaded.tags) == (family, 5, ())
    batch = np.random.default_rng(1).random((70, *shape[-2:])).astype(np.float32)
    embeddings, tags = loaded.run(batch)
    assert tags is None and embeddings.dtype == np.float32
    assert np.allclose(embeddings, batch.mean(axis=1) @ weights(5), atol=1e-4)


@needs_runtime
def test_tags_are_told_by_the_metadata_where_they_fit(tmp_path: Path) -> None:
    outputs = (("embeddings", 5), ("tags", 3))
    path = write_model(tmp_path / "tiny.onnx", outputs=outputs, tags=("jazz", "female vocalists", "80s"))
    assert network.tags(str(path)) == ("jazz", "female vocalists", "80s")
    batch = np.ones((2, 128, 96), np.float32)
    embeddings, tags = network.load(str(path)).run(batch)
    assert embeddings.shape == (2, 5) and tags is not None
    assert np.allclose(tags, batch.mean(axis=1) @ weights(3), atol=1e-4)
    write_model(path, outputs=outputs, tags=("jazz",))
    assert network.tags(str(path)) == (), "another number of names"
    write_model(path, outputs=(("embeddings", 5),), tags=("jazz",))
    assert network.tags(str(path)) == (), "no such output"


@needs_runtime
def test_without_a_name_the_widest_output_is_the_embedding(tmp_path: Path) -> None:
    outputs = (("model/Sigmoid", 4), ("model/dense/BiasAdd", 9))
    path = write_model(tmp_path / "tiny.onnx", shape=("n", 187, 96), outputs=outputs)
    assert summary(path) == ("MusiCNN", 9)


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
        network.load(str(path))


@needs_runtime
def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.onnx"
    path.write_text("not a network")
    with pytest.raises(UsageError, match="no ONNX model that can be run") as caught:
        network.load(str(path))
    assert caught.value.path == str(path) and caught.value.remedy


@needs_runtime
def test_a_file_that_changes_is_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "tiny.onnx"
    write_model(path)
    before = network.model_id(str(path))
    assert network.load(str(path)) is network.load(str(path))
    write_model(path, outputs=(("embeddings", 70),))
    assert summary(path) == ("Discogs-EffNet", 70)
    assert network.model_id(str(path)) != before


def test_a_missing_file_is_told_also_without_onnxruntime(tmp_path: Path) -> None:
    for call in (network.model_id, network.load):
        with pytest.raises(UsageError, match="the network cannot be read"):
            call(str(tmp_path / "none.onnx"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_pipes_and_devices_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.onnx")
    for path in (str(tmp_path / "pipe.onnx"), "/dev/zero", str(tmp_path)):
        for call in (network.model_id, network.load):
            with pytest.raises(UsageError, match="cannot be read"):
                call(path)


def test_what_to_install_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_model(tmp_path / "tiny.onnx")
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    with pytest.raises(OrganizerError, match=r"pip install 'organizer\[network\]'"):
        network.load(str(path))


@needs_runtime
def test_the_runtime_tells_nobody_of_it(tmp_path: Path) -> None:
    """Left alone, it gives the machine a number and keeps a record of models to be sent, in the cache."""
    code = (
        "import sys, numpy; from organizer.analysis.network import model;"
        "model.load(sys.argv[1]).run(numpy.zeros((1, 128, 96), numpy.float32))"
    )
    own = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "ORT_", "XDG_"))}
    home = tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-c", code, str(write_model(tmp_path / "tiny.onnx"))]
    subprocess.run(command, env=own | {"HOME": str(home)}, check=True, cwd=Path(__file__).parents[3])
    assert not list(home.rglob("*"))
