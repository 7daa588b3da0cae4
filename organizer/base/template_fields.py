"""What the fields of a template say of a song: its tags, and what is known of its file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, TagValue, Track, clock, values_of

#: What is not a tag of its own, with an example of each and what it is.
_OF_FILE: dict[str, tuple[str, str]] = {
    "year": ("1999", tr("the year of the date")),
    "decade": ("1990s", tr("the decade of the date")),
    "track_total": ("12", tr("how many tracks the record has")),
    "disc_total": ("2", tr("how many discs the album has")),
    "filename": ("03 Title", tr("the name of the file without its ending")),
    "extension": ("flac", tr("the ending of the file")),
    "folder": ("Album", tr("the folder that the file lies in")),
    "format": ("FLAC", tr("the kind of file")),
    "bitrate": ("320", tr("thousands of bits in a second")),
    "samplerate": ("44100", tr("samples in a second")),
    "duration": ("3.07", tr("minutes and seconds")),
    "stars": ("4.5", tr("your rating, 0 to 5")),
}
#: Fields of templates, as they are listed and completed.
NAMES: tuple[str, ...] = tuple(dict.fromkeys((*EDITABLE_FIELDS, "compilation", "isrc", *_OF_FILE)))

#: What a field is, where its name does not say it.
ABOUT: dict[str, str] = {name: about for name, (_, about) in _OF_FILE.items()} | {
    "album_artist": tr("the artist of the whole album, or the artist where the tags name none"),
    "track": tr("the number on its record"),
    "disc": tr("the number of its record"),
    "title": tr("the title, or the name of the file where the tags have none"),
    "compilation": tr("1 for a song of a collection of several artists"),
    "isrc": tr("the code of the recording"),
}

_YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"\s*([^/\s]+)\s*(?:/\s*(\d+))?")


def of_track(song: Track, *, stand_ins: bool = True) -> Callable[[str], TagValue]:
    """Look up what a song says: name → value, empty where it says nothing.

    ``stand_ins``: as players show songs: an album without an artist of its own has the song's, a song without
    a title has the name of its file. Without them only what the tags say.
    """

    def look(name: str) -> TagValue:
        reader = _READERS.get(name)
        value: TagValue = reader(song) if reader is not None else getattr(song.tags, name, "")
        if not value and stand_ins and name in _STAND_INS:
            value = _STAND_INS[name](song)
        return value if isinstance(value, str | tuple) else ""

    return look


def _date(song: Track) -> str:
    year = _YEAR.search(song.tags.text("date"))
    return year[0] if year else ""


def _decade(song: Track) -> str:
    year = _date(song)
    return f"{year[:3]}0s" if year else ""


def _number(name: str, part: int) -> Callable[[Track], str]:
    def read(song: Track) -> str:
        values = values_of(getattr(song.tags, name))
        number = _NUMBER.fullmatch(values[0]) if values else None
        return (number[part] or "") if number else ""

    return read


def _duration(song: Track) -> str:
    return clock(song.info.duration).replace(":", ".") if song.info.duration else ""


def _name_of_file(song: Track) -> str:
    """The name of the file, without track number and artist in front, where the tags have them: a template
    puts them there again, and each renaming would add one more."""
    if not song.has_file:
        return ""
    stem = PurePath(song.path).stem
    number = str(_TRACK(song)).lstrip("0")
    known = [rf"(?:\d+-)?0*{re.escape(number)}"] if number else []
    known += [re.escape(artist) for artist in values_of(song.tags.artist)]
    rest = re.fullmatch(rf"(?:(?:{'|'.join(known)})[\s._)-]+)+(\w.*)", stem, re.IGNORECASE) if known else None
    return rest[1] if rest else stem


_TRACK = _number("track", 1)

_READERS: dict[str, Callable[[Track], TagValue]] = {
    "year": _date,
    "decade": _decade,
    "track": _TRACK,
    "track_total": _number("track", 2),
    "disc": _number("disc", 1),
    "disc_total": _number("disc", 2),
    "compilation": lambda song: "1" if song.tags.compilation else "",
    "filename": lambda song: PurePath(song.path).stem,
    "extension": lambda song: PurePath(song.path).suffix[1:].lower(),
    "folder": lambda song: PurePath(song.path).parent.name,
    "format": lambda song: song.info.format,
    "bitrate": lambda song: str(round(song.info.bitrate / 1000)) if song.info.bitrate else "",
    "samplerate": lambda song: str(song.info.sample_rate) if song.info.sample_rate else "",
    "duration": _duration,
    "stars": lambda song: f"{song.rating / 2:g}" if song.rating is not None else "",
}
_STAND_INS: dict[str, Callable[[Track], TagValue]] = {
    "title": _name_of_file,
    "artist": lambda song: song.tags.album_artist,
    "album_artist": lambda song: song.tags.artist,
}
