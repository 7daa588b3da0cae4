"""How well the ear hears: do songs that belong together lie together, are tempo and key right.

    python -m bench.ear FOLDER LABELS.csv [--labels a,b,c] [--peers librosa,bliss,essentia,musly]
                        [--thorough] [--tempo-key FILE.csv]

LABELS.csv has the columns file (relative to FOLDER) and label; the tempo file has file, bpm and key (capital
for major, small for minor). Labels are used for scoring only. ``--labels`` scores some of them alone as well;
``--peers`` lets other programs hear the same songs in the same run (bench/peers.py); ``--thorough`` asks
what generalizes: axes fitted on other songs, small libraries, altered copies.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
import time
from collections.abc import Sequence
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
HUBS_AMONG = 10  # neighbours a song has, when it is counted how often others have it
SPLITS = 20
ALTERATIONS = ("12 dB softer", "MP3 at 64 kbit/s", "MP3 at 32 kbit/s", "low-pass 8 kHz", "3 % faster")


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


def listen_to_altered(task: tuple[str, str]) -> Array:
    """The vector of a song after something was done to it."""
    from organizer.analysis import audio, extract

    audio.silence_decoders()
    path, alteration = task
    with tempfile.TemporaryDirectory() as folder:
        sound = np.concatenate([part.samples for part in audio.excerpts(path)])  # what is heard of it
        return extract.vector(extract.hear(_written(sound, alteration, folder)))


def _written(sound: Array, alteration: str, folder: str) -> str:
    import soundfile
    import soxr
    from scipy.signal import butter, sosfiltfilt

    rate = 22_050
    if alteration.startswith("MP3"):
        import av

        path = os.path.join(folder, "altered.mp3")
        with av.open(path, "w") as container:
            stream = container.add_stream("libmp3lame", rate=rate)
            stream.bit_rate, stream.layout = 1000 * int(alteration.split()[-2]), "mono"
            for start in range(0, sound.size, 1152):
                part = np.ascontiguousarray(np.clip(sound[None, start : start + 1152], -1, 1))
                frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
                frame.sample_rate = rate
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path
    if alteration == "12 dB softer":
        sound = sound * 10 ** (-12 / 20)
    elif alteration == "low-pass 8 kHz":
        sound = sosfiltfilt(butter(10, 8000, fs=rate, output="sos"), sound)
    else:
        sound = soxr.resample(sound, rate * 1.03, rate)
    path = os.path.join(folder, "altered.wav")
    soundfile.write(path, sound, rate, subtype="FLOAT")
    return path


# What is scored: distances between songs, shape=(n, n), infinite on the diagonal.


def distances(points: Array) -> Array:
    square = np.sum(points**2, axis=1)
    found = np.sqrt(np.maximum(square[:, None] + square - 2 * points @ points.T, 0.0))
    np.fill_diagonal(found, np.inf)
    return np.asarray(found)


def without_hubs(points: Array) -> Array:
    """Distances as neighbour lists have them."""
    from organizer.analysis import similarity

    scales = similarity.local_scales(points, np.arange(len(points)))
    found: Array = similarity.scaled(distances(points), scales[:, None], scales).astype(np.float64)
    np.fill_diagonal(found, np.inf)
    return found


def nearest(far: Array, n: int) -> Array:
    return np.argsort(far, axis=1, kind="stable")[:, :n]


def precision(far: Array, labels: Array) -> float:
    """Share of the 5 nearest that carry the song's label; mean per label, then over labels."""
    hits = (labels[nearest(far, 5)] == labels[:, None]).mean(axis=1)
    return float(np.mean([hits[labels == label].mean() for label in np.unique(labels)]))


def accuracy(far: Array, labels: Array) -> float:
    """Share of songs whose label most of the 5 nearest carry; of equal many, that of the nearest."""
    right = 0
    for song, near in enumerate(labels[nearest(far, 5)]):
        kinds, first, count = np.unique(near, return_index=True, return_counts=True)
        right += kinds[np.lexsort((first, -count))[0]] == labels[song]
    return right / len(labels)


