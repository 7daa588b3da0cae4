"""Artists by two names that differ in little, and the reasons to take them for one.

Two names are one artist's only if nothing but case, accents, punctuation, blanks or "The" tells them apart,
and that is not all: short names ("Air" and "Aïr", "MEG" and "Meg"), names of one word whose songs are of
other genres, and "The" in front need an album or a song that both have. Names of equal spelling are one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from organizer.base.folding import fold, words
from organizer.base.language import tr
from organizer.base.model import TagValue, field_value
from organizer.library.lists.tidying import Row
from organizer.work.tidying.findings import Finding, Option, Values
from organizer.work.tidying.spelling import (
    BLANKS,
    CASE,
    INVERTED,
    THE,
    core,
    counted,
    difference,
    difference_in_words,
    key,
    only_in,
)

#: Letters from which on a name is no coincidence: of one word, and where blanks are all that differ.
_LONG, _LONG_BLANKS = 5, 8
#: A title that two artists share by chance is shorter than this, or has another length.
_TITLE_LETTERS, _TITLE_SECONDS = 10, 3.0
_ANY_ALBUM = frozenset(
    "greatesthits bestof thebestof thegreatesthits live livealbum unplugged singles thesingles collection "
    "thecollection anthology theanthology hits gold platinum essential demos untitled selftitled ep remixes "
    "unknownalbum unknown covers bsides rarities bestofthe christmas".split()
)


@dataclass(slots=True)
class _Name:
    """One spelling, and what its songs say."""

    text: str
    songs: list[Row] = field(default_factory=list)

    def albums(self) -> dict[str, str]:
        """Names of albums that are no two artists' by chance, by their keys."""
        named = {key(row.album): row.album for row in self.songs if row.album}
        return {own: name for own, name in named.items() if len(own) >= 6 and own not in _ANY_ALBUM}

    def places(self) -> dict[tuple[str, str], str]:
        """Albums in the folders where they lie."""
        return {(key(row.album), row.folder): row.album for row in self.songs if row.album}

    def titles(self) -> dict[str, tuple[str, float]]:
        """Titles that are no two songs' by chance, with the lengths of the songs."""
        named = {key(row.title): (row.title, row.duration) for row in self.songs if row.title}
        return {
            own: (title, seconds)
            for own, (title, seconds) in named.items()
            if len(own) >= _TITLE_LETTERS and len(words(title)) > 1
        }

    def genres(self) -> set[str]:
        """Its genres, folded."""
        return {key(genre) for row in self.songs for genre in row.genre}


def artist_spellings(rows: Sequence[Row]) -> Iterator[Finding]:
    """One finding for each artist with several spellings that are thought one name."""
    names: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        for name in {*row.artist, *row.album_artist}:
            names[core(name)][name] += 1
    several = {own: spellings for own, spellings in names.items() if len(spellings) > 1}
    wanted = {text: _Name(text) for spellings in several.values() for text in spellings}
    for row in rows:
        for text in {*row.artist, *row.album_artist} & wanted.keys():
            wanted[text].songs.append(row)
    for own, spellings in several.items():
        ranked = sorted(spellings, key=lambda text: (-spellings[text], _carelessness(text), text))
        yield from _of_one(own, [wanted[text] for text in ranked])


def _carelessness(text: str) -> tuple[int, int]:
    """What is typed without care comes later: all in one case, without accents."""
    return int(text.islower() or (text.isupper() and len(text) > 5)), int(text.isascii())


def _of_one(own: str, names: list[_Name]) -> Iterator[Finding]:
    """``names``: all spellings with one core, the most used first."""
    base = names[0]
    reasons: list[tuple[str, str]] = []
    joined = [base]
    for name in names[1:]:
        reason = _reason(base, name)
        if reason is not None:
            joined.append(name)
            reasons.append(reason)
    if len(joined) < 2:
        if len(names) > 2:
            yield from _of_one(own, names[1:])
        return
    listed = ", ".join(counted(name.text, len(name.songs)) for name in joined)
    evidence = dict.fromkeys(each for _, each in reasons if each)
    why = "; ".join((f"{listed}: {only_in(told for told, _ in reasons)}", *evidence))
    options = tuple(_option(name.text, joined) for name in joined)
    ids = tuple(dict.fromkeys(row.id for name in joined for row in name.songs))
    yield Finding("artist-spelling", own, base.text, why, ids, options)


