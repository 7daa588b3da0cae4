"""Songs without a title, artist, album, date, genre or track number, and what could stand there.

What is proposed comes from the songs beside them, where these agree, or from the name of the file; nothing
is looked up. Songs of one folder are one finding for each field.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from organizer.base.errors import printable
from organizer.base.fields.tag_names import in_sentence
from organizer.base.language import plural, tr
from organizer.base.model import TagValue, field_value
from organizer.library.lists.tidying import Row
from organizer.work.tidying.albums import most_common
from organizer.work.tidying.findings import Finding, Option, Values
from organizer.work.tidying.track_numbers import leading_number

FIELDS = ("title", "artist", "album", "date", "genre", "track")
#: What programs write where nobody said anything.
_NOTHING = re.compile(
    r"^\W*(?:unknown|unbekannt\w*|inconnu\w*|desconocid\w*|untitled|no)?\W*"
    r"(?:artist|album|title|genre|track|titel|interpret|0000)?\W*\d*\W*$",
    re.IGNORECASE,
)
_EXPLICIT = frozenset(
    "unknown|unknown artist|unknown album|unknown title|unknown genre|no artist|no album|no title|"
    "unbekannter interpret|unbekanntes album|artiste inconnu|<unknown>|[unknown]".split("|")
)
_NO_NUMBER = frozenset({"0", "00", "0000", "0/0"})
_STEM = re.compile(r"^\s*(?:[1-9][-.]\d{1,2}|\d{1,3})[\s._-]+")
#: Songs beside them that must agree.
_LEAST = 2


def is_missing(row: Row, name: str) -> bool:
    """Whether a song says nothing here; "Unknown artist" is nothing."""
    value = getattr(row, name)
    texts = value if isinstance(value, tuple) else (value,)
    nothing = _EXPLICIT | _NO_NUMBER if name in ("date", "track") else _EXPLICIT
    return not any(text.strip() and text.strip().lower() not in nothing for text in texts)


def missing_fields(rows: Sequence[Row]) -> Iterator[Finding]:
    """One finding for each folder and field."""
    folders: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        folders[row.folder].append(row)
    for folder, own in folders.items():
        for name in FIELDS:
            without = [row for row in own if is_missing(row, name)]
            if name == "track":  # a song alone has none to be told
                without = [row for row in without if not is_missing(row, "album")]
            if without:
                yield _finding(folder, name, without, own)


def _finding(folder: str, name: str, without: list[Row], beside: list[Row]) -> Finding:
    subject = printable(os.path.basename(folder) or folder)
    option = _option(name, without, beside)
    field = in_sentence(name)
    if len(without) == 1:
        file = printable(os.path.basename(without[0].path))
        why = tr("1 song in this folder (“{file}”) has no {field}", file=file, field=field)
    elif len(without) == len(beside):
        why = plural(
            "All {n} song in this folder has no {field}",
            "All {n} songs in this folder have no {field}",
            len(without),
            field=field,
        )
    else:
        why = plural(
            "{n} song in this folder has no {field}",
            "{n} songs in this folder have no {field}",
            len(without),
            field=field,
        )
    if option is not None:
        why += f"; {_SOURCES[name]}"
    return Finding(
        f"missing-{name}",
        folder,
        subject,
        why,
        tuple(row.id for row in without),
        (option,) if option is not None else (),
    )


_BESIDE = tr("the songs beside them agree on one")
_SOURCES = {
    "title": tr("the names of the files tell one"),
    "artist": _BESIDE,
    "album": _BESIDE,
    "date": _BESIDE,
    "genre": _BESIDE,
    "track": tr("the names of the files begin with numbers"),
}


def _option(name: str, without: list[Row], beside: list[Row]) -> Option | None:
    if name == "title":
        changes: dict[int, Values] = {
            row.id: {"title": title} for row in without if (title := title_of(row.path)) is not None
        }
        return Option(tr("the names of the files"), changes) if changes else None
    if name == "track":
        return _numbers(without, beside)
    return _agreed(name, without, beside)


def title_of(path: str) -> str | None:
    """A title out of the name of a file: without the number in front, and blanks for underscores. None where
    that leaves nothing, or what may be more than a title ("Artist - Title")."""
    stem = printable(os.path.splitext(os.path.basename(path))[0])
    bare = _STEM.sub("", stem)
    if "_" in bare and " " not in bare:
        bare = bare.replace("_", " ")
    bare = bare.strip(" -._")
    if not any(letter.isalpha() for letter in bare) or " - " in bare:
        return None
    return None if _NOTHING.match(bare) else bare


def _numbers(without: list[Row], beside: list[Row]) -> Option | None:
    """Numbers that the names of files begin with, each one other than all others of its album."""
    numbers = [leading_number(row.path) for row in beside]
    known = [n for n in numbers if n is not None]
    if len(known) < len(beside) or len(set(known)) < len(known) or max(known, default=0) > 2 * len(known) + 8:
        return None
    return Option(
        tr("the numbers in the names of the files"),
        {row.id: {"track": str(leading_number(row.path))} for row in without},
    )


def _agreed(name: str, without: list[Row], beside: list[Row]) -> Option | None:
    """What all songs say that lie beside them, of the same album if that is told."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in beside:
        groups["" if name == "album" else row.album].append(row)
    said = {album: _of_all(name, own) for album, own in groups.items() if album or name == "album"}
    listed = [row for row in beside if not is_missing(row, name)]
    artists, numbers = {row.artist for row in listed}, {row.track for row in listed}
    changes: dict[int, Values] = {}
    labels = []
    for row in without:
        value = said.get("" if name == "album" else row.album)
        if value is None:
            continue
        # by its artist, and by no other song's number, a song can be of this album
        if name == "album" and (row.artist not in artists or (row.track and row.track in numbers)):
            continue
        changes[row.id] = {name: value}
        labels.append("; ".join(value) if isinstance(value, tuple) else value)
    return Option(most_common(labels), changes) if changes else None


def _of_all(name: str, rows: list[Row]) -> TagValue | None:
    """What at least half of the songs say, and no other of them otherwise."""
    values = [getattr(row, name) for row in rows if not is_missing(row, name)]
    if len(values) < _LEAST or len(set(values)) > 1 or len(values) < len(rows) / 2:
        return None
    value: TagValue = field_value(name, values[0]) if isinstance(values[0], tuple) else values[0]
    return value
