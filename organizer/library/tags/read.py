"""What a file says about itself: ``Tags`` out of all the tags in it, and ``AudioInfo``."""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, BinaryIO

from organizer.base.fields.picture import COVER
from organizer.base.model import AudioInfo, Tags
from organizer.library.tags.damage import DamagedError, parsing
from organizer.library.tags.fields import AIFF_CHUNKS, AIFF_MORE, APE_KINDS, RIFF_INFO_KEYS, RIFF_INFO_MORE
from organizer.library.tags.mapping import id3v1_tags, tags_of, text_tags
from organizer.library.tags.named.pictures import cover_value, embedded
from organizer.library.tags.opening import AS_IT_IS, id3_options
from organizer.library.tags.riff import aiff_texts, riff_info

#: Longer than this is a broken header, not a song (a day).
_MAX_DURATION = 86_400.0

#: mutagen's class -> what the format is called.
FORMATS: Mapping[str, str] = {
    "MP3": "MP3",
    "FLAC": "FLAC",
    "OggVorbis": "Ogg Vorbis",
    "OggOpus": "Opus",
    "OggSpeex": "Speex",
    "OggFLAC": "Ogg FLAC",
    "OggTheora": "Ogg Theora",
    "MP4": "MP4",
    "AAC": "AAC",
    "ASF": "WMA",
    "WAVE": "WAV",
    "AIFF": "AIFF",
    "MonkeysAudio": "Monkey's Audio",
    "Musepack": "Musepack",
    "WavPack": "WavPack",
    "OptimFROG": "OptimFROG",
    "TAK": "TAK",
    "TrueAudio": "TrueAudio",
    "DSF": "DSF",
    "DSDIFF": "DSDIFF",
    "AC3": "AC-3",
    "WaveFile": "WAV",
}
#: Kinds of files with tags of their own kind at the end; those that may carry tags of other kinds.
_TAILED = APE_KINDS | {"MP3", "AAC", "TrueAudio", "FLAC", "AC3"}
_TAIL = 128 + 32 + 32  # bytes in which ID3v1 and the end of APEv2 and Lyrics3 are seen
_FIELDS = tuple(field.name for field in fields(Tags) if field.name != "more")


def file_tags(opened: Any, file: BinaryIO, names: Collection[str] = ()) -> Tags:
    """All that the file of what ``open_file`` gave says about itself.

    Each field comes from the first tag that has it: the kind's own tag (each comment block of FLAC in turn),
    ID3v2 in front, RIFF INFO in WAV, APEv2, ID3v1. ``names``: fields that no list shows, which are asked for.
    """
    kind = type(opened).__name__
    own = opened.tags
    if kind == "FLAC":
        blocks = [block for block in opened.metadata_blocks if block.code == 4]
        sources = [tags_of(block, names) for block in blocks if len(block)]
    else:
        sources = [tags_of(own, names)] if own is not None and len(own) else []
    if kind in ("WAVE", "WaveFile", "AIFF"):
        sources.append(_chunk_tags(file))
    elif kind in _TAILED:
        # the first ID3v2 tag of an MP3 is its own
        first = own.size if own is not None and kind in ("MP3", "TrueAudio") else 0
        sources += _other_tags(file, kind, names, own=bool(sources), first=first)
    read = merged(sources)
    if COVER in names and (cover := cover_value(embedded(opened, file))):
        read = replace(read, more=(*read.more, (COVER, cover)))
    return read


def merged(sources: Sequence[Tags]) -> Tags:
    """Each field from the first that has it."""
    if len(sources) < 2:
        return sources[0] if sources else Tags()
    values = {name: next(filter(None, (getattr(s, name) for s in sources)), None) for name in _FIELDS}
    more = {name: value for source in reversed(sources) for name, value in source.more}
    merged_tags = {name: value for name, value in values.items() if value is not None}
    return Tags(**merged_tags, more=tuple(more.items()))


def audio_info(opened: Any) -> AudioInfo:
    """What the container says, with what cannot be true left out."""
    info = opened.info
    duration = _number(getattr(info, "length", 0.0))
    codec = str(getattr(info, "codec", ""))
    kind = FORMATS.get(type(opened).__name__, type(opened).__name__)
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


def _other_tags(file: BinaryIO, kind: str, names: Collection[str], *, own: bool, first: int) -> list[Tags]:
    """Further tags that this kind of file may carry: ID3v2 in front, from ``first`` on, APEv2 and ID3v1 at
    the end. ``own``: it has one of its own kind. One that is damaged does not hide what the others say."""
    from mutagen.id3 import ParseID3v1

    others = _further_id3(file, first, names)
    try:
        file.seek(-_TAIL, os.SEEK_END)
    except OSError:  # it is shorter
        file.seek(0)
    tail = file.read(_TAIL)
    seen = b"APETAGEX" in tail or b"LYRICS200" in tail
    if kind not in APE_KINDS and (seen or not (own or kind == "FLAC")):
        ape = ape_tag(file)  # one at the front is looked for where there is no other
        if ape is not None:
            others.append(tags_of(ape, names))
    if len(tail) >= 128 and tail[-128:-125] == b"TAG" and tail[-131:-123] != b"APETAGEX":
        with parsing():
            frames = ParseID3v1(tail[-128:], 4)
        if frames:
            others.append(id3v1_tags(frames))
    return others


def ape_tag(file: BinaryIO) -> Any:
    """The APEv2 tag of a file of any kind; None where it has none, or a damaged one."""
    from mutagen.apev2 import APEv2

    file.seek(0)
    with contextlib.suppress(DamagedError), parsing():
        return APEv2(file)
    return None


def _further_id3(file: BinaryIO, position: int, names: Collection[str]) -> list[Tags]:
    """ID3v2 tags one after the other from here on."""
    from mutagen.id3 import ID3

    others: list[Tags] = []
    file.seek(position)
    while file.read(3) == b"ID3" and len(others) < 8:
        file.seek(position)
        try:
            with parsing():
                tag = ID3(file, **(AS_IT_IS if names else id3_options()))
        except DamagedError:
            break
        others.append(tags_of(tag, names))
        position += tag.size
        file.seek(position)
    return others


def _chunk_tags(file: BinaryIO) -> Tags:
    """The INFO list of WAV, the text chunks of AIFF."""
    file.seek(0)
    if file.read(1) == b"R":
        return text_tags(RIFF_INFO_KEYS, RIFF_INFO_MORE, riff_info(file))
    return text_tags(AIFF_CHUNKS, AIFF_MORE, aiff_texts(file))
