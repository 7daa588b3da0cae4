"""Frames of ID3 that hold fields beyond those that every list shows: which they are, and how they are
written. Versions: 2, 3 and 4."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import cache
from typing import Protocol, TypeVar

from organizer.base.errors import TagError
from organizer.base.language import tr
from organizer.base.model import TagValue, values_of
from organizer.library.tags.named import ratings
from organizer.library.tags.named.keys import ID3, KEYS, keys_of
from organizer.library.tags.named.reading import first_lyrics

#: Parts in a recording that ID3v2.4 lists apart from musicians.
_INVOLVED = frozenset(
    {"arranger", "engineer", "producer", "dj-mix", "mix", "mixer", "mastering", "executive producer"}
)
_NEW_RATING = b"Windows Media Player 9 Series"  # what Windows reads; all other players take any


class Frame(Protocol):
    """A frame as the editor of ID3 has it."""

    @property
    def name(self) -> str:
        """Its name in this version."""
        ...

    @property
    def data(self) -> bytes:
        """Its content; empty where it cannot be read."""
        ...


_Frame = TypeVar("_Frame", bound=Frame)


@cache
def _long_names() -> dict[str, str]:
    from mutagen.id3 import Frames_2_2

    return {old: str(new.__base__.__name__) for old, new in Frames_2_2.items()}


@cache
def _short_names() -> dict[str, str]:
    return {new: old for old, new in _long_names().items()}


def long_name(name: str) -> str:
    """The name of a frame in the versions after 2.2."""
    return _long_names().get(name, name)


def key_of(frame: Frame) -> str:
    """The name by which ``raw`` knows a frame."""
    name = _long_names().get(frame.name, frame.name)
    data = frame.data
    if name in ("TXXX", "WXXX"):
        return f"{name}:{_text(data, 1)}"
    if name in ("COMM", "USLT"):
        return f"{name}:{_text(data, 4)}:{data[1:4].decode('latin-1').replace(chr(0), ' ').lower()}"
    if name in ("UFID", "PRIV", "POPM"):
        return f"{name}:" + data.split(b"\0", 1)[0].decode("latin-1")
    if name == "GEOB":
        return f"{name}:{_geob_description(data)}"
    return name


def _text(data: bytes, start: int) -> str:
    """The text that ends with a NUL from here on."""
    if not data:
        return ""
    return split_text(data[0], data[start:])[0]


def split_text(encoding: int, data: bytes) -> tuple[str, bytes]:
    """A text up to its NUL, and what follows."""
    if encoding not in (1, 2):
        text, _, rest = data.partition(b"\0")
        return text.decode("utf-8" if encoding == 3 else "latin-1", "replace"), rest
    end = next((i for i in range(0, len(data) - 1, 2) if data[i : i + 2] == b"\0\0"), len(data))
    text = data[:end]
    codec = "utf-16" if encoding == 1 else "utf-16-be"
    return text.decode(codec, "replace"), data[end + 2 :]


def _geob_description(data: bytes) -> str:
    if not data:
        return ""
    rest = data[1:].partition(b"\0")[2]  # behind the kind of content
    return split_text(data[0], split_text(data[0], rest)[1])[0]


def touched(frames: Sequence[_Frame], name: str, *, removal: bool) -> list[_Frame]:
    """The frames that hold the field."""
    keys = {key.lower() for key in keys_of(ID3, name)}
    if name == "lyrics":
        known = {id(frame): key_of(frame) for frame in frames if frame.name in ("USLT", "ULT")}
        first = first_lyrics(known.values())
        if removal:
            return [frame for frame in frames if id(frame) in known]
        return [frame for frame in frames if known.get(id(frame)) == first][:1]
    if name == "rating":
        return [f for f in frames if f.name in ("POPM", "POP") or key_of(f).lower() in keys]
    return [frame for frame in frames if key_of(frame).lower() in keys]


def written(version: int, name: str, value: TagValue, old: Sequence[Frame]) -> list[bytes]:
    """The field as frames of this version: one for each of ``old``, empty where it goes, or new ones
    where there is none."""
    texts = values_of(value)
    if not texts:
        return [b"" for _ in old]
    if name == "rating":
        return _ratings(version, texts[0], old)
    if name == "performer":
        return [_performers(version, texts), *(b"" for _ in old[1:])]
    if name == "original_date":
        return [_original_date(version, texts), *(b"" for _ in old[1:])]
    keys = [key_of(frame) for frame in old] or [keys_of(ID3, name)[0]]
    if keys == ["USLT"]:
        keys = ["USLT::xxx"]
    done: set[str] = set()
    result = []
    for index, key in enumerate(keys):
        same = key.lower() in done
        done.add(key.lower())
        result.append(b"" if same else frame_of(version, key, texts, old[index] if old else None))
    return result


def _original_date(version: int, texts: tuple[str, ...]) -> bytes:
    if version == 4:
        return frame_of(4, "TDOR", tuple(text.replace(" ", "T") for text in texts))
    return frame_of(version, "TORY", texts)


def _performers(version: int, texts: tuple[str, ...]) -> bytes:
    pairs = [pair_of(text) for text in texts]
    if version < 4:
        return _people(version, "IPLS", pairs)
    musicians = [pair for pair in pairs if pair[0].lower() not in _INVOLVED]
    others = [pair for pair in pairs if pair[0].lower() in _INVOLVED]
    return b"".join(_people(4, name, some) for name, some in (("TMCL", musicians), ("TIPL", others)) if some)


def in_order(version: int, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Performers as they are read back: ID3v2.4 lists musicians first."""
    if version < 4:
        return texts
    return tuple(sorted(texts, key=lambda text: pair_of(text)[0].lower() in _INVOLVED))