def _reason(base: _Name, other: _Name) -> tuple[str, str] | None:
    """In what they differ, and what speaks for one artist; None if they may well be two."""
    evidence = _evidence(base, other)
    kind = difference(base.text, other.text)
    if evidence is None and not _sure(base, other, kind):
        return None
    told = difference_in_words(base.text, other.text)
    return told, evidence or ""


def _evidence(base: _Name, other: _Name) -> str | None:
    together = base.places().keys() & other.places().keys()
    if together:
        return tr("both are on “{album}”, in one folder", album=base.places()[min(together)])
    albums = base.albums()
    shared = albums.keys() & other.albums().keys()
    if shared:
        return tr("both have the album “{album}”", album=albums[min(shared)])
    titles, others = base.titles(), other.titles()
    for own in sorted(titles.keys() & others.keys()):
        if abs(titles[own][1] - others[own][1]) <= _TITLE_SECONDS:
            return tr("both have the song “{title}”", title=titles[own][0])
    return None


def _sure(base: _Name, other: _Name, kind: int) -> bool:
    """Whether the names alone are enough."""
    letters = len(key(base.text))
    several = len(words(base.text)) > 1 and kind != BLANKS
    if kind == INVERTED:
        return True
    if kind == THE or not any(letter.isalpha() for letter in base.text):
        return False
    if letters < (_LONG_BLANKS if kind == BLANKS else _LONG):
        return False
    if several:
        return True
    mine, theirs = base.genres(), other.genres()
    return not (mine and theirs) or bool(mine & theirs) or (kind == CASE and other.text.islower())


def _option(text: str, names: Sequence[_Name]) -> Option:
    """Every song that spells the name otherwise gets this spelling."""
    spelled = {name.text for name in names} - {text}
    changes: dict[int, Values] = {}
    for name in names:
        if name.text == text:
            continue
        for row in name.songs:
            values: dict[str, TagValue] = dict(changes.get(row.id, {}))
            for tag in ("artist", "album_artist"):
                before: tuple[str, ...] = getattr(row, tag)
                if spelled & set(before):
                    now = dict.fromkeys(text if value in spelled else value for value in before)
                    values[tag] = field_value(tag, now)
            changes[row.id] = values
    return Option(text, changes)


def genre_spellings(rows: Sequence[Row]) -> Iterator[Finding]:
    """Genres that differ only in case, accents, punctuation or blanks. What stands between signs that part
    values ("Pop/Rock") is no spelling of what stands without ("Pop Rock")."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for genre in set(row.genre):
            counts[_genre_key(genre)][genre] += 1
    several = {own: spellings for own, spellings in counts.items() if own and len(spellings) > 1}
    songs: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for own in {_genre_key(genre) for genre in row.genre} & several.keys():
            songs[own].append(row)
    for own, spellings in several.items():
        ranked = sorted(spellings, key=lambda text: (-spellings[text], _carelessness(text), text))
        told = ", ".join(counted(text, spellings[text]) for text in ranked)
        ways = only_in(difference_in_words(ranked[0], text) for text in ranked[1:])
        options = []
        for text in ranked:
            changes: dict[int, Values] = {}
            for row in songs[own]:
                now = tuple(dict.fromkeys(text if value in spellings else value for value in row.genre))
                if now != row.genre:
                    changes[row.id] = {"genre": now}
            options.append(Option(text, changes))
        ids = tuple(row.id for row in songs[own])
        why = f"{told}: {ways}"
        yield Finding("genre-spelling", own, ranked[0], why, ids, tuple(options))


def _genre_key(genre: str) -> str:
    parts = [key(part) for part in re.split(r"[;,|/\\]", fold(genre))]
    return "/".join(part for part in parts if any(letter.isalnum() for letter in part))
