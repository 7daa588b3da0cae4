"""From what mutagen gives to ``Tags`` and ``AudioInfo``: one mapping for each kind of tag.

Reading asks the class that the ending names first and sniffs only when that fails; ID3 frames that are
not shown are not parsed at all, and those of MP3s, covers above all, not even read (``tag_skim``).
"""

from __future__ import annotations

import contextlib
import math
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, BinaryIO

from organizer.base.model import AudioInfo, Tags, TagValue, field_value, joined, values_of
from organizer.library.tags import riff as tag_riff
from organizer.library.tags import values as tag_values
from organizer.library.tags.limits import bind_mutagen
from organizer.library.tags.skim import short_flac, skimming_id3

#: Longer than this is a broken header, not a song (a day).
_MAX_DURATION = 86_400.0

#: ending -> module and class of mutagen, and the name of the format
_CLASSES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys((".mp3", ".mp2", ".mp1", ".mpga"), ("mp3", "MP3")),
    ".flac": ("flac", "FLAC"),
    **dict.fromkeys((".ogg", ".oga"), ("oggvorbis", "OggVorbis")),
    ".opus": ("oggopus", "OggOpus"),
    ".spx": ("oggspeex", "OggSpeex"),
    ".oggflac": ("oggflac", "OggFLAC"),
    **dict.fromkeys((".m4a", ".m4b", ".mp4", ".m4r"), ("mp4", "MP4")),
    ".aac": ("aac", "AAC"),
    **dict.fromkeys((".wma", ".asf"), ("asf", "ASF")),
    **dict.fromkeys((".wav", ".wave"), ("wave", "WAVE")),
    **dict.fromkeys((".aif", ".aiff", ".aifc", ".afc"), ("aiff", "AIFF")),
    ".ape": ("monkeysaudio", "MonkeysAudio"),
    **dict.fromkeys((".mpc", ".mp+", ".mpp"), ("musepack", "Musepack")),
    ".wv": ("wavpack", "WavPack"),
    **dict.fromkeys((".ofr", ".ofs"), ("optimfrog", "OptimFROG")),
    ".tak": ("tak", "TAK"),
    ".tta": ("trueaudio", "TrueAudio"),
    ".dsf": ("dsf", "DSF"),
    ".dff": ("dsdiff", "DSDIFF"),
    **dict.fromkeys((".ac3", ".eac3"), ("ac3", "AC3")),
}

AUDIO_SUFFIXES: frozenset[str] = frozenset(_CLASSES)

_FORMATS: Mapping[str, str] = {
    "MP3": "MP3", "FLAC": "FLAC", "OggVorbis": "Ogg Vorbis", "OggOpus": "Opus", "OggSpeex": "Speex",
    "OggFLAC": "Ogg FLAC", "OggTheora": "Ogg Theora", "MP4": "MP4", "AAC": "AAC", "ASF": "WMA", "WAVE": "WAV",
    "AIFF": "AIFF", "MonkeysAudio": "Monkey's Audio", "Musepack": "Musepack", "WavPack": "WavPack",
    "OptimFROG": "OptimFROG", "TAK": "TAK", "TrueAudio": "TrueAudio", "DSF": "DSF", "DSDIFF": "DSDIFF",
    "AC3": "AC-3", "WaveFile": "WAV",
}  # fmt: skip
#: Kinds of files with tags of their own kind at the end; those that may carry tags of other kinds.
APE_KINDS = frozenset({"MonkeysAudio", "Musepack", "WavPack", "OptimFROG", "TAK", "APEv2File"})
_TAILED = APE_KINDS | {"MP3", "AAC", "TrueAudio", "FLAC", "AC3"}
_TAIL = 128 + 32 + 32  # bytes in which ID3v1 and the end of APEv2 and Lyrics3 are seen
_FIELDS = tuple(field.name for field in fields(Tags))
_ID3_CLASSES = frozenset({"MP3", "TrueAudio", "WAVE", "AIFF", "DSF", "DSDIFF"})

