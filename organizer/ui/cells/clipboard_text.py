"""Cells as text, the way spreadsheets copy them: lines of cells with tabs between."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BREAKS = frozenset("\t\n")
_BREAK = re.compile(r"[\t\n]")


def written(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as text. A cell with tabs or lines stands in quotes, as spreadsheets have it."""
    return "\n".join("\t".join(map(_quoted, row)) for row in rows)


def parsed(text: str) -> list[list[str]]:
    """The rows of cells in a text.

    Quotes belong to the text of a cell, unless there are tabs or lines between them: only then a spreadsheet
    has put them there. An end of line at the end of all begins no row.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removesuffix("\n")
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            return rows
        if text[at] == "\n":
            rows.append([])
        at += 1


def _quoted(text: str) -> str:
    if _BREAKS.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def _cell(text: str, start: int) -> tuple[str, int]:
    """The cell that begins here, and where it ends."""
    if text.startswith('"', start):
        end = start + 1
        while (end := text.find('"', end)) >= 0:
            if not text.startswith('"', end + 1):
                break
            end += 2
        inside = text[start + 1 : end] if end >= 0 else ""
        if not _BREAKS.isdisjoint(inside) and text[end + 1 : end + 2] in ("", "\t", "\n"):
            return inside.replace('""', '"'), end + 1
    found = _BREAK.search(text, start)
    end = len(text) if found is None else found.start()
    return text[start:end], end
