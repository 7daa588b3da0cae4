"""Tiny ONNX models, as those that people have are built."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from organizer.analysis.network.onnx_file import Graph, Size


def write_model(
    path: Path,
    *,
    shape: Sequence[Size] = ("n", 128, 96),
    outputs: Sequence[tuple[str, int]] = (("activations", 3), ("embeddings", 5)),
    tags: Sequence[str] = (),
    flat: bool = True,
) -> Path:
    """A network that averages each band over a patch and multiplies with ``weights`` for each output.

    Without ``flat`` its answer is not one vector for a patch. ``tags`` are what it says its output "tags"
    means.
    """
    graph = Graph()
    rank = len(shape)
    bands = graph.input("bands", shape)
    mean = graph.add("ReduceMean", bands, axes=range(1, rank - 1) if flat else (0,), keepdims=0)
    for name, width in outputs:
        made = graph.add("MatMul", mean, graph.constant(weights(width, shape[-1])))
        graph.output(name, made, [*(shape[:1] if flat else shape[1:-1]), width])
    path.write_bytes(graph.model("tiny", {"tags": json.dumps(tags)} if tags else None))
    return path


def weights(width: int, bands: Size = 96) -> np.ndarray:
    """What an output of this width multiplies the mean bands with: shape=(bands, width)."""
    return np.random.default_rng(width).standard_normal((int(bands), width)).astype(np.float32)
