"""Tables as bytes → text.

Encodings are recognized by their marks, by zeros at every other byte (UTF-16 without a mark), by being valid
UTF-8. What is neither is in the encoding in which the header names most known columns, or whose script
charset-normalizer recognizes, or else in Windows-1252, and that is reported.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable

from organizer.base import system
from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.library.tables.types import Note

_MAX_BYTES = 1 << 30
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
#: What files are in that are neither UTF-8 nor UTF-16.
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
_WESTERN = "cp1252"
_LAST_LATIN = "\u036f"
_WORD, _ASCII_LETTER = re.compile(r"[^\W\d_]+"), re.compile("[A-Za-z]")
#: Bytes among which lines that are not ASCII are looked for, and bytes of these that are weighed.
_SEARCHED, _WEIGHED = 10_000_000, 20_000
#: How text of other kinds begins, and what that is.
_OTHER_TEXT = (
    (re.compile(r"\s*(?:<!doctype html|<html|<table)", re.IGNORECASE), "HTML"),
    (re.compile(r"\s*<(?:\?xml|!DOCTYPE|plist)\b", re.IGNORECASE), "XML"),
    (re.compile(r'\s*(?:\[\s*)?\{\s*"[^"\r\n]{0,200}"\s*:'), "JSON"),
)


def decode(path: str, given: str | None, recognized: Callable[[str], bool]) -> tuple[str, str, list[Note]]:
    """The file as text, its encoding (the one given, else the one it looks like), and what was guessed.

    ``recognized`` says whether a cell is the name of a known column.
    """
    raw = _bytes(path)
    if given is not None:
        return _as_given(path, raw, given), given, []
    notes: list[Note] = []
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "") or _without_mark(raw)
    if encoding:
        text = raw.decode(encoding, "replace")
        if "\ufffd" in text:
            notes.append(
                Note(
                    tr(
                        "some letters are not in {encoding}, though the file begins like it",
                        encoding=encoding,
                    ),
                    "--encoding NAME",
                )
            )
    else:
        text, encoding, notes = _utf8_or_older(raw, recognized)
    if "\0" in text:
        raise UsageError(tr("binary data, not a table of text"), path=path, remedy=tr("export it as CSV"))
    text = text.removeprefix("\ufeff")
    if kind := next((name for begin, name in _OTHER_TEXT if begin.match(text[:2_000])), ""):
        raise UsageError(
            tr("this is {kind}, not a table of cells", kind=kind), path=path, remedy=tr("export it as CSV")
        )
    return text, encoding, notes


def _bytes(path: str) -> bytes:
    try:
        if system.never_ends(path):
            remedy = tr("name the file that holds the table")
            raise UsageError(tr("this is a pipe or device, not a file"), path=path, remedy=remedy)
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > _MAX_BYTES:
                raise UsageError(tr("the table is over 1 GB"), path=path, remedy=tr("split it into several"))
            raw = file.read(_MAX_BYTES)
    except OSError as error:
        raise UsageError(
            error.strerror or str(error), path=path, remedy=tr("see that it is there")
        ) from error
    if raw.startswith(_FOREIGN):
        raise UsageError(
            tr("this is not a table of text, whatever its name says"),
            path=path,
            remedy=tr("save or export it as CSV; unpack archives first"),
        )
    return raw


def _as_given(path: str, raw: bytes, given: str) -> str:
    try:
        name = codecs.lookup(given).name
        if name.replace("-", "_") in _NO_ENCODINGS:
            raise LookupError(name)
        if name == "utf-16" and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            name = _without_mark(raw) or "utf-16-le"
        text = raw.decode(name).removeprefix("\ufeff")
        if not text.isascii():
            text.encode("utf-8")  # halves of characters could not be stored
    except LookupError:
        remedy = tr("write utf-8, utf-16, cp1252, or another that Python knows")
        raise UsageError(tr("unknown encoding “{given}”", given=given), path=path, remedy=remedy) from None
    except ValueError as error:
        remedy = tr("choose another one, or let it be recognized")
        raise UsageError(
            tr("it is not in the encoding {given}", given=given), path=path, remedy=remedy
        ) from error
    if "\0" in text:
        raise UsageError(tr("binary data, not a table of text"), path=path, remedy=tr("export it as CSV"))
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
        what = plural(
            "{n} letter is not UTF-8, as the others are; the first is in line {line}",
            "{n} letters are not UTF-8, as the others are; the first is in line {line}",
            bad,
            line=line,
        )
        return text, "utf-8", [Note(what, "--encoding NAME")]
    encoding = max(_OLDER, key=lambda name: _known_names(raw[:8_000], name, recognized))
    if encoding == _WESTERN:  # the header says nothing, or is in ASCII
        encoding = _other_script(raw) or _WESTERN
    what = tr("the encoding is not said: taken for {older}", older=_OLDER[encoding])
    return raw.decode(encoding, errors="replace"), encoding, [Note(what, "--encoding NAME", doubtful=True)]


def _other_script(raw: bytes) -> str:
    """The encoding under which the lines that are not ASCII hold words in another script than Latin; empty
    where there is none. The encodings of Latin text are not told apart well enough by their letters alone."""
    from charset_normalizer import from_bytes

    lines = b"\n".join(line for line in raw[:_SEARCHED].split(b"\n") if not line.isascii())
    sample = lines[:_WEIGHED].rpartition(b"\n")[0] or lines[:_WEIGHED]  # no character is cut
    best = from_bytes(sample, cp_isolation=list(_OLDER), preemptive_behaviour=False).best()
    if best is None:
        return ""
    words = [word for word in _WORD.findall(str(best)) if max(word) > _LAST_LATIN]
    # "Für" in another encoding is a word of two scripts
    whole = [word for word in words if len(word) > 1 and not _ASCII_LETTER.search(word)]
    encoding = best.encoding.replace("_", "-")
    return encoding if encoding in _OLDER and 2 * len(whole) > len(words) else ""


def _known_names(raw: bytes, encoding: str, recognized: Callable[[str], bool]) -> int:
    """How many cells of the first lines are names of columns, in an encoding."""
    lines = raw.decode(encoding, errors="replace").splitlines()[:6]
    return max(
        (sum(recognized(cell.strip('"# ')) for cell in re.split("[,;\t|]", line)[:200]) for line in lines),
        default=0,
    )
