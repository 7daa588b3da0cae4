"""ONNX files that are written are those that onnxruntime reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.network import model
from organizer.analysis.network.onnx_file import Graph, _varint


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, b"\0"), (127, b"\x7f"), (128, b"\x80\1"), (300, b"\xac\2"), (1 << 21, b"\x80\x80\x80\1")],
)
def test_numbers_are_written_in_pieces_of_seven_bits(value: int, written: bytes) -> None:
    assert _varint(value) == written


@pytest.mark.skipif(not model.is_installed(), reason="onnxruntime is not installed")
def test_a_graph_computes_what_it_says(tmp_path: Path) -> None:
    graph = Graph()
    bands = graph.input("bands", ("n", 128, 96))
    image = graph.add("Reshape", bands, graph.integers([0, 1, 128, 96]))
    kernel = np.random.default_rng(0).standard_normal((3, 1, 5, 96)).astype(np.float32)
    filtered = graph.add("Conv", image, graph.constant(kernel), pads=(2, 0, 2, 0))
    highest = graph.add("ReduceMax", filtered, axes=(2, 3), keepdims=0)
    graph.output("embeddings", graph.affine(highest, [1.0, 2.0, 3.0], 0.5), ("n", 3))
    (tmp_path / "a.onnx").write_bytes(graph.model("a", {"tags": "none", "é": "ü"}))
    loaded = model.load(str(tmp_path / "a.onnx"))
    patches = np.random.default_rng(1).random((2, 128, 96)).astype(np.float32)
    padded = np.pad(patches, ((0, 0), (2, 2), (0, 0)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, 5, axis=1)
    filtered_here = np.einsum("ntbi,kib->ntk", frames, kernel[:, 0]).max(axis=1)
    assert np.allclose(loaded.run(patches)[0], filtered_here * [1.0, 2.0, 3.0] + 0.5, atol=1e-4)
    metadata = loaded._session.get_modelmeta().custom_metadata_map
    assert metadata == {"tags": "none", "é": "ü"} and loaded.tags == ()
