"""Numbers of tracks and discs, in the order of the list."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from organizer.base.language import tr
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.song import NOTHING, Outcome, Song, Tool

#: “CD1”, “Disc 2”, “Disk_03”, “2”.
_DISC_FOLDER = re.compile(r"(?:(?:cd|disc|disk|vol|volume|side)[ ._\-]*)?(?:[0-9]{1,2}|[a-d])", re.IGNORECASE)


@dataclass(frozen=True)
class Number(Tool):
    """Track or disc numbers by the order of the list."""

    kind = "number"
    label = tr("Number tracks or discs")
    about = tr("Numbers songs as they are listed, anew for each folder or album; discs by their folders.")

    field: str = parameter(
        "track",
        tr("What"),
        "choice",
        choices={"track": tr("Tracks"), "disc": tr("Discs, one for each folder")},
    )
    per: str = parameter(
        "folder",
        tr("Anew for each"),
        "choice",
        tr("Where the numbers begin again"),
        choices={
            "folder": tr("Folder"),
            "album": tr("Album"),
            "disc": tr("Disc of an album"),
            "selection": tr("Never: all that is selected"),
        },
    )
    start: int = parameter(1, tr("First number"), "number", low=0, high=9_999)
    total: str = parameter(
        "set",
        tr("Total behind it"),
        "choice",
        tr("3/12: of twelve"),
        choices={"set": tr("As many as there are"), "keep": tr("As it is"), "none": tr("None")},
    )
    digits: str = parameter(
        "1",
        tr("Digits"),
        "choice",
        tr("How many at least"),
        choices={"1": "3", "2": "03", "3": "003", "auto": tr("As many as the last")},
    )

    def of(self, song: Song) -> Outcome:
        """What it makes of a song by itself."""
        return self.run([song], lambda: None)[0]

    def run(self, songs: Sequence[Song], check: Callable[[], object]) -> list[Outcome]:
        """Number the songs in their order."""
        check()
        keys = [self._key(song) for song in songs]
        places: list[int] = []
        units: dict[tuple[str, ...], dict[object, int]] = {}
        for at, (song, key) in enumerate(zip(songs, keys, strict=True)):
            of_group = units.setdefault(key, {})
            # discs count folders, tracks count songs
            unit: object = at if self.field == "track" else os.path.dirname(song.path)
            places.append(of_group.setdefault(unit, len(of_group)))
        check()
        return [
            self._numbered(song, place, len(units[key]))
            for song, place, key in zip(songs, places, keys, strict=True)
        ]

    def _key(self, song: Song) -> tuple[str, ...]:
        folder = os.path.dirname(song.path)
        if self.per == "selection":
            return ()
        if self.field == "disc":  # of an album, whose discs lie in folders beside each other
            return (
                (os.path.dirname(folder),) if self.per == "folder" else _album(song, os.path.dirname(folder))
            )
        if self.per == "folder":
            return (folder,)
        # an album without a name is what lies in one folder; its discs may lie in folders of their own
        of_disc = _DISC_FOLDER.fullmatch(os.path.basename(folder))
        key = _album(song, os.path.dirname(folder) if of_disc else folder)
        return key if self.per == "album" else (*key, song.first("disc").partition("/")[0].lstrip("0"))

    def _numbered(self, song: Song, place: int, count: int) -> Outcome:
        before = song.get(self.field)
        last = self.start + count - 1
        digits = len(str(last)) if self.digits == "auto" else int(self.digits)
        number = str(self.start + place).zfill(digits)
        total = str(last).zfill(digits) if self.total == "set" else ""
        if self.total == "keep" and before:
            total = before[0].partition("/")[2].strip()
        value = f"{number}/{total}" if total else number
        return Outcome({self.field: (value,)}) if before != (value,) else NOTHING


def _album(song: Song, folder: str) -> tuple[str, ...]:
    album = song.first("album").casefold()
    if not album:
        return "", folder
    return album, (song.first("album_artist") or folder).casefold()