VORBIS_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "artist": ("artist",),
    "album_artist": ("albumartist", "album artist"),
    "album": ("album",),
    "genre": ("genre",),
    "date": ("date", "year"),
    "track": ("tracknumber",),
    "disc": ("discnumber",),
    "bpm": ("bpm", "tempo"),
    "key": ("key", "initialkey"),
    "mood": ("mood",),
    "grouping": ("grouping",),
    "comment": ("comment", "description"),
    "isrc": ("isrc",),
}
VORBIS_TOTALS: Mapping[str, tuple[str, ...]] = {
    "track": ("tracktotal", "totaltracks"),
    "disc": ("disctotal", "totaldiscs"),
}
APE_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("Title",),
    "artist": ("Artist",),
    "album_artist": ("Album Artist", "AlbumArtist"),
    "album": ("Album",),
    "genre": ("Genre",),
    "date": ("Year", "Date"),
    "track": ("Track",),
    "disc": ("Disc",),
    "bpm": ("BPM",),
    "key": ("KEY", "InitialKey"),
    "mood": ("Mood",),
    "grouping": ("Grouping",),
    "comment": ("Comment",),
    "isrc": ("ISRC",),
}
_FREE = "----:com.apple.iTunes:"
MP4_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("\xa9nam",),
    "artist": ("\xa9ART",),
    "album_artist": ("aART",),
    "album": ("\xa9alb",),
    "genre": ("\xa9gen", "gnre"),
    "date": ("\xa9day",),
    "track": ("trkn",),
    "disc": ("disk",),
    "bpm": (_FREE + "BPM", "tmpo"),
    "key": (_FREE + "initialkey", _FREE + "KEY"),
    "mood": (_FREE + "MOOD",),
    "grouping": ("\xa9grp",),
    "comment": ("\xa9cmt",),
    "isrc": (_FREE + "ISRC",),
}
ASF_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("Title",),
    "artist": ("Author",),
    "album_artist": ("WM/AlbumArtist",),
    "album": ("WM/AlbumTitle",),
    "genre": ("WM/Genre",),
    "date": ("WM/Year",),
    "track": ("WM/TrackNumber",),
    "disc": ("WM/PartOfSet",),
    "bpm": ("WM/BeatsPerMinute",),
    "key": ("WM/InitialKey",),
    "mood": ("WM/Mood",),
    "grouping": ("WM/ContentGroupDescription",),
    "comment": ("Description",),
    "isrc": ("WM/ISRC",),
}
_COMPILATION = ("compilation", "Compilation", "WM/IsCompilation")
AIFF_CHUNKS: Mapping[str, str] = {"title": "NAME", "artist": "AUTH", "comment": "ANNO"}
RIFF_INFO_KEYS: Mapping[str, str] = {
    "title": "INAM",
    "artist": "IART",
    "album": "IPRD",
    "genre": "IGNR",
    "date": "ICRD",
    "track": "ITRK",
    "comment": "ICMT",
}

_ID3_FRAMES = (
    "TIT2 TPE1 TPE2 TALB TCON TDRC TYER TDAT TIME TRCK TPOS TBPM TKEY TMOO TXXX GRP1 TIT1 COMM TCMP TSRC",
    "TT2 TP1 TP2 TAL TCO TYE TDA TIM TRK TPA TBP TKE TXX GP1 TT1 COM TCP TRC",
)


@cache
def _id3_options() -> Mapping[str, Any]:
    from mutagen.id3 import Frames, Frames_2_2

    every = {**Frames_2_2, **Frames}
    known = {name: every[name] for name in " ".join(_ID3_FRAMES).split() if name in every}
    return {"known_frames": known, "translate": False, "load_v1": False}


@cache
def _class(suffix: str) -> Any:
    from importlib import import_module

    module, name = _CLASSES[suffix]
    return getattr(import_module(f"mutagen.{module}"), name)


