"""Playlists in XML: XSPF, WPL, and the files of iTunes, Rekordbox and Traktor, which hold several each.

Files come from anywhere: the parser (defusedxml) takes no entities and fetches nothing, no tree is built, and
numbers of characters are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from organizer.base.language import tr
from organizer.library.playlists.playlist_entry import LONGEST, Entry, seconds_of, sound_of, text_of, wrong

_CHUNK = 262_144
#: Between folders of playlists in a name.
FOLDERS = " / "

Lists = list[tuple[str, list[Entry]]]


def entries(file: BinaryIO, kind: str, source: str) -> Iterator[Entry]:
    """Entries of an XML file of this kind, as the parser comes upon them: no tree is built."""
    target = TARGETS[kind]()
    for _ in _parsed(file, target, source):
        new, target.entries = target.entries, []
        yield from new
    yield from target.entries


def lists(file: BinaryIO, kind: str, source: str) -> Lists:
    """The playlists in a file that may hold several; none in one that is a single list."""
    target = TARGETS[kind]()
    for _ in _parsed(file, target, source):
        target.entries.clear()
    return target.lists


def _parsed(file: BinaryIO, target: _Target, source: str) -> Iterator[None]:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import XMLParser

    parser = XMLParser(target=target)
    try:
        while part := file.read(_CHUNK):
            parser.feed(part)
            yield
        parser.close()
    except DefusedXmlException as error:
        raise wrong(
            source, tr("this file defines entities, which no playlist does"), tr("do not trust it")
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise wrong(
            source, tr("this is no well-formed XML: {error}", error=error), tr("write the playlist anew")
        ) from error


class _Target:
    """Takes what the parser comes upon; ``entries`` are the entries since it was last asked."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.lists: Lists = []
        self._text: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._text, self._length = [], 0

    def data(self, text: str) -> None:
        if self._length < LONGEST:
            self._text.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        pass

    def close(self) -> None:
        pass

    def take(self) -> str:
        """The text since the last tag."""
        text, self._text, self._length = "".join(self._text), [], 0
        return text.strip()[:LONGEST]


def _entry(name: str, *, escaped: bool) -> Entry:
    return Entry(name[:LONGEST].encode("utf-8", "replace"), escaped)