def agreement(points: Array, labels: Array) -> float:
    """Adjusted mutual information of KMeans, told the right number of groups; mean over 5 seeds."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_mutual_info_score

    k = np.unique(labels).size
    found = [KMeans(k, n_init=10, random_state=seed).fit_predict(points) for seed in range(5)]
    return float(np.mean([adjusted_mutual_info_score(labels, groups) for groups in found]))


def hubs(far: Array) -> tuple[float, float]:
    """Skewness of how often a song is among the 10 nearest of others, and the share that never is."""
    count = np.bincount(nearest(far, HUBS_AMONG).ravel(), minlength=len(far)).astype(float)
    deviation = count - count.mean()
    skew = (deviation**3).mean() / max((deviation**2).mean(), 1e-12) ** 1.5
    return float(skew), float((count == 0).mean())


def standardized(features: Array) -> Array:
    """Z-scores of what varies; songs that a peer could not hear lie in the middle."""
    known = np.isfinite(features).all(axis=1)
    spread = features[known].std(axis=0)
    scaled = (features - features[known].mean(axis=0)) / np.where(spread > 1e-12, spread, np.inf)
    return np.nan_to_num(scaled, nan=0.0, posinf=0.0, neginf=0.0)


def report_field(
    own: Array, labels: Array, subsets: Sequence[str], peers: Sequence[str], paths: Sequence[str]
) -> None:
    """One table: Organizer and the others on the same songs."""
    spaces: list[tuple[str, Array, Array | None]] = [
        ("Organizer, plain distance", distances(own), own),
        ("Organizer, neighbour lists", without_hubs(own), None),
    ]
    for name in peers:
        from bench import peers as field

        try:
            answer = field.run(name, paths)
        except field.PeerError as error:
            print(f"{name}: {error}")
            continue
        label = f"{name} {answer.version}, {answer.features.shape[1] or 'own distance'}"
        if answer.errors:
            label += f" ({len(answer.errors)} songs failed)"
        if answer.distances is not None:
            far = answer.distances.copy()
            np.fill_diagonal(far, np.inf)
            spaces.append((label, far, None))
        else:
            points = standardized(answer.features)
            spaces.append((label, distances(points), points))
    kinds = np.unique(labels).size
    print(
        f"\n{len(labels)} songs, {kinds} labels. Precision of the 5 nearest, macro over labels: all", end=""
    )
    print("".join(f"; {subset}" for subset in subsets), end="")
    print("; accuracy of 5 neighbours; AMI of KMeans; skew of 10-occurrence; orphans")
    for name, far, points in spaces:
        cells = [f"{precision(far, labels):.3f}"]
        for subset in subsets:
            inside = np.flatnonzero(np.isin(labels, subset.split(",")))
            cells.append(f"{precision(far[np.ix_(inside, inside)], labels[inside]):.3f}")
        cells.append(f"{accuracy(far, labels):.3f}")
        cells.append("    –" if points is None else f"{agreement(points, labels):.3f}")
        skew, orphans = hubs(far)
        print(f"{name:44}", "  ".join(cells), f"{skew:6.2f}  {orphans:4.0%}")


def report_generalization(
    raw: Array, labels: Array, subsets: Sequence[str], paths: Sequence[str], pool: ProcessPoolExecutor
) -> None:
    """What becomes of the precision where the axes were fitted on other songs, on few, or on altered ones."""
    from organizer.analysis.matrix import fit_axes
    from organizer.demo import make_demo

    def score(fitted: Array, scored: Array) -> float:
        return precision(distances(fit_axes(raw[fitted]).project(raw[scored])), labels[scored])

    def line(name: str, scores: Sequence[float]) -> None:
        spread = f" ± {np.std(scores):.3f} over {len(scores)} draws" if len(scores) > 1 else ""
        print(f"  {name:58}{np.mean(scores):.3f}{spread}")

    everything = np.arange(len(labels))
    random = np.random.default_rng(0)
    halves = [np.array_split(random.permutation(everything), 2) for _ in range(SPLITS)]
    print("\nPrecision of the 5 nearest")
    line("all songs, axes fitted on them", [score(everything, everything)])
    line("half of the songs, axes fitted on the other half", [score(one, two) for one, two in halves])
    line("half of the songs, axes fitted on the same half", [score(two, two) for _, two in halves])
    for subset in subsets:
        inside = np.isin(labels, subset.split(","))
        here, there = np.flatnonzero(inside), np.flatnonzero(~inside)
        line(f"{subset}, axes fitted on them alone", [score(here, here)])
        if len(there) > 1:
            line(f"{subset}, axes fitted on the others", [score(there, here)])
            line(f"the others, axes fitted on {subset}", [score(here, there)])
            line("the others, axes fitted on them alone", [score(there, there)])
    for songs in (30, 60):
        draws = [random.choice(everything, min(songs, len(everything)), replace=False) for _ in range(SPLITS)]
        line(f"libraries of {songs} songs", [score(draw, draw) for draw in draws])
    with tempfile.TemporaryDirectory() as folder:
        demo = np.stack([song["vector"] for song in pool.map(listen, make_demo(folder, songs=60))])
    points = fit_axes(demo).project(raw)
    line("all songs, axes fitted on 60 demo songs", [precision(distances(points), labels)])
    for alteration in ALTERATIONS:
        altered = np.stack(list(pool.map(listen_to_altered, [(path, alteration) for path in paths])))
        scores = []
        for draw in range(5):
            changed = np.random.default_rng(draw).random(len(labels)) < 0.5
            mixed = np.where(changed[:, None], altered, raw)
            scores.append(precision(distances(fit_axes(mixed).project(mixed)), labels))
        line(f"all songs, half of them {alteration}", scores)
        axes = fit_axes(raw)
        both = np.concatenate([axes.project(raw), axes.project(altered)])
        found = nearest(distances(both), 1)[: len(raw), 0] == everything + len(raw)
        print(f"    of {alteration} copies the original is nearest to {found.mean():.0%}")


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
    parser.add_argument("--peers", default="", help="other programs to hear the same songs, a,b,c (slow)")
    parser.add_argument("--thorough", action="store_true", help="other axes, small libraries, altered copies")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with options.labels_csv.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    paths = [str(options.folder / row["file"]) for row in rows]
    labels = np.array([row["label"] for row in rows])

    from organizer.analysis.matrix import fit_axes

    with ProcessPoolExecutor(options.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        start = time.perf_counter()
        results = list(pool.map(listen, paths))
        print(f"{len(paths)} songs heard in {time.perf_counter() - start:.1f} s by {options.jobs} processes")
        raw = np.stack([result["vector"] for result in results])
        start = time.perf_counter()
        axes = fit_axes(raw)
        print(f"axes fitted in {1000 * (time.perf_counter() - start):.0f} ms")
        report_field(
            axes.project(raw),
            labels,
            options.labels,
            options.peers.split(",") if options.peers else [],
            paths,
        )
        if options.thorough:
            report_generalization(raw, labels, options.labels, paths, pool)
    if options.tempo_key:
        with options.tempo_key.open(newline="", encoding="utf-8") as file:
            known = list(csv.DictReader(file))
        report_tempo_and_key(known, {row["file"]: result for row, result in zip(rows, results, strict=True)})


if __name__ == "__main__":
    main()
