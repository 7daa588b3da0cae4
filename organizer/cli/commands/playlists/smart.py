"""``organizer smart``: playlists that follow a search."""

from __future__ import annotations

import os

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import number, plural, tr
from organizer.base.model import clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import note, print_json, print_table, right, say, song
from organizer.library import searching, tracks
from organizer.library.playlists import smart
from organizer.library.playlists.smart import SmartPlaylist
from organizer.library.storage.database import Database
from organizer.work.playlists import smart_files


def _run(options: Options) -> int:
    with open_library(options) as db:
        if options.action in _OF_ALL:
            return _OF_ALL[options.action](db, options)
        if not options.name:
            raise UsageError(
                tr("which smart playlist?"),
                remedy=tr("organizer smart {action} NAME …", action=options.action),
            )
        return _OF_ONE[options.action](db, options)


def _list(db: Database, options: Options) -> int:
    rows: list[tuple[SmartPlaylist, int | None, str]] = []
    for one in smart.listed(db):
        try:
            rows.append((one, len(searching.of_smart(db, one)), ""))
        except OrganizerError as error:
            rows.append((one, None, str(error)))
    if options.json:
        print_json([_document(one, songs, problem) for one, songs, problem in rows])
    elif rows:
        print_table(
            (tr("Smart playlist"), right(tr("Songs")), tr("Search"), tr("File")),
            [
                (one.name, "" if songs is None else songs, problem or one.query, one.file)
                for one, songs, problem in rows
            ],
        )
    else:
        say(tr("there are no smart playlists; make one with “organizer smart save NAME QUERY”"))
    return 0


def _show(db: Database, options: Options) -> int:
    one = smart.named(db, options.name)
    return _print_songs(db, options, one)


def _print_songs(db: Database, options: Options, one: SmartPlaylist) -> int:
    ids = searching.of_smart(db, one)
    listed = tracks.get_many(db, ids.tolist())
    if options.json:
        print_json({**_document(one, len(listed)), "songs": [song(track) for track in listed]})
        return 0
    print_table(
        (tr("Song"), right(tr("Time")), right(tr("Plays")), right(tr("Rating")), tr("Path")),
        [
            (
                track.label,
                clock(track.info.duration),
                track.plays,
                "" if track.rating is None else number(track.rating / 2, track.rating % 2),
                track.reference,
            )
            for track in listed
        ],
    )
    seconds = sum(track.info.duration for track in listed)
    note(
        plural(
            "“{name}”: {n} song, {duration}: {query}",
            "“{name}”: {n} songs, {duration}: {query}",
            len(listed),
            name=one.name,
            duration=clock(seconds),
            query=one.query or tr("all songs"),
        )
    )
    return 0


def _save(db: Database, options: Options) -> int:
    query = " ".join(options.query)
    if not query.strip():
        raise UsageError(tr("which songs?"), remedy=tr("organizer smart save NAME QUERY"))
    before = [one for one in smart.listed(db) if one.name.casefold() == options.name.casefold()]
    one = SmartPlaylist(before[0].number if before else 0, options.name, query)
    searching.check(db, one)
    if options.dry_run:
        return _print_songs(db, options, one)
    one = smart.save(db, options.name, query)
    songs = len(searching.of_smart(db, one))
    if options.json:
        print_json(_document(one, songs))
    else:
        say(
            plural(
                "“{name}” has {n} song now, and follows the search from here on",
                "“{name}” has {n} songs now, and follows the search from here on",
                songs,
                name=one.name,
            )
        )
    return 0


def _delete(db: Database, options: Options) -> int:
    one = smart.named(db, options.name)
    if not options.dry_run:
        smart.delete(db, one.number)
    if options.json:
        print_json({"deleted": one.name, "dry_run": options.dry_run})
    elif options.dry_run:
        say(tr("would delete “{name}”; its songs stay", name=one.name))
    else:
        say(
            tr("“{name}” is deleted; its songs stay, and so does {file}", name=one.name, file=one.file)
            if one.file
            else tr("“{name}” is deleted; its songs stay", name=one.name)
        )
    return 0


def _export(db: Database, options: Options) -> int:
    one = smart.named(db, options.name)
    path = " ".join(options.query)
    if not path:
        raise UsageError(tr("where to?"), remedy=tr("organizer smart export NAME FILE.m3u8 [--keep]"))
    if options.dry_run:
        songs = len(searching.of_smart(db, one))
    else:
        songs = smart_files.export(db, one, path, keep=options.keep)
    path = os.path.abspath(path)
    if options.json:
        print_json({**_document(one, songs), "path": path, "kept": options.keep, "dry_run": options.dry_run})
    else:
        shown = plural("{n} song: {path}", "{n} songs: {path}", songs, path=path)
        if options.keep:
            shown = tr("{what}; it is written again when the list changes", what=shown)
        say(tr("would write {what}", what=shown) if options.dry_run else shown)
    return 0


def _forget(db: Database, options: Options) -> int:
    one = smart.named(db, options.name)
    if not options.dry_run:
        smart.set_file(db, one.number, "")
    if options.json:
        print_json({"released": one.file or None, "dry_run": options.dry_run})
    else:
        say(
            tr("{file} is written no more; it stays as it is", file=one.file)
            if one.file
            else tr("“{name}” has no file", name=one.name)
        )
    return 0


def _update(db: Database, options: Options) -> int:
    if options.dry_run:
        written = [one.file for one in smart.listed(db) if one.file]
        problems: list[str] = []
    else:
        refreshed = smart_files.refresh(db)
        written = [one.playlist.file for one in refreshed if not one.problem]
        problems = [one.message for one in refreshed if one.problem]
    if options.json:
        print_json({"written": written, "problems": problems, "dry_run": options.dry_run})
    else:
        for path in written:
            say(path)
        for problem in problems:
            note(problem)
    return 1 if problems else 0


def _document(one: SmartPlaylist, songs: int | None, problem: str = "") -> dict[str, object]:
    return {
        "name": one.name,
        "query": one.query,
        "songs": songs,
        "file": one.file or None,
        **({"problem": problem} if problem else {}),
    }


_OF_ALL = {"list": _list, "update": _update}
_OF_ONE = {"show": _show, "save": _save, "delete": _delete, "export": _export, "release": _forget}
COMMANDS = {"smart": _run}
