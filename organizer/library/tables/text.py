"""Tables as bytes → text → rows of cells: encodings, separators, quotation marks, the line of the header.

Encodings are told by their marks, by zeros at every other byte (UTF-16 without a mark), by being valid UTF-8;
what is neither is Windows-1252, and that is said. Separators are told by the rows they would make. Above the
header there may be ``sep=;``, titles and comments.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from organizer.base import system
from organizer.base.errors import UsageError
from organizer.library.tables.types import Note, Problems

MAX_COLUMNS = 2_000
SEPARATORS = (",", ";", "\t", "|")
# Beyond this, a quotation mark was opened and never closed.
csv.field_size_limit(200_000)
_MAX_BYTES = 1 << 30
#: Rows that a separator is judged by, and among which the header is looked for.
_SAMPLE, _ABOVE = 200, 60
#: Cells of a row that are looked at whether they name columns.
_NAMES = 300
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Zip (also the spreadsheets of today), gzip, old spreadsheets, PDF, MP3, SQLite.
_FOREIGN = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF", b"ID3", b"SQLite format")
#: Codecs of Python that are no encodings of files; some take time with the square of the length.
_NO_ENCODINGS = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
#: What files are in that are neither UTF-8 nor UTF-16; the one in which the header has most known names.
_OLDER = {
    "cp1252": "Windows-1252 (Western)",
    "cp1250": "Windows-1250 (Central European)",
    "mac-roman": "Mac (Roman)",
    "cp850": "DOS (850)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp932": "Shift JIS (Japanese)",
    "euc-jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp949": "Windows-949 (Korean)",
}
_SEPARATOR_LINE = re.compile(r'"?sep=(.|\\t)"?[ ,;\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
#: What is between the header and the rows of a table in Markdown.
_RULE = re.compile(r"[:\s-]*-{3}[:\s-]*|={3}[\s=]*")
#: How text of other kinds begins, and what that is.
_OTHER_TEXT = (
    (re.compile(r"\s*(?:<!doctype html|<html|<table)", re.IGNORECASE), "HTML"),
    (re.compile(r"\s*<(?:\?xml|!DOCTYPE|plist)\b", re.IGNORECASE), "XML"),
    (re.compile(r'\s*(?:\[\s*)?\{\s*"[^"\r\n]{0,200}"\s*:'), "JSON"),
)
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


def decode(path: str, wanted: str | None, recognized: Callable[[str], bool]) -> tuple[str, str, list[Note]]:
    """The file as text, its encoding (the one wanted, else the one it looks like), and what was guessed.

    ``recognized`` says whether a cell is the name of a known column.
    """
    raw = _bytes(path)
    if wanted is not None:
        return _as_wanted(path, raw, wanted), wanted, []
    notes: list[Note] = []
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "") or _without_mark(raw)
    if encoding:
        text = raw.decode(encoding, "replace")
        if "\ufffd" in text:
            notes.append(
                Note(f"some letters are not in {encoding}, though the file begins like it", "--encoding NAME")
            )
    else:
        text, encoding, notes = _utf8_or_older(raw, recognized)
    if "\0" in text:
        raise UsageError("binary data, not a table of text", path=path, remedy="export it as CSV")
    text = text.removeprefix("\ufeff")
    if kind := next((name for begin, name in _OTHER_TEXT if begin.match(text[:2_000])), ""):
        raise UsageError(f"this is {kind}, not a table of cells", path=path, remedy="export it as CSV")
    return text, encoding, notes


def _bytes(path: str) -> bytes:
    try:
        if system.never_ends(path):
            remedy = "name the file that holds the table"
            raise UsageError("this is a pipe or device, not a file", path=path, remedy=remedy)
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > _MAX_BYTES:
                raise UsageError("the table is over 1 GB", path=path, remedy="split it into several")
            raw = file.read(_MAX_BYTES)
    except OSError as error:
        raise UsageError(error.strerror or str(error), path=path, remedy="see that it is there") from error
    if raw.startswith(_FOREIGN):
        raise UsageError(
            "this is not a table of text, whatever its name says",
            path=path,
            remedy="save or export it as CSV; unpack archives first",
        )
    return raw


def _as_wanted(path: str, raw: bytes, wanted: str) -> str:
    try:
        name = codecs.lookup(wanted).name
        if name.replace("-", "_") in _NO_ENCODINGS:
            raise LookupError(name)
        if name == "utf-16" and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            name = _without_mark(raw) or "utf-16-le"
        text = raw.decode(name).removeprefix("\ufeff")
        if not text.isascii():
            text.encode("utf-8")  # halves of characters could not be stored
    except LookupError:
        remedy = "write utf-8, utf-16, cp1252, or another that Python knows"
        raise UsageError(f"unknown encoding “{wanted}”", path=path, remedy=remedy) from None
    except ValueError as error:
        remedy = "choose another one, or let it be recognized"
        raise UsageError(f"it is not in the encoding {wanted}", path=path, remedy=remedy) from error
    if "\0" in text:
        raise UsageError("binary data, not a table of text", path=path, remedy="export it as CSV")
    return text


def _without_mark(raw: bytes) -> str:
    """UTF-16 without a mark: what it has of Latin letters, digits and separators has zeros on one side."""
    sample = raw[:40_000]
    half = len(sample) // 2
    even, odd = sample[0 : 2 * half : 2].count(0), sample[1 : 2 * half : 2].count(0)
    if half and max(even, odd) >= 0.05 * half and min(even, odd) <= 0.02 * max(even, odd):
        encoding = "utf-16-be" if even > odd else "utf-16-le"
        if re.search("[\r\n]", sample.decode(encoding, "replace")):  # else zeros are in it for other reasons
            return encoding
    return ""


def _utf8_or_older(raw: bytes, recognized: Callable[[str], bool]) -> tuple[str, str, list[Note]]:
    try:
        return raw.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    if good > 10 * bad:  # Western text is hardly ever valid UTF-8
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        what = f"{bad:,} letters are not UTF-8, as the others are; the first is in line {line:,}"
        return text, "utf-8", [Note(what, "--encoding NAME")]
    encoding = max(_OLDER, key=lambda name: _known_names(raw[:8_000], name, recognized))
    what = f"the encoding is not said: taken for {_OLDER[encoding]}"
    return raw.decode(encoding, errors="replace"), encoding, [Note(what, "--encoding NAME", doubtful=True)]


def _known_names(raw: bytes, encoding: str, recognized: Callable[[str], bool]) -> int:
    """How many cells of the first lines are names of columns, in an encoding."""
    lines = raw.decode(encoding, errors="replace").splitlines()[:6]
    return max(
        (sum(recognized(cell.strip('"# ')) for cell in re.split("[,;\t|]", line)[:200]) for line in lines),
        default=0,
    )


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
            f"line {self._first}: {error}",
            path=self._path,
            remedy="a quotation mark may be open there; see that line",
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
    if said := _SEPARATOR_LINE.match(text):
        start, line = said.end(), 2
        separator = separator or said[1].replace("\\t", "\t")
    if separator is None or separator in '"\r\n':
        separator = _separator(path, text[start : start + 1_000_000], recognized)
    records = Records(path, text, separator, start=start, line=line)
    sample: list[tuple[int, list[str], tuple[int, int]]] = []
    for at, row in islice(records, _SAMPLE):
        sample.append((at, row, records.place))
    if not sample:
        raise UsageError("the table is empty", path=path, remedy="export it again")
    rows = [row for _, row, _ in sample]
    if header_line == 0:
        width = _usual_width(rows)
        names = tuple(f"column {number}" for number in range(1, width + 1))
        return Layout(separator, 0, names, start, line, ())
    if header_line is not None:
        chosen = next((at for at, (first, _, _) in enumerate(sample) if first == header_line), None)
        if chosen is None:
            raise UsageError(
                f"no row begins on line {header_line}",
                path=path,
                remedy=f"the first rows begin on lines {', '.join(str(r[0]) for r in sample[:5])}",
            )
    else:
        chosen = _header(rows, recognized)
        if chosen:
            above = "; ".join(" ".join(" ".join(row).split())[:40] for row in rows[:chosen][:3])
            many = "the line" if chosen == 1 else f"{chosen} lines"
            notes.append(Note(f"{many} above the header left out: “{above}”", "--header-line N"))
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
                what = "a quotation mark may be open: this row and those that it takes in left out"
                problems.add(line, what, left_out=True)
                continue
            if not any(cell.strip() for cell in again):
                continue
            row = again
            problems.add(line, "a quotation mark is open: it is taken for a letter")
        unescaped = records.unescaped()
        fitted = _fitted(unescaped, width) if unescaped is not None else None
        fitted = _fitted(row, width) if fitted is None else fitted
        if fitted is None:
            what = f"{len(row)} cells where the header has {width}: left out"
            problems.add(line, what, left_out=True, kind="rows with more or fewer cells than the header")
        elif _RULE.fullmatch("".join(fitted).strip()):
            continue
        elif len(rows) < 50_000 and [cell.strip() for cell in fitted] == list(headers):
            problems.add(line, "the header once more: left out", left_out=True)
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
    below it has more names that are known, and no number."""
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
