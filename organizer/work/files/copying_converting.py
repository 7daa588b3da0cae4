"""In a worker process: a song becomes a file of another format, with its tags and its cover."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass

from organizer.base.errors import OrganizerError, TagError
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, Tags, TagValue, Track
from organizer.library.tags import tags
from organizer.work.files import encoding
from organizer.work.files.encoding import Encoding
from organizer.work.playing import gain

#: Seconds that a song may take to be converted: this share of its length, and so many at least.
_TIME_SHARE, _LEAST_TIME = 1.0, 120.0


#: What is true of the old file alone: who encoded it, and how.
_NOT_CARRIED = frozenset({"encoded_by", "encoder", "tsse", "txxx:encoder", "encoding", "encodersettings"})


@dataclass(frozen=True, slots=True)
class ConvertRequest:
    """One song for a worker."""

    number: int  #: of the step that it belongs to
    track: Track
    encoding: Encoding
    target: str  #: a new file on this computer
    even_loudness: bool = False


@dataclass(frozen=True, slots=True)
class Converted:
    """A worker's answer."""

    source_size: int  #: of the source, as it was when it was read
    source_mtime_ns: int
    without: tuple[str, ...] = ()  #: fields that the new file cannot hold


def time_limit(tracks: list[Track]) -> float:
    """Seconds after which a song among these is given up."""
    return max([_LEAST_TIME, *(track.info.duration * _TIME_SHARE for track in tracks)])


def convert(request: ConvertRequest) -> Converted:
    """Convert one song. Raises ``OrganizerError``; the target is worthless then."""
    from organizer.analysis.ear import decoders

    decoders.silence_decoders()
    source, target = request.track.path, request.target
    before = os.stat(source)
    factor = _factor(request.track) if request.even_loudness else 1.0
    encoding.encode(source, target, request.encoding, factor=factor, cover=_cover(source))
    without = _carry_over(source, target, with_gains=not request.even_loudness)
    after = os.stat(source)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OrganizerError(tr("changed while it was converted"), path=source, remedy=tr("copy it again"))
    return Converted(before.st_size, before.st_mtime_ns, without)


def _factor(track: Track) -> float:
    """What brings it to the loudness of all others, without a sample beyond full scale."""
    wanted = None
    with contextlib.suppress(OrganizerError):
        wanted = gain.of_tags(tags.gains(track.path), "track")
    wanted = wanted or gain.of_track(track)
    if wanted.source == "unknown":
        return 1.0
    return float(min(10 ** (wanted.decibels / 20), 1.0 / max(wanted.peak, 1e-6)))


def _cover(path: str) -> bytes | None:
    with contextlib.suppress(OrganizerError):
        return tags.cover(path)
    return None


def _carry_over(source: str, target: str, *, with_gains: bool) -> tuple[str, ...]:
    """Give the new file the tags of the old one, as far as it can hold them; the fields that it cannot."""
    try:
        said = tags.every_field(source)
    except OrganizerError:  # there is sound in it, and no more
        return ()
    values = fields_of(said)
    if not with_gains:  # of another loudness
        values = {name: value for name, value in values.items() if not name.startswith("replaygain_")}
    try:
        tags.write(target, values)
        return ()
    except TagError:
        pass
    refused = []
    for name, value in values.items():
        try:
            tags.write(target, {name: value})
        except TagError:
            refused.append(name)
    return tuple(refused)


def fields_of(said: Tags) -> dict[str, TagValue]:
    """What a file says, by the names of its fields."""
    names = (*EDITABLE_FIELDS, "compilation", "isrc")
    own = {name: value for name in names if (value := said.get(name))}
    return {**own, **{name: value for name, value in said.more if name.casefold() not in _NOT_CARRIED}}
