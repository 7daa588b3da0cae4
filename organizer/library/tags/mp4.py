"""MP4 atoms edited in bytes: the items of ``ilst``, the sizes around them, and the offsets into the sound."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from organizer.base.errors import TagError
from organizer.base.fields.picture import COVER, look
from organizer.base.language import tr
from organizer.base.model import TagValue, values_of
from organizer.library.tags.fields import MP4_KEYS
from organizer.library.tags.named.keys import MP4
from organizer.library.tags.named.pictures import written_cover
from organizer.library.tags.named.values import MP4_NUMBERS
from organizer.library.tags.named.writing import parts
from organizer.library.tags.patch import Splice
from organizer.library.tags.values import mp4_pair, tempo

_PADDING = 1024
_DAMAGED = tr("repair the file with another program")
_HANDLER = struct.pack(">I4s", 33, b"hdlr") + bytes(8) + b"mdirappl" + bytes(9)
_CONTAINERS = (b"moov", b"udta", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf")


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of an MP4 file, with its header."""

    name: bytes
    offset: int
    head: int
    length: int

    @property
    def start(self) -> int:
        """Where its content begins."""
        return self.offset + self.head

    @property
    def end(self) -> int:
        """Where the next begins."""
        return self.offset + self.length


def _atoms(file: BinaryIO, position: int, end: int, *, cut: bool = False) -> list[Atom]:
    """The atoms between two places; with ``cut`` the last may be a ``mdat`` that was cut off."""
    atoms: list[Atom] = []
    while position + 8 <= end:
        file.seek(position)
        header = file.read(16)
        length, head = int.from_bytes(header[:4], "big"), 8
        if length == 1:
            length, head = int.from_bytes(header[8:16], "big"), 16
        elif length == 0:
            if atoms and position + 8 > end - 4:
                break
            length = end - position
        if cut and position + length > end and header[4:8] == b"mdat":
            length = end - position
        if length < head or position + length > end or len(atoms) > 1_000_000:
            raise TagError(tr("an MP4 atom does not fit where it stands"), remedy=_DAMAGED)
        atoms.append(Atom(header[4:8], position, head, length))
        position += length
    return atoms


def plan_mp4(file: BinaryIO, size: int, values: Mapping[str, TagValue]) -> list[Splice]:
    """Items are replaced in place; padding behind ``ilst`` gives and takes, else offsets are moved."""
    top = _atoms(file, 0, size, cut=True)
    moov = _named(top, b"moov")
    if moov is None:
        raise TagError(tr("the MP4 file has no index (moov)"), remedy=_DAMAGED)
    path = [moov]
    udta = _named(_atoms(file, moov.start, moov.end), b"udta")
    if udta is None:
        items = _new_items(values)
        return _grown(file, top, path, moov.end, _box(b"udta", _meta(items))) if items else []
    path.append(udta)
    meta = _named(_user_atoms(file, udta), b"meta")
    if meta is None:
        items = _new_items(values)
        end = _user_atoms(file, udta)[-1].end if _user_atoms(file, udta) else udta.start
        return _grown(file, top, path, end, _meta(items)) if items else []
    path.append(meta)
    if _is_bare(file, meta):
        raise TagError(
            tr("tags cannot be written to this kind of file"), remedy=tr("convert it, to FLAC for example")
        )
    inner = _atoms(file, meta.start + 4, meta.end)
    ilst = _named(inner, b"ilst")
    if ilst is None:
        items = _new_items(values)
        return _grown(file, top, path, meta.end, _box(b"ilst", items)) if items else []
    path.append(ilst)
    edits = _item_edits(file, ilst, values)
    growth = sum(len(s.new) - len(s.old) for s in edits)
    if not edits:
        return []
    free = next((a for a in inner if a.offset == ilst.end and a.name == b"free" and a.head == 8), None)
    if growth == 0:
        return edits
    if free is not None and free.length - 8 >= growth:
        file.seek(free.offset)
        old_head = file.read(8)
        edits.append(_resized(file, ilst, growth))
        if growth > 0:
            file.seek(free.end - growth)
            edits.append(Splice(free.end - growth, file.read(growth), b""))
        else:
            edits.append(Splice(free.end, b"", bytes(-growth)))
        edits.append(Splice(free.offset, old_head, struct.pack(">I", free.length - growth) + b"free"))
        return _merged(edits)
    if free is None and growth <= -8:
        edits.append(_resized(file, ilst, growth))
        edits.append(Splice(ilst.end, b"", struct.pack(">I", -growth) + b"free" + bytes(-growth - 8)))
        return _merged(edits)
    edits.append(_resized(file, ilst, growth))
    padding = b"" if free is not None else _box(b"free", bytes(_PADDING))
    edits.append(Splice(ilst.end, b"", padding))
    total = growth + len(padding)
    edits += [_resized(file, atom, total) for atom in path[:-1]]
    return _merged([*edits, *_moved(file, top, ilst.end, total)])