def open_file(file: BinaryIO, name: str, *, full: bool = False) -> Any:
    """mutagen's object for the file, or None when it knows no such format.

    ``full`` parses every ID3 frame as well, for comparing and covers.
    """
    from mutagen import MutagenError

    bind_mutagen()
    suffix = os.path.splitext(name)[1].lower()
    kind = _CLASSES.get(suffix)
    head = file.read(12)
    file.seek(0)
    if kind is None or (kind[1] == "MP3" and (head[:4] in (b"fLaC", b"OggS") or head[4:8] == b"ftyp")):
        return _sniffed(file)
    if tag_riff.is_wave(head) and head[:4] in (b"RF64", b"BW64"):  # over 4 GB: mutagen does not know it
        return tag_riff.wave_file(file, _id3_options())
    options: dict[str, Any] = {}
    if not full and kind[1] in _ID3_CLASSES:
        options.update(_id3_options())
        if kind[1] == "MP3":
            options["ID3"] = skimming_id3()
    try:
        short = short_flac(file) if kind[1] == "FLAC" and not full else None
        opened = _class(suffix)(short or file, **options)
        if tag_riff.is_wave(head) and (info := tag_riff.wave_info(file)) is not None:
            opened.info.length = info.length
        return opened
    except (MutagenError, ValueError, LookupError, ArithmeticError, EOFError):
        # mislabeled, or damaged in a way that another reader may survive
        found = tag_riff.wave_file(file, _id3_options()) if tag_riff.is_wave(head) else _sniffed(file)
        if found is None:
            raise
        return found


class _Nameless:
    """A file without its name: mutagen would weigh the ending as much as the content."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _sniffed(file: BinaryIO) -> Any:
    from mutagen import File

    file.seek(0)
    found = File(_Nameless(file))
    if found is None:
        file.seek(0)
        found = File(file)
    return found


def file_tags(found: Any, file: BinaryIO) -> Tags:
    """All that the file of what ``open_file`` gave says about itself.

    Each field comes from the first tag that has it: the kind's own tag (each comment block of FLAC in turn),
    ID3v2 in front, RIFF INFO in WAV, APEv2, ID3v1.
    """
    kind = type(found).__name__
    own = found.tags
    if kind == "FLAC":
        blocks = [block for block in found.metadata_blocks if block.code == 4]
        sources = [tags_of(block) for block in blocks if len(block)]
    else:
        sources = [tags_of(own)] if own is not None and len(own) else []
    if kind in ("WAVE", "WaveFile", "AIFF"):
        sources.append(_chunk_tags(file))
    elif kind in _TAILED:
        # the first ID3v2 tag of an MP3 is its own
        first = own.size if own is not None and kind in ("MP3", "TrueAudio") else 0
        sources += _other_tags(file, kind, own=bool(sources), first=first)
    return merged(sources)


def merged(sources: Sequence[Tags]) -> Tags:
    """Each field from the first that has it."""
    if len(sources) < 2:
        return sources[0] if sources else Tags()
    values = {name: next(filter(None, (getattr(s, name) for s in sources)), None) for name in _FIELDS}
    return Tags(**{name: value for name, value in values.items() if value is not None})


def tags_of(tags: Any) -> Tags:
    """Any of mutagen's tag objects as ``Tags``."""
    kind: Any = type(tags)
    return _reader(kind)(tags)


@cache
def _reader(kind: type) -> Callable[[Any], Tags]:
    """What reads this class of mutagen's tags."""
    from mutagen._vorbis import VComment
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASFTags
    from mutagen.id3 import ID3Tags
    from mutagen.mp4 import MP4Tags

    readers: tuple[tuple[type, Callable[[Any], Tags]], ...] = (
        (ID3Tags, _from_id3),
        (VComment, _from_vorbis),
        (MP4Tags, _from_mp4),
        (APEv2, _from_ape),
        (ASFTags, _from_asf),
    )
    return next(
        (read for base, read in readers if issubclass(kind, base)),
        lambda _tags: Tags(),
    )


def audio_info(found: Any) -> AudioInfo:
    """What the container says, with what cannot be true left out."""
    info = found.info
    duration = _number(getattr(info, "length", 0.0))
    codec = str(getattr(info, "codec", ""))
    kind = _FORMATS.get(type(found).__name__, type(found).__name__)
    if kind == "MP3" and getattr(info, "layer", 3) in (1, 2):
        kind = f"MP{info.layer}"
    return AudioInfo(
        format="ALAC" if kind == "MP4" and codec == "alac" else kind,
        duration=duration if 0.0 < duration <= _MAX_DURATION else 0.0,
        bitrate=int(min(max(0.0, _number(getattr(info, "bitrate", 0))), 1e9)),
        sample_rate=int(min(max(0.0, _number(getattr(info, "sample_rate", 0))), 1e8)),
        channels=int(min(max(0.0, _number(getattr(info, "channels", 0))), 1024)),
    )


