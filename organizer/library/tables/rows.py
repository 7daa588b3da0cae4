"""Tables as text → rows of cells: separators, quotation marks, the line of the header.

A separator is recognized by the rows that it would make. Above the header there may be ``sep=;``, titles and
comments.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.library.tables.types import Note, Problems

MAX_COLUMNS = 2_000
SEPARATORS = (",", ";", "\t", "|")
# Beyond this, a quotation mark was opened and never closed.
csv.field_size_limit(200_000)
#: Rows that a separator is judged by, and among which the header is looked for.
_SAMPLE, _ABOVE = 200, 60
#: Cells of a row that are looked at whether they name columns.
_NAMES = 300
_SEPARATOR_LINE = re.compile(r'"?sep=(.|\\t)"?[ ,;\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
#: What is between the header and the rows of a table in Markdown.
_RULE = re.compile(r"[:\s-]*-{3}[:\s-]*|={3}[\s=]*")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*)?%?")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the header is and what separates the cells."""

    separator: str
    header_line: int  #: 0: there is none
    headers: tuple[str, ...]
    start: int  #: offset of the first row below the header, in the text
    line: int  #: and its line
    notes: tuple[Note, ...]


class Records:
    """Rows that are not blank, each with the line it begins on.

    A quotation mark that is opened and never closed takes all the rest into its cell; ``as_it_stands`` goes
    back to such a row and takes its marks for letters.
    """

    def __init__(self, path: str, text: str, separator: str, *, start: int = 0, line: int = 1) -> None:
        self._path, self._text, self._separator = path, text, separator
        self._escapes = '\\"' in text
        self._stream = io.StringIO(text, newline="")
        self._stream.seek(start)
        self._patience = 5 * len(text) + 1_000  # letters that may be read again
        self._first = self._line = line  #: of the row at hand; of the next one
        self._start = start
        self._make()

    def _make(self, *, quotes: bool = True) -> None:
        self._reader = csv.reader(
            self._stream,
            delimiter=self._separator,
            quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE,
            skipinitialspace=self._separator != " ",  # "A", "B" are quoted both
        )
        self._before = self._line - 1

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            self._first, self._start = self._line, self._stream.tell()
            try:
                row = next(self._reader, None)
            except csv.Error as error:
                again = self.as_it_stands() if self._stream.tell() > self._start else None
                if again is None:
                    raise self._open(error) from error
                row = again
            if row is None:
                return
            self._line = self._before + self._reader.line_num + 1
            if any(cell.strip() for cell in row):
                yield self._first, row

    @property
    def place(self) -> tuple[int, int]:
        """Offset and line of the next row."""
        return self._stream.tell(), self._line

    @property
    def spans(self) -> bool:
        """Whether the row at hand has several lines."""
        return self._line - self._first > 1

    @property
    def unclosed(self) -> bool:
        """Whether the row at hand goes to the end of the table, within quotation marks."""
        end = self._stream.tell()
        return self.spans and end == len(self._text) and self._text.count('"', self._start, end) % 2 == 1

    def unescaped(self) -> list[str] | None:
        """The row at hand where a backslash makes a quotation mark a letter, as databases write it; None
        where there is none."""
        if not self._escapes or self.spans:
            return None
        line = self._text[self._start : self._stream.tell()]
        if '\\"' not in line:
            return None
        try:
            rows = list(csv.reader([line.replace('\\"', '""')], delimiter=self._separator, strict=True))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None

    def as_it_stands(self) -> list[str] | None:
        """The first line of the row at hand, its quotation marks as letters; the next row is the line below.

        None where too much was read again already.
        """
        self._patience -= self._stream.tell() - self._start
        if self._patience < 0:
            return None
        self._stream.seek(self._start)
        self._line = self._first
        self._make(quotes=False)
        try:
            row = next(self._reader, None)
        except csv.Error as error:
            raise self._open(error) from error
        self._line = self._first + 1
        self._make()
        return row

    def _open(self, error: csv.Error) -> UsageError:
        return UsageError(
            tr("line {first}: {error}", first=self._first, error=error),
            path=self._path,
            remedy=tr("a quotation mark may be open there; see that line"),
        )


