"""Words for sound: the tags of the network in use, as people read, search and sort by them.

A word has a number from 0 to 1 for each song: how likely the network takes it for one that people would tag
so. These numbers are no shares: a song of the very kind may have 0.9 for "jazz" and 0.05 for "sad", because
people tag songs as sad so rarely. So each word has a threshold of its own from which a song counts as having
it: 0.6 × √(typical), where *typical* is what the network says on average. For MusiCNN that was computed from
its weights alone (``_MUSICNN``), for the networks of other people it is the mean over songs of the library.

Whether a word can be trusted is a matter of measurement: ``organizer evaluate`` lays words beside the
person's own tags. Measured beforehand are those of MusiCNN that the songs at hand had labels for.
docs/ear.md holds the table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from organizer.base.descriptors import SOUND
from organizer.base.errors import UsageError, printable
from organizer.base.folding import words as words_of
from organizer.base.language import tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import network_vectors
from organizer.library.storage.database import Database

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: What the field of searches and the measures of words begin with: ``sound:jazz``.
FIELD = SOUND
#: The mean of each word over the songs that MusiCNN was trained on, estimated from its weights: the last
#: layer but one is normalized over them, so that the mean and the spread of a word before the logistic
#: function follow from the last layer (with the correlations that 174 songs showed).
_MUSICNN = {
    "rock": 0.200, "pop": 0.098, "alternative": 0.079, "indie": 0.096, "electronic": 0.097,
    "female vocalists": 0.056, "dance": 0.029, "00s": 0.015, "alternative rock": 0.044, "jazz": 0.130,
    "beautiful": 0.016, "metal": 0.022, "chillout": 0.036, "male vocalists": 0.011, "classic rock": 0.057,
    "soul": 0.027, "indie rock": 0.040, "Mellow": 0.013, "electronica": 0.035, "80s": 0.045, "folk": 0.038,
    "90s": 0.022, "chill": 0.012, "instrumental": 0.059, "punk": 0.023, "oldies": 0.028, "blues": 0.038,
    "hard rock": 0.041, "ambient": 0.046, "acoustic": 0.018, "experimental": 0.024,
    "female vocalist": 0.007, "guitar": 0.013, "Hip-Hop": 0.010, "70s": 0.025, "party": 0.004,
    "country": 0.029, "easy listening": 0.013, "sexy": 0.005, "catchy": 0.006, "funk": 0.011,
    "electro": 0.024, "heavy metal": 0.017, "Progressive rock": 0.031, "60s": 0.023, "rnb": 0.006,
    "indie pop": 0.018, "sad": 0.006, "House": 0.012, "happy": 0.003,
}  # fmt: skip
#: Area under the ROC curve of 174 songs with labels; see docs/ear.md.
_MEASURED = {
    "jazz": 0.998,
    "instrumental": 0.993,
    "rock": 0.984,
    "electronic": 0.978,
    "ambient": 0.608,
    "00s": 0.338,
}
#: How people write what a network spells otherwise.
_SHOWN = {"Mellow": "mellow", "House": "house", "Progressive rock": "progressive rock", "rnb": "R&B"}
#: What else people write for words.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "Hip-Hop": ("hiphop", "rap"),
    "R&B": ("rnb", "r b", "rhythm and blues"),
    "female vocalists": ("female vocals", "female voice"),
    "male vocalists": ("male vocals", "male voice"),
    "chillout": ("chill out",),
    "electronic": ("electronics",),
    "oldies": ("oldie",),
    "60s": ("1960s",),
    "70s": ("1970s",),
    "80s": ("1980s",),
    "90s": ("1990s",),
    "00s": ("2000s",),
}
_SEARCHED = re.compile(r'(?i)\bsound:(?:"([^"]*)"?|([\w&+-]+))')
#: A word whose AUC is below this cannot be trusted.
TRUSTED_AUC = 0.7
_LIFT = 0.6
#: What a word of a network that says nothing about itself is taken to be, where no song is known yet.
_UNKNOWN = 0.05
#: Songs that the mean of a word is taken from: in the order of their hashes, which is by chance.
_SAMPLE = 2_000
#: So many words stand out of a song at most, and a word that more than this share of all songs has, of none.
MOST, _COMMON = 4, 0.5
_LONGEST = 60  #: letters of a word
_OFFERED, _RARE = 60, 0.01
_FEW = 20  #: in a library of so few songs nothing is common


@dataclass(frozen=True, slots=True)
class Word:
    """A tag of the network in use."""

    name: str  #: as people read it
    position: int  #: among the numbers of a song
    typical: float  #: what the network says on average
    share: float = 0.0  #: of the songs of the library have it; 0 in a library of few songs
    auc: float | None = None  #: how well it tells songs apart that are so from those that are not

    @property
    def threshold(self) -> float:
        """From which number on a song has the word."""
        return min(max(_LIFT * math.sqrt(self.typical), 0.02), 0.9)

    @property
    def common(self) -> bool:
        """Whether most songs of the library have it."""
        return self.share > _COMMON

    @property
    def trust(self) -> Literal["measured", "unmeasured", "poor"]:
        """What is known of how far it can be relied on."""
        if self.auc is None:
            return "unmeasured"
        return "measured" if self.auc >= TRUSTED_AUC else "poor"

    @property
    def measure(self) -> str:
        """Its name among the measures of songs."""
        return f"{FIELD}:{self.name}"

    @property
    def search(self) -> str:
        """The search for the songs that have it."""
        if re.fullmatch(r"[\w&+-]+", self.name):
            return self.measure
        return f'{FIELD}:"{self.name.replace(chr(34), "")}"'


def names(db: Database) -> tuple[str, ...]:
    """The words of the network in use, as people read them, in the order of their numbers; none without a
    network, or with one that has no tags."""
    spelt = network_vectors.tag_names(db, network_vectors.chosen(db))
    return tuple(_shown(name, position) for position, name in enumerate(spelt))


def vocabulary(db: Database, *, counted: bool = True) -> tuple[Word, ...]:
    """The words of the network in use, with what is known about each, in the order of their numbers.

    Without ``counted`` no song is looked at: shares are 0, and so may be wrong what is typical.
    """
    import numpy as np

    model = network_vectors.chosen(db)
    spelt = network_vectors.tag_names(db, model)
    if not spelt:
        return ()
    known = set(spelt) == set(_MUSICNN)
    sample = _sample(db, model, len(spelt), songs=_SAMPLE if counted else 0)
    means = sample.mean(axis=0).tolist() if len(sample) else [_UNKNOWN] * len(spelt)
    words = [
        Word(
            _shown(name, position),
            position,
            typical=_MUSICNN[name] if known else means[position],
            auc=_MEASURED.get(name) if known else None,
        )
        for position, name in enumerate(spelt)
    ]
    if len(sample) < _FEW:
        return tuple(words)
    shares = (sample >= np.array([word.threshold for word in words])).mean(axis=0)
    return tuple(replace(word, share=float(share)) for word, share in zip(words, shares, strict=True))


def any_song(db: Database) -> bool:
    """Whether any song has words."""
    sql = "SELECT EXISTS (SELECT 1 FROM network_tags WHERE model = (SELECT model FROM network))"
    return bool(db.read().execute(sql).fetchone()[0])


def offered(words: Sequence[Word]) -> list[Word]:
    """The words that people are offered as numbers, in their order: those that some songs have and that can
    be trusted as far as is known; of a network with hundreds those that most songs have."""
    reliable = [word for word in words if word.trust != "poor"]
    used = [word for word in reliable if word.share >= _RARE] or reliable
    first = sorted(used, key=lambda word: -word.share)[:_OFFERED]
    return sorted(first, key=lambda word: word.position)


def values(db: Database) -> tuple[IntArray, FloatArray]:
    """The words of all songs that the network knows: ids, ascending, shape=(n,), and a number from 0 to 1 for
    each word, shape=(n, w), float32. Damaged ones are left out."""
    model = network_vectors.chosen(db)
    return network_vectors.tags(db, model)


def load(db: Database, ids: IntArray, wanted: Sequence[str]) -> npt.NDArray[np.float64]:
    """Measures of words for these songs: shape=(n, len(wanted)), NaN where the network does not know a song
    or has no such word."""
    import numpy as np

    result = np.full((len(ids), len(wanted)), np.nan)
    words = vocabulary(db)
    meant = [named(words, name.removeprefix(f"{FIELD}:")) for name in wanted]
    if not any(meant) or not len(ids):
        return result
    if len(ids) < _SAMPLE:
        numbers_of = of_songs(db, ids.tolist())
        there = np.array([int(i) in numbers_of for i in ids], bool)
        numbers = np.array([numbers_of[int(i)] for i in ids[there]], np.float32).reshape(-1, len(words))
    else:
        known, every = values(db)
        at = np.minimum(np.searchsorted(known, ids), max(len(known) - 1, 0))
        there = known[at] == ids if len(known) else np.zeros(len(ids), bool)
        numbers = every[at[there]]
    for column, word in enumerate(meant):
        if word is not None:
            result[there, column] = numbers[:, word.position]
    return result


def of_songs(db: Database, ids: Iterable[int]) -> dict[int, FloatArray]:
    """The words of these songs, shape=(w,) each, of those that the network knows."""
    model = network_vectors.chosen(db)
    count = len(network_vectors.tag_names(db, model))
    if not count:
        return {}
    wanted = list(ids)
    result = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = db.read().execute(
            f"""SELECT t.id, n.tags FROM tracks t CROSS JOIN network_tags n ON n.audio_hash = t.audio_hash
                WHERE n.model = ? AND typeof(n.tags) = 'blob' AND length(n.tags) = ?
                AND t.id IN ({",".join("?" * len(part))})""",
            (model, 2 * count, *part),
        )
        result.update({int(row[0]): network_vectors.unpacked(row[1], count)[0] for row in rows})
    return result


def standing_out(words: Sequence[Word], numbers: FloatArray, *, most: int = MOST) -> list[tuple[Word, float]]:
    """The few words that a song has, with their numbers: first what it has most more of than usual.

    Words that were measured and cannot be trusted are left out, and those that most songs of the library
    have, unless there is no other.
    """
    there = [
        (word, float(numbers[word.position]))
        for word in words
        if word.trust != "poor" and numbers[word.position] >= word.threshold
    ]
    telling = [entry for entry in there if not entry[0].common] or there
    return sorted(telling, key=lambda entry: -entry[1] / entry[0].threshold)[:most]


def number(word: Word, words: Sequence[Word]) -> str:
    """The number of a word as SQL over ``n``, what is said of a sound; NULL where that is damaged."""
    return f"tag_of(n.tags, {word.position}, {len(words)})"


def some_song(condition: str, words: Sequence[Word]) -> str:
    """SQL that holds for the songs ``t`` of which the network says what fits a condition on ``n``. They are
    looked up in what fits, since going from song to song would fetch each one's words apart."""
    return f"""t.audio_hash IN (SELECT n.audio_hash FROM network_tags n
      WHERE +n.model = (SELECT model FROM network) AND length(n.tags) = {2 * len(words)} AND {condition})"""


