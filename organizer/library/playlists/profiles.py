"""How a playlist file is written for a device or a player: its kind, and how it names files. By name."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.library.playlists.playlist_files import one_line
from organizer.library.storage.database import Database


class Format(NamedTuple):
    """A kind of playlist file."""

    title: str
    ending: str
    note: str  #: who reads it, and what it holds
    raw: bool = False  #: lines of text: code page and line ends can be chosen


#: Kinds of playlist files that are written, the first for each ending is the one that the ending means.
FORMATS: Mapping[str, Format] = {
    "m3u8": Format(tr("Playlist for players"), ".m3u8", tr("M3U in UTF-8: nearly every player"), raw=True),
    "m3u": Format("M3U", ".m3u", tr("as M3U8, in a code page where the player wants one"), raw=True),
    "pls": Format("PLS", ".pls", tr("Audacious, VLC, mpv, Rhythmbox, Winamp"), raw=True),
    "xspf": Format("XSPF", ".xspf", tr("XML with titles: VLC, Audacious, Strawberry")),
    "jspf": Format("JSPF", ".jspf", tr("XSPF as JSON: ListenBrainz")),
    "wpl": Format("Windows Media Player", ".wpl", tr("Windows Media Player, Windows' Media Player, Groove")),
    "rekordbox": Format(
        "Rekordbox XML", ".xml", tr("tempo, key and cues: Rekordbox, and what imports its XML")
    ),
    "traktor": Format("Traktor NML", ".nml", tr("tempo, key and cues: Traktor; Mixxx reads its lists")),
}

PATHS = ("relative", "absolute", "address", "prefix")
SEPARATORS = ("/", "\\")
LINE_ENDS = {"lf": "\n", "crlf": "\r\n"}
UNENCODABLE = ("refuse", "address", "utf-8")
#: Code pages to choose from, first those that lists are mostly in.
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "cp1252",
    "latin-1",
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp437", "cp850", "cp866", "koi8-r"),
    *("cp932", "gb18030", "cp949", "big5"),
)
_MARKED = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Profile:
    """How a list is written; the defaults are what five players were seen to open."""

    format: str = "m3u8"
    paths: str = "relative"  #: "relative" to the list, "absolute", "address" (file://), or below a "prefix"
    prefix: str = (
        ""  #: what stands before the part of a path below ``base``: "/storage/0/Music", "D:\\\\Music"
    )
    base: str = (
        ""  #: the folder that the prefix stands for; empty: the folder of the library that has the song
    )
    separators: str = "/"
    fat_safe: bool = False  #: names as they are on a memory card: no ":", "?" …
    ending: str = ""  #: of the file; empty: that of the format
    encoding: str = "utf-8"  #: of formats that are plain text; "utf-8-sig" with a byte order mark
    unencodable: str = "refuse"  #: names that the code page lacks: no list, addresses, or the list in UTF-8
    line_end: str = "lf"
    note: str = ""  #: for whom it is

    @property
    def suffix(self) -> str:
        """The ending of files that are written so."""
        return self.ending or FORMATS[self.format].ending

    @property
    def plain(self) -> bool:
        """Names stand as they are on this computer's disk."""
        return self.separators == "/" and not self.fat_safe and self.paths != "prefix"


#: For players and devices that are known.
PRESETS: Mapping[str, Profile] = {
    "VLC, mpv": Profile(note=tr("players on this computer; moves along with the music")),
    "Rockbox": Profile(fat_safe=True, note=tr("players with Rockbox, list and songs on its card")),
    "Car (FAT32 stick)": Profile(
        format="m3u",
        separators="\\",
        fat_safe=True,
        encoding="cp1252",
        unencodable="refuse",
        line_end="crlf",
        note=tr("car radios and old players: M3U as Windows writes it"),
    ),
    "Windows Media Player": Profile(
        format="wpl",
        separators="\\",
        fat_safe=True,
        line_end="crlf",
        note=tr("list and songs in a folder for Windows"),
    ),
    "Windows (M3U)": Profile(
        format="m3u",
        separators="\\",
        fat_safe=True,
        encoding="cp1252",
        unencodable="utf-8",
        line_end="crlf",
        note=tr("Winamp, foobar2000 and others that read .m3u in Windows' code page"),
    ),
    "Kodi": Profile(note=tr("Kodi; list and songs on one share")),
    "MPD": Profile(
        format="m3u", paths="prefix", note=tr("for MPD's playlist folder: names below its music folder")
    ),
    "Navidrome": Profile(format="m3u", note=tr("in the music folder of Navidrome, Jellyfin, Gonic")),
    "Android": Profile(fat_safe=True, note=tr("players on a phone, list and songs on its card")),
    "Mixxx": Profile(
        paths="absolute", note=tr("Mixxx: Import playlist, or Import crate; it takes no cues from files")
    ),
    "Rekordbox": Profile(format="rekordbox", paths="absolute", note=tr("with tempo, key, and parts as cues")),
    "Traktor": Profile(format="traktor", paths="absolute", note=tr("with tempo, key, and parts as cues")),
}

