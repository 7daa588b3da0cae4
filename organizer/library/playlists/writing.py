"""Playlists → files of every kind, as a profile says; the old file stays whole until the new one is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from organizer.base.arrangement import Missing, Playlist
from organizer.base.atomic import replace_file
from organizer.base.errors import UsageError, printable
from organizer.base.language import plural, tr
from organizer.base.model import Track
from organizer.library.playlists import dj_files
from organizer.library.playlists.dj_files import Cue
from organizer.library.playlists.places import Places
from organizer.library.playlists.playlist_entry import SOUND
from organizer.library.playlists.playlist_files import one_line
from organizer.library.playlists.profiles import FORMATS, LINE_ENDS, Profile, check, for_ending

_SHOWN = 60  #: characters of a name in a message


@dataclass(frozen=True, slots=True)
class Rendered:
    """A playlist file as it would be written."""

    content: bytes
    encoding: str  #: that it is in
    note: str = ""  #: what a person should know of it


def write(
    path: str | Path,
    playlist: Playlist | Sequence[Playlist],
    *,
    paths: Literal["relative", "absolute"] = "relative",
    profile: Profile | None = None,
    roots: Sequence[str] = (),
    cues: Mapping[int, Sequence[Cue]] | None = None,
) -> str:
    """Write a playlist, or several where the format holds them, as the profile says, else as the ending does
    (``paths`` counts then; relative means: to the playlist). ``roots``: the folders of the library; ``cues``:
    of songs, by their numbers. Returns what a person should know of it."""
    target = os.path.abspath(path)
    chosen = profile or for_ending(os.path.splitext(target)[1], paths=paths)
    made = render(target, playlist, chosen, roots=roots, cues=cues)

    def put(file: BinaryIO) -> None:
        file.write(made.content)

    replace_file(target, put)
    return made.note


def render(
    path: str | Path,
    playlist: Playlist | Sequence[Playlist],
    profile: Profile,
    *,
    roots: Sequence[str] = (),
    cues: Mapping[int, Sequence[Cue]] | None = None,
) -> Rendered:
    """What ``write`` would put there. Raises ``UsageError`` for what the profile cannot hold."""
    check(profile)
    target = os.path.abspath(path)
    lists = (playlist,) if isinstance(playlist, Playlist) else tuple(playlist)
    several = _OF_SEVERAL.get(profile.format)
    if several is not None and profile.paths == "relative":  # these know no relative names
        profile = replace(profile, paths="absolute")
    places = Places(os.path.dirname(target), profile, roots)
    end = LINE_ENDS[profile.line_end]
    if several is None and len(lists) != 1:
        raise UsageError(
            tr(
                "{title} holds one playlist, and these are {lists}",
                title=FORMATS[profile.format].title,
                lists=len(lists),
            ),
            path=target,
            remedy=tr("write each to a file of its own, or all as Rekordbox XML"),
        )
    if several is not None:
        text = end.join((*several(lists, places, cues or {}), ""))
        return Rendered(text.encode("utf-8", "replace"), "utf-8")
    if not FORMATS[profile.format].raw:
        lines = _OF_ONE[profile.format](lists[0], places)
        return Rendered(end.join((*lines, "")).encode("utf-8", "replace"), "utf-8")
    return _lines_in_code_page(target, lists[0], profile, places)


def _lines_in_code_page(target: str, playlist: Playlist, profile: Profile, places: Places) -> Rendered:
    """A list of plain lines in the code page of the profile, or as it says of names that this lacks."""
    page, note = profile.encoding, ""
    entries = playlist.entries
    named = [places.raw(entry) for entry in entries]
    lacking = [number for number, name in enumerate(named) if not _is_in(name, page)]
    if lacking:
        first = printable(os.path.basename(entries[lacking[0]].path))[:_SHOWN]
        cause = plural(
            "{n} name has characters that {page} lacks, the first is “{first}”",
            "{n} names have characters that {page} lacks, the first is “{first}”",
            len(lacking),
            page=page,
            first=first,
        )
        if profile.unencodable == "refuse":
            raise UsageError(
                cause,
                path=target,
                remedy=tr("write the list in UTF-8 (M3U8), or have such names written as addresses"),
            )
        if profile.unencodable == "utf-8":
            page, note = "utf-8", tr("{cause}: the list is in UTF-8", cause=cause)
        else:
            for number in lacking:
                named[number] = places.escaped(entries[number])
            note = tr("{cause}: written as addresses", cause=cause)
    lines = _m3u(playlist, named) if profile.format != "pls" else _pls(playlist, named)
    text = LINE_ENDS[profile.line_end].join((*lines, ""))
    return Rendered(text.encode(page, "replace"), page, note)


def _is_in(text: str, page: str) -> bool:
    try:
        text.encode(page)
    except UnicodeEncodeError:
        return False
    return True


def _m3u(playlist: Playlist, named: Sequence[str]) -> Iterator[str]:
    yield "#EXTM3U"
    if playlist.name:
        yield f"#PLAYLIST:{one_line(playlist.name)}"
    for entry, name in zip(playlist.entries, named, strict=True):
        yield f"#EXTINF:{_seconds(entry)},{one_line(entry.label)}"
        yield name


def _pls(playlist: Playlist, named: Sequence[str]) -> Iterator[str]:
    yield "[playlist]"
    for number, (entry, name) in enumerate(zip(playlist.entries, named, strict=True), 1):
        yield f"File{number}={name}"
        yield f"Title{number}={one_line(entry.label)}"
        yield f"Length{number}={_seconds(entry)}"
    yield f"NumberOfEntries={len(named)}"
    yield "Version=2"


def _xspf(playlist: Playlist, places: Places) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<playlist version="1" xmlns="http://xspf.org/ns/0/">'
    yield from _elements(" ", (("title", playlist.name),))
    yield " <trackList>"
    for entry in playlist.entries:
        yield "  <track>"
        duration = _duration(entry)
        yield from _elements(
            "   ",
            (
                ("location", places.address(entry)),
                ("identifier", f"{SOUND}{entry.audio_hash}" if entry.audio_hash else ""),
                ("title", entry.title),
                ("creator", entry.artist),
                ("album", _album(entry)),
                ("duration", str(round(duration * 1000)) if duration > 0 else ""),
            ),
        )
        yield "  </track>"
    yield " </trackList>"
    yield "</playlist>"


def _elements(indent: str, texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    from xml.sax.saxutils import escape  # which loads the network's protocols

    for name, text in texts:
        if shown := one_line(text):
            yield f"{indent}<{name}>{escape(shown)}</{name}>"


def _jspf(playlist: Playlist, places: Places) -> Iterator[str]:
    songs = []
    for entry in playlist.entries:
        song: dict[str, object] = {"location": [places.address(entry)]}
        if entry.audio_hash:
            song["identifier"] = [f"{SOUND}{entry.audio_hash}"]
        texts = {"title": entry.title, "creator": entry.artist, "album": _album(entry)}
        song |= {name: one_line(text) for name, text in texts.items() if text}
        if (duration := _duration(entry)) > 0:
            song["duration"] = round(duration * 1000)
        songs.append(song)
    head = {"title": one_line(playlist.name)} if playlist.name else {}
    yield from json.dumps({"playlist": {**head, "track": songs}}, ensure_ascii=False, indent=1).split("\n")


def _wpl(playlist: Playlist, places: Places) -> Iterator[str]:
    yield '<?wpl version="1.0"?>'
    yield "<smil>"
    yield " <head>"
    yield '  <meta name="Generator" content="Organizer"/>'
    yield f'  <meta name="ItemCount" content="{len(playlist.entries)}"/>'
    yield from _elements("  ", (("title", playlist.name),))
    yield " </head>"
    yield " <body>"
    yield "  <seq>"
    for entry in playlist.entries:
        duration = _duration(entry)
        texts = dj_files.attributes(
            src=places.raw(entry),
            albumTitle=one_line(_album(entry)),
            trackTitle=one_line(entry.title),
            trackArtist=one_line(entry.artist),
            duration=str(round(duration * 1000)) if duration > 0 else "",
        )
        yield f"   <media{texts}/>"
    yield "  </seq>"
    yield " </body>"
    yield "</smil>"


_OF_ONE: Mapping[str, Callable[[Playlist, Places], Iterator[str]]] = {
    "xspf": _xspf,
    "jspf": _jspf,
    "wpl": _wpl,
}
_OF_SEVERAL: Mapping[
    str, Callable[[Sequence[Playlist], Places, Mapping[int, Sequence[Cue]]], Iterator[str]]
] = {"rekordbox": dj_files.rekordbox, "traktor": dj_files.traktor}


def _duration(entry: Track | Missing) -> float:
    return entry.duration if isinstance(entry, Missing) else entry.info.duration


def _seconds(entry: Track | Missing) -> int:
    duration = _duration(entry)
    return round(duration) if duration > 0 else -1


def _album(entry: Track | Missing) -> str:
    return entry.album if isinstance(entry, Missing) else entry.tags.text("album")


def first_of(playlist: Playlist, count: int) -> Playlist:
    """The beginning of a playlist, for a preview."""
    missing = tuple(one for one in playlist.missing if one[0] < count)
    return replace(playlist, tracks=playlist.tracks[: max(count - len(missing), 0)], missing=missing)
