"""Albums by two names that differ in little, and names that hold a disc number."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from organizer.base.folding import fold
from organizer.base.language import tr
from organizer.library.lists.tidying import Row
from organizer.work.tidying.albums import (
    clashes,
    most_common,
    number_of,
    owner,
    place,
    position,
    shared_titles,
)
from organizer.work.tidying.findings import Finding, Option
from organizer.work.tidying.spelling import THE, core, counted, difference, difference_in_words, key, only_in

_DISC = re.compile(
    r"^(?P<name>.*?\S)[\s,:;–—-]*[(\[]?\s*\b(?:cd|dis[ck])\s*[.#]?\s*"
    r"(?P<number>\d{1,2}|one|two|three|four|five|six)\s*(?:(?:of|/)\s*\d{1,2})?\s*[)\]]?$",
    re.IGNORECASE,
)
_COUNTED = {name: str(n) for n, name in enumerate("one two three four five six".split(), 1)}


def album_spellings(rows: Sequence[Row]) -> Iterator[Finding]:
    """One finding for each album by several names. They lie in one place or are by one artist, and no two
    songs of them claim one place; albums of other years in other folders are others."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.album:
            names[core(row.album)].add(row.album)
    several = {own for own, spellings in names.items() if len(spellings) > 1}
    songs: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.album and (own := core(row.album)) in several:
            songs[own].append(row)
    for own, named in songs.items():
        for by, together in _by_owner(named):
            yield from _of_one(f"{own}\n{by}", together)


def _by_owner(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Songs of one artist, wherever they lie; those of several artists by their place."""
    by_artist: dict[str, list[Row]] = defaultdict(list)
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_place[place(row.folder)].append(row)
    for folder, own in by_place.items():
        artist = key(owner(own))
        if artist:
            by_artist[artist] += own
        elif len({row.album for row in own}) > 1:
            yield folder, own
    for artist, own in by_artist.items():
        if len({row.album for row in own}) > 1:
            yield artist, own


def _of_one(own: str, rows: Sequence[Row]) -> Iterator[Finding]:
    spelled: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        spelled[row.album].append(row)
    ranked = sorted(spelled, key=lambda text: (-len(spelled[text]), text.islower(), text.isupper(), text))
    joined = [ranked[0]]
    joined += [text for text in ranked[1:] if _is_same(spelled[ranked[0]], spelled[text])]
    if len(joined) < 2:
        return
    told = ", ".join(counted(text, len(spelled[text])) for text in joined)
    ways = only_in(difference_in_words(joined[0], text) for text in joined[1:])
    options = tuple(
        Option(
            text,
            {row.id: {"album": text} for other in joined if other != text for row in spelled[other]},
        )
        for text in joined
    )
    ids = tuple(row.id for text in joined for row in spelled[text])
    artist = owner([row for text in joined for row in spelled[text]])
    subject = f"{joined[0]} – {artist}" if artist else joined[0]
    yield Finding(
        "album-spelling",
        own,
        subject,
        f"{told}: {ways}; {_evidence(spelled, joined)}",
        ids,
        options,
    )


def _is_same(base: Sequence[Row], other: Sequence[Row]) -> bool:
    """Whether songs of two spellings belong to one album."""
    together = {place(row.folder) for row in base} & {place(row.folder) for row in other}
    titles = shared_titles(base, other)
    if clashes([*base, *other]) > clashes(base) + clashes(other):
        return False
    if difference(base[0].album, other[0].album) == THE and not (together or titles):
        return False
    if not any(letter.isalnum() for letter in base[0].album):
        return bool(together)
    years = [{row.date[:4] for row in rows if row.date} for rows in (base, other)]
    return bool(together or titles) or not (years[0] and years[1]) or bool(years[0] & years[1])


def _evidence(spelled: dict[str, list[Row]], joined: Sequence[str]) -> str:
    folders = [{place(row.folder) for row in spelled[text]} for text in joined]
    if set.intersection(*folders):
        return tr("the songs lie in one folder")
    return tr("the artist is one")


def discs_in_names(rows: Sequence[Row]) -> Iterator[Finding]:
    """Albums that are called "… CD 1", "… CD 2": proposed is one album with disc numbers, if the numbers of
    their songs fit together."""
    named: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    bases: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        match = _DISC.match(row.album)
        by = key(row.album_artist[0]) if row.album_artist else ""
        if match is not None:
            number = match["number"].lower()
            number = _COUNTED.get(number) or str(int(number))
            named[key(match["name"]), by][number].append(row)
        elif row.album:
            bases[key(row.album), by].append(row)
    for (own, by), discs in named.items():
        alone = bases.get((own, by), [])
        if _fit(discs, alone, by):
            yield _discs(f"{own}\n{by}", discs)


def _fit(discs: dict[str, list[Row]], alone: Sequence[Row], by: str) -> bool:
    """Two discs at least, that are of one artist or lie together, and whose songs contradict none of it."""
    if len(discs) + bool(alone) < 2 or "0" in discs:
        return False
    rows = [row for own in discs.values() for row in own] + list(alone)
    if not by:
        parents = {_above(row) for row in rows}
        artists = {fold(row.artist[0]) for row in rows if row.artist}
        if len(parents) > 1 and len(artists) > 1:
            return False
    for number, own in discs.items():
        said = {str(number_of(row.disc)[0]) for row in own if row.disc}
        if said - {number} or clashes(own) or any(position(row) is None for row in own):
            return False
    if alone and {number_of(row.disc)[0] for row in alone} & {int(number) for number in discs}:
        return False
    listed = list(discs.values())
    return all(
        len(shared_titles(one, other)) < min(len(one), len(other))
        for at, one in enumerate(listed)
        for other in listed[at + 1 :]
    )


def _above(row: Row) -> str:
    """The folder above the one in which a song lies, or that of its discs."""
    return os.path.dirname(place(row.folder))


def _discs(own: str, discs: dict[str, list[Row]]) -> Finding:
    names = [most_common(row.album for row in rows) for rows in discs.values()]
    match = _DISC.match(names[0])
    base = match["name"].rstrip(" ,:;-–—([") if match is not None else names[0]
    changes = {
        row.id: {"album": base, **({} if row.disc else {"disc": number})}
        for number, rows in discs.items()
        for row in rows
    }
    listed = ", ".join(tr("“{name}”", name=name) for name in sorted(names))
    ids = tuple(row.id for number in sorted(discs, key=int) for row in discs[number])
    return Finding(
        "disc-in-album",
        own,
        base,
        tr(
            "{names} are discs of one album: their track numbers fit, and no disc number says otherwise",
            names=listed,
        ),
        ids,
        (Option(tr("{album}, with disc numbers", album=base), changes),),
    )
