"""How good the ear is: do songs that belong together lie together, are tempo and key right.

    python -m bench.ear FOLDER LABELS.csv [--labels a,b,c] [--peers librosa,bliss,essentia,essentia-key,musly]
                        [--thorough] [--tempo-key FILE.csv]

LABELS.csv has the columns file (relative to FOLDER) and label; the tempo file has file, bpm and key (capital
for major, small for minor). Labels are used for scoring only. ``--labels`` scores some of them alone as well;
``--peers`` lets other programs analyze the same songs in the same run (bench/peers.py); ``--thorough`` asks
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()

import multiprocessing  # noqa: E402

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from organizer.analysis.judging import quality  # noqa: E402

Array = npt.NDArray[Any]
NEAREST = 5
HUBS_AMONG = 10  # neighbours a song has, when it is counted how often others have it
SPLITS = 20
ALTERATIONS = ("12 dB softer", "MP3 at 64 kbit/s", "MP3 at 32 kbit/s", "low-pass 8 kHz", "3 % faster")


def analyze(path: str) -> dict[str, Any]:
    """The vector, the descriptors, and tempo and key as they would be if the ear had to answer."""
    from organizer.analysis.ear import decoders, extract, tonal
    from organizer.analysis.ear.descriptors import describe
    from organizer.analysis.ear.tempo import tempo

    decoders.silence_decoders()
    song = extract.decode_spectra(path)
    bpm, key = tempo(song.levels).bpm, tonal.key(song.chroma)[0]
    descriptors = describe(
        song.spectra,
        song.levels,
        song.chroma,
        chromagram=song.chromagram,
        starts=song.starts,
        peak=song.peak,
    )
    return {"vector": extract.vector(song), "tempo": bpm, "key": key, "descriptors": descriptors}


def analyze_altered(task: tuple[str, str]) -> Array:
    """The vector of a song after something was done to it."""
    from organizer.analysis.ear import audio, decoders, extract

    decoders.silence_decoders()
    path, alteration = task
    with tempfile.TemporaryDirectory() as folder:
        sound = np.concatenate([part.samples for part in audio.excerpts(path)])  # what is analyzed of it
        return extract.vector(extract.decode_spectra(_written(sound, alteration, folder)))


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
    apart = np.sqrt(np.maximum(square[:, None] + square - 2 * points @ points.T, 0.0))
    np.fill_diagonal(apart, np.inf)
    return np.asarray(apart)


def without_hubs(points: Array) -> Array:
    """Distances as neighbour lists have them."""
    from organizer.analysis.space import similarity

    scales = similarity.local_scales(points, np.arange(len(points)))
    scaled: Array = similarity.scaled(distances(points), scales[:, None], scales).astype(np.float64)
    np.fill_diagonal(scaled, np.inf)
    return scaled


def nearest(far: Array, n: int) -> Array:
    return np.argsort(far, axis=1, kind="stable")[:, :n]


def precision(far: Array, labels: Array) -> float:
    """Share of the 5 nearest that carry the song's label; mean per label, then over labels."""
    return quality.macro(quality.hits(nearest(far, NEAREST), codes(labels)), labels)


def accuracy(far: Array, labels: Array) -> float:
    """Share of songs whose label most of the 5 nearest carry; of equal many, that of the nearest."""
    return float((quality.vote(nearest(far, NEAREST), codes(labels)) == codes(labels)).mean())


def agreement(points: Array, labels: Array) -> float:
    """Adjusted mutual information of KMeans, given the right number of groups; mean over 5 seeds."""
    return float(np.mean([quality.grouping_agreement(points, codes(labels), seed=seed) for seed in range(5)]))


def codes(labels: Array) -> Array:
    """A number for each label."""
    return np.unique(labels, return_inverse=True)[1]


def standardized(features: Array) -> Array:
    """Z-scores of what varies; songs that a peer could not analyze lie in the middle."""
    known = np.isfinite(features).all(axis=1)
    spread = features[known].std(axis=0)
    scaled = (features - features[known].mean(axis=0)) / np.where(spread > 1e-12, spread, np.inf)
    return np.nan_to_num(scaled, nan=0.0, posinf=0.0, neginf=0.0)


