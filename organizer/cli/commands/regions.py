"""``organizer regions``: name songs of the map, look at what joined them, keep them as playlists."""

from __future__ import annotations

from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import selected
from organizer.cli.terminal import note, print_json, print_table, right, say
from organizer.cli.topping_up import top_up
from organizer.library import tracks
from organizer.library.places import regions
from organizer.library.places.regions import Region
from organizer.library.storage.database import Database
from organizer.work.arranging import regions as edits
from organizer.work.arranging import topping_up
from organizer.work.arranging.regions import Edited


def _run(options: Options) -> int:
    with open_library(options) as db:
        if options.action == "list":
            return _list(db, options)
        if not options.name:
            raise UsageError(
                tr("which region?"), remedy=tr("organizer regions {action} NAME …", action=options.action)
            )
        return _ACTIONS[options.action](db, options)


def _list(db: Database, options: Options) -> int:
    top_up(db)
    listed = regions.listed(db)
    if options.json:
        print_json([_document(region) for region in listed])
    elif listed:
        print_table(
            (tr("Region"), right(tr("Songs")), right(tr("Joined")), tr("Playlist")),
            [(region.name, region.size, region.joined, region.playlist) for region in listed],
        )
    else:
        say(tr("there are no regions; make one with “organizer regions make NAME QUERY”"))
    return 0


def _show(db: Database, options: Options) -> int:
    top_up(db)
    region = regions.named(db, options.name)
    members = regions.members(db, region.number)
    songs = tracks.get_many(db, members.ids.tolist())
    joined = members.joined.tolist()
    if options.json:
        listed = [
            {"id": song.id, "path": song.path, "label": song.label, "joined": late}
            for song, late in zip(songs, joined, strict=True)
        ]
        print_json({**_document(region), "songs": listed})
    else:
        rows = [
            (song.label, tr("joined") if late else "", song.reference)
            for song, late in zip(songs, joined, strict=True)
        ]
        print_table((tr("Song"), "", tr("Path")), rows)
    return 0


def _make(db: Database, options: Options) -> int:
    made = edits.make(db, options.name, _songs(db, options))
    return _changed(
        db,
        options,
        made,
        plural("region “{name}” has {n} song", "region “{name}” has {n} songs", made.songs, name=made.name),
    )


def _add(db: Database, options: Options) -> int:
    region = regions.named(db, options.name)
    done = edits.add(db, region.number, _songs(db, options))
    return _changed(
        db,
        options,
        done,
        plural("{n} song put into “{name}”", "{n} songs put into “{name}”", done.songs, name=done.name),
    )


def _take(db: Database, options: Options) -> int:
    region = regions.named(db, options.name)
    done = edits.take(db, region.number, _songs(db, options))
    return _changed(
        db,
        options,
        done,
        plural(
            "{n} song taken out of “{name}”; it stays out",
            "{n} songs taken out of “{name}”; they stay out",
            done.songs,
            name=done.name,
        ),
    )


def _rename(db: Database, options: Options) -> int:
    region = regions.named(db, options.name)
    done = edits.rename(db, region.number, " ".join(options.query))
    return _changed(
        db, options, done, tr("“{before}” is called “{name}” now", before=region.name, name=done.name)
    )


def _keep(db: Database, options: Options) -> int:
    region = regions.named(db, options.name)
    topping_up.link_region(db, region.number, file=" ".join(options.query))
    kept = regions.of_number(db, region.number)
    if options.json:
        print_json(_document(kept))
    else:
        say(
            tr(
                "“{name}” is kept as the playlist “{playlist}”, which tops itself up",
                name=kept.name,
                playlist=kept.playlist,
            )
        )
    return 0


def _remove(db: Database, options: Options) -> int:
    region = regions.named(db, options.name)
    edits.remove(db, region.number)
    if options.json:
        print_json({"removed": region.name})
    else:
        say(tr("region “{name}” is forgotten; its songs stay", name=region.name))
    return 0


def _songs(db: Database, options: Options) -> IntArray:
    """The songs that a command names. Raises ``UsageError`` where it names none, or none fits."""
    query = " ".join(options.query)
    if not query.strip() and not options.all:
        raise UsageError(
            tr("which songs?"), remedy=tr("organizer regions {action} NAME QUERY", action=options.action)
        )
    ids = selected(db, options)
    if not len(ids):
        raise UsageError(tr("no song fits the query"), remedy=tr("see “organizer list”"))
    return ids


def _changed(db: Database, options: Options, done: Edited, text: str) -> int:
    top_up(db)
    if done.unknown:
        note(
            plural(
                "{n} song left out: not analyzed yet", "{n} songs left out: not analyzed yet", done.unknown
            )
        )
    if options.json:
        print_json({**_document(regions.of_number(db, done.number)), "changed": done.songs})
    else:
        say(text)
    return 0


def _document(region: Region) -> dict[str, object]:
    return {
        "name": region.name,
        "songs": region.size,
        "chosen": region.chosen,
        "joined": region.joined,
        "colour": region.colour,
        "playlist": region.playlist or None,
    }


_ACTIONS = {
    "show": _show,
    "make": _make,
    "add": _add,
    "take": _take,
    "rename": _rename,
    "keep": _keep,
    "remove": _remove,
}
COMMANDS = {"regions": _run}