class _Xspf(_Target):
    """The first location of each track, and what is said of it."""

    def __init__(self) -> None:
        super().__init__()
        self._track: dict[str, str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        if _local(tag) == "track":
            self._track = {}

    def end(self, tag: str) -> None:
        text, name = self.take(), _local(tag)
        if self._track is None:
            return
        if name == "track":
            track, self._track = self._track, None
            if track.get("location"):
                self.entries.append(
                    replace(
                        _entry(track["location"], escaped=True),
                        title=text_of(track.get("title")),
                        artist=text_of(track.get("creator")),
                        album=text_of(track.get("album")),
                        duration=seconds_of(track.get("duration"), 0.001),
                        audio_hash=sound_of(track.get("identifier")),
                    )
                )
        elif text:
            self._track.setdefault(name, text)


class _Wpl(_Target):
    """The sources of media, as Windows writes paths."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) != "media":
            return
        said = {key.lower(): value for key, value in attributes.items()}
        if name := said.get("src", "").strip():
            self.entries.append(
                replace(
                    _entry(name, escaped=False),
                    title=text_of(said.get("tracktitle")),
                    artist=text_of(said.get("trackartist") or said.get("albumartist")),
                    album=text_of(said.get("albumtitle")),
                    duration=seconds_of(said.get("duration"), 0.001),
                )
            )


class _Several(_Target):
    """A file with songs and playlists of them: gives the one playlist that it has, of several all songs."""

    def __init__(self) -> None:
        super().__init__()
        self.songs: dict[str, Entry] = {}  #: by what names them

    def close(self) -> None:
        made = [entries for _, entries in self.lists if entries]
        self.entries += made[0] if len(made) == 1 else self.everything()

    def everything(self) -> list[Entry]:
        """All songs, in their order."""
        return list(self.songs.values())

    def listed(self, name: str, names: list[str]) -> None:
        """A playlist that names songs so."""
        self.lists.append((text_of(name), [self.songs[one] for one in names if one in self.songs]))


class _Itunes(_Several):
    """Songs in the order of the one playlist that was exported; of a whole library all, in their order."""

    _TEXTS = ("Track ID", "Location", "Master", "Name", "Distinguished Kind", "Artist", "Album", "Total Time")

    def __init__(self) -> None:
        super().__init__()
        self._items: list[str] = []  #: of the playlist at hand
        self._found: list[tuple[bool, str, list[str]]] = []
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
            if self._key in self._TEXTS:
                self._levels[-1][self._key] = text or tag
            self._key = ""
        elif tag == "dict" and self._levels:
            self._ended(self._levels.pop())

    def _ended(self, level: dict[str, str]) -> None:
        number = level.get("Track ID", "")
        if number and level.get("Location"):
            self.songs[number] = replace(
                _entry(level["Location"], escaped=True),
                title=text_of(level.get("Name")),
                artist=text_of(level.get("Artist")),
                album=text_of(level.get("Album")),
                duration=seconds_of(level.get("Total Time"), 0.001),
            )
        elif number and len(level) == 1:
            self._items.append(number)
        elif "Name" in level and not number:
            whole = "Master" in level or "Distinguished Kind" in level
            self._found.append((whole, level["Name"], self._items))
            self._items = []

    def close(self) -> None:
        for whole, name, items in self._found:
            if not whole and items:
                self.listed(name, items)
        super().close()

    def everything(self) -> list[Entry]:
        items = next((items for whole, _, items in self._found if whole and items), list(self.songs))
        return [self.songs[number] for number in items if number in self.songs]


class _Rekordbox(_Several):
    """The collection, and playlists in their folders, which name songs by number or by place."""

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[str, str] = {}
        self._nodes: list[tuple[str, list[str] | None]] = []  #: name, and what a playlist names
        self._by_place = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "node":
            listing: list[str] | None = [] if attributes.get("Type") == "1" else None
            self._by_place = attributes.get("KeyType") == "1"
            self._nodes.append((attributes.get("Name", ""), listing))
        elif name == "track" and self._nodes:
            names, key = self._nodes[-1][1], attributes.get("Key", "")
            if names is not None:
                names.append(self._places.get(key, "") if self._by_place else key)
        elif name == "track" and (place := attributes.get("Location", "").strip()):
            number = attributes.get("TrackID", "") or place
            self._places.setdefault(place, number)
            self.songs[number] = replace(
                _entry(place, escaped=True),
                title=text_of(attributes.get("Name")),
                artist=text_of(attributes.get("Artist")),
                album=text_of(attributes.get("Album")),
                duration=seconds_of(attributes.get("TotalTime")),
            )

    def end(self, tag: str) -> None:
        if _local(tag) == "node" and self._nodes:
            name, names = self._nodes.pop()
            if names is not None:
                self.listed(FOLDERS.join((*(folder for folder, _ in self._nodes[1:]), name)), names)


class _Traktor(_Several):
    """Entries named by volume, folders and file, and playlists that name them so."""

    _BOOT = "Macintosh HD"

    def __init__(self) -> None:
        super().__init__()
        self._folders: list[tuple[str, bool]] = []
        self._names: list[str] | None = None
        self._song: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "node":
            self._folders.append((attributes.get("NAME", ""), attributes.get("TYPE") == "PLAYLIST"))
        elif name == "playlist":
            self._names = []
        elif name == "primarykey" and self._names is not None:
            self._names.append(attributes.get("KEY", ""))
        elif name == "entry":
            self._song = {key: attributes.get(key, "") for key in ("TITLE", "ARTIST")}
        elif name == "location":
            self._song |= {key: attributes.get(key, "") for key in ("VOLUME", "DIR", "FILE")}
        elif name == "album":
            self._song["ALBUM"] = attributes.get("TITLE", "")
        elif name == "info":
            self._song["PLAYTIME"] = attributes.get("PLAYTIME_FLOAT") or attributes.get("PLAYTIME", "")

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "entry" and self._names is None and self._song.get("FILE"):
            song = self._song
            volume, folders = song["VOLUME"], song["DIR"].replace("/:", "/")
            if re.fullmatch("[A-Za-z]:", volume):
                path = volume + folders + song["FILE"]
            elif volume in ("", self._BOOT) or re.match("/(Users|home|mnt|media)/", folders):
                path = folders + song["FILE"]
            else:
                path = f"/Volumes/{volume}{folders}{song['FILE']}"
            self.songs[volume + song["DIR"] + song["FILE"]] = replace(
                _entry(path, escaped=False),
                title=text_of(song["TITLE"]),
                artist=text_of(song["ARTIST"]),
                album=text_of(song.get("ALBUM")),
                duration=seconds_of(song.get("PLAYTIME")),
            )
        elif name == "playlist":
            way = [folder for folder, _ in self._folders[1:]]
            self.listed(FOLDERS.join(way), self._names or [])
            self._names = None
        elif name == "node" and self._folders:
            self._folders.pop()


TARGETS: Mapping[str, Callable[[], _Target]] = {
    "xspf": _Xspf,
    "wpl": _Wpl,
    "itunes": _Itunes,
    "rekordbox": _Rekordbox,
    "traktor": _Traktor,
}


def _local(tag: str) -> str:
    """A tag without its name space, in small letters."""
    return tag.rpartition("}")[2].lower()