def items(file: BinaryIO, size: int) -> list[tuple[Atom, str]] | None:
    """The items of its tags, with their keys; None where it has none. Raises ``TagError``."""
    inside = _atoms(file, 0, size, cut=True)
    for name in (b"moov", b"udta", b"meta"):
        place = _named(inside, name)
        if place is None:
            return None
        if name == b"meta" and _is_bare(file, place):
            return None
        start = place.start + 4 if name == b"meta" else place.start
        inside = _user_atoms(file, place) if name == b"udta" else _atoms(file, start, place.end)
    ilst = _named(inside, b"ilst")
    return None if ilst is None else [(a, _item_key(file, a)) for a in _atoms(file, ilst.start, ilst.end)]


def index_of(items: bytes) -> bytes:
    """An index of nothing but these items."""
    return _box(b"moov", _box(b"udta", _meta(items)))


def _is_bare(file: BinaryIO, meta: Atom) -> bool:
    """Whether this ``meta`` is one of QuickTime, without a version: mutagen does not see what is in it."""
    file.seek(meta.start)
    return file.read(8)[4:] == b"hdlr"


def _grown(file: BinaryIO, top: list[Atom], path: list[Atom], position: int, new: bytes) -> list[Splice]:
    splices = [Splice(position, b"", new)]
    splices += [_resized(file, atom, len(new)) for atom in path]
    return splices + _moved(file, top, position, len(new))


def _merged(splices: list[Splice]) -> list[Splice]:
    """Insertions at one place become one, the items before the padding."""
    result: list[Splice] = []
    for splice in splices:
        same = next(
            (i for i, s in enumerate(result) if s.offset == splice.offset and not (s.old and splice.old)),
            None,
        )
        if same is None:
            result.append(splice)
        else:
            first = result[same]
            result[same] = Splice(splice.offset, first.old or splice.old, first.new + splice.new)
    return result


def _resized(file: BinaryIO, atom: Atom, growth: int) -> Splice:
    file.seek(atom.offset)
    header = file.read(16)
    if header[:4] == b"\0\0\0\1":
        return Splice(atom.offset + 8, header[8:16], struct.pack(">Q", atom.length + growth))
    if header[:4] == bytes(4):
        return Splice(atom.offset, b"", b"")  # reaches to the end of the file
    return Splice(atom.offset, header[:4], struct.pack(">I", atom.length + growth))


def _moved(file: BinaryIO, top: list[Atom], position: int, growth: int) -> list[Splice]:
    """Every offset into the file that points behind ``position``."""
    splices = []
    for atom in _descend(file, top):
        if atom.name in (b"stco", b"co64"):
            code, width = ("I", 4) if atom.name == b"stco" else ("Q", 8)
            file.seek(atom.start)
            data = file.read(atom.length - atom.head)
            count = int.from_bytes(data[4:8], "big")
            if 8 + count * width > len(data):
                raise TagError(tr("a table of offsets in the MP4 file is cut off"), remedy=_DAMAGED)
            offsets = struct.unpack(f">{count}{code}", data[8 : 8 + count * width])
            moved = [o + growth if o >= position else o for o in offsets]
            if max(moved, default=0) >= 1 << (8 * width):
                raise TagError(
                    tr("the MP4 file would grow over 4 GB"), remedy=tr("convert it with another program")
                )
            splices.append(
                Splice(atom.start + 8, data[8 : 8 + count * width], struct.pack(f">{count}{code}", *moved))
            )
        elif atom.name == b"tfhd":
            file.seek(atom.start)
            data = file.read(16)
            if data[3] & 1:
                base = int.from_bytes(data[8:16], "big")
                if base >= position:
                    splices.append(Splice(atom.start + 8, data[8:16], struct.pack(">Q", base + growth)))
        elif atom.name in (b"sidx", b"mfra", b"iloc"):
            raise TagError(tr("the MP4 file is made of fragments"), remedy=tr("edit it with another program"))
    return splices


def _descend(file: BinaryIO, atoms: list[Atom]) -> Iterator[Atom]:
    for atom in atoms:
        yield atom
        if atom.name in _CONTAINERS and atom.name != b"udta":
            yield from _descend(file, _atoms(file, atom.start, atom.end))


def _user_atoms(file: BinaryIO, udta: Atom) -> list[Atom]:
    """QuickTime may end user data with four zero bytes."""
    file.seek(max(udta.start, udta.end - 4))
    end = udta.end - 4 if udta.length - udta.head in (4,) else udta.end
    return _atoms(file, udta.start, end)