def of_song(word: Word, words: Sequence[Word]) -> str:
    """The number of a word of the song ``t`` as SQL; NULL where it is not known."""
    return f"""(SELECT {number(word, words)} FROM network_tags n
      WHERE n.model = (SELECT model FROM network) AND n.audio_hash = t.audio_hash)"""


def named(words: Sequence[Word], text: str) -> Word | None:
    """The word that is meant: in any case, with or without hyphens, spaces and accents."""
    key = _key(text)
    if not key:
        return next((word for word in words if word.name == text), None)
    # of "Electronic---House" the end will do
    by_key = {_key(word.name.rpartition("---")[2]): word for word in reversed(words)}
    by_key.update((_key(other), word) for word in words for other in _ALSO.get(word.name, ()))
    by_key.update((_key(word.name), word) for word in reversed(words))
    return by_key.get(key)


def in_search(words: Sequence[Word], query: str) -> Iterator[Word]:
    """The words that a search names as such."""
    for match in _SEARCHED.finditer(query):
        word = named(words, match[1] if match[1] is not None else match[2])
        if word is not None:
            yield word


def searched(db: Database, query: str) -> Word | None:
    """The first word that a search names as such; None for a search without one."""
    if not _SEARCHED.search(query):
        return None
    return next(in_search(vocabulary(db, counted=False), query), None)  # a window may wait for it


