"""What playlist files of each kind name, one entry after the other, as it stands in them.

M3U and M3U8, PLS, XSPF, JSPF, WPL, ASX and iTunes XML are read, in UTF-8, UTF-16 or Latin-1. Files come from
anywhere: none is read whole where it can be read in parts, XML may not define entities or fetch anything
(defusedxml), and numbers of characters are bounded. What cannot be read is recognized by its kind.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from organizer.base.errors import LibraryError

#: An address or a name is not longer; what is goes on as the beginning of it, which is nowhere.
_LONGEST = 32_768
#: What is looked at to tell what a file is.
_HEAD = 65_536
_CHUNK = 262_144
#: Files that have to be read whole.
_LARGEST = 64_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What a playlist names: a path or an address, as bytes in UTF-8 or in an encoding of before."""

    name: bytes
    escaped: bool = False  #: an address by the rules: "%20" is a space


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
        raise _wrong(
            source, "this is no playlist", "M3U8, M3U, PLS, XSPF, JSPF, WPL, ASX and iTunes XML are read"
        )
    kind = _kind(text, ending)
    if not kind:
        raise _wrong(source, "this XML is no playlist", "XSPF, WPL, ASX and XML of iTunes are read")
    if kind == "asx":
        yield from _asx(_whole(file, encoding, source))
    elif kind in _TARGETS:
        yield from _xml(file, _TARGETS[kind](), source)
    elif kind == "pls":
        yield from _pls(file, encoding)
    else:
        if re.search(
            r"^#EXT-X-(TARGETDURATION|STREAM-INF|MEDIA-SEQUENCE|VERSION|MEDIA|KEY)", text, re.MULTILINE
        ):
            raise _wrong(
                source, "this is a stream in pieces (HLS), not a list of songs", "add the songs themselves"
            )
        for line in _lines(file, encoding):
            if line.strip() and not line.lstrip().startswith(b"#"):
                yield Entry(line)