def _named(atoms: list[Atom], name: bytes) -> Atom | None:
    return next((atom for atom in atoms if atom.name == name), None)


def _item_edits(file: BinaryIO, ilst: Atom, values: Mapping[str, TagValue]) -> list[Splice]:
    items = [(atom, _item_key(file, atom)) for atom in _atoms(file, ilst.start, ilst.end)]
    splices, added = [], b""
    for name, own, texts in _parts(values):
        keys = [key.lower() for key in own]
        present = [(atom, key) for atom, key in items if key.lower() in keys]
        free_key = next((key for _, key in present if key.startswith("----")), "")
        kept = next((key for _, key in present), own[0])
        new = _cover(values) if name == COVER else _edited(name, kept, texts, free_key)
        if not present:
            added += new
        for index, (atom, _) in enumerate(present):
            file.seek(atom.offset)
            splices.append(Splice(atom.offset, file.read(atom.length), new if index == 0 else b""))
    return [*splices, Splice(ilst.end, b"", added)] if added else splices


def _parts(values: Mapping[str, TagValue]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Each field, the keys that hold it, and what they will hold."""
    listed: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []
    for name, value in values.items():
        if name == COVER:
            listed.append((name, ("covr",), values_of(value)))
        elif name in MP4_KEYS:
            listed.append((name, MP4_KEYS[name], values_of(value)))
        else:
            listed += [(name, keys, texts) for keys, texts in parts(MP4, name, value, {})]
    return listed


def _item_key(file: BinaryIO, atom: Atom) -> str:
    if atom.name != b"----":
        return atom.name.decode("latin-1")
    parts = {}
    for part in _atoms(file, atom.start, atom.end):
        if part.name in (b"mean", b"name"):
            file.seek(part.start + 4)
            parts[part.name] = file.read(part.end - part.start - 4).decode("utf-8", "replace")
    return f"----:{parts.get(b'mean', '')}:{parts.get(b'name', '')}"


def _new_items(values: Mapping[str, TagValue]) -> bytes:
    return b"".join(
        _cover(values)
        if name == COVER
        else _item(name, texts)
        if name in MP4_KEYS
        else _keyed(keys[0], texts)
        for name, keys, texts in _parts(values)
        if texts
    )


def _edited(name: str, key: str, texts: tuple[str, ...], free_key: str) -> bytes:
    if not texts:
        return b""
    return _item(name, texts, free_key) if name in MP4_KEYS else _keyed(key, texts)


def _cover(values: Mapping[str, TagValue]) -> bytes:
    """The item with the picture that is given; nothing where it goes."""
    picture = written_cover(values[COVER])
    if picture is None:
        return b""
    return _box(b"covr", _data(14 if look(picture.data).format == "PNG" else 13, picture.data))


def _item(name: str, value: TagValue, free_key: str = "") -> bytes:
    texts = values_of(value)
    key = MP4_KEYS[name][0]
    if name in ("track", "disc"):
        number, total = mp4_pair(texts[0]) or (0, 0)  # what is no number was refused before
        data = struct.pack(">4H", 0, number, total, 0)
        return _box(b"trkn", _data(0, data)) if name == "track" else _box(b"disk", _data(0, data[:6]))
    if name == "bpm":
        whole = round(tempo(texts[0]) or 0.0)
        item = _box(b"tmpo", _data(21, struct.pack(">H", whole)))
        # it holds whole numbers; what is more exact stands beside it, as DJ programs write it
        return item if texts[0] == str(whole) else item + _free(free_key or MP4_KEYS["bpm"][0], texts)
    if key.startswith("----"):
        return _free(free_key or key, texts)
    return _keyed(key, texts)


def _keyed(key: str, texts: tuple[str, ...]) -> bytes:
    """An item of this key: texts, or a whole number where it is one."""
    if key.startswith("----"):
        return _free(key, texts)
    if key in MP4_NUMBERS:
        return _box(key.encode("latin-1"), _data(21, int(texts[0]).to_bytes(MP4_NUMBERS[key])))
    return _box(key.encode("latin-1"), b"".join(_data(1, text.encode()) for text in texts))


def _free(key: str, texts: tuple[str, ...]) -> bytes:
    _, mean, title = key.split(":", 2)
    head = _box(b"mean", bytes(4) + mean.encode()) + _box(b"name", bytes(4) + title.encode())
    return _box(b"----", head + b"".join(_data(1, text.encode()) for text in texts))


def _data(kind: int, data: bytes) -> bytes:
    return _box(b"data", struct.pack(">II", kind, 0) + data)


def _meta(items: bytes) -> bytes:
    return _box(b"meta", bytes(4) + _HANDLER + _box(b"ilst", items) + _box(b"free", bytes(_PADDING)))


def _box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data) + 8, name) + data
