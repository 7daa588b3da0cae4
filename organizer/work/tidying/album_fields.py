"""What the songs of one album should say alike and do not: album artist, year; and compilations."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from organizer.base.folding import fold
from organizer.base.language import plural, tr
from organizer.base.model import field_value
from organizer.library.lists.tidying import Row
from organizer.work.tidying.albums import Album, clashes, most_common, place
from organizer.work.tidying.findings import Finding, Option
from organizer.work.tidying.spelling import core, counted, key

#: What libraries call the artist of an album that many artists made.
_VARIOUS = frozenset(
    "variousartists various va artistsvarious diverse verschiedene verschiedeneinterpreten artistesvarios "
    "variosartistas artistivari diversesinterpreten artistesdivers".split()
)
_FEATURING = re.compile(
    r"\s*(?:[(\[]?\b(?:feat|ft|featuring|with)\b\.?|[,;&/]|\band\b|\bvs\b).*$", re.IGNORECASE
)
#: A year is thought wrong where so large a share of the songs, and so many, have another.
_MAJORITY, _LEAST = 0.7, 3
#: Artists from which on an album is a compilation.
_MANY = 3


def is_various(name: str) -> bool:
    """Whether it is what a library calls no artist in particular."""
    return key(name) in _VARIOUS


def various_artists(rows: Sequence[Row]) -> str:
    """What this library calls them, else "Various Artists"."""
    counts = Counter(name for row in rows for name in row.album_artist if is_various(name))
    return counts.most_common(1)[0][0] if counts else "Various Artists"


def years(albums: Sequence[Album]) -> Iterator[Finding]:
    """Albums in which nearly all songs have one year, and a few have another. Where many years stand side by
    side, or many artists, they are those of the songs."""
    for album in albums:
        dated = [row for row in album.rows if row.date[:4].isdigit()]
        counts = Counter(row.date[:4] for row in dated)
        if len(counts) < 2 or _of_many(album.rows):
            continue
        (year, most), *others = counts.most_common()
        if most < _LEAST or most < _MAJORITY * len(dated) or (len(others) > 2 and most < 0.85 * len(dated)):
            continue
        date = most_common(row.date for row in dated if row.date.startswith(year))
        odd = [row for row in dated if not row.date.startswith(year)]
        told = ", ".join(f"{row.date[:4]} (“{row.title or row.path}”)" for row in odd[:3])
        if len(odd) > 3:
            told = plural("{songs} and {n} more", "{songs} and {n} more", len(odd) - 3, songs=told)
        others_date = sorted({row.date for row in odd})
        options = (
            Option(date, {row.id: {"date": date} for row in odd}),
            *(
                Option(other, {row.id: {"date": other} for row in dated if row.date != other})
                for other in others_date[:3]
            ),
        )
        why = plural(
            "{n} song of {dated} says {year}, but {others}",
            "{n} songs of {dated} say {year}, but {others}",
            most,
            dated=len(dated),
            year=year,
            others=told,
        )
        yield Finding("years", album.key, album.subject, why, tuple(row.id for row in odd), options)


def _of_many(rows: Sequence[Row]) -> bool:
    """Many artists, or an album artist that says so: years may be those of the songs."""
    named = [name for row in rows for name in row.album_artist]
    return any(map(is_various, named)) or any(row.compilation for row in rows) or len(_leads(rows)) >= _MANY


def _leads(rows: Sequence[Row]) -> set[str]:
    """The artists of songs, without their guests."""
    return {lead(row.artist[0]) for row in rows if row.artist}


def lead(artist: str) -> str:
    """An artist, folded, without those it plays with."""
    own = _FEATURING.sub("", artist)
    return core(own) if own.strip() else core(artist)


def _together(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Songs of one album name in one place, whoever is named as its artist."""
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.album:
            grouped[fold(row.album), place(row.folder)].append(row)
    yield from grouped.values()


def album_artists(rows: Sequence[Row]) -> Iterator[Finding]:
    """Albums in one place whose songs name several album artists, or some none. Albums whose songs claim the
    same places with other titles are two."""
    various = various_artists(rows)
    for own in _together(rows):
        named = Counter(row.album_artist for row in own if row.album_artist)
        best = _best_owner(own, named, various) if named else None
        if best is None or clashes(own):
            continue
        without = sum(not row.album_artist for row in own)
        listed = [counted(", ".join(artists), n) for artists, n in named.most_common(4)]
        listed += [plural("none ({n} song)", "none ({n} songs)", without)] if without else []
        album = most_common(row.album for row in own)
        yield Finding(
            "album-artist",
            f"{fold(album)}\n{own[0].folder}",
            album,
            tr(
                "Its songs name {names} as album artist, so that it falls apart in lists",
                names=", ".join(listed),
            ),
            tuple(row.id for row in own),
            tuple(_for_all(own, artists) for artists in list(dict.fromkeys([best, *named]))[:5]),
        )


def _for_all(rows: Sequence[Row], artists: tuple[str, ...]) -> Option:
    value = field_value("album_artist", artists)
    return Option(
        ", ".join(artists), {row.id: {"album_artist": value} for row in rows if row.album_artist != artists}
    )


def _best_owner(own: Sequence[Row], named: Counter[tuple[str, ...]], various: str) -> tuple[str, ...] | None:
    """The album artist that is proposed where songs disagree; None where nothing is wrong or is known."""
    several = len({tuple(map(core, artists)) for artists in named})
    (best, most), *_ = named.most_common()
    odd = [row for row in own if row.album_artist != best]
    if several < 2 and all(row.album_artist for row in own):
        return None
    if several >= _MANY and most <= len(own) / 2:
        return (various,)
    if most < len(own) / 2:
        return None
    # songs of others in the folder may be no part of it
    strangers = any(row.artist and lead(row.artist[0]) != lead(best[0]) for row in odd)
    if strangers and not is_various(best[0]) and not any(row.album_artist for row in odd):
        return None
    return best


def compilations(rows: Sequence[Row]) -> Iterator[Finding]:
    """Albums in one place by many artists, without an album artist: players show them as many albums. One
    artist with many guests is no compilation."""
    various = various_artists(rows)
    for own in _together(rows):
        if any(row.album_artist for row in own) or len(own) < _MANY or clashes(own):
            continue
        leads = Counter(lead(row.artist[0]) for row in own if row.artist)
        if len(leads) < _MANY or leads.most_common(1)[0][1] > len(own) / 2:
            continue
        album = most_common(row.album for row in own)
        why = plural(
            "{n} song of {artists} artists and no album artist: many players show this as that many albums",
            "{n} songs of {artists} artists and no album artist: many players show this as that many albums",
            len(own),
            artists=len(leads),
        )
        changes = {row.id: {"album_artist": various} for row in own}
        yield Finding(
            "compilation",
            f"{fold(album)}\n{own[0].folder}",
            album,
            why,
            tuple(row.id for row in own),
            (Option(various, changes),),
        )
