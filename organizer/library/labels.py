"""Words that songs carry and that groups can be laid beside: genre, artist, album, decade, folder …"""

from __future__ import annotations

import os.path
from collections.abc import Mapping

from organizer.base.errors import UsageError
from organizer.base.folding import SEPARATOR
from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.base.musical_keys import camelot_of, usual_name
from organizer.library import measures, sound_words
from organizer.library.lists.analysis_columns import JOIN_ANALYSIS
from organizer.library.storage.database import Database
from organizer.library.track_rows import TABLE_OF

#: Each kind of label as SQL over a song ``t``.
_COLUMNS: Mapping[str, str] = {
    "genre": "t.genre",
    "artist": "COALESCE(NULLIF(t.artist, ''), t.album_artist)",
    "album": "t.album",
    "year": "t.date",
    "decade": "t.date",
    "folder": "CASE t.origin WHEN 'file' THEN t.path END",
    "table": TABLE_OF,
    "format": "t.format",
    "mood": "t.mood",
    "grouping": "t.grouping",
    **dict.fromkeys(
        ("key", "camelot"),
        "CASE WHEN camelot_of(t.key) != '' THEN t.key ELSE COALESCE(k.key, d.key, t.key) END",
    ),
}

KINDS = tuple(_COLUMNS)


def of(db: Database, ids: IntArray, kind: str) -> list[str]:
    """The label of each of these songs, "" where it has none; of several genres the first.

    A number that songs have, such as ``time_signature``, is a label too, and so is a word for sound: songs
    have it or not. Raises ``UsageError`` for others.
    """
    if kind not in _COLUMNS:
        return _of_number(db, ids, kind)
    result: dict[int, str] = {}
    wanted = [int(i) for i in ids]
    sql = f"SELECT t.id, {_COLUMNS[kind]} FROM tracks t {JOIN_ANALYSIS}"
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for track_id, value in db.read().execute(f"{sql} WHERE t.id IN ({','.join('?' * len(part))})", part):
            result[track_id] = _words(kind, value)
    return [result.get(i, "") for i in wanted]


def _of_number(db: Database, ids: IntArray, kind: str) -> list[str]:
    known = {name.replace(" ", "_"): name for name in measures.names(db)}
    name = known.get(kind.replace(" ", "_"))
    if name is None:
        listed = (*KINDS, *(one for one in known if not measures.is_word(one)))
        raise UsageError(
            tr("songs have no label “{kind}”", kind=kind),
            remedy=tr("one of {names}", names=", ".join(listed)),
        )
    values = measures.load(db, ids, [name])[:, 0].tolist()
    word = sound_words.named(sound_words.vocabulary(db), name.partition(":")[2])
    if measures.is_word(name) and word is not None:  # songs have a word, or they have not
        have, others = word.name, f"not {word.name}"
        return ["" if value != value else have if value >= word.threshold else others for value in values]
    return ["" if value != value else f"{value:g}" for value in values]


def _words(kind: str, value: object) -> str:
    if isinstance(value, bytes):
        return os.path.dirname(os.fsdecode(value))
    text = str(value or "").split(SEPARATOR)[0].strip()  # the first of several
    if kind in ("year", "decade"):
        year = text[:4]
        if not (len(year) == 4 and year.isascii() and year.isdigit()):
            return ""
        return year if kind == "year" else f"{year[:3]}0s"
    if kind in ("key", "camelot"):  # in one spelling, whatever the tags have
        place = camelot_of(text)
        return place if kind == "camelot" or not place else usual_name(place)
    return text