def _number(value: Any) -> float:
    try:
        number = float(value or 0.0)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) else 0.0


def _clean(text: str) -> str:
    """Text that can be stored and shown: no NULs, no half characters."""
    if text.isprintable():  # neither is
        return text.strip()
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_clean, _apart(values)))))


def _apart(values: Iterable[str]) -> Iterator[str]:
    """The values; some programs put several into one text, with a NUL between them, in every kind of tag."""
    for value in values:
        if "\0" in value:
            yield from value.split("\0")
        else:
            yield value


def _value(values: Iterable[str]) -> TagValue:
    found = _unique(values)
    return found if len(found) > 1 else found[0] if found else ""


def _text_value(texts: Sequence[Any]) -> TagValue:
    return (
        _clean(text) if len(texts) == 1 and "\0" not in (text := str(texts[0])) else _value(map(str, texts))
    )


def _genres(values: Iterable[str], *, version: int | None = None) -> tuple[str, ...]:
    return _unique(tag_values.genres(_unique(values), version=version))


def _from_lookup(keys: Mapping[str, tuple[str, ...]], get: Callable[[str], Iterable[str]]) -> Tags:
    values: dict[str, Any] = {}
    for name, candidates in keys.items():
        for candidate in candidates:
            if found := _unique(get(candidate)):
                values[name] = _genres(found) if name == "genre" else field_value(name, found)
                break
    flags = next((v for v in map(_unique, map(get, _COMPILATION)) if v), ("0",))
    return Tags(**values, compilation=flags[0].lower() in ("1", "true", "yes"))


def _from_ape(tags: Any) -> Tags:
    # kind 0 is text (mutagen.apev2.TEXT)
    return _from_lookup(
        APE_KEYS, lambda key: map(str, tags[key] if key in tags and tags[key].kind == 0 else ())
    )


def _from_asf(tags: Any) -> Tags:
    return _from_lookup(ASF_KEYS, lambda key: map(str, tags.get(key, ())))


def _from_vorbis(comment: Any) -> Tags:
    entries: dict[str, list[str]] = {}
    for key, value in comment:
        entries.setdefault(key.lower(), []).append(str(value))

    def get(key: str) -> list[str]:
        return entries.get(key, [])

    tags = _from_lookup(VORBIS_KEYS, get)
    totals = {}
    for name, keys in VORBIS_TOTALS.items():
        total = next((_clean(v[0]) for v in map(get, keys) if v and _clean(v[0])), "")
        number = getattr(tags, name)
        if total and isinstance(number, str) and number and "/" not in number:
            totals[name] = f"{number}/{total}"
    if not totals:
        return tags
    from dataclasses import replace

    return replace(tags, track=totals.get("track", tags.track), disc=totals.get("disc", tags.disc))


def _from_mp4(atoms: Any) -> Tags:
    folded = {key.lower(): key for key in atoms if key.startswith("----")}

    def get(key: str) -> list[str]:
        values = atoms.get(folded.get(key.lower(), key) if key.startswith("----") else key)
        if key == "compilation" and values is None:
            values = atoms.get("cpil")
            return [] if values is None else [str(int(bool(values)))]
        if not values:
            return []
        if key in ("trkn", "disk"):
            number, total = (*values[0], 0, 0)[:2]
            return [f"{number}/{total}" if total else str(number)] if number or total else []
        if key == "tmpo":
            return [str(value) for value in values if value]
        return [v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in values]

    return _from_lookup(MP4_KEYS, get)


