"""Covers of songs: what there is, edits that set, shrink or remove them, and pictures written as files.

Edits are edits of tags like any other: shown first, journaled, taken back. Files that are written are new
ones; none is replaced unless the person said so.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from organizer.base import leftovers, system
from organizer.base.atomic import replace_file, sync_folder, temporary, world_error
from organizer.base.errors import OrganizerError
from organizer.base.fields.picture import COVER, ENDINGS, Picture, described, look
from organizer.base.language import tr
from organizer.base.model import TagEdit, Track
from organizer.base.naming.renaming import rename_new
from organizer.library.tags import tags
from organizer.library.tags.named.pictures import Embedded, cover_places
from organizer.pictures import covers as images
from organizer.work.covers import picture_beside
from organizer.work.jobs import JobContext
from organizer.work.tags.writing import reason_of

_LARGEST_FILE = 100 << 20  #: bytes of an image file that is looked at


@dataclass(frozen=True, slots=True)
class Covers:
    """What pictures a song has."""

    track: Track
    pictures: tuple[Embedded, ...] = ()
    beside: str = ""  #: the picture in its folder
    problem: str = ""  #: why its file cannot be read

    @property
    def cover(self) -> Embedded | None:
        """The picture that is its cover."""
        places = cover_places([picture.kind for picture in self.pictures])
        return self.pictures[places[0]] if places else None


@dataclass(frozen=True, slots=True)
class Written:
    """A picture as a file: written, there already, or left out, with the reason."""

    path: str
    songs: int
    what: str = ""  #: the picture in words
    reason: str = ""  #: why it was not written
    there: bool = False  #: a file with the same bytes is there


@dataclass(frozen=True, slots=True)
class Edits:
    """Edits of covers, and the songs that got none, with the reason."""

    edits: tuple[TagEdit, ...]
    left: tuple[tuple[str, str], ...] = ()


def of_song(track: Track, *, bytes_too: bool = True) -> Covers:
    """The pictures of one song; without their bytes where only what they are is wanted."""
    beside = picture_beside(track.path)
    place = str(beside) if beside is not None else ""
    try:
        pictures = tags.pictures(track.path)
    except OrganizerError as error:
        return Covers(track, (), place, reason_of(error))
    if not bytes_too:
        pictures = [Embedded(p.kind, b"", described(p.data)) for p in pictures]
    return Covers(track, tuple(pictures), place)


def listed(context: JobContext, songs: Sequence[Track]) -> list[Covers]:
    """What pictures each song has; their bytes are replaced by what they are in words."""
    result = []
    for number, song in enumerate(songs):
        context.check_cancelled()
        context.report(number, len(songs), os.path.basename(song.path))
        result.append(of_song(song, bytes_too=False))
    return result


def picture_file(path: str, *, most: int | None = None) -> Picture:
    """An image file as a cover. Raises ``OrganizerError``."""
    try:
        if os.path.getsize(path) > _LARGEST_FILE:
            raise OrganizerError(
                tr("the file is too large for a cover"), remedy=tr("make the picture smaller")
            )
        with open(path, "rb") as file:
            return images.prepared(file.read(), most=most)
    except OSError as error:
        raise world_error(error, path) from error
    except OrganizerError as error:
        error.path = error.path or path
        raise


def setting(songs: Iterable[Track], picture: Picture) -> Edits:
    """The same cover for each song."""
    return Edits(tuple(TagEdit(song.id, song.path, {COVER: picture}) for song in songs))


def removing(songs: Iterable[Track]) -> Edits:
    """No cover for any song; pictures of other kinds stay."""
    return Edits(tuple(TagEdit(song.id, song.path, {COVER: ""}) for song in songs))


def from_folders(context: JobContext, songs: Sequence[Track], *, most: int | None = None) -> Edits:
    """For each song the picture that lies beside it."""
    known: dict[str, Picture | str] = {}
    edits, left = [], []
    for number, song in enumerate(songs):
        context.check_cancelled()
        context.report(number, len(songs), os.path.basename(song.path))
        folder = os.path.dirname(song.path)
        if folder not in known:
            known[folder] = _beside(song.path, most)
        picture = known[folder]
        if isinstance(picture, Picture):
            edits.append(TagEdit(song.id, song.path, {COVER: picture}))
        else:
            left.append((song.path, picture))
    return Edits(tuple(edits), tuple(left))


def _beside(path: str, most: int | None) -> Picture | str:
    """The picture beside a song, or why there is none."""
    place = picture_beside(path)
    if place is None:
        return tr("there is no picture beside it")
    try:
        return picture_file(str(place), most=most)
    except OrganizerError as error:
        return f"{place.name}: {reason_of(error)}"


def shrinking(context: JobContext, songs: Sequence[Track], most: int) -> Edits:
    """Covers whose longer side has more pixels, made smaller; the others stay byte for byte."""
    known: dict[str, Picture] = {}
    edits, left = [], []
    for number, song in enumerate(songs):
        context.check_cancelled()
        context.report(number, len(songs), os.path.basename(song.path))
        try:
            cover = of_song(song).cover
            if cover is None:
                left.append((song.path, tr("it has no cover in its file")))
                continue
            seen = look(cover.data)
            if seen.width and max(seen.width, seen.height) <= most:
                continue
            words = described(cover.data)
            if words not in known:
                known[words] = images.prepared(cover.data, most=most)
        except OrganizerError as error:
            left.append((song.path, reason_of(error)))
            continue
        edits.append(TagEdit(song.id, song.path, {COVER: known[words]}))
    return Edits(tuple(edits), tuple(left))


def extracted(context: JobContext, songs: Sequence[Track], folder: str, *, write: bool) -> list[Written]:
    """The covers of songs as files in a folder, equal ones once. Without ``write`` only what would come."""
    if write:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise world_error(error, folder) from error
    result: dict[str, Written] = {}
    taken: set[str] = set()
    for number, song in enumerate(songs):
        context.check_cancelled()
        context.report(number, len(songs), os.path.basename(song.path))
        seen = of_song(song)
        cover = seen.cover
        if cover is None:
            reason = seen.problem or tr("it has no cover in its file")
            result[song.path] = Written("", 1, "", f"{song.path}: {reason}")
            continue
        words = described(cover.data)
        before = result.get(words)
        if before is not None:
            result[words] = Written(before.path, before.songs + 1, words, before.reason, before.there)
            continue
        name = system.safe_file_name(" - ".join(filter(None, (song.artist, song.album))), "cover")
        path, there = _free_name(folder, name, ending_of(cover.data), cover.data, taken)
        taken.add(path.lower())
        result[words] = Written(path, 1, words, "", there)
        if write and not there:
            write_new(path, cover.data)
    return list(result.values())


def ending_of(data: bytes) -> str:
    """The ending of a file with this picture."""
    return ENDINGS.get(look(data).format, ".bin")


def _free_name(folder: str, name: str, ending: str, data: bytes, taken: set[str]) -> tuple[str, bool]:
    """A name that no file has yet, or one of a file with the same bytes."""
    for number in range(1, 10_000):
        path = os.path.join(folder, f"{name}{f' ({number})' if number > 1 else ''}{ending}")
        if path.lower() in taken:
            continue
        if not os.path.lexists(path):
            return path, False
        if _holds(path, data):
            return path, True
    raise OrganizerError(
        tr("there are too many files of this name"), path=folder, remedy=tr("choose another folder")
    )


def _holds(path: str, data: bytes) -> bool:
    try:
        if os.path.getsize(path) != len(data):
            return False
        with open(path, "rb") as file:
            return file.read() == data
    except OSError:
        return False


def write_new(path: str, data: bytes) -> None:
    """A new file, whole or not at all. Raises ``OrganizerError`` where there is one already."""
    path = os.path.abspath(path)
    try:
        leftovers.remove(path)
        with temporary(path, noted=True, new=True) as (file, part, locked):
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if not locked:  # there are systems that rename no file that is open
                file.close()
            rename_new(part, path)
        sync_folder(os.path.dirname(path))
    except FileExistsError:
        raise OrganizerError(
            tr("there is a file of this name"), path=path, remedy=tr("choose another name")
        ) from None
    except OSError as error:
        raise world_error(error, path) from error


def write_over(path: str, data: bytes) -> None:
    """A file that the person named, whole or as it was: where there is one, they agreed that it goes."""
    replace_file(path, lambda file: _put(file, data))


def _put(file: BinaryIO, data: bytes) -> None:
    file.write(data)


def to_folders(context: JobContext, songs: Sequence[Track], *, overwrite: bool, write: bool) -> list[Written]:
    """``cover.jpg`` beside songs, of the cover inside them, where all songs of a folder have the same."""
    folders: dict[str, list[Track]] = {}
    for song in songs:
        folders.setdefault(os.path.dirname(song.path), []).append(song)
    result, seen = [], 0
    for folder, inside in folders.items():
        pictures: Counter[bytes] = Counter()
        for song in inside:
            context.check_cancelled()
            context.report(seen, len(songs), os.path.basename(song.path))
            seen += 1
            cover = of_song(song).cover
            if cover is not None:
                pictures[cover.data] += 1
        result.append(_to_folder(folder, inside, pictures, overwrite=overwrite, write=write))
    return result


def _to_folder(
    folder: str, songs: Sequence[Track], pictures: Counter[bytes], *, overwrite: bool, write: bool
) -> Written:
    if len(pictures) != 1:
        reason = (
            tr("its songs have different covers")
            if pictures
            else tr("its songs have no cover in their files")
        )
        return Written(folder, len(songs), "", reason)
    data = next(iter(pictures))
    words = described(data)
    path = os.path.join(folder, f"cover{ending_of(data)}")
    beside = picture_beside(songs[0].path)
    if beside is not None and _holds(str(beside), data):
        return Written(str(beside), len(songs), words, "", True)
    there = str(beside) if beside is not None else path if os.path.lexists(path) else ""
    if there and not overwrite:
        return Written(
            folder,
            len(songs),
            words,
            tr("there is another picture: {name}", name=os.path.basename(there)),
        )
    if write:
        try:
            if os.path.lexists(path):
                replace_file(path, lambda file: _put(file, data))
            else:
                write_new(path, data)
        except OrganizerError as error:
            return Written(path, len(songs), words, reason_of(error))
    return Written(path, len(songs), words)


def take_back(written: Sequence[Written]) -> list[str]:
    """Remove pictures that were written, those that are still as they were; their paths."""
    gone = []
    for one in written:
        try:
            if described(Path(one.path).read_bytes()) == one.what:
                os.unlink(one.path)
                gone.append(one.path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise world_error(error, one.path) from error
    return gone
