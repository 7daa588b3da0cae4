"""MusiCNN in plain numpy, as the paper and the code of its authors define it, whole and slow: what the model
that the program makes is compared with. Written apart from it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Variables = Mapping[str, np.ndarray]


def forward(variables: Variables, patches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Embedding and tags of patches, shape=(n, 187, 96)."""
    given = normalized(variables, 0, patches.astype(np.float64))
    front = []
    for number in (0, 1):
        padded = np.pad(given, ((0, 0), (3, 3), (0, 0)))
        front.append(filtered(variables, number, padded).max(axis=2))
    for number in (2, 3, 4):
        rest = variables[f"conv2d_{number}/kernel"].shape[0] - 1  # "same": one more behind where it is odd
        padded = np.pad(given, ((0, 0), (rest // 2, rest - rest // 2), (0, 0)))
        front.append(filtered(variables, number, padded).max(axis=2))
    layers = [np.concatenate(front, axis=2)]
    for number in (5, 6, 7):
        padded = np.pad(layers[-1], ((0, 0), (3, 3), (0, 0)))
        made = filtered(variables, number, padded)[:, :, 0]
        layers.append(made if number == 5 else made + layers[-1])
    channels = np.concatenate(layers, axis=2)
    pooled = np.stack([channels.max(axis=1), channels.mean(axis=1)], axis=2).reshape(len(patches), -1)
    dense = normalized(variables, 9, pooled) @ variables["dense/kernel"] + variables["dense/bias"]
    embedding = normalized(variables, 10, np.maximum(dense, 0.0))
    logits = embedding @ variables["dense_1/kernel"] + variables["dense_1/bias"]
    return embedding, 1.0 / (1.0 + np.exp(-logits))


def filtered(variables: Variables, number: int, image: np.ndarray) -> np.ndarray:
    """Convolution without padding, ReLU, batch normalization: shape=(n, time, bands, filters)."""
    name = f"conv2d_{number}" if number else "conv2d"
    kernel = variables[f"{name}/kernel"][:, :, 0]
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2], axis=(1, 2))
    made = np.einsum("ntbij,ijk->ntbk", windows, kernel.astype(np.float64), optimize=True)
    return normalized(variables, number + 1, np.maximum(made + variables[f"{name}/bias"], 0.0))


def normalized(variables: Variables, number: int, values: np.ndarray) -> np.ndarray:
    name = f"batch_normalization_{number}" if number else "batch_normalization"
    gamma, beta, mean, variance = (
        variables[f"{name}/{part}"].astype(np.float64)
        for part in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    return gamma * (values - mean) / np.sqrt(variance + 0.001) + beta


def random_variables(*, tags: int = 4, seed: int = 0) -> dict[str, np.ndarray]:
    """Weights of a small MusiCNN with dead filters in front, and normalizations of either sign."""
    rng = np.random.default_rng(seed)
    variables: dict[str, np.ndarray] = {}
    front = [((7, 38), 5), ((7, 67), 4), ((128, 1), 3), ((64, 1), 2), ((32, 1), 3)]
    channels = sum(filters for _, filters in front)
    middle = [((7, channels), 6), ((7, 6), 6), ((7, 6), 6)]
    sizes = [1]
    for number, ((frames, width), filters) in enumerate(front + middle):
        name = f"conv2d_{number}" if number else "conv2d"
        kernel = rng.standard_normal((frames, width, 1, filters)) / np.sqrt(frames * width)
        if number < len(front):
            kernel[..., 1] *= 1e-12  # dead
        variables[f"{name}/kernel"] = kernel
        variables[f"{name}/bias"] = 0.1 * rng.standard_normal(filters)
        sizes.append(filters)
    pooled = 2 * (channels + 3 * 6)
    for number, size in enumerate([*sizes, pooled, 8]):
        name = f"batch_normalization_{number}" if number else "batch_normalization"
        variables[f"{name}/gamma"] = rng.standard_normal(size)
        variables[f"{name}/beta"] = 0.3 * rng.standard_normal(size)
        variables[f"{name}/moving_mean"] = 0.3 * rng.standard_normal(size)
        variables[f"{name}/moving_variance"] = 0.2 + rng.random(size)
    variables["dense/kernel"] = rng.standard_normal((pooled, 8)) / np.sqrt(pooled)
    variables["dense/bias"] = 0.1 * rng.standard_normal(8)
    variables["dense_1/kernel"] = rng.standard_normal((8, tags)) / 3
    variables["dense_1/bias"] = 0.1 * rng.standard_normal(tags)
    return {name: values.astype(np.float32) for name, values in variables.items()}