_NAME = re.compile(r"\S.*", re.DOTALL)


def check(profile: Profile) -> Profile:
    """The profile, if it makes sense. Raises ``UsageError``."""
    for name, choices in (
        ("format", tuple(FORMATS)),
        ("paths", PATHS),
        ("separators", SEPARATORS),
        ("unencodable", UNENCODABLE),
        ("line_end", tuple(LINE_ENDS)),
    ):
        if getattr(profile, name) not in choices:
            raise UsageError(
                tr("a profile's {name} cannot be “{value}”", name=name, value=getattr(profile, name)),
                remedy=tr("one of {names}", names=", ".join(choices)),
            )
    try:
        codecs.lookup(profile.encoding)
        "Ab1/\\".encode(profile.encoding).decode("ascii")
    except (LookupError, UnicodeError, ValueError, TypeError) as error:
        if profile.encoding != _MARKED:
            raise UsageError(
                tr("“{encoding}” is no code page that a playlist can be in", encoding=profile.encoding),
                remedy=tr("choose one such as {names}", names=", ".join(ENCODINGS[:4])),
            ) from error
    if profile.ending and not re.fullmatch(r"\.\w{1,10}", profile.ending):
        raise UsageError(
            tr("“{ending}” is no ending of a file", ending=profile.ending),
            remedy=tr("write one such as .m3u"),
        )
    if FORMATS[profile.format].raw and re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", profile.prefix):
        raise UsageError(
            tr("the prefix cannot be written in a list"), remedy=tr("take out what is no plain text")
        )
    return profile


def for_ending(ending: str, *, paths: str = "relative") -> Profile:
    """What a file with this ending is written as where nobody says how. Raises ``UsageError``."""
    kind = next((key for key, one in FORMATS.items() if one.ending == ending.lower()), None)
    if kind is None:
        raise UsageError(
            tr("no playlist is written as “{ending}”", ending=ending), remedy=tr("give it the ending .m3u8")
        )
    return Profile(format=kind, paths=paths)


def stored(db: Database) -> dict[str, Profile]:
    """The profiles that a person made, by name."""
    rows = db.read().execute("SELECT name, profile FROM playlist_profiles ORDER BY name COLLATE NOCASE")
    profiles = {}
    for name, text in rows:
        if (profile := _read(text)) is not None:
            profiles[str(name)] = profile
    return profiles


def every(db: Database) -> dict[str, Profile]:
    """All profiles by name: a person's own, which may take the place of one that is known."""
    own = stored(db)
    return {**own, **{name: profile for name, profile in PRESETS.items() if name not in own}}


def named(db: Database, name: str) -> Profile:
    """The profile of this name, in any case; also one whose name alone begins so. Raises ``UsageError``."""
    profiles = every(db)
    if name in profiles:
        return profiles[name]
    folded = name.casefold().strip()
    same = [one for one in profiles if one.casefold() == folded]
    begins = same or [one for one in profiles if folded and one.casefold().startswith(folded)]
    if len(begins) != 1:
        raise UsageError(
            tr("“{name}” fits {n} profiles", name=name, n=len(begins))
            if begins
            else tr("there is no profile “{name}”", name=name),
            remedy=tr("one of {names}", names="; ".join(begins or profiles)),
        )
    return profiles[begins[0]]


def save(db: Database, name: str, profile: Profile) -> str:
    """Store a profile under a name, in place of an older one of that name. The name as it is stored."""
    name = one_line(name)
    if not _NAME.fullmatch(name):
        raise UsageError(tr("a profile needs a name"), remedy=tr("type one"))
    text = json.dumps(asdict(check(profile)))
    with db.write() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO playlist_profiles (name, profile) VALUES (?, ?)", (name, text)
        )
    return name


def delete(db: Database, name: str) -> None:
    """Forget a profile that a person made. Raises ``UsageError`` where there is none."""
    if name not in stored(db):
        raise UsageError(
            tr("“{name}” is no profile of your own", name=name), remedy=tr("see organizer playlist profiles")
        )
    with db.write() as connection:
        connection.execute("DELETE FROM playlist_profiles WHERE name = ?", (name,))


def changed(profile: Profile, values: Mapping[str, Any]) -> Profile:
    """The profile with some values changed. Raises ``UsageError`` for values that make no sense."""
    return check(replace(profile, **values))


def _read(text: object) -> Profile | None:
    """A stored profile; None for what is damaged or of a later version."""
    try:
        values = json.loads(str(text))
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    default = Profile()
    known = {
        spec.name: values[spec.name]
        for spec in fields(Profile)
        if type(values.get(spec.name)) is type(getattr(default, spec.name))
    }
    try:
        return check(replace(default, **known))
    except UsageError:
        return None
