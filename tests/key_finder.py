"""A tiny key finder as an ONNX file, with the inputs and outputs of S-KEY exported with its front end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from organizer.analysis.network.onnx_file import Graph, Size

LENGTH = 22_050


def write_key_finder(
    path: Path,
    *,
    shape: tuple[Size, ...] = (1, LENGTH),
    keys: int = 24,
    metadata: Mapping[str, str] | None = None,
) -> Path:
    """Tells the pitch class of a tone between 220 and 415 Hz as a major key; the minor one gets a quarter."""
    graph = Graph()
    given = graph.input("sound", shape)
    at = np.arange(int(shape[-1])) / LENGTH
    pitch = 220.0 * 2.0 ** (np.arange(12) / 12)
    columns = np.array([*range(12), *((2 + step) % 12 for step in range(12))])[:keys]
    scale = np.repeat([1.0, 0.5], 12)[:keys] * 6.0 / int(shape[-1])
    parts = []
    for wave in (np.sin, np.cos):
        weights = wave(2 * np.pi * np.outer(at, pitch))[:, columns] * scale
        made = graph.add("MatMul", given, graph.constant(weights))
        parts.append(graph.add("Mul", made, made))
    graph.output("keys", graph.add("Add", *parts), (*shape[:-1], keys))
    path.write_bytes(graph.model("tiny", metadata))
    return path


def write_any_length(path: Path, *, width: int = 24, scale: float = 10.0) -> Path:
    """Takes sound of any length, and gives logits that are the highest for the fourth key."""
    graph = Graph()
    given = graph.input("sound", ("batch", "n"))
    mean = graph.add("ReduceMean", graph.add("Mul", given, given), axes=(1,), keepdims=1)
    none = graph.add("Mul", mean, graph.constant(np.zeros((1, width))))
    logits = graph.add("Add", none, graph.constant(-scale * (np.arange(width)[None, :] != 3)))
    graph.output("keys", logits, ("batch", width))
    path.write_bytes(graph.model("tiny"))
    return path
