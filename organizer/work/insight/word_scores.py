"""Words for sound held against what people say of songs: genres, moods, dates and labels.

A song is known to be *jazz* where a genre of it holds the word ("Jazz", "Latin Jazz"), and known not to be
where it has genres and none does. What is asked of each word: how often a song that is so has a higher number
than one that is not (the area under the ROC curve), and how many of the ten songs with most of it are so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.base.folding import words as words_of
from organizer.base.model import IntArray
from organizer.library import sound_words
from organizer.library.overview import Overview
from organizer.library.sound_words import Word
from organizer.library.storage.database import Database
from organizer.work.insight.evaluation import WORD_TOP, WordScore

#: So many songs must be known to be so, and as many not to be.
_FEWEST = 5
_DECADE = re.compile(r"(?:19)?([6-9]0)s|(?:20)?([0-2]0)s")
_YEAR = re.compile(r"[0-9]{4}")

#: Where it is from, of which songs something is known there, and which are so.
_Known = tuple[str, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A word on the songs of which something is known."""

    word: Word
    source: str  #: where it is known from
    numbers: npt.NDArray[np.float64]  #: shape=(n,), how much of the word the network says
    so: npt.NDArray[np.bool_]  #: shape=(n,), which songs are so


def scores(
    db: Database, ids: IntArray, seen: Overview, labels: Sequence[str] | None = None
) -> tuple[WordScore, ...]:
    """Every word of which enough is known, the best first; the parameters as ``judged`` has them."""
    from sklearn.metrics import roc_auc_score

    scored = []
    for one in judged(db, ids, seen, labels):
        so, numbers = one.so, one.numbers
        most = np.argsort(-numbers, kind="stable")[: min(WORD_TOP, int(so.sum()))]
        have = numbers >= one.word.threshold
        auc = float(roc_auc_score(so, numbers))
        scored.append(
            WordScore(
                one.word.name,
                one.source,
                len(so),
                int(so.sum()),
                auc,
                float(so[most].mean()),
                float(have[so].mean()),
                _precision(so, have),
                auc >= sound_words.TRUSTED_AUC,
            )
        )
    return tuple(sorted(scored, key=lambda score: -score.auc))


def judged(
    db: Database, ids: IntArray, seen: Overview, labels: Sequence[str] | None = None
) -> Iterator[Judged]:
    """The words of which enough is known, and on which songs.

    Parameters
    ----------
    ids : the songs that are judged
    seen : what their tags say
    labels : of each song, beside its tags; "" for none
    """
    words = sound_words.vocabulary(db)
    if not words or not len(ids):
        return
    numbers = sound_words.load(db, ids, [word.measure for word in words])
    listened = np.isfinite(numbers[:, 0])
    sources = {
        "genre": [" ; ".join(genres) for genres in seen.genres],
        "mood": [" ; ".join(moods) for moods in seen.moods],
        "label": list(labels) if labels is not None else [""] * len(ids),
    }
    folded = {name: _folded(texts) for name, texts in sources.items()}
    for at, word in enumerate(words):
        truth = _truth(word, folded, seen.dates)
        if truth is None:
            continue
        source, labelled, are = truth
        rows = np.flatnonzero(labelled & listened)
        if min(are[rows].sum(), (~are[rows]).sum()) >= _FEWEST:
            yield Judged(word, source, numbers[rows, at], are[rows])


def _precision(so: npt.NDArray[np.bool_], have: npt.NDArray[np.bool_]) -> float | None:
    """Of the songs that have the word, the share that is so; None when none has it."""
    return float(so[have].mean()) if have.any() else None


def _folded(texts: Sequence[str]) -> list[str]:
    """Their words, with a space in front, between and behind; values apart by ";"."""
    made: dict[str, str] = {}
    for text in texts:
        if text not in made:
            parts = [" ".join(words_of(part)) for part in text.split(";")]
            made[text] = f" {' ; '.join(part for part in parts if part)} " if any(parts) else ""
    return [made[text] for text in texts]


def _truth(word: Word, folded: dict[str, list[str]], dates: Sequence[str]) -> _Known | None:
    """From where most songs are known to be so."""
    spellings = {f" {' '.join(words_of(one))} " for one in sound_words.spellings(word)}
    known: list[_Known] = []
    for source, texts in folded.items():
        labelled = np.array([bool(text) for text in texts], bool)
        holds = {text: any(one in text for one in spellings) for text in set(texts)}  # many say the same
        are = np.array([holds[text] for text in texts], bool)
        known.append((source, labelled, are))
    if decade := _DECADE.fullmatch(word.name):
        start = f"19{decade[1][0]}" if decade[1] else f"20{decade[2][0]}"
        dated = np.array(
            [date[:4].isascii() and date[:4].isdigit() and len(date) >= 4 for date in dates], bool
        )
        known.append(("date", dated, np.array([date.startswith(start) for date in dates], bool) & dated))
    best = max(known, key=lambda one: int(one[2].sum()))
    return best if best[2].any() else None