def report_field(
    own: Array, labels: Array, subsets: Sequence[str], peers: Sequence[str], paths: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """One table: Organizer and the others on the same songs. What else the others say of each song."""
    extras: dict[str, list[dict[str, Any]]] = {}
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
        extras[name] = answer.extras
        if not answer.features.shape[1] and answer.distances is None:
            continue  # tells keys alone
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
        skew, orphans = quality.hubness(nearest(far, HUBS_AMONG), len(far))
        print(f"{name:44}", "  ".join(cells), f"{skew:6.2f}  {orphans:4.0%}")
    return extras


def report_generalization(
    raw: Array, labels: Array, subsets: Sequence[str], paths: Sequence[str], pool: ProcessPoolExecutor
) -> None:
    """What becomes of the precision where the axes were fitted on other songs, on few, or on altered ones."""
    from organizer.analysis.space.matrix import fit_axes
    from organizer.demo.library import make_demo

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
        demo = np.stack([song["vector"] for song in pool.map(analyze, make_demo(folder, songs=60))])
    points = fit_axes(demo).project(raw)
    line("all songs, axes fitted on 60 demo songs", [precision(distances(points), labels)])
    for alteration in ALTERATIONS:
        altered = np.stack(list(pool.map(analyze_altered, [(path, alteration) for path in paths])))
        scores = []
        for draw in range(5):
            changed = np.random.default_rng(draw).random(len(labels)) < 0.5
            mixed = np.where(changed[:, None], altered, raw)
            scores.append(precision(distances(fit_axes(mixed).project(mixed)), labels))
        line(f"all songs, half of them {alteration}", scores)
        axes = fit_axes(raw)
        both = np.concatenate([axes.project(raw), axes.project(altered)])
        same = nearest(distances(both), 1)[: len(raw), 0] == everything + len(raw)
        print(f"    of {alteration} copies the original is nearest to {same.mean():.0%}")


def report_tempo_and_key(
    rows: list[dict[str, str]],
    analyses: dict[str, dict[str, Any]],
    others: dict[str, dict[str, dict[str, Any]]],
) -> None:
    """``analyses`` and ``others`` (by name): file → the answers about it."""
    labelled = [row for row in rows if row["file"] in analyses]
    ways: dict[str, dict[str, Any]] = {
        "forced": analyses,
        "descriptors": {
            file: {"tempo": x["descriptors"].tempo, "key": x["descriptors"].key}
            for file, x in analyses.items()
        },
        **others,
    }
    for name, answers in ways.items():
        pairs = [(answers[row["file"]].get("tempo"), float(row["bpm"])) for row in labelled if row["bpm"]]
        answered = sum(answer is not None for answer, _ in pairs)
        if answered:
            right = np.mean([quality.tempo_right(answer, truth) for answer, truth in pairs], axis=0)
            print(f"tempo, {name}: Acc1 {right[0]:.3f}  Acc2 {right[1]:.3f}", end="")
            print(f"  ({answered} of {len(pairs)} songs answered)")
    keyed = [row for row in labelled if row["key"]]
    for name, answers in ways.items():
        kinds = sorted({kind for row in keyed for kind in answers[row["file"]] if kind.startswith("key")})
        for kind in kinds:
            if kind == "key_strength":
                continue
            keys = [answers[row["file"]].get(kind) for row in keyed]
            score = np.mean(
                [quality.key_score(key, row["key"]) for key, row in zip(keys, keyed, strict=True)]
            )
            answered = sum(key is not None for key in keys)
            print(f"{kind}, {name}: MIREX {score:.3f}  ({answered} of {len(keyed)} songs answered)")
    keyed.sort(key=lambda row: -analyses[row["file"]]["descriptors"].key_confidence)
    score = np.array([quality.key_score(analyses[row["file"]]["key"], row["key"]) for row in keyed])
    third = max(1, len(score) // 3)
    parts = [score[:third], score[third:-third], score[-third:]]
    print("key by confidence, highest third first:", " ".join(f"{part.mean():.3f}" for part in parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels_csv", type=Path)
    parser.add_argument("--tempo-key", type=Path)
    parser.add_argument("--labels", action="append", default=[], help="also score these labels alone, a,b,c")
    parser.add_argument("--peers", default="", help="other programs to analyze the same songs, a,b,c (slow)")
    parser.add_argument("--thorough", action="store_true", help="other axes, small libraries, altered copies")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with options.labels_csv.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    paths = [str(options.folder / row["file"]) for row in rows]
    labels = np.array([row["label"] for row in rows])

    from organizer.analysis.space.matrix import fit_axes

    with ProcessPoolExecutor(options.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        start = time.perf_counter()
        results = list(pool.map(analyze, paths))
        print(
            f"{len(paths)} songs analyzed in {time.perf_counter() - start:.1f} s by {options.jobs} processes"
        )
        raw = np.stack([result["vector"] for result in results])
        start = time.perf_counter()
        axes = fit_axes(raw)
        print(f"axes fitted in {1000 * (time.perf_counter() - start):.0f} ms")
        peers = options.peers.split(",") if options.peers else []
        extras = report_field(axes.project(raw), labels, options.labels, peers, paths)
        if options.thorough:
            report_generalization(raw, labels, options.labels, paths, pool)
    if options.tempo_key:
        with options.tempo_key.open(newline="", encoding="utf-8") as file:
            truth = list(csv.DictReader(file))
        files = [row["file"] for row in rows]
        others = {name: dict(zip(files, answers, strict=True)) for name, answers in extras.items()}
        report_tempo_and_key(truth, dict(zip(files, results, strict=True)), others)


if __name__ == "__main__":
    main()
