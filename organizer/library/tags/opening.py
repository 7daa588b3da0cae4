"""mutagen's object for a file: the class that the ending names first, and sniffing only when that fails.

ID3 frames that are not shown are not parsed at all, and those of MP3s, covers above all, not even read
(``skim``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any, BinaryIO

from organizer.library.tags.damage import DamagedError, parsing
from organizer.library.tags.fields import ID3_TEXTS
from organizer.library.tags.limits import bind_mutagen
from organizer.library.tags.named.reading import STORED_FRAMES
from organizer.library.tags.riff import is_wave, wave_file, wave_info
from organizer.library.tags.short.skim import short_flac, skimming_id3

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

_ID3_CLASSES = frozenset({"MP3", "TrueAudio", "WAVE", "AIFF", "DSF", "DSDIFF"})

#: Frames that are read besides the texts of fields.
_ID3_FRAMES = (
    "TDRC TYER TDAT TIME TMOO TXXX GRP1 TIT1 COMM TCMP TSRC",
    "TYE TDA TIM TXX GP1 TT1 COM TCP TRC TCM TXT TP3 TP4 TPB IPL TOR ULT TT3 TLA TMT",
)


#: How mutagen parses ID3 when every frame is of interest, under the name that it has in the file.
AS_IT_IS: Mapping[str, Any] = {"translate": False, "load_v1": False}


@cache
def id3_options() -> Mapping[str, Any]:
    """How mutagen parses ID3 when only what is shown is of interest."""
    from mutagen.id3 import Frames, Frames_2_2

    every = {**Frames_2_2, **Frames}
    names = [
        *STORED_FRAMES,
        *" ".join(_ID3_FRAMES).split(),
        *(name for pair in ID3_TEXTS.values() for name in pair),
    ]
    known = {name: every[name] for name in names if name in every}
    return {"known_frames": known, "translate": False, "load_v1": False}


@cache
def _pictured_options() -> Mapping[str, Any]:
    """The same where the tag is read as a whole: with pictures, which are at hand by then."""
    from mutagen.id3 import Frames, Frames_2_2

    pictures = {"APIC": Frames["APIC"], "PIC": Frames_2_2["PIC"]}
    return {**id3_options(), "known_frames": {**id3_options()["known_frames"], **pictures}}


@cache
def _class(suffix: str) -> Any:
    from importlib import import_module

    module, name = _CLASSES[suffix]
    return getattr(import_module(f"mutagen.{module}"), name)


def open_file(file: BinaryIO, name: str, *, full: bool = False, as_it_is: bool = False) -> Any:
    """mutagen's object for the file, or None when it knows no such format.

    ``full`` parses every ID3 frame as well, for comparing and covers; ``as_it_is`` with the names that they
    have in this version.
    """
    bind_mutagen()
    suffix = os.path.splitext(name)[1].lower()
    kind = _CLASSES.get(suffix)
    head = file.read(12)
    file.seek(0)
    if kind is None or (kind[1] == "MP3" and (head[:4] in (b"fLaC", b"OggS") or head[4:8] == b"ftyp")):
        return _sniffed(file)
    if is_wave(head) and head[:4] in (b"RF64", b"BW64"):  # over 4 GB: mutagen does not know it
        return wave_file(file, _pictured_options())
    options: dict[str, Any] = {}
    full = full or as_it_is
    if as_it_is and kind[1] in _ID3_CLASSES:
        options.update(AS_IT_IS)
    elif not full and kind[1] in _ID3_CLASSES:
        options.update(id3_options())
        if kind[1] == "MP3":
            options["ID3"] = skimming_id3()
        elif kind[1] != "TrueAudio":
            options.update(_pictured_options())
    short = short_flac(file) if kind[1] == "FLAC" and not full else None
    parse = _class(suffix)
    try:
        with parsing():
            opened = parse(short or file, **options)
    except DamagedError:
        # mislabeled, or damaged in a way that another reader may survive
        opened = wave_file(file, _pictured_options()) if is_wave(head) else _sniffed(file)
        if opened is None:
            raise
        return opened
    if is_wave(head) and (info := wave_info(file)) is not None:
        opened.info.length = info.length
    return opened


class _Nameless:
    """A file without its name: mutagen would weigh the ending as much as the content."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _sniffed(file: BinaryIO) -> Any:
    from mutagen import File

    for source in (_Nameless(file), file):
        file.seek(0)
        with parsing():
            opened = File(source)
        if opened is not None:
            return opened
    return None