def lay_out(
    path: str,
    text: str,
    recognized: Callable[[str], bool],
    *,
    separator: str | None = None,
    header_line: int | None = None,
) -> Layout:
    """Find separator and header. ``recognized`` says whether a cell is the name of a known column."""
    notes: list[Note] = []
    start, line = 0, 1
    if line_of_separator := _SEPARATOR_LINE.match(text):
        start, line = line_of_separator.end(), 2
        separator = separator or line_of_separator[1].replace("\\t", "\t")
    if separator is None or separator in '"\r\n':
        separator = _separator(path, text[start : start + 1_000_000], recognized)
    records = Records(path, text, separator, start=start, line=line)
    sample: list[tuple[int, list[str], tuple[int, int]]] = []
    for at, row in islice(records, _SAMPLE):
        sample.append((at, row, records.place))
    if not sample:
        raise UsageError(tr("the table is empty"), path=path, remedy=tr("export it again"))
    rows = [row for _, row, _ in sample]
    if header_line == 0:
        width = _usual_width(rows)
        names = tuple(tr("column {number}", number=number) for number in range(1, width + 1))
        return Layout(separator, 0, names, start, line, ())
    if header_line is not None:
        chosen = next((at for at, (first, _, _) in enumerate(sample) if first == header_line), None)
        if chosen is None:
            raise UsageError(
                tr("no row begins on line {header_line}", header_line=header_line),
                path=path,
                remedy=tr(
                    "the first rows begin on lines {names}", names=", ".join(str(r[0]) for r in sample[:5])
                ),
            )
    else:
        chosen = _header(rows, recognized)
        if chosen:
            above = "; ".join(" ".join(" ".join(row).split())[:40] for row in rows[:chosen][:3])
            what = plural(
                "{n} line above the header left out: “{above}”",
                "{n} lines above the header left out: “{above}”",
                chosen,
                above=above,
            )
            notes.append(Note(what, "--header-line N"))
    first, row, (start, line) = sample[chosen]
    headers = [cell.strip() for cell in row]
    if headers[0].startswith("#") and recognized(headers[0].lstrip("# ")):
        headers[0] = headers[0].lstrip("# ")
    below = list(rows[chosen + 1 :])
    if below and all(len(row) == len(headers) + 1 and row[-1].strip() for row in below):
        headers.insert(0, "")  # the names of rows have no name themselves, as R writes tables
    return Layout(separator, first, tuple(headers), start, line, tuple(notes))


def rows_of(
    records: Records, headers: Sequence[str], problems: Problems
) -> tuple[list[int], list[list[str]]]:
    """Lines and cells of all rows that are as wide as the header."""
    width = len(headers)
    lines: list[int] = []
    rows: list[list[str]] = []
    for line, row in records:
        if records.spans and (_fitted(row, width) is None or records.unclosed):
            again = records.as_it_stands()
            if again is None:
                what = tr("a quotation mark may be open: this row and those that it takes in left out")
                problems.add(line, what, left_out=True)
                continue
            if not any(cell.strip() for cell in again):
                continue
            row = again
            problems.add(line, tr("a quotation mark is open: it is taken for a letter"))
        unescaped = records.unescaped()
        fitted = _fitted(unescaped, width) if unescaped is not None else None
        fitted = _fitted(row, width) if fitted is None else fitted
        if fitted is None:
            what = plural(
                "{n} cell where the header has {width}: left out",
                "{n} cells where the header has {width}: left out",
                len(row),
                width=width,
            )
            problems.add(line, what, left_out=True, kind=tr("rows with more or fewer cells than the header"))
        elif _RULE.fullmatch("".join(fitted).strip()):
            continue
        elif len(rows) < 50_000 and [cell.strip() for cell in fitted] == list(headers):
            problems.add(line, tr("the header once more: left out"), left_out=True)
        else:
            lines.append(line)
            rows.append(fitted)
    return lines, rows


def _fitted(row: list[str], width: int) -> list[str] | None:
    """The row without empty cells beyond the header; None where it has another width."""
    while len(row) > width and not row[-1].strip():
        row.pop()
    return row if len(row) == width else None


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    counts = Counter(len(row) for row in rows)
    return max(counts, key=lambda width: (counts[width] * (1 + (width > 1)), width))


def _separator(path: str, head: str, recognized: Callable[[str], bool]) -> str:
    """The separator under which the first rows have the same number of cells, many, and known names."""
    best, most = ",", 0.0
    for separator in SEPARATORS:
        try:
            rows = [row for _, row in islice(Records(path, head, separator), _SAMPLE)]
        except UsageError:
            continue
        if not rows:
            continue
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        names = max(sum(map(recognized, row[:_NAMES])) for row in rows[:_ABOVE])
        score = (width - 1) * (count / len(rows)) ** 2 * (1 + 2 * names / max(1, width))
        if score > most:
            best, most = separator, score
    return best


def _header(rows: Sequence[Sequence[str]], recognized: Callable[[str], bool]) -> int:
    """Which of the first rows holds the names of columns: the first that is as wide as the table, unless one
    below it has more known names, and no number."""
    width = _usual_width(rows)
    best, most = None, -1
    for at, row in enumerate(rows[:_ABOVE]):
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        filled = sum(map(bool, cells))
        if len(row) < width - 1 or (width > 1 and len(row) < 2) or 2 * filled < width:
            continue
        names = sum(recognized(cell.lstrip("# ")) for cell in cells[:_NAMES])
        numbers = any(_is_number(cell) for cell in cells)
        remark = cells[0].startswith(("# ", "//")) and not recognized(cells[0].lstrip("# "))
        if (best is None and not (remark and names < 2)) or (names > max(1, most) and not numbers):
            best, most = at, names
    return best or 0


def _is_number(cell: str) -> bool:
    return len(cell) < 40 and _NUMBER.fullmatch(cell) is not None
