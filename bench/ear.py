"""How well the ear hears: do songs that belong together lie together, are tempo and key right.

    python bench/ear.py FOLDER LABELS.csv [--tempo-key FILE.csv] [--labels a,b,c] [--librosa]

LABELS.csv has the columns file (relative to FOLDER) and label; the tempo file has file, bpm and key (capital
for major, small for minor). Labels are used for scoring only.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import multiprocessing  # noqa: E402

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

Array = npt.NDArray[Any]
NOTES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def listen(path: str) -> dict[str, Any]:
    """The vector, what is told, and what would be told if the ear had to answer."""
    from organizer.analysis import audio, extract, tonal
    from organizer.analysis.descriptors import describe
    from organizer.analysis.tempo import tempo

    audio.silence_decoders()
    heard = extract.hear(path)
    bpm, key = tempo(heard.levels).bpm, tonal.key(heard.chroma)[0]
    told = describe(heard.spectra, heard.levels, heard.chroma, starts=heard.starts, peak=heard.peak)
    return {"vector": extract.vector(heard), "tempo": bpm, "key": key, "told": told}


def librosa_features(path: str) -> Array:
    """53 numbers as tutorials take them: means and deviations of the usual features, and tempo."""
    import librosa

    y, rate = librosa.load(path, sr=22_050, duration=120)
    rows = [
        librosa.feature.mfcc(y=y, sr=rate, n_mfcc=13),
        librosa.feature.chroma_stft(y=y, sr=rate)[:6],
        librosa.feature.spectral_centroid(y=y, sr=rate),
        librosa.feature.spectral_bandwidth(y=y, sr=rate),
        librosa.feature.spectral_rolloff(y=y, sr=rate),
        librosa.feature.spectral_contrast(y=y, sr=rate)[:2],
        librosa.feature.zero_crossing_rate(y),
        librosa.feature.rms(y=y),
    ]
    stacked = np.concatenate([np.concatenate([row.mean(axis=1), row.std(axis=1)]) for row in rows])
    return np.append(stacked, np.ravel(librosa.feature.tempo(y=y, sr=rate))[0]).astype(np.float64)


def distances(points: Array) -> Array:
    square = np.sum(points**2, axis=1)
    found = np.sqrt(np.maximum(square[:, None] + square - 2 * points @ points.T, 0.0))
    np.fill_diagonal(found, np.inf)
    return np.asarray(found)


def neighbours(points: Array) -> Array:
    return np.argsort(distances(points), axis=1, kind="stable")[:, :5]


def precision(near: Array, labels: Array) -> float:
    """Share of the 5 nearest that carry the song's label; mean per label, then over labels."""
    hits = (labels[near] == labels[:, None]).mean(axis=1)
    return float(np.mean([hits[labels == label].mean() for label in np.unique(labels)]))


def hubs(near: Array) -> tuple[float, int]:
    """Skewness of how often a song is among the 5 nearest of others, and how many never are."""
    count = np.bincount(near.ravel(), minlength=len(near)).astype(float)
    deviation = count - count.mean()
    return float((deviation**3).mean() / max((deviation**2).mean(), 1e-12) ** 1.5), int((count == 0).sum())


def pitch_class(key: str) -> tuple[int, bool]:
    """Tonic and whether it is minor: "Ebm", "d#", "C"."""
    name = key.strip()
    minor = name.endswith("m") or name[0].islower()
    tonic = NOTES[name[0].upper()] + name.count("#") - name[1:].count("b")
    return tonic % 12, minor


def mirex(found: str | None, truth: str) -> float:
    """1 same, 0.5 a fifth above, 0.3 relative, 0.2 parallel (MIREX audio key detection)."""
    if found is None:
        return 0.0
    (a, a_minor), (b, b_minor) = pitch_class(found), pitch_class(truth)
    if a_minor == b_minor:
        return {0: 1.0, 7: 0.5}.get((a - b) % 12, 0.0)
    if a == b:
        return 0.2
    relative = (b + 3) % 12 if b_minor else (b + 9) % 12
    return 0.3 if a == relative else 0.0


