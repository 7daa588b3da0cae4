"""A tag of any kind as keys and texts, as the file names them; frames of ID3 by their description, too:
``TXXX:Foo``, ``COMM:about:eng``, ``UFID:owner``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from organizer.library.tags.named.keys import APE, ASF, ID3, MP4, PICTURES, VORBIS

_SIZE = re.compile(r"\([\d,]+ bytes\)")


@dataclass(slots=True)
class Raw:
    """What one tag holds. Keys are in small letters in ``texts``, as the file spells them in ``spelled``."""

    kind: str
    texts: dict[str, list[str]] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    ratings: list[tuple[str, int]] = field(default_factory=list)  #: POPM: whose, and the number

    def add(self, key: str, texts: Iterable[str]) -> None:
        """Take up what a key holds."""
        folded = key.lower()
        self.spelled.setdefault(folded, key)
        self.texts.setdefault(folded, []).extend(texts)

    def add_bytes(self, key: str, count: int) -> None:
        """Take up what is no text: that it is there, and how large."""
        self.add(key, [f"({count:,} bytes)"])

    def get(self, key: str) -> list[str]:
        """What a key holds, in any spelling."""
        return self.texts.get(key.lower(), [])


def is_bytes(value: object) -> bool:
    """Whether a value only says how large something is that is no text."""
    return isinstance(value, str) and _SIZE.fullmatch(value) is not None


def raw_of(tags: Any) -> Raw | None:
    """Any of mutagen's tag objects; None for one of another kind."""
    kind = kind_of(tags)
    if not kind:
        return None
    raw = Raw(kind)
    _READERS[kind](tags, raw)
    return raw


def kind_of(tags: Any) -> str:
    """The kind of tag that one of mutagen's objects holds; "" for none that is known."""
    kind: Any = type(tags)
    return _kind(kind)


@cache
def _kind(kind: type) -> str:
    from mutagen._vorbis import VComment
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASFTags
    from mutagen.id3 import ID3Tags
    from mutagen.mp4 import MP4Tags

    kinds: tuple[tuple[type, str], ...] = (
        (ID3Tags, ID3),
        (VComment, VORBIS),
        (APEv2, APE),
        (MP4Tags, MP4),
        (ASFTags, ASF),
    )
    return next((name for base, name in kinds if issubclass(kind, base)), "")


def person(role: str, name: str) -> str:
    """Who had a part in a recording, as "Name (role)"."""
    role, name = role.strip(), name.strip()
    return f"{name} ({role})" if role and role.lower() != "performer" else name


def _id3(frames: Any, raw: Raw) -> None:
    for frame in frames.values():
        _id3_frame(frame, raw)
    for data in getattr(frames, "unknown_frames", ()):
        raw.add_bytes(bytes(data[:4]).decode("latin-1").rstrip("\0"), len(data))


#: What tells frames of one kind apart.
_DESCRIBED = {
    "TXXX": "desc",
    "WXXX": "desc",
    "UFID": "owner",
    "PRIV": "owner",
    "GEOB": "desc",
    "POPM": "email",
}


def frame_key(frame: Any) -> str:
    """The name of one of mutagen's frames, with what tells it from others of its kind."""
    name: str = frame.FrameID
    if name in ("COMM", "USLT"):
        return f"{name}:{frame.desc}:{_language(frame.lang)}"
    described = _DESCRIBED.get(name)
    return f"{name}:{getattr(frame, described)}" if described else name


def _id3_frame(frame: Any, raw: Raw) -> None:
    name: str = frame.FrameID
    if name == "APIC":
        return
    key = frame_key(frame)
    if name == "POPM":
        raw.ratings.append((str(frame.email), int(frame.rating)))
    elif hasattr(frame, "people"):  # TMCL, TIPL, IPLS
        raw.add(key, [person(*map(str, pair)) for pair in frame.people if len(pair) == 2])
    elif name[0] == "W" and hasattr(frame, "url"):
        raw.add(key, [str(frame.url)])
    elif name == "UFID":
        text = bytes(frame.data).decode("latin-1")
        if text.isascii() and text.isprintable():
            raw.add(key, [text])
        else:
            raw.add_bytes(key, len(frame.data))
    elif name[0] == "T" or name in ("COMM", "USLT", "GRP1", "MVNM", "MVIN"):
        raw.add(key, map(str, frame.text if isinstance(frame.text, list) else [frame.text]))
    else:
        data = getattr(frame, "data", b"")
        raw.add_bytes(key, len(data) if isinstance(data, bytes) else 0)


def _language(code: Any) -> str:
    text = code.decode("latin-1") if isinstance(code, bytes) else str(code)
    return text.replace("\0", " ").lower()


def _vorbis(comment: Any, raw: Raw) -> None:
    for key, value in comment:
        if key.lower() not in PICTURES:
            raw.add(key, [str(value)])


def _ape(items: Any, raw: Raw) -> None:
    for key, item in items.items():
        if item.kind != 1:  # text, or where to find it
            raw.add(key, str(item).split("\0"))
        elif not key.lower().startswith("cover art"):
            raw.add_bytes(key, len(item.value))


def _mp4(atoms: Any, raw: Raw) -> None:
    for key, values in atoms.items():
        if key in ("covr", "trkn", "disk"):
            continue
        if isinstance(values, bool):
            raw.add(key, [str(int(values))])
            continue
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, bytes):
                try:
                    raw.add(key, [value.decode()])
                except UnicodeDecodeError:
                    raw.add_bytes(key, len(value))
            else:
                raw.add(key, [str(int(value)) if isinstance(value, bool) else str(value)])


def _asf(attributes: Any, raw: Raw) -> None:
    for key, value in attributes:
        content = value.value if hasattr(value, "value") else value
        if isinstance(content, bytes):
            if key.lower() not in PICTURES:
                raw.add_bytes(key, len(content))
        else:
            raw.add(key, [str(int(content)) if isinstance(content, bool) else str(content)])


_READERS: dict[str, Callable[[Any, Raw], None]] = {
    ID3: _id3,
    VORBIS: _vorbis,
    APE: _ape,
    MP4: _mp4,
    ASF: _asf,
}
