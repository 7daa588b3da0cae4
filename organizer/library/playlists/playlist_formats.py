"""What playlist files of each kind name, one entry after the other, as it stands in them.

M3U and M3U8, PLS, XSPF, JSPF, WPL, ASX, Rekordbox XML, Traktor NML and iTunes XML are read, in UTF-8, UTF-16
or Latin-1. Files come from anywhere: none is read whole where it can be read in parts, and numbers of
characters are bounded. What cannot be read is recognized by its kind.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from organizer.base.language import tr
from organizer.library.playlists import playlist_xml
from organizer.library.playlists.playlist_entry import (
    LONGEST,
    Entry,
    labelled,
    seconds_of,
    sound_of,
    text_of,
    wrong,
)

#: What is looked at to tell what a file is.
_HEAD = 65_536
_CHUNK = 262_144
#: Files that have to be read whole.
_LARGEST = 64_000_000


def entries(file: BinaryIO, ending: str, source: str) -> Iterator[Entry]:
    """The entries of an open playlist file, ``source`` by name. Raises ``LibraryError`` for what is none."""
    head = file.read(_HEAD)
    file.seek(0)
    if ending == ".jspf":
        yield from _jspf(file, source)
        return
    encoding = _utf16(head)
    text = head.decode(encoding, "replace") if encoding else head.decode("latin-1")
    if b"\0" in head and not encoding:
        raise wrong(
            source,
            tr("this is no playlist"),
            tr("M3U8, M3U, PLS, XSPF, JSPF, WPL, ASX, NML and XML of iTunes or Rekordbox are read"),
        )
    kind = _kind(text, ending)
    if not kind:
        raise wrong(
            source,
            tr("this XML is no playlist"),
            tr("XSPF, WPL, ASX and XML of iTunes or Rekordbox are read"),
        )
    if kind == "asx":
        yield from _asx(_whole(file, encoding, source))
    elif kind in playlist_xml.TARGETS:
        yield from playlist_xml.entries(file, kind, source)
    elif kind == "pls":
        yield from _pls(file, encoding)
    else:
        if re.search(
            r"^#EXT-X-(TARGETDURATION|STREAM-INF|MEDIA-SEQUENCE|VERSION|MEDIA|KEY)", text, re.MULTILINE
        ):
            raise wrong(
                source,
                tr("this is a stream in pieces (HLS), not a list of songs"),
                tr("add the songs themselves"),
            )
        yield from _m3u(file, encoding)


def lists(file: BinaryIO, ending: str, source: str) -> playlist_xml.Lists:
    """The playlists by their names in a file that may hold several: of iTunes, Rekordbox or Traktor. None in
    others, which are one list each."""
    head = file.read(_HEAD)
    file.seek(0)
    encoding = _utf16(head)
    kind = _kind(head.decode(encoding or "latin-1", "replace"), ending)
    return playlist_xml.lists(file, kind, source) if kind in ("itunes", "rekordbox", "traktor") else []


_EXTINF = re.compile(
    rb"#EXTINF:\s*(-?[\d.]{1,12})?(?:[^,\"]|\"[^\"]*\"){0,500}?,(.*)", re.IGNORECASE | re.DOTALL
)


def _m3u(file: BinaryIO, encoding: str) -> Iterator[Entry]:
    """Lines that are no comments, with what the comment before says of the song."""
    said: dict[str, Any] = {}
    for line in _lines(file, encoding):
        bare = line.strip()
        if not bare:
            continue
        if not bare.startswith(b"#"):
            yield Entry(line, **said) if said else Entry(line)
            said = {}
        elif bare[:8].upper() == b"#EXTINF:" and (match := _EXTINF.match(bare[:4_000])):
            artist, title = labelled(_decoded(match[2]))
            said |= {"title": title, "duration": seconds_of((match[1] or b"").decode("ascii", "replace"))}
            if artist:
                said["artist"] = artist
        elif bare[:8].upper() in (b"#EXTART:", b"#EXTALB:"):
            field = "artist" if bare[4:7].upper() == b"ART" else "album"
            said[field] = text_of(_decoded(bare[8:]))


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")


#: What XML of each kind has near its beginning, and endings without which a file would be taken for M3U.
_MARKS = (
    ("xspf", "xspf.org"),
    ("itunes", "<plist"),
    ("wpl", "<smil"),
    ("asx", "<asx"),
    ("rekordbox", "<dj_playlists"),
    ("traktor", "<nml"),
)
_ENDINGS = {
    ".pls": "pls",
    ".asx": "asx",
    ".wax": "asx",
    ".wvx": "asx",
    ".xml": "itunes",
    ".wpl": "wpl",
    ".xspf": "xspf",
    ".nml": "traktor",
}


def _kind(text: str, ending: str) -> str:
    """What a file holds, by its beginning before its ending: many are misnamed. "" for XML that is none."""
    begin = text.removeprefix("\xef\xbb\xbf").lstrip("\ufeff \t\r\n")[:4_000].lower()
    if begin.startswith("<"):
        marked = next((kind for kind, mark in _MARKS if mark in begin), "")
        return marked or ("" if ending == ".xml" else _ENDINGS.get(ending, "xspf"))
    if begin.startswith("#extm3u"):
        return "m3u"
    if begin.startswith(("[playlist]", "[reference]")):
        return "pls"
    return _ENDINGS.get(ending, "m3u")


def _utf16(head: bytes) -> str:
    """UTF-16 with or without its mark; "" for other encodings."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "" if head.startswith(codecs.BOM_UTF32_LE) else "utf-16"
    if len(head) < 4 or (len(head) % 2 and len(head) < _HEAD):
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.6 * half and not even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and not odd else ""


