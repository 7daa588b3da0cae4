"""From which number on a song has a word for sound: rules side by side, against what is known of songs.

    python -m bench.sound_words LIBRARY [--label genre|folder|LABELS.csv]

LIBRARY is one that a network listened to. LABELS.csv has the columns file and label; what holds a word
says that the song is so. Of each rule: precision and recall of the search for a word, and their harmonic mean
(F1), as means over the words of which enough is known; and how many of all words any song has, and how many a
song has on average. m is what the network says of a word on average.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from organizer.library import sound_words, tracks
from organizer.library.overview import overview
from organizer.library.storage.database import Database
from organizer.work.insight import word_scores
from organizer.work.insight.evaluating import label_names
from organizer.work.insight.word_scores import Judged

Rule = Callable[[float], float]  # of m
RULES: dict[str, Rule] = {
    **{f"{t}": lambda m, t=t: t for t in (0.1, 0.2, 0.3)},  # type: ignore[misc]
    **{f"{k} × m": lambda m, k=k: k * m for k in (1, 2, 3)},  # type: ignore[misc]
    **{f"{k} × √m": lambda m, k=k: k * math.sqrt(m) for k in (0.4, 0.5, 0.6, 0.7, 0.8)},  # type: ignore[misc]
}


def measured(words: Sequence[Judged], rule: Rule) -> tuple[float, float, float]:
    """Precision, recall and F1, means over the words; of a word that no song has the precision is 0."""
    each = []
    for one in words:
        have = one.numbers >= rule(one.word.typical)
        right = (have & one.so).sum()
        each.append(
            (right / max(1, have.sum()), right / one.so.sum(), 2 * right / (have.sum() + one.so.sum()))
        )
    precision, recall, f1 = np.mean(each, axis=0).tolist()
    return precision, recall, f1


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("library")
    parser.add_argument("--label", default="genre")
    options = parser.parse_args(arguments)
    with Database(options.library) as db:
        ids = np.sort(tracks.query(db))
        paths = {song.path: song.id for song in tracks.get_many(db, ids.tolist()) if song.path}
        names, _ = label_names(db, options.label, ids, paths)
        labels = [os.path.basename(name) for name in names]
        words = [
            one for one in word_scores.judged(db, ids, overview(db, ids), labels) if one.word.trust != "poor"
        ]
        if not words:
            print("of no word enough is known: a network must have listened, and songs need genres or labels")
            return 1
        print(f"{len(words)} words: {', '.join(one.word.name for one in words)}")
        typical = [word.typical for word in sound_words.vocabulary(db)]
        numbers = sound_words.values(db)[1]
        print(f"{'from':>10}  precision  recall  F1     words of {len(typical)}  a song")
        for name, rule in RULES.items():
            have = numbers >= np.array([rule(m) for m in typical])
            figures = (*measured(words, rule), have.any(axis=0).sum(), have.sum(axis=1).mean())
            print("{:>10}  {:9.3f}  {:6.3f}  {:.3f}  {:11}  {:6.1f}".format(name, *figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
