"""Lyrics in a file beside the song, as players of karaoke and downloads keep them. Read, never written."""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import dataclass

_SUFFIXES = (".lrc", ".txt")
_LARGEST = 1 << 18  # bytes
_TIMES = re.compile(r"\[\d{1,3}:\d{2}(?:[.:]\d{1,3})?\]|<\d{1,3}:\d{2}(?:[.:]\d{1,3})?>")
_HEAD = re.compile(r"\[[a-z#]+:.*\]\s*")


@dataclass(frozen=True, slots=True)
class Lyrics:
    """What a file beside a song holds."""

    path: str
    text: str  #: without times
    timed: bool  #: it has times


def beside(song: str) -> Lyrics | None:
    """The lyrics in ``SONG.lrc`` or ``SONG.txt``; None where there are none that can be read."""
    stem = os.path.splitext(song)[0]
    for suffix in (*_SUFFIXES, *map(str.upper, _SUFFIXES)):
        path = stem + suffix
        try:
            with open(path, "rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError:
            continue
        if len(data) <= _LARGEST and (text := _decoded(data)).strip():
            return _lyrics(path, text)
    return None


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _lyrics(path: str, text: str) -> Lyrics:
    lines = text.replace("\0", "").splitlines()
    timed = any(_TIMES.match(line.strip()) for line in lines)
    if timed:
        lines = [_TIMES.sub("", line).strip() for line in lines if not _HEAD.fullmatch(line.strip())]
    return Lyrics(path, "\n".join(lines).strip(), timed)
