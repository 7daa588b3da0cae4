"""What a person chose for a device: as values that travel, and as text that is stored."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, TypeAlias

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.work.files.encoding import FORMATS, Encoding, Format

#: How songs are named on a device that says nothing else.
TEMPLATE = '{albumartist|artist|"Unknown artist"}/{album|"Unknown album"}/[[{disc}-]{track:02} ]{title}'

#: "auto": as the disk's file system needs it; "safe": as every system takes it; "any": as this one takes it.
Names: TypeAlias = Literal["auto", "safe", "any"]
NAMES: tuple[Names, ...] = ("auto", "safe", "any")
#: How playlists are written beside the songs; "" not at all.
LISTS = ("m3u8", "m3u", "pls", "xspf", "")

#: What songs in the library say of their format, by what a person calls it.
_ACCEPTED = {
    "mp3": ("MP3",),
    "aac": ("MP4", "AAC"),
    "opus": ("Opus",),
    "ogg": ("Ogg Vorbis",),
    "flac": ("FLAC",),
    "alac": ("ALAC",),
    "wav": ("WAV",),
    "aiff": ("AIFF",),
    "wma": ("WMA",),
}
ACCEPTED = tuple(_ACCEPTED)
#: A song a little above the rate is not worth being made worse once more: encoders do not meet it exactly.
_TOLERANCE = 1.15
#: Bytes that stand beside the sound of a converted song: tags and cover, as they mostly are.
_BESIDE = 96 * 1024
#: By how much what is encoded may be more than its rate says.
_SPREAD = {"opus": 1.06, "mp3": 1.01, "aac": 1.05}


@dataclass(frozen=True, slots=True)
class CopySettings:
    """How songs are copied to a device."""

    convert: Format | Literal[""] = ""  #: "": as they are
    rate: int = 128  #: kbit/s of what is converted
    accept: tuple[str, ...] = ()  #: formats that the device plays too, beside the one converted to
    any_rate: bool = False  #: what is in an accepted format is never converted, whatever its rate
    even_loudness: bool = False  #: what is converted is made equally loud, by ReplayGain
    template: str = TEMPLATE
    names: Names = "auto"
    lists: str = "m3u8"
    flush: bool = True  #: each file is on the device before the next one, whatever happens to the plug
    verify: bool = False  #: each file is read back and compared

    def check(self) -> None:
        """Raise ``UsageError`` for what makes no sense."""
        if not 8 <= self.rate <= 512:
            raise UsageError(tr("there are rates from 8 to 512 kbit/s"), remedy=tr("choose one between them"))
        if self.convert:
            Encoding(self.convert, self.rate).check()
        if unknown := [name for name in self.accept if name not in _ACCEPTED]:
            raise UsageError(
                tr("there is no format “{unknown}” to accept", unknown=unknown[0]),
                remedy=tr("one of {accepted}", accepted=", ".join(ACCEPTED)),
            )
        if self.lists not in LISTS or self.names not in NAMES:
            raise UsageError(tr("no such kind of playlist or names"), remedy=tr("leave the option out"))

    @property
    def encoding(self) -> Encoding | None:
        """What songs are converted to; None: they are copied as they are."""
        return Encoding(self.convert, self.rate) if self.convert else None

    def converts(self, track: Track) -> bool:
        """Whether this song is converted: it is in no format that is accepted, or of a higher rate."""
        if not self.convert:
            return False
        formats = [one for name in (self.convert, *self.accept) for one in _ACCEPTED[name]]
        if track.info.format not in formats:
            return True
        too_high = track.info.bitrate > self.rate * 1000 * _TOLERANCE
        return too_high and not self.any_rate

    def estimate(self, track: Track) -> int:
        """Bytes that this song takes when it is converted, about, and rather too many."""
        assert self.convert
        return round(track.info.duration * self.rate * 125 * _SPREAD[self.convert]) + _BESIDE

    def how(self, *, convert: bool) -> str:
        """What tells files apart that were made of the same song in another way."""
        if not convert:
            return ""
        return f"{self.convert} {self.rate}{' even' if self.even_loudness else ''}"


def to_text(settings: CopySettings) -> str:
    """As it is stored."""
    return json.dumps(asdict(settings), ensure_ascii=True)


def from_text(text: str) -> CopySettings:
    """As it was stored; what cannot be used keeps its default."""
    try:
        stored: Any = json.loads(text)
    except ValueError:
        return CopySettings()
    if not isinstance(stored, dict):
        return CopySettings()
    settings = CopySettings()
    for field in fields(CopySettings):
        value = stored.get(field.name)
        if field.name == "accept" and isinstance(value, list):
            value = tuple(str(one) for one in value if one in _ACCEPTED)
        if type(value) is type(getattr(settings, field.name)):
            chosen: Any = {field.name: value}
            changed = replace(settings, **chosen)
            try:
                changed.check()
            except UsageError:
                continue
            settings = changed
    return settings


def in_words(settings: CopySettings) -> str:
    """How songs are copied, in a few words for people."""
    if not settings.convert:
        return tr("as they are")
    return tr("{format}, {rate} kbit/s", format=_SHOWN[settings.convert], rate=settings.rate)


_SHOWN = {name: name.upper() if name != "opus" else "Opus" for name in FORMATS}