def pair_of(text: str) -> tuple[str, str]:
    """ "Name (role)" as role and name."""
    name, bracket, role = text.rpartition(" (")
    return (role[:-1], name) if bracket and role.endswith(")") and name else ("performer", text)


def _people(version: int, name: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    return frame_of(version, name, tuple(part for pair in pairs for part in pair))


def _ratings(version: int, half: str, old: Sequence[Frame]) -> list[bytes]:
    result = []
    for frame in old:
        key = key_of(frame)
        if key.startswith("POPM"):
            email, _, rest = frame.data.partition(b"\0")
            number = ratings.popm_byte(email.decode("latin-1"), int(half))
            result.append(framed(version, "POPM", email + b"\0" + bytes([number]) + rest[1:]))
        else:
            result.append(frame_of(version, key, (ratings.written(key, half),)))
    if not result:
        number = ratings.popm_byte("", int(half))
        return [framed(version, "POPM", _NEW_RATING + b"\0" + bytes([number]) + bytes(4))]
    return result


def frame_of(version: int, key: str, texts: tuple[str, ...], old: Frame | None = None) -> bytes:
    """A frame of this key with these texts. ``old``: the one in whose place it comes."""
    name, _, described = key.partition(":")
    if name == "UFID":
        return framed(version, name, described.encode("latin-1", "replace") + b"\0" + texts[0].encode())
    if name[0] == "W" and name != "WXXX":
        return framed(version, name, texts[0].encode("latin-1", "replace"))
    code, encoding, end = _encoding(version, (described, *texts))
    data = bytes([code])
    if name in ("COMM", "USLT"):
        described, _, language = described.rpartition(":")
        spoken = old.data[1:4] if old is not None and len(old.data) > 4 else _language(language)
        data += spoken + described.encode(encoding) + end
        if name == "USLT":
            texts = ("\n\n".join(texts),) if len(texts) > 1 else texts
    elif name in ("TXXX", "WXXX"):
        data += described.encode(encoding) + end
    if name == "WXXX":
        return framed(version, name, data + texts[0].encode("latin-1", "replace"))
    return framed(version, name, data + end.join(text.encode(encoding) for text in texts))


def _language(code: str) -> bytes:
    return b"XXX" if code == "xxx" else code.encode("latin-1", "replace")[:3].ljust(3)


def _encoding(version: int, texts: Sequence[str]) -> tuple[int, str, bytes]:
    if version == 4:
        return 3, "utf-8", b"\0"
    try:
        for text in texts:
            text.encode("latin-1")
    except UnicodeEncodeError:
        return 1, "utf-16", b"\0\0"
    return 0, "latin-1", b"\0"


def framed(version: int, name: str, data: bytes) -> bytes:
    """A frame of this name and content."""
    if version == 2:
        short = _short_names().get(name)
        if short is None:
            raise TagError(
                tr("ID3v2.2 tags have no frame {name}", name=name), remedy=tr("convert them to ID3v2.4 first")
            )
        return short.encode() + len(data).to_bytes(3, "big") + data
    if version == 4:
        size = bytes((len(data) >> shift) & 127 for shift in (21, 14, 7, 0))
    else:
        size = struct.pack(">I", len(data))
    return name.encode("latin-1") + size + b"\0\0" + data


__all__ = ["KEYS", "Frame", "frame_of", "in_order", "key_of", "pair_of", "touched", "written"]
