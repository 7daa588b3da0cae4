"""Playlists as DJ programs import them, with tempo, key and cues: Rekordbox XML and Traktor NML.

Rekordbox XML is written as Pioneer's list of its elements says (``xml_format_list``): places as
``file://localhost/`` addresses, times of cues in seconds, ratings as 0, 51 … 255. No grid of beats is
written: where the first beat is, is not known, and a wrong grid is worse than the one that the program makes.
Traktor's NML names files by volume, folders between "/:" and name, and times of cues in milliseconds.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from organizer.base import tempo_and_key
from organizer.base.arrangement import Missing, Playlist
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.base.musical_keys import camelot_of, usual_name
from organizer.library.playlists.places import Places
from organizer.library.playlists.playlist_files import is_address, one_line
from organizer.library.playlists.playlist_xml import FOLDERS

#: Buttons for cues; those after them are memory cues, which have none.
HOT_CUES = 8
_HOST = "localhost"
_DRIVE = re.compile(r"([A-Za-z]:)[\\/](.*)", re.DOTALL)
_VOLUME = re.compile(r"/Volumes/([^/]+)/(.*)", re.DOTALL)
#: What Traktor calls the disk that a Mac starts from, when it was not renamed.
_BOOT = "Macintosh HD"
#: Keys as Traktor numbers them: C to B major, then minor.
_TRAKTOR_KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_TRAKTOR_MINOR = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm")
_WRONG_IN_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")


@dataclass(frozen=True, slots=True)
class Cue:
    """A place in a song that a DJ jumps to."""

    start: float  #: seconds
    name: str


@dataclass(slots=True)
class _Folder:
    """Playlists in folders, as the names of playlists say."""

    folders: dict[str, _Folder] = field(default_factory=dict)
    lists: list[tuple[str, Playlist]] = field(default_factory=list)

    @classmethod
    def of(cls, lists: Iterable[Playlist]) -> _Folder:
        """The folder of all."""
        root = cls()
        for playlist in lists:
            parts = one_line(playlist.name).split(FOLDERS)
            *way, name = [part for part in parts if part.strip()] or ["Playlist"]
            folder = root
            for part in way:
                folder = folder.folders.setdefault(part, cls())
            folder.lists.append((name, playlist))
        return root


def attributes(**texts: object) -> str:
    """XML attributes, each with a space before it; empty ones are left out."""
    return "".join(
        f' {name}="{_escaped(str(text))}"' for name, text in texts.items() if text not in ("", None)
    )


def _escaped(text: str) -> str:
    text = _WRONG_IN_XML.sub("\ufffd", text)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return re.sub(r"[\t\n\r]", lambda sign: f"&#{ord(sign[0])};", text)


def _distinct(lists: Iterable[Playlist]) -> list[Track | Missing]:
    """Each song of these lists once; of what is missing, each place."""
    once: dict[object, Track | Missing] = {}
    for playlist in lists:
        for entry in playlist.entries:
            once.setdefault(_identity(entry), entry)
    return list(once.values())


def _identity(entry: Track | Missing) -> object:
    return ("missing", entry.written or entry.path) if isinstance(entry, Missing) else entry.id or entry.path


# Rekordbox


def rekordbox(lists: Sequence[Playlist], places: Places, cues: Mapping[int, Sequence[Cue]]) -> Iterator[str]:
    """The lines of a Rekordbox XML file: all songs once, then the playlists in their folders."""
    songs = _distinct(lists)
    numbers = {_identity(song): number for number, song in enumerate(songs, 1)}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<DJ_PLAYLISTS Version="1.0.0">'
    yield '  <PRODUCT Name="Organizer" Version="1" Company=""/>'
    yield f'  <COLLECTION Entries="{len(songs)}">'
    for number, song in enumerate(songs, 1):
        yield from _rekordbox_track(number, song, places, cues)
    yield "  </COLLECTION>"
    yield "  <PLAYLISTS>"
    yield from _rekordbox_folder("ROOT", _Folder.of(lists), numbers, "    ")
    yield "  </PLAYLISTS>"
    yield "</DJ_PLAYLISTS>"


def _rekordbox_track(
    number: int, song: Track | Missing, places: Places, cues: Mapping[int, Sequence[Cue]]
) -> Iterator[str]:
    location = places.address(song, host=_HOST)
    if isinstance(song, Missing):
        seconds = round(song.duration) or ""
        texts = attributes(
            TrackID=number,
            Name=one_line(song.title or song.label),
            Artist=one_line(song.artist),
            Album=one_line(song.album),
            TotalTime=seconds,
            Location=location,
        )
        yield f"    <TRACK{texts}/>"
        return
    tags, info, tempo = song.tags, song.info, tempo_and_key.tempo(song).value
    texts = attributes(
        TrackID=number,
        Name=one_line(song.title),
        Artist=one_line(song.artist),
        Album=one_line(tags.text("album")),
        Genre=one_line(tags.text("genre")),
        Grouping=one_line(tags.text("grouping")),
        Kind=f"{info.format} File" if info.format else "",
        Size=song.size,
        TotalTime=round(info.duration) or "",
        DiscNumber=_whole(tags.text("disc")),
        TrackNumber=_whole(tags.text("track")),
        Year=_whole(tags.text("date")[:4]),
        AverageBpm=f"{tempo:.2f}" if tempo else "",
        DateAdded=_day(song.added, "%Y-%m-%d"),
        BitRate=round(info.bitrate / 1000) or "",
        SampleRate=info.sample_rate or "",
        Comments=one_line(tags.text("comment")),
        PlayCount=song.plays or "",
        Rating=51 * round(song.rating / 2) if song.rating else "",
        Tonality=_key(song),
        Location=location,
    )
    marks = [
        attributes(Name=cue.name, Type=0, Start=f"{cue.start:.3f}", Num=at if at < HOT_CUES else -1)
        for at, cue in enumerate(cues.get(song.id, ()))
    ]
    if not marks:
        yield f"    <TRACK{texts}/>"
        return
    yield f"    <TRACK{texts}>"
    for mark in marks:
        yield f"      <POSITION_MARK{mark}/>"
    yield "    </TRACK>"


def _rekordbox_folder(
    name: str, folder: _Folder, numbers: Mapping[object, int], indent: str
) -> Iterator[str]:
    count = len(folder.folders) + len(folder.lists)
    yield f"{indent}<NODE{attributes(Type=0, Name=name, Count=count)}>"
    for inner, below in folder.folders.items():
        yield from _rekordbox_folder(inner, below, numbers, indent + "  ")
    for title, playlist in folder.lists:
        entries = playlist.entries
        yield f"{indent}  <NODE{attributes(Name=title, Type=1, KeyType=0, Entries=len(entries))}>"
        for entry in entries:
            yield f'{indent}    <TRACK Key="{numbers[_identity(entry)]}"/>'
        yield f"{indent}  </NODE>"
    yield f"{indent}</NODE>"


# Traktor


def traktor(lists: Sequence[Playlist], places: Places, cues: Mapping[int, Sequence[Cue]]) -> Iterator[str]:
    """The lines of a Traktor NML file: all songs once, then the playlists in their folders."""
    songs = _distinct(lists)
    yield '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>'
    yield '<NML VERSION="19"><HEAD COMPANY="www.native-instruments.com" PROGRAM="Traktor"></HEAD>'
    yield f'<COLLECTION ENTRIES="{len(songs)}">'
    for song in songs:
        yield from _traktor_entry(song, places, cues)
    yield "</COLLECTION>"
    yield '<SETS ENTRIES="0"></SETS>'
    yield "<PLAYLISTS>"
    yield from _traktor_folder("$ROOT", _Folder.of(lists), places)
    yield "</PLAYLISTS>"
    yield "</NML>"


def _traktor_entry(song: Track | Missing, places: Places, cues: Mapping[int, Sequence[Cue]]) -> Iterator[str]:
    path = places.place(song)
    if _WRONG_IN_XML.search(path):
        raise UsageError(
            tr("this song has a name that Traktor's NML cannot hold"),
            path=path,
            remedy=tr("rename the file, or leave the song out"),
        )
    volume, folders, name = _traktor_place(path)
    yield f"<ENTRY{attributes(TITLE=one_line(song.title or song.label), ARTIST=one_line(song.artist))}>"
    yield f"<LOCATION{attributes(DIR=folders, FILE=name, VOLUME=volume, VOLUMEID=volume)}></LOCATION>"
    if isinstance(song, Missing):
        yield f"<ALBUM{attributes(TITLE=one_line(song.album))}></ALBUM>"
        yield f"<INFO{attributes(PLAYTIME=round(song.duration) or '')}></INFO>"
        yield "</ENTRY>"
        return
    tags, info = song.tags, song.info
    album = attributes(TRACK=_whole(tags.text("track")), TITLE=one_line(tags.text("album")))
    yield f"<ALBUM{album}></ALBUM>"
    camelot = _camelot(song)
    year = _whole(tags.text("date")[:4])
    more = attributes(
        BITRATE=info.bitrate or "",
        GENRE=one_line(tags.text("genre")),
        COMMENT=one_line(tags.text("comment")),
        KEY=_open_key(camelot),
        PLAYTIME=round(info.duration) or "",
        PLAYTIME_FLOAT=f"{info.duration:.6f}" if info.duration else "",
        IMPORT_DATE=_day(song.added, "%Y/%m/%d"),
        RELEASE_DATE=f"{year}/1/1" if year else "",
        RANKING=51 * round(song.rating / 2) if song.rating else "",
    )
    yield f"<INFO{more}></INFO>"
    if tempo := tempo_and_key.tempo(song).value:
        yield f'<TEMPO BPM="{tempo:.6f}" BPM_QUALITY="100.000000"></TEMPO>'
    if (key := _traktor_key(camelot)) is not None:
        yield f'<MUSICAL_KEY VALUE="{key}"></MUSICAL_KEY>'
    for at, cue in enumerate(cues.get(song.id, ())):
        mark = attributes(
            NAME=cue.name,
            DISPL_ORDER=0,
            TYPE=0,
            START=f"{cue.start * 1000:.6f}",
            LEN="0.000000",
            REPEATS=-1,
            HOTCUE=at if at < HOT_CUES else -1,
        )
        yield f"<CUE_V2{mark}></CUE_V2>"
    yield "</ENTRY>"


def _traktor_folder(name: str, folder: _Folder, places: Places) -> Iterator[str]:
    count = len(folder.folders) + len(folder.lists)
    yield f'<NODE{attributes(TYPE="FOLDER", NAME=name)}><SUBNODES COUNT="{count}">'
    for inner, below in folder.folders.items():
        yield from _traktor_folder(inner, below, places)
    for title, playlist in folder.lists:
        entries = playlist.entries
        number = uuid.uuid5(uuid.NAMESPACE_URL, one_line(playlist.name)).hex
        yield f"<NODE{attributes(TYPE='PLAYLIST', NAME=title)}>"
        yield f"<PLAYLIST{attributes(ENTRIES=len(entries), TYPE='LIST', UUID=number)}>"
        for entry in entries:
            key = attributes(TYPE="TRACK", KEY="".join(_traktor_place(places.place(entry))))
            yield f"<ENTRY><PRIMARYKEY{key}></PRIMARYKEY></ENTRY>"
        yield "</PLAYLIST></NODE>"
    yield "</SUBNODES></NODE>"


def _traktor_place(path: str) -> tuple[str, str, str]:
    """Volume, folders and name of a path: ("C:", "/:Music/:", "a.mp3"); an address is all name."""
    if is_address(path):
        return "", "", path
    if drive := _DRIVE.fullmatch(path):
        volume, rest = drive[1].upper(), drive[2].replace("\\", "/")
    elif mounted := _VOLUME.fullmatch(path):
        volume, rest = mounted[1], mounted[2]
    else:
        volume, rest = _BOOT, path.lstrip("/")
    *folders, name = rest.split("/")
    return volume, "/:" + "".join(f"{folder}/:" for folder in folders), name


def _traktor_key(camelot: str) -> int | None:
    name = usual_name(camelot) if camelot else ""
    for first, names in ((0, _TRAKTOR_KEYS), (12, _TRAKTOR_MINOR)):
        if name in names:
            return first + names.index(name)
    return None


def _open_key(camelot: str) -> str:
    """A place on the Camelot wheel as Open Key has it: 8A is 1m."""
    if not camelot:
        return ""
    return f"{(int(camelot[:-1]) + 4) % 12 + 1}{'m' if camelot[-1] == 'A' else 'd'}"


def _camelot(song: Track) -> str:
    shown = tempo_and_key.key(song)
    return shown.camelot or camelot_of(shown.text)


def _key(song: Track) -> str:
    camelot = _camelot(song)
    return usual_name(camelot) if camelot else ""


def _whole(text: str) -> str:
    """The whole number that a text begins with."""
    match = re.match(r"\s*(\d{1,9})", text)
    return str(int(match[1])) if match else ""


def _day(seconds: float, form: str) -> str:
    return datetime.fromtimestamp(seconds).strftime(form) if seconds else ""
