"""Tables of songs with audio features, as streaming services' exports and course data sets have them.

A table is read with what can be learned from it: its encoding (``encodings``), separator and header
(``rows``), what columns are (``columns``), decimals (``decimals``), units and what means “missing”
(``numbers``). What cannot be read is reported line by line and left out or taken as missing; what is guessed
is reported, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from organizer.base import musical_keys
from organizer.base.descriptors import readable
from organizer.base.errors import UsageError
from organizer.base.fields.tag_names import in_sentence
from organizer.base.language import plural, tr
from organizer.library.tables import dates, lists
from organizer.library.tables.columns import (
    NUMBERS,
    OTHER_NUMBER,
    TEXTS,
    UNUSED,
    HeaderMeaning,
    column_name,
    is_index,
    recognized,
)
from organizer.library.tables.decimals import DecimalEvidence, decide_decimals, decimal_evidence
from organizer.library.tables.encodings import decode
from organizer.library.tables.numbers import MOSTLY, NAMED, Cells, Context, is_percent, measure, numbers
from organizer.library.tables.rows import MAX_COLUMNS, Records, lay_out, rows_of
from organizer.library.tables.types import Column, Note, Problems, Reading, Table
from organizer.library.tables.values import MISSING, NO_NAMES, is_plain

_Numbers: TypeAlias = npt.NDArray[np.float64]
#: Texts of songs are not longer, in tags neither.
_LONGEST = 10_000
#: Songs of which the cells are kept as they are in the file, to be shown.
_HEAD = 50
#: Cells that tell whether a column that is named like text holds numbers.
_SAMPLE = 1_000
#: What only one column can be.
_ONCE = frozenset({*TEXTS, *NUMBERS})
#: Text fields that may hold numbers: a song is called “1999”.
_NUMERIC_TEXTS = ("date", "source", "title", "isrc")
#: What says of a key beside it whether it is minor.
_MODES = ("mode", "scale", "key scale", "tonal key scale")
_MINOR, _MAJOR = ("minor", "min", "moll"), ("major", "maj", "dur")
_RATINGS = frozenset({"rating", "ratings", "stars", "bewertung", "wertung", "sterne", "valoracion", "評価"})
_TITLES = (
    "title",
    "track name",
    "song name",
    "song title",
    "track title",
    "titel",
    "titre",
    "titulo",
    "titolo",
)


@dataclass(slots=True)
class _Guess:
    """What a column is taken for, while the table is read."""

    role: str
    meaning: HeaderMeaning | None  #: of its header
    cells: Cells | None = None  #: of numbers
    decimal: str = ""
    why: str = ""  #: it is not used although its name is known


def read_table(path: str, how: Reading | None = None) -> Table:
    """Read a table of songs.

    Parameters
    ----------
    path : of the file
    how : what a person corrected of what was recognized

    Raises
    ------
    UsageError
        It is no table of text (or not in the encoding asked for), has no header or no song, no column of
        numbers, or too many columns.
    """
    how = how or Reading()
    if how.separator is not None and (len(how.separator) != 1 or how.separator in '"\r\n\0'):
        raise UsageError(
            tr("“{separator}” cannot separate cells", separator=how.separator),
            remedy=tr("use one character, such as ;"),
        )
    text, encoding, guessed = decode(path, how.encoding, _is_known)
    if not text.strip():
        raise UsageError(tr("the table is empty"), path=path, remedy=tr("export it again"))
    layout = lay_out(path, text, _is_known, separator=how.separator, header_line=how.header_line)
    headers = layout.headers
    _refuse_headers(path, headers, named=layout.header_line > 0)
    problems = Problems()
    records = Records(path, text, layout.separator, start=layout.start, line=layout.line)
    lines, rows = rows_of(records, headers, problems)
    del text, records
    if not rows:
        raise UsageError(
            tr("no song below the header"), path=path, remedy=tr("export the table with its rows")
        )
    cells = [[row[index].strip() for row in rows] for index in range(len(headers))]
    del rows
    guesses, decimal, notes = _guess(headers, cells, how, layout.separator)
    columns, texts, values, column_notes = _understood(headers, cells, guesses, how, lines, problems)
    if not values:
        unread = next((guess.why for guess in guesses if guess.meaning and guess.why), "")
        raise UsageError(
            tr("no column of numbers: {columns}", columns=unread) if unread else tr("no column of numbers"),
            path=path,
            remedy=tr("features are needed, such as tempo or energy"),
        )
    songs = _song_rows(path, lines, texts, values, problems)
    return Table(
        path=path,
        encoding=encoding,
        separator=layout.separator,
        decimal=how.decimal or decimal,
        header_line=layout.header_line,
        columns=columns,
        lines=tuple(lines[row] for row in songs),
        texts={role: [column[row] for row in songs] for role, column in texts.items()},
        numbers={name: column[songs] for name, column in values.items()},
        problems=problems.in_order(),
        notes=(*guessed, *layout.notes, *notes, *column_notes),
        head=tuple(tuple(column[row][:1_000] for column in cells) for row in songs[:_HEAD]),
    )


def _is_known(header: str) -> bool:
    return recognized(header) is not None


def _refuse_headers(path: str, headers: Sequence[str], *, named: bool) -> None:
    if len(headers) > MAX_COLUMNS:
        raise UsageError(
            plural(
                "{n} column is more than a table of songs has",
                "{n} columns are more than a table of songs has",
                len(headers),
            ),
            path=path,
            remedy=tr("keep at most {n}; songs are rows, not columns", n=MAX_COLUMNS),
        )
    numeric = [cell for cell in headers if len(cell) < 40 and is_plain(cell)]
    counted = all(cell.isdigit() for cell in numeric) and len(set(numeric)) == len(numeric)
    if not named or not numeric or (counted and any(recognized(cell) for cell in headers)):
        return
    if len(numeric) > len(headers) / 2 or (
        3 * len(numeric) >= len(headers) and not any(recognized(cell) for cell in headers)
    ):
        raise UsageError(
            tr("the first row holds numbers, not names"),
            path=path,
            remedy=tr("put a row of column names on top, or say that there is none (--header-line 0)"),
        )


def _guess(
    headers: Sequence[str], cells: Sequence[Sequence[str]], how: Reading, separator: str
) -> tuple[list[_Guess], str, list[Note]]:
    """What each column is, the decimal of the table, and what was guessed of it."""
    meanings = [recognized(header) for header in headers]
    roles: list[str] = []
    evidence: dict[int, DecimalEvidence] = {}
    for index, meaning in enumerate(meanings):
        role = how.roles.get(index) or (meaning.role if meaning else "")
        roles.append(role)
        if role not in TEXTS or (role == "key" and index not in how.roles):
            evidence[index] = decimal_evidence(
                cells[index], _kind(role, headers[index], meaning), columns=len(headers)
            )
    decimal, decimals, notes = decide_decimals(evidence, headers, separator)
    if how.decimal:
        decimal, decimals, notes = how.decimal, dict.fromkeys(decimals, how.decimal), []
    guesses = [
        _column(headers[at], cells[at], meaning, roles[at], decimals.get(at, decimal), forced=at in how.roles)
        for at, meaning in enumerate(meanings)
    ]
    for at, guess in enumerate(guesses):
        guess.decimal = decimals.get(at, "") if guess.cells is not None else ""
    _settle(headers, guesses, how)
    return guesses, decimal, notes


def _kind(role: str, header: str, meaning: HeaderMeaning | None) -> str:
    """What ``decimals`` knows of the numbers of a column."""
    quantity = NUMBERS.get(role, "")
    if quantity == "share":
        return "share"
    if role == "duration" and meaning is not None and meaning.unit in ("s", "ms", "min"):
        return f"duration {meaning.unit}"
    return role if role in NUMBERS or role == "key" else column_name(header)


def _column(
    header: str, cells: Sequence[str], meaning: HeaderMeaning | None, role: str, decimal: str, *, forced: bool
) -> _Guess:
    """What a column is, by its name and what it holds."""
    if role in TEXTS and forced:
        return _Guess(role, meaning)
    if role in TEXTS:
        numeric = numbers(cells[:_SAMPLE], decimal, "number").readable(MOSTLY)
        if not numeric or (role in _NUMERIC_TEXTS and (role != "title" or column_name(header) in _TITLES)):
            return _Guess(role, meaning)
        if role == "title":
            return _Guess(UNUSED, None, why=tr("it holds numbers, no titles"))
    if role == UNUSED:
        return _Guess(UNUSED, meaning)
    if is_index(header) and not forced:
        return _Guess(UNUSED, None)
    if role in NUMBERS:
        kind = role if NUMBERS[role] != "share" else "share"
        read = numbers(cells, decimal, kind)
        if forced or read.readable(NAMED):
            return _Guess(role, meaning, read)
        if (
            role == "tempo"
            and (times := numbers(cells, decimal, "duration")).readable(MOSTLY)
            and times.with_unit.any()
        ):
            # Italian and Portuguese for time
            return _Guess("duration", HeaderMeaning("duration", False), times)
        example = next((cells[row] for row in read.broken), "")
        why = tr("its name says {role}, but “{example}” is no number for it", role=role, example=example[:40])
        return _Guess(UNUSED, meaning, why=why if read.filled else tr("it is empty"))
    rating = not _RATINGS.isdisjoint(column_name(header).split())
    read = numbers(cells, decimal, "rating" if rating else "number")
    if role == OTHER_NUMBER or read.readable(MOSTLY):
        return _Guess(OTHER_NUMBER, meaning, read)
    return _Guess(UNUSED, meaning, why="" if read.filled else tr("it is empty"))


def _settle(headers: Sequence[str], guesses: list[_Guess], how: Reading) -> None:
    """Of several columns for one field, the one that a person named is it; else the first sure one."""
    for role in _ONCE:
        claims = [at for at, guess in enumerate(guesses) if guess.role == role]
        chosen = [at for at in claims if how.roles.get(at) == role]
        sure = [at for at in claims if (meaning := guesses[at].meaning) is None or meaning.sure]
        taken = (chosen or sure or claims)[:1]
        for at in claims:
            if at in taken:
                continue
            guess = guesses[at]
            numeric = guess.cells is not None
            guess.role = OTHER_NUMBER if numeric else UNUSED
            guess.why = (
                ""
                if numeric
                else tr(
                    "the {field} is “{column}”",
                    field=readable(role) if role in NUMBERS else in_sentence(role),
                    column=headers[taken[0]],
                )
            )


def _understood(
    headers: Sequence[str],
    cells: Sequence[Sequence[str]],
    guesses: Sequence[_Guess],
    how: Reading,
    lines: Sequence[int],
    problems: Problems,
) -> tuple[tuple[Column, ...], dict[str, list[str]], dict[str, _Numbers], list[Note]]:
    """The columns, their texts and numbers, and what there is to say of them."""
    context = Context(
        percent=any(_in_percent(guess) for guess in guesses),
        librosa=any(header.casefold().startswith(("chroma_stft", "mfcc1_")) for header in headers),
    )
    columns: list[Column] = []
    texts: dict[str, list[str]] = {}
    values: dict[str, _Numbers] = {}
    notes: list[Note] = []
    unused: list[str] = []
    for at, (header, guess) in enumerate(zip(headers, guesses, strict=True)):
        shown = header or tr("column {at}", at=at + 1)
        if guess.role in TEXTS:
            texts[guess.role] = [_text(guess.role, cell) for cell in cells[at]]
            columns.append(Column(header, guess.role, guess.role))
        elif guess.cells is None:
            if guess.why:
                notes.append(
                    Note(
                        tr("“{shown}” is not used: {why}", shown=shown, why=guess.why),
                        f'--column "{shown}=ROLE"',
                    )
                )
            elif column_name(header) not in _MODES or not any(g.role == "key" for g in guesses):
                unused.append(shown)
            columns.append(Column(header, "", UNUSED))
        else:
            column, numeric = _numbers(
                at, shown, guess, cells[at], how, context, values, lines, problems, notes
            )
            columns.append(Column(header, *column, decimal=guess.decimal))
            values[column[0]] = numeric
    if unused:
        listed = ", ".join(f"“{name}”" for name in unused[:20]) + (" …" if len(unused) > 20 else "")
        notes.append(Note(tr("not used: {listed}", listed=listed), '--column "HEADER=ROLE"'))
    if "title" not in texts and "file" not in texts:
        what = tr("no column is taken for the titles of the songs")
        notes.append(Note(what, '--column "HEADER=title"', doubtful=True))
    _join_mode(headers, cells, texts, values)
    return tuple(columns), texts, values, notes


def _in_percent(guess: _Guess) -> bool:
    if guess.cells is None or NUMBERS.get(guess.role) != "share":
        return False
    return (guess.meaning is not None and guess.meaning.unit == "percent") or is_percent(guess.cells)


def _numbers(
    at: int,
    header: str,
    guess: _Guess,
    cells: Sequence[str],
    how: Reading,
    context: Context,
    taken: Mapping[str, object],
    lines: Sequence[int],
    problems: Problems,
    notes: list[Note],
) -> tuple[tuple[str, str, float, str], _Numbers]:
    """Name, role, scale and unit of a column of numbers, and the numbers."""
    assert guess.cells is not None
    role, named = guess.role, guess.meaning.unit if guess.meaning else ""
    name = role if role in NUMBERS else _unique(column_name(header) or tr("column {at}", at=at + 1), taken)
    plain = guess.meaning.role if guess.meaning and guess.meaning.role == "key" else column_name(header)
    measured = measure(
        role if role in NUMBERS else plain,
        header,
        guess.cells,
        named=named,
        chosen=how.units.get(at),
        forced=at in how.roles,
        context=context,
    )
    if role in NUMBERS and measured.misfit:
        name, role = _unique(f"raw {role}", taken), OTHER_NUMBER
        what = tr(
            "“{header}” is kept as a number of its own, “{name}”: {reason}",
            header=header,
            name=name,
            reason=measured.misfit,
        )
        notes.append(Note(what, f'--column "{header}={guess.role}"'))
    for row in guess.cells.broken:
        what = tr(
            "“{cells}” in “{header}” is no number: taken as missing", cells=cells[row][:40], header=header
        )
        problems.add(lines[row], what, kind=tr("cells of “{header}” that are no numbers", header=header))
    for row in measured.outside:
        what = tr(
            "“{cells}” in “{header}” is beyond any {role}: taken as missing",
            cells=cells[row][:40],
            header=header,
            role=guess.role,
        )
        problems.add(
            lines[row], what, kind=tr("cells of “{header}” beyond any {role}", header=header, role=guess.role)
        )
    notes += measured.notes
    return (name, role, measured.scale, measured.unit), measured.values


def _text(role: str, cell: str) -> str:
    cell = cell[:_LONGEST]
    if role in ("title", "artist", "album", "album_artist"):
        if cell in NO_NAMES:
            return ""
        return lists.names(cell) if role.endswith("artist") else cell
    if role == "date" and cell.casefold() not in MISSING:
        return dates.iso(cell)
    return "" if cell.casefold() in MISSING else cell


def _join_mode(
    headers: Sequence[str],
    cells: Sequence[Sequence[str]],
    texts: dict[str, list[str]],
    values: Mapping[str, _Numbers],
) -> None:
    """ "C#" beside "Minor" in a column of its own is one key, and so is 1 beside 0."""
    modes = next((cells[at] for at, header in enumerate(headers) if column_name(header) in _MODES), None)
    if modes is None:
        return
    words = [mode.casefold() for mode in modes]
    minor = [mode in (*_MINOR, "0", "0.0") for mode in words]
    if "key" not in texts:
        named = [one or mode in (*_MAJOR, "1", "1.0") for one, mode in zip(minor, words, strict=True)]
        pitches = values.get("key", np.full(len(modes), np.nan))
        if np.isin(pitches[np.isfinite(pitches)], range(12)).all() and np.isfinite(pitches).any():
            texts["key"] = [
                musical_keys.name(int(pitch), minor=less) if sure and np.isfinite(pitch) else ""
                for pitch, less, sure in zip(pitches, minor, named, strict=True)
            ]
        return
    for row, (key, mode) in enumerate(zip(texts["key"], words, strict=True)):
        if 0 < len(key) <= 2 and mode in _MINOR:
            texts["key"][row] = f"{key}m"


def _song_rows(
    path: str,
    lines: Sequence[int],
    texts: Mapping[str, Sequence[str]],
    values: Mapping[str, _Numbers],
    problems: Problems,
) -> list[int]:
    """The rows that are songs: those with a number, and those with a title."""
    empty = np.ones(len(lines), np.bool_)
    for column in values.values():
        empty &= np.isnan(column)
    if empty.all():
        raise UsageError(
            tr("no row holds a number"), path=path, remedy=tr("see that its columns are in order")
        )
    # A row that names a song is one: its file may come, and a list of songs stays whole.
    named = np.array([bool(title) for title in texts["title"]] if "title" in texts else [False] * len(lines))
    for row in np.flatnonzero(empty).tolist():
        what = tr("kept by its name alone") if named[row] else tr("left out")
        problems.add(
            lines[row],
            tr("no number in this row: {what}", what=what),
            left_out=not named[row],
            kind=tr("rows without a number"),
        )
    songs: list[int] = np.flatnonzero(~empty | named).tolist()
    return songs


def _unique(name: str, taken: Mapping[str, object]) -> str:
    unique, number = name, 2
    while unique in taken or unique in NUMBERS:
        unique, number = f"{name} {number}", number + 1
    return unique
