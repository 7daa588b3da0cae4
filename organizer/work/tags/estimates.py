"""Estimated tempo and key as they go into tags: corrected by a factor, spelled in a notation, sure enough."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from organizer.base import tempo_and_key
from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.base.model import TagEdit, TagValue, Track
from organizer.base.musical_keys import Notation, in_notation

#: The tags that tempo and key go into.
Field: TypeAlias = Literal["bpm", "key"]
FIELDS: tuple[Field, ...] = ("bpm", "key")

#: How a tempo is taken wrong, and what puts it right.
FACTORS: tuple[tuple[str, Fraction], ...] = (
    ("½", Fraction(1, 2)),
    ("⅔", Fraction(2, 3)),
    ("1", Fraction(1)),
    ("1½", Fraction(3, 2)),
    ("2", Fraction(2)),
)
#: A factor beyond these is a slip.
_LEAST, _MOST = Fraction(1, 4), Fraction(4)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What was estimated of a song, beside what its tag tells."""

    track_id: int
    path: str
    field: Field
    title: str
    artist: str
    tag: str  #: as it is shown; empty where the tag tells none
    tempo: float | None  #: of a tempo, in BPM
    key: str  #: of a key, as the ear spells it
    confidence: float  #: how clear it is, 0–1; no share of estimates that are right
    differs: bool  #: the tag tells something else
    tip: str  #: a sentence that says all of it
    alternatives: tuple[float, ...] = ()  #: tempos that it might be as well

    @property
    def shown(self) -> str:
        """The estimate, marked as one."""
        return f"{tempo_and_key.ABOUT}{self.key if self.tempo is None else round(self.tempo)}"

    def written(self, *, factor: Fraction = Fraction(1), notation: Notation = "classic") -> str:
        """What the tag becomes: a tempo is a whole number."""
        return in_notation(self.key, notation) if self.tempo is None else times(self.tempo, factor)


def times(tempo: float, factor: Fraction) -> str:
    """A tempo corrected by a factor, as it is written."""
    return str(max(1, round(tempo * float(factor))))


def factor_of(text: str) -> Fraction:
    """A factor as a person writes it: "0.5", "1/2", "½", "0.67", "2/3", "1½", "2x". Raises ``UsageError``."""
    plain = re.sub(r"\s|[x×*]", "", text.lower()).replace(",", ".")
    named = {"1½": "3/2", "½": "1/2", "⅔": "2/3", "⅓": "1/3", "¾": "3/4"}
    try:
        factor = Fraction(named.get(plain, plain))
    except (ValueError, ZeroDivisionError):
        factor = Fraction(0)
    if re.search(r"\.(3|6)\d", plain):  # 0.67 is two thirds
        third = Fraction(round(factor * 3), 3)
        factor = third if abs(third - factor) < Fraction(1, 100) else factor
    if not _LEAST <= factor <= _MOST:
        raise UsageError(
            tr("“{text}” is no factor for a tempo", text=printable(text)),
            remedy=tr("for example 1/2, 2/3, 1.5 or 2"),
        )
    return factor


def estimates_of(song: Track, fields: Iterable[Field] = FIELDS) -> list[Estimate]:
    """What was estimated of a song whose file is there, one for each of these fields that has anything."""
    descriptors = song.descriptors
    if descriptors is None or not song.available:
        return []
    made: list[Estimate] = []
    for field in fields:
        shown = tempo_and_key.tempo(song) if field == "bpm" else tempo_and_key.key(song)
        tempo = descriptors.tempo if field == "bpm" else None
        key = descriptors.key or "" if field == "key" else ""
        if tempo is None and not key:
            continue
        made.append(
            Estimate(
                song.id,
                song.path,
                field,
                song.title,
                song.artist,
                shown.text if shown.source == "tag" and _tells(shown) else "",
                tempo,
                key,
                descriptors.tempo_confidence if field == "bpm" else descriptors.key_confidence,
                bool(shown.aside),
                shown.tip,
                descriptors.tempo_alternatives if field == "bpm" else (),
            )
        )
    return made


def _tells(shown: tempo_and_key.Shown) -> bool:
    """Whether a tag tells a tempo or key, and no text that is none."""
    return shown.value is not None or bool(shown.camelot)


def edits_from_descriptors(
    songs: Iterable[Track],
    *,
    fields: Sequence[Field] = FIELDS,
    replace: bool = False,
    factor: Fraction = Fraction(1),
    notation: Notation = "classic",
    least: float = 0.0,
) -> list[TagEdit]:
    """Write what was estimated: tempo as BPM, a whole number, and key as key, as far as that is at least so
    clear.

    What tags tell stays, unless it is to be replaced; a BPM of 0, or a text that is no key, tells nothing.
    """
    edits = []
    for song in songs:
        values: dict[str, TagValue] = {
            one.field: one.written(factor=factor, notation=notation)
            for one in estimates_of(song, fields)
            if (replace or not one.tag) and one.confidence >= least
        }
        if values:
            edits.append(TagEdit(song.id, song.path, values))
    return edits
