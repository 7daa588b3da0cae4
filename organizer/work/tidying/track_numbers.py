"""Gaps among the track numbers of albums, and numbers that two songs have.

Numbers may begin anew on each disc or go on; totals may be those of the disc or of the album, or wrong. Of an
album of which only a few songs are there nothing is missing: that is how a person has it.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from organizer.base.language import listing, plural, tr
from organizer.library.lists.tidying import Row
from organizer.work.tidying.albums import Album, number_of, position
from organizer.work.tidying.findings import Finding, Option, Values
from organizer.work.tidying.spelling import key

#: Songs of an album from which on it is looked at, and the share of it that must be there.
_LEAST, _SHARE = 3, 0.5
#: Numbers that are listed in a sentence.
_LISTED = 8

Numbers = dict[int, list[Row]]


def _discs(album: Album) -> dict[int, Numbers] | None:
    """By disc the songs of each number; None where a song has none, or one that is no number ("A1")."""
    placed: dict[int, Numbers] = defaultdict(lambda: defaultdict(list))
    for row in album.rows:
        at = position(row)
        if at is None:
            if row.track.strip():
                return None
            continue
        placed[at[0]][at[1]].append(row)
    if set(placed) == {1} and all(n > 100 and n % 100 for n in placed[1]):
        # 101, 102, 201: disc and track in one
        apart: dict[int, Numbers] = defaultdict(lambda: defaultdict(list))
        for number, rows in placed[1].items():
            apart[number // 100][number % 100] += rows
        if set(apart) == set(range(1, len(apart) + 1)):
            return dict(apart)
    return dict(placed)


def missing_tracks(albums: Sequence[Album]) -> Iterator[Finding]:
    """Albums of which most is there, and some not."""
    for album in albums:
        discs = _discs(album)
        if not discs or any(not row.track.strip() for row in album.rows):
            continue
        gaps = list(_gaps(discs))
        absent = sum(len(gap) for _, gap in gaps)
        present = sum(map(len, discs.values()))
        if not absent or present < _LEAST or present < _SHARE * (present + absent):
            continue
        if len(discs) == 1:
            gap = next(gap for _, gap in gaps if gap)
            why = plural(
                "Track {tracks} of {all} is not there",
                "Tracks {tracks} of {all} are not there",
                absent,
                tracks=_in_words(gap),
                all=present + absent,
            )
        else:
            of_discs = [
                tr("{tracks} of disc {disc}", tracks=_in_words(gap), disc=disc) for disc, gap in gaps if gap
            ]
            why = plural(
                "Track {tracks} is not there",
                "Tracks {tracks} are not there",
                absent,
                tracks=listing(of_discs),
            )
        yield Finding("tracks-missing", album.key, album.subject, why, album.ids)


def _gaps(discs: dict[int, Numbers]) -> Iterator[tuple[int, list[int]]]:
    """By disc the numbers that are not there."""
    highest = {disc: max(numbers) for disc, numbers in discs.items()}
    before = 0
    for disc in sorted(discs):
        numbers = discs[disc]
        present = {n for n in numbers if n > 0}
        if not present:
            continue
        # numbers that go on from the disc before
        start = before + 1 if before and min(present) > before else 1
        last = max(present)
        total = _total(numbers)
        if total is not None and total > last and not _of_album(total, discs, highest):
            last = total
        yield disc, [n for n in range(start, last + 1) if n not in present]
        before = highest[disc]


def _total(numbers: Numbers) -> int | None:
    """How many tracks there are, if all songs that tell it agree."""
    totals = {total for rows in numbers.values() for row in rows if (total := number_of(row.track)[1])}
    return totals.pop() if len(totals) == 1 else None


def _of_album(total: int, discs: dict[int, Numbers], highest: dict[int, int]) -> bool:
    """Whether a total is that of all discs together."""
    return (len(discs) > 1 and total >= sum(highest.values())) or total == sum(map(len, discs.values()))


def _in_words(numbers: Sequence[int]) -> str:
    """ "3", "3, 7–9 and 12"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    if len(told) > _LISTED:
        told = [*told[:_LISTED], plural("{n} more", "{n} more", len(told) - _LISTED)]
    return listing(told)


def doubled_tracks(albums: Sequence[Album]) -> Iterator[Finding]:
    """Albums in which two songs have one number. Where the name of a file begins with a number that is free,
    that is proposed; where nearly all numbers are there twice, the album has discs without numbers."""
    for album in albums:
        discs = _discs(album)
        if not discs:
            continue
        twice = [
            (disc, number, rows)
            for disc, numbers in sorted(discs.items())
            for number, rows in sorted(numbers.items())
            if len(rows) > 1
        ]
        if not twice:
            continue
        ids = tuple(row.id for _, _, rows in twice for row in rows)
        yield Finding(
            "tracks-doubled", album.key, album.subject, _why(discs, twice), ids, _by_file_names(discs, twice)
        )


def _why(discs: dict[int, Numbers], twice: Sequence[tuple[int, int, list[Row]]]) -> str:
    """What is there twice, and what that looks like."""
    numbers = _in_words(sorted({number for _, number, _ in twice}))
    copies = [rows for _, _, rows in twice if len({key(row.title) for row in rows}) == 1 and rows[0].title]
    if len(copies) == len(twice):
        kinds = sorted({row.format for rows in copies for row in rows})
        if len(kinds) > 1:
            return tr(
                "The same song is there twice (as {formats}) as track {number}",
                formats=listing(kinds),
                number=numbers,
            )
        return tr("The same song is there twice as track {number}", number=numbers)
    if len(discs) == 1 and len(twice) > 2 and len(twice) >= 0.8 * len(next(iter(discs.values()))):
        return tr(
            "Tracks {numbers} are there twice with other titles: several discs without disc numbers",
            numbers=numbers,
        )
    one, other = (row.title or os.path.basename(row.path) for row in twice[0][2][:2])
    values = {"one": one, "other": other, "number": str(twice[0][1])}
    if len(twice) == 1:
        return tr("“{one}” and “{other}” both are track {number}", **values)
    return plural(
        "“{one}” and “{other}” both are track {number}, and {n} other number twice",
        "“{one}” and “{other}” both are track {number}, and {n} other numbers twice",
        len(twice) - 1,
        **values,
    )


_LEADING = re.compile(r"^(?:[1-9]-)?(\d{1,3})(?=\D)")


def leading_number(path: str) -> int | None:
    """The number that the name of a file begins with: "04 Song.mp3", "1-04 Song.mp3"."""
    match = _LEADING.match(os.path.basename(path))
    return int(match[1]) if match else None


def _by_file_names(
    discs: dict[int, Numbers], twice: Sequence[tuple[int, int, list[Row]]]
) -> tuple[Option, ...]:
    """The numbers that the files are named by, for songs whose number is another's."""
    changes: dict[int, Values] = {}
    free = {
        (disc, n) for disc, numbers in discs.items() for n in range(1, max(numbers) + 2) if n not in numbers
    }
    for disc, number, rows in twice:
        named = {row.id: leading_number(row.path) for row in rows}
        if sum(n == number for n in named.values()) != 1:
            continue
        for row in rows:
            new = named[row.id]
            if new is not None and (disc, new) in free:
                free.remove((disc, new))
                total = number_of(row.track)[1]
                changes[row.id] = {"track": f"{new}/{total}" if total else str(new)}
    return (Option(tr("the numbers in the names of the files"), changes),) if changes else ()
