"""``organizer playlist``: playlists made, saved, read from other programs and written for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from organizer.base.arrangement import Missing
from organizer.base.errors import UsageError, printable
from organizer.base.language import number, plural, tr
from organizer.base.model import clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.playlist_making import make
from organizer.cli.playlist_profiles import chosen_profile, list_formats, manage_profiles
from organizer.cli.terminal import job, note, print_json, print_table, right, row_of, say, song
from organizer.library.playlists import playlists
from organizer.library.playlists.playlist_tags import SURE
from organizer.library.storage.database import Database
from organizer.work.playlists import exports, foreign, several
from organizer.work.playlists.foreign import Line, Report


def _run(options: Options) -> int:
    if options.action is None:
        return make(options)
    return _ACTIONS[options.action](options)


def _list(options: Options) -> int:
    with open_library(options) as db:
        rules = playlists.rules(db)
        rows = []
        for name in playlists.names(db):
            ids = playlists.entries(db, name)
            lacking = sum(one < 0 for one in ids)
            rows.append((name, len(ids) - lacking, lacking, name in rules))
    if options.json:
        print_json(
            [
                {"name": name, "songs": songs, "missing": lacking, "tops_itself_up": rule}
                for name, songs, lacking, rule in rows
            ]
        )
    else:
        print_table(
            (tr("Playlist"), right(tr("Songs")), right(tr("Missing")), ""),
            [
                (name, songs, lacking or "", tr("tops itself up") if rule else "")
                for name, songs, lacking, rule in rows
            ],
        )
    return 0


def _one(options: Options) -> str:
    if len(options.what) != 1:
        raise UsageError(
            tr("playlist {action} takes one name", action=options.action),
            remedy=tr("put a name with spaces into quotes"),
        )
    return str(options.what[0])


def _show(options: Options) -> int:
    with open_library(options) as db:
        made = exports.saved(db, [_one(options)])[0]
    if options.json:
        listed = [
            {"missing": True, **_said(entry)} if isinstance(entry, Missing) else song(entry)
            for entry in made.entries
        ]
        print_json({"name": made.name, "duration": made.duration, "songs": listed})
        return 0
    rows = [
        (number, printable(entry.label), tr("missing") if isinstance(entry, Missing) else "")
        for number, entry in enumerate(made.entries, 1)
    ]
    print_table(("\t", tr("Song"), ""), rows)
    facts = (
        plural("{n} song", "{n} songs", len(rows)),
        clock(made.duration),
        tr("{n} missing", n=len(made.missing)) if made.missing else "",
    )
    say(row_of(facts))
    return 0


def _delete(options: Options) -> int:
    name = _one(options)
    with open_library(options) as db:
        songs = len(playlists.load(db, name))
        if not options.dry_run:
            playlists.delete(db, name)
    if options.json:
        print_json({"name": name, "songs": songs, "deleted": not options.dry_run})
    else:
        shown = plural("“{name}”, {n} song", "“{name}”, {n} songs", songs, name=name)
        say(
            tr("{playlist}: would be deleted; its songs stay", playlist=shown)
            if options.dry_run
            else tr("{playlist}: deleted; its songs stay", playlist=shown)
        )
    return 0


def _import(options: Options) -> int:
    """Each file, and of a file with several playlists each of these, becomes a saved playlist."""
    if not options.what:
        raise UsageError(tr("playlist import takes a file"), remedy=tr("name a playlist file"))
    documents = []
    with open_library(options) as db:
        wanted: list[tuple[str, str | None]] = []
        for path in options.what:
            wanted += [(path, name) for name in several.chosen(path, options.list)] or [(path, None)]
        if options.name and len(options.name) != len(wanted):
            raise UsageError(
                plural(
                    "{n} playlist is taken, and {names} named",
                    "{n} playlists are taken, and {names} named",
                    len(wanted),
                    names=len(options.name),
                ),
                remedy=tr("choose with --list, and give each a --name, in that order"),
            )
        for at, (path, name) in enumerate(wanted):
            title = options.name[at] if options.name else None
            documents.append(_import_one(db, options, path, name, title))
    if options.json:
        print_json(documents)
    return 0


def _import_one(
    db: Database, options: Options, path: str, name: str | None, called: str | None
) -> dict[str, object]:
    least = SURE if options.sure is None else options.sure
    with job(tr("Reading the playlist"), unit="lines") as context:
        report = foreign.read(context, db, path, name=name)
        taken = None if options.dry_run else foreign.take(context, db, report, least=least)
    title = called or report.name
    if taken is not None:
        title = called or playlists.free_name(db, report.name)
        playlists.save(db, title, taken.ids)
    if not options.json:
        _print_report(report, least)
        songs = plural("“{name}”: {n} song", "“{name}”: {n} songs", len(report.lines), name=printable(title))
        say(
            tr("{songs}, would be saved; {summary}", songs=songs, summary=report.summary)
            if taken is None
            else tr("{songs}, saved; {summary}", songs=songs, summary=report.summary)
        )
    return {
        "path": report.path,
        "name": title,
        "saved": taken is not None,
        "counts": dict(report.counts),
        "songs": [_line(line, at, least) for at, line in enumerate(report.lines, 1)],
    }


#: What lines of a list are, and by what their songs were recognized, as the reports have it.
_STATES = {
    "there": tr("there"),
    "moved": tr("moved"),
    "unsure": tr("unsure"),
    "missing": tr("missing"),
    "stream": tr("stream"),
    "other": tr("other"),
}


def _print_report(report: Report, least: float) -> None:
    rows = []
    for at, line in enumerate(report.lines, 1):
        if line.state == "there":
            continue
        taken = line.state == "unsure" and line.sure >= least
        state = tr("taken") if taken else _STATES[line.state]
        what = tr("{song} ({how})", song=printable(line.path), how=_how(line)) if line.path else ""
        if line.others:
            more = plural("{n} more fits as well", "{n} more fit as well", line.others)
            what = row_of((what, more))
        rows.append((at, printable(line.said.written or line.said.path), state, what))
    if rows:
        print_table((right(tr("Line")), tr("Named"), tr("Is"), tr("Song")), rows)


def _how(line: Line) -> str:
    """By what a song was found again, and how sure that is."""
    return tr("by {how}, {sure}%", how=foreign.HOW.get(line.how, line.how), sure=number(100 * line.sure, 0))


def _line(line: Line, number: int, least: float) -> dict[str, object]:
    taken = line.state in ("there", "moved") or (line.state == "unsure" and line.sure >= least)
    return {
        "line": number,
        "state": line.state,
        "taken": taken,
        **_said(line.said),
        "song": line.path,
        "by": line.how,
        "sure": line.sure,
        "others": line.others,
    }


def _said(said: Missing) -> dict[str, object]:
    return {
        "named": printable(said.written or said.path),
        "title": said.title,
        "artist": said.artist,
        "album": said.album,
        "duration": said.duration or None,
    }


def _export(options: Options) -> int:
    if not options.output or not (options.what or options.all):
        raise UsageError(
            tr("playlist export takes a name and --output FILE"), remedy=tr("see organizer playlist list")
        )
    ending = os.path.splitext(options.output)[1].lower()
    with open_library(options) as db:
        profile = chosen_profile(db, options, ending)
        output = options.output if ending else options.output + profile.suffix
        made = exports.saved(db, playlists.names(db) if options.all else options.what)
        with job(tr("Writing the playlist")) as context:
            written = exports.write(context, db, made, output, profile, dry_run=options.dry_run)
    if written.note:
        note(written.note)
    if options.json:
        print_json(
            {
                "path": written.path,
                "written": not options.dry_run,
                "playlists": [one.name for one in made],
                "format": profile.format,
                "songs": written.songs,
                "missing": written.missing,
                "away": written.away,
                "left_out": written.left_out,
                "with_cues": written.cues,
                "note": written.note,
            }
        )
        return 0
    facts = row_of(
        text
        for count, text in (
            (1, plural("{n} song", "{n} songs", written.songs)),
            (written.missing, tr("{n} missing", n=written.missing)),
            (written.away, tr("{n} away", n=written.away)),
            (written.left_out, tr("{n} without a file left out", n=written.left_out)),
            (written.cues, tr("{n} with cues", n=written.cues)),
        )
        if count
    )
    say(
        tr("{songs}: would be written to {path}", songs=facts, path=output)
        if options.dry_run
        else tr("{songs}: {path}", songs=facts, path=output)
    )
    return 0


def _missing(options: Options) -> int:
    least = SURE if options.sure is None else options.sure
    with open_library(options) as db, job(tr("Looking for missing songs")) as context:
        pairs = foreign.find_again(context, db, least=least, write=not options.dry_run)
    if options.json:
        print_json([_line(line, number, least) for number, (_, line) in enumerate(pairs, 1)])
        return 0
    rows, back = [], 0
    for song_, line in pairs:
        by = _how(line) if line.path and line.how else ""
        is_back = bool(line.path) and line.sure >= least
        back += is_back
        state = tr("back") if is_back else tr("missing")
        rows.append((printable(song_.label), state, printable(line.path), by))
    print_table((tr("Song"), tr("Is"), tr("File"), ""), rows)
    lacking = plural("{n} missing song", "{n} missing songs", len(rows))
    say(
        tr("{n} of {songs} would be put back into their lists", n=back, songs=lacking)
        if options.dry_run
        else tr("{n} of {songs} put back into their lists", n=back, songs=lacking)
    )
    return 0


_ACTIONS: Mapping[str, Callable[[Options], int]] = {
    "list": _list,
    "show": _show,
    "import": _import,
    "export": _export,
    "missing": _missing,
    "delete": _delete,
    "formats": list_formats,
    "profiles": manage_profiles,
}

COMMANDS = {"playlist": _run}