def _from_id3(frames: Any) -> Tags:
    version = frames.version[1]
    old = version in (2, 3)

    def value(*names: str) -> TagValue:
        for name in names:
            frame = frames.get(name)
            if frame is not None and (found := _text_value(frame.text)):
                return found
        return ""

    def text(name: str) -> str:
        return joined(value(name))

    def artist(name: str) -> TagValue:
        found = value(name)
        if old and found and "/" in joined(found):
            return _value(part for whole in values_of(found) for part in tag_values.artists(whole))
        return found

    mood: TagValue = value("TMOO")
    comment: TagValue = ""
    fallback: TagValue = ""
    for key, frame in frames.items():
        if not mood and key[:5] == "TXXX:" and frame.desc.lower() == "mood":
            mood = _text_value(frame.text)
        elif key[:4] == "COMM" and not comment:
            if not frame.desc:
                comment = _text_value(frame.text)
            elif frame.desc == "ID3v1 Comment":
                fallback = _text_value(frame.text)
    genre = frames.get("TCON")
    return Tags(
        title=value("TIT2"),
        artist=artist("TPE1"),
        album_artist=artist("TPE2"),
        album=value("TALB"),
        genre=_genres(map(str, genre.text), version=version) if genre is not None else (),
        date=value("TDRC") or _old_date(text("TYER"), text("TDAT"), text("TIME")),
        track=value("TRCK"),
        disc=value("TPOS"),
        bpm=value("TBPM"),
        key=value("TKEY"),
        mood=mood,
        grouping=value("GRP1", "TIT1"),
        comment=comment or fallback,
        compilation=text("TCMP") == "1",
        isrc=value("TSRC"),
    )


def _old_date(year: str, day: str, time: str) -> str:
    """TYER, TDAT (DDMM) and TIME (HHMM) of ID3v2.3 as one date."""
    if len(year) == 4 and year.isdigit() and len(day) == 4 and day.isdigit():
        date = f"{year}-{day[2:]}-{day[:2]}"
        return f"{date} {time[:2]}:{time[2:]}" if len(time) == 4 and time.isdigit() else date
    return year


def _other_tags(file: BinaryIO, kind: str, *, own: bool, first: int) -> list[Tags]:
    """Further tags that this kind of file may carry: ID3v2 in front, from ``first`` on, APEv2 and ID3v1 at
    the end. ``own``: it has one of its own kind."""
    found = _further_id3(file, first)
    try:
        file.seek(-_TAIL, os.SEEK_END)
    except OSError:  # it is shorter
        file.seek(0)
    tail = file.read(_TAIL)
    seen = b"APETAGEX" in tail or b"LYRICS200" in tail
    if kind not in APE_KINDS and (seen or not (own or kind == "FLAC")):
        with _damaged_is_none():  # one at the front is looked for where there is no other
            file.seek(0)
            found.append(tags_of(_ape()(file)))
    if len(tail) >= 128 and tail[-128:-125] == b"TAG" and tail[-131:-123] != b"APETAGEX":
        found.append(_from_id3v1(tail[-128:]))
    return found


def _further_id3(file: BinaryIO, position: int) -> list[Tags]:
    """ID3v2 tags one after the other from here on."""
    found: list[Tags] = []
    file.seek(position)
    while file.read(3) == b"ID3" and len(found) < 8:
        from mutagen.id3 import ID3

        before = position
        with _damaged_is_none():
            file.seek(position)
            tag = ID3(file, **_id3_options())
            position += tag.size
            found.append(tags_of(tag))
        if position == before:
            break
        file.seek(position)
    return found


def _ape() -> Any:
    from mutagen.apev2 import APEv2

    return APEv2


@contextlib.contextmanager
def _damaged_is_none() -> Iterator[None]:
    """A second tag that is damaged does not hide what the first says."""
    from mutagen import MutagenError

    with contextlib.suppress(
        MutagenError, ValueError, LookupError, ArithmeticError, EOFError, TypeError, struct.error
    ):
        yield


def _from_id3v1(data: bytes) -> Tags:
    from mutagen.id3 import ParseID3v1

    frames = ParseID3v1(data, 4)
    return _from_id3(_Frames(frames)) if frames else Tags()


class _Frames(dict[str, Any]):
    """Frames of ID3v1, as those of a tag."""

    version = (1, 1)


def _chunk_tags(file: BinaryIO) -> Tags:
    """The INFO list of WAV, the text chunks of AIFF."""
    from organizer.library.tags.iff import aiff_texts, riff_info

    file.seek(0)
    riff = file.read(1) == b"R"
    texts = riff_info(file) if riff else aiff_texts(file)
    values: dict[str, Any] = {}
    for name, key in (RIFF_INFO_KEYS if riff else AIFF_CHUNKS).items():
        if found := _unique(texts.get(key, ())):
            values[name] = _genres(found) if name == "genre" else field_value(name, found)
    return Tags(**values)