def report_tempo_and_key(rows: list[dict[str, str]], heard: dict[str, dict[str, Any]]) -> None:
    tempo: list[tuple[float | None, float | None, float]] = []
    key: list[tuple[str | None, str | None, float, str]] = []
    for row in rows:
        song = heard.get(row["file"])
        if song is None:
            continue
        told = song["told"]
        if row["bpm"]:
            tempo.append((song["tempo"], told.tempo, float(row["bpm"])))
        if row["key"]:
            key.append((song["key"], told.key, told.key_confidence, row["key"]))
    for name, column in (("forced", 0), ("told", 1)):
        pairs = [(entry[column], entry[2]) for entry in tempo]
        first = [found is not None and abs(found / truth - 1) <= 0.04 for found, truth in pairs]
        second = [
            found is not None and any(abs(found / (truth * f) - 1) <= 0.04 for f in (1, 2, 3, 1 / 2, 1 / 3))
            for found, truth in pairs
        ]
        answered = sum(found is not None for found, _ in pairs)
        print(f"tempo, {name}: Acc1 {np.mean(first):.3f}  Acc2 {np.mean(second):.3f}", end="")
        print(f"  ({answered} of {len(pairs)} songs answered)")
    score = np.array([mirex(found, truth) for found, _, _, truth in key])
    told_key = np.array([told is not None for _, told, _, _ in key])
    print(f"key, forced: MIREX {score.mean():.3f} ({len(key)} songs)", end="")
    print(f"; where told ({told_key.sum()} songs) {score[told_key].mean():.3f}")
    order = np.argsort([-confidence for _, _, confidence, _ in key])
    third = max(1, len(order) // 3)
    parts = [score[order[:third]], score[order[third:-third]], score[order[-third:]]]
    print("key by confidence, highest third first:", " ".join(f"{part.mean():.3f}" for part in parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels_csv", type=Path)
    parser.add_argument("--tempo-key", type=Path)
    parser.add_argument("--labels", action="append", default=[], help="also score these labels alone, a,b,c")
    parser.add_argument("--librosa", action="store_true", help="53 librosa features beside it (slow)")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with options.labels_csv.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    paths = [str(options.folder / row["file"]) for row in rows]
    labels = np.array([row["label"] for row in rows])
    beside: Array | None = None
    with ProcessPoolExecutor(options.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        start = time.perf_counter()
        results = list(pool.map(listen, paths))
        print(f"{len(paths)} songs heard in {time.perf_counter() - start:.1f} s by {options.jobs} processes")
        if options.librosa:
            beside = np.stack(list(pool.map(librosa_features, paths)))

    from organizer.analysis.matrix import fit_axes

    def spaces(rows_used: Array) -> dict[str, Array]:
        found = {"Organizer": fit_axes(raw[rows_used]).project(raw[rows_used])}
        if beside is not None:
            part = beside[rows_used]
            found["librosa 53, z-scores"] = (part - part.mean(axis=0)) / (part.std(axis=0) + 1e-9)
        return found

    raw = np.stack([result["vector"] for result in results])
    everything = np.arange(len(labels))
    start = time.perf_counter()
    fit_axes(raw)
    print(f"axes fitted in {1000 * (time.perf_counter() - start):.0f} ms")
    for name, points in spaces(everything).items():
        near = neighbours(points)
        skew, orphans = hubs(near)
        score, kinds = precision(near, labels), np.unique(labels).size
        print(f"{name}: precision of the 5 nearest {score:.3f} over {kinds} labels", end="")
        print(f"; hubness skew {skew:.2f}, {orphans} orphans")
        for subset in options.labels:
            inside = np.flatnonzero(np.isin(labels, subset.split(",")))
            kept = precision(neighbours(points[inside]), labels[inside])
            fitted = precision(neighbours(spaces(inside)[name]), labels[inside])
            print(f"  {subset}: {kept:.3f} ({fitted:.3f} with axes fitted on these alone)")
    if options.tempo_key:
        with options.tempo_key.open(newline="", encoding="utf-8") as file:
            known = list(csv.DictReader(file))
        report_tempo_and_key(known, {row["file"]: result for row, result in zip(rows, results, strict=True)})


if __name__ == "__main__":
    main()