#: What XML of each kind has near its beginning, and endings without which a file would be taken for M3U.
_MARKS = (("xspf", "xspf.org"), ("itunes", "<plist"), ("wpl", "<smil"), ("asx", "<asx"))
_ENDINGS = {
    ".pls": "pls",
    ".asx": "asx",
    ".wax": "asx",
    ".wvx": "asx",
    ".xml": "itunes",
    ".wpl": "wpl",
    ".xspf": "xspf",
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
                yield line[:_LONGEST]
            cut = False
        if len(rest) > _LONGEST:
            if not cut:
                yield rest[:_LONGEST]
            rest, cut = b"", True
    if rest and not cut:
        yield rest[:_LONGEST]


_NUMBERED = re.compile(rb"\s*(?:file|ref)(\d{1,9})\s*=\s*(.*)", re.IGNORECASE | re.DOTALL)


def _pls(file: BinaryIO, encoding: str) -> Iterator[Entry]:
    """The numbered files, in the order of their numbers."""
    numbered: list[tuple[int, int, bytes]] = []
    for line in _lines(file, encoding):
        match = _NUMBERED.match(line)
        if match is not None and match[2].strip():
            numbered.append((int(match[1]), len(numbered), match[2]))
    for _, _, name in sorted(numbered):
        yield Entry(name)


_REFERENCE = re.compile(
    r"""<(?:ref|entryref)\b[^<>]*?\bhref\s{0,99}=\s{0,99}(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""",
    re.IGNORECASE,
)


def _asx(text: str) -> Iterator[Entry]:
    """References in angle brackets, which are seldom XML by its rules, or numbered ones."""
    from html import unescape

    for match in _REFERENCE.finditer(text):
        yield Entry(unescape(match[1] or match[2] or match[3] or "")[:_LONGEST].encode("utf-8", "replace"))
    for match in re.finditer(r"^\s{0,99}ref\d{1,9}\s{0,99}=(.*)$", text, re.IGNORECASE | re.MULTILINE):
        yield Entry(match[1].strip()[:_LONGEST].encode("utf-8", "replace"))


def _jspf(file: BinaryIO, source: str) -> Iterator[Entry]:
    text = _whole(file, _utf16(file.read(_HEAD)), source, seek=True)
    try:
        document: Any = json.loads(text)
        listed = document["playlist"]["track"]
        places = [track["location"] for track in listed if isinstance(track, dict) and track.get("location")]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _wrong(source, f"this is no JSPF playlist ({type(error).__name__})", "write it anew") from error
    for place in places:
        name = next((one for one in place if isinstance(one, str)), "") if isinstance(place, list) else place
        if isinstance(name, str) and name:
            yield Entry(name[:_LONGEST].encode("utf-8", "replace"), escaped=True)


def _whole(file: BinaryIO, encoding: str, source: str, *, seek: bool = False) -> str:
    if seek:
        file.seek(0)
    data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise _wrong(source, "this playlist is larger than 64 MB", "split it")
    if encoding:
        return data.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _xml(file: BinaryIO, target: _Target, source: str) -> Iterator[Entry]:
    """Entries of an XML file, as the parser comes upon them: no tree is built."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import XMLParser

    parser = XMLParser(target=target)
    try:
        while part := file.read(_CHUNK):
            parser.feed(part)
            new, target.entries = target.entries, []
            yield from new
        parser.close()
    except DefusedXmlException as error:
        raise _wrong(
            source, "this file defines entities, which no playlist does", "do not trust it"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise _wrong(source, f"this is no well-formed XML: {error}", "write the playlist anew") from error
    yield from target.entries


class _Target:
    """Takes what the parser comes upon; ``entries`` are the entries since it was last asked."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._text: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._text, self._length = [], 0

    def data(self, text: str) -> None:
        if self._length < _LONGEST:
            self._text.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        pass

    def close(self) -> None:
        pass

    def take(self) -> str:
        """The text since the last tag."""
        text, self._text, self._length = "".join(self._text), [], 0
        return text.strip()[:_LONGEST]

    def add(self, name: str, *, escaped: bool) -> None:
        if name:
            self.entries.append(Entry(name.encode("utf-8", "replace"), escaped))


class _Xspf(_Target):
    """The first location of each track."""

    _here = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        if _local(tag) == "track":
            self._here = True

    def end(self, tag: str) -> None:
        text = self.take()
        if _local(tag) == "location" and self._here and text:
            self.add(text, escaped=True)
            self._here = False


class _Wpl(_Target):
    """The sources of media, as Windows writes paths."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "media":
            name = next((value for key, value in attributes.items() if key.lower() == "src"), "")
            self.add(name.strip()[:_LONGEST], escaped=False)


class _Itunes(_Target):
    """Songs in the order of the one playlist that was exported; of a whole library all, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self._place: dict[str, str] = {}  #: of each song, by its number
        self._items: list[str] = []  #: of the playlist at hand
        self._lists: list[tuple[bool, list[str]]] = []
        self._key = ""
        self._levels: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        if tag == "dict":
            self._levels.append({})

    def end(self, tag: str) -> None:
        text = self.take()
        if tag == "key":
            self._key = text
            if text == "Playlists":  # what was counted before were songs
                self._items = []
        elif tag in ("string", "integer", "true", "false") and self._levels:
            if self._key in ("Track ID", "Location", "Master", "Name", "Distinguished Kind"):
                self._levels[-1][self._key] = text or tag
            self._key = ""
        elif tag == "dict" and self._levels:
            self._ended(self._levels.pop())

    def _ended(self, level: dict[str, str]) -> None:
        number = level.get("Track ID", "")
        if number and "Location" in level:
            self._place[number] = level["Location"]
        elif number and len(level) == 1:
            self._items.append(number)
        elif "Name" in level and not number:
            everything = "Master" in level or "Distinguished Kind" in level
            self._lists.append((everything, self._items))
            self._items = []

    def close(self) -> None:
        made = [items for everything, items in self._lists if not everything and items]
        everything = next((items for whole, items in self._lists if whole and items), list(self._place))
        for number in made[0] if len(made) == 1 else everything:
            self.add(self._place.get(number, ""), escaped=True)


_TARGETS: dict[str, Callable[[], _Target]] = {"xspf": _Xspf, "wpl": _Wpl, "itunes": _Itunes}


def _local(tag: str) -> str:
    """A tag without its name space, in small letters."""
    return tag.rpartition("}")[2].lower()


def _wrong(source: str, cause: str, remedy: str) -> LibraryError:
    return LibraryError(cause, path=source, remedy=remedy)
