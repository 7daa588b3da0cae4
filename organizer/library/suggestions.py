"""What suggestions of genre and mood are made from: the tags of the songs, and what the person answered.

Values are told apart by their letters and digits, folded: "Hip-Hop", "hip hop" and "HIPHOP" are one. What a
person accepted is remembered, by the sound of the song: as evidence for other songs it would make the program
believe itself. What was rejected is not suggested for this sound again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from organizer.base.folding import SEPARATOR, fold, words
from organizer.base.model import IntArray
from organizer.library.storage.database import Database

#: The fields that are suggested.
Field: TypeAlias = Literal["genre", "mood"]
FIELDS: tuple[Field, ...] = ("genre", "mood")

#: Values that tell nothing: what programs write where nobody said anything.
_NOTHING = frozenset(
    "".join(words(text))
    for text in (
        "other|others|unknown|unknown genre|genre unknown|misc|miscellaneous|various|undefined|unspecified"
        "|none|no genre|no mood|genre|mood|n a|na|null|nil|not set|not specified|default|unclassified"
        "|unclassifiable|uncategorized|general|untagged|tbd|todo|music|audio|track|file|andere|sonstiges"
        "|sonstige|unbekannt|autre|inconnu|otro|otros|desconocido|altro|sconosciuto|diverse|overig|annat"
        "|その他|不明|其他|未知"
    ).split("|")
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said to a suggestion."""

    track_id: int
    value: str
    accepted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tagged:
    """Every song with what it says in one field. Arrays of shape=(n,), by ascending id."""

    ids: IntArray
    texts: tuple[tuple[str, ...], ...]  #: each list of values that songs have
    text: IntArray  #: which of them
    artist: IntArray  #: a number for each artist, −1 where there is none
    album: IntArray  #: a number for each album of an artist, −1 where there is none
    available: npt.NDArray[np.bool_]  #: its file is there
    accepted: npt.NDArray[np.bool_]  #: what it says was a suggestion
    rejected: dict[int, frozenset[str]]  #: values, as ``key`` has them, that are not to be suggested


def key(value: str) -> str:
    """A value as it is compared: letters and digits, folded."""
    return "".join(words(value)) or fold(value)


def tells(value: str) -> bool:
    """Whether a value says anything: not "Other", "Unknown", "12", "-"."""
    letters = "".join(words(value))
    return bool(letters) and not letters.isdigit() and letters not in _NOTHING


def telling(values: Iterable[str]) -> tuple[str, ...]:
    """Those of the values that say anything."""
    return tuple(value for value in values if tells(value))


def tagged(db: Database, field: Field) -> Tagged:
    """What every song says in this field, who made it, and what was answered to suggestions."""
    answers: dict[str, list[tuple[str, int]]] = {}
    for sound, value, accepted in db.read().execute(
        "SELECT audio_hash, value, accepted FROM suggestion_answers WHERE field = ?", (field,)
    ):
        answers.setdefault(sound, []).append((value, accepted))
    texts: dict[str, int] = {}
    split: list[tuple[str, ...]] = []
    artists: dict[str, int] = {}
    albums: dict[tuple[str, str], int] = {}
    numbers: list[tuple[int, int, int, int, int, int]] = []
    rejected: dict[int, frozenset[str]] = {}
    sql = (
        f"""SELECT id, {field}, artist, album_artist, album, available, audio_hash FROM tracks ORDER BY id"""
    )
    for track_id, text, artist, album_artist, album, available, sound in db.read().execute(sql):
        at = texts.setdefault(text or "", len(split))
        if at == len(split):
            split.append(tuple(filter(None, (text or "").split(SEPARATOR))))
        by = fold((artist or album_artist or "").split(SEPARATOR)[0])
        of = (fold(album_artist or artist or ""), fold(album or ""))
        said = answers.get(sound, ()) if sound else ()
        if said:
            rejected[track_id] = frozenset(value for value, accepted in said if not accepted)
            own = {key(value) for value in split[at]}
        numbers.append(
            (
                track_id,
                at,
                artists.setdefault(by, len(artists)) if by else -1,
                albums.setdefault(of, len(albums)) if album else -1,
                available,
                any(accepted and value in own for value, accepted in said),
            )
        )
    columns = np.array(numbers, np.int64).reshape(-1, 6).T
    return Tagged(
        columns[0],
        tuple(split),
        columns[1],
        columns[2],
        columns[3],
        columns[4] > 0,
        columns[5] > 0,
        rejected,
    )


def any_tagged(db: Database, field: Field) -> bool:
    """Whether any song says anything in this field, at a glance."""
    return bool(db.read().execute(f"SELECT EXISTS (SELECT 1 FROM tracks WHERE {field} != '')").fetchone()[0])


def state(db: Database) -> tuple[object, ...]:
    """What changes when anything does that suggestions are made from."""
    songs = """SELECT count(*), max(id), total(mtime_ns), total(away), total(length(genre)),
        total(length(mood)) FROM tracks"""
    answers = "SELECT count(*), total(accepted) FROM suggestion_answers"
    places = "SELECT number FROM place_changes"
    axes = "SELECT payload FROM axes"
    rows = [db.read().execute(sql).fetchone() for sql in (songs, answers, places, axes)]
    return tuple(value for row in rows if row is not None for value in tuple(row))


def answer(db: Database, field: Field, answers: Iterable[Answer]) -> None:
    """Remember what was said to suggestions; a later answer replaces the one before. A song that was never
    analyzed has no sound to remember it by."""
    with db.write() as connection:
        connection.executemany(
            """INSERT OR REPLACE INTO suggestion_answers
               SELECT audio_hash, ?, ?, ? FROM tracks WHERE id = ? AND audio_hash != ''""",
            [(field, key(one.value), int(one.accepted), one.track_id) for one in answers],
        )


def forget_rejections(db: Database, field: Field) -> int:
    """Let everything that was rejected be suggested again; how many answers that were."""
    with db.write() as connection:
        cursor = connection.execute(
            "DELETE FROM suggestion_answers WHERE field = ? AND NOT accepted", (field,)
        )
        return int(cursor.rowcount)
