"""How long finding the same recordings takes in a large library, and what it costs per song.

    python -m bench.duplicates [SONGS]

The fingerprints are synthetic: random band power, smooth in time and frequency, goes through the real
fingerprint; each song inverts 26 of the 32 bits at random, others every 3 s, so that codes coincide between
songs as often as was measured on real music (2^-26). One song in fifty is a copy of the one before: 1 s
later, 8 % of its bits wrong.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np

from organizer.analysis.ear import fingerprint
from organizer.analysis.ear.fingerprint import Fingerprint
from organizer.analysis.space.fingerprint_search import Index

_BASES = 200
_FRAMES = (1292, 1292, 1292, 1292)
_STARTS = (15.0, 75.0, 135.0, 195.0)


def synthetic(songs: int, seed: int = 0) -> tuple[Index, set[tuple[int, int]]]:
    """An index of that many songs, and the pairs that are copies."""
    rng = np.random.default_rng(seed)
    bases = [_base(rng) for _ in range(min(_BASES, songs))]
    weights = np.uint32(1) << np.arange(32, dtype=np.uint32)
    index, copies = Index(), set()
    last = bases[0]
    for number in range(songs):
        if number % 50 == 49:
            wrong = ((rng.random((last.codes.size, 32), np.float32) < 0.08) @ weights).astype(np.uint32)
            later = tuple(start + 5 for start in last.starts)
            index.add(Fingerprint(np.maximum(last.codes ^ wrong, 1), later, last.lengths))
            copies.add((number - 1, number))
            continue
        base = bases[number % len(bases)]
        masks = (rng.integers(1 << 26, size=-(-base.codes.size // 16)) << 6).astype(np.uint32)
        inverted = base.codes ^ np.repeat(masks, 16)[: base.codes.size]
        last = Fingerprint(np.maximum(inverted, 1), base.starts, base.lengths)
        index.add(last)
    return index, copies


def _base(rng: np.random.Generator) -> Fingerprint:
    from scipy.ndimage import gaussian_filter

    field = gaussian_filter(rng.standard_normal((sum(_FRAMES), 71)).astype(np.float32), (12, 0.7))
    return fingerprint.fingerprint(np.exp(2.0 * field / field.std()), _FRAMES, _STARTS)


def main() -> None:
    songs = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rng = np.random.default_rng(0)
    power = np.exp(rng.standard_normal((sum(_FRAMES), 71))).astype(np.float32)
    started = time.process_time()
    for _ in range(20):
        fingerprint.fingerprint(power, _FRAMES, _STARTS)
    each = (time.process_time() - started) / 20
    index, copies = synthetic(songs)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    pairs = {(a, b) for a, b, _ in index.same()}
    print(
        json.dumps(
            {
                "songs": songs,
                "fingerprint_ms_per_song": round(each * 1e3, 2),
                "search_cpu_s": round(time.process_time() - started, 1),
                "megabytes_before": before // 1024,
                "megabytes_peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "copies": len(copies),
                "found": len(pairs & copies),
                "false": len(pairs - copies),
            }
        )
    )


if __name__ == "__main__":
    main()
