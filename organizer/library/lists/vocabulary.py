"""The values that the fields of searches have in this library, the most usual first: what the list under the
search box offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from organizer.base.folding import SEPARATOR, fold
from organizer.base.language import tr
from organizer.library.lists.query_fields import ALIASES
from organizer.library.storage.database import Database

#: Of a field so many values are known; what is rarer is seldom meant.
_MOST = 20_000

#: The columns of songs with the values of tags that are worth offering where tags are typed.
TAGS = ("artist", "album_artist", "album", "genre", "key", "mood", "grouping")

_TEXTS = {
    "artist": "artist",
    "albumartist": "album_artist",
    "album": "album",
    "genre": "genre",
    "mood": "mood",
    "grouping": "grouping",
    "format": "format",
}
_YEAR = "SELECT substr(date, 1, 4), count(*) FROM tracks WHERE date GLOB '[0-9][0-9][0-9][0-9]*' GROUP BY 1"
_KEY = """SELECT COALESCE(NULLIF(t.key, ''), d.key), count(*) FROM tracks t
  LEFT JOIN descriptors d ON d.audio_hash = t.audio_hash GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Word:
    """A value of a field: as it is written, as it is compared, and how many songs have it."""

    text: str
    folded: str
    songs: int = 0  #: 0: not counted
    about: str = ""  #: what it means, where the text does not say it


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values of each field, the most usual first."""

    words: Mapping[str, tuple[Word, ...]]

    def of(self, field: str) -> tuple[Word, ...]:
        """The values of a field, by any of its names."""
        return self.words.get(ALIASES.get(field, field), ())


NOTHING = Vocabulary({})


def read(
    db: Database,
    sounds: Sequence[str] = (),
    groups: Sequence[tuple[int, str, int]] = (),
    check: Callable[[], None] = lambda: None,
) -> Vocabulary:
    """The values in this library.

    ``sounds``: the words of the network in use; ``groups``: number, name and size of each. ``check`` is
    called now and then, and may raise.
    """
    words: dict[str, tuple[Word, ...]] = {"sound": tuple(Word(name, fold(name)) for name in sounds)}
    read_rows = db.read().execute
    for field, column in _TEXTS.items():
        check()
        rows = read_rows(f"SELECT {column}, count(*) FROM tracks WHERE {column} != '' GROUP BY 1")
        words[field] = _counted((str(row[0]), int(row[1])) for row in rows)
    for field, sql in (("year", _YEAR), ("key", _KEY)):
        check()
        words[field] = _counted((str(row[0]), int(row[1])) for row in read_rows(sql) if row[0])
    playlists = "(SELECT name FROM playlists UNION SELECT name FROM smart_playlists)"
    for field, table in (("playlist", playlists), ("region", "regions")):
        rows = read_rows(f"SELECT name FROM {table} ORDER BY name COLLATE NOCASE")
        words[field] = tuple(Word(str(row[0]), fold(str(row[0]))) for row in rows)
    words["pinned"] = (Word("yes", "yes"), Word("no", "no"))
    words["cover"] = (
        Word("none", "none", about=tr("neither in its file nor beside it")),
        Word("embedded", "embedded", about=tr("in its file")),
        Word("file", "file", about=tr("a picture beside its file")),
        Word("..500", "..500", about=tr("the smaller side has at most 500 pixels")),
    )
    words["group"] = tuple(Word(str(n), f"{n} {fold(name)}", size, name) for n, name, size in groups)
    return Vocabulary(words)


def of_tag(db: Database, name: str, *, split: bool) -> tuple[Word, ...]:
    """The values that one of ``TAGS`` has in this library, the most usual first; ``split``: ";" separates."""
    assert name in TAGS
    rows = db.read().execute(f"SELECT {name}, count(*) FROM tracks WHERE {name} != '' GROUP BY 1")
    return _counted(((str(row[0]), int(row[1])) for row in rows), split=split)


def _counted(rows: Iterable[tuple[str, int]], *, split: bool = True) -> tuple[Word, ...]:
    """Spellings that differ in case or accents are one, written as most songs have it."""
    spellings: dict[str, Counter[str]] = {}
    for text, songs in rows:
        for value in filter(None, map(str.strip, text.split(SEPARATOR) if split else (text,))):
            spellings.setdefault(fold(value), Counter())[value] += songs
    counted = [Word(c.most_common(1)[0][0], folded, c.total()) for folded, c in spellings.items()]
    counted.sort(key=lambda word: (-word.songs, word.folded))
    return tuple(counted[:_MOST])