def spellings(word: Word) -> tuple[str, ...]:
    """How people write the word, in genres for example."""
    return (word.name, *_ALSO.get(word.name, ()))


def unknown(words: Sequence[Word], text: str) -> UsageError:
    """The error of a word that the network does not have, with those that are near; of any, without one."""
    if not words:
        return UsageError(
            tr("no song has words for its sound, because no network listened"),
            remedy=tr("“organizer network install” or “Set up the network” in the settings, then analyze"),
        )
    from difflib import get_close_matches

    keys = {_key(word.name): word.name for word in words}
    near = [keys[key] for key in get_close_matches(_key(text)[:40], keys, 3, 0.6)]
    near = near or [word.name for word in words if _key(text)[:4] and _key(text)[:4] in _key(word.name)][:3]
    listed = ", ".join(near) if near else ", ".join(word.name for word in words[:60])
    remedy = tr("did you mean {words}?", words=listed) if near else tr("one of {names}", names=listed)
    return UsageError(
        tr("the network has no word “{text}”", text=printable(text)[:60]),
        remedy=remedy,
    )


def _shown(name: str, position: int) -> str:
    """A tag as people read it: other people's networks may call theirs anything."""
    plain = " ".join(printable(_SHOWN.get(name, name)[: 2 * _LONGEST]).split())
    return (
        plain
        if 0 < len(plain) <= _LONGEST
        else f"{plain[: _LONGEST - 1]}…"
        if plain
        else tr("tag {position}", position=position + 1)
    )


def _key(name: str) -> str:
    """A word as it is compared: "Hip-Hop" and "hip hop" are the same."""
    return "".join(words_of(name.replace("&", " and ")))


def _sample(db: Database, model: str, count: int, *, songs: int) -> FloatArray:
    """The words of some songs, as by chance. shape=(n, count)"""
    rows = db.read().execute(
        """SELECT tags FROM network_tags WHERE model = ? AND typeof(tags) = 'blob' AND length(tags) = ?
           ORDER BY audio_hash LIMIT ?""",
        (model, 2 * count, songs),
    )
    return network_vectors.unpacked(b"".join(row[0] for row in rows), count)