def _lines(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Lines in UTF-8, or as they stand, cut where they have no end. The file is read in parts."""
    decode: Callable[[bytes], bytes] = bytes
    if encoding:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        decode = lambda part: decoder.decode(part).encode("utf-8", "replace")  # noqa: E731
    rest, cut, first = b"", False, True
    while part := file.read(_CHUNK):
        text = decode(part)
        if first:
            text = text.removeprefix(codecs.BOM_UTF8)
            first = False
        *lines, rest = re.split(b"[\r\n]", rest + text)
        for line in lines:
            if not cut:
                yield line[:LONGEST]
            cut = False
        if len(rest) > LONGEST:
            if not cut:
                yield rest[:LONGEST]
            rest, cut = b"", True
    if rest and not cut:
        yield rest[:LONGEST]


_NUMBERED = re.compile(rb"\s*(file|ref|title|length)(\d{1,9})\s*=\s*(.*)", re.IGNORECASE | re.DOTALL)


def _pls(file: BinaryIO, encoding: str) -> Iterator[Entry]:
    """The numbered files, in the order of their numbers."""
    numbered: list[tuple[int, int, bytes]] = []
    titles: dict[int, str] = {}
    lengths: dict[int, float] = {}
    for line in _lines(file, encoding):
        match = _NUMBERED.match(line)
        if match is None or not match[3].strip():
            continue
        kind, number = match[1].lower(), int(match[2])
        if kind == b"title":
            titles.setdefault(number, _decoded(match[3]))
        elif kind == b"length":
            lengths.setdefault(number, seconds_of(_decoded(match[3]).strip()))
        else:
            numbered.append((number, len(numbered), match[3]))
    for number, _, name in sorted(numbered):
        artist, title = labelled(titles.get(number, ""))
        yield Entry(name, title=title, artist=artist, duration=lengths.get(number, 0.0))


_REFERENCE = re.compile(
    r"""<(?:ref|entryref)\b[^<>]*?\bhref\s{0,99}=\s{0,99}(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""",
    re.IGNORECASE,
)


def _asx(text: str) -> Iterator[Entry]:
    """References in angle brackets, which are seldom XML by its rules, or numbered ones."""
    from html import unescape

    for match in _REFERENCE.finditer(text):
        yield Entry(unescape(match[1] or match[2] or match[3] or "")[:LONGEST].encode("utf-8", "replace"))
    for match in re.finditer(r"^\s{0,99}ref\d{1,9}\s{0,99}=(.*)$", text, re.IGNORECASE | re.MULTILINE):
        yield Entry(match[1].strip()[:LONGEST].encode("utf-8", "replace"))


def _jspf(file: BinaryIO, source: str) -> Iterator[Entry]:
    text = _whole(file, _utf16(file.read(_HEAD)), source, seek=True)
    try:
        document: Any = json.loads(text)
        listed = document["playlist"]["track"]
        songs = [track for track in listed if isinstance(track, dict) and track.get("location")]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise wrong(
            source,
            tr("this is no JSPF playlist ({name__})", name__=type(error).__name__),
            tr("write it anew"),
        ) from error
    for song in songs:
        name = _first(song["location"])
        if name:
            yield replace(
                Entry(name[:LONGEST].encode("utf-8", "replace"), escaped=True),
                title=text_of(song.get("title")),
                artist=text_of(song.get("creator")),
                album=text_of(song.get("album")),
                duration=seconds_of(song.get("duration"), 0.001),
                audio_hash=sound_of(_first(song.get("identifier"))),
            )


def _first(value: object) -> str:
    """The text, or the first of several."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), "")
    return value if isinstance(value, str) else ""


def _whole(file: BinaryIO, encoding: str, source: str, *, seek: bool = False) -> str:
    if seek:
        file.seek(0)
    data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise wrong(source, tr("this playlist is larger than 64 MB"), tr("split it"))
    if encoding:
        return data.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
