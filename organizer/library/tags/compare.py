"""What a file holds besides some fields, in a form that can be compared."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from organizer.base.fields.picture import COVER
from organizer.library.tags.fields import APE_KEYS, ASF_KEYS, ID3_FRAMES, MP4_KEYS, VORBIS_KEYS, VORBIS_TOTALS
from organizer.library.tags.named.keys import PICTURES, keys_of
from organizer.library.tags.named.pictures import FRONT, OTHER, ape_kind, besides_cover, of_blocks, of_tags
from organizer.library.tags.named.raw import frame_key, kind_of


def frames_besides(opened: Any, fields: Collection[str]) -> list[tuple[str, str]]:
    """Every frame, item or picture of mutagen's object that holds none of the fields, in a stable order."""
    from mutagen._vorbis import VComment
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASFTags
    from mutagen.id3 import ID3Tags
    from mutagen.mp4 import MP4Tags

    tags = opened.tags
    cover = COVER in fields
    rest = besides_cover([*of_blocks(opened), *of_tags(opened.tags)], cover=cover)
    if tags is None:
        return rest
    fields = [name for name in fields if name != COVER]
    names = {name for name in fields if name in ID3_FRAMES}
    more = {key.lower() for name in fields if name not in names for key in keys_of(kind_of(tags), name)}
    if isinstance(tags, ID3Tags):
        ours = {frame for name in names for frame in ID3_FRAMES[name]}
        for key, frame in tags.items():
            if frame.FrameID in ("APIC", "PIC"):
                continue
            if more and not more.isdisjoint((frame.FrameID.lower(), frame_key(frame).lower())):
                continue
            if key in ours or ("comment" in names and _is_comment(key, frame)):
                continue
            if "mood" in names and key[:5] == "TXXX:" and frame.desc.lower() == "mood":
                continue
            rest.append((key, repr(frame)))
        rest += [("unknown", repr(bytes(data))) for data in tags.unknown_frames]
    elif isinstance(tags, VComment):
        ours = {key for name in names for key in (*VORBIS_KEYS[name], *VORBIS_TOTALS.get(name, ()))}
        ours |= more | (PICTURES if cover else frozenset())
        rest += [(key, repr(value)) for key, value in tags if not _is_one(key, ours)]
    elif isinstance(tags, MP4Tags):
        ours = {key.lower() for name in names for key in MP4_KEYS[name]} | more | {"covr"}
        rest += [(key, repr(value)) for key, value in tags.items() if key.lower() not in ours]
        unread = tags._failed_atoms.items()  # noqa: SLF001 - mutagen keeps what it cannot read nowhere else
        rest += [(key, repr(value)) for key, value in unread if key.lower() not in ours]
    elif isinstance(tags, APEv2):
        ours = {key.lower() for name in names for key in APE_KEYS[name]}
        ours |= {key.lower() for key in tags if cover and ape_kind(key) in (FRONT, OTHER)}
        rest += [(key, repr((v.kind, v.value))) for key, v in tags.items() if not _is_one(key, ours | more)]
    elif isinstance(tags, ASFTags):
        ours = {key.lower() for name in names for key in ASF_KEYS[name]} | more | {"wm/picture"}
        rest += [(key, repr(value)) for key, value in tags if key.lower() not in ours]
    return sorted(rest)


def _is_one(key: str, ours: set[str]) -> bool:
    """Whether a key is one of these, or says more of one: "performer:guitar"."""
    folded = key.lower()
    return folded in ours or (
        folded.startswith(("performer:", "rating:")) and folded.partition(":")[0] in ours
    )


def _is_comment(key: str, frame: Any) -> bool:
    return key[:4] == "COMM" and frame.desc in ("", "ID3v1 Comment")
