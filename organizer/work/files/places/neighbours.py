"""Files beside songs that go with them: lyrics and pictures of a song's name, and what else lies in a folder
all of whose songs leave it for one other."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from organizer.base.leftovers import PREFIX
from organizer.base.naming.file_names import Rules, stem_and_ending
from organizer.work.files.places.disk import Disk, is_music
from organizer.work.files.places.planned import PlannedMove, by_folder


def neighbours(
    moves: Sequence[PlannedMove],
    disk: Disk,
    roots: Sequence[str],
    *,
    same_name: bool,
    others: bool,
    rules: Rules,
) -> list[PlannedMove]:
    """The moves of files beside these songs, as they are wished for."""
    folders = by_folder(moves)
    beside: dict[str, PlannedMove] = {}
    if same_name:
        for folder, songs in folders.items():
            for move in _of_same_name(folder, songs, disk):
                beside.setdefault(move.old, move)
    if others:
        for folder, target in _left_for_one(folders, disk, roots).items():
            for below in _without_music(folder, disk):
                old = os.path.join(folder, below)
                beside.setdefault(old, PlannedMove(0, old, os.path.join(target, below)))
    return [move for move in beside.values() if move.old != move.new]


def _of_same_name(folder: str, songs: Sequence[PlannedMove], disk: Disk) -> list[PlannedMove]:
    """Files called as a song that moves: "03 Rain.lrc", "03 Rain.en.lrc"; that of the longest name counts."""
    stems: dict[str, PlannedMove] = {}
    for move in songs:
        stems.setdefault(stem_and_ending(os.path.basename(move.old))[0], move)
    staying = {stem_and_ending(name)[0] for name in disk.files(folder) if is_music(name)} - stems.keys()
    moves = []
    for name in disk.files(folder):
        if is_music(name) or name.startswith(PREFIX):
            continue
        stem, _ = os.path.splitext(name)
        while stem and stem not in stems and stem not in staying and "." in stem:
            stem = stem.rpartition(".")[0]
        song = stems.get(stem)
        if song is None or song.refused or song.old == song.new:
            continue
        new_folder, new_name = os.path.split(song.new)
        new = stem_and_ending(new_name)[0] + name[len(stem) :]
        moves.append(PlannedMove(0, os.path.join(folder, name), os.path.join(new_folder, new)))
    return moves


def _left_for_one(
    folders: Mapping[str, Sequence[PlannedMove]], disk: Disk, roots: Sequence[str]
) -> dict[str, str]:
    """Folders that all songs in them leave for one other, and which that is. Of the parts of an album in
    folders of their own ("CD 1", "CD 2") also the folder around them."""
    targets: dict[str, str] = {}
    bounds = tuple(root.rstrip(os.sep) + os.sep for root in roots)
    waiting = sorted(folders, key=lambda folder: -folder.count(os.sep))
    looked = set(waiting)
    while waiting:
        folder = waiting.pop(0)
        target = _target(folder, folders.get(folder, ()), targets, disk)
        if target is None or target == folder or not folder.startswith(bounds):
            continue
        targets[folder] = target
        above = os.path.dirname(folder)
        if above not in looked and above.startswith(bounds) and not folders.get(above):
            looked.add(above)
            waiting.append(above)
            waiting.sort(key=lambda one: -one.count(os.sep))
    return targets


def _target(folder: str, songs: Sequence[PlannedMove], targets: Mapping[str, str], disk: Disk) -> str | None:
    music = {os.path.join(folder, name) for name in disk.files(folder) if is_music(name)}
    going = {move.old: os.path.dirname(move.new) for move in songs if not move.refused}
    if music - going.keys():
        return None
    direct = set(going.values())
    if direct:
        return direct.pop() if len(direct) == 1 else None
    below = [os.path.join(folder, name) for name in disk.folders(folder)]
    with_music = [one for one in below if _holds_music(one, disk)]
    if not with_music or any(one not in targets for one in with_music):
        return None
    ends = {targets[one] for one in with_music}
    if len(ends) == 1 and len(with_music) > 1:
        return ends.pop()
    around = {os.path.dirname(end) for end in ends}
    return around.pop() if len(around) == 1 else None


def _holds_music(folder: str, disk: Disk) -> bool:
    return any(map(is_music, disk.walk(folder)))


def _without_music(folder: str, disk: Disk) -> list[str]:
    """The files of a folder that are no songs, and those of folders in it that hold none."""
    names = [name for name in disk.files(folder) if not is_music(name) and not name.startswith(PREFIX)]
    for name in disk.folders(folder):
        place = os.path.join(folder, name)
        if not os.path.islink(place) and not _holds_music(place, disk):
            names += [os.path.join(name, below) for below in disk.walk(place)]
    return names
